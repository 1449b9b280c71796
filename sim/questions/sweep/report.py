"""The report on `ceasefire sweep`: a table, a picture, and one sentence on what changed most."""

from __future__ import annotations

import math
import textwrap
from typing import TYPE_CHECKING

from sim.questions.run.summary import CAVEAT
from sim.questions.sweep.levels import Change, column, largest_change, levels, written
from sim.questions.sweep.picture import label_of, sweep_svg
from sim.runs.designs import OF_SAMPLES
from sim.runs.sweep_summary import days_of
from sim.shared.wording import plural, share_text, start_case

if TYPE_CHECKING:
    from pathlib import Path

    from sim.questions.sweep.result import SweepResult

WIDTH = 88
# Of more points the table shows the levels of each parameter.
MOST_ROWS = 24
PICTURE = "sweep.svg"


def write_report(result: SweepResult) -> Path:
    """Draw the picture of a sweep into its store.

    Parameters
    ----------
    result : SweepResult
        The sweep.

    Returns
    -------
    pathlib.Path
        The picture.
    """
    file = result.folder / PICTURE
    aside = file.with_name(f"{PICTURE}.partial")
    aside.write_text(sweep_svg(result), encoding="utf-8", newline="\n")
    return aside.replace(file)


def sweep_text(result: SweepResult, width: int = WIDTH) -> str:
    """Say on a terminal what a sweep found.

    Parameters
    ----------
    result : SweepResult
        The sweep.
    width : int
        Columns of the terminal.

    Returns
    -------
    str
        A table and a sentence.
    """
    sweep = result.sweep
    head = (
        f"{plural(len(sweep.points), 'point')} of {sweep.scenario.name},"
        f" {plural(sweep.replicates, 'run')} of {plural(sweep.horizon, 'day')} at each,"
        f" seed {sweep.seed}"
    )
    few = len(sweep.points) <= MOST_ROWS
    rows = _point_rows(result) if few else _level_rows(result)
    sentence = textwrap.fill(f"{reading(result)} {CAVEAT}", width, break_on_hyphens=False)
    shown = f"{PICTURE} shows it; summary.parquet has these figures for every point."
    return "\n\n".join([start_case(head), "\n".join(rows), sentence, shown])


def reading(result: SweepResult) -> str:
    """Say in one sentence what changed most, and by how much.

    Parameters
    ----------
    result : SweepResult
        The sweep.

    Returns
    -------
    str
        A sentence.
    """
    change = largest_change(result)
    if change is None:
        return "No run was carried through."
    what = f"still in force after {plural(change.day, 'day')}"
    if not change.size:
        return f"Nothing changed: {share_text(change.most.share)} of the runs were {what}."
    if not change.clear:
        return (
            f"No change is clear by the intervals of {_apart(result)}: the share {what}"
            f" lay between {_share(change, 'least')} and {_share(change, 'most')}"
            f" {_by(change, result)}.{_closer(result)}"
        )
    return (
        f"What changed most was the share {what}: {_share(change, 'most')} of the runs"
        f" {_at(change, 'most', result)}, against {_share(change, 'least')}"
        f" {_at(change, 'least', result)}."
    )


def _apart(result: SweepResult) -> str:
    return "these runs" if result.sweep.design in OF_SAMPLES else "single points"


def _closer(result: SweepResult) -> str:
    """Where points share their luck, pairs of runs say more than two intervals."""
    if result.sweep.design in OF_SAMPLES:
        return ""
    return " Points share their luck, so `ceasefire compare` can tell smaller differences."


def _share(change: Change, which: str) -> str:
    level = change.most if which == "most" else change.least
    low, high = 100 * level.low, 100 * level.high
    return f"{share_text(level.share)} (95 % interval {low:.0f} to {high:.0f})"


def _at(change: Change, which: str, result: SweepResult) -> str:
    level = change.most if which == "most" else change.least
    if not change.name:
        stated = result.sweep.points.changes(int(level.place))
        values = ", ".join(
            f"{label_of(name, result)} {written(value)}" for name, value in stated.items()
        )
        return f"at {level.text} ({values})"
    return f"with {change.name} at {level.text}"


def _by(change: Change, result: SweepResult) -> str:
    if not change.name:
        return "over all points"
    several = len(result.sweep.points.kinds) > 1
    return f"over the levels of {change.name}" + (", which moved it most" if several else "")


def _point_rows(result: SweepResult) -> list[str]:
    names = list(result.sweep.points.kinds)
    labels = [label_of(name, result) for name in names]
    cells = [[written(v) for v in result.figures.column(name).to_pylist()] for name in names]
    return _table(
        labels,
        list(zip(*cells, strict=True)),
        [_cells(result, number) for number in range(len(result.sweep.points))],
        result,
    )


def _cells(result: SweepResult, number: int) -> list[str]:
    found = []
    for day in days_of(result.sweep.horizon):
        share, low, high = (
            float(column(result, f"held_{day}{end}")[number]) for end in ("", "_low", "_high")
        )
        found.append(_interval(100 * share, 100 * low, 100 * high, " %"))
    mean, low, high = (
        float(column(result, f"days_mean{end}")[number]) for end in ("", "_low", "_high")
    )
    return [*found, _interval(mean, low, high, "")]


def _interval(middle: float, low: float, high: float, unit: str) -> str:
    return "-" if math.isnan(middle) else f"{middle:.0f}{unit} ({low:.0f} to {high:.0f})"


def _level_rows(result: SweepResult) -> list[str]:
    rows: list[tuple[str, ...]] = []
    figures = []
    days = days_of(result.sweep.horizon)
    for name in result.sweep.points.kinds:
        found = [levels(result, name, day) for day in days]
        for at_day in zip(*found, strict=True):
            rows.append((label_of(name, result), at_day[0].text))
            figures.append(
                [_interval(100 * x.share, 100 * x.low, 100 * x.high, " %") for x in at_day]
            )
    return _table(["parameter", "at"], rows, figures, result)


def _table(
    labels: list[str], rows: list[tuple[str, ...]], figures: list[list[str]], result: SweepResult
) -> list[str]:
    heads = [f"{day} days" for day in days_of(result.sweep.horizon)]
    if figures and len(figures[0]) > len(heads):
        heads.append("mean days")
    columns = [list(one) for one in zip(*rows, strict=True)]
    left = [max(map(len, [label, *cells])) for label, cells in zip(labels, columns, strict=True)]
    right = [max(map(len, [head, *(row[n] for row in figures)])) for n, head in enumerate(heads)]
    lines = ["Still in force after, with 95 % intervals"]
    for first, second in [(labels, heads), *zip(rows, figures, strict=True)]:
        line = "  ".join(f"{text:<{size}}" for text, size in zip(first, left, strict=True))
        line += "".join(f"  {text:>{size}}" for text, size in zip(second, right, strict=True))
        lines.append(f"  {line}")
    return lines
