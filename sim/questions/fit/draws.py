"""Draws of parameters wave by wave, what each weighs, and whether what was planted is found.

The first wave covers the prior evenly (Sobol). Each later one is drawn near the draws that agree
with the record (population Monte Carlo: Cappé et al. 2004; Beaumont et al. 2009). All draws of all
waves count, each by the chance of the record over the density from which draws were made (balance
heuristic: Veach and Guibas 1995), so that weights stay those of the posterior.

Where a record is so surprising that a handful of draws carries almost all weight, its chance is
raised to a power below one, just so far that a stated number of effective draws carries the fit:
a wider tolerance, as sequential Monte Carlo tempers (Del Moral, Doucet and Jasra 2012; for general
use of a tempered likelihood, Holmes and Walker 2017). Such a region is wider than that of the
record taken at its word, never narrower for want of draws.

Whether fitting finds what was planted is asked by simulation-based calibration on one stored
design. A draw of the first wave is taken for the truth. One of its runs of each agreement, with the
stated errors drawn on top, is taken for the record. All other draws of the first wave are then
weighed by that record, as the fit weighs them by the real one. Over many such truths a region of 90
percent should hold the truth in 90 percent of the cases, and the rank of the truth should be even.
Draws of later waves lie near the real record, not near the synthetic one, and are no part of it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from scipy.stats import gaussian_kde

from sim.questions.fit.likelihood import HALF, chances, days_held, log_ratio
from sim.shared.intervals import mean_of, share_of
from sim.shared.lifetimes import HELD, KIND_NUMBERS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from sim.questions.fit.likelihood import Datum, Numbers, Runs

# Halvings by which the power is found at which enough draws carry a fit.
_HALVINGS = 50
# Later waves reach somewhat further than where good draws were found.
_WIDER = 1.5
_NAMES = {number: kind for kind, number in KIND_NUMBERS.items()}
_TAIL = 0.05


@dataclass(frozen=True, eq=False)
class Weighed:
    """Draws and their weights.

    Parameters
    ----------
    places : numpy.ndarray, shape (draws, parameters)
        Draws in the unit cube of prior ranges.
    chance : dict of numpy.ndarray
        Chance of the record of each agreement under each draw.
    density : numpy.ndarray
        From which density draws were made, over all waves together.
    least : float
        Effective draws that are to carry a fit; see `tempered`.
    """

    places: Numbers
    chance: Mapping[str, Numbers]
    density: Numbers
    least: float = 0.0

    def weights(self, without: Sequence[str] = ()) -> Numbers:
        """Weigh the draws, so that weights add up to one; agreements may be left out."""
        return self._tempered(without)[0]

    def power(self, without: Sequence[str] = ()) -> float:
        """Power to which the chance of the record was raised; 1 where draws suffice."""
        return self._tempered(without)[1]

    def _tempered(self, without: Sequence[str]) -> tuple[Numbers, float]:
        kept = [np.log(one) for name, one in self.chance.items() if name not in without]
        total = np.sum(kept, axis=0) if kept else np.zeros(len(self.places))
        return tempered(total, np.log(self.density), self.least)


def normalised(logarithms: Numbers) -> Numbers:
    """Turn logarithms of weights into weights that add up to one."""
    raw = np.exp(logarithms - logarithms.max())
    found: Numbers = raw / raw.sum()
    return found


def effective(weights: Numbers) -> float:
    """Effective number of draws under weights that add up to one (Kish 1965)."""
    return float(1.0 / np.sum(weights**2))


def tempered(chances_: Numbers, densities: Numbers, least: float) -> tuple[Numbers, float]:
    """Weigh draws so that enough of them carry the fit.

    Parameters
    ----------
    chances_ : numpy.ndarray
        Logarithm of the chance of the record under each draw.
    densities : numpy.ndarray
        Logarithm of the density from which each was made.
    least : float
        Effective draws that are wanted.

    Returns
    -------
    tuple
        Weights that add up to one, and the power in [0, 1] to which chances were raised: the
        largest at which that many draws count, and 1 where they do without.
    """
    weights = normalised(chances_ - densities)
    if effective(weights) >= least:
        return weights, 1.0
    low, high = 0.0, 1.0
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        enough = effective(normalised(middle * chances_ - densities)) >= least
        low, high = (middle, high) if enough else (low, middle)
    return normalised(low * chances_ - densities), low


@dataclass(frozen=True, eq=False)
class Proposal:
    """A density near good draws, cut off at the walls of the unit cube."""

    kernel: gaussian_kde
    inside: float

    def density(self, places: Numbers) -> Numbers:
        """Density at places of the cube."""
        found: Numbers = self.kernel(places.T) / self.inside
        return found


def next_wave(places: Numbers, weights: Numbers, draws: int, seed: int) -> tuple[Proposal, Numbers]:
    """Draw near what agrees with the record.

    Parameters
    ----------
    places, weights : numpy.ndarray
        Draws so far, and what they weigh.
    draws : int
        How many are wanted.
    seed : int
        Seed of the draws.

    Returns
    -------
    tuple
        The density from which they come, and the draws.
    """
    kernel = gaussian_kde(places.T, weights=weights)
    kernel.set_bandwidth(_WIDER * kernel.factor)
    found = np.empty((0, places.shape[1]))
    shares: list[float] = []
    while len(found) < draws:
        generator = np.random.default_rng(seed + len(shares))
        trial = kernel.resample(16 * len(places), seed=generator).T
        inside = np.all((trial >= 0.0) & (trial < 1.0), axis=1)
        shares.append(float(inside.mean()))
        found = np.concatenate([found, trial[inside]])
    return Proposal(kernel, shares[0]), found[:draws]


def density_of(places: Numbers, counts: Sequence[int], proposals: Sequence[Proposal]) -> Numbers:
    """Density from which draws of all waves were made, as one mixture.

    Parameters
    ----------
    places : numpy.ndarray
        Draws.
    counts : sequence of int
        Draws of each wave; the first is even over the cube.
    proposals : sequence of Proposal
        Densities of the later waves.

    Returns
    -------
    numpy.ndarray
        A density for each draw.
    """
    total = sum(counts)
    found = np.full(len(places), counts[0] / total)
    for count, proposal in zip(counts[1:], proposals, strict=True):
        found = found + count / total * proposal.density(places)
    return found


def quantile(values: Numbers, weights: Numbers | None, shares: Sequence[float]) -> Numbers:
    """Quantiles of weighed values: the least at which a share is reached, halfway into its weight.

    Parameters
    ----------
    values : numpy.ndarray
        Values.
    weights : numpy.ndarray or None
        Weights that add up to one; None where all weigh the same.
    shares : sequence of float
        Shares in [0, 1].

    Returns
    -------
    numpy.ndarray
        A value for each share.
    """
    weights = np.full(len(values), 1.0 / len(values)) if weights is None else weights
    order = np.argsort(values, kind="stable")
    below = np.cumsum(weights[order]) - weights[order] / 2
    found: Numbers = np.interp(shares, below, values[order])
    return found


def region_ends(places: Numbers, weights: Numbers, shares: Sequence[float]) -> Numbers:
    """Quantiles of a parameter that also hold where few draws carry them.

    Below the k-th of n draws lies k / (n + 1) of their distribution in the mean, whatever it is.
    So draws stand at these shares (Weibull 1939; type 6 of Hyndman and Fan 1996), by weight: their
    shares shrink by n / (n + 1), with n the effective number of draws, towards the middle, and the
    ends of the prior stand at 0 and 1. With many draws it is the quantile of the weighed draws.

    Parameters
    ----------
    places, weights : numpy.ndarray
        Draws of one parameter in the unit interval, and weights that add up to one.
    shares : sequence of float
        Shares in [0, 1].

    Returns
    -------
    numpy.ndarray
        Places in the unit interval.
    """
    found: Numbers = np.interp(shares, *_staircase(places, weights))
    return found


def rank_of(truth: float, places: Numbers, weights: Numbers) -> float:
    """Share of a fitted region that lies below a value: the inverse of `region_ends`."""
    shares, ends = _staircase(places, weights)
    return float(np.interp(truth, ends, shares))


def _staircase(places: Numbers, weights: Numbers) -> tuple[Numbers, Numbers]:
    """Shares below draws, and the draws in order, with the ends of the prior at 0 and 1."""
    order, draws = np.argsort(places, kind="stable"), effective(weights)
    middle = np.cumsum(weights[order]) - weights[order] / 2
    shares = (draws * middle + 0.5) / (draws + 1.0)
    return np.concatenate([[0.0], shares, [1.0]]), np.concatenate([[0.0], places[order], [1.0]])


def thinned(weights: Numbers, count: int, seed: int) -> np.ndarray:
    """Draw numbers of draws in proportion to their weights (systematic resampling).

    Parameters
    ----------
    weights : numpy.ndarray
        Weights that add up to one.
    count : int
        How many; a heavy draw comes several times.
    seed : int
        Seed.

    Returns
    -------
    numpy.ndarray of int
        Numbers of draws, in order.
    """
    places = (np.arange(count) + np.random.default_rng(seed).random()) / count
    return np.minimum(np.searchsorted(np.cumsum(weights), places), len(weights) - 1)


@dataclass(frozen=True, eq=False)
class Recovery:
    """What came of synthetic records.

    Parameters
    ----------
    ranks : numpy.ndarray, shape (truths, parameters)
        Share of the region below the truth; see `rank_of`.
    effective : numpy.ndarray, shape (truths,)
        Effective number of draws behind each, before tempering.
    powers : numpy.ndarray, shape (truths,)
        Power to which the chance of each record was raised.
    narrowed : numpy.ndarray, shape (truths, parameters)
        Variance of each parameter after the record over that before.
    keys : tuple of str
        The parameters.
    """

    ranks: Numbers
    effective: Numbers
    powers: Numbers
    narrowed: Numbers
    keys: tuple[str, ...]

    @property
    def inside(self) -> np.ndarray:
        """Whether the 90 % region of each record held the truth, for each parameter."""
        return (self.ranks >= _TAIL) & (self.ranks <= 1 - _TAIL)

    @property
    def table(self) -> pd.DataFrame:
        """A row per parameter, and one over all: share of truths inside the 90 % region.

        The parameters of one record share its random streams, so the interval over all goes by
        records.
        """
        inside, rows = self.inside, []
        for key, own, narrowed in zip(self.keys, inside.T, self.narrowed.T, strict=True):
            rows.append((key, len(own), share_of(int(own.sum()), len(own)), narrowed))
        rows.append(("all", inside.size, mean_of(inside.mean(axis=1)), self.narrowed))
        return pd.DataFrame(
            [
                (key, truths, one.value, one.low, one.high, float(1.0 - np.mean(narrowed)))
                for key, truths, one, narrowed in rows
            ],
            columns=["key", "truths", "inside", "low", "high", "shrinkage"],
        )


def _planted(
    runs: Mapping[str, Runs],
    truth: int,
    data: Mapping[str, Datum],
    generator: np.random.Generator,
) -> dict[str, Datum]:
    """Make a record of one draw, with the stated errors on top of chance.

    Which agreements have counts, and how well these are known, is as in the real record.
    """
    found = {}
    for name, real in data.items():
        errors = real.errors
        own = {column: values[truth] for column, values in runs[name].items()}
        which = [generator.choice(np.flatnonzero(~np.isnan(own["end_day"])))]
        one = {column: values[which] for column, values in own.items()}
        kind, days = _NAMES[float(one["kind"][0])], float(days_held(one)[0])
        seen = max(days, HALF) * math.exp(errors.days * generator.standard_normal())
        if generator.random() < errors.kind:
            kind = str(generator.choice([each for each in KIND_NUMBERS if each != kind]))
        low = float(round(seen))
        high = math.inf if kind == HELD and not one["ended"][0] else low
        ratio = math.nan
        if real.has_ratio:
            noise = real.ratio_spread * generator.standard_normal()
            ratio = float(log_ratio(one)[0]) + noise
        found[name] = replace(real, low=low, high=high, kinds=frozenset({kind}), ratio=ratio)
    return found


def recovered(  # noqa: PLR0913, PLR0917 - a design, a record, and how many
    places: Numbers,
    runs: Mapping[str, Runs],
    data: Mapping[str, Datum],
    keys: Sequence[str],
    truths: int,
    least: float,
    seed: int,
    progress: Callable[[int, int], None] | None = None,
) -> Recovery:
    """Fit many synthetic records, each made of one draw, by all the other draws.

    Parameters
    ----------
    places : numpy.ndarray, shape (draws, parameters)
        Draws of the first wave, even over the prior.
    runs : mapping of dict
        Runs by agreement, of shape (draws, runs).
    data : mapping of Datum
        The real record: which agreements have counts, and how well these are known.
    keys : sequence of str
        The parameters.
    truths : int
        How many records.
    least : float
        Effective draws that are to carry a fit; see `tempered`.
    seed : int
        Seed of truths, runs and errors.
    progress : callable, optional
        Trace how many are done, and how many there are.

    Returns
    -------
    Recovery
        Ranks of the truths.

    References
    ----------
    Talts et al. (2018), Validating Bayesian inference algorithms with simulation-based
    calibration; Säilynoja et al. (2022).
    """
    generator = np.random.default_rng(seed)
    chosen = generator.choice(len(places), size=min(truths, len(places)), replace=False)
    found = []
    for number, truth in enumerate(chosen, start=1):
        record = _planted(runs, int(truth), data, generator)
        each = [np.log(chances(runs[name], datum)) for name, datum in record.items()]
        others = np.arange(len(places)) != truth
        logarithms, own = np.sum(each, axis=0)[others], places[others]
        weights, power = tempered(logarithms, np.zeros(len(own)), least)
        below = [rank_of(place, own[:, one], weights) for one, place in enumerate(places[truth])]
        left = (weights @ (own - weights @ own) ** 2) / places.var(axis=0)
        found.append((below, effective(normalised(logarithms)), power, left))
        if progress is not None:
            progress(number, len(chosen))
    ranks, sizes, powers, narrowed = (np.array(column) for column in zip(*found, strict=True))
    return Recovery(ranks, sizes, powers, narrowed, tuple(keys))
