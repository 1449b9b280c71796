"""The runs of a study, stage by stage, each a sweep with a store that goes on where it stopped."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow.parquet as pq
from numpy.typing import NDArray

from sim.scenario.errors import InputError
from sim.study.points import numbers_of, points_of
from sim.study.sweep import carried_out
from sim.study.sweep_result import Sweep

if TYPE_CHECKING:
    from pathlib import Path

    from sim.scenario.scenario import Scenario
    from sim.study.executors import Executor

Runs = Mapping[str, NDArray[np.float64]]
# Name of the stage, keys, values by row, and replicates; gives arrays of rows by replicates.
Respond = Callable[[str, Sequence[str], Sequence[Sequence[Any]], int], Runs]
# Name of the stage, runs done, and runs there are.
StageProgress = Callable[[str, int, int], None]
FOLDER = "stages"


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
        Folder of the study; each stage has a store in it.
    columns : tuple of str
        Columns of ``runs.parquet`` that are wanted.
    progress : callable, optional
        Told how far each stage is.
    runs, failed : int
        Runs so far, and those that failed.
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
    failed: int = field(default=0, init=False)

    def __call__(
        self, stage: str, keys: Sequence[str], rows: Sequence[Sequence[Any]], replicates: int
    ) -> Runs:
        """Run a stage, as far as its store has not got it yet.

        Parameters
        ----------
        stage : str
            Its name.
        keys : sequence of str
            Dotted keys of what varies.
        rows : sequence of sequence
            Values, a row per point wanted; a row may stand twice.
        replicates : int
            Runs at each point, with the same luck at every point.

        Returns
        -------
        dict of numpy.ndarray
            Columns of shape (rows, replicates); NaN where a run failed.

        Raises
        ------
        InputError
            If no run of a point succeeded.
        """
        asked = Sweep(
            self.scenario,
            points_of(keys, rows),
            stage,
            self.seed,
            replicates,
            self.horizon,
            self.engine,
            clauses=False,
        )
        tell = self.progress

        def show(done: int, total: int) -> None:
            if tell is not None:
                tell(stage, done, total)

        result = carried_out(asked, self.folder / FOLDER / stage, self.executor, None, show)
        self.runs += asked.question.runs
        self.failed += result.failed
        table = pq.read_table(result.folder / "runs", columns=["point", "replicate", *self.columns])
        point, replicate = (table.column(n).to_numpy() for n in ("point", "replicate"))
        places = numbers_of(result.sweep.points, rows)
        found = {}
        for name in self.columns:
            grid = np.full((len(result.sweep.points), replicates), np.nan)
            grid[point, replicate] = table.column(name).to_numpy(zero_copy_only=False)
            found[name] = grid[places]
        _refuse_points_without_runs(found, keys, rows, result.failures["error"].tolist())
        return found


def _refuse_points_without_runs(
    found: Runs,
    keys: Sequence[str],
    rows: Sequence[Sequence[Any]],
    errors: Sequence[str],
) -> None:
    for place, row in enumerate(rows):
        if np.isnan(next(iter(found.values()))[place]).all():
            stated = ", ".join(f"{key}={value}" for key, value in zip(keys, row, strict=True))
            why = next(iter(errors), "no run was carried through")
            shortened = stated if len(keys) <= 4 else f"{stated[:200]} ..."  # noqa: PLR2004
            raise InputError(
                f"a point cannot be run ({why}): {shortened}",
                key="sensitivity.space",
                mend="State narrower ranges, or leave a parameter out",
            )
