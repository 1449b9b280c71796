"""Differences with and without pairs, against published examples and known coverage."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import optimize, stats

from sim.shared.intervals import NORMAL
from sim.shared.paired import difference, paired_difference, tango


def shares(true: int, runs: int) -> np.ndarray:
    return np.arange(runs) < true


@pytest.mark.parametrize(
    ("other", "base", "low", "high"),
    [((56, 70), (48, 80), 0.0524, 0.3339), ((9, 10), (3, 10), 0.1705, 0.8090)],
)
def test_unpaired_shares_are_those_of_newcombes_examples(
    other: tuple[int, int], base: tuple[int, int], low: float, high: float
) -> None:
    # Newcombe (1998), Statistics in Medicine 17, 873-890, table II, method 10.
    found = difference(shares(*base), shares(*other))
    assert (found.low, found.high) == pytest.approx((low, high), abs=6e-5)


def test_paired_shares_are_those_of_a_published_example() -> None:
    # 21 children before and after a transplantation; Fagerland, Lydersen and Laake (2014),
    # Statistics in Medicine 33, 2850-2875, table V: -0.517 to -0.026.
    assert tango(1, 7, 21) == pytest.approx((-0.517, -0.026), abs=5e-4)


@settings(max_examples=20)
@given(st.integers(0, 8), st.integers(0, 8), st.integers(0, 12))
def test_the_bounds_are_where_the_score_is_196(gained: int, lost: int, equal: int) -> None:
    # The likeliest share lost is sought by a search instead of by its formula.
    pairs = gained + lost + equal
    if not pairs:
        return

    def score(shift: float) -> float:
        def minus(share_lost: float) -> float:
            parts = (share_lost + shift, share_lost, 1 - 2 * share_lost - shift)
            counts = (gained, lost, equal)
            return -sum(
                n * math.log(max(p, 1e-300)) for n, p in zip(counts, parts, strict=True) if n
            )

        least, most = max(0.0, -shift), (1 - shift) / 2
        share = optimize.minimize_scalar(
            minus, bounds=(least, most), method="bounded", options={"xatol": 1e-10}
        ).x
        spread = pairs * (2 * share + shift * (1 - shift))
        return (gained - lost - pairs * shift) / math.sqrt(spread)

    low, high = tango(gained, lost, pairs)
    assert -1 <= low <= (gained - lost) / pairs <= high <= 1
    for bound, sign in ((low, 1), (high, -1)):
        if -1 < bound < 1:
            assert score(bound) == pytest.approx(sign * NORMAL, abs=1e-3)


@settings(max_examples=20)
@given(st.integers(0, 20), st.integers(0, 20), st.integers(1, 20))
def test_paired_bounds_turn_over_with_the_arms(gained: int, lost: int, equal: int) -> None:
    pairs = gained + lost + equal
    low, high = tango(gained, lost, pairs)
    assert tango(lost, gained, pairs) == pytest.approx((-high, -low), abs=1e-9)


def test_where_no_pair_differed_the_bound_is_as_if_one_might_have() -> None:
    square = NORMAL**2
    assert tango(0, 0, 100) == pytest.approx((-square / (100 + square), square / (100 + square)))


def test_paired_means_have_students_interval_of_the_differences() -> None:
    rng = np.random.default_rng(2)
    base = rng.normal(100, 20, 40)
    other = base + rng.normal(3, 2, 40)
    found = paired_difference(base, other)
    usual = stats.ttest_rel(other, base).confidence_interval(0.95)
    apart = stats.ttest_ind(other, base, equal_var=False).confidence_interval(0.95)
    assert (found.low, found.high) == pytest.approx((usual.low, usual.high))
    assert (found.unpaired_low, found.unpaired_high) == pytest.approx((apart.low, apart.high))
    assert found.tightening == pytest.approx((apart.high - apart.low) / (usual.high - usual.low))
    assert found.tightening > 5


def test_equal_pairs_of_numbers_differ_by_exactly_zero() -> None:
    values = np.array([3.0, 7.5, 100.0, 12.25])
    found = paired_difference(values, values)
    assert (found.value, found.low, found.high) == (0.0, 0.0, 0.0)
    assert found.unpaired_low < 0 < found.unpaired_high
    assert found.tightening == math.inf


def test_the_same_runs_differ_by_exactly_zero_in_their_shares_too() -> None:
    held = shares(30, 50)
    found = paired_difference(held, held, same_runs=True)
    assert (found.value, found.low, found.high) == (0.0, 0.0, 0.0)
    assert found.tightening == math.inf


def test_other_runs_that_happen_to_agree_keep_an_interval() -> None:
    held = shares(30, 50)
    found = paired_difference(held, held.copy())
    assert found.value == 0.0
    assert found.low < 0 < found.high


def test_runs_without_any_spread_are_no_wonder() -> None:
    found = paired_difference(np.full(4, 9.0), np.full(4, 9.0))
    assert (found.value, found.unpaired_low, found.unpaired_high) == (0.0, 0.0, 0.0)
    assert math.isnan(found.tightening)


def test_a_single_pair_says_nothing_of_its_spread() -> None:
    found = paired_difference(np.array([3.0]), np.array([5.0]))
    assert found.value == 2.0
    assert math.isnan(found.low)
    assert math.isnan(found.tightening)


def test_arms_that_cannot_be_paired_are_refused() -> None:
    with pytest.raises(ValueError, match="number or the kind"):
        paired_difference(np.array([1.0, 2.0]), np.array([1.0]))
    with pytest.raises(ValueError, match="number or the kind"):
        paired_difference(np.array([1.0]), np.array([True]))
    with pytest.raises(ValueError, match="no runs"):
        difference(np.array([]), np.array([1.0]))


def test_intervals_of_arms_that_do_not_differ_cover_zero_as_often_as_they_say() -> None:
    seeds, runs = 150, 60
    covered = dict.fromkeys(("apart", "shares", "pairs", "shares of pairs"), 0)
    for seed in range(seeds):
        rng = np.random.default_rng(seed)
        base, alone = np.minimum(rng.geometric(0.02, (2, runs)), 60).astype(float)
        # Half of the pairs share their luck.
        other = np.where(rng.random(runs) < 0.5, base, alone)
        apart, days = difference(base, alone), paired_difference(base, other)
        held = difference(base > 30, alone > 30)
        pairs = paired_difference(base > 30, other > 30)
        covered["apart"] += apart.low <= 0 <= apart.high  # type: ignore[operator] # there are runs
        covered["shares"] += held.low <= 0 <= held.high  # type: ignore[operator] # as above
        covered["pairs"] += days.low <= 0 <= days.high
        covered["shares of pairs"] += pairs.low <= 0 <= pairs.high
    least, most = stats.binom.interval(0.999, seeds, 0.95)
    assert all(least <= count <= most for count in covered.values()), covered
