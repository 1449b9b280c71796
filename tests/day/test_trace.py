"""The compiled engine tells the run that the Mesa model tells, to the last bit."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import sim.day.trace
import sim.model.replicate
from sim.day.events import FORMS, EventLog
from sim.scenario.load import load_scenario
from sim.scenario.names import scenario_names
from sim.scenario.tree import tree_of
from tests.day.same import docked, faults
from tests.day.random_worlds import worlds
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
from tests.worlds import dyad, each, many_lines

if TYPE_CHECKING:
    from sim.day.trace import Trace

SEED = 3
SERIES = {"scenario.series": True}

pytestmark = pytest.mark.usefixtures("compiled")
LUCK = st.integers(0, 2**32 - 1)


@pytest.mark.parametrize("name", scenario_names())
def test_a_shipped_scenario_is_told_alike(name: str) -> None:
    # tests/reference holds another run of each, twice as long, against what is stored.
    docked(tree_of(load_scenario(name)), SEED, 7, 45)


@pytest.mark.parametrize("turns", [TURMOIL, EROSION], ids=["turmoil", "erosion"])
def test_a_truce_full_of_fire_is_told_alike(turns: dict[str, Any]) -> None:
    docked(rich_tree(turns), SEED, 0, 20)


@pytest.mark.slow
def test_the_long_series_is_told_alike() -> None:
    told = docked(tree_of(load_scenario("idlib/series")), SEED, 2, 240)
    assert told.daily["day"][-1] == 240


@settings(max_examples=few(15))
@given(tree=trees(), seed=LUCK, replicate=LUCK, horizon=st.integers(1, 25))
def test_any_scenario_is_told_alike(
    tree: dict[str, Any], seed: int, replicate: int, horizon: int
) -> None:
    docked(tree, seed, replicate, horizon)


@settings(max_examples=few(15))
@given(tree=worlds(), seed=LUCK, replicate=LUCK, horizon=st.integers(1, 25))
def test_so_is_a_scenario_made_up_whole(
    tree: dict[str, Any], seed: int, replicate: int, horizon: int
) -> None:
    docked(tree, seed, replicate, horizon)


@pytest.mark.parametrize("kind", DOCTRINES)
def test_every_doctrine_is_told_alike(kind: str) -> None:
    rules: dict[str, object] = {f"scenario.parties.{name}.doctrine.kind": kind for name in PARTIES}
    rules |= {f"scenario.parties.{name}.doctrine.threshold": 2 for name in PARTIES}
    for alarm in (False, True):
        heard = {f"scenario.parties.{name}.doctrine.public_alarm": alarm for name in PARTIES}
        docked(rich_tree(rules | heard), SEED, 0, 14)


@pytest.mark.parametrize("kind", DOCTRINES)
def test_every_doctrine_is_told_alike_where_nothing_else_happens(kind: str) -> None:
    rules = each(
        doctrine={"kind": kind, "generosity": 0.3, "daily_chance": 0.02},
        control=0.9,
        missed=0.1,
        false_alarm=0.05,
        choice_noise=0.5,
    )
    told = docked(tree_of(dyad(many_lines(6), rules)), SEED, 1, 60)
    assert any(told.log.of("attack"))


@pytest.mark.parametrize("change", SIZES)
def test_a_shock_of_every_variable_is_told_alike(change: str) -> None:
    shocks = {
        name: value
        for number in range(len(SHOCKS))
        for name, value in shock(number, change, day=2 + number).items()
    }
    told = docked(rich_tree(shocks | SERIES), SEED, 0, 20)
    shocked = [name for event in told.log.of("shock") for name in event.terms]
    assert sorted(shocked) == sorted(variable for variable, _, _ in SHOCKS)


@pytest.mark.parametrize("part", range(4))
def test_every_number_and_switch_is_heeded_alike(part: int) -> None:
    for number, turns in list(enumerate(rounds()))[part::4]:
        docked(with_changes(rich_tree(), turns), SEED, number, 14)


def test_these_scenarios_tell_every_form_of_event() -> None:
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


# Trace numbers that a comparison must not let pass.


def _with_event(told: Trace, number: int, **changes: Any) -> Trace:  # noqa: ANN401
    log = EventLog()
    for event in told.log:
        log.add(replace(event, **changes) if event.id == number else event)
    return replace(told, log=log)


@pytest.fixture(scope="module")
def traced() -> Trace:
    """A short run."""
    return sim.model.replicate.tell(rich_tree(), SEED, 0, 6)


def test_a_run_differs_from_itself_in_nothing(told: Trace) -> None:
    assert not list(faults(told, told))


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
    told: Trace, field: str, value: object
) -> None:
    quiet = next(event for event in told.log if event.day == 1 and event.severity == 0.0)
    assert any(
        field in fault for fault in faults(told, _with_event(told, quiet.id, **{field: value}))
    )


def test_a_difference_in_one_bit_of_the_daily_table_is_found(told: Trace) -> None:
    tension = list(told.daily["tension"])
    tension[-1] = np.nextafter(tension[-1], 1.0)
    other = replace(told, daily={**told.daily, "tension": tension})
    assert any("tension" in fault for fault in faults(told, other))
