"""What happened at each point of a sweep, and what changed most: counted once, drawn by others.

Blocks of the store are read one after the other, and only the columns that are counted, so that
memory does not grow with the number of runs. All counts are whole numbers: the order of blocks does
not matter.
"""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass, field, replace
from functools import cached_property
from statistics import NormalDist
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from sim.runs.designs import OF_SAMPLES, REAL, WHOLE
from sim.shared.lifetimes import HELD, KINDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from numpy.typing import NDArray

    from sim.questions.sweep.sweep import Sweep
    from sim.runs.designs import Points
    from sim.runs.sweep_store import Block

    Counts = NDArray[np.int64]
    Shares = NDArray[np.float64]

_DAYS = (30, 90, 365)
_NORMAL_95 = 1.959963984540054
_ENDS = (*KINDS, HELD)
# More values than these are gathered into quarters.
_MOST_LEVELS = 12
_QUARTERS = 4
_FEW = 2
_ALPHA = 0.05


def days_of(horizon: int) -> tuple[int, ...]:
    """Days after which the share still in force is counted.

    Parameters
    ----------
    horizon : int
        Days simulated.

    Returns
    -------
    tuple of int
        Some days before the horizon, and the horizon.
    """
    return (*(day for day in _DAYS if day < horizon), horizon)


def summary_of(
    folder: Path, blocks: Iterable[Block], points: Points, replicates: int, horizon: int
) -> pa.Table:
    """Count what happened at each point.

    Parameters
    ----------
    folder : pathlib.Path
        The store.
    blocks : iterable of Block
        Its blocks, in the order of points.
    points : Points
        Points of the design.
    replicates : int
        Replicates that were asked for at each point.
    horizon : int
        Days simulated.

    Returns
    -------
    pyarrow.Table
        A row per point: its parameters; ``replicates`` carried through and
        ``failed``; ``held_30`` and so on, shares still in force after so many days;
        ``days_mean`` and ``days_median``, days in force, those still in force at the
        horizon counted with it; each with ``_low`` and ``_high``, the ends of its
        95 % interval; and ``end_offensive`` and so on, shares of the kinds of end.
        The median is missing where fewer than half had ended.
    """
    parts = [_rows(_zeros(0, horizon + 2), _zeros(0, len(_ENDS)), horizon)]
    found = np.zeros(len(points), dtype=bool)
    for first, group in itertools.groupby(blocks, key=lambda block: block.point):
        days, kinds = _tally(folder, list(group), horizon)
        parts.append(_rows(days, kinds, horizon))
        found[first : first + len(days)] = True
    # Points without any block, all lost, have no figures.
    place = np.where(found, found.cumsum() - 1, -1)
    columns = {
        name: np.append(np.concatenate([part[name] for part in parts]), np.nan)[place]
        for name in parts[0]
    }
    done = np.nan_to_num(columns.pop("replicates")).astype(np.int64)
    counts = {"replicates": done, "failed": replicates - done}
    numbers = {"point": np.arange(len(points))}
    return pa.table({**numbers, **points.columns(), **counts, **columns})


def _zeros(rows: int, columns: int) -> Counts:
    return np.zeros((rows, columns), dtype=np.int64)


def _tally(folder: Path, group: list[Block], horizon: int) -> tuple[Counts, Counts]:
    """Count days of end and kinds of end of some points: arrays of points by days, by kinds."""
    first, size = group[0].point, max(block.points for block in group)
    days, kinds = _zeros(size, horizon + 2), _zeros(size, len(_ENDS))
    for block in group:
        table = pq.read_table(
            folder / "runs" / f"{block.name}.parquet",
            columns=["point", "end_kind", "end_day", "ended"],
        )
        point = table.column("point").to_numpy() - first
        ended = table.column("ended").to_numpy()
        # What was still in force stands in a column of its own, after the last day.
        day = np.where(ended, table.column("end_day").to_numpy(), horizon + 1)
        np.add.at(days, (point, day), 1)
        for place, kind in enumerate(_ENDS):
            of_kind = pc.equal(table.column("end_kind"), kind).to_numpy()
            kinds[:, place] += np.bincount(point[of_kind], minlength=size)
    return days, kinds


