"""Whether a scenario shows the general patterns of the literature. Nothing here is fitted."""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from sim.questions.patterns.arms import (
    LEVERAGES,
    SERIES_DAYS,
    loose,
    series,
    specific,
    waning,
    with_leverage,
    written,
)
from sim.questions.patterns.circumstances import varied
from sim.questions.patterns.figures import (
    Pattern,
    early_mortality,
    gap_in_series,
    leverage_and_holding,
    retaliation,
    text_and_hazard,
    violations,
    violence,
)
from sim.questions.patterns.log_figures import LogFigures, log_figures
from sim.record.batch import Task
from sim.runs.engines import DEFAULT_ENGINE, ENGINES
from sim.runs.executors import executor_named
from sim.runs.jobs import Job, read_runs, run_tasks
from sim.runs.tables import frame_of
from sim.runs.versions import PROGRAM, source_hash, versions
from sim.scenario.tree import Tree, fingerprint, tree_of
from sim.shared.lifetimes import Lifetimes, lifetimes_of
from sim.shared.survival import kaplan_meier

if TYPE_CHECKING:
    from collections.abc import Callable

    from sim.scenario.scenario import Scenario

    Progress = Callable[[str, int, int], None]

# A series is four times as long, and its gaps are many.
SERIES_SHARE = 4


@dataclass(frozen=True)
class PatternsResult:
    """What the study of patterns gave.

    Parameters
    ----------
    scenario : Scenario
        What was judged, as its file has it.
    seed, replicates, logs, horizon : int
        Seed, runs of each arm, runs whose log was read, and days simulated.
    circumstances : int
        How many circumstances differed between replicates; 0 if none did.
    patterns : tuple of Pattern
        The patterns.
    lags : pandas.DataFrame
        ``lag`` in days, ``correlation``, ``low``, ``high``.
    survival : pandas.DataFrame
        Index ``day``; share in force with ``low`` and ``high``, for circumstances as the
        file has them (``alike``, ``alike_low``, ``alike_high``) and as they were run.
    failed : int
        How many runs failed.
    """

    scenario: Scenario
    seed: int
    replicates: int
    logs: int
    horizon: int
    circumstances: int
    patterns: tuple[Pattern, ...]
    lags: pd.DataFrame
    survival: pd.DataFrame
    failed: int

    @property
    def manifest(self) -> dict[str, Any]:
        """What was asked, and with what, for ``manifest.json``."""
        tree = tree_of(self.scenario)
        return {
            "program": PROGRAM,
            "complete": True,
            "verb": "patterns",
            "versions": versions(),
            "source": source_hash(),
            "scenario": self.scenario.name,
            "seed": self.seed,
            "replicates": self.replicates,
            "logs": self.logs,
            "horizon": self.horizon,
            "circumstances": self.circumstances,
            "config": tree,
            "config_hash": fingerprint(tree),
        }

    @property
    def table(self) -> pd.DataFrame:
        """A row per pattern."""
        return pd.DataFrame(
            [
                {
                    "pattern": one.name,
                    "figure": one.figure,
                    "aimed_low": one.low,
                    "aimed_high": one.high,
                    "value": one.found.value,
                    "low": one.found.low,
                    "high": one.found.high,
                    "verdict": one.verdict,
                    "source": one.source,
                }
                for one in self.patterns
            ]
        )


