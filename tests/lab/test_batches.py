"""Many runs in chunks: as in one go, shared by all who ask, and stopped when nobody does."""

import asyncio
import time
from collections.abc import Iterator, Sequence

import numpy as np
import pytest

from sim.lab.batches import FIRST, Batches, Job, Order
from sim.lab.urgency import UrgentThreads
from sim.record.batch import Batch, Task


class Counting:
    """An engine that gives the number of each replicate, and counts what it was asked for."""

    def __init__(self, stop_at: int | None = None, seconds: float = 0.0) -> None:
        self.asked: list[int] = []
        self.stop_at = stop_at
        self.seconds = seconds

    def run(self, seed: int, tasks: Sequence[Task], *, clauses: bool = True) -> Batch:
        del seed, clauses
        time.sleep(self.seconds)
        (task,) = tasks
        self.asked += range(task.first, task.first + task.count)
        if self.stop_at is not None and task.first + task.count > self.stop_at:
            raise ValueError("no more")
        return Batch({"replicate": np.arange(task.first, task.first + task.count)})


def order(engine: Counting, total: int = 100, *, slow: bool = False) -> Order:
    return Order("question", 1, total, lambda: engine, slow)


@pytest.fixture
def pool() -> Iterator[UrgentThreads]:
    threads = UrgentThreads(2, "test")
    yield threads
    threads.shutdown()


async def seen(job: Job, most: int = 10**6) -> list[int]:
    """Watch a job until it has at least so many runs."""
    found = []
    async for done in job.watch():
        found.append(done)
        if done >= most:
            break
    return found


def test_all_runs_come_once_and_in_order(pool: UrgentThreads) -> None:
    engine = Counting()
    job = Batches(pool, 2).job(order(engine, 137))
    steps = asyncio.run(seen(job))
    assert steps == sorted(steps)
    assert steps[-1] == 137
    assert job.batch().runs["replicate"].tolist() == list(range(137))
    assert sorted(engine.asked) == list(range(137))


def test_the_first_figures_rest_on_few_runs(pool: UrgentThreads) -> None:
    job = Batches(pool, 1).job(order(Counting(), 200))
    assert asyncio.run(seen(job))[0] == FIRST


def test_a_slow_engine_is_told_of_run_by_run(pool: UrgentThreads) -> None:
    job = Batches(pool, 1).job(order(Counting(), 3, slow=True))
    assert asyncio.run(seen(job)) == [1, 2, 3]


def test_who_asks_the_same_shares_the_runs(pool: UrgentThreads) -> None:
    engine = Counting()
    batches = Batches(pool, 2)

    async def class_of(size: int) -> list[list[int]]:
        jobs = [batches.job(order(engine)) for _ in range(size)]
        return await asyncio.gather(*(seen(job) for job in jobs))

    assert all(steps[-1] == 100 for steps in asyncio.run(class_of(30)))
    assert len(engine.asked) == 100


def test_when_nobody_watches_it_stops_and_goes_on_later(pool: UrgentThreads) -> None:
    engine = Counting()
    job = Batches(pool, 1).job(order(engine, 400))

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


def test_runs_that_fail_are_rows_and_the_others_go_on(pool: UrgentThreads) -> None:
    job = Batches(pool, 1).job(order(Counting(stop_at=50), 100))
    assert asyncio.run(seen(job))[-1] == 100
    batch = job.batch()
    assert len(batch.runs["replicate"]) + len(batch.failures) == 100
    assert "no more" in batch.failures[0]["error"]


def test_a_scenario_that_cannot_be_prepared_is_told(pool: UrgentThreads) -> None:
    def prepare() -> Counting:
        raise ValueError("cannot be prepared")

    job = Batches(pool, 1).job(Order("question", 1, 10, prepare, slow=False))
    with pytest.raises(ValueError, match="cannot be prepared"):
        asyncio.run(seen(job))


def test_many_jobs_all_come_forward(pool: UrgentThreads) -> None:
    batches = Batches(pool, 2)
    engines = [Counting() for _ in range(12)]

    async def first_of_each() -> list[list[int]]:
        jobs = [
            batches.job(Order(str(n), 1, 2000, lambda engine=engine: engine, slow=False))  # type: ignore[misc]
            for n, engine in enumerate(engines)
        ]
        return await asyncio.gather(*(seen(job, 1) for job in jobs))

    asyncio.run(first_of_each())
    # Nobody had to wait for the whole of another's runs.
    assert sum(len(engine.asked) for engine in engines) < 12 * 2000 / 2


def test_a_new_job_has_its_first_figures_before_others_have_all(pool: UrgentThreads) -> None:
    batches = Batches(pool, 1)
    engines = [Counting(seconds=0.01) for _ in range(6)]
    late = Counting()

    async def one_comes_late() -> int:
        jobs = [
            batches.job(Order(str(n), 1, 2000, lambda engine=engine: engine, slow=False))  # type: ignore[misc]
            for n, engine in enumerate(engines)
        ]
        others = [asyncio.ensure_future(seen(job)) for job in jobs]
        await seen(jobs[0], 200)
        before = sum(len(engine.asked) for engine in engines)
        await seen(batches.job(Order("late", 1, 500, lambda: late, slow=False)), 1)
        since = sum(len(engine.asked) for engine in engines) - before
        for other in others:
            other.cancel()
        return since

    # Less than one more chunk of each of the others came between.
    assert asyncio.run(one_comes_late()) < 6 * 40
