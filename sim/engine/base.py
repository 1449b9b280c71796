"""A scenario laid out once, whose numbers can be changed in place from run to run."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sim.engine.binding import cells_of
from sim.engine.layout import MOST_PACTS, Layout, lay_out
from sim.engine.state import State, packed, state_of
from sim.scenario.fields import numbers, validated
from sim.scenario.load import scenario_from_tree
from sim.scenario.quantity import Distribution
from sim.scenario.scenario import Scenario
from sim.scenario.uncertainty import drawn

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy as np
    from numpy.typing import NDArray

    from sim.scenario.quantity import Quantity

# A series signs many agreements in a run.
SERIES_PACTS = 64


class UnboundError(Exception):
    """A number that cannot be changed in place."""


@dataclass
class Base:
    """A scenario laid out once, whose numbers can be changed in place.

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
    layout: Layout = field(init=False)
    template: NDArray[Any] = field(init=False)
    uncertain: dict[str, tuple[Quantity, Distribution]] = field(init=False)
    _fixed: Mapping[str, Any] = field(init=False)
    _quantities: dict[str, tuple[tuple[str, ...], Quantity]] = field(init=False)
    _cells: dict[str, NDArray[np.int64] | None] = field(default_factory=dict)
    _idle: list[State] = field(default_factory=list)
    _wider: Base | None = None
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        """Lay out the scenario, with some draw of its uncertain numbers."""
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
        self.pacts = (SERIES_PACTS if series else MOST_PACTS) * self.scale
        self.layout = lay_out(scenario, self.pacts)
        self.template = packed(self.layout)

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
                self._cells[name] = cells_of(self._fixed, path, quantity, self.pacts)
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

    def borrow(self) -> State:
        """Take a state that nobody uses."""
        with self._lock:
            if self._idle:
                return self._idle.pop()
        return state_of(self.layout, self.horizon, scale=self.scale)

    def give_back(self, state: State) -> None:
        """Return a state for others to use."""
        with self._lock:
            self._idle.append(state)
