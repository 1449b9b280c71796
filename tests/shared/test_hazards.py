"""Hazard ratios against published data, other likelihoods, and chosen hazards."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from hypothesis import given, settings
from scipy import stats
from statsmodels.duration.hazard_regression import PHReg

from sim.shared.hazards import hazard_ratio, log_rank
from sim.shared.lifetimes import Lifetimes
from tests.shared.lives import PLACEBO, TREATED, any_lives, geometric, lifetimes


def efron(base: Lifetimes, other: Lifetimes) -> PHReg:
    arm = np.repeat([0.0, 1.0], [len(base), len(other)])[:, None]
    days = np.concatenate([base.days, other.days])
    return PHReg(days, arm, np.concatenate([base.ended, other.ended]), ties="efron")


def test_the_hazard_ratio_of_the_published_data() -> None:
    # CoxPHFitter of lifelines 0.30.0, Efron's ties: coefficient 1.572125, error 0.412397.
    found = hazard_ratio(TREATED, PLACEBO)
    assert (found.ratio, found.low, found.high) == pytest.approx(
        (4.816873, 2.146508, 10.809307), rel=1e-6
    )
    assert found.p == pytest.approx(0.000138, abs=1e-6)
    assert (found.ends_base, found.ends_other, found.warning) == (9, 21, found.warning)
    assert "9 and 21" in found.warning


def test_the_log_rank_test_of_the_published_data() -> None:
    # 16.79 with one degree of freedom in every textbook; digits by lifelines 0.30.0.
    found = log_rank([TREATED, PLACEBO])
    assert (found.statistic, found.freedom) == (pytest.approx(16.792941, abs=1e-6), 1)
    assert found.p == pytest.approx(stats.chi2.sf(16.792941, 1), rel=1e-5)


@pytest.mark.parametrize("hazard", [0.004, 0.2, 0.5])
def test_the_logistic_form_is_efrons_likelihood_whatever_the_ties(hazard: float) -> None:
    rng = np.random.default_rng(7)
    base, other = geometric(rng, 80, hazard, 60), geometric(rng, 90, 0.8 * hazard, 60)
    theirs = efron(base, other).fit()
    found = hazard_ratio(base, other)
    assert math.log(found.ratio) == pytest.approx(float(theirs.params[0]), abs=1e-6)
    error = math.log(found.high / found.ratio) / stats.norm.ppf(0.975)
    assert error == pytest.approx(float(theirs.bse[0]), rel=1e-5)


def test_the_test_of_proportional_hazards_is_the_score_of_a_ratio_that_moves() -> None:
    # The same test by a second way: runs cut at every end, with arm times log day as a covariate.
    # PHReg takes a row that begins on the day of an end for one at risk on it, so rows begin later.
    arm = np.repeat([0.0, 1.0], [len(TREATED), len(PLACEBO)])
    days = np.concatenate([TREATED.days, PLACEBO.days])
    ended = np.concatenate([TREATED.ended, PLACEBO.ended])
    cuts = [0, *np.unique(days[ended]).tolist()]
    rows = [
        (before + 0.5, min(cut, day), x, x * math.log(cut), over and day <= cut)
        for day, over, x in zip(days, ended, arm, strict=True)
        for before, cut in itertools.pairwise(cuts)
        if day > before
    ]
    start, stop, x, moving, over = (np.array(column) for column in zip(*rows, strict=True))
    model = PHReg(stop, np.column_stack([x, moving]), over, entry=start, ties="efron")
    null = np.array([math.log(hazard_ratio(TREATED, PLACEBO).ratio), 0.0])
    score = model.score(null)
    statistic = float(score @ np.linalg.inv(-model.hessian(null)) @ score)
    assert score[0] == pytest.approx(0.0, abs=1e-5)
    assert hazard_ratio(TREATED, PLACEBO).proportional_p == pytest.approx(
        float(stats.chi2.sf(statistic, 1)), rel=1e-4
    )


def test_a_ratio_that_moves_is_noticed_and_one_that_does_not_is_left_alone() -> None:
    rng = np.random.default_rng(3)
    first = geometric(rng, 400, 0.03)
    late = first.days > 20
    days = np.where(
        late, 20 + np.maximum((first.days - 20) // 4, 1), np.minimum(first.days * 2, 21)
    )
    crossing = Lifetimes(days, first.ended, first.kinds, 365)
    assert hazard_ratio(geometric(rng, 400, 0.03), crossing).proportional_p < 0.001
    assert hazard_ratio(geometric(rng, 400, 0.03), geometric(rng, 400, 0.06)).proportional_p > 0.05


@pytest.mark.parametrize(("slow", "fast"), [(0.004, 0.008), (0.15, 0.3)])
def test_chosen_hazards_give_back_their_ratio_and_the_interval_covers_it(
    slow: float, fast: float
) -> None:
    truth, seeds = math.log1p(-fast) / math.log1p(-slow), 100
    found = []
    for seed in range(seeds):
        rng = np.random.default_rng(seed)
        found.append(hazard_ratio(geometric(rng, 80, slow), geometric(rng, 80, fast)))
    least, most = stats.binom.interval(0.999, seeds, 0.95)
    assert least <= sum(each.low <= truth <= each.high for each in found) <= most
    logs = np.log([each.ratio for each in found])
    assert abs(logs.mean() - math.log(truth)) < 4 * logs.std() / math.sqrt(seeds)
    least, most = stats.binom.interval(0.999, seeds, 0.05)
    assert least <= sum(each.proportional_p < 0.05 for each in found) <= most


@settings(max_examples=20)
@given(any_lives(), any_lives())
def test_the_ratio_turns_over_with_the_arms(base: Lifetimes, other: Lifetimes) -> None:
    one, two = hazard_ratio(base, other), hazard_ratio(other, base)
    if math.isnan(one.ratio):
        assert math.isnan(two.ratio)
    elif 0.0 < one.ratio < math.inf:
        assert (one.ratio, one.low, one.high) == pytest.approx(
            (1 / two.ratio, 1 / two.high, 1 / two.low), rel=1e-4
        )
        assert one.low <= one.ratio <= one.high
    else:
        assert {one.ratio, two.ratio} == {0.0, math.inf}


def test_an_arm_without_ends_has_a_bound_and_a_warning() -> None:
    held = lifetimes([30] * 50, [0] * 50)
    some = lifetimes([2, 5, 5, 9, 14, 20, 21] + [30] * 43, [1] * 7 + [0] * 43)
    found = hazard_ratio(some, held)
    assert (found.ratio, found.low) == (0.0, 0.0)
    assert 0.0 < found.high < 1.0
    assert found.p < 0.01
    assert math.isnan(found.proportional_p)
    assert "too few ends to tell: 7 and 0" in found.warning
    # The bound is where twice the drop of the log-likelihood is the 95 % point of chi-square.
    model = efron(some, held)
    far = model.loglike(np.array([-30.0]))
    drop = 2 * (far - model.loglike(np.array([math.log(found.high)])))
    assert drop == pytest.approx(stats.chi2.ppf(0.95, 1), rel=1e-6)
    turned = hazard_ratio(held, some)
    assert (turned.ratio, turned.high) == (math.inf, math.inf)
    assert turned.low == pytest.approx(1 / found.high)


def test_arms_without_any_end_have_no_ratio() -> None:
    held = lifetimes([30] * 5, [0] * 5)
    found = hazard_ratio(held, held)
    assert math.isnan(found.ratio)
    assert math.isnan(found.p)
    assert "no run ended" in found.warning
    assert math.isnan(log_rank([held, held]).p)


def test_arms_of_different_horizons_are_compared_up_to_the_earlier() -> None:
    rng = np.random.default_rng(1)
    long, other = geometric(rng, 60, 0.02, 200), geometric(rng, 60, 0.03, 50)
    assert hazard_ratio(long, other) == hazard_ratio(long.within(50), other)
    assert log_rank([long, other]) == log_rank([long.within(50), other])


def test_several_arms_are_tested_together() -> None:
    rng = np.random.default_rng(5)
    arms = [geometric(rng, 100, hazard) for hazard in (0.01, 0.01, 0.03)]
    found = log_rank(arms)
    assert found.freedom == 2
    assert found.p == pytest.approx(stats.chi2.sf(found.statistic, 2))
    assert found.p < 0.001
    with pytest.raises(ValueError, match="two arms"):
        log_rank(arms[:1])
