"""Orders: what a probe promises and costs, who decides, what units do."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.law import order
from sim.law.order import HOLD, PROBE

SHARE = st.floats(min_value=0.0, max_value=1.0)
UTILS = st.floats(min_value=0.0, max_value=20.0)
STRENGTH = st.floats(min_value=1e-6, max_value=1e6)
ACT = st.sampled_from([HOLD, PROBE])
LUCK = st.floats(min_value=1e-9, max_value=1.0 - 1e-9)


def test_the_share_of_the_force() -> None:
    assert order.force_share(3.0, 1.0) == 0.75
    assert order.force_share(0.0, 1.0) == 0.0


@given(STRENGTH, STRENGTH)
def test_the_shares_of_two_sides_make_one(own: float, opposing: float) -> None:
    total = order.force_share(own, opposing) + order.force_share(opposing, own)
    assert total == pytest.approx(1.0, abs=1e-12)


def test_the_worth_of_a_sector_is_a_product() -> None:
    assert order.worth_of_sector(2.0, 1.5, 0.5) == 1.5


def test_between_equals_a_probe_promises_the_worth_itself() -> None:
    assert order.temptation(1.7, 0.5) == 1.7
    assert order.temptation(1.0, 0.75) == 1.5


def test_fear_grows_as_belief_falls() -> None:
    assert order.fear(2.0, 1.0) == 0.0
    assert order.fear(2.0, 0.25) == 1.5


def test_the_cost_of_being_found_is_a_product_of_three() -> None:
    assert order.cost_of_being_found(0.5, 0.5, 8.0) == 2.0


@given(SHARE, SHARE, SHARE, UTILS)
def test_more_detection_never_makes_a_probe_more_attractive(
    detection: float, more: float, attribution: float, consequence: float
) -> None:
    low, high = sorted((detection, more))
    advantages = [
        order.probe_advantage(
            3.0, 0.0, 1.0, order.cost_of_being_found(chance, attribution, consequence), 0.5
        )
        for chance in (low, high)
    ]
    assert advantages[1] <= advantages[0]


def test_what_the_text_is_worth_depends_on_belief() -> None:
    assert order.worth_of_agreement(4.0, 0.25, 0.0) == 1.0
    assert order.worth_of_agreement(4.0, 0.25, 0.5) == 1.5


def test_the_advantage_of_a_probe_is_a_sum() -> None:
    assert order.probe_advantage(1.0, 2.0, 4.0, 8.0, 16.0) == -17.0


def test_a_sponsor_counts_its_share_of_the_gains_and_its_own_restraint() -> None:
    assert order.sponsor_advantage(4.0, 0.5, 0.25, 8.0) == 0.0


@pytest.mark.parametrize(
    ("first", "second", "luck", "whose"),
    [
        (0.0, 0.0, 1e-9, 0),
        (1.0, 0.0, 1.0 - 1e-9, 1),
        (0.25, 0.5, 0.2, 1),
        (0.25, 0.5, 0.25, 2),
        (0.25, 0.5, 0.74, 2),
        (0.25, 0.5, 0.75, 0),
        (0.0, 1.0, 0.5, 2),
    ],
)
def test_leverage_is_the_share_of_decisions(
    first: float, second: float, luck: float, whose: int
) -> None:
    assert order.adopted_sponsor(first, second, luck) == whose


@given(ACT, LUCK)
def test_with_full_control_units_do_as_ordered(ordered: int, luck: float) -> None:
    assert order.executed(ordered, 1.0, luck) == ordered


@given(ACT, LUCK)
def test_without_control_units_do_the_opposite(ordered: int, luck: float) -> None:
    assert order.executed(ordered, 0.0, luck) == 1 - ordered


def test_units_obey_with_the_chance_of_control() -> None:
    assert order.executed(HOLD, 0.9, 0.899) == HOLD
    assert order.executed(HOLD, 0.9, 0.9) == PROBE
