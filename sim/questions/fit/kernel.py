"""How well a run agrees with the record: the chance of the record, were this run the truth.

A run is one course of luck. The record is taken to be a course of the model seen with error: days
off by a factor (error of the model, log-normal) and known only up to an interval of datings; the
kind of end named differently with a small chance; the ratio of counts off by a factor. The chance
of the record under given parameters is the mean over runs (approximate Bayesian computation with a
stated error, which is exact for a model with that error: Wilkinson 2013). No run is thrown away.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import ndtr

from sim.shared.lifetimes import KIND_NUMBERS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from sim.questions.fit.settings import Settings

# Days are whole: an agreement that is dated to day d lasted between half a day less and more.
HALF = 0.5
LEAST = 1e-300


@dataclass(frozen=True)
class Datum:
    """What the record says of one agreement.

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
    """

    low: float
    high: float
    kinds: frozenset[str]
    ratio: float = math.nan
    ratio_error: float = 0.0


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

    @classmethod
    def of(cls, settings: Settings) -> Errors:
        """Take them from the settings."""
        return cls(
            math.log(settings.days_factor), settings.kind_error, math.log(settings.counts_factor)
        )


Runs = dict[str, "NDArray[np.float64]"]


def days_held(runs: Mapping[str, NDArray[np.float64]]) -> NDArray[np.float64]:
    """Days from entry into force to the end, as the record counts them.

    Parameters
    ----------
    runs : mapping of numpy.ndarray
        With ``end_day``, the first day in force being 1, and ``ended``.

    Returns
    -------
    numpy.ndarray
        One less than the day of the end; the horizon where it still stood.
    """
    return runs["end_day"] - runs["ended"]


def log_ratio(runs: Mapping[str, NDArray[np.float64]]) -> NDArray[np.float64]:
    """Logarithm of the ratio of the two published counts of a run.

    Parameters
    ----------
    runs : mapping of numpy.ndarray
        With ``count_one`` and ``count_other``.

    Returns
    -------
    numpy.ndarray
        Half a violation is added to both, so that a run without any has a ratio.
    """
    found: NDArray[np.float64] = np.log((runs["count_one"] + HALF) / (runs["count_other"] + HALF))
    return found


def agreement(runs: Runs, datum: Datum, errors: Errors) -> NDArray[np.float64]:
    """Chance, or density, of the record of one agreement, were each run the truth.

    Parameters
    ----------
    runs : dict of numpy.ndarray
        ``end_day``, ``ended``, ``kind`` (numbers of `sim.shared.lifetimes.KIND_NUMBERS`)
        and, where counts are known, ``count_one`` and ``count_other``; of one shape, NaN
        where a run failed.
    datum : Datum
        The record.
    errors : Errors
        The stated errors.

    Returns
    -------
    numpy.ndarray
        Of the same shape; NaN where a run failed.
    """
    found = days_agreement(runs, datum, errors) * kind_agreement(runs, datum, errors)
    if not math.isnan(datum.ratio):
        found = found * ratio_agreement(runs, datum, errors)
    return found


def days_agreement(runs: Runs, datum: Datum, errors: Errors) -> NDArray[np.float64]:
    """Chance that a run so long, off by the error of the model, is dated as the record is."""
    place = np.log(np.maximum(days_held(runs), HALF))
    low = np.log(datum.low - HALF) if datum.low > HALF else -np.inf
    high = np.log(datum.high + HALF)
    found: NDArray[np.float64] = ndtr((high - place) / errors.days) - ndtr(
        (low - place) / errors.days
    )
    return found


def kind_agreement(runs: Runs, datum: Datum, errors: Errors) -> NDArray[np.float64]:
    """Chance that an end of this kind is named as the record names it."""
    named = [KIND_NUMBERS[kind] for kind in datum.kinds]
    other = errors.kind / (len(KIND_NUMBERS) - 1)
    same = np.isin(runs["kind"], named)
    # Where the record leaves several kinds open, each may be the one that is meant.
    right = 1.0 - errors.kind + (len(named) - 1) * other
    found = np.where(same, right, len(named) * other)
    seen: NDArray[np.float64] = np.where(np.isnan(runs["kind"]), np.nan, found)
    return seen


def ratio_agreement(runs: Runs, datum: Datum, errors: Errors) -> NDArray[np.float64]:
    """Density of the ratio of counts, were that of the run the truth."""
    spread = math.hypot(errors.ratio, datum.ratio_error)
    away = (log_ratio(runs) - datum.ratio) / spread
    found: NDArray[np.float64] = np.exp(-0.5 * away**2) / (spread * math.sqrt(2 * math.pi))
    return found


def chances(runs: Runs, datum: Datum, errors: Errors) -> NDArray[np.float64]:
    """Chance of the record under each draw of parameters: the mean over its runs.

    Parameters
    ----------
    runs : dict of numpy.ndarray, shape (draws, runs)
        See `agreement`.
    datum, errors
        See `agreement`.

    Returns
    -------
    numpy.ndarray, shape (draws,)
        Above zero.
    """
    found: NDArray[np.float64] = np.nanmean(agreement(runs, datum, errors), axis=1)
    return np.maximum(found, LEAST)
