"""Trees: merging, completing, changing at dotted keys, writing out and reading back."""

import random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.scenario.errors import InputError
from sim.scenario.load import scenario_from_tree
from sim.scenario.tree import changed, complete, dotted_keys, fingerprint, merge, tree_of
from tests.examples import few
from tests.scenario.textbook import small_tree

LEVERAGE = "scenario.ties.patron_party_a.leverage"


def test_the_upper_tree_wins_key_by_key() -> None:
    base = {"a": {"x": 1, "y": 2}, "list": [1, 2, 3], "kept": True}
    upper = {"a": {"y": 3, "z": 4}, "list": [9]}
    assert merge(base, upper) == {"a": {"x": 1, "y": 3, "z": 4}, "list": [9], "kept": True}


def test_null_takes_away_what_lies_below() -> None:
    assert merge({"a": {"x": 1, "y": 2}}, {"a": {"x": None}}) == {"a": {"y": 2}}
    assert merge({}, {"a": None}) == {"a": None}


def test_merging_changes_neither_tree() -> None:
    base: dict[str, Any] = {"a": {"x": 1}}
    upper: dict[str, Any] = {"a": {"x": 2}}
    merge(base, upper)
    assert (base, upper) == ({"a": {"x": 1}}, {"a": {"x": 2}})


def test_completing_writes_out_every_default_and_changes_no_meaning() -> None:
    completed = complete(small_tree())
    assert completed["scenario"]["obligations"]["patrol"]["active"] is True
    assert completed["behaviour"]["talks"]["active"] is True
    assert completed["behaviour"]["retaliation"]["ratio"] == 0.2
    assert complete(completed) == completed
    assert scenario_from_tree(completed) == scenario_from_tree(small_tree())


def test_a_scenario_written_out_reads_back_as_itself() -> None:
    scenario = scenario_from_tree(small_tree())
    assert scenario_from_tree(tree_of(scenario)) == scenario
    assert tree_of(scenario_from_tree(tree_of(scenario))) == tree_of(scenario)


def test_named_steps_and_distributions_survive_writing_out() -> None:
    tree = tree_of(scenario_from_tree(small_tree()))["scenario"]
    assert tree["ties"]["patron_party_a"]["leverage"] == {
        "early": {"from": "2001-01-01", "value": 0.5},
        "late": {"from": "2001-06-01", "value": 0.2},
    }
    assert tree["obligations"]["withdraw"]["difficulty"] == ["beta", 2.0, 5.0]


def shuffled(value: Any, luck: random.Random) -> Any:  # noqa: ANN401
    if not isinstance(value, dict):
        return value
    keys = list(value)
    luck.shuffle(keys)
    return {key: shuffled(value[key], luck) for key in keys}


@settings(max_examples=few(30))
@given(st.randoms(use_true_random=False))
def test_the_order_of_keys_changes_no_fingerprint(luck: random.Random) -> None:
    assert fingerprint(shuffled(small_tree(), luck)) == fingerprint(small_tree())


def test_a_change_of_one_number_changes_the_fingerprint() -> None:
    tree = complete(small_tree())
    assert fingerprint(changed(tree, {LEVERAGE: 0.3})) != fingerprint(tree)


def test_a_dotted_key_changes_one_value_in_a_copy() -> None:
    tree = complete(small_tree())
    new = changed(tree, {"scenario.obligations.patrol.active": False})
    assert new["scenario"]["obligations"]["patrol"]["active"] is False
    assert tree["scenario"]["obligations"]["patrol"]["active"] is True
    assert changed(new, {"scenario.obligations.patrol.active": True}) == tree


OVERRIDES: dict[str, Any] = {
    LEVERAGE: {"only": {"from": "2001-01-01", "value": 0.4}},
    f"{LEVERAGE}.only.value": 0.6,
    "scenario.shocks.more": {
        "on": 5,
        "variable": "tension",
        "subject": "north",
        "change": "add",
        "value": 1,
    },
    "scenario.shocks.more.value": 2,
    "scenario.parties.party_a.relations.patron": 1.5,
    "behaviour.talks.active": False,
    "measurement.baseline": 4,
    "scenario.horizon": 90,
}


@settings(max_examples=few(30))
@given(st.permutations(sorted(OVERRIDES)))
def test_any_order_of_overrides_gives_the_same_tree(order: list[str]) -> None:
    tree = complete(small_tree())
    first = changed(tree, OVERRIDES)
    assert changed(tree, {key: OVERRIDES[key] for key in order}) == first
    assert first["scenario"]["shocks"]["more"]["value"] == 2
    assert first["scenario"]["ties"]["patron_party_a"]["leverage"]["only"]["value"] == 0.6


@pytest.mark.parametrize(
    ("key", "mend"),
    [
        ("scenario.ties.patron_party_a.leverge", "leverage"),
        ("scenario.ties.patron_party_b.leverage", "patron_party_a"),
        ("behavior.talks.active", "behaviour"),
        ("leverage", LEVERAGE),
        ("scenario.horizon.days", ""),
    ],
)
def test_an_unknown_key_is_refused_with_the_nearest(key: str, mend: str) -> None:
    with pytest.raises(InputError) as refused:
        changed(complete(small_tree()), {key: 1})
    assert refused.value.key == key
    assert mend in refused.value.mend


def test_every_dotted_key_of_a_completed_tree_can_be_set_to_what_it_is() -> None:
    tree = complete(small_tree())
    for key in dotted_keys(tree):
        here: Any = tree
        for part in key.split("."):
            here = here[part]
        assert changed(tree, {key: here}) == tree
