"""One contract for every engine and every executor: the same rows, whatever carries them out."""

import importlib
import multiprocessing
import os
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import dask.config
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.day.batch import Batch, Task
from sim.questions.run.run import run
from sim.questions.sweep.sweep import SweepResult, sweep
from sim.runs.engines import ENGINES
from sim.runs.executors import WAITING, Executor, Processes, Threads, executor_named
from sim.runs.jobs import (
    LOST,
    Chunk,
    Job,
    chunk_size,
    cut,
    failure,
    joined,
    read_runs,
    run_tasks,
)
from sim.scenario.errors import InputError
from sim.scenario.load import load_scenario
from sim.scenario.tree import tree_of
from tests.runs.sweeps import LEVERAGE, PATROLS, data_of, small_sweep

pytestmark = pytest.mark.usefixtures("compiled", "fake")

TREE = tree_of(load_scenario("textbook/standard"))
EXECUTORS: dict[str, Callable[[], Executor]] = {
    "a thread": lambda: Threads(1),
    "threads": lambda: Threads(3),
    "processes": lambda: Processes(2),
    "dask": lambda: executor_named("dask", "fake", 2),
}
# After half a minute Dask takes for dead what does not answer.
PATIENT = {
    "distributed.comm.timeouts.connect": "5 minutes",
    "distributed.comm.timeouts.tcp": "5 minutes",
}
OTHERS = pytest.mark.parametrize("executor", ["processes", "dask"])
ANY_ENGINE = pytest.mark.parametrize("engine", ["fake", *ENGINES])


@pytest.fixture(scope="module", autouse=True)
def patience() -> Iterator[None]:
    """Time for workers of Dask to start where the machine has much else to do."""
    # Dask's settings come with the package; those of before are put back afterwards.
    importlib.import_module("distributed")
    with dask.config.set(PATIENT):
        yield


def swept(out: Path, engine: str, executor: str, **settings: Any) -> SweepResult:  # noqa: ANN401
    """Sweep a scenario briefly: two points whose runs differ."""
    space = {"scenario.ties.sponsor_a_party_a.leverage": [0.0, 1.0]}
    asked = {"replicates": 3, "horizon": 4, "engine": engine}
    return sweep(
        "textbook/standard", space, out=out, executor=EXECUTORS[executor](), **asked, **settings
    )


@ANY_ENGINE
def test_an_engine_gives_the_same_runs_in_one_task_and_in_many(engine: str) -> None:
    prepared = ENGINES[engine].prepare()(TREE, 4)
    changes = {LEVERAGE: 0.25}
    whole = prepared.run(1, [Task(0, {}, 0, 2), Task(1, changes, 0, 2)], clauses=False)
    part = prepared.run(1, [Task(1, changes, 1, 1)], clauses=False)
    assert whole.clauses == {}
    assert [*zip(whole.runs["point"], whole.runs["replicate"], strict=True)] == [
        (0, 0),
        (0, 1),
        (1, 0),
        (1, 1),
    ]
    assert {name: values[-1] for name, values in whole.runs.items()} == {
        name: values[0] for name, values in part.runs.items()
    }


@pytest.mark.parametrize("engine", ENGINES)
def test_an_engine_that_meets_a_point_it_cannot_run_gives_failures(engine: str) -> None:
    prepared = ENGINES[engine].prepare()(TREE, 4)
    batch = prepared.run(1, [Task(7, {LEVERAGE: 2.0}, 3, 2)], clauses=False)
    assert [(row["point"], row["replicate"]) for row in batch.failures] == [(7, 3), (7, 4)]
    assert "leverage" in batch.failures[0]["error"]


# Executors do not know engines, so that one engine goes through all of them.
@pytest.mark.parametrize(
    ("engine", "executor"),
    [
        *(("compiled", executor) for executor in EXECUTORS if executor != "dask"),
        ("mesa", "threads"),
        ("fake", "threads"),
        ("fake", "dask"),
    ],
)
def test_every_executor_gives_the_same_store(tmp_path: Path, engine: str, executor: str) -> None:
    swept(tmp_path / "one", engine, "a thread", chunk=100)
    result = swept(tmp_path / "out", engine, executor, chunk=1)
    assert data_of(tmp_path / "out") == data_of(tmp_path / "one")
    assert len(result.runs) == 6


