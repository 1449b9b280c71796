"""One at a time, and elementary effects, with known answers."""

from __future__ import annotations

import numpy as np
import pytest

from sim.questions.sensitivity.effects import (
    complete,
    effects,
    elementary_effects,
    strengths,
    trajectories,
    values_of,
)
from tests.questions.inputs import an_input, unit_inputs

SLOPES = np.array([3.0, -2.0, 0.0])


def test_a_linear_function_gives_its_slopes() -> None:
    inputs = unit_inputs(3)
    places = trajectories(inputs, 8, 1)
    table = elementary_effects(inputs, places, (places @ SLOPES)[:, None], 1)
    assert table["mu"].to_numpy() == pytest.approx(SLOPES)
    assert table["mu_star"].to_numpy() == pytest.approx(np.abs(SLOPES))
    assert table["sigma"].to_numpy() == pytest.approx(0.0, abs=1e-12)
    assert table["less_luck"].to_numpy() == pytest.approx(np.abs(SLOPES))
    assert (table["luck"] == 0.0).all()


def test_an_interaction_shows_in_the_spread_and_not_in_the_mean() -> None:
    inputs = unit_inputs(2)
    places = trajectories(inputs, 64, 1)
    y = (places[:, 0] - 0.5) * (places[:, 1] - 0.5)
    table = elementary_effects(inputs, places, y[:, None], 1)
    assert (table["sigma"] > 2 * table["mu"].abs()).all()
    assert (table["mu_star"] > 0).all()


def test_chance_alone_looks_like_an_effect_of_the_size_that_is_foretold() -> None:
    inputs = unit_inputs(3)
    places = trajectories(inputs, 400, 1)
    noise = np.random.default_rng(2).standard_normal((len(places), 6))
    table = elementary_effects(inputs, places, noise, 1)
    assert table["mu_star"].to_numpy() == pytest.approx(table["luck"].to_numpy(), rel=0.15)
    assert (table["less_luck"] < 0.5 * table["mu_star"]).all()


def test_effects_are_paired_differences_with_student_s_interval() -> None:
    one = an_input("x", 0.0, 1.0)
    base = np.array([10.0, 20.0, 30.0, 40.0])
    numbers = base + np.array([[5.0, 5.0, 5.0, 5.0], [1.0, 2.0, 3.0, 6.0]])
    table = effects([(one, 0.0), (one, 1.0)], base, numbers)
    assert table["effect"].to_list() == [5.0, 3.0]
    assert table.loc[0, ["low", "high"]].to_list() == [5.0, 5.0]
    # Deviation 2.160, three degrees of freedom: 3.182 * 2.160 / 2.
    assert table.loc[1, "high"] == pytest.approx(3.0 + 3.4375, abs=1e-3)
    assert table["moved"].to_list() == [1.0, 1.0]
    assert table.loc[0, "p_adjusted"] == 0.0


def test_a_run_that_failed_is_left_out_of_its_pair() -> None:
    one = an_input("x", 0.0, 1.0)
    table = effects([(one, 1.0)], np.array([1.0, 2.0, 3.0]), np.array([[2.0, np.nan, 4.0]]))
    assert table.loc[0, "effect"] == 1.0


def test_p_values_allow_for_the_number_of_comparisons() -> None:
    rng = np.random.default_rng(3)
    base = rng.standard_normal(30)
    inputs = unit_inputs(100)
    numbers = base + rng.standard_normal((100, 30))
    table = effects([(one, 1.0) for one in inputs], base, numbers)
    assert (table["p_adjusted"] >= 0.05).sum() >= 98


def test_strength_is_the_largest_difference_less_chance() -> None:
    one = an_input("x", 0.0, 1.0)
    base = np.zeros(4)
    steady = strengths([(one, 0.0), (one, 1.0)], base, np.array([base - 2.0, base + 3.0]))
    assert steady[one.key] == {"span": 5.0, "less_luck": 5.0, "moved": 1.0}
    chance = strengths([(one, 1.0)], base, np.array([[1.0, -1.0, 1.0, 0.0]]))
    assert chance[one.key]["less_luck"] == 0.0
    assert chance[one.key]["span"] == 0.25


def test_values_cover_the_range_with_its_ends() -> None:
    assert values_of(an_input("x", 0.0, 1.0), 5) == [0.0, 0.25, 0.5, 0.75, 1.0]
    assert values_of(an_input("x", "yes", "no", value="yes"), 7) == ["yes", "no"]


def test_a_run_that_failed_counts_as_the_mean_of_the_others() -> None:
    numbers = np.array([[3.0, 4.0, np.nan], [5.0, 6.0, 7.0]])
    assert complete(numbers).tolist() == [[3.0, 4.0, 3.5], [5.0, 6.0, 7.0]]
