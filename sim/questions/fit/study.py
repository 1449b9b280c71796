"""A fit with an engine, from the screening to the tests beyond it; and `fit` itself."""

from __future__ import annotations

import tempfile
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from sim.questions.fit.beyond import left_out, survival_bands
from sim.questions.fit.findings import (
    Findings,
    centre_of,
    correlation_of,
    kinds_of,
    posterior_of,
    predictive_of,
)
from sim.questions.fit.kernel import Datum, chances, days_held
from sim.questions.fit.phases import counts_left_out, unseen
from sim.questions.fit.question import Question, question_of
from sim.questions.fit.recovery import recovered
from sim.questions.fit.runs import FitRuns
from sim.questions.fit.screening import screened
from sim.questions.fit.waves import (
    Weighed,
    density_of,
    first_wave,
    kind_share,
    next_wave,
    not_ruled_out,
    quantile,
    thinned,
)
from sim.questions.sensitivity.effects import trajectories
from sim.runs.engines import DEFAULT_ENGINE
from sim.runs.executors import executor_named
from sim.runs.stages import opened_study

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from sim.questions.fit.kernel import Runs
    from sim.questions.fit.prior import Prior
    from sim.questions.fit.runs import Progress
    from sim.questions.fit.settings import Settings
    from sim.questions.fit.waves import Proposal
    from sim.runs.executors import Executor
    from sim.shared.parameters import Parameter

CENTRE_RUNS = 400
# Of the draws of the region, every so many-th is told in full: logs are slow.
LOGS_EVERY = 4


@dataclass(frozen=True)
class FitResult:
    """What a fit gave.

    Parameters
    ----------
    question : Question
        What was asked.
    findings : Findings
        What was found.
    runs : int
        How many runs.
    failures : pandas.DataFrame
        A row per run that failed.
    folder : pathlib.Path or None
        The result folder; None where none was kept.
    """

    question: Question
    findings: Findings
    runs: int
    failures: pd.DataFrame
    folder: Path | None


def fitted(
    question: Question, folder: Path, executor: Executor, progress: Progress | None = None
) -> FitResult:
    """Carry a fit out, as far as its folder has not got it yet.

    Parameters
    ----------
    question : Question
        What is asked.
    folder : pathlib.Path
        The folder of the fit.
    executor : Executor
        Where the runs are carried out.
    progress : callable, optional
        Told the stage, runs done, and runs there are.

    Returns
    -------
    FitResult
        What it gave. Tables and pages are not written yet.

    Raises
    ------
    InputError
        If the folder cannot be used.
    """
    title = f"{question.settings.record} ({', '.join(question.settings.episodes)})"
    with opened_study(folder, "fit", question.identity, title):
        runs = FitRuns(question, folder, executor, progress)
        found = _found(question, runs, progress)
    failures = pd.DataFrame(runs.failures, columns=["stage", "row", "replicate", "error"])
    return FitResult(question, found, runs.runs, failures, folder)


def _found(question: Question, runs: FitRuns, progress: Progress | None) -> Findings:
    settings = question.settings
    screening, keys = None, settings.free
    if not keys:
        screening = _screening(question, runs)
        keys = tuple(screening["key"].head(settings.most))
    prior = question.prior(keys)
    waves = _waves(question, runs, prior)
    weighed, episodes = waves.weighed, waves.runs
    weights = weighed.weights()
    first = waves.sizes[0]
    table, days, both = left_out(weighed, episodes, question.data, question.lifetimes)
    centre = centre_of(prior.free, weighed)
    bands, before, kinds = _beyond(question, runs, prior, weighed, first)
    logs = _logs(question, runs, prior, weighed)
    recovery = None
    if settings.planted:
        early = {name: _cut(own, first) for name, own in episodes.items()}
        recovery = recovered(
            weighed.places[:first],
            early,
            question.data,
            question.errors,
            keys,
            settings.planted,
            settings.effective,
            settings.design_seed,
            None if progress is None else _named(progress, "planted"),
        )
    return Findings(
        prior=prior,
        screening=screening,
        weighed=weighed,
        wave_sizes=waves.sizes,
        plausible=not_ruled_out(episodes, question.data, question.errors),
        effective=waves.effective,
        posterior=posterior_of(prior.free, weighed, settings.design_seed),
        correlation=correlation_of(prior.free, weighed),
        central=centre,
        centre=_centre(question, runs, prior.free, centre),
        predictive=predictive_of(episodes, question.data, question.lifetimes, weights, first),
        left_out=table,
        differences=tuple(days),
        differences_both=tuple(both),
        bands=bands,
        bands_prior=before,
        bands_kinds=kinds,
        unseen=pd.DataFrame() if logs.empty else unseen(question, logs),
        counts_left_out=counts_left_out(question, weighed, episodes, logs),
        recovery=recovery,
    )


