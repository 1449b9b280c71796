"""Scenarios, or one scenario under several changes, side by side: runs and their statistics.

After PyPSA's `NetworkCollection` (Brown, Hörsch and Schlachtberger 2018): the collection answers
whatever one of its members answers, with a level ``variant`` more.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any

import pandas as pd
from scipy import stats

from sim.day.batch import Task
from sim.questions.compare.comparison import comparison_of
from sim.runs.engines import DEFAULT_ENGINE, ENGINES, check_settings
from sim.runs.executors import executor_named
from sim.runs.jobs import Job, run_tasks
from sim.runs.tables import frame_of
from sim.runs.versions import PROGRAM, versions
from sim.scenario.tree import fingerprint, tree_of
from sim.shared.outcomes import DAYS_HELD
from sim.shared.statistics import CollectionStatistics, Statistics, corrected

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from sim.day.batch import Batch
    from sim.questions.compare.comparison import Arm, Comparison
    from sim.runs.jobs import Progress
    from sim.scenario.scenario import Scenario
    from sim.scenario.tree import Tree

TABLES = ("runs", "agreements", "clauses", "failures")
_VARIANT = "variant"


@dataclass(frozen=True)
class ArmResult:
    """The runs of one arm, and what they say: the tables of a run, without a trace.

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
        return frame_of("runs", self.batch.runs)

    @cached_property
    def agreements(self) -> pd.DataFrame:
        """A row per replicate and agreement."""
        return frame_of("agreements", self.batch.agreements)

    @cached_property
    def clauses(self) -> pd.DataFrame:
        """A row per replicate, agreement and obligation."""
        return frame_of("clauses", self.batch.clauses)

    @cached_property
    def failures(self) -> pd.DataFrame:
        """A row per failed replicate."""
        columns = ["point", "replicate", "error", "traceback"]
        return pd.DataFrame(self.batch.failures, columns=columns)

    @cached_property
    def statistics(self) -> Statistics:
        """Statistics of the runs of this arm.

        Raises
        ------
        ValueError
            If every run failed.
        """
        main = self.arm.scenario.scenario.main
        return Statistics(self.runs, self.arm.horizon, self.clauses, main)


