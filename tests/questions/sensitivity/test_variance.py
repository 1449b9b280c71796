"""Shares of variance: of chance, and Sobol indices with known answers and with chance."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from SALib.analyze import sobol

from sim.questions.sensitivity.variance import convergence, shares_of, sobol_indices
from sim.runs.designs import unit_points
from tests.questions.inputs import (
    ISHIGAMI,
    ISHIGAMI_FIRST,
    ISHIGAMI_TOTAL,
    ishigami,
    unit_inputs,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

WEIGHTS = np.array([4.0, 2.0, 1.0, 0.0])


def design(parameters: int, samples: int) -> NDArray[np.float64]:
    return unit_points("saltelli", parameters, samples, 3)


def by_sample(numbers: NDArray[np.float64], parameters: int) -> NDArray[np.float64]:
    """Rows of a Saltelli design, by base sample."""
    return numbers.reshape(-1, parameters + 2, numbers.shape[-1])


def linear(samples: int, noise: float, replicates: int, shared: float = 0.0) -> NDArray[np.float64]:
    """A sum of inputs with weights 4, 2, 1 and 0; noise of each run, and of each base sample."""
    mean = design(4, samples) @ WEIGHTS
    rng = np.random.default_rng(5)
    apart = noise * rng.standard_normal((len(mean), replicates))
    alike = shared * np.repeat(rng.standard_normal((samples, replicates)), 6, axis=0)
    return by_sample(mean[:, None] + apart + alike, 4)


EXACT = WEIGHTS**2 / (WEIGHTS**2).sum()


def test_ishigami_gives_its_indices() -> None:
    x = -np.pi + 2 * np.pi * design(3, 1024)
    table = sobol_indices(ISHIGAMI, by_sample(ishigami(x)[:, None], 3), 1)
    assert table["first"].to_numpy() == pytest.approx(ISHIGAMI_FIRST, abs=0.03)
    assert table["total"].to_numpy() == pytest.approx(ISHIGAMI_TOTAL, abs=0.03)
    for name, exact in (("first", ISHIGAMI_FIRST), ("total", ISHIGAMI_TOTAL)):
        assert (table[f"{name}_low"].to_numpy() < exact).all()
        assert (table[f"{name}_high"].to_numpy() > exact).all()


def test_without_chance_the_indices_are_those_of_salib() -> None:
    x = -np.pi + 2 * np.pi * design(3, 128)
    y = ishigami(x)
    table = sobol_indices(ISHIGAMI, by_sample(y[:, None], 3), 1)
    names = [one.key for one in ISHIGAMI]
    problem = {"num_vars": 3, "names": names, "bounds": [[0.0, 1.0]] * 3}
    theirs = sobol.analyze(problem, y, calc_second_order=False, seed=1)
    assert table["first"].to_numpy() == pytest.approx(theirs["S1"], abs=1e-12)
    assert table["total"].to_numpy() == pytest.approx(theirs["ST"], abs=1e-12)


def test_chance_in_the_means_is_taken_off_the_indices() -> None:
    # As much variance of chance in each mean of four runs as the parameters have.
    table = sobol_indices(unit_inputs(4), linear(1024, 2 * np.sqrt(21 / 12), 4), 1)
    assert table["total_raw"].to_numpy() == pytest.approx((EXACT + 1) / 2, abs=0.06)
    assert table["total"].to_numpy() == pytest.approx(EXACT, abs=0.12)
    assert table["first_raw"].to_numpy() == pytest.approx(EXACT / 2, abs=0.06)
    assert table["first"].to_numpy() == pytest.approx(EXACT, abs=0.12)


def test_noise_that_points_of_a_base_sample_share_is_taken_off_too() -> None:
    table = sobol_indices(unit_inputs(4), linear(1024, 0.0, 4, shared=2 * np.sqrt(21 / 12)), 1)
    assert table["first"].to_numpy() == pytest.approx(EXACT, abs=0.12)
    assert table["total"].to_numpy() == pytest.approx(EXACT, abs=0.12)
    # It strikes all points of a base sample alike, so that none of it is in a difference.
    assert table.loc[3, "total_raw"] == pytest.approx(0.0, abs=1e-12)


def test_an_effect_that_chance_turns_about_is_no_effect_of_the_mean() -> None:
    places = design(2, 2048).reshape(2048, 4, 2)
    sign = np.random.default_rng(6).choice([-1.0, 1.0], (2048, 1, 8))
    numbers = places[:, :, :1] + sign * places[:, :, 1:]
    table = sobol_indices(unit_inputs(2), numbers, 1)
    assert table["first"].to_numpy() == pytest.approx([1.0, 0.0], abs=0.15)
    assert table["total"].to_numpy() == pytest.approx([1.0, 0.0], abs=0.15)
    assert table.loc[1, "total_raw"] > 0.05


def test_where_there_is_chance_alone_indices_are_missing_or_wide() -> None:
    rng = np.random.default_rng(1)
    table = sobol_indices(unit_inputs(2), by_sample(rng.standard_normal((256, 4)), 2), 1)
    wide = table["total_high"] - table["total_low"] > 0.5
    assert (table["total"].isna() | wide | table["total_low"].isna()).all()


def test_intervals_narrow_as_base_samples_grow() -> None:
    table = convergence(unit_inputs(4), linear(256, 0.5, 4), 1)
    assert sorted(set(table["samples"])) == [16, 32, 64, 128, 256]
    assert (table["points"] == 6 * table["samples"]).all()
    width = (table["first_high"] - table["first_low"]).groupby(table["samples"]).mean()
    assert width[256] < width[64] < width[16]


def nested(
    seed: int, points: int, replicates: int, deviations: tuple[float, float]
) -> NDArray[np.float64]:
    """Numbers of the random-effects model with known variances."""
    rng = np.random.default_rng(seed)
    point, noise = deviations
    between = point * rng.standard_normal((points, 1))
    return 100.0 + between + noise * rng.standard_normal((points, replicates))


def test_known_variances_are_recovered() -> None:
    found = shares_of(nested(1, 4000, 10, (3.0, 2.0)))
    assert found.parameters == pytest.approx(9.0, rel=0.06)
    assert found.chance == pytest.approx(4.0, rel=0.03)
    assert found.share == pytest.approx(4 / 13, abs=0.015)
    assert found.low < 4 / 13 < found.high


@pytest.mark.parametrize(("point", "noise"), [(1.0, 2.0), (2.0, 1.0)])
def test_the_interval_covers_the_share_about_as_often_as_it_says(
    point: float, noise: float
) -> None:
    exact = noise**2 / (noise**2 + point**2)
    found = [shares_of(nested(seed, 128, 8, (point, noise))) for seed in range(200)]
    covered = sum(one.low <= exact <= one.high for one in found)
    # 190 are expected; fewer than 180 come once in a thousand times.
    assert 180 <= covered < 200


def test_a_function_without_chance_is_all_parameters() -> None:
    found = shares_of(np.repeat(np.arange(10.0)[:, None], 4, axis=1))
    assert (found.share, found.low, found.high) == (0.0, 0.0, 0.0)


def test_where_points_do_not_differ_all_is_chance() -> None:
    found = shares_of(np.tile(np.arange(6.0), (20, 1)))
    assert (found.parameters, found.share) == (0.0, 1.0)


def test_where_nothing_varies_nothing_is_shared_out() -> None:
    found = shares_of(np.ones((5, 4)))
    assert (found.parameters, found.chance, found.share) == (0.0, 0.0, 0.0)


@given(st.integers(0, 1000), st.floats(0.1, 10), st.floats(-100, 100))
def test_shares_do_not_depend_on_the_unit(seed: int, scale: float, shift: float) -> None:
    numbers = nested(seed, 12, 5, (1.0, 1.0))
    one, other = shares_of(numbers), shares_of(scale * numbers + shift)
    for name in ("share", "low", "high"):
        assert getattr(other, name) == pytest.approx(getattr(one, name), rel=1e-6)
