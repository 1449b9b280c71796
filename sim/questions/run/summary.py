"""Many runs in figures: how often, how long, why it ended; as a dict and as a table of text.

Light on purpose: the libraries that hold these statistics take longer to import than all else
that `ceasefire run` prints takes to make.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections import Counter
from fractions import Fraction
from itertools import zip_longest
from typing import TYPE_CHECKING, Any

from sim.day.measures import BY_NAME, MEASURES
from sim.shared.names import Names
from sim.shared.wording import listed, mean_text, plural, share_text, start_case

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sim.questions.run.run import RunResult

_HORIZONS = (7, 30, 90, 365)
_NORMAL_95 = 1.959963984540054
CAVEAT = "This is a model, not a forecast."
# Means that the summary holds, and the order in which the table shows those that are no parts.
_MEANS = tuple(measure.name for measure in MEASURES if measure.name != "breaches_seen")
_SHOWN = (
    "attacks", "breaches", "accusations", "talks", "patrols_done", "sectors_changed", "displaced",
)  # fmt: skip
_SORTS = ("accusations_true", "accusations_false", "accusations_contested", "accusations_pretext")
ENDS = {
    "offensive": "with an offensive",
    "cancelled": "by being cancelled",
    "disowned": "by being disowned",
    "erosion": "by erosion",
    "expired": "at the end of its term",
    "superseded": "by giving way to a new one",
}


def wilson(successes: int, trials: int) -> tuple[float, float]:
    """Give the 95 % interval of a share.

    Parameters
    ----------
    successes, trials : int
        How many of how many.

    Returns
    -------
    tuple of float
        Lower and upper bound; 0 and 1 where there was no trial.

    References
    ----------
    Wilson (1927), Probable inference, the law of succession, and statistical inference.
    """
    if trials == 0:
        return 0.0, 1.0
    share, square = successes / trials, _NORMAL_95 * _NORMAL_95
    middle = (share + square / (2 * trials)) / (1 + square / trials)
    spread = math.sqrt(share * (1 - share) / trials + square / (4 * trials * trials))
    half = _NORMAL_95 * spread / (1 + square / trials)
    return max(0.0, middle - half), min(1.0, middle + half)


def summary(result: RunResult) -> dict[str, Any]:
    """Gather the figures that the command prints.

    Parameters
    ----------
    result : RunResult
        What was run.

    Returns
    -------
    dict
        Figures by name; shares lie in [0, 1], days count from 1, and None stands for
        a median that was not reached.
    """
    runs = {name: list(column) for name, column in result.columns("runs").items()}
    total = len(runs.get("replicate", ()))
    figures: dict[str, Any] = {
        "scenario": result.scenario.name,
        "seed": result.seed,
        "replicates": result.replicates,
        "failed": len(result.batch.failures),
        "horizon": result.horizon,
        "held": {},
        "ended": None,
        "median_end_day": None,
        "end_kinds": {},
        "alternatives": {},
        "means": {},
        "reading": "",
        "caveat": CAVEAT,
    }
    if total == 0:
        figures["reading"] = "No run was carried through."
        return figures
    over = [int(day) for day, ended in zip(runs["end_day"], runs["ended"], strict=True) if ended]
    for days in [*(days for days in _HORIZONS if days < result.horizon), result.horizon]:
        figures["held"][str(days)] = _share(total - sum(day <= days for day in over), total)
    figures["ended"] = _share(len(over), total)
    _, figures["median_end_day"] = _ended(runs["end_day"], runs["ended"])
    kinds = Counter(runs["end_kind"])
    figures["end_kinds"] = {
        kind: kinds[kind] / total for kind in sorted(kinds, key=lambda kind: (-kinds[kind], kind))
    }
    for name in result.scenario.measurement.alternatives:
        if f"ended_{name}" in runs:
            share, median = _ended(runs[f"end_day_{name}"], runs[f"ended_{name}"])
            figures["alternatives"][name] = {"share": share, "median_end_day": median}
    figures["means"] = _means(runs)
    figures["reading"] = _reading(Names(result.scenario), figures, total)
    return figures


def _share(count: int, total: int) -> dict[str, float]:
    low, high = wilson(count, total)
    return {"share": count / total, "low": low, "high": high}


def _ended(days: Sequence[int], ended: Sequence[bool]) -> tuple[float, int | None]:
    """Give the share that had ended at last, and the first day by which half had.

    A run that ends by the main definition stops some days later, so that under another it tells
    nothing of what would have come then: the product-limit estimate of Kaplan and Meier (1958).
    """
    ends = Counter(int(day) for day, over in zip(days, ended, strict=True) if over)
    last = sorted(int(day) for day in days)
    standing, half = Fraction(1), None
    for day in sorted(ends):
        at_risk = len(last) - bisect_left(last, day)
        standing *= Fraction(at_risk - ends[day], at_risk)
        if half is None and 2 * standing <= 1:
            half = day
    return float(1 - standing), half


def _means(runs: Mapping[str, Sequence[float]]) -> dict[str, float]:
    means = {name: math.fsum(runs[name]) / len(runs[name]) for name in _MEANS if name in runs}
    if "accusations" in means and "accusations_false" not in means:
        known = math.fsum(means.get(name, 0.0) for name in _SORTS)
        means["accusations_false"] = max(0.0, means["accusations"] - known)
    return {name: means[name] for name in _MEANS if name in means}


def _reading(names: Names, figures: dict[str, Any], total: int) -> str:
    agreement = start_case(names.agreement(names.scenario.scenario.main))
    days = plural(figures["horizon"], "day")
    ended = round(figures["ended"]["share"] * total)
    if ended == 0:
        return f"{agreement} held for {days} in all of {plural(total, 'run')}."
    kinds = [kind for kind in figures["end_kinds"] if kind != "held"]
    first = figures["end_kinds"][kinds[0]] * total / ended
    how = "always" if len(kinds) == 1 else "mostly" if first > 0.5 else "most often"  # noqa: PLR2004
    low, high = (round(100 * figures["ended"][bound]) for bound in ("low", "high"))
    share = "all runs"
    if ended < total:
        share = f"{share_text(figures['ended']['share'])} of the runs"
    text = f"{agreement} ended within {days} in {share} (95 % interval {low} to {high}), {how}"
    median = figures["median_end_day"]
    more = f"half of all runs had ended by day {median}" if median else "most of them held"
    return f"{text} {ENDS[kinds[0]]}; {more}."


def summary_table(figures: dict[str, Any]) -> str:
    """Lay the figures out as text for a terminal of 80 columns.

    Parameters
    ----------
    figures : dict
        As given by `summary`.

    Returns
    -------
    str
        Lines of text.
    """
    done = figures["replicates"] - figures["failed"]
    head = f"{plural(done, 'run')} of {plural(figures['horizon'], 'day')}, seed {figures['seed']}"
    lines = [start_case(head)]
    if figures["failed"]:
        lines[0] += f"; {plural(figures['failed'], 'further run')} failed"
    if not figures["held"]:
        return "\n".join([*lines, "", figures["reading"]])
    lines += ["", *_held_rows(figures), "", *_kind_rows(figures), "", *_mean_rows(figures["means"])]
    return "\n".join(lines)


def _percent(share: float) -> str:
    return f"{share * 100:.0f} %"


def _held_rows(figures: dict[str, Any]) -> list[str]:
    rows = [f"{'Still in force after':<28}{'share':>8}{'95 % interval':>20}"]
    for days, held in figures["held"].items():
        interval = f"{held['low'] * 100:.0f} to {held['high'] * 100:.0f} %"
        rows.append(f"  {days + ' days':<26}{_percent(held['share']):>8}{interval:>20}")
    return rows


def _kind_rows(figures: dict[str, Any]) -> list[str]:
    """Set the kinds of end and the definitions of an end side by side."""
    left = [f"{'How it ended':<28}{'share':>8}"]
    left += [f"  {kind:<26}{_percent(share):>8}" for kind, share in figures["end_kinds"].items()]
    right = [f"{'Definition of the end':<22}{'ended':>7}{'half by':>13}"]
    main = {"share": figures["ended"]["share"], "median_end_day": figures["median_end_day"]}
    for name, one in {"the main one": main, **figures["alternatives"]}.items():
        median = f"day {one['median_end_day']}" if one["median_end_day"] else "not reached"
        definition = name.replace("_", " ")[:19]
        right.append(f"  {definition:<20}{_percent(one['share']):>7}{median:>13}")
    return [f"{a:<38}{b}".rstrip() for a, b in zip_longest(left, right, fillvalue="")]


def _mean_rows(means: dict[str, float]) -> list[str]:
    sorts = [f"{mean_text(means[key])} {BY_NAME[key].label}" for key in _SORTS if key in means]
    rows = ["On average, up to the end, a run had"]
    for key in _SHOWN:
        if key in means:
            rows.append(f"  {BY_NAME[key].label:<26}{mean_text(means[key]):>8}")
            if key == "accusations" and sorts:
                rows.append(f"    of them {listed(sorts)}")
    return rows
