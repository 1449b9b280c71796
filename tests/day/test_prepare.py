"""A replicate that cannot be run is a row that says why, and stops no other."""

from __future__ import annotations

import pytest

import sim.day.prepare
import sim.runs.prepared
from sim.day.batch import Task
from sim.scenario.errors import InputError
from tests.day.scenarios import rich_tree
from tests.day.same import both, why

BOTH_HOLD = {
    "scenario.ties.sponsor_b_party_b.leverage": ["uniform", 0.2, 0.9],
    "scenario.ties.patron_party_b.leverage": ["uniform", 0.1, 0.9],
}
CONTROL = "scenario.parties.party_a.control"

pytestmark = pytest.mark.usefixtures("compiled")


def test_replicates_whose_leverages_sum_above_one_fail_and_the_others_do_not() -> None:
    batch = both(rich_tree(BOTH_HOLD), 6, [Task(count=12)])
    failed = {row["replicate"] for row in batch.failures}
    assert 2 <= len(failed) <= 10
    assert failed.isdisjoint(batch.runs["replicate"])
    assert failed | set(batch.runs["replicate"]) == set(range(12))
    assert all("add up to" in row["error"] for row in batch.failures)


@pytest.mark.parametrize("seed", range(3))
def test_it_does_not_matter_which_replicate_is_unsound(seed: int) -> None:
    # The points are out of order, and must stay so.
    tasks = [Task(2, {CONTROL: 0.5}, 0, 4), Task(1, {CONTROL: 0.4}, 0, 4), Task(0, {}, 0, 4)]
    both(rich_tree(BOTH_HOLD), 2, tasks, seed)


def test_a_scenario_that_no_draw_makes_sound_gives_failures_only() -> None:
    uncertain = {key: ["uniform", 0.6, 0.9] for key in BOTH_HOLD}
    batch = both(rich_tree(uncertain), 2, [Task(0, {}, 0, 3)])
    assert [row["replicate"] for row in batch.failures] == [0, 1, 2]


def test_two_sectors_that_a_point_puts_in_one_place_are_a_failure() -> None:
    place = {"scenario.sectors.a_north.lat": 3.0, "scenario.sectors.a_north.lon": 2.0}
    batch = both(rich_tree(), 2, [Task(0, place, 0, 1), Task(1, {}, 0, 1)])
    assert [row["point"] for row in batch.failures] == [0]


def test_a_point_whose_leverages_sum_above_one_fails_as_a_whole() -> None:
    leverage = {"scenario.ties.sponsor_b_party_b.leverage": 0.95}
    batch = both(rich_tree(), 4, [Task(0, leverage, 0, 2), Task(1, {}, 0, 1)])
    assert [row["replicate"] for row in batch.failures] == [0, 1]
    assert list(batch.runs["point"]) == [1]


@pytest.mark.parametrize(
    "changes",
    [
        {CONTROL: 1.5},
        {CONTROL: "much"},
        {CONTROL: True},
        {CONTROL: None},
        {CONTROL: float("nan")},
        {CONTROL: ["uniform", 0.5, 1.5]},
        {"scenario.parties.nobody.control": 0.5},
        {"scenario.main": "nothing"},
        {"behaviour.offensive.breadth": 0},
        {"behaviour.offensive.breadth": 1.5},
    ],
)
def test_a_point_that_cannot_be_run_fails_as_it_does_with_mesa(changes: dict[str, object]) -> None:
    batch = both(rich_tree(), 3, [Task(0, {}, 0, 1), Task(1, changes, 0, 2), Task(2, {}, 1, 1)])
    assert [row["point"] for row in batch.failures] == [1, 1]
    assert list(batch.runs["point"]) == [0, 2]


def test_only_failures_give_empty_tables() -> None:
    batch = both(rich_tree(), 3, [Task(0, {CONTROL: 1.5}, 0, 2)])
    assert not batch.runs
    assert not batch.agreements
    assert not batch.clauses


def test_a_failure_says_where_it_came_from() -> None:
    engine = sim.day.prepare.prepare(rich_tree(), 3)
    batch = engine.run(1, [Task(0, {CONTROL: 1.5}, 0, 1)])
    (row,) = batch.failures
    assert why(batch)[0][:2] == (0, 0)
    assert set(row) == {"point", "replicate", "error", "traceback"}
    assert CONTROL in row["error"]
    assert row["error"].partition(":")[0] in row["traceback"]


@pytest.mark.parametrize("module", [sim.day.prepare, sim.runs.prepared])
def test_a_scenario_at_fault_is_refused_before_anything_runs(module: object) -> None:
    tree = rich_tree()
    tree["scenario"]["main"] = "nothing"
    with pytest.raises(InputError, match="nothing"):
        module.prepare(tree, 3)  # type: ignore[attr-defined]
