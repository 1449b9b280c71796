"""What a change does to the end of an agreement, in pairs of runs on the same luck.

A draw has an address, so that a replicate with a change differs from the same replicate without
it by what the change brought about, and by nothing else. What is reported is but-for: had this
been otherwise, and all else as it was.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy import stats

from sim.shared.intervals import ALPHA, around, holm_adjusted
from sim.shared.intervals import share_of as estimated_share

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from sim.questions.why.questions import Question
    from sim.record.batch import Columns

LONGER, SHORTER, NEITHER = "longer", "shorter", "neither"


@dataclass(frozen=True)
class Course:
    """How the first agreement of some replicates fared, by replicate.

    Parameters
    ----------
    replicates : numpy.ndarray
        Numbers of the replicates that were carried through, rising.
    days : numpy.ndarray
        Day of the end; the horizon where it held.
    ended : numpy.ndarray
        Whether it ended within the horizon.
    kinds : numpy.ndarray
        Kind of end, as text.
    """

    replicates: NDArray[np.int64]
    days: NDArray[np.float64]
    ended: NDArray[np.bool_]
    kinds: NDArray[np.object_]

    def among(self, replicates: NDArray[np.int64]) -> Course:
        """Give the course of some of the replicates."""
        chosen = np.isin(self.replicates, replicates)
        return Course(
            self.replicates[chosen], self.days[chosen], self.ended[chosen], self.kinds[chosen]
        )


def course_of(runs: Columns) -> Course:
    """Read the course of replicates off the columns of a table of runs.

    Parameters
    ----------
    runs : dict of numpy.ndarray
        Columns of ``runs.parquet``, of one point; none where no run succeeded.

    Returns
    -------
    Course
        In the order of replicates.
    """
    order = np.argsort(np.asarray(runs.get("replicate", np.zeros(0)), np.int64), kind="stable")
    return Course(
        np.asarray(runs.get("replicate", np.zeros(0)), np.int64)[order],
        np.asarray(runs.get("end_day", np.zeros(0)), float)[order],
        np.asarray(runs.get("ended", np.zeros(0)), bool)[order],
        np.asarray(runs.get("end_kind", np.zeros(0)), object)[order],
    )


@dataclass(frozen=True)
class Share:
    """A share of runs.

    Parameters
    ----------
    count, total : int
        How many of how many.
    low, high : float
        Its 95 % interval, by Wilson (1927); 0 and 1 where there was no run.
    """

    count: int
    total: int
    low: float
    high: float

    @property
    def value(self) -> float:
        """The share, 0 where there was no run."""
        return self.count / self.total if self.total else 0.0


def share_of(count: int, total: int) -> Share:
    """Give a share with its interval.

    Parameters
    ----------
    count, total : int
        How many of how many.

    Returns
    -------
    Share
        With the score interval of `sim.shared.intervals`; from 0 to 1 without any run.
    """
    if total == 0:
        return Share(0, 0, 0.0, 1.0)
    found = estimated_share(count, total)
    low, high = (bound for bound in (found.low, found.high) if bound is not None)
    return Share(count, total, low, high)


@dataclass(frozen=True)
class Effect:
    """What one change does, in pairs of runs on the same luck.

    Parameters
    ----------
    question : Question
        What was asked.
    pairs : int
        Replicates carried through both with and without the change.
    moved : int
        Of them, those that ended on another day or in another way.
    prevented : Share
        Of the runs that ended, those in which the end would not have come within the horizon.
    brought : Share
        Of the runs that held, those that would have ended.
    days, low, high : float
        Mean gain in days in force up to the horizon, and its 95 % interval (paired t).
    p : float
        Chance of so large a gain or loss if the change did nothing on average (paired t).
    adjusted : float
        The same, adjusted for the number of questions by Holm (1979).
    rank : int
        Place among the changes of its `direction`, the first being 1; equal figures share one.
    told : tuple or None
        Day, kind and ``ended`` of the told run with the change; None if that run failed.
    """

    question: Question
    pairs: int
    moved: int
    prevented: Share
    brought: Share
    days: float
    low: float
    high: float
    p: float
    adjusted: float = 1.0
    rank: int = 0
    told: tuple[int, str, bool] | None = None

    @property
    def direction(self) -> str:
        """Whether the agreement would have stood `LONGER` or `SHORTER` on average."""
        if self.moved == 0 or self.days == 0.0:
            return NEITHER
        return LONGER if self.days > 0.0 else SHORTER

    @property
    def clear(self) -> bool:
        """Whether the gain or loss is more than luck, with all questions judged together."""
        return self.adjusted < ALPHA

    @property
    def main(self) -> Share:
        """The share that it is ranked by: ends that it prevents, or brings about."""
        return self.brought if self.direction == SHORTER else self.prevented


def effect_of(question: Question, base: Course, other: Course) -> Effect:
    """Compare runs with and without a change, replicate by replicate.

    Parameters
    ----------
    question : Question
        The change.
    base, other : Course
        Runs without it and with it. Replicates that only one of them has are left out.

    Returns
    -------
    Effect
        Not yet ranked, nor adjusted for the number of questions.
    """
    base, other = base.among(other.replicates), other.among(base.replicates)
    difference = other.days - base.days
    moved = (difference != 0.0) | (other.kinds != base.kinds)
    held = ~base.ended
    mean, low, high, p = paired(difference)
    return Effect(
        question,
        len(difference),
        int(moved.sum()),
        share_of(int((base.ended & ~other.ended).sum()), int(base.ended.sum())),
        share_of(int((held & other.ended).sum()), int(held.sum())),
        mean,
        low,
        high,
        p,
    )


def paired(difference: NDArray[np.float64]) -> tuple[float, float, float, float]:
    """Mean of paired differences with its interval and test.

    Parameters
    ----------
    difference : numpy.ndarray
        A difference for each pair.

    Returns
    -------
    tuple of float
        Mean, ends of its 95 % interval, and the chance of a mean so far from zero if the true
        one is zero: 1 where all differences are zero.

    References
    ----------
    Student (1908), The probable error of a mean.
    """
    count = len(difference)
    if count == 0 or not difference.any():
        return 0.0, 0.0, 0.0, 1.0
    mean = math.fsum(difference) / count
    low, high = around(mean, float(difference.var()), count)
    if low is None or high is None:
        return mean, -np.inf, np.inf, 1.0
    if low == high:
        return mean, mean, mean, 0.0
    return mean, low, high, float(stats.ttest_1samp(difference, 0.0).pvalue)


def adjusted(effects: Sequence[Effect]) -> list[float]:
    """Adjust for the number of questions asked.

    Parameters
    ----------
    effects : sequence of Effect
        All of them, those that moved nothing among them.

    Returns
    -------
    list of float
        Adjusted chances, in the same order. If each is called clear that lies below 0.05, the
        chance to call anything clear that is not is at most 0.05, whatever the dependence
        between the questions.

    References
    ----------
    Holm (1979), A simple sequentially rejective multiple test procedure.
    """
    return holm_adjusted([effect.p for effect in effects])


def figures(effect: Effect) -> tuple[float, float]:
    """Give what an effect is ranked by: its main share, then its days. Larger comes first."""
    return effect.main.value, abs(effect.days)


def ranks(effects: Sequence[Effect]) -> list[int]:
    """Rank the effects of each direction; equal figures share a rank.

    Parameters
    ----------
    effects : sequence of Effect
        All of them.

    Returns
    -------
    list of int
        1 for the first; with two first ones, the next has 3. 0 for what changed nothing.
    """
    found: list[int] = []
    for effect in effects:
        rivals = [figures(one) for one in effects if one.direction == effect.direction]
        above = sum(one > figures(effect) for one in rivals)
        found.append(0 if effect.direction == NEITHER else 1 + above)
    return found


def not_apart(first: NDArray[np.bool_], others: Sequence[NDArray[np.bool_]]) -> list[bool]:
    """Say which shares cannot be told from the first one, on the same runs.

    Parameters
    ----------
    first : numpy.ndarray
        Of each run, whether the first change made the difference.
    others : sequence of numpy.ndarray
        The same of each other change, over the same runs.

    Returns
    -------
    list of bool
        True where the exact test of McNemar (1947), adjusted by Holm (1979), sees no difference.
    """
    chances: list[float] = []
    for other in others:
        only_first, only_other = int((first & ~other).sum()), int((~first & other).sum())
        apart = only_first + only_other
        test: Any = stats.binomtest(only_first, apart) if apart else None
        chances.append(1.0 if test is None else float(test.pvalue))
    return [value >= ALPHA for value in holm_adjusted(chances)]
