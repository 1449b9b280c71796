"""From a scenario to the tables that a replicate begins with.

Numbers of the scenario are copied as they are, each to the cell of the same name, and all else
that follows from them is reckoned when a replicate begins, so that a parameter can be changed
in place: see `sim.day.numbers`.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.day import codes
from sim.day.codes import LONG_AGO, NONE
from sim.day.draws import WORDS
from sim.day.events import FORMS
from sim.day.measures import TALLIED
from sim.day.state import empty, tables
from sim.scenario.luck import signed_key
from sim.scenario.scenario import in_order, key_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sim.scenario.quantity import TimePath
    from sim.scenario.scenario import Scenario

# Room for the log of a trace, in events, and per event for what belongs to it.
EVENTS = 60_000
PER_EVENT = {"causes": 3, "weights": 5, "witnesses": 6}
# Fewer draws at a time than this would leave much of the processor idle.
DRAWN_TOGETHER = 64
# Room for so many agreements in a run.
MOST_AGREEMENTS = 8
NO_RANK = 99
# A duty that is left out of the scenario is never done.
NEVER_DONE = -2
OF_TIES = ("leverage", "air_power")
OF_SECTORS = ("tension", "people", "forces", "posts")


@dataclass
class Names:
    """Names of what the tables number, in their order."""

    parties: list[str]
    sectors: list[str]
    ties: list[str]
    monitors: list[str]
    texts: list[str]
    shocks: list[str]
    alternatives: list[str]
    obligations: list[str] = field(default_factory=list)
    camps: list[str] = field(default_factory=list)

    def subjects(self, variable: str) -> list[str]:
        """What a shock of a variable can strike."""
        if variable in OF_TIES:
            return self.ties
        return self.sectors if variable in OF_SECTORS else self.parties


class Links:
    """The table of lists, flags and indices, built section by section."""

    def __init__(self) -> None:
        self.cells: list[int] = []
        self._lists: dict[tuple[int, ...], int] = {}

    def section(self, values: Iterable[int]) -> int:
        """Append values; give the address of the first."""
        at = len(self.cells)
        self.cells.extend(values)
        return at

    def room(self, size: int, value: int = 0) -> int:
        """Append `size` equal cells; give the address of the first."""
        return self.section([value] * size)

    def listed(self, items: Iterable[int]) -> int:
        """Give the address of a list, its length first; equal lists have one address."""
        key = tuple(items)
        if key not in self._lists:
            self._lists[key] = self.section([len(key), *key])
        return self._lists[key]


@dataclass
class Built:
    """The tables of a scenario.

    Parameters
    ----------
    scenario : Scenario
        What they were made of; its uncertain numbers are drawn.
    names : Names
        What the rows stand for.
    tables : dict
        A structured array for each table that a replicate begins with.
    agreements, duties : int
        Room for agreements of a run and for their duties.
    """

    scenario: Scenario
    names: Names
    tables: dict[str, Any]
    agreements: int
    duties: int

    def sizes(self, horizon: int, *, traced: bool, scale: int) -> dict[str, int]:
        """Rows of each table that is empty when a replicate begins."""
        parties, sectors = len(self.names.parties), len(self.names.sectors)
        # Every party may have a front in every sector, and all of them draw together.
        together = max(parties * sectors, DRAWN_TOGETHER)
        days = horizon + self.scenario.measurement.run_in_days + 1
        events = EVENTS * scale if traced else 0
        sizes = {
            "closing": 4 * parties + 8,
            "strikes": 1024,
            "sightings": 1024,
            "charges": 256,
            "late": 256,
            "opened": 256,
            "pending": 2048,
            "published": 2048,
            "arriving": 256,
            "taking": 256,
            "assaults": 4096,
            "captures": 1024,
        }
        sizes = {name: size * scale for name, size in sizes.items()}
        sizes |= {
            "agreements": self.agreements,
            "duties": self.duties,
            "abilities": self.duties * parties,
            "fire": self.duties * parties,
            "weighed": parties * sectors,
            "awaiting": together,
            "addresses": WORDS * together,
            "uniforms": WORDS * together,
            # Monitors look at every strike, and at every sector without one.
            "looks": sizes["strikes"] + sectors,
            # Any sighting may be reported to any camp.
            "shared": parties * sizes["sightings"],
            "tallies": days * TALLIED,
            "counts": days * parties,
            "daily": days * daily_width(parties, len(self.names.ties)) if traced else 0,
            "log": events,
        }
        # Findings, fronts and looks are listed, one kind at a time.
        sizes["listed"] = sizes["looks"] + sizes["published"]
        return sizes | {name: events * per for name, per in PER_EVENT.items()}


def daily_width(parties: int, ties: int) -> int:
    """Cells of a row of the daily table."""
    return 4 + parties * (2 * parties + 5) + ties


def build(scenario: Scenario, agreements: int = MOST_AGREEMENTS) -> Built:
    """Build the tables of a scenario.

    Parameters
    ----------
    scenario : Scenario
        What to run; its uncertain numbers must have been drawn.
    agreements : int
        Room for so many agreements in a run.

    Returns
    -------
    Built
        Tables and names.
    """
    return _Builder(scenario, agreements).built()


def _number(names: Sequence[str], name: str | None) -> int:
    return names.index(name) if name in names else NONE


def _copy(row: Any, kind: str, terms: object) -> None:
    """Copy what the scenario states under the names of cells."""
    for each in fields(tables()[kind][0]):
        if each.metadata["stated"]:
            row[each.name] = getattr(terms, each.name)


class _Builder:
    def __init__(self, scenario: Scenario, agreements: int) -> None:
        terms = scenario.scenario
        self.scenario, self.terms, self.agreements = scenario, terms, agreements
        self.names = Names(
            parties=[name for name, _ in in_order(terms.parties)],
            sectors=[name for name, _ in in_order(terms.sectors)],
            ties=_active(terms.ties),
            monitors=_active(terms.monitors),
            texts=[name for name, _ in in_order(terms.agreements)],
            shocks=_active(terms.shocks),
            alternatives=list(scenario.measurement.alternatives),
        )
        self.tables: dict[str, Any] = {}
        self.steps: list[tuple[int, float]] = []
        self.links = Links()

    def built(self) -> Built:
        """Fill table after table."""
        self.parties()
        self.ties()
        self.sectors()
        self.pairs()
        self.monitors()
        self.others()
        self.laws()
        duties = self.agreements * self.texts()
        for row, name in zip(self.tables["monitors"], self.names.monitors, strict=True):
            rides_on = self.terms.monitors[name].rides_on
            if rides_on is not None:
                found = _number(self.names.obligations, rides_on)
                row["rides_on"] = found if found != NONE else NEVER_DONE
        self.share_news()
        self.run(duties)
        for name, values in (("steps", self.steps), ("links", self.links.cells)):
            self.tables[name] = np.array(values, tables()[name][1])
        return Built(self.scenario, self.names, self.tables, self.agreements, duties)

    def table(self, name: str, rows: int) -> Any:
        self.tables[name] = empty(name, rows)
        return self.tables[name]

    def party(self, name: str | None) -> int:
        return _number(self.names.parties, name)

    def listed(self, parties: Iterable[str]) -> int:
        return self.links.listed(self.names.parties.index(name) for name in parties)

    def flags(self, names: Iterable[str], among: Iterable[str]) -> int:
        chosen = set(among)
        return self.links.section(int(name in chosen) for name in names)

    def path(self, path: TimePath) -> tuple[int, int]:
        at = len(self.steps)
        self.steps += [
            (self.scenario.day(step.begins), float(step.value))  # type: ignore[arg-type]
            for step in path.steps
        ]
        return at, len(path.steps)

    def parties(self) -> None:
        names, terms = self.names, self.terms
        rows = self.table("parties", len(names.parties))
        doctrines: list[Any] = []
        guarantors = {tie.sponsor for tie in terms.ties.values() if tie.active}
        committed = guarantors.union(
            *((*text.signatories, *text.bound) for text in terms.agreements.values() if text.active)
        )
        camps = (terms.parties[name].camp for name in names.parties)
        names.camps = list(dict.fromkeys(camp for camp in camps if camp))
        guarded = {terms.parties[name].camp for name in guarantors}
        for row, name in zip(rows, names.parties, strict=True):
            party = terms.parties[name]
            _copy(row, "parties", party)
            row["key"] = key_of(name, party)
            row["camp"] = names.camps.index(party.camp) if party.camp is not None else NONE
            row["fights"] = party.fights and party.kind != "observer"
            row["observer"] = party.kind == "observer"
            row["publishes"] = party.publishes_counts
            row["accuses"] = party.accuses
            row["has_aims"] = bool(party.aims)
            row["bayesian"] = party.belief_law == "bayesian"
            row["committed"] = name in committed
            row["guarantor"] = name in guarantors
            row["negotiates"] = name in committed and (
                name in guarantors if party.camp in guarded else bool(row["fights"])
            )
            row["doctrine"], row["doctrine_count"] = len(doctrines), len(party.doctrines)
            doctrines.append(party.doctrine)
            doctrines.extend(party.doctrines[rule] for rule in sorted(party.doctrines))
            row["drift_at"], row["drift_count"] = self.path(party.strength_drift)
            row["fronts_at"] = self.links.room(len(names.sectors))
            row["axis_at"] = self.links.room(len(names.sectors) + 1)
            row["plan_at"] = self.links.room(len(names.sectors))
        for row, rule in zip(self.table("doctrines", len(doctrines)), doctrines, strict=True):
            _copy(row, "doctrines", rule)
            row["kind"] = codes.DOCTRINES[rule.kind]
            row["against"] = self.party(rule.against)
            row["sector"] = _number(names.sectors, rule.sector)

    def ties(self) -> None:
        rows = self.table("ties", len(self.names.ties))
        for number, name in enumerate(self.names.ties):
            tie, row = self.terms.ties[name], rows[number]
            _copy(row, "ties", tie)
            row["key"] = key_of(name, tie)
            row["sponsor"], row["client"] = self.party(tie.sponsor), self.party(tie.client)
            client = self.tables["parties"][row["client"]]
            client["sponsor_b" if client["sponsors"] else "sponsor_a"] = number
            client["sponsors"] += 1
            row["leverage_at"], row["leverage_count"] = self.path(tie.leverage)

    def sectors(self) -> None:
        names, terms = self.names, self.terms
        rows = self.table("sectors", len(names.sectors))
        places = self.table("fronts", len(names.parties) * len(names.sectors))
        for kept in ("answer_draws", "misreading_draws"):
            self.table(kept, len(places))
        joined: dict[str, set[str]] = {name: set() for name in names.sectors}
        for name, sector in terms.sectors.items():
            for other in sector.neighbours:
                joined[name].add(other)
                joined[other].add(name)
        for number, name in enumerate(names.sectors):
            sector, row = terms.sectors[name], rows[number]
            _copy(row, "sectors", sector)
            row["key"] = key_of(name, sector)
            row["holder"] = self.party(sector.holder)
            near = [place for place, other in enumerate(names.sectors) if other in joined[name]]
            row["near_at"], row["near_count"] = self.links.section(near), len(near)
            row["present_at"] = self.links.room(len(names.parties))
            row["first_author"] = len(names.parties)
            for who, party in enumerate(names.parties):
                front = places[who * len(names.sectors) + number]
                front["faced"] = party in sector.faces
                front["aimed"] = name in terms.parties[party].aims
                front["posts"] = sector.posts.get(party, 0.0)
                front["forces"] = sector.forces.get(party, 0.0)

    def pairs(self) -> None:
        names, parties = self.names.parties, self.tables["parties"]
        rows = self.table("pairs", len(names) ** 2).reshape(len(names), len(names))
        for one, name in enumerate(names):
            party, camp = self.terms.parties[name], parties["camp"][one]
            for other, other_name in enumerate(names):
                row, others = rows[one, other], parties["camp"][other]
                hostile = min(camp, others) != NONE and camp != others
                row["hostile"] = hostile
                row["other_camp"] = one != other and camp != others
                row["opposes"] = (
                    hostile and parties["committed"][other] and not parties["observer"][other]
                )
                row["rival"] = hostile and parties["guarantor"][other]
                row["relations"] = party.relations.get(other_name, 0.0)
                row["initial"] = party.beliefs.get(other_name, party.initial_belief)

    def monitors(self) -> None:
        rows = self.table("monitors", len(self.names.monitors))
        for row, name in zip(rows, self.names.monitors, strict=True):
            monitor = self.terms.monitors[name]
            _copy(row, "monitors", monitor)
            row["key"] = key_of(name, monitor)
            row["covers_at"] = self.flags(
                self.names.sectors,
                self.names.sectors
                if monitor.zone is None
                else self.terms.zones[monitor.zone].sectors,
            )
            row["operated_at"] = self.flags(self.names.parties, monitor.operated_by)
            row["operated"] = self.listed(monitor.operated_by)
            row["delay"] = monitor.delay_days

    def share_news(self) -> None:
        """Say who first in its camp is told the same as a party, and hears the same monitors."""
        parties, cells = self.tables["parties"], self.links.cells
        reached = [
            tuple(
                bool(monitor["public"] or cells[monitor["operated_at"] + who])
                for monitor in self.tables["monitors"]
            )
            for who in range(len(parties))
        ]
        for who, row in enumerate(parties):
            camp = [
                other
                for other in range(who)
                if row["camp"] != NONE and parties["camp"][other] == row["camp"]
            ]
            row["camp_first"] = min(camp, default=who)
            row["hears_as"] = min((o for o in camp if reached[o] == reached[who]), default=who)

    def others(self) -> None:
        """Fill the tables of spoilers, rivalries, operations and shocks."""
        terms = self.terms
        for kind, stated in (("spoilers", terms.spoilers), ("rivalries", terms.rivalries)):
            names = _active(stated)
            for row, name in zip(self.table(kind, len(names)), names, strict=True):
                _copy(row, kind, stated[name])
                row["key"] = key_of(name, stated[name])
                for label in ("party", "host") if kind == "spoilers" else ("first", "second"):
                    row[label] = self.party(getattr(stated[name], label))
        active = [terms.operations[name] for name in _active(terms.operations)]
        for row, operation in zip(self.table("operations", len(active)), active, strict=True):
            _copy(row, "operations", operation)
            row["owner"] = self.party(operation.owner)
            row["targets"] = self.links.listed(
                self.names.sectors.index(name) for name in operation.targets
            )
        rows = self.table("shocks", len(self.names.shocks))
        for row, name in zip(rows, self.names.shocks, strict=True):
            shock = terms.shocks[name]
            _copy(row, "shocks", shock)
            row["day"] = self.scenario.day(shock.on)
            row["variable"] = codes.VARIABLES.index(shock.variable)
            row["subject"] = _number(self.names.subjects(shock.variable), shock.subject)
            row["other"] = self.party(shock.other)
            row["change"] = codes.CHANGES.index(shock.change)

    def laws(self) -> None:
        row = self.table("laws", 1)[0]
        for block in type(self.scenario.behaviour).model_fields:
            part = getattr(self.scenario.behaviour, block)
            for name in type(part).model_fields:
                row[f"{block}_{name}"] = getattr(part, name)
        law = self.scenario.measurement
        rules = [law.offensive, *law.alternatives.values()]
        for row, rule in zip(self.table("rules", len(rules)), rules, strict=True):
            _copy(row, "rules", rule)
            row["counts"] = rule.counts == "captures"
            row["window"] = rule.window_days

    def texts(self) -> int:
        """Fill the tables of texts, provisions and obligations; give the most duties of one."""
        names, terms = self.names, self.terms
        obligations: list[tuple[str, Any]] = []
        provisions: list[tuple[str, Any]] = []
        most = 1
        for row, name in zip(self.table("texts", len(names.texts)), names.texts, strict=True):
            text = terms.agreements[name]
            _copy(row, "texts", text)
            row["form"] = codes.FORMS_OF_TEXT.index(text.form)
            row["is_form"] = text.starts is None
            row["starts"] = 0 if text.starts is None else self.scenario.day(text.starts)
            row["term"] = NONE if text.term_days is None else text.term_days
            row["signatories"] = self.listed(text.signatories)
            row["takes_at"] = self.flags(names.parties, (*text.signatories, *text.bound))
            row["signs_at"] = self.flags(names.parties, text.signatories)
            row["announced_at"] = self.flags(names.parties, text.announced_for)
            row["keys_at"] = self.keys(text.luck_key or name)
            for label, stated, listed in (
                ("obligations", terms.obligations, obligations),
                ("provisions", terms.provisions, provisions),
            ):
                own = [
                    (key, part)
                    for key, part in in_order(stated)
                    if part.agreement == name and part.active
                ]
                row[f"{label}_at"], row[f"{label}_count"] = len(listed), len(own)
                listed.extend(own)
            most = max(most, int(row["obligations_count"]))
        rows = self.table("provisions", len(provisions))
        for row, (name, part) in zip(rows, provisions, strict=True):
            _copy(row, "provisions", part)
            row["kind"] = codes.PROVISIONS.index(part.kind)
            row["holder"] = self.party(part.holder)
            row["key"] = key_of(name, part)
            row["until"] = NONE if part.until_days is None else part.until_days
        names.obligations = [name for name, _ in obligations]
        rows = self.table("obligations", len(obligations))
        for row, (name, duty) in zip(rows, obligations, strict=True):
            self.obligation(row, name, duty)
        return most

    def obligation(self, row: Any, name: str, duty: Any) -> None:
        names = self.names
        _copy(row, "obligations", duty)
        row["kind"] = codes.DUTY_KINDS.index(duty.kind)
        row["act"] = codes.ACTS.index(duty.act)
        row["about"] = self.party(duty.about)
        zone = self.terms.zones[duty.zone].sectors if duty.zone else duty.route
        row["zoned"] = bool(zone)
        row["covers_at"] = self.flags(names.sectors, zone)
        row["settled"] = duty.settled_by_talks
        row["owed"] = self.listed(duty.owed_by)
        row["readings_at"] = self.links.section(
            [self.listed(duty.readings.get(who, duty.owed_by)) for who in names.parties]
        )
        row["keys_at"] = self.keys(duty.luck_key or name)
        for label in ("begins", "due"):
            when = getattr(duty, label)
            row[f"{label}_stated"] = when is not None
            row[f"{label}_date"] = isinstance(when, date)
            row[label] = 0 if when is None else self.scenario.day(when)

    def keys(self, stated: str) -> int:
        return self.links.section(
            signed_key(stated, ordinal) for ordinal in range(1, self.agreements + 1)
        )

    def run(self, duties: int) -> None:
        law, room = self.scenario.measurement, self.links.room
        parties, sectors = len(self.names.parties), len(self.names.sectors)
        row = self.table("run", 1)[0]
        _copy(row, "run", law)
        row["run_in"] = law.run_in_days
        row["aftermath"] = law.aftermath_days
        row["series"] = self.terms.series
        row["parties"], row["sectors"] = parties, sectors
        row["main"] = self.names.texts.index(self.terms.main)
        row["rules"] = len(self.tables["rules"])
        row["force_at"] = room(max(MOST_AGREEMENTS, duties))
        row["live_at"] = room(duties)
        row["front_at"] = room(sectors)
        row["flags_at"] = room(parties)
        row["overdue_at"] = room(duties)
        row["reading_at"] = room(duties * parties)
        row["charge_at"] = room(parties * parties * len(self.names.obligations), LONG_AGO)
        row["heard_at"] = room(sectors * parties * parties, LONG_AGO)
        row["laid_at"] = room(sectors * parties * parties)
        ranks = [NO_RANK] * codes.ENDS
        for rank, kind in enumerate(law.precedence):
            ranks[FORMS["end"].index(kind)] = rank
        row["rank_at"] = self.links.section(ranks)


def _active(stated: Mapping[str, Any]) -> list[str]:
    return [name for name, part in in_order(stated) if part.active]
