"""Where the results of a verb go, and what is said when they are there."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from sim.cli.words import complain, say
from sim.runs.store import check_target, default_folder

if TYPE_CHECKING:
    from sim.cli.compose import Request

# Of a digest, so much names a folder.
SIGNS = 12


def new_folder(verb: str, request: Request, name: str | None = None) -> Path:
    """Choose the folder of results that are made at one go, before any work is done.

    Parameters
    ----------
    verb : str
        What is done, such as ``run``.
    request : Request
        What is asked; the folder that it names comes first.
    name : str, optional
        What the folder is named after, where it is not the scenario.

    Returns
    -------
    pathlib.Path
        A folder that may be written.

    Raises
    ------
    InputError
        If it must not be replaced.
    """
    found = request.out or default_folder(
        verb, name or request.scenario.name, request.seed, datetime.now(UTC)
    )
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
    return Path("results") / verb / name.replace("/", "-") / digest[:SIGNS]


def say_where(folder: Path) -> None:
    """Name the folder of the results.

    Parameters
    ----------
    folder : pathlib.Path
        The folder.
    """
    say(f"\nResults: {folder}")


def status_of(
    command: str, folder: Path, failed: int, of: str = "runs", first: str | None = None
) -> int:
    """Complain of what failed, if anything did.

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
    if not failed:
        return 0
    much = f"{failed} of {of}" if of[0].isdigit() else f"{failed} {of}"
    why = "" if first is None else f", the first with {first}"
    complain(command, f"{much} failed{why}. {folder / 'failures.parquet'} lists them.")
    return 1
