"""Accusations: when they are made, what they are worth, how they are met."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.law import accusation

LUCK = st.floats(min_value=1e-9, max_value=1.0 - 1e-9)


@pytest.mark.parametrize(
    ("rate", "grounds", "since", "refractory", "chance"),
    [
        (math.log(2), 1.0, 30, 30.0, 0.5),
        (math.log(2), 2.0, 99, 30.0, 0.75),
        (math.log(2), 2.0, 15, 30.0, 0.5),
        (math.log(2), 1.0, 1, 0.0, 0.5),
        (0.0, 5.0, 30, 30.0, 0.0),
        (1.0, 0.0, 30, 30.0, 0.0),
    ],
)
def test_a_charge_grows_likelier_with_grounds_and_with_time(
    rate: float, grounds: float, since: int, refractory: float, chance: float
) -> None:
    reached = accusation.accusation_chance(rate, grounds, since, refractory)
    assert reached == pytest.approx(chance, abs=1e-12)


@pytest.mark.parametrize(
    ("happened", "letter", "reading", "standing"),
    [
        (0, 0, 0, accusation.FALSE),
        (0, 1, 1, accusation.FALSE),
        (1, 1, 0, accusation.TRUE),
        (1, 1, 1, accusation.TRUE),
        (1, 0, 1, accusation.CONTESTED),
        (1, 0, 0, accusation.FALSE),
    ],
)
def test_a_charge_is_true_false_or_contested(
    happened: int, letter: int, reading: int, standing: int
) -> None:
    assert accusation.standing_of_charge(happened, letter, reading) == standing


@pytest.mark.parametrize(
    ("guilty", "luck", "other", "answer"),
    [
        (1, 0.3, 0.9, accusation.REMEDY),
        (1, 0.5, 0.3, accusation.DENY),
        (1, 0.5, 0.5, accusation.COUNTER),
        (0, 0.3, 0.3, accusation.DENY),
        (0, 0.3, 0.9, accusation.COUNTER),
    ],
)
def test_a_willing_culprit_mends_others_deny_the_unwilling_accuse_in_turn(
    guilty: int, luck: float, other: float, answer: int
) -> None:
    assert accusation.reaction(0.5, guilty, luck, other) == answer


@given(LUCK, LUCK)
def test_the_innocent_have_nothing_to_mend(luck: float, other: float) -> None:
    assert accusation.reaction(1.0, 0, luck, other) == accusation.DENY
    assert accusation.reaction(0.0, 0, luck, other) == accusation.COUNTER
