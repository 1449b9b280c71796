"""One scenario under many changes, on the same luck: each change is a point, run many times."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.record.batch import Batch, Task
from sim.runs.engines import ENGINES
from sim.runs.executors import executor_named
from sim.runs.jobs import Job

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sim.runs.replicates import Progress
    from sim.scenario.tree import Tree

# Replicates handed to a worker at once: several chunks for each point keep all workers busy.
CHUNK = 50
READ = ("replicate", "end_day", "ended", "end_kind")


@dataclass(frozen=True)
class Points:
    """Runs of one scenario under changes, on the same luck.

    Parameters
    ----------
    tree : dict
        Completed tree of the scenario.
    seed, horizon : int
        Seed of the runs, and days simulated.
    engine : str
        One of `sim.runs.engines.ENGINES`.
    workers : int or None
        Threads or processes; None for one for each processor.
    progress : callable or None
        Told how many runs are done, and how many there are.
    """

    tree: Tree
    seed: int
    horizon: int
    engine: str
    workers: int | None
    progress: Progress | None

    def of(
        self, points: Sequence[Mapping[str, Any]], replicates: int, further: int = 0
    ) -> list[Batch]:
        """Run each point.

        Parameters
        ----------
        points : sequence of mapping
            Changes by dotted key.
        replicates : int
            How many runs of each, from replicate 0.
        further : int
            A replicate that is run too where it is not among them.

        Returns
        -------
        list of Batch
            One for each point, with the columns of `READ` in the order of replicates.
        """
        chunks = list(self._chunks(points, replicates, further))
        total = sum(task.count for (task,) in chunks)
        job = Job(ENGINES[self.engine], self.tree, self.horizon, self.seed)
        found: list[list[tuple[int, Batch]]] = [[] for _ in points]
        done = 0
        executor = executor_named("auto", self.engine, self.workers)
        for (task,), batch in executor.results(job, chunks):
            found[task.point].append((task.first, batch or _lost(task)))
            done += task.count
            if self.progress is not None:
                self.progress(done, total)
        return [_joined([batch for _, batch in sorted(one, key=lambda p: p[0])]) for one in found]

    @staticmethod
    def _chunks(
        points: Sequence[Mapping[str, Any]], replicates: int, further: int
    ) -> Iterator[tuple[Task, ...]]:
        for point, changes in enumerate(points):
            for first in range(0, replicates, CHUNK):
                yield (Task(point, changes, first, min(CHUNK, replicates - first)),)
            if further >= replicates:
                yield (Task(point, changes, further, 1),)


def _lost(task: Task) -> Batch:
    """Rows for runs whose worker was ended from outside, as often as they were tried."""
    error = "the worker was ended from outside"
    return Batch(
        failures=[
            {"point": task.point, "replicate": number, "error": error, "traceback": ""}
            for number in range(task.first, task.first + task.count)
        ]
    )


def _joined(batches: Sequence[Batch]) -> Batch:
    parts = [batch.runs for batch in batches if batch.runs]
    runs = {name: np.concatenate([part[name] for part in parts]) for name in READ if parts}
    return Batch(runs, failures=[row for batch in batches for row in batch.failures])
