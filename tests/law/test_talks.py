"""Talks: who calls them, whether they succeed, what they change."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.law import talks

SHARE = st.floats(min_value=0.0, max_value=1.0)
UTILS = st.floats(min_value=-20.0, max_value=20.0)


def test_concern_is_lost_confidence_and_what_is_overdue() -> None:
    assert talks.concern(0.75, 0.5, 2.0) == 1.25


@pytest.mark.parametrize(
    ("since", "chance"), [(9, 0.0), (10, 1 - math.exp(-0.5)), (99, 1 - math.exp(-0.5))]
)
def test_talks_are_called_after_a_pause_at_their_rate(since: int, chance: float) -> None:
    assert talks.call_chance(0.25, 2.0, since, 10.0) == pytest.approx(chance)


def test_where_nothing_is_taken_the_fighting_is_stuck() -> None:
    assert talks.stalemate(0.0) == 1.0
    assert talks.stalemate(0.25) == 0.75
    assert talks.stalemate(1.5) == 0.0


def test_willingness_is_logistic() -> None:
    assert talks.willingness(-2.0, 1.0, 1.0, 0.5, 0.5) == 0.5
    assert talks.willingness(math.log(3), 0.0, 0.0, 0.0, 0.0) == pytest.approx(0.75)


@given(UTILS, UTILS, UTILS, UTILS, UTILS, st.floats(0.0, 10.0))
def test_trust_deadlock_and_pain_help_and_momentum_hinders(  # noqa: PLR0913, PLR0917 - five terms
    base: float, confidence: float, stuck: float, hurt: float, pull: float, more: float
) -> None:
    willing = talks.willingness(base, confidence, stuck, hurt, pull)
    assert talks.willingness(base, confidence + more, stuck, hurt, pull) >= willing
    assert talks.willingness(base, confidence, stuck + more, hurt, pull) >= willing
    assert talks.willingness(base, confidence, stuck, hurt + more, pull) >= willing
    assert talks.willingness(base, confidence, stuck, hurt, pull + more) <= willing


@given(SHARE, SHARE)
def test_one_unwilling_side_is_enough_to_fail(first: float, second: float) -> None:
    chance = talks.success_chance(first, second)
    assert chance == talks.success_chance(second, first)
    assert min(first, second) - 1e-12 <= chance <= max(first, second) + 1e-12
    assert talks.success_chance(0.0, second) == 0.0


@pytest.mark.parametrize(
    ("ordinal", "verified", "days"),
    [(0, 1.0, 90), (0, 0.5, 45), (1, 1.0, 45), (2, 1.0, 22), (0, 0.0, 0)],
)
def test_each_extension_is_shorter_and_progress_earns_it(
    ordinal: int, verified: float, days: int
) -> None:
    assert talks.extension_days(90.0, 0.5, ordinal, verified) == days


@pytest.mark.parametrize(("failures", "worth"), [(0, 4.0), (1, 3.0), (2, 2.25)])
def test_every_failure_takes_its_share_of_what_a_text_is_worth(failures: int, worth: float) -> None:
    assert talks.discounted_worth(4.0, 0.25, failures) == worth
