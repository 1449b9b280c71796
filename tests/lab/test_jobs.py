"""Many runs in chunks: as in one go, shared by all who ask, and stopped when nobody does."""

import asyncio
import itertools
import queue
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from typing import Any

import numpy as np
import pytest

from sim.day.batch import Batch
from sim.lab.jobs import Batches, Job, Order


class Counting:
    """An engine that gives the number of each replicate, and counts what it was asked for."""

    def __init__(self, stop_at: int | None = None, seconds: float = 0.0) -> None:
        self.asked: list[int] = []
        self.stop_at = stop_at
        self.seconds = seconds

    def runs(self, first: int, count: int) -> Batch:
        time.sleep(self.seconds)
        self.asked += range(first, first + count)
        if self.stop_at is not None and first + count > self.stop_at:
            raise ValueError("no more")
        return Batch({"replicate": np.arange(first, first + count)})


class Pool:
    """Two threads that stand for processes, and take what has the lowest rank first."""

    def __init__(self) -> None:
        self.waiting: queue.PriorityQueue[tuple[float, int, Any]] = queue.PriorityQueue()
        self.coming = itertools.count()
        for _ in range(2):
            threading.Thread(target=self.work, daemon=True).start()

    def submit(self, rank: float, function: Callable[[], Batch] | None) -> Future[Batch]:
        future: Future[Batch] = Future()
        self.waiting.put((rank, next(self.coming), (future, function)))
        return future

    def work(self) -> None:
        while True:
            future, function = self.waiting.get()[2]
            if function is None:
                return
            if future.set_running_or_notify_cancel():
                try:
                    future.set_result(function())
                except ValueError as error:
                    future.set_exception(error)

    def order(
        self,
        engine: "Counting",
        total: int = 100,
        *,
        question: str = "question",
        slow: bool = False,
    ) -> Order:
        """Ask the engine for so many runs."""

        def begin(rank: float, first: int, count: int) -> Future[Batch]:
            return self.submit(rank, lambda: engine.runs(first, count))

        return Order(question, total, begin, slow)


@pytest.fixture
def pool() -> Iterator[Pool]:
    pool = Pool()
    yield pool
    for _ in range(2):
        pool.submit(1e9, None)


async def seen(job: Job, most: int = 10**6) -> list[int]:
    """Watch a job until it has at least so many runs."""
    found = []
    async for done in job.watch():
        found.append(done)
        if done >= most:
            break
    return found


def test_all_runs_come_once_and_in_order(pool: Pool) -> None:
    engine = Counting()
    job = Batches(2).job(pool.order(engine, 137))
    steps = asyncio.run(seen(job))
    assert steps == sorted(steps)
    assert steps[-1] == 137
    assert job.batch().runs["replicate"].tolist() == list(range(137))
    assert sorted(engine.asked) == list(range(137))


def test_the_first_figures_rest_on_few_runs(pool: Pool) -> None:
    job = Batches(1).job(pool.order(Counting(), 200))
    assert asyncio.run(seen(job))[0] == 10


def test_a_slow_engine_is_told_of_run_by_run(pool: Pool) -> None:
    job = Batches(1).job(pool.order(Counting(), 3, slow=True))
    assert asyncio.run(seen(job)) == [1, 2, 3]


def test_who_asks_the_same_shares_the_runs(pool: Pool) -> None:
    engine = Counting()
    batches = Batches(2)

    async def class_of(size: int) -> list[list[int]]:
        jobs = [batches.job(pool.order(engine)) for _ in range(size)]
        return await asyncio.gather(*(seen(job) for job in jobs))

    assert all(steps[-1] == 100 for steps in asyncio.run(class_of(30)))
    assert len(engine.asked) == 100


def test_when_nobody_watches_it_stops_and_goes_on_later(pool: Pool) -> None:
    engine = Counting()
    job = Batches(1).job(pool.order(engine, 400))

    async def twice() -> tuple[int, list[int]]:
        watching = job.watch()
        await anext(watching)
        await watching.aclose()
        await asyncio.sleep(0.05)
        before = len(engine.asked)
        await asyncio.sleep(0.05)
        assert len(engine.asked) == before
        return before, await seen(job)

    before, steps = asyncio.run(twice())
    assert before < 400
    assert steps[-1] == 400
    assert job.batch().runs["replicate"].tolist() == list(range(400))


def test_a_scenario_that_cannot_be_run_is_told_and_may_be_tried_again(pool: Pool) -> None:
    engine = Counting(stop_at=50)
    job = Batches(1).job(pool.order(engine, 100))

    async def twice() -> int:
        with pytest.raises(ValueError, match="no more"):
            await seen(job)
        engine.stop_at = None
        return (await seen(job))[-1]

    assert asyncio.run(twice()) == 100
    assert job.batch().runs["replicate"].tolist() == list(range(100))


def test_many_jobs_all_come_forward(pool: Pool) -> None:
    batches = Batches(2)
    engines = [Counting() for _ in range(12)]

    async def first_of_each() -> list[list[int]]:
        jobs = [
            batches.job(pool.order(engine, 2000, question=str(n)))
            for n, engine in enumerate(engines)
        ]
        return await asyncio.gather(*(seen(job, 1) for job in jobs))

    asyncio.run(first_of_each())
    # Nobody had to wait for the whole of another's runs.
    assert sum(len(engine.asked) for engine in engines) < 12 * 2000 / 2


def test_a_new_job_has_its_first_figures_before_others_have_all(pool: Pool) -> None:
    batches = Batches(1)
    engines = [Counting(seconds=0.01) for _ in range(6)]
    late = Counting()

    async def one_comes_late() -> int:
        jobs = [
            batches.job(pool.order(engine, 2000, question=str(n)))
            for n, engine in enumerate(engines)
        ]
        others = [asyncio.ensure_future(seen(job)) for job in jobs]
        await seen(jobs[0], 200)
        before = sum(len(engine.asked) for engine in engines)
        await seen(batches.job(pool.order(late, 500, question="late")), 1)
        since = sum(len(engine.asked) for engine in engines) - before
        for other in others:
            other.cancel()
        return since

    # Less than one more chunk of each of the others came between.
    assert asyncio.run(one_comes_late()) < 6 * 40
