"""What many browsers ask for: computed once, and many runs in chunks for all who watch.

A class that opens the same link asks thirty times for the same thing. A job has the runs 0 to
`total` - 1. It carries out two chunks at a time or so, each of which waits its turn among those of
other jobs: the one that has the fewest runs goes first, so that thirty jobs all come forward, and a
new one has its first figures soon. Whoever asks for the same runs watches the same job. When nobody
watches any longer, it stops where it is, and goes on from there if somebody comes back.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

from sim.runs.jobs import joined

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from concurrent.futures import Future

    from sim.day.batch import Batch

T = TypeVar("T")


class BusyError(Exception):
    """More is asked for at the same time than the lab takes on."""


class Once(Generic[T]):
    """Answers by question, each computed once.

    Parameters
    ----------
    most_kept : int
        Answers kept; the one not asked for longest goes first.
    most_waiting : int
        Questions that may be open at the same time.
    """

    def __init__(self, most_kept: int, most_waiting: int) -> None:
        self._most_kept = most_kept
        self._most_waiting = most_waiting
        self._kept: OrderedDict[str, T] = OrderedDict()
        self._open: dict[str, asyncio.Future[T]] = {}

    async def get(self, question: str, begin: Callable[[], Future[T]]) -> T:
        """Give an answer, computing it if nobody has.

        Parameters
        ----------
        question : str
            Whatever the answer depends on.
        begin : callable
            Begins to compute the answer elsewhere.

        Returns
        -------
        T
            The answer. It is shared: do not change it.

        Raises
        ------
        BusyError
            If too many other questions are open.
        """
        if question in self._kept:
            self._kept.move_to_end(question)
            return self._kept[question]
        if question not in self._open:
            if len(self._open) >= self._most_waiting:
                raise BusyError
            future = asyncio.wrap_future(begin())
            future.add_done_callback(lambda done: self._keep(question, done))
            self._open[question] = future
        # A browser that goes away must not take the answer from the others.
        return await asyncio.shield(self._open[question])

    def _keep(self, question: str, done: asyncio.Future[T]) -> None:
        del self._open[question]
        if done.cancelled() or done.exception() is not None:
            return
        self._kept[question] = done.result()
        while len(self._kept) > self._most_kept:
            self._kept.popitem(last=False)


# The first chunk is small, so that first figures come soon.
FIRST = 10
USUAL = 40
MOST_JOBS = 48
MOST_AT_WORK = 64


@dataclass(frozen=True)
class Order:
    """What a job runs.

    Parameters
    ----------
    question : str
        Whatever the runs depend on.
    total : int
        How many runs.
    begin : callable
        Begins some of them elsewhere: takes a rank, of which the lower goes first, the number of
        the first run, and how many follow from there.
    slow : bool
        Whether the engine takes about a second for a run, so that each is a chunk.
    """

    question: str
    total: int
    begin: Callable[[float, int, int], Future[Batch]]
    slow: bool


class Job:
    """Runs that are under way.

    Parameters
    ----------
    order : Order
        What is run.
    abreast : int
        Chunks that may be under way at the same time.
    """

    def __init__(self, order: Order, abreast: int) -> None:
        self.order = order
        self._abreast = abreast
        self._chunks: dict[int, Batch] = {}
        self._done = 0
        self._watchers = 0
        self._work: asyncio.Task[None] | None = None
        self._changed = asyncio.Condition()
        self._fault: Exception | None = None

    @property
    def total(self) -> int:
        """How many runs there are to be."""
        return self.order.total

    @property
    def done(self) -> int:
        """How many there are, from run 0 without a gap."""
        return self._done

    def batch(self) -> Batch:
        """Give the runs that are done, in order."""
        starts = sorted(start for start in self._chunks if start < self._done)
        return joined([self._chunks[start] for start in starts])

    async def watch(self) -> AsyncIterator[int]:
        """Watch the job, and keep it at work.

        Yields
        ------
        int
            How many runs are done, whenever there are more; at last all of them.
        """
        self._watchers += 1
        try:
            if self._done < self.total and (self._work is None or self._work.done()):
                self._fault = None
                self._work = asyncio.ensure_future(self._carry_out())
            seen = 0
            while seen < self.total:
                async with self._changed:
                    await self._changed.wait_for(lambda: self._done > seen or self._fault)  # noqa: B023
                if self._fault is not None:
                    raise self._fault
                seen = self._done
                yield seen
        finally:
            self._watchers -= 1
            if not self._watchers and self._work is not None:
                self._work.cancel()
                self._work = None

    async def _carry_out(self) -> None:
        under_way: dict[asyncio.Future[Batch], int] = {}
        try:
            lacking = [each for each in self._starts() if each[0] not in self._chunks]
            while lacking or under_way:
                while lacking and len(under_way) < self._abreast:
                    start, count = lacking.pop(0)
                    # Whose runs are few goes first.
                    work = self.order.begin(start, start, count)
                    under_way[asyncio.wrap_future(work)] = start
                found, _ = await asyncio.wait(under_way, return_when=asyncio.FIRST_COMPLETED)
                for future in found:
                    self._chunks[under_way.pop(future)] = future.result()
                await self._tell()
        except Exception as error:  # noqa: BLE001 - those who watch are told
            self._fault = error
            async with self._changed:
                self._changed.notify_all()
        finally:
            for future in under_way:
                future.cancel()

    def _starts(self) -> list[tuple[int, int]]:
        """First run and number of runs of each chunk."""
        first, usual = (1, 1) if self.order.slow else (FIRST, USUAL)
        starts = [0, *range(first, self.total, usual)]
        ends = [*starts[1:], self.total]
        return [
            (start, min(end, self.total) - start) for start, end in zip(starts, ends, strict=True)
        ]

    async def _tell(self) -> None:
        done = 0
        for start, count in self._starts():
            if start not in self._chunks:
                break
            done = start + count
        if done > self._done:
            self._done = done
            async with self._changed:
                self._changed.notify_all()


class Batches:
    """The jobs of a lab: those under way, and the latest that are done.

    Parameters
    ----------
    abreast : int
        Chunks of one job that may be under way at the same time.
    """

    def __init__(self, abreast: int) -> None:
        self._abreast = abreast
        self._jobs: OrderedDict[str, Job] = OrderedDict()

    def job(self, order: Order) -> Job:
        """Give the job of an order, a new one if there is none.

        Parameters
        ----------
        order : Order
            What is asked for.

        Returns
        -------
        Job
            Shared by all who ask for the same.
        """
        job = self._jobs.get(order.question)
        if job is None:
            job = self._jobs[order.question] = Job(order, self._abreast)
        self._jobs.move_to_end(order.question)
        while len(self._jobs) > MOST_JOBS:
            # One that is watched goes on; it is only no longer found.
            self._jobs.popitem(last=False)
        return job
