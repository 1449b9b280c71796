"""The loop is found where the edges of a log tie it together, and only there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from sim.day.events import Event, EventLog
from sim.questions.patterns.mechanisms import (
    STEPS,
    Sample,
    loop_share,
    loop_steps,
    paired_effect,
    survival,
)
from sim.scenario.load import load_scenario

if TYPE_CHECKING:
    from sim.scenario.scenario import Scenario

LOOP = (
    ("deadline", "missed", {"obligation": "withdraw_groups"}),
    ("accusation", "contested", {"actor": "russia", "target": "turkey", "causes": (0,)}),
    ("restraint", "slackened", {"actor": "russia", "target": "government", "causes": (0, 1)}),
    ("attack", "strategic", {"actor": "government", "causes": (2,)}),
    ("accusation", "true", {"actor": "turkey", "target": "russia", "causes": (3,)}),
    ("talks", "delegation", {"actor": "turkey", "target": "russia", "causes": (4,)}),
)


@pytest.fixture(scope="module")
def sochi() -> Scenario:
    return load_scenario("idlib/sochi_2018")


def log_of(steps: list[tuple[str, str, dict[str, object]]]) -> EventLog:
    log = EventLog()
    for place, (kind, form, what) in enumerate(steps):
        log.add(Event(place, place + 1, kind, form, **what))  # type: ignore[arg-type]
    return log


def test_a_whole_loop_has_six_steps(sochi: Scenario) -> None:
    assert loop_steps(log_of(list(LOOP)), sochi) == len(STEPS)


@pytest.mark.parametrize("missing", range(1, 6))
def test_without_the_edge_behind_a_step_the_loop_ends_before_it(
    sochi: Scenario, missing: int
) -> None:
    steps = [(kind, form, dict(what)) for kind, form, what in LOOP]
    steps[missing][2]["causes"] = ()
    assert loop_steps(log_of(steps), sochi) == missing


def test_a_charge_over_a_duty_that_no_guarantor_owes_is_no_loop(sochi: Scenario) -> None:
    steps = [(kind, form, dict(what)) for kind, form, what in LOOP]
    steps[0][2]["obligation"] = "astana_ceasefire"
    assert loop_steps(log_of(steps), sochi) == 0


def test_an_empty_log_has_no_loop(sochi: Scenario) -> None:
    assert loop_steps(EventLog(), sochi) == 0


def sample_of(days: list[int], steps: list[int] | None = None) -> Sample:
    return Sample(
        days=np.array(days, dtype=np.float64),
        ended=np.array([day < 100 for day in days]),
        steps=np.array(steps or [0] * len(days)),
        horizon=100,
    )


def test_equal_samples_have_no_effect_and_move_nothing() -> None:
    base = sample_of([3, 50, 100])
    effect = paired_effect(base, base)
    assert (effect.days, effect.half_width, effect.moved) == (0.0, 0.0, 0.0)
    assert not effect.clear


def test_a_shift_of_all_replicates_is_an_effect_without_spread() -> None:
    effect = paired_effect(sample_of([13, 60, 90]), sample_of([3, 50, 80]))
    assert effect.days == pytest.approx(10.0)
    assert effect.half_width == pytest.approx(0.0)
    assert effect.clear


def test_the_half_width_is_that_of_a_paired_mean() -> None:
    effect = paired_effect(sample_of([2, 4, 6, 8]), sample_of([1, 1, 1, 1]))
    assert effect.half_width == pytest.approx(1.959964 * np.std([1, 3, 5, 7], ddof=1) / 2)


def test_survival_counts_an_end_on_its_day_as_ended() -> None:
    assert survival(sample_of([3, 50, 100, 100]), [2, 3, 99, 100]) == [1.0, 0.75, 0.5, 0.5]


def test_loop_share_is_the_share_that_reaches_a_step() -> None:
    found = sample_of([1, 2, 3, 4], [6, 5, 0, 6])
    assert loop_share(found) == 0.5
    assert loop_share(found, 1) == 0.75
