"""From a scenario to the tables of a run, and to one block of memory that holds them.

Numbers of the scenario are copied as they are and all else that follows from them is
reckoned when a replicate begins, so that a parameter can be changed in place: see
`sim.engine.binding`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.engine.codes import (
    CHANGES,
    DOCTRINES,
    ENDS,
    LONG_AGO,
    NONE,
    VARIABLES,
)
from sim.engine.layout_texts import fill_texts
from sim.engine.tables import ROWS
from sim.record.events import FORMS
from sim.scenario.scenario import in_order, key_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sim.scenario.entities import Doctrine
    from sim.scenario.quantity import TimePath
    from sim.scenario.scenario import Scenario

# Tables that a replicate begins with; all others are empty then.
STATED = (
    "run",
    "laws",
    "parties",
    "pairs",
    "places",
    "answers",
    "misreadings",
    "sectors",
    "ties",
    "links",
    "texts",
    "provisions",
    "obligations",
    "monitors",
    "doctrines",
    "steps",
    "operations",
    "spoilers",
    "rivalries",
    "shocks",
    "rules",
)
MOST_PACTS = 8
NO_RANK = 99


@dataclass
class Names:
    """Names of what the tables number, in their order."""

    parties: list[str] = field(default_factory=list)
    sectors: list[str] = field(default_factory=list)
    ties: list[str] = field(default_factory=list)
    monitors: list[str] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    obligations: list[str] = field(default_factory=list)
    shocks: list[str] = field(default_factory=list)
    camps: list[str] = field(default_factory=list)
    alternatives: list[str] = field(default_factory=list)


@dataclass
class Layout:
    """The tables of a scenario.

    Parameters
    ----------
    scenario : Scenario
        What they were made of; its uncertain numbers are drawn.
    names : Names
        What the rows stand for.
    tables : dict
        A structured array for each of `STATED`.
    sizes : dict
        Rows of each of the other tables.
    """

    scenario: Scenario
    names: Names
    tables: dict[str, Any]
    sizes: dict[str, int]


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

    def listed(self, items: Sequence[int]) -> int:
        """Give the address of a list, its length first; equal lists have one address."""
        key = tuple(items)
        if key not in self._lists:
            self._lists[key] = self.section([len(key), *key])
        return self._lists[key]


def lay_out(scenario: Scenario, pacts: int = MOST_PACTS) -> Layout:
    """Lay a scenario out in tables.

    Parameters
    ----------
    scenario : Scenario
        What to run; its uncertain numbers must have been drawn.
    pacts : int
        Room for so many agreements in a run.

    Returns
    -------
    Layout
        Tables and names.
    """
    terms = scenario.scenario
    names = Names(
        parties=[name for name, _ in in_order(terms.parties)],
        sectors=[name for name, _ in in_order(terms.sectors)],
        ties=[name for name, tie in in_order(terms.ties) if tie.active],
        monitors=[name for name, monitor in in_order(terms.monitors) if monitor.active],
        texts=[name for name, _ in in_order(terms.agreements)],
        shocks=[name for name, shock in in_order(terms.shocks) if shock.active],
        alternatives=list(scenario.measurement.alternatives),
    )
    tables: dict[str, Any] = {}
    steps: list[tuple[int, float]] = []
    links = Links()
    _parties(scenario, names, tables, steps, links)
    _ties(scenario, names, tables, steps)
    _sectors(scenario, names, tables, links)
    _relations(scenario, names, tables)
    _monitors(scenario, names, tables, links)
    _others(scenario, names, tables, links)
    _laws(scenario, tables)
    most = fill_texts(scenario, names, tables, links, pacts)
    _bind_monitors(scenario, names, tables)
    _run(scenario, names, tables, links, pacts * most)
    tables["steps"] = np.array(steps, ROWS["steps"]) if steps else np.zeros(0, ROWS["steps"])
    tables["links"] = np.array(links.cells, "i8")
    return Layout(scenario, names, tables, _sizes(scenario, pacts, pacts * most))


def _zeros(table: str, rows: int) -> Any:  # noqa: ANN401 - a structured array
    return np.zeros(rows, ROWS[table])


def _path(scenario: Scenario, path: TimePath, steps: list[tuple[int, float]]) -> tuple[int, int]:
    at = len(steps)
    for step in path.steps:
        steps.append((scenario.day(step.begins), float(step.value)))  # type: ignore[arg-type]
    return at, len(path.steps)


def _parties(
    scenario: Scenario,
    names: Names,
    tables: dict[str, Any],
    steps: list[tuple[int, float]],
    links: Links,
) -> None:
    terms = scenario.scenario
    rows = tables["parties"] = _zeros("parties", len(names.parties))
    doctrines: list[Doctrine] = []
    guarantors = {tie.sponsor for tie in terms.ties.values() if tie.active}
    committed = set(guarantors)
    for text in terms.agreements.values():
        if text.active:
            committed |= {*text.signatories, *text.bound}
    names.camps = list(
        dict.fromkeys(
            terms.parties[name].camp or "" for name in names.parties if terms.parties[name].camp
        )
    )
    guarded = {terms.parties[name].camp for name in guarantors}
    for number, name in enumerate(names.parties):
        party = terms.parties[name]
        row = rows[number]
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
        row["doctrine"] = len(doctrines)
        row["doctrine_count"] = len(party.doctrines)
        doctrines.append(party.doctrine)
        doctrines.extend(party.doctrines[rule] for rule in sorted(party.doctrines))
        row["drift_at"], row["drift_count"] = _path(scenario, party.strength_drift, steps)
        row["fronts_at"] = links.room(len(names.sectors))
        row["plan_at"] = links.room(len(names.sectors))
        for name_of in ("sponsor_a", "sponsor_b", "restraint_event", "loss_event"):
            row[name_of] = NONE
        for name_of in ("displacement_event", "latest_charge", "op_begun"):
            row[name_of] = NONE
        for place in "abcde":
            row[f"plan_cause_{place}"] = NONE
        for real in _REAL_OF_PARTY:
            row[real] = getattr(party, real)
    _doctrines(names, tables, doctrines)


_REAL_OF_PARTY = (
    "beyond_aims",
    "loss_sensitivity",
    "displacement_sensitivity",
    "choice_noise",
    "tolerance",
    "attribution_bias",
    "false_alarm",
    "missed",
    "confusion",
    "proportion",
    "prior_weight",
    "strength",
    "weariness",
    "control",
    "worth_of_land",
)


def _doctrines(names: Names, tables: dict[str, Any], doctrines: list[Doctrine]) -> None:
    rows = tables["doctrines"] = _zeros("doctrines", len(doctrines))
    for number, rule in enumerate(doctrines):
        row = rows[number]
        row["kind"] = DOCTRINES[rule.kind]
        row["against"] = _number(names.parties, rule.against)
        row["sector"] = _number(names.sectors, rule.sector)
        row["threshold"] = rule.threshold
        row["punishment_days"] = rule.punishment_days
        row["public_alarm"] = rule.public_alarm
        for real in ("generosity", "daily_chance", "reward", "temptation", "punishment", "sucker"):
            row[real] = getattr(rule, real)


def _number(names: list[str], name: str | None) -> int:
    return names.index(name) if name in names else NONE


def _ties(
    scenario: Scenario, names: Names, tables: dict[str, Any], steps: list[tuple[int, float]]
) -> None:
    terms = scenario.scenario
    rows = tables["ties"] = _zeros("ties", len(names.ties))
    parties = tables["parties"]
    for number, name in enumerate(names.ties):
        tie = terms.ties[name]
        row = rows[number]
        row["key"] = key_of(name, tie)
        row["sponsor"] = names.parties.index(tie.sponsor)
        row["client"] = names.parties.index(tie.client)
        client = parties[row["client"]]
        row["place"] = client["sponsors"]
        client["sponsor_b" if client["sponsors"] else "sponsor_a"] = number
        client["sponsors"] += 1
        row["supplies"] = tie.supplies
        row["leverage_at"], row["leverage_count"] = _path(scenario, tie.leverage, steps)
        for real in ("stake", "supply", "air_power"):
            row[real] = getattr(tie, real)


def _sectors(
    scenario: Scenario, names: Names, tables: dict[str, Any], links: Links
) -> None:
    terms = scenario.scenario
    count = len(names.sectors)
    rows = tables["sectors"] = _zeros("sectors", count)
    places = tables["places"] = _zeros("places", len(names.parties) * count)
    joined: dict[str, set[str]] = {name: set() for name in names.sectors}
    for name, sector in terms.sectors.items():
        for other in sector.neighbours:
            joined[name].add(other)
            joined[other].add(name)
    for label in ("last_hit", "adopted", "cause", "forbid", "opponent"):
        places[label] = NONE
    places["fire_day"] = LONG_AGO
    for luck in ("answers", "misreadings"):
        tables[luck] = _zeros(luck, len(places))
        tables[luck]["day"] = LONG_AGO
    for number, name in enumerate(names.sectors):
        sector = terms.sectors[name]
        row = rows[number]
        row["key"] = key_of(name, sector)
        row["holder"] = names.parties.index(sector.holder)
        near = [place for place, other in enumerate(names.sectors) if other in joined[name]]
        row["near_at"] = links.section(near)
        row["near_count"] = len(near)
        row["present_at"] = links.room(len(names.parties))
        row["first_strike"] = row["last_strike"] = NONE
        row["friction_day"] = LONG_AGO
        for real in ("people", "worth", "terrain", "tension"):
            row[real] = getattr(sector, real)
        for who, party in enumerate(names.parties):
            place = places[who * count + number]
            place["faced"] = party in sector.faces
            place["aimed"] = name in terms.parties[party].aims
            place["posts"] = sector.posts.get(party, 0.0)
            place["forces"] = sector.forces.get(party, 0.0)


def _relations(scenario: Scenario, names: Names, tables: dict[str, Any]) -> None:
    terms = scenario.scenario
    count = len(names.parties)
    rows = tables["pairs"] = _zeros("pairs", count * count)
    parties = tables["parties"]
    for label in ("evidence", "evidence_author", "undelivered", "charged_event", "blame_event"):
        rows[label] = NONE
    for label in ("heard", "heard_actor", "late", "late_actor", "blame_author"):
        rows[label] = NONE
    for one, name in enumerate(names.parties):
        party = terms.parties[name]
        for other, other_name in enumerate(names.parties):
            row = rows[one * count + other]
            camps = parties["camp"][one], parties["camp"][other]
            hostile = min(camps) != NONE and camps[0] != camps[1]
            row["hostile"] = hostile
            row["other_camp"] = one != other and camps[0] != camps[1]
            row["opposes"] = (
                hostile and parties["committed"][other] and not parties["observer"][other]
            )
            row["rival"] = hostile and parties["guarantor"][other]
            row["relations"] = party.relations.get(other_name, 0.0)
            row["initial"] = party.beliefs.get(other_name, party.initial_belief)


def _monitors(
    scenario: Scenario, names: Names, tables: dict[str, Any], links: Links
) -> None:
    terms = scenario.scenario
    rows = tables["monitors"] = _zeros("monitors", len(names.monitors))
    for number, name in enumerate(names.monitors):
        monitor = terms.monitors[name]
        row = rows[number]
        row["key"] = key_of(name, monitor)
        zone = None if monitor.zone is None else terms.zones[monitor.zone].sectors
        row["covers_at"] = links.section(
            int(zone is None or sector in zone) for sector in names.sectors
        )
        row["operated_at"] = links.section(
            int(party in monitor.operated_by) for party in names.parties
        )
        row["operated"] = links.listed([names.parties.index(p) for p in monitor.operated_by])
        row["delay"] = monitor.delay_days
        row["public"] = monitor.public
        for real in ("detection", "attribution", "false_alarm", "consequence"):
            row[real] = getattr(monitor, real)


NEVER_DONE = -2


def _bind_monitors(scenario: Scenario, names: Names, tables: dict[str, Any]) -> None:
    for number, name in enumerate(names.monitors):
        rides_on = scenario.scenario.monitors[name].rides_on
        row = tables["monitors"][number]
        row["rides_on"] = NONE
        if rides_on is not None:
            found = _number(names.obligations, rides_on)
            # A duty that is left out is never done.
            row["rides_on"] = found if found != NONE else NEVER_DONE


def _others(
    scenario: Scenario, names: Names, tables: dict[str, Any], links: Links
) -> None:
    terms = scenario.scenario
    spoilers = [(n, s) for n, s in in_order(terms.spoilers) if s.active]
    rows = tables["spoilers"] = _zeros("spoilers", len(spoilers))
    for row, (name, spoiler) in zip(rows, spoilers, strict=True):
        row["key"] = key_of(name, spoiler)
        row["party"] = names.parties.index(spoiler.party)
        row["host"] = _number(names.parties, spoiler.host)
        for real in ("rate", "gain", "believed_control"):
            row[real] = getattr(spoiler, real)
    rivalries = [(n, r) for n, r in in_order(terms.rivalries) if r.active]
    rows = tables["rivalries"] = _zeros("rivalries", len(rivalries))
    for row, (name, rivalry) in zip(rows, rivalries, strict=True):
        row["key"] = key_of(name, rivalry)
        row["first"] = names.parties.index(rivalry.first)
        row["second"] = names.parties.index(rivalry.second)
        row["rate"] = rivalry.rate
    operations = [o for _, o in in_order(terms.operations) if o.active]
    rows = tables["operations"] = _zeros("operations", len(operations))
    for row, operation in zip(rows, operations, strict=True):
        row["owner"] = names.parties.index(operation.owner)
        row["days_fought"] = operation.days_fought
        row["days_stopped"] = operation.days_stopped
        row["running"] = operation.running
        row["targets"] = links.listed([names.sectors.index(s) for s in operation.targets])
    rows = tables["shocks"] = _zeros("shocks", len(names.shocks))
    for row, name in zip(rows, names.shocks, strict=True):
        shock = terms.shocks[name]
        row["day"] = scenario.day(shock.on)
        row["variable"] = VARIABLES.index(shock.variable)
        row["subject"] = _number(_subjects(names, shock.variable), shock.subject)
        row["other"] = _number(names.parties, shock.other)
        row["change"] = CHANGES.index(shock.change)
        row["value"] = shock.value


def _subjects(names: Names, variable: str) -> list[str]:
    if variable in ("leverage", "air_power"):
        return names.ties
    if variable in ("tension", "people", "forces", "posts"):
        return names.sectors
    return names.parties


def _laws(scenario: Scenario, tables: dict[str, Any]) -> None:
    rows = tables["laws"] = _zeros("laws", 1)
    for block in type(scenario.behaviour).model_fields:
        part = getattr(scenario.behaviour, block)
        for name in type(part).model_fields:
            rows[0][f"{block}_{name}"] = getattr(part, name)
    rules = [scenario.measurement.offensive, *scenario.measurement.alternatives.values()]
    rows = tables["rules"] = _zeros("rules", len(rules))
    for row, rule in zip(rows, rules, strict=True):
        row["counts"] = rule.counts == "captures"
        row["days"] = rule.days
        row["sectors"] = rule.sectors
        row["window"] = rule.window_days


def _run(
    scenario: Scenario, names: Names, tables: dict[str, Any], links: Links, duties: int
) -> None:
    law = scenario.measurement
    parties, sectors = len(names.parties), len(names.sectors)
    rows = tables["run"] = _zeros("run", 1)
    row = rows[0]
    row["run_in"] = law.run_in_days
    row["aftermath"] = law.aftermath_days
    row["series"] = scenario.scenario.series
    row["parties"] = parties
    row["sectors"] = sectors
    row["main"] = names.texts.index(scenario.scenario.main)
    row["rules"] = len(tables["rules"])
    for name in ("erosion", "erosion_window_days", "erosion_share", "baseline"):
        row[name] = getattr(law, name)
    for name in ("last_success", "first_ended_on", "attack_a", "attack_b", "attack_c"):
        row[name] = NONE
    for name in ("docket_a", "docket_b", "docket_c", "end_noted", "end_kind", "end_agreement"):
        row[name] = NONE
    for name in ("duty_version", "found_version", "troops_version", "ground_version"):
        row[name] = 1
    row["force_at"] = links.room(max(MOST_PACTS, duties))
    row["live_at"] = links.room(duties)
    row["front_at"] = links.room(sectors)
    row["axis_at"] = links.room(max(sectors, parties) + 1)
    row["overdue_at"] = links.room(duties)
    row["reading_at"] = links.room(duties * parties)
    row["charge_at"] = links.room(parties * parties * len(names.obligations), LONG_AGO)
    row["told_at"] = links.room(sectors * parties * parties, LONG_AGO)
    ranks = [NO_RANK] * ENDS
    for rank, kind in enumerate(law.precedence):
        ranks[FORMS["end"].index(kind)] = rank
    row["rank_at"] = links.section(ranks)


def _sizes(scenario: Scenario, pacts: int, duties: int) -> dict[str, int]:
    return {
        "pacts": pacts,
        "duties": duties,
        "abilities": duties * len(scenario.scenario.parties),
        "fire": duties * len(scenario.scenario.parties),
        "weighed": len(scenario.scenario.parties) * len(scenario.scenario.sectors),
        "closing": 4 * len(scenario.scenario.parties) + 8,
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
