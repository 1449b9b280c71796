"""A sweep: one scenario at many points of a design, many times each, into a store."""

from __future__ import annotations

import math
import shutil
import tempfile
import weakref
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow.parquet as pq

from sim.questions.sweep.findings import Findings, days_of, summary_of
from sim.questions.sweep.words import PICTURE
from sim.runs.designs import REAL, Design, Points
from sim.runs.engines import DEFAULT_ENGINE, ENGINES, check_settings
from sim.runs.executors import executor_named
from sim.runs.jobs import Job
from sim.runs.store import written
from sim.runs.sweep_store import Question, opened_sweep
from sim.runs.versions import installed_version, source_hash
from sim.scenario.errors import InputError
from sim.scenario.load import scenario_from_tree, scenario_of
from sim.scenario.tree import Tree, changed, fingerprint, tree_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd
    import pyarrow as pa

    from sim.runs.executors import Executor
    from sim.runs.jobs import Progress
    from sim.scenario.scenario import Scenario

_LAYOUT = 1
# So many points are all checked before anything is run; of more, those at the ends of ranges.
_MOST_CHECKED = 512
_MOST_CHUNK = 1_000_000


@dataclass(frozen=True)
class Sweep:
    """What a sweep is about.

    Parameters
    ----------
    scenario : Scenario
        What is run.
    points : Points
        Points of the design.
    design : str
        Name of the design.
    seed, replicates, horizon : int
        Seed of the runs, how many at each point, and days simulated.
    engine : str
        What carries them out.
    clauses : bool
        Whether the table of clauses is kept.
    """

    scenario: Scenario
    points: Points
    design: str
    seed: int
    replicates: int
    horizon: int
    engine: str
    clauses: bool

    @cached_property
    def tree(self) -> Tree:
        """Completed tree of the scenario."""
        return tree_of(self.scenario)

    @cached_property
    def digest(self) -> str:
        """Hash of what is asked, apart from the number of replicates."""
        points = self.points.digest()
        return fingerprint({"identity": self.question.identity, "points": points})

    @cached_property
    def question(self) -> Question:
        """What a store of the sweep answers."""
        identity = {
            "layout": _LAYOUT,
            "version": installed_version(),
            "source": source_hash(),
            # It writes the files.
            "pyarrow": installed_version("pyarrow"),
            "config": self.tree,
            "seed": self.seed,
            "horizon": self.horizon,
            "engine": self.engine,
            "clauses": self.clauses,
            "parameters": [f"{name} ({kind})" for name, kind in self.points.kinds.items()],
        }
        return Question(
            identity=identity,
            points=self.points,
            replicates=self.replicates,
            shape=ENGINES[self.engine].block,
            tables=("runs", "agreements", "clauses") if self.clauses else ("runs", "agreements"),
        )


@dataclass(frozen=True)
class SweepResult:
    """What a sweep gave; tables are read when they are used.

    Parameters
    ----------
    sweep : Sweep
        What was asked, its points numbered as in the store.
    folder : pathlib.Path
        The store.
    lost : int
        Runs whose worker was ended from outside, again and again; the same command
        tries them once more.
    mended : int
        Blocks of the store that were found damaged, and were made again.
    figures : pyarrow.Table
        A row per point; see `summary`.
    """

    sweep: Sweep
    folder: Path
    lost: int
    mended: int
    figures: pa.Table = field(repr=False)

    @property
    def failed(self) -> int:
        """How many runs failed, those lost among them."""
        return sum(self.figures.column("failed").to_pylist())

    @cached_property
    def findings(self) -> Findings:
        """What changed, and what changed most."""
        return Findings(self.sweep, self.figures)

    @cached_property
    def runs(self) -> pd.DataFrame:
        """A row per replicate and point, with the parameters of the point."""
        return self._blocks("runs")

    @cached_property
    def agreements(self) -> pd.DataFrame:
        """A row per agreement."""
        return self._blocks("agreements")

    @cached_property
    def clauses(self) -> pd.DataFrame:
        """A row per obligation, where clauses were asked for."""
        if not self.sweep.clauses:
            raise InputError("no clauses were kept", key="clauses", mend="Ask for clauses=true")
        return self._blocks("clauses")

    @cached_property
    def failures(self) -> pd.DataFrame:
        """A row per failed replicate."""
        return self._read("failures.parquet")

    @cached_property
    def points(self) -> pd.DataFrame:
        """A row per point: its number and its parameters."""
        return self._read("points.parquet")

    def summary(self) -> pd.DataFrame:
        """Give what happened at each point.

        Returns
        -------
        pandas.DataFrame
            A row per point: parameters, ``replicates``, ``failed``, shares still in
            force (``held_30`` and so on), ``days_mean`` and ``days_median``, each
            with its 95 % interval in ``_low`` and ``_high``, and kinds of end
            (``end_offensive`` and so on).
        """
        frame: pd.DataFrame = self.figures.to_pandas()
        return frame

    def _read(self, name: str) -> pd.DataFrame:
        frame: pd.DataFrame = pq.read_table(self.folder / name).to_pandas()
        return frame

    def _blocks(self, table: str) -> pd.DataFrame:
        rows = self._read(table)
        return rows.sort_values(["point", "replicate"], kind="stable", ignore_index=True)


