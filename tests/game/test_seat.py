"""What a seat decides is done, and what it does not decide is done by the rule."""

import pytest

from sim.day.model import trace as tell
from sim.game.game import Game, seats_of
from sim.law.order import HOLD, PROBE
from sim.scenario.errors import InputError
from sim.scenario.load import load_scenario
from sim.scenario.tree import tree_of
from tests.game.tables import (
    ALL_SEATS,
    events,
    left_to_the_rule,
    new_game,
    played_out,
    standard_tree,
)
from tests.worlds import bits

NO_LEVERAGE = {"scenario.ties.sponsor_a_party_a.leverage": 0.0}
FULL_CONTROL = {"scenario.parties.party_a.control": 1.0}


def test_a_game_without_decisions_is_the_model_s_own_run() -> None:
    game = new_game(*ALL_SEATS)
    while not game.over:
        game.advance()
    told = tell(standard_tree(), 1, 0, game.horizon)
    assert bits(game.model.log)[: len(told.log)] != []
    assert game.outcome() == told.outcome
    assert bits(game.model.log) == bits(told.log)


def test_so_it_is_in_a_scenario_with_guarantors_of_two_kinds() -> None:
    scenario = load_scenario("idlib/sochi_2018")
    tree = tree_of(scenario)
    game = Game(tree, seats_of(scenario), seed=1, replicate=2, horizon=9)
    while not game.over:
        game.advance({})
    told = tell(tree, 1, 2, 9)
    assert game.outcome() == told.outcome
    assert bits(game.model.log) == bits(told.log)


def orders(game: Game, party: str) -> set[int]:
    """Orders that stand at the fronts of a party."""
    return {front.order for front in game.model.party(party).fronts.values()}


def test_units_are_told_what_the_seat_says() -> None:
    game = new_game("party_a", changes=NO_LEVERAGE)
    game.advance({"party_a": {"stance": "probe"}})
    assert orders(game, "party_a") == {PROBE}
    game.advance({"party_a": {"stance": "probe", "front.a_north": "restrain"}})
    fronts = game.model.party("party_a").fronts
    assert fronts["a_north"].order == HOLD
    assert {front.order for place, front in fronts.items() if place != "a_north"} == {PROBE}


def test_a_party_that_holds_fire_and_answers_nothing_fires_only_by_accident() -> None:
    game = played_out(
        "party_a",
        {"stance": "restrain", "response": "let_pass", "offensive": "none"},
        weeks=3,
        changes=NO_LEVERAGE | FULL_CONTROL,
    )
    # Grievance from before the first day is still answered for a while.
    late = [e for e in events(game, "attack", actor="party_a") if e.day > 14]
    assert {event.form for event in late} <= {"accident"}
    assert len(events(left_to_the_rule("party_a"), "attack", actor="party_a")) > len(late)


def test_an_offensive_is_launched_and_called_off() -> None:
    stuck = {"behaviour.offensive.pace": 0.0, "behaviour.offensive.inertia": 20.0}
    alone = {"behaviour.consent.active": False}
    game = new_game("party_a", changes=NO_LEVERAGE | stuck | alone)
    game.advance({"party_a": {"offensive": "launch"}})
    assert len(events(game, "offensive", actor="party_a", form="begun")) == 1
    assert game.view("party_a").own.attacking
    assert game.menu("party_a").decision({"offensive": "press"})
    game.advance({"party_a": {"offensive": "call_off"}})
    stopped = events(game, "offensive", actor="party_a", form="stopped")
    assert [(event.day, event.outcome) for event in stopped] == [(8, "called off")]


def test_a_party_told_to_propose_none_begins_none() -> None:
    eager = {"behaviour.offensive.threshold": -20.0, "behaviour.consent.active": False}
    assert events(played_out("party_a", changes=eager), "offensive", actor="party_a")
    tamed = played_out("party_a", {"offensive": "none"}, changes=eager)
    assert not events(tamed, "offensive", actor="party_a")


@pytest.mark.parametrize(("option", "tends"), [("firm", 1.0), ("loose", 0.0)])
def test_effort_moves_towards_what_is_decided(option: str, tends: float) -> None:
    game = played_out("sponsor_a", {"restraint": option}, weeks=6)
    assert abs(game.view("sponsor_a").own.effort - tends) < 0.03


def test_a_sponsor_answers_its_client_as_decided() -> None:
    eager = {"behaviour.offensive.threshold": -20.0}
    for option, outcome in (("refuse", "refused"), ("tolerate", "tolerated"), ("join", "joined")):
        game = played_out("sponsor_a", {"consent.party_a": option}, 1, changes=eager)
        answers = {event.outcome for event in events(game, "consent", actor="sponsor_a")}
        assert answers == {outcome}


def test_arms_go_out_on_every_occasion_or_never() -> None:
    sent = played_out("sponsor_a", {"arms.party_a": "send"}, weeks=4)
    assert len(events(sent, "supply", actor="sponsor_a")) == 4
    kept = played_out("sponsor_a", {"arms.party_a": "none"}, weeks=4)
    assert not events(kept, "supply", actor="sponsor_a")


