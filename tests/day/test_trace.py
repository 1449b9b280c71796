"""Compiled and plain, the same day leaves the same trace, to the last bit."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import sim.day.model
import sim.day.prepare
import sim.day.trace
from sim.day.batch import Task
from sim.day.events import FORMS, EventLog
from sim.scenario.load import load_scenario
from sim.scenario.names import scenario_names
from sim.scenario.tree import tree_of
from tests.day.random_worlds import worlds
from tests.day.same import faults, traced_alike
from tests.day.scenarios import (
    DOCTRINES,
    EROSION,
    PARTIES,
    SHOCKS,
    SIZES,
    TURMOIL,
    knobs,
    rich_tree,
    rounds,
    shock,
    trees,
    with_changes,
)
from tests.examples import few
from tests.worlds import dyad, each, many_lines, standard

if TYPE_CHECKING:
    from sim.day.trace import Trace

SEED = 3
SERIES = {"scenario.series": True}
BETWEEN = ["uniform", 0.5, 0.9]

pytestmark = pytest.mark.usefixtures("compiled")
WORD = st.integers(0, 2**32 - 1)


@pytest.mark.parametrize("name", scenario_names())
def test_a_shipped_scenario_is_traced_alike(name: str) -> None:
    # tests/reference holds another run of each, twice as long, against what is stored.
    traced_alike(tree_of(load_scenario(name)), SEED, 7, 45)


@pytest.mark.parametrize("turns", [TURMOIL, EROSION], ids=["turmoil", "erosion"])
def test_a_truce_full_of_fire_is_traced_alike(turns: dict[str, Any]) -> None:
    traced_alike(rich_tree(turns), SEED, 0, 20)


@pytest.mark.slow
def test_the_long_series_is_traced_alike() -> None:
    run = traced_alike(tree_of(load_scenario("idlib/series")), SEED, 2, 240)
    assert run.daily["day"][-1] == 240


@settings(max_examples=few(15))
@given(tree=trees(), seed=WORD, replicate=WORD, horizon=st.integers(1, 25))
def test_any_scenario_is_traced_alike(
    tree: dict[str, Any], seed: int, replicate: int, horizon: int
) -> None:
    traced_alike(tree, seed, replicate, horizon)


@settings(max_examples=few(15))
@given(tree=worlds(), seed=WORD, replicate=WORD, horizon=st.integers(1, 25))
def test_so_is_a_scenario_made_up_whole(
    tree: dict[str, Any], seed: int, replicate: int, horizon: int
) -> None:
    traced_alike(tree, seed, replicate, horizon)


@pytest.mark.parametrize("kind", DOCTRINES)
def test_every_doctrine_is_traced_alike(kind: str) -> None:
    rules: dict[str, object] = {f"scenario.parties.{name}.doctrine.kind": kind for name in PARTIES}
    rules |= {f"scenario.parties.{name}.doctrine.threshold": 2 for name in PARTIES}
    for alarm in (False, True):
        heard = {f"scenario.parties.{name}.doctrine.public_alarm": alarm for name in PARTIES}
        traced_alike(rich_tree(rules | heard), SEED, 0, 14)


@pytest.mark.parametrize("kind", DOCTRINES)
def test_every_doctrine_is_traced_alike_where_nothing_else_happens(kind: str) -> None:
    rules = each(
        doctrine={"kind": kind, "generosity": 0.3, "daily_chance": 0.02},
        control=0.9,
        missed=0.1,
        false_alarm=0.05,
        choice_noise=0.5,
    )
    run = traced_alike(tree_of(dyad(many_lines(6), rules)), SEED, 1, 60)
    assert any(run.log.of("attack"))


@pytest.mark.parametrize("change", SIZES)
def test_a_shock_of_every_variable_is_traced_alike(change: str) -> None:
    shocks = {
        name: value
        for number in range(len(SHOCKS))
        for name, value in shock(number, change, day=2 + number).items()
    }
    run = traced_alike(rich_tree(shocks | SERIES), SEED, 0, 20)
    shocked = [name for event in run.log.of("shock") for name in event.terms]
    assert sorted(shocked) == sorted(variable for variable, _, _ in SHOCKS)


@pytest.mark.parametrize("part", range(4))
def test_every_number_and_switch_is_heeded_alike(part: int) -> None:
    for number, turns in list(enumerate(rounds()))[part::4]:
        traced_alike(with_changes(rich_tree(), turns), SEED, number, 14)


def test_these_scenarios_show_every_form_of_event() -> None:
    missing = {(kind, form) for kind, forms in FORMS.items() for form in forms}
    for number, turns in enumerate([{}, SERIES, TURMOIL, EROSION, shock(4, "add"), *rounds()]):
        log = sim.day.trace.trace(with_changes(rich_tree(), turns), SEED, number, 60).log
        missing -= {(event.kind, event.form) for event in log}
        if not missing:
            break
    assert not missing


def test_every_block_of_behaviour_is_among_what_is_changed() -> None:
    tree = rich_tree()
    stated = {
        f"{room}.{part}.{name}"
        for room in ("behaviour", "measurement")
        for part, block in tree[room].items()
        if isinstance(block, dict)
        for name, value in block.items()
        if isinstance(value, bool | int | float)
    }
    assert stated <= set(knobs())
    assert sum(len(turns) for turns in rounds()) == len(knobs()) - 1


def test_the_functions_of_the_compiled_loop_run_plain_too() -> None:
    for tree in (rich_tree(TURMOIL), rich_tree({"scenario.parties.party_a.control": BETWEEN})):
        here = sim.day.trace.trace(tree, SEED, 4, 15, compiled=False)
        assert not list(faults(here, sim.day.trace.trace(tree, SEED, 4, 15)))


# What a trace holds.


@pytest.mark.parametrize("trace", [sim.day.trace.trace, sim.day.model.trace])
def test_a_trace_ends_like_its_replicate_and_has_a_row_for_each_day(trace: Any) -> None:  # noqa: ANN401
    tree = tree_of(standard())
    whole = trace(tree, 1, 2, 40)
    for runs in (
        sim.day.model.run_replicate(tree, 1, 2, 40).runs,
        sim.day.prepare.prepare(tree, 40).run(1, [Task(0, {}, 2, 1)]).runs,
    ):
        row = {name: column.tolist()[0] for name, column in runs.items()}
        assert row == {"point": 0, "replicate": 2, **whole.outcome.row()}
    assert next(iter(whole.daily)) == "day"
    days = range(1 - whole.scenario.measurement.run_in_days, whole.log[-1].day + 1)
    assert {tuple(whole.daily["day"])} == {tuple(days)}
    assert {len(column) for column in whole.daily.values()} == {len(days)}


def test_only_the_trace_of_a_model_has_the_model() -> None:
    plain = sim.day.model.trace(rich_tree(), 1, 0, 3)
    assert isinstance(plain.model, sim.day.model.CeasefireModel)
    assert plain.model.log is plain.log
    assert sim.day.trace.trace(rich_tree(), 1, 0, 3).model is None


def test_a_trace_carries_the_numbers_drawn_for_it() -> None:
    tree = rich_tree({"scenario.parties.party_a.control": BETWEEN})
    drawn = [
        sim.day.trace.trace(tree, 1, n, 3).scenario.scenario.parties["party_a"].control
        for n in (0, 1)
    ]
    assert all(isinstance(control, float) and 0.5 <= control <= 0.9 for control in drawn)
    assert drawn[0] != drawn[1]


# What a comparison must not let pass.


def _with_event(short: Trace, number: int, **changes: Any) -> Trace:  # noqa: ANN401
    log = EventLog()
    for event in short.log:
        log.add(replace(event, **changes) if event.id == number else event)
    return replace(short, log=log)


@pytest.fixture(scope="module")
def short() -> Trace:
    """A short short."""
    return sim.day.model.trace(rich_tree(), SEED, 0, 6)


def test_a_run_differs_from_itself_in_nothing(short: Trace) -> None:
    assert not list(faults(short, short))


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("severity", -0.0),
        ("causes", (0,)),
        ("seen_by", ["nobody"]),
        ("terms", {"other": 1.0}),
        ("outcome", "spent"),
        ("day", 2),
    ],
)
def test_a_difference_in_one_field_of_one_event_is_found(
    short: Trace, field: str, value: object
) -> None:
    quiet = next(event for event in short.log if event.day == 1 and event.severity == 0.0)
    assert any(
        field in fault for fault in faults(short, _with_event(short, quiet.id, **{field: value}))
    )


def test_a_difference_in_one_bit_of_the_daily_table_is_found(short: Trace) -> None:
    tension = list(short.daily["tension"])
    tension[-1] = np.nextafter(tension[-1], 1.0)
    other = replace(short, daily={**short.daily, "tension": tension})
    assert any("tension" in fault for fault in faults(short, other))
