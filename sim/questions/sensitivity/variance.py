"""Shares of variance: of single runs by chance, and of their mean by parameter (Sobol).

The estimators of indices are those of SALib. A mean over few replicates still varies by chance: it
adds to the variance between points and to every index. What it adds is reckoned from the
differences between replicates and taken off, so that the indices are those of the mean over
endlessly many. Points of one base sample share their random streams, which makes what is taken off
small; different base samples have different ones, which the bootstrap over them covers too.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from scipy import stats

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from sim.shared.parameters import Parameter

    Numbers = NDArray[np.float64]

_COVERED = 0.95
# Points are left out in so many groups for the intervals of the share of chance.
_GROUPS = 32
_RESAMPLES = 1000
# Fewer base samples than this say nothing about convergence.
_FEWEST = 16


@dataclass(frozen=True)
class Shares:
    """Where the variance of a single run comes from.

    Parameters
    ----------
    parameters, chance : float
        Variance between points, and within them.
    share, low, high : float
        Share of chance, and its 95 % interval; 1 minus the intraclass share.
    """

    parameters: float
    chance: float
    share: float
    low: float
    high: float


def shares_of(numbers: Numbers) -> Shares:
    """Part the variance of single runs by the law of total variance.

    Parameters
    ----------
    numbers : numpy.ndarray
        An outcome, a row per point, a column per replicate; at least two of each, none
        missing. Points are a sample of the space of parameters, and no two share a
        random stream.

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
    if between + within == 0:
        return Shares(0.0, 0.0, 0.0, 0.0, 0.0)
    share = _share(between / within if within > 0 else np.inf, replicates)
    low, high = share, share
    groups = np.array_split(np.arange(points), min(_GROUPS, points))
    if within > 0 and between > 0 and points - max(map(len, groups)) > 1:
        left_out = [_squares(np.delete(numbers, group, axis=0)) for group in groups]
        if all(one > 0 and other > 0 for one, other in left_out):
            ratios = np.array([np.log(one / other) for one, other in left_out])
            count = len(ratios)
            error = np.sqrt((count - 1) / count * ((ratios - ratios.mean()) ** 2).sum())
            half = stats.t.ppf((1 + _COVERED) / 2, count - 1) * error
            middle = np.log(between / within)
            low, high = (_share(np.exp(middle + end), replicates) for end in (half, -half))
    return Shares(max((between - within) / replicates, 0.0), within, share, low, high)


def _squares(numbers: Numbers) -> tuple[float, float]:
    """Mean squares between and within points."""
    means = numbers.mean(axis=1)
    between = numbers.shape[1] * float(means.var(ddof=1))
    return between, float(numbers.var(axis=1, ddof=1).mean())


def _share(ratio: float, replicates: int) -> float:
    """Share of chance, given the ratio of the mean squares."""
    return float(1 / (1 + max((ratio - 1) / replicates, 0.0)))


def sobol_indices(parameters: Sequence[Parameter], numbers: Numbers, seed: int) -> pd.DataFrame:
    """Estimate indices of first and total order.

    Parameters
    ----------
    parameters : sequence of Parameter
        The parameters.
    numbers : numpy.ndarray
        Outcome at the points of a Saltelli design, of shape (base samples, parameters + 2,
        replicates): the first sample, the first with each coordinate in turn from the
        second, the second.
    seed : int
        Seed of the bootstrap.

    Returns
    -------
    pandas.DataFrame
        A row per parameter: ``first`` (Saltelli et al., 2010) and ``total`` (Jansen,
        1999), chance taken off, each with the ends of its 95 % interval (percentiles of
        a bootstrap over base samples); and ``first_raw`` and ``total_raw``, as they are
        with the chance that the means still hold. All are missing where chance leaves no
        variance between points.
    """
    count = len(numbers)
    # SALib centres the outcome too: the estimators are steadier near zero.
    numbers = (numbers - numbers.mean()) / (numbers.mean(axis=2).std() or 1.0)
    means, chance = numbers.mean(axis=2), _by_chance(numbers)
    drawn = np.random.default_rng(seed).integers(count, size=(count, _RESAMPLES))
    whole = np.arange(count)[:, None]
    points = _indices(means, chance, whole)
    raw = _indices(means, [np.zeros_like(one) for one in chance], whole)
    resampled = _indices(means, chance, drawn)
    columns: dict[str, object] = {"key": [one.key for one in parameters]}
    for name, own, draws in zip(("first", "total"), points, resampled, strict=True):
        ends = np.array([_ends(each) for each in draws]).reshape(-1, 2)
        columns |= {name: own[:, 0], f"{name}_low": ends[:, 0], f"{name}_high": ends[:, 1]}
    return pd.DataFrame(columns | {"first_raw": raw[0][:, 0], "total_raw": raw[1][:, 0]})


