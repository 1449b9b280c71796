"""How many agreements had ended in each way, day by day, where one end rules out the others."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from statsmodels.duration.survfunc import CumIncidenceRight

from sim.shared.intervals import exact_low, log_log_band
from sim.shared.lifetimes import HELD, KINDS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from sim.shared.lifetimes import Lifetimes

PARTS = ("share", "low", "high")
ROUNDING = 1e-9


def cumulative_incidence(lifetimes: Lifetimes, kinds: Sequence[str] | None = None) -> pd.DataFrame:
    """Estimate the share that had ended in each way, day by day.

    Parameters
    ----------
    lifetimes : Lifetimes
        The runs.
    kinds : sequence of str, optional
        Kinds of end to tell of, whether they occurred or not; by default those that
        occurred. What is not named counts among the ends all the same.

    Returns
    -------
    pandas.DataFrame
        Index ``kind`` and ``day``, from 0 to the horizon; ``share`` in [0, 1] that had
        ended in this way by that day; ``low`` and ``high``, its pointwise 95 % band.

    Notes
    -----
    ``F_k(t) = sum over s <= t of S(s - 1) ends_ks / at_risk_s``, with S the share still
    in force. Over all kinds it adds up to ``1 - S``. Ends of several kinds on one day
    share the number at risk of that day. The standard error is that of the delta
    method (Marubini and Valsecchi 1995), which for runs censored at the horizon only
    is the binomial one; the band is that of ``log(-log F)``, and the exact binomial
    bound while nothing has ended so. One minus a Kaplan-Meier curve in which other
    ends count as censored would be too high: it tells of a world without them.

    References
    ----------
    Aalen and Johansen (1978), An empirical transition matrix for non-homogeneous Markov
    chains based on censored observations. Marubini and Valsecchi (1995), Analysing
    survival data from clinical trials and observational studies. Putter, Fiocco and
    Geskus (2007), Tutorial in biostatistics: competing risks and multi-state models.
    """
    named = _known(lifetimes) if kinds is None else list(kinds)
    found = incidence_of(lifetimes, named).reshape(-1, len(PARTS))
    index = pd.MultiIndex.from_product([named, range(lifetimes.horizon + 1)], names=["kind", "day"])
    return pd.DataFrame(found, columns=list(PARTS), index=index)


def incidence_of(lifetimes: Lifetimes, kinds: Sequence[str]) -> NDArray[np.float64]:
    """Give the figures of `cumulative_incidence` as an array.

    Parameters
    ----------
    lifetimes : Lifetimes
        The runs.
    kinds : sequence of str
        Kinds of end to tell of.

    Returns
    -------
    numpy.ndarray, shape (kinds, horizon + 1, 3)
        Share, low and high by kind and day.
    """
    days = np.arange(lifetimes.horizon + 1)
    at_risk = len(lifetimes) - np.searchsorted(np.sort(lifetimes.days), days, side="left")
    steps = _steps(lifetimes, _known(lifetimes))
    found = np.zeros((len(kinds), len(days), len(PARTS)))
    for row, kind in enumerate(kinds):
        share, error = np.zeros(len(days)), np.zeros(len(days))
        if kind in steps:
            times, shares, errors = steps[kind]
            place = np.searchsorted(times, days, side="right")
            share, error = np.append(0.0, shares)[place], np.append(0.0, errors)[place]
        low, high = log_log_band(share, error)
        none, all_ = share <= 0.0, share >= 1.0
        found[row, :, 0] = share
        found[row, :, 1] = np.where(
            none, 0.0, np.where(all_, exact_low(np.array(len(lifetimes))), low)
        )
        found[row, :, 2] = np.where(none, 1.0 - exact_low(at_risk), np.where(all_, 1.0, high))
    # Before the first day nothing can have ended.
    found[:, 0, :] = 0.0
    return found


def first_from_half(shares: NDArray[np.float64]) -> float | None:
    """First day on which a share is a half or more.

    Parameters
    ----------
    shares : numpy.ndarray, shape (days,)
        Shares by day, from day 0.

    Returns
    -------
    float or None
        The day; None where the share stays below.
    """
    above = np.nonzero(shares >= 0.5)[0]  # noqa: PLR2004 - half
    return float(above[0]) if len(above) else None


def _known(lifetimes: Lifetimes) -> list[str]:
    """Kinds that occurred, in the order of the tables."""
    occurred = set(lifetimes.kinds.tolist()) - {HELD}
    return [*(kind for kind in KINDS if kind in occurred), *sorted(occurred - {*KINDS})]


def _steps(
    lifetimes: Lifetimes, kinds: Sequence[str]
) -> dict[str, tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]]:
    """Days on which the incidence of each kind was estimated, the shares and their errors."""
    if not kinds:
        return {}
    numbers = {HELD: 0} | {kind: number for number, kind in enumerate(kinds, start=1)}
    status = np.array([numbers[kind] for kind in lifetimes.kinds])
    with np.errstate(divide="ignore", invalid="ignore"):
        # The error does not exist on a day on which all that are left end; it is mended below.
        found = CumIncidenceRight(lifetimes.days, status)
    ends = np.cumsum(np.bincount(lifetimes.days[lifetimes.ended], minlength=lifetimes.horizon + 1))
    steps = {}
    for place, kind in enumerate(kinds):
        share = found.cinc[place]
        # A sum of shares may miss one by the last digits, where the band would overflow.
        share = np.where(share > 1.0 - ROUNDING, 1.0, share)
        error = found.cinc_se[place]
        plain = np.sqrt(share * (1.0 - share) / np.maximum(ends[found.times], 1))
        steps[kind] = (found.times, share, np.where(np.isfinite(error), error, plain))
    return steps
