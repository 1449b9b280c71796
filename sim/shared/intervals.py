"""A figure with its 95 % interval: shares and means over independent runs.

The intervals cover chance in the draws of the runs and nothing else.
"""

from __future__ import annotations

import gc
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy import stats
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import proportion_confint

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

LEVEL = 0.95
ALPHA = 1.0 - LEVEL
NORMAL = float(stats.norm.ppf(1.0 - ALPHA / 2.0))


@dataclass(frozen=True)
class Estimate:
    """A figure and its 95 % interval.

    Parameters
    ----------
    value, low, high : float or None
        None where the runs do not reach so far, as with a median when fewer than half
        have ended.
    """

    value: float | None
    low: float | None
    high: float | None

    def numbers(self) -> tuple[float, float, float]:
        """Value, low and high, with NaN in the place of what is not known."""
        value, low, high = (
            math.nan if part is None else float(part) for part in (self.value, self.low, self.high)
        )
        return value, low, high

    @property
    def complement(self) -> Estimate:
        """What a share leaves of the whole."""
        value, low, high = (
            None if part is None else 1 - part for part in (self.value, self.high, self.low)
        )
        return Estimate(value, low, high)


def share_of(successes: int, trials: int) -> Estimate:
    """Estimate a share by the score interval, as `run` and `sweep` do.

    Parameters
    ----------
    successes, trials : int
        How many of how many; at least one trial.

    Returns
    -------
    Estimate
        In [0, 1].

    References
    ----------
    Wilson (1927), Probable inference, the law of succession, and statistical inference.
    """
    low, high = proportion_confint(successes, trials, alpha=ALPHA, method="wilson")
    return Estimate(successes / trials, max(0.0, float(low)), min(1.0, float(high)))


def mean_of(values: NDArray[Any]) -> Estimate:
    """Estimate a mean by Student's interval.

    Parameters
    ----------
    values : numpy.ndarray, shape (runs,)
        One number a run; at least one.

    Returns
    -------
    Estimate
        In the unit of the values; without an interval for a single run.

    References
    ----------
    Student (1908), The probable error of a mean.
    """
    mean = math.fsum(values) / len(values)
    low, high = around(mean, float(np.var(values)), len(values))
    return Estimate(mean, low, high)


def around(mean: float, variance: float, count: int) -> tuple[float | None, float | None]:
    """Bounds of Student's interval from a mean and a variance.

    Parameters
    ----------
    mean : float
        The mean.
    variance : float
        Mean square deviation, divided by `count` and not by one less.
    count : int
        Number of values.

    Returns
    -------
    tuple of float or None
        ``mean ± t sqrt(variance / (count - 1))``; None for a single value.
    """
    if count < 2:  # noqa: PLR2004 - one value says nothing of its spread
        return None, None
    half = float(stats.t.ppf(1.0 - ALPHA / 2.0, count - 1)) * math.sqrt(variance / (count - 1))
    return mean - half, mean + half


def exact_low(trials: NDArray[Any]) -> NDArray[np.float64]:
    """Lower bounds of shares that were one in all trials.

    Parameters
    ----------
    trials : numpy.ndarray
        How many, at least 0.

    Returns
    -------
    numpy.ndarray
        Exact bound ``(0.025)^(1 / trials)``; 0 without trials.

    References
    ----------
    Clopper and Pearson (1934), The use of confidence or fiducial limits illustrated in
    the case of the binomial.
    """
    counts = np.asarray(trials, dtype=np.float64)
    return np.where(counts > 0, (ALPHA / 2.0) ** (1.0 / np.maximum(counts, 1.0)), 0.0)


def log_log_band(
    share: NDArray[np.float64], error: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Pointwise band of a share that lies in (0, 1), by its complementary logarithm.

    Parameters
    ----------
    share, error : numpy.ndarray
        Shares and their standard errors.

    Returns
    -------
    tuple of numpy.ndarray
        ``share ** exp(± z error / (share log share))``, low and high; NaN where the
        share is 0 or 1.

    References
    ----------
    Kalbfleisch and Prentice (2002), The statistical analysis of failure time data,
    section 1.4.
    """
    inside = (share > 0.0) & (share < 1.0)
    known = np.where(inside, share, 0.5)
    with np.errstate(over="ignore"):
        # A share next to one has a band from nothing to all.
        turn = np.exp(NORMAL * error / (known * np.abs(np.log(known))))
    low, high = known**turn, known ** (1.0 / turn)
    return np.where(inside, low, np.nan), np.where(inside, high, np.nan)


def holm_adjusted(p_values: Sequence[float]) -> list[float]:
    """Correct p-values for the number of tests shown together.

    Parameters
    ----------
    p_values : sequence of float
        In [0, 1]; NaN where a test could not be made, which is not counted.

    Returns
    -------
    list of float
        Holm's, in the order given: rejecting those below 5 % errs anywhere among them
        in at most 5 % of studies, whatever depends on what.

    References
    ----------
    Holm (1979), A simple sequentially rejective multiple test procedure.
    """
    given = np.asarray(p_values, dtype=float)
    known = ~np.isnan(given)
    found = np.full(len(given), math.nan)
    if known.sum() == 1:
        found[known] = given[known]
    elif known.any():
        # The function tidies all of the memory each time, which in a large process takes longer
        # than anything else in a comparison. What is frozen it passes over.
        gc.freeze()
        try:
            found[known] = multipletests(given[known], method="holm")[1]
        finally:
            gc.unfreeze()
    return [float(each) for each in found]
