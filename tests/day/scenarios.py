"""Scenarios to dock on: one that has a bit of everything, and all that may be changed in it."""

from __future__ import annotations

import copy
from functools import cache
from typing import TYPE_CHECKING, Any, Literal, get_args, get_origin

from hypothesis import strategies as st

from sim.scenario.errors import InputError
from sim.scenario.fields import Place, places
from sim.scenario.load import scenario_from_tree
from sim.scenario.scenario import Scenario
from sim.scenario.tree import changed, tree_of
from tests.worlds import standard

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

Tree = dict[str, Any]
Path = tuple[str, ...]

# Far enough for every law to show; the schema allows more than a short run could tell.
WIDEST = 12.0
LONGEST = 12
SOME_PEOPLE = 250_000.0

DOCTRINES = (
    "logit",
    "always_hold",
    "tit_for_tat",
    "generous_tit_for_tat",
    "contrite_tit_for_tat",
    "win_stay_lose_shift",
    "grim",
    "tolerant_trigger",
    "stage_game",
    "cancel_by_chance",
)
PARTIES = ("party_a", "party_b", "sponsor_a", "sponsor_b", "spoiler", "band", "patron", "observers")

# What the textbook cessation lacks, so that no rule of the model is left out.
MORE: dict[str, Any] = {
    "scenario.parties.band": {
        "name": "A band of side B",
        "kind": "armed_group",
        "camp": "side_b",
        "strength": 0.4,
        "control": 0.9,
        "belief_law": "bayesian",
        "doctrine": {"kind": "generous_tit_for_tat", "generosity": 0.3},
        "doctrines": {"at_north": {"kind": "grim", "sector": "b_north", "against": "party_a"}},
    },
    "scenario.parties.patron": {
        "name": "A second sponsor of B",
        "kind": "state",
        "camp": "side_b",
        "fights": False,
        "relations": {"sponsor_a": 0.5},
        "displacement_sensitivity": 1.0,
    },
    "scenario.parties.observers": {
        "name": "Observers",
        "kind": "observer",
        "fights": False,
        "publishes_counts": True,
    },
    "scenario.parties.party_a.doctrines": {
        "river": {"kind": "tit_for_tat", "sector": "b_river"},
        "third": {"kind": "tolerant_trigger", "against": "spoiler", "threshold": 2},
    },
    "scenario.parties.party_a.strength_drift": {
        "early": {"from": 2, "value": 0.01},
        "late": {"from": 9, "value": -0.01},
    },
    "scenario.parties.party_b.beliefs": {"party_a": 0.7},
    "scenario.ties.patron_party_b": {
        "sponsor": "patron",
        "client": "party_b",
        "leverage": {"early": {"from": 1, "value": 0.2}, "late": {"from": 6, "value": 0.4}},
        "supply": 0.05,
    },
    "scenario.sectors.b_south.holder": "band",
    "scenario.sectors.b_rear.faces": ["party_a"],
    "scenario.sectors.b_river.forces": {"sponsor_b": 0.5},
    "scenario.sectors.a_river.posts": {"sponsor_a": 1.0},
    "scenario.sectors.a_north.tension": 0.5,
    "scenario.zones.rears": {"name": "Rears", "sectors": ["a_rear", "b_rear"]},
    "scenario.agreements.cessation.bound": ["band"],
    "scenario.agreements.cessation.announced_for": ["patron"],
    "scenario.agreements.frame": {
        "name": "The frame",
        "form": "preliminary",
        "starts": "2019-11-01",
        "signatories": ["sponsor_a", "sponsor_b"],
        "worth": 0.5,
    },
    "scenario.obligations.refrain.owed_by": ["party_a", "party_b", "spoiler"],
    "scenario.obligations.keep_posts": {
        "agreement": "cessation",
        "clause": "6",
        "text": "Sponsor A keeps its posts.",
        "kind": "keep",
        "owed_by": ["sponsor_a"],
    },
    "scenario.obligations.no_troops": {
        "agreement": "cessation",
        "clause": "7",
        "text": "No sponsor sends troops.",
        "kind": "refrain",
        "act": "deployment",
        "owed_by": ["sponsor_a", "sponsor_b"],
    },
    "scenario.obligations.old_debt": {
        "agreement": "frame",
        "clause": "1",
        "text": "Side B was to open the river.",
        "kind": "deliver",
        "owed_by": ["party_b"],
        "due": "2019-12-01",
        "difficulty": 0.4,
        "progress": 0.2,
    },
    "scenario.obligations.constitution": {
        "agreement": "frame",
        "clause": "2",
        "text": "The sponsors agree on what follows.",
        "kind": "deliver",
        "owed_by": ["sponsor_a", "sponsor_b"],
        "due": "2020-01-10",
        "settled_by_talks": True,
    },
    "scenario.provisions.way_out": {
        "agreement": "cessation",
        "kind": "escape_clause",
        "holder": "party_b",
        "strength": 0.3,
    },
    "scenario.provisions.helper": {
        "agreement": "cessation",
        "kind": "mediation",
        "strength": 1.0,
        "until_days": 12,
    },
    "scenario.monitors.drones": {
        "name": "Drones",
        "kind": "drones",
        "operated_by": ["sponsor_b"],
        "public": False,
        "delay_days": 0,
        "false_alarm": 0.1,
    },
    "scenario.monitors.patrols_seen": {
        "name": "Patrols",
        "kind": "patrols",
        "operated_by": ["sponsor_a", "sponsor_b"],
        "rides_on": "patrols",
        "zone": "line",
    },
    "scenario.obligations.patrols.begins": 2,
    "scenario.obligations.patrols.every_days": 3,
    "scenario.obligations.withdraw_heavy_weapons.due": 5,
    "scenario.obligations.withdraw_groups.due": 4,
    "scenario.agreements.pause.term_days": 3,
    "scenario.rivalries.of_b": {"first": "spoiler", "second": "band", "rate": 0.1},
    "scenario.operations.push_b.running": True,
    "scenario.operations.push_b.days_stopped": 0,
    "measurement.run_in_days": 3,
    "measurement.aftermath_days": 8,
}

