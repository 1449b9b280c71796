"""Variance between runs, and between points."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.analysis.luck import components, shares_of

if TYPE_CHECKING:
    from numpy.typing import NDArray


def crossed(
    seed: int, points: int, replicates: int, deviations: tuple[float, float, float]
) -> NDArray[np.float64]:
    """Numbers of the random-effects model with known variances."""
    rng = np.random.default_rng(seed)
    point, alike, apart = deviations
    return (
        100.0
        + point * rng.standard_normal((points, 1))
        + alike * rng.standard_normal((1, replicates))
        + apart * rng.standard_normal((points, replicates))
    )


def test_known_variances_are_recovered() -> None:
    found = shares_of(crossed(1, 800, 60, (3.0, 1.0, 2.0)))
    assert found.variance["parameters"] == pytest.approx(9.0, rel=0.15)
    assert found.variance["luck_shared"] == pytest.approx(1.0, rel=0.4)
    assert found.variance["luck_apart"] == pytest.approx(4.0, rel=0.03)
    assert found.luck == pytest.approx(5 / 14, abs=0.05)
    assert found.left_in_means == pytest.approx(4.0 / 60, rel=0.03)


def test_the_interval_covers_the_share_about_as_often_as_it_says() -> None:
    covered = 0
    for seed in range(200):
        found = shares_of(crossed(seed, 100, 12, (1.0, 0.0, 2.0)))
        covered += found.low["parameters"] <= 0.2 <= found.high["parameters"]
    assert 176 <= covered <= 200


def test_a_function_without_luck_is_all_parameters() -> None:
    found = shares_of(np.repeat(np.arange(10.0)[:, None], 4, axis=1))
    assert found.share == {"parameters": 1.0, "luck_shared": 0.0, "luck_apart": 0.0}


def test_luck_that_strikes_all_alike_is_told_apart_from_that_which_does_not() -> None:
    found = shares_of(np.repeat(np.arange(6.0)[None, :], 20, axis=0))
    assert found.share["luck_shared"] == 1.0


def test_where_nothing_varies_nothing_is_shared_out() -> None:
    assert set(shares_of(np.ones((5, 4))).share.values()) == {0.0}


@given(st.integers(0, 1000), st.floats(0.1, 10), st.floats(-100, 100))
def test_shares_do_not_depend_on_the_unit(seed: int, scale: float, shift: float) -> None:
    numbers = crossed(seed, 12, 5, (1.0, 0.5, 1.0))
    again = components(scale * numbers + shift) / scale**2
    assert np.allclose(again, components(numbers), rtol=1e-6, atol=1e-8)
