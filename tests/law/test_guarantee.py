"""Guarantors: will, effort, delivery, arms, troops."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.law import guarantee

SHARE = st.floats(min_value=0.0, max_value=1.0)
UTILS = st.floats(min_value=0.0, max_value=20.0)


def test_will_is_logistic_in_base_relations_and_reciprocity() -> None:
    assert guarantee.will(0.0, 0.0, 1.0, 0.0) == 0.5
    assert guarantee.will(-1.0, 2.0, 0.5, math.log(3)) == pytest.approx(0.75)


@given(SHARE, SHARE, UTILS)
def test_more_confidence_never_lowers_the_will(one: float, other: float, weight: float) -> None:
    wills = [
        guarantee.will(-0.5, 1.0, 0.7, guarantee.reciprocity(weight, confidence, 0.6))
        for confidence in sorted((one, other))
    ]
    assert wills[0] <= wills[1]


def test_reciprocity_turns_at_its_neutral_point() -> None:
    assert guarantee.reciprocity(6.0, 0.6, 0.6) == 0.0
    assert guarantee.reciprocity(4.0, 1.0, 0.5) == 2.0
    assert guarantee.reciprocity(4.0, 0.25, 0.5) == -1.0


def test_effort_closes_a_share_of_its_gap() -> None:
    assert guarantee.adjusted(0.2, 1.0, 0.25) == pytest.approx(0.4)
    assert guarantee.adjusted(0.2, 1.0, 0.0) == 0.2
    assert guarantee.adjusted(0.2, 1.0, 1.0) == 1.0


@given(SHARE, SHARE, SHARE)
def test_effort_stays_between_what_it_was_and_what_is_wanted(
    effort: float, wanted: float, speed: float
) -> None:
    after = guarantee.adjusted(effort, wanted, speed)
    assert min(effort, wanted) - 1e-12 <= after <= max(effort, wanted) + 1e-12


def test_full_effort_of_an_able_party_delivers_on_the_day() -> None:
    progress = 0.0
    for _ in range(16):
        progress = guarantee.delivered(progress, 1 / 16, 1.0, 1.0, 0.0)
    assert progress == 1.0


@pytest.mark.parametrize(
    ("effort", "ability", "difficulty"), [(0.0, 1.0, 0.0), (1.0, 0.0, 0.0), (1.0, 1.0, 1.0)]
)
def test_what_is_not_wanted_not_able_or_not_feasible_does_not_move(
    effort: float, ability: float, difficulty: float
) -> None:
    assert guarantee.delivered(0.4, 0.1, effort, ability, difficulty) == 0.4


@given(SHARE, SHARE, SHARE, SHARE, SHARE)
def test_progress_never_falls_and_never_passes_one(
    progress: float, pace: float, effort: float, ability: float, difficulty: float
) -> None:
    after = guarantee.delivered(progress, pace, effort, ability, difficulty)
    assert progress <= after <= 1.0


@given(SHARE, SHARE)
def test_a_clients_effort_is_its_sponsors_at_full_leverage(own: float, sponsors: float) -> None:
    assert guarantee.clients_effort(own, 0.0, sponsors) == own
    assert guarantee.clients_effort(own, 1.0, sponsors) == sponsors
    assert guarantee.clients_effort(own, 0.5, sponsors) == pytest.approx((own + sponsors) / 2)


def test_arms_flow_where_confidence_is_lost() -> None:
    assert guarantee.supply_chance(0.05, 1.0, 0.0, 0.4) == pytest.approx(0.05)
    assert guarantee.supply_chance(0.0, 0.5, 0.5, math.log(2)) == pytest.approx(0.5)


@given(SHARE, SHARE, UTILS, UTILS)
def test_lost_confidence_and_pressure_never_lower_the_chance_of_arms(
    one: float, other: float, pressure: float, more: float
) -> None:
    low, high = sorted((one, other))
    trusting = guarantee.supply_chance(0.05, high, pressure, 0.4)
    assert trusting <= guarantee.supply_chance(0.05, low, pressure + more, 0.4) <= 1.0


def test_troops_are_sent_on_even_odds_at_the_threshold_and_never_far_below_it() -> None:
    assert guarantee.deployment_chance(6.0, 6.0, 0.8) == 0.5
    assert guarantee.deployment_chance(0.59, 6.0, 0.8) == 0.0
    assert guarantee.deployment_chance(7.25, 6.0, 0.8) == pytest.approx(math.e / (1 + math.e))


@pytest.mark.parametrize(
    ("posts", "forces", "surrounded", "weight"),
    [(2.0, 0.5, 0, 1.1), (2.0, 0.5, 1, 0.22), (0, 0, 1, 0)],
)
def test_posts_and_forces_deter_less_when_surrounded(
    posts: float, forces: float, surrounded: int, weight: float
) -> None:
    assert guarantee.deterrence(posts, forces, 0.3, surrounded, 0.2) == pytest.approx(weight)
