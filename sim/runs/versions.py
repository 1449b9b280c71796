"""Versions on which results may depend."""

from __future__ import annotations

import hashlib
import platform
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

PROGRAM = "ceasefire-sim"
# Rooms of the package on which the result of a run depends.
_ROOMS = ("law", "scenario", "day")


def installed_version(name: str = PROGRAM) -> str:
    """Find the version of an installed distribution.

    Parameters
    ----------
    name : str
        Its name; by default this program.

    Returns
    -------
    str
        The version, or ``not installed`` where the files are used as they lie.
    """
    try:
        return version(name)
    except PackageNotFoundError:
        return "not installed"


def versions(*further: str) -> dict[str, str]:
    """List the versions on which results may depend.

    Parameters
    ----------
    *further : str
        Names of further distributions.

    Returns
    -------
    dict
        Version by name.
    """
    names = (PROGRAM, "mesa", "numpy", *further)
    return {"python": platform.python_version()} | {name: installed_version(name) for name in names}


@cache
def source_hash() -> str:
    """Hash the source on which the result of a run depends.

    Returns
    -------
    str
        SHA-256 of the names and the text of the modules in `_ROOMS`, line ends apart.
    """
    package = Path(__file__).resolve().parents[1]
    digest = hashlib.sha256()
    for room in _ROOMS:
        for file in sorted((package / room).rglob("*.py")):
            text = file.read_text(encoding="utf-8")
            digest.update(f"{file.relative_to(package).as_posix()}\0{text}\0".encode())
    return digest.hexdigest()
