"""The result folder of a study in stages: whose it is, and when it is whole.

The runs lie in parts below `stages/`, a folder for each stage, from which the same command goes on.
Tables and pictures are written when all stages are done; the manifest says last that they are.
"""

from __future__ import annotations

import json
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq

from sim.runs.lock import LOCK, only_writer
from sim.runs.stages import FOLDER
from sim.runs.store import KEPT, MANIFEST, write_json, writing
from sim.runs.versions import PROGRAM, installed_version, versions
from sim.scenario.errors import InputError, shown
from sim.scenario.tree import fingerprint

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    import pandas as pd


@contextmanager
def opened(
    folder: Path, identity: Mapping[str, Any], scenario: str, verb: str = "sensitivity"
) -> Iterator[None]:
    """Make a folder for a study, or find it, and keep other writers out.

    Parameters
    ----------
    folder : pathlib.Path
        Where it stands, or shall stand.
    identity : mapping
        All that the study depends on.
    scenario : str
        Name of the scenario.
    verb : str
        What is done, as `sim.runs.store.KEPT` lists it.

    Yields
    ------
    None
        While nobody else writes there.

    Raises
    ------
    InputError
        If the folder holds something else, is being written, answers another question, or cannot
        be written.
    """
    if folder.exists() and not folder.is_dir():
        raise InputError(f"{folder} exists and is not a folder", key="out", mend="Name another")
    manifest = _manifest(folder, verb)
    if manifest is None and folder.is_dir() and any(folder.iterdir()):
        raise InputError(
            f"{folder} exists and does not hold {KEPT[verb]}",
            key="out",
            mend="Name a new folder; what is there is left as it is",
        )
    asked = json.loads(json.dumps(dict(identity)))
    if manifest is not None and manifest.get("identity") != asked:
        raise InputError(
            f"the folder answers another question: {_differences(manifest['identity'], asked)}",
            key="out",
            mend="Name another folder, or give the command with which it was made",
        )
    try:
        (folder / FOLDER).mkdir(parents=True, exist_ok=True)
        (folder / LOCK).touch()
    except OSError as error:
        raise InputError(
            f"{folder} cannot be written ({error.strerror})", key="out", mend="Name another folder"
        ) from None
    with only_writer(folder):
        begun = datetime.now(UTC).isoformat(timespec="seconds")
        _write(
            folder,
            {
                "program": PROGRAM,
                "verb": verb,
                "scenario": scenario,
                "identity": asked,
                "config_sha256": fingerprint(asked),
                "versions": versions()
                | {name: installed_version(name) for name in ("SALib", "scipy", "statsmodels")},
                "begun": begun if manifest is None else manifest["begun"],
                "ended": None,
                "complete": False,
            },
        )
        yield


def finished(
    folder: Path,
    summary: Mapping[str, Any],
    tables: Mapping[str, pd.DataFrame],
    texts: Mapping[str, str],
    verb: str = "sensitivity",
) -> None:
    """Write what a study found, and say that it is whole.

    Parameters
    ----------
    folder : pathlib.Path
        A folder that `opened` has made.
    summary : mapping
        Figures of ``summary.json``.
    tables : mapping of pandas.DataFrame
        Tables by name.
    texts : mapping of str
        Other files by name: pictures, the page.
    verb : str
        What was done.
    """
    with writing(folder):
        for name, frame in tables.items():
            file = folder / f"{name}.parquet"
            aside = file.with_suffix(".partial")
            table = pa.Table.from_pandas(frame, preserve_index=False)
            # Without the notes of pandas the same rows give the same file on all its versions.
            pq.write_table(table.replace_schema_metadata(None), aside)
            aside.replace(file)
        for name, text in texts.items():
            aside = folder / f"{name}.partial"
            aside.write_text(text, encoding="utf-8", newline="\n")
            aside.replace(folder / name)
        aside = folder / "summary.partial"
        write_json(aside, summary)
        aside.replace(folder / "summary.json")
    manifest = _manifest(folder, verb) or {}
    ended = datetime.now(UTC).isoformat(timespec="seconds")
    _write(folder, manifest | {"ended": ended, "complete": True})


def _write(folder: Path, manifest: Mapping[str, Any]) -> None:
    aside = folder / f"{MANIFEST}.partial"
    with writing(folder):
        write_json(aside, manifest)
        aside.replace(folder / MANIFEST)


def _manifest(folder: Path, verb: str) -> dict[str, Any] | None:
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    if not isinstance(manifest, dict) or manifest.get("verb") != verb:
        return None
    return manifest


def _differences(held: Mapping[str, Any], asked: Mapping[str, Any]) -> str:
    """Name what differs first, down to the key."""
    for key in sorted({*held, *asked}):
        one, other = held.get(key), asked.get(key)
        if one == other:
            continue
        if isinstance(one, dict) and isinstance(other, dict):
            return f"{key}.{_differences(one, other)}"
        return f"{key} is {shown(one)} there and {shown(other)} here"
    return "nothing"
