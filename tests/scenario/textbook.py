"""A small sound tree for tests, independent of the shipped files."""

from __future__ import annotations

import copy
from typing import Any

import yaml

TREE: dict[str, Any] = {
    "name": "own/small",
    "scenario": {
        "title": "Two parties and a patron",
        "summary": "A tree for tests. It says as little as it can.",
        "start": "2001-01-01",
        "main": "truce",
        "camps": {"blue": "The blue side", "red": "The red side"},
        "sources": {"un_2001": "United Nations, a report of 2001"},
        "parties": {
            "party_a": {"name": "A", "kind": "armed_group", "camp": "blue"},
            "party_b": {"name": "B", "kind": "armed_group", "camp": "red"},
            "patron": {"name": "Patron", "kind": "state", "camp": "blue", "fights": False},
        },
        "ties": {
            "patron_party_a": {
                "sponsor": "patron",
                "client": "party_a",
                "leverage": {
                    "early": {"from": "2001-01-01", "value": 0.5},
                    "late": {"from": "2001-06-01", "value": 0.2},
                },
                "source": "un_2001: says so",
            }
        },
        "sectors": {
            "north": {"name": "North", "lat": 1, "holder": "party_a", "neighbours": ["middle"]},
            "middle": {"name": "Middle", "lat": 2, "holder": "party_a"},
            "south": {"name": "South", "lat": 3, "holder": "party_b", "neighbours": ["middle"]},
        },
        "roads": {"highway": {"name": "Highway", "course": ["north", "middle", "south"]}},
        "zones": {"line": {"name": "The line", "sectors": ["middle", "south"]}},
        "agreements": {
            "truce": {
                "name": "Truce",
                "form": "cessation",
                "starts": "2001-01-01",
                "signatories": ["party_a", "party_b"],
            },
            "peace": {"name": "Peace", "form": "definitive", "signatories": ["party_a"]},
        },
        "obligations": {
            "cease_fire": {
                "agreement": "truce",
                "clause": "1",
                "text": "The parties cease fire.",
                "kind": "refrain",
                "owed_by": ["party_a", "party_b"],
            },
            "withdraw": {
                "agreement": "truce",
                "clause": "2",
                "text": "Groups shall be withdrawn.",
                "kind": "deliver",
                "wording": "passive",
                "readings": {"party_a": ["party_b"], "party_b": ["party_a"]},
                "zone": "line",
                "due": "2001-02-01",
                "difficulty": ["beta", 2, 5],
            },
            "patrol": {
                "agreement": "truce",
                "clause": "3",
                "text": "The parties patrol the highway.",
                "kind": "repeat",
                "owed_by": ["party_a"],
                "route": ["north", "middle", "south"],
                "begins": 10,
            },
        },
        "monitors": {
            "mission": {"name": "Mission", "kind": "mission", "zone": "line", "rides_on": "patrol"}
        },
        "shocks": {
            "flight": {
                "on": "2001-03-01",
                "variable": "people",
                "subject": "south",
                "change": "multiply",
                "value": 0.5,
            }
        },
    },
    "behaviour": {"retaliation": {"ratio": 0.2}},
    "measurement": {},
}


def small_tree() -> dict[str, Any]:
    """Give a copy of the tree that a test may change."""
    return copy.deepcopy(TREE)


def put(tree: dict[str, Any], dotted: str, value: Any) -> dict[str, Any]:  # noqa: ANN401
    """Set a value, making the maps on the way to it."""
    here = tree
    *before, last = dotted.split(".")
    for key in before:
        here = here.setdefault(key, {})
    here[last] = value
    return tree


def as_file(tree: dict[str, Any], **chosen: str) -> str:
    """Write the description of a tree as a scenario file."""
    return yaml.safe_dump(chosen | tree["scenario"], sort_keys=False)
