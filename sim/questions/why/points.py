"""One scenario under many changes, on the same luck: each change is a point, run many times."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sim.record.batch import Task
from sim.runs.engines import ENGINES
from sim.runs.executors import executor_named
from sim.runs.jobs import Job, run_tasks

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sim.record.batch import Batch
    from sim.runs.jobs import Progress
    from sim.scenario.tree import Tree


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
            One for each point, its rows in the order of replicates.
        """
        job = Job(ENGINES[self.engine], self.tree, self.horizon, self.seed)
        tasks = [Task(n, changes, count=replicates) for n, changes in enumerate(points)]
        if further >= replicates:
            tasks += [Task(n, changes, further) for n, changes in enumerate(points)]
        executor = executor_named("auto", self.engine, self.workers)
        found = run_tasks(job, tasks, executor, self.progress)
        return [found[n] for n in range(len(points))]
