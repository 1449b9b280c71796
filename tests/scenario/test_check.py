"""What must fit between the parts of a scenario."""

from typing import Any

import pytest

from sim.scenario.check import SHOCKED, pointers, problems, source_codes
from sim.scenario.fields import validated
from sim.scenario.scenario import Scenario
from tests.scenario.textbook import put, small_tree


def faults(changes: dict[str, Any]) -> dict[str, str]:
    """Give the faults of the small tree after some changes, by key."""
    tree = small_tree()
    for key, value in changes.items():
        put(tree, key, value)
    return {p.key: f"{p.problem} {p.mend}" for p in problems(validated(Scenario, tree))}


def test_the_small_tree_is_sound() -> None:
    assert faults({}) == {}


PARTY = {"name": "C", "kind": "armed_group", "camp": "red"}
TIE = {"sponsor": "patron", "client": "party_b", "leverage": 0.5}

UNKNOWN = {
    "scenario.main": ("truc", "truce"),
    "scenario.parties.party_a.camp": ("blu", "blue"),
    "scenario.parties.party_a.aims": (["sout"], "south"),
    "scenario.parties.party_a.relations": ({"patrn": 1}, "patron"),
    "scenario.parties.party_a.beliefs": ({"patrn": 1}, "patron"),
    "scenario.parties.party_a.doctrine.against": ("party_c", "party_a"),
    "scenario.parties.party_a.doctrines.grudge.sector": ("sout", "south"),
    "scenario.ties.patron_party_a.sponsor": ("patrn", "patron"),
    "scenario.ties.patron_party_a.client": ("party_c", "party_a"),
    "scenario.sectors.north.holder": ("party_c", "party_a"),
    "scenario.sectors.north.neighbours": (["midle"], "middle"),
    "scenario.sectors.north.faces": (["party_c"], "party_a"),
    "scenario.sectors.north.posts": ({"patrn": 1}, "patron"),
    "scenario.sectors.north.forces": ({"patrn": 1}, "patron"),
    "scenario.roads.highway.course": (["north", "midle"], "middle"),
    "scenario.zones.line.sectors": (["midle"], "middle"),
    "scenario.agreements.truce.under": ("pece", "peace"),
    "scenario.agreements.truce.signatories": (["party_c"], "party_a"),
    "scenario.agreements.truce.bound": (["party_c"], "party_a"),
    "scenario.agreements.truce.announced_for": (["party_c"], "party_a"),
    "scenario.obligations.patrol.agreement": ("truc", "truce"),
    "scenario.obligations.patrol.owed_by": (["party_c"], "party_a"),
    "scenario.obligations.withdraw.readings.party_a": (["party_c"], "party_a"),
    "scenario.obligations.withdraw.readings": ({"party_c": ["party_a"]}, "party_a"),
    "scenario.obligations.withdraw.zone": ("lin", "line"),
    "scenario.obligations.withdraw.about": ("party_c", "party_a"),
    "scenario.obligations.patrol.route": (["north", "midle"], "middle"),
    "scenario.monitors.mission.operated_by": (["patrn"], "patron"),
    "scenario.monitors.mission.zone": ("lin", "line"),
    "scenario.monitors.mission.rides_on": ("patrl", "patrol"),
    "scenario.shocks.flight.subject": ("sout", "south"),
}


@pytest.mark.parametrize(("key", "case"), UNKNOWN.items(), ids=UNKNOWN)
def test_an_unknown_id_is_found_with_the_nearest(key: str, case: tuple[Any, str]) -> None:
    value, near = case
    found = faults({key: value})
    assert found
    assert all(near in text for text in found.values())
    assert all(where.startswith(key) for where in found)


def test_every_field_that_holds_ids_is_looked_at() -> None:
    """Every field of ids is a pointer, or is handled on its own."""
    by_hand = {
        ("obligations", "readings"),
        ("shocks", "subject"),
        ("shocks", "other"),
    }
    known = {(collection, field) for collection, field, _ in pointers()} | by_hand
    what = Scenario.model_fields["scenario"].annotation
    assert what is not None
    found = set()
    for collection, info in what.model_fields.items():
        entity = getattr(info.annotation, "__args__", (None, None))[-1]
        for field, inner in getattr(entity, "model_fields", {}).items():
            words = f"{inner.annotation} {inner.metadata}"
            if "^[a-z][a-z0-9_]*$" in words and field != "doctrines":
                found.add((collection, field))
    assert found <= known


