"""What one change does, in pairs of runs: shares, days, ranks, and many questions at once."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from sim.questions.why.questions import ABSENT, Question
from sim.questions.why.why import (
    LONGER,
    NEITHER,
    SHORTER,
    Course,
    Effect,
    course_of,
    effect_of,
    not_apart,
    paired,
    ranks,
    share_of,
)

QUESTION = Question("monitor", "scenario.monitors.x", ABSENT, (("scenario.monitors.x.active", 0),))
HORIZON = 100


def course(*days: int) -> Course:
    """Runs that ended on these days; those at the horizon held."""
    ended = np.array([day < HORIZON for day in days])
    kinds = np.where(ended, "offensive", "held").astype(object)
    return Course(np.arange(len(days)), np.array(days, float), ended, kinds)


def effect(*days: int, base: Course) -> Effect:
    return effect_of(QUESTION, base, course(*days))


def test_ends_that_do_not_come_are_counted_among_those_that_came() -> None:
    found = effect(100, 100, 20, 100, 30, base=course(10, 20, 20, 100, 100))
    assert (found.prevented.count, found.prevented.total) == (2, 3)
    assert (found.brought.count, found.brought.total) == (1, 2)
    assert found.moved == 3
    assert found.days == pytest.approx((90 + 80 - 70) / 5)


def test_a_change_that_does_nothing_has_exactly_no_effect() -> None:
    base = course(10, 100, 30, 100)
    found = effect_of(QUESTION, base, base)
    assert (found.moved, found.days, found.low, found.high, found.p) == (0, 0.0, 0.0, 0.0, 1.0)
    assert found.direction == NEITHER
    assert ranks([found]) == [0]


def test_another_kind_of_end_on_the_same_day_is_a_change() -> None:
    base = course(10, 20)
    kinds = np.array(["cancelled", "offensive"], object)
    other = Course(base.replicates, base.days, base.ended, kinds)
    assert effect_of(QUESTION, base, other).moved == 1


def test_a_replicate_that_failed_on_either_side_is_left_out() -> None:
    base = course(10, 20, 100)
    other = Course(np.array([0, 2]), np.array([10.0, 50.0]), np.ones(2, bool), base.kinds[:2])
    found = effect_of(QUESTION, base, other)
    assert found.pairs == 2
    assert (found.brought.count, found.brought.total) == (1, 1)


@given(st.lists(st.integers(-50, 50), min_size=2, max_size=30))
def test_days_are_judged_by_the_paired_t_test(values: list[int]) -> None:
    mean, low, high, p = paired(np.array(values, float))
    assert low <= mean <= high
    if len(set(values)) > 1:
        test = stats.ttest_1samp(values, 0.0)
        bounds = test.confidence_interval(0.95)
        assert (low, high, p) == pytest.approx((bounds.low, bounds.high, test.pvalue))


def test_shares_have_the_interval_of_wilson() -> None:
    share = share_of(np.arange(10) < 5)
    # Newcombe (1998), table of the score method without correction.
    assert (share.low, share.high) == pytest.approx((0.2366, 0.7634), abs=1e-4)
    assert (share_of(np.zeros(0, bool)).low, share_of(np.zeros(0, bool)).high) == (0.0, 1.0)


def test_equal_figures_share_a_rank_within_a_direction() -> None:
    base = course(10, 20, 30, 100)
    most = effect(100, 100, 30, 100, base=base)
    some = effect(100, 20, 30, 100, base=base)
    worse = effect(10, 20, 30, 40, base=base)
    assert [most.direction, worse.direction] == [LONGER, SHORTER]
    assert ranks([some, worse, most, some]) == [2, 1, 1, 2]


def test_what_is_ranked_by_shares_is_told_apart_on_the_same_runs() -> None:
    first = np.array([True] * 30)
    assert not_apart(first, [first, ~first]) == [True, False]
    assert not_apart(first, []) == []


def test_the_course_is_read_in_the_order_of_replicates() -> None:
    found = course_of(
        {
            "replicate": np.array([1, 0]),
            "end_day": np.array([5, 9]),
            "ended": np.array([True, False]),
            "end_kind": np.array(["offensive", "held"], object),
        }
    )
    assert found.days.tolist() == [9.0, 5.0]
    assert not len(course_of({}).days)