@dataclass
class _Runs:
    """Carries the arms out, and counts what failed."""

    seed: int
    days: int
    engine: str
    workers: int | None
    failed: int = 0

    def tables(self, scenario: Scenario, replicates: int, days: int) -> dict[str, pd.DataFrame]:
        job = Job(ENGINES[self.engine], tree_of(scenario), days, self.seed)
        executor = executor_named("auto", self.engine, self.workers)
        batch = run_tasks(job, [Task(count=replicates)], executor)[0]
        self.failed += len(batch.failures)
        return {name: frame_of(name, getattr(batch, name)) for name in ("runs", "agreements")}

    def lives(self, scenario: Scenario, replicates: int) -> Lifetimes:
        return lifetimes_of(self.tables(scenario, replicates, self.days)["runs"], self.days)

    def gaps(self, scenario: Scenario, replicates: int) -> Lifetimes | None:
        """Days from an end to the start of the next agreement; None where nothing ended."""
        table = self.tables(series(scenario), replicates, SERIES_DAYS)["agreements"]
        table = table.sort_values(["replicate", "ordinal"])
        table["next"] = table.groupby("replicate")["start"].shift(-1)
        # An agreement that another takes the place of, or that still stands, leaves no gap.
        table = table[~table["end_kind"].isin(["held", "superseded"])]
        if table.empty:
            return None
        renewed = table["next"].notna().to_numpy()
        last = table["next"].fillna(SERIES_DAYS)
        days = (last - table["end_day"]).clip(1, SERIES_DAYS).to_numpy(dtype=np.int64)
        kinds = np.where(renewed, "renewed", "held").astype(object)
        return Lifetimes(days, renewed, kinds, SERIES_DAYS)


def patterns(  # noqa: PLR0913 - the settings of the command, by name
    scenario: Scenario,
    *,
    vary: bool = True,
    seed: int = 1,
    replicates: int = 2000,
    logs: int = 200,
    horizon: int | None = None,
    engine: str = DEFAULT_ENGINE,
    workers: int | None = None,
    progress: Progress | None = None,
) -> PatternsResult:
    """Judge a scenario by the general patterns.

    Parameters
    ----------
    scenario : Scenario
        What is run.
    vary : bool
        Whether circumstances differ between replicates; see
        `sim.questions.patterns.circumstances.varied`.
    seed, replicates : int
        Seed, and runs of each arm.
    logs : int
        Runs whose log is read.
    horizon : int, optional
        Days simulated; by default those of the scenario.
    engine : str
        What carries the runs out.
    workers : int, optional
        Threads that run, and processes that read logs; by default one for each processor.
    progress : callable, optional
        Told the stage, what is done of it, and what there is.

    Returns
    -------
    PatternsResult
        The patterns.
    """
    days = horizon or scenario.scenario.horizon
    base, count = varied(scenario) if vary else (scenario, 0)
    runs = _Runs(seed, days, engine, workers)
    tell = progress or (lambda *_: None)
    arms = {"base": base, "alike": scenario, "loose": loose(base), "specific": specific(base)}
    arms |= {"written": written(arms["specific"]), "waning": waning(base, days)}
    arms |= {f"{share:g}": with_leverage(base, share) for share in LEVERAGES}
    found: dict[str, Lifetimes] = {}
    for place, (name, arm) in enumerate(arms.items(), start=1):
        found[name] = runs.lives(arm, replicates)
        tell("Runs", place, len(arms) + 1)
    gaps = runs.gaps(base, max(1, replicates // SERIES_SHARE))
    tell("Runs", len(arms) + 1, len(arms) + 1)
    one = partial(_figures, tree_of(base), seed, days, engine)
    processes = workers or os.cpu_count() or 1
    read = read_runs(one, range(logs), ENGINES[engine], processes, partial(tell, "Logs"))
    answering, lags = retaliation(read)
    rows = (
        *early_mortality(found["base"]),
        *violations(read),
        *violence(read),
        *answering,
        gap_in_series(gaps),
        *text_and_hazard(found),
        *leverage_and_holding(
            {share: found[f"{share:g}"] for share in LEVERAGES}, found["base"], found["waning"]
        ),
    )
    survival = _survival(found["alike"], found["base"])
    return PatternsResult(
        scenario, seed, replicates, logs, days, count, rows, lags, survival, runs.failed
    )


def _survival(alike: Lifetimes, base: Lifetimes) -> pd.DataFrame:
    columns: dict[str, pd.Series[float]] = {}
    for name, lives in (("alike", alike), ("run", base)):
        curve = kaplan_meier(lives)
        columns |= {name: curve["share"]}
        columns |= {f"{name}_{end}": curve[end] for end in ("low", "high")}
    return pd.DataFrame(columns)


def _figures(tree: Tree, seed: int, days: int, engine: str, replicate: int) -> LogFigures:
    return log_figures(ENGINES[engine].tell()(tree, seed, replicate, days))
