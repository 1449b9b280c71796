"""Processes for many runs: how they are started, and how they end."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import connection, forkserver
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from multiprocessing.context import BaseContext

SECONDS_TO_END = 5.0


@contextmanager
def process_pool(
    workers: int, module: str, begin: Callable[..., None], *arguments: object
) -> Iterator[ProcessPoolExecutor]:
    """Start processes; whatever ends the work ends them too.

    Parameters
    ----------
    workers : int
        How many.
    module : str
        What each will need, imported once for all.
    begin : callable
        Prepares a process; it takes `arguments`.
    *arguments : object
        What it takes.

    Yields
    ------
    ProcessPoolExecutor
        The processes.
    """
    others = set(multiprocessing.active_children())
    pool = ProcessPoolExecutor(workers, process_context(module), _begin, (begin, arguments))
    try:
        yield pool
    except BaseException:
        pool.shutdown(wait=False, cancel_futures=True)
        started = set(multiprocessing.active_children()) - others
        for process in started:
            process.terminate()
        for process in started:
            process.join(SECONDS_TO_END)
        raise
    pool.shutdown()


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
    with _deaf_to_interruption():
        forkserver.ensure_running()
    return context


@contextmanager
def _deaf_to_interruption() -> Iterator[None]:
    """Have what is started here ignore Ctrl-C for good, so that only this process speaks of it."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


@contextmanager
def interruption_held_back() -> Iterator[None]:
    """Hear Ctrl-C only at the end: a process stopped while it starts would complain of it."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    heard: list[int] = []
    before = signal.signal(signal.SIGINT, lambda number, _: heard.append(number))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
    if heard:
        raise KeyboardInterrupt


def _begin(begin: Callable[..., None], arguments: tuple[object, ...]) -> None:
    depend_on_parent()
    begin(*arguments)


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
