"""Desks at which the most urgent work is done first."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any, TypeVar

from sim.lab.desk import NEEDED, Desk, LostError
from sim.lab.urgency import UrgentThreads
from sim.runs.executors import process_context

if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import Future

T = TypeVar("T")
# Ranks of work: the lower goes first. Runs are counted at the rank of how many there are already.
AT_ONCE, SOON = 0.0, 1.0


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
        self.number = desks
        self._threads = UrgentThreads(desks, "lab-work")
        self._own = threading.local()
        self._desks: set[Desk] = set()
        self._lock = threading.Lock()
        self._ended = False

    @property
    def process_ids(self) -> list[int]:
        """Numbers of the processes that are up."""
        with self._lock:
            return sorted(desk.process_id for desk in self._desks if desk.alive)

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
            What has a lower one is done first.
        function : callable
            A function of a module of this package; what it does can be done twice.
        *arguments : object
            What it takes, as plain data.
        progress : callable, optional
            As `sim.lab.desk.Desk.ask` takes it.

        Returns
        -------
        Future
            Its result. Work that is cancelled before it is begun is left out.
        """
        return self._threads.submit(rank, lambda: self._done(function, arguments, progress))

    @staticmethod
    def begin() -> None:
        """Get ready to start processes; in the main thread, so that they leave Ctrl-C to it."""
        process_context(*NEEDED)

    def everywhere(self, function: Callable[..., object], *arguments: object) -> None:
        """Have something done at all desks that have nothing else to do, and wait for it.

        Parameters
        ----------
        function : callable
            A function of a module of this package.
        *arguments : object
            What it takes, as plain data.
        """
        for future in [self.submit(AT_ONCE, function, *arguments) for _ in range(self.number)]:
            future.result()

    def end(self) -> None:
        """End all processes, whatever they are at; what waits is cancelled."""
        self._threads.shutdown()
        with self._lock:
            self._ended = True
            for desk in self._desks:
                desk.end()

    def _done(
        self,
        function: Callable[..., T],
        arguments: tuple[object, ...],
        progress: Callable[..., None] | None,
    ) -> T:
        try:
            return self._desk().ask(function, *arguments, progress=progress)
        except LostError:
            # Once: what ends one process by itself would end the next.
            return self._desk().ask(function, *arguments, progress=progress)

    def _desk(self) -> Desk:
        """Give the desk of this thread, a new one if need be."""
        found: Any = getattr(self._own, "desk", None)
        if found is not None and found.alive:
            return found  # type: ignore[no-any-return]
        with self._lock:
            if self._ended:
                raise LostError
            self._desks.discard(found)
            desk = Desk()
            self._desks.add(desk)
        self._own.desk = desk
        return desk
