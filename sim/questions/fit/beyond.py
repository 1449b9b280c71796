"""Tests beyond the fit: agreements and phases left out, beside simple rivals.

A prediction of an agreement that was left out is made from draws weighed by the others alone. It is
scored by the logarithm of the chance that it gave to what happened, in five classes of duration, so
that nothing hangs on how a density is smoothed. Rivals are fitted to the same other agreements.
"""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from scipy import stats

from sim.questions.fit.kernel import days_held
from sim.questions.fit.waves import quantile
from sim.questions.patterns.figures import SURVIVAL
from sim.shared.lifetimes import KIND_NUMBERS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from sim.questions.fit.kernel import Datum, Runs
    from sim.questions.fit.record import Lifetime
    from sim.questions.fit.waves import Weighed

# Last days of the classes: a week, a month, a quarter, a year; and longer.
CLASSES = (7, 30, 90, 365)
CLASS_NAMES = ("up to 7 days", "8 to 30", "31 to 90", "91 to 365", "longer")
# Added to each class where shares come from few agreements (Jeffreys).
PSEUDO = 0.5
MODEL = "the model"
# Fewer say nothing of two numbers; a Weibull is then a constant hazard.
FEWEST = 3
RIVALS = ("constant hazard", "Weibull", "share of the other agreements", "shares of the literature")


def class_of(days: float) -> int:
    """Number of the class in which a duration lies."""
    return int(np.searchsorted(CLASSES, days, side="left"))


def class_chances(runs: Runs, weights: NDArray[np.float64]) -> NDArray[np.float64]:
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
    place = np.searchsorted(CLASSES, days, side="left")
    shares = np.array(
        [
            ((place == number) & known).sum(axis=1) + PSEUDO / len(CLASS_NAMES)
            for number in range(len(CLASS_NAMES))
        ]
    )
    found: NDArray[np.float64] = (shares / (known.sum(axis=1) + PSEUDO)) @ weights
    return found


def kind_chance(runs: Runs, datum: Datum, weights: NDArray[np.float64]) -> float:
    """Chance of a documented kind of end under weighed draws."""
    named = [KIND_NUMBERS[kind] for kind in datum.kinds]
    known = ~np.isnan(runs["kind"])
    same = (np.isin(runs["kind"], named) & known).sum(axis=1) + PSEUDO * len(named) / len(
        KIND_NUMBERS
    )
    return float((same / (known.sum(axis=1) + PSEUDO)) @ weights)


def rival_chances(others: Sequence[float]) -> dict[str, NDArray[np.float64]]:
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
    ends = np.array(CLASSES) + 0.5
    mean = float(np.mean(others))
    shape, scale = 1.0, mean
    if len(others) >= FEWEST:
        shape, _, scale = stats.weibull_min.fit(np.maximum(others, 0.5), floc=0.0)
    weibull: NDArray[np.float64] = stats.weibull_min.cdf(ends, shape, scale=scale)
    counts = np.bincount([class_of(each) for each in others], minlength=len(CLASS_NAMES))
    shares = np.array((counts + PSEUDO) / (len(others) + PSEUDO * len(CLASS_NAMES)), np.float64)
    held = np.array([sum(SURVIVAL[day]) / 2 for day in CLASSES])
    found = [_of_cdf(1.0 - np.exp(-ends / mean)), _of_cdf(weibull), shares, _of_cdf(1.0 - held)]
    return dict(zip(RIVALS, found, strict=True))


def _of_cdf(below: NDArray[np.float64]) -> NDArray[np.float64]:
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
    return (share + PSEUDO * len(asked) / len(KIND_NUMBERS)) / (len(kinds) + PSEUDO)


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
        Chance of a mean as far from zero, were the signs of the differences luck: over all
        of them.
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
    half = float(stats.t.ppf(0.975, count - 1)) * error
    signs = np.array(list(itertools.product((-1.0, 1.0), repeat=count)))
    all_means = np.abs(signs @ gaps / count)
    p = float(np.mean(all_means >= abs(mean) - 1e-12))
    power = float(stats.t.ppf(0.975, count - 1) + stats.t.ppf(0.8, count - 1)) * error
    return Difference(rival, mean, mean - half, mean + half, p, power, count)


def left_out(
    weighed: Weighed,
    runs: Mapping[str, Runs],
    data: Mapping[str, Datum],
    record: Mapping[str, Lifetime],
) -> tuple[pd.DataFrame, list[Difference], list[Difference]]:
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
    for name in data:
        others = [one for one in record if one in data and one != name]
        weights = weighed.weights(without=(name,))
        days = record[name].days
        happened = class_of(days)
        shares = {MODEL: class_chances(runs[name], weights)}
        shares |= rival_chances([record[one].days for one in others])
        kinds = kind_rival([data[one].kinds for one in others], data[name].kinds)
        for predictor, chances in shares.items():
            own = predictor == MODEL
            kind = kind_chance(runs[name], data[name], weights) if own else kinds
            rows.append(
                {
                    "agreement": name,
                    "predictor": predictor,
                    "days": days,
                    "class": CLASS_NAMES[happened],
                    "chance": float(chances[happened]),
                    "score": math.log(chances[happened]),
                    "kind_chance": kind,
                    "kind_score": math.log(kind),
                    "place": _place(runs[name], weights, days) if own else math.nan,
                    "effective": float(1 / np.sum(weights**2)) if own else math.nan,
                }
            )
    table = pd.DataFrame(rows)
    both = table.assign(both=table["score"] + table["kind_score"])
    return table, _differences(both, "score"), _differences(both, "both")


def _differences(table: pd.DataFrame, column: str) -> list[Difference]:
    scores = table.pivot_table(index="agreement", columns="predictor", values=column, sort=False)
    return [
        difference_of(rival, scores[MODEL].tolist(), scores[rival].tolist()) for rival in RIVALS
    ]


def _place(runs: Runs, weights: NDArray[np.float64], days: float) -> float:
    """Share of a prediction below what happened; of runs that tie, half."""
    held = days_held(runs)
    known = ~np.isnan(held)
    below = ((held < days) & known).sum(axis=1) + 0.5 * ((held == days) & known).sum(axis=1)
    return float((below / known.sum(axis=1)) @ weights)


def survival_bands(runs: Runs, weights: NDArray[np.float64], horizon: int) -> pd.DataFrame:
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
    days = days_held(runs)
    gone = runs["ended"] > 0
    known = ~np.isnan(days)
    rows = []
    for day in range(horizon + 1):
        share = 1.0 - (gone & (days <= day)).sum(axis=1) / known.sum(axis=1)
        low, high = quantile(share, weights, (0.05, 0.95))
        rows.append((day, float(share @ weights), low, high, share.min(), share.max()))
    table = pd.DataFrame(rows, columns=["day", "mean", "low_90", "high_90", "least", "most"])
    return table.set_index("day")
