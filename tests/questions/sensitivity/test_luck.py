"""Variance between runs, and between points."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.questions.sensitivity.luck import shares_of

if TYPE_CHECKING:
    from numpy.typing import NDArray


def nested(
    seed: int, points: int, replicates: int, deviations: tuple[float, float]
) -> NDArray[np.float64]:
    """Numbers of the random-effects model with known variances."""
    rng = np.random.default_rng(seed)
    point, luck = deviations
    between = point * rng.standard_normal((points, 1))
    return 100.0 + between + luck * rng.standard_normal((points, replicates))


def test_known_variances_are_recovered() -> None:
    found = shares_of(nested(1, 4000, 10, (3.0, 2.0)))
    assert found.parameters == pytest.approx(9.0, rel=0.06)
    assert found.luck == pytest.approx(4.0, rel=0.03)
    assert found.share == pytest.approx(4 / 13, abs=0.015)
    assert found.low < 4 / 13 < found.high


@pytest.mark.parametrize(("point", "luck"), [(1.0, 2.0), (2.0, 1.0)])
def test_the_interval_covers_the_share_about_as_often_as_it_says(point: float, luck: float) -> None:
    exact = luck**2 / (luck**2 + point**2)
    found = [shares_of(nested(seed, 128, 8, (point, luck))) for seed in range(200)]
    covered = sum(one.low <= exact <= one.high for one in found)
    # 190 are expected; fewer than 180 come once in a thousand times.
    assert 180 <= covered < 200


def test_a_function_without_luck_is_all_parameters() -> None:
    found = shares_of(np.repeat(np.arange(10.0)[:, None], 4, axis=1))
    assert (found.share, found.low, found.high) == (0.0, 0.0, 0.0)


def test_where_points_do_not_differ_all_is_luck() -> None:
    found = shares_of(np.tile(np.arange(6.0), (20, 1)))
    assert (found.parameters, found.share) == (0.0, 1.0)


def test_where_nothing_varies_nothing_is_shared_out() -> None:
    found = shares_of(np.ones((5, 4)))
    assert (found.parameters, found.luck, found.share) == (0.0, 0.0, 0.0)


@given(st.integers(0, 1000), st.floats(0.1, 10), st.floats(-100, 100))
def test_shares_do_not_depend_on_the_unit(seed: int, scale: float, shift: float) -> None:
    numbers = nested(seed, 12, 5, (1.0, 1.0))
    one, other = shares_of(numbers), shares_of(scale * numbers + shift)
    for name in ("share", "low", "high"):
        assert getattr(other, name) == pytest.approx(getattr(one, name), rel=1e-6)
