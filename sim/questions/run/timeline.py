"""One picture of a run over time: trust, restraint, violence, published counts, and words.

It draws what the log and the daily figures hold; it judges nothing and smooths nothing but the
seven-day means that it says are such.
"""

from __future__ import annotations

import math
from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import matplotlib as mpl
import numpy as np
from matplotlib.ticker import MaxNLocator

from sim.questions.run.lanes import draw_lanes, draw_strip
from sim.shared.look import (
    BLACK,
    DASHES,
    GREY,
    PALE,
    SETTINGS,
    VERMILION,
    PartyLook,
    date_ticks,
    moment,
    new_figure,
    party_looks,
    spread,
    svg_text,
)
from sim.shared.names import Names
from sim.shared.wording import MONTHS, date_text, listed, start_case

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from sim.record import EventLog, Outcome
    from sim.record.told import Daily
    from sim.scenario.scenario import Scenario

LEFT, RIGHT, TOP, BOTTOM = 0.148, 0.81, 0.855, 0.1
MEAN_DAYS = 7


@dataclass(frozen=True)
class Line:
    """One line of a panel: its label, its values, and how it looks."""

    label: str
    values: Sequence[float]
    colour: str
    dash: Any
    width: float = 1.8


def timeline(scenario: Scenario, log: EventLog, daily: Daily, outcome: Outcome) -> Figure:
    """Draw a run over time.

    Parameters
    ----------
    scenario : Scenario
        What was run.
    log : EventLog
        What happened.
    daily : mapping
        The run by day.
    outcome : Outcome
        How the first agreement fared.

    Returns
    -------
    matplotlib.figure.Figure
        A figure of the size of a slide.
    """
    with mpl.rc_context(SETTINGS):
        names, looks = Names(scenario), party_looks(scenario)
        figure = new_figure()
        grid = figure.add_gridspec(
            6, 1, left=LEFT, right=RIGHT, top=TOP, bottom=BOTTOM, hspace=0.34,
            height_ratios=[0.26, 1.15, 0.8, 1.15, 0.85, 1.75],
        )  # fmt: skip
        axes = [figure.add_subplot(grid[row]) for row in range(6)]
        days = [int(day) for day in daily.get("day", ())] or [1]
        when = [moment(scenario.date(day)) for day in days]
        first, last = min(when), max(when) + 1.0
        panels = (
            (
                axes[1],
                "Trust: belief of one side in the other (0 to 1)",
                _beliefs(names, looks, daily),
                "no two hostile parties in this scenario",
            ),
            (
                axes[2],
                "Restraint: each sponsor's hold on its client (0 to 1)",
                _efforts(names, looks, daily),
                "no sponsor in this scenario",
            ),
        )
        for axis, title, lines, none in panels:
            axis.set_title(title)
            axis.set_ylim(-0.04, 1.04)
            axis.set_yticks([0, 0.5, 1], ["0", "0.5", "1"])
            _draw_lines(axis, when, lines, none)
        _draw_violence(axes[3], when, daily)
        _draw_counts(axes[4], when, names, looks, daily)
        draw_lanes(axes[5], names, log, looks)
        draw_strip(axes[0], names, log, (first, last))
        for axis in axes:
            axis.set_xlim(first, last)
            _mark_ends(axis, scenario, outcome)
        for axis in axes[1:]:
            _mark_run_in(axis, scenario, days)
        _label_run_in(axes[1], scenario, days)
        _date_axis(axes, scenario.date(min(days)), scenario.date(max(days)))
        _titles(figure, names, outcome, days)
        _label_ends(axes[0], scenario, outcome)
    return figure


def timeline_svg(scenario: Scenario, log: EventLog, daily: Daily, outcome: Outcome) -> str:
    """Draw a run over time, as SVG. See `timeline`."""
    return svg_text(timeline(scenario, log, daily, outcome))


def _beliefs(names: Names, looks: dict[str, PartyLook], daily: Daily) -> list[Line]:
    lines: list[Line] = []
    for pair, width in ((names.guarantors[:2], 2.2), (names.opponents, 1.4)):
        for of, other in (pair, pair[::-1]) if len(pair) > 1 else ():
            column = f"belief.{of}.{other}"
            label = f"{names.label(of)} in {names.label(other)}"
            if column in daily and not any(line.label == label for line in lines):
                values = [float(value) for value in daily[column]]
                lines.append(Line(label, values, looks[of].colour, looks[of].dash, width))
    return lines


