"""Versions on which results may depend."""

from __future__ import annotations

import platform
from importlib.metadata import PackageNotFoundError, version

PROGRAM = "ceasefire-sim"


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


def versions() -> dict[str, str]:
    """List the versions on which results may depend.

    Returns
    -------
    dict
        Version by name.
    """
    names = (PROGRAM, "mesa", "numpy")
    return {"python": platform.python_version()} | {name: installed_version(name) for name in names}
