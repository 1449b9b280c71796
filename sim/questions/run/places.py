"""Where things lie on a map: positions, cells around them, and who holds what when."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.shared.wording import number

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sim.day.events import EventLog
    from sim.scenario.scenario import Scenario

Point = tuple[float, float]
CORNERS = 48


@dataclass(frozen=True)
class Edge:
    """One side of a cell, and the sector on its other side, if any."""

    first: Point
    last: Point
    beyond: str | None


def positions(scenario: Scenario) -> dict[str, Point]:
    """Place the sectors on a plane.

    Parameters
    ----------
    scenario : Scenario
        Whose sectors they are.

    Returns
    -------
    dict
        Kilometres east and north by sector; where a scenario has no coordinates, a layout of
        its network that is the same each time.
    """
    sectors = scenario.scenario.sectors
    points = {
        key: (number(sector.lon), number(sector.lat)) for key, sector in sorted(sectors.items())
    }
    if len(set(points.values())) < len(points):
        return _layout(scenario)
    middle = sum(lat for _, lat in points.values()) / len(points)
    east = 111.32 * math.cos(math.radians(middle))
    return {key: (lon * east, lat * 110.57) for key, (lon, lat) in points.items()}


def _layout(scenario: Scenario) -> dict[str, Point]:
    # networkx is slow to import, and most scenarios have coordinates.
    import networkx as nx  # noqa: PLC0415

    sectors = scenario.scenario.sectors
    graph = nx.Graph()
    graph.add_nodes_from(sorted(sectors))
    graph.add_edges_from(
        sorted((key, other) for key in sectors for other in sectors[key].neighbours)
    )
    start = nx.circular_layout(graph)
    placed = nx.kamada_kawai_layout(graph, pos=start) if len(graph) > 1 else start
    # Rounded, so that the last bits of a processor do not show in the picture.
    return {
        key: (round(float(x) * 50, 3), round(float(y) * 50, 3)) for key, (x, y) in placed.items()
    }


def reach(points: Mapping[str, Point]) -> float:
    """Choose how far a cell may reach from its town: so that most neighbours touch."""
    nearest = sorted(
        min((math.dist(a, b) for other, b in points.items() if other != key), default=20.0)
        for key, a in points.items()
    )
    return 1.2 * nearest[int(0.85 * (len(nearest) - 1))]


def cell(key: str, points: Mapping[str, Point], radius: float) -> list[Edge]:
    """Cut a disc around a sector down to what lies nearer to it than to any other.

    Parameters
    ----------
    key : str
        The sector.
    points : mapping
        Positions of all sectors.
    radius : float
        Radius of the disc.

    Returns
    -------
    list of Edge
        The outline, anticlockwise.
    """
    x, y = points[key]
    corners = [
        (
            x + radius * math.cos(2 * math.pi * step / CORNERS),
            y + radius * math.sin(2 * math.pi * step / CORNERS),
        )
        for step in range(CORNERS)
    ]
    outline = [
        Edge(corner, corners[(place + 1) % CORNERS], None) for place, corner in enumerate(corners)
    ]
    for other, point in sorted(points.items()):
        if other != key and math.dist(point, (x, y)) < 2 * radius:
            outline = _cut(outline, (x, y), point, other)
    return outline


def _cut(outline: Sequence[Edge], own: Point, other: Point, name: str) -> list[Edge]:
    """Keep the part of an outline that is nearer to one point than to another."""

    def beyond(point: Point) -> float:
        return math.dist(point, own) ** 2 - math.dist(point, other) ** 2

    kept: list[Edge] = []
    leaving: Point | None = None
    entering: Point | None = None
    for edge in outline:
        a, b = beyond(edge.first), beyond(edge.last)
        if a <= 0 and b <= 0:
            kept.append(edge)
        elif a <= 0 or b <= 0:
            share = a / (a - b)
            crossing = (
                edge.first[0] + share * (edge.last[0] - edge.first[0]),
                edge.first[1] + share * (edge.last[1] - edge.first[1]),
            )
            if a <= 0:
                leaving = crossing
                kept.append(Edge(edge.first, crossing, edge.beyond))
            else:
                entering = crossing
                kept.append(Edge(crossing, edge.last, edge.beyond))
    if leaving is not None and entering is not None:
        place = next(index for index, edge in enumerate(kept) if edge.last == leaving)
        kept.insert(place + 1, Edge(leaving, entering, name))
    return kept


def holders(scenario: Scenario, log: EventLog) -> tuple[dict[str, str], dict[str, str]]:
    """Say who held each sector at the start and at the end of a run.

    Parameters
    ----------
    scenario : Scenario
        What was run.
    log : EventLog
        What happened.

    Returns
    -------
    tuple of dict
        Holder by sector, at the start and at the end.
    """
    start = {key: sector.holder for key, sector in scenario.scenario.sectors.items()}
    end = dict(start)
    for event in log.of("sector"):
        end[event.sector] = event.actor
    return start, end


def garrisons(
    scenario: Scenario, log: EventLog
) -> tuple[dict[str, dict[str, float]], dict[str, dict[str, float]]]:
    """Say which guarantors had fighting troops where, at the start and at the end.

    Parameters
    ----------
    scenario : Scenario
        What was run.
    log : EventLog
        What happened.

    Returns
    -------
    tuple of dict
        Strength by guarantor by sector, at the start and at the end.
    """
    parties = scenario.scenario.parties
    start = {
        key: {who: number(size) for who, size in sector.forces.items() if number(size) > 0}
        for key, sector in scenario.scenario.sectors.items()
    }
    end = {key: dict(forces) for key, forces in start.items()}
    for event in log.of("deployment", "sector"):
        here = end.setdefault(event.sector, {})
        if event.kind == "deployment" and event.form == "arrived":
            here[event.actor] = here.get(event.actor, 0.0) + event.severity
        elif event.kind == "sector" and event.form == "captured":
            taker = parties[event.actor].camp if event.actor in parties else None
            for who in [who for who in here if who in parties]:
                if None not in (taker, parties[who].camp) and parties[who].camp != taker:
                    del here[who]
    return start, end


def main_zone(scenario: Scenario) -> tuple[str, frozenset[str]]:
    """Choose the zone that the main agreement speaks of most.

    Parameters
    ----------
    scenario : Scenario
        Whose zone it is.

    Returns
    -------
    tuple of (str, frozenset)
        Name and sectors; empty where no clause has a zone smaller than the map.
    """
    described = scenario.scenario
    weights: dict[str, float] = {}
    for duty in described.obligations.values():
        if duty.agreement == described.main and duty.active and duty.zone:
            zone = described.zones[duty.zone]
            if len(set(zone.sectors)) < len(described.sectors):
                weights[duty.zone] = weights.get(duty.zone, 0.0) + number(duty.importance)
    if not weights:
        return "", frozenset()
    chosen = min(weights, key=lambda key: (-weights[key], key))
    return described.zones[chosen].name, frozenset(described.zones[chosen].sectors)
