"""Two pictures: the causes of an end, and a ranking of what the end depended on.

In the first, time runs to the right, with a lane for each party and the arrows of the log. The
order is that of time; the distances are not, because most of it happens in a few days.
"""

from __future__ import annotations

import textwrap
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import matplotlib as mpl
import numpy as np
from matplotlib.patches import FancyArrowPatch, FancyBboxPatch

from sim.questions.run.path import Sort, telling_of
from sim.questions.why.questions import asked
from sim.questions.why.words import CLEAR, heading
from sim.shared.labels import text_size
from sim.shared.look import (
    BLACK,
    BLUE,
    GREEN,
    GREY,
    ORANGE,
    PALE,
    PURPLE,
    SETTINGS,
    VERMILION,
    new_figure,
    party_looks,
    svg_text,
)
from sim.shared.phrases import dated_day, phrase_of
from sim.shared.wording import date_text, plain, start_case

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes

    from sim.day.events import Event
    from sim.questions.why.causes import Graph, Node
    from sim.questions.why.why import Effect, WhyResult
    from sim.shared.names import Names

# Sizes in inches.
BOX = 1.62
_STEP, _NEAR = 0.86, 0.62
_LINE, _PAD, _GAP = 0.148, 0.07, 0.2
_LABELS = 1.45
_THE_TEXT, _TALKS, _MONITORS = "the text", "talks", "monitors"
_FONT = 8.5
# Bends of an arrow that are tried, and points at which each is looked at.
_BENDS = (0.0, 0.12, -0.12, 0.25, -0.25, 0.4, -0.4, 0.6, -0.6)
_POINTS = 40
_SQUARE = "square,pad=0"
_ROUND = "round,pad=0,rounding_size=0.14"
_ROUNDED = "round,pad=0,rounding_size=0.06"

# The ranking: rows at most, letters and lines of a row, inches between rows.
_MOST_ROWS = 14
_LETTERS, _LINES = 48, 2
_ROW = 0.34


@dataclass(frozen=True)
class Frame:
    """How events of one sort look: shape, colour, dashes, width and filling of their frames."""

    shape: str
    colour: str
    dash: Any
    width: float
    fill: str = "white"

    def box(
        self, left: float, top: float, size: tuple[float, float], shape: str = ""
    ) -> FancyBboxPatch:
        """Make the frame of a box."""
        return FancyBboxPatch(
            (left, top), *size, boxstyle=shape or self.shape, facecolor=self.fill,
            edgecolor=self.colour, linestyle=self.dash, linewidth=self.width,
        )  # fmt: skip


# By sort of event, in the order of the key.
FRAMES = {
    Sort.DUE: Frame(_SQUARE, BLUE, "-", 1.4),
    Sort.SAID: Frame(_ROUND, PURPLE, (0, (5, 2)), 1.4),
    Sort.SPONSOR: Frame(_ROUNDED, ORANGE, (0, (6, 2, 1.5, 2)), 1.6),
    Sort.FORCE: Frame(_SQUARE, VERMILION, "-", 2.6),
    Sort.SEEN: Frame(_ROUND, GREY, (0, (1.5, 1.5)), 1.4),
    Sort.OUTSIDE: Frame(_ROUNDED, GREEN, (0, (3, 1, 1, 1)), 1.6),
    Sort.END: Frame(_SQUARE, BLACK, "-", 2.6, PALE),
}


@dataclass(frozen=True)
class Placed:
    """A box: its node, its text, and where it stands, in inches from the upper left."""

    node: Node
    lines: tuple[str, ...]
    lane: str
    row: int
    left: float
    top: float = 0.0

    @property
    def height(self) -> float:
        """Height of the box."""
        return _LINE * len(self.lines) + 2 * _PAD


def _sort_of(event: Event) -> Sort:
    return telling_of(event.kind, event.form).sort


