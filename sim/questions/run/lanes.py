"""The lanes of a timeline: what was said, agreed, due and ordered, a mark for each event."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass
from typing import TYPE_CHECKING

from matplotlib.lines import Line2D

from sim.shared.look import BLACK, GREEN, GREY, ORANGE, PALE, SKY, PartyLook, moment
from sim.shared.wording import start_case

if TYPE_CHECKING:
    from collections.abc import Callable

    from matplotlib.axes import Axes

    from sim.record import Event, EventLog
    from sim.shared.names import Names


# Letters of a line beside a panel.
BESIDE = 36


@dataclass(frozen=True)
class Mark:
    """One kind of mark: shape, filling and what it stands for."""

    shape: str
    fill: str
    meaning: str
    size: float = 7.0


ACCUSATIONS = {
    "true": Mark("o", "full", "true"),
    "false": Mark("o", "none", "false"),
    "contested": Mark("o", "left", "contested"),
    "pretext": Mark("^", "full", "pretext"),
}
TALKS = {"success": Mark("D", "full", "result"), "failure": Mark("D", "none", "no result")}
DEADLINES = {
    "met": Mark("s", "full", "met"),
    "missed": Mark("s", "none", "missed"),
    "moved": Mark(">", "none", "moved"),
}
PATROLS = {
    "done": Mark("|", "full", "done", 8.0),
    "missed": Mark("x", "full", "not done", 6.0),
    "cut_short": Mark("1", "full", "cut short", 8.0),
}
DEPLOYMENTS = {"ordered": Mark("P", "none", "ordered"), "arrived": Mark("P", "full", "arrived")}

# Every lane but the one of offensives, which is made of bars.
MARKS: dict[str, dict[str, Mark]] = {
    "accusation": ACCUSATIONS,
    "talks": TALKS,
    "deadline": DEADLINES,
    "patrol": PATROLS,
    "deployment": DEPLOYMENTS,
}


@dataclass(frozen=True)
class Lane:
    """A row of marks with its name."""

    name: str
    kind: str
    colour: str
    keep: Callable[[Event], bool]


def succeeded(log: EventLog) -> set[int]:
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


def lanes_of(names: Names, log: EventLog, looks: dict[str, PartyLook]) -> list[Lane]:
    """Choose the lanes: accusations by each of the busiest accusers, and one per subject."""
    charges: dict[str, int] = {}
    for event in log.of("accusation"):
        charges[event.actor] = charges.get(event.actor, 0) + 1
    order = list(names.scenario.scenario.parties)
    busiest = sorted(charges, key=lambda key: -charges[key])[:3]
    busiest.sort(key=lambda key: order.index(key) if key in order else len(order))
    lanes = [
        Lane(
            f"{names.label(key)} accuses",
            "accusation",
            looks[key].colour if key in looks else BLACK,
            lambda event, key=key: event.actor == key,  # type: ignore[misc]
        )
        for key in busiest
    ] or [Lane("Accusations", "accusation", BLACK, lambda _: True)]
    more = [
        Lane("Talks", "talks", GREEN, lambda _: True),
        Lane("Deadlines", "deadline", BLACK, lambda _: True),
        Lane("Patrols", "patrol", BLACK, lambda _: True),
        Lane("Troops sent", "deployment", BLACK, lambda _: True),
        Lane("Offensives", "offensive", BLACK, lambda _: True),
    ]
    always = ("talks", "offensive")
    return lanes + [lane for lane in more if lane.kind in always or any(log.of(lane.kind))]


def draw_lanes(axis: Axes, names: Names, log: EventLog, looks: dict[str, PartyLook]) -> None:
    """Draw the lanes of marks and the key to them.

    Parameters
    ----------
    axis : matplotlib.axes.Axes
        Where to draw.
    names : Names
        Names of the scenario.
    log : EventLog
        What happened.
    looks : dict
        Look of each party.
    """
    lanes = lanes_of(names, log, looks)
    good = succeeded(log)
    for row, lane in enumerate(lanes):
        height = len(lanes) - row - 1
        axis.axhline(height, color=PALE, linewidth=0.8, zorder=0)
        if lane.kind == "offensive":
            _draw_offensives(axis, names, log, looks, height)
            continue
        events = [event for event in log.of(lane.kind) if lane.keep(event)]
        # A commission sits every week; only what came of it is news.
        events = [e for e in events if e.form != "commission" or e.id in good]
        for form, mark in MARKS[lane.kind].items():
            when = [
                moment(names.scenario.date(event.day))
                for event in events
                if _form(event, good) == form
            ]
            _draw_marks(axis, when, height, mark, lane.colour)
        if lane.kind != "accusation":
            _key(axis, height, list(MARKS[lane.kind].values()), lane.colour)
    _accusation_key(axis, lanes)
    axis.set_ylim(-0.6, len(lanes) - 0.4)
    axis.set_yticks(range(len(lanes)), [start_case(lane.name) for lane in reversed(lanes)])
    axis.tick_params(axis="y", length=0, labelsize=9.5)
    axis.spines["left"].set_visible(False)


def _form(event: Event, good: set[int]) -> str:
    if event.kind == "talks":
        return "success" if event.id in good else "failure"
    return event.form


def _draw_marks(axis: Axes, when: list[float], height: float, mark: Mark, colour: str) -> None:
    axis.plot(
        when, [height] * len(when), linestyle="", marker=mark.shape, fillstyle=mark.fill,
        color=colour, markerfacecoloralt="white", markersize=mark.size, markeredgewidth=1.2,
        markerfacecolor="white" if mark.fill == "none" else colour,
    )  # fmt: skip


def _accusation_key(axis: Axes, lanes: list[Lane]) -> None:
    """Explain the marks of accusations, half of them beside each of the first two lanes."""
    top = len(lanes) - 1
    alone = sum(lane.kind == "accusation" for lane in lanes) == 1
    marks = list(ACCUSATIONS.values())
    _key(axis, top + (0.26 if alone else 0), marks[:2], BLACK)
    _key(axis, top - (0.26 if alone else 1), marks[2:], BLACK)


def _key(axis: Axes, height: float, marks: list[Mark], colour: str) -> None:
    """Explain marks at the right end of a lane."""
    figure = axis.get_figure()
    width = axis.get_position().width * figure.get_figwidth() * 72  # type: ignore[union-attr]
    offset = 9.0
    for mark in marks:
        place = 1.0 + offset / width
        axis.add_line(
            Line2D(
                [place],
                [height],
                linestyle="",
                marker=mark.shape,
                fillstyle=mark.fill,  # type: ignore[arg-type]
                color=colour,
                markerfacecoloralt="white",
                markersize=mark.size - 0.5,
                markerfacecolor="white" if mark.fill == "none" else colour,
                transform=axis.get_yaxis_transform(),
                clip_on=False,
            )
        )
        _beside(axis, height, mark.meaning, place, 6)
        offset += 20.0 + 4.9 * len(mark.meaning)


def _beside(axis: Axes, height: float, text: str, place: float = 1.0, shift: float = 6) -> None:
    axis.annotate(
        text, (place, height), xytext=(shift, 0), textcoords="offset points", fontsize=8.5,
        xycoords=("axes fraction", "data"), va="center", annotation_clip=False,
    )  # fmt: skip


def _draw_offensives(
    axis: Axes, names: Names, log: EventLog, looks: dict[str, PartyLook], height: float
) -> None:
    last = max((event.day for event in log), default=1)
    running: dict[str, int] = {}
    bars: list[tuple[str, int, int]] = []
    for event in log.of("offensive"):
        if event.form == "begun":
            running.setdefault(event.actor, event.day)
        elif event.form == "stopped" and event.actor in running:
            bars.append((event.actor, running.pop(event.actor), event.day))
    bars += [(actor, begun, last) for actor, begun in running.items()]
    for actor, begun, stopped in bars:
        left = moment(names.scenario.date(begun))
        look = looks.get(actor)
        axis.barh(
            height, max(1, stopped - begun + 1), left=left, height=0.55, edgecolor=BLACK,
            linewidth=0.8, color=look.colour if look else GREY, hatch=look.hatch if look else "",
        )  # fmt: skip
    vetoed = [moment(names.scenario.date(e.day)) for e in log.of("offensive") if e.form == "vetoed"]
    _draw_marks(axis, vetoed, height, Mark("x", "full", "vetoed", 6.0), BLACK)
    order = list(names.scenario.scenario.parties)
    actors = sorted({actor for actor, _, _ in bars}, key=lambda key: (key not in order, key))
    text = ", ".join(names.label(actor) for actor in actors) or "none begun"
    text += "; × vetoed" if vetoed else ""
    _beside(axis, height, text)


def draw_strip(axis: Axes, names: Names, log: EventLog, span: tuple[float, float]) -> None:
    """Draw, as bars, when which agreement was in force.

    Parameters
    ----------
    axis : matplotlib.axes.Axes
        Where to draw.
    names : Names
        Names of the scenario.
    log : EventLog
        What happened.
    span : tuple of float
        First and last moment of the axis.
    """
    scenario = names.scenario
    in_force: dict[str, int] = {scenario.scenario.main: 1}
    bars: list[tuple[str, int, int]] = []
    last_day = max((event.day for event in log), default=1)
    for event in log.of("entry", "renewal", "end"):
        if event.kind == "end":
            begun = in_force.pop(event.agreement, None)
            day = int(event.terms.get("dated", event.day))
            if begun is not None:
                bars.append((event.agreement, begun, last_day if event.form == "held" else day))
        elif event.form == "in_force" or event.kind == "renewal":
            in_force.setdefault(event.agreement, event.day)
    bars += [(key, begun, last_day) for key, begun in in_force.items()]
    per_inch = (span[1] - span[0]) / (axis.get_position().width * 13.33)
    for place, (key, begun, ended) in enumerate(sorted(bars, key=lambda bar: (bar[1], bar[0]))):
        left = moment(scenario.date(begun))
        width = max(1.0, min(moment(scenario.date(ended)), span[1]) - left)
        axis.barh(0, width, left=left, height=1.0, color=(SKY, ORANGE)[place % 2], alpha=0.55,
                  edgecolor=BLACK, linewidth=0.8)  # fmt: skip
        name = start_case(names.agreement(key).removeprefix("the "))
        for label, size in ((f"{name} in force", 9.0), (name, 8.5), (name, 7.0)):
            if width / per_inch > 0.0087 * size * len(label):
                axis.text(left + width / 2, 0, label, ha="center", va="center", fontsize=size)
                break
        else:
            if place == len(bars) - 1:
                # The last one has room for its name beside the panel.
                _beside(axis, 0, "\n".join(textwrap.wrap(f"then: {name}", BESIDE)))
    axis.set_ylim(-0.5, 0.5)
    axis.set_yticks([])
    for side in ("left", "bottom"):
        axis.spines[side].set_visible(False)
