"""How much of what happens is luck: variance between runs, apart from that between points.

Every replicate has the same luck at every point, so that points and replicates cross. A number
of one run is then the sum of a mean, an effect of the point, an effect of the luck that all
points share, and the rest, which is luck that works differently at each point.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Numbers = NDArray[np.float64]

NORMAL_95 = 1.959963984540054
# Points are left out in so many groups for the intervals.
GROUPS = 32
PARTS = ("parameters", "luck_shared", "luck_apart")


@dataclass(frozen=True)
class Shares:
    """Where the variance of a single run comes from.

    Parameters
    ----------
    variance : dict of float
        Components by name: ``parameters``, ``luck_shared`` (strikes every point
        alike) and ``luck_apart`` (works differently at each point).
    share, low, high : dict of float
        Each as a share of their sum, and its 95 % interval.
    points, replicates : int
        From how many of each.
    """

    variance: dict[str, float]
    share: dict[str, float]
    low: dict[str, float]
    high: dict[str, float]
    points: int
    replicates: int

    @property
    def luck(self) -> float:
        """Share of the variance that is luck of either kind; 1 minus the intraclass share."""
        return 1.0 - self.share["parameters"]

    @property
    def left_in_means(self) -> float:
        """Variance that luck leaves in the mean of a point, next to other points."""
        return self.variance["luck_apart"] / self.replicates


def shares_of(numbers: Numbers) -> Shares:
    """Part the variance of single runs.

    Parameters
    ----------
    numbers : numpy.ndarray
        An outcome, a row per point, a column per replicate; at least two of each, none
        missing. The points are a sample of the space of parameters.

    Returns
    -------
    Shares
        Estimates of the two-way model of random effects without repetition, from its
        mean squares (Searle, Casella and McCulloch, 1992); estimates below zero count
        as zero. Intervals are those of the jackknife, over replicates and over groups
        of points, their variances added.
    """
    points, replicates = numbers.shape
    variance = components(numbers)
    whole = _shares(variance)
    spread = np.zeros(len(PARTS))
    groups = np.array_split(np.arange(points), min(GROUPS, points))
    for left in (groups, np.arange(replicates).reshape(-1, 1)):
        axis = 0 if left is groups else 1
        count = len(left)
        if numbers.shape[axis] - max(map(len, left)) < 2:  # noqa: PLR2004 - two make a variance
            continue
        again = np.array(
            [_shares(components(np.delete(numbers, drop, axis=axis))) for drop in left]
        )
        spread += (count - 1) / count * ((again - again.mean(axis=0)) ** 2).sum(axis=0)
    half = NORMAL_95 * np.sqrt(spread)
    return Shares(
        variance=dict(zip(PARTS, map(float, variance), strict=True)),
        share=dict(zip(PARTS, map(float, whole), strict=True)),
        low=dict(zip(PARTS, map(float, np.maximum(whole - half, 0.0)), strict=True)),
        high=dict(zip(PARTS, map(float, np.minimum(whole + half, 1.0)), strict=True)),
        points=points,
        replicates=replicates,
    )


def components(numbers: Numbers) -> Numbers:
    """Estimate the components of variance in the order of `PARTS`.

    Parameters
    ----------
    numbers : numpy.ndarray
        As `shares_of` takes them.

    Returns
    -------
    numpy.ndarray
        Three variances, none below zero.
    """
    points, replicates = numbers.shape
    mean, rows, columns = numbers.mean(), numbers.mean(axis=1), numbers.mean(axis=0)
    rest = numbers - rows[:, None] - columns[None, :] + mean
    square_rest = (rest**2).sum() / ((points - 1) * (replicates - 1))
    square_rows = replicates * ((rows - mean) ** 2).sum() / (points - 1)
    square_columns = points * ((columns - mean) ** 2).sum() / (replicates - 1)
    found = (
        (square_rows - square_rest) / replicates,
        (square_columns - square_rest) / points,
        square_rest,
    )
    above_zero: Numbers = np.maximum(np.array(found), 0.0)
    return above_zero


def _shares(variance: Numbers) -> Numbers:
    total = float(variance.sum())
    shares: Numbers = variance / (total or 1.0)
    return shares