def causes_svg(graph: Graph, names: Names) -> str:
    """Draw a graph of causes.

    Parameters
    ----------
    graph : Graph
        What led to an end.
    names : Names
        Names of the scenario.

    Returns
    -------
    str
        SVG; the same graph gives the same bytes.
    """
    placed, tops, height = placed_boxes(graph, names)
    wide = max(7.0, max(box.left for box in placed) + BOX + 0.25)
    with mpl.rc_context(SETTINGS):
        figure = new_figure((wide, height + 0.75))
        axes = figure.add_axes((0, 0, 1, 1))
        axes.set_xlim(0, wide)
        axes.set_ylim(height + 0.75, 0)
        axes.set_axis_off()
        _draw_lanes(axes, names, tops, wide)
        frames = [_draw_box(axes, box) for box in placed]
        for link in graph.links:
            _draw_arrow(axes, placed, frames, (link.cause, link.effect))
        _draw_key(axes, placed, wide, height)
        return svg_text(figure)


def placed_boxes(graph: Graph, names: Names) -> tuple[list[Placed], dict[str, float], float]:
    """Give every node its place.

    Parameters
    ----------
    graph : Graph
        What led to an end.
    names : Names
        Names of the scenario.

    Returns
    -------
    tuple
        Boxes in the order of nodes, no two over each other; top of each lane, and the height of
        all lanes, in inches.
    """
    ends: dict[tuple[str, int], float] = {}
    found: list[Placed] = []
    left = _LABELS
    for place, node in enumerate(graph.nodes):
        if place:
            left += _STEP if place - 1 in graph.causes_of(place) else _NEAR
        lane = _lane_of(node.first, names)
        row = 0
        while ends.get((lane, row), 0.0) > left:
            row += 1
        ends[lane, row] = left + BOX + _GAP
        found.append(Placed(node, _lines(node, names, lane), lane, row, left))
    # The text stands first, then parties camp by camp, then talks and monitors.
    parties = names.scenario.scenario.parties
    camps = list(dict.fromkeys(party.camp for party in parties.values()))
    order = sorted(parties, key=lambda key: camps.index(parties[key].camp))
    used = {box.lane for box in found}
    return _stacked(found, [one for one in (_THE_TEXT, *order, _TALKS, _MONITORS) if one in used])


def _stacked(
    boxes: Sequence[Placed], lanes: Sequence[str]
) -> tuple[list[Placed], dict[str, float], float]:
    tops: dict[str, float] = {}
    rows: dict[tuple[str, int], float] = {}
    here = 0.12
    for lane in lanes:
        tops[lane] = here
        inside = [box for box in boxes if box.lane == lane]
        here += _GAP / 2
        for row in range(max(box.row for box in inside) + 1):
            rows[lane, row] = here
            here += max(box.height for box in inside if box.row == row) + _GAP
        here += _GAP / 2
    return [replace(box, top=rows[box.lane, box.row]) for box in boxes], tops, here


def _lane_of(event: Event, names: Names) -> str:
    """Say in which lane an event stands: that of who did it, or of the text, talks or monitors."""
    parties = names.scenario.scenario.parties
    if event.kind == "talks":
        return _TALKS
    if event.actor in names.scenario.scenario.monitors:
        return _MONITORS
    if _sort_of(event) in (Sort.DUE, Sort.END, Sort.OUTSIDE):
        return _THE_TEXT
    return next((key for key in (event.true_author, event.actor) if key in parties), _THE_TEXT)


def _lines(node: Node, names: Names, lane: str) -> tuple[str, ...]:
    phrase, parties = phrase_of(node.events, names), names.scenario.scenario.parties
    own = lane in parties and phrase.subject == names.party(lane)
    said = f"{phrase.past} {phrase.rest}" if own else phrase.main()
    for key, party in parties.items():
        said = said.replace(plain(party.name), names.label(key))
    when = date_text(names.scenario.date(dated_day(node.first)))
    return (when, *_broken(start_case(said.removeprefix("the "))))


def _broken(text: str) -> list[str]:
    """Break a text into lines that fit a box."""
    room = 72.0 * (BOX - 2 * _PAD - 0.03)
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and text_size(longer, _FONT)[0] <= room:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def _draw_lanes(axes: Axes, names: Names, tops: dict[str, float], wide: float) -> None:
    looks = party_looks(names.scenario)
    for lane, top in tops.items():
        axes.plot([0.1, wide - 0.1], [top, top], color="#BBBBBB", linewidth=0.7, zorder=0)
        label = start_case(names.label(lane) if lane in looks else lane)
        if lane in looks:
            axes.add_patch(
                FancyBboxPatch(
                    (0.12, top + 0.14), 0.12, 0.16, boxstyle=_SQUARE, linewidth=0.6,
                    facecolor="white", edgecolor=looks[lane].colour, hatch=looks[lane].hatch * 2,
                )
            )  # fmt: skip
        axes.text(0.32, top + 0.22, textwrap.fill(label, 15), fontsize=9.5, fontweight="bold",
                  va="center")  # fmt: skip


