"""A scenario built once, whose numbers can be changed in place from run to run.

Where a number stands is found by trying: the scenario is built twice with two values of it; the
cells that differ, and hold exactly those two values, are its places. What does not show itself
this way cannot be changed in place, and the tables are built anew for it.
"""

from __future__ import annotations

import math
import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.day.build import MOST_AGREEMENTS, Built, build
from sim.day.memory import Memory, memory_of, packed
from sim.scenario.errors import InputError
from sim.scenario.fields import numbers, validated
from sim.scenario.load import scenario_from_tree
from sim.scenario.quantity import Distribution
from sim.scenario.scenario import Scenario
from sim.scenario.uncertainty import drawn

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from sim.scenario.quantity import Quantity

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
    tree: Mapping[str, Any], path: Sequence[str], quantity: Quantity, agreements: int
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
    agreements : int
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
        blocks.append(packed(build(scenario, agreements)))
    if len(blocks[0]) != len(blocks[1]):
        return None
    # Cells are compared as words: some hold whole numbers that are no reals.
    cells = np.nonzero(blocks[0].view("i8") != blocks[1].view("i8"))[0]
    for block, value in zip(blocks, values, strict=True):
        if not np.all(block[cells] == value):
            return None
    return cells.astype(np.int64)


def quantiles(
    distribution: Distribution, quantity: Quantity, uniforms: NDArray[Any]
) -> NDArray[Any]:
    """Invert a distribution for many uniforms; the same bits as one at a time.

    Parameters
    ----------
    distribution : Distribution
        The uncertain number.
    quantity : Quantity
        Its declaration.
    uniforms : numpy.ndarray
        Uniform numbers.

    Returns
    -------
    numpy.ndarray
        Its values, inside its range.
    """
    a = distribution.parameters
    if distribution.family == "uniform":
        values = a[0] + (a[1] - a[0]) * uniforms
    elif distribution.family == "triangular":
        low, mode, high = a
        # Both branches are reckoned everywhere, in the order of `Distribution.at`; a square root
        # is rounded correctly either way, so the bits are the same.
        rising = low + np.sqrt(uniforms * (high - low) * (mode - low))
        falling = high - np.sqrt((1.0 - uniforms) * (high - low) * (high - mode))
        values = np.where(uniforms < (mode - low) / (high - low), rising, falling)
    elif distribution.family == "joint":
        values = np.array(a)[np.minimum((uniforms * len(a)).astype(np.int64), len(a) - 1)]
    else:
        from scipy import special

        values = special.betaincinv(a[0], a[1], uniforms)
    return np.minimum(np.maximum(values, quantity.low), quantity.high)


def is_number(value: object) -> bool:
    """Whether a value may stand where a fixed real number is asked for."""
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


# A series signs many agreements in a run.
SERIES_AGREEMENTS = 64


class UnboundError(Exception):
    """A number that cannot be changed in place."""


@dataclass
class Base:
    """A scenario built once, whose numbers can be changed in place.

    Parameters
    ----------
    tree : mapping
        Completed tree; it may hold distributions.
    horizon : int
        Days simulated.
    scale : int
        Multiple of the usual room.
    """

    tree: Mapping[str, Any]
    horizon: int
    scale: int = 1
    built: Built = field(init=False)
    template: NDArray[Any] = field(init=False)
    uncertain: dict[str, tuple[Quantity, Distribution]] = field(init=False)
    _fixed: Mapping[str, Any] = field(init=False)
    _quantities: dict[str, tuple[tuple[str, ...], Quantity]] = field(init=False)
    _cells: dict[str, NDArray[np.int64] | None] = field(default_factory=dict)
    _idle: list[Memory] = field(default_factory=list)
    _wider: Base | None = None
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        """Build the scenario, with some draw of its uncertain numbers."""
        scenario = scenario_from_tree(self.tree)
        self.uncertain = {}
        self._quantities = {}
        fixed = self.tree
        for path, quantity, value in numbers(Scenario, self.tree):
            name = ".".join(path)
            self._quantities[name] = (path, quantity)
            if isinstance(value, list | tuple):
                found = quantity.number(value)
                if isinstance(found, Distribution):
                    self.uncertain[name] = (quantity, found)
        if self.uncertain:
            # Any draw will do, also one that does not fit together: each replicate has its own
            # and is judged by it.
            fixed = drawn(self.tree, 0, 0)
            scenario = validated(Scenario, fixed)
        self._fixed = fixed
        series = self.tree["scenario"].get("series", False)
        self.agreements = (SERIES_AGREEMENTS if series else MOST_AGREEMENTS) * self.scale
        self.built = build(scenario, self.agreements)
        self.template = packed(self.built)

    def quantity(self, name: str) -> Quantity | None:
        """Declaration of a number that the tree states, by its dotted name."""
        found = self._quantities.get(name)
        return None if found is None else found[1]

    def cells(self, name: str) -> NDArray[np.int64]:
        """Places of a number in the block, found once.

        Raises
        ------
        UnboundError
            If it cannot be changed in place.
        """
        with self._lock:
            if name not in self._cells:
                path, quantity = self._quantities[name]
                self._cells[name] = cells_of(self._fixed, path, quantity, self.agreements)
        found = self._cells[name]
        if found is None:
            raise UnboundError(name)
        return found

    def wider(self) -> Base:
        """Give the same scenario with twice the room."""
        with self._lock:
            if self._wider is None:
                self._wider = Base(self.tree, self.horizon, 2 * self.scale)
            return self._wider

    def borrow(self) -> Memory:
        """Take a state that nobody uses."""
        with self._lock:
            if self._idle:
                return self._idle.pop()
        return memory_of(self.built, self.horizon, scale=self.scale)

    def give_back(self, state: Memory) -> None:
        """Return a state for others to use."""
        with self._lock:
            self._idle.append(state)
