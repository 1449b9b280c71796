"""Scenarios made up whole: other maps, camps, sponsors, texts and monitors than any file has.

`tests.day.scenarios` changes what may be changed in one rich scenario; here the numbers of parts
and how they hang together are left to chance too.
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
    return st.integers(0, 2**32 - 1).map(world_of)


def world_of(seed: int) -> Tree:
    """Make the sound scenario of a seed up."""
    random = Random(seed)  # noqa: S311 - no secret
    armed = _armed(random)
    sponsors = _sponsors(random)
    parties = [*armed, *sponsors]
    scenario = {
        "title": "Made up",
        "summary": "Made up.",
        "start": START,
        "main": "main",
        "horizon": 60,
        "camps": {camp: camp for camp in (*CAMPS, "third")},
        "parties": armed | sponsors,
        "ties": _ties(random, armed, sponsors),
        "sectors": _sectors(random, list(armed), list(sponsors)),
        "agreements": _agreements(random, parties),
        "obligations": {f"duty_{n}": _obligation(random, n, parties) for n in _some(random, 7)},
        "monitors": {f"monitor_{n}": _monitor(random, parties) for n in _some(random, 3)},
        "provisions": {f"provision_{n}": _provision(random) for n in _some(random, 2)},
        "series": random.random() < 0.4,
    }
    common = {name: rich_tree()[name] for name in ("behaviour", "measurement")}
    common["measurement"] = common["measurement"] | {"run_in_days": random.choice([0, 2])}
    return tree_of(scenario_from_tree({"name": "made_up", "scenario": scenario, **common}))


def _some(random: Random, most: int) -> range:
    return range(random.randint(0, most))


def _few(random: Random, of: list[str], least: int = 1, most: int = 2) -> list[str]:
    return random.sample(of, random.randint(min(least, len(of)), min(most, len(of))))


def _armed(random: Random) -> Tree:
    camps = [camp for camp in CAMPS for _ in range(random.randint(1, 3))]
    camps += ["third"] * random.randint(0, 1)
    return {
        f"{camp}_{number}": {
            "name": f"{camp} {number}",
            "kind": random.choice(["armed_group", "state"]),
            "camp": camp,
            "strength": random.choice([0.3, 1, 2.5]),
            "control": random.choice([0.7, 1]),
            "initial_belief": random.random(),
            "belief_law": random.choice(["reputation", "bayesian"]),
            "choice_noise": random.choice([0, 0.5, 2]),
            "weariness": random.choice([0, 0.4, 1]),
            "worth_of_land": random.choice([0, 1, 4]),
            "false_alarm": random.choice([0, 0.05]),
            "missed": random.choice([0, 0.3]),
            "confusion": random.choice([0, 0.3]),
            "publishes_counts": random.random() < 0.3,
            # The rule of weighing first, because most parties have it.
            "doctrine": {"kind": random.choice(["logit"] * 10 + list(DOCTRINES)), "threshold": 2},
        }
        for number, camp in enumerate(camps)
    }


def _sponsors(random: Random) -> Tree:
    return {
        f"sponsor_{camp}_{number}": {
            "name": f"sponsor {number} of {camp}",
            "kind": "state",
            "camp": camp,
            "fights": False,
            "publishes_counts": random.random() < 0.7,
            "initial_belief": random.random(),
            "displacement_sensitivity": random.choice([0, 1, 5]),
        }
        for camp in CAMPS
        for number in _some(random, 2)
    }


def _ties(random: Random, armed: Tree, sponsors: Tree) -> Tree:
    return {
        f"{sponsor}_of_{client}": {
            "sponsor": sponsor,
            "client": client,
            # Two sponsors of one client together have at most 1.
            "leverage": random.choice([0, 0.2, 0.5]),
            "stake": random.random(),
            "supply": random.choice([0, 0.05]),
            "air_power": random.choice([0, 1]),
        }
        for sponsor, one in sponsors.items()
        for client, other in armed.items()
        if one["camp"] == other["camp"] and random.random() < 0.7
    }


def _sectors(random: Random, armed: list[str], sponsors: list[str]) -> Tree:
    names = [f"sector_{number}" for number in range(random.randint(len(armed), 14))]
    sectors: Tree = {}
    for number, name in enumerate(names):
        # One neighbour among those before it keeps the map in one piece.
        near = {random.choice(names[:number])} if number else set()
        near |= set(_few(random, names, 0)) - {name}
        sectors[name] = {
            "name": name,
            "lat": number,
            "holder": armed[number] if number < len(armed) else random.choice(armed),
            "neighbours": sorted(near),
            "people": random.choice([0, 1000, 50_000]),
            "worth": random.choice([0.5, 1, 3]),
            "tension": random.choice([0, 0.5]),
            "posts": {random.choice(sponsors): 1.0} if sponsors and random.random() < 0.3 else {},
        }
    return sectors


def _agreements(random: Random, parties: list[str]) -> Tree:
    main = {
        "name": "Main",
        "form": "cessation",
        "starts": START,
        "signatories": _few(random, parties, 2, len(parties)),
        "worth": random.choice([0.5, 2]),
        "term_days": random.choice([None, None, 10, 25]),
    }
    form = {
        "name": "Form",
        "form": "cessation",
        "signatories": _few(random, parties, 2),
        "term_days": random.choice([None, 5, 30]),
    }
    return {"main": main, "form": form}


def _obligation(random: Random, number: int, parties: list[str]) -> Tree:
    kind = random.choice(["refrain", "deliver", "repeat", "keep"])
    days: Tree = {"due": random.randint(1, 20)} if kind == "deliver" else {}
    if kind == "repeat":
        days = {"begins": random.randint(1, 10), "every_days": random.randint(1, 7)}
    return days | {
        "agreement": random.choice(["main", "main", "form"]),
        "clause": str(number),
        "text": "Made up.",
        "kind": kind,
        "owed_by": _few(random, parties, 1, 3),
        "readings": {reader: _few(random, parties) for reader in _few(random, parties, 0)},
        "visibility": random.random(),
        "difficulty": random.random(),
    }


def _monitor(random: Random, parties: list[str]) -> Tree:
    return {
        "name": "monitor",
        "kind": random.choice(["posts", "drones", "commission"]),
        "operated_by": _few(random, parties, 0),
        "detection": random.random(),
        "attribution": random.random(),
        "false_alarm": random.choice([0, 0.1]),
        "delay_days": random.randint(0, 4),
        "public": random.random() < 0.6,
    }


def _provision(random: Random) -> Tree:
    kinds = ["commission", "mediation", "guarantee", "escape_clause"]
    return {"agreement": "main", "kind": random.choice(kinds), "strength": random.random()}
