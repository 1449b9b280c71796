"""A sweep on a terminal: a table, and one sentence on what changed most."""

from __future__ import annotations

import math
import textwrap
from typing import TYPE_CHECKING

from sim.questions.run.summary import CAVEAT
from sim.questions.sweep.findings import written
from sim.runs.designs import OF_SAMPLES
from sim.shared.wording import plural, share_text, start_case

if TYPE_CHECKING:
    from sim.questions.sweep.findings import Change, Findings, Level

PICTURE = "sweep.svg"
_WIDTH = 88
# Of more points the table shows the levels of each parameter.
_MOST_ROWS = 24


def sweep_text(findings: Findings, width: int = _WIDTH) -> str:
    """Say on a terminal what a sweep found.

    Parameters
    ----------
    findings : Findings
        What it found.
    width : int
        Columns of the terminal.

    Returns
    -------
    str
        A table and a sentence.
    """
    sweep = findings.sweep
    head = (
        f"{plural(len(sweep.points), 'point')} of {sweep.scenario.name},"
        f" {plural(sweep.replicates, 'run')} of {plural(sweep.horizon, 'day')} at each,"
        f" seed {sweep.seed}"
    )
    few = len(sweep.points) <= _MOST_ROWS
    rows = _point_rows(findings) if few else _level_rows(findings)
    sentence = textwrap.fill(f"{reading(findings)} {CAVEAT}", width, break_on_hyphens=False)
    shown = f"{PICTURE} shows it; summary.parquet has these figures for every point."
    return "\n\n".join([start_case(head), "\n".join(rows), sentence, shown])


def reading(findings: Findings) -> str:
    """Say in one sentence what changed most, and by how much.

    Parameters
    ----------
    findings : Findings
        What the sweep found.

    Returns
    -------
    str
        A sentence.
    """
    change = findings.change
    if change is None:
        return "No run was carried through."
    what = f"still in force after {plural(change.day, 'day')}"
    if not change.size:
        return f"Nothing changed: {share_text(change.most.share)} of the runs were {what}."
    least, most = _share(change.least), _share(change.most)
    if change.clear:
        return (
            f"What changed most was the share {what}: {most} of the runs"
            f" {_at(change, change.most, findings)}, against {least}"
            f" {_at(change, change.least, findings)}."
        )
    apart, closer = "these runs", ""
    if findings.sweep.design not in OF_SAMPLES:
        # Where points share their random streams, pairs of runs say more than two intervals.
        apart = "single points"
        closer = (
            " Points share their random streams, so `ceasefire compare` can tell smaller"
            " differences."
        )
    by = "over all points"
    if change.name:
        several = len(findings.sweep.points.kinds) > 1
        by = f"over the levels of {change.name}" + (", which moved it most" if several else "")
    return (
        f"No change is clear by the intervals of {apart}: the share {what}"
        f" lay between {least} and {most} {by}.{closer}"
    )


def _share(level: Level) -> str:
    low, high = 100 * level.low, 100 * level.high
    return f"{share_text(level.share)} (95 % interval {low:.0f} to {high:.0f})"


def _at(change: Change, level: Level, findings: Findings) -> str:
    if change.name:
        return f"with {change.name} at {level.text}"
    stated = findings.sweep.points.changes(int(level.place))
    values = ", ".join(f"{findings.label(name)} {written(v)}" for name, v in stated.items())
    return f"at {level.text} ({values})"


def _point_rows(findings: Findings) -> list[str]:
    names = list(findings.sweep.points.kinds)
    cells = [[written(v) for v in findings.figures.column(n).to_pylist()] for n in names]
    for name in [*(f"held_{day}" for day in findings.days), "days_mean"]:
        scale, unit = (1, "") if name == "days_mean" else (100, " %")
        found = zip(*findings.interval(name), strict=True)
        cells.append([_interval([scale * one for one in row], unit) for row in found])
    heads = [*map(findings.label, names), *_days(findings), "mean days"]
    return _table(heads, len(names), list(zip(*cells, strict=True)))


def _level_rows(findings: Findings) -> list[str]:
    rows = []
    for name in findings.sweep.points.kinds:
        found = [findings.levels(name, day) for day in findings.days]
        for at_day in zip(*found, strict=True):
            shares = [_interval([100 * x.share, 100 * x.low, 100 * x.high], " %") for x in at_day]
            rows.append((findings.label(name), at_day[0].text, *shares))
    return _table(["parameter", "at", *_days(findings)], 2, rows)


def _days(findings: Findings) -> list[str]:
    return [f"{day} days" for day in findings.days]


def _interval(figures: list[float], unit: str) -> str:
    middle, low, high = figures
    return "-" if math.isnan(middle) else f"{middle:.0f}{unit} ({low:.0f} to {high:.0f})"


def _table(heads: list[str], left: int, rows: list[tuple[str, ...]]) -> list[str]:
    """Lay rows out, the first columns to the left, and the figures to the right."""
    sizes = [max(map(len, column)) for column in zip(heads, *rows, strict=True)]
    return ["Still in force after, with 95 % intervals"] + [
        "  "
        + "  ".join(
            f"{cell:{'<' if place < left else '>'}{sizes[place]}}" for place, cell in enumerate(row)
        )
        for row in [tuple(heads), *rows]
    ]
