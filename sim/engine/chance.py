"""Choices by chance, decided by a bound on the chance where that is enough.

Luck is seldom near the chance that it is held against. A table of the logistic curve
gives a chance above and one below it; where luck lies outside the two, the exponential
could change nothing. Otherwise the law itself decides.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from sim.law.arithmetic import choice_probability, logistic

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sim.engine.tables import World

# Wider than any rounding, where a bound spares an exponential.
NARROW = 1e-9
# The table reaches from minus to plus so much, in so many steps for each unit.
REACH = 16
STEPS = 16


@cache
def curve() -> NDArray[np.float64]:
    """Tabulate the logistic curve.

    Returns
    -------
    numpy.ndarray
        Its values at ``-REACH``, ``-REACH + 1 / STEPS`` and so on up to ``REACH``.
    """
    places = range(2 * REACH * STEPS + 1)
    return np.array([logistic(place / STEPS - REACH) for place in places])


def chosen(world: World, advantage: float, noise: float, luck: float) -> int:
    """Whether an option is taken: whether luck is below `choice_probability`."""
    if noise > 0.0:
        scaled = advantage / noise
        if -REACH < scaled < REACH:
            at = int((scaled + REACH) * STEPS)
            low = world.curve[at]
            high = world.curve[at + 1]
            # One question whose answer is mostly yes: which of two even options comes out, no
            # processor can foresee.
            if abs(luck + luck - low - high) > high - low + NARROW:
                return int(luck + luck < low + high)
    return int(luck < choice_probability(advantage, noise))
