"""A choice decided by a bound comes out as the law decides it."""

from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.engine.chance import REACH, STEPS, chosen, curve
from sim.law.arithmetic import choice_probability, logistic

WORLD = SimpleNamespace(curve=curve().tolist())
LUCK = st.integers(0, 2**32 - 1).map(lambda word: (word + 0.5) / 2**32)
ADVANTAGE = st.floats(-2.0 * REACH, 2.0 * REACH) | st.floats(-1e6, 1e6)


@given(ADVANTAGE, st.floats(0.0, 20.0), LUCK)
def test_it_is_so_for_any_choice(advantage: float, noise: float, luck: float) -> None:
    assert chosen(WORLD, advantage, noise, luck) == (luck < choice_probability(advantage, noise))


@given(ADVANTAGE, st.floats(0.01, 20.0), st.sampled_from([-1e-9, -1e-15, 0.0, 1e-15, 1e-9]))
def test_it_is_so_where_luck_is_close(advantage: float, noise: float, off: float) -> None:
    chance = choice_probability(advantage, noise)
    luck = min(max(chance + off, 1e-10), 1.0 - 1e-10)
    assert chosen(WORLD, advantage, noise, luck) == (luck < chance)


@pytest.mark.parametrize("place", [0, 1, REACH * STEPS, 2 * REACH * STEPS - 1])
def test_the_table_holds_the_curve_where_it_is_read(place: int) -> None:
    at = place / STEPS - REACH
    assert WORLD.curve[place] == logistic(at)
    between = logistic(at + 0.5 / STEPS)
    assert WORLD.curve[place] < between < WORLD.curve[place + 1]
    for luck in (WORLD.curve[place], WORLD.curve[place + 1], between):
        assert chosen(WORLD, at + 0.5 / STEPS, 1.0, luck) == (luck < between)
