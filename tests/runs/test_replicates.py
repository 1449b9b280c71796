"""Many runs: in order, whatever the number of processes and whatever fails."""

import multiprocessing

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.runs import replicates
from sim.runs.replicates import Job, run_chunk, run_replicates
from tests.runs.fakes import FakeJob


def test_each_replicate_gives_its_rows_in_order() -> None:
    rows = run_replicates(FakeJob(), 5, workers=1)
    assert [row["replicate"] for row in rows.runs] == [0, 1, 2, 3, 4]
    assert [row["end_day"] for row in rows.runs] == [1, 8, 5, 2, 9]
    assert {row["point"] for row in rows.runs} == {0}
    assert [row["replicate"] for row in rows.clauses] == [0, 0, 1, 1, 2, 2, 3, 3, 4, 4]
    assert rows.failures == []


def test_the_number_of_processes_changes_nothing() -> None:
    job = FakeJob({"failing": [3, 17]})
    alone = run_replicates(job, 40, workers=1)
    assert run_replicates(job, 40, workers=2) == alone
    assert len(alone.runs) == 38


def test_a_replicate_that_fails_is_a_row_and_not_the_end() -> None:
    rows = run_replicates(FakeJob({"failing": [1]}), 3, workers=1)
    assert [row["replicate"] for row in rows.runs] == [0, 2]
    (failed,) = rows.failures
    assert failed["replicate"] == 1
    assert failed["error"] == "ValueError: replicate 1 is unlucky"
    assert "made_up" in failed["traceback"]
    assert len(failed["traceback"].splitlines()) <= replicates.LINES_OF_TRACEBACK


def test_progress_is_told_to_the_end() -> None:
    heard: list[tuple[int, int]] = []
    run_replicates(
        FakeJob(), 4, workers=1, progress=lambda done, total: heard.append((done, total))
    )
    assert heard == [(1, 4), (2, 4), (3, 4), (4, 4)]


def test_an_interruption_stops_the_processes_at_once() -> None:
    before = set(multiprocessing.active_children())

    def interrupt(done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run_replicates(FakeJob({"endless_from": 16}), 64, workers=2, progress=interrupt)
    # They have been told to end, which takes a slow machine a while.
    for process in set(multiprocessing.active_children()) - before:
        process.join(timeout=300)
    assert not set(multiprocessing.active_children()) - before


def test_an_interruption_of_a_run_in_this_process_is_no_failed_replicate(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("tests.runs.fakes.made_up", interrupted)
    with pytest.raises(KeyboardInterrupt):
        run_replicates(FakeJob(), 3, workers=1)


@given(st.integers(1, 5000), st.integers(1, 64))
def test_chunks_hold_every_replicate_once(count: int, workers: int) -> None:
    chunks = replicates.chunks_of(count, workers)
    assert [number for chunk in chunks for number in chunk] == list(range(count))
    assert max(len(chunk) for chunk in chunks) <= replicates.LARGEST_CHUNK


def test_only_engines_of_the_table_can_be_named() -> None:
    with pytest.raises(KeyError):
        run_chunk(Job({}, 1, 10, engine="os"), [0])
