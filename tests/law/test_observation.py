"""Observation: two errors, blame, detection."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.law import observation

SHARE = st.floats(min_value=0.0, max_value=1.0)
LUCK = st.floats(min_value=1e-9, max_value=1.0 - 1e-9)


@pytest.mark.parametrize(
    ("act", "luck", "believed"), [(1, 0.19, 0), (1, 0.2, 1), (0, 0.09, 1), (0, 0.1, 0)]
)
def test_the_two_errors_are_separate(act: int, luck: float, believed: int) -> None:
    assert observation.perceived(act, 0.1, 0.2, luck) == believed


@given(st.sampled_from([0, 1]), LUCK)
def test_without_errors_one_sees_what_is(act: int, luck: float) -> None:
    assert observation.perceived(act, 0.0, 0.0, luck) == act


@given(SHARE, SHARE, SHARE)
def test_an_unclear_text_only_adds_false_alarms(
    false_alarm: float, ambiguity: float, confusion: float
) -> None:
    chance = observation.false_alarm_chance(false_alarm, ambiguity, confusion)
    assert false_alarm - 1e-12 <= chance <= 1.0
    assert observation.false_alarm_chance(false_alarm, 0.0, confusion) == pytest.approx(false_alarm)


def test_the_chances_of_two_sources_of_alarm_combine() -> None:
    assert observation.false_alarm_chance(0.1, 0.5, 0.4) == pytest.approx(1 - 0.9 * 0.8)


@pytest.mark.parametrize(
    ("is_author", "confusion", "bias", "luck", "blamed"),
    [
        (1, 0.0, 0.0, 1e-9, 1),
        (1, 0.4, 0.0, 0.39, 0),
        (1, 0.4, 0.0, 0.4, 1),
        (1, 0.4, 0.5, 0.2, 1),
        (1, 1.0, 1.0, 1e-9, 1),
        (0, 0.0, 0.0, 1e-9, 0),
        (0, 0.4, 0.0, 0.39, 1),
        (0, 0.4, 0.5, 0.69, 1),
        (0, 0.4, 0.5, 0.7, 0),
        (0, 0.0, 1.0, 1.0 - 1e-9, 1),
    ],
)
def test_blame_errs_by_confusion_and_leans_by_bias(
    is_author: int, confusion: float, bias: float, luck: float, blamed: int
) -> None:
    assert observation.blames_main_opponent(is_author, confusion, bias, luck) == blamed


@given(st.sampled_from([0, 1]), SHARE, SHARE, SHARE, LUCK)
def test_more_bias_never_takes_blame_from_the_main_opponent(
    is_author: int, confusion: float, bias: float, more: float, luck: float
) -> None:
    low, high = sorted((bias, more))
    blame = observation.blames_main_opponent
    assert blame(is_author, confusion, low, luck) <= blame(is_author, confusion, high, luck)


def test_a_monitor_detects_with_its_chance() -> None:
    assert observation.detected(0.3, 0.29) == 1
    assert observation.detected(0.3, 0.3) == 0
    assert observation.detected(0.0, 1e-9) == 0
    assert observation.detected(1.0, 1.0 - 1e-9) == 1
