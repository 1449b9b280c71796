"""What a verb says in the terminal: answers, complaints, bars, and where results are."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from sim.runs.store import check_target, default_folder

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sim.runs.jobs import Progress
    from sim.scenario.tree import Tree

# Exit status of what was interrupted.
INTERRUPTED = 130
# Of a digest, so much names a folder.
_SIGNS = 12


def say(text: str) -> None:
    """Print an answer.

    Parameters
    ----------
    text : str
        The answer.
    """
    print(text)  # noqa: T201 - the command line is where the project prints


def complain(command: str, text: object) -> None:
    """Print a fault, apart from the answers.

    Parameters
    ----------
    command : str
        What was asked, such as ``ceasefire run``.
    text : object
        What is wrong.
    """
    print(f"{command}: {text}", file=sys.stderr)  # noqa: T201


def say_config(tree: Tree) -> int:
    """Print a configuration.

    Parameters
    ----------
    tree : dict
        What was composed.

    Returns
    -------
    int
        0, the exit status.
    """
    # Not every verb needs it, and it takes a while to import.
    from omegaconf import OmegaConf

    say(OmegaConf.to_yaml(OmegaConf.create(tree)).rstrip())
    return 0


def warn_of_waiting(command: str, engine: str) -> None:
    """Say so where the engine has yet to be compiled on this machine.

    Parameters
    ----------
    command : str
        What was asked, such as ``ceasefire run``.
    engine : str
        Name of the engine.
    """
    if engine != "compiled":
        return
    # The compiler takes a second to import, and only this engine needs it.
    from sim.day.cache import has_numba, is_compiled

    if has_numba() and not is_compiled():
        complain(
            command, "compiling the engine for this machine; once, it takes about a minute ..."
        )


# Bars


@contextmanager
def bars() -> Iterator[Callable[[str, int, int], None] | None]:
    """Show a bar with rate and time left for each stage of the work; nothing elsewhere.

    Yields
    ------
    callable or None
        To be told the name of the stage, runs done, and runs there are; None where the output
        does not go to a terminal.
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
    with Progress(*columns, console=Console(stderr=True), transient=True) as shown:
        rows: dict[str, TaskID] = {}

        def show(stage: str, done: int, total: int) -> None:
            if stage not in rows:
                # What a store holds already counts for nothing in the rate.
                rows[stage] = shown.add_task(stage, total=total, completed=done)
            shown.update(rows[stage], completed=done)

        yield show


@contextmanager
def bar(what: str) -> Iterator[Progress | None]:
    """Show a bar for work of one stage.

    Parameters
    ----------
    what : str
        What is done, in a word.

    Yields
    ------
    callable or None
        To be told what is done, and what there is.
    """
    with bars() as show:
        yield None if show is None else partial(show, what)


# Where results are


def new_folder(verb: str, out: Path | None, name: str, seed: int) -> Path:
    """Choose the folder of results that are made at one go, before any work is done.

    Parameters
    ----------
    verb : str
        What is done, such as ``run``.
    out : Path or None
        The folder that the user names, if one.
    name : str
        What a new folder is named after.
    seed : int
        Seed of the runs.

    Returns
    -------
    pathlib.Path
        A folder that may be written.

    Raises
    ------
    InputError
        If it must not be replaced.
    """
    found = out or default_folder(verb, name, seed, datetime.now(UTC))
    check_target(found)
    return found


def kept_folder(verb: str, name: str, digest: str) -> Path:
    """Name the folder of a study that goes on where it stopped, where none is named.

    Parameters
    ----------
    verb : str
        What is done, such as ``sweep``.
    name : str
        What it is done to.
    digest : str
        Hash of the question.

    Returns
    -------
    pathlib.Path
        A folder under `results/`; the same for the same question, so that the command given
        again goes on.
    """
    return Path("results") / verb / name.replace("/", "-") / digest[:_SIGNS]


@contextmanager
def kept(folder: Path) -> Iterator[None]:
    """Say of a study that is interrupted that it goes on from there.

    Parameters
    ----------
    folder : pathlib.Path
        The folder that keeps what is done.
    """
    try:
        yield
    except KeyboardInterrupt:
        said = f"interrupted; {folder} keeps what is done, and the same command goes on."
        raise KeyboardInterrupt(said) from None


def ended(
    command: str, folder: Path, failed: int, of: str = "runs", first: str | None = None
) -> int:
    """Name the folder of the results, and complain of what failed, if anything did.

    Parameters
    ----------
    command : str
        What was asked, such as ``ceasefire run``.
    folder : pathlib.Path
        The folder of the results, which lists what failed.
    failed : int
        How many.
    of : str
        Of what, such as ``80 runs``.
    first : str, optional
        What was wrong with the first.

    Returns
    -------
    int
        Exit status: 0, or 1 if some failed.
    """
    say(f"\nResults: {folder}")
    if not failed:
        return 0
    much = f"{failed} of {of}" if of[0].isdigit() else f"{failed} {of}"
    why = "" if first is None else f", the first with {first}"
    complain(command, f"{much} failed{why}. {folder / 'failures.parquet'} lists them.")
    return 1
