"""One scenario, run many times: the trace of one run, and how often, how long, why it ended."""

from __future__ import annotations

import os
import time
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any, cast

from sim.day.batch import Batch, Columns, Task, columns_of
from sim.day.events import event_columns
from sim.runs.engines import DEFAULT_ENGINE, ENGINES, check_party_classes, check_settings
from sim.runs.executors import Threads, executor_named
from sim.runs.jobs import Job, Progress, run_tasks
from sim.runs.tables import frame_of, write_table
from sim.runs.versions import PROGRAM, versions
from sim.scenario.load import scenario_of
from sim.scenario.tree import Tree, fingerprint, tree_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    import pandas as pd

    from sim.day.model import CeasefireModel
    from sim.day.trace import Column, Trace
    from sim.questions.why.why import WhyResult
    from sim.runs.executors import Executor
    from sim.scenario.scenario import Scenario

# Starting processes takes some seconds, because each needs Mesa.
_WORTH_PROCESSES = 15.0
TABLES = ("runs", "agreements", "clauses", "events", "daily", "failures")


@dataclass(frozen=True)
class RunResult:
    """Everything that a run of a scenario gives.

    Its tables are pandas data frames, made when they are first asked for.

    Parameters
    ----------
    scenario : Scenario
        What was run; its uncertain numbers are drawn in each replicate.
    seed, replicates, horizon : int
        Seed of the runs, how many were asked for, and days simulated.
    engine : str
        What carried them out.
    batch : Batch
        Columns of the tables over all replicates.
    told : Trace or None
        The trace of replicate 0; None if it failed.
    begun, ended : datetime
        When the work began and ended.
    versions : dict
        Versions of the program and of what it stands on.
    party_classes : mapping
        Classes of the user's own, by id of a party, monitor or obligation.
    """

    scenario: Scenario
    seed: int
    replicates: int
    horizon: int
    engine: str
    batch: Batch
    told: Trace | None
    begun: datetime
    ended: datetime
    versions: dict[str, str] = field(default_factory=versions)
    party_classes: Mapping[str, type] = field(default_factory=dict)

    def columns(self, table: str) -> Mapping[str, Column]:
        """Give the columns of a table, without pandas.

        Parameters
        ----------
        table : str
            One of `TABLES`.

        Returns
        -------
        mapping
            Columns by name; none where the table has no rows.
        """
        if table == "events":
            start = self.scenario.scenario.start
            return {} if self.told is None else event_columns(self.told.log, start)
        if table == "daily":
            return {} if self.told is None else self.told.daily
        if table == "failures":
            return columns_of(self.batch.failures)
        found: Columns = getattr(self.batch, table)
        return found

    @cached_property
    def runs(self) -> pd.DataFrame:
        """A row per replicate."""
        return frame_of("runs", self.columns("runs"))

    @cached_property
    def agreements(self) -> pd.DataFrame:
        """A row per replicate and agreement."""
        return frame_of("agreements", self.columns("agreements"))

    @cached_property
    def clauses(self) -> pd.DataFrame:
        """A row per replicate, agreement and obligation."""
        return frame_of("clauses", self.columns("clauses"))

    @cached_property
    def failures(self) -> pd.DataFrame:
        """A row per failed replicate."""
        return frame_of("failures", self.columns("failures"))

    @cached_property
    def events(self) -> pd.DataFrame:
        """The trace of replicate 0: a row per event; empty if it failed."""
        return frame_of("events", self.columns("events"))

    @cached_property
    def daily(self) -> pd.DataFrame:
        """The trace of replicate 0: a row per day; empty if it failed."""
        return frame_of("daily", self.columns("daily"))

    @cached_property
    def model(self) -> CeasefireModel | None:
        """Replicate 0 as a Mesa model; None if it failed.

        Where another engine traced the run, it is run again by Mesa: the log is the same.
        """
        told = self.told
        if told is not None and told.model is None:
            told = ENGINES["mesa"].tell()(tree_of(self.scenario), self.seed, 0, self.horizon)
        return None if told is None else cast("CeasefireModel", told.model)

    @property
    def config(self) -> Tree:
        """The whole configuration, as far as results depend on it."""
        names = ("seed", "replicates", "horizon", "engine")
        own = {
            name: f"{one.__module__}.{one.__qualname__}" for name, one in self.party_classes.items()
        }
        settings = {name: getattr(self, name) for name in names}
        return tree_of(self.scenario) | settings | ({"party_classes": own} if own else {})

    def manifest(self) -> dict[str, Any]:
        """Say what was run, with what, and when."""
        return manifest_of("run", self, failed=len(self.batch.failures))


