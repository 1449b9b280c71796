"""The arms of a comparison, run on the same replicates."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import TYPE_CHECKING

from sim.record.batch import Task
from sim.runs.engines import ENGINES, check_settings
from sim.runs.executors import executor_named
from sim.runs.jobs import Job, run_tasks
from sim.runs.tables import frame_of
from sim.scenario.tree import fingerprint, tree_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from sim.questions.compare.comparison import Arm, Comparison
    from sim.record.batch import Batch
    from sim.runs.jobs import Progress


@dataclass(frozen=True)
class ArmRuns:
    """What the runs of one arm gave: the tables of a run, without a told one.

    Parameters
    ----------
    arm : Arm
        What was run.
    batch : Batch
        Columns of the tables.
    """

    arm: Arm
    batch: Batch = field(repr=False)

    @cached_property
    def runs(self) -> pd.DataFrame:
        """A row per replicate."""
        return self._frame("runs")

    @cached_property
    def agreements(self) -> pd.DataFrame:
        """A row per replicate and agreement."""
        return self._frame("agreements")

    @cached_property
    def clauses(self) -> pd.DataFrame:
        """A row per replicate, agreement and obligation."""
        return self._frame("clauses")

    @cached_property
    def failures(self) -> pd.DataFrame:
        """A row per failed replicate."""
        # pandas takes half a second to import, which a slip in a key should not cost.
        import pandas as pd  # noqa: PLC0415

        names = ("point", "replicate", "error", "traceback")
        return pd.DataFrame(self.batch.failures, columns=list(names))

    def _frame(self, table: str) -> pd.DataFrame:
        return frame_of(table, getattr(self.batch, table))


def carried_out(
    asked: Comparison, workers: int | None = None, progress: Progress | None = None
) -> dict[str, ArmRuns]:
    """Run every arm.

    Parameters
    ----------
    asked : Comparison
        What is to be run.
    workers : int, optional
        Number of threads, or of processes where the engine cannot use threads; by
        default one for each processor. Results do not depend on it.
    progress : callable, optional
        Told how many runs are done, and how many there are.

    Returns
    -------
    dict of ArmRuns
        By label, in the order of the arms. A replicate that fails is a row of its
        failures.
    """
    check_settings(workers=workers)
    executor = executor_named("auto", asked.engine, workers)
    total, done = asked.replicates * len(asked.arms), 0
    found: dict[int, Batch] = {}
    for places in _groups(asked.arms):
        first = asked.arms[places[0]]
        job = Job(
            ENGINES[asked.engine], tree_of(first.origin), first.horizon, asked.seed, clauses=True
        )
        tasks = [Task(n, asked.arms[n].changes, count=asked.replicates) for n in places]
        told = None if progress is None else partial(_further, progress, done, total)
        found |= run_tasks(job, tasks, executor, told)
        done += asked.replicates * len(tasks)
    return {arm.label: ArmRuns(arm, found[place]) for place, arm in enumerate(asked.arms)}


def _further(progress: Progress, before: int, total: int, done: int, _: int) -> None:
    progress(before + done, total)


def _groups(arms: Sequence[Arm]) -> list[list[int]]:
    """Put arms together that one prepared engine can run."""
    groups: dict[tuple[str, int], list[int]] = {}
    for place, arm in enumerate(arms):
        key = fingerprint(tree_of(arm.origin)), arm.horizon
        groups.setdefault(key, []).append(place)
    return list(groups.values())
