"""Belief: two laws, a ledger, confidence."""

import itertools
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.law import trust

SHARE = st.floats(min_value=0.0, max_value=1.0)
WEIGHT = st.floats(min_value=0.0, max_value=100.0)
POSITIVE = st.floats(min_value=0.01, max_value=100.0)
DAYS = st.lists(st.tuples(SHARE, SHARE), min_size=2, max_size=8)


def after(days: list[tuple[float, float]], forgetting: float) -> tuple[float, float]:
    """Record of kept and broken promises after some days of evidence."""
    kept = broken = 0.0
    for good, bad in days:
        kept = trust.remembered(kept, forgetting, good)
        broken = trust.remembered(broken, forgetting, bad)
    return kept, broken


@pytest.mark.parametrize(
    ("severity", "weight", "evidence"),
    [(0.0, 1.0, 0.0), (1.0, 0.0, 0.0), (1.0, 1.0, 1 - 1 / math.e), (2.0, math.log(2), 0.75)],
)
def test_the_evidence_of_a_day(severity: float, weight: float, evidence: float) -> None:
    assert trust.day_evidence(severity, weight) == pytest.approx(evidence, abs=1e-15)


@given(st.floats(min_value=0.0, max_value=1e6), WEIGHT)
def test_a_day_can_say_only_so_much(severity: float, weight: float) -> None:
    assert 0.0 <= trust.day_evidence(severity, weight) <= 1.0


@pytest.mark.parametrize("forgetting", [0.0, 0.5, 0.9, 0.99])
def test_a_steady_record_tends_to_one_over_what_is_forgotten(forgetting: float) -> None:
    record = 0.0
    for days in range(1, 2001):
        record = trust.remembered(record, forgetting, 1.0)
        if days == 3:
            assert record == pytest.approx(1 + forgetting + forgetting**2, rel=1e-12)
    assert record == pytest.approx(1.0 / (1.0 - forgetting), rel=1e-8)


@given(DAYS)
def test_without_forgetting_the_order_of_days_does_not_matter(
    days: list[tuple[float, float]],
) -> None:
    forward = after(days, 1.0)
    assert after(days[::-1], 1.0) == pytest.approx(forward, rel=1e-12, abs=1e-12)


@given(st.floats(min_value=0.0, max_value=0.99))
def test_with_forgetting_the_order_of_days_matters(forgetting: float) -> None:
    good, bad = (1.0, 0.0), (0.0, 1.0)
    beliefs = {
        trust.reputation(*after(list(days), forgetting), 1.0, 1.0)
        for days in itertools.permutations([good, bad])
    }
    assert len(beliefs) == 2


@given(WEIGHT, WEIGHT, POSITIVE, POSITIVE)
def test_a_reputation_is_the_mean_of_its_beta_law(
    kept: float, broken: float, prior_kept: float, prior_broken: float
) -> None:
    belief = trust.reputation(kept, broken, prior_kept, prior_broken)
    alpha, beta = kept + prior_kept, broken + prior_broken
    assert belief == pytest.approx(alpha / (alpha + beta), rel=1e-12)
    assert 0.0 < belief < 1.0


@given(WEIGHT, WEIGHT, POSITIVE, POSITIVE, POSITIVE)
def test_a_reputation_rises_with_what_is_kept_and_falls_with_what_is_broken(
    kept: float, broken: float, prior_kept: float, prior_broken: float, more: float
) -> None:
    belief = trust.reputation(kept, broken, prior_kept, prior_broken)
    assert trust.reputation(kept + more, broken, prior_kept, prior_broken) > belief
    assert trust.reputation(kept, broken + more, prior_kept, prior_broken) < belief


@pytest.mark.parametrize(
    ("prior", "if_committed", "if_not", "belief"),
    [
        (0.5, 0.2, 0.8, 0.2),
        (0.25, 0.9, 0.3, 0.5),
        (0.6, 0.0, 0.0, 0.6),
        (0.6, 0.0, 0.5, 0.0),
        (0.6, 0.5, 0.0, 1.0),
        (0.0, 1.0, 0.5, 0.0),
        (1.0, 0.5, 1.0, 1.0),
    ],
)
def test_a_posterior_follows_bayes(
    prior: float, if_committed: float, if_not: float, belief: float
) -> None:
    assert trust.posterior(prior, if_committed, if_not) == pytest.approx(belief, abs=1e-15)


@given(SHARE, SHARE, SHARE)
def test_a_posterior_is_a_chance_and_moves_the_way_of_the_evidence(
    prior: float, if_committed: float, if_not: float
) -> None:
    belief = trust.posterior(prior, if_committed, if_not)
    assert 0.0 <= belief <= 1.0
    if if_committed > if_not:
        assert belief >= prior - 1e-12
    if if_committed < if_not:
        assert belief <= prior + 1e-12


