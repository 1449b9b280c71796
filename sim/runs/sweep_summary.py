"""What happened at each point of a sweep, counted from the blocks of its store.

Blocks are read one after the other, and only the columns that are counted, so that
memory does not grow with the number of runs. All counts are whole numbers: the order
of blocks does not matter.
"""

from __future__ import annotations

import itertools
import math
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from numpy.typing import NDArray

    from sim.runs.blocks import Block
    from sim.runs.points import Points

    Counts = NDArray[np.int64]
    Shares = NDArray[np.float64]

DAYS = (30, 90, 365)
NORMAL_95 = 1.959963984540054
KINDS = ("offensive", "cancelled", "disowned", "erosion", "expired", "superseded", "held")
COUNTED = ("point", "end_kind", "end_day", "ended")


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
    return (*(day for day in DAYS if day < horizon), horizon)


def wilson(successes: Counts, trials: Counts) -> tuple[Shares, Shares]:
    """Give the 95 % intervals of shares.

    Parameters
    ----------
    successes, trials : numpy.ndarray
        How many of how many.

    Returns
    -------
    tuple of numpy.ndarray
        Lower and upper bounds; 0 and 1 where there was no trial.

    References
    ----------
    Wilson (1927), Probable inference, the law of succession, and statistical inference.
    """
    count = np.maximum(trials, 1).astype(float)
    share, square = successes / count, NORMAL_95 * NORMAL_95
    middle = share + square / (2 * count)
    spread = NORMAL_95 * np.sqrt(share * (1 - share) / count + square / (4 * count * count))
    low = np.clip((middle - spread) / (1 + square / count), 0.0, 1.0)
    high = np.clip((middle + spread) / (1 + square / count), 0.0, 1.0)
    return np.where(trials == 0, 0.0, low), np.where(trials == 0, 1.0, high)


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
    parts = [
        _rows(np.zeros((0, horizon + 2), np.int64), np.zeros((0, len(KINDS)), np.int64), horizon)
    ]
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


def _tally(folder: Path, group: list[Block], horizon: int) -> tuple[Counts, Counts]:
    """Count days of end and kinds of end of some points: arrays of points by days, by kinds."""
    first, size = group[0].point, max(block.points for block in group)
    days, kinds = _zeros(size, horizon + 2), _zeros(size, len(KINDS))
    for block in group:
        table = pq.read_table(folder / "runs" / f"{block.name}.parquet", columns=list(COUNTED))
        point = table.column("point").to_numpy() - first
        ended = table.column("ended").to_numpy()
        # What was still in force stands in a column of its own, after the last day.
        day = np.where(ended, table.column("end_day").to_numpy(), horizon + 1)
        np.add.at(days, (point, day), 1)
        for place, kind in enumerate(KINDS):
            of_kind = pc.equal(table.column("end_kind"), kind).to_numpy()
            kinds[:, place] += np.bincount(point[of_kind], minlength=size)
    return days, kinds


def _zeros(rows: int, columns: int) -> Counts:
    return np.zeros((rows, columns), dtype=np.int64)


def _rows(days: Counts, kinds: Counts, horizon: int) -> dict[str, Shares]:
    total = days.sum(axis=1)
    gone = days.cumsum(axis=1)
    columns: dict[str, Any] = {"replicates": total}
    known = np.maximum(total, 1)
    for day in days_of(horizon):
        held = total - gone[:, day]
        low, high = wilson(held, total)
        columns |= {
            f"held_{day}": _where(total, held / known),
            f"held_{day}_low": low,
            f"held_{day}_high": high,
        }
    columns |= _mean_days(days, total, horizon) | _median_days(days, total, horizon)
    for place, kind in enumerate(KINDS):
        columns[f"end_{kind}"] = _where(total, kinds[:, place] / known)
    return columns


def _mean_days(days: Counts, total: Counts, horizon: int) -> dict[str, Any]:
    lengths = np.minimum(np.arange(horizon + 2), horizon)
    known = np.maximum(total, 1)
    mean = (days * lengths).sum(axis=1) / known
    square = (days * lengths * lengths).sum(axis=1) / known
    variance = np.maximum(square - mean * mean, 0.0) * known / np.maximum(total - 1, 1)
    half = NORMAL_95 * np.sqrt(variance / known)
    return {
        "days_mean": _where(total, mean),
        "days_mean_low": _where(total, mean - half),
        "days_mean_high": _where(total, np.minimum(mean + half, horizon)),
    }


def _median_days(days: Counts, total: Counts, horizon: int) -> dict[str, Any]:
    """Give the first day by which half had ended; its interval by order statistics."""
    gone = days.cumsum(axis=1)[:, : horizon + 1]
    spread = NORMAL_95 * np.sqrt(total) / 2
    ranks = {
        "days_median": np.ceil(total / 2),
        "days_median_low": np.maximum(np.floor(total / 2 - spread), 1),
        "days_median_high": np.minimum(np.ceil(total / 2 + spread) + 1, total),
    }
    return {
        name: np.array([_day_of(row, rank) for row, rank in zip(gone, wanted, strict=True)])
        for name, wanted in ranks.items()
    }


def _day_of(gone: Counts, rank: float) -> float:
    day = int(np.searchsorted(gone, rank))
    return float(day) if rank >= 1 and day < len(gone) else math.nan


def _where(total: Counts, values: Shares) -> Shares:
    return np.where(total > 0, values, np.nan)
