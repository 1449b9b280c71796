"""One scenario, run many times: the told run, and how often, how long, why it ended."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from sim.record.events import events_frame
from sim.scenario.load import load_scenario, scenario_from_tree
from sim.scenario.scenario import Scenario
from sim.scenario.tree import Tree, fingerprint, tree_of
from sim.study.replicates import Job, Progress, run_replicates
from sim.study.settings import check_settings
from sim.study.store import MANIFEST, write_json
from sim.study.tables import frame_of, write_table
from sim.study.versions import PROGRAM, versions

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    import pandas as pd

    from sim.model import CeasefireModel

# Starting processes takes some seconds, because each needs Mesa.
WORTH_PROCESSES = 15.0
TABLES = ("runs", "agreements", "clauses", "events", "daily", "failures")


@dataclass(frozen=True)
class RunResult:
    """Everything that a run of a scenario gives.

    Parameters
    ----------
    scenario : Scenario
        What was run; its uncertain numbers are drawn in each replicate.
    seed, replicates, horizon : int
        Seed of the runs, how many were asked for, and days simulated.
    engine : str
        What carried them out.
    runs, agreements, clauses, failures : pandas.DataFrame
        A row per replicate, per agreement, per obligation, per failed replicate.
    events, daily : pandas.DataFrame
        The told run: a row per event and per day; empty if it failed.
    told : CeasefireModel or None
        The told run itself, replicate 0; None if it failed.
    begun, ended : datetime
        When the work began and ended.
    """

    scenario: Scenario
    seed: int
    replicates: int
    horizon: int
    engine: str
    runs: pd.DataFrame
    agreements: pd.DataFrame
    clauses: pd.DataFrame
    failures: pd.DataFrame
    events: pd.DataFrame
    daily: pd.DataFrame
    told: CeasefireModel | None
    begun: datetime
    ended: datetime
    versions: dict[str, str] = field(default_factory=versions)

    @property
    def config(self) -> Tree:
        """The whole configuration, as far as results depend on it."""
        settings = {
            "seed": self.seed,
            "replicates": self.replicates,
            "horizon": self.horizon,
            "engine": self.engine,
        }
        return tree_of(self.scenario) | settings

    def manifest(self) -> dict[str, Any]:
        """Say what was run, with what, and when."""
        return {
            "program": PROGRAM,
            "verb": "run",
            "scenario": self.scenario.name,
            "config": self.config,
            "config_sha256": fingerprint(self.config),
            "seed": self.seed,
            "replicates": self.replicates,
            "failed": len(self.failures),
            "engine": self.engine,
            "versions": self.versions,
            "begun": self.begun.isoformat(timespec="seconds"),
            "ended": self.ended.isoformat(timespec="seconds"),
            "complete": True,
        }


def run(  # noqa: PLR0913 - the settings of the command, by name
    scenario: str | Scenario | Mapping[str, Any],
    *,
    seed: int = 1,
    replicates: int = 50,
    horizon: int | None = None,
    engine: str = "mesa",
    workers: int | None = None,
    progress: Progress | None = None,
) -> RunResult:
    """Run a scenario many times, and tell one of the runs.

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
        What carries the runs out; only ``mesa`` so far.
    workers : int, optional
        Number of processes; by default one for each processor where that saves
        time. Results do not depend on it. A script that uses more than one needs
        the usual guard ``if __name__ == "__main__":``.
    progress : callable, optional
        Told how many replicates are done, and how many there are.

    Returns
    -------
    RunResult
        Data frames, and the told run as a Mesa model.

    Raises
    ------
    InputError
        If the scenario or a setting is at fault.
    """
    begun = datetime.now(UTC)
    scenario = _loaded(scenario)
    days = scenario.scenario.horizon if horizon is None else horizon
    check_settings(seed=seed, replicates=replicates, horizon=days, engine=engine, workers=workers)
    job = Job(tree_of(scenario), seed, days, engine)
    # Mesa takes seconds to import, which nobody should wait for before it is needed.
    from sim.model.replicate import model_of  # noqa: PLC0415

    clock = time.perf_counter()
    told = _told(job, model_of)
    seconds = time.perf_counter() - clock
    if workers is None and seconds * replicates < WORTH_PROCESSES:
        workers = 1
    rows = run_replicates(job, replicates, workers, progress)
    return RunResult(
        scenario=scenario,
        seed=seed,
        replicates=replicates,
        horizon=days,
        engine=engine,
        runs=frame_of("runs", rows.runs),
        agreements=frame_of("agreements", rows.agreements),
        clauses=frame_of("clauses", rows.clauses),
        failures=frame_of("failures", rows.failures),
        events=frame_of("events", ()) if told is None else _events(told, scenario),
        daily=frame_of("daily", ()) if told is None else told.daily_frame(),
        told=told,
        begun=begun,
        ended=datetime.now(UTC),
    )


def _loaded(scenario: str | Scenario | Mapping[str, Any]) -> Scenario:
    if isinstance(scenario, Scenario):
        return scenario
    if isinstance(scenario, str):
        return load_scenario(scenario)
    return scenario_from_tree(scenario)


def _told(job: Job, model_of: Callable[..., CeasefireModel]) -> CeasefireModel | None:
    """Run replicate 0 once more, here, keeping all that happened."""
    try:
        model = model_of(job.tree, job.seed, 0, job.horizon)
        model.run()
    except Exception:  # noqa: BLE001 - replicate 0 failed alike and is among the failures
        return None
    return model


def _events(told: CeasefireModel, scenario: Scenario) -> pd.DataFrame:
    return events_frame(told.log, scenario.scenario.start)


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
        write_table(table, getattr(result, table), folder)


def write_manifest(result: RunResult, folder: Path) -> None:
    """Write the manifest, after everything else: it says that the folder is complete.

    Parameters
    ----------
    result : RunResult
        What was run.
    folder : pathlib.Path
        A folder given by `written_whole`.
    """
    write_json(folder / MANIFEST, result.manifest())
