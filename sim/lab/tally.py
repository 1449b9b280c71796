"""Many runs in figures for a page: curve, kinds of end, shares, and what a change did."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from sim.questions.compare.figures import ENDS
from sim.questions.run.summary import ENDS as HOW
from sim.runs.tables import frame_of
from sim.shared.lifetimes import KINDS, lifetimes_of
from sim.shared.paired import difference, paired_difference
from sim.shared.survival import held_after, incidence_of, kaplan_meier, median_days, restricted_mean
from sim.shared.wording import days_text, share_text

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sim.day.batch import Batch
    from sim.shared.lifetimes import Lifetimes

# Points of a curve; between them nothing could be seen.
_MOST_POINTS = 366
_MEANS = (
    *("attacks", "breaches", "accusations", "accusations_true", "accusations_false"),
    *("accusations_contested", "accusations_pretext", "talks", "patrols_done", "displaced"),
)


# Days of which the share in force is compared, with the last day simulated.
_COMPARED_DAYS = (30, 90, 365)
_COUNTS = {
    "attacks": "Attacks in a run",
    "accusations": "Accusations in a run",
    "accusations_true": "of them true",
    "accusations_false": "of them false",
    "accusations_contested": "of them contested",
    "displaced": "People displaced in a run",
}


def lifetimes_in(batch: Batch, horizon: int) -> Lifetimes | None:
    """Read the lifetimes of the runs that were carried through; None if there are none."""
    runs = frame_of("runs", batch.runs)
    return lifetimes_of(runs, horizon) if len(runs) else None


def tally_of(batch: Batch, horizon: int, total: int) -> dict[str, Any]:
    """Count runs.

    Parameters
    ----------
    batch : Batch
        The runs so far.
    horizon : int
        Days simulated.
    total : int
        How many runs there are to be.

    Returns
    -------
    dict
        Plain data: how many are ``done``; ``days``, ``share``, ``low`` and ``high`` of the
        survival curve; ``ends``, by kind the share that had ended in this way by each of
        these days; ``table``, shares in force after some days; ``median``, ``mean`` days
        in force; ``means`` of counts; and ``reading``, a sentence.
    """
    lifetimes = lifetimes_in(batch, horizon)
    if lifetimes is None:
        return {"done": 0, "total": total, "failed": len(batch.failures)}
    curve = kaplan_meier(lifetimes)
    days = _days(horizon)
    kinds = [kind for kind in ENDS if kind in KINDS and bool((lifetimes.kinds == kind).any())]
    incidence = incidence_of(lifetimes, kinds)[:, days, 0] if kinds else np.zeros((0, len(days)))
    mean, median = restricted_mean(lifetimes), median_days(lifetimes)
    shares = held_after(lifetimes)
    return {
        "done": len(lifetimes),
        "total": total,
        "failed": len(batch.failures),
        "horizon": horizon,
        "days": days.tolist(),
        **{name: _rounded(curve[name].to_numpy()[days]) for name in ("share", "low", "high")},
        "ends": {kind: _rounded(incidence[place]) for place, kind in enumerate(kinds)},
        "table": [
            [int(day), *(round(float(value), 4) for value in row)]
            for day, row in zip(shares.index, shares.to_numpy(), strict=True)
        ],
        "median": median.value,
        "mean": [_figure(part) for part in (mean.value, mean.low, mean.high)],
        "means": {
            name: round(float(np.mean(batch.runs[name])), 1)
            for name in _MEANS
            if name in batch.runs
        },
        "reading": reading(lifetimes),
    }


def reading(lifetimes: Lifetimes) -> str:
    """Say in a sentence how often the agreement held and how it mostly ended.

    Parameters
    ----------
    lifetimes : Lifetimes
        The runs.

    Returns
    -------
    str
        A sentence on these runs.
    """
    held = 1.0 - lifetimes.ends / len(lifetimes)
    runs = "the first run was" if len(lifetimes) == 1 else f"{len(lifetimes)} runs were"
    text = f"After {lifetimes.horizon} days {share_text(held)} of {runs} still in force"
    if not lifetimes.ends:
        return f"{text}."
    named, counts = np.unique(lifetimes.kinds[lifetimes.ended].astype(str), return_counts=True)
    most = str(named[int(np.argmax(counts))])
    ended = share_text(float(counts.max()) / len(lifetimes))
    return f"{text}; {ended} had ended {HOW.get(most, most)}."


def _days(horizon: int) -> np.ndarray[Any, np.dtype[np.int64]]:
    step = -(-(horizon + 1) // _MOST_POINTS)
    days = np.arange(0, horizon + 1, step)
    return days if days[-1] == horizon else np.append(days, horizon)


def _rounded(values: np.ndarray[Any, np.dtype[np.float64]]) -> list[float]:
    return [round(float(value), 4) for value in values]


def _figure(value: float | None) -> float | None:
    return None if value is None else round(value, 2)


def difference_of(base: Batch, other: Batch, horizon: int, *, paired: bool) -> dict[str, Any]:
    """Compare two sets of runs.

    Parameters
    ----------
    base, other : Batch
        The runs that were pinned, and those of now.
    horizon : int
        Days simulated in both.
    paired : bool
        Whether runs of the same number have the same random stream.

    Returns
    -------
    dict
        Plain data: ``sentence``; ``rows``, each with what it is about, both values, the
        difference and its 95 % interval, and whether it is a share; ``pairs``, how many runs
        were compared; ``paired``; and ``moved``, in how many pairs the end was another.
    """
    first, second = frame_of("runs", base.runs), frame_of("runs", other.runs)
    if paired:
        common = np.intersect1d(first["replicate"], second["replicate"])
        first = first[first["replicate"].isin(common)].sort_values("replicate")
        second = second[second["replicate"].isin(common)].sort_values("replicate")
    if not len(first) or not len(second):
        return {"sentence": "No runs were carried through.", "rows": [], "pairs": 0}
    lifetimes = [lifetimes_of(runs, horizon) for runs in (first, second)]
    moved = None
    if paired:
        same_end = (lifetimes[0].days == lifetimes[1].days) & (
            lifetimes[0].kinds == lifetimes[1].kinds
        )
        moved = int((~same_end).sum())
    same_runs = paired and first.equals(second)

    def row(what: str, base: NDArray[Any], other: NDArray[Any], *, share: bool) -> dict[str, Any]:
        found: Any = (
            paired_difference(base, other, same_runs=same_runs)
            if paired
            else difference(base, other)
        )
        return {
            "what": what,
            "base": float(base.mean()),
            "other": float(other.mean()),
            "value": float(found.value or 0.0),
            "low": _finite(found.low),
            "high": _finite(found.high),
            "share": share,
        }

    days = [life.days.astype(float) for life in lifetimes]
    rows = [row(f"Days in force, up to day {horizon}", *days, share=False)]
    for day in sorted({day for day in _COMPARED_DAYS if day < horizon} | {horizon}):
        held = [~(life.ended & (life.days <= day)) for life in lifetimes]
        rows.append(row(f"In force after {day} days", *held, share=True))
    for name, label in _COUNTS.items():
        if name in first and name in second:
            counts = [runs[name].to_numpy(dtype=float) for runs in (first, second)]
            rows.append(row(label, *counts, share=False))
    return {
        "sentence": _sentence(rows[0], horizon, moved),
        "rows": rows,
        "pairs": len(second),
        "paired": paired,
        "moved": moved,
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
