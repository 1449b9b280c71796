"""Designs: from a space of parameters to points, and the points themselves.

Designs of values (grid, list, one at a time) take values for each parameter. Designs of samples
(Latin hypercube, Sobol, Saltelli) take a low and a high value for each number, or several values to
choose from. A point keeps its number for good: where a design is extended, points that are new are
numbered after those that a store already has.
"""

from __future__ import annotations

import csv
import itertools
import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from sim.scenario.errors import InputError, Problem, did_you_mean, shown
from sim.scenario.fields import place_at
from sim.scenario.quantity import plain
from sim.scenario.read import read_text
from sim.scenario.scenario import Scenario
from sim.scenario.tree import fingerprint, unknown_key

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

REAL = "real"
WHOLE = "whole"
FLAG = "flag"
TEXT = "text"
# What is none of these, such as a distribution or a path in time, is kept as JSON.
JSON = "json"
_ARROW = {
    REAL: pa.float64(),
    WHOLE: pa.int64(),
    FLAG: pa.bool_(),
    TEXT: pa.string(),
    JSON: pa.string(),
}
_PARTS = ("scenario", "behaviour", "measurement")


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
            name: pa.array(
                [_key(row[place]) if kind == JSON else row[place] for row in rows],
                type=_ARROW[kind],
            )
            for place, (name, kind) in enumerate(self.kinds.items())
        }

    def table(self) -> pa.Table:
        """Lay all points out as a table with their numbers."""
        numbers = pa.array(range(len(self.rows)))
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
    if part in _PARTS and dot and rest:
        return
    if part in _PARTS:
        raise InputError(
            f"a sweep varies parameters of one {part}, and not the {part} as a whole",
            key=name,
            mend="Name a parameter, or use `python -m sim.cli.hydra_main --multirun`",
        )
    raise InputError(
        "a sweep varies parameters, and this is none",
        key=name,
        mend=f"Parameters stand under {', '.join(_PARTS[:2])} or {_PARTS[2]}",
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
            f"{name}={shown(value)}" for name, value in zip(held.kinds, left_out[0], strict=True)
        )
        raise InputError(
            f"the store has {len(left_out)} points that the design leaves out, such as {example}",
            key="out",
            mend="Give a design that has them too, or name another folder",
        )
    return Points(held.kinds, held.rows + tuple(r for r in asked.rows if _key(r) not in known))


def _key(value: object) -> str:
    return json.dumps(value, sort_keys=True)


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


OF_VALUES = ("grid", "list", "one_at_a_time")
OF_SAMPLES = ("latin_hypercube", "sobol", "saltelli")
_OF_FILES = ("csv",)
DESIGNS = (*OF_VALUES, *OF_SAMPLES, *_OF_FILES)
MOST_POINTS = 1_000_000
# Two ends of an interval.
_ENDS = 2


