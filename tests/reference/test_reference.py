"""Every shipped scenario gives the event log that was stored for it.

No test says how an agreement ends. A hash changes with any change of the model or of a
scenario; if the change is meant, `make refresh` stores the new one.
"""

import pytest

from sim.day.events import Event, EventLog
from sim.day.trace import trace
from sim.scenario.load import load_scenario
from sim.scenario.names import scenario_names
from sim.scenario.tree import tree_of
from tests.reference.canonical import (
    HORIZON,
    REPLICATE,
    SEED,
    described,
    digest,
    line,
    number,
    reference_of,
    stored,
)


@pytest.mark.parametrize("name", scenario_names())
def test_a_scenario_gives_its_stored_log(name: str) -> None:
    assert reference_of(name) == stored()[name], "if this change is meant: make refresh"


@pytest.mark.usefixtures("compiled")
@pytest.mark.parametrize("name", scenario_names())
def test_the_compiled_engine_gives_it_too(name: str) -> None:
    run = trace(tree_of(load_scenario(name)), SEED, REPLICATE, HORIZON)
    assert described(run.log) == stored()[name]


def test_only_shipped_scenarios_are_stored() -> None:
    assert set(stored()) == set(scenario_names())


@pytest.mark.parametrize(
    ("value", "written"),
    [(0.1 + 0.2, "0.3"), (1.0, "1"), (-0.0, "0"), (1 / 3, "0.333333333"), (1e-300, "1e-300")],
)
def test_a_number_is_written_to_nine_digits(value: float, written: str) -> None:
    assert number(value) == written


def changed(**what: object) -> Event:
    """Give an event that differs in some field from the plain one."""
    fields: dict[str, object] = {"severity": 1.0, "terms": {"b": 0.5, "a": 2.0}, "actor": "party_a"}
    return Event(0, 1, "attack", "strategic", **{**fields, **what})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "what",
    [
        {"severity": 1.0 + 1e-7},
        {"terms": {"a": 2.0}},
        {"terms": {"b": 0.5, "a": 2.0 + 1e-7}},
        {"actor": "party_b"},
        {"blamed": "party_b"},
        {"outcome": "x"},
        {"seen_by": ["party_b"]},
        {"sector": "line"},
    ],
)
def test_every_field_of_an_event_counts(what: dict[str, object]) -> None:
    assert line(changed(**what)) != line(changed())


def test_the_last_bits_of_a_number_and_the_order_of_terms_do_not_count() -> None:
    same = changed(severity=1.0 + 1e-13, terms={"a": 2.0 - 1e-13, "b": 0.5})
    assert line(same) == line(changed())


def test_the_order_of_events_counts() -> None:
    logs = []
    for actors in (("party_a", "party_b"), ("party_b", "party_a")):
        log = EventLog()
        for number_, actor in enumerate(actors):
            log.add(Event(number_, 1, "attack", "strategic", actor=actor))
        logs.append(digest(log))
    assert logs[0] != logs[1]
