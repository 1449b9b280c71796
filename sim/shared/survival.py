"""How many agreements still stood after so many days, how long they stood, and how they ended.

Days are whole. An agreement that ends on day d stood d - 1 nights and counts as ended
on day d; the share of day d is that of agreements that stand after that day. Runs of
the model are censored at the horizon only, and there the estimators below are plain
counts. They also hold where runs are lost from sight earlier, which is how they are
checked against published data.
"""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from scipy import stats
from statsmodels.duration.survfunc import CumIncidenceRight

from sim.shared.intervals import LEVEL, Estimate, around, exact_low, log_log_band, share_of
from sim.shared.lifetimes import HELD, KINDS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from sim.shared.lifetimes import Lifetimes

DAYS = (7, 30, 90, 365)
_PARTS = ("share", "low", "high")
_ROUNDING = 1e-9


def kaplan_meier(lifetimes: Lifetimes) -> pd.DataFrame:
    """Estimate the share still in force, day by day.

    Parameters
    ----------
    lifetimes : Lifetimes
        The runs.

    Returns
    -------
    pandas.DataFrame
        Index ``day`` from 0 to the horizon; ``at_risk``, runs that stood until that
        day; ``ends`` on that day; ``share`` in [0, 1] still in force after it; ``low``
        and ``high``, its pointwise 95 % band.

    Notes
    -----
    ``S(t) = prod over s <= t of (1 - ends_s / at_risk_s)``, with Greenwood's variance
    and the band of ``log(-log S)``. The band is pointwise: it covers the share of each
    day with 95 %, and the whole curve with less. Where the share is one or zero that
    band does not exist; there the exact binomial bound stands in for it, over the runs
    still at risk while none has ended, and over the ends once none is left.

    References
    ----------
    Kaplan and Meier (1958), Nonparametric estimation from incomplete observations.
    Kalbfleisch and Prentice (2002), The statistical analysis of failure time data,
    section 1.4. Clopper and Pearson (1934) for the exact bound.
    """
    days = np.arange(lifetimes.horizon + 1)
    ends, at_risk = lifetimes.by_day()
    data = stats.CensoredData.right_censored(lifetimes.days, ~lifetimes.ended)
    curve = stats.ecdf(data).sf
    with warnings.catch_warnings():
        # It warns of the shares of one and zero, which are mended below.
        warnings.simplefilter("ignore", RuntimeWarning)
        band = curve.confidence_interval(confidence_level=LEVEL, method="log-log")
    share = np.clip(curve.evaluate(days), 0.0, 1.0)
    low, high = band.low.evaluate(days), band.high.evaluate(days)
    whole, gone = ends.cumsum() == 0, share <= 0.0
    low = np.where(whole, exact_low(at_risk), np.where(gone, 0.0, low))
    high = np.where(whole, 1.0, np.where(gone, 1.0 - exact_low(ends.cumsum()), high))
    # Before the first day nothing can have ended.
    low[0], high[0] = 1.0, 1.0
    columns = {"at_risk": at_risk, "ends": ends, "share": share, "low": low, "high": high}
    return pd.DataFrame(columns, index=pd.Index(days, name="day"))


def held_after(lifetimes: Lifetimes, days: Sequence[int] = DAYS) -> pd.DataFrame:
    """Share still in force after some numbers of days, and at the horizon.

    Parameters
    ----------
    lifetimes : Lifetimes
        The runs.
    days : sequence of int
        Days; those after the horizon are left out.

    Returns
    -------
    pandas.DataFrame
        Index ``day``; ``share``, ``low``, ``high``. The interval is the score interval
        of `run` and `sweep`, so that the three commands give the same figures; from
        the first day that a run is lost from sight it is the band of `kaplan_meier`.
    """
    asked = sorted({day for day in days if day < lifetimes.horizon} | {lifetimes.horizon})
    curve = kaplan_meier(lifetimes).loc[asked, ["share", "low", "high"]]
    for day in asked:
        if day <= lifetimes.whole_until:
            gone = int((lifetimes.ended & (lifetimes.days <= day)).sum())
            found = share_of(len(lifetimes) - gone, len(lifetimes))
            curve.loc[day] = [found.value, found.low, found.high]
    return curve


