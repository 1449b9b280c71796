"""Threads that take the most urgent work first.

A room asks for many things at once. Who waits for first figures has waited for nothing yet, and
needs little; so that is done before the rest of what others have seen in part.
"""

from __future__ import annotations

import itertools
import queue
import threading
from concurrent.futures import Future
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")
LAST = float("inf")


class UrgentThreads:
    """Threads that take work in the order of its rank, and of its coming where ranks are equal.

    Parameters
    ----------
    number : int
        How many there are.
    name : str
        What their names begin with.
    """

    def __init__(self, number: int, name: str) -> None:
        self._waiting: queue.PriorityQueue[tuple[float, int, _Work | None]] = queue.PriorityQueue()
        self._coming = itertools.count()
        self._number = number
        for place in range(number):
            threading.Thread(target=self._work, name=f"{name}-{place}", daemon=True).start()

    def submit(self, rank: float, function: Callable[[], T]) -> Future[T]:
        """Have something done.

        Parameters
        ----------
        rank : float
            What has a lower one is done first.
        function : callable
            What to do.

        Returns
        -------
        Future
            Its result. Work that is cancelled before it is begun is left out.
        """
        future: Future[T] = Future()
        self._waiting.put((rank, next(self._coming), (function, future)))
        return future

    def shutdown(self) -> None:
        """End the threads, each after what it is at; what waits is cancelled."""
        while True:
            try:
                _, _, work = self._waiting.get_nowait()
            except queue.Empty:
                break
            if work is not None:
                work[1].cancel()
        for _ in range(self._number):
            self._waiting.put((LAST, next(self._coming), None))

    def _work(self) -> None:
        while True:
            _, _, work = self._waiting.get()
            if work is None:
                return
            function, future = work
            if not future.set_running_or_notify_cancel():
                continue
            try:
                result = function()
            except BaseException as error:  # noqa: BLE001 - whoever waits is told
                future.set_exception(error)
            else:
                future.set_result(result)


if TYPE_CHECKING:
    _Work = tuple[Callable[[], Any], Future[Any]]
