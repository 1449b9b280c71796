"""Belief: what a record tends to, whether its order matters, and what Bayes' rule says."""

import pytest

from sim.day.model import CeasefireModel
from sim.scenario.scenario import Scenario
from tests.worlds import dyad, each, model_of, one

# A group of side B that is not bound, and strikes at the line of party A.
THIRD = {
    "name": "Party C",
    "kind": "armed_group",
    "camp": "side_b",
    "choice_noise": 0.0,
    "worth_of_land": 0.0,
    "accuses": False,
}


def level(model: CeasefireModel, reader: str = "party_a", other: str = "party_b") -> float:
    """Belief of one party in another."""
    return model.party(reader).belief_in(other)


def probability(model: CeasefireModel) -> float:
    """Belief of party A, by Bayes' rule, in party B."""
    return model.party("party_a").pair("party_b").probability


@pytest.mark.parametrize("forgetting", [0.0, 0.5, 0.9, 0.97])
def test_a_record_of_kept_days_tends_to_one_over_what_is_forgotten(forgetting: float) -> None:
    model = model_of(dyad({"behaviour.belief.forgetting": forgetting}), 0, 1500)
    state = model.party("party_a").pair("party_b")
    for day in range(1, 11):
        model.step()
        kept = sum(forgetting**past for past in range(day))
        assert state.kept == pytest.approx(kept, rel=1e-12)
        assert level(model) == pytest.approx((kept + 1.0) / (kept + 2.0), rel=1e-12)
    model.run()
    assert state.kept == pytest.approx(1.0 / (1.0 - forgetting), rel=1e-9)
    assert state.broken == 0.0


def test_without_forgetting_every_kept_day_stays_on_record() -> None:
    model = model_of(dyad({"behaviour.belief.forgetting": 1.0}), 0, 200)
    model.run()
    assert model.party("party_a").pair("party_b").kept == 200.0


def striking_on(days: tuple[int, ...], forgetting: float) -> Scenario:
    """Let party B breach on these days, because dated shocks make the ground worth it."""
    changes: dict[str, object] = {"behaviour.belief.forgetting": forgetting}
    for day in days:
        for offset, worth in ((0, 1.0), (1, 0.0)):
            if offset == 1 and day + 1 in days:
                continue
            changes[f"scenario.shocks.shock_{day}_{offset}"] = {
                "on": day + offset,
                "variable": "worth_of_land",
                "subject": "party_b",
                "change": "set",
                "value": worth,
            }
    return dyad(changes)


@pytest.mark.parametrize("forgetting", [1.0, 0.95, 0.5])
def test_the_order_of_breaches_matters_if_and_only_if_something_is_forgotten(
    forgetting: float,
) -> None:
    levels = []
    for days in ((2, 3, 4), (2, 6, 11), (9, 10, 11)):
        model = model_of(striking_on(days, forgetting), 0, 12)
        model.run()
        assert [event.day for event in model.log.of("breach")] == list(days)
        levels.append(level(model))
    if forgetting == 1.0:
        assert levels == pytest.approx([levels[0]] * 3, rel=1e-12)
    else:
        # The later the breaches, the fresher they are.
        assert levels[0] > levels[1] + 1e-6 > levels[2] + 2e-6


def bayesian(monitor: dict[str, float], **terms: object) -> Scenario:
    """Let party A judge party B by Bayes' rule from what a public monitor finds alone."""
    return dyad(
        one("party_a", belief_law="bayesian", initial_belief=0.6, missed=1.0),
        {
            "scenario.parties.party_c": THIRD,
            "scenario.sectors.line.faces": ["party_b", "party_c"],
            "behaviour.belief.uncommitted_breach": 0.0,
            "scenario.monitors.mission": {
                "name": "Mission",
                "kind": "mission",
                "delay_days": 0,
                "consequence": 0.0,
                **monitor,
            },
            **{key.replace("__", "."): value for key, value in terms.items()},
        },
    )


STRIKE = {"scenario__parties__party_c__worth_of_land": 1.0}
BREACH = {"scenario__parties__party_b__worth_of_land": 1.0}


@pytest.mark.parametrize("terms", [STRIKE, BREACH], ids=["another struck", "it struck"])
def test_a_monitor_no_better_than_guessing_leaves_belief_where_it_was(
    terms: dict[str, object],
) -> None:
    model = model_of(bayesian({"detection": 1.0, "attribution": 1 / 3}, **terms), 0, 40)
    model.run()
    findings = list(model.log.of("finding"))
    assert len(findings) == 40
    assert {event.target for event in findings} == {"party_a", "party_b", "party_c"}
    assert probability(model) == pytest.approx(0.6, rel=1e-12)


def test_a_perfect_monitor_settles_who_is_committed() -> None:
    guilty = model_of(bayesian({"detection": 1.0, "attribution": 1.0}, **BREACH), 0, 1)
    guilty.run()
    assert probability(guilty) == 0.0
    cleared = model_of(bayesian({"detection": 1.0, "attribution": 1.0}, **STRIKE), 0, 1)
    cleared.run()
    assert probability(cleared) == 1.0


def test_findings_move_belief_by_bayes_rule_one_by_one() -> None:
    right = 0.4
    model = model_of(bayesian({"detection": 1.0, "attribution": right}, **STRIKE), 0, 30)
    model.run()
    odds = 0.6 / 0.4
    wrong = (1 - right) / 2
    findings = list(model.log.of("finding"))
    assert {finding.target for finding in findings} == {"party_a", "party_b", "party_c"}
    for finding in findings:
        named = finding.target == "party_b"
        odds *= wrong / right if named else (1 - wrong) / (1 - right)
    assert probability(model) == pytest.approx(odds / (1 + odds), rel=1e-9)


@pytest.mark.parametrize("stops", [0.0, 0.3, 0.75, 1.0])
def test_a_spoilers_attack_tells_by_what_its_host_could_have_stopped(stops: float) -> None:
    world = dyad(
        one("party_a", belief_law="bayesian", initial_belief=0.6),
        {
            "scenario.parties.party_c": THIRD,
            "scenario.sectors.line.faces": ["party_b", "party_c"],
            "behaviour.belief.uncommitted_breach": 0.0,
            "scenario.spoilers.third": {
                "party": "party_c",
                "host": "party_b",
                "rate": 1.0,
                "gain": 0.0,
                "believed_control": stops,
            },
        },
    )
    model = model_of(world, 0, 5)
    belief = 0.6
    for _ in range(5):
        model.step()
        belief = belief * (1 - stops) / (belief * (1 - stops) + 1 - belief)
        assert probability(model) == pytest.approx(belief, rel=1e-12)
    assert {event.form for event in model.log.of("attack")} == {"spoiling"}


def test_a_quiet_day_tells_by_what_the_uncommitted_would_have_done() -> None:
    quiet = {"behaviour.belief.uncommitted_breach": 0.2}
    model = model_of(dyad(each(belief_law="bayesian"), quiet), 0, 3)
    model.run()
    assert probability(model) == pytest.approx(0.5 / (0.5 + 0.5 * 0.8**3), rel=1e-12)
