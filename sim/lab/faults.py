"""What is wrong with what a browser sent, in words for a browser."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sim.scenario.errors import InputError

MOST = 20


def faults(error: InputError) -> list[str]:
    """Write what is wrong, without the folders of this machine.

    Parameters
    ----------
    error : InputError
        What is wrong.

    Returns
    -------
    list of str
        A message for each fault: where, what, how to mend it.
    """
    found = []
    for problem in error.problems[:MOST]:
        file = f"{Path(problem.file).name}: " if problem.file else ""
        found.append(file + str(problem).removeprefix(f"{problem.file}: "))
    return found
