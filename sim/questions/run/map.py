"""A schematic map: who held what at the start of a run, and at its end.

Cells are what lies nearest to each town, not areas of control; roads are straight lines from
town to town. The map is for orientation, not for measuring.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import matplotlib as mpl
from matplotlib.collections import LineCollection
from matplotlib.lines import Line2D
from matplotlib.patches import Patch, Polygon

from sim.questions.run.places import (
    Edge,
    Point,
    cell,
    garrisons,
    holders,
    main_zone,
    positions,
    reach,
)
from sim.shared.labels import Labels
from sim.shared.look import (
    BLACK,
    GREY,
    SETTINGS,
    PartyLook,
    new_figure,
    pale,
    party_looks,
    svg_text,
)
from sim.shared.names import Names
from sim.shared.wording import date_text, lowered, number, plain, start_case

if TYPE_CHECKING:
    from collections.abc import Mapping

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from sim.day.events import EventLog
    from sim.scenario.scenario import Scenario

_SIZE = (13.33, 7.5)
ROAD_COLOURS = ("#7A3E9D", "#3B3B3B", "#8C6D1F", "#1F6F6F")
_ROAD_DASHES: tuple[Any, ...] = ("-", (0, (5, 1.5)), (0, (2, 1)), (0, (6, 1, 1, 1)))
_POST, _FORCE = "^", "s"
# Size of the letters in a dot, by how many there are.
_LETTERS = {1: 7.5, 2: 6.5, 3: 5.0}
_FRONT: dict[str, Any] = {"color": BLACK, "linewidth": 2.6}
_ZONE: dict[str, Any] = {"color": "#333333", "linewidth": 1.3, "linestyle": (0, (4, 2))}
_CHANGED: dict[str, Any] = {
    "marker": "o", "color": "none", "markeredgewidth": 2.2, "markeredgecolor": BLACK,
}  # fmt: skip


def sector_map(scenario: Scenario, log: EventLog, last_day: int) -> Figure:
    """Draw the sectors with their holders at the start and at the end.

    Parameters
    ----------
    scenario : Scenario
        What was run.
    log : EventLog
        What happened.
    last_day : int
        Last day of the run.

    Returns
    -------
    matplotlib.figure.Figure
        Two panels side by side, of the size of a slide.
    """
    with mpl.rc_context(SETTINGS):
        figure = new_figure(_SIZE)
        drawn = _Map(scenario, log)
        dates = (scenario.scenario.start, scenario.date(last_day))
        for place in range(2):
            axis = figure.add_axes((0.005 + 0.5 * place, 0.105, 0.49, 0.815))
            drawn.panel(axis, place)
            what = f"Holders on {date_text(dates[place])}"
            if place:
                what += f" ({len(drawn.changed) or 'none'} changed hands)"
            axis.set_title(what, pad=4)
        drawn.legend(figure)
        figure.text(0.012, 0.978, f"{scenario.scenario.title}: schematic map", fontsize=14,
                    fontweight="bold", va="top")  # fmt: skip
    return figure


def map_svg(scenario: Scenario, log: EventLog, last_day: int) -> str:
    """Draw the map as SVG. See `sector_map`."""
    return svg_text(sector_map(scenario, log, last_day))


class _Map:
    """Two panels, at the start (0) and at the end (1), and the key to them."""

    def __init__(self, scenario: Scenario, log: EventLog) -> None:
        described = scenario.scenario
        self.names, self.looks = Names(scenario), party_looks(scenario)
        self.parties, self.sectors = described.parties, described.sectors
        self.points = positions(scenario)
        self.radius = reach(self.points)
        self.cells = {key: cell(key, self.points, self.radius) for key in self.points}
        self.zone_name, self.zone = main_zone(scenario)
        self.held, self.troops = holders(scenario, log), garrisons(scenario, log)
        start, end = self.held
        self.changed = {key for key in start if start[key] != end[key]}
        self.roads = [
            (road, ROAD_COLOURS[place % len(ROAD_COLOURS)], _ROAD_DASHES[place % len(_ROAD_DASHES)])
            for place, road in enumerate(described.roads.values())
        ]

    def panel(self, axis: Axes, place: int) -> None:
        """Draw one panel."""
        margin = 1.04 * self.radius
        xs, ys = zip(*self.points.values(), strict=True)
        axis.set_xlim(min(xs) - margin, max(xs) + margin)
        axis.set_ylim(min(ys) - margin, max(ys) + margin)
        axis.set_aspect("equal")
        axis.set_axis_off()
        self._cells(axis, self.held[place])
        self._links(axis)
        labels = Labels(axis)
        self._roads(axis, labels)
        self._towns(axis, place, labels)
        labels.place()

    def _cells(self, axis: Axes, held: Mapping[str, str]) -> None:
        front: list[tuple[Point, Point]] = []
        zone: list[tuple[Point, Point]] = []
        for key, edges in self.cells.items():
            look = self._look(held[key])
            axis.add_patch(
                Polygon([edge.first for edge in edges], facecolor=pale(look.colour),
                        edgecolor=look.colour, hatch=look.hatch, linewidth=0.0, zorder=1)
            )  # fmt: skip
            for edge in edges:
                if edge.beyond is not None and self._hostile(held[key], held[edge.beyond]):
                    front.append((edge.first, edge.last))
                if key in self.zone and edge.beyond not in self.zone:
                    zone.append(_inward(edge, self.points[key]))
        for lines, look_of in ((front, _FRONT), (zone, _ZONE)):
            axis.add_collection(LineCollection(lines, zorder=3, **look_of))

    def _hostile(self, one: str, other: str) -> bool:
        camps = [self.parties[key].camp if key in self.parties else None for key in (one, other)]
        return None not in camps and camps[0] != camps[1]

    def _look(self, party: str) -> PartyLook:
        return self.looks.get(party) or PartyLook(GREY, "-", "", "?")

    def _links(self, axis: Axes) -> None:
        pairs = {
            tuple(sorted((key, other)))
            for key, sector in self.sectors.items()
            for other in sector.neighbours
            if other in self.points
        }
        links = [(self.points[a], self.points[b]) for a, b in sorted(pairs)]
        axis.add_collection(
            LineCollection(links, colors="white", linewidths=1.6, alpha=0.8, zorder=2)
        )
        axis.add_collection(LineCollection(links, colors="#666666", linewidths=0.5, zorder=2))

    def _roads(self, axis: Axes, labels: Labels) -> None:
        for road, colour, dashes in self.roads:
            course = [self.points[key] for key in road.course]
            axis.plot(*zip(*course, strict=True), color="white", linewidth=5.0, zorder=3.5,
                      solid_joinstyle="round")  # fmt: skip
            axis.plot(*zip(*course, strict=True), color=colour, linewidth=2.6, zorder=3.6,
                      linestyle=dashes, solid_joinstyle="round")  # fmt: skip
            labels.on_line(course, plain(road.name), colour)

    def _towns(self, axis: Axes, place: int, labels: Labels) -> None:
        for key, (x, y) in self.points.items():
            look, sector = self._look(self.held[place][key]), self.sectors[key]
            ringed = bool(place) and key in self.changed
            axis.plot([x], [y], marker="o", markersize=11, color="white", markeredgewidth=1.4,
                      markeredgecolor=look.colour, zorder=5)  # fmt: skip
            axis.text(x, y, look.letters, ha="center", va="center_baseline", zorder=6,
                      fontsize=_LETTERS.get(len(look.letters), 5.0), fontweight="bold")  # fmt: skip
            if ringed:
                axis.plot([x], [y], markersize=18, zorder=5, **_CHANGED)
            labels.town((x, y), start_case(plain(lowered(sector.name))), ringed=ringed)
            marks = [(who, _POST) for who, posts in sector.posts.items() if number(posts) > 0]
            marks += [(who, _FORCE) for who in self.troops[place].get(key, {})]
            for step, (who, shape) in enumerate(marks):
                offset = (15 if ringed else 12) + 9 * step
                _mark(axis, (x, y), offset, shape, self._look(who).colour)
                labels.block((x, y), offset)

    def legend(self, figure: Figure) -> None:
        """Explain colours, hatching, letters, lines and marks under the panels."""
        held = {*self.held[0].values(), *self.held[1].values()}
        handles: list[Any] = []
        for key, party in self.parties.items():
            if key in held:
                look = self._look(key)
                handles.append(
                    Patch(facecolor=pale(look.colour), edgecolor=look.colour, hatch=look.hatch,
                          label=f"{look.letters}: {start_case(plain(party.name))}")
                )  # fmt: skip
        lines = [
            ({"color": colour, "linewidth": 2.6, "linestyle": dashes}, road.name)
            for road, colour, dashes in self.roads
        ]
        lines.append((_FRONT, "Front line"))
        if self.zone:
            lines.append((_ZONE, start_case(self.zone_name.split(",")[0])))
        lines += self._troop_marks()
        if self.changed:
            lines.append(({"linestyle": "", "markersize": 11, **_CHANGED}, "Changed hands"))
        handles += [Line2D([], [], label=label, **look) for look, label in lines]
        columns = min(6, (len(handles) + 1) // 2)
        figure.legend(
            handles=handles, loc="lower center", ncols=columns, fontsize=9, frameon=False,
            bbox_to_anchor=(0.5, 0.005), handlelength=2.4, columnspacing=1.6,
        )  # fmt: skip

    def _troop_marks(self) -> list[tuple[dict[str, Any], str]]:
        found = []
        for key in self.parties:
            posts = any(number(one.posts.get(key, 0.0)) > 0 for one in self.sectors.values())
            forces = any(key in here for panel in self.troops for here in panel.values())
            for present, shape, what in ((posts, _POST, "post"), (forces, _FORCE, "troops")):
                if present:
                    look = {"linestyle": "", "marker": shape, "markersize": 8,
                            "color": self._look(key).colour, "markeredgecolor": BLACK}  # fmt: skip
                    found.append((look, f"{self.names.label(key)}: {what}"))
        return found


def _mark(axis: Axes, point: Point, offset: float, shape: str, colour: str) -> None:
    """Draw a mark so many points to the left of a town."""
    inches = axis.get_figure().dpi_scale_trans  # type: ignore[union-attr]
    shift = mpl.transforms.ScaledTranslation(-offset / 72.0, 0, inches)
    axis.plot([point[0]], [point[1]], marker=shape, markersize=7, color=colour, zorder=5,
              markeredgecolor=BLACK, markeredgewidth=0.7,
              transform=axis.transData + shift)  # fmt: skip


def _inward(edge: Edge, centre: Point) -> tuple[Point, Point]:
    """Move an edge a little towards its town, so that zones that touch show two outlines."""
    first, last = (
        (x + 0.06 * (centre[0] - x), y + 0.06 * (centre[1] - y)) for x, y in (edge.first, edge.last)
    )
    return first, last