@pytest.mark.parametrize(
    ("changes", "key", "said"),
    [
        ({"scenario.parties.patron.kind": "observer"}, "", ""),
        (
            {"scenario.parties.party_b.kind": "observer"},
            "scenario.parties.party_b.fights",
            "an observer does not fight",
        ),
        ({"scenario.parties.party_b.camp": "blue"}, "scenario.parties", "hostile"),
        ({"scenario.parties.party_b.camp": None}, "scenario.parties", "hostile"),
        ({"scenario.sectors.north.holder": "patron"}, "scenario.sectors.north.holder", "fight"),
        (
            {"scenario.rivalries.old": {"first": "party_a", "second": "party_b"}},
            "scenario.rivalries.old",
            "one camp",
        ),
        (
            {
                "scenario.operations.dawn": {
                    "owner": "party_a",
                    "targets": ["south"],
                    "days_fought": 3,
                    "days_stopped": 2,
                    "running": True,
                }
            },
            "scenario.operations.dawn.days_stopped",
            "has not stopped",
        ),
        (
            {"scenario.ties.patron_party_a.client": "patron"},
            "scenario.ties.patron_party_a.sponsor",
            "itself",
        ),
        (
            {"scenario.ties.back": {"sponsor": "party_a", "client": "patron", "leverage": 0.1}},
            "scenario.ties",
            "lead back",
        ),
        (
            {"scenario.ties.too": TIE | {"client": "party_a", "leverage": 0.6}},
            "scenario.ties.too.leverage",
            "add up to 1.1",
        ),
        ({"scenario.ties.too": TIE | {"client": "party_a", "leverage": 0.5}}, "", ""),
        (
            {"scenario.ties.too": TIE | {"client": "party_a", "leverage": 0.6, "active": False}},
            "",
            "",
        ),
        (
            {
                "scenario.ties.too": TIE
                | {
                    "client": "party_a",
                    "leverage": {
                        "one": {"from": "2001-01-01", "value": 0.5},
                        "two": {"from": "2001-07-01", "value": 0.9},
                    },
                }
            },
            "scenario.ties.too.leverage",
            "from 2001-07-01",
        ),
        (
            {
                "scenario.parties.other": {"name": "O", "kind": "state", "fights": False},
                "scenario.parties.third": {"name": "T", "kind": "state", "fights": False},
                "scenario.ties.two": TIE
                | {"client": "party_a", "sponsor": "other", "leverage": 0.1},
                "scenario.ties.three": TIE
                | {"client": "party_a", "sponsor": "third", "leverage": 0.1},
            },
            "scenario.ties",
            "too many sponsors",
        ),
        ({"scenario.agreements.truce.active": False}, "scenario.agreements.truce.active", "main"),
        ({"scenario.main": "peace"}, "scenario.agreements.peace.starts", "no first day"),
        ({"scenario.start": "2001-01-02"}, "scenario.agreements.truce.starts", "the same day"),
        (
            {"scenario.agreements.peace.starts": "2001-02-01"},
            "scenario.agreements.peace.starts",
            "talks",
        ),
        (
            {
                "scenario.agreements.truce.under": "peace",
                "scenario.agreements.peace.under": "truce",
            },
            "scenario.agreements.truce.under",
            "under itself",
        ),
        (
            {"scenario.agreements.truce.announced_for": ["party_a"]},
            "scenario.agreements.truce.announced_for",
            "has signed",
        ),
        ({"scenario.obligations.withdraw.due": None}, "scenario.obligations.withdraw.due", "dead"),
        (
            {"scenario.obligations.withdraw.due": "2000-12-31"},
            "scenario.obligations.withdraw.due",
            "before the agreement starts",
        ),
        (
            {"scenario.obligations.withdraw.begins": "2001-03-01"},
            "scenario.obligations.withdraw.begins",
            "after it is due",
        ),
        (
            {"scenario.obligations.withdraw.agreement": "peace"},
            "scenario.obligations.withdraw.due",
            "any day",
        ),
        (
            {"scenario.obligations.patrol.begins": None},
            "scenario.obligations.patrol.begins",
            "first occasion",
        ),
        (
            {"scenario.obligations.patrol.route": ["north"]},
            "scenario.obligations.patrol.route",
            "two",
        ),
        (
            {"scenario.obligations.patrol.route": ["north", "south"]},
            "scenario.obligations.patrol.route",
            "not neighbours",
        ),
        (
            {"scenario.obligations.cease_fire.owed_by": []},
            "scenario.obligations.cease_fire.owed_by",
            "nobody owes it",
        ),
        (
            {
                "scenario.obligations.patrol.kind": "keep",
                "scenario.obligations.patrol.owed_by": [],
            },
            "scenario.obligations.patrol.owed_by",
            "nobody owes it",
        ),
        (
            {"scenario.roads.highway.course": ["south", "north"]},
            "scenario.roads.highway.course",
            "not neighbours",
        ),
        (
            {"scenario.sectors.north.neighbours": ["north", "middle"]},
            "scenario.sectors.north.neighbours",
            "its own neighbour",
        ),
        ({"scenario.sectors.north.lat": 2}, "scenario.sectors.middle.lat", "exactly where"),
        (
            {"scenario.sectors.far": {"name": "F", "lat": 9, "holder": "party_b"}},
            "scenario.sectors",
            "no chain of neighbours leads from far to middle, north, south",
        ),
        (
            {"scenario.monitors.north": {"name": "N", "kind": "drones"}},
            "scenario.monitors.north",
            "share its luck with scenario.sectors.north",
        ),
        (
            {"scenario.monitors.mission.luck_key": "patrol"},
            "scenario.obligations.patrol",
            "share its luck",
        ),
        (
            {
                "scenario.monitors.north": {
                    "name": "N",
                    "kind": "drones",
                    "luck_key": "north_drones",
                }
            },
            "",
            "",
        ),
        ({"measurement.precedence": ["offensive"]}, "measurement.precedence", "each cause once"),
        (
            {"scenario.shocks.flight.variable": "relations"},
            "scenario.shocks.flight.subject",
            "party",
        ),
        (
            {"scenario.shocks.flight.variable": "posts"},
            "scenario.shocks.flight.other",
            "Name the party",
        ),
        (
            {"scenario.shocks.flight.other": "party_a"},
            "scenario.shocks.flight.other",
            "Leave it out",
        ),
        ({"scenario.shocks.flight.value": -1}, "scenario.shocks.flight.value", "not negative"),
        (
            {
                "scenario.shocks.flight.variable": "tension",
                "scenario.shocks.flight.change": "set",
                "scenario.shocks.flight.value": 11,
            },
            "scenario.shocks.flight.value",
            "[0, 10]",
        ),
        (
            {"scenario.ties.patron_party_a.source": "un_2002"},
            "scenario.ties.patron_party_a.source",
            "there is no source un_2002",
        ),
        (
            {"scenario.ties.patron_party_a.source": ": who knows"},
            "scenario.ties.patron_party_a.source",
            "no source is named",
        ),
        ({"scenario.ties.patron_party_a.source": {"leverage": "un_2001 assumed: both"}}, "", ""),
        (
            {"scenario.ties.patron_party_a.source": {"leverag": "un_2001"}},
            "scenario.ties.patron_party_a.source.leverag",
            "leverage",
        ),
    ],
)
def test_what_does_not_fit_is_found(changes: dict[str, Any], key: str, said: str) -> None:
    found = faults(changes)
    if not key:
        assert found == {}
    else:
        assert key in found
        assert said in found[key]


