"""Without gain, errors, spoilers, shocks, accidents and undelivered duties, nothing breaks."""

from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.day.model import CeasefireModel
from sim.scenario.scenario import Scenario
from tests.examples import few
from tests.worlds import dyad, model_of, standard

ARMED = ("party_a", "party_b", "spoiler")
SPONSORS = ("sponsor_a", "sponsor_b")
SHARE = st.floats(min_value=0.0, max_value=1.0)


def quiet_standard(*, spoilt: str = "") -> Scenario:
    """Give the textbook cessation without any of the grounds on which it could break."""
    changes: dict[str, object] = {
        "behaviour.order.fear": 0.0,
        "behaviour.sighting.ambiguity": 0.0,
        # The credit of talks that succeed is forgotten again, and belief falls back with it.
        "behaviour.belief.talks_credit": 0.0,
        "behaviour.friction.active": False,
        "scenario.monitors.mission.false_alarm": 0.0,
        "scenario.spoilers.third_group.active": False,
        "scenario.operations.push_a.active": False,
        "scenario.operations.push_b.active": False,
    }
    for duty in ("withdraw_heavy_weapons", "withdraw_groups", "patrols", "no_arms"):
        changes[f"scenario.obligations.{duty}.active"] = False
    for party in ARMED:
        changes[f"scenario.parties.{party}.worth_of_land"] = 0.0
        changes[f"scenario.parties.{party}.control"] = 1.0
        changes[f"scenario.parties.{party}.false_alarm"] = 0.0
    for party in (*ARMED, *SPONSORS):
        changes[f"scenario.parties.{party}.choice_noise"] = 0.0
    grounds = {
        "gain": ("scenario.parties.party_a.worth_of_land", 5.0),
        "an error of execution": ("scenario.parties.party_b.control", 0.95),
        "a false alarm": ("scenario.parties.party_a.false_alarm", 0.2),
        "an accident": ("behaviour.friction.active", True),
        "a spoiler": ("scenario.spoilers.third_group.active", True),
        "an undelivered duty": ("scenario.obligations.withdraw_heavy_weapons.active", True),
        "a disputed duty": ("scenario.obligations.withdraw_groups.active", True),
    }
    if spoilt:
        key, value = grounds[spoilt]
        changes[key] = value
    return standard(changes)


def beliefs(model: CeasefireModel) -> Iterator[dict[tuple[str, str], float]]:
    """Belief of each hostile party in each, day by day."""
    while not model.over():
        model.step()
        yield {
            (one.name, other.name): one.belief_in(other.name)
            for one in model.parties
            for other in model.parties
            if one.hostile_to(other)
        }


def keeps_the_peace(model: CeasefireModel) -> bool:
    """Whether nothing is breached, nobody is charged, and no belief ever falls."""
    before: dict[tuple[str, str], float] = {}
    rises = True
    for today in beliefs(model):
        rises = rises and all(today[pair] >= level - 1e-12 for pair, level in before.items())
        before = today
    model.run()
    kinds = {event.kind for event in model.log}
    wrong = {"attack", "breach", "accusation", "false_alarm", "finding", "offensive", "declaration"}
    return rises and not kinds & wrong and model.outcome().end_kind == "held"


def test_two_parties_at_one_line_keep_the_peace() -> None:
    assert keeps_the_peace(model_of(dyad({"behaviour.accusation.active": True}), 0, 1500))


@pytest.mark.parametrize("replicate", range(3))
def test_the_textbook_cessation_keeps_the_peace_without_grounds_to_break(replicate: int) -> None:
    assert keeps_the_peace(model_of(quiet_standard(), replicate, 250))


@pytest.mark.parametrize(
    "ground",
    [
        "gain",
        "an error of execution",
        "a false alarm",
        "an accident",
        "a spoiler",
        "an undelivered duty",
        "a disputed duty",
    ],
)
def test_each_ground_alone_can_break_it(ground: str) -> None:
    assert not keeps_the_peace(model_of(quiet_standard(spoilt=ground), 0, 150))


@settings(max_examples=few(12))
@given(SHARE, SHARE, st.floats(0.0, 20.0), st.floats(0.0, 0.99), st.floats(0.0, 5.0))
def test_no_other_number_of_the_dyad_breaks_the_peace(
    belief: float, forgetting: float, worth: float, ratio: float, restraint: float
) -> None:
    world = dyad(
        {
            "scenario.parties.party_a.initial_belief": belief,
            "scenario.parties.party_b.belief_law": "bayesian",
            "scenario.agreements.cessation.worth": worth,
            "behaviour.belief.forgetting": forgetting,
            "behaviour.order.restraint": restraint,
            "behaviour.retaliation.active": True,
            "behaviour.retaliation.ratio": ratio,
            "behaviour.response.protest": 0.0,
            "behaviour.response.answer": 0.0,
            "behaviour.weariness.active": True,
            "behaviour.overdue.active": True,
            "behaviour.talks.active": True,
        }
    )
    assert keeps_the_peace(model_of(world, 0, 100))
