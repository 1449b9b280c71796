"""What changed most in a sweep: parameters at their levels, and shares still in force at each."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from statistics import NormalDist
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.runs.designs import OF_SAMPLES
from sim.runs.points import REAL, WHOLE
from sim.runs.sweep_summary import NORMAL_95, days_of, wilson

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from sim.questions.sweep.result import SweepResult

# More values than these are gathered into quarters.
MOST_LEVELS = 12
QUARTERS = 4
FEW = 2
ALPHA = 0.05


@dataclass(frozen=True)
class Level:
    """A parameter at one level.

    Parameters
    ----------
    text : str
        The level in words, such as ``0.25`` or ``0.75 to 1``.
    place : float
        Where it stands on an axis.
    share, low, high : float
        Share of the runs still in force, and its 95 % interval.
    """

    text: str
    place: float
    share: float
    low: float
    high: float


def levels(result: SweepResult, name: str, day: int) -> list[Level]:
    """Lay the levels of a parameter out, averaged over the other parameters.

    Parameters
    ----------
    result : SweepResult
        The sweep.
    name : str
        Dotted key of the parameter.
    day : int
        Day after which shares are taken.

    Returns
    -------
    list of Level
        Levels in the order of their values.
    """
    held = column(result, f"held_{day}")
    runs = column(result, "replicates")
    return [
        _level(result, text, place, held[chosen], runs[chosen])
        for text, place, chosen in _groups(result, name)
        if np.any(runs[chosen] > 0)
    ]


def _level(
    result: SweepResult,
    text: str,
    place: float,
    held: NDArray[np.float64],
    runs: NDArray[np.float64],
) -> Level:
    held, runs = held[runs > 0], runs[runs > 0]
    share = float(np.average(held, weights=runs))
    # Points share their luck, so that several of them are worth little more than one.
    count = np.array([round(float(runs.mean()))])
    (low,), (high,) = wilson(np.array([share]) * count, count)
    below, above = share - float(low), float(high) - share
    if result.sweep.design in OF_SAMPLES and len(held) > FEW:
        # Sampled points also have other values of the other parameters: chance of its own.
        half = NORMAL_95 * float(np.std(held, ddof=1)) / math.sqrt(len(held))
        below, above = math.hypot(below, half), math.hypot(above, half)
    return Level(text, place, share, max(0.0, share - below), min(1.0, share + above))


def _groups(result: SweepResult, name: str) -> Iterator[tuple[str, float, NDArray[np.bool_]]]:
    """Text, place and points of each level."""
    values = result.figures.column(name).to_pylist()
    usable = _usable(result, name)
    distinct = sorted({values[n] for n in np.flatnonzero(usable)}, key=lambda v: (str(type(v)), v))
    numeric = result.sweep.points.kinds[name] in (REAL, WHOLE)
    if not numeric or len(distinct) <= MOST_LEVELS:
        for number, value in enumerate(distinct):
            place = float(value) if numeric else float(number)
            chosen = np.array([one == value for one in values]) & usable
            yield written(value), place, chosen
        return
    array = np.array(values, dtype=float)
    edges = np.quantile(array[usable], np.linspace(0, 1, QUARTERS + 1))
    for number in range(QUARTERS):
        low, high = edges[number], edges[number + 1]
        last = number == QUARTERS - 1
        chosen = (array >= low) & ((array <= high) if last else (array < high)) & usable
        yield f"{low:.3g} to {high:.3g}", float((low + high) / 2), chosen


def _usable(result: SweepResult, name: str) -> NDArray[np.bool_]:
    """Points that speak of a parameter: where one varies at a time, those of that one."""
    points = result.sweep.points
    usable = np.ones(len(points), dtype=bool)
    if result.sweep.design == "one_at_a_time":
        base = points.rows[0]
        others = [place for place, other in enumerate(points.kinds) if other != name]
        usable = np.array([all(row[n] == base[n] for n in others) for row in points.rows])
    return usable


def column(result: SweepResult, name: str) -> NDArray[np.float64]:
    """Give a column of the summary as numbers.

    Parameters
    ----------
    result : SweepResult
        The sweep.
    name : str
        Name of the column.

    Returns
    -------
    numpy.ndarray
        A number for each point.
    """
    values: NDArray[np.float64] = result.figures.column(name).to_numpy().astype(float)
    return values


def written(value: Any) -> str:  # noqa: ANN401 - a value of any kind
    """Write a value as an override would.

    Parameters
    ----------
    value : Any
        The value.

    Returns
    -------
    str
        Text.
    """
    if isinstance(value, bool):
        return str(value).lower()
    return f"{value:.4g}" if isinstance(value, float) else str(value)


@dataclass(frozen=True)
class Change:
    """The largest difference that a parameter makes.

    Parameters
    ----------
    name : str
        Dotted key; empty where whole points are compared.
    day : int
        Day after which shares are taken.
    least, most : Level
        Levels with the lowest and the highest share.
    looks : int
        Among how many levels the two were looked for.
    """

    name: str
    day: int
    least: Level
    most: Level
    looks: int = 1

    @property
    def size(self) -> float:
        """Difference of the shares."""
        return self.most.share - self.least.share

    @property
    def clear(self) -> bool:
        """Whether the two are apart by more than luck, which many looks give many chances."""
        wider = NormalDist().inv_cdf(1 - ALPHA / 2 / self.looks) / NORMAL_95
        low = self.most.share - wider * (self.most.share - self.most.low)
        high = self.least.share + wider * (self.least.high - self.least.share)
        return low > high


def largest_change(result: SweepResult) -> Change | None:
    """Find what changed most.

    Parameters
    ----------
    result : SweepResult
        The sweep.

    Returns
    -------
    Change or None
        None where no run was carried through.
    """
    changes: list[Change] = []
    looks = 0
    for day in days_of(result.sweep.horizon):
        if result.sweep.design in ("list", "csv"):
            sides = [("", _point_levels(result, day))]
        else:
            sides = [(name, levels(result, name, day)) for name in result.sweep.points.kinds]
        for name, found in sides:
            looks += len(found)
            if found:
                least = min(found, key=lambda level: level.share)
                most = max(found, key=lambda level: level.share)
                changes.append(Change(name, day, least, most))
    largest = max(changes, key=lambda change: change.size, default=None)
    return None if largest is None else replace(largest, looks=looks)


def _point_levels(result: SweepResult, day: int) -> list[Level]:
    """Levels of whole points, for designs in which parameters vary together."""
    columns = [column(result, f"held_{day}{end}") for end in ("", "_low", "_high")]
    return [
        Level(f"point {number}", float(number), *(float(values[number]) for values in columns))
        for number in range(len(result.sweep.points))
        if not math.isnan(columns[0][number])
    ]
