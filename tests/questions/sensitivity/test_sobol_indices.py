"""Sobol indices, with known answers and with luck."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from SALib.analyze import sobol

from sim.questions.sensitivity.elementary_effects import problem_of
from sim.questions.sensitivity.sobol_indices import Saltelli, convergence, sobol_indices
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


def linear(samples: int, luck: float, replicates: int, shared: float = 0.0) -> Saltelli:
    """A sum of inputs with weights 4, 2, 1 and 0; luck of each run, and of each base sample."""
    mean = design(4, samples) @ WEIGHTS
    rng = np.random.default_rng(5)
    apart = luck * rng.standard_normal((len(mean), replicates))
    alike = shared * np.repeat(rng.standard_normal((samples, replicates)), 6, axis=0)
    return Saltelli.of(mean[:, None] + apart + alike, 4)


EXACT = WEIGHTS**2 / (WEIGHTS**2).sum()


def test_ishigami_gives_its_indices() -> None:
    x = -np.pi + 2 * np.pi * design(3, 1024)
    table = sobol_indices(ISHIGAMI, Saltelli.of(ishigami(x)[:, None], 3), 1)
    assert table["first"].to_numpy() == pytest.approx(ISHIGAMI_FIRST, abs=0.03)
    assert table["total"].to_numpy() == pytest.approx(ISHIGAMI_TOTAL, abs=0.03)
    for name, exact in (("first", ISHIGAMI_FIRST), ("total", ISHIGAMI_TOTAL)):
        assert (table[f"{name}_low"].to_numpy() < exact).all()
        assert (table[f"{name}_high"].to_numpy() > exact).all()


def test_without_luck_the_indices_are_those_of_salib() -> None:
    x = -np.pi + 2 * np.pi * design(3, 128)
    y = ishigami(x)
    table = sobol_indices(ISHIGAMI, Saltelli.of(y[:, None], 3), 1)
    theirs = sobol.analyze(problem_of(ISHIGAMI), y, calc_second_order=False, seed=1)
    assert table["first"].to_numpy() == pytest.approx(theirs["S1"], abs=1e-12)
    assert table["total"].to_numpy() == pytest.approx(theirs["ST"], abs=1e-12)


def test_luck_in_the_means_is_taken_off_the_indices() -> None:
    # As much variance of luck in each mean of four runs as the parameters have.
    table = sobol_indices(unit_inputs(4), linear(1024, 2 * np.sqrt(21 / 12), 4), 1)
    assert table["total_raw"].to_numpy() == pytest.approx((EXACT + 1) / 2, abs=0.06)
    assert table["total"].to_numpy() == pytest.approx(EXACT, abs=0.12)
    assert table["first_raw"].to_numpy() == pytest.approx(EXACT / 2, abs=0.06)
    assert table["first"].to_numpy() == pytest.approx(EXACT, abs=0.12)


def test_luck_that_points_of_a_base_sample_share_is_taken_off_too() -> None:
    table = sobol_indices(unit_inputs(4), linear(1024, 0.0, 4, shared=2 * np.sqrt(21 / 12)), 1)
    assert table["first"].to_numpy() == pytest.approx(EXACT, abs=0.12)
    assert table["total"].to_numpy() == pytest.approx(EXACT, abs=0.12)
    # It strikes all points of a base sample alike, so that none of it is in a difference.
    assert table.loc[3, "total_raw"] == pytest.approx(0.0, abs=1e-12)


def test_an_effect_that_luck_turns_about_is_no_effect_of_the_mean() -> None:
    places = design(2, 2048).reshape(2048, 4, 2)
    sign = np.random.default_rng(6).choice([-1.0, 1.0], (2048, 1, 8))
    numbers = places[:, :, :1] + sign * places[:, :, 1:]
    table = sobol_indices(unit_inputs(2), Saltelli(numbers), 1)
    assert table["first"].to_numpy() == pytest.approx([1.0, 0.0], abs=0.15)
    assert table["total"].to_numpy() == pytest.approx([1.0, 0.0], abs=0.15)
    assert table.loc[1, "total_raw"] > 0.05


def test_where_there_is_luck_alone_indices_are_missing_or_wide() -> None:
    rng = np.random.default_rng(1)
    table = sobol_indices(unit_inputs(2), Saltelli.of(rng.standard_normal((256, 4)), 2), 1)
    wide = table["total_high"] - table["total_low"] > 0.5
    assert (table["total"].isna() | wide | table["total_low"].isna()).all()


def test_intervals_narrow_as_base_samples_grow() -> None:
    table = convergence(unit_inputs(4), linear(256, 0.5, 4), 1)
    assert sorted(set(table["samples"])) == [16, 32, 64, 128, 256]
    assert (table["points"] == 6 * table["samples"]).all()
    width = (table["first_high"] - table["first_low"]).groupby(table["samples"]).mean()
    assert width[256] < width[64] < width[16]
