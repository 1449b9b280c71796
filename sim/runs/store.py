"""Result folders: one writer, nothing half written, and what they hold stands in a manifest.

What is made at one go is written aside, and renamed when whole (`written_whole`). What takes hours
goes on where it stopped (`opened`): each file is written aside, brought to the disk, and renamed.
Whatever interrupts the writing leaves the old file or folder, or none.
"""

from __future__ import annotations

import json
import os
import platform
import shutil
import sys
from collections.abc import Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from sim.runs.versions import PROGRAM, versions
from sim.scenario.errors import InputError, shown
from sim.scenario.tree import fingerprint

if TYPE_CHECKING:
    from collections.abc import Iterator

MANIFEST = "manifest.json"
# What is written of work of hours before its manifest, which says what the folder holds.
_LOCK, _ASIDE, POINTS, STAGES = "lock", "partial", "points.parquet", "stages"
_BEFORE_MANIFEST = {_LOCK, _ASIDE, POINTS, "points.csv", STAGES}
_MOST_NAMESAKES = 1000
_MOST_DIFFERENCES = 8
_GO_ON = "Mend that and give the same command again; it goes on where it stopped"
_MAKE_ROOM = "Make room there, or name another folder; what was there before is left as it was"
# What these verbs write may be the work of hours, and goes on where it stopped.
_KEPT = {"sweep": "a sweep", "sensitivity": "a study of sensitivity", "fit": "a fit"}
# Studies depend on what reckons their statistics, too.
_STATISTICS = ("SALib", "scipy", "statsmodels")


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
    names = (stem if n == 1 else f"{stem}-{n}" for n in range(1, _MOST_NAMESAKES))
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
    _check_folder(target)
    if target.is_symlink():
        raise InputError(
            f"{target} exists and is not a folder", key="out", mend="Name another folder"
        )
    if (verb := manifest_of(target).get("verb")) in _KEPT:
        raise InputError(
            f"{target} holds {_KEPT[verb]}, which is never replaced",
            key="out",
            mend="Name another folder",
        )
    if target.is_dir() and any(target.iterdir()) and not is_whole(target):
        raise InputError(
            f"{target} exists and does not hold whole results of {PROGRAM}",
            key="out",
            mend="Name a new folder; what is there is left as it is",
        )


def _check_folder(folder: Path) -> None:
    for parent in folder.absolute().parents:
        if parent.exists():
            if not parent.is_dir():
                raise InputError(f"{parent} is a file, not a folder", key="out")
            break
    if folder.exists() and not folder.is_dir():
        raise InputError(
            f"{folder} exists and is not a folder", key="out", mend="Name another folder"
        )


def manifest_of(folder: Path) -> dict[str, Any]:
    """Read the manifest of a folder.

    Parameters
    ----------
    folder : pathlib.Path
        The folder.

    Returns
    -------
    dict
        What it says; nothing where there is none of this program that can be read.
    """
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    ours = isinstance(manifest, dict) and manifest.get("program") == PROGRAM
    return manifest if ours else {}


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
    return manifest_of(folder).get("complete") is True


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
        with writing(target, _MAKE_ROOM):
            yield partial
            _flush(partial)
            _replace(partial, target)
    finally:
        shutil.rmtree(partial, ignore_errors=True)


@contextmanager
def writing(folder: Path, mend: str = _GO_ON) -> Iterator[None]:
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


def write_json(file: Path, content: Mapping[str, Any], indent: int = 2) -> None:
    """Write a map as JSON text that people can read.

    Parameters
    ----------
    file : pathlib.Path
        Where to.
    content : mapping
        Plain data.
    indent : int
        Blanks of each level.
    """
    text = json.dumps(content, indent=indent, ensure_ascii=False, allow_nan=False)
    file.write_text(text + "\n", encoding="utf-8", newline="\n")


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


@contextmanager
def written(folder: Path, name: str) -> Iterator[Path]:
    """Write a file of a folder aside, and put it in its place when it is whole.

    Parameters
    ----------
    folder : pathlib.Path
        The folder.
    name : str
        Where in it the file stands, or shall stand.

    Yields
    ------
    pathlib.Path
        Where to write. It is brought to the disk, then to its name, then the name.
    """
    target = folder / name
    aside = folder / _ASIDE / f"{target.parent.name}-{target.name}"
    with writing(folder):
        aside.parent.mkdir(exist_ok=True)
        yield aside
        synced(aside)
        aside.replace(target)
        synced(target.parent)


