"""Translates the engine's functions, and keeps what was translated between processes."""

from __future__ import annotations

import hashlib
import os
import sys
import tempfile
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from types import FunctionType
from typing import TYPE_CHECKING, Any

from sim.scenario.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable

OWN = ("sim.law.", "sim.engine.")
ROOMS = ("law", "engine")
FOLDER = "CEASEFIRE_CACHE"


def has_numba() -> bool:
    """Whether the compiler is installed."""
    return find_spec("numba") is not None


def source_hash() -> str:
    """Hash all sources that are compiled, and the versions that compile them.

    Returns
    -------
    str
        Sixteen hexadecimal digits.
    """
    import llvmlite
    import numba
    import numpy as np

    digest = hashlib.sha256()
    for part in (sys.version, numba.__version__, llvmlite.__version__, np.__version__):
        digest.update(part.encode())
    home = Path(__file__).parent.parent
    for room in ROOMS:
        for file in sorted((home / room).glob("*.py")):
            digest.update(file.name.encode())
            digest.update(file.read_bytes())
    # Rows of laws have a cell for every parameter of behaviour.
    for name in ("behaviour", "conduct"):
        digest.update((home / "scenario" / f"{name}.py").read_bytes())
    return digest.hexdigest()[:16]


def cache_folder() -> Path:
    """Folder for compiled code: of the user's cache, or as the environment says.

    Returns
    -------
    pathlib.Path
        A folder named by the hash of all sources.
    """
    stated = os.environ.get(FOLDER)
    if stated:
        home = Path(stated)
    elif sys.platform == "win32":
        home = Path(os.environ.get("LOCALAPPDATA", tempfile.gettempdir())) / "ceasefire-sim"
    else:
        home = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "ceasefire-sim"
    return home / source_hash()


def is_compiled() -> bool:
    """Whether compiled code of these very sources lies ready."""
    folder = cache_folder()
    return folder.is_dir() and any(folder.rglob("*.nbi"))


def translated(function: Callable[..., Any], known: dict[str, Any]) -> Any:  # noqa: ANN401
    """Translate a function of the engine or the law, and all that it calls.

    Parameters
    ----------
    function : callable
        A plain function.
    known : dict
        Functions translated so far, by qualified name.

    Returns
    -------
    callable
        Its compiled twin; the plain function is left as it is.
    """
    from numba import njit

    name = f"{function.__module__}.{function.__qualname__}"
    if name not in known:
        # Only the entry is called from Python; the others need no way in.
        known[name] = njit(no_cpython_wrapper=True, no_cfunc_wrapper=True)(
            _rebound(function, known)
        )
    return known[name]


def _rebound(function: Callable[..., Any], known: dict[str, Any]) -> FunctionType:
    assert isinstance(function, FunctionType)
    names = dict(function.__globals__)
    for called in function.__code__.co_names:
        value = names.get(called)
        if isinstance(value, FunctionType) and value.__module__.startswith(OWN):
            names[called] = translated(value, known)
    twin = FunctionType(function.__code__, names, function.__name__, function.__defaults__)
    twin.__qualname__ = function.__qualname__
    twin.__module__ = function.__module__
    return twin


@cache
def entry_point() -> Any:  # noqa: ANN401 - a compiled function
    """Give the compiled loop over replicates.

    Returns
    -------
    callable
        `sim.engine.batch.run_batch`, compiled; the first call on a machine takes
        about a minute, later processes load it.

    Raises
    ------
    InputError
        If numba is not installed.
    """
    if not has_numba():
        raise InputError(
            "the compiled engine needs numba, which is not installed",
            key="engine",
            mend="Install numba, or write engine=mesa",
        )
    from numba import config, njit

    from sim.engine.batch import run_batch

    known: dict[str, Any] = {}
    before = config.CACHE_DIR
    config.CACHE_DIR = str(cache_folder())
    try:
        return njit(nogil=True, cache=True)(_rebound(run_batch, known))
    finally:
        config.CACHE_DIR = before
