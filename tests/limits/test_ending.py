"""Endings by a doctrine that cancels by chance: the only clock whose survival is known."""

from functools import cache
from itertools import pairwise

import numpy as np
import pytest
from scipy import special, stats

from sim import run
from sim.scenario.load import read_tree
from sim.scenario.scenario import Scenario
from sim.scenario.tree import changed, complete
from sim.scenario.uncertainty import drawn
from tests.limits.judged import counts_agree, geometric, share_agrees
from tests.worlds import ALPHA, SEED, dyad, finished, one

P_A, P_B, P_C = 0.15, 0.25, 0.1
REPLICATES = 4000
HORIZON = 400
THIRD = {
    "scenario.parties.party_c": {
        "name": "Party C",
        "kind": "armed_group",
        "camp": "side_b",
        "choice_noise": 0.0,
        "doctrine": {"kind": "cancel_by_chance", "daily_chance": P_C},
    },
    "scenario.agreements.cessation.signatories": ["party_a", "party_b", "party_c"],
}

pytestmark = pytest.mark.usefixtures("compiled")


def clock(party: str, chance: object) -> dict[str, object]:
    """Let a party cancel with a chance a day."""
    return one(party, doctrine__kind="cancel_by_chance", doctrine__daily_chance=chance)


def days_of(scenario: Scenario | dict[str, object]) -> list[int]:
    """Day of the end, replicate by replicate."""
    runs = run(scenario, seed=SEED, replicates=REPLICATES, horizon=HORIZON, workers=1).runs
    # What outlasts the horizon is dated to it, and lies in the tail that is judged as one.
    assert set(runs["end_kind"]) <= {"cancelled", "held"}
    return list(runs["end_day"])


TWO = (clock("party_a", P_A), clock("party_b", P_B))


@cache
def two_clocks() -> list[tuple[int, frozenset[str]]]:
    """Day of the end and who declared it, which only a log says; both engines agree on the day."""
    world = dyad(*TWO)
    found = []
    for replicate, day in enumerate(days_of(world)[:800]):
        model = finished(world, replicate, HORIZON)
        assert model.outcome().end_day == day
        found.append((day, frozenset(event.actor for event in model.log.of("declaration"))))
    return found


def test_one_clock_gives_geometric_survival() -> None:
    days = days_of(dyad(clock("party_a", P_B)))
    assert counts_agree(days, geometric(P_B), range(1, HORIZON))


def test_two_clocks_give_the_product_of_their_survivals() -> None:
    chance = 1 - (1 - P_A) * (1 - P_B)
    assert counts_agree(days_of(dyad(*TWO)), geometric(chance), range(1, HORIZON))


def test_three_clocks_give_the_product_of_their_survivals() -> None:
    chance = 1 - (1 - P_A) * (1 - P_B) * (1 - P_C)
    assert counts_agree(days_of(dyad(*TWO, THIRD)), geometric(chance), range(1, HORIZON))


def test_of_two_clocks_each_ends_it_alone_in_its_share_of_runs() -> None:
    either = 1 - (1 - P_A) * (1 - P_B)
    shares = {
        frozenset({"party_a"}): P_A * (1 - P_B) / either,
        frozenset({"party_b"}): P_B * (1 - P_A) / either,
        frozenset({"party_a", "party_b"}): P_A * P_B / either,
    }
    found = [who for _, who in two_clocks()]
    assert set(found) == set(shares)
    for who, share in shares.items():
        assert share_agrees(found.count(who), len(found), share)


def test_who_ends_it_says_nothing_of_when() -> None:
    alone = [day for day, who in two_clocks() if who == {"party_a"}]
    other = [day for day, who in two_clocks() if who == {"party_b"}]
    assert stats.mannwhitneyu(alone, other).pvalue > ALPHA


def test_an_uncertain_clock_gives_a_falling_hazard_though_nobody_learns() -> None:
    a, b = 2.0, 6.0
    tree = changed(complete(read_tree("textbook/dyad")), clock("party_a", ["beta", a, b]))
    chances = []
    for replicate in range(300):
        party = drawn(tree, SEED, replicate)["scenario"]["parties"]["party_a"]
        chances.append(party["doctrine"]["daily_chance"])
    assert stats.kstest(chances, stats.beta(a, b).cdf).pvalue > ALPHA
    days = days_of(tree)

    def survival(day: int) -> float:
        return float(np.exp(special.betaln(a, b + day) - special.betaln(a, b)))

    steps = [survival(day) for day in range(HORIZON + 2)]
    mass = [before - after for before, after in pairwise(steps)]
    hazard = [fallen / left for fallen, left in zip(mass, steps, strict=False)]
    assert all(later < earlier for earlier, later in pairwise(hazard))
    assert counts_agree(days, lambda day: mass[day - 1], range(1, HORIZON))
    # A clock that is the same in every run, with the same mean, does not pass for it.
    assert not counts_agree(days, geometric(a / (a + b)), range(1, HORIZON))


def test_of_two_declarations_on_one_day_the_second_is_kept_beside_the_first() -> None:
    sponsor = {
        "name": "S",
        "kind": "state",
        "camp": "side_a",
        "fights": False,
        "choice_noise": 0.0,
    }
    disowning = {
        "scenario.parties.sponsor": sponsor,
        "scenario.ties.tie": {"sponsor": "sponsor", "client": "party_a", "leverage": 0.0},
        "scenario.agreements.cessation.announced_for": ["sponsor"],
        "behaviour.ending.disowning": 0.0,
        "behaviour.ending.unsigned": 0.0,
    }
    world = dyad(clock("party_b", 1.0), disowning, {"behaviour.ending.distrust": 1.0})
    # Without a guarantor on the other side there is nobody whom the sponsor could distrust.
    assert finished(world, 0, 5).outcome().end_also == ()
    second = {
        "scenario.parties.other": {**sponsor, "camp": "side_b"},
        "scenario.ties.other_tie": {"sponsor": "other", "client": "party_b", "leverage": 0.0},
    }
    world = dyad(clock("party_b", 1.0), disowning, {"behaviour.ending.distrust": 1.0}, second)
    outcome = finished(world, 0, 5).outcome()
    assert (outcome.end_kind, outcome.end_also, outcome.end_day) == ("cancelled", ("disowned",), 1)