def convergence(parameters: Sequence[Parameter], numbers: Numbers, seed: int) -> pd.DataFrame:
    """Estimate the indices from ever more of the base samples.

    Parameters
    ----------
    parameters, numbers, seed
        As `sobol_indices` takes them.

    Returns
    -------
    pandas.DataFrame
        The rows of `sobol_indices` for each power of two of base samples, with
        ``samples`` and ``points`` (base samples times parameters and two).
    """
    sizes = [len(numbers)]
    while sizes[0] // 2 >= _FEWEST:
        sizes.insert(0, sizes[0] // 2)
    frames = []
    for size in sizes:
        frame = sobol_indices(parameters, numbers[:size], seed)
        frame.insert(1, "samples", size)
        frame.insert(2, "points", size * (len(parameters) + 2))
        frames.append(frame)
    return pd.concat(frames, ignore_index=True)


def _by_chance(numbers: Numbers) -> list[Numbers]:
    """What chance adds by base sample: to the variance of means, and to both kinds of index.

    The square of a mean exceeds the square of what it estimates by its variance, and a product of
    two means exceeds theirs by their covariance.
    """
    samples, points, replicates = numbers.shape
    if replicates == 1:
        return [np.zeros(samples), *np.zeros((2, samples, points - 2))]
    one, crossed, other = numbers[:, :1, :], numbers[:, 1:-1, :], numbers[:, -1:, :]
    mean = numbers[:, [0, -1], :].var(axis=2, ddof=1).mean(axis=1) / replicates
    apart = other - other.mean(axis=2, keepdims=True)
    first = (apart * (crossed - one)).sum(axis=2) / (replicates * (replicates - 1))
    return [mean, first, (one - crossed).var(axis=2, ddof=1) / replicates / 2]


def _indices(
    means: Numbers, chance: Sequence[Numbers], draws: NDArray[np.int64]
) -> tuple[Numbers, Numbers]:
    """First and total indices by parameter, for each column of drawn base samples."""
    from SALib.analyze.sobol import first_order, total_order  # noqa: PLC0415 - slow to import

    one, other = means[:, 0][draws], means[:, -1][draws]
    plain = np.var(np.concatenate([one, other]), axis=0)
    left = plain - chance[0][draws].mean(axis=0)
    found: tuple[list[Numbers], list[Numbers]] = ([], [])
    with np.errstate(divide="ignore", invalid="ignore"):
        for place in range(means.shape[1] - 2):
            crossed = means[:, place + 1][draws]
            for indices, order, own in zip(
                found, (first_order, total_order), chance[1:], strict=True
            ):
                above = own[:, place][draws].mean(axis=0)
                index = order(one, crossed, other) * plain - above
                indices.append(np.where(left > 0, index / left, np.nan))
    return np.array(found[0]), np.array(found[1])


def _ends(values: Numbers) -> tuple[float, float]:
    known = values[np.isfinite(values)]
    # Where chance drowns the means in many of the draws, no interval is worth the name.
    if len(known) < len(values) / 2:
        return np.nan, np.nan
    low, high = np.percentile(known, [2.5, 97.5])
    return float(low), float(high)
