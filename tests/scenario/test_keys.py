"""The list of keys: complete, and each with its meaning."""

from dataclasses import replace

import pytest

from sim.scenario.fields import ENTRY, all_keys, key_at, mend_of_gap
from sim.scenario.tree import complete, dotted_keys
from tests.scenario.textbook import small_tree

KEYS = {key.pattern: key for key in all_keys()}


def test_every_key_says_what_it_means_in_which_unit_and_range() -> None:
    lacking = [key.pattern for key in all_keys() if not (key.meaning and key.unit and key.range)]
    assert lacking == []


def test_every_number_names_the_source_of_its_default() -> None:
    assert all(key.source for key in all_keys() if key.uncertain)


def test_a_key_tells_its_range_default_and_what_may_stand_there() -> None:
    leverage = KEYS["scenario.ties.<id>.leverage"]
    assert (leverage.unit, leverage.range, leverage.default) == ("share", "0 to 1", "required")
    assert leverage.uncertain
    assert leverage.path
    kind = KEYS["scenario.obligations.<id>.kind"]
    assert kind.range == "refrain, deliver, repeat, keep"
    assert not kind.uncertain
    assert KEYS["behaviour.talks.active"].default == "true"
    assert KEYS["scenario.horizon"].range == "1 to 20000"
    assert KEYS["scenario.obligations.<id>.due"].range == "a date, or days from 1"


def test_every_leaf_of_a_scenario_is_listed() -> None:
    tree = complete(small_tree())
    keys = set(dotted_keys(tree))
    leaves = {key for key in keys if not any(other.startswith(f"{key}.") for other in keys)}
    for leaf in leaves - {"name"}:
        assert any(fits(leaf, pattern) for pattern in KEYS), leaf


@pytest.mark.parametrize(
    ("key", "mend"),
    [
        (
            "scenario.monitors.m.detection",
            "Chance to detect an attack. Write a number, 0 to 1 (probability)",
        ),
        (
            "scenario.obligations.x.due",
            "Deadline: a date, or days after entry. Write a date, or days from 1",
        ),
        (
            "scenario.agreements.x.bound",
            "Parties bound without signing. Write ids in brackets, such as [a, b]; [] for nobody",
        ),
        ("scenario.title", "Name of the scenario. Write a text"),
        ("scenario.sectors.x.holder", "Party that holds it on the first day. Write an id"),
        ("scenario.ties.a_b", "Fill it in, or take the line out"),
        ("scenario.no.such.key", "Fill it in, or take the line out"),
    ],
)
def test_of_a_gap_it_is_said_what_belongs_there(key: str, mend: str) -> None:
    assert mend_of_gap(key) == mend


def test_every_key_can_be_looked_up_under_an_id_of_its_own() -> None:
    for pattern, key in KEYS.items():
        dotted = pattern.replace(ENTRY, "x")
        assert key_at(dotted) == replace(key, pattern=dotted)


def fits(key: str, pattern: str) -> bool:
    """Whether a key is of a pattern, is within its number, or is an empty map of it."""
    parts, wanted = key.split("."), pattern.split(".")
    shared = min(len(parts), len(wanted))
    same = all(w in (p, ENTRY) for p, w in zip(parts[:shared], wanted[:shared], strict=True))
    within = len(parts) <= len(wanted) or KEYS[pattern].path or wanted[-1] == "source"
    return same and within