def _draw_box(axes: Axes, box: Placed) -> FancyBboxPatch:
    frame = FRAMES[_sort_of(box.node.first)].box(box.left, box.top, (BOX, box.height))
    frame.set_zorder(3)
    axes.add_patch(frame)
    for number, text in enumerate(box.lines):
        axes.text(
            box.left + _PAD + 0.03, box.top + _PAD + _LINE * (number + 0.55), text, fontsize=_FONT,
            fontweight="normal" if number else "bold", va="center", zorder=4,
        )  # fmt: skip
    return frame


def _draw_arrow(
    axes: Axes, placed: Sequence[Placed], frames: Sequence[FancyBboxPatch], ends: tuple[int, int]
) -> None:
    """Draw an arrow from the middle of a cause to that of its effect, under the boxes."""
    heavy = ends[1] == len(placed) - 1
    start, goal = (
        (box.left + BOX / 2, box.top + box.height / 2) for box in (placed[end] for end in ends)
    )
    others = [box for place, box in enumerate(placed) if place not in ends]
    bend = min(_BENDS, key=lambda rad: (_covered(start, goal, rad, others), abs(rad)))
    axes.add_patch(
        FancyArrowPatch(
            start, goal, patchA=frames[ends[0]], patchB=frames[ends[1]], arrowstyle="-|>",
            mutation_scale=11, shrinkA=1, shrinkB=2, linewidth=1.6 if heavy else 1.0,
            color=BLACK if heavy else "#444444", zorder=2, connectionstyle=f"arc3,rad={bend}",
        )
    )  # fmt: skip


def _covered(
    start: tuple[float, float], goal: tuple[float, float], rad: float, boxes: Sequence[Placed]
) -> int:
    """Count the points of a bent arrow that lie under other boxes."""
    across, down = goal[0] - start[0], goal[1] - start[1]
    # The axis points down, so that the bend of matplotlib, which looks up, turns round.
    bow = ((start[0] + goal[0]) / 2 - rad * down, (start[1] + goal[1]) / 2 + rad * across)
    t = np.arange(1, _POINTS)[:, None] / _POINTS
    x, y = ((1 - t) ** 2 * start + 2 * t * (1 - t) * np.array(bow) + t**2 * goal).T
    hidden = np.zeros(len(x), bool)
    for box in boxes:
        beside = (box.left - _PAD < x) & (x < box.left + BOX + _PAD)
        hidden |= beside & (box.top - _PAD < y) & (y < box.top + box.height + _PAD)
    return int(hidden.sum())


def _draw_key(axes: Axes, placed: Sequence[Placed], wide: float, height: float) -> None:
    """Explain the frames that are used, and the axis."""
    used = {_sort_of(box.node.first) for box in placed}
    here, row = 0.15, height + 0.2
    axes.plot([0.1, wide - 0.1], [height, height], color="#BBBBBB", linewidth=0.7, zorder=0)
    for sort, frame in FRAMES.items():
        if sort in used:
            small = frame.shape.replace("0.14", "0.06")
            axes.add_patch(frame.box(here, row - 0.07, (0.3, 0.14), small))
            axes.text(here + 0.38, row, sort, fontsize=_FONT, va="center")
            here += 0.38 + 0.075 * len(sort) + 0.25
    axes.text(
        0.15, row + 0.3,
        "Time runs to the right, not to scale. An arrow is an edge of the log: cause to effect.",
        fontsize=_FONT, va="center", color="#333333",
    )  # fmt: skip


# What the end depended on


