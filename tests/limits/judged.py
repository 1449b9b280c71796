"""Judgement of what chance should give: a test fails where a p-value falls below ALPHA."""

from collections.abc import Callable, Iterable, Sequence

import numpy as np
from scipy import stats

from tests.worlds import ALPHA


def share_agrees(successes: int, trials: int, chance: float) -> bool:
    """Whether a number of independent successes agrees with a chance."""
    return bool(stats.binomtest(successes, trials, chance).pvalue > ALPHA)


def counts_agree(
    sample: Sequence[int], mass: Callable[[int], float], possible: Iterable[int]
) -> bool:
    """Whether a sample of counts agrees with a distribution, by chi-square.

    Cells are merged, in order, until each expects five or more.
    """
    observed: list[float] = []
    expected: list[float] = []
    seen = waited = 0.0
    total = len(sample)
    tail = 1.0
    for count in possible:
        chance = mass(count)
        tail -= chance
        seen += sum(value == count for value in sample)
        waited += chance * total
        if waited >= 5.0 and tail * total >= 5.0:
            observed.append(seen)
            expected.append(waited)
            seen = waited = 0.0
    observed.append(total - sum(observed))
    expected.append(total - sum(expected))
    assert len(observed) > 2, "too few cells to judge"
    return bool(stats.chisquare(np.array(observed), np.array(expected)).pvalue > ALPHA)


def geometric(chance: float) -> Callable[[int], float]:
    """Mass of the number of days up to and including the first success."""
    return lambda days: float(stats.geom.pmf(days, chance))
