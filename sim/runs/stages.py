"""A study in stages: its runs, kept in parts from which the same command goes on, and its folder.

A sweep gives every point the same replicates. That is right where points are compared with the
scenario as it is. Indices ask for more: the points that are set against each other share their
random streams, and different sets have different ones, so that what is found does not depend on
the draws of a few replicates. So each row of a stage says from which replicate it starts.

The runs lie in parts below `stages/`, a folder for each stage. Tables and pictures are written when
all stages are done; the manifest says last that they are.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from sim.day.batch import Batch, Task
from sim.runs.engines import ENGINES
from sim.runs.jobs import Job, lost
from sim.runs.store import STAGES, finish, note, opened, write_json, written
from sim.scenario.errors import InputError
from sim.scenario.quantity import plain
from sim.scenario.tree import fingerprint, tree_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import pandas as pd

    from sim.runs.executors import Executor
    from sim.runs.jobs import Chunk
    from sim.scenario.scenario import Scenario

Runs = Mapping[str, NDArray[np.float64]]
# Name of the stage, keys, values by row, replicates, and the first replicate of each row; gives
# arrays of rows by replicates.
Respond = Callable[[str, Sequence[str], Sequence[Sequence[Any]], int, Sequence[int]], Runs]
# Name of the stage, runs done, and runs there are.
StageProgress = Callable[[str, int, int], None]
_DIGEST, _FAILURES = b"digest", b"failures"


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
        Columns of ``runs.parquet`` that are wanted.
    kinds : mapping of float
        Numbers as which kinds of end come.
    progress : callable, optional
        Trace how far each stage is.
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
    kinds: Mapping[str, float]
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
            First replicate of each row; rows with the same one have the same random streams.

        Returns
        -------
        dict of numpy.ndarray
            Columns of shape (rows, replicates); NaN where a run failed.

        Raises
        ------
        InputError
            If no run of a row succeeded.
        """
        job = Job(ENGINES[self.engine], tree_of(self.scenario), self.horizon, self.seed)
        tasks = [
            Task(number, dict(zip(keys, map(plain, row), strict=True)), first, replicates)
            for number, (row, first) in enumerate(zip(rows, firsts, strict=True))
        ]
        size = max(1, job.engine.most // replicates)
        parts = [tuple(tasks[start : start + size]) for start in range(0, len(tasks), size)]
        grid = {name: np.full((len(rows), replicates), np.nan) for name in self.columns}
        (self.folder / STAGES / stage).mkdir(parents=True, exist_ok=True)
        held = {part[0].point: self._read(stage, part) for part in parts}
        missing = [part for part in parts if held[part[0].point] is None]
        done, total = (len(rows) - sum(map(len, missing))) * replicates, len(rows) * replicates
        for part in parts:
            if (table := held.pop(part[0].point)) is not None:
                self._fill(grid, stage, part, table)
        self._tell(stage, done, total)
        for part, batch in self.executor.results(job, missing) if missing else ():
            table = self._table(part, batch or Batch(failures=lost(part)))
            # What was lost with its worker is tried again by the same command.
            if batch is not None:
                with written(self.folder, _name(stage, part)) as aside:
                    pq.write_table(table, aside)
            self._fill(grid, stage, part, table)
            done += len(part) * replicates
            self._tell(stage, done, total)
        self.runs += total
        self._refuse_rows_without_runs(grid, stage, keys, rows)
        return grid

    def _fill(
        self, grid: Mapping[str, NDArray[np.float64]], stage: str, part: Chunk, table: pa.Table
    ) -> None:
        row, replicate = (table.column(name).to_numpy() for name in ("row", "replicate"))
        firsts = np.array([task.first for task in part])
        for name in self.columns:
            grid[name][row, replicate - firsts[row - part[0].point]] = table.column(name).to_numpy()
        failed = json.loads((table.schema.metadata or {}).get(_FAILURES, b"[]"))
        self.failures += [{"stage": stage, **one} for one in failed]

    def _tell(self, stage: str, done: int, total: int) -> None:
        if self.progress is not None:
            self.progress(stage, done, total)

    def _table(self, part: Chunk, batch: Batch) -> pa.Table:
        """Lay out the rows of a part, in order whatever the order in which they came."""
        empty = np.zeros(0)
        point, replicate = (
            np.asarray(batch.runs.get(name, empty), np.int64) for name in ("point", "replicate")
        )
        order = np.lexsort((replicate, point))
        values = {name: self._numbers(batch.runs.get(name, empty))[order] for name in self.columns}
        table = pa.table({"row": point[order], "replicate": replicate[order]} | values)
        failed = [
            {"row": one["point"], "replicate": one["replicate"], "error": one["error"]}
            for one in batch.failures
        ]
        return table.replace_schema_metadata(
            {_DIGEST: _digest(part), _FAILURES: json.dumps(failed).encode()}
        )

    def _numbers(self, column: NDArray[Any]) -> NDArray[np.float64]:
        """Kinds of end as numbers; all else is one."""
        if column.dtype == object:
            return np.array([self.kinds[kind] for kind in column], dtype=float)
        return np.asarray(column, dtype=float)

    def _read(self, stage: str, part: Chunk) -> pa.Table | None:
        """Read a part; None where it is not there, damaged, or of other points."""
        try:
            table = pq.read_table(self.folder / _name(stage, part))
        except (OSError, pa.ArrowException):
            return None
        metadata = table.schema.metadata or {}
        same = metadata.get(_DIGEST) == _digest(part)
        return table if same and set(self.columns) <= set(table.column_names) else None

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


def _name(stage: str, part: Chunk) -> str:
    return f"{STAGES}/{stage}/part-{part[0].point:07d}.parquet"


def _digest(part: Chunk) -> bytes:
    asked = [[task.point, dict(task.changes), task.first, task.count] for task in part]
    return fingerprint({"part": asked}).encode()


@contextmanager
def opened_study(
    folder: Path, verb: str, identity: Mapping[str, Any], scenario: str
) -> Iterator[None]:
    """Make a folder for a study, or find it, and keep other writers out.

    Parameters
    ----------
    folder : pathlib.Path
        Where it stands, or shall stand.
    verb : str
        What is done.
    identity : mapping
        All that the study depends on.
    scenario : str
        Name of the scenario.

    Yields
    ------
    None
        While nobody else writes there.

    Raises
    ------
    InputError
        As `sim.runs.store.opened` does.
    """
    with opened(folder, verb, identity):
        note(folder, verb, identity, {"scenario": scenario})
        (folder / STAGES).mkdir(exist_ok=True)
        yield


def finish_study(
    folder: Path,
    summary: Mapping[str, Any],
    tables: Mapping[str, pd.DataFrame],
    texts: Mapping[str, str],
) -> None:
    """Write what a study found, and say that it is whole.

    Parameters
    ----------
    folder : pathlib.Path
        A folder that `opened_study` has made.
    summary : mapping
        Figures of ``summary.json``.
    tables : mapping of pandas.DataFrame
        Tables by name.
    texts : mapping of str
        Other files by name: pictures, the page.
    """
    for name, frame in tables.items():
        table = pa.Table.from_pandas(frame, preserve_index=False)
        with written(folder, f"{name}.parquet") as aside:
            # Without the notes of pandas the same rows give the same file on all its versions.
            pq.write_table(table.replace_schema_metadata(None), aside)
    for name, text in texts.items():
        with written(folder, name) as aside:
            aside.write_text(text, encoding="utf-8", newline="\n")
    with written(folder, "summary.json") as aside:
        write_json(aside, summary)
    finish(folder)
