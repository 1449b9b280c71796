"""Which parameters matter: from one at a time to shares of variance, and where agreements fail.

The stages follow each other, each with fewer parameters and more runs: the ends of every range;
the strongest at several values; elementary effects of all that moved anything; Sobol indices of
the few that came out first; and a search for the region in which agreements fail.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from sim.questions.sensitivity.discovery import Region, failing_region
from sim.questions.sensitivity.elementary_effects import elementary_effects, trajectories
from sim.questions.sensitivity.luck import Shares, shares_of
from sim.questions.sensitivity.one_at_a_time import effects, strengths, values_of
from sim.questions.sensitivity.sobol_indices import Saltelli, convergence
from sim.runs.designs import unit_points
from sim.runs.sweep_summary import days_of
from sim.shared.outcomes import Outcome, ended_by

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from sim.questions.sensitivity.settings import Settings
    from sim.runs.stages import Respond, Runs
    from sim.shared.parameters import Chosen, Parameter

    Numbers = NDArray[np.float64]
    Strengths = dict[str, dict[str, float]]

# The strongest, one at a time, are run so many times more often.
CLOSER = 4
# Indices gain more from points than from runs at each; the search for a region, whose cases also
# say how much is luck, stands between.
SHARE_OF_INDICES = 4
SHARE_OF_CASES = 2
FEWEST_RUNS = 2
HALF = 0.5


@dataclass(frozen=True)
class Findings:
    """What a study found; tables have a column ``key`` with the dotted key.

    Parameters
    ----------
    settings : Settings
        How it was done.
    outcome : Outcome
        What was asked of each run.
    parameters : tuple of Parameter
        What varied, in the order of the scenario.
    left_out : dict of str
        Why, by dotted key, of the numbers that did not vary.
    screening : pandas.DataFrame
        A row per parameter, the strongest first: ``label``, ``unit``, ``role``,
        ``low``, ``high``, ``basis``; ``moved``, ``span`` and ``one_at_a_time``, as in
        `sim.questions.sensitivity.one_at_a_time.strengths`; ``morris``, the elementary effects less
        luck; ``strength``, the root mean square of the two; and ``chosen``.
    one_at_a_time : pandas.DataFrame
        See `sim.questions.sensitivity.one_at_a_time.effects`; ``replicates`` says how many runs.
    morris : pandas.DataFrame
        See `sim.questions.sensitivity.elementary_effects.elementary_effects`; parameters that moved
        no run are not in it.
    convergence : pandas.DataFrame
        See `sim.questions.sensitivity.sobol_indices.convergence`.
    luck : Shares or None
        Where the variance of single runs comes from; None where nothing was chosen.
    region : Region or None
        Where agreements fail; None where nothing was chosen.
    fails_within : int
        An agreement failed that ended within so many days.
    base : float
        Mean outcome of the scenario as it is.
    """

    settings: Settings
    outcome: Outcome
    parameters: tuple[Parameter, ...]
    left_out: dict[str, str]
    screening: pd.DataFrame
    one_at_a_time: pd.DataFrame
    morris: pd.DataFrame
    convergence: pd.DataFrame
    luck: Shares | None
    region: Region | None
    fails_within: int
    base: float

    @property
    def sobol(self) -> pd.DataFrame:
        """Indices from all base samples, the highest total index first."""
        if self.convergence.empty:
            return self.convergence
        last = self.convergence["samples"] == self.convergence["samples"].max()
        own: pd.DataFrame = self.convergence[last]
        return own.sort_values("total", ascending=False, ignore_index=True)

    @property
    def chosen(self) -> tuple[Parameter, ...]:
        """Parameters that went on to Sobol indices, the strongest first."""
        return tuple(self.parameter(key) for key in self.screening.query("chosen")["key"])

    def parameter(self, key: str) -> Parameter:
        """Find a parameter by its dotted key."""
        return next(one for one in self.parameters if one.key == key)


def findings(chosen: Chosen, respond: Respond, settings: Settings, horizon: int) -> Findings:
    """Carry the stages out, one after the other.

    Parameters
    ----------
    chosen : Chosen
        What varies.
    respond : callable
        Gives the runs at points: an engine, or a function in its place.
    settings : Settings
        How it is done.
    horizon : int
        Days simulated.

    Returns
    -------
    Findings
        What was found. The same arguments give the same findings.
    """
    outcome = Outcome(settings.outcome, horizon)
    study = _Study(outcome, respond, settings)
    parameters = chosen.parameters
    strong, one_at_a_time, base = study.one_by_one(parameters)
    # What does nothing alone may still do something together. Where there are few it is tried.
    few = len(parameters) <= settings.most
    moving = [one for one in parameters if few or strong[one.key]["moved"] > 0]
    morris = study.morris(moving)
    screening = _screening(parameters, strong, morris, settings.most)
    found = Findings(
        settings=settings,
        outcome=outcome,
        parameters=parameters,
        left_out=dict(chosen.left_out),
        screening=screening,
        one_at_a_time=one_at_a_time,
        morris=morris,
        convergence=pd.DataFrame(),
        luck=None,
        region=None,
        fails_within=settings.fails_within or horizon,
        base=base,
    )
    if not found.chosen:
        return found
    design = study.saltelli(found.chosen)
    region, day, luck = study.region(found.chosen)
    return replace(
        found,
        convergence=convergence(found.chosen, design, settings.design_seed),
        luck=luck,
        region=region,
        fails_within=day,
    )


@dataclass(frozen=True)
class _Study:
    outcome: Outcome
    respond: Respond
    settings: Settings

    def one_by_one(self, parameters: Sequence[Parameter]) -> tuple[Strengths, pd.DataFrame, float]:
        """Strengths by key, effects, and the outcome of the scenario as it is."""
        settings = self.settings
        if len(parameters) <= settings.most:
            return self._tried("one_at_a_time", parameters, settings.values, CLOSER)
        strong, at_ends, _ = self._tried("ends", parameters, 2, 1)
        order = sorted(strong, key=lambda key: -strong[key]["less_luck"])[: settings.most]
        first = [one for one in parameters if one.key in order]
        _, closer, base = self._tried("one_at_a_time", first, settings.values, CLOSER)
        others = at_ends[~at_ends["key"].isin(closer["key"])]
        return strong, pd.concat([closer, others], ignore_index=True), base

    def _tried(
        self, stage: str, parameters: Sequence[Parameter], values: int, closer: int
    ) -> tuple[Strengths, pd.DataFrame, float]:
        replicates = self.settings.replicates * closer
        tried = [(one, value) for one in parameters for value in values_of(one, values)]
        base_row = [one.value for one in parameters]
        place = {one.key: number for number, one in enumerate(parameters)}
        rows = [base_row]
        for one, value in tried:
            row = list(base_row)
            row[place[one.key]] = value
            rows.append(row)
        keys = [one.key for one in parameters]
        runs = self.respond(stage, keys, rows, replicates, [0] * len(rows))
        numbers = self.outcome.of(runs)
        frame = effects(tried, numbers[0], numbers[1:])
        frame["replicates"] = replicates
        return strengths(tried, numbers[0], numbers[1:]), frame, float(np.nanmean(numbers[0]))

    def morris(self, parameters: Sequence[Parameter]) -> pd.DataFrame:
        if not parameters:
            return pd.DataFrame(columns=["key", "less_luck"])
        seed = self.settings.design_seed
        places = trajectories(parameters, self.settings.trajectories, seed)
        runs = self._runs("morris", parameters, places, SHARE_OF_INDICES, len(parameters) + 1)
        numbers = complete(self.outcome.of(runs))
        return elementary_effects(parameters, places, numbers, seed)

    def saltelli(self, parameters: Sequence[Parameter]) -> Saltelli:
        settings = self.settings
        places = unit_points("saltelli", len(parameters), settings.samples, settings.design_seed)
        runs = self._runs("sobol", parameters, places, SHARE_OF_INDICES, len(parameters) + 2)
        numbers = complete(self.outcome.of(runs))
        return Saltelli.of(numbers, len(parameters))

    def region(self, parameters: Sequence[Parameter]) -> tuple[Region, int, Shares]:
        settings = self.settings
        # Other points than those of the indices, which are bound to each other.
        seed = settings.design_seed + 1
        places = unit_points("sobol", len(parameters), settings.cases, seed)
        runs = self._runs("discovery", parameters, places, SHARE_OF_CASES, 1)
        day = settings.fails_within or even_day(runs, self.outcome.horizon)
        inputs = np.array(
            [
                [one.number(value) for value in one.at(places[:, column])]
                for column, one in enumerate(parameters)
            ]
        ).T
        failed = np.nanmean(ended_by(runs, day), axis=1)
        found = failing_region(parameters, inputs, failed, settings.design_seed)
        return found, day, shares_of(complete(self.outcome.of(runs)))

    def _runs(
        self,
        stage: str,
        parameters: Sequence[Parameter],
        places: Numbers,
        share: int,
        together: int,
    ) -> Runs:
        """Run the places; so many that follow each other share their luck, and no others."""
        columns = [one.at(places[:, number]) for number, one in enumerate(parameters)]
        rows: list[tuple[Any, ...]] = list(zip(*columns, strict=True))
        replicates = max(self.settings.replicates // share, FEWEST_RUNS)
        firsts = [place // together * replicates for place in range(len(rows))]
        return self.respond(stage, [one.key for one in parameters], rows, replicates, firsts)


def even_day(runs: Runs, horizon: int) -> int:
    """Choose the day by which the share of agreements that ended is nearest to one half.

    Parameters
    ----------
    runs : mapping of numpy.ndarray
        With ``end_day`` and ``ended``.
    horizon : int
        Days simulated.

    Returns
    -------
    int
        30, 90, 365 or the horizon. Where nearly all or nearly none fail there is little
        to tell apart.
    """
    shares = {day: float(np.nanmean(ended_by(runs, day))) for day in days_of(horizon)}
    return min(shares, key=lambda day: abs(shares[day] - HALF))


def complete(numbers: Numbers) -> Numbers:
    """Let a run that failed count as the mean of the others at its point.

    Parameters
    ----------
    numbers : numpy.ndarray
        A row per point, a column per replicate; NaN where a run failed, and one number
        at least in each row.

    Returns
    -------
    numpy.ndarray
        The same without gaps; the mean of each point stays as it is.
    """
    means = np.nanmean(numbers, axis=1, keepdims=True)
    return np.where(np.isnan(numbers), means, numbers)


def _screening(
    parameters: Sequence[Parameter], strong: Strengths, morris: pd.DataFrame, most: int
) -> pd.DataFrame:
    """Order parameters by what the two first stages say together."""
    effect = dict(zip(morris["key"], morris["less_luck"], strict=True))
    rows = []
    for one in parameters:
        alone, elsewhere = strong[one.key]["less_luck"], effect.get(one.key, 0.0)
        rows.append(
            {
                "key": one.key,
                "label": one.label,
                "unit": one.unit,
                "role": one.role,
                "meaning": one.meaning,
                "value": str(one.value),
                "low": one.number(one.levels[0]),
                "high": one.number(one.levels[-1]),
                "choices": "" if one.is_interval else ", ".join(map(str, one.levels)),
                "basis": one.basis,
                "moved": strong[one.key]["moved"],
                "span": strong[one.key]["span"],
                "one_at_a_time": alone,
                "morris": elsewhere,
                "strength": float(np.sqrt((alone**2 + elsewhere**2) / 2)),
            }
        )
    frame = pd.DataFrame(rows).sort_values(
        "strength", ascending=False, kind="stable", ignore_index=True
    )
    # Of few parameters all go on, where any of them does anything.
    worth = frame["strength"].to_numpy() > 0
    every = len(frame) <= most and bool(worth.any())
    frame["chosen"] = every | (worth & (np.arange(len(frame)) < most))
    return frame
