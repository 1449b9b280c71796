"""How well a run agrees with the record: the chance of the record, were this run the truth.

A run is one draw of all random streams. The record is taken to be a course of the model seen with
error: days off by a factor (error of the model, log-normal) and known only up to an interval of
datings; the kind of end named differently with a small chance; the ratio of counts off by a factor.
The chance of the record under given parameters is the mean over runs (approximate Bayesian
computation with a stated error, which is exact for a model with that error: Wilkinson 2013). No run
is thrown away.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from scipy.special import ndtr

from sim.questions.sensitivity.effects import complete, elementary_effects
from sim.shared.lifetimes import KIND_NUMBERS

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from numpy.typing import NDArray

    from sim.shared.parameters import Parameter

    Numbers = NDArray[np.float64]
    # By column, of shape (draws, runs): ``end_day``, the first day in force being 1; ``ended``;
    # ``kind``, a number of `KIND_NUMBERS`; and where counts are known ``count_one`` and
    # ``count_other``. NaN where a run failed.
    Runs = dict[str, Numbers]

# Days are whole: an agreement that is dated to day d lasted between half a day less and more.
HALF = 0.5
_LEAST = 1e-300
# A draw is ruled out where the record lies more than so many standard deviations away
# (Pukelsheim 1994), or where it gives the documented kind of end in fewer of its runs.
_FAR, _RARE = 3.0, 0.05


@dataclass(frozen=True)
class Errors:
    """Errors of the model against the record.

    Parameters
    ----------
    days : float
        Standard error of the logarithm of days.
    kind : float
        Chance that the kinds differ although all else agrees.
    ratio : float
        Standard error of the logarithm of the ratio of counts.
    """

    days: float
    kind: float
    ratio: float


@dataclass(frozen=True)
class Datum:
    """What the record says of one agreement, and by which errors a run is compared with it.

    Parameters
    ----------
    low, high : float
        Days that it lasted, by the shortest and the longest dating; `high` is infinite
        where it still stood.
    kinds : frozenset of str
        Kinds of end that the datings name; ``held`` where it still stood.
    ratio : float
        Logarithm of the ratio of published counts while it stood; NaN where none is known.
    ratio_error : float
        Standard error of it in the record.
    errors : Errors
        Errors of the model.
    """

    low: float
    high: float
    kinds: frozenset[str]
    ratio: float
    ratio_error: float
    errors: Errors

    @property
    def has_ratio(self) -> bool:
        """Whether counts are known."""
        return not math.isnan(self.ratio)

    @property
    def ratio_spread(self) -> float:
        """Standard error of the ratio in model and record together."""
        return math.hypot(self.errors.ratio, self.ratio_error)


def days_held(runs: Mapping[str, Numbers]) -> Numbers:
    """Days to the end, as the record counts them: one less than the day of the end."""
    return runs["end_day"] - runs["ended"]


def log_days(runs: Mapping[str, Numbers]) -> Numbers:
    """Logarithm of the days to the end, half a day at least."""
    found: Numbers = np.log(np.maximum(days_held(runs), HALF))
    return found


def log_ratio(runs: Mapping[str, Numbers]) -> Numbers:
    """Logarithm of the ratio of the two published counts.

    Half a violation is added to both, so that a run without any has a ratio.
    """
    found: Numbers = np.log((runs["count_one"] + HALF) / (runs["count_other"] + HALF))
    return found


def of_kinds(runs: Mapping[str, Numbers], kinds: Collection[str]) -> Numbers:
    """Whether each run ended in one of some kinds: 1 or 0, NaN where it failed."""
    same = np.isin(runs["kind"], [KIND_NUMBERS[kind] for kind in kinds])
    return np.where(np.isnan(runs["kind"]), np.nan, same)


def kind_share(runs: Mapping[str, Numbers], kinds: Collection[str]) -> Numbers:
    """Share of the runs of each draw that end in one of some kinds."""
    found: Numbers = np.nanmean(of_kinds(runs, kinds), axis=1)
    return found


def agreement(runs: Runs, datum: Datum) -> Numbers:
    """Chance, or density, of the record of one agreement, were each run the truth.

    Parameters
    ----------
    runs : dict of numpy.ndarray
        Runs of it.
    datum : Datum
        The record.

    Returns
    -------
    numpy.ndarray
        Of the same shape; NaN where a run failed.
    """
    found = days_agreement(runs, datum) * kind_agreement(runs, datum)
    if datum.has_ratio:
        found = found * density(log_ratio(runs) - datum.ratio, datum.ratio_spread)
    return found


def days_agreement(runs: Runs, datum: Datum) -> Numbers:
    """Chance that a run so long, off by the error of the model, is dated as the record is."""
    place, error = log_days(runs), datum.errors.days
    low = np.log(datum.low - HALF) if datum.low > HALF else -np.inf
    high = np.log(datum.high + HALF)
    found: Numbers = ndtr((high - place) / error) - ndtr((low - place) / error)
    return found


def kind_agreement(runs: Runs, datum: Datum) -> Numbers:
    """Chance that an end of this kind is named as the record names it."""
    error, named = datum.errors.kind, len(datum.kinds)
    other = error / (len(KIND_NUMBERS) - 1)
    # Where the record leaves several kinds open, each may be the one that is meant.
    right, wrong = 1.0 - error + (named - 1) * other, named * other
    same = of_kinds(runs, datum.kinds)
    return np.where(np.isnan(same), np.nan, np.where(same == 1, right, wrong))


def density(away: Numbers, spread: float) -> Numbers:
    """Density of a normal error."""
    found: Numbers = np.exp(-0.5 * (away / spread) ** 2) / (spread * math.sqrt(2 * math.pi))
    return found


def chances(runs: Runs, datum: Datum) -> Numbers:
    """Chance of the record under each draw of parameters, above zero: the mean over its runs."""
    found: Numbers = np.nanmean(agreement(runs, datum), axis=1)
    return np.maximum(found, _LEAST)


def not_ruled_out(runs: Mapping[str, Runs], data: Mapping[str, Datum]) -> NDArray[np.bool_]:
    """Say which draws the record does not rule out.

    Parameters
    ----------
    runs : mapping of dict
        Runs by agreement, of shape (draws, runs).
    data : mapping of Datum
        The record, of one agreement at least.

    Returns
    -------
    numpy.ndarray of bool, shape (draws,)
        False where for some agreement the days, or the ratio of counts, lie three standard
        deviations away (chance, error of the record and error of the model together), or
        fewer than 5 percent of the runs end in a documented kind.

    References
    ----------
    Craig et al. (1997), Pressure matching for hydrocarbon reservoirs; Vernon, Goldstein
    and Bower (2010), Galaxy formation: a Bayesian uncertainty analysis, on implausibility.
    """
    found = [
        (_implausibility(runs[name], datum) <= _FAR)
        & (kind_share(runs[name], datum.kinds) >= _RARE)
        for name, datum in data.items()
    ]
    return np.asarray(np.all(found, axis=0), dtype=np.bool_)


def _implausibility(runs: Runs, datum: Datum) -> Numbers:
    """Standard deviations between the runs of each draw and the record of one agreement."""
    low, high = np.log(max(datum.low - HALF, HALF / 2)), np.log(datum.high + HALF)
    worst = _away(log_days(runs), low, high, datum.errors.days)
    if datum.has_ratio:
        ratio = datum.ratio
        worst = np.maximum(worst, _away(log_ratio(runs), ratio, ratio, datum.ratio_spread))
    return worst


def _away(values: Numbers, low: float, high: float, error: float) -> Numbers:
    mean, chance = np.nanmean(values, axis=1), np.nanvar(values, axis=1)
    away = np.maximum(np.maximum(low - mean, mean - high), 0.0)
    found: Numbers = away / np.sqrt(chance + error**2)
    return found


def screened(
    parameters: Sequence[Parameter],
    places: Numbers,
    runs: Mapping[str, Runs],
    data: Mapping[str, Datum],
    seed: int,
) -> pd.DataFrame:
    """Rank candidates by what they do in all episodes together.

    Every candidate steps through its prior range (Morris 1991) in all episodes at once. What counts
    is what a step does to the days that an agreement lasts and to the share of runs that end as the
    record says, each in units of its own spread, so that kinds of end weigh as much as days.

    Parameters
    ----------
    parameters : sequence of Parameter
        The candidates.
    places : numpy.ndarray
        As given by `sim.questions.sensitivity.effects.trajectories`.
    runs : mapping of dict
        Runs by agreement, of shape (places, runs).
    data : mapping of Datum
        The record, of which only the kinds of end are read.
    seed : int
        Seed of the resampling.

    Returns
    -------
    pandas.DataFrame
        A row per candidate, the strongest first: ``key``, ``days`` and ``kinds`` (root mean
        square effect of the whole range less that of chance, mean over episodes, in standard
        deviations of the outcome over all places), ``score`` (their sum), and ``days_<id>``,
        ``kinds_<id>`` for each episode.
    """
    outcomes = {
        "days": {key: complete(log_days(runs[key])) for key in data},
        "kinds": {key: complete(of_kinds(runs[key], data[key].kinds)) for key in data},
    }
    table = pd.DataFrame({"key": [one.key for one in parameters]})
    means = {}
    for name, values in outcomes.items():
        spread = float(np.std([each.mean(axis=1) for each in values.values()])) or 1.0
        for key, each in values.items():
            found = elementary_effects(parameters, places, each, seed)["less_luck"]
            table[f"{name}_{key}"] = found / spread
        means[name] = table[[f"{name}_{key}" for key in data]].mean(axis=1)
    table.insert(1, "score", means["days"] + means["kinds"])
    table.insert(2, "kinds", means["kinds"])
    table.insert(3, "days", means["days"])
    return table.sort_values("score", ascending=False, kind="stable", ignore_index=True)