def sweep(  # noqa: PLR0913 - the settings of the command, by name
    scenario: str | Scenario | Mapping[str, Any],
    space: Mapping[str, Sequence[Any]] | None = None,
    *,
    design: str | Design = "grid",
    points: int = 64,
    seed: int = 1,
    replicates: int = 50,
    horizon: int | None = None,
    engine: str | None = None,
    executor: str | Executor = "auto",
    address: str | None = None,
    workers: int | None = None,
    chunk: int | None = None,
    clauses: bool = False,
    out: Path | str | None = None,
    progress: Progress | None = None,
) -> SweepResult:
    """Run a scenario at many points of a design, many times each.

    Parameters
    ----------
    scenario : str, Scenario or mapping
        Name of a scenario, a loaded scenario, or its tree.
    space : mapping, optional
        Values by dotted key, or low and high for a design of samples.
    design : str or Design
        One of `sim.runs.designs.DESIGNS`, or a whole design in place of `space`.
    points : int
        Number of points of a design of samples.
    seed : int
        Seed of the runs. A replicate has the same random streams at every point.
    replicates : int
        How many runs at each point.
    horizon : int, optional
        Days simulated; by default those of the scenario.
    engine : str, optional
        What carries the runs out; by default the compiled one where it is there.
    executor : str or Executor
        ``threads``, ``processes``, ``dask``, or ``auto`` for what suits the engine.
    address : str, optional
        Address of a scheduler of Dask.
    workers : int, optional
        How many workers; by default one for each processor.
    chunk : int, optional
        Runs that a worker is handed at once, at most.
    clauses : bool
        Whether to keep the table of clauses, which is larger than all the others.
    out : path or str, optional
        The store. If it is there, the sweep goes on where it stopped. By default a
        temporary folder that goes with the result.
    progress : callable, optional
        Trace how many runs are done, and how many there are.

    Returns
    -------
    SweepResult
        Data frames, read when they are used.

    Raises
    ------
    InputError
        If the scenario, the design or a setting is at fault, or the store is of
        another question.
    """
    if isinstance(design, str):
        design = Design(design, dict(space or {}), points)
    asked = sweep_of(
        scenario,
        design,
        seed=seed,
        replicates=replicates,
        horizon=horizon,
        engine=engine,
        clauses=clauses,
    )
    check_settings(workers=workers)
    if isinstance(executor, str):
        executor = executor_named(executor, asked.engine, workers, address)
    if out is not None:
        return carried_out(asked, Path(out), executor, chunk, progress)
    folder = tempfile.mkdtemp(prefix="sweep-")
    try:
        result = carried_out(asked, Path(folder), executor, chunk, progress)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    # The tables are read when they are used, so that the folder stays as long as the result.
    weakref.finalize(result, shutil.rmtree, folder, ignore_errors=True)
    return result


