"""Comparisons whose runs are made up, so that the answer is known."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.day.batch import Batch
from sim.questions.compare.compare import ArmResult, ComparisonResult
from sim.questions.compare.comparison import Arm, Comparison
from sim.questions.compare.findings import Findings
from sim.scenario.load import load_scenario

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

HORIZON = 100
NOW = datetime(2026, 1, 1, tzinfo=UTC)


def made_up(
    arms: Mapping[str, Sequence[int]], *, of_one: bool = True, failed: int = 0
) -> ComparisonResult:
    """Give a comparison of arms whose runs ended on these days, or held at the horizon."""
    standard, dyad = load_scenario("textbook/standard"), load_scenario("textbook/dyad")
    asked = []
    found = {}
    for place, (label, days) in enumerate(arms.items()):
        origin = standard if of_one or place == 0 else dyad
        changes = {"scenario.obligations.patrols.active": False} if of_one and place else {}
        arm = Arm(label, origin, changes, HORIZON)
        asked.append(arm)
        found[label] = ArmResult(arm, batch_of(days, failed=failed if place else 0))
    longest = max(len(days) for days in arms.values())
    comparison = Comparison(tuple(asked), seed=1, replicates=longest)
    return ComparisonResult(comparison, found, NOW, NOW, {"ceasefire-sim": "0"})


def findings(arms: Mapping[str, Sequence[int]], **settings: Any) -> Findings:  # noqa: ANN401
    """Give what `made_up` found."""
    return Findings(made_up(arms, **settings))


def batch_of(days: Sequence[int], failed: int = 0) -> Batch:
    """Lay out runs that ended on these days with an offensive."""
    day = np.minimum(np.asarray(days, dtype=np.int64), HORIZON)
    ended = np.asarray(days) <= HORIZON
    address = {"point": np.zeros(len(day), np.int64), "replicate": np.arange(len(day))}
    runs = address | {
        "end_kind": np.where(ended, "offensive", "held").astype(object),
        "end_day": day,
        "ended": ended,
        "end_kind_first_assault": np.where(ended, "offensive", "held").astype(object),
        "end_day_first_assault": day,
        "ended_first_assault": ended,
        "breaches": 2 * day,
        "accusations": np.ones(len(day), np.int64),
        "accusations_true": np.ones(len(day), np.int64),
        "displaced": 10 * day,
    }
    clauses = address | {
        "agreement": np.full(len(day), "cessation", dtype=object),
        "ordinal": np.ones(len(day), np.int64),
        "obligation": np.full(len(day), "patrols", dtype=object),
        "end_day": np.minimum(day, 5),
        "end_kind": np.full(len(day), "breached", dtype=object),
        "breaches": np.ones(len(day), np.int64),
        "first_breach": np.minimum(day, 5),
    }
    rows = [
        {"point": 0, "replicate": 1000 + n, "error": "ValueError: unlucky", "traceback": ""}
        for n in range(failed)
    ]
    return Batch(runs, dict(address), clauses, rows)
