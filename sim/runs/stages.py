"""The runs of a study, stage by stage, kept in parts from which the same command goes on.

A sweep gives every point the same replicates. That is right where points are compared with the
scenario as it is. Indices ask for more: the points that are set against each other share their
luck, and different sets have different luck, so that what is found does not hang on the luck of a
few replicates. So each row of a stage says from which replicate it starts.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from sim.record.batch import Task
from sim.runs.engines import ENGINES
from sim.runs.jobs import Job
from sim.runs.store import writing
from sim.scenario.errors import InputError
from sim.scenario.quantity import plain
from sim.scenario.tree import fingerprint, tree_of
from sim.shared.lifetimes import KIND_NUMBERS

if TYPE_CHECKING:
    from pathlib import Path

    from sim.record.batch import Batch
    from sim.runs.executors import Executor
    from sim.runs.jobs import Chunk
    from sim.scenario.scenario import Scenario

Runs = Mapping[str, NDArray[np.float64]]
# Name of the stage, keys, values by row, replicates, and the first replicate of each row; gives
# arrays of rows by replicates.
Respond = Callable[[str, Sequence[str], Sequence[Sequence[Any]], int, Sequence[int]], Runs]
# Name of the stage, runs done, and runs there are.
StageProgress = Callable[[str, int, int], None]
FOLDER = "stages"
DIGEST, FAILURES = b"digest", b"failures"


@dataclass
class Stages:
    """Carries stages out with an engine.

    Parameters
    ----------
    scenario : Scenario
        What is run.
    seed, horizon : int
        Seed of the runs, and days simulated.
    engine : str
        Name of the engine.
    executor : Executor
        Where the runs are carried out.
    folder : pathlib.Path
        Folder of the study; it answers one question only.
    columns : tuple of str
        Columns of ``runs.parquet`` that are wanted; kinds of end come as the numbers of
        `sim.shared.lifetimes.KIND_NUMBERS`.
    progress : callable, optional
        Told how far each stage is.
    runs : int
        Runs so far.
    failures : list of dict
        ``stage``, ``row``, ``replicate`` and ``error`` of those that failed.
    """

    scenario: Scenario
    seed: int
    horizon: int
    engine: str
    executor: Executor
    folder: Path
    columns: tuple[str, ...]
    progress: StageProgress | None = None
    runs: int = field(default=0, init=False)
    failures: list[dict[str, Any]] = field(default_factory=list, init=False)

    def __call__(
        self,
        stage: str,
        keys: Sequence[str],
        rows: Sequence[Sequence[Any]],
        replicates: int,
        firsts: Sequence[int],
    ) -> Runs:
        """Run a stage, as far as it has not been run yet.

        Parameters
        ----------
        stage : str
            Its name.
        keys : sequence of str
            Dotted keys of what varies.
        rows : sequence of sequence
            Values, a row per point.
        replicates : int
            Runs of each row.
        firsts : sequence of int
            First replicate of each row; rows with the same one have the same luck.

        Returns
        -------
        dict of numpy.ndarray
            Columns of shape (rows, replicates); NaN where a run failed.

        Raises
        ------
        InputError
            If no run of a row succeeded.
        """
        tasks = [
            Task(number, dict(zip(keys, map(plain, row), strict=True)), first, replicates)
            for number, (row, first) in enumerate(zip(rows, firsts, strict=True))
        ]
        size = max(1, ENGINES[self.engine].most // replicates)
        parts = [tuple(tasks[start : start + size]) for start in range(0, len(tasks), size)]
        place = self.folder / FOLDER / stage
        place.mkdir(parents=True, exist_ok=True)
        grid = {name: np.full((len(rows), replicates), np.nan) for name in self.columns}
        missing = []
        done, total = 0, len(rows) * replicates
        for part in parts:
            held = _read(_file(place, part), part, self.columns)
            if held is None:
                missing.append(part)
                continue
            done += self._filled(grid, stage, part, held)
        self._tell(stage, done, total)
        if missing:
            job = Job(ENGINES[self.engine], tree_of(self.scenario), self.horizon, self.seed)
            for part, batch in self.executor.results(job, missing):
                table = _table(part, batch, self.columns)
                # What was lost with its worker is tried again by the same command.
                if batch is not None:
                    _write(_file(place, part), table)
                done += self._filled(grid, stage, part, table)
                self._tell(stage, done, total)
        self.runs += total
        self._refuse_rows_without_runs(grid, stage, keys, rows)
        return grid

    def _filled(
        self, grid: Mapping[str, NDArray[np.float64]], stage: str, part: Chunk, table: pa.Table
    ) -> int:
        row, replicate = (table.column(name).to_numpy() for name in ("row", "replicate"))
        firsts = np.array([task.first for task in part])
        shifted = replicate - firsts[row - part[0].point]
        for name in self.columns:
            grid[name][row, shifted] = table.column(name).to_numpy()
        failed = json.loads((table.schema.metadata or {}).get(FAILURES, b"[]"))
        self.failures += [{"stage": stage, **one} for one in failed]
        return sum(task.count for task in part)

    def _tell(self, stage: str, done: int, total: int) -> None:
        if self.progress is not None:
            self.progress(stage, done, total)

    def _refuse_rows_without_runs(
        self,
        grid: Mapping[str, NDArray[np.float64]],
        stage: str,
        keys: Sequence[str],
        rows: Sequence[Sequence[Any]],
    ) -> None:
        empty = np.flatnonzero(np.isnan(grid[self.columns[0]]).all(axis=1))
        if not len(empty):
            return
        stated = ", ".join(
            f"{key}={value}" for key, value in zip(keys, rows[int(empty[0])], strict=True)
        )
        why = next((one["error"] for one in self.failures if one["stage"] == stage), "lost")
        shortened = stated if len(keys) <= 4 else f"{stated[:200]} ..."  # noqa: PLR2004
        raise InputError(
            f"a point cannot be run ({why}): {shortened}",
            key="sensitivity.space",
            mend="State narrower ranges, or leave a parameter out",
        )


def _file(place: Path, part: Chunk) -> Path:
    return place / f"part-{part[0].point:07d}.parquet"


def _digest(part: Chunk) -> bytes:
    asked = [[task.point, dict(task.changes), task.first, task.count] for task in part]
    return fingerprint({"part": asked}).encode()


def _table(part: Chunk, batch: Batch | None, columns: Sequence[str]) -> pa.Table:
    """Lay out the rows of a part, in order whatever the order in which they came."""
    runs = {} if batch is None else batch.runs
    empty = np.zeros(0)
    point, replicate = (
        np.asarray(runs.get(name, empty), np.int64) for name in ("point", "replicate")
    )
    order = np.lexsort((replicate, point))
    values = {name: _numbers(runs.get(name, empty))[order] for name in columns}
    failed: list[dict[str, Any]] = []
    if batch is not None:
        failed = [
            {"row": one["point"], "replicate": one["replicate"], "error": one["error"]}
            for one in batch.failures
        ]
    else:
        failed = [
            {"row": task.point, "replicate": task.first + n, "error": "lost with its worker"}
            for task in part
            for n in range(task.count)
        ]
    table = pa.table({"row": point[order], "replicate": replicate[order]} | values)
    return table.replace_schema_metadata(
        {DIGEST: _digest(part), FAILURES: json.dumps(failed).encode()}
    )


def _numbers(column: NDArray[Any]) -> NDArray[np.float64]:
    """Kinds of end as numbers; all else is one."""
    if column.dtype == object:
        return np.array([KIND_NUMBERS[kind] for kind in column], dtype=float)
    return np.asarray(column, dtype=float)


def _write(file: Path, table: pa.Table) -> None:
    aside = file.with_suffix(".partial")
    with writing(file):
        pq.write_table(table, aside)
        aside.replace(file)


def _read(file: Path, part: Chunk, columns: Sequence[str]) -> pa.Table | None:
    """Read a part; None where it is not there, damaged, or of other points."""
    try:
        table = pq.read_table(file)
    except (OSError, pa.ArrowException):
        return None
    metadata = table.schema.metadata or {}
    sound = metadata.get(DIGEST) == _digest(part) and set(columns) <= set(table.column_names)
    return table if sound else None