# Fire without end, a group that swallows another, and sponsors who are quick to send troops.
TURMOIL: dict[str, Any] = {
    "behaviour.order.restraint": -3.0,
    "behaviour.deployment.threshold": 1.0,
    "scenario.rivalries.of_b.rate": 1.0,
    "scenario.parties.band.strength": 2.0,
    "scenario.sectors.b_rear.holder": "band",
    "scenario.parties.sponsor_a.displacement_sensitivity": 9.0,
    "scenario.parties.sponsor_b.displacement_sensitivity": 9.0,
}

# As much fire as in war, and nobody on the attack.
EROSION: dict[str, Any] = {
    "behaviour.offensive.active": False,
    "behaviour.ending.cancelling": 50.0,
    "behaviour.ending.disowning": 50.0,
    "behaviour.order.restraint": -3.0,
    "behaviour.order.war_fire": 1,
    "behaviour.retaliation.ratio": 0.9,
    "behaviour.retaliation.settled": 0.0,
}

SHOCKS: tuple[tuple[str, str, str | None], ...] = (
    ("strength", "party_a", None),
    ("weariness", "party_b", None),
    ("leverage", "sponsor_a_party_a", None),
    ("air_power", "sponsor_b_party_b", None),
    ("tension", "a_north", None),
    ("people", "b_river", None),
    ("forces", "a_river", "sponsor_b"),
    ("posts", "b_north", "sponsor_a"),
    ("control", "band", None),
    ("relations", "sponsor_a", "sponsor_b"),
    ("worth_of_land", "party_b", None),
)
SIZES = {"set": 0.4, "add": 0.3, "multiply": 1.7}


@cache
def _rich() -> Tree:
    tree = changed(tree_of(standard()), MORE)
    scenario_from_tree(tree)
    return tree


def rich_tree(changes: Mapping[str, Any] | None = None) -> Tree:
    """Give a copy of the scenario that has a bit of everything, with changes."""
    return changed(_rich(), changes or {})


def shock(number: int, change: str, day: int = 3) -> dict[str, Any]:
    """Give the change that adds a shock of one variable."""
    variable, subject, other = SHOCKS[number]
    stated = {
        "on": day,
        "variable": variable,
        "subject": subject,
        "other": other,
        "change": change,
        "value": SIZES[change],
    }
    return {f"scenario.shocks.shock_{number}_{change}": stated}


# What may be changed


@cache
def knobs() -> dict[str, tuple[Any, ...]]:
    """Give every number, flag and choice of the rich scenario with some other values of it."""
    found = {}
    for path, place, stated in _walk(Place(Scenario), _rich(), ()):
        values = tuple(value for value in _values(place, stated) if value != stated)
        if values and path[-1] not in ("lat", "lon"):
            found[".".join(path)] = values
    return found


def _walk(place: Place, value: Any, path: Path) -> Iterator[tuple[Path, Place, Any]]:  # noqa: ANN401
    if place.quantity is not None and isinstance(value, dict):
        for name, step in value.items():
            yield (*path, name, "value"), place, step["value"]
    elif place.model is not None:
        for name, inner in places(place.model):
            yield from _walk(inner, value[name], (*path, name))
    elif place.entry is not None:
        for name, item in value.items():
            yield from _walk(place.entry, item, (*path, name))
    else:
        yield path, place, value