@dataclass(frozen=True)
class ComparisonResult:
    """What a comparison gave; ``result["no_patrols"]`` is the result of one arm.

    Parameters
    ----------
    comparison : Comparison
        What was asked.
    arms : mapping of ArmResult
        By label, in the order in which they were asked for.
    begun, ended : datetime
        When the work began and ended.
    """

    comparison: Comparison
    arms: Mapping[str, ArmResult] = field(repr=False)
    begun: datetime
    ended: datetime
    versions: dict[str, str] = field(default_factory=versions, repr=False)

    def __getitem__(self, label: str) -> ArmResult:
        return self.arms[label]

    def __iter__(self) -> Iterator[str]:
        return iter(self.arms)

    def __len__(self) -> int:
        return len(self.arms)

    @property
    def horizon(self) -> int:
        """Days up to which the arms are compared."""
        return self.comparison.horizon

    @cached_property
    def runs(self) -> pd.DataFrame:
        """A row per arm and replicate; ``variant`` is the first column."""
        return self._united("runs")

    @cached_property
    def agreements(self) -> pd.DataFrame:
        """A row per arm, replicate and agreement."""
        return self._united("agreements")

    @cached_property
    def clauses(self) -> pd.DataFrame:
        """A row per arm, replicate, agreement and obligation."""
        return self._united("clauses")

    @cached_property
    def failures(self) -> pd.DataFrame:
        """A row per failed replicate."""
        return self._united("failures")

    def _united(self, table: str) -> pd.DataFrame:
        parts = {label: getattr(arm, table) for label, arm in self.arms.items()}
        full = {label: part for label, part in parts.items() if len(part)} or parts
        for label, part in full.items():
            full[label] = part.copy()
            full[label].insert(0, _VARIANT, label)
        whole: pd.DataFrame = pd.concat(full.values(), ignore_index=True)
        return whole

    @property
    def told(self) -> tuple[str, ...]:
        """Labels of the arms of which at least one run was carried through."""
        return tuple(label for label, arm in self.arms.items() if len(arm.runs))

    @cached_property
    def statistics(self) -> CollectionStatistics:
        """Every statistic of one arm, with ``variant`` as first level; and comparisons.

        Raises
        ------
        ValueError
            If every run of every arm failed.
        """
        return CollectionStatistics({label: self.arms[label].statistics for label in self.told})

    @property
    def base(self) -> str:
        """The arm that the others are set against: the first of which there are runs."""
        return self.told[0]

    def shares_streams(self, label: str) -> bool:
        """Whether an arm has the random streams of the base, replicate by replicate."""
        return self.arms[label].arm.shares_streams(self.arms[self.base].arm)

    def moved(self, label: str) -> int | None:
        """Count the replicates of which anything is other than in the base.

        Parameters
        ----------
        label : str
            An arm.

        Returns
        -------
        int or None
            Replicates whose rows of ``runs`` differ, of those that both arms have. 0 says that
            what the arm changes plays no part in the scenario. None where the two do not share
            their random streams, or have different columns.
        """
        one, other = (
            self.arms[name].runs.set_index("replicate").drop(columns="point")
            for name in (self.base, label)
        )
        if not self.shares_streams(label) or set(one.columns) != set(other.columns):
            return None
        both = one.index.intersection(other.index)
        one, other = one.loc[both], other.loc[both, one.columns]
        same = (one == other) | (one.isna() & other.isna())
        return int((~same.all(axis=1)).sum())

    def differences(self, measures: Collection[str] | None = None) -> pd.DataFrame:
        """Differences of each arm from the base, paired where they share their streams.

        Parameters
        ----------
        measures : collection of str, optional
            As in `sim.shared.statistics.Statistics.measure`; by default all.

        Returns
        -------
        pandas.DataFrame
            As `sim.shared.statistics.CollectionStatistics.differences` gives it.
        """
        paired = [label for label in self.told if self.shares_streams(label)]
        return self.statistics.differences(measures, self.base, paired=paired)

    @cached_property
    def effects(self) -> pd.DataFrame:
        """What each arm changes in the days held, and whether that is more than chance.

        Returns
        -------
        pandas.DataFrame
            Index ``variant``, ``definition``; the columns of `differences`, and ``p`` of
            the hypothesis of no difference, by Student's test over pairs or by Welch's,
            and ``p_holm``, corrected for the number of arms within each definition.
        """
        table = self.differences([DAYS_HELD]).droplevel("measure")
        table["p"] = [self._chance(*place) for place in table.index]
        return corrected(table)

    def _chance(self, label: str, definition: str) -> float:
        days = {
            one: pd.Series(
                self.arms[one].statistics.measure(DAYS_HELD, definition, self.horizon),
                index=self.arms[one].runs["replicate"],
            )
            for one in (self.base, label)
        }
        if self.shares_streams(label):
            moved = (days[label] - days[self.base]).dropna()
            if len(moved) < 2:  # noqa: PLR2004 - one pair says nothing of its spread
                return float("nan")
            if not moved.std():
                return 0.0 if moved.any() else 1.0
            return float(stats.ttest_1samp(moved, 0.0).pvalue)
        for one, other in ((self.base, label), (label, self.base)):
            if not days[one].std():
                # Of one arm all runs lasted equally long, so the other is set against that.
                if not days[other].std():
                    return 1.0 if days[one].iloc[0] == days[other].iloc[0] else float("nan")
                return float(stats.ttest_1samp(days[other], days[one].iloc[0]).pvalue)
        return float(stats.ttest_ind(days[label], days[self.base], equal_var=False).pvalue)

    @cached_property
    def hazard_ratios(self) -> pd.DataFrame:
        """Hazards of ending of each arm over those of the base; see `CollectionStatistics`."""
        return self.statistics.hazard_ratios(self.base)

    @property
    def config(self) -> Tree:
        """The whole configuration, as far as results depend on it."""
        return self.comparison.config

    def manifest(self) -> dict[str, Any]:
        """Say what was run, with what, and when."""
        return {
            "program": PROGRAM,
            "verb": "compare",
            "variants": list(self.arms),
            "config": self.config,
            "config_sha256": fingerprint(self.config),
            "seed": self.comparison.seed,
            "replicates": self.comparison.replicates,
            "failed": len(self.failures),
            "engine": self.comparison.engine,
            "versions": self.versions,
            "begun": self.begun.isoformat(timespec="seconds"),
            "ended": self.ended.isoformat(timespec="seconds"),
            "complete": True,
        }


