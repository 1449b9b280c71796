"""What became of each clause while its agreement stood."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from sim.shared.clauses import clause_lifetimes, clause_shares, clause_table


@pytest.fixture
def runs() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "replicate": [0, 1, 2, 3],
            "end_kind": ["offensive", "held", "cancelled", "held"],
            "end_day": [20, 50, 30, 50],
            "ended": [True, False, True, False],
            "end_kind_first_capture": ["offensive", "held", "cancelled", "held"],
            "end_day_first_capture": [40, 50, 30, 50],
            "ended_first_capture": [True, False, True, False],
        }
    )


def clause(
    replicate: int, end_day: int, end_kind: str, breaches: int = 0, first_breach: int | None = None
) -> dict[str, object]:
    day = end_day if first_breach is None and breaches else first_breach or 0
    return {
        "replicate": replicate,
        "agreement": "truce",
        "obligation": "patrols",
        "end_day": end_day,
        "end_kind": end_kind,
        "breaches": breaches,
        "first_breach": day,
    }


def lives_of(runs: pd.DataFrame, rows: list[dict[str, object]], definition: str = "main") -> dict:
    return clause_lifetimes(pd.DataFrame(rows), runs, 50, "truce", definition)


def test_a_clause_is_breached_met_lapsed_or_still_open(runs: pd.DataFrame) -> None:
    rows = [
        clause(0, 7, "breached", 3),
        clause(1, 9, "met"),
        clause(2, 33, "lapsed"),
        clause(3, 0, "open"),
    ]
    found = lives_of(runs, rows)["patrols"]
    assert found.kinds.tolist() == ["breached", "met", "lapsed", "held"]
    assert found.days.tolist() == [7, 9, 30, 50]


def test_what_lies_after_the_end_of_the_agreement_is_not_looked_at(runs: pd.DataFrame) -> None:
    rows = [clause(0, 35, "breached", 1), clause(2, 31, "met")]
    found = lives_of(runs, rows)["patrols"]
    assert found.kinds.tolist() == ["lapsed", "lapsed"]
    assert found.days.tolist() == [20, 30]


def test_a_later_end_under_another_definition_lets_a_breach_count(runs: pd.DataFrame) -> None:
    found = lives_of(runs, [clause(0, 35, "breached", 1)], "first_capture")["patrols"]
    assert (found.kinds.tolist(), found.days.tolist()) == (["breached"], [35])


def test_a_late_delivery_was_a_breach_first(runs: pd.DataFrame) -> None:
    late = clause(1, 30, "met", breaches=2, first_breach=9)
    found = lives_of(runs, [late])["patrols"]
    assert (found.kinds.tolist(), found.days.tolist()) == (["breached"], [9])


def test_overdue_without_a_breach_in_the_log_is_untouched(runs: pd.DataFrame) -> None:
    found = lives_of(runs, [clause(1, 20, "breached"), clause(2, 30, "breached")])["patrols"]
    assert found.kinds.tolist() == ["held", "lapsed"]


def test_clauses_of_other_agreements_are_left_out(runs: pd.DataFrame) -> None:
    rows = [clause(1, 9, "met") | {"agreement": "framework"}]
    assert not lives_of(runs, rows)


def test_the_shares_of_a_clause_add_up_and_the_first_is_what_was_not_breached(
    runs: pd.DataFrame,
) -> None:
    rows = [
        clause(0, 7, "breached", 3),
        clause(1, 9, "met"),
        clause(2, 33, "lapsed"),
        clause(3, 0, "open"),
    ]
    found = clause_shares(lives_of(runs, rows)).loc["patrols"]
    assert np.allclose(found[["open", "met", "lapsed", "breached"]].sum(axis=1), 1.0)
    assert found["share"].tolist() == pytest.approx([1.0] * 7 + [0.75] * 44)
    assert found.loc[[8, 9, 30], "open"].tolist() == pytest.approx([0.75, 0.5, 0.25])
    assert np.all((found["low"] <= found["share"]) & (found["share"] <= found["high"]))


def test_the_table_tells_of_each_clause_in_a_row(runs: pd.DataFrame) -> None:
    rows = [clause(replicate, day, "breached", 1) for replicate, day in ((0, 7), (1, 9), (2, 12))]
    found = clause_table(lives_of(runs, [*rows, clause(3, 0, "open")])).loc["patrols"]
    assert (found["runs"], found["breached"], found["open"]) == (4, 0.75, 0.25)
    assert found["breached_low"] < 0.75 < found["breached_high"]
    assert (found["median"], found["median_low"]) == (9, 1)
    assert np.isnan(found["median_high"])


def test_without_clauses_the_tables_are_empty_and_keep_their_columns() -> None:
    assert clause_shares({}).index.names == ["obligation", "day"]
    assert "median" in clause_table({})
