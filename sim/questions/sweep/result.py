"""What a sweep asks, and what it gives."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq

from sim.runs.engines import ENGINES
from sim.runs.sweep_store import Question
from sim.runs.versions import installed_version, source_hash
from sim.scenario.errors import InputError
from sim.scenario.tree import Tree, fingerprint, tree_of

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

    from sim.runs.points import Points
    from sim.scenario.scenario import Scenario

LAYOUT = 1


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
            "layout": LAYOUT,
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
    def runs(self) -> pd.DataFrame:
        """A row per replicate and point, with the parameters of the point."""
        return _sorted(self._read("runs"))

    @cached_property
    def agreements(self) -> pd.DataFrame:
        """A row per agreement."""
        return _sorted(self._read("agreements"))

    @cached_property
    def clauses(self) -> pd.DataFrame:
        """A row per obligation, where clauses were asked for."""
        if not self.sweep.clauses:
            raise InputError("no clauses were kept", key="clauses", mend="Ask for clauses=true")
        return _sorted(self._read("clauses"))

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


def _sorted(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.sort_values(["point", "replicate"], kind="stable", ignore_index=True)
