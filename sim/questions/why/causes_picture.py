"""The causes of an end as a picture: time to the right, a lane for each party, arrows of the log.

The order is that of time; the distances are not, because most of it happens in a few days.
"""

from __future__ import annotations

import textwrap
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import matplotlib as mpl
from matplotlib.patches import FancyArrowPatch, FancyBboxPatch

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

    from sim.questions.why.causes import Graph, Node
    from sim.shared.names import Names

# Sizes in inches.
BOX = 1.62
STEP = 0.86
NEAR = 0.62
LINE = 0.148
PAD = 0.07
GAP = 0.2
LABELS = 1.45
TEXT, TALKS, MONITORS = "the text", "talks", "monitors"
FONT = 8.5
# Bends of an arrow that are tried, and points at which each is looked at.
BENDS = (0.0, 0.12, -0.12, 0.25, -0.25, 0.4, -0.4, 0.6, -0.6)
POINTS = 40


@dataclass(frozen=True)
class Sort:
    """How events of one sort look: shape, colour, dashes and width of their frames."""

    name: str
    shape: str
    colour: str
    dash: Any
    width: float
    kinds: tuple[str, ...]
    fill: str = "white"


SORTS = (
    Sort("due, done or not", "square", BLUE, "-", 1.4,
         ("entry", "deadline", "delivery", "patrol", "reading", "renewal")),
    Sort("said or agreed", "round", PURPLE, (0, (5, 2)), 1.4,
         ("accusation", "denial", "response", "talks", "publication", "declaration")),
    Sort("decided by a sponsor", "rounded", ORANGE, (0, (6, 2, 1.5, 2)), 1.6,
         ("restraint", "consent", "supply", "deployment")),
    Sort("force", "square", VERMILION, "-", 2.6,
         ("attack", "breach", "offensive", "sector", "loss", "displacement")),
    Sort("seen or thought seen", "round", GREY, (0, (1.5, 1.5)), 1.4, ("finding", "false_alarm")),
    Sort("from outside", "rounded", GREEN, (0, (3, 1, 1, 1)), 1.6, ("shock",)),
    Sort("the end", "square", BLACK, "-", 2.6, ("end",), PALE),
)  # fmt: skip
SHAPES = {"square": "square,pad=0", "round": "round,pad=0,rounding_size=0.14",
          "rounded": "round,pad=0,rounding_size=0.06"}  # fmt: skip


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
        return LINE * len(self.lines) + 2 * PAD


def sort_of(kind: str) -> Sort:
    """Give the look of a kind of event."""
    return next((sort for sort in SORTS if kind in sort.kinds), SORTS[0])


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
            last = link.effect == len(placed) - 1
            _draw_arrow(axes, placed, frames, (link.cause, link.effect), heavy=last)
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
    left = LABELS
    for place, node in enumerate(graph.nodes):
        if place:
            left += STEP if place - 1 in graph.causes_of(place) else NEAR
        lane = lane_of(node, names)
        row = 0
        while ends.get((lane, row), 0.0) > left:
            row += 1
        ends[lane, row] = left + BOX + GAP
        found.append(Placed(node, _lines(node, names, lane), lane, row, left))
    return _stacked(found, _ordered(found, names))


def _stacked(
    boxes: Sequence[Placed], lanes: Sequence[str]
) -> tuple[list[Placed], dict[str, float], float]:
    tops: dict[str, float] = {}
    rows: dict[tuple[str, int], float] = {}
    here = 0.12
    for lane in lanes:
        tops[lane] = here
        inside = [box for box in boxes if box.lane == lane]
        here += GAP / 2
        for row in range(max(box.row for box in inside) + 1):
            rows[lane, row] = here
            here += max(box.height for box in inside if box.row == row) + GAP
        here += GAP / 2
    stacked = [
        Placed(box.node, box.lines, box.lane, box.row, box.left, rows[box.lane, box.row])
        for box in boxes
    ]
    return stacked, tops, here


def lane_of(node: Node, names: Names) -> str:
    """Say in which lane a node stands: that of who did it, or of the text, talks or monitors."""
    event = node.first
    parties = names.scenario.scenario.parties
    if event.kind == "talks":
        return TALKS
    if event.actor in names.scenario.scenario.monitors:
        return MONITORS
    if sort_of(event.kind).kinds[0] == "entry" or event.kind in ("end", "shock"):
        return TEXT
    return next((key for key in (event.true_author, event.actor) if key in parties), TEXT)


def _ordered(boxes: Sequence[Placed], names: Names) -> list[str]:
    """Put the text first, then parties camp by camp, then talks and monitors."""
    used = {box.lane for box in boxes}
    parties = names.scenario.scenario.parties
    camps = list(dict.fromkeys(party.camp for party in parties.values()))
    order = sorted(parties, key=lambda key: camps.index(parties[key].camp))
    return [lane for lane in (TEXT, *order, TALKS, MONITORS) if lane in used]


def _lines(node: Node, names: Names, lane: str) -> tuple[str, ...]:
    deed = phrase_of(node.events, names)
    own = lane in names.scenario.scenario.parties and deed.subject == names.party(lane)
    said = f"{deed.past} {deed.rest}" if own else deed.main()
    for key, party in names.scenario.scenario.parties.items():
        said = said.replace(plain(party.name), names.label(key))
    when = date_text(names.scenario.date(dated_day(node.first)))
    return (when, *broken(start_case(said.removeprefix("the "))))