def _values(place: Place, stated: Any) -> Sequence[Any]:  # noqa: ANN401
    if place.quantity is not None:
        widest = SOME_PEOPLE if place.quantity.unit == "people" else WIDEST
        low, high = max(place.quantity.low, -widest), min(place.quantity.high, widest)
        shares = (0.0, 0.05, 0.2, 0.5, 0.9, 1.0)
        return [low + (high - low) * share for share in shares]
    if place.annotation is bool:
        return [True, False]
    if get_origin(place.annotation) is Literal:
        return get_args(place.annotation)
    if place.annotation is int and isinstance(stated, int):
        return [value for value in (0, 1, 2, 5, LONGEST) if value >= _least(place)]
    return ()


def _least(place: Place) -> int:
    return next((item.ge for item in place.metadata if hasattr(item, "ge")), 0)


def with_changes(tree: Tree, changes: Mapping[str, Any]) -> Tree:
    """Make those changes, one after the other, that leave the scenario sound."""
    try:
        return _sound(tree, changes)
    except InputError:
        pass
    if len(changes) > 1:
        half = len(changes) // 2
        parts = list(changes.items())
        tree = with_changes(tree, dict(parts[:half]))
        return with_changes(tree, dict(parts[half:]))
    return tree


def _sound(tree: Tree, changes: Mapping[str, Any]) -> Tree:
    candidate = changed(tree, changes)
    scenario_from_tree(candidate)
    return candidate


def turned(number: int) -> st.SearchStrategy[dict[str, Any]]:
    """Turn up to so many knobs."""
    choices = [
        (name, value)
        for name, values in knobs().items()
        for value in values
        if name != "scenario.horizon"
    ]
    return st.lists(st.sampled_from(choices), max_size=number).map(dict)


def _members() -> st.SearchStrategy[dict[str, Any]]:
    some = st.lists(st.sampled_from(PARTIES), unique=True, max_size=5)
    names = [
        f"scenario.agreements.{text}.{field}"
        for text in ("cessation", "frame", "second_cessation")
        for field in ("signatories", "bound", "announced_for")
    ]
    names += [f"scenario.obligations.{duty}.owed_by" for duty in ("refrain", "withdraw_groups")]
    return st.dictionaries(st.sampled_from(names), some, max_size=3)


def _ground() -> st.SearchStrategy[dict[str, Any]]:
    sectors = [f"scenario.sectors.{name}.holder" for name in _rich()["scenario"]["sectors"]]
    fighters = st.sampled_from(("party_a", "party_b", "spoiler", "band"))
    return st.dictionaries(st.sampled_from(sectors), fighters, max_size=4)


def _shocks() -> st.SearchStrategy[dict[str, Any]]:
    one = st.builds(
        shock,
        st.integers(0, len(SHOCKS) - 1),
        st.sampled_from(sorted(SIZES)),
        st.integers(1, LONGEST),
    )
    return st.lists(one, max_size=3).map(_joined)


def _doctrines() -> st.SearchStrategy[dict[str, Any]]:
    names = [f"scenario.parties.{name}.doctrine.kind" for name in PARTIES]
    return st.dictionaries(st.sampled_from(names), st.sampled_from(DOCTRINES), max_size=4)


def _uncertain() -> st.SearchStrategy[dict[str, Any]]:
    shares = [
        "scenario.parties.party_a.control",
        "scenario.parties.party_b.missed",
        "scenario.monitors.mission.detection",
        "scenario.ties.sponsor_a_party_a.stake",
        "scenario.parties.party_a.initial_belief",
        "behaviour.retaliation.ratio",
    ]
    families = st.sampled_from(
        (["uniform", 0.1, 0.9], ["triangular", 0.0, 0.3, 0.9], ["uniform", 0.5, 0.5])
    )
    return st.dictionaries(st.sampled_from(shares), families, max_size=2)


def _joined(parts: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    return {name: value for part in parts for name, value in part.items()}


def trees() -> st.SearchStrategy[Tree]:
    """Make sound scenarios: the rich one with anything in it changed."""
    changes = st.tuples(_members(), _ground(), _doctrines(), turned(14), _shocks(), _uncertain())
    return changes.map(lambda parts: with_changes(copy.copy(_rich()), _joined(parts)))


def rounds(size: int = 16) -> list[dict[str, Any]]:
    """Turn every knob once, so many at a time, each to a value that it does not have."""
    turns = [(name, values[-1]) for name, values in knobs().items() if name != "scenario.horizon"]
    # Every so-many-th goes together, so that one turn seldom hides another of the same thing.
    groups = -(-len(turns) // size)
    return [dict(turns[place::groups]) for place in range(groups)]
