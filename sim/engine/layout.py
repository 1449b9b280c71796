"""From a scenario to the tables of a run, and to one block of memory that holds them.

Numbers of the scenario are copied as they are and all else that follows from them is
reckoned when a replicate begins, so that a parameter can be changed in place: see
`sim.engine.binding`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.engine.codes import (
    DOCTRINES,
    ENDS,
    LONG_AGO,
    NONE,
)
from sim.engine.layout_ground import (
    bind_monitors,
    fill_monitors,
    fill_others,
    fill_relations,
    fill_sectors,
    number_of,
    share_news,
    zeros,
)
from sim.engine.layout_names import Links, Names
from sim.engine.layout_texts import fill_texts
from sim.engine.luck import WORDS
from sim.engine.tables import ROWS
from sim.record.events import FORMS
from sim.scenario.scenario import in_order, key_of

if TYPE_CHECKING:
    from sim.scenario.entities import Doctrine
    from sim.scenario.quantity import TimePath
    from sim.scenario.scenario import Scenario

# Fewer draws at a time than this would leave much of the processor idle.
DRAWN_TOGETHER = 64

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
    fill_sectors(scenario, names, tables, links)
    fill_relations(scenario, names, tables)
    fill_monitors(scenario, names, tables, links)
    fill_others(scenario, names, tables, links)
    _laws(scenario, tables)
    most = fill_texts(scenario, names, tables, links, pacts)
    bind_monitors(scenario, names, tables)
    share_news(tables, links)
    _run(scenario, names, tables, links, pacts * most)
    tables["steps"] = np.array(steps, ROWS["steps"]) if steps else np.zeros(0, ROWS["steps"])
    tables["links"] = np.array(links.cells, "i8")
    return Layout(scenario, names, tables, _sizes(scenario, pacts, pacts * most))


def _path(scenario: Scenario, path: TimePath, steps: list[tuple[int, float]]) -> tuple[int, int]:
    at = len(steps)
    days = [scenario.day(step.begins) for step in path.steps]
    values = [float(step.value) for step in path.steps]  # type: ignore[arg-type]
    steps.extend(zip(days, values, strict=True))
    return at, len(path.steps)


def _parties(
    scenario: Scenario,
    names: Names,
    tables: dict[str, Any],
    steps: list[tuple[int, float]],
    links: Links,
) -> None:
    terms = scenario.scenario
    rows = tables["parties"] = zeros("parties", len(names.parties))
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
        row["axis_at"] = links.room(len(names.sectors) + 1)
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
    rows = tables["doctrines"] = zeros("doctrines", len(doctrines))
    for number, rule in enumerate(doctrines):
        row = rows[number]
        row["kind"] = DOCTRINES[rule.kind]
        row["against"] = number_of(names.parties, rule.against)
        row["sector"] = number_of(names.sectors, rule.sector)
        row["threshold"] = rule.threshold
        row["punishment_days"] = rule.punishment_days
        row["public_alarm"] = rule.public_alarm
        for real in ("generosity", "daily_chance", "reward", "temptation", "punishment", "sucker"):
            row[real] = getattr(rule, real)


def _ties(
    scenario: Scenario, names: Names, tables: dict[str, Any], steps: list[tuple[int, float]]
) -> None:
    terms = scenario.scenario
    rows = tables["ties"] = zeros("ties", len(names.ties))
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


def _laws(scenario: Scenario, tables: dict[str, Any]) -> None:
    rows = tables["laws"] = zeros("laws", 1)
    for block in type(scenario.behaviour).model_fields:
        part = getattr(scenario.behaviour, block)
        for name in type(part).model_fields:
            rows[0][f"{block}_{name}"] = getattr(part, name)
    rules = [scenario.measurement.offensive, *scenario.measurement.alternatives.values()]
    rows = tables["rules"] = zeros("rules", len(rules))
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
    rows = tables["run"] = zeros("run", 1)
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
    for name in ("duty", "found", "troops", "ground", "aims"):
        row[f"{name}_version"] = 1
    row["force_at"] = links.room(max(MOST_PACTS, duties))
    row["live_at"] = links.room(duties)
    row["front_at"] = links.room(sectors)
    row["flags_at"] = links.room(parties)
    row["overdue_at"] = links.room(duties)
    row["reading_at"] = links.room(duties * parties)
    row["charge_at"] = links.room(parties * parties * len(names.obligations), LONG_AGO)
    row["told_at"] = links.room(sectors * parties * parties, LONG_AGO)
    row["laid_at"] = links.room(sectors * parties * parties)
    ranks = [NO_RANK] * ENDS
    for rank, kind in enumerate(law.precedence):
        ranks[FORMS["end"].index(kind)] = rank
    row["rank_at"] = links.section(ranks)


def _sizes(scenario: Scenario, pacts: int, duties: int) -> dict[str, int]:
    # Every party may have a front in every sector, and all of them draw together.
    fronts = len(scenario.scenario.parties) * len(scenario.scenario.sectors)
    together = max(fronts, DRAWN_TOGETHER)
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
        "awaiting": together,
        "addresses": WORDS * together,
        "luck": WORDS * together,
    }
