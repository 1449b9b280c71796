"""Threads that take the most urgent work first."""

import threading

import pytest

from sim.lab.urgency import UrgentThreads


def test_the_lowest_rank_goes_first_and_equals_in_the_order_of_their_coming() -> None:
    threads = UrgentThreads(1, "test")
    go = threading.Event()
    done: list[str] = []
    first = threads.submit(0, lambda: go.wait(10))
    work = [
        threads.submit(rank, lambda name=name: done.append(name))  # type: ignore[misc]
        for rank, name in [(5, "late"), (1, "a"), (1, "b"), (0, "soon")]
    ]
    go.set()
    for each in [first, *work]:
        each.result(10)
    assert done == ["soon", "a", "b", "late"]
    threads.shutdown()


def test_a_failure_is_told_and_the_thread_goes_on() -> None:
    threads = UrgentThreads(1, "test")

    def fail() -> None:
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        threads.submit(0, fail).result(10)
    assert threads.submit(0, lambda: 3).result(10) == 3
    threads.shutdown()


def test_what_waits_is_cancelled_at_the_end() -> None:
    threads = UrgentThreads(1, "test")
    go, begun = threading.Event(), threading.Event()
    first = threads.submit(0, lambda: (begun.set(), go.wait(10))[1])
    assert begun.wait(10)
    waiting = threads.submit(1, lambda: 1)
    threads.shutdown()
    go.set()
    assert first.result(10)
    assert waiting.cancelled()
