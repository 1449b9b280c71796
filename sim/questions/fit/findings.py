"""What a fit finds: parameters before and after, predictions beside the record, tests beyond it.

A prediction of an agreement that was left out is made from draws weighed by the others alone. It is
scored by the logarithm of the chance that it gave to what happened, in five classes of duration, so
that nothing depends on how a density is smoothed. Rivals are fitted to the same other agreements.
"""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from scipy import stats

from sim.questions.fit.draws import effective, quantile, region_ends
from sim.questions.fit.likelihood import days_held, kind_share, log_ratio, of_kinds
from sim.questions.patterns.figures import SURVIVAL
from sim.shared.lifetimes import KIND_NUMBERS

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from sim.questions.fit.draws import Recovery, Weighed
    from sim.questions.fit.likelihood import Datum, Numbers, Runs
    from sim.questions.fit.question import Prior
    from sim.questions.fit.record import Lifetime
    from sim.shared.parameters import Parameter

# Share of the prior variance that the record takes away, above which a parameter counts as
# narrowed, and below which the record says next to nothing of it. Both are assumed.
_NARROWED, _SILENT = 0.3, 0.1
_RESAMPLES = 200
# A prediction meets the record if the record lies between these quantiles of it, and it gives the
# documented kind of end such a chance at least. Both stand in the plan.
BETWEEN = (0.05, 0.95)
_LIKELY = 0.2
MET, REACHED, MISSED = "met", "by its interval", "missed"
_ENDS = (0.05, 0.25, 0.5, 0.75, 0.95)
# Last days of the classes: a week, a month, a quarter, a year; and longer.
_CLASSES = (7, 30, 90, 365)
_CLASS_NAMES = ("up to 7 days", "8 to 30", "31 to 90", "91 to 365", "longer")
# Added to each class where shares come from few agreements (Jeffreys).
_PSEUDO = 0.5
MODEL = "the model"
_RIVALS = (
    "constant hazard",
    "Weibull",
    "share of the other agreements",
    "shares of the literature",
)
# Fewer say nothing of two numbers; a Weibull is then a constant hazard.
_FEWEST = 3


