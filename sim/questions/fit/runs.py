"""The runs of a fit: the same stages for every agreement, kept in parts and taken up again."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from sim.questions.fit.logs import COLUMNS, Ask, told_runs
from sim.runs.stages import Stages
from sim.runs.store import STAGES, written
from sim.scenario.tree import fingerprint, tree_of
from sim.shared.lifetimes import KIND_NUMBERS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from sim.questions.fit.kernel import Runs
    from sim.questions.fit.question import Question
    from sim.runs.executors import Executor
    from sim.scenario.scenario import Scenario

    Progress = Callable[[str, int, int], None]

ENDS = ("end_day", "ended", "end_kind")
DIGEST = b"digest"


def _held(file: Path, digest: str) -> pd.DataFrame | None:
    """Read logs; None where they are not there, damaged, or of other draws."""
    try:
        table = pq.read_table(file)
    except (OSError, pa.ArrowException):
        return None
    if (table.schema.metadata or {}).get(DIGEST) != digest.encode():
        return None
    frame: pd.DataFrame = table.to_pandas()
    return frame


def _write(folder: Path, name: str, frame: pd.DataFrame, digest: str) -> None:
    table = pa.Table.from_pandas(frame, preserve_index=False)
    with written(folder, name) as aside:
        pq.write_table(table.replace_schema_metadata({DIGEST: digest.encode()}), aside)


@dataclass
class FitRuns:
    """Carries out stages of a fit.

    Parameters
    ----------
    question : Question
        What is asked.
    folder : pathlib.Path
        Folder of the fit.
    executor : Executor
        Where the runs are carried out.
    progress : callable, optional
        Told the stage, runs done, and runs there are.
    runs : int
        Runs so far.
    failures : list of dict
        ``stage``, ``row``, ``replicate`` and ``error`` of those that failed.
    """

    question: Question
    folder: Path
    executor: Executor
    progress: Progress | None = None
    runs: int = field(default=0, init=False)
    failures: list[dict[str, Any]] = field(default_factory=list, init=False)

    def of(  # noqa: PLR0913, PLR0917 - a stage, what it runs, and how often
        self,
        stage: str,
        scenarios: Mapping[str, Scenario],
        keys: Sequence[str],
        rows: Sequence[Sequence[float]],
        replicates: int,
        groups: Sequence[int] | None = None,
    ) -> dict[str, Runs]:
        """Run a stage for some agreements.

        Parameters
        ----------
        stage : str
            Its name.
        scenarios : mapping of Scenario
            What is run, by agreement.
        keys : sequence of str
            What varies.
        rows : sequence of sequence
            Values, a row per draw.
        replicates : int
            Runs of each draw and agreement.
        groups : sequence of int, optional
            Rows of one group share their luck; by default each has its own. No two
            agreements share any, so that chances of the record multiply.

        Returns
        -------
        dict of dict of numpy.ndarray
            By agreement, columns of shape (draws, runs); see
            `sim.questions.fit.kernel.agreement`.
        """
        own = list(range(len(rows))) if groups is None else list(groups)
        span = (max(own) + 1) * replicates
        found = {}
        names = [*self.question.scenarios, *self.question.held_out]
        for name, scenario in scenarios.items():
            begins = names.index(name) * span
            firsts = [begins + group * replicates for group in own]
            stages = Stages(
                scenario,
                self.question.seed,
                self.question.horizon(name),
                self.question.engine,
                self.executor,
                self.folder,
                (*ENDS, *self._published),
                KIND_NUMBERS,
                None if self.progress is None else self._told(stage, name),
            )
            columns = stages(f"{stage}-{name}", keys, rows, replicates, firsts)
            self.runs += stages.runs
            self.failures += stages.failures
            found[name] = self._named(columns)
        return found

    def logs(
        self,
        stage: str,
        scenarios: Mapping[str, Scenario],
        changes: Sequence[Mapping[str, float]],
        runs: int,
    ) -> pd.DataFrame:
        """Tell runs in full, as far as the folder has not got them yet.

        Parameters
        ----------
        stage : str
            Its name.
        scenarios : mapping of Scenario
            What is run, by agreement.
        changes : sequence of mapping
            Values of each draw, by dotted key.
        runs : int
            Runs of each draw and agreement.

        Returns
        -------
        pandas.DataFrame
            As given by `sim.questions.fit.logs.told_runs`.
        """
        found = []
        for place, (name, scenario) in enumerate(scenarios.items()):
            asks = [
                Ask(name, draw, (place * len(changes) + draw) * runs + number, values)
                for draw, values in enumerate(changes)
                for number in range(runs)
            ]
            file = f"{STAGES}/{stage}-{name}.parquet"
            digest = fingerprint(
                {"asks": [[one.replicate, dict(one.changes)] for one in asks]}
                | {"tree": tree_of(scenario), "columns": list(COLUMNS)}
            )
            table = _held(self.folder / file, digest)
            if table is None:
                tell = None if self.progress is None else self._counted(stage, name)
                table = told_runs(
                    {name: scenario},
                    asks,
                    tuple(self.question.settings.counts),
                    self.question.seed,
                    self.question.engine,
                    self.executor.workers,
                    tell,
                )
                _write(self.folder, file, table, digest)
            self.runs += len(asks)
            found.append(table)
        known = [table for table in found if len(table)]
        return pd.concat(known, ignore_index=True) if known else pd.DataFrame(columns=[*COLUMNS])

    def _counted(self, stage: str, name: str) -> Callable[[int, int], None]:
        told = self._told(stage, name)
        return lambda done, total: told("", done, total)

    @property
    def _published(self) -> tuple[str, ...]:
        return tuple(f"published_{party}" for party in self.question.settings.counts)

    def _named(self, columns: Mapping[str, Any]) -> Runs:
        runs = {name: columns[name] for name in ("end_day", "ended")}
        runs["kind"] = columns["end_kind"]
        for name, column in zip(("count_one", "count_other"), self._published, strict=False):
            runs[name] = columns[column]
        return runs

    def _told(self, stage: str, name: str) -> Progress:
        show = self.progress

        def told(_: str, done: int, total: int) -> None:
            if show is not None:
                show(f"{stage.replace('_', ' ')} {name}", done, total)

        return told
