"""Identical parties: who is called A and who B makes no difference."""

import pytest
from scipy import stats

from sim.scenario.scenario import Scenario
from tests.worlds import ALPHA, bits, dyad, each, many_lines, standard, traced

MIRROR = {"party_a": "party_b", "party_b": "party_a"}
LIVELY: dict[str, object] = {
    "behaviour.retaliation.active": True,
    "behaviour.retaliation.ratio": 0.5,
    "behaviour.response.protest": 0.5,
    "behaviour.response.refer": 0.7,
    "behaviour.response.answer": 0.9,
    "behaviour.response.escalate": 4.0,
    "behaviour.response.noise": 0.2,
    "behaviour.friction.active": True,
    "behaviour.friction.rate": 0.01,
    "behaviour.weariness.active": True,
    "behaviour.accusation.active": True,
    "behaviour.talks.active": True,
    "behaviour.order.fear": 1.0,
    "behaviour.order.restraint": 3.0,
    "behaviour.order.agreement_share": 1.0,
    "scenario.agreements.cessation.worth": 2.0,
}

pytestmark = pytest.mark.usefixtures("compiled")


def lively_dyad(*changes: dict[str, object]) -> Scenario:
    """Give the dyad all that two parties without sponsors can do to each other."""
    parties = each(
        worth_of_land=1.0,
        choice_noise=1.0,
        control=0.95,
        false_alarm=0.02,
        missed=0.1,
        initial_belief=0.6,
    )
    return dyad(many_lines(3), parties, LIVELY, *changes)


def test_two_parties_that_swap_their_luck_swap_their_fates_bit_for_bit() -> None:
    swapped: dict[str, object] = {
        "scenario.parties.party_a.luck_key": "party_b",
        "scenario.parties.party_b.luck_key": "party_a",
    }
    plain = traced(lively_dyad(), 0, 200).log
    mirrored = traced(lively_dyad(swapped), 0, 200).log
    assert len(plain) > 200
    assert bits(mirrored, names=MIRROR) == bits(plain)
    assert bits(mirrored) != bits(plain)


def test_two_parties_that_are_not_alike_do_not() -> None:
    swapped: dict[str, object] = {
        "scenario.parties.party_a.luck_key": "party_b",
        "scenario.parties.party_b.luck_key": "party_a",
    }
    unlike: dict[str, object] = {"scenario.parties.party_a.strength": 1.1}
    plain = traced(lively_dyad(unlike), 0, 200).log
    mirrored = traced(lively_dyad(unlike, swapped), 0, 200).log
    assert bits(mirrored, names=MIRROR) != bits(plain)


def test_the_two_sides_of_the_textbook_cessation_are_exchangeable() -> None:
    # Without the third group, and without the clause that the sides read differently.
    alike: dict[str, object] = {
        "scenario.sectors.b_upland.holder": "party_b",
        "scenario.spoilers.third_group.active": False,
        "scenario.obligations.withdraw_groups.active": False,
    }
    world = standard(alike)
    differences: dict[str, list[float]] = {"attacks": [], "charges": [], "offensives": []}
    for replicate in range(40):
        log = traced(world, replicate, 60).log
        for name, kind, pair in (
            ("attacks", "attack", ("party_a", "party_b")),
            ("charges", "accusation", ("sponsor_a", "sponsor_b")),
            ("offensives", "consent", ("sponsor_a", "sponsor_b")),
        ):
            first, second = (
                sum(event.actor == party and event.day >= 1 for event in log.of(kind))
                for party in pair
            )
            differences[name].append(first - second)
    for name, sample in differences.items():
        assert any(sample), name
        assert stats.wilcoxon(sample, zero_method="zsplit").pvalue > ALPHA, name


@pytest.mark.parametrize("advantage", [3.0])
def test_a_stronger_side_is_found_out_by_the_same_comparison(advantage: float) -> None:
    world = standard({"scenario.parties.party_a.strength": advantage})
    sample = []
    for replicate in range(15):
        log = traced(world, replicate, 60).log
        counts = [
            sum(event.actor == party and event.day >= 1 for event in log.of("attack"))
            for party in ("party_a", "party_b")
        ]
        sample.append(counts[0] - counts[1])
    assert stats.wilcoxon(sample, zero_method="zsplit").pvalue < ALPHA
