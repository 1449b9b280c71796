"""A number changed in the tables in place is the number of a scenario built anew."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import sim.day.numbers
import sim.day.prepare
from sim.day.batch import Task
from sim.day.build import build
from sim.day.memory import memory_of, packed
from sim.day.numbers import Base, cells_of, quantiles
from sim.day.prepare import prepare
from sim.scenario.fields import numbers
from sim.scenario.load import scenario_from_tree
from sim.scenario.quantity import Distribution, Quantity
from sim.scenario.scenario import Scenario
from sim.scenario.tree import changed
from tests.day.same import assert_same
from tests.day.scenarios import WIDEST, rich_tree, shock
from tests.examples import few

SHOCKED = {name: value for number in (0, 5) for name, value in shock(number, "add").items()}


@cache
def tree() -> dict[str, Any]:
    """The rich scenario with two shocks, and sponsors that leave each other room."""
    return rich_tree(SHOCKED | {"scenario.ties.sponsor_b_party_b.leverage": 0.3})


@cache
def base() -> Base:
    """Its tables."""
    return Base(tree(), 12)


@cache
def stated() -> dict[str, tuple[Quantity, float]]:
    """Give every number of the scenario by its dotted name."""
    return {
        ".".join(path): (quantity, value) for path, quantity, value in numbers(Scenario, tree())
    }


def one_of_each_kind() -> list[str]:
    """Names of numbers, one for each field of each part and each map."""
    chosen: dict[tuple[str, ...], str] = {}
    for name in stated():
        parts = name.split(".")
        kind = (*parts[:2], *parts[3:]) if parts[0] == "scenario" else tuple(parts)
        chosen.setdefault(kind, name)
    return sorted(chosen.values())


def other_value(name: str, share: float = 0.3) -> float:
    """Give a value of a number that it does not have, small enough to be sound."""
    quantity, value = stated()[name]
    low, high = max(quantity.low, -WIDEST), min(quantity.high, WIDEST)
    found = low + (high - low) * share
    return found if found != value else low + (high - low) * (share / 2)


def built_anew(name: str, value: float) -> Any:  # noqa: ANN401
    """Build the changed scenario as if there were no other way."""
    return packed(build(scenario_from_tree(changed(tree(), {name: value})), base().agreements))


def changed_in_place(name: str, value: float) -> Any:  # noqa: ANN401
    """Write the number into the cells found for it."""
    block = base().template.copy()
    block[base().cells(name)] = value
    return block


@pytest.mark.parametrize("name", one_of_each_kind())
def test_a_number_changed_in_place_is_as_if_built_anew(name: str) -> None:
    value = other_value(name)
    assert np.array_equal(
        changed_in_place(name, value).view("i8"), built_anew(name, value).view("i8")
    )


@settings(max_examples=few(25))
@given(st.sampled_from(sorted(stated())), st.floats(0.01, 0.3))
def test_so_it_is_for_any_number_and_value(name: str, share: float) -> None:
    value = other_value(name, share)
    assert np.array_equal(
        changed_in_place(name, value).view("i8"), built_anew(name, value).view("i8")
    )


def test_only_numbers_that_nothing_depends_on_have_no_cells() -> None:
    without = {name for name in one_of_each_kind() if not len(base().cells(name))}
    assert {name.rpartition(".")[2] for name in without} <= {"lat", "lon", "strength"}
    # Mediation and the escape clause of the textbook stand switched off.
    for name in without:
        if name.endswith("strength"):
            provision = tree()["scenario"]["provisions"][name.split(".")[2]]
            assert not provision["active"]


def test_cells_lie_in_the_tables_where_the_number_is_meant() -> None:
    where = {
        "scenario.parties.party_a.control": ("parties", "control"),
        "scenario.ties.sponsor_a_party_a.stake": ("ties", "stake"),
        "behaviour.retaliation.ratio": ("laws", "retaliation_ratio"),
        "measurement.baseline": ("run", "baseline"),
        "scenario.obligations.old_debt.difficulty": ("obligations", "difficulty"),
        "scenario.monitors.mission.detection": ("monitors", "detection"),
    }
    for name, (table, field) in where.items():
        memory = memory_of(base().built, 1)
        memory.block[:] = changed_in_place(name, 0.123)
        column = memory.arrays[table][field]
        assert list(column).count(0.123) == 1


def test_a_number_that_two_things_depend_on_changes_both() -> None:
    cells = base().cells("scenario.parties.party_b.initial_belief")
    # One for each party, itself included, but party A: of that, party B has another belief.
    assert len(cells) == len(base().built.names.parties) - 1


@settings(max_examples=few(40))
@given(
    st.sampled_from(
        [
            Distribution("uniform", (0.1, 0.7)),
            Distribution("uniform", (0.3, 0.3)),
            Distribution("triangular", (0.0, 0.0, 1.0)),
            Distribution("triangular", (0.2, 0.5, 0.9)),
            Distribution("triangular", (0.2, 0.9, 0.9)),
            Distribution("beta", (2.0, 5.0)),
            Distribution("beta", (0.1, 0.1)),
            Distribution("joint", (0.3, 0.9, 0.1), "region"),
        ]
    ),
    st.lists(st.floats(2.0**-33, 1 - 2.0**-33), min_size=1, max_size=8),
)
def test_quantiles_of_many_are_the_quantiles_of_each(
    distribution: Distribution, uniforms: list[float]
) -> None:
    quantity = Quantity("a share", "share", 0.15, 0.85)
    alone = [min(max(distribution.at(each), 0.15), 0.85) for each in uniforms]
    assert quantiles(distribution, quantity, np.array(uniforms)).tolist() == alone


def test_a_leverage_is_found_also_where_another_sponsor_holds_almost_all() -> None:
    held = {
        "scenario.ties.patron_party_b.leverage": 0.95,
        "scenario.ties.sponsor_b_party_b.leverage": 0.05,
    }
    quantity = stated()["scenario.ties.sponsor_b_party_b.leverage"][0]
    path = ("scenario", "ties", "sponsor_b_party_b", "leverage")
    cells = cells_of(rich_tree(held), path, quantity, 8)
    assert cells is not None
    assert len(cells) == 1


# With the engine compiled


@pytest.mark.usefixtures("compiled")
def test_numbers_that_have_no_place_are_changed_by_building_anew(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    uncertain = {"scenario.parties.party_b.missed": ["uniform", 0.0, 0.9]}
    uncertain["behaviour.retaliation.ratio"] = ["uniform", 0.0, 0.9]
    tasks = [
        Task(1, {"scenario.parties.party_a.control": 0.5}, 0, 3),
        Task(0, {"behaviour.offensive.breadth": 5, "behaviour.order.fear": 3.0}, 2, 2),
        Task(2, {}, 0, 1),
    ]
    in_place = prepare(rich_tree(uncertain), 12).run(1, tasks)
    monkeypatch.setattr(sim.day.numbers, "cells_of", lambda *_: None)
    assert_same(in_place, prepare(rich_tree(uncertain), 12).run(1, tasks))


@pytest.mark.usefixtures("compiled")
def test_a_design_of_many_flags_and_whole_numbers_keeps_few_builds(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sim.day.prepare, "MOST_BASES", 8)
    engine = prepare(rich_tree(), 2)
    tasks = [Task(each, {"behaviour.offensive.axis": each}, 0, 1) for each in range(1, 7)]
    tasks += [Task(each, {"behaviour.talks.window_days": each}, 0, 1) for each in range(21, 27)]
    batch = engine.run(1, [*tasks, *tasks])
    assert list(batch.runs["point"]) == [task.point for task in (*tasks, *tasks)]
    assert len(engine._bases) == 8  # noqa: SLF001 - what is kept between tasks


@pytest.mark.usefixtures("compiled")
@pytest.mark.parametrize("part", range(4))
def test_runs_with_numbers_in_place_are_those_of_the_changed_scenario(part: int) -> None:
    names = one_of_each_kind()[part::4]
    engine = prepare(tree(), 12)
    for group in (names[start : start + 9] for start in range(0, len(names), 9)):
        changes = {name: other_value(name, 0.2) for name in group}
        here = engine.run(1, [Task(0, changes, 0, 1)])
        there = prepare(changed(tree(), changes), 12).run(1, [Task(0, {}, 0, 1)])
        assert_same(here, there)
        assert len(here.runs["point"]) == 1


@pytest.mark.usefixtures("compiled")
def test_a_changed_number_does_not_stay_for_the_next_task() -> None:
    engine = prepare(tree(), 12)
    plain = engine.run(1, [Task(0, {}, 0, 2)])
    engine.run(1, [Task(0, {"scenario.parties.party_a.control": 0.2}, 0, 2)])
    assert_same(plain, engine.run(1, [Task(0, {}, 0, 2)]))


@pytest.mark.usefixtures("compiled")
@pytest.mark.parametrize(
    "changes",
    [
        {"behaviour.retaliation.active": False},
        {"behaviour.offensive.breadth": 5},
        {"scenario.parties.party_a.doctrine.threshold": 3, "behaviour.order.war_fire": 5},
        {"scenario.monitors.mission.delay_days": 4, "scenario.parties.party_a.control": 0.7},
        {"scenario.obligations.patrols.active": False},
        {"measurement.run_in_days": 0},
        {"scenario.agreements.pause.term_days": None},
    ],
)
def test_whole_numbers_and_flags_are_changed_by_building_anew(changes: dict[str, Any]) -> None:
    here = prepare(tree(), 12).run(1, [Task(0, changes, 0, 2)])
    there = prepare(changed(tree(), changes), 12).run(1, [Task(0, {}, 0, 2)])
    assert not here.failures
    assert_same(here, there)
