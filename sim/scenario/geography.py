"""Checks that the map of a scenario holds together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from sim.scenario.errors import Problem
from sim.scenario.scenario import Description

Links = dict[str, set[str]]


def links(what: Description) -> Links:
    """Neighbours of each sector; a pair stated on one side counts for both.

    Parameters
    ----------
    what : Description
        The description.

    Returns
    -------
    dict
        Set of neighbours by sector.
    """
    found: Links = {name: set() for name in what.sectors}
    for name, sector in what.sectors.items():
        for other in sector.neighbours:
            if other in found:
                found[name].add(other)
                found[other].add(name)
    return found


def map_problems(what: Description) -> Iterator[Problem]:
    """Find faults of the map: pieces apart, broken courses, places on top of each other.

    Parameters
    ----------
    what : Description
        The description.

    Yields
    ------
    Problem
        Each fault.
    """
    neighbours = links(what)
    for name, sector in what.sectors.items():
        if name in sector.neighbours:
            key = f"scenario.sectors.{name}.neighbours"
            yield Problem(key, "a sector is not its own neighbour", "Leave it out")
    yield from _apart(neighbours)
    yield from _same_position(what)
    for name, road in what.roads.items():
        yield from _course(f"scenario.roads.{name}.course", road.course, neighbours)
    for name, obligation in what.obligations.items():
        key = f"scenario.obligations.{name}.route"
        if len(obligation.route) == 1:
            yield Problem(key, "a route needs two sectors or more", "Add where it goes")
        yield from _course(key, obligation.route, neighbours)


def _apart(neighbours: Links) -> Iterator[Problem]:
    if not neighbours:
        yield Problem("scenario.sectors", "there is no sector", "State one")
        return
    first = min(neighbours)
    reached = {first}
    open_ends = [first]
    while open_ends:
        new = neighbours[open_ends.pop()] - reached
        reached |= new
        open_ends.extend(new)
    beyond = sorted(set(neighbours) - reached)
    if beyond:
        yield Problem(
            "scenario.sectors",
            f"no chain of neighbours leads from {first} to {', '.join(beyond)}",
            "Add neighbours until the map is in one piece",
        )


def _same_position(what: Description) -> Iterator[Problem]:
    seen: dict[object, str] = {}
    for name, sector in what.sectors.items():
        position = (sector.lat, sector.lon)
        if position in seen:
            yield Problem(
                f"scenario.sectors.{name}.lat",
                f"{name} lies exactly where {seen[position]} lies",
                "State lat and lon of both",
            )
        seen.setdefault(position, name)


def _course(key: str, course: Sequence[str], neighbours: Links) -> Iterator[Problem]:
    for here, there in pairwise(course):
        if here in neighbours and there in neighbours and there not in neighbours[here]:
            yield Problem(
                key,
                f"{here} and {there} follow each other but are not neighbours",
                "Name the sectors between them, or make them neighbours",
            )
