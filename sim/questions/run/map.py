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

    from sim.record import EventLog
    from sim.scenario.scenario import Scenario

SIZE = (13.33, 7.5)
ROAD_COLOURS = ("#7A3E9D", "#3B3B3B", "#8C6D1F", "#1F6F6F")
ROAD_DASHES: tuple[Any, ...] = ("-", (0, (5, 1.5)), (0, (2, 1)), (0, (6, 1, 1, 1)))
POST, FORCE = "^", "s"
# Size of the letters in a dot, by how many there are.
LETTERS = {1: 7.5, 2: 6.5, 3: 5.0}


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
        figure = new_figure(SIZE)
        panel = _Panel(scenario)
        troops, held = garrisons(scenario, log), holders(scenario, log)
        changed = {key for key in held[0] if held[0][key] != held[1][key]}
        dates = (scenario.scenario.start, scenario.date(last_day))
        for place in range(2):
            axis = figure.add_axes((0.005 + 0.5 * place, 0.105, 0.49, 0.815))
            panel.draw(axis, held[place], troops[place], changed if place else set())
            what = f"Holders on {date_text(dates[place])}"
            if place:
                count = len(changed)
                what += f" ({count or 'none'} changed hands)"
            axis.set_title(what, pad=4)
        panel.legend(figure, {*held[0].values(), *held[1].values()}, changed, troops)
        figure.text(0.012, 0.978, f"{scenario.scenario.title}: schematic map", fontsize=14,
                    fontweight="bold", va="top")  # fmt: skip
    return figure


def map_svg(scenario: Scenario, log: EventLog, last_day: int) -> str:
    """Draw the map as SVG. See `sector_map`."""
    return svg_text(sector_map(scenario, log, last_day))