@dataclass(frozen=True)
class Design:
    """What points are wanted.

    Parameters
    ----------
    name : str
        One of `DESIGNS`.
    space : mapping
        Values, or low and high, by dotted key.
    points : int
        Number of points of a design of samples; of base samples for Saltelli.
    seed : int
        Seed of a design of samples.
    file : path or None
        File of points.
    """

    name: str = "grid"
    space: Mapping[str, Sequence[Any]] = field(default_factory=dict)
    points: int = 64
    seed: int = 1
    file: Path | str | None = None

    def laid_out(self, tree: Mapping[str, Any]) -> Points:
        """Lay the points out.

        Parameters
        ----------
        tree : mapping
            Completed tree of the scenario, for designs that start from its values.

        Returns
        -------
        Points
            The points, in an order that is the same each time.

        Raises
        ------
        InputError
            If the design cannot be laid out.
        """
        if self.name not in DESIGNS:
            mend = did_you_mean(self.name, DESIGNS)
            raise InputError(f"there is no design {self.name!r}", key="design", mend=mend)
        if self.name in _OF_FILES:
            return _of_file(self.file)
        self._check_space()
        if self.name in OF_SAMPLES:
            return self._sampled()
        names = list(self.space)
        if self.name == "grid":
            count = math.prod(len(values) for values in self.space.values())
            _check_count(count)
            return points_of(names, itertools.product(*self.space.values()))
        if self.name == "list":
            return points_of(names, self._zipped())
        return points_of(names, _one_at_a_time(self.space, tree))

    def _check_space(self) -> None:
        if not self.space:
            raise InputError(
                "nothing varies",
                key="design",
                mend="Give a parameter several values, as in"
                " 'scenario.ties.ID.leverage=range(0,1,0.25)', or design.space",
            )
        for name, values in self.space.items():
            check_parameter(name)
            if not isinstance(values, list | tuple) or not values:
                raise InputError(
                    f"{shown(values)} is no list of values",
                    key=f"design.space.{name}",
                    mend="Write [LOW,HIGH] for a design of samples, or [VALUE,VALUE,...]",
                )

    def _zipped(self) -> list[tuple[Any, ...]]:
        lengths = {name: len(values) for name, values in self.space.items()}
        if len(set(lengths.values())) > 1:
            stated = ", ".join(f"{name} has {count}" for name, count in lengths.items())
            raise InputError(
                f"a list needs as many values of each parameter, and {stated}",
                key="design",
                mend="Give each as many, or use design=grid for every combination",
            )
        return list(zip(*self.space.values(), strict=True))

    def _sampled(self) -> Points:
        _check_whole("design.points", self.points, 1, MOST_POINTS)
        _check_whole("design.seed", self.seed, 0, 2**32 - 1)
        names = list(self.space)
        places = unit_points(self.name, len(names), self.points, self.seed)
        _check_count(len(places))
        columns = [
            stretched(name, self.space[name], places[:, column])
            for column, name in enumerate(names)
        ]
        return points_of(names, zip(*columns, strict=True))


def unit_points(design: str, parameters: int, points: int, seed: int) -> NDArray[np.float64]:
    """Draw the points of a design of samples in the unit cube.

    Parameters
    ----------
    design : str
        One of `OF_SAMPLES`.
    parameters : int
        Dimensions of the cube.
    points : int
        How many points; base samples for Saltelli. A power of two but for the Latin
        hypercube.
    seed : int
        Seed of the design.

    Returns
    -------
    numpy.ndarray
        A row per point, a column per parameter, in [0, 1).

    Raises
    ------
    InputError
        If the number of points does not suit the design.
    """
    from scipy.stats import qmc  # noqa: PLC0415 - takes a second to import

    if design == "latin_hypercube":
        places: NDArray[np.float64] = qmc.LatinHypercube(parameters, rng=seed).random(points)
        return places
    _check_power_of_two(points)
    if design == "sobol":
        places = qmc.Sobol(parameters, rng=seed).random(points)
    else:
        both = qmc.Sobol(2 * parameters, rng=seed).random(points)
        places = _crossed(both[:, :parameters], both[:, parameters:])
    return places


def _crossed(one: NDArray[np.float64], other: NDArray[np.float64]) -> NDArray[np.float64]:
    """Cross two samples as Saltelli does.

    For each base sample: the first, the first with each coordinate in turn from the
    second, the second. That is the order in which SALib expects results without
    indices of second order.

    References
    ----------
    Saltelli et al. (2010), Variance based sensitivity analysis of model output.
    """
    import numpy as np  # noqa: PLC0415 - beside scipy, which takes a second to import

    count, parameters = one.shape
    crossed = np.repeat(one[:, None, :], parameters + 2, axis=1)
    for column in range(parameters):
        crossed[:, column + 1, column] = other[:, column]
    crossed[:, -1, :] = other
    return crossed.reshape(count * (parameters + 2), parameters)