def _rows(days: Counts, kinds: Counts, horizon: int) -> dict[str, Shares]:
    total = days.sum(axis=1)
    gone, known = days.cumsum(axis=1), np.maximum(total, 1)
    columns: dict[str, Any] = {"replicates": total}
    for day in days_of(horizon):
        held = total - gone[:, day]
        low, high = _wilson(held, total)
        columns[f"held_{day}"] = np.where(total > 0, held / known, np.nan)
        columns |= {f"held_{day}_low": low, f"held_{day}_high": high}
    lengths = np.minimum(np.arange(horizon + 2), horizon)
    mean = (days * lengths).sum(axis=1) / known
    square = (days * lengths * lengths).sum(axis=1) / known
    variance = np.maximum(square - mean * mean, 0.0) * known / np.maximum(total - 1, 1)
    half = _NORMAL_95 * np.sqrt(variance / known)
    means = {"": mean, "_low": mean - half, "_high": np.minimum(mean + half, horizon)}
    columns |= {
        f"days_mean{end}": np.where(total > 0, values, np.nan) for end, values in means.items()
    }
    # The first day by which half had ended; its interval by order statistics.
    spread = _NORMAL_95 * np.sqrt(total) / 2
    ranks = {
        "": np.ceil(total / 2),
        "_low": np.maximum(np.floor(total / 2 - spread), 1),
        "_high": np.minimum(np.ceil(total / 2 + spread) + 1, total),
    }
    for end, wanted in ranks.items():
        pairs = zip(gone[:, : horizon + 1], wanted, strict=True)
        columns[f"days_median{end}"] = np.array([_day_of(row, rank) for row, rank in pairs])
    for place, kind in enumerate(_ENDS):
        columns[f"end_{kind}"] = np.where(total > 0, kinds[:, place] / known, np.nan)
    return columns


def _day_of(gone: Counts, rank: float) -> float:
    day = int(np.searchsorted(gone, rank))
    return float(day) if rank >= 1 and day < len(gone) else math.nan


def _wilson(successes: Counts, trials: Counts) -> tuple[Shares, Shares]:
    """Give the 95 % intervals of shares by Wilson (1927); 0 and 1 where there was no trial."""
    count = np.maximum(trials, 1).astype(float)
    share, square = successes / count, _NORMAL_95 * _NORMAL_95
    middle = share + square / (2 * count)
    spread = _NORMAL_95 * np.sqrt(share * (1 - share) / count + square / (4 * count * count))
    low = np.clip((middle - spread) / (1 + square / count), 0.0, 1.0)
    high = np.clip((middle + spread) / (1 + square / count), 0.0, 1.0)
    return np.where(trials == 0, 0.0, low), np.where(trials == 0, 1.0, high)


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
        """Whether the two are apart by more than chance, which many looks give many times."""
        wider = NormalDist().inv_cdf(1 - _ALPHA / 2 / self.looks) / _NORMAL_95
        low = self.most.share - wider * (self.most.share - self.most.low)
        high = self.least.share + wider * (self.least.high - self.least.share)
        return low > high


