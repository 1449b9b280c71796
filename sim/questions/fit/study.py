"""A fit with an engine, from the screening to the tests beyond it.

The same stages are run for every agreement, kept in parts and taken up again.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from sim.questions.fit.draws import (
    Weighed,
    density_of,
    effective,
    next_wave,
    quantile,
    recovered,
    thinned,
)
from sim.questions.fit.findings import (
    Findings,
    centre_of,
    correlation_of,
    kinds_of,
    left_out,
    posterior_of,
    predictive_of,
    survival_bands,
)
from sim.questions.fit.likelihood import chances, days_held, kind_share, not_ruled_out, screened
from sim.questions.fit.unseen import COLUMNS, counts_left_out, read_logs, unseen
from sim.questions.sensitivity.effects import trajectories
from sim.runs.designs import unit_points
from sim.runs.stages import Stages, opened_study
from sim.runs.store import STAGES, written
from sim.scenario.tree import fingerprint, tree_of
from sim.shared.lifetimes import KIND_NUMBERS
from sim.shared.parameters import rows_at

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from sim.questions.fit.draws import Proposal
    from sim.questions.fit.likelihood import Numbers, Runs
    from sim.questions.fit.question import Prior, Question
    from sim.runs.executors import Executor
    from sim.scenario.scenario import Scenario

    # Trace the stage, runs done, and runs there are.
    Progress = Callable[[str, int, int], None]
    Scenarios = Mapping[str, Scenario]

_CENTRE_RUNS = 400
# Of the draws of the region, every so many-th is run with its log: logs are slow.
_LOGS_EVERY = 4
_DIGEST = b"digest"


@dataclass(frozen=True, eq=False)
class FitResult(Findings):
    """What a fit gave: findings, and what they come from.

    Parameters
    ----------
    question : Question
        What was asked.
    runs : int
        How many runs.
    failures : pandas.DataFrame
        A row per run that failed.
    """

    question: Question
    runs: int
    failures: pd.DataFrame


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
        Trace the stage, runs done, and runs there are.

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
        making = _Fit(question, folder, executor, progress)
        found = making.findings()
    failures = pd.DataFrame(making.failures, columns=["stage", "row", "replicate", "error"])
    return FitResult(**vars(found), question=question, runs=making.runs, failures=failures)


@dataclass
class _Fit:
    """Carries the stages of a fit out; counts runs, and those that failed."""

    question: Question
    folder: Path
    executor: Executor
    progress: Progress | None
    runs: int = field(default=0, init=False)
    failures: list[dict[str, Any]] = field(default_factory=list, init=False)

    def findings(self) -> Findings:
        question, settings = self.question, self.question.settings
        screening, keys = None, settings.free
        if not keys:
            screening = self._screening()
            keys = tuple(screening["key"].head(settings.most))
        prior = question.prior(keys)
        weighed, episodes, sizes, carrying = self._waves(prior)
        early = {
            name: {column: values[: sizes[0]] for column, values in own.items()}
            for name, own in episodes.items()
        }
        table, days, both = left_out(weighed, episodes, question.data, question.lifetimes)
        central = centre_of(prior.free, weighed)
        bands, before, kinds = self._held_out(prior, weighed, sizes[0])
        logs = self._logs(prior, weighed)
        weights, data = weighed.weights(), question.data
        recovery = recovered(
            weighed.places[: sizes[0]], early, data, keys, settings.planted, settings.effective,
            settings.design_seed, self._telling("planted"),
        ) if settings.planted else None  # fmt: skip
        return Findings(
            prior=prior,
            screening=screening,
            weighed=weighed,
            wave_sizes=sizes,
            plausible=not_ruled_out(episodes, data),
            effective=carrying,
            posterior=posterior_of(prior.free, weighed, settings.design_seed),
            correlation=correlation_of(prior.free, weighed),
            central=central,
            centre=self._centre(prior, central),
            predictive=predictive_of(episodes, data, question.lifetimes, weights, sizes[0]),
            left_out=table,
            differences=days,
            differences_both=both,
            bands=bands,
            bands_prior=before,
            bands_kinds=kinds,
            unseen=pd.DataFrame() if logs.empty else unseen(question, logs),
            counts_left_out=counts_left_out(question, weighed, episodes, logs),
            recovery=recovery,
        )

    def _screening(self) -> pd.DataFrame:
        question, settings = self.question, self.question.settings
        parameters = question.prior(()).candidates
        places = trajectories(parameters, settings.trajectories, settings.design_seed)
        walks = [row // (len(parameters) + 1) for row in range(len(places))]
        keys, rows = [one.key for one in parameters], rows_at(parameters, places)
        replicates = settings.screening_replicates
        found = self._run("screening", question.scenarios, keys, rows, replicates, walks)
        return screened(parameters, places, found, question.data, settings.design_seed)

    def _waves(
        self, prior: Prior
    ) -> tuple[Weighed, dict[str, Runs], tuple[int, ...], tuple[float, ...]]:
        """All draws, their runs by agreement, sizes of waves, and effective draws after each."""
        question, settings = self.question, self.question.settings
        scenarios = {name: prior.spread(one) for name, one in question.scenarios.items()}
        places = unit_points("sobol", len(prior.free), settings.draws, settings.design_seed)
        sizes: list[int] = []
        proposals: list[Proposal] = []
        carrying: list[float] = []
        found: dict[str, Runs] = {}
        batch = places
        while True:
            rows, stage = rows_at(prior.free, batch), f"wave_{len(sizes) + 1}"
            for name, new in self._run(
                stage, scenarios, prior.keys, rows, question.replicates
            ).items():
                old = found.get(name, {})
                found[name] = {
                    column: np.concatenate([*([old[column]] if old else []), values])
                    for column, values in new.items()
                }
            sizes.append(len(batch))
            chance = {name: chances(found[name], datum) for name, datum in question.data.items()}
            density = density_of(places, sizes, proposals)
            weighed = Weighed(places, chance, density, settings.effective)
            weights = weighed.weights()
            carrying.append(effective(weights))
            if len(sizes) == settings.waves:
                return weighed, found, tuple(sizes), tuple(carrying)
            seed = settings.design_seed + len(sizes)
            proposal, batch = next_wave(places, weights, settings.draws, seed)
            proposals.append(proposal)
            places = np.concatenate([places, batch])

    def _held_out(
        self, prior: Prior, weighed: Weighed, first: int
    ) -> tuple[dict[str, pd.DataFrame], dict[str, pd.DataFrame], dict[str, dict[str, float]]]:
        """Predict what was held out under draws of the region, and under draws of the prior."""
        question, settings = self.question, self.question.settings
        scenarios = {name: prior.spread(one) for name, one in question.held_out.items()}
        region = thinned(weighed.weights(), settings.region, settings.design_seed)
        even = np.linspace(0, first - 1, min(settings.region, first)).astype(int)
        found: list[dict[str, pd.DataFrame]] = []
        kinds: dict[str, dict[str, float]] = {}
        for stage, chosen in (("region", region), ("prior", even)):
            rows, alike = rows_at(prior.free, weighed.places[chosen]), _alike(len(chosen))
            runs = self._run(stage, scenarios, prior.keys, rows, question.replicates)
            found.append(
                {
                    name: survival_bands(own, alike, question.horizon(name))
                    for name, own in runs.items()
                }
            )
            kinds = kinds or {name: kinds_of(own, alike) for name, own in runs.items()}
        return found[0], found[1], kinds

    def _logs(self, prior: Prior, weighed: Weighed) -> pd.DataFrame:
        """Run some draws of the region with their logs, as far as the folder has not got them."""
        question, settings = self.question, self.question.settings
        region = thinned(
            weighed.weights(), -(-settings.region // _LOGS_EVERY), settings.design_seed
        )
        rows = rows_at(prior.free, weighed.places[region])
        found = []
        for place, (name, scenario) in enumerate(question.scenarios.items()):
            asks = [
                (
                    draw,
                    (place * len(rows) + draw) * settings.logs + number,
                    dict(zip(prior.keys, values, strict=True)),
                )
                for draw, values in enumerate(rows)
                for number in range(settings.logs)
            ]
            tree = tree_of(prior.spread(scenario))
            file = f"{STAGES}/logs-{name}.parquet"
            asked = {"asks": [list(rest) for _, *rest in asks], "tree": tree}
            digest = fingerprint(asked | {"columns": list(COLUMNS)})
            table = _held(self.folder / file, digest)
            if table is None:
                tell = self._telling(f"logs {name}")
                table = read_logs(question, name, tree, asks, self.executor.workers, tell)
                _write(self.folder, file, table, digest)
            self.runs += len(asks)
            if len(table):
                found.append(table)
        return pd.concat(found, ignore_index=True) if found else pd.DataFrame(columns=[*COLUMNS])

    def _centre(self, prior: Prior, central: Mapping[str, float]) -> pd.DataFrame:
        """Run the centre of the region, and the values before the fit, with all else as it is."""
        question = self.question
        rows = [[central[key] for key in prior.keys], [float(one.value) for one in prior.free]]
        scenarios = {**question.scenarios, **question.held_out}
        found = self._run("centre", scenarios, prior.keys, rows, _CENTRE_RUNS, [0, 0])
        table = []
        for name, runs in found.items():
            record = question.lifetimes[name]
            for number, values in enumerate(("centre", "before")):
                own = {column: each[[number]] for column, each in runs.items()}
                days = days_held(own)[0]
                low, middle, high = quantile(days[~np.isnan(days)], None, (0.25, 0.5, 0.75))
                row = {"agreement": name, "values": values, "record": record.days}
                row |= {"median": middle, "q25": low, "q75": high}
                row["documented_kind"] = float(kind_share(own, record.kinds)[0])
                table.append(row | kinds_of(own, np.ones(1)))
        return pd.DataFrame(table)

    def _run(  # noqa: PLR0913, PLR0917 - a stage, what it runs, and how often
        self,
        stage: str,
        scenarios: Scenarios,
        keys: Sequence[str],
        rows: Sequence[Sequence[float]],
        replicates: int,
        groups: Sequence[int] | None = None,
    ) -> dict[str, Runs]:
        """Run a stage for some agreements: columns of shape (draws, runs) by agreement.

        Rows of one group share their random streams; by default each has its own. No two
        agreements share any, so that chances of the record multiply.
        """
        question, found = self.question, {}
        groups = range(len(rows)) if groups is None else groups
        names = [*question.scenarios, *question.held_out]
        published = [f"published_{party}" for party in question.settings.counts]
        columns = {"end_day": "end_day", "ended": "ended", "kind": "end_kind"}
        columns |= dict(zip(("count_one", "count_other"), published, strict=False))
        for name, scenario in scenarios.items():
            begins = names.index(name) * (max(groups) + 1)
            firsts = [(begins + group) * replicates for group in groups]
            tell = self._telling(f"{stage.replace('_', ' ')} {name}")
            stages = Stages(
                scenario,
                question.seed,
                question.horizon(name),
                question.engine,
                self.executor,
                self.folder,
                tuple(columns.values()),
                KIND_NUMBERS,
                None if tell is None else lambda _, *counts, tell=tell: tell(*counts),
            )
            runs = stages(f"{stage}-{name}", keys, rows, replicates, firsts)
            self.runs += stages.runs
            self.failures += stages.failures
            found[name] = {short: runs[column] for short, column in columns.items()}
        return found

    def _telling(self, stage: str) -> Callable[[int, int], None] | None:
        show = self.progress
        return None if show is None else lambda done, total: show(stage, done, total)


def _alike(draws: int) -> Numbers:
    return np.full(draws, 1.0 / draws)


def _held(file: Path, digest: str) -> pd.DataFrame | None:
    """Read logs; None where they are not there, damaged, or of other draws."""
    try:
        table = pq.read_table(file)
    except (OSError, pa.ArrowException):
        return None
    if (table.schema.metadata or {}).get(_DIGEST) != digest.encode():
        return None
    frame: pd.DataFrame = table.to_pandas()
    return frame


def _write(folder: Path, name: str, frame: pd.DataFrame, digest: str) -> None:
    table = pa.Table.from_pandas(frame, preserve_index=False)
    with written(folder, name) as aside:
        pq.write_table(table.replace_schema_metadata({_DIGEST: digest.encode()}), aside)
