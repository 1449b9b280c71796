"""Shares of variance by parameter (Sobol), of the mean response over replicates.

The estimators are those of SALib. A mean over few replicates still holds luck: it adds to the
variance between points and to every index. What it adds is reckoned from the differences between
replicates and taken off, so that the indices are those of the mean over endlessly many. Points of
one base sample share their luck, which makes what is taken off small; different base samples have
different luck, which the bootstrap over them covers too.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from sim.shared.parameters import Parameter

    Numbers = NDArray[np.float64]

RESAMPLES = 1000
LOW, HIGH = 2.5, 97.5
# Fewer base samples than this say nothing about convergence.
FEWEST = 16


@dataclass(frozen=True)
class Saltelli:
    """Outcomes at the points of a Saltelli design, by base sample.

    Parameters
    ----------
    numbers : numpy.ndarray
        Outcome of shape (base samples, parameters + 2, replicates): the first sample,
        the first with each coordinate in turn from the second, the second.
    """

    numbers: Numbers

    @classmethod
    def of(cls, numbers: Numbers, parameters: int) -> Saltelli:
        """Lay rows of the design out by base sample.

        Parameters
        ----------
        numbers : numpy.ndarray
            A row per point in the order of the design, a column per replicate.
        parameters : int
            How many.

        Returns
        -------
        Saltelli
            The same numbers.
        """
        return cls(numbers.reshape(-1, parameters + 2, numbers.shape[-1]))

    def first(self, samples: int) -> Saltelli:
        """Take the first base samples: a smaller design of the same kind."""
        return Saltelli(self.numbers[:samples])


def sobol_indices(parameters: Sequence[Parameter], design: Saltelli, seed: int) -> pd.DataFrame:
    """Estimate indices of first and total order.

    Parameters
    ----------
    parameters : sequence of Parameter
        The parameters.
    design : Saltelli
        Outcomes.
    seed : int
        Seed of the bootstrap.

    Returns
    -------
    pandas.DataFrame
        A row per parameter: ``first`` (Saltelli et al., 2010) and ``total`` (Jansen,
        1999), luck taken off, each with the ends of its 95 % interval (percentiles of
        a bootstrap over base samples); and ``first_raw`` and ``total_raw``, as they are
        with the luck that the means still hold. All are missing where luck leaves no
        variance between points.
    """
    pieces = _pieces(design)
    count = len(design.numbers)
    draws = np.random.default_rng(seed).integers(count, size=(count, RESAMPLES))
    first, total = _indices(pieces, np.arange(count)[:, None])
    first_raw, total_raw = _indices(pieces.raw(), np.arange(count)[:, None])
    firsts, totals = _indices(pieces, draws)
    rows = []
    for place, parameter in enumerate(parameters):
        rows.append(
            {
                "key": parameter.key,
                "first": float(first[place, 0]),
                **_ends("first", firsts[place]),
                "total": float(total[place, 0]),
                **_ends("total", totals[place]),
                "first_raw": float(first_raw[place, 0]),
                "total_raw": float(total_raw[place, 0]),
            }
        )
    return pd.DataFrame(rows)


def convergence(parameters: Sequence[Parameter], design: Saltelli, seed: int) -> pd.DataFrame:
    """Estimate the indices from ever more of the base samples.

    Parameters
    ----------
    parameters, design, seed
        As `sobol_indices` takes them.

    Returns
    -------
    pandas.DataFrame
        The rows of `sobol_indices` for each power of two of base samples, with
        ``samples`` and ``points`` (base samples times parameters and two).
    """
    count = len(design.numbers)
    sizes: list[int] = []
    while count >= FEWEST or not sizes:
        sizes.append(count)
        count //= 2
    frames = []
    for size in reversed(sizes):
        frame = sobol_indices(parameters, design.first(size), seed)
        frame.insert(1, "samples", size)
        frame.insert(2, "points", size * (len(parameters) + 2))
        frames.append(frame)
    return pd.concat(frames, ignore_index=True)


@dataclass(frozen=True)
class _Pieces:
    """Means over replicates, and what luck adds to products of them, by base sample."""

    one: Numbers
    crossed: Numbers
    other: Numbers
    luck_of_mean: Numbers
    luck_of_first: Numbers
    luck_of_total: Numbers

    def raw(self) -> _Pieces:
        """The same as if luck added nothing."""
        still = [np.zeros_like(one) for one in (self.luck_of_mean, self.luck_of_first)]
        return _Pieces(self.one, self.crossed, self.other, still[0], still[1], still[1])


def _pieces(design: Saltelli) -> _Pieces:
    numbers = design.numbers
    replicates = numbers.shape[2]
    # SALib centres the outcome too: the estimators are steadier near zero.
    numbers = (numbers - numbers.mean()) / (numbers.mean(axis=2).std() or 1.0)
    means = numbers.mean(axis=2)
    one, crossed, other = numbers[:, :1, :], numbers[:, 1:-1, :], numbers[:, -1:, :]
    if replicates > 1:
        # The square of a mean exceeds the square of what it estimates by its variance, and a
        # product of two means exceeds theirs by their covariance.
        each = replicates * (replicates - 1)
        mean = numbers[:, [0, -1], :].var(axis=2, ddof=1).mean(axis=1) / replicates
        apart = other - other.mean(axis=2, keepdims=True)
        first = (apart * (crossed - one)).sum(axis=2) / each
        total = (one - crossed).var(axis=2, ddof=1) / replicates / 2
    else:
        mean = np.zeros(len(means))
        first = total = np.zeros((len(means), means.shape[1] - 2))
    return _Pieces(means[:, 0], means[:, 1:-1], means[:, -1], mean, first, total)


def _indices(pieces: _Pieces, draws: NDArray[np.int64]) -> tuple[Numbers, Numbers]:
    """First and total indices by parameter, for each column of drawn base samples."""
    from SALib.analyze.sobol import first_order, total_order  # noqa: PLC0415 - slow to import

    one, other = pieces.one[draws], pieces.other[draws]
    plain = np.var(np.concatenate([one, other]), axis=0)
    left = plain - pieces.luck_of_mean[draws].mean(axis=0)
    firsts, totals = [], []
    with np.errstate(divide="ignore", invalid="ignore"):
        for place in range(pieces.crossed.shape[1]):
            crossed = pieces.crossed[:, place][draws]
            above = [
                luck[:, place][draws].mean(axis=0)
                for luck in (pieces.luck_of_first, pieces.luck_of_total)
            ]
            first = first_order(one, crossed, other) * plain - above[0]
            total = total_order(one, crossed, other) * plain - above[1]
            firsts.append(np.where(left > 0, first / left, np.nan))
            totals.append(np.where(left > 0, total / left, np.nan))
    return np.array(firsts), np.array(totals)


def _ends(name: str, values: Numbers) -> dict[str, float]:
    known = values[np.isfinite(values)]
    # Where luck drowns the means in many of the draws, no interval is worth the name.
    if len(known) < len(values) / 2:
        return {f"{name}_low": float("nan"), f"{name}_high": float("nan")}
    low, high = np.percentile(known, [LOW, HIGH])
    return {f"{name}_low": float(low), f"{name}_high": float(high)}