def compare(  # noqa: PLR0913 - the settings of the command, by name
    *scenarios: str | Scenario | Mapping[str, Any],
    labels: Iterable[str] | None = None,
    variants: Mapping[str, Mapping[str, Any]] | None = None,
    base: bool = True,
    seed: int = 1,
    replicates: int = 500,
    horizon: int | None = None,
    engine: str = DEFAULT_ENGINE,
    workers: int | None = None,
    progress: Progress | None = None,
) -> ComparisonResult:
    """Set scenarios, or one scenario under several changes, side by side.

    Parameters
    ----------
    *scenarios : str, Scenario or mapping
        Names, loaded scenarios or trees: two or more, or one with `variants`.
    labels : iterable of str, optional
        What the scenarios are called; by default the last word of each name.
    variants : mapping of mapping, optional
        Changes of the one scenario by name, each a map of values by dotted key, such as
        ``{"no_patrols": {"scenario.obligations.patrols.active": False}}``.
    base : bool
        Whether the scenario without changes is compared too, as the first.
    seed : int
        Seed of the runs. The same seed gives the same results.
    replicates : int
        How many runs of each.
    horizon : int, optional
        Days simulated; by default those of each scenario. They are compared up to the
        least of them.
    engine : str
        What carries the runs out. Results do not depend on it.
    workers : int, optional
        Number of threads or processes; results do not depend on it.
    progress : callable, optional
        Trace how many runs are done, and how many there are.

    Returns
    -------
    ComparisonResult
        Data frames of all arms, each arm by its label, and their statistics.

    Raises
    ------
    InputError
        If a scenario, a variant or a setting is at fault.
    """
    asked = comparison_of(
        scenarios,
        labels=None if labels is None else list(labels),
        variants=variants,
        base=base,
        seed=seed,
        replicates=replicates,
        horizon=horizon,
        engine=engine,
    )
    return compared(asked, workers, progress)


def compared(
    asked: Comparison, workers: int | None = None, progress: Progress | None = None
) -> ComparisonResult:
    """Carry a comparison out.

    Parameters
    ----------
    asked : Comparison
        What is to be run.
    workers : int, optional
        Number of threads, or of processes where the engine cannot use threads; by
        default one for each processor. Results do not depend on it.
    progress : callable, optional
        Trace how many runs are done, and how many there are.

    Returns
    -------
    ComparisonResult
        What it gave. A replicate that fails is a row of the failures of its arm.
    """
    check_settings(workers=workers)
    begun = datetime.now(UTC)
    executor = executor_named("auto", asked.engine, workers)
    total, done = asked.replicates * len(asked.arms), 0
    batches: dict[int, Batch] = {}
    for places in _groups(asked.arms):
        first = asked.arms[places[0]]
        job = Job(
            ENGINES[asked.engine], tree_of(first.origin), first.horizon, asked.seed, clauses=True
        )
        tasks = [Task(n, asked.arms[n].changes, count=asked.replicates) for n in places]
        further = None if progress is None else partial(_further, progress, done, total)
        batches |= run_tasks(job, tasks, executor, further)
        done += asked.replicates * len(tasks)
    arms = {arm.label: ArmResult(arm, batches[place]) for place, arm in enumerate(asked.arms)}
    return ComparisonResult(asked, arms, begun, datetime.now(UTC))


def _further(progress: Progress, before: int, total: int, done: int, _: int) -> None:
    progress(before + done, total)


def _groups(arms: Sequence[Arm]) -> list[list[int]]:
    """Put arms together that one prepared engine can run."""
    groups: dict[tuple[str, int], list[int]] = {}
    for place, arm in enumerate(arms):
        groups.setdefault((fingerprint(tree_of(arm.origin)), arm.horizon), []).append(place)
    return list(groups.values())
