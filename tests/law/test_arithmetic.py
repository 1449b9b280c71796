"""Elementary functions: exact values, bounds, inverses."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.law.arithmetic import (
    LARGEST_COUNT,
    choice_probability,
    clamp,
    logistic,
    logit,
    pick,
    poisson_count,
    safe_exp,
    safe_log,
)

NUMBER = st.floats(min_value=-1e6, max_value=1e6)
SHARE = st.floats(min_value=1e-6, max_value=1.0 - 1e-6)
LUCK = st.floats(min_value=1e-9, max_value=1.0 - 1e-9)


@pytest.mark.parametrize(
    ("value", "kept"), [(-1.0, 0.0), (0.0, 0.0), (0.3, 0.3), (1.0, 1.0), (7.0, 1.0)]
)
def test_clamp_keeps_a_value_in_its_interval(value: float, kept: float) -> None:
    assert clamp(value, 0.0, 1.0) == kept


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_no_exponential_overflows_and_none_is_zero(value: float) -> None:
    assert 0.0 < safe_exp(value) < math.inf
    if abs(value) <= 700.0:
        assert safe_exp(value) == math.exp(value)


@pytest.mark.parametrize("value", [0.0, -3.0, 1e-301])
def test_the_logarithm_of_what_is_not_positive_is_that_of_the_floor(value: float) -> None:
    assert safe_log(value) == math.log(1e-300)


def test_the_logarithm_of_the_rest_is_the_logarithm() -> None:
    assert safe_log(2.0) == math.log(2.0)


def test_the_logistic_curve_has_its_known_values() -> None:
    assert logistic(0.0) == 0.5
    assert logistic(math.log(3.0)) == pytest.approx(0.75, rel=1e-15)
    assert logistic(-math.log(3.0)) == pytest.approx(0.25, rel=1e-15)


@given(SHARE)
def test_logit_undoes_the_logistic_curve(share: float) -> None:
    assert logistic(logit(share)) == pytest.approx(share, rel=1e-9)


@given(NUMBER)
def test_the_logistic_curve_is_symmetric(value: float) -> None:
    assert logistic(value) + logistic(-value) == pytest.approx(1.0, abs=1e-12)


@given(NUMBER)
def test_without_noise_the_better_option_is_taken_and_a_tie_is_left(advantage: float) -> None:
    assert choice_probability(advantage, 0.0) == float(advantage > 0.0)


@given(NUMBER, NUMBER, st.floats(min_value=0.0, max_value=10.0))
def test_a_better_option_is_never_taken_less_often(one: float, other: float, noise: float) -> None:
    low, high = sorted((one, other))
    assert 0.0 <= choice_probability(low, noise) <= choice_probability(high, noise) <= 1.0


def test_the_chance_of_a_choice_is_logit_in_advantage_by_noise() -> None:
    assert choice_probability(0.0, 2.0) == 0.5
    assert choice_probability(2.0 * math.log(4.0), 2.0) == pytest.approx(0.8, rel=1e-15)


@pytest.mark.parametrize("rate", [0.1, 0.5, 1.0, 3.0, 20.0])
def test_a_count_inverts_the_poisson_distribution(rate: float) -> None:
    total = 0.0
    for count in range(60):
        chance = math.exp(-rate + count * math.log(rate) - math.lgamma(count + 1))
        if total + chance > 1.0 - 1e-12:
            break
        if chance > 1e-9:
            assert poisson_count(rate, total + 0.5 * chance) == count
        total += chance


@pytest.mark.parametrize("rate", [0.05, 0.7, 4.0, 30.0])
def test_the_mean_of_counts_is_the_rate(rate: float) -> None:
    # The middles of equal cells are the best a mean over luck can have.
    cells = 20_000
    counts = [poisson_count(rate, (cell + 0.5) / cells) for cell in range(cells)]
    assert sum(counts) / cells == pytest.approx(rate, rel=2e-3)
    assert sum(c * c for c in counts) / cells == pytest.approx(rate + rate * rate, rel=5e-3)


@given(st.floats(min_value=0.0, max_value=50.0), LUCK, LUCK)
def test_more_luck_never_gives_a_smaller_count(rate: float, one: float, other: float) -> None:
    low, high = sorted((one, other))
    assert 0 <= poisson_count(rate, low) <= poisson_count(rate, high) <= LARGEST_COUNT


def test_no_rate_gives_no_event() -> None:
    assert poisson_count(0.0, 1.0 - 1e-12) == 0
    assert poisson_count(-1.0, 0.5) == 0


@given(st.integers(min_value=1, max_value=50), LUCK)
def test_a_pick_is_one_of_the_options_each_with_an_equal_share(number: int, luck: float) -> None:
    index = pick(number, luck)
    assert 0 <= index < number
    assert index <= luck * number < index + 1


def test_a_pick_at_the_very_end_is_the_last_option() -> None:
    assert pick(3, 1.0) == 2
