"""Retaliation as a branching process: cascades of known size.

Party B opens fire once on day 1, because the ground is worth it on that day alone;
everything after is an answer to an answer. The number of descendants of one attack
then follows the law of Borel, and of several the law of Borel and Tanner.
"""

import math
from collections import Counter

import pytest
from scipy import stats

from sim.day.events import EventLog
from tests.limits.judged import counts_agree
from tests.worlds import ALPHA, dyad, each, line_name, many_lines, one, traced

ALWAYS_ANSWER = {
    "behaviour.retaliation.active": True,
    "behaviour.retaliation.spread": 0.0,
    "behaviour.response.protest": -1e9,
    "behaviour.response.refer": -1e9,
    "behaviour.response.answer": -1e9,
    "behaviour.response.escalate": 1e9,
}
ONE_DAY = {
    "scenario.shocks.over": {
        "on": 2,
        "variable": "worth_of_land",
        "subject": "party_b",
        "change": "set",
        "value": 0.0,
    }
}

pytestmark = pytest.mark.usefixtures("compiled")


def cascade(
    lines: int, ratio: float, days: int, *changes: dict[str, object], persistence: float = 0.3
) -> EventLog:
    """Open fire once at each line, and answer until all is quiet."""
    law = {"behaviour.retaliation.ratio": ratio, "behaviour.retaliation.persistence": persistence}
    world = dyad(
        many_lines(lines), one("party_b", worth_of_land=1.0), ALWAYS_ANSWER, ONE_DAY, law, *changes
    )
    log = traced(world, 0, days).log
    last = max(event.day for event in log.of("attack"))
    assert last < days - 5, "the cascades were not over"
    return log


def borel(total: int, roots: int, ratio: float) -> float:
    """Chance that some roots have so many descendants, themselves included (Borel, Tanner)."""
    if total < roots:
        return 0.0
    log = math.log(roots / total) - ratio * total
    log += (total - roots) * math.log(ratio * total) - math.lgamma(total - roots + 1)
    return math.exp(log)


def total_agrees(total: int, roots: int, ratio: float) -> bool:
    """Whether a total agrees with the law of Borel and Tanner, from both ends."""
    below = sum(borel(count, roots, ratio) for count in range(roots, total + 1))
    above = 1.0 - below + borel(total, roots, ratio)
    return 2.0 * min(below, above) > ALPHA


@pytest.mark.parametrize(("ratio", "days"), [(0.3, 60), (0.6, 200)])
def test_cascades_have_the_sizes_of_a_branching_process(ratio: float, days: int) -> None:
    lines = 300
    log = cascade(lines, ratio, days)
    sizes = Counter(event.sector for event in log.of("attack"))
    forms = Counter(event.form for event in log.of("attack"))
    assert forms["strategic"] == lines
    counts = [sizes[line_name(line)] for line in range(lines)]
    assert counts_agree(counts, lambda size: borel(size, 1, ratio), range(1, 200))
    assert total_agrees(sum(counts), lines, ratio)
    spread = math.sqrt(ratio / (1 - ratio) ** 3 / lines)
    assert sum(counts) / lines == pytest.approx(1 / (1 - ratio), abs=3.3 * spread)


def test_how_long_grievance_lasts_does_not_change_the_size() -> None:
    log = cascade(200, 0.5, 300, persistence=0.8)
    assert total_agrees(len(list(log.of("attack"))), 200, 0.5)


def test_answers_on_other_fronts_do_not_change_the_size() -> None:
    log = cascade(200, 0.5, 150, {"behaviour.retaliation.spread": 0.7})
    assert total_agrees(len(list(log.of("attack"))), 200, 0.5)


def test_of_two_sides_that_answer_unlike_each_answers_by_its_own_ratio() -> None:
    # Party A answers 0.4 times, party B 0.8 times: pairs of generations have ratio 0.32.
    lines, ratio = 400, 0.4
    log = cascade(lines, ratio, 150, one("party_b", proportion=2.0))
    by_a = sum(event.actor == "party_a" for event in log.of("attack"))
    by_b = sum(event.actor == "party_b" for event in log.of("attack")) - lines
    # Given what it answers, each side's answers are a Poisson count.
    assert stats.poisson(ratio * (lines + by_b)).cdf(by_a) > ALPHA / 2
    assert stats.poisson(ratio * (lines + by_b)).sf(by_a - 1) > ALPHA / 2
    assert stats.poisson(2 * ratio * by_a).cdf(by_b) > ALPHA / 2
    assert stats.poisson(2 * ratio * by_a).sf(by_b - 1) > ALPHA / 2
    assert (lines + by_a + by_b) / lines == pytest.approx(1.4 / 0.68, rel=0.2)


def test_with_accidents_as_immigrants_attacks_are_a_multiple_of_accidents() -> None:
    ratio = 0.5
    friction = {
        "behaviour.friction.active": True,
        "behaviour.friction.rate": 0.02,
        "behaviour.friction.tension_gain": 0.0,
        "behaviour.retaliation.ratio": ratio,
        "behaviour.retaliation.persistence": 0.3,
    }
    log = traced(dyad(many_lines(100), ALWAYS_ANSWER, friction), 0, 400).log
    forms = Counter(event.form for event in log.of("attack"))
    assert set(forms) == {"accident", "retaliatory"}
    # What the last days' attacks still call forth is lost: some four attacks in sixteen hundred.
    assert total_agrees(sum(forms.values()) + 4, forms["accident"], ratio)
    spread = math.sqrt(ratio / (1 - ratio) ** 3 / forms["accident"])
    assert sum(forms.values()) / forms["accident"] == pytest.approx(2.0, abs=3.3 * spread)


@pytest.mark.parametrize(
    "changes",
    [
        each(tolerance=100.0),
        each(missed=1.0),
        each(proportion=0.0),
        {"behaviour.response.refer": 1e9, "behaviour.response.answer": 1e9},
        {"behaviour.retaliation.active": False},
    ],
    ids=["tolerated", "missed", "no proportion", "no rung", "switched off"],
)
def test_what_is_not_perceived_or_not_to_be_answered_has_no_descendants(
    changes: dict[str, object],
) -> None:
    log = cascade(20, 0.9, 30, changes)
    assert [event.form for event in log.of("attack")] == ["strategic"] * 20


def test_a_sponsor_that_restrains_wholly_stops_every_answer_of_its_client() -> None:
    changes: dict[str, object] = {
        "scenario.parties.sponsor": {
            "name": "S",
            "kind": "state",
            "camp": "side_a",
            "fights": False,
            "choice_noise": 0.0,
        },
        "scenario.ties.tie": {"sponsor": "sponsor", "client": "party_a", "leverage": 1.0},
        "behaviour.consent.active": True,
        "behaviour.consent.fire_share": 1.0,
        "behaviour.will.base": 10.0,
    }
    log = cascade(50, 0.9, 30, changes)
    assert len([e for e in log.of("attack") if e.form == "retaliatory"]) <= 1
