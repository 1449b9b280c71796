"""Many runs: one job, its chunks, its rows, and a failed replicate as a row.

`run_tasks` carries runs out and counts them; `read_runs` has runs told and reads each where it was
told. Where they are carried out is for `sim.runs.executors`. Rows come in the order of replicates,
and do not depend on where, nor on how the work was cut.
"""

from __future__ import annotations

import math
import threading
import traceback
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any, Generic, TypeVar

import numpy as np

from sim.day.batch import TABLES, Batch, Columns, Task
from sim.runs.executors import Processes, Threads
from sim.scenario.tree import fingerprint

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from sim.day.batch import Prepared
    from sim.runs.engines import Engine
    from sim.runs.executors import Executor

Chunk = tuple[Task, ...]
# Trace how many runs are done, and how many there are.
Progress = Callable[[int, int], None]
# Chunks for each worker, at least, so that all end at about one time.
_CHUNKS_EACH = 8
# Prepared engines that a process keeps, for studies and classes that come back to a scenario.
_MOST_KEPT = 32
_LINES_OF_TRACEBACK = 6
LOST = "RuntimeError: each process that ran it was ended from outside"

A = TypeVar("A")
R = TypeVar("R")


@dataclass(frozen=True)
class Job:
    """What all runs that are carried out together have in common.

    Parameters
    ----------
    engine : Engine
        What carries them out.
    tree : mapping
        Completed tree of the scenario; distributions are drawn in each replicate.
    horizon : int
        Days simulated.
    seed : int
        Seed of the runs.
    clauses : bool
        Whether the table of clauses is wanted.
    party_classes : mapping
        Classes of one's own by the id of a party, monitor or obligation; only for engines
        that take them.
    """

    engine: Engine
    tree: Mapping[str, Any] = field(repr=False)
    horizon: int
    seed: int = 1
    clauses: bool = False
    party_classes: Mapping[str, type] = field(default_factory=dict)

    @property
    def module(self) -> str:
        """Module of the engine."""
        return self.engine.preparer

    @property
    def own(self) -> dict[str, Any]:
        """Further arguments of the engine, which only some know."""
        return {"party_classes": self.party_classes} if self.party_classes else {}

    @cached_property
    def _key(self) -> str:
        """Hash of all that the prepared engine depends on, classes of one's own apart."""
        return fingerprint({"engine": self.module, "tree": self.tree, "horizon": self.horizon})

    def begin(self) -> Callable[[Chunk], Batch]:
        """Prepare the engine, or find it where this process has it prepared.

        Returns
        -------
        callable
            Carries a chunk out in the thread that calls it. Where the engine as a whole fails,
            its replicates are tried one by one, so that the one at fault is found and the
            others are kept.
        """
        return partial(_batch_of, self._prepared(), self.seed, self.clauses)

    def _prepared(self) -> Prepared:
        prepare = partial(self.engine.prepare(), self.tree, self.horizon, **self.own)
        if self.own:
            return prepare()
        with _keeping:
            found = _kept.pop(self._key, None) or prepare()
            _kept[self._key] = found
            if len(_kept) > _MOST_KEPT:
                _kept.popitem(last=False)
        return found


_kept: OrderedDict[str, Prepared] = OrderedDict()
_keeping = threading.Lock()


def _batch_of(prepared: Prepared, seed: int, clauses: bool, chunk: Chunk) -> Batch:  # noqa: FBT001
    try:
        return prepared.run(seed, chunk, clauses=clauses)
    except Exception as error:  # noqa: BLE001 - whatever fails in a run is data
        if sum(task.count for task in chunk) == 1:
            return Batch(failures=[failure(chunk[0].point, chunk[0].first, error)])
    singles = [replace(t, first=t.first + n, count=1) for t in chunk for n in range(t.count)]
    return joined([_batch_of(prepared, seed, clauses, (task,)) for task in singles])


def failure(point: int, replicate: int, error: BaseException | str) -> dict[str, Any]:
    """Describe a failed replicate as a row.

    Parameters
    ----------
    point, replicate : int
        Which it is.
    error : BaseException or str
        What went wrong.

    Returns
    -------
    dict
        A row of ``failures.parquet``.
    """
    lines: list[str] = []
    if not isinstance(error, str):
        lines = "".join(traceback.format_exception(error)).rstrip().splitlines()
        error = f"{type(error).__name__}: {error}"
    written = "\n".join(lines[-_LINES_OF_TRACEBACK:])
    return {"point": point, "replicate": replicate, "error": error, "traceback": written}


def lost(chunk: Chunk) -> list[dict[str, Any]]:
    """Describe the runs of a chunk that was lost with its workers.

    Parameters
    ----------
    chunk : tuple of Task
        The chunk.

    Returns
    -------
    list of dict
        A row of the failures for each.
    """
    return [failure(t.point, t.first + n, LOST) for t in chunk for n in range(t.count)]


