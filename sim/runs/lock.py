"""One writer for a store.

The lock is one of the operating system on an open file, so that it ends with its
process, however that ends: nothing is left to be cleaned away. What the file says,
who holds it, is for messages only.
"""

from __future__ import annotations

import json
import os
import platform
import sys
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING

from sim.scenario.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LOCK = "lock"


@contextmanager
def only_writer(folder: Path) -> Iterator[None]:
    """Keep all other writers out of a folder.

    Parameters
    ----------
    folder : pathlib.Path
        The folder; it exists.

    Yields
    ------
    None
        While nobody else has the lock.

    Raises
    ------
    InputError
        If another process has it.
    """
    file = folder / LOCK
    with file.open("a+", encoding="utf-8") as stream:
        try:
            _lock(stream)
        except OSError:
            raise InputError(
                f"{folder} is being written by {_holder(file)}",
                key="out",
                mend="Wait until it is done, or name another folder",
            ) from None
        stream.truncate(0)
        stream.write(json.dumps({"pid": os.getpid(), "host": platform.node()}) + "\n")
        stream.flush()
        yield


def _holder(file: Path) -> str:
    try:
        holder = json.loads(file.read_text(encoding="utf-8"))
        return f"process {holder['pid']} on {holder['host']}"
    except (OSError, ValueError, KeyError, TypeError):
        return "another process"


if sys.platform == "win32":
    import msvcrt

    def _lock(stream: IO[str]) -> None:
        # Beyond the end of the file, so that others can read what it says.
        os.lseek(stream.fileno(), 1 << 20, os.SEEK_SET)
        msvcrt.locking(stream.fileno(), msvcrt.LK_NBLCK, 1)
        os.lseek(stream.fileno(), 0, os.SEEK_SET)

else:
    import fcntl

    def _lock(stream: IO[str]) -> None:
        fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
