"""Shares and days of every arm as dots with intervals: clause by clause, and by definition."""

from __future__ import annotations

from typing import TYPE_CHECKING

import matplotlib as mpl
from matplotlib.lines import Line2D

from sim.questions.compare.look import (
    MIDDLE,
    SLIDE,
    SMALL,
    arm_looks,
    arm_text,
    day_axis,
    head,
)
from sim.shared.look import BLACK, BLUE, GREY, ORANGE, SETTINGS, VERMILION, new_figure, svg_text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from sim.shared.intervals import Estimate

    Dots = Mapping[str, Mapping[str, Estimate]]

# More arms than these have a panel each.
MOST_TOGETHER = 4
# But not where few of them have the same clauses.
SELDOM_SHARED = 2.0
DEFINITION_LOOKS = ((BLACK, "o"), (BLUE, "s"), (VERMILION, "^"), (GREY, "D"), (ORANGE, "v"))
# Inches: of what stands above and below the rows, of a row, and of a dot in it.
AROUND = 2.1
LEAST_ROW = 0.27
DOT = 0.17
ROW_OF_AN_ARM = 0.75
# Arms named in one line of a legend.
MOST_ABREAST = 4


def clauses_svg(found: Dots, names: Mapping[str, str], title: str, subtitle: str = "") -> str:
    """Draw how every clause fared in every arm.

    Parameters
    ----------
    found : mapping of mapping of Estimate
        For each arm, the share of its runs by obligation.
    names : mapping
        Obligations in the order of their rows, and what they are called.
    title, subtitle : str
        What is seen.

    Returns
    -------
    str
        SVG; the same figures give the same bytes.
    """
    labels = list(found)
    sharing = [sum(name in found[label] for label in labels) for name in names]
    together = len(labels) <= MOST_TOGETHER or sum(sharing) <= SELDOM_SHARED * len(names)
    panels = [labels] if together else [[label] for label in labels]
    with mpl.rc_context(SETTINGS):
        rows = [max(LEAST_ROW, DOT * many) if together else LEAST_ROW for many in sharing]
        legend = 0.3 * ((len(labels) - 1) // MOST_ABREAST) * together
        height = AROUND + legend + sum(rows)
        figure = new_figure((SLIDE[0], height))
        head(figure, title, subtitle, SLIDE[1] / height)
        bottom, top = (0.85 + legend) / height, 1 - (1.15 if together else 1.45) / height
        left = min(0.33, 0.03 + 0.0078 * max((len(name) for name in names.values()), default=0))
        width = (0.985 - left) / len(panels)
        for number, shown in enumerate(panels):
            axes = figure.add_axes((left + number * width, bottom, width * 0.9, top - bottom))
            places = _rows(axes, names, rows, numbered=number == 0)
            _share_axis(axes, narrow=not together)
            if not together:
                axes.set_title(
                    arm_text(shown[0]).replace(" ", "\n", 1), fontsize=SMALL - 1, loc="left", pad=6
                )
            _clause_dots(axes, found, places, shown, labels)
        if together:
            _legend(figure, _handles(labels))
        else:
            figure.text(
                left,
                0.2 / height,
                f"Upright strokes: {arm_text(labels[0])}",
                fontsize=SMALL,
                color="#444444",
            )
        return svg_text(figure)


def _clause_dots(
    axes: Axes, found: Dots, places: Mapping[str, float], shown: list[str], labels: list[str]
) -> None:
    looks = arm_looks(labels)
    for obligation, place in places.items():
        base = found[labels[0]].get(obligation)
        having = [label for label in shown if obligation in found[label]]
        if having and labels[0] not in shown and base is not None and base.value is not None:
            axes.plot([base.value], [place], "|", color=GREY, markersize=10, markeredgewidth=1.3)
        for position, label in enumerate(having):
            shift = DOT * (position - (len(having) - 1) / 2)
            look = looks[label]
            _dot(axes, place + shift, found[label][obligation], look.colour, look.mark)


def _rows(
    axes: Axes, names: Mapping[str, str], heights: Sequence[float], *, numbered: bool
) -> dict[str, float]:
    """Lay rows out from above; give the middle of each."""
    places: dict[str, float] = {}
    above = 0.0
    for number, (name, height) in enumerate(zip(names, heights, strict=True)):
        places[name] = above + height / 2
        if number % 2 == 0:
            axes.axhspan(above, above + height, color="#f2f2f2", linewidth=0, zorder=0)
        above += height
    axes.set_ylim(max(above, LEAST_ROW), 0.0)
    shown = list(names.values()) if numbered else [""] * len(names)
    axes.set_yticks(list(places.values()), shown, fontsize=SMALL)
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_visible(False)
    return places


def _share_axis(axes: Axes, *, narrow: bool) -> None:
    axes.set_xlim(-0.03, 1.03)
    if narrow:
        axes.set_xticks([0, 1], ["0", "100"], fontsize=SMALL - 1)
        # The last figure of one panel and the first of the next would touch.
        first, last = axes.get_xticklabels()
        first.set_horizontalalignment("left")
        last.set_horizontalalignment("right")
    else:
        axes.set_xticks([0, 0.25, 0.5, 0.75, 1], ["0", "25", "50", "75", "100 %"], fontsize=SMALL)
        axes.grid(visible=True, axis="x", color="#dddddd", linewidth=0.7)


def _dot(axes: Axes, place: float, one: Estimate, colour: str, mark: str) -> None:
    if one.value is None:
        return
    if one.low is not None and one.high is not None:
        axes.plot([one.low, one.high], [place] * 2, color=colour, linewidth=2)
    axes.plot([one.value], [place], color=colour, marker=mark, markersize=7, clip_on=False)


def _handles(labels: Sequence[str]) -> list[Line2D]:
    return [
        Line2D([], [], color=look.colour, marker=look.mark, lw=2, label=arm_text(label))
        for label, look in arm_looks(labels).items()
    ]


def _legend(figure: Figure, handles: Sequence[Line2D]) -> None:
    figure.legend(
        handles=handles,
        loc="lower center",
        ncols=min(len(handles), MOST_ABREAST),
        frameon=False,
        fontsize=MIDDLE,
        handlelength=3,
    )


def definitions_svg(days: Dots, held: Dots, horizon: int, title: str, subtitle: str = "") -> str:
    """Draw days held and the share that held, under each definition of an end.

    Parameters
    ----------
    days : mapping of mapping of Estimate
        For each arm, restricted mean days by definition.
    held : mapping of mapping of Estimate
        For each arm, the share still in force at the horizon, by definition.
    horizon : int
        Days up to which is counted.
    title, subtitle : str
        What is seen.

    Returns
    -------
    str
        SVG; the same figures give the same bytes.
    """
    labels = {label: arm_text(label) for label in days}
    definitions = list(dict.fromkeys(name for arm in days.values() for name in arm))
    looks = dict(zip(definitions, DEFINITION_LOOKS, strict=False))
    with mpl.rc_context(SETTINGS):
        row = min(ROW_OF_AN_ARM, (SLIDE[1] - AROUND - 0.3) / len(labels))
        height = AROUND + 0.3 + row * len(labels)
        figure = new_figure((SLIDE[0], height))
        head(figure, title, subtitle, SLIDE[1] / height)
        bottom, top = 1.05 / height, 1 - 1.35 / height
        left = min(0.3, 0.03 + 0.0095 * max(len(name) for name in labels.values()))
        width = (0.985 - left) / 2
        for number, found in enumerate((days, held)):
            axes = figure.add_axes((left + number * width, bottom, width * 0.92, top - bottom))
            places = _rows(axes, labels, [row] * len(labels), numbered=number == 0)
            for text in axes.get_yticklabels():
                text.set_fontsize(MIDDLE)
            for label, place in places.items():
                for position, (name, look) in enumerate(looks.items()):
                    one = found[label].get(name)
                    if one is not None:
                        shift = 0.64 * row * ((position + 0.5) / len(looks) - 0.5)
                        _dot(axes, place + shift, one, *look)
            if found is days:
                day_axis(axes, horizon)
                axes.set_xlim(-0.02 * horizon, 1.02 * horizon)
                axes.grid(visible=True, axis="x", color="#dddddd", linewidth=0.7)
                axes.set_title(f"Mean days held, counted up to day {horizon}", fontsize=MIDDLE)
            else:
                _share_axis(axes, narrow=False)
                axes.set_title(f"Share still in force after {horizon} days", fontsize=MIDDLE)
        handles = [
            Line2D([], [], color=colour, marker=mark, lw=2, label=arm_text(name))
            for name, (colour, mark) in looks.items()
        ]
        _legend(figure, handles)
        return svg_text(figure)
