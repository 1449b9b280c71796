"""What a study finds: from one at a time to shares of variance, and where agreements fail.

The stages follow each other, each with fewer parameters and more runs: the ends of every range;
the strongest at several values; elementary effects of all that moved anything; Sobol indices of
the few that came out first; and a search for the region in which agreements fail.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from sim.questions.sensitivity.effects import (
    complete,
    effects,
    elementary_effects,
    strengths,
    trajectories,
    values_of,
)
from sim.questions.sensitivity.region import Region, failing_region
from sim.questions.sensitivity.variance import Shares, convergence, shares_of
from sim.questions.sweep.findings import days_of
from sim.runs.designs import unit_points
from sim.shared.outcomes import Outcome, ended_by
from sim.shared.parameters import rows_at

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from sim.questions.sensitivity.settings import Settings
    from sim.runs.stages import Respond, Runs
    from sim.shared.parameters import Chosen, Parameter

    Strengths = dict[str, dict[str, float]]

# The strongest, one at a time, are run so many times more often.
_CLOSER = 4
# Indices gain more from points than from runs at each; the search for a region, whose cases also
# say how much is chance, stands between.
_SHARE_OF_INDICES, _SHARE_OF_CASES, _FEWEST_RUNS = 4, 2, 2
_HALF = 0.5


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
        `sim.questions.sensitivity.effects.strengths`; ``morris``, the elementary effects less
        chance; ``strength``, the root mean square of the two; and ``chosen``.
    one_at_a_time : pandas.DataFrame
        See `sim.questions.sensitivity.effects.effects`; ``replicates`` says how many runs.
    morris : pandas.DataFrame
        See `sim.questions.sensitivity.effects.elementary_effects`; parameters that moved no run
        are not in it.
    convergence : pandas.DataFrame
        See `sim.questions.sensitivity.variance.convergence`.
    chance : Shares or None
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
    chance: Shares | None
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
    def noise(self) -> pd.DataFrame:
        """Where the variance of single runs comes from: a row per part."""
        rows = []
        if (one := self.chance) is not None:
            rows = [
                ("parameters", one.parameters, 1 - one.share, 1 - one.high, 1 - one.low),
                ("luck", one.chance, one.share, one.low, one.high),
            ]
        return pd.DataFrame(rows, columns=["part", "variance", "share", "low", "high"])

    @property
    def discovery(self) -> pd.DataFrame:
        """Steps of peeling and pasting."""
        return pd.DataFrame() if self.region is None else self.region.path

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
    outcome, seed = Outcome(settings.outcome, horizon), settings.design_seed
    study = _Study(outcome, respond, settings)
    parameters = chosen.parameters
    strong, one_at_a_time, base = study.one_by_one(parameters)
    # What does nothing alone may still do something together. Where there are few it is tried.
    few = len(parameters) <= settings.most
    moving = [one for one in parameters if few or strong[one.key]["moved"] > 0]
    morris = pd.DataFrame(columns=["key", "less_luck"])
    if moving:
        places = trajectories(moving, settings.trajectories, seed)
        runs = study.at("morris", moving, places, _SHARE_OF_INDICES, len(moving) + 1)
        morris = elementary_effects(moving, places, complete(outcome.of(runs)), seed)
    found = Findings(
        settings=settings,
        outcome=outcome,
        parameters=parameters,
        left_out=dict(chosen.left_out),
        screening=_screening(parameters, strong, morris, settings.most),
        one_at_a_time=one_at_a_time,
        morris=morris,
        convergence=pd.DataFrame(),
        chance=None,
        region=None,
        fails_within=settings.fails_within or horizon,
        base=base,
    )
    going = found.chosen
    if not going:
        return found
    together = len(going) + 2
    places = unit_points("saltelli", len(going), settings.samples, seed)
    runs = study.at("sobol", going, places, _SHARE_OF_INDICES, together)
    numbers = complete(outcome.of(runs))
    design = numbers.reshape(settings.samples, together, -1)
    # Other points than those of the indices, which are bound to each other.
    places = unit_points("sobol", len(going), settings.cases, seed + 1)
    runs = study.at("discovery", going, places, _SHARE_OF_CASES, 1)
    day = settings.fails_within or even_day(runs, horizon)
    rows = rows_at(going, places)
    inputs = [[one.number(value) for one, value in zip(going, row, strict=True)] for row in rows]
    failed = np.nanmean(ended_by(runs, day), axis=1)
    return replace(
        found,
        convergence=convergence(going, design, seed),
        chance=shares_of(complete(outcome.of(runs))),
        region=failing_region(going, np.array(inputs), failed, seed),
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
            return self._tried("one_at_a_time", parameters, settings.values, _CLOSER)
        strong, at_ends, _ = self._tried("ends", parameters, 2, 1)
        order = sorted(strong, key=lambda key: -strong[key]["less_luck"])[: settings.most]
        first = [one for one in parameters if one.key in order]
        _, closer, base = self._tried("one_at_a_time", first, settings.values, _CLOSER)
        others = at_ends[~at_ends["key"].isin(closer["key"])]
        return strong, pd.concat([closer, others], ignore_index=True), base

    def _tried(
        self, stage: str, parameters: Sequence[Parameter], values: int, closer: int
    ) -> tuple[Strengths, pd.DataFrame, float]:
        replicates = self.settings.replicates * closer
        tried = [(one, value) for one in parameters for value in values_of(one, values)]
        base = {one.key: one.value for one in parameters}
        rows = [list(base.values())]
        rows += [list((base | {one.key: value}).values()) for one, value in tried]
        runs = self.respond(stage, list(base), rows, replicates, [0] * len(rows))
        as_it_is, *others = self.outcome.of(runs)
        numbers = np.array(others)
        frame = effects(tried, as_it_is, numbers).assign(replicates=replicates)
        return strengths(tried, as_it_is, numbers), frame, float(np.nanmean(as_it_is))

    def at(
        self,
        stage: str,
        parameters: Sequence[Parameter],
        places: NDArray[np.float64],
        share: int,
        together: int,
    ) -> Runs:
        """Run places; so many that follow each other share random streams, and no others."""
        rows = rows_at(parameters, places)
        replicates = max(self.settings.replicates // share, _FEWEST_RUNS)
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
    return min(shares, key=lambda day: abs(shares[day] - _HALF))


def _screening(
    parameters: Sequence[Parameter], strong: Strengths, morris: pd.DataFrame, most: int
) -> pd.DataFrame:
    """Order parameters by what the two first stages say together."""
    effect = dict(zip(morris["key"], morris["less_luck"], strict=True))
    rows = []
    for one in parameters:
        alone, elsewhere = strong[one.key]["less_luck"], effect.get(one.key, 0.0)
        row = {name: getattr(one, name) for name in ("key", "label", "unit", "role", "meaning")}
        row |= {
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
        rows.append(row)
    frame = pd.DataFrame(rows).sort_values(
        "strength", ascending=False, kind="stable", ignore_index=True
    )
    # Of few parameters all go on, where any of them does anything.
    worth = frame["strength"].to_numpy() > 0
    every = len(frame) <= most and bool(worth.any())
    frame["chosen"] = every | (worth & (np.arange(len(frame)) < most))
    return frame