@contextmanager
def opened(folder: Path, verb: str, identity: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Open a folder for work of hours, or make it, and keep other writers out.

    Parameters
    ----------
    folder : pathlib.Path
        Where it stands, or shall stand.
    verb : str
        What is done: ``sweep``, ``sensitivity`` or ``fit``.
    identity : mapping
        All on which what it holds depends.

    Yields
    ------
    dict
        Its manifest, empty where it has none; `note` writes it.

    Raises
    ------
    InputError
        If the folder holds something else, answers another question, is being
        written by another process, or cannot be written.
    """
    _check_folder(folder)
    strange = folder.is_dir() and manifest_of(folder).get("verb") != verb
    # What was stopped before it had a manifest leaves no more than this.
    if strange and {entry.name for entry in folder.iterdir()} - _BEFORE_MANIFEST:
        raise InputError(
            f"{folder} exists and does not hold {_KEPT[verb]}",
            key="out",
            mend="Name a new folder; what is there is left as it is",
        )
    with writing(folder):
        folder.mkdir(parents=True, exist_ok=True)
        (folder / _LOCK).touch()
    with only_writer(folder):
        manifest = manifest_of(folder)
        if manifest:
            _check_identity(manifest.get("identity", {}), json.loads(json.dumps(dict(identity))))
        with writing(folder):
            shutil.rmtree(folder / _ASIDE, ignore_errors=True)
            (folder / _ASIDE).mkdir()
        yield manifest


def note(
    folder: Path,
    verb: str,
    identity: Mapping[str, Any],
    asked: Mapping[str, Any],
    indent: int = 2,
) -> None:
    """Say in the manifest of an open folder what it shall hold from now on.

    Parameters
    ----------
    folder : pathlib.Path
        The folder.
    verb, identity
        As `opened` takes them.
    asked : mapping
        What else is asked; where it is new, the folder is no longer complete.
    indent : int
        Blanks of each level.
    """
    before = manifest_of(folder)
    head = {"program": PROGRAM, "verb": verb, **asked}
    if before and all(before.get(key) == value for key, value in head.items()):
        return
    rest = {
        "identity": dict(identity),
        "config_sha256": fingerprint(identity),
        "versions": versions(*(() if verb == "sweep" else _STATISTICS)),
        "begun": before.get("begun", _now()),
        "ended": None,
        "complete": False,
    }
    with written(folder, MANIFEST) as aside:
        write_json(aside, head | rest, indent)


def finish(folder: Path, *, complete: bool = True, indent: int = 2) -> None:
    """Say in the manifest of an open folder whether it is complete.

    Parameters
    ----------
    folder : pathlib.Path
        The folder.
    complete : bool
        Whether all is there.
    indent : int
        Blanks of each level.
    """
    manifest = manifest_of(folder)
    if manifest.get("complete") is not complete:
        end = {"ended": _now() if complete else None, "complete": complete}
        with written(folder, MANIFEST) as aside:
            write_json(aside, manifest | end, indent)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def _check_identity(held: Mapping[str, Any], asked: Mapping[str, Any]) -> None:
    one, other = _flat(held), _flat(asked)
    keys = [key for key in sorted({*one, *other}) if one.get(key) != other.get(key)]
    if not keys:
        return
    stated = [
        f"{key} is {shown(one.get(key))} there and {shown(other.get(key))} here"
        for key in keys[:_MOST_DIFFERENCES]
    ]
    if len(keys) > _MOST_DIFFERENCES:
        stated.append(f"and {len(keys) - _MOST_DIFFERENCES} more")
    raise InputError(
        f"the folder answers another question: {'; '.join(stated)}",
        key="out",
        mend="Name another folder, or give the command with which it was made",
    )


def _flat(tree: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in tree.items():
        nested = isinstance(value, Mapping) and value
        found |= _flat(value, f"{prefix}{key}.") if nested else {f"{prefix}{key}": value}
    return found


@contextmanager
def only_writer(folder: Path) -> Iterator[None]:
    """Keep all other writers out of a folder.

    The lock is one of the operating system on an open file, so that it ends with its process,
    however that ends. What the file says, who holds it, is for messages only.

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
    file = folder / _LOCK
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
