"""What a fit says: parameters before and after, predictions beside the record, what was found."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from sim.questions.fit.kernel import days_held, log_ratio
from sim.questions.fit.waves import kind_share, quantile, region_ends
from sim.shared.lifetimes import KIND_NUMBERS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from sim.questions.fit.beyond import Difference
    from sim.questions.fit.kernel import Datum, Runs
    from sim.questions.fit.prior import Prior
    from sim.questions.fit.record import Lifetime
    from sim.questions.fit.recovery import Recovery
    from sim.questions.fit.waves import Weighed
    from sim.shared.parameters import Parameter

# Share of the prior variance that the record takes away, above which a parameter counts as
# narrowed, and below which the record says next to nothing of it. Both are assumed.
NARROWED, SILENT = 0.3, 0.1
RESAMPLES = 200
# A prediction meets the record if the record lies between these quantiles of it, and it gives the
# documented kind of end such a chance at least. Both stand in the plan.
BETWEEN = (0.05, 0.95)
LIKELY = 0.2
MET, REACHED, MISSED = "met", "by its interval", "missed"
ENDS = (0.05, 0.25, 0.5, 0.75, 0.95)


@dataclass(frozen=True, eq=False)
class Findings:
    """What a fit found.

    Parameters
    ----------
    prior : Prior
        What was free, and over what.
    screening : pandas.DataFrame or None
        Candidates by what they do; None where the free ones were named.
    weighed : Weighed
        All draws, with the chance of the record under each.
    wave_sizes : tuple of int
        Draws of each wave.
    plausible : numpy.ndarray of bool
        Draws that the record does not rule out.
    effective : tuple of float
        Effective number of draws after each wave.
    posterior : pandas.DataFrame
        See `posterior_of`.
    correlation : pandas.DataFrame
        Correlations of free parameters after the record.
    central : dict of float
        The centre of the fitted region, by key.
    centre : pandas.DataFrame
        What runs with the centre, and with the values of the files, give for each
        agreement.
    predictive : pandas.DataFrame
        See `predictive_of`.
    left_out : pandas.DataFrame
        See `sim.questions.fit.beyond.left_out`.
    differences, differences_both : tuple of Difference
        Log scores beside rivals, in days, and in days and kinds.
    bands : dict of pandas.DataFrame
        Survival of agreements that were held out, over the region.
    bands_prior : dict of pandas.DataFrame
        The same over draws of the prior.
    bands_kinds : dict of dict
        Shares of kinds of end of what was held out, over the region.
    unseen : pandas.DataFrame
        See `sim.questions.fit.phases.unseen`; empty where no logs were read.
    counts_left_out : pandas.DataFrame
        See `sim.questions.fit.phases.counts_left_out`.
    recovery : Recovery or None
        What came of synthetic records.
    """

    prior: Prior
    screening: pd.DataFrame | None
    weighed: Weighed
    wave_sizes: tuple[int, ...]
    plausible: NDArray[np.bool_]
    effective: tuple[float, ...]
    posterior: pd.DataFrame
    correlation: pd.DataFrame
    central: dict[str, float]
    centre: pd.DataFrame
    predictive: pd.DataFrame
    left_out: pd.DataFrame
    differences: tuple[Difference, ...]
    differences_both: tuple[Difference, ...]
    bands: dict[str, pd.DataFrame]
    bands_prior: dict[str, pd.DataFrame]
    bands_kinds: dict[str, dict[str, float]]
    unseen: pd.DataFrame
    counts_left_out: pd.DataFrame
    recovery: Recovery | None

    @property
    def first_wave(self) -> slice:
        """Draws that are even over the prior."""
        return slice(0, self.wave_sizes[0])

    @property
    def share_not_ruled_out(self) -> float:
        """Share of the prior that the record does not rule out."""
        return float(self.plausible[self.first_wave].mean())


def posterior_of(parameters: Sequence[Parameter], weighed: Weighed, seed: int) -> pd.DataFrame:
    """Set the free parameters before and after the record side by side.

    Parameters
    ----------
    parameters : sequence of Parameter
        The free ones.
    weighed : Weighed
        Draws and weights.
    seed : int
        Seed of the bootstrap.

    Returns
    -------
    pandas.DataFrame
        A row per parameter: ``key``, ``label``, ``unit``, ``value`` of the file, ``low``
        and ``high`` of the prior, ``q05`` to ``q95`` of what is left, ``mean``,
        ``shrinkage`` (share of the prior variance that is gone) with ``shrinkage_low`` and
        ``shrinkage_high`` over bootstrapped draws, and ``says``: ``narrowed``, ``little``,
        or ``nothing``.
    """
    weights = weighed.weights()
    generator = np.random.default_rng(seed)
    rows = []
    for number, one in enumerate(parameters):
        place = weighed.places[:, number]
        low, high = (float(each) for each in one.levels)
        quantiles = low + (high - low) * region_ends(place, weights, ENDS)
        shrinkage = _shrinkage(place, weights)
        boots = []
        for _ in range(RESAMPLES):
            drawn = generator.integers(0, len(place), len(place))
            again = weights[drawn]
            boots.append(_shrinkage(place[drawn], again / again.sum()))
        least, most = np.quantile(boots, (0.025, 0.975))
        says = "narrowed" if shrinkage > NARROWED else "little" if shrinkage > SILENT else "nothing"
        rows.append(
            {
                "key": one.key,
                "label": one.label,
                "unit": one.unit,
                "value": float(one.value),
                "low": low,
                "high": high,
                **{f"q{round(100 * end):02d}": q for end, q in zip(ENDS, quantiles, strict=True)},
                "mean": low + (high - low) * float(weights @ place),
                "shrinkage": shrinkage,
                "shrinkage_low": float(least),
                "shrinkage_high": float(most),
                "says": says,
            }
        )
    return pd.DataFrame(rows)


def _shrinkage(place: NDArray[np.float64], weights: NDArray[np.float64]) -> float:
    mean = weights @ place
    # The prior is even over the unit interval, with a variance of one twelfth.
    return float(1.0 - 12.0 * (weights @ (place - mean) ** 2))


def correlation_of(parameters: Sequence[Parameter], weighed: Weighed) -> pd.DataFrame:
    """Correlations of the free parameters after the record."""
    weights = weighed.weights()
    covariance = np.cov(weighed.places.T, aweights=weights)
    deviation = np.sqrt(np.diag(np.atleast_2d(covariance)))
    found = np.atleast_2d(covariance) / np.outer(deviation, deviation)
    labels = [one.label for one in parameters]
    return pd.DataFrame(found, index=labels, columns=labels)


def predictive_of(
    runs: Mapping[str, Runs],
    data: Mapping[str, Datum],
    record: Mapping[str, Lifetime],
    weights: NDArray[np.float64],
    first: int,
) -> pd.DataFrame:
    """Set what the fitted draws give for each agreement beside the record.

    Parameters
    ----------
    runs : mapping of dict
        Runs by agreement, of shape (draws, runs).
    data : mapping of Datum
        The record.
    record : mapping of Lifetime
        With names and main datings.
    weights : numpy.ndarray
        Weights of the draws.
    first : int
        Draws of the first wave, which stand for the prior.

    Returns
    -------
    pandas.DataFrame
        A row per agreement and figure (``days``, ``kind``, ``ratio``): the record (``low``,
        ``main``, ``high``, ``kinds``), quantiles before (``prior_q05`` and so on) and after
        (``q05`` and so on), or for kinds the chance of the documented ones; and ``verdict``.
    """
    rows = []
    for name, datum in data.items():
        own = runs[name]
        common = {"agreement": name, "name": record[name].name}
        days = _spread(days_held(own), weights, first)
        verdict = verdict_of((datum.low, record[name].days, datum.high), days["q05"], days["q95"])
        rows.append(
            common
            | {"figure": "days", "low": datum.low, "main": record[name].days, "high": datum.high}
            | {"kinds": ""} | days | {"verdict": verdict}
        )  # fmt: skip
        share = kind_share(own, datum)
        after, before = float(weights @ share), float(share[:first].mean())
        rows.append(
            common
            | {"figure": "kind", "kinds": " or ".join(sorted(datum.kinds)), "q50": after}
            | {"prior_q50": before, "verdict": MET if after >= LIKELY else MISSED}
        )
        if not np.isnan(datum.ratio):
            spread = _spread(np.exp(log_ratio(own)), weights, first)
            ratio = float(np.exp(datum.ratio))
            factor = float(np.exp(2 * datum.ratio_error))
            known = (ratio / factor, ratio, ratio * factor)
            rows.append(
                common
                | {"figure": "ratio", "low": ratio / factor, "main": ratio}
                | {"high": ratio * factor, "kinds": ""} | spread
                | {"verdict": verdict_of(known, spread["q05"], spread["q95"])}
            )  # fmt: skip
    return pd.DataFrame(rows)


def verdict_of(record: tuple[float, float, float], q05: float, q95: float) -> str:
    """Judge a figure of the record by what a region gives.

    Parameters
    ----------
    record : tuple of float
        Low end, value and high end of the figure.
    q05, q95 : float
        Quantiles of the region.

    Returns
    -------
    str
        `MET` where the value lies between the quantiles, `REACHED` where only its interval
        reaches them, else `MISSED`.
    """
    low, value, high = record
    if q05 <= value <= q95:
        return MET
    return REACHED if low <= q95 and high >= q05 else MISSED


def _spread(
    values: NDArray[np.float64], weights: NDArray[np.float64], first: int
) -> dict[str, float]:
    """Quantiles over draws and runs, after the record and before."""
    found = {}
    for prefix, own, own_weights in (
        ("", values, weights),
        ("prior_", values[:first], np.full(first, 1.0 / first)),
    ):
        known = ~np.isnan(own)
        each = np.where(known, own_weights[:, None] / np.maximum(known.sum(axis=1), 1)[:, None], 0)
        flat, mass = own[known], each[known]
        for end, value in zip(ENDS, quantile(flat, mass / mass.sum(), ENDS), strict=True):
            found[f"{prefix}q{round(100 * end):02d}"] = float(value)
    return found


def kinds_of(runs: Runs, weights: NDArray[np.float64]) -> dict[str, float]:
    """Shares of kinds of end under weighed draws.

    Parameters
    ----------
    runs : dict of numpy.ndarray, shape (draws, runs)
        Runs of one agreement.
    weights : numpy.ndarray
        Weights of the draws.

    Returns
    -------
    dict of float
        By kind; they add up to one.
    """
    known = ~np.isnan(runs["kind"])
    return {
        kind: float((((runs["kind"] == number) & known).sum(axis=1) / known.sum(axis=1)) @ weights)
        for kind, number in KIND_NUMBERS.items()
    }


def centre_of(parameters: Sequence[Parameter], weighed: Weighed) -> dict[str, float]:
    """Find the centre of the fitted region.

    Parameters
    ----------
    parameters : sequence of Parameter
        The free ones.
    weighed : Weighed
        Draws and weights.

    Returns
    -------
    dict of float
        Weighed mean of each, in its unit, with three digits. The mean keeps to the middle
        of a curved region less well than a draw would, so what runs with it give is
        reported beside the region.
    """
    weights = weighed.weights()
    found = {}
    for number, one in enumerate(parameters):
        low, high = (float(each) for each in one.levels)
        found[one.key] = float(
            f"{low + (high - low) * float(weights @ weighed.places[:, number]):.3g}"
        )
    return found
