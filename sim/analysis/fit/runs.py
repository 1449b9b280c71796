"""The runs of a fit: the same stages for every agreement, kept in parts and taken up again."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sim.analysis.stages import Stages

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from sim.analysis.fit.kernel import Runs
    from sim.analysis.fit.question import Question
    from sim.scenario.scenario import Scenario
    from sim.study.executors import Executor

    Progress = Callable[[str, int, int], None]

ENDS = ("end_day", "ended", "end_kind")


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
            `sim.analysis.fit.kernel.agreement`.
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
                None if self.progress is None else self._told(stage, name),
            )
            columns = stages(f"{stage}-{name}", keys, rows, replicates, firsts)
            self.runs += stages.runs
            self.failures += stages.failures
            found[name] = self._named(columns)
        return found

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