def sweep_of(  # noqa: PLR0913 - the settings of the command, by name
    scenario: str | Scenario | Mapping[str, Any],
    design: Design,
    *,
    seed: int = 1,
    replicates: int = 50,
    horizon: int | None = None,
    engine: str | None = None,
    clauses: bool = False,
) -> Sweep:
    """Lay a sweep out, and check every part of it before anything is run.

    Parameters
    ----------
    scenario : str, Scenario or mapping
        Name of a scenario, a loaded scenario, or its tree.
    design : Design
        What points are wanted.
    seed, replicates, horizon, engine, clauses
        See `sweep`.

    Returns
    -------
    Sweep
        What is to be done.

    Raises
    ------
    InputError
        If any part is at fault.
    """
    scenario = scenario_of(scenario)
    days = scenario.scenario.horizon if horizon is None else horizon
    name = engine or DEFAULT_ENGINE
    check_settings(seed=seed, replicates=replicates, horizon=days, engine=name)
    tree = tree_of(scenario)
    laid_out = design.laid_out(tree)
    _check_points(tree, laid_out)
    return Sweep(scenario, laid_out, design.name, seed, replicates, days, name, bool(clauses))


def _check_points(tree: Tree, points: Points) -> None:
    """Refuse a design with points that cannot be run, before the first is."""
    numbers: Sequence[int] = range(len(points))
    if len(points) > _MOST_CHECKED:
        ends = {0}
        for place, kind in enumerate(points.kinds.values()):
            if kind == REAL:
                ends |= {pick(numbers, key=lambda n: points.rows[n][place]) for pick in (min, max)}
        step = math.ceil(len(points) / _MOST_CHECKED)
        numbers = sorted(ends | set(numbers[::step]))
    for number in numbers:
        changes = points.changes(number)
        try:
            scenario_from_tree(changed(tree, changes))
        except InputError as error:
            if error.key in changes:
                raise
            stated = ", ".join(f"{key}={value}" for key, value in changes.items())
            raise InputError(
                f"point {number} ({stated}) cannot be run: {error}", key="design"
            ) from None


def carried_out(
    asked: Sweep,
    folder: Path,
    executor: Executor,
    chunk: int | None = None,
    progress: Progress | None = None,
) -> SweepResult:
    """Carry a sweep out, as far as its store has not got it yet.

    Parameters
    ----------
    asked : Sweep
        What is to be done.
    folder : pathlib.Path
        The store.
    executor : Executor
        Where the runs are carried out.
    chunk : int, optional
        Runs that a worker is handed at once, at most.
    progress : callable, optional
        Trace how many runs are done, and how many there are.

    Returns
    -------
    SweepResult
        What it gave.

    Raises
    ------
    InputError
        If the store cannot be used.
    """
    if chunk is not None and not (type(chunk) is int and 1 <= chunk <= _MOST_CHUNK):
        raise InputError(f"{chunk!r} does not fit", key="chunk", mend="Write a whole number from 1")
    with opened_sweep(folder, asked.question) as store:
        numbered = replace(asked, points=store.question.points)
        job = Job(ENGINES[asked.engine], asked.tree, asked.horizon, asked.seed, asked.clauses)
        lost = store.fill(job, executor, chunk or job.engine.most, progress)
        blocks = [block for block in store.question.blocks() if block.name in store.held]
        table = summary_of(folder, blocks, numbered.points, asked.replicates, asked.horizon)
        store.write_table("summary", table)
        store.finish(lost, _figures(numbered, table))
    return SweepResult(numbered, folder, len(lost), store.mended, table)


def write_picture(result: SweepResult) -> None:
    """Draw the picture of a sweep into its store.

    Parameters
    ----------
    result : SweepResult
        The sweep.
    """
    # Pictures take a second to import.
    from sim.questions.sweep.picture import sweep_svg  # noqa: PLC0415

    with written(result.folder, PICTURE) as aside:
        aside.write_text(sweep_svg(result.findings), encoding="utf-8", newline="\n")


def _figures(asked: Sweep, table: pa.Table) -> dict[str, Any]:
    """Figures of `summary.json`; those of each point stand in `summary.parquet`."""
    return {
        "scenario": asked.scenario.name,
        "design": asked.design,
        "parameters": list(asked.points.kinds),
        "points": len(asked.points),
        "seed": asked.seed,
        "replicates": asked.replicates,
        "horizon": asked.horizon,
        "runs": sum(table.column("replicates").to_pylist()),
        "failed": sum(table.column("failed").to_pylist()),
        "range": {
            name: [float(known.min()), float(known.max())] if len(known) else None
            for name in [*(f"held_{day}" for day in days_of(asked.horizon)), "days_mean"]
            for values in [table.column(name).to_numpy()]
            for known in [values[~np.isnan(values)]]
        },
    }
