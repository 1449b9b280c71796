"""Peeling, and the region in which agreements fail."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from sim.questions.sensitivity.region import (
    Box,
    everything,
    failing_region,
    judged,
    path,
    quasi_p,
)
from sim.runs.designs import unit_points
from tests.questions.inputs import an_input, unit_inputs
from tests.questions.sensitivity.make_prim_steps import FILE, cases

if TYPE_CHECKING:
    from numpy.typing import NDArray


def planted(seed: int, cases_: int = 1024) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Five inputs; shares of eight runs that failed, 80 % in a box and 20 % elsewhere."""
    inputs = unit_points("sobol", 5, cases_, seed)
    inside = (inputs[:, 1] < 0.4) & (inputs[:, 3] > 0.3)
    rng = np.random.default_rng(seed)
    return inputs, rng.binomial(8, np.where(inside, 0.8, 0.2)) / 8


def test_the_steps_of_peeling_are_those_of_another_program() -> None:
    inputs, ones = cases()
    theirs = np.loadtxt(FILE, delimiter=",", skiprows=1)
    ours = [box.holds(inputs) for box in path(inputs, ones)][: len(theirs)]
    assert len(theirs) > 30
    for inside, (mass, coverage, density) in zip(ours, theirs, strict=True):
        assert inside.mean() == pytest.approx(mass, abs=1e-6)
        assert ones[inside].sum() / ones.sum() == pytest.approx(coverage, abs=1e-6)
        assert ones[inside].mean() == pytest.approx(density, abs=1e-6)


@given(st.integers(0, 10_000))
def test_every_step_raises_the_mean_and_stays_large_enough(seed: int) -> None:
    rng = np.random.default_rng(seed)
    inputs, response = rng.random((80, 2)).round(1), rng.random(80).round(1)
    inside = [box.holds(inputs) for box in path(inputs, response)]
    means = [response[one].mean() for one in inside]
    assert means == sorted(means)
    assert all(one.sum() >= 0.05 * len(inputs) for one in inside)


def test_a_planted_box_is_found_and_judged_on_the_other_half() -> None:
    region = failing_region(unit_inputs(5), *planted(4), seed=1)
    assert region.stands_out
    assert region.judged is not None
    limits = {one.parameter.label: one for one in region.restrictions}
    assert set(limits) == {"x2", "x4"}
    assert limits["x2"].high == pytest.approx(0.4, abs=0.06)
    assert limits["x2"].low == -np.inf
    assert limits["x4"].low == pytest.approx(0.3, abs=0.06)
    assert all(one.quasi_p < 1e-4 for one in region.restrictions)
    assert region.judged["cases"] == 512
    assert region.judged["density"] == pytest.approx(0.8, abs=0.05)
    assert region.judged["elsewhere"] == pytest.approx(0.2, abs=0.05)
    # A box of 28 % of the cases with four times the failures holds 60.9 % of them.
    assert region.judged["coverage"] == pytest.approx(0.609, abs=0.06)


def test_a_choice_can_bound_a_region() -> None:
    inputs = unit_points("sobol", 2, 512, 1)
    inputs[:, 1] = np.floor(2 * inputs[:, 1])
    failed = np.where(inputs[:, 1] == 0, 0.9, 0.1)
    parameters = (an_input("x", 0.0, 1.0), an_input("flag", "no", "yes", value="no"))
    (limit,) = failing_region(parameters, inputs, failed, seed=1).restrictions
    assert limit.parameter.label == "flag"
    assert limit.low < 0 < limit.high < 1


def test_where_nothing_matters_a_region_seldom_stands_out() -> None:
    found = 0
    for seed in range(30):
        inputs = unit_points("sobol", 4, 256, seed + 1)
        failed = np.random.default_rng(seed).binomial(4, 0.5, 256) / 4
        found += failing_region(unit_inputs(4), inputs, failed, seed=seed).stands_out
    assert found <= 4


def test_where_all_fail_or_none_there_is_no_region() -> None:
    inputs = unit_points("sobol", 2, 64, 1)
    for share in (0.0, 1.0):
        region = failing_region(unit_inputs(2), inputs, np.full(64, share), seed=1)
        assert not region.restrictions
        assert not region.stands_out


def test_quasi_p_is_the_tail_of_a_binomial() -> None:
    inputs = np.linspace(0.05, 0.95, 10)[:, None]
    failed = np.array([1, 1, 1, 0, 0, 0, 1, 0, 0, 0], dtype=float)
    box = everything(1).changed(0, high=0.4)
    # Four cases below 0.4, three of them failures; four of ten fail without the limit.
    assert quasi_p(box, 0, inputs, failed) == pytest.approx(stats.binom.sf(2, 4, 0.4))
    assert quasi_p(everything(1), 0, inputs, failed) == 1.0


def test_of_shares_of_several_runs_quasi_p_is_the_tail_of_welch_s_t() -> None:
    inputs = np.linspace(0.05, 0.95, 10)[:, None]
    failed = np.array([0.9, 0.5, 0.75, 0.6, 0.3, 0.1, 0.5, 0.4, 0.2, 0.6])
    box = everything(1).changed(0, high=0.4)
    theirs = stats.ttest_ind(failed[:4], failed[4:], equal_var=False, alternative="greater")
    assert quasi_p(box, 0, inputs, failed) == pytest.approx(theirs.pvalue)


def test_density_and_coverage_are_shares_of_their_own() -> None:
    inside = np.array([True, True, True, False, False, False, False])
    found = judged(inside, np.array([1.0, 0.5, 1.0, 0.5, 0.0, 0.0, 0.0]))
    assert found is not None
    assert (found["density"], found["elsewhere"]) == (pytest.approx(2.5 / 3), 0.125)
    assert found["coverage"] == pytest.approx(2.5 / 3)
    assert (found["inside"], found["cases"]) == (3, 7)
    assert judged(np.array([True, False, False]), np.zeros(3)) is None


def test_a_box_names_what_it_restricts() -> None:
    box = Box(np.array([-np.inf, 0.2, -np.inf]), np.array([np.inf, np.inf, 0.7]))
    assert box.restricted == [1, 2]
    assert box.without(1).restricted == [2]
