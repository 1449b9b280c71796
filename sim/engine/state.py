"""The memory of runs: one block of stated tables, and the tables that fill as a run goes on."""

from __future__ import annotations

from dataclasses import dataclass
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.engine.chance import curve
from sim.engine.layout import STATED, Layout
from sim.engine.tables import ROWS, Diary, Field, Today, Treaty, World

if TYPE_CHECKING:
    from numpy.typing import NDArray

WORD = 8
# Room for the log of a told run, in events, and per event for what hangs on it.
EVENTS = 60_000
# What is drawn together; more of it is drawn in several goes.
TOGETHER = ("awaiting", "addresses", "luck")
PER_EVENT = {"causes": 3, "weights": 5, "witnesses": 6}


@dataclass
class State:
    """Tables of one worker, grouped as the engine's functions take them.

    Parameters
    ----------
    block : numpy.ndarray
        The memory of all stated tables, in words of eight bytes, as reals.
    world, treaty, today, diary, field : NamedTuple
        The tables, as views of the block or as memory of their own.
    daily : numpy.ndarray
        Room for the daily table of a told run.
    """

    block: NDArray[Any]
    world: World
    treaty: Treaty
    today: Today
    diary: Diary
    field: Field
    daily: NDArray[Any]
    _bundles: tuple[Any, ...] = ()

    def bundles(self) -> tuple[Any, ...]:
        """Give the groups of tables as compiled code takes them."""
        if not self._bundles:
            # The compiler is slow to import, and not everybody has it.
            from sim.engine.pointers import Pointers

            groups = (self.world, self.treaty, self.today, self.diary, self.field)
            self._bundles = tuple(Pointers(group._asdict()) for group in groups)
        return self._bundles


def packed(layout: Layout) -> NDArray[Any]:
    """Copy all stated tables into one block.

    Parameters
    ----------
    layout : Layout
        The tables of a scenario.

    Returns
    -------
    numpy.ndarray
        A block of words, as reals.
    """
    parts = [layout.tables[name].reshape(-1).view("f8") for name in STATED]
    return np.concatenate(parts)


def views(layout: Layout, block: NDArray[Any]) -> dict[str, Any]:
    """Give each stated table as a view of a block.

    Parameters
    ----------
    layout : Layout
        Whose tables they are.
    block : numpy.ndarray
        A block of the same size as `packed` gives.

    Returns
    -------
    dict
        A structured array by name of table.
    """
    found: dict[str, Any] = {}
    at = 0
    for name in STATED:
        table = layout.tables[name]
        words = table.nbytes // WORD
        found[name] = block[at : at + words].view(table.dtype)
        at += words
    return found


def state_of(layout: Layout, horizon: int, *, told: bool = False, scale: int = 1) -> State:
    """Make the memory for runs of a scenario.

    Parameters
    ----------
    layout : Layout
        The tables of the scenario.
    horizon : int
        Days of a run.
    told : bool
        Whether runs are told.
    scale : int
        Multiple of the usual room, for a run that overflowed.

    Returns
    -------
    State
        Tables; the block is not yet filled.
    """
    block = np.zeros(len(packed(layout)))
    run_in = layout.scenario.measurement.run_in_days
    days = horizon + run_in + 1
    events = EVENTS * scale if told else 0
    parties, ties = len(layout.names.parties), len(layout.names.ties)
    sizes = {name: size * scale for name, size in layout.sizes.items()}
    for name in ("pacts", "duties", "abilities", "fire", "weighed", *TOGETHER):
        sizes[name] = layout.sizes[name]
    # Monitors look at every strike, and at every sector without one.
    sizes["looks"] = sizes["strikes"] + len(layout.names.sectors)
    # Findings, fronts and looks are listed, one kind at a time.
    sizes["listed"] = sizes["looks"] + sizes["published"]
    # Any sighting may be told to any camp.
    sizes["shared"] = parties * sizes["sightings"]
    sizes |= {"days": days, "counts": days * parties, "log": events}
    sizes |= {name: events * per for name, per in PER_EVENT.items()}
    tables = views(layout, block)
    tables |= {name: np.zeros(size, ROWS[name]) for name, size in sizes.items()}
    tables["curve"] = curve()
    columns = 4 + parties * (2 * parties + 5) + ties
    return State(
        block=block,
        world=World(**{name: tables[name] for name in World._fields}),
        treaty=Treaty(**{name: tables[name] for name in Treaty._fields}),
        today=Today(**{name: tables[name] for name in Today._fields}),
        diary=Diary(**{name: tables[name] for name in Diary._fields}),
        field=Field(**{name: tables[name] for name in Field._fields}),
        daily=np.zeros(days * columns if told else 0),
    )


def interpreted(state: State) -> State:
    """Copy a state into lists of row objects, which Python reads much faster than arrays.

    Parameters
    ----------
    state : State
        Tables as arrays, filled.

    Returns
    -------
    State
        The same tables as lists.
    """

    def listed(group: Any) -> Any:  # noqa: ANN401 - any of the named groups
        return type(group)(*(rows_of(table) for table in group))

    return State(
        block=state.block,
        world=listed(state.world),
        treaty=listed(state.treaty),
        today=listed(state.today),
        diary=Diary(*(Growing(table) for table in state.diary)),
        field=listed(state.field),
        daily=state.daily.tolist(),
    )


class Growing(list[Any]):
    """Rows that are made when they are first asked for, up to the length of a table.

    Parameters
    ----------
    table : numpy.ndarray
        An empty table of the engine.
    """

    def __init__(self, table: NDArray[Any]) -> None:
        super().__init__()
        self._room = len(table)
        self._one = table[:1]

    def __len__(self) -> int:
        """Count the rows that there is room for."""
        return self._room

    def __getitem__(self, place: Any) -> Any:  # noqa: ANN401 - a row, or a number
        """Give a row, making it and those before it if need be."""
        self._grow(place)
        return super().__getitem__(place)

    def __setitem__(self, place: Any, value: Any) -> None:  # noqa: ANN401
        """Set a number, making room for it if need be."""
        self._grow(place)
        super().__setitem__(place, value)

    def _grow(self, place: int) -> None:
        while super().__len__() <= place < self._room:
            super().extend(rows_of(self._one))


def rows_of(table: NDArray[Any]) -> list[Any]:
    """Copy a table into a list of row objects, or of numbers."""
    names = table.dtype.names
    if names is None:
        return list(table.tolist())
    return [SimpleNamespace(**dict(zip(names, row, strict=True))) for row in table.tolist()]