@dataclass(frozen=True, eq=False)
class Findings:
    """What a sweep found.

    Parameters
    ----------
    sweep : Sweep
        What was asked.
    figures : pyarrow.Table
        As given by `summary_of`.
    """

    sweep: Sweep
    figures: pa.Table
    _groups: dict[str, list[tuple[str, float, NDArray[np.bool_]]]] = field(
        default_factory=dict, repr=False
    )

    @property
    def days(self) -> tuple[int, ...]:
        """Days after which shares are counted."""
        return days_of(self.sweep.horizon)

    def column(self, name: str) -> NDArray[np.float64]:
        """Give a column of the figures as numbers, one for each point."""
        values: NDArray[np.float64] = self.figures.column(name).to_numpy().astype(float)
        return values

    def interval(self, name: str) -> tuple[NDArray[np.float64], ...]:
        """Give a figure of each point, and the lower and upper ends of its 95 % interval."""
        return tuple(self.column(f"{name}{end}") for end in ("", "_low", "_high"))

    def is_number(self, name: str) -> bool:
        """Whether a parameter has numbers for values."""
        return self.sweep.points.kinds[name] in (REAL, WHOLE)

    def label(self, name: str) -> str:
        """Shorten a dotted key to its last two words, as far as it stays clear."""
        short = ".".join(name.split(".")[-2:])
        others = [".".join(other.split(".")[-2:]) for other in self.sweep.points.kinds]
        return short if others.count(short) == 1 else name

    def levels(self, name: str, day: int) -> list[Level]:
        """Lay the levels of a parameter out, averaged over the other parameters.

        Parameters
        ----------
        name : str
            Dotted key of the parameter.
        day : int
            Day after which shares are taken.

        Returns
        -------
        list of Level
            Levels in the order of their values.
        """
        if name not in self._groups:
            self._groups[name] = list(self._grouped(name))
        held, runs = self.column(f"held_{day}"), self.column("replicates")
        return [
            self._level(text, place, held[chosen], runs[chosen])
            for text, place, chosen in self._groups[name]
            if np.any(runs[chosen] > 0)
        ]

    def _level(
        self, text: str, place: float, held: NDArray[np.float64], runs: NDArray[np.float64]
    ) -> Level:
        held, runs = held[runs > 0], runs[runs > 0]
        share = float(np.average(held, weights=runs))
        # Points share their random streams, so that several are worth little more than one.
        count = np.array([round(float(runs.mean()))])
        (low,), (high,) = _wilson(np.array([share]) * count, count)
        below, above = share - float(low), float(high) - share
        if self.sweep.design in OF_SAMPLES and len(held) > _FEW:
            # Sampled points also have other values of the other parameters: chance of its own.
            half = _NORMAL_95 * float(np.std(held, ddof=1)) / math.sqrt(len(held))
            below, above = math.hypot(below, half), math.hypot(above, half)
        return Level(text, place, share, max(0.0, share - below), min(1.0, share + above))

    def _grouped(self, name: str) -> Iterator[tuple[str, float, NDArray[np.bool_]]]:
        """Text, place and points of each level."""
        values = self.figures.column(name).to_pylist()
        usable = self._usable(name)
        distinct = sorted(
            {values[n] for n in np.flatnonzero(usable)}, key=lambda v: (str(type(v)), v)
        )
        numeric = self.is_number(name)
        if not numeric or len(distinct) <= _MOST_LEVELS:
            for number, value in enumerate(distinct):
                place = float(value) if numeric else float(number)
                yield written(value), place, np.array([one == value for one in values]) & usable
            return
        array = np.array(values, dtype=float)
        edges = np.quantile(array[usable], np.linspace(0, 1, _QUARTERS + 1))
        for number, (low, high) in enumerate(itertools.pairwise(edges), start=1):
            below = array <= high if number == _QUARTERS else array < high
            text, place = f"{low:.3g} to {high:.3g}", float((low + high) / 2)
            yield text, place, (array >= low) & below & usable

    def _usable(self, name: str) -> NDArray[np.bool_]:
        """Points that speak of a parameter: where one varies at a time, those of that one."""
        points = self.sweep.points
        if self.sweep.design != "one_at_a_time":
            return np.ones(len(points), dtype=bool)
        others = [place for place, other in enumerate(points.kinds) if other != name]
        return np.array([all(row[n] == points.rows[0][n] for n in others) for row in points.rows])

    @cached_property
    def change(self) -> Change | None:
        """What changed most; None where no run was carried through."""
        changes: list[Change] = []
        looks = 0
        for day in self.days:
            if self.sweep.design in ("list", "csv"):
                sides = [("", self._point_levels(day))]
            else:
                sides = [(name, self.levels(name, day)) for name in self.sweep.points.kinds]
            for name, found in sides:
                looks += len(found)
                if found:
                    least = min(found, key=lambda level: level.share)
                    most = max(found, key=lambda level: level.share)
                    changes.append(Change(name, day, least, most))
        largest = max(changes, key=lambda change: change.size, default=None)
        return None if largest is None else replace(largest, looks=looks)

    def _point_levels(self, day: int) -> list[Level]:
        """Levels of whole points, for designs in which parameters vary together."""
        return [
            Level(f"point {number}", float(number), *map(float, values))
            for number, values in enumerate(zip(*self.interval(f"held_{day}"), strict=True))
            if not math.isnan(values[0])
        ]


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
