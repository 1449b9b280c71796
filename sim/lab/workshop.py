"""Processes beside the server, in which the most urgent work is done first.

The server answers browsers; whatever computes in its own process holds the interpreter that
answers need. So runs are traced, counted and drawn at desks. A class asks for many things at once:
who waits for first figures has waited for nothing yet, and needs little, so that is done before the
rest of what others have seen in part. What is handed over is a function of this package and plain
data, by a pipe that this program opened itself: nothing that came from a browser is ever unpickled.
"""

from __future__ import annotations

import itertools
import math
import os
import queue
import threading
import traceback
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Generic, TypeVar, cast

from sim.runs.executors import depend_on_parent, process_context
from sim.scenario.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable
    from multiprocessing.connection import Connection

T = TypeVar("T")
# Ranks of work: the lower goes first. Runs are counted at the rank of how many there are already.
AT_ONCE, SOON = 0.0, 1.0
# Whoever waits for a page comes before whoever waits for runs.
_NICER = 5
# What desks have in common, and share the memory of.
_NEEDED = ("sim.lab.work", "numba")
_PROGRESS, _DONE, _FAULT, _BROKEN = "progress", "done", "fault", "broken"


class LostError(Exception):
    """The process of a desk ended before it had answered."""


class WorkError(Exception):
    """Something broke in the process of a desk; the message is its traceback."""


class Desk:
    """One process that is asked by one thread at a time."""

    def __init__(self) -> None:
        context = process_context(*_NEEDED)
        self._ended = False
        self._pipe, theirs = context.Pipe()
        self._process = cast("Any", context).Process(target=_attend, args=(theirs,), daemon=True)
        self._process.start()
        theirs.close()

    @property
    def process_id(self) -> int:
        """Number of its process."""
        return int(self._process.pid)

    @property
    def alive(self) -> bool:
        """Whether it can be asked."""
        return not self._ended and bool(self._process.is_alive())

    def ask(
        self,
        function: Callable[..., T],
        *arguments: object,
        progress: Callable[..., None] | None = None,
    ) -> T:
        """Have something done, and wait for it.

        Parameters
        ----------
        function : callable
            A function of a module of this package.
        *arguments : object
            What it takes, as plain data.
        progress : callable, optional
            Called with whatever the function calls its first argument with, which is put before
            `arguments` then. If it raises, the process is ended, and the error passed on.

        Returns
        -------
        T
            What the function gives.

        Raises
        ------
        InputError
            As the function raised it.
        WorkError
            If the function raised anything else.
        LostError
            If the process ended meanwhile.
        """
        try:
            self._pipe.send((function, arguments, progress is not None))
            while True:
                what, found = self._pipe.recv()
                if what != _PROGRESS:
                    break
                if progress is not None:
                    progress(*found)
        except (EOFError, OSError):
            self.end()
            raise LostError from None
        except BaseException:
            # Its answer, which nobody waits for, would be taken for that of the next question.
            self.end()
            raise
        if what == _FAULT:
            raise InputError.of(found)
        if what == _BROKEN:
            raise WorkError(found)
        return cast("T", found)

    def end(self) -> None:
        """End the process, whatever it is at; whoever waits for its answer is told."""
        self._ended = True
        self._process.kill()


def _attend(pipe: Connection) -> None:
    """Do what is asked, until the pipe is closed."""
    depend_on_parent()
    if hasattr(os, "nice"):
        with suppress(OSError):
            os.nice(_NICER)
    while True:
        try:
            function, arguments, told = pipe.recv()
        except EOFError:
            return
        pipe.send(_answer(function, (partial(_tell, pipe), *arguments) if told else arguments))


def _tell(pipe: Connection, *words: object) -> None:
    pipe.send((_PROGRESS, words))


def _answer(function: Callable[..., object], arguments: tuple[object, ...]) -> tuple[str, object]:
    try:
        return _DONE, function(*arguments)
    except InputError as error:
        return _FAULT, error.problems
    except Exception:  # noqa: BLE001 - whoever asked is told
        return _BROKEN, traceback.format_exc()


