"""Replicates in threads: in order, whatever the number of threads and whatever fails."""

import threading
from collections.abc import Sequence

import pytest

import sim.runs.engines
from sim.questions.run.run import run
from sim.record.batch import Batch, Prepared, Task, columns_of
from sim.runs.engines import Engine
from sim.runs.threads import joined, run_in_threads
from tests.scenario.textbook import small_tree


class MadeUp:
    """An engine that makes rows up, and breaks on the chunk that holds replicate 7."""

    def __init__(self, failing: tuple[int, ...] = (), *, broken: bool = False) -> None:
        self.failing = failing
        self.broken = broken

    def run(self, seed: int, tasks: Sequence[Task], *, clauses: bool = True) -> Batch:  # noqa: ARG002
        numbers = [task.first + place for task in tasks for place in range(task.count)]
        if self.broken and 7 in numbers:
            message = "out of memory"
            raise RuntimeError(message)
        rows = [
            {"point": 0, "replicate": n, "end_kind": "held", "end_day": seed * n}
            for n in numbers
            if n not in self.failing
        ]
        failures = [{"point": 0, "replicate": n} for n in numbers if n in self.failing]
        return Batch(runs=columns_of(rows), failures=failures)


def prepare(*_: object) -> Prepared:
    """Prepare the engine above, as the table of engines wants it."""
    return MadeUp()


@pytest.mark.parametrize("workers", [1, 2, 5, None])
def test_rows_come_in_the_order_of_replicates(workers: int | None) -> None:
    batch = run_in_threads(MadeUp((3, 17)), 2, 40, workers)
    wanted = [n for n in range(40) if n not in (3, 17)]
    assert list(batch.runs["replicate"]) == wanted
    assert list(batch.runs["end_day"]) == [2 * n for n in wanted]
    assert [row["replicate"] for row in batch.failures] == [3, 17]


def test_a_chunk_that_breaks_is_rows_that_say_so() -> None:
    batch = run_in_threads(MadeUp(broken=True), 1, 16, 1)
    lost = [row["replicate"] for row in batch.failures]
    assert 7 in lost
    assert sorted([*batch.runs["replicate"], *lost]) == list(range(16))
    assert {row["error"] for row in batch.failures} == {"RuntimeError: out of memory"}


def test_progress_is_told_to_the_end() -> None:
    heard: list[tuple[int, int]] = []
    run_in_threads(MadeUp(), 1, 9, 2, lambda done, total: heard.append((done, total)))
    assert heard[-1] == (9, 9)
    assert heard == sorted(heard)


def test_something_else_is_done_here_meanwhile() -> None:
    where: list[threading.Thread] = []
    run_in_threads(MadeUp(), 1, 4, 2, meanwhile=lambda: where.append(threading.current_thread()))
    assert where == [threading.current_thread()]


def test_nothing_joined_is_empty() -> None:
    assert joined([Batch(), Batch()]) == Batch(runs={}, agreements={}, clauses={})


def test_an_engine_of_the_table_runs_in_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    table = {"made_up": Engine("sim.model.replicate", __name__, threads=True)}
    monkeypatch.setattr("sim.questions.run.run.ENGINES", table)
    monkeypatch.setattr("sim.runs.replicates.ENGINES", table)
    monkeypatch.setitem(sim.runs.engines.ENGINES, "made_up", table["made_up"])
    told: list[object] = []
    result = run(small_tree(), replicates=6, horizon=3, engine="made_up", when_told=told.append)
    assert list(result.runs["replicate"]) == [0, 1, 2, 3, 4, 5]
    assert result.runs["end_kind"].unique().tolist() == ["held"]
    assert told == [result.told]