def manifest_of(verb: str, result: RunResult | WhyResult, **more: Any) -> dict[str, Any]:  # noqa: ANN401
    """Say what a verb ran, with what, and when.

    Parameters
    ----------
    verb : str
        The verb.
    result : RunResult or WhyResult
        What it gave.
    **more
        What else it has to say.

    Returns
    -------
    dict
        Plain data, for ``manifest.json``.
    """
    return {
        "program": PROGRAM,
        "verb": verb,
        "scenario": result.scenario.name,
        "config": result.config,
        "config_sha256": fingerprint(result.config),
        "seed": result.seed,
        "replicates": result.replicates,
        **more,
        "engine": result.engine,
        "versions": result.versions,
        "begun": result.begun.isoformat(timespec="seconds"),
        "ended": result.ended.isoformat(timespec="seconds"),
        "complete": True,
    }


def run(  # noqa: PLR0913 - the settings of the command, by name
    scenario: str | Scenario | Mapping[str, Any],
    *,
    seed: int = 1,
    replicates: int = 500,
    horizon: int | None = None,
    engine: str = DEFAULT_ENGINE,
    workers: int | None = None,
    party_classes: Mapping[str, type] | None = None,
    progress: Progress | None = None,
    when_told: Callable[[Trace], None] | None = None,
) -> RunResult:
    """Run a scenario many times, and keep the trace of one of the runs.

    Parameters
    ----------
    scenario : str, Scenario or mapping
        Name of a scenario, a loaded scenario, or its tree.
    seed : int
        Seed of the runs. The same seed gives the same results.
    replicates : int
        How many runs.
    horizon : int, optional
        Days simulated; by default those of the scenario.
    engine : str
        What carries the runs out: one of `sim.runs.engines.ENGINES`. Results do not
        depend on it.
    workers : int, optional
        Number of processes, or of threads where the engine can use them; by default
        one for each processor where that saves time. Results do not depend on it. A
        script that uses several processes needs the usual guard
        ``if __name__ == "__main__":``.
    party_classes : mapping, optional
        Classes of one's own by the id of a party, a monitor or an obligation: subclasses of
        `PartyAgent`, `MonitorAgent` and `DutyView` of `sim.day.agents`. Only
        ``engine="mesa"`` runs them, by default in this process alone; several processes need
        classes at the top of a module.
    progress : callable, optional
        Trace how many replicates are done, and how many there are.
    when_told : callable, optional
        Given the trace of replicate 0 as soon as it is there; threads carry the replicates out
        meanwhile, where the engine can use them.

    Returns
    -------
    RunResult
        Data frames, and the trace.

    Raises
    ------
    InputError
        If the scenario or a setting is at fault.
    """
    begun = datetime.now(UTC)
    scenario = scenario_of(scenario)
    days = scenario.scenario.horizon if horizon is None else horizon
    check_settings(seed=seed, replicates=replicates, horizon=days, engine=engine, workers=workers)
    classes = dict(party_classes or {})
    if classes and workers is None:
        workers = 1
    check_party_classes(classes, scenario, engine, workers or 1)
    job = Job(ENGINES[engine], tree_of(scenario), days, seed, clauses=True, party_classes=classes)
    told: Trace | None = None
    seconds = 0.0

    def tell() -> None:
        nonlocal told, seconds
        clock = time.perf_counter()
        with suppress(Exception):  # replicate 0 failed alike and is among the failures
            told = job.engine.tell()(job.tree, job.seed, 0, job.horizon, **job.own)
        seconds = time.perf_counter() - clock
        if told is not None and when_told is not None:
            when_told(told)

    executor: Executor
    if job.engine.threads:
        executor = Threads(min(workers or os.cpu_count() or 1, replicates), tell)
    else:
        tell()
        if workers is None and seconds * replicates < _WORTH_PROCESSES:
            workers = 1
        executor = executor_named("auto", engine, workers)
    batch = run_tasks(job, [Task(count=replicates)], executor, progress)[0]
    return RunResult(
        scenario=scenario,
        seed=seed,
        replicates=replicates,
        horizon=days,
        engine=engine,
        batch=batch,
        told=told,
        begun=begun,
        ended=datetime.now(UTC),
        party_classes=classes,
    )


def write_tables(result: RunResult, folder: Path) -> None:
    """Write the tables of a run.

    Parameters
    ----------
    result : RunResult
        What was run.
    folder : pathlib.Path
        A folder given by `written_whole`.
    """
    for table in TABLES:
        write_table(table, result.columns(table), folder)
