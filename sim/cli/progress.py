"""Bars on the terminal; nothing where the output goes elsewhere."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sim.runs.jobs import Progress


@contextmanager
def bar(what: str) -> Iterator[Progress | None]:
    """Show a plain bar.

    Parameters
    ----------
    what : str
        What is done, in a word.

    Yields
    ------
    callable or None
        To be told what is done, and what there is.
    """
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import Progress as Bar

    with Bar(console=Console(stderr=True), transient=True) as shown:
        task = shown.add_task(what, total=None)
        yield lambda done, total: shown.update(task, completed=done, total=total)


@contextmanager
def bars() -> Iterator[Callable[[str, int, int], None] | None]:
    """Show a bar with rate and time left for each stage of the work, one after the other.

    Yields
    ------
    callable or None
        To be told the name of the stage, runs done, and runs there are.
    """
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        Task,
        TaskID,
        TextColumn,
        TimeRemainingColumn,
    )
    from rich.text import Text

    class Rate(TextColumn):
        """Runs per second."""

        def render(self, task: Task) -> Text:
            return Text(f"{task.speed:,.0f} runs/s" if task.speed else "")

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        Rate(""),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        rows: dict[str, TaskID] = {}

        def show(stage: str, done: int, total: int) -> None:
            if stage not in rows:
                # What a store holds already counts for nothing in the rate.
                rows[stage] = bar.add_task(stage, total=total, completed=done)
            bar.update(rows[stage], completed=done)

        yield show
