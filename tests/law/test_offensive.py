"""Offensives: pull, consent, capture, endurance, rivals, spoilers."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.law import offensive
from sim.law.arithmetic import choice_probability, logistic

SHARE = st.floats(min_value=0.0, max_value=1.0)
UTILS = st.floats(min_value=-20.0, max_value=20.0)
STRENGTH = st.floats(min_value=0.01, max_value=100.0)
DAYS = st.floats(min_value=0.0, max_value=1000.0)


def test_momentum_grows_with_fighting_fades_with_rest_and_ends_with_its_targets() -> None:
    full = offensive.momentum(7.0, 0.0, 7.0, 25.0, 1.0)
    assert full == pytest.approx(1 - 1 / math.e)
    assert offensive.momentum(7.0, 25.0, 7.0, 25.0, 1.0) == pytest.approx(full / math.e)
    assert offensive.momentum(7.0, 0.0, 7.0, 25.0, 0.5) == pytest.approx(full / 2)
    assert offensive.momentum(7.0, 0.0, 7.0, 25.0, 0.0) == 0.0
    assert offensive.momentum(0.0, 0.0, 7.0, 25.0, 1.0) == 0.0


@given(DAYS, DAYS, SHARE)
def test_momentum_is_a_share(fought: float, stopped: float, left: float) -> None:
    assert 0.0 <= offensive.momentum(fought, stopped, 7.0, 25.0, left) <= 1.0


def test_the_advantage_of_a_proposal_is_a_sum() -> None:
    assert offensive.proposal_advantage(1.0, 2.0, 4.0, 8.0, 16.0) == -17.0


@pytest.mark.parametrize(("share", "cost"), [(0.5, 8.0), (0.0, 10.0), (1.0, 6.0)])
def test_an_offensive_costs_the_weaker_more(share: float, cost: float) -> None:
    assert offensive.own_cost(8.0, 0.25, share) == cost


def test_a_sponsor_weighs_its_stake_against_three_costs() -> None:
    assert offensive.sponsor_position(8.0, 0.5, 1.0, 0.5, 0.25) == 2.25


@pytest.mark.parametrize(
    ("position", "answer"),
    [
        (-0.1, offensive.REFUSE),
        (0.0, offensive.REFUSE),
        (0.1, offensive.TOLERATE),
        (1.0, offensive.TOLERATE),
        (1.1, offensive.JOIN),
    ],
)
def test_without_noise_consent_has_two_thresholds(position: float, answer: int) -> None:
    assert offensive.consent(position, 1.0, 0.0, 0.0, 0.5) == answer


def test_with_noise_consent_is_an_ordered_logit() -> None:
    cells = 10_000
    answers = [offensive.consent(0.5, 1.0, 0.0, 2.0, (c + 0.5) / cells) for c in range(cells)]
    joins = choice_probability(-0.5, 2.0)
    assert answers.count(offensive.JOIN) / cells == pytest.approx(joins, abs=2e-4)
    assert answers.count(offensive.REFUSE) / cells == pytest.approx(
        1 - choice_probability(0.5, 2.0), abs=2e-4
    )


@pytest.mark.parametrize(
    ("attackers", "defenders", "exponent", "chance"),
    [(1.0, 1.0, 2.0, 0.125), (3.0, 1.0, 1.0, 0.1875), (2.0, 1.0, 2.0, 0.2), (5.0, 1.0, 0.0, 0.125)],
)
def test_a_contest_is_decided_by_the_ratio_of_forces(
    attackers: float, defenders: float, exponent: float, chance: float
) -> None:
    reached = offensive.capture_chance(0.25, attackers, defenders, exponent)
    assert reached == pytest.approx(chance, rel=1e-12)


@given(STRENGTH, STRENGTH, st.floats(0.0, 10.0))
def test_the_chances_of_two_sides_in_a_contest_add_up(
    one: float, other: float, exponent: float
) -> None:
    total = offensive.capture_chance(1.0, one, other, exponent)
    total += offensive.capture_chance(1.0, other, one, exponent)
    assert total == pytest.approx(1.0, abs=1e-9)


def test_endurance_weighs_what_is_left_against_what_it_costs() -> None:
    going = offensive.persistence_chance(2.0, 0.5, 1.0, 0.5, 10, 0.1, 3.0)
    assert going == logistic(3.0 + 2.0 - 1.0 - 0.5 - 1.0)


@given(UTILS, SHARE, st.integers(0, 100), st.integers(0, 100))
def test_longer_fighting_never_makes_a_further_day_likelier(
    worth: float, share: float, days: int, more: int
) -> None:
    chances = [
        offensive.persistence_chance(worth, share, 0.0, 0.0, d, 0.03, 3.0)
        for d in sorted((days, more))
    ]
    assert chances[1] <= chances[0]


def test_a_weary_army_fights_at_half_strength_and_help_is_added() -> None:
    assert offensive.effective_strength(2.0, 0.0, 0.0) == 2.0
    assert offensive.effective_strength(2.0, 1.0, 0.0) == 1.0
    assert offensive.effective_strength(2.0, 0.5, 0.25) == 1.75


@pytest.mark.parametrize(("share", "chance"), [(1.0, 0.02), (0.75, 0.01), (0.5, 0.0), (0.2, 0.0)])
def test_only_the_stronger_group_takes(share: float, chance: float) -> None:
    assert offensive.takeover_chance(0.02, share) == pytest.approx(chance)


@pytest.mark.parametrize(
    ("strength", "gain", "goodwill", "chance"),
    [(1.0, 0.0, 1.0, 0.1), (0.5, 1.0, 1.0, 0.1), (1.0, 2.0, 0.5, 0.2), (100.0, 1.0, 1.0, 1.0)],
)
def test_spoilers_strike_where_trust_could_grow(
    strength: float, gain: float, goodwill: float, chance: float
) -> None:
    assert offensive.sabotage_chance(0.1, strength, gain, goodwill) == pytest.approx(chance)
