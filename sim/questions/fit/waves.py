"""Draws of parameters wave by wave, and what each weighs in the light of the record.

The first wave covers the prior evenly (Sobol). Each later one is drawn near the draws that agree
with the record (population Monte Carlo: Cappé et al. 2004; Beaumont et al. 2009). All draws of all
waves count, each by the chance of the record over the density from which draws were made (balance
heuristic: Veach and Guibas 1995), so that weights stay those of the posterior.

Where a record is so surprising that a handful of draws carries almost all weight, its chance is
raised to a power below one, just so far that a stated number of effective draws carries the fit:
a wider tolerance, as sequential Monte Carlo tempers (Del Moral, Doucet and Jasra 2012; for general
use of a tempered likelihood, Holmes and Walker 2017). Such a region is wider than that of the
record taken at its word, never narrower for want of draws.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.stats import gaussian_kde

from sim.questions.fit.kernel import HALF, days_held, log_ratio
from sim.runs.designs import unit_points
from sim.shared.lifetimes import KIND_NUMBERS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from sim.questions.fit.kernel import Datum, Errors, Runs

# A draw is ruled out where the record lies more than so many standard deviations away
# (Pukelsheim 1994), or where it gives the documented kind of end in fewer of its runs.
FAR = 3.0
RARE = 0.05
# Halvings by which the power is found at which enough draws carry a fit.
HALVINGS = 50
# Later waves reach somewhat further than where good draws were found.
WIDER = 1.5


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

    places: NDArray[np.float64]
    chance: Mapping[str, NDArray[np.float64]]
    density: NDArray[np.float64]
    least: float = 0.0

    def weights(self, without: Sequence[str] = ()) -> NDArray[np.float64]:
        """Weigh the draws.

        Parameters
        ----------
        without : sequence of str
            Agreements that are left out of the record.

        Returns
        -------
        numpy.ndarray
            Weights that add up to one.
        """
        return self._tempered(without)[0]

    def power(self, without: Sequence[str] = ()) -> float:
        """Power to which the chance of the record was raised; 1 where draws suffice."""
        return self._tempered(without)[1]

    def _tempered(self, without: Sequence[str]) -> tuple[NDArray[np.float64], float]:
        kept = [np.log(one) for name, one in self.chance.items() if name not in without]
        total = np.sum(kept, axis=0) if kept else np.zeros(len(self.places))
        return tempered(total, np.log(self.density), self.least)

    @property
    def effective(self) -> float:
        """Effective number of draws (Kish 1965)."""
        return effective(self.weights())


def normalised(logarithms: NDArray[np.float64]) -> NDArray[np.float64]:
    """Turn logarithms of weights into weights that add up to one."""
    raw = np.exp(logarithms - logarithms.max())
    found: NDArray[np.float64] = raw / raw.sum()
    return found


def effective(weights: NDArray[np.float64]) -> float:
    """Effective number of draws under weights that add up to one."""
    return float(1.0 / np.sum(weights**2))


def tempered(
    chances: NDArray[np.float64], densities: NDArray[np.float64], least: float
) -> tuple[NDArray[np.float64], float]:
    """Weigh draws so that enough of them carry the fit.

    Parameters
    ----------
    chances : numpy.ndarray
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
    weights = normalised(chances - densities)
    if effective(weights) >= least:
        return weights, 1.0
    low, high = 0.0, 1.0
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        enough = effective(normalised(middle * chances - densities)) >= least
        low, high = (middle, high) if enough else (low, middle)
    return normalised(low * chances - densities), low


def first_wave(parameters: int, draws: int, seed: int) -> NDArray[np.float64]:
    """Cover the unit cube evenly."""
    return unit_points("sobol", parameters, draws, seed)


@dataclass(frozen=True, eq=False)
class Proposal:
    """A density near good draws, cut off at the walls of the unit cube."""

    kernel: gaussian_kde
    inside: float

    def density(self, places: NDArray[np.float64]) -> NDArray[np.float64]:
        """Density at places of the cube."""
        found: NDArray[np.float64] = self.kernel(places.T) / self.inside
        return found


def proposal_near(
    places: NDArray[np.float64], weights: NDArray[np.float64], seed: int
) -> tuple[Proposal, NDArray[np.float64]]:
    """Lay a density over weighed draws, and say which share of it lies in the cube.

    Parameters
    ----------
    places, weights : numpy.ndarray
        Draws and weights.
    seed : int
        Seed of the trial draws.

    Returns
    -------
    tuple
        The density, and trial draws from it that lie in the cube.
    """
    kernel = gaussian_kde(places.T, weights=weights)
    kernel.set_bandwidth(WIDER * kernel.factor)
    trial = kernel.resample(16 * len(places), seed=np.random.default_rng(seed)).T
    inside = np.all((trial >= 0.0) & (trial < 1.0), axis=1)
    return Proposal(kernel, float(inside.mean())), trial[inside]


