"""Where the runs of a sweep are carried out: in threads, in processes, or on a cluster.

An executor takes chunks of work and gives what they yield, in any order. It holds a
bounded number of them at once, so that memory does not grow with the work. What it
gives depends on the chunks alone, not on how many workers there are, nor on whether
one of them is killed: its chunks go to another.
"""

from __future__ import annotations

import itertools
import os
from concurrent.futures import (
    FIRST_COMPLETED,
    Future,
    ProcessPoolExecutor,
    ThreadPoolExecutor,
    wait,
)
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from sim.runs.engines import ENGINES
from sim.runs.jobs import WAITING, Chunk, Job, carried_out, in_window, prepared_here
from sim.runs.pool import interruption_held_back, process_pool
from sim.scenario.errors import InputError, did_you_mean
from sim.scenario.quantity import shown

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sim.record.batch import Batch, Prepared

EXECUTORS = ("auto", "threads", "processes", "dask")
# How often a chunk is handed out whose worker was killed.
ATTEMPTS = 3
# Engines that threads keep prepared, for studies that come back to a scenario.
MOST_KEPT = 16


class Executor(Protocol):
    """Carries out chunks of work."""

    @property
    def workers(self) -> int:
        """How many chunks it carries out at once, as far as is known."""
        ...

    def results(self, job: Job, chunks: Iterable[Chunk]) -> Iterator[tuple[Chunk, Batch | None]]:
        """Carry out chunks.

        Parameters
        ----------
        job : Job
            What they have in common.
        chunks : iterable of tuple of Task
            The chunks; read as fast as they are carried out, and no faster.

        Yields
        ------
        tuple
            A chunk and its rows, in any order; None in place of the rows where each
            worker that had the chunk was ended from outside.
        """
        ...


def executor_named(
    name: str, engine: str, workers: int | None = None, address: str | None = None
) -> Executor:
    """Make an executor.

    Parameters
    ----------
    name : str
        One of `EXECUTORS`.
    engine : str
        The engine that it shall run.
    workers : int, optional
        How many; by default one for each processor.
    address : str, optional
        Address of a scheduler of Dask.

    Returns
    -------
    Executor
        The executor.

    Raises
    ------
    InputError
        If there is no such executor, or Dask is not installed.
    """
    if name not in EXECUTORS:
        mend = did_you_mean(str(name), EXECUTORS)
        raise InputError(f"there is no executor {shown(name)}", key="executor", mend=mend)
    if address is not None and name != "dask":
        raise InputError(
            "only Dask has an address", key="executor.address", mend="Write executor=dask"
        )
    if name == "dask":
        # An extra of the distribution.
        from sim.runs.cluster import DaskWorkers  # noqa: PLC0415

        return DaskWorkers(workers, address)
    count = workers or os.cpu_count() or 1
    if name == "threads" or (name == "auto" and (count == 1 or ENGINES[engine].threads)):
        return Threads(count)
    return Processes(count)


@dataclass(frozen=True)
class Threads:
    """Threads of this process, for engines that leave the interpreter free.

    Parameters
    ----------
    workers : int
        How many.
    """

    workers: int
    _kept: dict[str, Prepared] = field(default_factory=dict, repr=False, compare=False)

    def _prepared(self, job: Job) -> Prepared:
        """Prepare the engine, or find it: where numbers stand is tried out once for each."""
        if (key := job.key) not in self._kept:
            if len(self._kept) >= MOST_KEPT:
                del self._kept[next(iter(self._kept))]
            self._kept[key] = job.prepared()
        return self._kept[key]

    def results(self, job: Job, chunks: Iterable[Chunk]) -> Iterator[tuple[Chunk, Batch | None]]:
        """Carry out chunks; see `Executor`."""
        prepared = self._prepared(job)
        pool = ThreadPoolExecutor(self.workers, thread_name_prefix="sweep")
        try:
            submitted = in_window(
                lambda chunk: pool.submit(carried_out, prepared, job, chunk),
                lambda futures: wait(futures, return_when=FIRST_COMPLETED).done,
                chunks,
                self.workers * WAITING,
            )
            for chunk, future in submitted:
                yield chunk, future.result()
        finally:
            # What runs is waited for: a thread cannot be stopped.
            pool.shutdown(wait=True, cancel_futures=True)


@dataclass(frozen=True)
class Processes:
    """Processes on this machine.

    Parameters
    ----------
    workers : int
        How many.
    """

    workers: int

    def results(self, job: Job, chunks: Iterable[Chunk]) -> Iterator[tuple[Chunk, Batch | None]]:
        """Carry out chunks; see `Executor`."""
        # A fault of the scenario is told here, once, and not by every process.
        job.prepared()
        work = _Work(iter(chunks))
        while work.more():
            with process_pool(self.workers, job.module, _begin, job) as pool:
                yield from self._until_broken(pool, work)

    def _until_broken(
        self, pool: ProcessPoolExecutor, work: _Work
    ) -> Iterator[tuple[Chunk, Batch | None]]:
        """Carry out chunks until there are none, or a process has been killed, and with it all."""
        out: dict[Future[Batch], Chunk] = {}
        whole = True
        while True:
            # Chunks that were out when a process was killed go one by one, so that one that
            # kills its process takes no others with it.
            window = 1 if work.returned else self.workers * WAITING
            while whole and len(out) < window and work.more():
                whole = work.handed_out(pool, out)
            if not out:
                return
            for future in wait(out, return_when=FIRST_COMPLETED).done:
                chunk = out.pop(future)
                try:
                    yield chunk, future.result()
                except BrokenProcessPool:
                    whole = False
                    if not work.taken_back(chunk):
                        yield chunk, None


@dataclass
class _Work:
    """Chunks to be handed out, those that came back before the others."""

    coming: Iterator[Chunk]
    returned: list[Chunk] = field(default_factory=list)
    attempts: dict[tuple[int, int], int] = field(default_factory=dict)

    def more(self) -> bool:
        if not self.returned:
            following = next(self.coming, None)
            if following is None:
                return False
            self.coming = itertools.chain([following], self.coming)
        return True

    def handed_out(self, pool: ProcessPoolExecutor, out: dict[Future[Batch], Chunk]) -> bool:
        """Hand the next chunk out; False where the processes take no more."""
        chunk = self.returned.pop(0) if self.returned else next(self.coming)
        try:
            with interruption_held_back():
                out[pool.submit(_work, chunk)] = chunk
        except BrokenProcessPool:
            self.returned.append(chunk)
            return False
        return True

    def taken_back(self, chunk: Chunk) -> bool:
        """Take a chunk back whose process was killed; False if that was so too often."""
        address = (chunk[0].point, chunk[0].first)
        self.attempts[address] = self.attempts.get(address, 0) + 1
        if self.attempts[address] >= ATTEMPTS:
            return False
        self.returned.append(chunk)
        return True


_job: Job | None = None


def _begin(job: Job) -> None:
    global _job  # noqa: PLW0603 - a process of a pool has no other place to keep it
    _job = job


def _work(chunk: Chunk) -> Batch:
    if _job is None:
        message = "the process was not prepared"
        raise RuntimeError(message)
    return carried_out(prepared_here(_job), _job, chunk)
