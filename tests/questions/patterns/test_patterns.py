"""General patterns: figures from logs, ranges aimed at, and the variants set against each other."""

from __future__ import annotations

import math
from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pytest

from sim.day.events import Event, EventLog
from sim.day.trace import Trace
from sim.questions.patterns.figures import (
    CHANCE,
    LAGS,
    MET,
    MISSED,
    OPEN,
    Pattern,
    log_figures,
    ratio_of,
)
from sim.questions.patterns.patterns import (
    loose,
    patterns,
    series,
    specific,
    varied,
    waning,
    with_leverage,
    written,
)
from sim.scenario.load import load_scenario
from sim.scenario.tree import tree_of
from sim.shared.intervals import Estimate

STANDARD = load_scenario("textbook/standard")
END = 81


def log_of(fire: dict[int, tuple[str, ...]], answered: int | None = None) -> EventLog:
    """A log of attacks by day, each a breach; the first breach of a day may be answered."""
    log = EventLog()
    for day, actors in sorted(fire.items()):
        for actor in actors:
            target = "party_b" if actor == "party_a" else "party_a"
            attack = log.add(
                Event(len(log), day, "attack", "strategic", actor=actor, target=target)
            )
            if day >= 1:
                log.add(Event(len(log), day, "breach", "strategic", causes=(attack.id,)))
            if day == answered:
                log.add(Event(len(log), day, "response", "answer", causes=(attack.id,)))
                answered = None
    return log


def told_of(log: EventLog, attacks: dict[int, int], end: int = END) -> Trace:
    daily = {"day": list(attacks), "attacks": list(attacks.values())}
    outcome = SimpleNamespace(end_day=end, ended=True)
    return Trace(STANDARD, log, daily, cast("Any", outcome))


def echoing(lag: int) -> Trace:
    """Side A fires at random; side B fires what A fired some days earlier."""
    draws = np.random.default_rng(1).poisson(3, END)
    fire = {
        day: ("party_a",) * int(draws[day - 1])
        + ("party_b",) * int(draws[day - 1 - lag] if day > lag else 0)
        for day in range(1, END)
    }
    days = {day: len(fire.get(day, ("x",) * 20)) for day in range(-13, END)}
    return told_of(log_of(fire), days)


def test_an_answer_shows_at_the_lag_at_which_it_is_given() -> None:
    found = log_figures(echoing(5)).correlation
    assert found is not None
    assert int(np.argmax(found)) + 1 == 5
    assert found[4] > 0.3
    assert max(abs(np.delete(found, 4))) < 0.25


def test_days_of_fire_are_counted_up_to_the_day_before_the_end() -> None:
    fire = dict.fromkeys((2, 10, 75, 80, 81, 85), ("party_a",))
    days = {day: 2 if day < 1 else 1 for day in range(-13, END)}
    found = log_figures(told_of(log_of(fire, answered=10), days))
    assert found.first_breach == 2
    assert found.breach_days == 4
    assert found.fatal_days == 2
    assert (found.breaches, found.answered) == (4, 1)
    assert (found.before, found.first_week) == (2.0, 1.0)
    assert math.isnan(found.third_month)
    assert found.committed == {"sponsor_a": 0, "sponsor_b": 4}
    assert found.published == {"sponsor_a": 0, "sponsor_b": 0}


def test_a_truce_of_few_days_says_nothing_of_two_weeks_later() -> None:
    fire = dict.fromkeys(range(1, 20), ("party_a", "party_b"))
    days = dict.fromkeys(range(-13, 20), 1)
    assert log_figures(told_of(log_of(fire), days, end=20)).correlation is None