def stretched(name: str, values: Sequence[Any], places: NDArray[np.float64]) -> list[Any]:
    """Carry places in the unit interval to an interval of numbers, or to choices.

    Parameters
    ----------
    name : str
        Dotted key of the parameter.
    values : sequence
        Low and high, or flags or texts to choose from.
    places : numpy.ndarray
        Places in [0, 1].

    Returns
    -------
    list
        Values; whole where the schema asks for whole numbers.

    Raises
    ------
    InputError
        If the values are no interval and no choice.
    """
    if all(isinstance(value, bool | str) for value in values):
        return [values[min(int(place * len(values)), len(values) - 1)] for place in places]
    ends = [v for v in values if isinstance(v, int | float) and not isinstance(v, bool)]
    if len(values) != _ENDS or len(ends) != _ENDS or not ends[0] < ends[1]:
        raise InputError(
            f"{shown(list(values))} is no interval",
            key=f"design.space.{name}",
            mend="Write [LOW,HIGH], two numbers, the lower one first",
        )
    low, high = ends
    place = place_at(Scenario, tuple(name.split(".")))
    if place is not None and (place.annotation is int or place.moment is not None):
        return [min(int(low + p * (high - low + 1)), int(high)) for p in places]
    return [float(low + p * (high - low)) for p in places]


def _one_at_a_time(
    space: Mapping[str, Sequence[Any]], tree: Mapping[str, Any]
) -> list[tuple[Any, ...]]:
    base = {name: value_at(tree, name) for name in space}
    rows = [tuple(base.values())]
    for name, values in space.items():
        rows += [tuple((base | {name: value}).values()) for value in values]
    return rows


def value_at(tree: Mapping[str, Any], name: str) -> Any:  # noqa: ANN401 - a value of any kind
    """Find the value that a scenario has for a parameter.

    Parameters
    ----------
    tree : mapping
        Completed tree.
    name : str
        Dotted key.

    Returns
    -------
    Any
        The value.

    Raises
    ------
    InputError
        If the scenario has none.
    """
    here: Any = tree
    for key in name.split("."):
        if not isinstance(here, Mapping) or key not in here:
            problem = unknown_key(tree, name) or Problem(name, "the scenario has no such key")
            raise InputError.of([problem])
        here = here[key]
    return here


def _of_file(file: Path | str | None) -> Points:
    if file is None:
        raise InputError("no file is named", key="design.file", mend="Write design.file=FILE")
    path = Path(file).expanduser()
    if path.exists() and not path.is_file():
        # A device may have no end.
        raise InputError("it is no file", file=file, key="design.file", mend="Name a CSV file")
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            lines = list(itertools.islice(filter(None, csv.reader(stream)), MOST_POINTS + 2))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        reason = getattr(error, "strerror", None) or error
        raise InputError(f"it cannot be read ({reason})", file=file, key="design.file") from None
    if len(lines) > MOST_POINTS + 1:
        raise InputError(
            f"it has more than {MOST_POINTS:,} points", file=file, key="design.file", mend="Part it"
        )
    if not lines:
        raise InputError("it is empty", file=file, key="design.file")
    head, *body = lines
    for number, line in enumerate(body, start=2):
        if len(line) != len(head):
            raise InputError(
                f"row {number} has {len(line)} fields, and the head has {len(head)}", file=file
            )
    names = [name.strip() for name in head]
    if len(set(names)) < len(names):
        raise InputError("a column stands twice", file=file, mend="Leave one of the two")
    # The number that a table of points gives to each is no parameter.
    kept = [place for place, name in enumerate(names) if name != "point"]
    rows = [[_read(line[place], file) for place in kept] for line in body]
    return points_of([names[place] for place in kept], rows)


def _read(text: str, file: Path | str) -> Any:  # noqa: ANN401 - a value of any kind
    return read_text(f"value: {text.strip()}", file)["value"]


def _check_count(count: int) -> None:
    if count > MOST_POINTS:
        raise InputError(
            f"the design has {count:,} points", key="design", mend=f"Keep below {MOST_POINTS:,}"
        )


def _check_whole(key: str, value: object, low: int, high: int) -> None:
    if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
        mend = f"Write a whole number from {low} to {high}"
        raise InputError(f"{shown(value)} does not fit", key=key, mend=mend)


def _check_power_of_two(count: int) -> None:
    if count & (count - 1):
        below = 1 << (count.bit_length() - 1)
        raise InputError(
            f"a Sobol sequence is balanced only at powers of two, and {count} is none",
            key="design.points",
            mend=f"Write {below} or {2 * below}",
        )
