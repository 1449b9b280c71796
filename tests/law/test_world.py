"""What moves by itself."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.law import world

SHARE = st.floats(min_value=0.0, max_value=1.0)


def test_strength_drifts_by_its_share_and_stays_positive() -> None:
    assert world.drifted_strength(2.0, 0.01) == 2.02
    assert world.drifted_strength(2.0, 0.0) == 2.0
    assert world.drifted_strength(2.0, -1.0) == 1e-6


@pytest.mark.parametrize(
    ("weariness", "fighting", "after"),
    [(0.0, 1.0, 0.1), (0.5, 1.0, 0.55), (0.5, 0.0, 0.475), (0, 0, 0)],
)
def test_battle_wearies_and_rest_heals(weariness: float, fighting: float, after: float) -> None:
    assert world.wearied(weariness, fighting, 0.1, 0.05) == pytest.approx(after)


@given(SHARE, SHARE, SHARE, SHARE)
def test_weariness_is_a_share(
    weariness: float, fighting: float, rise: float, recovery: float
) -> None:
    assert 0.0 <= world.wearied(weariness, fighting, rise, recovery) <= 1.0


def test_steady_fighting_balances_use_and_rest() -> None:
    weariness = 0.0
    for _ in range(5000):
        weariness = world.wearied(weariness, 0.5, 0.03, 0.01)
    assert weariness == pytest.approx(0.03 * 0.5 / (0.03 * 0.5 + 0.01 * 0.5))


def test_the_share_of_a_battle_is_bounded() -> None:
    assert world.battle_share(0.0, 8.0) == 0.0
    assert world.battle_share(8.0, 8.0) == pytest.approx(1 - 1 / math.e)
    assert world.battle_share(1e9, 8.0) <= 1.0


def test_a_level_fades_and_is_fed() -> None:
    assert world.faded(2.0, 0.75, 0.5) == 2.0


@pytest.mark.parametrize(
    ("tension", "chance"), [(0.0, 0.01), (1.0, 0.03), (49.5, 1.0), (1000.0, 1.0)]
)
def test_tension_multiplies_accidents(tension: float, chance: float) -> None:
    assert world.accident_chance(0.01, tension, 2.0) == pytest.approx(chance)


@given(st.integers(0, 10**7), st.floats(-1.0, 2.0))
def test_whole_people_flee_and_never_more_than_there_are(people: int, share: float) -> None:
    fled = world.fleeing(float(people), share)
    assert fled == int(fled)
    assert 0.0 <= fled <= people
    assert fled <= people * max(0.0, share)