@pytest.mark.parametrize("executor", ["a thread", "threads", "processes"])
def test_failed_replicates_are_rows_and_not_the_end(tmp_path: Path, executor: str) -> None:
    result = small_sweep(
        tmp_path / "out", "fail", replicates=20, executor=EXECUTORS[executor](), chunk=6
    )
    assert result.failed == len(result.failures) == 6 * 3
    assert set(result.failures["replicate"]) == {3, 10, 17}
    assert len(result.runs) == 6 * 17
    assert list(result.summary()["failed"]) == [3] * 6
    assert result.lost == 0


@pytest.mark.parametrize("chunk", [1, 8, 1000])
def test_a_task_that_fails_as_a_whole_costs_only_the_replicate_at_fault(
    tmp_path: Path, chunk: int
) -> None:
    small_sweep(tmp_path / "one", "refuse", replicates=20)
    result = small_sweep(tmp_path / "out", "refuse", replicates=20, chunk=chunk)
    assert set(result.failures["replicate"]) == {5}
    assert result.failures["error"][0] == "RuntimeError: all or nothing"
    assert (
        data_of(tmp_path / "out")["runs/p0000000-r00000000.parquet"]
        == (data_of(tmp_path / "one")["runs/p0000000-r00000000.parquet"])
    )


@OTHERS
def test_a_worker_that_is_killed_changes_nothing(tmp_path: Path, executor: str) -> None:
    victim = tmp_path / "victim"
    asked: dict[str, Any] = {"replicates": 40, "chunk": 10}
    small_sweep(tmp_path / "calm", f"kill={victim}", **asked)
    victim.touch()
    result = small_sweep(
        tmp_path / "out", f"kill={victim}", executor=EXECUTORS[executor](), **asked
    )
    assert not victim.exists()
    assert result.lost == result.failed == 0
    assert data_of(tmp_path / "out") == data_of(tmp_path / "calm")


def test_a_run_that_ends_its_worker_each_time_is_told_and_tried_again(tmp_path: Path) -> None:
    asked: dict[str, Any] = {"space": {PATROLS: [True]}, "replicates": 300, "chunk": 5}
    result = small_sweep(tmp_path / "out", "deadly", executor=Processes(2), **asked)
    assert result.lost == 5
    assert set(result.failures["replicate"]) == {5, 6, 7, 8, 9}
    assert "ended from outside" in result.failures["error"][0]
    # The block is not in the store, and the rest is.
    assert [file.stem for file in (tmp_path / "out" / "runs").iterdir()] == ["p0000000-r00000256"]


ALL = pytest.mark.parametrize("executor", EXECUTORS)


def job(title: str = "quiet", *, clauses: bool = True) -> Job:
    """A job of the engine that makes results up."""
    tree = tree_of(load_scenario("textbook/standard", {"scenario.title": title}))
    return Job(ENGINES["fake"], tree, 40, clauses=clauses)


def same(one: Batch, other: Batch) -> bool:
    """Whether two batches have the same rows."""
    tables = ("runs", "agreements", "clauses")
    return one.failures == other.failures and all(
        list(getattr(one, table)) == list(getattr(other, table))
        and all(np.array_equal(values, getattr(other, table)[name]) for name, values in columns)
        for table in tables
        for columns in [getattr(one, table).items()]
    )


@ALL
def test_tasks_give_the_rows_that_one_task_gives(executor: str) -> None:
    changes = {LEVERAGE: 0.25}
    tasks = [Task(0, {}, 0, 40), Task(2, changes, 3, 30), Task(2, changes, 50, 1)]
    seen: list[tuple[int, int]] = []
    found = run_tasks(
        job("fail"), tasks, EXECUTORS[executor](), lambda *progress: seen.append(progress)
    )
    do = job("fail").begin()
    assert list(found) == [0, 2]
    assert same(found[0], do((tasks[0],)))
    assert same(found[2], do(tuple(tasks[1:])))
    assert [row["replicate"] for row in found[2].failures] == [3, 10, 17, 24, 31]
    assert seen[-1] == (71, 71)
    assert seen == sorted(seen)


def test_what_a_worker_was_killed_by_is_a_row_and_the_rest_is_there() -> None:
    found = run_tasks(job("deadly"), [Task(count=16)], Processes(2))[0]
    assert found.failures == [failure(0, 5, LOST)]
    assert found.runs["replicate"].tolist() == [n for n in range(16) if n != 5]


