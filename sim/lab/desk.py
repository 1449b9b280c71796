"""A process beside the server that does one thing after the other.

The server answers browsers; whatever computes in its own process holds the interpreter that
answers need. So runs are told, counted and drawn at desks. What is handed over is a function of
this package and plain data, by a pipe that this program opened itself: nothing that came from a
browser is ever unpickled.
"""

from __future__ import annotations

import os
import traceback
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar, cast

from sim.runs.executors import depend_on_parent, process_context
from sim.scenario.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable
    from multiprocessing.connection import Connection

T = TypeVar("T")
# Whoever waits for a page comes before whoever waits for runs.
NICER = 5
# What desks have in common, and share the memory of.
NEEDED = ("sim.lab.work", "numba")
PROGRESS, DONE, FAULT, BROKEN = "progress", "done", "fault", "broken"


class LostError(Exception):
    """The process of a desk ended before it had answered."""


class WorkError(Exception):
    """Something broke in the process of a desk; the message is its traceback."""


class Desk:
    """One process that is asked by one thread at a time."""

    def __init__(self) -> None:
        context = process_context(*NEEDED)
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
                if what != PROGRESS:
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
        if what == FAULT:
            raise InputError.of(found)
        if what == BROKEN:
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
            os.nice(NICER)
    while True:
        try:
            function, arguments, told = pipe.recv()
        except EOFError:
            return
        pipe.send(_answer(function, (partial(_tell, pipe), *arguments) if told else arguments))


def _tell(pipe: Connection, *words: object) -> None:
    pipe.send((PROGRESS, words))


def _answer(function: Callable[..., object], arguments: tuple[object, ...]) -> tuple[str, object]:
    try:
        return DONE, function(*arguments)
    except InputError as error:
        return FAULT, error.problems
    except Exception:  # noqa: BLE001 - whoever asked is told
        return BROKEN, traceback.format_exc()
