"""One picture of a run over time: trust, restraint, violence, published counts, and words.

It draws what the log and the daily figures hold; it judges nothing and smooths nothing but the
seven-day means that it says are such.
"""

from __future__ import annotations

import math
import textwrap
from collections import Counter, deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import matplotlib as mpl
import numpy as np
from matplotlib.lines import Line2D
from matplotlib.ticker import MaxNLocator

from sim.shared.look import (
    BLACK,
    DASHES,
    GREEN,
    GREY,
    ORANGE,
    PALE,
    SETTINGS,
    SKY,
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
    from collections.abc import Mapping, Sequence
    from datetime import date

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from sim.day.events import EventLog
    from sim.day.outcome import Outcome
    from sim.day.trace import Daily
    from sim.scenario.scenario import Scenario

_LEFT, _RIGHT, _TOP, _BOTTOM = 0.148, 0.81, 0.855, 0.1
_MEAN_DAYS = 7
# Letters of a line beside a panel.
_BESIDE = 36
_MOST_ACCUSERS = 3
_DARK = "#444444"


@dataclass(frozen=True)
class Mark:
    """One kind of mark: shape, filling and what it stands for."""

    shape: str
    fill: str
    meaning: str
    size: float = 7.0

    def style(self, colour: str) -> dict[str, Any]:
        """Give how it is drawn, in matplotlib's terms."""
        return {
            "linestyle": "", "marker": self.shape, "fillstyle": self.fill, "color": colour,
            "markerfacecoloralt": "white",
            "markerfacecolor": "white" if self.fill == "none" else colour,
        }  # fmt: skip


@dataclass(frozen=True)
class Lane:
    """A row of marks: its name, its colour, what its marks stand for, and whose events it has."""

    name: str
    kind: str
    colour: str = BLACK
    marks: Mapping[str, Mark] = field(default_factory=dict)
    actor: str | None = None
    always: bool = False


# Marks by form of the event; talks go by whether anything came of them. The lane of offensives is
# made of bars.
LANES = (
    Lane("Accusations", "accusation", marks={
        "true": Mark("o", "full", "true"),
        "false": Mark("o", "none", "false"),
        "contested": Mark("o", "left", "contested"),
        "pretext": Mark("^", "full", "pretext"),
    }),
    Lane("Talks", "talks", GREEN, always=True, marks={
        "success": Mark("D", "full", "result"),
        "failure": Mark("D", "none", "no result"),
    }),
    Lane("Deadlines", "deadline", marks={
        "met": Mark("s", "full", "met"),
        "missed": Mark("s", "none", "missed"),
        "moved": Mark(">", "none", "moved"),
    }),
    Lane("Patrols", "patrol", marks={
        "done": Mark("|", "full", "done", 8.0),
        "missed": Mark("x", "full", "not done", 6.0),
        "cut_short": Mark("1", "full", "cut short", 8.0),
    }),
    Lane("Troops sent", "deployment", marks={
        "ordered": Mark("P", "none", "ordered"),
        "arrived": Mark("P", "full", "arrived"),
    }),
    Lane("Offensives", "offensive", always=True),
)  # fmt: skip
_VETOED = Mark("x", "full", "vetoed", 6.0)


@dataclass(frozen=True)
class Line:
    """One line of a panel: its label, its values, and how it looks."""

    label: str
    values: Sequence[float]
    colour: str
    dash: Any
    width: float = 1.8


@dataclass(frozen=True)
class _Bar:
    """A span of days from `first` to `last` of whatever `key` names."""

    key: str
    first: int
    last: int


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
        return _Timeline(scenario, log, daily, outcome).figure()


def timeline_svg(scenario: Scenario, log: EventLog, daily: Daily, outcome: Outcome) -> str:
    """Draw a run over time, as SVG. See `timeline`."""
    return svg_text(timeline(scenario, log, daily, outcome))


def talks_with_result(log: EventLog) -> set[int]:
    """Ids of the talks that changed something: those that later events name as a cause.

    Parameters
    ----------
    log : EventLog
        What happened.

    Returns
    -------
    set of int
        Talks with a result, by their own outcome or by what came of them.
    """
    found = {event.id for event in log.of("talks") if event.outcome == "success"}
    for event in log.of("deadline", "reading", "renewal", "delivery", "entry"):
        found.update(cause for cause in event.causes if log[cause].kind == "talks")
    return found


class _Timeline:
    """What all panels share."""

    def __init__(self, scenario: Scenario, log: EventLog, daily: Daily, outcome: Outcome) -> None:
        self.scenario, self.log, self.daily, self.outcome = scenario, log, daily, outcome
        self.names, self.looks = Names(scenario), party_looks(scenario)
        self.parties = scenario.scenario.parties
        self.days = [int(day) for day in daily.get("day", ())] or [1]
        self.when = [self._moment(day) for day in self.days]

    def _moment(self, day: int) -> float:
        return moment(self.scenario.date(day))

    def figure(self) -> Figure:
        """Draw all panels."""
        figure = new_figure()
        grid = figure.add_gridspec(
            6, 1, left=_LEFT, right=_RIGHT, top=_TOP, bottom=_BOTTOM, hspace=0.34,
            height_ratios=[0.26, 1.15, 0.8, 1.15, 0.85, 1.75],
        )  # fmt: skip
        axes = [figure.add_subplot(grid[row]) for row in range(6)]
        strip, trust, restraint, violence, counts, lanes = axes
        first, last = min(self.when), max(self.when) + 1.0
        self._draw_shares(trust, "Trust: belief of one side in the other (0 to 1)",
                          self._beliefs(), "no two hostile parties in this scenario")  # fmt: skip
        self._draw_shares(restraint, "Restraint: each sponsor's hold on its client (0 to 1)",
                          self._efforts(), "no sponsor in this scenario")  # fmt: skip
        self._draw_violence(violence)
        self._draw_counts(counts)
        self._draw_lanes(lanes)
        self._draw_strip(strip, (first, last))
        for axis in axes:
            axis.set_xlim(first, last)
            self._mark_ends(axis)
        for axis in axes[1:]:
            if min(self.days) < 1:
                axis.axvspan(first, self._moment(1), facecolor=PALE, edgecolor="none", zorder=0)
        self._label_run_in(trust)
        _date_axis(axes, *(self.scenario.date(day) for day in (min(self.days), max(self.days))))
        self._titles(figure)
        self._label_ends(strip)
        return figure

    # Panels of lines

    def _draw_shares(self, axis: Axes, title: str, lines: list[Line], none: str) -> None:
        axis.set_title(title)
        axis.set_ylim(-0.04, 1.04)
        axis.set_yticks([0, 0.5, 1], ["0", "0.5", "1"])
        self._draw_lines(axis, lines, none)

    def _beliefs(self) -> list[Line]:
        lines: list[Line] = []
        for pair, width in ((self.names.guarantors[:2], 2.2), (self.names.opponents, 1.4)):
            for of, other in (pair, pair[::-1]) if len(pair) > 1 else ():
                column = f"belief.{of}.{other}"
                label = f"{self.names.label(of)} in {self.names.label(other)}"
                if column in self.daily and not any(line.label == label for line in lines):
                    values = [float(value) for value in self.daily[column]]
                    look = self.looks[of]
                    lines.append(Line(label, values, look.colour, look.dash, width))
        return lines

    def _efforts(self) -> list[Line]:
        # A sponsor whose hold on several clients is one and the same gets one line.
        clients: dict[tuple[str, tuple[float, ...]], list[str]] = {}
        for key, tie in self.scenario.scenario.ties.items():
            if tie.active and f"effort.{key}" in self.daily:
                course = tuple(float(value) for value in self.daily[f"effort.{key}"])
                clients.setdefault((tie.sponsor, course), []).append(self.names.label(tie.client))
        lines: list[Line] = []
        drawn: Counter[str] = Counter()
        for (sponsor, course), held in clients.items():
            place, look = drawn[sponsor], self.looks[sponsor]
            drawn[sponsor] += 1
            dash = DASHES[(place + 1) % len(DASHES)] if place else look.dash
            label = f"{self.names.label(sponsor)} on {listed(held, 2)}"
            lines.append(Line(label, course, look.colour, dash))
        return lines

    def _draw_lines(self, axis: Axes, lines: list[Line], none: str = "none") -> None:
        for line in lines:
            axis.plot(
                self.when, line.values, color=line.colour, linestyle=line.dash,
                linewidth=line.width, clip_on=False,
                marker="o" if len(self.when) < 3 else "",  # noqa: PLR2004 - a lone day is a dot
            )  # fmt: skip
        if not lines:
            axis.text(0.5, 0.5, none, color=GREY, ha="center",
                      va="center", transform=axis.transAxes)  # fmt: skip
        low, high = axis.get_ylim()
        height = axis.get_position().height * axis.get_figure().get_figheight() * 72  # type: ignore[union-attr]
        gap = 11.5 / height * (high - low)
        ends = [float(np.asarray(line.values)[-1]) for line in lines]
        for line, place in zip(lines, spread(ends, gap, low, high), strict=True):
            _beside(axis, place, line.label, shift=31, fontsize=9.5, color=BLACK)
            axis.plot(
                [1.004, 1.036], [place, place], transform=axis.get_yaxis_transform(),
                clip_on=False, color=line.colour, linestyle=line.dash, linewidth=1.6,
                solid_capstyle="butt",
            )  # fmt: skip

    def _mean(self, column: str) -> list[float]:
        """Mean of the last seven days; it starts anew with the entry into force."""
        found: list[float] = []
        window: deque[float] = deque(maxlen=_MEAN_DAYS)
        for day, value in zip(self.daily["day"], self.daily[column], strict=True):
            if day == 1:
                window.clear()
            window.append(float(value))
            found.append(math.fsum(window) / len(window))
        return found

    def _draw_violence(self, axis: Axes) -> None:
        axis.set_title(
            f"Violence: attacks and breaches a day (bars: attacks; lines: {_MEAN_DAYS}-day means)"
        )
        if not self.daily:
            return
        attacks = [float(count) for count in self.daily["attacks"]]
        axis.fill_between([*self.when, self.when[-1] + 1], [*attacks, attacks[-1]], step="post",
                          color="#C9C9C9", linewidth=0)  # fmt: skip
        _count_axis(axis, max(attacks) * 1.05)
        self._draw_lines(
            axis,
            [
                Line("attacks", self._mean("attacks"), BLACK, "-"),
                Line("breaches", self._mean("breaches"), VERMILION, (0, (4, 1.5))),
            ],
        )

    def _draw_counts(self, axis: Axes) -> None:
        axis.set_title(
            f"Published counts of the other camp's breaches a day ({_MEAN_DAYS}-day means)"
        )
        lines = [
            Line(self.names.label(key), self._mean(f"published.{key}"), look.colour, look.dash)
            for key, party in self.parties.items()
            for look in [self.looks[key]]
            if f"published.{key}" in self.daily and party.publishes_counts
        ]
        highest = max((float(np.max(line.values)) for line in lines), default=1.0)
        _count_axis(axis, highest * 1.08)
        self._draw_lines(axis, lines, "no party of this scenario publishes counts")

    # The lanes of what was said, agreed, due and ordered

    def _lanes(self) -> list[Lane]:
        """Choose the lanes: accusations by each of the busiest accusers, and one per subject."""
        accusations, *others = LANES
        charges = Counter(event.actor for event in self.log.of("accusation"))
        order = list(self.parties)
        busiest = [key for key, _ in charges.most_common(_MOST_ACCUSERS)]
        busiest.sort(key=lambda key: order.index(key) if key in order else len(order))
        lanes = [
            Lane(
                f"{self.names.label(key)} accuses", "accusation",
                self.looks[key].colour if key in self.looks else BLACK, accusations.marks, key,
            )
            for key in busiest
        ] or [accusations]  # fmt: skip
        return lanes + [lane for lane in others if lane.always or any(self.log.of(lane.kind))]

    def _draw_lanes(self, axis: Axes) -> None:
        lanes = self._lanes()
        good = talks_with_result(self.log)
        for row, lane in enumerate(lanes):
            height = len(lanes) - row - 1
            axis.axhline(height, color=PALE, linewidth=0.8, zorder=0)
            if lane.kind == "offensive":
                self._draw_offensives(axis, height)
                continue
            days: dict[str, list[float]] = {form: [] for form in lane.marks}
            for event in self.log.of(lane.kind):
                form = event.form
                if event.kind == "talks":
                    form = "success" if event.id in good else "failure"
                # A commission sits every week; only what came of it is news.
                idle = event.form == "commission" and event.id not in good
                if form in days and not idle and lane.actor in (None, event.actor):
                    days[form].append(self._moment(event.day))
            for form, mark in lane.marks.items():
                _draw_marks(axis, days[form], height, mark, lane.colour)
            if lane.kind != "accusation":
                _key(axis, height, list(lane.marks.values()), lane.colour)
        # The marks of accusations are explained half beside each of the first two lanes.
        top, marks = len(lanes) - 1, list(lanes[0].marks.values())
        alone = sum(lane.kind == "accusation" for lane in lanes) == 1
        _key(axis, top + (0.26 if alone else 0), marks[:2], BLACK)
        _key(axis, top - (0.26 if alone else 1), marks[2:], BLACK)
        axis.set_ylim(-0.6, len(lanes) - 0.4)
        axis.set_yticks(range(len(lanes)), [start_case(lane.name) for lane in reversed(lanes)])
        axis.tick_params(axis="y", length=0, labelsize=9.5)
        axis.spines["left"].set_visible(False)

    def _draw_offensives(self, axis: Axes, height: float) -> None:
        last = max((event.day for event in self.log), default=1)
        running: dict[str, int] = {}
        bars: list[_Bar] = []
        for event in self.log.of("offensive"):
            if event.form == "begun":
                running.setdefault(event.actor, event.day)
            elif event.form == "stopped" and event.actor in running:
                bars.append(_Bar(event.actor, running.pop(event.actor), event.day))
        bars += [_Bar(actor, begun, last) for actor, begun in running.items()]
        for bar in bars:
            look = self.looks.get(bar.key) or PartyLook(GREY, "-", "", "")
            axis.barh(
                height, max(1, bar.last - bar.first + 1), left=self._moment(bar.first),
                height=0.55, edgecolor=BLACK, linewidth=0.8, color=look.colour, hatch=look.hatch,
            )  # fmt: skip
        vetoed = [self._moment(e.day) for e in self.log.of("offensive") if e.form == "vetoed"]
        _draw_marks(axis, vetoed, height, _VETOED, BLACK)
        order = list(self.parties)
        actors = sorted({bar.key for bar in bars}, key=lambda key: (key not in order, key))
        text = ", ".join(self.names.label(actor) for actor in actors) or "none begun"
        _beside(axis, height, f"{text}; × vetoed" if vetoed else text)

    def _draw_strip(self, axis: Axes, span: tuple[float, float]) -> None:
        """Draw, as bars, when which agreement was in force."""
        bars = self._in_force()
        per_inch = (span[1] - span[0]) / (axis.get_position().width * 13.33)
        for place, bar in enumerate(bars):
            left = self._moment(bar.first)
            width = max(1.0, min(self._moment(bar.last), span[1]) - left)
            axis.barh(0, width, left=left, height=1.0, color=(SKY, ORANGE)[place % 2], alpha=0.55,
                      edgecolor=BLACK, linewidth=0.8)  # fmt: skip
            name = start_case(self.names.agreement(bar.key).removeprefix("the "))
            for label, size in ((f"{name} in force", 9.0), (name, 8.5), (name, 7.0)):
                if width / per_inch > 0.0087 * size * len(label):
                    axis.text(left + width / 2, 0, label, ha="center", va="center", fontsize=size)
                    break
            else:
                if place == len(bars) - 1:
                    # The last one has room for its name beside the panel.
                    _beside(axis, 0, "\n".join(textwrap.wrap(f"then: {name}", _BESIDE)))
        axis.set_ylim(-0.5, 0.5)
        axis.set_yticks([])
        for side in ("left", "bottom"):
            axis.spines[side].set_visible(False)

    def _in_force(self) -> list[_Bar]:
        """Say when which agreement was in force, the first first."""
        in_force: dict[str, int] = {self.scenario.scenario.main: 1}
        bars: list[_Bar] = []
        last_day = max((event.day for event in self.log), default=1)
        for event in self.log.of("entry", "renewal", "end"):
            if event.kind == "end":
                begun = in_force.pop(event.agreement, None)
                day = int(event.terms.get("dated", event.day))
                if begun is not None:
                    last = last_day if event.form == "held" else day
                    bars.append(_Bar(event.agreement, begun, last))
            elif event.form == "in_force" or event.kind == "renewal":
                in_force.setdefault(event.agreement, event.day)
        bars += [_Bar(key, begun, last_day) for key, begun in in_force.items()]
        return sorted(bars, key=lambda bar: (bar.first, bar.key))

    # What stands over the panels

    def _label_run_in(self, axis: Axes) -> None:
        if min(self.days) >= 1:
            return
        entry = self._moment(1)
        low, high = axis.get_xlim()
        roomy = (entry - low) / (high - low) > 0.12  # noqa: PLR2004 - the words fit into the shade
        axis.annotate(
            "before entry\ninto force", (entry, 0.98), xytext=(-4 if roomy else 4, 0),
            textcoords="offset points", xycoords=("data", "axes fraction"), va="top",
            ha="right" if roomy else "left", fontsize=8.5, color=_DARK,
        )  # fmt: skip

    def _mark_ends(self, axis: Axes) -> None:
        for day, kind in self.outcome.alternatives.values():
            if kind != "held" and day != self.outcome.end_day:
                axis.axvline(self._moment(day), color=GREY, linewidth=0.9, linestyle=":")
        if self.outcome.ended:
            axis.axvline(self._moment(self.outcome.end_day), color=BLACK, linewidth=1.6)

    def _label_ends(self, axis: Axes) -> None:
        """Name the end and the other datings above the panels, one line of text for each day."""
        outcome = self.outcome
        marks: dict[int, list[str]] = {}
        for name, (day, kind) in outcome.alternatives.items():
            if kind != "held":
                marks.setdefault(day, []).append(name.replace("_", " "))
        joined = {day: " and ".join(found) for day, found in marks.items()}
        dates = {day: date_text(self.scenario.date(day)) for day in (*joined, outcome.end_day)}
        texts = {day: f"{text}, {dates[day]}" for day, text in joined.items()}
        if outcome.ended:
            same = f" (also {joined[outcome.end_day]})" if outcome.end_day in joined else ""
            texts[outcome.end_day] = f"end: {outcome.end_kind}, {dates[outcome.end_day]}{same}"
        low, high = axis.get_xlim()
        days = sorted(texts, key=lambda day: (day != outcome.end_day, day))
        for row, day in enumerate(days):
            place = self._moment(day)
            left_half = (place - low) < (high - low) / 2
            main = day == outcome.end_day and outcome.ended
            axis.annotate(
                texts[day], (place, 1.0), xytext=(4 if left_half else -4, 4 + 11 * row),
                textcoords="offset points", xycoords=("data", "axes fraction"),
                ha="left" if left_half else "right", va="bottom", fontsize=9 if main else 8.5,
                fontweight="bold" if main else "normal", color=BLACK if main else _DARK,
                annotation_clip=False,
            )  # fmt: skip
            if row:
                axis.plot(
                    [place, place], [1.0, 1.0 + 0.42 * row], color=GREY, linewidth=0.9,
                    linestyle=":", transform=axis.get_xaxis_transform(), clip_on=False,
                )  # fmt: skip

    def _titles(self, figure: Figure) -> None:
        scenario, outcome = self.scenario, self.outcome
        how = "held to the last day"
        if outcome.ended:
            how = f"ended on day {outcome.end_day} ({outcome.end_kind})"
        agreement = start_case(self.names.agreement(scenario.scenario.main))
        first, last = (date_text(scenario.date(day)) for day in (min(self.days), max(self.days)))
        figure.text(0.012, 0.975, f"{agreement} {how}", fontsize=15, fontweight="bold", va="top")
        figure.text(0.012, 0.938, f"One simulated course, {first} to {last}. A model, not a"
                    " forecast.", fontsize=10, va="top", color="#333333")  # fmt: skip
        figure.text(0.012, 0.015, self.names.abbreviations(), fontsize=8.5, va="bottom",
                    color="#333333")  # fmt: skip


def _count_axis(axis: Axes, highest: float) -> None:
    axis.set_ylim(0, max(1.0, highest))
    axis.yaxis.set_major_locator(MaxNLocator(nbins=4, integer=True))


def _draw_marks(axis: Axes, when: list[float], height: float, mark: Mark, colour: str) -> None:
    axis.plot(when, [height] * len(when), markersize=mark.size, markeredgewidth=1.2,
              **mark.style(colour))  # fmt: skip


def _key(axis: Axes, height: float, marks: list[Mark], colour: str) -> None:
    """Explain marks at the right end of a lane."""
    figure = axis.get_figure()
    width = axis.get_position().width * figure.get_figwidth() * 72  # type: ignore[union-attr]
    offset = 9.0
    for mark in marks:
        place = 1.0 + offset / width
        axis.add_line(
            Line2D([place], [height], markersize=mark.size - 0.5, clip_on=False,
                   transform=axis.get_yaxis_transform(), **mark.style(colour))
        )  # fmt: skip
        _beside(axis, height, mark.meaning, place)
        offset += 20.0 + 4.9 * len(mark.meaning)


def _beside(  # noqa: PLR0913 - where, what, and how it looks
    axis: Axes, height: float, text: str, place: float = 1.0, *, shift: float = 6,
    fontsize: float = 8.5, **more: Any,  # noqa: ANN401 - properties of a text
) -> None:  # fmt: skip
    axis.annotate(
        text, (place, height), xytext=(shift, 0), textcoords="offset points", fontsize=fontsize,
        xycoords=("axes fraction", "data"), va="center", annotation_clip=False, **more,
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
