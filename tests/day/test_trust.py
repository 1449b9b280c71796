"""What moves belief besides fire seen: monitors, duties done, texts that say less, mediators."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from sim.day.situation import text_worth
from tests.worlds import dyad, each, model_of, one, standard

if TYPE_CHECKING:
    from sim.day.model import CeasefireModel
    from sim.day.state import Pair

# A monitor that sees and names everything on the same day, and deters nobody.
MISSION = {
    "name": "Mission",
    "kind": "mission",
    "detection": 1.0,
    "attribution": 1.0,
    "delay_days": 0,
    "consequence": 0.0,
}
WATCHED = {"scenario.monitors.mission": MISSION}
LEARNS = {"behaviour.belief.breach_weight": 1.0, "behaviour.belief.kept_rate": 0.2}


def after(days: int, *changes: dict[str, Any]) -> CeasefireModel:
    """Run the dyad, in which B fires every day and A sees everything."""
    fires = one("party_b", worth_of_land=1.0, choice_noise=0.0)
    model = model_of(dyad(LEARNS, fires, *changes), 0, 50)
    for _ in range(days):
        model.step()
    return model


def belief(model: CeasefireModel) -> Pair:
    """Belief of A in B."""
    return model.party("party_a").pair("party_b")


def test_a_finding_that_confirms_what_was_seen_is_no_news() -> None:
    alone, watched = belief(after(5)), belief(after(5, WATCHED))
    assert alone.broken > 0.0
    assert (watched.kept, watched.broken) == (alone.kept, alone.broken)


def test_a_finding_tells_of_what_was_missed() -> None:
    blind = each(missed=1.0)
    assert belief(after(5, blind)).broken == 0.0
    assert belief(after(5, blind, WATCHED)).broken == belief(after(5)).broken


def test_a_quiet_day_says_more_where_it_was_watched() -> None:
    quiet = one("party_b", worth_of_land=0.0)
    verified = {"behaviour.belief.verified": 2.0}
    days = 5
    kept = {
        name: belief(after(days, quiet, verified, *world)).kept
        for name, world in {"alone": (), "watched": (WATCHED,)}.items()
    }
    assert kept["alone"] > 0.0
    assert kept["watched"] == pytest.approx(3.0 * kept["alone"])


def test_fire_that_no_clause_forbids_counts_by_its_weight() -> None:
    silent = {"scenario.obligations.refrain.active": False}

    def broken(weight: float) -> float:
        return belief(after(5, silent, {"behaviour.belief.unwritten": weight})).broken

    assert broken(0.0) == 0.0
    assert 0.0 < broken(0.5) < broken(1.0)
    assert broken(1.0) == belief(after(5)).broken


def first_day(*changes: dict[str, Any]) -> CeasefireModel:
    """Run the first day of the textbook cessation, in which A blames whom it should not."""
    confused = {
        "scenario.parties.party_a.confusion": 1.0,
        "scenario.parties.party_a.attribution_bias": 0.0,
        "scenario.parties.party_a.missed": 0.0,
        "scenario.parties.party_a.false_alarm": 0.0,
        "scenario.agreements.cessation.ambiguity": 0.0,
        "behaviour.belief.verified": 0.0,
        # Two hostile parties at one place, so that one can be taken for the other.
        "scenario.sectors.a_upland.faces": ["party_b"],
        # Fire everywhere, from everybody.
        "behaviour.order.restraint": -20.0,
    }
    model = model_of(standard(confused, *changes), 0, 5)
    while model.day < 1:
        model.step()
    return model


def test_a_finding_clears_who_was_blamed_by_mistake() -> None:
    found = first_day({f"scenario.monitors.mission.{key}": MISSION[key] for key in MISSION})
    alone = first_day({"scenario.monitors.mission.active": False})
    fire = [
        [e.true_author for e in model.log.of("attack") if e.day == 1] for model in (found, alone)
    ]
    assert fire[0] == fire[1]
    cleared = {
        party.name
        for party in found.parties
        if found.party("party_a").pair(party.name).broken
        < alone.party("party_a").pair(party.name).broken
    }
    blamed = {e.blamed for e in alone.log.of("attack") if e.actor != e.blamed}
    assert cleared
    assert cleared <= blamed | {"sponsor_b"}


def test_patrols_that_are_held_earn_trust() -> None:
    def kept(credit: float) -> float:
        model = model_of(standard({"behaviour.belief.duty_credit": credit}), 0, 12)
        while model.day < 11:
            model.step()
        assert [e.form for e in model.log.of("patrol")] == ["done"]
        return model.party("sponsor_a").pair("sponsor_b").kept

    # The first is on the tenth day after entry; it is wholly visible, of importance 0.5.
    assert kept(4.0) - kept(0.0) == pytest.approx(2.0, rel=0.05)


def test_a_mediator_presses_for_a_text_as_long_as_it_lasts() -> None:
    mediated = {
        "scenario.provisions.mediation.active": True,
        "scenario.provisions.mediation.strength": 0.5,
        "scenario.provisions.mediation.until_days": 3,
        "behaviour.order.mediated_worth": 2.0,
    }
    model = model_of(standard(mediated), 0, 10)
    worth = {}
    for day in range(1, 6):
        while model.day < day:
            model.step()
        party = model.party("party_a")
        bare = model.w.texts[0].worth * party.opposing_belief
        worth[day] = text_worth(model.w, party.number, 1.0) - bare
    assert [round(worth[day], 12) for day in sorted(worth)] == [1.0, 1.0, 1.0, 0.0, 0.0]
