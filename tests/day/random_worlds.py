"""Scenarios made up whole: other maps, camps, sponsors, texts and monitors than any file has.

`tests.day.scenarios` changes what may be changed in one rich scenario; here the numbers of parts
and how they hang together are luck too.
"""

from __future__ import annotations

from random import Random
from typing import Any

from hypothesis import strategies as st

from sim.scenario.load import scenario_from_tree
from sim.scenario.tree import tree_of
from tests.day.scenarios import DOCTRINES, rich_tree

Tree = dict[str, Any]
CAMPS = ("red", "blue")
START = "2020-01-01"


def worlds() -> st.SearchStrategy[Tree]:
    """Make sound scenarios up."""
    # A seed each: chosen one by one, the numbers of most examples would be the least there are.
    return st.integers(0, 2**32 - 1).map(lambda seed: _world(Random(seed)))  # noqa: S311 - no secret


def _world(luck: Random) -> Tree:
    armed = _armed(luck)
    sponsors = _sponsors(luck)
    parties = [*armed, *sponsors]
    scenario = {
        "title": "Made up",
        "summary": "Made up.",
        "start": START,
        "main": "main",
        "horizon": 60,
        "camps": {camp: camp for camp in (*CAMPS, "third")},
        "parties": armed | sponsors,
        "ties": _ties(luck, armed, sponsors),
        "sectors": _sectors(luck, list(armed), list(sponsors)),
        "agreements": _agreements(luck, parties),
        "obligations": {f"duty_{n}": _obligation(luck, n, parties) for n in _some(luck, 7)},
        "monitors": {f"monitor_{n}": _monitor(luck, parties) for n in _some(luck, 3)},
        "provisions": {f"provision_{n}": _provision(luck) for n in _some(luck, 2)},
        "series": luck.random() < 0.4,
    }
    common = {name: rich_tree()[name] for name in ("behaviour", "measurement")}
    common["measurement"] = common["measurement"] | {"run_in_days": luck.choice([0, 2])}
    return tree_of(scenario_from_tree({"name": "made_up", "scenario": scenario, **common}))


def _some(luck: Random, most: int) -> range:
    return range(luck.randint(0, most))


def _few(luck: Random, of: list[str], least: int = 1, most: int = 2) -> list[str]:
    return luck.sample(of, luck.randint(min(least, len(of)), min(most, len(of))))


def _armed(luck: Random) -> Tree:
    camps = [camp for camp in CAMPS for _ in range(luck.randint(1, 3))]
    camps += ["third"] * luck.randint(0, 1)
    return {
        f"{camp}_{number}": {
            "name": f"{camp} {number}",
            "kind": luck.choice(["armed_group", "state"]),
            "camp": camp,
            "strength": luck.choice([0.3, 1, 2.5]),
            "control": luck.choice([0.7, 1]),
            "initial_belief": luck.random(),
            "belief_law": luck.choice(["reputation", "bayesian"]),
            "choice_noise": luck.choice([0, 0.5, 2]),
            "weariness": luck.choice([0, 0.4, 1]),
            "worth_of_land": luck.choice([0, 1, 4]),
            "false_alarm": luck.choice([0, 0.05]),
            "missed": luck.choice([0, 0.3]),
            "confusion": luck.choice([0, 0.3]),
            "publishes_counts": luck.random() < 0.3,
            # The rule of weighing first, because most parties have it.
            "doctrine": {"kind": luck.choice(["logit"] * 10 + list(DOCTRINES)), "threshold": 2},
        }
        for number, camp in enumerate(camps)
    }


def _sponsors(luck: Random) -> Tree:
    return {
        f"sponsor_{camp}_{number}": {
            "name": f"sponsor {number} of {camp}",
            "kind": "state",
            "camp": camp,
            "fights": False,
            "publishes_counts": luck.random() < 0.7,
            "initial_belief": luck.random(),
            "displacement_sensitivity": luck.choice([0, 1, 5]),
        }
        for camp in CAMPS
        for number in _some(luck, 2)
    }


def _ties(luck: Random, armed: Tree, sponsors: Tree) -> Tree:
    return {
        f"{sponsor}_of_{client}": {
            "sponsor": sponsor,
            "client": client,
            # Two sponsors of one client together have at most 1.
            "leverage": luck.choice([0, 0.2, 0.5]),
            "stake": luck.random(),
            "supply": luck.choice([0, 0.05]),
            "air_power": luck.choice([0, 1]),
        }
        for sponsor, one in sponsors.items()
        for client, other in armed.items()
        if one["camp"] == other["camp"] and luck.random() < 0.7
    }


def _sectors(luck: Random, armed: list[str], sponsors: list[str]) -> Tree:
    names = [f"sector_{number}" for number in range(luck.randint(len(armed), 14))]
    sectors: Tree = {}
    for number, name in enumerate(names):
        # One neighbour among those before it keeps the map in one piece.
        near = {luck.choice(names[:number])} if number else set()
        near |= set(_few(luck, names, 0)) - {name}
        sectors[name] = {
            "name": name,
            "lat": number,
            "holder": armed[number] if number < len(armed) else luck.choice(armed),
            "neighbours": sorted(near),
            "people": luck.choice([0, 1000, 50_000]),
            "worth": luck.choice([0.5, 1, 3]),
            "tension": luck.choice([0, 0.5]),
            "posts": {luck.choice(sponsors): 1.0} if sponsors and luck.random() < 0.3 else {},
        }
    return sectors


def _agreements(luck: Random, parties: list[str]) -> Tree:
    main = {
        "name": "Main",
        "form": "cessation",
        "starts": START,
        "signatories": _few(luck, parties, 2, len(parties)),
        "worth": luck.choice([0.5, 2]),
        "term_days": luck.choice([None, None, 10, 25]),
    }
    form = {
        "name": "Form",
        "form": "cessation",
        "signatories": _few(luck, parties, 2),
        "term_days": luck.choice([None, 5, 30]),
    }
    return {"main": main, "form": form}


def _obligation(luck: Random, number: int, parties: list[str]) -> Tree:
    kind = luck.choice(["refrain", "deliver", "repeat", "keep"])
    days: Tree = {"due": luck.randint(1, 20)} if kind == "deliver" else {}
    if kind == "repeat":
        days = {"begins": luck.randint(1, 10), "every_days": luck.randint(1, 7)}
    return days | {
        "agreement": luck.choice(["main", "main", "form"]),
        "clause": str(number),
        "text": "Made up.",
        "kind": kind,
        "owed_by": _few(luck, parties, 1, 3),
        "readings": {reader: _few(luck, parties) for reader in _few(luck, parties, 0)},
        "visibility": luck.random(),
        "difficulty": luck.random(),
    }


def _monitor(luck: Random, parties: list[str]) -> Tree:
    return {
        "name": "monitor",
        "kind": luck.choice(["posts", "drones", "commission"]),
        "operated_by": _few(luck, parties, 0),
        "detection": luck.random(),
        "attribution": luck.random(),
        "false_alarm": luck.choice([0, 0.1]),
        "delay_days": luck.randint(0, 4),
        "public": luck.random() < 0.6,
    }


def _provision(luck: Random) -> Tree:
    kinds = ["commission", "mediation", "guarantee", "escape_clause"]
    return {"agreement": "main", "kind": luck.choice(kinds), "strength": luck.random()}