def test_an_interruption_stops_the_processes_at_once() -> None:
    before = set(multiprocessing.active_children())

    def interrupt(*_: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run_tasks(job("slow"), [Task(count=128)], Processes(2), interrupt)
    # They have been told to end, which takes a slow machine a while.
    for process in set(multiprocessing.active_children()) - before:
        process.join(timeout=300)
    assert not set(multiprocessing.active_children()) - before


@pytest.mark.parametrize("threads", [1, 2, 5])
def test_something_else_is_done_here_while_threads_are_at_work(threads: int) -> None:
    where: list[threading.Thread] = []
    executor = Threads(threads, lambda: where.append(threading.current_thread()))
    assert len(run_tasks(job(), [Task(count=40)], executor)[0].runs["replicate"]) == 40
    assert where == [threading.current_thread()]


def test_a_failed_replicate_is_a_row_that_says_where() -> None:
    (row,) = job("refuse").begin()((Task(4, {}, 5, 1),)).failures
    assert (row["point"], row["replicate"], row["error"]) == (4, 5, "RuntimeError: all or nothing")
    assert "_mishaps" in row["traceback"]
    assert len(row["traceback"].splitlines()) <= 6


def test_an_interruption_in_this_thread_is_no_failed_replicate(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("tests.runs.fake_engine.Fake._mishaps", interrupted)
    with pytest.raises(KeyboardInterrupt):
        run_tasks(job(), [Task(count=3)], Threads(1))


def test_batches_are_joined_where_they_count_different_things() -> None:
    one = Batch({"point": np.array([0]), "end_day": np.array([3])})
    other = Batch({"point": np.array([1]), "published_a": np.array([7])}, failures=[{"point": 2}])
    found = joined([one, Batch(), other])
    assert {name: values.tolist() for name, values in found.runs.items()} == {
        "point": [0, 1],
        "end_day": [3, None],
        "published_a": [None, 7],
    }
    assert found.failures == [{"point": 2}]
    assert joined([Batch(), Batch()]) == Batch()


@given(st.integers(1, 5000), st.integers(1, 64))
def test_cut_tasks_hold_every_replicate_once(count: int, workers: int) -> None:
    size = chunk_size(count, workers, 64)
    parts = list(cut([Task(3, {}, 7, count)], size))
    assert [part.first + n for part in parts for n in range(part.count)] == [*range(7, 7 + count)]
    assert max(part.count for part in parts) == min(size, count) <= 64


def read(number: int) -> tuple[int, int]:
    """Stand for a run that is told and read."""
    if number < 0:
        os.abort()
    return number, os.getpid()


def test_runs_are_read_in_order_where_they_were_told() -> None:
    seen: list[tuple[int, int]] = []
    here = read_runs(read, range(20), ENGINES["fake"], 1, lambda *done: seen.append(done))
    assert here == [(number, os.getpid()) for number in range(20)]
    assert seen[-1] == (20, 20)
    there = read_runs(read, range(20), ENGINES["fake"], 2)
    assert [number for number, _ in there] == list(range(20))
    assert os.getpid() not in {process for _, process in there}
    with pytest.raises(RuntimeError, match="ended from outside"):
        read_runs(read, [1, -1], ENGINES["fake"], 2)


def test_a_run_takes_any_engine_of_the_table() -> None:
    traces: list[object] = []
    result = run(TREE, replicates=6, horizon=3, engine="fake", when_told=traces.append)
    assert list(result.runs["replicate"]) == [0, 1, 2, 3, 4, 5]
    assert traces == [result.told]


def test_work_is_taken_no_faster_than_it_is_done(tmp_path: Path) -> None:
    taken = 0

    def chunks() -> Any:  # noqa: ANN401
        nonlocal taken
        for number in range(100):
            taken += 1
            yield (Task(0, {}, number, 1),)

    seen: list[tuple[Chunk, Batch | None]] = []
    for pair in Threads(2).results(job(), chunks()):
        seen.append(pair)
        assert taken - len(seen) <= 2 * WAITING
    assert len(seen) == 100


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("thread", "fake"), "Did you mean threads?"),
        (("threads", "fake", 1, "tcp://127.0.0.1:1"), "only Dask has an address"),
    ],
)
def test_an_executor_that_is_none_is_refused(arguments: tuple[Any, ...], said: str) -> None:
    with pytest.raises(InputError, match="executor") as refused:
        executor_named(*arguments)
    assert said in str(refused.value)


def test_a_scheduler_that_does_not_answer_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sim.runs.executors.SECONDS_TO_ANSWER", 0.2)
    executor = executor_named("dask", "fake", None, "tcp://127.0.0.1:9")
    with pytest.raises(InputError, match=r"no scheduler answers at tcp://127\.0\.0\.1:9"):
        small_sweep(tmp_path / "out", replicates=2, executor=executor)
