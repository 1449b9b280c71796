"""Comparisons: what is asked, what is refused, and running the arms."""

from __future__ import annotations

from typing import Any

import pytest

from sim.questions.compare.compare import compared
from sim.questions.compare.comparison import BASE, comparison_of, labels_of
from sim.scenario.errors import InputError
from sim.scenario.load import load_scenario

STANDARD = "textbook/standard"
PATROLS = "scenario.obligations.patrols.active"
NO_PATROLS = {"no_patrols": {PATROLS: False}}

pytestmark = pytest.mark.usefixtures("fake")


def test_scenarios_are_called_by_the_last_word_of_their_names() -> None:
    assert labels_of(["idlib/sochi_2018", "textbook/dyad"]) == ["sochi_2018", "dyad"]
    assert labels_of(["a/truce", "b/truce", "b/pause"]) == ["a/truce", "b/truce", "pause"]


def test_the_scenario_without_changes_is_the_first_arm() -> None:
    asked = comparison_of([STANDARD], variants=NO_PATROLS)
    assert asked.labels == (BASE, "no_patrols")
    assert asked.base.scenario.scenario.obligations["patrols"].active
    assert not asked.arms[1].scenario.scenario.obligations["patrols"].active
    alone = comparison_of([STANDARD], variants=NO_PATROLS | {"same": {PATROLS: True}}, base=False)
    assert alone.labels == ("no_patrols", "same")


def test_changes_of_one_scenario_share_their_streams_and_scenarios_do_not() -> None:
    base, other = comparison_of([STANDARD], variants=NO_PATROLS).arms
    assert base.shares_streams(other)
    one, two = comparison_of([STANDARD, "textbook/dyad"]).arms
    assert not one.shares_streams(two)


def test_arms_are_compared_up_to_the_least_horizon() -> None:
    shorter = {"short": {"scenario.horizon": 100}}
    asked = comparison_of([STANDARD], variants=shorter)
    assert [arm.horizon for arm in asked.arms] == [365, 100]
    assert asked.horizon == 100
    assert comparison_of([STANDARD], variants=shorter, horizon=50).horizon == 50


REFUSED: dict[str, tuple[list[str], dict[str, Any], str]] = {
    "one scenario": ([STANDARD], {}, "has 1"),
    "too many": ([STANDARD], {"variants": {f"v{n}": {PATROLS: True} for n in range(12)}}, "has 13"),
    "variants of two": ([STANDARD, "textbook/dyad"], {"variants": NO_PATROLS}, "one scenario"),
    "a variant called base": ([STANDARD], {"variants": {BASE: {PATROLS: False}}}, "another name"),
    "a name with a capital": ([STANDARD], {"variants": {"No": {PATROLS: False}}}, "no name"),
    "labels alike": ([STANDARD, "textbook/dyad"], {"labels": ["a", "a"]}, "no two alike"),
    "a value out of range": (
        [STANDARD],
        {"variants": {"odd": {"scenario.ties.sponsor_a_party_a.leverage": 2}}},
        "compare.variants.odd: scenario.ties.sponsor_a_party_a.leverage: 2 is outside",
    ),
    "an unknown key": ([STANDARD], {"variants": {"odd": {"scenario.tie": 2}}}, "variants.odd: "),
    "no runs": ([STANDARD], {"variants": NO_PATROLS, "replicates": 0}, "replicates"),
}


@pytest.mark.parametrize(("scenarios", "settings", "message"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_compared_is_refused_before_anything_is_run(
    scenarios: list[str], settings: dict[str, Any], message: str
) -> None:
    with pytest.raises(InputError) as error:
        comparison_of(scenarios, **settings)
    assert message in str(error.value)


def test_every_arm_runs_the_same_replicates_whatever_the_number_of_workers() -> None:
    asked = comparison_of([STANDARD, "textbook/dyad"], engine="fake", replicates=23, horizon=9)
    seen: list[tuple[int, int]] = []
    one = compared(asked, 1, lambda done, total: seen.append((done, total)))
    three = compared(asked, 3)
    assert list(one) == ["standard", "dyad"]
    for label, arm in one.arms.items():
        assert arm.runs["replicate"].tolist() == list(range(23))
        assert arm.runs.equals(three[label].runs)
        assert len(arm.agreements) == 46
    assert seen[-1] == (46, 46)


def test_a_replicate_that_fails_is_a_row_and_the_others_go_on() -> None:
    unlucky = load_scenario(STANDARD, {"scenario.title": "fail"})
    asked = comparison_of(
        [unlucky, STANDARD], labels=["unlucky", "plain"], engine="fake", replicates=14, horizon=9
    )
    found = compared(asked, 2)
    assert found["unlucky"].failures["replicate"].tolist() == [3, 10]
    assert len(found["unlucky"].runs) == 12
    assert len(found["plain"].runs) == 14
    assert found["plain"].failures.empty