def _efforts(names: Names, looks: dict[str, PartyLook], daily: Daily) -> list[Line]:
    # A sponsor whose hold on several clients is one and the same gets one line.
    clients: dict[tuple[str, tuple[float, ...]], list[str]] = {}
    for key, tie in names.scenario.scenario.ties.items():
        if tie.active and f"effort.{key}" in daily:
            course = tuple(float(value) for value in daily[f"effort.{key}"])
            clients.setdefault((tie.sponsor, course), []).append(names.label(tie.client))
    lines: list[Line] = []
    drawn: dict[str, int] = {}
    for (sponsor, course), held in clients.items():
        place = drawn.get(sponsor, 0)
        drawn[sponsor] = place + 1
        dash = looks[sponsor].dash if place == 0 else DASHES[(place + 1) % len(DASHES)]
        label = f"{names.label(sponsor)} on {listed(held, 2)}"
        lines.append(Line(label, course, looks[sponsor].colour, dash))
    return lines


def _draw_lines(axis: Axes, when: list[float], lines: list[Line], none: str = "none") -> None:
    for line in lines:
        axis.plot(
            when, line.values, color=line.colour, linestyle=line.dash, linewidth=line.width,
            marker="o" if len(when) < 3 else "", clip_on=False,  # noqa: PLR2004 - a lone day is a dot
        )  # fmt: skip
    if not lines:
        axis.text(0.5, 0.5, none, color=GREY, ha="center",
                  va="center", transform=axis.transAxes)  # fmt: skip
    low, high = axis.get_ylim()
    height = axis.get_position().height * axis.get_figure().get_figheight() * 72  # type: ignore[union-attr]
    gap = 11.5 / height * (high - low)
    ends = [float(np.asarray(line.values)[-1]) for line in lines]
    for line, place in zip(lines, spread(ends, gap, low, high), strict=True):
        axis.annotate(
            line.label, (1.0, place), xytext=(31, 0), textcoords="offset points",
            xycoords=("axes fraction", "data"), va="center", fontsize=9.5,
            color=BLACK, annotation_clip=False,
        )  # fmt: skip
        axis.plot(
            [1.004, 1.036], [place, place], transform=axis.get_yaxis_transform(), clip_on=False,
            color=line.colour, linestyle=line.dash, linewidth=1.6, solid_capstyle="butt",
        )  # fmt: skip


def _mean(daily: Daily, column: str) -> list[float]:
    """Mean of the last seven days; it starts anew with the entry into force."""
    found: list[float] = []
    window: deque[float] = deque(maxlen=MEAN_DAYS)
    for day, value in zip(daily["day"], daily[column], strict=True):
        if day == 1:
            window.clear()
        window.append(float(value))
        found.append(math.fsum(window) / len(window))
    return found


def _draw_violence(axis: Axes, when: list[float], daily: Daily) -> None:
    axis.set_title(
        f"Violence: attacks and breaches a day (bars: attacks; lines: {MEAN_DAYS}-day means)"
    )
    if not daily:
        return
    attacks = [float(count) for count in daily["attacks"]]
    axis.fill_between(
        [*when, when[-1] + 1],
        [*attacks, attacks[-1]],
        step="post",
        color="#C9C9C9",
        linewidth=0,
    )
    axis.set_ylim(0, max(1.0, max(attacks) * 1.05))
    axis.yaxis.set_major_locator(MaxNLocator(nbins=4, integer=True))
    _draw_lines(
        axis,
        when,
        [
            Line("attacks", _mean(daily, "attacks"), BLACK, "-"),
            Line("breaches", _mean(daily, "breaches"), VERMILION, (0, (4, 1.5))),
        ],
    )


def _draw_counts(
    axis: Axes, when: list[float], names: Names, looks: dict[str, PartyLook], daily: Daily
) -> None:
    axis.set_title(f"Published counts of the other camp's breaches a day ({MEAN_DAYS}-day means)")
    lines = [
        Line(names.label(key), _mean(daily, f"published.{key}"), looks[key].colour, looks[key].dash)
        for key in names.scenario.scenario.parties
        if f"published.{key}" in daily and names.scenario.scenario.parties[key].publishes_counts
    ]
    highest = max((float(np.max(line.values)) for line in lines), default=1.0)
    axis.set_ylim(0, max(1.0, highest * 1.08))
    axis.yaxis.set_major_locator(MaxNLocator(nbins=4, integer=True))
    _draw_lines(axis, when, lines, "no party of this scenario publishes counts")


