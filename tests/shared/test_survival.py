"""Curves, shares and means of survival against counts, published data and laws.

The bands and the mean of the published data were computed by lifelines 0.30.0 (with pandas
2.3.3): KaplanMeierFitter, median_survival_times, restricted_mean_survival_time.
"""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from sim.shared.lifetimes import Lifetimes
from sim.shared.survival import held_after, kaplan_meier, median_days, restricted_mean
from tests.shared.lives import PLACEBO, TREATED, any_lives, geometric, lifetimes


def test_the_curve_of_the_published_data() -> None:
    # Kaplan-Meier shares as in Kalbfleisch and Prentice (2002), section 1.4; bands by lifelines.
    known = {
        6: (0.857143, 0.619718, 0.951552),
        7: (0.806723, 0.563147, 0.922809),
        10: (0.752941, 0.503200, 0.889362),
        13: (0.690196, 0.431610, 0.849066),
        16: (0.627451, 0.367511, 0.804912),
        22: (0.537815, 0.267779, 0.746791),
        23: (0.448179, 0.188052, 0.680143),
        35: (0.448179, 0.188052, 0.680143),
    }
    found = kaplan_meier(TREATED)
    for week, row in known.items():
        assert found.loc[week, ["share", "low", "high"]].tolist() == pytest.approx(row, abs=1e-6)
    assert found.loc[[6, 10, 23], "at_risk"].tolist() == [21, 15, 6]
    assert found.loc[[6, 9, 23], "ends"].tolist() == [3, 0, 1]


def test_the_medians_of_the_published_data() -> None:
    treated, placebo = median_days(TREATED), median_days(PLACEBO)
    assert (treated.value, treated.low, treated.high) == (23.0, 13.0, None)
    assert (placebo.value, placebo.low, placebo.high) == (8.0, 4.0, 11.0)


@pytest.mark.parametrize(("week", "mean"), [(23, 17.909244), (35, 23.287395)])
def test_the_restricted_means_of_the_published_data(week: int, mean: float) -> None:
    assert restricted_mean(TREATED, week).value == pytest.approx(mean, abs=1e-6)


@settings(max_examples=20)
@given(any_lives())
def test_without_earlier_censoring_the_curve_is_the_share_that_stood(lives: Lifetimes) -> None:
    found = kaplan_meier(lives)
    for day, share in found["share"].items():
        assert share == pytest.approx(float((~lives.ended | (lives.days > day)).mean()))


@settings(max_examples=20)
@given(any_lives(censored_early=True))
def test_curves_fall_from_one_and_bands_contain_them(lives: Lifetimes) -> None:
    found = kaplan_meier(lives)
    assert found.loc[0, "share"] == 1.0
    assert np.all(np.diff(found["share"]) <= 1e-12)
    assert np.all((found["low"] >= 0) & (found["high"] <= 1))
    assert np.all((found["low"] <= found["share"]) & (found["share"] <= found["high"]))


@settings(max_examples=20)
@given(any_lives(censored_early=True), st.randoms(use_true_random=False))
def test_the_order_of_replicates_is_of_no_account(lives: Lifetimes, random: object) -> None:
    order = np.arange(len(lives))
    random.shuffle(order)  # type: ignore[attr-defined] # hypothesis gives a random.Random
    turned = Lifetimes(lives.days[order], lives.ended[order], lives.kinds[order], lives.horizon)
    assert kaplan_meier(turned).equals(kaplan_meier(lives))
    assert restricted_mean(turned) == restricted_mean(lives)


def test_while_none_has_ended_the_band_is_that_of_no_end_in_so_many_runs() -> None:
    found = kaplan_meier(lifetimes([9] * 40, [0] * 40))
    exact = stats.binomtest(40, 40).proportion_ci(0.95, method="exact")
    assert found.loc[9, "low"] == pytest.approx(exact.low)
    assert found.loc[9, "high"] == 1.0


def test_once_all_have_ended_the_band_is_that_of_no_run_left_of_so_many() -> None:
    found = kaplan_meier(lifetimes([1, 2, 2, 3], [1] * 4, 9))
    exact = stats.binomtest(0, 4).proportion_ci(0.95, method="exact")
    assert found.loc[3:, "share"].tolist() == [0.0] * 7
    assert found.loc[9, "high"] == pytest.approx(exact.high)
    assert found.loc[9, "low"] == 0.0


def test_shares_after_some_days_have_the_score_interval_of_run_and_sweep() -> None:
    lives = lifetimes([5] * 3 + [20] * 4 + [60] * 13, [1] * 7 + [0] * 13)
    found = held_after(lives, (7, 30, 90))
    wilson = stats.binomtest(17, 20).proportion_ci(0.95, method="wilson")
    assert found.index.tolist() == [7, 30, 60]
    assert found.loc[7].tolist() == pytest.approx([0.85, wilson.low, wilson.high])


def test_shares_after_early_censoring_are_those_of_the_curve() -> None:
    assert held_after(TREATED, (22,)).loc[22].tolist() == pytest.approx(
        [0.537815, 0.267779, 0.746791], abs=1e-6
    )


@settings(max_examples=20)
@given(any_lives(), st.data())
def test_the_restricted_mean_is_the_mean_of_days_up_to_a_day(
    lives: Lifetimes, data: st.DataObject
) -> None:
    day = data.draw(st.integers(1, lives.horizon))
    days = np.minimum(np.where(lives.ended, lives.days, lives.horizon), day)
    found = restricted_mean(lives, day)
    assert found.value == pytest.approx(days.mean())
    if len(days) > 1 and days.std() > 0:
        usual = stats.ttest_1samp(days, 0.0).confidence_interval(0.95)
        assert found.low == pytest.approx(max(0.0, usual.low))
        assert found.high == pytest.approx(min(day, usual.high))


def test_where_all_held_the_mean_may_still_be_lower_than_the_horizon() -> None:
    found = restricted_mean(lifetimes([9] * 40, [0] * 40))
    assert (found.value, found.high) == (9.0, 9.0)
    assert found.low == pytest.approx(9 * stats.binomtest(40, 40).proportion_ci(0.95).low)


def test_a_median_that_was_not_reached_is_none() -> None:
    found = median_days(lifetimes([3] + [9] * 9, [1] + [0] * 9))
    assert (found.value, found.high) == (None, None)


def test_intervals_cover_what_they_are_said_to_cover() -> None:
    hazard, runs, seeds, day, last = 0.01, 120, 100, 30, 90
    truth = {
        "band": (1 - hazard) ** day,
        "mean": (1 - (1 - hazard) ** last) / hazard,
        "median": float(np.ceil(np.log(0.5) / np.log1p(-hazard))),
    }
    covered = dict.fromkeys(truth, 0)
    for seed in range(seeds):
        lives = geometric(np.random.default_rng(seed), runs, hazard, last)
        band = kaplan_meier(lives).loc[day]
        mean, median = restricted_mean(lives), median_days(lives)
        bounds = {
            "band": (band["low"], band["high"]),
            "mean": (mean.low, mean.high),
            "median": (median.low, np.inf if median.high is None else median.high),
        }
        for name, (low, high) in bounds.items():
            covered[name] += low <= truth[name] <= high
    least, most = stats.binom.interval(0.999, seeds, 0.95)
    assert all(least <= count <= most for count in covered.values()), covered