@pytest.mark.parametrize(
    ("found", "verdict"),
    [
        ((0.7, 0.65, 0.75), MET),
        ((0.5, 0.45, 0.55), MISSED),
        ((0.62, 0.58, 0.66), CHANCE),
        ((0.58, 0.54, 0.62), CHANCE),
        ((0.7, None, None), MET),
        ((None, None, None), OPEN),
    ],
)
def test_a_verdict_asks_whether_chance_may_decide(found: tuple[Any, ...], verdict: str) -> None:
    assert Pattern("", "", 0.6, 0.8, Estimate(*found), "").verdict == verdict


def test_a_ratio_of_sums_weighs_long_runs_more() -> None:
    found = ratio_of([1.0, 0.0, 3.0], [2.0, 1.0, 5.0])
    assert found.value == pytest.approx(0.5)
    assert found.low is not None
    assert found.low < 0.5
    assert ratio_of([1.0, 2.0], [0.0, 0.0]).value is None
    # Runs alike in their ratio leave no doubt.
    assert ratio_of([1.0, 2.0], [2.0, 4.0]) == Estimate(0.5, 0.5, 0.5)


def test_circumstances_vary_and_ways_of_choosing_do_not() -> None:
    scenario, count = varied(STANDARD)
    assert count > 30
    own = tree_of(scenario)["scenario"]
    party = own["parties"]["party_a"]
    assert party["strength"] == ["uniform", 0.5, 2.0]
    assert own["ties"]["sponsor_a_party_a"]["leverage"][1:] == pytest.approx([1 / 3, 2 / 3])
    assert party["choice_noise"] == 1.0
    assert tree_of(scenario)["behaviour"] == tree_of(STANDARD)["behaviour"]


def test_a_specific_text_is_read_alike_by_all() -> None:
    text = specific(STANDARD).scenario
    assert text.agreements["cessation"].ambiguity == 0.0
    duties = [duty for duty in text.obligations.values() if duty.agreement == "cessation"]
    assert all(duty.owed_by and not duty.readings for duty in duties)
    assert set(text.obligations["withdraw_groups"].owed_by) == {"party_a", "party_b", "sponsor_b"}
    # Other texts stay as they are.
    assert text.obligations["pause_refrain"].readings
    assert loose(STANDARD).scenario.agreements["cessation"].ambiguity == 0.7


def test_a_written_text_is_worth_one_step_more() -> None:
    assert written(STANDARD).scenario.agreements["cessation"].worth == 3.0
    both = tree_of(written(varied(STANDARD)[0]))["scenario"]["agreements"]["cessation"]["worth"]
    assert both == ["uniform", 1.5, 6.0]


def test_leverage_is_set_for_all_sponsors_or_wanes_for_all() -> None:
    alike = with_leverage(STANDARD, 0.9).scenario.ties.values()
    assert [tie.leverage.steps[0].value for tie in alike] == [0.9, 0.9]
    for scenario in (STANDARD, varied(STANDARD)[0]):
        for tie in waning(scenario, 365).scenario.ties.values():
            assert len(tie.leverage.steps) == 3
    tie = waning(STANDARD, 365).scenario.ties["sponsor_a_party_a"]
    assert [step.value for step in tie.leverage.steps] == pytest.approx([0.5, 0.25, 0.05])
    assert series(STANDARD).scenario.series


def test_lags_are_two_weeks() -> None:
    assert LAGS == 14


def test_circumstances_that_a_scenario_lacks_are_no_slip() -> None:
    # The dyad has neither sponsors nor relations between parties.
    other, count = varied(load_scenario("textbook/dyad"))
    assert count > 0
    assert tree_of(other) != tree_of(load_scenario("textbook/dyad"))


@pytest.mark.usefixtures("compiled")
def test_what_cannot_happen_in_a_scenario_cannot_be_told() -> None:
    # Nobody holds a client in the dyad, and nothing ends there.
    found = patterns(load_scenario("textbook/dyad"), replicates=20, logs=4, horizon=60, workers=1)
    told = {one.name: one.verdict for one in found.patterns}
    assert told["leverage makes clients follow"] == OPEN
    assert told["ceasefires come in series"] == OPEN
