"""How the first agreement fared under every definition of an offensive, folded from its acts."""

from __future__ import annotations

from typing import Any

import pytest

from sim.day import codes
from sim.day.codes import END_CANCELLED, END_DISOWNED, END_EXPIRED, END_SUPERSEDED, NONE
from sim.day.model import CeasefireModel
from sim.day.outcome import Outcome, outcome_of
from sim.day.state import Act
from sim.scenario.load import scenario_from_tree
from tests.scenario.textbook import small_tree

ASSAULTS = {"counts": "assaults", "window_days": 14, "days": 1, "sectors": 1}
CAPTURES = {"counts": "captures", "window_days": 14, "days": 1, "sectors": 1}
STOPPED = 80


def fared(
    end: tuple[int, int],
    *,
    captured: int = NONE,
    closed: tuple[int, int] = (NONE, NONE),
    last: int = STOPPED,
) -> Outcome:
    """Fold a run whose first agreement ended as said, by an assault of day 50 if by an offensive.

    Parameters
    ----------
    end : tuple of int
        Day and kind of the end by the main definition.
    captured : int
        Day on which a sector was captured.
    closed : tuple of int
        Day on which the agreement lost its force, and how.
    last : int
        Last day of the run.
    """
    rules: dict[str, Any] = {"offensive": ASSAULTS, "alternatives": {"capture": CAPTURES}}
    tree = small_tree() | {"measurement": rules}
    tree["scenario"]["obligations"]["withdraw"]["difficulty"] = 0.5
    model = CeasefireModel(scenario_from_tree(tree), horizon=365)
    w = model.w
    w.run.day = last
    w.run.end_agreement = 0
    w.run.end_day, w.run.end_kind = end
    w.agreements[0].closed, w.agreements[0].closed_as = closed
    for table, day in ((w.assaults, 50), (w.captures, captured)):
        table[0] = Act(day=day)
    w.run.assaults, w.run.captures = 1, int(captured != NONE)
    return model.outcome()


OFFENSIVE = (50, codes.END_OFFENSIVE)


@pytest.mark.parametrize(
    ("captured", "closed", "found"),
    [
        (NONE, (NONE, NONE), (STOPPED, "held")),
        (60, (NONE, NONE), (60, "offensive")),
        (NONE, (70, END_DISOWNED), (70, "disowned")),
        (NONE, (75, END_SUPERSEDED), (75, "superseded")),
        (NONE, (70, END_EXPIRED), (70, "expired")),
        (60, (55, END_CANCELLED), (55, "cancelled")),
        # Of two on one day the precedence of the scenario names one.
        (60, (60, END_CANCELLED), (60, "cancelled")),
        (60, (60, END_SUPERSEDED), (60, "offensive")),
    ],
)
def test_where_another_definition_sees_no_offensive_the_agreement_stands_on(
    captured: int, closed: tuple[int, int], found: tuple[int, str]
) -> None:
    outcome = fared(OFFENSIVE, captured=captured, closed=closed)
    assert (outcome.agreement, outcome.end_day, outcome.end_kind) == ("truce", 50, "offensive")
    assert outcome.alternatives["capture"] == found
    row = outcome.row()
    assert (row["end_day_capture"], row["end_kind_capture"]) == found
    assert row["ended_capture"] == (found[1] != "held")
    assert outcome_of("truce", row) == outcome


def test_what_ended_otherwise_ends_under_every_definition_or_sooner() -> None:
    cancelled = (50, END_CANCELLED)
    assert fared(cancelled, closed=cancelled).alternatives["capture"] == (50, "cancelled")
    sooner = fared(cancelled, closed=cancelled, captured=40)
    assert sooner.alternatives["capture"] == (40, "offensive")


def test_what_held_held_to_the_last_day() -> None:
    outcome = fared((365, codes.END_HELD), last=365)
    assert not outcome.ended
    assert outcome.alternatives["capture"] == (365, "held")
