"""Many runs in figures: how often, how long, why it ended; as a dict and as a table of text."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections import Counter
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from sim.shared.names import Names
from sim.shared.wording import listed, plural, share_text, start_case

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sim.questions.run.run import RunResult

HORIZONS = (7, 30, 90, 365)
NORMAL_95 = 1.959963984540054
CAVEAT = "This is a model, not a forecast."
MEANS = (
    "breaches",
    "attacks",
    "accusations",
    "accusations_true",
    "accusations_false",
    "accusations_contested",
    "accusations_pretext",
    "talks",
    "patrols_done",
    "displaced",
    "sectors_changed",
)
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
    share, square = successes / trials, NORMAL_95 * NORMAL_95
    middle = (share + square / (2 * trials)) / (1 + square / trials)
    spread = math.sqrt(share * (1 - share) / trials + square / (4 * trials * trials))
    half = NORMAL_95 * spread / (1 + square / trials)
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
    horizons = [days for days in HORIZONS if days < result.horizon]
    for days in [*horizons, result.horizon]:
        gone = sum(day <= days for day in _days_of_end(runs["end_day"], runs["ended"]))
        figures["held"][str(days)] = _share(total - gone, total)
    figures["ended"] = _share(sum(map(bool, runs["ended"])), total)
    figures["median_end_day"] = _median_day(runs["end_day"], runs["ended"])
    kinds = Counter(runs["end_kind"])
    figures["end_kinds"] = {
        kind: kinds[kind] / total for kind in sorted(kinds, key=lambda kind: (-kinds[kind], kind))
    }
    for name in result.scenario.measurement.alternatives:
        if f"ended_{name}" in runs:
            ends, ended = runs[f"end_day_{name}"], runs[f"ended_{name}"]
            share, median = _ended(ends, ended)
            figures["alternatives"][name] = {"share": share, "median_end_day": median}
    figures["means"] = _means(runs)
    figures["reading"] = _reading(Names(result.scenario), figures, total)
    return figures


def _share(count: int, total: int) -> dict[str, float]:
    low, high = wilson(count, total)
    return {"share": count / total, "low": low, "high": high}


def _days_of_end(days: Sequence[int], ended: Sequence[bool]) -> list[int]:
    return [int(day) for day, over in zip(days, ended, strict=True) if over]


def _median_day(days: Sequence[int], ended: Sequence[bool]) -> int | None:
    """First day by which half of all runs had ended; none where fewer ever did."""
    gone = sorted(_days_of_end(days, ended))
    half = math.ceil(len(days) / 2)
    return gone[half - 1] if len(gone) >= half else None


def _ended(days: Sequence[int], ended: Sequence[bool]) -> tuple[float, int | None]:
    """Give the share that had ended at last, and the first day by which half had.

    A run that ends by the main definition stops some days later, so that it tells nothing of
    what would have come then: the product-limit estimate of Kaplan and Meier (1958). The
    libraries that have it take longer to import than all else that is printed here.
    """
    ends = Counter(_days_of_end(days, ended))
    last = sorted(int(day) for day in days)
    standing, half = Fraction(1), None
    for day in sorted(ends):
        at_risk = len(last) - bisect_left(last, day)
        standing *= Fraction(at_risk - ends[day], at_risk)
        if half is None and 2 * standing <= 1:
            half = day
    return float(1 - standing), half


def _means(runs: Mapping[str, Sequence[float]]) -> dict[str, float]:
    means = {name: math.fsum(runs[name]) / len(runs[name]) for name in MEANS if name in runs}
    known = [means.get(f"accusations_{form}", 0.0) for form in ("true", "contested", "pretext")]
    if "accusations" in means and "accusations_false" not in means:
        means["accusations_false"] = max(0.0, means["accusations"] - math.fsum(known))
    return {name: means[name] for name in MEANS if name in means}


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
    right = [f"{'Definition of the end':<22}{'ended':>7}{'half by':>11}"]
    definitions = {
        "the main one": {**figures["ended"], "median_end_day": figures["median_end_day"]}
    }
    definitions |= {name.replace("_", " "): one for name, one in figures["alternatives"].items()}
    for name, one in definitions.items():
        median = f"day {one['median_end_day']}" if one["median_end_day"] else "not reached"
        right.append(f"  {name[:19]:<20}{_percent(one['share']):>7}{median:>13}")
    right[0] = f"{'Definition of the end':<22}{'ended':>7}{'half by':>13}"
    height = max(len(left), len(right))
    left += [""] * (height - len(left))
    right += [""] * (height - len(right))
    return [f"{a:<38}{b}".rstrip() for a, b in zip(left, right, strict=True)]


def _mean_rows(means: dict[str, float]) -> list[str]:
    sorts = [
        f"{_mean(means[f'accusations_{form}'])} {form}"
        for form in ("true", "false", "contested", "pretext")
        if f"accusations_{form}" in means
    ]
    rows = ["On average, up to the end, a run had"]
    names = {
        "attacks": "attacks",
        "breaches": "breaches of the text",
        "accusations": "accusations",
        "talks": "talks",
        "patrols_done": "patrols done",
        "sectors_changed": "sectors taken",
        "displaced": "people displaced",
    }
    for key, name in names.items():
        if key in means:
            rows.append(f"  {name:<26}{_mean(means[key]):>8}")
            if key == "accusations" and sorts:
                rows.append(f"    of them {listed(sorts)}")
    return rows


def _mean(value: float) -> str:
    if value >= 1000:  # noqa: PLR2004 - thousands to three figures, as the model knows no more
        digits = 3 - len(str(int(value)))
        return f"{round(value, digits):,.0f}"
    return f"{value:.0f}" if value >= 10 else f"{value:.1f}"  # noqa: PLR2004 - two figures
