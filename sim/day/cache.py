"""Where compiled code is kept between processes, and how one process waits for another's."""

from __future__ import annotations

import hashlib
import os
import sys
import tempfile
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from sim.scenario.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOMS = ("law", "day")
FOLDER = "CEASEFIRE_CACHE"
LOCK = "lock"
SOURCES = "sources"


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
    digest.update((home / "scenario" / "behaviour.py").read_bytes())
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


def made_ready() -> Path:
    """Make the folder for compiled code, with a file in it that stands for all sources.

    Returns
    -------
    pathlib.Path
        The file. The compiler keeps code by the path and content of the file that it came
        from. Given this one, copies of the same sources in other places share their code.

    Raises
    ------
    InputError
        If nothing can be written there.
    """
    file = cache_folder() / SOURCES
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        if not file.exists():
            # Another process may be about to do the same.
            with tempfile.NamedTemporaryFile("w", dir=file.parent, delete=False) as stream:
                stream.write(file.parent.name)
            Path(stream.name).replace(file)
    except OSError as error:
        raise InputError(
            f"compiled code cannot be kept in {file.parent} ({error.strerror})",
            key="engine",
            mend=f"Set {FOLDER} to a folder that can be written to, or write engine=mesa",
        ) from None
    return file


def is_compiled(name: str = "run_batch") -> bool:
    """Whether compiled code of these very sources lies ready."""
    folder = cache_folder()
    return folder.is_dir() and any(folder.rglob(f"*{name}*.nbi"))


@contextmanager
def alone() -> Iterator[None]:
    """Keep other processes of this user from compiling the same code meanwhile.

    Yields
    ------
    None
        When no other process compiles; what it compiled lies ready then. Where the
        system has no such lock, several may compile at once, which costs only time.
    """
    with made_ready().with_name(LOCK).open("a") as stream:
        try:
            import fcntl
        except ImportError:
            yield
            return
        fcntl.flock(stream, fcntl.LOCK_EX)
        yield
