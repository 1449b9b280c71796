"""The picture of a sweep: lines over one parameter, a map over two, a panel for each of more."""

from __future__ import annotations

from typing import TYPE_CHECKING

import matplotlib as mpl
import numpy as np

from sim.questions.sweep.findings import written
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

    from sim.questions.sweep.findings import Findings

_COLOURS = (BLUE, VERMILION, GREEN, PURPLE, ORANGE)
_MARKS = ("o", "s", "^", "D", "v")
_SIZE = (8.0, 5.0)
_PANEL = (4.0, 3.4)
# More parameters than these have no panel.
_MOST_PANELS = 9
_PANELS_ABREAST = 3
# A map with more fields than this names no numbers in them.
_MOST_NUMBERS = 80
_PAIR = 2


def sweep_svg(findings: Findings) -> str:
    """Draw a sweep.

    Parameters
    ----------
    findings : Findings
        What it found.

    Returns
    -------
    str
        SVG; the same sweep gives the same bytes.
    """
    names = list(findings.sweep.points.kinds)
    with mpl.rc_context(SETTINGS):
        if len(names) == 1:
            figure = new_figure(_SIZE)
            _lines(figure.add_subplot(), findings, names[0])
        elif len(names) == _PAIR and findings.sweep.design == "grid":
            figure = new_figure(_SIZE)
            _map(figure.add_subplot(), findings, names[0], names[1])
        else:
            shown = names[:_MOST_PANELS]
            abreast = min(len(shown), _PANELS_ABREAST)
            rows = -(-len(shown) // abreast)
            figure = new_figure((_PANEL[0] * abreast, _PANEL[1] * rows))
            for number, name in enumerate(shown, start=1):
                _panel(figure.add_subplot(rows, abreast, number), findings, name)
        figure.tight_layout()
        return svg_text(figure)


def _lines(axes: Axes, findings: Findings, name: str) -> None:
    """Share still in force over one parameter, a line for each day."""
    for number, day in enumerate(findings.days):
        found = findings.levels(name, day)
        if not found:
            continue
        colour, place = _COLOURS[number % len(_COLOURS)], [level.place for level in found]
        share, low, high = 100 * np.array([[x.share, x.low, x.high] for x in found]).T
        axes.fill_between(place, low, high, color=colour, alpha=0.15, linewidth=0)
        axes.plot(
            place,
            share,
            color=colour,
            linestyle=DASHES[number % len(DASHES)],
            marker=_MARKS[number % len(_MARKS)],
            label=f"after {day} days",
        )
    _ticks(axes, findings, name)
    axes.set_ylabel("runs still in force (%)")
    axes.set_ylim(-2, 102)
    axes.legend(frameon=False, loc="best")
    axes.set_title(f"{findings.sweep.scenario.name}: still in force, with 95 % intervals")


def _ticks(axes: Axes, findings: Findings, name: str) -> None:
    axes.set_xlabel(findings.label(name))
    if not findings.is_number(name):
        found = findings.levels(name, findings.days[-1])
        axes.set_xticks([level.place for level in found], [level.text for level in found])


def _map(axes: Axes, findings: Findings, across: str, upward: str) -> None:
    """Share still in force over two parameters, on the day on which it differs most."""
    day = _day(findings)
    values = [findings.figures.column(name).to_pylist() for name in (across, upward)]
    columns, rows = (
        sorted(set(own), key=None if findings.is_number(name) else str)
        for name, own in zip((across, upward), values, strict=True)
    )
    fields = np.full((3, len(rows), len(columns)), np.nan)
    for one, other, *figures in zip(*values, *findings.interval(f"held_{day}"), strict=True):
        fields[:, rows.index(other), columns.index(one)] = 100 * np.array(figures)
    shares, lows, highs = fields
    image = axes.imshow(shares, cmap="cividis", vmin=0, vmax=100, origin="lower", aspect="auto")
    if shares.size <= _MOST_NUMBERS:
        for row, place in np.argwhere(~np.isnan(shares)):
            text = f"{shares[row, place]:.0f}\n({lows[row, place]:.0f}–{highs[row, place]:.0f})"
            colour = BLACK if shares[row, place] > 50 else "white"  # noqa: PLR2004 - the middle
            axes.text(place, row, text, ha="center", va="center", color=colour, fontsize=8)
    axes.set_xticks(range(len(columns)), [written(value) for value in columns])
    axes.set_yticks(range(len(rows)), [written(value) for value in rows])
    axes.set_xlabel(findings.label(across))
    axes.set_ylabel(findings.label(upward))
    axes.figure.colorbar(image, ax=axes, label="runs still in force (%)")
    axes.set_title(f"{findings.sweep.scenario.name}: still in force after {day} days")


def _day(findings: Findings) -> int:
    change = findings.change
    return findings.days[-1] if change is None else change.day


def _panel(axes: Axes, findings: Findings, name: str) -> None:
    """Points over one of several parameters, and the mean of each level."""
    day = _day(findings)
    if findings.is_number(name):
        axes.plot(
            findings.column(name),
            100 * findings.column(f"held_{day}"),
            linestyle="none",
            marker=".",
            color=GREY,
            alpha=0.5,
        )
    found = findings.levels(name, day)
    axes.errorbar(
        [level.place for level in found],
        [100 * level.share for level in found],
        yerr=[
            [100 * (level.share - level.low) for level in found],
            [100 * (level.high - level.share) for level in found],
        ],
        color=BLUE,
        marker="o",
        capsize=3,
    )
    _ticks(axes, findings, name)
    axes.set_ylabel(f"in force after {day} days (%)")
    axes.set_ylim(-2, 102)
