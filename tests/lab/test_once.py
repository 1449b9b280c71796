"""What many ask is computed once."""

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor

import pytest

from sim.lab.jobs import BusyError, Once

THREADS = ThreadPoolExecutor(4)


def begun(compute: Callable[[], int]) -> Callable[[], Future[int]]:
    """Compute elsewhere."""
    return lambda: THREADS.submit(compute)


def test_thirty_who_ask_are_answered_by_one_computation() -> None:
    counted = []

    async def ask() -> list[int]:
        once: Once[int] = Once(10, 10)
        asked = [once.get("q", begun(lambda: counted.append(1) or 7)) for _ in range(30)]
        return [*await asyncio.gather(*asked), await once.get("q", begun(lambda: 8))]

    assert asyncio.run(ask()) == [7] * 31
    assert len(counted) == 1


def test_a_failure_is_told_and_not_kept() -> None:
    def fail() -> int:
        raise ValueError("no")

    async def ask() -> int:
        once: Once[int] = Once(10, 10)
        with pytest.raises(ValueError, match="no"):
            await once.get("q", begun(fail))
        return await once.get("q", begun(lambda: 3))

    assert asyncio.run(ask()) == 3


def test_the_one_not_asked_for_longest_goes_first() -> None:
    async def ask() -> list[int]:
        once: Once[int] = Once(2, 10)
        for name in ("a", "b", "a", "c"):
            await once.get(name, begun(lambda: 1))
        return [await once.get(name, begun(lambda: 2)) for name in ("a", "c", "b")]

    assert asyncio.run(ask()) == [1, 1, 2]


def test_who_goes_away_does_not_take_the_answer_from_others() -> None:
    go = threading.Event()

    async def ask() -> int:
        once: Once[int] = Once(10, 10)
        first = asyncio.ensure_future(once.get("q", begun(lambda: (go.wait(5), 5)[1])))
        await asyncio.sleep(0)
        second = asyncio.ensure_future(once.get("q", begun(lambda: 6)))
        await asyncio.sleep(0)
        first.cancel()
        go.set()
        return await second

    assert asyncio.run(ask()) == 5


def test_more_open_questions_than_the_lab_takes_are_refused() -> None:
    go = threading.Event()

    async def ask() -> None:
        once: Once[int] = Once(10, 2)
        waiting = [
            asyncio.ensure_future(once.get(name, begun(lambda: (go.wait(5), 1)[1])))
            for name in "ab"
        ]
        await asyncio.sleep(0)
        with pytest.raises(BusyError):
            await once.get("c", begun(lambda: 1))
        go.set()
        assert await asyncio.gather(*waiting) == [1, 1]

    asyncio.run(ask())