@dataclass(frozen=True)
class Difference:
    """How much better the model predicts than a rival.

    Parameters
    ----------
    rival : str
        Its name.
    mean, low, high : float
        Mean difference of log scores per agreement (natural logarithm; above zero the model
        is better), with Student's 95 % interval over agreements.
    p : float
        Probability of a mean as far from zero, were the signs of the differences random: over
        all of them.
    detectable : float
        Mean difference that as many agreements of such spread would show in four of five
        cases.
    agreements : int
        How many.
    """

    rival: str
    mean: float
    low: float
    high: float
    p: float
    detectable: float
    agreements: int


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
        See `left_out`.
    differences, differences_both : tuple of Difference
        Log scores beside rivals, in days, and in days and kinds.
    bands, bands_prior : dict of pandas.DataFrame
        Survival of agreements that were held out, over the region, and over draws of the prior.
    bands_kinds : dict of dict
        Shares of kinds of end of what was held out, over the region.
    unseen : pandas.DataFrame
        See `sim.questions.fit.unseen.unseen`; empty where no logs were read.
    counts_left_out : pandas.DataFrame
        See `sim.questions.fit.unseen.counts_left_out`.
    recovery : Recovery or None
        What came of synthetic records.
    """

    prior: Prior
    screening: pd.DataFrame | None
    weighed: Weighed
    wave_sizes: tuple[int, ...]
    plausible: np.ndarray
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
    def share_not_ruled_out(self) -> float:
        """Share of the prior, over which the first wave is even, that is not ruled out."""
        return float(self.plausible[: self.wave_sizes[0]].mean())


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
    weights, generator, rows = weighed.weights(), np.random.default_rng(seed), []
    for one, place in zip(parameters, weighed.places.T, strict=True):
        low, high = (float(each) for each in one.levels)
        quantiles = low + (high - low) * region_ends(place, weights, _ENDS)
        shrinkage, boots = _shrinkage(place, weights), []
        for _ in range(_RESAMPLES):
            drawn = generator.integers(0, len(place), len(place))
            again = weights[drawn]
            boots.append(_shrinkage(place[drawn], again / again.sum()))
        least, most = np.quantile(boots, (0.025, 0.975)).tolist()
        says = (
            "narrowed" if shrinkage > _NARROWED else "little" if shrinkage > _SILENT else "nothing"
        )
        row: dict[str, Any] = {"key": one.key, "label": one.label, "unit": one.unit}
        row |= {"value": float(one.value), "low": low, "high": high} | _by_share(quantiles)
        row["mean"] = low + (high - low) * float(weights @ place)
        row |= {"shrinkage": shrinkage, "shrinkage_low": least, "shrinkage_high": most}
        rows.append(row | {"says": says})
    return pd.DataFrame(rows)


def _by_share(quantiles: Numbers, prefix: str = "") -> dict[str, float]:
    names = [f"{prefix}q{round(100 * end):02d}" for end in _ENDS]
    return dict(zip(names, map(float, quantiles), strict=True))


def _shrinkage(place: Numbers, weights: Numbers) -> float:
    mean = weights @ place
    # The prior is even over the unit interval, with a variance of one twelfth.
    return float(1.0 - 12.0 * (weights @ (place - mean) ** 2))


def correlation_of(parameters: Sequence[Parameter], weighed: Weighed) -> pd.DataFrame:
    """Correlations of the free parameters after the record."""
    covariance = np.atleast_2d(np.cov(weighed.places.T, aweights=weighed.weights()))
    deviation = np.sqrt(np.diag(covariance))
    labels = [one.label for one in parameters]
    return pd.DataFrame(covariance / np.outer(deviation, deviation), index=labels, columns=labels)


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
    weights, found = weighed.weights(), {}
    for one, place in zip(parameters, weighed.places.T, strict=True):
        low, high = (float(each) for each in one.levels)
        found[one.key] = float(f"{low + (high - low) * float(weights @ place):.3g}")
    return found


def predictive_of(
    runs: Mapping[str, Runs],
    data: Mapping[str, Datum],
    record: Mapping[str, Lifetime],
    weights: Numbers,
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
    rows: list[dict[str, Any]] = []
    for name, datum in data.items():
        own, common = runs[name], {"agreement": name, "name": record[name].name}
        known = (datum.low, float(record[name].days), datum.high)
        days = _compared("days", known, _spread(days_held(own), weights, first))
        share = kind_share(own, datum.kinds)
        after, before = float(weights @ share), float(share[:first].mean())
        kind = {"figure": "kind", "kinds": " or ".join(sorted(datum.kinds)), "q50": after}
        kind |= {"prior_q50": before, "verdict": MET if after >= _LIKELY else MISSED}
        rows += [common | days, common | kind]
        if datum.has_ratio:
            ratio, factor = float(np.exp(datum.ratio)), float(np.exp(2 * datum.ratio_error))
            spread = _spread(np.exp(log_ratio(own)), weights, first)
            known = (ratio / factor, ratio, ratio * factor)
            rows.append(common | _compared("ratio", known, spread))
    return pd.DataFrame(rows)


def _compared(
    figure: str, known: tuple[float, float, float], spread: dict[str, float]
) -> dict[str, Any]:
    row = {"figure": figure, **dict(zip(("low", "main", "high"), known, strict=True)), "kinds": ""}
    return row | spread | {"verdict": verdict_of(known, spread["q05"], spread["q95"])}


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


def _spread(values: Numbers, weights: Numbers, first: int) -> dict[str, float]:
    """Quantiles over draws and runs, after the record and before."""
    found: dict[str, float] = {}
    prior = ("prior_", values[:first], np.full(first, 1.0 / first))
    for prefix, own, own_weights in (("", values, weights), prior):
        known = ~np.isnan(own)
        each = np.where(known, own_weights[:, None] / np.maximum(known.sum(axis=1), 1)[:, None], 0)
        mass = each[known]
        found |= _by_share(quantile(own[known], mass / mass.sum(), _ENDS), prefix)
    return found


def kinds_of(runs: Runs, weights: Numbers) -> dict[str, float]:
    """Shares of kinds of end under weighed draws, by kind; they add up to one."""
    known = (~np.isnan(runs["kind"])).sum(axis=1)
    return {
        kind: float(((runs["kind"] == number).sum(axis=1) / known) @ weights)
        for kind, number in KIND_NUMBERS.items()
    }


def class_of(days: float) -> int:
    """Number of the class in which a duration lies."""
    return int(np.searchsorted(_CLASSES, days, side="left"))


def class_chances(runs: Runs, weights: Numbers) -> Numbers:
    """Chance of each class under weighed draws.

    Parameters
    ----------
    runs : dict of numpy.ndarray, shape (draws, runs)
        Runs of an agreement.
    weights : numpy.ndarray
        Weights of the draws.

    Returns
    -------
    numpy.ndarray, shape (5,)
        Chances that add up to one. Half a run is shared out over the classes, so that no
        chance is nil because runs are few.
    """
    days = days_held(runs)
    known = ~np.isnan(days)
    place, classes = np.searchsorted(_CLASSES, days, side="left"), range(len(_CLASS_NAMES))
    inside = [((place == number) & known).sum(axis=1) for number in classes]
    shares = np.array(inside) + _PSEUDO / len(_CLASS_NAMES)
    found: Numbers = (shares / (known.sum(axis=1) + _PSEUDO)) @ weights
    return found


def kind_chance(runs: Runs, kinds: Collection[str], weights: Numbers) -> float:
    """Chance of some kinds of end under weighed draws, half a run shared out over all kinds."""
    same, known = of_kinds(runs, kinds), (~np.isnan(runs["kind"])).sum(axis=1)
    shares = np.nansum(same, axis=1) + _PSEUDO * len(kinds) / len(KIND_NUMBERS)
    return float((shares / (known + _PSEUDO)) @ weights)


def rival_chances(others: Sequence[float]) -> dict[str, Numbers]:
    """Chances of the classes by simple rivals, fitted to other agreements.

    Parameters
    ----------
    others : sequence of float
        Days that the other agreements lasted.

    Returns
    -------
    dict of numpy.ndarray
        By name of the rival: a constant hazard and a Weibull by maximum likelihood; the
        shares of the others, with half an agreement added to each class; and the middle of
        the two codings of the literature, which was not fitted to anything here.
    """
    ends = np.array(_CLASSES) + 0.5
    mean = float(np.mean(others))
    shape, scale = 1.0, mean
    if len(others) >= _FEWEST:
        shape, _, scale = stats.weibull_min.fit(np.maximum(others, 0.5), floc=0.0)
    weibull: Numbers = stats.weibull_min.cdf(ends, shape, scale=scale)
    counts = np.bincount([class_of(each) for each in others], minlength=len(_CLASS_NAMES))
    shares = np.array((counts + _PSEUDO) / (len(others) + _PSEUDO * len(_CLASS_NAMES)), np.float64)
    held = np.array([sum(SURVIVAL[day]) / 2 for day in _CLASSES])
    found = [_of_cdf(1.0 - np.exp(-ends / mean)), _of_cdf(weibull), shares, _of_cdf(1.0 - held)]
    return dict(zip(_RIVALS, found, strict=True))


def _of_cdf(below: Numbers) -> Numbers:
    return np.diff(np.concatenate([[0.0], below, [1.0]]))


def kind_rival(kinds: Sequence[frozenset[str]], asked: frozenset[str]) -> float:
    """Chance of kinds of end by how the other agreements ended.

    Parameters
    ----------
    kinds : sequence of frozenset
        Kinds of the others; of several, each counts in part.
    asked : frozenset of str
        Kinds whose chance is asked.

    Returns
    -------
    float
        With half an agreement shared out over all kinds.
    """
    share = sum(len(one & asked) / len(one) for one in kinds)
    return (share + _PSEUDO * len(asked) / len(KIND_NUMBERS)) / (len(kinds) + _PSEUDO)


def difference_of(rival: str, model: Sequence[float], other: Sequence[float]) -> Difference:
    """Set log scores of the model beside those of a rival.

    Parameters
    ----------
    rival : str
        Its name.
    model, other : sequence of float
        Log scores by agreement; two at least.

    Returns
    -------
    Difference
        The difference.
    """
    gaps = np.asarray(model, float) - np.asarray(other, float)
    count = len(gaps)
    mean, error = float(gaps.mean()), float(gaps.std(ddof=1) / math.sqrt(count))
    bound, power = (float(stats.t.ppf(share, count - 1)) for share in (0.975, 0.8))
    half = bound * error
    signs = np.array(list(itertools.product((-1.0, 1.0), repeat=count)))
    p = float(np.mean(np.abs(signs @ gaps / count) >= abs(mean) - 1e-12))
    return Difference(rival, mean, mean - half, mean + half, p, (bound + power) * error, count)


def left_out(
    weighed: Weighed,
    runs: Mapping[str, Runs],
    data: Mapping[str, Datum],
    record: Mapping[str, Lifetime],
) -> tuple[pd.DataFrame, tuple[Difference, ...], tuple[Difference, ...]]:
    """Predict each agreement from all others, and score it beside rivals.

    Parameters
    ----------
    weighed : Weighed
        Draws, with the chance of the record of each agreement.
    runs : mapping of dict
        Runs by agreement.
    data : mapping of Datum
        The record as it was fitted.
    record : mapping of Lifetime
        The record with main datings.

    Returns
    -------
    tuple
        A row per agreement and predictor (``agreement``, ``predictor``, ``days``, ``class``,
        ``chance`` of the class that happened, ``score``, ``kind_chance``, ``kind_score``,
        ``place``: the share of the prediction that lies below, ``effective`` draws); the
        differences in days; and those in days and kinds together.
    """
    rows = []
    for name, datum in data.items():
        others = [one for one in record if one in data and one != name]
        weights, days = weighed.weights(without=(name,)), record[name].days
        shares = {MODEL: class_chances(runs[name], weights)}
        shares |= rival_chances([record[one].days for one in others])
        own = {
            "kind_chance": kind_chance(runs[name], datum.kinds, weights),
            "place": _place(runs[name], weights, days),
            "effective": effective(weights),
        }
        kinds = kind_rival([data[one].kinds for one in others], datum.kinds)
        rival = {"kind_chance": kinds, "place": math.nan, "effective": math.nan}
        happened = class_of(days)
        rows += [
            {"agreement": name, "predictor": one, "days": days, "class": _CLASS_NAMES[happened]}
            | {"chance": float(chance[happened])}
            | (own if one == MODEL else rival)
            for one, chance in shares.items()
        ]
    table = pd.DataFrame(rows)
    for place, column in ((5, "chance"), (7, "kind_chance")):
        scores = [math.log(each) for each in table[column]]
        table.insert(place, column.replace("chance", "score"), scores)
    both = table.assign(both=table["score"] + table["kind_score"])
    return table, _differences(both, "score"), _differences(both, "both")


def _differences(table: pd.DataFrame, column: str) -> tuple[Difference, ...]:
    scores = table.pivot_table(index="agreement", columns="predictor", values=column, sort=False)
    model = scores[MODEL].tolist()
    return tuple(difference_of(rival, model, scores[rival].tolist()) for rival in _RIVALS)


def _place(runs: Runs, weights: Numbers, days: float) -> float:
    """Share of a prediction below what happened; of runs that tie, half."""
    held = days_held(runs)
    below = (held < days).sum(axis=1) + 0.5 * (held == days).sum(axis=1)
    return float((below / (~np.isnan(held)).sum(axis=1)) @ weights)


def survival_bands(runs: Runs, weights: Numbers, horizon: int) -> pd.DataFrame:
    """Share in force by day over draws: the band, not one curve.

    Parameters
    ----------
    runs : dict of numpy.ndarray, shape (draws, runs)
        Runs of one agreement under each draw.
    weights : numpy.ndarray
        Weights of the draws.
    horizon : int
        Days simulated.

    Returns
    -------
    pandas.DataFrame
        Index ``day`` from 0; ``mean``; ``low_90`` and ``high_90``, between which lie 90
        percent of the draws by weight on that day; ``least`` and ``most`` over all draws.
    """
    days, gone = days_held(runs), runs["ended"] > 0
    known = (~np.isnan(days)).sum(axis=1)
    rows = []
    for day in range(horizon + 1):
        share = 1.0 - (gone & (days <= day)).sum(axis=1) / known
        low, high = quantile(share, weights, BETWEEN)
        rows.append((day, float(share @ weights), low, high, share.min(), share.max()))
    table = pd.DataFrame(rows, columns=["day", "mean", "low_90", "high_90", "least", "most"])
    return table.set_index("day")
