"""From the ground of a scenario to tables: sectors, relations, monitors, and what moves them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from sim.engine.codes import CHANGES, LONG_AGO, NONE, VARIABLES
from sim.engine.tables import ROWS
from sim.scenario.scenario import in_order, key_of

if TYPE_CHECKING:
    from sim.engine.layout_names import Links, Names
    from sim.scenario.scenario import Scenario


def zeros(table: str, rows: int) -> Any:  # noqa: ANN401 - a structured array
    """Make an empty table."""
    return np.zeros(rows, ROWS[table])


def number_of(names: list[str], name: str | None) -> int:
    """Number of a name in a list; -1 where it is not in it."""
    return names.index(name) if name in names else NONE


def fill_sectors(scenario: Scenario, names: Names, tables: dict[str, Any], links: Links) -> None:
    """Fill the tables of sectors and of what each party has in each."""
    terms = scenario.scenario
    count = len(names.sectors)
    rows = tables["sectors"] = zeros("sectors", count)
    places = tables["places"] = zeros("places", len(names.parties) * count)
    joined: dict[str, set[str]] = {name: set() for name in names.sectors}
    for name, sector in terms.sectors.items():
        for other in sector.neighbours:
            joined[name].add(other)
            joined[other].add(name)
    for label in ("last_hit", "adopted", "cause", "forbid", "opponent"):
        places[label] = NONE
    places["fire_day"] = LONG_AGO
    for luck in ("answers", "misreadings"):
        tables[luck] = zeros(luck, len(places))
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
        row["first_author"], row["last_author"] = len(names.parties), NONE
        row["friction_day"] = LONG_AGO
        for real in ("people", "worth", "terrain", "tension"):
            row[real] = getattr(sector, real)
        for who, party in enumerate(names.parties):
            place = places[who * count + number]
            place["faced"] = party in sector.faces
            place["aimed"] = name in terms.parties[party].aims
            place["posts"] = sector.posts.get(party, 0.0)
            place["forces"] = sector.forces.get(party, 0.0)


def fill_relations(scenario: Scenario, names: Names, tables: dict[str, Any]) -> None:
    """Fill the table of what parties are to each other."""
    terms = scenario.scenario
    count = len(names.parties)
    rows = tables["pairs"] = zeros("pairs", count * count)
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


def fill_monitors(scenario: Scenario, names: Names, tables: dict[str, Any], links: Links) -> None:
    """Fill the table of monitors."""
    terms = scenario.scenario
    rows = tables["monitors"] = zeros("monitors", len(names.monitors))
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


def share_news(tables: dict[str, Any], links: Links) -> None:
    """Say who first in its camp is told the same as a party, and hears the same monitors.

    Parameters
    ----------
    tables : dict
        Tables with parties and monitors; two columns of parties are filled.
    links : Links
        Where the lists of monitors' operators stand.
    """
    parties = tables["parties"]
    reached = [
        tuple(
            bool(monitor["public"] or links.cells[monitor["operated_at"] + who])
            for monitor in tables["monitors"]
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


# A duty that is left out of the scenario.
NEVER_DONE = -2


def bind_monitors(scenario: Scenario, names: Names, tables: dict[str, Any]) -> None:
    """Say which duty each monitor rides on, once duties are numbered."""
    for number, name in enumerate(names.monitors):
        rides_on = scenario.scenario.monitors[name].rides_on
        row = tables["monitors"][number]
        row["rides_on"] = NONE
        if rides_on is not None:
            found = number_of(names.obligations, rides_on)
            # A duty that is left out is never done.
            row["rides_on"] = found if found != NONE else NEVER_DONE


def fill_others(scenario: Scenario, names: Names, tables: dict[str, Any], links: Links) -> None:
    """Fill the tables of spoilers, rivalries, operations and shocks."""
    terms = scenario.scenario
    spoilers = [(n, s) for n, s in in_order(terms.spoilers) if s.active]
    rows = tables["spoilers"] = zeros("spoilers", len(spoilers))
    for row, (name, spoiler) in zip(rows, spoilers, strict=True):
        row["key"] = key_of(name, spoiler)
        row["party"] = names.parties.index(spoiler.party)
        row["host"] = number_of(names.parties, spoiler.host)
        for real in ("rate", "gain", "severity", "believed_control"):
            row[real] = getattr(spoiler, real)
    rivalries = [(n, r) for n, r in in_order(terms.rivalries) if r.active]
    rows = tables["rivalries"] = zeros("rivalries", len(rivalries))
    for row, (name, rivalry) in zip(rows, rivalries, strict=True):
        row["key"] = key_of(name, rivalry)
        row["first"] = names.parties.index(rivalry.first)
        row["second"] = names.parties.index(rivalry.second)
        row["rate"] = rivalry.rate
    operations = [o for _, o in in_order(terms.operations) if o.active]
    rows = tables["operations"] = zeros("operations", len(operations))
    for row, operation in zip(rows, operations, strict=True):
        row["owner"] = names.parties.index(operation.owner)
        row["days_fought"] = operation.days_fought
        row["days_stopped"] = operation.days_stopped
        row["running"] = operation.running
        row["targets"] = links.listed([names.sectors.index(s) for s in operation.targets])
    rows = tables["shocks"] = zeros("shocks", len(names.shocks))
    for row, name in zip(rows, names.shocks, strict=True):
        shock = terms.shocks[name]
        row["day"] = scenario.day(shock.on)
        row["variable"] = VARIABLES.index(shock.variable)
        row["subject"] = number_of(_subjects(names, shock.variable), shock.subject)
        row["other"] = number_of(names.parties, shock.other)
        row["change"] = CHANGES.index(shock.change)
        row["value"] = shock.value


def _subjects(names: Names, variable: str) -> list[str]:
    if variable in ("leverage", "air_power"):
        return names.ties
    if variable in ("tension", "people", "forces", "posts"):
        return names.sectors
    return names.parties
