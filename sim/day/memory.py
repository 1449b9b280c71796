"""The memory of runs: one block for all that a replicate begins with, and room for the rest."""

from __future__ import annotations

from dataclasses import dataclass, fields, is_dataclass
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.day.build import PER_EVENT
from sim.day.draws import curve
from sim.day.measures import TALLIED
from sim.day.state import COLUMNS, SINGLE, STATED, World, empty, tables

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from sim.day.build import Built

WORD = 8
# Written from the first row on, and read no further than written.
LOGGED = ("log", *PER_EVENT)


@dataclass
class Memory:
    """Tables of one worker.

    Parameters
    ----------
    block : numpy.ndarray
        The memory of all tables that a replicate begins with, in words of eight bytes, as reals.
    arrays : dict of numpy.ndarray
        Every table of `World` by name, as a view of the block or as memory of its own.
    columns : dict of int
        Rows of each table that belong together: what the second index of a grid counts.
    """

    block: NDArray[Any]
    arrays: Mapping[str, NDArray[Any]]
    columns: Mapping[str, int]
    _pointers: Any = None

    def pointers(self) -> Any:
        """Give the tables as compiled code takes them."""
        if self._pointers is None:
            from sim.day.pointers import Pointers

            self._pointers = Pointers(self.arrays, self.columns)
        return self._pointers

    def plain(self) -> World:
        """Copy the tables into lists of row objects, as plain Python reads them."""
        found: dict[str, Any] = {}
        for name, (row, _) in tables().items():
            table = self.arrays[name]
            if name in LOGGED:
                found[name] = Growing(row, len(table))
                continue
            rows = rows_of(table, row)
            if name in SINGLE:
                found[name] = rows[0]
            elif name in COLUMNS:
                width = max(self.columns[name], 1)
                found[name] = [rows[at : at + width] for at in range(0, len(rows), width)]
            else:
                found[name] = rows
        return World(**found)


def packed(built: Built) -> NDArray[Any]:
    """Copy all stated tables into one block of words, as reals."""
    return np.concatenate([built.tables[name].reshape(-1).view("f8") for name in STATED])


def memory_of(built: Built, horizon: int, *, traced: bool = False, scale: int = 1) -> Memory:
    """Make the memory for runs of a scenario.

    Parameters
    ----------
    built : Built
        The tables of the scenario.
    horizon : int
        Days of a run.
    traced : bool
        Whether the log is written.
    scale : int
        Multiple of the usual room, for a run that overflowed.

    Returns
    -------
    Memory
        Tables; the block is not yet filled.
    """
    block = np.zeros(sum(built.tables[name].nbytes // WORD for name in STATED))
    arrays: dict[str, Any] = {}
    at = 0
    for name in STATED:
        table = built.tables[name]
        words = table.nbytes // WORD
        arrays[name] = block[at : at + words].view(table.dtype)
        at += words
    arrays |= {
        name: empty(name, size)
        for name, size in built.sizes(horizon, traced=traced, scale=scale).items()
    }
    arrays["curve"] = curve()
    counts = {
        "parties": len(built.names.parties),
        "sectors": len(built.names.sectors),
        "measures": TALLIED,
    }
    return Memory(block, arrays, {name: counts[what] for name, what in COLUMNS.items()})


def rows_of(table: NDArray[Any], row: Any = None) -> list[Any]:
    """Copy a table into a list of row objects, or of numbers."""
    names = table.dtype.names
    if names is None:
        return list(table.tolist())
    if row is not None and is_dataclass(row) and isinstance(row, type):
        return [row(*values) for values in table.tolist()]
    return [SimpleNamespace(**dict(zip(names, values, strict=True))) for values in table.tolist()]


class Growing(list[Any]):
    """Rows that are made when they are first asked for, up to the length of a table.

    Parameters
    ----------
    row : type
        Class of a row, or of a number.
    room : int
        Most rows.
    """

    def __init__(self, row: type, room: int) -> None:
        super().__init__()
        self._row = row
        self._room = room

    def __len__(self) -> int:
        """Count the rows that there is room for."""
        return self._room

    def __getitem__(self, place: Any) -> Any:
        """Give a row, making it and those before it if need be."""
        self._grow(place)
        return super().__getitem__(place)

    def __setitem__(self, place: Any, value: Any) -> None:
        """Set a number, making room for it if need be."""
        self._grow(place)
        super().__setitem__(place, value)

    def _grow(self, place: int) -> None:
        for _ in range(super().__len__(), min(place + 1, self._room)):
            super().append(self._row())


def cells_by_name(row: Any) -> dict[str, Any]:
    """Give the cells of a row object by name."""
    return {each.name: getattr(row, each.name) for each in fields(row)}
