"""The outcome of a run is derived from its log."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sim.day.events import Event, EventLog
from sim.day.outcome import outcome_of
from sim.scenario.load import scenario_from_tree
from sim.scenario.tree import changed, tree_of
from tests.scenario.textbook import small_tree

if TYPE_CHECKING:
    from sim.scenario.scenario import Scenario

ASSAULTS = {"counts": "assaults", "window_days": 14, "days": 1, "sectors": 1}
CAPTURES = {"counts": "captures", "window_days": 14, "days": 1, "sectors": 1}
STOPPED = 80
HORIZON = 365


def scenario(term: int | None = None) -> Scenario:
    rules = {"offensive": ASSAULTS, "alternatives": {"capture": CAPTURES}}
    tree = tree_of(scenario_from_tree(small_tree() | {"measurement": rules}))
    if term is not None:
        tree = changed(tree, {"scenario.agreements.truce.term_days": term})
    return scenario_from_tree(tree)


def log_of(*events: tuple[int, str, str, str]) -> EventLog:
    """A log of day, kind, form and agreement; an end is dated to its day."""
    log = EventLog()
    for day, kind, form, agreement in sorted(events, key=lambda event: event[0]):
        terms = {"dated": float(day), "trust_mean": 0.5} if kind == "end" else {}
        log.add(Event(len(log), day, kind, form, sector="x", agreement=agreement, terms=terms))
    return log


ASSAULT = (50, "attack", "assault", "")
OFFENSIVE = (50, "end", "offensive", "truce")


@pytest.mark.parametrize(
    ("later", "found"),
    [
        ((), (STOPPED, "held")),
        (((60, "sector", "captured", ""),), (60, "offensive")),
        (((70, "declaration", "disowned", "truce"),), (70, "disowned")),
        (((70, "declaration", "disowned", "another"),), (STOPPED, "held")),
        (((75, "renewal", "signed", "second"),), (75, "superseded")),
        (
            ((60, "sector", "captured", ""), (55, "declaration", "cancelled", "truce")),
            (55, "cancelled"),
        ),
        (
            # Of two on one day the precedence of the scenario names one.
            ((60, "sector", "captured", ""), (60, "declaration", "cancelled", "truce")),
            (60, "cancelled"),
        ),
    ],
)
def test_where_another_definition_sees_no_offensive_the_agreement_stands_on(
    later: tuple[tuple[int, str, str, str], ...], found: tuple[int, str]
) -> None:
    outcome = outcome_of(log_of(ASSAULT, OFFENSIVE, *later), scenario(), STOPPED)
    assert (outcome.end_day, outcome.end_kind) == (50, "offensive")
    assert outcome.alternatives["capture"] == found
    row = outcome.row()
    assert (row["end_day_capture"], row["end_kind_capture"]) == found
    assert row["ended_capture"] == (found[1] != "held")


def test_a_term_runs_out_under_every_definition() -> None:
    limited = scenario(term=69)
    outcome = outcome_of(log_of(ASSAULT, OFFENSIVE), limited, STOPPED)
    assert outcome.alternatives["capture"] == (70, "expired")
    assert outcome_of(log_of(ASSAULT, OFFENSIVE), limited, 69).alternatives["capture"][1] == "held"


def test_what_ended_otherwise_ends_under_every_definition_or_sooner() -> None:
    cancelled = (50, "end", "cancelled", "truce")
    sooner = (40, "sector", "captured", "")
    found = outcome_of(log_of(cancelled), scenario(), STOPPED).alternatives["capture"]
    assert found == (50, "cancelled")
    found = outcome_of(log_of(cancelled, sooner), scenario(), STOPPED).alternatives["capture"]
    assert found == (40, "offensive")


def test_what_held_held_to_the_last_day() -> None:
    log = log_of((HORIZON, "end", "held", "truce"))
    outcome = outcome_of(log, scenario(), HORIZON)
    assert not outcome.ended
    assert outcome.alternatives["capture"] == (HORIZON, "held")


def test_a_log_without_an_end_is_no_finished_run() -> None:
    with pytest.raises(ValueError, match="not finished"):
        outcome_of(EventLog(), scenario(), HORIZON)
