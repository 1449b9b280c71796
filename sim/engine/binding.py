"""Finds where a number of a scenario stands in the block of tables, by trying.

A scenario is laid out twice with two values of the number; the cells that differ, and
hold exactly those two values, are its places. What does not show itself this way
cannot be changed in place, and the tables are laid out anew for it.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.engine.layout import lay_out
from sim.engine.state import packed
from sim.scenario.errors import InputError
from sim.scenario.fields import validated
from sim.scenario.scenario import Scenario

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from sim.scenario.quantity import Distribution, Quantity

# Two shares of the way through a range that no scenario is likely to state.
SHARES = (0.3183098861837907, 0.5772156649015329)
WIDEST = 1e6


def probes(quantity: Quantity) -> tuple[float, float]:
    """Give two odd values inside the range of a number."""
    low, high = max(quantity.low, -WIDEST), min(quantity.high, WIDEST)
    first, second = (low + (high - low) * share for share in SHARES)
    return first, second


def with_value(tree: Mapping[str, Any], path: Sequence[str], value: object) -> dict[str, Any]:
    """Copy a tree with one value changed; what is not on the way is shared."""
    result = dict(tree)
    here = result
    for key in path[:-1]:
        here[key] = dict(here[key])
        here = here[key]
    here[path[-1]] = value
    return result


def cells_of(
    tree: Mapping[str, Any], path: Sequence[str], quantity: Quantity, pacts: int
) -> NDArray[np.int64] | None:
    """Find the cells of the block that hold a number of a scenario.

    Parameters
    ----------
    tree : mapping
        A completed tree without uncertain numbers.
    path : sequence of str
        Keys of the number.
    quantity : Quantity
        Its declaration.
    pacts : int
        Room for so many agreements.

    Returns
    -------
    numpy.ndarray or None
        Places in the block; empty if nothing depends on the number, None if it
        cannot be changed in place.
    """
    blocks = []
    values = probes(quantity)
    for value in values:
        try:
            # Whether numbers fit together is judged in each replicate.
            scenario = validated(Scenario, with_value(tree, path, value))
        except InputError:
            return None
        blocks.append(packed(lay_out(scenario, pacts)))
    if len(blocks[0]) != len(blocks[1]):
        return None
    # Cells are compared as words: some hold whole numbers that are no reals.
    cells = np.nonzero(blocks[0].view("i8") != blocks[1].view("i8"))[0]
    for block, value in zip(blocks, values, strict=True):
        if not np.all(block[cells] == value):
            return None
    return cells.astype(np.int64)


def quantiles(distribution: Distribution, quantity: Quantity, luck: NDArray[Any]) -> NDArray[Any]:
    """Invert a distribution for many uniforms; the same bits as one at a time.

    Parameters
    ----------
    distribution : Distribution
        The uncertain number.
    quantity : Quantity
        Its declaration.
    luck : numpy.ndarray
        Uniform numbers.

    Returns
    -------
    numpy.ndarray
        Its values, inside its range.
    """
    a = distribution.parameters
    if distribution.family == "uniform":
        values = a[0] + (a[1] - a[0]) * luck
    elif distribution.family == "triangular":
        low, mode, high = a
        # Both branches are reckoned everywhere, in the order of `Distribution.at`; a square root
        # is rounded correctly either way, so the bits are the same.
        rising = low + np.sqrt(luck * (high - low) * (mode - low))
        falling = high - np.sqrt((1.0 - luck) * (high - low) * (high - mode))
        values = np.where(luck < (mode - low) / (high - low), rising, falling)
    elif distribution.family == "joint":
        values = np.array(a)[np.minimum((luck * len(a)).astype(np.int64), len(a) - 1)]
    else:
        from scipy import special

        values = special.betaincinv(a[0], a[1], luck)
    return np.minimum(np.maximum(values, quantity.low), quantity.high)


def is_number(value: object) -> bool:
    """Whether a value may stand where a fixed real number is asked for."""
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