def test_a_map_of_one_sector_is_in_one_piece() -> None:
    sectors = {"north": {"name": "North", "holder": "party_a", "faces": ["party_b"]}}
    tree = small_tree()
    tree["scenario"] |= {"sectors": sectors, "roads": {}, "zones": {}, "monitors": {}, "shocks": {}}
    tree["scenario"]["obligations"] = {}
    assert problems(validated(Scenario, tree)) == []


def test_uncertain_leverages_are_not_judged_before_they_are_drawn() -> None:
    tie = TIE | {"client": "party_a", "leverage": ["uniform", 0.6, 0.9]}
    assert faults({"scenario.ties.too": tie}) == {}


def test_every_variable_of_a_shock_is_known_to_the_checks() -> None:
    shocks = Scenario.model_fields["scenario"].annotation.model_fields["shocks"]  # type: ignore[union-attr]
    variable = shocks.annotation.__args__[1].model_fields["variable"].annotation  # type: ignore[union-attr]
    assert set(variable.__args__) == set(SHOCKED)


def test_a_source_is_codes_and_perhaps_a_remark() -> None:
    assert source_codes("un_2001 sana: the first: gives the date") == ["un_2001", "sana"]
    assert source_codes("assumed") == ["assumed"]
    assert source_codes(": nothing") == []
