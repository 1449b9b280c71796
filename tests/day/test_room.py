"""A run that finds too little room is run again with more, and is never cut short."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

import pytest

import sim.engine.base
import sim.engine.layout
import sim.day.prepare
import sim.engine.state
import sim.day.trace
from sim.engine.base import Base
from sim.engine.layout import lay_out
from sim.engine.luck import WORDS
from sim.day.prepare import prepare
from sim.day.batch import Task
from sim.scenario.load import scenario_from_tree
from tests.day.same import faults
from tests.day.scenarios import rich_tree
from tests.day.same import assert_same

if TYPE_CHECKING:
    from collections.abc import Callable

    from sim.day.trace import Trace

# Tables that fill as a run goes on, and room that will not do for a busy one.
GROWING = {
    "closing": 1,
    "strikes": 12,
    "sightings": 8,
    "charges": 2,
    "late": 1,
    "opened": 1,
    "pending": 24,
    "published": 8,
    "arriving": 1,
    "taking": 1,
    "assaults": 8,
    "captures": 2,
}
CONTROL = "scenario.parties.party_a.control"
# Much of everything on every day.
BUSY = {
    "scenario.series": True,
    "behaviour.talks.rate": 2.0,
    "scenario.agreements.pause.demand": 0.0,
    "scenario.agreements.cessation.worth": 0.5,
    "behaviour.offensive.threshold": 4.0,
    "behaviour.offensive.pace": 0.9,
    "behaviour.deployment.threshold": 0.1,
    "behaviour.deployment.steepness": 10.0,
    "behaviour.deployment.relief": 0.0,
    "behaviour.deployment.delay_days": 20,
    "behaviour.supply.base": 1.0,
    "behaviour.supply.weight": 10.0,
    "behaviour.supply.every_days": 1,
    "behaviour.accusation.breach_rate": 10.0,
    "behaviour.accusation.overdue_rate": 10.0,
    "behaviour.accusation.refractory_days": 0.0,
    "behaviour.ending.cancelling": 4.0,
    "scenario.monitors.mission.delay_days": 6,
    "scenario.rivalries.of_b.rate": 0.9,
}
AT_ONCE = {
    f"scenario.parties.{name}.doctrine": {"kind": "cancel_by_chance", "daily_chance": 0.9}
    for name in ("party_a", "party_b")
}
DAYS = 16
SMALL = {"scenario.parties.party_a.tolerance": 0.05}


def narrow(monkeypatch: pytest.MonkeyPatch, *tables: str, size: int = 1) -> list[int]:
    """Leave tables hardly any room; give a list that notes the scale of every memory made."""
    usual = sim.engine.layout._sizes  # noqa: SLF001 - where the room is decided
    scales: list[int] = []

    def few(*arguments: Any) -> dict[str, int]:  # noqa: ANN401
        return {
            name: min(size, rows) if name in tables else rows
            for name, rows in usual(*arguments).items()
        }

    def noted(make: Callable[..., Any]) -> Callable[..., Any]:
        def made(*arguments: Any, scale: int = 1, **named: Any) -> Any:  # noqa: ANN401
            scales.append(scale)
            return make(*arguments, scale=scale, **named)

        return made

    monkeypatch.setattr(sim.engine.layout, "_sizes", few)
    for module in (sim.engine.tell, sim.engine.base):
        monkeypatch.setattr(module, "state_of", noted(sim.engine.state.state_of))
    return scales


def test_these_are_the_tables_that_may_run_out_of_room() -> None:
    sizes = lay_out(scenario_from_tree(rich_tree())).sizes
    fixed = {"pacts", "duties", "abilities", "fire", "weighed", "awaiting", "addresses", "luck"}
    assert set(GROWING) | fixed == set(sizes)


def busy(*, at_once: bool = False) -> dict[str, Any]:
    """Give the busy scenario; at once, its agreements are cancelled as soon as they are signed."""
    return rich_tree(BUSY | (AT_ONCE if at_once else {}))


@cache
def told_with_room(*, at_once: bool = False, plain: bool = False) -> Trace:
    """Tell a scenario with the room that it needs."""
    if plain:
        return sim.day.trace.trace(rich_tree(), 1, 0, 10, compiled=False)
    return sim.day.trace.trace(busy(at_once=at_once), 1, 0, DAYS, compiled=False)


def test_what_is_drawn_together_may_be_drawn_in_several_goes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    full = told_with_room()
    usual = sim.engine.layout._sizes  # noqa: SLF001 - where the room is decided
    together = 20
    room = {"awaiting": together, "addresses": WORDS * together, "luck": WORDS * together}
    monkeypatch.setattr(sim.engine.layout, "_sizes", lambda *given: usual(*given) | room)
    told = sim.day.trace.trace(busy(), 1, 0, DAYS, compiled=False)
    assert not list(faults(full, told))
    # A monitor looks at every attack, and victims look too.
    assert max(told.daily["attacks"]) > together


@pytest.mark.parametrize("table", GROWING)
def test_no_table_is_written_past_its_end(table: str, monkeypatch: pytest.MonkeyPatch) -> None:
    # Without the compiler every row is checked.
    tree = busy(at_once=table == "closing")
    full = told_with_room(at_once=table == "closing")
    scales = narrow(monkeypatch, table, size=GROWING[table])
    told = sim.day.trace.trace(tree, 1, 0, DAYS, compiled=False)
    assert not list(faults(full, told))
    assert len(scales) > 1


def test_a_log_without_room_is_written_again(monkeypatch: pytest.MonkeyPatch) -> None:
    tree = rich_tree()
    full = told_with_room(plain=True)
    scales = narrow(monkeypatch)
    monkeypatch.setattr(sim.engine.state, "EVENTS", 100)
    told = sim.day.trace.trace(tree, 1, 0, 10, compiled=False)
    assert not list(faults(full, told))
    assert len(scales) > 1


@pytest.mark.parametrize("hung_on", ["causes", "weights", "witnesses"])
def test_so_it_is_where_room_lacks_for_what_hangs_on_events(
    hung_on: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    tree = rich_tree()
    full = told_with_room(plain=True)
    scales = narrow(monkeypatch)
    monkeypatch.setattr(sim.engine.state, "EVENTS", 300)
    monkeypatch.setattr(sim.engine.state, "PER_EVENT", {**sim.engine.state.PER_EVENT, hung_on: 1})
    monkeypatch.setattr(sim.engine.tell, "PER_EVENT", sim.engine.state.PER_EVENT)
    told = sim.day.trace.trace(tree, 1, 0, 10, compiled=False)
    assert not list(faults(full, told))
    assert scales


def test_more_agreements_than_expected_are_signed_all_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    tree = rich_tree(BUSY)
    full = sim.day.trace.trace(tree, 1, 0, 30, compiled=False)
    assert len(list(full.log.of("entry"))) > 3
    monkeypatch.setattr(sim.engine.tell, "MOST_PACTS", 2)
    told = sim.day.trace.trace(tree, 1, 0, 30, compiled=False)
    assert not list(faults(full, told))


# With the engine compiled


@pytest.mark.usefixtures("compiled")
@pytest.mark.parametrize("clauses", [True, False])
def test_rows_of_runs_that_were_run_again_are_those_of_runs_with_room(
    clauses: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    tree = rich_tree(BUSY)
    tasks = [Task(2, {CONTROL: 0.7}, 0, 3), Task(1, SMALL, 4, 2), Task(0, {}, 0, 2)]
    full = prepare(tree, 25).run(1, tasks, clauses=clauses)
    scales = narrow(monkeypatch, *GROWING, size=4)
    monkeypatch.setattr(sim.engine.base, "SERIES_PACTS", 2)
    assert_same(full, prepare(tree, 25).run(1, tasks, clauses=clauses))
    assert max(scales) > 2


@pytest.mark.usefixtures("compiled")
def test_they_are_so_where_only_some_find_too_little_room(monkeypatch: pytest.MonkeyPatch) -> None:
    # The points are out of order, and must stay so.
    tasks = [Task(1, {CONTROL: 0.9}, 0, 20), Task(0, {CONTROL: 0.5}, 0, 20)]
    full = prepare(rich_tree(), 12).run(1, tasks)
    narrow(monkeypatch, "strikes", size=32)
    engine = prepare(rich_tree(), 12)
    again = []
    wider = Base.wider

    def noted(base: Base) -> Base:
        again.append(base.scale)
        return wider(base)

    monkeypatch.setattr(Base, "wider", noted)
    assert_same(full, engine.run(1, tasks))
    assert 0 < again.count(1) < 40


@pytest.mark.usefixtures("compiled")
def test_they_are_so_where_numbers_cannot_be_changed_in_place(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sim.engine.base, "cells_of", lambda *_: None)
    tree = rich_tree(BUSY | {CONTROL: ["uniform", 0.0, 1.0]})
    tasks = [Task(0, {}, 0, 8)]
    full = prepare(tree, 25).run(1, tasks)
    assert len(set(full.runs["trust_mean_end"])) == 8
    narrow(monkeypatch, *GROWING, size=4)
    assert_same(full, prepare(tree, 25).run(1, tasks))


@pytest.mark.usefixtures("compiled")
def test_a_run_without_end_of_events_is_a_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    narrow(monkeypatch, "strikes", size=0)
    monkeypatch.setattr(sim.day.prepare, "LARGEST_SCALE", 4)
    batch = prepare(rich_tree(), 10).run(1, [Task(0, {}, 0, 2)])
    assert [row["replicate"] for row in batch.failures] == [0, 1]
    assert all("room" in row["error"] for row in batch.failures)
