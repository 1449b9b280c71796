"""Computes what is asked for once, however many browsers ask, and keeps the latest answers.

A class that opens the same link asks thirty times for the same thing.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import Future

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
