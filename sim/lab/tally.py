"""Many runs in figures for a page: the survival curve, the kinds of end, and a few shares."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from sim.questions.compare.figures import ENDS
from sim.questions.run.summary import ENDS as HOW
from sim.runs.tables import frame_of
from sim.shared.lifetimes import KINDS, lifetimes_of
from sim.shared.survival import held_after, incidence_of, kaplan_meier, median_days, restricted_mean
from sim.shared.wording import share_text

if TYPE_CHECKING:
    from sim.record.batch import Batch
    from sim.shared.lifetimes import Lifetimes

# Points of a curve; between them nothing could be seen.
MOST_POINTS = 366
MEANS = (
    "attacks",
    "breaches",
    "accusations",
    "accusations_true",
    "accusations_false",
    "accusations_contested",
    "accusations_pretext",
    "talks",
    "patrols_done",
    "displaced",
)


def lives_of(batch: Batch, horizon: int) -> Lifetimes | None:
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
    lives = lives_of(batch, horizon)
    if lives is None:
        return {"done": 0, "total": total, "failed": len(batch.failures)}
    curve = kaplan_meier(lives)
    days = _days(horizon)
    kinds = [kind for kind in ENDS if kind in KINDS and bool((lives.kinds == kind).any())]
    incidence = incidence_of(lives, kinds)[:, days, 0] if kinds else np.zeros((0, len(days)))
    mean, median = restricted_mean(lives), median_days(lives)
    shares = held_after(lives)
    return {
        "done": len(lives),
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
            name: round(float(np.mean(batch.runs[name])), 1) for name in MEANS if name in batch.runs
        },
        "reading": reading(lives),
    }


def reading(lives: Lifetimes) -> str:
    """Say in a sentence how often the agreement held and how it mostly ended.

    Parameters
    ----------
    lives : Lifetimes
        The runs.

    Returns
    -------
    str
        A sentence on these runs.
    """
    held = 1.0 - lives.ends / len(lives)
    runs = "the first run was" if len(lives) == 1 else f"{len(lives)} runs were"
    text = f"After {lives.horizon} days {share_text(held)} of {runs} still in force"
    if not lives.ends:
        return f"{text}."
    named, counts = np.unique(lives.kinds[lives.ended].astype(str), return_counts=True)
    most = str(named[int(np.argmax(counts))])
    ended = share_text(float(counts.max()) / len(lives))
    return f"{text}; {ended} had ended {HOW.get(most, most)}."


def _days(horizon: int) -> np.ndarray[Any, np.dtype[np.int64]]:
    step = -(-(horizon + 1) // MOST_POINTS)
    days = np.arange(0, horizon + 1, step)
    return days if days[-1] == horizon else np.append(days, horizon)


def _rounded(values: np.ndarray[Any, np.dtype[np.float64]]) -> list[float]:
    return [round(float(value), 4) for value in values]


def _figure(value: float | None) -> float | None:
    return None if value is None else round(value, 2)