def _named(progress: Progress, stage: str) -> Any:  # noqa: ANN401 - a callable of two numbers
    return lambda done, total: progress(stage, done, total)


def _cut(runs: Runs, draws: int) -> Runs:
    return {column: values[:draws] for column, values in runs.items()}


def _values(parameters: Sequence[Parameter], places: NDArray[np.float64]) -> list[list[float]]:
    columns = [one.at(places[:, number]) for number, one in enumerate(parameters)]
    return [list(row) for row in zip(*columns, strict=True)]


def _screening(question: Question, runs: FitRuns) -> pd.DataFrame:
    settings = question.settings
    parameters = question.prior(()).candidates
    places = trajectories(parameters, settings.trajectories, settings.design_seed)
    walks = [row // (len(parameters) + 1) for row in range(len(places))]
    found = runs.of(
        "screening",
        question.scenarios,
        [one.key for one in parameters],
        _values(parameters, places),
        settings.screening_replicates,
        walks,
    )
    return screened(parameters, places, found, question.data, settings.design_seed)


@dataclass(frozen=True, eq=False)
class _Waves:
    weighed: Weighed
    runs: dict[str, Runs]
    sizes: tuple[int, ...]
    effective: tuple[float, ...]


def _waves(question: Question, runs: FitRuns, prior: Prior) -> _Waves:
    settings = question.settings
    keys = [one.key for one in prior.free]
    scenarios = {name: prior.spread(one) for name, one in question.scenarios.items()}
    places = first_wave(len(keys), settings.draws, settings.design_seed)
    sizes: list[int] = []
    proposals: list[Proposal] = []
    sizes_effective: list[float] = []
    found: dict[str, Runs] = {}
    batch = places
    for wave in range(1, settings.waves + 1):
        rows = _values(prior.free, batch)
        new = runs.of(f"wave_{wave}", scenarios, keys, rows, question.replicates)
        found = _joined(found, new)
        sizes.append(len(batch))
        chance = {
            name: chances(found[name], datum, question.errors)
            for name, datum in question.data.items()
        }
        weighed = Weighed(places, chance, density_of(places, sizes, proposals), settings.effective)
        sizes_effective.append(weighed.effective)
        if wave < settings.waves:
            seed = settings.design_seed + wave
            proposal, batch = next_wave(places, weighed.weights(), settings.draws, seed)
            proposals.append(proposal)
            places = np.concatenate([places, batch])
    return _Waves(weighed, found, tuple(sizes), tuple(sizes_effective))


def _joined(old: dict[str, Runs], new: dict[str, Runs]) -> dict[str, Runs]:
    if not old:
        return new
    return {
        name: {
            column: np.concatenate([old[name][column], values]) for column, values in own.items()
        }
        for name, own in new.items()
    }


def _beyond(
    question: Question, runs: FitRuns, prior: Prior, weighed: Weighed, first: int
) -> tuple[dict[str, pd.DataFrame], dict[str, pd.DataFrame], dict[str, dict[str, float]]]:
    """Predict what was held out under draws of the region, and under draws of the prior."""
    settings = question.settings
    if not question.held_out:
        return {}, {}, {}
    keys = [one.key for one in prior.free]
    scenarios = {name: prior.spread(one) for name, one in question.held_out.items()}
    region = thinned(weighed.weights(), settings.region, settings.design_seed)
    even = np.linspace(0, first - 1, min(settings.region, first)).astype(int)
    found = {}
    for stage, chosen in (("region", region), ("prior", even)):
        rows = _values(prior.free, weighed.places[chosen])
        found[stage] = runs.of(stage, scenarios, keys, rows, question.replicates)
    bands: dict[str, dict[str, pd.DataFrame]] = {"region": {}, "prior": {}}
    kinds = {}
    for name in scenarios:
        for stage, group in found.items():
            draws = len(group[name]["end_day"])
            alike = np.full(draws, 1.0 / draws)
            bands[stage][name] = survival_bands(group[name], alike, question.horizon(name))
            if stage == "region":
                kinds[name] = kinds_of(group[name], alike)
    return bands["region"], bands["prior"], kinds


def _logs(question: Question, runs: FitRuns, prior: Prior, weighed: Weighed) -> pd.DataFrame:
    """Tell runs of some draws of the region in full."""
    settings = question.settings
    keys = [one.key for one in prior.free]
    region = thinned(weighed.weights(), -(-settings.region // LOGS_EVERY), settings.design_seed)
    rows = _values(prior.free, weighed.places[region])
    changes = [dict(zip(keys, row, strict=True)) for row in rows]
    scenarios = {name: prior.spread(one) for name, one in question.scenarios.items()}
    return runs.logs("logs", scenarios, changes, settings.logs)


def _centre(
    question: Question, runs: FitRuns, free: Sequence[Parameter], centre: dict[str, float]
) -> pd.DataFrame:
    """Run the centre of the region, and the values before the fit, with all else as it is."""
    keys = [one.key for one in free]
    rows = [[centre[key] for key in keys], [float(one.value) for one in free]]
    scenarios = {**question.scenarios, **question.held_out}
    found = runs.of("centre", scenarios, keys, rows, CENTRE_RUNS, groups=[0, 0])
    table = []
    for name, own in found.items():
        record = question.lifetimes[name]
        for number, values in enumerate(("centre", "before")):
            days = days_held(own)[number]
            known = ~np.isnan(days)
            alike = np.full(int(known.sum()), 1.0 / known.sum())
            low, middle, high = quantile(days[known], alike, (0.25, 0.5, 0.75))
            one = {column: each[number : number + 1] for column, each in own.items()}
            table.append(
                {
                    "agreement": name,
                    "values": values,
                    "record": record.days,
                    "median": middle,
                    "q25": low,
                    "q75": high,
                    "documented_kind": float(_share(one, record.kinds)),
                }
                | kinds_of(one, np.ones(1))
            )
    return pd.DataFrame(table)


def _share(runs: Runs, kinds: frozenset[str]) -> float:
    return float(kind_share(runs, Datum(1.0, 1.0, kinds))[0])


def fit(  # noqa: PLR0913 - the settings of the command, by name
    settings: Settings,
    *,
    seed: int = 1,
    replicates: int = 16,
    engine: str | None = None,
    executor: str | Executor = "auto",
    workers: int | None = None,
    out: Path | str | None = None,
    progress: Progress | None = None,
) -> FitResult:
    """Fit the parameters that several agreements share to their record.

    Parameters
    ----------
    settings : Settings
        Agreements, tolerances and sizes.
    seed, replicates : int
        Seed of the runs, and runs of each draw and agreement.
    engine : str, optional
        What carries the runs out.
    executor : str or Executor
        Where they are carried out.
    workers : int, optional
        How many workers.
    out : path or str, optional
        The folder, in which the work goes on where it stopped.
    progress : callable, optional
        Told the stage, runs done, and runs there are.

    Returns
    -------
    FitResult
        What it gave.

    Raises
    ------
    InputError
        If a setting is at fault.
    """
    asked = question_of(settings, seed=seed, replicates=replicates, engine=engine or DEFAULT_ENGINE)
    if isinstance(executor, str):
        executor = executor_named(executor, asked.engine, workers)
    place = tempfile.TemporaryDirectory(prefix="fit-") if out is None else nullcontext(str(out))
    with place as folder:
        result = fitted(asked, Path(folder), executor, progress)
    if out is not None:
        return result
    return FitResult(asked, result.findings, result.runs, result.failures, None)