def next_wave(
    places: NDArray[np.float64], weights: NDArray[np.float64], draws: int, seed: int
) -> tuple[Proposal, NDArray[np.float64]]:
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
    proposal, trial = proposal_near(places, weights, seed)
    while len(trial) < draws:
        seed += 1
        trial = np.concatenate([trial, proposal_near(places, weights, seed)[1]])
    return proposal, trial[:draws]


def density_of(
    places: NDArray[np.float64], counts: Sequence[int], proposals: Sequence[Proposal]
) -> NDArray[np.float64]:
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


def not_ruled_out(
    runs: Mapping[str, Runs], data: Mapping[str, Datum], errors: Errors
) -> NDArray[np.bool_]:
    """Say which draws the record does not rule out.

    Parameters
    ----------
    runs : mapping of dict
        Runs by agreement, of shape (draws, runs).
    data : mapping of Datum
        The record.
    errors : Errors
        The stated errors.

    Returns
    -------
    numpy.ndarray of bool, shape (draws,)
        False where for some agreement the days, or the ratio of counts, lie `FAR`
        standard deviations away (luck, error of the record and error of the model
        together), or fewer than `RARE` of the runs end in a documented kind.

    References
    ----------
    Craig et al. (1997), Pressure matching for hydrocarbon reservoirs; Vernon, Goldstein
    and Bower (2010), Galaxy formation: a Bayesian uncertainty analysis, on implausibility.
    """
    found = None
    for name, datum in data.items():
        worst = implausibility(runs[name], datum, errors)
        fits = (worst <= FAR) & (kind_share(runs[name], datum) >= RARE)
        found = fits if found is None else found & fits
    if found is None:
        message = "there is no record"
        raise ValueError(message)
    return found


def implausibility(runs: Runs, datum: Datum, errors: Errors) -> NDArray[np.float64]:
    """Standard deviations between the runs of each draw and the record of one agreement."""
    place = np.log(np.maximum(days_held(runs), HALF))
    low, high = np.log(max(datum.low - HALF, HALF / 2)), np.log(datum.high + HALF)
    worst = _away(place, low, high, errors.days)
    if not np.isnan(datum.ratio):
        spread = np.hypot(errors.ratio, datum.ratio_error)
        worst = np.maximum(worst, _away(log_ratio(runs), datum.ratio, datum.ratio, spread))
    return worst


def _away(
    values: NDArray[np.float64], low: float, high: float, error: float
) -> NDArray[np.float64]:
    mean, luck = np.nanmean(values, axis=1), np.nanvar(values, axis=1)
    away = np.maximum(np.maximum(low - mean, mean - high), 0.0)
    found: NDArray[np.float64] = away / np.sqrt(luck + error**2)
    return found


def kind_share(runs: Runs, datum: Datum) -> NDArray[np.float64]:
    """Share of the runs of each draw that end in a documented kind."""
    named = [KIND_NUMBERS[kind] for kind in datum.kinds]
    same = np.where(np.isnan(runs["kind"]), np.nan, np.isin(runs["kind"], named))
    found: NDArray[np.float64] = np.nanmean(same, axis=1)
    return found


def quantile(
    values: NDArray[np.float64], weights: NDArray[np.float64], shares: Sequence[float]
) -> NDArray[np.float64]:
    """Quantiles of weighed values.

    Parameters
    ----------
    values, weights : numpy.ndarray
        Values, and weights that add up to one.
    shares : sequence of float
        Shares in [0, 1].

    Returns
    -------
    numpy.ndarray
        The least value at which each share is reached, halfway into its weight.
    """
    order = np.argsort(values, kind="stable")
    below = np.cumsum(weights[order]) - weights[order] / 2
    found: NDArray[np.float64] = np.interp(shares, below, values[order])
    return found


def region_ends(
    places: NDArray[np.float64], weights: NDArray[np.float64], shares: Sequence[float]
) -> NDArray[np.float64]:
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
    order = np.argsort(places, kind="stable")
    found: NDArray[np.float64] = np.interp(
        shares,
        np.concatenate([[0.0], _shares_below(weights[order], effective(weights)), [1.0]]),
        np.concatenate([[0.0], places[order], [1.0]]),
    )
    return found


def rank_of(truth: float, places: NDArray[np.float64], weights: NDArray[np.float64]) -> float:
    """Share of a fitted region that lies below a value: the inverse of `region_ends`.

    Parameters
    ----------
    truth : float
        The value, in the unit interval.
    places, weights : numpy.ndarray
        As for `region_ends`.

    Returns
    -------
    float
        A share in [0, 1].
    """
    order = np.argsort(places, kind="stable")
    return float(
        np.interp(
            truth,
            np.concatenate([[0.0], places[order], [1.0]]),
            np.concatenate([[0.0], _shares_below(weights[order], effective(weights)), [1.0]]),
        )
    )


def _shares_below(weights: NDArray[np.float64], draws: float) -> NDArray[np.float64]:
    middle = np.cumsum(weights) - weights / 2
    found: NDArray[np.float64] = (draws * middle + 0.5) / (draws + 1.0)
    return found


def thinned(weights: NDArray[np.float64], count: int, seed: int) -> NDArray[np.int64]:
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
