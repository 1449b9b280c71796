"""The picture of what a fit did not see: each figure of the record beside the fitted region."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from matplotlib.ticker import MaxNLocator, NullLocator, StrMethodFormatter

from sim.questions.sensitivity.words import rows_of
from sim.shared.look import BLUE, GREY, SKY, VERMILION, new_figure

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

SMALL = 8.5
WIDE, HEIGHT, TOP = 9.0, 0.34, 0.62
RATIO, SHARE = "ratio of counts", "share of attacks"
WHOLE = ("sectors taken", "rounds that failed")
TICKS = (0.25, 0.5, 1.0, 2.0, 4.0)
ROUNDS = "rounds that failed before "


def unseen_picture(table: pd.DataFrame) -> Figure | None:
    """Draw what the fitted region gives for figures that did not enter the fit.

    Parameters
    ----------
    table : pandas.DataFrame
        As given by `sim.questions.fit.phases.unseen`.

    Returns
    -------
    matplotlib.figure.Figure or None
        A panel for each kind of figure, with a row for each agreement or phase; None where
        nothing can be shown.
    """
    shown = table.dropna(subset=["q05", "q50", "q95"]) if len(table) else table
    if not len(shown):
        return None
    panels = [group for _, group in shown.groupby(shown["figure"].map(_panel), sort=False)]
    sizes = [len(group) + 1.6 for group in panels]
    figure = new_figure((WIDE, HEIGHT * sum(sizes) + TOP))
    axes = figure.subplots(len(panels), 1, squeeze=False, height_ratios=sizes)[:, 0]
    for one, group in zip(axes, panels, strict=True):
        _rows(one, group)
    figure.suptitle(
        "Red: the record. Blue: the fitted region (90 % of runs, and the middle)",
        x=0.01, ha="left", fontsize=11, fontweight="bold",
    )  # fmt: skip
    figure.tight_layout()
    return figure


def _panel(figure: str) -> str:
    """Name the panel of a figure: figures of one scale share one."""
    if figure.startswith(ROUNDS):
        return "rounds that failed before a text"
    if figure.startswith("days from "):
        return "days"
    return figure


def _rows(axes: Axes, group: pd.DataFrame) -> None:
    kind = _panel(str(group["figure"].iloc[0]))
    share = kind.startswith(SHARE)
    names = []
    for row, one in enumerate(rows_of(group)):
        if not share:
            axes.plot([one.q05, one.q95], [row] * 2, color=SKY, linewidth=8, solid_capstyle="butt")
        axes.plot([one.q50], [row], marker="o" if share else "|", color=BLUE, markersize=8,
                  markeredgewidth=2)  # fmt: skip
        axes.plot([one.low, one.high], [row - 0.3] * 2, color=VERMILION, linewidth=3,
                  solid_capstyle="butt")  # fmt: skip
        axes.plot([one.record], [row - 0.3], marker="v", color=VERMILION, markersize=6)
        names.append(_name(str(one.figure), str(one.where)))
    axes.set_yticks(range(len(names)), names, fontsize=SMALL)
    axes.set_ylim(len(names) - 0.5, -0.7)
    axes.tick_params(axis="y", length=0)
    axes.set_xlabel(kind, fontsize=SMALL)
    _scale(axes, kind, group)


def _scale(axes: Axes, kind: str, group: pd.DataFrame) -> None:
    axes.tick_params(axis="x", labelsize=SMALL)
    if kind.startswith(SHARE):
        axes.set_xlim(-0.03, 1.03)
    elif kind.startswith(RATIO):
        axes.set_xscale("log")
        axes.set_xticks(TICKS, [f"{one:g}" for one in TICKS])
        axes.xaxis.set_minor_locator(NullLocator())
        axes.axvline(1.0, color=GREY, linewidth=0.8)
    elif kind.startswith(WHOLE):
        axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    elif np.nanmax(group[["high", "q95"]].to_numpy(float)) >= 1000:  # noqa: PLR2004 - digits
        axes.xaxis.set_major_formatter(StrMethodFormatter("{x:,.0f}"))


def _name(figure: str, where: str) -> str:
    if figure.startswith(ROUNDS):
        return f"before {figure.removeprefix(ROUNDS)}"
    return figure.removeprefix("days ") if figure.startswith("days from ") else where
