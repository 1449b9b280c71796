"""What a change did: differences between two arms, replicate by replicate on the same streams.

Each difference stands beside the one that would be found without the pairs, so that it
can be seen what the common random streams were worth.
"""

from __future__ import annotations

import math
import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy import optimize, stats
from statsmodels.stats.proportion import confint_proportions_2indep

from sim.shared.intervals import ALPHA, LEVEL, NORMAL, Estimate, mean_of

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True)
class PairedDifference:
    """A difference, other minus base, with its 95 % intervals.

    Parameters
    ----------
    value : float
        The difference of means or of shares.
    low, high : float
        Interval of the pairs; NaN for a single pair.
    unpaired_low, unpaired_high : float
        Interval as if the arms had random streams of their own.
    tightening : float
        How many times narrower the interval of the pairs is; infinite where it has no
        width, NaN where neither has.
    """

    value: float
    low: float
    high: float
    unpaired_low: float
    unpaired_high: float
    tightening: float

    @classmethod
    def of(cls, within: Estimate, apart: Estimate) -> PairedDifference:
        """Set the estimate of the pairs beside the one made without them."""
        value, low, high = within.numbers()
        _, unpaired_low, unpaired_high = apart.numbers()
        width, narrower = unpaired_high - unpaired_low, high - low
        if narrower > 0.0 or math.isnan(narrower):
            tightening = width / narrower
        else:
            tightening = math.inf if width > 0.0 else math.nan
        return cls(value, low, high, unpaired_low, unpaired_high, tightening)


def paired_difference(
    base: NDArray[Any], other: NDArray[Any], *, same_runs: bool = False
) -> PairedDifference:
    """Difference between two arms that share their random streams.

    Parameters
    ----------
    base, other : numpy.ndarray, shape (replicates,)
        One value a replicate, in the same order: numbers, or truth values for a share.
    same_runs : bool
        Whether the arms are known to be the same runs throughout. The difference is
        then nil, and known to be.

    Returns
    -------
    PairedDifference
        In the unit of the values; for truth values a difference of shares in [-1, 1].

    Raises
    ------
    ValueError
        If the arms differ in length or kind, or are empty.

    Notes
    -----
    Numbers: Student's interval of the paired differences; without pairs Welch's. Where
    all pairs are equal, the interval is exactly zero.

    Truth values: Tango's score interval for paired shares; without pairs Newcombe's
    hybrid score interval. Where all pairs are equal the difference is zero but its
    interval is not, unless `same_runs`: that no pair of n differed does not say that
    none ever would.

    References
    ----------
    Welch (1947), The generalization of Student's problem when several different
    population variances are involved. Tango (1998), Equivalence test and confidence
    interval for the difference in proportions for the paired-sample design. Newcombe
    (1998), Interval estimation for the difference between independent proportions.
    """
    if base.shape != other.shape or (base.dtype == np.bool_) != (other.dtype == np.bool_):
        message = "the two arms differ in the number or the kind of their values"
        raise ValueError(message)
    apart = difference(base, other)
    if same_runs:
        within = Estimate(0.0, 0.0, 0.0)
    elif base.dtype == np.bool_:
        low, high = tango(int((other & ~base).sum()), int((base & ~other).sum()), len(base))
        within = Estimate(apart.value, low, high)
    else:
        within = mean_of(other.astype(float) - base.astype(float))
    return PairedDifference.of(within, apart)


def difference(base: NDArray[Any], other: NDArray[Any]) -> Estimate:
    """Difference between two arms with random streams of their own.

    Parameters
    ----------
    base, other : numpy.ndarray, shape (runs,)
        One value a run: numbers, or truth values for a share. The arms may differ in
        length.

    Returns
    -------
    Estimate
        Other minus base; Welch's interval for numbers, Newcombe's for shares.

    Raises
    ------
    ValueError
        If an arm is empty.

    References
    ----------
    Welch (1947); Newcombe (1998), as in `paired_difference`.
    """
    if not len(base) or not len(other):
        message = "an arm has no runs"
        raise ValueError(message)
    if base.dtype == np.bool_ and other.dtype == np.bool_:
        held, stood = int(other.sum()), int(base.sum())
        low, high = confint_proportions_2indep(
            held, len(other), stood, len(base), compare="diff", method="newcomb", alpha=ALPHA
        )
        return Estimate(held / len(other) - stood / len(base), float(low), float(high))
    first, second = base.astype(float), other.astype(float)
    value = math.fsum(second) / len(second) - math.fsum(first) / len(first)
    if min(len(first), len(second)) < 2:  # noqa: PLR2004 - one value says nothing of its spread
        return Estimate(value, None, None)
    if not first.var() and not second.var():
        # Welch's degrees of freedom do not exist without any spread.
        return Estimate(value, value, value)
    with warnings.catch_warnings():
        # It warns of an arm without spread; the interval is then that of the other.
        warnings.simplefilter("ignore", RuntimeWarning)
        bounds = stats.ttest_ind(second, first, equal_var=False).confidence_interval(LEVEL)
    return Estimate(value, float(bounds.low), float(bounds.high))


def tango(gained: int, lost: int, pairs: int) -> tuple[float, float]:
    """Score interval of a difference of paired shares.

    Parameters
    ----------
    gained : int
        Pairs of which only the other arm is true.
    lost : int
        Pairs of which only the base arm is true.
    pairs : int
        All pairs, at least 1.

    Returns
    -------
    tuple of float
        Bounds of ``(gained - lost) / pairs`` at 95 %, in [-1, 1].

    Notes
    -----
    The bounds are the differences d at which
    ``(gained - lost - pairs d) / sqrt(pairs (2 q + d (1 - d)))`` is plus or minus
    1.96, where q is the likeliest share of pairs lost if the difference is d: the
    larger root of ``2 n q^2 + ((2 n - gained + lost) d - gained - lost) q
    - lost d (1 - d)``.

    References
    ----------
    Tango (1998), Equivalence test and confidence interval for the difference in
    proportions for the paired-sample design. Statistics in Medicine 17, 891-908.
    """

    def score(shift: float) -> float:
        slope = (2 * pairs - gained + lost) * shift - gained - lost
        rest = -lost * shift * (1.0 - shift)
        lost_share = (math.sqrt(max(0.0, slope**2 - 8 * pairs * rest)) - slope) / (4 * pairs)
        spread = pairs * (2.0 * lost_share + shift * (1.0 - shift))
        gap = gained - lost - pairs * shift
        if spread <= 0.0:
            return math.copysign(math.inf, gap) if gap else 0.0
        return gap / math.sqrt(spread)

    middle = (gained - lost) / pairs

    def bound(end: float) -> float:
        sought = math.copysign(NORMAL, middle - end)
        if middle == end or (score(end) - sought) * sought < 0.0:
            return end
        # Infinities at the ends would stop the search.
        return float(
            optimize.brentq(
                lambda shift: math.atan(score(shift)) - math.atan(sought), end, middle, xtol=1e-12
            )
        )

    return bound(-1.0), bound(1.0)
