"""The seats of a scenario, with a sentence on each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.game.game import seats_of
from sim.shared.names import Names
from sim.shared.wording import listed, plural, start_case

if TYPE_CHECKING:
    from sim.scenario.scenario import Scenario


def seat_sentence(scenario: Scenario, seat: str) -> str:
    """Say in a sentence what it is to sit in a seat.

    Parameters
    ----------
    scenario : Scenario
        The scenario.
    seat : str
        Id of a party.

    Returns
    -------
    str
        What it holds, whom it holds, and what it signed.
    """
    names = Names(scenario)
    described = scenario.scenario
    party = described.parties[seat]
    parts: list[str] = []
    clients = [tie.client for tie in described.ties.values() if tie.active and tie.sponsor == seat]
    sponsors = [tie.sponsor for tie in described.ties.values() if tie.active and tie.client == seat]
    if party.fights and party.kind != "observer":
        held = sum(sector.holder == seat for sector in described.sectors.values())
        parts.append(f"fights, and holds {plural(held, 'place')}")
    if clients:
        parts.append(f"stands behind {names.parties(clients)}")
    if sponsors:
        parts.append(f"has {names.parties(sponsors)} behind it")
    text = described.agreements[described.main]
    if seat in text.signatories:
        parts.append("signed")
    elif seat in text.bound:
        parts.append("is bound without having signed")
    else:
        parts.append("neither signed nor is bound")
    return f"{start_case(names.party(seat))} {listed(parts)}."


def seat_lines(scenario: Scenario) -> list[tuple[str, str]]:
    """List the seats of a scenario: id, and a sentence.

    Parameters
    ----------
    scenario : Scenario
        The scenario.

    Returns
    -------
    list of tuple
        In the order of the scenario.
    """
    return [(seat, seat_sentence(scenario, seat)) for seat in seats_of(scenario)]
