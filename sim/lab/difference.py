"""What a change did: two sets of runs, pair by pair where they share their luck."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from sim.runs.tables import frame_of
from sim.shared.lifetimes import lifetimes_of
from sim.shared.paired import difference, paired_difference
from sim.shared.wording import days_text

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sim.record.batch import Batch

# Days of which the share in force is compared, with the last day simulated.
DAYS = (30, 90, 365)
COUNTS = {
    "attacks": "Attacks in a run",
    "accusations": "Accusations in a run",
    "accusations_true": "of them true",
    "accusations_false": "of them false",
    "accusations_contested": "of them contested",
    "displaced": "People displaced in a run",
}


def difference_of(base: Batch, other: Batch, horizon: int, *, same_luck: bool) -> dict[str, Any]:
    """Compare two sets of runs.

    Parameters
    ----------
    base, other : Batch
        The runs that were pinned, and those of now.
    horizon : int
        Days simulated in both.
    same_luck : bool
        Whether a run of one has the luck of the run with the same number of the other.

    Returns
    -------
    dict
        Plain data: ``sentence``; ``rows``, each with what it is about, both values, the
        difference and its 95 % interval, and whether it is a share; ``pairs``, how many runs
        were compared; ``paired``; and ``moved``, in how many pairs the end was another.
    """
    first, second = frame_of("runs", base.runs), frame_of("runs", other.runs)
    if same_luck:
        common = np.intersect1d(first["replicate"], second["replicate"])
        first = first[first["replicate"].isin(common)].sort_values("replicate")
        second = second[second["replicate"].isin(common)].sort_values("replicate")
    if not len(first) or not len(second):
        return {"sentence": "No runs were carried through.", "rows": [], "pairs": 0}
    lives = [lifetimes_of(runs, horizon) for runs in (first, second)]
    moved = None
    if same_luck:
        same_end = (lives[0].days == lives[1].days) & (lives[0].kinds == lives[1].kinds)
        moved = int((~same_end).sum())
    same_runs = same_luck and first.equals(second)
    days = [life.days.astype(float) for life in lives]
    rows = [_row(f"Days in force, up to day {horizon}", days, same_luck, same_runs, share=False)]
    for day in sorted({day for day in DAYS if day < horizon} | {horizon}):
        held = [~(life.ended & (life.days <= day)) for life in lives]
        rows.append(_row(f"In force after {day} days", held, same_luck, same_runs, share=True))
    for name, label in COUNTS.items():
        if name in first and name in second:
            counts = [runs[name].to_numpy(dtype=float) for runs in (first, second)]
            rows.append(_row(label, counts, same_luck, same_runs, share=False))
    return {
        "sentence": _sentence(rows[0], horizon, moved),
        "rows": rows,
        "pairs": len(second),
        "paired": same_luck,
        "moved": moved,
    }


def _row(
    label: str,
    values: list[NDArray[Any]],
    same_luck: bool,  # noqa: FBT001 - handed on by place
    same_runs: bool,  # noqa: FBT001
    *,
    share: bool,
) -> dict[str, Any]:
    base, other = values
    if same_luck:
        found = paired_difference(base, other, same_runs=same_runs)
        value, low, high = found.value, found.low, found.high
    else:
        apart = difference(base, other)
        value, low, high = apart.value or 0.0, apart.low, apart.high  # type: ignore[assignment]
    return {
        "what": label,
        "base": float(base.mean()),
        "other": float(other.mean()),
        "value": float(value),
        "low": _finite(low),
        "high": _finite(high),
        "share": share,
    }


def _finite(value: float | None) -> float | None:
    return None if value is None or not np.isfinite(value) else float(value)


def _sentence(row: dict[str, Any], horizon: int, moved: int | None) -> str:
    value, low, high = row["value"], row["low"], row["high"]
    if moved == 0:
        return "The change moved no end: every run ended on the same day and in the same way."
    if low is None or high is None:
        return f"With the change the agreement held {days_text(value, signed=True)} days."
    how = "longer" if value > 0 else "less long"
    chance = ", which chance alone may explain" if low <= 0 <= high else ""
    ends = [days_text(end, signed=True) for end in (low, high)]
    return (
        f"With the change the agreement held {days_text(abs(value))} days {how} on average{chance}"
        f" (95 % interval of the difference {' to '.join(ends)}, from {days_text(row['base'])}"
        f" days, counted up to day {horizon})."
    )
