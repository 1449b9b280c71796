"""Choices without noise: the exact thresholds of deterrence and of the stage game."""

import pytest

from sim.scenario.scenario import Scenario
from tests.worlds import SIDES, acts_of, dyad, each, many_lines, one, traced

# Gains in eighths are exact in binary, so that a tie is a tie.
GAINS = {place: place / 8 for place in range(33)}

pytestmark = pytest.mark.usefixtures("compiled")


def monitored(*terms: tuple[float, float, float]) -> dict[str, object]:
    """Set up monitors by detection, attribution and consequence."""
    return {
        f"scenario.monitors.monitor_{number}": {
            "name": f"Monitor {number}",
            "kind": "mission",
            "detection": detection,
            "attribution": attribution,
            "consequence": consequence,
        }
        for number, (detection, attribution, consequence) in enumerate(terms)
    }


def breached(scenario: Scenario, days: int = 3) -> dict[str, set[float]]:
    """Gains for which each side breaches, the same ones every day."""
    acts = acts_of(traced(scenario, 0, days))
    places = [sector.worth for sector in scenario.scenario.sectors.values()]
    assert (acts == acts[0]).all()
    return {
        side: {worth for worth, act in zip(places, acts[0, :, number], strict=True) if act}
        for number, side in enumerate(SIDES)
    }


@pytest.mark.parametrize(
    "monitors",
    [
        [(0.5, 0.5, 8.0)],
        [(1.0, 1.0, 2.0)],
        [(0.25, 1.0, 5.0)],
        [(0.5, 0.25, 8.0), (0.5, 1.0, 1.0)],
        [(0.0, 1.0, 50.0)],
        [],
    ],
)
def test_a_party_breaches_if_and_only_if_gain_exceeds_the_cost_of_being_found(
    monitors: list[tuple[float, float, float]],
) -> None:
    cost = sum(d * q * c for d, q, c in monitors)
    world = dyad(many_lines(len(GAINS), GAINS), each(worth_of_land=1.0), monitored(*monitors))
    worth_it = {gain for gain in GAINS.values() if gain > cost}
    assert breached(world) == {"party_a": worth_it, "party_b": worth_it}


@pytest.mark.parametrize(("strength", "share"), [(3.0, 0.75), (1.0, 0.5)])
def test_the_gain_is_in_proportion_to_the_share_of_the_force(strength: float, share: float) -> None:
    world = dyad(
        many_lines(len(GAINS), GAINS),
        each(worth_of_land=1.0),
        one("party_a", strength=strength),
        monitored((0.5, 0.5, 8.0)),
    )
    assert breached(world, days=1) == {
        "party_a": {gain for gain in GAINS.values() if 2 * share * gain > 2.0},
        "party_b": {gain for gain in GAINS.values() if 2 * (1 - share) * gain > 2.0},
    }


def test_troops_in_the_way_raise_the_threshold_by_their_weight() -> None:
    sponsor = {"name": "S", "kind": "state", "camp": "side_a", "fights": False}
    tie = {"sponsor": "sponsor", "client": "party_a", "leverage": 0.0}
    changes = {
        "scenario.parties.sponsor": sponsor,
        "scenario.ties.tie": tie,
        "behaviour.deterrence.active": True,
        "behaviour.deterrence.fire": 2.0,
        "behaviour.deterrence.post": 0.25,
    }
    lines = many_lines(len(GAINS), GAINS)
    for sector in lines["scenario.sectors"].values():
        sector["posts"] = {"sponsor": 2.0}
        sector["forces"] = {"sponsor": 0.25}
    # The garrison of side A stands in the way of party B alone.
    assert breached(dyad(lines, changes, each(worth_of_land=1.0)), days=1) == {
        "party_a": {gain for gain in GAINS.values() if gain > 0.0},
        "party_b": {gain for gain in GAINS.values() if gain > 2.0 * (0.25 * 2.0 + 0.25)},
    }


@pytest.mark.parametrize(
    ("payoffs", "threshold"),
    [((3.0, 1.0, 2.0, 0.0), 0.5), ((4.0, 3.0, 3.0, 0.0), 0.75), ((5.0, 2.0, 1.0, 0.0), 0.25)],
)
def test_in_the_stage_game_a_party_complies_if_and_only_if_belief_reaches_its_threshold(
    payoffs: tuple[float, float, float, float], threshold: float
) -> None:
    reward, temptation, punishment, sucker = payoffs
    assert threshold == (punishment - sucker) / ((reward - temptation) + (punishment - sucker))
    game = each(
        doctrine__kind="stage_game",
        doctrine__reward=reward,
        doctrine__temptation=temptation,
        doctrine__punishment=punishment,
        doctrine__sucker=sucker,
    )
    for sixteenths in range(17):
        belief = sixteenths / 16
        acts = acts_of(traced(dyad(game, each(initial_belief=belief)), 0, 1))
        assert (acts == int(belief < threshold)).all(), belief


def test_where_breach_pays_always_no_belief_brings_compliance() -> None:
    game = each(doctrine__kind="stage_game")
    for belief in (0.0, 0.5, 1.0):
        assert acts_of(traced(dyad(game, each(initial_belief=belief)), 0, 1)).all()
