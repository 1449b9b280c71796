"""How much of what happens is luck: variance within points, apart from that between them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy import stats

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Numbers = NDArray[np.float64]

COVERED = 0.95
# Points are left out in so many groups for the intervals.
GROUPS = 32


@dataclass(frozen=True)
class Shares:
    """Where the variance of a single run comes from.

    Parameters
    ----------
    parameters, luck : float
        Variance between points, and within them.
    share, low, high : float
        Share of luck, and its 95 % interval; 1 minus the intraclass share.
    points, replicates : int
        From how many of each.
    """

    parameters: float
    luck: float
    share: float
    low: float
    high: float
    points: int
    replicates: int


def shares_of(numbers: Numbers) -> Shares:
    """Part the variance of single runs by the law of total variance.

    Parameters
    ----------
    numbers : numpy.ndarray
        An outcome, a row per point, a column per replicate; at least two of each, none
        missing. Points are a sample of the space of parameters, and no two share luck.

    Returns
    -------
    Shares
        Estimates of the one-way model of random effects from its mean squares (Searle,
        Casella and McCulloch, 1992); a variance that comes out below zero counts as
        zero. The interval is that of the jackknife over groups of points, for the
        logarithm of the two mean squares, whose ratio it is.
    """
    points, replicates = numbers.shape
    between, within = _squares(numbers)
    parameters = max((between - within) / replicates, 0.0)
    share = _share(between / within if within > 0 else np.inf, replicates)
    if between + within == 0:
        return Shares(0.0, 0.0, 0.0, 0.0, 0.0, points, replicates)
    low, high = share, share
    groups = np.array_split(np.arange(points), min(GROUPS, points))
    if within > 0 and between > 0 and points - max(map(len, groups)) > 1:
        left_out = [_squares(np.delete(numbers, group, axis=0)) for group in groups]
        if all(one > 0 and other > 0 for one, other in left_out):
            ratios = np.array([np.log(one / other) for one, other in left_out])
            count = len(ratios)
            error = np.sqrt((count - 1) / count * ((ratios - ratios.mean()) ** 2).sum())
            half = stats.t.ppf((1 + COVERED) / 2, count - 1) * error
            middle = np.log(between / within)
            low, high = (
                _share(float(np.exp(end)), replicates) for end in (middle + half, middle - half)
            )
    return Shares(parameters, within, share, low, high, points, replicates)


def _squares(numbers: Numbers) -> tuple[float, float]:
    """Mean squares between and within points."""
    replicates = numbers.shape[1]
    means = numbers.mean(axis=1)
    return replicates * float(means.var(ddof=1)), float(numbers.var(axis=1, ddof=1).mean())


def _share(ratio: float, replicates: int) -> float:
    """Share of luck, given the ratio of the mean squares."""
    between = max((ratio - 1) / replicates, 0.0)
    return float(1 / (1 + between))
