"""How much likelier an agreement is to end on any day under one arm than under another."""

from __future__ import annotations

import math
import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy import optimize, stats
from statsmodels.duration.survfunc import survdiff
from statsmodels.genmod.families import Binomial
from statsmodels.genmod.generalized_linear_model import GLM
from statsmodels.tools.sm_exceptions import PerfectSeparationWarning

from sim.shared.intervals import LEVEL, NORMAL

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from sim.shared.lifetimes import Lifetimes

_FEW_ENDS = 10
_FAR = 12.0


@dataclass(frozen=True)
class HazardRatio:
    """Ratio of the hazards of ending, other over base.

    Parameters
    ----------
    ratio, low, high : float
        The ratio and its 95 % interval; NaN where no run ended, 0 or infinity where
        only those of one arm did.
    p : float
        Of the hypothesis that the ratio is one.
    proportional_p : float
        Of the hypothesis that the ratio is the same on every day; NaN where it cannot
        be tested.
    ends_base, ends_other : int
        How many ended.
    warning : str
        What makes the ratio doubtful; empty if nothing does.
    """

    ratio: float
    low: float
    high: float
    p: float
    proportional_p: float
    ends_base: int
    ends_other: int
    warning: str


@dataclass(frozen=True)
class LogRank:
    """Test of the hypothesis that all arms end alike.

    Parameters
    ----------
    statistic : float
        Chi-square.
    freedom : int
        Its degrees of freedom, one less than the arms.
    p : float
        Chance of a statistic at least as large if the hypothesis is true.
    """

    statistic: float
    freedom: int
    p: float


@dataclass(frozen=True)
class _Ties:
    """Terms of Efron's likelihood: one for each end at which both arms were at risk."""

    other: NDArray[np.float64]
    offset: NDArray[np.float64]
    day: NDArray[np.float64]


def hazard_ratio(base: Lifetimes, other: Lifetimes) -> HazardRatio:
    """Estimate the ratio of hazards by Cox's partial likelihood.

    Parameters
    ----------
    base, other : Lifetimes
        Two arms. If their horizons differ, they are compared up to the earlier one.

    Returns
    -------
    HazardRatio
        Above one, agreements of `other` end sooner.

    Notes
    -----
    Runs are dated in whole days, so that many end on one day. Ties are Efron's: for
    continuous hazards rounded to days his approximation stays close to the exact
    likelihood where Breslow's shrinks the ratio towards one (Hertz-Picciotto and
    Rockhill 1997). The ratio is that of hazards in continuous time: daily chances of
    ending of p and q have the ratio ``log(1 - q) / log(1 - p)``, not ``q / p``.

    For two arms each term of Efron's likelihood is that of a logistic regression with
    one unknown: of the d ends of a day, ``d_other / d`` belong to the other arm, and
    the odds are the ratio times those of the runs at risk. That regression gives the
    estimate and the errors of `PHReg` to the last digits, and far faster. The
    interval and `p` are Wald's. Where only one arm has ends there is no estimate; the
    interval then holds the ratios that the likelihood does not refute (Heinze and
    Schemper 2001), and `p` is that of its drop.

    Proportional hazards are tested by the score of a ratio that moves with the
    logarithm of the day, which is the test on Schoenfeld's residuals of Grambsch and
    Therneau (1994).

    Both arms count as independent. On the same random streams they are not; the interval is
    then, as a rule, too wide, and paired differences say more.

    Below ten ends in an arm the warning says that they are too few to tell. Ten events
    for a variable are the rule of Peduzzi, Concato, Feinstein and Holford (1995); that
    each arm must have them is assumed.

    References
    ----------
    Cox (1972), Regression models and life-tables. Efron (1977), The efficiency of
    Cox's likelihood function for censored data. Hertz-Picciotto and Rockhill (1997),
    Validity and efficiency of approximation methods for tied survival times in Cox
    regression. Heinze and Schemper (2001), A solution to the problem of monotone
    likelihood in Cox regression. Grambsch and Therneau (1994), Proportional hazards
    tests and diagnostics based on weighted residuals. Peduzzi et al. (1995),
    Importance of events per independent variable in proportional hazards regression
    analysis II.
    """
    horizon = min(base.horizon, other.horizon)
    base, other = base.within(horizon), other.within(horizon)
    ends = (base.ends, other.ends)
    warning = _few(*ends)
    ties = _ties(base, other)
    if not len(ties.other):
        nothing = math.nan
        return HazardRatio(nothing, nothing, nothing, nothing, nothing, *ends, warning)
    if ties.other.max() <= 0.0 or ties.other.min() >= 1.0:
        ratio, low, high, p = _one_sided(ties)
        return HazardRatio(ratio, low, high, p, math.nan, *ends, warning)
    model = GLM(ties.other, np.ones((len(ties.other), 1)), family=Binomial(), offset=ties.offset)
    with warnings.catch_warnings():
        # Two arms that end alike day by day are fitted exactly, which is no fault here.
        warnings.simplefilter("ignore", PerfectSeparationWarning)
        fitted = model.fit()
    slope, error = float(fitted.params[0]), float(fitted.bse[0])
    proportional = math.nan
    if len(np.unique(ties.day)) > 1:
        score = fitted.score_test(exog_extra=np.log(ties.day)[:, None])
        proportional = float(np.squeeze(score.pvalue))
    return HazardRatio(
        math.exp(slope),
        math.exp(slope - NORMAL * error),
        math.exp(slope + NORMAL * error),
        float(fitted.pvalues[0]),
        proportional,
        *ends,
        warning,
    )


