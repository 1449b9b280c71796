"""Ends by kind, day by day, against counts, laws and a second program."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from scipy import stats
from statsmodels.duration.survfunc import CumIncidenceRight

from sim.shared.intervals import NORMAL
from sim.shared.lifetimes import HELD, Lifetimes
from sim.shared.survival import cumulative_incidence, kaplan_meier
from tests.shared.lives import any_lives, geometric

DAYS = [3, 5, 6, 8, 9, 11, 14, 15, 18, 20, 22, 27, 29, 31, 36]
KINDS = [1, 2, 0, 1, 1, 2, 0, 1, 2, 1, 0, 2, 1, 0, 1]


def small() -> Lifetimes:
    kinds = np.array([(HELD, "offensive", "cancelled")[kind] for kind in KINDS], dtype=object)
    return Lifetimes(np.array(DAYS), kinds != HELD, kinds, 40)


def test_shares_and_errors_agree_with_lifelines() -> None:
    # AalenJohansenFitter of lifelines 0.30.0: cumulative_density_ and variance_ on days 8, 20, 31.
    known = {
        "offensive": ([0.138889, 0.373611, 0.475174], [0.008341, 0.017803, 0.020788]),
        "cancelled": ([0.066667, 0.220139, 0.321701], [0.004148, 0.012789, 0.018281]),
    }
    found = cumulative_incidence(small())
    for kind, (shares, variances) in known.items():
        rows = found.loc[kind].loc[[8, 20, 31]]
        assert rows["share"].tolist() == pytest.approx(shares, abs=1e-6)
        share = rows["share"].to_numpy()
        turn = np.log(np.log(rows["low"]) / np.log(share)) / NORMAL
        errors = turn * share * -np.log(share)
        assert (errors**2).tolist() == pytest.approx(variances, abs=1e-6)


def test_on_the_day_the_last_run_ends_there_is_still_a_band() -> None:
    found = cumulative_incidence(small()).loc["offensive"].loc[36:]
    assert found["share"].tolist() == pytest.approx([0.678299] * 5, abs=1e-6)
    assert np.all((found["low"] > 0.3) & (found["high"] < 0.95))


@settings(max_examples=20)
@given(any_lives(censored_early=True))
def test_all_kinds_and_what_still_stands_add_up_to_one(lives: Lifetimes) -> None:
    ends = cumulative_incidence(lives)
    total = kaplan_meier(lives)["share"]
    for kind in ends.index.get_level_values("kind").unique():
        total = total + ends.loc[kind, "share"]
    assert np.allclose(total, 1.0)


@settings(max_examples=20)
@given(any_lives(censored_early=True))
def test_shares_rise_and_bands_contain_them(lives: Lifetimes) -> None:
    for _, part in cumulative_incidence(lives, ["offensive", "cancelled"]).groupby("kind"):
        assert np.all(np.diff(part["share"]) >= -1e-12)
        assert np.all((part["low"] >= 0) & (part["high"] <= 1))
        assert np.all((part["low"] <= part["share"]) & (part["share"] <= part["high"]))


def test_without_earlier_censoring_shares_are_counts_and_errors_binomial() -> None:
    lives = geometric(np.random.default_rng(4), 300, 0.02, 60)
    status = np.select([lives.kinds == "offensive", lives.kinds == "cancelled"], [1, 2], 0)
    share = cumulative_incidence(lives).loc["cancelled", "share"]
    counted = [((lives.kinds == "cancelled") & (lives.days <= day)).mean() for day in share.index]
    assert share.tolist() == pytest.approx(counted)
    theirs = CumIncidenceRight(lives.days, status)
    plain = np.sqrt(theirs.cinc[1] * (1 - theirs.cinc[1]) / len(lives))
    assert theirs.cinc_se[1][:-1] == pytest.approx(plain[:-1])


def test_a_kind_that_never_occurred_has_a_share_of_zero_and_an_upper_bound() -> None:
    lives = geometric(np.random.default_rng(4), 300, 0.002, 60)
    found = cumulative_incidence(lives, ["expired"]).loc["expired"].loc[1]
    exact = stats.binomtest(0, 300).proportion_ci(0.95, method="exact")
    assert (found["share"], found["low"]) == (0.0, 0.0)
    assert found["high"] == pytest.approx(exact.high)


def test_runs_that_all_held_have_no_kinds() -> None:
    held = np.array([HELD] * 3, dtype=object)
    found = cumulative_incidence(Lifetimes(np.array([9] * 3), held != HELD, held, 9))
    assert found.empty
    assert found.index.names == ["kind", "day"]