def restricted_mean(lifetimes: Lifetimes, day: int | None = None) -> Estimate:
    """Estimate the mean number of days in force, counted up to a day.

    Parameters
    ----------
    lifetimes : Lifetimes
        The runs.
    day : int, optional
        Day up to which days are counted; by default the horizon.

    Returns
    -------
    Estimate
        In days, in [0, `day`].

    Raises
    ------
    ValueError
        If the day lies after the horizon.

    Notes
    -----
    The area under the curve of Kaplan and Meier from 0 to `day`, which without earlier
    censoring is the mean of ``min(day of the end, day)``. Its variance is Irwin's, with
    the factor ``runs / (runs - 1)``, and the interval Student's: without earlier
    censoring exactly that of a mean. Where no run ended before `day`, the variance is
    nil and says nothing; there the lower bound is `day` times the exact bound of the
    share that held, which is the least the mean can then be.

    References
    ----------
    Irwin (1949), The standard error of an estimate of expectation of life. Royston and
    Parmar (2013), Restricted mean survival time: an alternative to the hazard ratio.
    """
    last = lifetimes.horizon if day is None else day
    kept = lifetimes.within(last)
    curve = kaplan_meier(kept)
    share = curve["share"].to_numpy()[:last]
    mean = float(share.sum())
    if not curve["ends"].to_numpy()[:last].any():
        return Estimate(mean, last * float(exact_low(curve["at_risk"].to_numpy()[last])), mean)
    low, high = around(mean, len(kept) * _irwin(curve), len(kept))
    return Estimate(
        mean,
        None if low is None else max(0.0, low),
        None if high is None else min(float(last), high),
    )


def _irwin(curve: pd.DataFrame) -> float:
    """Variance of the area under a curve, from its first day to its last."""
    share, ends, at_risk = (
        curve[name].to_numpy(dtype=float) for name in ("share", "ends", "at_risk")
    )
    # From each day on: the area under the shares that follow it, up to the last day.
    area = np.append(share[:-1][::-1].cumsum()[::-1], 0.0)
    left = at_risk * (at_risk - ends)
    return float(np.sum(area**2 * np.divide(ends, left, out=np.zeros_like(left), where=left > 0)))


def median_days(lifetimes: Lifetimes) -> Estimate:
    """First day by which half of the agreements had ended.

    Parameters
    ----------
    lifetimes : Lifetimes
        The runs.

    Returns
    -------
    Estimate
        In days; a part is None where the curve, or its band, does not come down to one
        half within the horizon.

    Notes
    -----
    The interval holds the days on which the band of the curve covers one half.

    References
    ----------
    Brookmeyer and Crowley (1982), A confidence interval for the median survival time.
    """
    curve = kaplan_meier(lifetimes)
    return Estimate(
        *(first_from_half(1.0 - curve[name].to_numpy()) for name in ("share", "low", "high"))
    )


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
    found = incidence_of(lifetimes, named).reshape(-1, len(_PARTS))
    index = pd.MultiIndex.from_product([named, range(lifetimes.horizon + 1)], names=["kind", "day"])
    return pd.DataFrame(found, columns=list(_PARTS), index=index)


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
    _, at_risk = lifetimes.by_day()
    steps = _steps(lifetimes, _known(lifetimes))
    found = np.zeros((len(kinds), len(days), len(_PARTS)))
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
    ends = lifetimes.by_day()[0].cumsum()
    steps = {}
    for place, kind in enumerate(kinds):
        share = found.cinc[place]
        # A sum of shares may miss one by the last digits, where the band would overflow.
        share = np.where(share > 1.0 - _ROUNDING, 1.0, share)
        error = found.cinc_se[place]
        plain = np.sqrt(share * (1.0 - share) / np.maximum(ends[found.times], 1))
        steps[kind] = (found.times, share, np.where(np.isfinite(error), error, plain))
    return steps