def joined(batches: Sequence[Batch]) -> Batch:
    """Join batches, one after the other.

    Parameters
    ----------
    batches : sequence of Batch
        The batches. Points may differ in what they count, such as the parties that publish.

    Returns
    -------
    Batch
        All their rows; None where a batch lacks a column.
    """
    tables: dict[str, Columns] = {}
    for table in TABLES:
        parts: list[Columns] = [found for one in batches if (found := getattr(one, table))]
        sizes = [len(next(iter(part.values()))) for part in parts]
        tables[table] = {
            name: np.concatenate(
                [
                    part[name] if name in part else np.full(size, None)
                    for part, size in zip(parts, sizes, strict=True)
                ]
            )
            for name in dict.fromkeys(name for part in parts for name in part)
        }
    return Batch(**tables, failures=[row for batch in batches for row in batch.failures])


def chunk_size(runs: int, workers: int, most: int) -> int:
    """Choose how many runs a worker is handed at once.

    Parameters
    ----------
    runs, workers : int
        How many of each.
    most : int
        Runs of a chunk, at most.

    Returns
    -------
    int
        At least 1.
    """
    return max(1, min(most, math.ceil(runs / (workers * _CHUNKS_EACH))))


def cut(tasks: Iterable[Task], size: int) -> Iterator[Task]:
    """Cut tasks into smaller ones.

    Parameters
    ----------
    tasks : iterable of Task
        The tasks.
    size : int
        Most replicates of a task.

    Yields
    ------
    Task
        Tasks, in order.
    """
    for task in tasks:
        for start in range(0, task.count, size):
            yield replace(task, first=task.first + start, count=min(size, task.count - start))


def run_tasks(
    job: Job, tasks: Sequence[Task], executor: Executor, progress: Progress | None = None
) -> dict[int, Batch]:
    """Carry out tasks, and keep what they give in memory.

    Parameters
    ----------
    job : Job
        What they have in common.
    tasks : sequence of Task
        What is run. No replicate of a point stands in two of them.
    executor : Executor
        Where.
    progress : callable, optional
        Trace how many runs are done, and how many there are.

    Returns
    -------
    dict of Batch
        By point, the rows in the order of replicates. A replicate that fails is a row of the
        failures, and so is one whose worker was ended from outside, as often as it was tried.
    """
    total, done = sum(task.count for task in tasks), 0
    size = chunk_size(total, executor.workers, job.engine.most)
    found: dict[int, dict[int, Batch]] = {task.point: {} for task in tasks}
    chunks = ((task,) for task in cut(tasks, size))
    for chunk, batch in executor.results(job, chunks):
        (task,) = chunk
        found[task.point][task.first] = batch or Batch(failures=lost(chunk))
        done += task.count
        if progress is not None:
            progress(done, total)
    return {point: joined([own[n] for n in sorted(own)]) for point, own in found.items()}


@dataclass(frozen=True)
class _Reading(Generic[A, R]):
    """Runs that are told, each read where it was told, so that no log is sent anywhere."""

    engine: Engine
    read: Callable[[A], R]

    @property
    def module(self) -> str:
        return self.engine.teller

    def begin(self) -> Callable[[tuple[int, list[A]]], list[R]]:
        return lambda chunk: [self.read(one) for one in chunk[1]]


def read_runs(
    read: Callable[[A], R],
    asked: Sequence[A],
    engine: Engine,
    workers: int,
    progress: Progress | None = None,
) -> list[R]:
    """Tell runs in processes, and read each.

    Parameters
    ----------
    read : callable
        Tells the run that it is asked for, and reads it; a function of a module, or a
        `functools.partial` of one.
    asked : sequence
        What it takes for each run, as plain data.
    engine : Engine
        What tells them.
    workers : int
        How many processes. With 1 all is done in this one.
    progress : callable, optional
        Trace how many runs are read, and how many there are.

    Returns
    -------
    list
        What was read, in the order of `asked`; the same for any number of processes.

    Raises
    ------
    RuntimeError
        If a process was ended from outside, as often as it was tried.
    """
    workers = min(workers, len(asked))
    executor: Executor = Threads(1) if workers <= 1 else Processes(workers)
    size = chunk_size(len(asked), max(workers, 1), _LOGS_AT_ONCE)
    starts = range(0, len(asked), size)
    chunks = ((start, list(asked[start : start + size])) for start in starts)
    found: dict[int, list[R]] = {}
    done = 0
    for (start, chunk), rows in executor.results(_Reading(engine, read), chunks):
        if rows is None:
            raise RuntimeError(LOST)
        found[start] = rows
        done += len(chunk)
        if progress is not None:
            progress(done, len(asked))
    return [row for start in starts for row in found[start]]


_LOGS_AT_ONCE = 8
