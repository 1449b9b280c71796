"""Tasks: however they are parted the rows are the same, and a run that fails stops no other."""

from __future__ import annotations

import itertools
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import sim.day.prepare
import sim.runs.prepared
from sim.day.batch import Batch, Columns, Task
from sim.day.prepare import Compiled, prepare
from sim.day.tables import united
from sim.scenario.errors import InputError
from tests.day.same import assert_same, both, why
from tests.day.scenarios import rich_tree
from tests.examples import few

BOTH_HOLD = {
    "scenario.ties.sponsor_b_party_b.leverage": ["uniform", 0.2, 0.9],
    "scenario.ties.patron_party_b.leverage": ["uniform", 0.1, 0.9],
}
CONTROL = "scenario.parties.party_a.control"
MISSED = "scenario.parties.party_b.missed"
BREADTH = "behaviour.offensive.breadth"
POINTS: tuple[dict[str, float], ...] = (
    {},
    {CONTROL: 0.5},
    {CONTROL: 0.9},
    {BREADTH: 4},
    {CONTROL: 0.5, BREADTH: 4},
    {CONTROL: 9},
)
REPLICATES = 6
HORIZON = 12

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


# How tasks are parted


@pytest.fixture(scope="module")
def engine() -> Compiled:
    """An engine with an uncertain number, prepared once."""
    return prepare(rich_tree({MISSED: ["uniform", 0.0, 0.5]}), HORIZON)


@pytest.fixture(scope="module")
def whole(engine: Compiled) -> Batch:
    """All replicates of all points, in one call."""
    return engine.run(1, [Task(n, changes, 0, REPLICATES) for n, changes in enumerate(POINTS)])


def one_by_one() -> list[Task]:
    """A task for every replicate."""
    return [
        Task(point, changes, replicate, 1)
        for point, changes in enumerate(POINTS)
        for replicate in range(REPLICATES)
    ]


def test_the_tasks_differ(whole: Batch) -> None:
    assert len(whole.runs["point"]) == (len(POINTS) - 1) * REPLICATES
    assert len(whole.failures) == REPLICATES
    assert len(set(whole.runs["trust_mean_end"])) > REPLICATES


@pytest.mark.parametrize("threads", [2, 5])
def test_several_threads_at_once_give_the_same_rows(threads: int, whole: Batch) -> None:
    fresh = prepare(rich_tree({MISSED: ["uniform", 0.0, 0.5]}), HORIZON)
    with ThreadPoolExecutor(threads) as pool:
        parts = list(pool.map(lambda task: fresh.run(1, [task]), one_by_one()))
    assert_same(whole, united(parts))


@settings(max_examples=few(8))
@given(cuts=st.sets(st.integers(1, len(POINTS) * REPLICATES - 1), max_size=6))
def test_it_does_not_matter_where_tasks_are_parted(whole: Batch, cuts: set[int]) -> None:
    engine = prepare(rich_tree({MISSED: ["uniform", 0.0, 0.5]}), HORIZON)
    tasks = one_by_one()
    bounds = [0, *sorted(cuts), len(tasks)]
    parts = [engine.run(1, tasks[a:b]) for a, b in itertools.pairwise(bounds)]
    assert_same(whole, united(parts))


def test_more_replicates_than_one_batch_holds_are_the_same(engine: Compiled) -> None:
    many = engine.run(1, [Task(0, {}, 0, 300)])
    assert list(many.runs["replicate"]) == list(range(300))
    assert_same(engine.run(1, [Task(0, {}, 250, 20)]), _some(many, 250, 270))


def _some(batch: Batch, first: int, last: int) -> Batch:
    def rows(columns: Columns) -> Columns:
        wanted = (columns["replicate"] >= first) & (columns["replicate"] < last)
        return {name: column[wanted] for name, column in columns.items()}

    return Batch(rows(batch.runs), rows(batch.agreements), rows(batch.clauses))