def _mark_run_in(axis: Axes, scenario: Scenario, days: list[int]) -> None:
    if min(days) < 1:
        axis.axvspan(moment(scenario.date(min(days))), moment(scenario.date(1)),
                     facecolor=PALE, edgecolor="none", zorder=0)  # fmt: skip


def _label_run_in(axis: Axes, scenario: Scenario, days: list[int]) -> None:
    if min(days) >= 1:
        return
    entry = moment(scenario.date(1))
    low, high = axis.get_xlim()
    roomy = (entry - low) / (high - low) > 0.12  # noqa: PLR2004 - the words fit into the shade
    axis.annotate(
        "before entry\ninto force", (entry, 0.98), xytext=(-4 if roomy else 4, 0),
        textcoords="offset points", xycoords=("data", "axes fraction"), va="top",
        ha="right" if roomy else "left", fontsize=8.5, color="#444444",
    )  # fmt: skip


def _mark_ends(axis: Axes, scenario: Scenario, outcome: Outcome) -> None:
    for day, kind in outcome.alternatives.values():
        if kind != "held" and day != outcome.end_day:
            axis.axvline(moment(scenario.date(day)), color=GREY, linewidth=0.9, linestyle=":")
    if outcome.ended:
        axis.axvline(moment(scenario.date(outcome.end_day)), color=BLACK, linewidth=1.6)


def _label_ends(axis: Axes, scenario: Scenario, outcome: Outcome) -> None:
    """Name the end and the other datings above the panels, one line of text for each day."""
    marks: dict[int, list[str]] = {}
    for name, (day, kind) in outcome.alternatives.items():
        if kind != "held":
            marks.setdefault(day, []).append(name.replace("_", " "))
    texts = {
        day: f"{' and '.join(found)}, {date_text(scenario.date(day))}"
        for day, found in marks.items()
    }
    if outcome.ended:
        same = f" (also {' and '.join(marks[outcome.end_day])})" if outcome.end_day in marks else ""
        when = date_text(scenario.date(outcome.end_day))
        texts[outcome.end_day] = f"end: {outcome.end_kind}, {when}{same}"
    low, high = axis.get_xlim()
    days = sorted(texts, key=lambda day: (day != outcome.end_day, day))
    for row, day in enumerate(days):
        place = moment(scenario.date(day))
        left_half = (place - low) < (high - low) / 2
        main = day == outcome.end_day and outcome.ended
        axis.annotate(
            texts[day], (place, 1.0), xytext=(4 if left_half else -4, 4 + 11 * row),
            textcoords="offset points", xycoords=("data", "axes fraction"),
            ha="left" if left_half else "right", va="bottom", fontsize=9 if main else 8.5,
            fontweight="bold" if main else "normal", color=BLACK if main else "#444444",
            annotation_clip=False,
        )  # fmt: skip
        if row:
            axis.plot(
                [place, place], [1.0, 1.0 + 0.42 * row], color=GREY, linewidth=0.9, linestyle=":",
                transform=axis.get_xaxis_transform(), clip_on=False,
            )  # fmt: skip


def _date_axis(axes: list[Axes], first: date, last: date) -> None:
    dates = date_ticks(first, last)
    ticks = [moment(when) for when in dates]
    labels: list[str] = []
    year = 0
    for when in dates:
        label = f"{when.day} {MONTHS[when.month - 1][:3]}"
        labels.append(f"{label}\n{when.year}" if when.year != year else label)
        year = when.year
    for axis in axes:
        axis.set_xticks(ticks, labels if axis is axes[-1] else [""] * len(ticks))
    for axis in axes[1:]:
        axis.grid(visible=True, axis="x", color="#DDDDDD", linewidth=0.6)
        axis.set_axisbelow(True)
    axes[0].tick_params(bottom=False)


def _titles(figure: Figure, names: Names, outcome: Outcome, days: list[int]) -> None:
    scenario = names.scenario
    agreement = names.agreement(scenario.scenario.main)
    how = (
        f"ended on day {outcome.end_day} ({outcome.end_kind})"
        if outcome.ended
        else "held to the last day"
    )
    figure.text(0.012, 0.975, f"{start_case(agreement)} {how}", fontsize=15, fontweight="bold",
                va="top")  # fmt: skip
    dates = f"{date_text(scenario.date(min(days)))} to {date_text(scenario.date(max(days)))}"
    figure.text(0.012, 0.938, f"One simulated course, {dates}. A model, not a forecast.",
                fontsize=10, va="top", color="#333333")  # fmt: skip
    figure.text(0.012, 0.015, names.abbreviations(), fontsize=8.5, va="bottom", color="#333333")