@given(SHARE, SHARE)
def test_a_spoilers_attack_tells_by_what_the_partner_could_have_stopped(
    prior: float, stops: float
) -> None:
    total = prior * (1 - stops) + 1 - prior
    expected = prior * (1 - stops) / total if total > 0.0 else prior
    assert trust.posterior(prior, 1.0 - stops, 1.0) == pytest.approx(expected, abs=1e-12)


@given(SHARE, st.integers(min_value=2, max_value=20), SHARE)
def test_a_monitor_no_better_than_guessing_says_nothing(
    prior: float, suspects: int, stops: float
) -> None:
    for named in (0, 1):
        chances = trust.finding_chances(named, stops, 1.0 / suspects, suspects)
        assert trust.posterior(prior, *chances) == pytest.approx(prior, abs=1e-12)


@given(
    st.floats(min_value=0.01, max_value=0.99),
    st.integers(min_value=2, max_value=20),
)
def test_a_perfect_monitor_settles_it(prior: float, suspects: int) -> None:
    assert trust.posterior(prior, *trust.finding_chances(1, 1.0, 1.0, suspects)) == 0.0
    assert trust.posterior(prior, *trust.finding_chances(0, 1.0, 1.0, suspects)) == 1.0


@given(SHARE, SHARE, st.integers(min_value=2, max_value=20))
def test_the_chances_of_being_named_and_of_not_being_named_add_up(
    stops: float, attribution: float, suspects: int
) -> None:
    named = trust.finding_chances(1, stops, attribution, suspects)
    spared = trust.finding_chances(0, stops, attribution, suspects)
    assert named[0] + spared[0] == pytest.approx(1.0, abs=1e-12)
    assert named[1] + spared[1] == pytest.approx(1.0, abs=1e-12)


@pytest.mark.parametrize(
    ("attribution", "suspects", "chance"),
    [(0.8, 3, 0.1), (0.5, 2, 0.5), (1.0, 5, 0.0), (0.2, 1, 0)],
)
def test_wrong_names_fall_evenly_on_the_innocent(
    attribution: float, suspects: int, chance: float
) -> None:
    named = trust.named_chance_if_innocent(attribution, suspects)
    assert named == pytest.approx(chance, abs=1e-15)


def test_an_overdue_day_weighs_by_gap_visibility_and_importance() -> None:
    assert trust.ledger_growth(0.5, 0.5, 3.0) == 0.75
    assert trust.ledger_growth(0.0, 1.0, 1.0) == 0.0


def test_the_ledger_takes_its_share_of_belief() -> None:
    assert trust.belief_with_ledger(0.8, 0.0, 0.1) == 0.8
    assert trust.belief_with_ledger(0.8, 10.0, math.log(2) / 10) == pytest.approx(0.4, rel=1e-12)


@given(SHARE, WEIGHT, WEIGHT, SHARE)
def test_a_longer_ledger_never_raises_belief(
    belief: float, overdue: float, more: float, weight: float
) -> None:
    less = trust.belief_with_ledger(belief, overdue + more, weight)
    assert 0.0 <= less <= trust.belief_with_ledger(belief, overdue, weight) <= 1.0


def test_confidence_is_a_mean_weighted_by_worth() -> None:
    assert trust.confidence(2.0 * 0.25 + 1.0 * 1.0, 3.0) == pytest.approx(0.5)
    assert trust.confidence(0.0, 0.0) == 1.0
    assert trust.confidence(5.0, 4.0) == 1.0


def test_fire_weighs_less_only_where_no_clause_forbids_it() -> None:
    assert trust.weight_of_fire(1, 0.25) == 1.0
    assert trust.weight_of_fire(0, 0.25) == 0.25


def test_a_day_that_was_watched_says_more_for_who_kept_it() -> None:
    assert trust.day_kept(0.5, 0.25, 2.0, 0.0) == 0.375
    assert trust.day_kept(0.5, 0.25, 2.0, 0.5) == 0.75


def test_a_duty_done_speaks_by_how_visible_and_how_important_it_is() -> None:
    assert trust.duty_credit(2.0, 0.5, 0.25) == 0.25


@given(st.floats(0.0, 50.0), st.floats(0.0, 10.0), st.floats(0.0, 0.99))
def test_a_party_is_cleared_of_no_more_than_was_laid_on_it(
    broken: float, asymmetry: float, evidence: float
) -> None:
    left = trust.cleared(broken, asymmetry, evidence)
    assert 0.0 <= left <= broken
    assert left == pytest.approx(max(0.0, broken - asymmetry * evidence))
