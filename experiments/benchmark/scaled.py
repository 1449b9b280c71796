"""Scenarios of twice the size: more days, more sectors, more parties; all else as it was."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

from sim.scenario.check import pointers
from sim.scenario.load import scenario_from_tree
from sim.scenario.tree import tree_of

if TYPE_CHECKING:
    from collections.abc import Mapping

Tree = dict[str, Any]
COPY = "_twin"
APART = 20.0
# A way leads from one neighbour to the next, so that no second one can be put behind it.
WAYS = {("roads", "course"), ("obligations", "route")}
# Whom a sector faces off the map makes fronts, and their number shall stay.
FRONTS = {("sectors", "faces")}


def without_end(tree: Mapping[str, Any]) -> Tree:
    """Have a scenario go on to its horizon, whatever ends before.

    Parameters
    ----------
    tree : mapping
        Completed tree.

    Returns
    -------
    dict
        A copy that is a series.
    """
    found = copy.deepcopy(dict(tree))
    found["scenario"]["series"] = True
    return found


def doubled_sectors(tree: Mapping[str, Any]) -> Tree:
    """Lay a second map beside the first, alike, joined by one pair of neighbours.

    Parameters
    ----------
    tree : mapping
        Completed tree.

    Returns
    -------
    dict
        A copy. Zones, aims and operations are of both maps; patrols stay on the first.
    """
    found = copy.deepcopy(dict(tree))
    what = found["scenario"]
    twins = {}
    for name, sector in what["sectors"].items():
        twin = copy.deepcopy(sector)
        twin["neighbours"] = [other + COPY for other in sector["neighbours"]]
        twin["lat"] = sector["lat"] - APART
        twins[name + COPY] = twin
    for collection, field, pool in pointers():
        if pool == "sectors" and (collection, field) not in WAYS and collection != "sectors":
            for entity in what[collection].values():
                entity[field] = [*entity[field], *(other + COPY for other in entity[field])]
    first = next(iter(what["sectors"]))
    what["sectors"][first]["neighbours"] = [*what["sectors"][first]["neighbours"], first + COPY]
    what["sectors"] |= twins
    return _checked(found)


def doubled_parties(tree: Mapping[str, Any]) -> Tree:
    """Give each party a twin in the same camp, under the same texts, with a like sponsor.

    Parameters
    ----------
    tree : mapping
        Completed tree.

    Returns
    -------
    dict
        A copy. The sectors of a party are shared out between it and its twin, so that
        the number of fronts stays.
    """
    found = copy.deepcopy(dict(tree))
    what = found["scenario"]
    for collection, field, pool in pointers():
        if pool != "parties" or (collection, field) in FRONTS:
            continue
        for entity in what[collection].values():
            entity[field] = _with_twins(entity[field])
    for duty in what["obligations"].values():
        readings = {reader: _with_twins(owers) for reader, owers in duty["readings"].items()}
        duty["readings"] = readings
    what["parties"] |= {
        name + COPY: copy.deepcopy(party) for name, party in what["parties"].items()
    }
    for name, tie in list(what["ties"].items()):
        what["ties"][name + COPY] = copy.deepcopy(tie) | {
            "sponsor": tie["sponsor"] + COPY,
            "client": tie["client"] + COPY,
        }
    held: dict[str, int] = {}
    for sector in what["sectors"].values():
        holder = sector["holder"]
        held[holder] = held.get(holder, 0) + 1
        if held[holder] % 2 == 0:
            sector["holder"] = holder + COPY
    return _checked(found)


def _with_twins(value: Any) -> Any:  # noqa: ANN401 - an id, several, a map of ids, or none
    if isinstance(value, dict):
        return value | {name + COPY: copy.deepcopy(item) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [*value, *(name + COPY for name in value)]
    return value


def _checked(tree: Tree) -> Tree:
    return tree_of(scenario_from_tree(tree))
