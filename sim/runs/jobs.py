"""What an executor hands out: chunks of one job, a bounded number at once.

How a chunk is carried out does not depend on where. What it yields depends on the chunk alone.
"""

from __future__ import annotations

import itertools
import threading
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, TypeVar

from sim.record.batch import Batch, Prepared, Task
from sim.runs.prepared import failure, united
from sim.scenario.tree import fingerprint

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from sim.runs.engines import Engine

# Chunks handed out for each worker, so that none waits while blocks are written.
WAITING = 3

Chunk = tuple[Task, ...]
F = TypeVar("F")


@dataclass(frozen=True)
class Job:
    """What all chunks of a sweep have in common.

    Parameters
    ----------
    engine : Engine
        What carries them out.
    tree : mapping
        Completed tree of the scenario.
    horizon : int
        Days simulated.
    seed : int
        Seed of the runs.
    clauses : bool
        Whether the table of clauses is wanted.
    """

    engine: Engine
    tree: Mapping[str, Any] = field(repr=False)
    horizon: int
    seed: int = 1
    clauses: bool = False

    @property
    def module(self) -> str:
        """Module of the engine."""
        return self.engine.preparer

    @property
    def key(self) -> str:
        """Hash of all that the prepared engine depends on."""
        return fingerprint(
            {"engine": self.engine.preparer, "tree": self.tree, "horizon": self.horizon}
        )

    def prepared(self) -> Prepared:
        """Prepare the engine.

        Returns
        -------
        Prepared
            The engine, ready to run.
        """
        return self.engine.prepare()(self.tree, self.horizon)


def carried_out(prepared: Prepared, job: Job, chunk: Chunk) -> Batch:
    """Carry out a chunk in this thread.

    Parameters
    ----------
    prepared : Prepared
        The engine.
    job : Job
        What all chunks have in common.
    chunk : tuple of Task
        The chunk.

    Returns
    -------
    Batch
        Its rows. Where the engine as a whole fails, its replicates are tried one by
        one, so that the one at fault is found and the others are kept.
    """
    try:
        return prepared.run(job.seed, chunk, clauses=job.clauses)
    except Exception as error:  # noqa: BLE001 - whatever fails in a run is data
        if sum(task.count for task in chunk) == 1:
            return Batch(failures=[failure(chunk[0].point, chunk[0].first, error)])
    single = [replace(t, first=t.first + n, count=1) for t in chunk for n in range(t.count)]
    return _one_batch([carried_out(prepared, job, (task,)) for task in single])


def _one_batch(parts: Sequence[Batch]) -> Batch:
    def rows(table: str) -> list[dict[str, Any]]:
        found = []
        for part in parts:
            columns = {name: values.tolist() for name, values in getattr(part, table).items()}
            found += [dict(zip(columns, row, strict=True)) for row in zip(*columns.values())]  # noqa: B905
        return found

    failures = list(itertools.chain.from_iterable(part.failures for part in parts))
    return Batch(
        united(rows("runs")), united(rows("agreements")), united(rows("clauses")), failures
    )


def in_window(
    submit: Callable[[Chunk], F],
    finished: Callable[[Sequence[F]], Iterable[F]],
    chunks: Iterable[Chunk],
    window: int,
) -> Iterator[tuple[Chunk, F]]:
    """Hand chunks out, a bounded number at once.

    Parameters
    ----------
    submit : callable
        Hands a chunk out, and gives its future.
    finished : callable
        Waits until one of several futures is done, and gives those that are.
    chunks : iterable of tuple of Task
        The chunks.
    window : int
        How many are out at once, at most.

    Yields
    ------
    tuple
        A chunk and its future, which is done.
    """
    out: dict[F, Chunk] = {}
    for chunk in chunks:
        out[submit(chunk)] = chunk
        if len(out) >= window:
            for future in finished(list(out)):
                yield out.pop(future), future
    while out:
        for future in finished(list(out)):
            yield out.pop(future), future


_prepared: tuple[str, Job, Prepared] | None = None
_preparing = threading.Lock()


def prepared_here(job: Job) -> Prepared:
    """Prepare an engine once in this process.

    Parameters
    ----------
    job : Job
        What it shall run.

    Returns
    -------
    Prepared
        The engine.
    """
    global _prepared  # noqa: PLW0603 - a worker has no other place to keep it
    with _preparing:
        key = job.key
        if _prepared is None or _prepared[0] != key:
            _prepared = (key, job, job.prepared())
        return _prepared[2]
