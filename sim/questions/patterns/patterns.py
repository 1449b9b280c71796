"""Whether a scenario shows the general patterns of the literature.

Variants of it are set against each other; they are made from whatever scenario is given, and
nothing here names a clause or a party. What the literature counts are many agreements, each under
circumstances of its own. A scenario is one. To set it beside such counts its circumstances are
drawn anew in each replicate; how parties choose (noise, errors of perception, sensitivities, all of
``behaviour``) stays as it is.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from sim.day.batch import Task
from sim.questions.patterns.figures import (
    LEVERAGES,
    LogFigures,
    Pattern,
    answers,
    judged,
    log_figures,
)
from sim.runs.engines import DEFAULT_ENGINE, ENGINES
from sim.runs.executors import executor_named
from sim.runs.jobs import Job, read_runs, run_tasks
from sim.runs.tables import frame_of
from sim.runs.versions import PROGRAM, source_hash, versions
from sim.scenario.load import scenario_from_tree
from sim.scenario.tree import Tree, changed, fingerprint, tree_of
from sim.shared.lifetimes import Lifetimes, lifetimes_of
from sim.shared.parameters import addressing, chosen_parameters
from sim.shared.survival import kaplan_meier

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sim.scenario.scenario import Scenario

    Progress = Callable[[str, int, int], None]

# Circumstances that differ from one agreement to the next.
_CIRCUMSTANCES = (
    "scenario.parties.*.strength",
    "scenario.parties.*.weariness",
    "scenario.parties.*.worth_of_land",
    "scenario.parties.*.control",
    "scenario.parties.*.relations.*",
    "scenario.parties.*.initial_belief",
    "scenario.ties.*",
    "scenario.agreements.*.worth",
    "scenario.agreements.*.ambiguity",
    "scenario.obligations.*.difficulty",
    "scenario.monitors.*.detection",
    "scenario.monitors.*.attribution",
    "scenario.spoilers.*",
    "scenario.sectors.*.worth",
    "scenario.sectors.*.terrain",
)
# Share of clauses that name nobody in the loosest text of the record of Idlib.
_LOOSE_AMBIGUITY = 0.7
# One step on the scale of worth in docs/record/coding.md: from a cessation announced to a text of
# several clauses.
_STEP_OF_WORTH = 1.5
# Leverage at the beginning, and what is left of it in the second and the third part of the horizon.
_WANES_TO = (1.0, 0.5, 0.1)
# A series is four times as long, and its gaps are many.
_SERIES_DAYS = 1400
_SERIES_SHARE = 4


def varied(scenario: Scenario) -> tuple[Scenario, int]:
    """Let the assumed circumstances of a scenario differ between replicates.

    Parameters
    ----------
    scenario : Scenario
        One agreement. Numbers that a source documents stay as they are.

    Returns
    -------
    tuple
        The same scenario with an even distribution over its plausible range
        (`sim.shared.parameters.plausible_range`) in the place of each such number, drawn
        apart from each other; and how many there are.

    Raises
    ------
    InputError
        If nothing is left to vary.
    """
    tree = tree_of(scenario)
    found = chosen_parameters(tree, only=addressing(tree, _CIRCUMSTANCES)).parameters
    return _with(scenario, {one.key: ["uniform", *one.levels] for one in found}), len(found)


def loose(scenario: Scenario) -> Scenario:
    """Leave the text as loose as the loosest of the record; who owes what stays in dispute."""
    return _with(scenario, {f"{_main(scenario)}.ambiguity": _LOOSE_AMBIGUITY})


def specific(scenario: Scenario) -> Scenario:
    """Have the text name who owes each clause, so that no two parties read it differently.

    Where the letter names nobody, all count as named whom any party reads into the clause.
    """
    changes: dict[str, Any] = {f"{_main(scenario)}.ambiguity": 0.0}
    for name, duty in scenario.scenario.obligations.items():
        if duty.agreement == scenario.scenario.main:
            read_into = {who for named in duty.readings.values() for who in named}
            changes[f"scenario.obligations.{name}.owed_by"] = [*(duty.owed_by or sorted(read_into))]
            changes[f"scenario.obligations.{name}.readings"] = {}
    return _with(scenario, changes)


def written(scenario: Scenario) -> Scenario:
    """Make the text worth one step more on the scale of the record."""
    key = f"{_main(scenario)}.worth"
    return _with(scenario, {key: _scaled(_value(scenario, key), _STEP_OF_WORTH)})


def with_leverage(scenario: Scenario, share: float) -> Scenario:
    """Give every sponsor the same leverage."""
    return _with(scenario, dict.fromkeys(_leverages(scenario), share))


def waning(scenario: Scenario, days: int) -> Scenario:
    """Let the leverage of every sponsor wane over the horizon, from what it is by the file."""
    start = scenario.scenario.start
    begins = [
        start + timedelta(days=days * part // len(_WANES_TO)) for part in range(len(_WANES_TO))
    ]
    changes = {}
    for key in _leverages(scenario):
        stated = _value(scenario, key)
        if not isinstance(stated, dict):
            changes[key] = {
                f"part_{part}": {"from": begin.isoformat(), "value": _scaled(stated, share)}
                for part, (begin, share) in enumerate(zip(begins, _WANES_TO, strict=True))
            }
    return _with(scenario, changes)


def series(scenario: Scenario) -> Scenario:
    """Let the conflict go on after an end, so that talks may sign another text."""
    return _with(scenario, {"scenario.series": True})


def _main(scenario: Scenario) -> str:
    return f"scenario.agreements.{scenario.scenario.main}"


def _leverages(scenario: Scenario) -> list[str]:
    ties = scenario.scenario.ties.items()
    return [f"scenario.ties.{name}.leverage" for name, tie in ties if tie.active]


def _scaled(stated: Any, share: float) -> Any:  # noqa: ANN401 - a number, or a distribution
    if isinstance(stated, list):
        family, *numbers = stated
        return [family, *(share * each for each in numbers)]
    return share * stated


def _value(scenario: Scenario, key: str) -> Any:  # noqa: ANN401 - a value of any kind
    here: Any = tree_of(scenario)
    for word in key.split("."):
        here = here[word]
    return here


def _with(scenario: Scenario, changes: Mapping[str, Any]) -> Scenario:
    return scenario_from_tree(changed(tree_of(scenario), changes))


@dataclass(frozen=True)
class PatternsResult:
    """What the study of patterns gave.

    Parameters
    ----------
    scenario : Scenario
        What was judged, as its file has it.
    seed, replicates, logs, horizon : int
        Seed, runs of each variant, runs whose log was read, and days simulated.
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
    def settings(self) -> dict[str, Any]:
        """What was asked."""
        names = ("seed", "replicates", "logs", "horizon", "circumstances")
        return {"scenario": self.scenario.name} | {name: getattr(self, name) for name in names}

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
            **self.settings,
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
        Whether circumstances differ between replicates; see `varied`.
    seed, replicates : int
        Seed, and runs of each variant.
    logs : int
        Runs whose log is read.
    horizon : int, optional
        Days simulated; by default those of the scenario.
    engine : str
        What carries the runs out.
    workers : int, optional
        Threads that run, and processes that read logs; by default one for each processor.
    progress : callable, optional
        Trace the stage, what is done of it, and what there is.

    Returns
    -------
    PatternsResult
        The patterns.
    """
    days = horizon or scenario.scenario.horizon
    base, count = varied(scenario) if vary else (scenario, 0)
    show = progress or (lambda *_: None)
    variants = {"base": base, "alike": scenario, "loose": loose(base), "specific": specific(base)}
    variants |= {"written": written(variants["specific"]), "waning": waning(base, days)}
    variants |= {f"{share:g}": with_leverage(base, share) for share in LEVERAGES}
    failed = 0

    def table(name: str, variant: Scenario, replicates: int, days: int) -> pd.DataFrame:
        """Run a variant, and give one of its tables."""
        nonlocal failed
        job = Job(ENGINES[engine], tree_of(variant), days, seed)
        executor = executor_named("auto", engine, workers)
        batch = run_tasks(job, [Task(count=replicates)], executor)[0]
        failed += len(batch.failures)
        return frame_of(name, getattr(batch, name))

    found: dict[str, Lifetimes] = {}
    for place, (name, variant) in enumerate(variants.items(), start=1):
        found[name] = lifetimes_of(table("runs", variant, replicates, days), days)
        show("Runs", place, len(variants) + 1)
    gaps = _gaps(
        table("agreements", series(base), max(1, replicates // _SERIES_SHARE), _SERIES_DAYS)
    )
    show("Runs", len(variants) + 1, len(variants) + 1)
    one = partial(_figures, tree_of(base), seed, days, engine)
    processes = workers or os.cpu_count() or 1
    read = read_runs(one, range(logs), ENGINES[engine], processes, partial(show, "Logs"))
    lags = pd.DataFrame(
        [(lag, each.value, each.low, each.high) for lag, each in enumerate(answers(read), start=1)],
        columns=["lag", "correlation", "low", "high"],
    )
    curves = {"alike": kaplan_meier(found["alike"]), "run": kaplan_meier(found["base"])}
    survival = pd.DataFrame(
        {
            f"{name}{end}": curve[end.removeprefix("_") or "share"]
            for name, curve in curves.items()
            for end in ("", "_low", "_high")
        }
    )
    rows = judged(found, gaps, read)
    return PatternsResult(
        scenario, seed, replicates, logs, days, count, rows, lags, survival, failed
    )


def _gaps(table: pd.DataFrame) -> Lifetimes | None:
    """Days from an end to the start of the next agreement; None where nothing ended."""
    table = table.sort_values(["replicate", "ordinal"])
    table["next"] = table.groupby("replicate")["start"].shift(-1)
    # An agreement that another takes the place of, or that still stands, leaves no gap.
    table = table[~table["end_kind"].isin(["held", "superseded"])]
    if table.empty:
        return None
    renewed = table["next"].notna().to_numpy()
    last = table["next"].fillna(_SERIES_DAYS)
    days = (last - table["end_day"]).clip(1, _SERIES_DAYS).to_numpy(dtype=np.int64)
    kinds = np.where(renewed, "renewed", "held").astype(object)
    return Lifetimes(days, renewed, kinds, _SERIES_DAYS)


def _figures(tree: Tree, seed: int, days: int, engine: str, replicate: int) -> LogFigures:
    return log_figures(ENGINES[engine].tell()(tree, seed, replicate, days))
