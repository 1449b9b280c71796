"""The map of a scenario as shapes on a sheet, which a page draws once and a script then colours.

The places, the cells around them and the names are those of the map in the reports.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from matplotlib.colors import to_hex

from sim.questions.run.map import ROAD_COLOURS
from sim.questions.run.places import cell, main_zone, positions, reach
from sim.shared.labels import Labels
from sim.shared.look import new_figure, pale, party_looks
from sim.shared.names import Names
from sim.shared.wording import lowered, number, plain, start_case

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sim.questions.run.places import Point
    from sim.scenario.scenario import Scenario

# The longer side of the sheet in its own units, which are points for the letters on it.
# Names have a fixed size, so that a map with few places is drawn smaller, and shown larger.
_LEAST_SIDE, _MOST_SIDE, _SIDE_FOR_A_PLACE = 260.0, 380.0, 63.0
_POINTS_PER_INCH = 72.0
_MARGIN = 1.04
_BESIDE = 12.0
# Names of the hatchings of `sim.shared.look`, as the template of the map draws them.
PATTERNS = {
    "": "plain",
    "///": "rising",
    "|||": "upright",
    "...": "dots",
    "xxx": "crossed",
    "\\\\\\": "falling",
    "ooo": "rings",
    "+++": "grid",
    "---": "level",
}
_ROAD_DASHES = ("", "12 4", "5 3", "12 3 3 3")


Shapes = dict[str, Any]


def ground_of(scenario: Scenario) -> Shapes:
    """Lay out the map of a scenario.

    Parameters
    ----------
    scenario : Scenario
        Whose map it is.

    Returns
    -------
    dict
        In units of a sheet whose y axis points down: ``width`` and ``height``; ``places``, the
        sectors with their cells, towns and names; ``borders``, lines between neighbouring cells, a
        front where hostile parties hold them; ``zone_name`` and ``zone``, the zone that the main
        agreement speaks of most and its outline; ``ways``, the roads; and ``holders``, as
        `holders_of` gives them.
    """
    points = positions(scenario)
    radius = reach(points)
    xs, ys = zip(*points.values(), strict=True)
    left, right = min(xs) - _MARGIN * radius, max(xs) + _MARGIN * radius
    low, high = min(ys) - _MARGIN * radius, max(ys) + _MARGIN * radius
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
            {
                "key": key,
                "name": _town(scenario, key),
                "x": x,
                "y": y,
                "outline": _corners([at(edge.first) for edge in edges]),
                "label_x": round(x + shift[0], 1),
                "label_y": round(y - shift[1], 1),
                "holder": sector.holder,
                "posts": tuple(who for who, posts in sector.posts.items() if number(posts) > 0),
            }
        )
        for edge in edges:
            ends = dict(
                zip(("x1", "y1", "x2", "y2"), (*at(edge.first), *at(edge.last)), strict=True)
            )
            if edge.beyond is not None and key < edge.beyond:
                borders.append({"one": key, "other": edge.beyond} | ends)
            if key in zone and edge.beyond not in zone:
                around.append(ends)
    return {
        "width": round(width, 1),
        "height": round(height, 1),
        "places": places,
        "borders": borders,
        "zone_name": start_case(zone_name.split(",")[0]),
        "zone": around,
        "ways": _ways(scenario, points, labels, at),
        "holders": holders_of(scenario),
    }


def _longer_side(places: int) -> float:
    return min(_MOST_SIDE, max(_LEAST_SIDE, _SIDE_FOR_A_PLACE * math.sqrt(places)))


def _labels(
    scenario: Scenario,
    points: Mapping[str, Point],
    size: Point,
    limits: tuple[float, float, float, float],
) -> Labels:
    """Hand towns and roads to the module that places names on the maps of the reports."""
    figure = new_figure((size[0] / _POINTS_PER_INCH, size[1] / _POINTS_PER_INCH))
    axis = figure.add_axes((0, 0, 1, 1))
    axis.set_xlim(*limits[:2])
    axis.set_ylim(*limits[2:])
    labels = Labels(axis)
    for road in scenario.scenario.roads.values():
        labels.on_line([points[key] for key in road.course], plain(road.name), "")
    for key, point in points.items():
        labels.town(point, _town(scenario, key), ringed=False)
        # Troops and posts stand to the left of a town, as many as there may be.
        labels.block(point, _BESIDE)
    return labels


def _town(scenario: Scenario, key: str) -> str:
    return start_case(plain(lowered(scenario.scenario.sectors[key].name)))


def _ways(
    scenario: Scenario, points: Mapping[str, Point], labels: Labels, at: Callable[[Point], Point]
) -> list[Shapes]:
    roads = scenario.scenario.roads.values()
    ways = []
    for place, (road, (spot, name, _)) in enumerate(zip(roads, labels.line_spots(), strict=True)):
        x, y = at(spot)
        course = _corners([at(points[key]) for key in road.course])
        colour = ROAD_COLOURS[place % len(ROAD_COLOURS)]
        dashes = _ROAD_DASHES[place % len(_ROAD_DASHES)]
        ways.append(
            {"name": name, "course": course, "x": x, "y": y, "colour": colour, "dashes": dashes}
        )
    return ways


def _corners(points: list[Point]) -> str:
    return " ".join(f"{x:g},{y:g}" for x, y in points)


def holders_of(scenario: Scenario) -> list[dict[str, str]]:
    """Give the parties as a map and its key show them, in the order of the file.

    Parameters
    ----------
    scenario : Scenario
        Whose parties they are.

    Returns
    -------
    list of dict
        ``key``, ``name``, ``label`` (the name in short) and ``spoken`` (as it stands in a
        sentence); ``letters`` in the towns that it holds; ``colour`` of its lines, ``pale`` of its
        ground, and the ``pattern`` that hatches it; ``camp``, empty where it has none.
    """
    names, looks = Names(scenario), party_looks(scenario)
    return [
        {
            "key": key,
            "name": start_case(plain(party.name)),
            "label": names.label(key),
            "spoken": names.spoken(key),
            "letters": looks[key].letters,
            "colour": looks[key].colour,
            "pale": to_hex(pale(looks[key].colour)),
            "pattern": PATTERNS.get(looks[key].hatch, "plain"),
            "camp": party.camp or "",
        }
        for key, party in scenario.scenario.parties.items()
    ]
