"""Translates the engine's functions, and keeps what was translated between processes."""

from __future__ import annotations

import gc
import hashlib
import os
import sys
import tempfile
import threading
from contextlib import contextmanager
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from types import FunctionType
from typing import TYPE_CHECKING, Any

from sim.scenario.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

OWN = ("sim.law.", "sim.engine.")
ROOMS = ("law", "engine")
FOLDER = "CEASEFIRE_CACHE"
# Small functions of the innermost loops, besides the laws.
INLINED = frozenset(
    {
        "share_at",
        "strength_of",
        "cost_if_found",
        "troops_against",
        "duty_against_fire",
        "forbids_fire",
        "misreading_luck",
        "answer_luck",
        "word_of",
        "note",
        "because",
        "witness",
        "lay_blame",
        "weigh",
        "came_out",
        "in_list",
        "tells",
        "covers",
        "overdue",
        "against_fire",
        "take_note",
        "conduct",
        "live",
        "lay",
        "pressed",
        "better",
        "sooner",
    }
)


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


def is_compiled(name: str = "run_batch") -> bool:
    """Whether compiled code of these very sources lies ready."""
    folder = cache_folder()
    return folder.is_dir() and any(folder.rglob(f"*{name}*.nbi"))


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
        known[name] = njit(
            error_model="numpy",
            no_cpython_wrapper=True,
            no_cfunc_wrapper=True,
            forceinline=function.__module__.startswith(OWN[0]) or function.__name__ in INLINED,
        )(_rebound(function, known))
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
def entry_point() -> Callable[..., None]:
    """Give the compiled loop over replicates.

    Returns
    -------
    callable
        `sim.engine.batch.run_batch`, compiled: the first call on a machine takes
        about a minute, later processes load it.

    Raises
    ------
    InputError
        If numba is not installed.
    """
    from sim.engine.batch import run_batch

    return _kept(run_batch)


@cache
def luck_point() -> Callable[..., None]:
    """Give `sim.engine.batch.parameter_luck`, compiled."""
    from sim.engine.batch import parameter_luck

    return _kept(parameter_luck)


_making = threading.Lock()


def _kept(function: Callable[..., None]) -> Callable[..., None]:
    if not has_numba():
        raise InputError(
            "the compiled engine needs numba, which is not installed",
            key="engine",
            mend="Install numba, or write engine=mesa",
        )
    from numba import config, njit

    before = config.CACHE_DIR
    config.CACHE_DIR = str(cache_folder())
    try:
        entry = njit(nogil=True, cache=True, error_model="numpy")(_rebound(function, {}))
    finally:
        config.CACHE_DIR = before

    def called(*arguments: Any) -> None:  # noqa: ANN401
        if not entry.signatures:
            with _making, _parts_left_plain():
                entry(*arguments)
        else:
            entry(*arguments)

    return called


@contextmanager
def _parts_left_plain() -> Iterator[None]:
    """Have the compiler optimize the entry hard, and what it is made of only a little.

    All of the engine ends up in the entry, where the compiler sees the whole; it would
    otherwise optimize every function again in each one that calls it.
    """
    from numba import config
    from numba.core import event

    full = config.OPT
    little = type(full)(1)
    depth = [0]

    class Listener(event.Listener):  # type: ignore[misc]
        def on_start(self, _: Any) -> None:  # noqa: ANN401
            depth[0] += 1
            config.OPT = full if depth[0] <= 1 else little

        def on_end(self, _: Any) -> None:  # noqa: ANN401
            depth[0] -= 1
            config.OPT = full if depth[0] <= 1 else little

    collecting = gc.isenabled()
    gc.disable()
    try:
        with event.install_listener("numba:compile", Listener()):
            yield
    finally:
        config.OPT = full
        if collecting:
            gc.enable()
