"""Where many runs are carried out: in threads, in processes, or on workers of Dask.

An executor takes work, which says what is done to a chunk, and chunks; it gives what they yield, in
any order. It holds a bounded number of chunks at once, so that memory does not grow with the work.
What it gives depends on the chunks alone, not on how many workers there are, nor on whether one of
them is killed: its chunks go to another.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
from concurrent.futures import (
    FIRST_COMPLETED,
    Future,
    ProcessPoolExecutor,
    ThreadPoolExecutor,
    wait,
)
from concurrent.futures import (
    Executor as Pool,
)
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from itertools import chain
from multiprocessing import connection, forkserver
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from sim.runs.engines import ENGINES
from sim.scenario.errors import InputError, did_you_mean, shown

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from multiprocessing.context import BaseContext

EXECUTORS = ("auto", "threads", "processes", "dask")
# Chunks handed out for each worker, so that none waits while results are written.
WAITING = 3
# How often a chunk is handed out whose worker was killed.
_ATTEMPTS = 3
_SECONDS_TO_END = 5.0
SECONDS_TO_ANSWER = 30
# Workers that a scheduler is thought to have before it has said so.
_FEW = 8

C = TypeVar("C")
R = TypeVar("R")
_C_contra = TypeVar("_C_contra", contravariant=True)
_R_co = TypeVar("_R_co", covariant=True)


class Work(Protocol[_C_contra, _R_co]):
    """What is done to chunks; plain data, so that it can be sent to where they are carried out."""

    @property
    def module(self) -> str:
        """Module that it needs, imported once for all processes."""
        ...

    def begin(self) -> Callable[[_C_contra], _R_co]:
        """Get ready, once for each worker.

        Returns
        -------
        callable
            Takes a chunk, and gives what it yields; may be used from several threads.
        """
        ...


class Executor(Protocol):
    """Carries out chunks of work."""

    @property
    def workers(self) -> int:
        """How many chunks it carries out at once, as far as is known."""
        ...

    def results(self, work: Work[C, R], chunks: Iterable[C]) -> Iterator[tuple[C, R | None]]:
        """Carry out chunks.

        Parameters
        ----------
        work : Work
            What is done to each.
        chunks : iterable
            The chunks; read as fast as they are carried out, and no faster.

        Yields
        ------
        tuple
            A chunk and what it yields, in any order; None in place of it where each worker
            that had the chunk was ended from outside.
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
        If there is no such executor.
    """
    if name not in EXECUTORS:
        mend = did_you_mean(str(name), EXECUTORS)
        raise InputError(f"there is no executor {shown(name)}", key="executor", mend=mend)
    if address is not None and name != "dask":
        raise InputError(
            "only Dask has an address", key="executor.address", mend="Write executor=dask"
        )
    if name == "dask":
        return DaskWorkers(workers, address)
    count = workers or os.cpu_count() or 1
    if name == "threads" or (name == "auto" and (count == 1 or ENGINES[engine].threads)):
        return Threads(count)
    return Processes(count)


@dataclass(frozen=True)
class Threads:
    """Threads of this process, for engines that leave the interpreter free; one is this thread.

    Parameters
    ----------
    workers : int
        How many.
    meanwhile : callable, optional
        Done here, once, while the threads are at work.
    """

    workers: int
    meanwhile: Callable[[], None] | None = field(default=None, compare=False)

    def results(self, work: Work[C, R], chunks: Iterable[C]) -> Iterator[tuple[C, R | None]]:
        """Carry out chunks; see `Executor`."""
        do, meanwhile = work.begin(), self.meanwhile
        if self.workers == 1:
            if meanwhile is not None:
                meanwhile()
            for chunk in chunks:
                yield chunk, do(chunk)
            return
        pool = ThreadPoolExecutor(self.workers, thread_name_prefix="runs")
        window, free = self.workers * WAITING, threading.Event()
        try:
            if meanwhile is not None:
                # It needs a processor too, so one thread waits for it; the others get all chunks.
                pool.submit(free.wait)
                window, chunks = sys.maxsize, chain(chunks, _at_last(meanwhile, free.set))
            for chunk, future in _in_window(pool, do, chunks, window):
                yield chunk, future.result()
        finally:
            free.set()
            # What runs is waited for: a thread cannot be stopped.
            pool.shutdown(wait=True, cancel_futures=True)


def _at_last(*functions: Callable[[], None]) -> Iterator[Any]:
    """Give nothing; where it is reached, all that came before it has been handed out."""
    for function in functions:
        function()
    yield from ()


def _in_window(
    pool: Pool,
    do: Callable[[C], R],
    chunks: Iterable[C],
    window: int,
) -> Iterator[tuple[C, Future[R]]]:
    """Hand chunks out, a bounded number at once; give each with its future when that is done."""
    out: dict[Future[R], C] = {}
    for chunk in chunks:
        out[_submitted(pool, do, chunk)] = chunk
        if len(out) >= window:
            for future in wait(out, return_when=FIRST_COMPLETED).done:
                yield out.pop(future), future
    while out:
        for future in wait(out, return_when=FIRST_COMPLETED).done:
            yield out.pop(future), future


def _submitted(pool: Pool, do: Callable[[C], R], chunk: C) -> Future[R]:
    heard: list[int] = []
    try:
        # A process stopped while it starts would complain of it, so Ctrl-C is heard afterwards.
        with _interruptions(lambda number, _: heard.append(number)):
            future = pool.submit(do, chunk)
    except BrokenProcessPool as error:
        future = Future()
        future.set_exception(error)
    if heard:
        raise KeyboardInterrupt
    return future


@dataclass(frozen=True)
class Processes:
    """Processes on this machine.

    Parameters
    ----------
    workers : int
        How many.
    """

    workers: int

    def results(self, work: Work[C, R], chunks: Iterable[C]) -> Iterator[tuple[C, R | None]]:
        """Carry out chunks; see `Executor`."""
        # A fault of the scenario is told here, once, and not by every process.
        work.begin()
        coming = iter(chunks)
        whole = False
        while not whole:
            # A pool falls as a whole with one of its processes; what was out then comes back.
            back: list[C] = []
            with _processes(self.workers, work) as pool:
                for chunk, future in _in_window(
                    pool, _work, _until(back, coming), self.workers * WAITING
                ):
                    try:
                        yield chunk, future.result()
                    except BrokenProcessPool:
                        back.append(chunk)
            # One by one, so that a chunk that ends its process takes no others with it.
            for chunk in back:
                yield chunk, _alone(work, chunk)
            whole = not back


def _until(back: list[C], coming: Iterator[C]) -> Iterator[C]:
    """Give what comes until something has come back."""
    for chunk in coming:
        yield chunk
        if back:
            return


def _alone(work: Work[C, R], chunk: C) -> R | None:
    """Carry out a chunk whose process was ended, in one of its own; None if that ends again."""
    for _ in range(_ATTEMPTS - 1):
        with _processes(1, work) as pool:
            try:
                found: R = _submitted(pool, _work, chunk).result()
            except BrokenProcessPool:
                continue
            return found
    return None


@contextmanager
def _processes(workers: int, work: Work[Any, Any]) -> Iterator[ProcessPoolExecutor]:
    """Start processes; whatever ends the work ends them too."""
    others = set(multiprocessing.active_children())
    pool = ProcessPoolExecutor(workers, process_context(work.module), _begin, (work,))
    try:
        yield pool
    except BaseException:
        pool.shutdown(wait=False, cancel_futures=True)
        started = set(multiprocessing.active_children()) - others
        for process in started:
            process.terminate()
        for process in started:
            process.join(_SECONDS_TO_END)
        raise
    pool.shutdown()


_do: Callable[[Any], Any] | None = None


def _begin(work: Work[Any, Any]) -> None:
    global _do  # noqa: PLW0603 - a process of a pool has no other place to keep it
    depend_on_parent()
    _do = work.begin()


def _work(chunk: Any) -> Any:  # noqa: ANN401 - whatever the work takes and gives
    if _do is None:
        message = "the process was not prepared"
        raise RuntimeError(message)
    return _do(chunk)


def process_context(*modules: str) -> BaseContext:
    """Choose a way of starting processes that inherits no threads or locks.

    Parameters
    ----------
    *modules : str
        What each will need, imported once for all where the system allows it; what cannot be
        imported is left out.

    Returns
    -------
    multiprocessing.context.BaseContext
        What processes are started with.
    """
    if sys.platform == "win32":
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    # The server imports them once; its processes then start with them in memory.
    context.set_forkserver_preload(list(modules))
    # It ignores Ctrl-C for good, so that only this process speaks of it.
    with _interruptions(signal.SIG_IGN):
        forkserver.ensure_running()
    return context


@contextmanager
def _interruptions(handler: Callable[[int, Any], None] | signal.Handlers) -> Iterator[None]:
    """Hear Ctrl-C in another way for a while, in the main thread, which alone hears it."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def depend_on_parent() -> None:
    """Have this process leave Ctrl-C to its parent, and not outlive it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_end_with, args=(parent.sentinel,), daemon=True).start()


def _end_with(sentinel: int) -> None:
    connection.wait([sentinel])
    # A parent that was killed waits for nothing, and nobody reads what this process would give.
    os._exit(1)


@dataclass(frozen=True)
class DaskWorkers:
    """Workers of Dask: on this machine, or wherever a scheduler has them.

    Dask is an extra of the distribution. Slurm, PBS, Kubernetes and others come with
    `dask-jobqueue` and its like, which start workers for a scheduler whose address is given here.

    Parameters
    ----------
    count : int or None
        How many to start on this machine; without meaning where there is an address.
    address : str or None
        Address of a scheduler, such as ``tcp://10.0.0.1:8786``.
    """

    count: int | None = None
    address: str | None = None

    @property
    def workers(self) -> int:
        """How many chunks they carry out at once, as far as is known."""
        return self.count or _FEW

    def results(self, work: Work[C, R], chunks: Iterable[C]) -> Iterator[tuple[C, R | None]]:
        """Carry out chunks; see `Executor`."""
        # A fault of the scenario is told here, once, and not by every worker.
        work.begin()
        with self._client() as client:
            # Imported here because `_client` says what to do where it is missing.
            from distributed.scheduler import KilledWorker  # noqa: PLC0415

            window = WAITING * max(self.workers, sum(client.nthreads().values()))
            # Without a name of its own a chunk that comes again would be taken for done.
            pool = client.get_executor(pure=False)
            for chunk, future in _in_window(pool, partial(_on_worker, work), chunks, window):
                try:
                    yield chunk, future.result()
                except KilledWorker:
                    yield chunk, None

    @contextmanager
    def _client(self) -> Iterator[Any]:
        try:
            from distributed import Client, LocalCluster  # noqa: PLC0415
        except ImportError:
            raise InputError(
                "Dask is not installed",
                key="executor",
                mend="Install it with `pip install 'ceasefire-sim[cluster]'`",
            ) from None
        if self.address is None:
            cluster = LocalCluster(
                n_workers=self.count, threads_per_worker=1, dashboard_address=":0"
            )
            with cluster, Client(cluster) as client:
                yield client
            return
        try:
            client = Client(self.address, timeout=SECONDS_TO_ANSWER)
        except (OSError, ValueError) as error:
            raise InputError(
                f"no scheduler answers at {self.address} ({error})",
                key="executor.address",
                mend="Start one with `dask scheduler`, and name its address",
            ) from None
        with client:
            yield client


def _on_worker(work: Work[C, R], chunk: C) -> R:
    return work.begin()(chunk)
