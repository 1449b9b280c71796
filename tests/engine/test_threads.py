"""The engine gives the same rows from several threads and however its tasks are put together."""

from __future__ import annotations

import itertools
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.engine.columns import united
from sim.day.prepare import Compiled, prepare
from sim.day.batch import Batch, Columns, Task
from tests.engine.scenarios import rich_tree
from tests.engine.tables import assert_same
from tests.examples import few

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


def test_the_tasks_have_something_to_tell(whole: Batch) -> None:
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
