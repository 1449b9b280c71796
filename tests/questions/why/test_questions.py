"""Which but-for questions a scenario lets one ask."""

from __future__ import annotations

from typing import Any

import pytest

from sim.day.batch import Task
from sim.day.prepare import prepare
from sim.questions.why.questions import ABSENT, KEPT, OTHER, Question, questions_of
from sim.scenario.behaviour import Behaviour
from sim.scenario.load import load_scenario
from sim.scenario.scenario import Description
from sim.scenario.tree import changed, tree_of


def tree_named(name: str, **changes: Any) -> dict[str, Any]:  # noqa: ANN401 - values of any kind
    return tree_of(load_scenario(name, {key.replace("__", "."): v for key, v in changes.items()}))


def asked_of(name: str, **changes: Any) -> dict[tuple[str, str], Question]:  # noqa: ANN401
    return {(q.subject, q.way): q for q in questions_of(tree_named(name, **changes))}


@pytest.mark.parametrize("name", ["textbook/standard", "idlib/moscow_2020"])
def test_every_part_that_can_be_switched_off_is_asked_about(name: str) -> None:
    tree, found = tree_named(name), asked_of(name)
    unsigned = {key for key, a in tree["scenario"]["agreements"].items() if a["starts"] is None}
    for room in Description.model_fields:
        parts = tree["scenario"][room]
        for key, part in parts.items() if isinstance(parts, dict) else ():
            if not isinstance(part, dict) or "active" not in part or not part["active"]:
                continue
            expected = key != tree["scenario"]["main"] and part.get("agreement") not in unsigned
            assert ((f"scenario.{room}.{key}", ABSENT) in found) == expected, (room, key)


def test_every_mechanism_with_a_switch_is_asked_about() -> None:
    found = asked_of("textbook/standard")
    switched = {
        f"behaviour.{name}"
        for name, field in Behaviour.model_fields.items()
        if "active" in getattr(field.annotation, "model_fields", {})
    }
    assert {q.subject for q in found.values() if q.group == "mechanism"} == switched


def test_a_duty_is_asked_about_as_kept_where_a_number_of_it_says_so() -> None:
    found = asked_of("textbook/standard")
    key = "scenario.obligations"
    assert found[f"{key}.withdraw_groups", KEPT].changes == (
        (f"{key}.withdraw_groups.progress", 1.0),
    )
    assert found[f"{key}.patrols", KEPT].changes == ((f"{key}.patrols.difficulty", 0.0),)
    assert (f"{key}.refrain", KEPT) not in found


def test_a_party_that_fights_is_asked_about_with_another_rule() -> None:
    found = asked_of("textbook/dyad", scenario__parties__party_a__doctrine__kind="grim")
    rules = {q.subject: dict(q.changes) for q in found.values() if q.way == OTHER}
    one, other = (f"scenario.parties.{party}.doctrine" for party in ("party_a", "party_b"))
    assert rules == {
        one: {f"{one}.kind": "logit"},
        other: {f"{other}.kind": "always_hold"},
    }
    assert "scenario.parties.sponsor_a.doctrine" not in {
        subject for subject, _ in asked_of("textbook/standard")
    }


def test_what_is_off_already_is_not_asked_about() -> None:
    off = asked_of(
        "textbook/standard",
        scenario__ties__sponsor_a_party_a__active=False,
        scenario__parties__party_a__accuses=False,
        behaviour__talks__active=False,
    )
    subjects = {subject for subject, _ in off}
    assert not [s for s in subjects if "sponsor_a_party_a" in s or s.endswith("party_a.accuses")]
    assert "behaviour.talks" not in subjects


def test_the_scenario_is_sound_without_what_is_asked_about() -> None:
    assert ("scenario.agreements.cessation", ABSENT) not in asked_of("textbook/standard")


@pytest.mark.usefixtures("compiled")
def test_parts_of_unsigned_texts_have_no_say_in_the_first_end() -> None:
    tree = tree_named("idlib/moscow_2020")
    forms = {key for key, a in tree["scenario"]["agreements"].items() if a["starts"] is None}
    off = {
        f"scenario.{room}.{key}.active": False
        for room in ("obligations", "provisions")
        for key, part in tree["scenario"][room].items()
        if part["agreement"] in forms
    }
    assert off
    days = [
        prepare(changed(tree, one), 150).run(1, [Task(count=12)], clauses=False).runs["end_day"]
        for one in ({}, off)
    ]
    assert days[0].tolist() == days[1].tolist()
