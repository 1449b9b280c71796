import json
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from sim.day.batch import Batch, columns_of
from sim.day.trace import Trace
from sim.questions.run import report as run_report
from sim.questions.run.run import RunResult
from sim.questions.run.summary import summary, summary_table, wilson
from tests.questions import sample

NOW = datetime(2026, 11, 22, tzinfo=UTC)


def result_of(ends: list[tuple[str, int]], horizon: int = 365) -> RunResult:
    scenario, log, daily, outcome = sample.told()
    runs = columns_of(
        [
            {
                "point": 0,
                "replicate": number,
                "end_kind": kind,
                "end_day": day,
                "ended": kind != "held",
                "end_kind_first_assault": kind,
                "end_day_first_assault": day,
                "ended_first_assault": kind != "held",
                "end_kind_first_capture": "held",
                "end_day_first_capture": horizon,
                "ended_first_capture": False,
                "breaches": 10 * number,
                "attacks": 20,
                "accusations": 4,
                "accusations_true": 1,
                "accusations_contested": 1,
                "accusations_pretext": 0,
                "talks": 2,
                "patrols_done": 3,
                "displaced": 12345,
                "sectors_changed": 1,
            }
            for number, (kind, day) in enumerate(ends)
        ]
    )
    return RunResult(
        scenario=scenario,
        seed=1,
        replicates=len(ends),
        horizon=horizon,
        engine="mesa",
        batch=Batch(runs=runs),
        told=Trace(scenario, log, daily, outcome),
        begun=NOW,
        ended=NOW,
    )


ENDS = [("offensive", 5), ("offensive", 40), ("cancelled", 100), ("held", 365)]


@cache
def report(width: int = run_report.WIDTH) -> run_report.Report:
    """Report on the trace, drawn once."""
    told = result_of(ENDS).told
    assert told is not None
    return run_report.report_on(told, width)


def text(width: int = run_report.WIDTH) -> str:
    return run_report.summary_text(summary(result_of(ENDS)), report(width), width)


@pytest.mark.parametrize(
    ("count", "total", "low", "high"),
    [(0, 10, 0.0, 0.2775), (5, 10, 0.2366, 0.7634), (10, 10, 0.7225, 1.0), (0, 0, 0.0, 1.0)],
)
def test_wilson(count: int, total: int, low: float, high: float) -> None:
    assert wilson(count, total) == pytest.approx((low, high), abs=1e-4)


def test_shares_held_at_each_horizon() -> None:
    held = summary(result_of(ENDS))["held"]
    assert {days: one["share"] for days, one in held.items()} == {
        "7": 0.75,
        "30": 0.75,
        "90": 0.5,
        "365": 0.25,
    }


def test_horizons_beyond_the_run_are_left_out() -> None:
    assert list(summary(result_of([("held", 60)], 60))["held"]) == ["7", "30", "60"]


def test_an_agreement_that_ends_on_day_8_stood_for_7_days() -> None:
    assert summary(result_of([("offensive", 8)]))["held"]["7"]["share"] == 1.0
    assert summary(result_of([("offensive", 7)]))["held"]["7"]["share"] == 0.0


def test_the_median_counts_runs_that_held_as_longer() -> None:
    assert summary(result_of(ENDS))["median_end_day"] == 40
    assert summary(result_of([("offensive", 5), *[("held", 365)] * 2]))["median_end_day"] is None


def test_kinds_and_definitions() -> None:
    figures = summary(result_of(ENDS))
    assert figures["end_kinds"] == {"offensive": 0.5, "cancelled": 0.25, "held": 0.25}
    assert figures["alternatives"]["first_assault"]["share"] == 0.75
    assert figures["alternatives"]["first_capture"]["median_end_day"] is None
    assert figures["means"]["accusations_false"] == 2.0


def test_under_another_definition_runs_that_stop_early_tell_nothing_of_later_days() -> None:
    result = result_of(ENDS)
    dated = {
        "end_day_first_capture": np.array([10, 70, 130, 200]),
        "ended_first_capture": np.array([True, False, True, False]),
    }
    other = replace(result, batch=Batch(runs=result.batch.runs | dated))
    # Of four one ends; of the two that are still seen on day 130 one ends.
    assert summary(other)["alternatives"]["first_capture"] == {
        "share": 1 - 3 / 4 * 1 / 2,
        "median_end_day": 130,
    }


def test_without_runs_that_stop_early_that_is_what_counting_gives() -> None:
    days, ended = np.arange(1, 400), np.arange(1, 400) % 3 > 0
    days[~ended] = 400
    result = result_of([("held", 400)] * len(days), 400)
    dated = {"end_day_first_capture": days, "ended_first_capture": ended}
    other = replace(result, batch=Batch(runs=result.batch.runs | dated))
    assert summary(other)["alternatives"]["first_capture"] == {
        "share": pytest.approx(ended.mean()),
        "median_end_day": int(np.sort(days)[199]),
    }


def test_figures_go_into_a_file_and_back() -> None:
    figures = summary(result_of(ENDS))
    assert json.loads(json.dumps(figures, allow_nan=False)) == figures


def test_the_reading_is_a_sentence() -> None:
    assert summary(result_of(ENDS))["reading"] == (
        "The Sochi memorandum ended within 365 days in 75 percent of the runs (95 % interval 30"
        " to 95), mostly with an offensive; half of all runs had ended by day 40."
    )
    held = summary(result_of([("held", 365)] * 3))["reading"]
    assert held == "The Sochi memorandum held for 365 days in all of three runs."


def test_no_runs_give_no_figures() -> None:
    result = result_of([])
    assert "No run" in summary_table(summary(result))


@pytest.mark.parametrize("width", [80, 100])
def test_the_text_fits_the_terminal(width: int) -> None:
    shown = text(width)
    assert max(len(line) for line in shown.splitlines()) <= width
    for words in (
        "Who owed what",
        "What happened",
        "Why it ended",
        "How it ended",
        "not a forecast",
    ):
        assert words in shown
    assert "None" not in shown
    assert "**" not in shown


def test_eight_to_fourteen_turns_are_told_on_the_terminal() -> None:
    told = text().split("What happened\n")[1].split("\n\nWhy it ended")[0]
    turns = [line for line in told.splitlines() if line[2].isdigit()]
    assert 8 <= len(turns) <= 14


def test_a_told_run_that_failed_leaves_the_table() -> None:
    shown = run_report.summary_text(summary(result_of(ENDS)), None)
    assert "Who owed what" not in shown
    assert "How it ended" in shown


def test_files_are_written(tmp_path: Path) -> None:
    report().write(tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == {"story.md", "timeline.svg", "map.svg"}
    assert all(path.stat().st_size > 1000 for path in tmp_path.iterdir())
