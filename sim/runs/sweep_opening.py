"""Opens the store of a sweep: whose it is, what it holds, what in it is damaged."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pyarrow.parquet as pq

from sim.runs.blocks import Block
from sim.runs.lock import LOCK, only_writer
from sim.runs.points import Points, extended
from sim.runs.store import MANIFEST, writing
from sim.runs.sweep_store import (
    ASIDE,
    POINTS,
    RECORDS,
    VERB,
    Question,
    SweepStore,
    hash_of,
    manifest_of,
)
from sim.runs.versions import PROGRAM, versions
from sim.scenario.errors import InputError, shown

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SET_ASIDE = "set_aside"
MOST_DIFFERENCES = 8


@contextmanager
def opened(folder: Path, question: Question) -> Iterator[SweepStore]:
    """Open a store, or make it, and keep other writers out.

    Parameters
    ----------
    folder : pathlib.Path
        Where it stands, or shall stand.
    question : Question
        What is asked.

    Yields
    ------
    SweepStore
        The store. Its points are numbered as it holds them.

    Raises
    ------
    InputError
        If the folder holds something else, answers another question, is being
        written by another process, or cannot be written.
    """
    _check_folder(folder)
    with writing(folder):
        folder.mkdir(parents=True, exist_ok=True)
        (folder / LOCK).touch()
    with only_writer(folder):
        with writing(folder):
            store = _with_manifest(folder, question)
            _found(store)
        yield store


def is_sweep(folder: Path) -> bool:
    """Whether a folder is a store of a sweep.

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
        manifest = manifest_of(folder)
    except InputError:
        return False
    return manifest.get("program") == PROGRAM and manifest.get("verb") == VERB


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
    if not folder.is_dir() or is_sweep(folder):
        return
    # A sweep that was stopped before it had a manifest leaves no more than this.
    begun = {LOCK, ASIDE, POINTS, "points.csv"}
    if any(entry.name not in begun for entry in folder.iterdir()):
        raise InputError(
            f"{folder} exists and is no store of a sweep",
            key="out",
            mend="Name a new folder; what is there is left as it is",
        )


def _with_manifest(folder: Path, question: Question) -> SweepStore:
    """Compare with what the store holds, and note what it shall hold from now on."""
    shutil.rmtree(folder / ASIDE, ignore_errors=True)
    (folder / ASIDE).mkdir()
    begun, manifest = datetime.now(UTC).isoformat(timespec="seconds"), None
    if (folder / MANIFEST).exists():
        manifest = manifest_of(folder)
        _check_identity(manifest.get("identity", {}), question.identity)
        if manifest["replicates"] > question.replicates:
            raise InputError(
                f"the store was made for {manifest['replicates']} replicates,"
                f" and {question.replicates} are asked for",
                key="replicates",
                mend=f"Write replicates={manifest['replicates']}, or name another folder",
            )
        held = Points.of_table(
            pq.read_table(folder / POINTS).slice(0, manifest["points"]), question.points.kinds
        )
        if held.digest() != manifest["points_sha256"]:
            raise InputError(f"{folder / POINTS} is damaged", key="out", mend="Bring it back")
        points = extended(held, question.points)
        question = Question(
            question.identity, points, question.replicates, question.shape, question.tables
        )
    store = SweepStore(folder, question)
    asked = {
        "program": PROGRAM,
        "verb": VERB,
        "scenario": question.identity["config"]["name"],
        "points": len(question.points),
        "points_sha256": question.points.digest(),
        "replicates": question.replicates,
    }
    if manifest is None or any(manifest[key] != value for key, value in asked.items()):
        table = question.points.table()
        store.write_table(POINTS, table)
        store.write_csv("points.csv", table)
        # The manifest comes last: it says how many of the points count.
        rest = {
            "identity": dict(question.identity),
            "config_sha256": store.key,
            "versions": versions(),
            "begun": begun if manifest is None else manifest["begun"],
            "ended": None,
            "complete": False,
        }
        store.write_json(MANIFEST, asked | rest)
    for name in (RECORDS, *question.tables):
        (folder / name).mkdir(exist_ok=True)
    return store


def _check_identity(held: Mapping[str, Any], asked: Mapping[str, Any]) -> None:
    one, other = _flat(held), _flat(asked)
    keys = [key for key in sorted({*one, *other}) if one.get(key) != other.get(key)]
    if not keys:
        return
    told = [
        f"{key} is {shown(one.get(key))} there and {shown(other.get(key))} here"
        for key in keys[:MOST_DIFFERENCES]
    ]
    if len(keys) > MOST_DIFFERENCES:
        told.append(f"and {len(keys) - MOST_DIFFERENCES} more")
    raise InputError(
        f"the store answers another question: {'; '.join(told)}",
        key="out",
        mend="Name another folder, or give the command with which the store was made",
    )


def _flat(tree: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in tree.items():
        dotted = f"{prefix}{key}"
        if isinstance(value, Mapping) and value:
            found |= _flat(value, f"{dotted}.")
        else:
            found[dotted] = value
    return found


def _found(store: SweepStore) -> None:
    """Find the blocks that are whole; put away what is not a part of the store."""
    wanted = {block.name: block for block in store.question.blocks()}
    suffixes = {RECORDS: ".json"} | dict.fromkeys(store.question.tables, ".parquet")
    for part, suffix in suffixes.items():
        for file in sorted((store.folder / part).iterdir()):
            if file.stem not in wanted or file.suffix != suffix:
                # A reader of the folder would take it for a part of the data.
                away = store.folder / SET_ASIDE / part
                away.mkdir(parents=True, exist_ok=True)
                file.replace(away / file.name)
    for file in sorted((store.folder / RECORDS).iterdir()):
        block = _whole(store, file, wanted)
        if block is None:
            store.mended += 1
            file.unlink()
        else:
            store.held[block.name] = block
    for table in store.question.tables:
        for file in (store.folder / table).iterdir():
            # Of a block that was being written when the program was stopped.
            if file.stem not in store.held:
                file.unlink()


def _whole(store: SweepStore, file: Path, wanted: Mapping[str, Block]) -> Block | None:
    """Read the record of a block; None where the block is damaged or of another store."""
    question = store.question
    try:
        record = json.loads(file.read_text(encoding="utf-8"))
        block = Block(*record["block"])
        sound = (
            block.name == file.stem
            and wanted[block.name].holds(block)
            and record["store"] == store.key
            and record["points"] == question.points.digest(block.point, block.points)
            and isinstance(record["failures"], list)
            and all(
                record["sha256"][table] == hash_of(store.file(table, block))
                for table in question.tables
            )
        )
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return block if sound else None
