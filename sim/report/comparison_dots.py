"""Shares and days of every arm as dots with intervals: clause by clause, and by definition."""

from __future__ import annotations

from typing import TYPE_CHECKING

import matplotlib as mpl
from matplotlib.lines import Line2D

from sim.report.comparison_look import MIDDLE, SLIDE, SMALL, arm_looks, arm_text, head
from sim.report.look import BLACK, BLUE, GREY, SETTINGS, VERMILION, new_figure, svg_text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from matplotlib.axes import Axes

    from sim.report.comparison_effects import Interval

# More arms than these have a panel each.
MOST_TOGETHER = 4
MOST_DEFINITIONS = ((BLACK, "o"), (BLUE, "s"), (VERMILION, "^"), (GREY, "D"))
INCH = 0.24


def clauses_svg(
    found: Mapping[str, Mapping[str, Interval]],
    names: Mapping[str, str],
    title: str,
    subtitle: str = "",
) -> str:
    """Draw how every clause fared in every arm.

    Parameters
    ----------
    found : mapping
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
    looks = arm_looks(labels)
    together = len(labels) <= MOST_TOGETHER
    wide = max((len(name) for name in names.values()), default=0)
    left = min(0.33, 0.02 + 0.0072 * wide)
    with mpl.rc_context(SETTINGS):
        size = SLIDE[0], max(SLIDE[1], 1.9 + INCH * len(names) * (1.6 if together else 1))
        figure = new_figure(size)
        rise = SLIDE[1] / size[1]
        head(figure, title, subtitle, rise)
        bottom, top = 0.13 * rise, 1 - 0.18 * rise
        panels = [labels] if together else [[label] for label in labels]
        width = (0.98 - left) / len(panels)
        for number, shown in enumerate(panels):
            axes = figure.add_axes((left + number * width, bottom, width * 0.9, top - bottom))
            _rows(axes, names, numbered=number == 0)
            for place, obligation in enumerate(names):
                base = found[labels[0]].get(obligation)
                if not together and number and base is not None:
                    axes.plot([base.value], [place], "|", color=GREY, markersize=9, mew=1.2)
                for position, label in enumerate(shown):
                    one = found[label].get(obligation)
                    if one is None:
                        continue
                    shift = 0.62 * ((position + 0.5) / len(shown) - 0.5) if together else 0.0
                    look = looks[label]
                    _dot(axes, place + shift, one, look.colour, look.mark)
            if not together:
                axes.set_title(
                    arm_text(shown[0]).replace(" ", "\n", 1), fontsize=SMALL, loc="left", pad=6
                )
        handles = [
            Line2D([], [], color=look.colour, marker=look.mark, lw=2, label=arm_text(label))
            for label, look in looks.items()
        ]
        if together:
            _legend(figure, handles)
        else:
            figure.text(
                left,
                0.03 * rise,
                f"Upright strokes: {arm_text(labels[0])}",
                fontsize=SMALL,
                color="#444444",
            )
        return svg_text(figure)


def _rows(axes: Axes, names: Mapping[str, str], *, numbered: bool) -> None:
    axes.set_ylim(len(names) - 0.5, -0.5)
    axes.set_yticks(
        range(len(names)), list(names.values()) if numbered else [""] * len(names), fontsize=SMALL
    )
    axes.tick_params(axis="y", length=0)
    for place in range(0, len(names), 2):
        axes.axhspan(place - 0.5, place + 0.5, color="#f2f2f2", linewidth=0, zorder=0)
    axes.set_xlim(-0.03, 1.03)
    axes.set_xticks([0, 0.5, 1], ["0", "50", "100 %"], fontsize=SMALL)
    axes.spines["left"].set_visible(False)


def _dot(axes: Axes, place: float, one: Interval, colour: str, mark: str) -> None:
    axes.plot([one.low, one.high], [place] * 2, color=colour, linewidth=2)
    axes.plot([one.value], [place], color=colour, marker=mark, markersize=7, linestyle="none")


def _legend(figure: object, handles: Sequence[Line2D]) -> None:
    figure.legend(  # type: ignore[attr-defined]
        handles=handles,
        loc="lower center",
        ncols=len(handles),
        frameon=False,
        fontsize=MIDDLE,
        handlelength=3,
    )


def definitions_svg(
    days: Mapping[str, Mapping[str, Interval]],
    held: Mapping[str, Mapping[str, Interval]],
    horizon: int,
    title: str,
    subtitle: str = "",
) -> str:
    """Draw days held and the share that held, under each definition of an end.

    Parameters
    ----------
    days : mapping
        For each arm, restricted mean days by definition.
    held : mapping
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
    labels = list(days)
    definitions = list(dict.fromkeys(name for arm in days.values() for name in arm))
    looks = dict(zip(definitions, MOST_DEFINITIONS, strict=False))
    with mpl.rc_context(SETTINGS):
        figure = new_figure(SLIDE)
        head(figure, title, subtitle)
        height = min(0.68, 0.08 + 0.12 * len(labels))
        bottom = 0.82 - height
        wide = max(len(label) for label in labels)
        left = min(0.3, 0.03 + 0.0095 * wide)
        width = (0.97 - left) / 2
        for number, (found, most) in enumerate(((days, float(horizon)), (held, 1.0))):
            axes = figure.add_axes((left + number * width, bottom, width * 0.92, height))
            _rows(axes, {label: arm_text(label) for label in labels}, numbered=number == 0)
            for text in axes.get_yticklabels():
                text.set_fontsize(MIDDLE)
            for place, label in enumerate(labels):
                for position, name in enumerate(looks):
                    one = found[label].get(name)
                    if one is None:
                        continue
                    shift = 0.6 * ((position + 0.5) / len(looks) - 0.5)
                    _dot(axes, place + shift, one, *looks[name])
            axes.set_xlim(-0.02 * most, 1.02 * most)
            axes.grid(visible=True, axis="x", color="#dddddd", linewidth=0.7)
            if number == 0:
                ticks = [round(horizon * part / 4) for part in range(5)]
                axes.set_xticks(ticks, [str(tick) for tick in ticks], fontsize=SMALL)
                axes.set_title(f"Mean days held, up to day {horizon}", fontsize=MIDDLE)
            else:
                axes.set_title(f"Share still in force after day {horizon}", fontsize=MIDDLE)
        _legend(
            figure,
            [
                Line2D([], [], color=colour, marker=mark, lw=2, label=name.replace("_", " "))
                for name, (colour, mark) in looks.items()
            ],
        )
        return svg_text(figure)