def _few(base: int, other: int) -> str:
    if not base and not other:
        return "no run ended in either arm: nothing to compare"
    if min(base, other) < _FEW_ENDS:
        return f"too few ends to tell: {base} and {other}, with fewer than {_FEW_ENDS} in an arm"
    return ""


def _ties(base: Lifetimes, other: Lifetimes) -> _Ties:
    (ends_base, risk_base), (ends_other, risk_other) = base.by_day(), other.by_day()
    ends = ends_base + ends_other
    on = (ends > 0) & (risk_base > 0) & (risk_other > 0)
    place = np.repeat(np.nonzero(on)[0], ends[on])
    first = np.repeat(ends[on].cumsum() - ends[on], ends[on])
    # The share of the day's ends that have left the runs at risk before this one.
    left = (np.arange(len(place)) - first) / ends[place]
    still_base = risk_base[place] - left * ends_base[place]
    still_other = risk_other[place] - left * ends_other[place]
    return _Ties(
        ends_other[place] / ends[place], np.log(still_other / still_base), place.astype(float)
    )


def _log_likelihood(ties: _Ties, slope: float) -> float:
    odds = slope + ties.offset
    return float(np.sum(ties.other * odds - np.logaddexp(0.0, odds)))


def _one_sided(ties: _Ties) -> tuple[float, float, float, float]:
    """Ratio, bounds and p where the likelihood rises without end to one side."""
    sign = 1.0 if ties.other.min() >= 1.0 else -1.0
    # At the far end every term is one.
    refuted = -stats.chi2.ppf(LEVEL, 1) / 2.0

    def above(slope: float) -> float:
        return float(_log_likelihood(ties, sign * slope) - refuted)

    centre = float(np.median(-sign * ties.offset))
    lowest, highest = centre - _FAR, centre + _FAR
    while above(lowest) > 0.0:
        lowest -= _FAR
    while above(highest) < 0.0:
        highest += _FAR
    bound = math.exp(sign * float(optimize.brentq(above, lowest, highest)))
    p = float(stats.chi2.sf(-2.0 * _log_likelihood(ties, 0.0), 1))
    return (math.inf, bound, math.inf, p) if sign > 0 else (0.0, 0.0, bound, p)


def log_rank(arms: Sequence[Lifetimes]) -> LogRank:
    """Test whether arms end alike.

    Parameters
    ----------
    arms : sequence of Lifetimes
        Two or more. If their horizons differ, they are compared up to the earliest.

    Returns
    -------
    LogRank
        NaN where no run ended.

    Raises
    ------
    ValueError
        If there are fewer than two arms.

    References
    ----------
    Mantel (1966), Evaluation of survival data and two new rank order statistics arising
    in its consideration.
    """
    if len(arms) < 2:  # noqa: PLR2004 - one arm has nothing to differ from
        message = "a comparison needs two arms or more"
        raise ValueError(message)
    horizon = min(arm.horizon for arm in arms)
    cut = [arm.within(horizon) for arm in arms]
    if not any(arm.ends for arm in cut):
        return LogRank(math.nan, len(arms) - 1, math.nan)
    group = np.repeat(np.arange(len(cut)), [len(arm) for arm in cut])
    statistic, p = survdiff(
        np.concatenate([arm.days for arm in cut]),
        np.concatenate([arm.ended for arm in cut]).astype(int),
        group,
    )
    return LogRank(float(statistic), len(arms) - 1, float(p))
