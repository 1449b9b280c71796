"""One contract for every engine and every executor: the same store, whatever carries it out."""

import importlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import dask.config
import pytest

from sim.questions.sweep.result import SweepResult
from sim.questions.sweep.sweep import sweep
from sim.record.batch import Batch, Task
from sim.runs.engines import ENGINES
from sim.runs.executors import Executor, Processes, Threads, executor_named
from sim.runs.jobs import WAITING, Chunk, Job
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


def test_work_is_taken_no_faster_than_it_is_done(tmp_path: Path) -> None:
    taken = 0

    def chunks() -> Any:  # noqa: ANN401
        nonlocal taken
        for number in range(100):
            taken += 1
            yield (Task(0, {}, number, 1),)

    job = Job(ENGINES["fake"], TREE, 4)
    seen: list[tuple[Chunk, Batch | None]] = []
    for pair in Threads(2).results(job, chunks()):
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
    monkeypatch.setattr("sim.runs.cluster.SECONDS_TO_ANSWER", 0.2)
    executor = executor_named("dask", "fake", None, "tcp://127.0.0.1:9")
    with pytest.raises(InputError, match=r"no scheduler answers at tcp://127\.0\.0\.1:9"):
        small_sweep(tmp_path / "out", replicates=2, executor=executor)