def but_for_svg(result: WhyResult) -> str:
    """Draw what an end depended on: a row for each of the first changes, with intervals.

    Parameters
    ----------
    result : WhyResult
        What was asked.

    Returns
    -------
    str
        SVG; the same result gives the same bytes. Empty where no change moved anything.
    """
    groups = {one: effects[:_MOST_ROWS] for one, effects in result.groups.items() if effects}
    if not groups:
        return ""
    lines = sum(len(effects) + 1 for effects in groups.values())
    high = _ROW * lines + 1.5
    with mpl.rc_context(SETTINGS):
        figure = new_figure((12.0, high))
        bottom, tall = 0.95 / high, _ROW * lines / high
        shares = figure.add_axes((0.41, bottom, 0.29, tall))
        days = figure.add_axes((0.74, bottom, 0.235, tall), sharey=shares)
        place = 0.0
        for direction, effects in groups.items():
            shares.text(-1.38, place, heading(direction), transform=shares.get_yaxis_transform(),
                        fontsize=10.5, fontweight="bold", va="center")  # fmt: skip
            for number, effect in enumerate(effects, start=1):
                _row(shares, days, effect, place + number, result.names)
            place += len(effects) + 1
        _frame(shares, days, lines)
        drawn = lines - len(groups)
        figure.text(0.012, 0.012, _note(result, drawn), fontsize=8.5, color="#333333",
                    va="bottom")  # fmt: skip
        return svg_text(figure)


def _row(shares: Axes, days: Axes, effect: Effect, place: float, names: Names) -> None:
    text = asked(effect.question, names)
    what = "\n".join(textwrap.wrap(text, _LETTERS, max_lines=_LINES, placeholder="..."))
    left = shares.get_yaxis_transform()
    shares.text(-0.02, place, what, transform=left, fontsize=8.8, ha="right", va="center",
                linespacing=1.05)  # fmt: skip
    shares.text(-1.38, place, effect.question.sort, transform=left, fontsize=8, color="#444444",
                va="center")  # fmt: skip
    for axes in (shares, days):
        axes.axhline(place, color="#E3E3E3", linewidth=0.7, zorder=0)
    for shift, share in ((-0.14, effect.prevented), (0.14, effect.brought)):
        # What is none, and not what the row is ranked by, would only fill the picture.
        if not share.total or (share is not effect.main and not share.count):
            continue
        filled = share is effect.prevented
        spot = (100 * share.value, 100 * share.low, 100 * share.high, place + shift)
        _dot(shares, spot, BLUE if filled else VERMILION, "o" if filled else "s", filled=filled)
    gain = (effect.days, effect.low, effect.high, place)
    _dot(days, gain, BLACK, "D", filled=effect.clear)
    if effect.clear:
        days.text(1.01, place, CLEAR, transform=days.get_yaxis_transform(), fontsize=11,
                  va="center", fontweight="bold")  # fmt: skip


def _dot(
    axes: Axes, spot: tuple[float, float, float, float], colour: str, mark: str, *, filled: bool
) -> None:
    """Draw value and interval, given as value, low, high and height of the row."""
    value, low, high, place = spot
    if np.isfinite(low) and np.isfinite(high):
        axes.plot([low, high], [place, place], color=colour, linewidth=1.4, zorder=2,
                  linestyle="-" if filled else (0, (3, 1.5)))  # fmt: skip
    axes.plot([value], [place], marker=mark, markersize=5.5, color=colour, zorder=3,
              markerfacecolor=colour if filled else "white", linestyle="none")  # fmt: skip


def _frame(shares: Axes, days: Axes, lines: int) -> None:
    shares.set_ylim(lines - 0.4, -0.6)
    shares.set_xlim(-3, 103)
    shares.set_xlabel("share of runs (%)")
    shares.set_title("Ends averted (dots), brought about (squares)", fontsize=9)
    days.axvline(0.0, color=GREY, linewidth=1.0)
    days.set_xlabel("mean gain of days in force")
    days.set_title("Days gained or lost", fontsize=9)
    shares.set_yticks([])
    for axes in (shares, days):
        axes.spines["left"].set_visible(False)
        axes.tick_params(axis="y", left=False, labelleft=False)


def _note(result: WhyResult, drawn: int) -> str:
    moving = sum(map(len, result.groups.values()))
    rest = f" {moving - drawn} further ones are in report.html." if moving > drawn else ""
    return (
        f"Dots: of the {result.runs_ended} runs that ended, those that would have held. Squares: of"
        f" the {result.runs_held} that held, those that would have ended. 95 % intervals.\n{CLEAR}"
        f" and a filled diamond: days clear with all {len(result.effects)} changes judged together"
        f" (Holm 1979).{rest}"
    )
