"""Result folders: written aside, and renamed when whole.

A folder that looks whole is whole: whatever interrupts the writing leaves the old
folder, or none.
"""

from __future__ import annotations

import json
import os
import shutil
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.runs.versions import PROGRAM
from sim.scenario.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

MANIFEST = "manifest.json"
MOST_NAMESAKES = 1000
MAKE_ROOM = "Make room there, or name another folder; what was there before is left as it was"
GO_ON = "Mend that and give the same command again; it goes on where it stopped"
# What these verbs write may be the work of hours, and goes on where it stopped.
KEPT = {"sweep": "a sweep", "sensitivity": "a study of sensitivity", "fit": "a fit"}


def default_folder(verb: str, scenario: str, seed: int, now: datetime) -> Path:
    """Name a new result folder under `results/` in the current directory.

    Parameters
    ----------
    verb : str
        What was done, such as ``run``.
    scenario : str
        Name of the scenario.
    seed : int
        Seed of the runs.
    now : datetime
        When the work began.

    Returns
    -------
    pathlib.Path
        A folder that does not exist yet.
    """
    parent = Path("results") / verb / scenario.replace("/", "-")
    stem = f"{now:%Y%m%d-%H%M%S}-seed{seed}"
    names = (stem if n == 1 else f"{stem}-{n}" for n in range(1, MOST_NAMESAKES))
    return next(parent / name for name in names if not (parent / name).exists())


def check_target(target: Path) -> None:
    """Refuse a folder that must not be replaced.

    Parameters
    ----------
    target : pathlib.Path
        Where results are wanted. It may not exist, be empty, or hold whole results
        of this program.

    Raises
    ------
    InputError
        If it holds anything else.
    """
    for parent in target.absolute().parents:
        if parent.exists():
            if not parent.is_dir():
                raise InputError(f"{parent} is a file, not a folder", key="out")
            break
    if target.is_symlink() or (target.exists() and not target.is_dir()):
        raise InputError(
            f"{target} exists and is not a folder", key="out", mend="Name another folder"
        )
    if _verb(target) in KEPT:
        raise InputError(
            f"{target} holds {KEPT[_verb(target)]}, which is never replaced",
            key="out",
            mend="Name another folder",
        )
    if target.is_dir() and any(target.iterdir()) and not is_whole(target):
        raise InputError(
            f"{target} exists and does not hold whole results of {PROGRAM}",
            key="out",
            mend="Name a new folder; what is there is left as it is",
        )


def is_whole(folder: Path) -> bool:
    """Whether a folder holds complete results of this program.

    Parameters
    ----------
    folder : pathlib.Path
        The folder.

    Returns
    -------
    bool
        True if its manifest says so.
    """
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    if not isinstance(manifest, dict):
        return False
    return manifest.get("program") == PROGRAM and manifest.get("complete") is True


def _verb(folder: Path) -> str:
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return ""
    return str(manifest.get("verb", "")) if isinstance(manifest, dict) else ""


@contextmanager
def written_whole(target: Path) -> Iterator[Path]:
    """Write a result folder aside, and put it in its place when it is whole.

    Parameters
    ----------
    target : pathlib.Path
        Where the folder shall stand; see `check_target`.

    Yields
    ------
    pathlib.Path
        An empty folder to write to. If the body raises, it is removed again and the
        target stays as it was.

    Raises
    ------
    InputError
        If the target must not be replaced, or cannot be written.
    """
    check_target(target)
    target = target.absolute()
    partial = target.with_name(f"{target.name}.partial-{os.getpid()}")
    try:
        partial.mkdir(parents=True)
    except OSError as error:
        raise InputError(
            f"{target} cannot be written ({error.strerror})", key="out", mend="Name another folder"
        ) from None
    try:
        with writing(target, MAKE_ROOM):
            yield partial
            _flush(partial)
            _replace(partial, target)
    finally:
        shutil.rmtree(partial, ignore_errors=True)


@contextmanager
def writing(folder: Path, mend: str = GO_ON) -> Iterator[None]:
    """Turn what the disk refuses into a message.

    Parameters
    ----------
    folder : pathlib.Path
        What is written.
    mend : str
        What the user may do.

    Yields
    ------
    None
        While it is written.

    Raises
    ------
    InputError
        If it cannot be written.
    """
    try:
        yield
    except ConnectionError:
        # A reader or a worker that went away is no fault of the disk.
        raise
    except OSError as error:
        # A library may wrap the reason in words of its own.
        reason = os.strerror(error.errno) if error.errno else str(error)
        raise InputError(f"{folder} cannot be written ({reason})", key="out", mend=mend) from error


def write_json(file: Path, content: Mapping[str, Any]) -> None:
    """Write a map as JSON text that people can read.

    Parameters
    ----------
    file : pathlib.Path
        Where to.
    content : mapping
        Plain data.
    """
    text = json.dumps(content, indent=2, ensure_ascii=False, allow_nan=False)
    file.write_text(text + "\n", encoding="utf-8")


def _replace(partial: Path, target: Path) -> None:
    old = target.with_name(f"{target.name}.old-{os.getpid()}")
    if target.exists():
        # The target may have changed since the work began.
        check_target(target)
        target.rename(old)
    try:
        partial.rename(target)
    except OSError:
        if old.exists():
            old.rename(target)
        raise
    synced(target.parent)
    shutil.rmtree(old, ignore_errors=True)


def _flush(folder: Path) -> None:
    """Have everything on the disk before the name says that it is there."""
    for file in sorted(folder.rglob("*")):
        synced(file)
    synced(folder)


def synced(path: Path) -> None:
    """Have a file, or the names in a folder, on the disk.

    Parameters
    ----------
    path : pathlib.Path
        The file or folder.
    """
    # Windows cannot open a folder, and keeps names safe without it.
    if os.name == "nt":
        return
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
