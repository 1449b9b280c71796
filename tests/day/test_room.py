"""A run that finds too little room is run again with more, and is never cut short."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

import pytest

import sim.day.build
import sim.day.numbers
import sim.day.prepare
import sim.day.trace
from sim.day.batch import Task
from sim.day.build import MOST_AGREEMENTS, Built, build
from sim.day.draws import WORDS
from sim.day.numbers import Base
from sim.day.prepare import prepare
from sim.scenario.load import scenario_from_tree
from tests.day.same import assert_same, faults
from tests.day.scenarios import rich_tree

if TYPE_CHECKING:
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
    usual = Built.sizes
    scales: list[int] = []

    def few(built: Built, horizon: int, *, traced: bool, scale: int) -> dict[str, int]:
        scales.append(scale)
        sizes = usual(built, horizon, traced=traced, scale=scale)
        return {
            name: min(size * scale, rows) if name in tables else rows
            for name, rows in sizes.items()
        }

    monkeypatch.setattr(Built, "sizes", few)
    return scales


def test_these_are_the_tables_that_may_run_out_of_room() -> None:
    built = build(scenario_from_tree(rich_tree()), MOST_AGREEMENTS)
    sizes = [built.sizes(10, traced=True, scale=scale) for scale in (1, 2)]
    scaled = {name for name, rows in sizes[0].items() if sizes[1][name] == 2 * rows}
    # Whatever is seen may be shared with every camp.
    assert scaled == {*GROWING, *sim.day.build.PER_EVENT, "log", "shared"}


def busy(*, at_once: bool = False) -> dict[str, Any]:
    """Give the busy scenario; at once, its agreements are cancelled as soon as they are signed."""
    return rich_tree(BUSY | (AT_ONCE if at_once else {}))


@cache
def traced_with_room(*, at_once: bool = False, plain: bool = False) -> Trace:
    """Trace a scenario with the room that it needs."""
    if plain:
        return sim.day.trace.trace(rich_tree(), 1, 0, 10, compiled=False)
    return sim.day.trace.trace(busy(at_once=at_once), 1, 0, DAYS, compiled=False)


def test_what_is_drawn_together_may_be_drawn_in_several_goes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    full = traced_with_room()
    usual = Built.sizes
    together = 20
    room = {"awaiting": together, "addresses": WORDS * together, "uniforms": WORDS * together}
    monkeypatch.setattr(
        Built, "sizes", lambda built, *given, **named: usual(built, *given, **named) | room
    )
    run = sim.day.trace.trace(busy(), 1, 0, DAYS, compiled=False)
    assert not list(faults(full, run))
    # A monitor looks at every attack, and victims look too.
    assert max(run.daily["attacks"]) > together


@pytest.mark.parametrize("table", GROWING)
def test_no_table_is_written_past_its_end(table: str, monkeypatch: pytest.MonkeyPatch) -> None:
    # Without the compiler every row is checked.
    tree = busy(at_once=table == "closing")
    full = traced_with_room(at_once=table == "closing")
    scales = narrow(monkeypatch, table, size=GROWING[table])
    run = sim.day.trace.trace(tree, 1, 0, DAYS, compiled=False)
    assert not list(faults(full, run))
    assert len(scales) > 1


def test_a_log_without_room_is_written_again(monkeypatch: pytest.MonkeyPatch) -> None:
    tree = rich_tree()
    full = traced_with_room(plain=True)
    scales = narrow(monkeypatch)
    monkeypatch.setattr(sim.day.build, "EVENTS", 100)
    run = sim.day.trace.trace(tree, 1, 0, 10, compiled=False)
    assert not list(faults(full, run))
    assert len(scales) > 1


@pytest.mark.parametrize("kept", ["causes", "weights", "witnesses"])
def test_so_it_is_where_room_lacks_for_what_is_kept_of_events(
    kept: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    tree = rich_tree()
    full = traced_with_room(plain=True)
    scales = narrow(monkeypatch)
    monkeypatch.setattr(sim.day.build, "EVENTS", 300)
    monkeypatch.setitem(sim.day.build.PER_EVENT, kept, 1)
    run = sim.day.trace.trace(tree, 1, 0, 10, compiled=False)
    assert not list(faults(full, run))
    assert scales


def test_more_agreements_than_expected_are_signed_all_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    tree = rich_tree(BUSY)
    full = sim.day.trace.trace(tree, 1, 0, 30, compiled=False)
    assert len(list(full.log.of("entry"))) > 3
    monkeypatch.setattr(sim.day.trace, "MOST_AGREEMENTS", 2)
    run = sim.day.trace.trace(tree, 1, 0, 30, compiled=False)
    assert not list(faults(full, run))


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
    monkeypatch.setattr(sim.day.numbers, "SERIES_AGREEMENTS", 2)
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
    monkeypatch.setattr(sim.day.numbers, "cells_of", lambda *_: None)
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