class _Panel:
    """What both panels of the map share."""

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario
        self.names = Names(scenario)
        self.looks = party_looks(scenario)
        self.points = positions(scenario)
        self.radius = reach(self.points)
        self.cells = {key: cell(key, self.points, self.radius) for key in self.points}
        self.zone_name, self.zone = main_zone(scenario)

    def draw(
        self,
        axis: Axes,
        held: Mapping[str, str],
        troops: Mapping[str, Mapping[str, float]],
        changed: set[str],
    ) -> None:
        """Draw one panel."""
        self._frame(axis)
        self._cells(axis, held)
        self._links(axis)
        labels = Labels(axis)
        self._roads(axis, labels)
        self._towns(axis, held, troops, changed, labels)
        labels.place()

    def _frame(self, axis: Axes) -> None:
        margin = 1.04 * self.radius
        xs = [x for x, _ in self.points.values()]
        ys = [y for _, y in self.points.values()]
        axis.set_xlim(min(xs) - margin, max(xs) + margin)
        axis.set_ylim(min(ys) - margin, max(ys) + margin)
        axis.set_aspect("equal")
        axis.set_axis_off()

    def _cells(self, axis: Axes, held: Mapping[str, str]) -> None:
        lines: list[tuple[Point, Point]] = []
        zone: list[tuple[Point, Point]] = []
        for key, edges in self.cells.items():
            look = self._look(held[key])
            axis.add_patch(
                Polygon(
                    [edge.first for edge in edges],
                    facecolor=pale(look.colour),
                    edgecolor=look.colour,
                    hatch=look.hatch,
                    linewidth=0.0,
                    zorder=1,
                )
            )
            for edge in edges:
                beyond = edge.beyond
                if beyond is not None and self._hostile(held[key], held[beyond]):
                    lines.append((edge.first, edge.last))
                if key in self.zone and beyond not in self.zone:
                    zone.append(_inward(edge, self.points[key]))
        axis.add_collection(LineCollection(lines, colors=BLACK, linewidths=2.6, zorder=3))
        axis.add_collection(
            LineCollection(zone, colors="#333333", linewidths=1.3, linestyles=(0, (4, 2)), zorder=3)
        )

    def _hostile(self, one: str, other: str) -> bool:
        parties = self.scenario.scenario.parties
        camps = [parties[key].camp if key in parties else None for key in (one, other)]
        return None not in camps and camps[0] != camps[1]

    def _look(self, party: str) -> PartyLook:
        return self.looks.get(party) or PartyLook(GREY, "-", "", "?")

    def _links(self, axis: Axes) -> None:
        sectors = self.scenario.scenario.sectors
        pairs = {
            tuple(sorted((key, other)))
            for key, sector in sectors.items()
            for other in sector.neighbours
            if other in self.points
        }
        links = [(self.points[a], self.points[b]) for a, b in sorted(pairs)]
        axis.add_collection(
            LineCollection(links, colors="white", linewidths=1.6, alpha=0.8, zorder=2)
        )
        axis.add_collection(LineCollection(links, colors="#666666", linewidths=0.5, zorder=2))

    def _roads(self, axis: Axes, labels: Labels) -> None:
        for place, road in enumerate(self.scenario.scenario.roads.values()):
            course = [self.points[key] for key in road.course]
            colour = ROAD_COLOURS[place % len(ROAD_COLOURS)]
            axis.plot(*zip(*course, strict=True), color="white", linewidth=5.0, zorder=3.5,
                      solid_joinstyle="round")  # fmt: skip
            axis.plot(
                *zip(*course, strict=True), color=colour, linewidth=2.6, zorder=3.6,
                linestyle=ROAD_DASHES[place % len(ROAD_DASHES)], solid_joinstyle="round",
            )  # fmt: skip
            labels.on_line(course, plain(road.name), colour)

    def _towns(
        self,
        axis: Axes,
        held: Mapping[str, str],
        troops: Mapping[str, Mapping[str, float]],
        changed: set[str],
        labels: Labels,
    ) -> None:
        for key, (x, y) in self.points.items():
            look = self._look(held[key])
            sector = self.scenario.scenario.sectors[key]
            axis.plot([x], [y], marker="o", markersize=11, color="white", markeredgewidth=1.4,
                      markeredgecolor=look.colour, zorder=5)  # fmt: skip
            axis.text(x, y, look.letters, ha="center", va="center_baseline", zorder=6,
                      fontsize=LETTERS.get(len(look.letters), 5.0), fontweight="bold")  # fmt: skip
            if key in changed:
                axis.plot([x], [y], marker="o", markersize=18, color="none", markeredgewidth=2.2,
                          markeredgecolor=BLACK, zorder=5)  # fmt: skip
            labels.town((x, y), start_case(plain(lowered(sector.name))), ringed=key in changed)
            marks = [(who, POST) for who, posts in sector.posts.items() if number(posts) > 0]
            marks += [(who, FORCE) for who in troops.get(key, {})]
            for place, (who, shape) in enumerate(marks):
                offset = 15 if key in changed else 12
                self._mark(axis, (x, y), offset + 9 * place, shape, self._look(who).colour)
                labels.block((x, y), offset + 9 * place)

    @staticmethod
    def _mark(axis: Axes, point: Point, offset: float, shape: str, colour: str) -> None:
        figure = axis.get_figure()
        per_point = 1.0 / 72.0
        shift = mpl.transforms.ScaledTranslation(
            -offset * per_point,
            0,
            figure.dpi_scale_trans,  # type: ignore[union-attr]
        )
        axis.plot([point[0]], [point[1]], marker=shape, markersize=7, color=colour, zorder=5,
                  markeredgecolor=BLACK, markeredgewidth=0.7,
                  transform=axis.transData + shift)  # fmt: skip

    def legend(
        self,
        figure: Figure,
        held: set[str],
        changed: set[str],
        troops: tuple[Mapping[str, Mapping[str, float]], ...],
    ) -> None:
        """Explain colours, hatching, letters, lines and marks under the panels."""
        handles: list[Any] = []
        for key in self.scenario.scenario.parties:
            if key in held:
                look = self._look(key)
                name = plain(self.scenario.scenario.parties[key].name)
                handles.append(
                    Patch(
                        facecolor=pale(look.colour),
                        edgecolor=look.colour,
                        hatch=look.hatch,
                        label=f"{look.letters}: {start_case(name)}",
                    )
                )
        for place, road in enumerate(self.scenario.scenario.roads.values()):
            handles.append(
                Line2D(
                    [],
                    [],
                    color=ROAD_COLOURS[place % len(ROAD_COLOURS)],
                    linewidth=2.6,
                    linestyle=ROAD_DASHES[place % len(ROAD_DASHES)],
                    label=road.name,
                )
            )
        handles.append(Line2D([], [], color=BLACK, linewidth=2.6, label="Front line"))
        if self.zone:
            handles.append(Line2D([], [], color="#333333", linewidth=1.3, linestyle=(0, (4, 2)),
                                  label=start_case(self.zone_name.split(",")[0])))  # fmt: skip
        handles += self._troop_handles(troops)
        if changed:
            handles.append(Line2D([], [], linestyle="", marker="o", markersize=11, color="none",
                                  markeredgecolor=BLACK, markeredgewidth=2.2,
                                  label="Changed hands"))  # fmt: skip
        columns = min(6, (len(handles) + 1) // 2)
        figure.legend(
            handles=handles, loc="lower center", ncols=columns, fontsize=9, frameon=False,
            bbox_to_anchor=(0.5, 0.005), handlelength=2.4, columnspacing=1.6,
        )  # fmt: skip

    def _troop_handles(self, troops: tuple[Mapping[str, Mapping[str, float]], ...]) -> list[Line2D]:
        found: list[Line2D] = []
        sectors = self.scenario.scenario.sectors.values()
        for key in self.scenario.scenario.parties:
            posts = any(number(sector.posts.get(key, 0.0)) > 0 for sector in sectors)
            forces = any(key in here for panel in troops for here in panel.values())
            for present, shape, what in ((posts, POST, "post"), (forces, FORCE, "troops")):
                if present:
                    found.append(
                        Line2D(
                            [],
                            [],
                            linestyle="",
                            marker=shape,
                            markersize=8,
                            color=self._look(key).colour,
                            markeredgecolor=BLACK,
                            label=f"{self.names.label(key)}: {what}",
                        )
                    )
        return found


def _inward(edge: Edge, centre: Point) -> tuple[Point, Point]:
    """Move an edge a little towards its town, so that zones that touch show two outlines."""

    def moved(point: Point) -> Point:
        return (
            point[0] + 0.06 * (centre[0] - point[0]),
            point[1] + 0.06 * (centre[1] - point[1]),
        )

    return moved(edge.first), moved(edge.last)