def test_troops_are_sent_once_in_a_week_that_says_so() -> None:
    pressed = {"behaviour.deployment.threshold": 0.1, "behaviour.deployment.persistence": 1.0}
    game = new_game("sponsor_a", changes=pressed)
    game.model.party("sponsor_a").pressure = 1.0
    game.advance({"sponsor_a": {"troops": "send"}})
    assert len(events(game, "deployment", actor="sponsor_a", form="ordered")) == 1
    game.advance({"sponsor_a": {"troops": "none"}})
    assert len(events(game, "deployment", actor="sponsor_a", form="ordered")) == 1


def test_troops_cannot_be_sent_without_pressure() -> None:
    lever = new_game("sponsor_a").menu("sponsor_a").lever("troops")
    assert lever is not None
    assert lever.option("send") is None


def progress(game: Game) -> float:
    """How far heavy weapons are withdrawn."""
    duty = game.model.duty("withdraw_heavy_weapons")
    assert duty is not None
    return duty.progress


def test_a_duty_moves_with_the_work_of_its_weakest_debtor() -> None:
    name = "duty.withdraw_heavy_weapons"
    alone = {"scenario.obligations.withdraw_heavy_weapons.owed_by": ["party_a"], **NO_LEVERAGE}
    by_rule = progress(played_out("party_a", weeks=1, changes=alone))
    assert progress(played_out("party_a", {name: "withhold"}, 1, changes=alone)) == 0.0
    done = progress(played_out("party_a", {name: "deliver"}, 1, changes=alone))
    assert done > by_rule > 0.0
    both = progress(played_out("party_a", {name: "deliver"}, 1, changes=NO_LEVERAGE))
    assert both < done


def test_who_stays_away_from_patrols_misses_each() -> None:
    away = played_out("sponsor_a", {"duty.patrols": "withhold"}, weeks=5)
    assert {event.form for event in events(away, "patrol")} == {"missed"}
    assert {event.actor for event in events(away, "patrol")} == {"sponsor_a"}


def test_a_silent_party_accuses_nobody() -> None:
    loud = {"behaviour.accusation.breach_rate": 10.0}
    assert events(played_out("party_a", changes=loud), "accusation", actor="party_a")
    quiet = played_out("party_a", {"charges": "silent", "answer": "deny"}, changes=loud)
    assert not events(quiet, "accusation", actor="party_a")


def test_the_charges_decided_on_are_brought_at_once_and_no_others() -> None:
    game = new_game("party_a", changes={"behaviour.accusation.breach_rate": 10.0})
    game.advance({"party_a": {"charges": "silent", "answer": "deny"}})
    game.advance({"party_a": {"charges": ["party_b:refrain"], "answer": "deny"}})
    (charge,) = events(game, "accusation", actor="party_a")
    assert (charge.day, charge.target, charge.obligation) == (8, "party_b", "refrain")
    assert charge.form == "true"
    assert charge.causes
    assert all("party_a" in game.model.log[cause].seen_by for cause in charge.causes)


@pytest.mark.parametrize(
    ("option", "kinds"),
    [("deny", {"denial"}), ("mend", {"remedy"}), ("counter", {"counter", "denial"})],
)
def test_charges_are_answered_as_decided(option: str, kinds: set[str]) -> None:
    loud = {"behaviour.accusation.breach_rate": 10.0}
    game = played_out("party_a", {"answer": option, "charges": "silent"}, changes=loud)
    found = {"denial" for _ in events(game, "denial", actor="party_a")}
    found |= {
        event.form
        for event in events(game, "response", actor="party_a")
        if event.form in ("remedy", "counter")
    }
    assert found
    assert found <= kinds


def test_talks_are_called_on_the_first_day_possible_and_once() -> None:
    calm = {"behaviour.offensive.active": False}
    game = new_game("sponsor_a", "sponsor_b", changes=calm)
    silent = {"call": "none"}
    game.advance({"sponsor_a": silent, "sponsor_b": silent})
    game.advance({"sponsor_a": {"call": "call"}, "sponsor_b": silent})
    meetings = [e for e in events(game, "talks") if e.form != "commission"]
    pause = game.scenario.behaviour.talks.pause_days
    assert [event.actor for event in meetings] == ["sponsor_a"]
    assert meetings[0].day >= pause


def test_who_refuses_at_the_table_makes_talks_fail() -> None:
    often = {"behaviour.talks.rate": 5.0, "behaviour.talks.pause_days": 1.0}
    failed = played_out("sponsor_a", {"agree": "refuse"}, changes=often)
    meetings = [e for e in events(failed, "talks") if e.form != "commission"]
    assert {event.outcome for event in meetings} == {"failure"}
    sought = played_out("sponsor_a", {"agree": "agree"}, changes=often)
    assert "success" in {event.outcome for event in events(sought, "talks")}


@pytest.mark.parametrize(("seat", "kind"), [("party_a", "cancelled"), ("sponsor_a", "disowned")])
def test_an_agreement_ends_when_a_seat_ends_it(seat: str, kind: str) -> None:
    game = played_out(seat, {"agreement": "end"})
    assert (game.outcome().end_kind, game.outcome().end_day) == (kind, 1)


def test_who_decides_nothing_in_the_model_has_no_seat() -> None:
    assert seats_of(load_scenario("idlib/sochi_2018")) == [
        "russia",
        "turkey",
        "government",
        "opposition",
        "hts",
    ]
    with pytest.raises(InputError, match="no seat"):
        new_game("mission")
    with pytest.raises(InputError, match="nobody is played"):
        new_game()
