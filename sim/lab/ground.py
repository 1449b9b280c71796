"""The map of a scenario as shapes on a sheet, which a page draws once and a script then colours.

The places, the cells around them and the names are those of the map in the reports.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from matplotlib.colors import to_hex

from sim.questions.run.map import ROAD_COLOURS
from sim.questions.run.places import cell, main_zone, positions, reach
from sim.shared.labels import Labels
from sim.shared.look import new_figure, pale, party_looks
from sim.shared.names import Names
from sim.shared.wording import lowered, number, plain, start_case

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from sim.questions.run.places import Point
    from sim.scenario.scenario import Scenario

# The longer side of the sheet in its own units, which are points for the letters on it.
# Names have a fixed size, so that a map with few places is drawn smaller, and shown larger.
LEAST_SIDE, MOST_SIDE, SIDE_FOR_A_PLACE = 260.0, 380.0, 63.0
POINTS_PER_INCH = 72.0
MARGIN = 1.04
BESIDE = 12.0
# Names of the hatchings of `sim.shared.look`, as the template of the map draws them.
PATTERNS = {
    "": "plain",
    "///": "rising",
    "...": "dots",
    "xxx": "crossed",
    "\\\\\\": "falling",
    "ooo": "rings",
    "+++": "grid",
    "---": "level",
}
ROAD_DASHES = ("", "12 4", "5 3", "12 3 3 3")


@dataclass(frozen=True)
class Place:
    """A sector on the sheet.

    Parameters
    ----------
    key, name : str
        Its id and name.
    x, y : float
        Where its town lies.
    outline : str
        Corners of its cell, as SVG writes them.
    label_x, label_y : float
        Middle of its name.
    holder : str
        Party that holds it on the first day.
    posts : tuple of str
        Parties with observation posts there.
    """

    key: str
    name: str
    x: float
    y: float
    outline: str
    label_x: float
    label_y: float
    holder: str
    posts: tuple[str, ...]


@dataclass(frozen=True)
class Border:
    """A line between two cells, or around a zone."""

    one: str
    other: str
    x1: float
    y1: float
    x2: float
    y2: float


@dataclass(frozen=True)
class Way:
    """A road.

    Parameters
    ----------
    name : str
        Its name.
    course : str
        Its points, as SVG writes them.
    x, y : float
        Middle of its name.
    colour, dashes : str
        How it is drawn.
    """

    name: str
    course: str
    x: float
    y: float
    colour: str
    dashes: str


@dataclass(frozen=True)
class Holder:
    """A party in the key of the map.

    Parameters
    ----------
    key, name, label, spoken : str
        Its id, its name, its name in short, and as it stands in a sentence.
    letters : str
        What stands in the towns that it holds.
    colour, pale : str
        Colour of its lines and of its ground.
    pattern : str
        Which hatching its ground has.
    camp : str
        Its side; empty where it has none.
    """

    key: str
    name: str
    label: str
    spoken: str
    letters: str
    colour: str
    pale: str
    pattern: str
    camp: str


@dataclass(frozen=True)
class Ground:
    """A map.

    Parameters
    ----------
    width, height : float
        Of the sheet.
    places : tuple of Place
        The sectors.
    borders : tuple of Border
        Lines between neighbouring cells; a front where hostile parties hold them.
    zone_name : str
        Zone that the main agreement speaks of most; empty where there is none.
    zone : tuple of Border
        Its outline.
    ways : tuple of Way
        The roads.
    holders : tuple of Holder
        The parties.
    """

    width: float
    height: float
    places: tuple[Place, ...]
    borders: tuple[Border, ...]
    zone_name: str
    zone: tuple[Border, ...]
    ways: tuple[Way, ...]
    holders: tuple[Holder, ...]


def ground_of(scenario: Scenario) -> Ground:
    """Lay out the map of a scenario.

    Parameters
    ----------
    scenario : Scenario
        Whose map it is.

    Returns
    -------
    Ground
        In units of a sheet whose y axis points down.
    """
    points = positions(scenario)
    radius = reach(points)
    xs, ys = zip(*points.values(), strict=True)
    left, right = min(xs) - MARGIN * radius, max(xs) + MARGIN * radius
    low, high = min(ys) - MARGIN * radius, max(ys) + MARGIN * radius
    scale = _longer_side(len(points)) / max(right - left, high - low)
    width, height = (right - left) * scale, (high - low) * scale

    def at(point: Point) -> Point:
        return round((point[0] - left) * scale, 1), round((high - point[1]) * scale, 1)

    labels = _labels(scenario, points, (width, height), (left, right, low, high))
    spots = {town.name: shift for town, shift in labels.spots()}
    zone_name, zone = main_zone(scenario)
    places, borders, around = [], [], []
    for key, sector in scenario.scenario.sectors.items():
        edges = cell(key, points, radius)
        (x, y), shift = at(points[key]), spots[_town(scenario, key)]
        places.append(
            Place(
                key=key,
                name=_town(scenario, key),
                x=x,
                y=y,
                outline=_corners([at(edge.first) for edge in edges]),
                label_x=round(x + shift[0], 1),
                label_y=round(y - shift[1], 1),
                holder=sector.holder,
                posts=tuple(who for who, posts in sector.posts.items() if number(posts) > 0),
            )
        )
        for edge in edges:
            ends = (*at(edge.first), *at(edge.last))
            if edge.beyond is not None and key < edge.beyond:
                borders.append(Border(key, edge.beyond, *ends))
            if key in zone and edge.beyond not in zone:
                around.append(Border(key, edge.beyond or "", *ends))
    return Ground(
        round(width, 1),
        round(height, 1),
        tuple(places),
        tuple(borders),
        start_case(zone_name.split(",")[0]),
        tuple(around),
        tuple(_ways(scenario, points, labels, at)),
        holders_of(scenario),
    )


def _longer_side(places: int) -> float:
    return min(MOST_SIDE, max(LEAST_SIDE, SIDE_FOR_A_PLACE * math.sqrt(places)))


def _labels(
    scenario: Scenario,
    points: Mapping[str, Point],
    size: Point,
    limits: tuple[float, float, float, float],
) -> Labels:
    """Hand towns and roads to the module that places names on the maps of the reports."""
    figure = new_figure((size[0] / POINTS_PER_INCH, size[1] / POINTS_PER_INCH))
    axis = figure.add_axes((0, 0, 1, 1))
    axis.set_xlim(*limits[:2])
    axis.set_ylim(*limits[2:])
    labels = Labels(axis)
    for road in scenario.scenario.roads.values():
        labels.on_line([points[key] for key in road.course], plain(road.name), "")
    for key, point in points.items():
        labels.town(point, _town(scenario, key), ringed=False)
        # Troops and posts stand to the left of a town, as many as there may be.
        labels.block(point, BESIDE)
    return labels


def _town(scenario: Scenario, key: str) -> str:
    return start_case(plain(lowered(scenario.scenario.sectors[key].name)))


def _ways(
    scenario: Scenario,
    points: Mapping[str, Point],
    labels: Labels,
    at: Callable[[Point], Point],
) -> Iterator[Way]:
    roads = scenario.scenario.roads.values()
    for place, (road, (spot, name, _)) in enumerate(zip(roads, labels.line_spots(), strict=True)):
        yield Way(
            name,
            _corners([at(points[key]) for key in road.course]),
            *at(spot),
            ROAD_COLOURS[place % len(ROAD_COLOURS)],
            ROAD_DASHES[place % len(ROAD_DASHES)],
        )


def _corners(points: list[Point]) -> str:
    return " ".join(f"{x:g},{y:g}" for x, y in points)


def holders_of(scenario: Scenario) -> tuple[Holder, ...]:
    """Give the parties as a map and its key show them.

    Parameters
    ----------
    scenario : Scenario
        Whose parties they are.

    Returns
    -------
    tuple of Holder
        In the order of the file.
    """
    names, looks = Names(scenario), party_looks(scenario)
    return tuple(
        Holder(
            key=key,
            name=start_case(plain(party.name)),
            label=names.label(key),
            spoken=names.spoken(key),
            letters=looks[key].letters,
            colour=looks[key].colour,
            pale=to_hex(pale(looks[key].colour)),
            pattern=PATTERNS.get(looks[key].hatch, "plain"),
            camp=party.camp or "",
        )
        for key, party in scenario.scenario.parties.items()
    )