def broken(text: str) -> list[str]:
    """Break a text into lines that fit a box."""
    room = 72.0 * (BOX - 2 * PAD - 0.03)
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and text_size(longer, FONT)[0] <= room:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def _draw_lanes(axes: Axes, names: Names, tops: dict[str, float], wide: float) -> None:
    looks = party_looks(names.scenario)
    for lane, top in tops.items():
        axes.plot([0.1, wide - 0.1], [top, top], color="#BBBBBB", linewidth=0.7, zorder=0)
        label = start_case(names.label(lane)) if lane in looks else start_case(lane)
        if lane in looks:
            axes.add_patch(
                FancyBboxPatch(
                    (0.12, top + 0.14), 0.12, 0.16, boxstyle="square,pad=0", linewidth=0.6,
                    facecolor="white", edgecolor=looks[lane].colour, hatch=looks[lane].hatch * 2,
                )
            )  # fmt: skip
        axes.text(0.32, top + 0.22, textwrap.fill(label, 15), fontsize=9.5, fontweight="bold",
                  va="center")  # fmt: skip


def _draw_box(axes: Axes, box: Placed) -> FancyBboxPatch:
    sort = sort_of(box.node.first.kind)
    frame = FancyBboxPatch(
        (box.left, box.top), BOX, box.height, boxstyle=SHAPES[sort.shape], facecolor=sort.fill,
        edgecolor=sort.colour, linestyle=sort.dash, linewidth=sort.width, zorder=3,
    )  # fmt: skip
    axes.add_patch(frame)
    for number, text in enumerate(box.lines):
        axes.text(
            box.left + PAD + 0.03, box.top + PAD + LINE * (number + 0.55), text, fontsize=FONT,
            fontweight="normal" if number else "bold", va="center", zorder=4,
        )  # fmt: skip
    return frame


def _draw_arrow(
    axes: Axes,
    placed: Sequence[Placed],
    frames: Sequence[FancyBboxPatch],
    ends: tuple[int, int],
    *,
    heavy: bool,
) -> None:
    """Draw an arrow from the middle of a cause to that of its effect, under the boxes."""
    cause, effect = (placed[end] for end in ends)
    start, goal = ((box.left + BOX / 2, box.top + box.height / 2) for box in (cause, effect))
    others = [box for place, box in enumerate(placed) if place not in ends]
    bend = min(BENDS, key=lambda rad: (_covered(start, goal, rad, others), abs(rad)))
    axes.add_patch(
        FancyArrowPatch(
            start, goal, patchA=frames[ends[0]], patchB=frames[ends[1]], arrowstyle="-|>",
            mutation_scale=11, shrinkA=1, shrinkB=2, linewidth=1.6 if heavy else 1.0,
            color=BLACK if heavy else "#444444", zorder=2,
            connectionstyle=f"arc3,rad={bend}",
        )
    )  # fmt: skip


def _covered(
    start: tuple[float, float], goal: tuple[float, float], rad: float, boxes: Sequence[Placed]
) -> int:
    """Count the points of a bent arrow that lie under other boxes."""
    across, down = goal[0] - start[0], goal[1] - start[1]
    # The axis points down, so that the bend of matplotlib, which looks up, turns round.
    bow = (
        (start[0] + goal[0]) / 2 - rad * down,
        (start[1] + goal[1]) / 2 + rad * across,
    )
    found = 0
    for step in range(1, POINTS):
        t = step / POINTS
        x, y = (
            (1 - t) ** 2 * a + 2 * t * (1 - t) * b + t**2 * c
            for a, b, c in zip(start, bow, goal, strict=True)
        )
        found += any(
            box.left - PAD < x < box.left + BOX + PAD
            and box.top - PAD < y < box.top + box.height + PAD
            for box in boxes
        )
    return found


def _draw_key(axes: Axes, placed: Sequence[Placed], wide: float, height: float) -> None:
    """Explain the frames that are used, and the axis."""
    kinds = {box.node.first.kind for box in placed}
    here, row = 0.15, height + 0.2
    axes.plot([0.1, wide - 0.1], [height, height], color="#BBBBBB", linewidth=0.7, zorder=0)
    for sort in SORTS:
        if not kinds & set(sort.kinds):
            continue
        axes.add_patch(
            FancyBboxPatch(
                (here, row - 0.07), 0.3, 0.14, boxstyle=SHAPES[sort.shape].replace("0.14", "0.06"),
                facecolor=sort.fill, edgecolor=sort.colour, linestyle=sort.dash,
                linewidth=sort.width,
            )
        )  # fmt: skip
        axes.text(here + 0.38, row, sort.name, fontsize=FONT, va="center")
        here += 0.38 + 0.075 * len(sort.name) + 0.25
    axes.text(
        0.15, row + 0.3,
        "Time runs to the right, not to scale. An arrow is an edge of the log: cause to effect.",
        fontsize=FONT, va="center", color="#333333",
    )  # fmt: skip