class Workshop:
    """Some processes, and threads of the server that hand them work in the order of its rank.

    A process is started when there is first something for it to do. One that was ended from
    outside, for want of memory for instance, is replaced, and its work is done once more.

    Parameters
    ----------
    desks : int
        How many there are.
    """

    def __init__(self, desks: int) -> None:
        self._waiting: queue.PriorityQueue[tuple[float, int, _Work[Any] | None]]
        self._waiting = queue.PriorityQueue()
        self._coming = itertools.count()
        self._desks: list[Desk | None] = [None] * desks
        self._lock = threading.Lock()
        self._ended = False
        for place in range(desks):
            name = f"lab-work-{place}"
            threading.Thread(target=self._attend, args=(place,), name=name, daemon=True).start()

    @property
    def process_ids(self) -> list[int]:
        """Numbers of the processes that are up."""
        with self._lock:
            return sorted(desk.process_id for desk in self._desks if desk and desk.alive)

    def submit(
        self,
        rank: float,
        function: Callable[..., T],
        *arguments: object,
        progress: Callable[..., None] | None = None,
    ) -> Future[T]:
        """Have something done at a desk.

        Parameters
        ----------
        rank : float
            What has a lower one is done first, and of the same what came first.
        function : callable
            A function of a module of this package; what it does can be done twice.
        *arguments : object
            What it takes, as plain data.
        progress : callable, optional
            As `Desk.ask` takes it.

        Returns
        -------
        Future
            Its result. Work that is cancelled before it is begun is left out.
        """
        future: Future[T] = Future()
        work = _Work(future, function, arguments, progress)
        self._waiting.put((rank, next(self._coming), work))
        return future

    @staticmethod
    def begin() -> None:
        """Get ready to start processes; in the main thread, so that they leave Ctrl-C to it."""
        process_context(*_NEEDED)

    def everywhere(self, function: Callable[..., object], *arguments: object) -> None:
        """Have something done at all desks that have nothing else to do, and wait for it.

        Parameters
        ----------
        function : callable
            A function of a module of this package.
        *arguments : object
            What it takes, as plain data.
        """
        for future in [self.submit(AT_ONCE, function, *arguments) for _ in self._desks]:
            future.result()

    def end(self) -> None:
        """End all processes, whatever they are at; what waits is cancelled."""
        with suppress(queue.Empty):
            while True:
                _, _, work = self._waiting.get_nowait()
                if work is not None:
                    work.future.cancel()
        for _ in self._desks:
            self._waiting.put((math.inf, next(self._coming), None))
        with self._lock:
            self._ended = True
            for desk in self._desks:
                if desk is not None:
                    desk.end()

    def _attend(self, place: int) -> None:
        while True:
            _, _, work = self._waiting.get()
            if work is None:
                return
            if not work.future.set_running_or_notify_cancel():
                continue
            try:
                try:
                    result = work.done_at(self._desk(place))
                except LostError:
                    # Once: what ends one process by itself would end the next.
                    result = work.done_at(self._desk(place))
            except BaseException as error:  # noqa: BLE001 - whoever waits is told
                work.future.set_exception(error)
            else:
                work.future.set_result(result)

    def _desk(self, place: int) -> Desk:
        """Give the desk of a thread, a new one if need be."""
        found = self._desks[place]
        if found is not None and found.alive:
            return found
        with self._lock:
            if self._ended:
                raise LostError
            desk = self._desks[place] = Desk()
        return desk


@dataclass(frozen=True)
class _Work(Generic[T]):
    """What somebody waits for."""

    future: Future[T]
    function: Callable[..., T]
    arguments: tuple[object, ...]
    progress: Callable[..., None] | None

    def done_at(self, desk: Desk) -> T:
        return desk.ask(self.function, *self.arguments, progress=self.progress)
