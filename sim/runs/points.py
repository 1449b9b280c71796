"""Points of a design: which parameters vary, and their values at each point.

A point keeps its number for good: where a design is extended, points that are new
are numbered after those that a store already has.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from sim.scenario.errors import InputError, shown
from sim.scenario.fields import place_at
from sim.scenario.quantity import plain
from sim.scenario.scenario import Scenario
from sim.scenario.tree import fingerprint

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

REAL = "real"
WHOLE = "whole"
FLAG = "flag"
TEXT = "text"
# What is none of these, such as a distribution or a path in time, is kept as JSON.
JSON = "json"
ARROW = {
    REAL: pa.float64(),
    WHOLE: pa.int64(),
    FLAG: pa.bool_(),
    TEXT: pa.string(),
    JSON: pa.string(),
}
PARTS = ("scenario", "behaviour", "measurement")


@dataclass(frozen=True)
class Points:
    """Points of a design.

    Parameters
    ----------
    kinds : dict of str
        Kind of value (`REAL`, `WHOLE`, `FLAG`, `TEXT` or `JSON`) by dotted key, in
        the order of the columns.
    rows : tuple of tuple
        Values of each point, in the order of `kinds`; the place is the number of
        the point.
    """

    kinds: dict[str, str]
    rows: tuple[tuple[Any, ...], ...]

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def names(self) -> tuple[str, ...]:
        """Dotted keys of the parameters."""
        return tuple(self.kinds)

    def changes(self, point: int) -> dict[str, Any]:
        """Give the values of one point by dotted key.

        Parameters
        ----------
        point : int
            Its number.

        Returns
        -------
        dict
            Changes, as a task of an engine takes them.
        """
        return dict(zip(self.kinds, self.rows[point], strict=True))

    def digest(self, first: int = 0, count: int | None = None) -> str:
        """Hash some points that follow each other.

        Parameters
        ----------
        first : int
            Number of the first.
        count : int, optional
            How many; by default all that follow.

        Returns
        -------
        str
            SHA-256 of their parameters and values.
        """
        last = len(self.rows) if count is None else first + count
        rows = [list(row) for row in self.rows[first:last]]
        return fingerprint({"kinds": list(self.kinds.items()), "rows": rows})

    def columns(self, first: int = 0, count: int | None = None) -> dict[str, pa.Array]:
        """Lay some points out as columns of Arrow.

        Parameters
        ----------
        first : int
            Number of the first.
        count : int, optional
            How many; by default all that follow.

        Returns
        -------
        dict of pyarrow.Array
            A column for each parameter, by dotted key.
        """
        last = len(self.rows) if count is None else first + count
        rows = self.rows[first:last]
        return {
            name: pa.array([_cell(row[place], kind) for row in rows], type=ARROW[kind])
            for place, (name, kind) in enumerate(self.kinds.items())
        }

    def table(self) -> pa.Table:
        """Lay all points out as a table with their numbers."""
        numbers = pa.array(np.arange(len(self.rows)))
        return pa.table({"point": numbers} | self.columns())

    @classmethod
    def of_table(cls, table: pa.Table, kinds: Mapping[str, str]) -> Points:
        """Read points back from a table.

        Parameters
        ----------
        table : pyarrow.Table
            As given by `table`.
        kinds : mapping
            Kind of value by dotted key.

        Returns
        -------
        Points
            The points.
        """
        columns = []
        for name, kind in kinds.items():
            cells = table.column(name).to_pylist()
            columns.append([json.loads(cell) for cell in cells] if kind == JSON else cells)
        rows = zip(*columns, strict=True) if columns else [()] * table.num_rows
        return cls(dict(kinds), tuple(tuple(row) for row in rows))


def points_of(names: Sequence[str], rows: Iterable[Sequence[Any]]) -> Points:
    """Make points of rows of values; a row that stands twice counts once.

    Parameters
    ----------
    names : sequence of str
        Dotted keys of the parameters.
    rows : iterable of sequence
        Values, in the order of `names`.

    Returns
    -------
    Points
        The points, in the order of the rows.

    Raises
    ------
    InputError
        If a key is no parameter, or there is no point.
    """
    for name in names:
        check_parameter(name)
    plain_rows = [tuple(plain(value) for value in row) for row in rows]
    kinds = {
        name: _kind(name, [row[place] for row in plain_rows]) for place, name in enumerate(names)
    }
    converted = (
        tuple(float(v) if kind == REAL else v for v, kind in zip(row, kinds.values(), strict=True))
        for row in plain_rows
    )
    unique: dict[str, tuple[Any, ...]] = {}
    for row in converted:
        unique.setdefault(_key(row), row)
    points = Points(kinds, tuple(unique.values()))
    if not len(points):
        raise InputError("the design has no points", key="design", mend="Give it at least one")
    return points


def check_parameter(name: str) -> None:
    """Refuse a key that no design can vary.

    Parameters
    ----------
    name : str
        Dotted key.

    Raises
    ------
    InputError
        If it is no parameter of a scenario, its behaviour or its measurement.
    """
    part, dot, rest = name.partition(".")
    if part in PARTS and dot and rest:
        return
    if part in PARTS:
        raise InputError(
            f"a sweep varies parameters of one {part}, and not the {part} as a whole",
            key=name,
            mend="Name a parameter, or use `python -m sim.cli.hydra_main --multirun`",
        )
    raise InputError(
        "a sweep varies parameters, and this is none",
        key=name,
        mend=f"Parameters stand under {', '.join(PARTS[:2])} or {PARTS[2]}",
    )


def extended(held: Points, asked: Points) -> Points:
    """Number the points that are asked for, those that a store holds before the others.

    Parameters
    ----------
    held : Points
        Points of the store.
    asked : Points
        Points of the design.

    Returns
    -------
    Points
        The points of the store, followed by the new ones.

    Raises
    ------
    InputError
        If the design leaves out a point of the store.
    """
    wanted = {_key(row) for row in asked.rows}
    known = {_key(row) for row in held.rows}
    left_out = [row for row in held.rows if _key(row) not in wanted]
    if left_out:
        example = ", ".join(
            f"{name}={shown(value)}" for name, value in zip(held.names, left_out[0], strict=True)
        )
        raise InputError(
            f"the store has {len(left_out)} points that the design leaves out, such as {example}",
            key="out",
            mend="Give a design that has them too, or name another folder",
        )
    return Points(held.kinds, held.rows + tuple(r for r in asked.rows if _key(r) not in known))


def _key(row: Sequence[Any]) -> str:
    return json.dumps(row, sort_keys=True)


def _cell(value: Any, kind: str) -> Any:  # noqa: ANN401 - a value of any kind
    return json.dumps(value, sort_keys=True) if kind == JSON else value


def _kind(name: str, values: Sequence[Any]) -> str:
    """Choose a kind by the schema first, so that one more value does not change it."""
    place = place_at(Scenario, tuple(name.split(".")))
    types = {type(value) for value in values}
    if place is not None and place.quantity is not None:
        return REAL if types <= {int, float} else JSON
    for kind, fits in ((FLAG, {bool}), (WHOLE, {int}), (REAL, {int, float}), (TEXT, {str})):
        if types <= fits:
            return kind
    return JSON
