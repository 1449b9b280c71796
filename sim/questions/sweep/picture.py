"""The picture of a sweep: lines over one parameter, a map over two, a panel for each of more."""

from __future__ import annotations

from typing import TYPE_CHECKING

import matplotlib as mpl
import numpy as np

from sim.questions.sweep.levels import column, largest_change, levels, written
from sim.runs.points import REAL, WHOLE
from sim.runs.sweep_summary import days_of
from sim.shared.look import (
    BLACK,
    BLUE,
    DASHES,
    GREEN,
    GREY,
    ORANGE,
    PURPLE,
    SETTINGS,
    VERMILION,
    new_figure,
    svg_text,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from sim.questions.sweep.result import SweepResult

COLOURS = (BLUE, VERMILION, GREEN, PURPLE, ORANGE)
MARKS = ("o", "s", "^", "D", "v")
SIZE = (8.0, 5.0)
PANEL = (4.0, 3.4)
# More parameters than these have no panel.
MOST_PANELS = 9
PANELS_ABREAST = 3
# A map with more fields than this names no numbers in them.
MOST_NUMBERS = 80
HALF = 0.5
PAIR = 2


def label_of(name: str, result: SweepResult) -> str:
    """Shorten a dotted key as far as it stays clear.

    Parameters
    ----------
    name : str
        Dotted key.
    result : SweepResult
        The sweep, with its other keys.

    Returns
    -------
    str
        The last two words, or the whole key.
    """
    short = ".".join(name.split(".")[-2:])
    others = [".".join(other.split(".")[-2:]) for other in result.sweep.points.kinds]
    return short if others.count(short) == 1 else name


def sweep_svg(result: SweepResult) -> str:
    """Draw a sweep.

    Parameters
    ----------
    result : SweepResult
        The sweep.

    Returns
    -------
    str
        SVG; the same sweep gives the same bytes.
    """
    names = list(result.sweep.points.kinds)
    with mpl.rc_context(SETTINGS):
        if len(names) == 1:
            figure = new_figure(SIZE)
            _lines(figure.add_subplot(), result, names[0])
        elif len(names) == PAIR and result.sweep.design == "grid":
            figure = new_figure(SIZE)
            _map(figure.add_subplot(), result, names[0], names[1])
        else:
            shown = names[:MOST_PANELS]
            abreast = min(len(shown), PANELS_ABREAST)
            rows = -(-len(shown) // abreast)
            figure = new_figure((PANEL[0] * abreast, PANEL[1] * rows))
            for number, name in enumerate(shown, start=1):
                _panel(figure.add_subplot(rows, abreast, number), result, name)
        figure.tight_layout()
        return svg_text(figure)


def _lines(axes: Axes, result: SweepResult, name: str) -> None:
    """Share still in force over one parameter, a line for each day."""
    for number, day in enumerate(days_of(result.sweep.horizon)):
        found = levels(result, name, day)
        if not found:
            continue
        colour, place = COLOURS[number % len(COLOURS)], [level.place for level in found]
        low, high = ([100 * getattr(level, end) for level in found] for end in ("low", "high"))
        axes.fill_between(place, low, high, color=colour, alpha=0.15, linewidth=0)
        axes.plot(
            place,
            [100 * level.share for level in found],
            color=colour,
            linestyle=DASHES[number % len(DASHES)],
            marker=MARKS[number % len(MARKS)],
            label=f"after {day} days",
        )
    _ticks(axes, result, name)
    axes.set_ylabel("runs still in force (%)")
    axes.set_ylim(-2, 102)
    axes.legend(frameon=False, loc="best")
    axes.set_title(f"{result.sweep.scenario.name}: still in force, with 95 % intervals")


def _ticks(axes: Axes, result: SweepResult, name: str) -> None:
    axes.set_xlabel(label_of(name, result))
    if result.sweep.points.kinds[name] not in (REAL, WHOLE):
        day = days_of(result.sweep.horizon)[-1]
        found = levels(result, name, day)
        axes.set_xticks([level.place for level in found], [level.text for level in found])


def _map(axes: Axes, result: SweepResult, across: str, upward: str) -> None:
    """Share still in force over two parameters, on the day on which it differs most."""
    day = _day(result)
    sides = [sorted(set(result.figures.column(n).to_pylist()), key=str) for n in (across, upward)]
    for number, name in enumerate((across, upward)):
        if result.sweep.points.kinds[name] in (REAL, WHOLE):
            sides[number] = sorted(set(result.figures.column(name).to_pylist()))
    shape = (len(sides[1]), len(sides[0]))
    shares, lows, highs = (np.full(shape, np.nan) for _ in range(3))
    columns = [column(result, f"held_{day}{end}") for end in ("", "_low", "_high")]
    pairs = zip(
        result.figures.column(across).to_pylist(),
        result.figures.column(upward).to_pylist(),
        strict=True,
    )
    for number, (one, other) in enumerate(pairs):
        place = sides[1].index(other), sides[0].index(one)
        for array, values in zip((shares, lows, highs), columns, strict=True):
            array[place] = 100 * values[number]
    image = axes.imshow(shares, cmap="cividis", vmin=0, vmax=100, origin="lower", aspect="auto")
    if shares.size <= MOST_NUMBERS:
        for row, place in np.argwhere(~np.isnan(shares)):
            text = f"{shares[row, place]:.0f}\n({lows[row, place]:.0f}–{highs[row, place]:.0f})"
            colour = BLACK if shares[row, place] > 100 * HALF else "white"
            axes.text(place, row, text, ha="center", va="center", color=colour, fontsize=8)
    axes.set_xticks(range(shape[1]), [written(value) for value in sides[0]])
    axes.set_yticks(range(shape[0]), [written(value) for value in sides[1]])
    axes.set_xlabel(label_of(across, result))
    axes.set_ylabel(label_of(upward, result))
    axes.figure.colorbar(image, ax=axes, label="runs still in force (%)")
    axes.set_title(f"{result.sweep.scenario.name}: still in force after {day} days")


def _day(result: SweepResult) -> int:
    change = largest_change(result)
    return change.day if change is not None else days_of(result.sweep.horizon)[-1]


def _panel(axes: Axes, result: SweepResult, name: str) -> None:
    """Points over one of several parameters, and the mean of each level."""
    day = _day(result)
    found = levels(result, name, day)
    if result.sweep.points.kinds[name] in (REAL, WHOLE):
        axes.plot(
            column(result, name),
            100 * column(result, f"held_{day}"),
            linestyle="none",
            marker=".",
            color=GREY,
            alpha=0.5,
        )
    shares = [100 * level.share for level in found]
    ends = [
        [100 * (level.share - level.low) for level in found],
        [100 * (level.high - level.share) for level in found],
    ]
    axes.errorbar(
        [level.place for level in found],
        shares,
        yerr=ends,
        color=BLUE,
        marker="o",
        capsize=3,
    )
    _ticks(axes, result, name)
    axes.set_ylabel(f"in force after {day} days (%)")
    axes.set_ylim(-2, 102)
