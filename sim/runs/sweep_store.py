"""The store of a sweep: a folder that is whole after every block.

Each block (see `sim.runs.blocks`) has a file in the folder of each table, and a
record with the hashes of these files. Files are written aside, brought to the disk,
and renamed; the record comes last. So whatever stops the program, a block with a
record is whole, and one without is made again. As blocks depend on nothing but the
design, what is made again has the bytes that it would have had.

Data files, records, points and summary hold no time. When the work was done stands in
the manifest.
"""

from __future__ import annotations

import hashlib
import itertools
import json
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq
from pyarrow.csv import write_csv

from sim.runs.blocks import Block, blocks
from sim.runs.store import MANIFEST, synced, writing
from sim.runs.sweep_tables import Tables, with_parameters, without_parameters
from sim.runs.tables import COLUMNS
from sim.scenario.errors import InputError
from sim.scenario.tree import fingerprint

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from sim.runs.points import Points

VERB = "sweep"
RECORDS = "blocks"
ASIDE = "partial"
POINTS = "points.parquet"
FAILURES = "failures.parquet"


@dataclass(frozen=True)
class Question:
    """What a sweep asks: all on which its data depend.

    Parameters
    ----------
    identity : mapping
        Plain data that every block depends on: scenario, seed, horizon, engine,
        parameters and versions.
    points : Points
        Points of the design.
    replicates : int
        Replicates of each point.
    shape : tuple of int
        Points and replicates of a full block.
    tables : tuple of str
        Tables that are kept.
    """

    identity: Mapping[str, Any]
    points: Points
    replicates: int
    shape: tuple[int, int]
    tables: tuple[str, ...]

    @property
    def runs(self) -> int:
        """How many runs there are."""
        return len(self.points) * self.replicates

    def blocks(self) -> Iterator[Block]:
        """Divide the runs into blocks."""
        return blocks(self.shape, len(self.points), self.replicates)


@dataclass
class SweepStore:
    """An open store; made by `opened`.

    Parameters
    ----------
    folder : pathlib.Path
        Where it stands.
    question : Question
        What it answers, with its points numbered as in the store.
    held : dict of Block
        The blocks that are there, perhaps less full than is asked for, by name.
    mended : int
        How many blocks were found damaged, and are made again.
    """

    folder: Path
    question: Question
    held: dict[str, Block] = field(default_factory=dict)
    mended: int = 0

    @property
    def key(self) -> str:
        """Hash of all that every block depends on."""
        return fingerprint(self.question.identity)

    @property
    def done(self) -> int:
        """How many runs it has."""
        return sum(block.runs for block in self.held.values())

    def missing(self) -> Iterator[Block]:
        """Go through the blocks that are not there, or less full than is asked for."""
        for block in self.question.blocks():
            held = self.held.get(block.name)
            if held is None or not held.holds(block):
                yield block

    def tables_of(self, block: Block) -> Tables:
        """Read a block.

        Parameters
        ----------
        block : Block
            One of those held.

        Returns
        -------
        dict of pyarrow.Table
            Tables by name, as an engine gave them.
        """
        tables = {table: pq.read_table(self.file(table, block)) for table in self.question.tables}
        tables["runs"] = without_parameters(tables["runs"], self.question.points)
        rows = self.record(block.name)["failures"]
        schema = pa.schema(list(COLUMNS["failures"].items()))
        return tables | {"failures": pa.Table.from_pylist(rows, schema=schema)}

    def put(self, block: Block, tables: Tables) -> None:
        """Write a block.

        Parameters
        ----------
        block : Block
            Which it is.
        tables : dict of pyarrow.Table
            Its tables by name, sorted.
        """
        points = self.question.points
        hashes = {}
        for table in self.question.tables:
            rows = tables[table]
            if table == "runs":
                rows = with_parameters(rows, points, block)
            with self._written(self.file(table, block)) as aside:
                # Without the notes of pandas the same rows give the same file on all its versions.
                pq.write_table(rows.replace_schema_metadata(None), aside)
                hashes[table] = hash_of(aside)
        record = {
            "store": self.key,
            "block": [block.point, block.points, block.replicate, block.replicates],
            "points": points.digest(block.point, block.points),
            "sha256": hashes,
            "failures": tables["failures"].to_pylist(),
        }
        self.write_json(f"{RECORDS}/{block.name}.json", record)
        self.held[block.name] = block

    def record(self, name: str) -> dict[str, Any]:
        """Read the record of a block.

        Parameters
        ----------
        name : str
            Name of the block.

        Returns
        -------
        dict
            What `put` wrote.
        """
        text = (self.folder / RECORDS / f"{name}.json").read_text(encoding="utf-8")
        record: dict[str, Any] = json.loads(text)
        return record

    def write_json(self, file: str, content: Mapping[str, Any]) -> None:
        """Write a map aside, and put it in its place.

        Parameters
        ----------
        file : str
            Where to, from the folder of the store.
        content : mapping
            Plain data.
        """
        text = json.dumps(content, indent=1, ensure_ascii=False, allow_nan=False)
        self.write_text(file, text + "\n")

    def write_text(self, file: str, text: str) -> None:
        """Write a text aside, and put it in its place.

        Parameters
        ----------
        file : str
            Where to, from the folder of the store.
        text : str
            The text.
        """
        with self._written(self.folder / file) as aside:
            aside.write_text(text, encoding="utf-8", newline="\n")

    def write_table(self, file: str, table: pa.Table) -> None:
        """Write a table aside, and put it in its place.

        Parameters
        ----------
        file : str
            Name of the file.
        table : pyarrow.Table
            The rows.
        """
        with self._written(self.folder / file) as aside:
            pq.write_table(table.replace_schema_metadata(None), aside)

    def write_csv(self, file: str, table: pa.Table) -> None:
        """Write a table aside as text with commas, and put it in its place.

        Parameters
        ----------
        file : str
            Name of the file.
        table : pyarrow.Table
            The rows.
        """
        with self._written(self.folder / file) as aside:
            write_csv(table, aside)

    def failures(self) -> Iterator[list[dict[str, Any]]]:
        """Go through the failed replicates of each block."""
        for name in sorted(self.held):
            yield self.record(name)["failures"]

    def finish(self, lost: list[dict[str, Any]], summary: Mapping[str, Any]) -> None:
        """Gather the failures, and say in the manifest whether all is there.

        Parameters
        ----------
        lost : list of dict
            Failures of runs whose worker was ended from outside, which the same
            command tries again.
        summary : mapping
            Figures by name.
        """
        schema = pa.schema(list(COLUMNS["failures"].items()))
        with (
            self._written(self.folder / FAILURES) as aside,
            pq.ParquetWriter(aside, schema) as writer,
        ):
            for rows in itertools.chain(self.failures(), [lost]):
                if rows:
                    writer.write_table(pa.Table.from_pylist(rows, schema=schema))
        self.write_json("summary.json", summary)
        manifest = manifest_of(self.folder)
        complete = not lost
        if manifest.get("complete") is not complete:
            ended = datetime.now(UTC).isoformat(timespec="seconds") if complete else None
            self.write_json(MANIFEST, manifest | {"ended": ended, "complete": complete})

    @contextmanager
    def _written(self, target: Path) -> Iterator[Path]:
        """Give a place to write to; bring it to the disk, then to its name, then the name."""
        aside = self.folder / ASIDE / f"{target.parent.name}-{target.name}"
        with writing(self.folder):
            yield aside
            synced(aside)
            aside.replace(target)
            synced(target.parent)

    def file(self, table: str, block: Block) -> Path:
        """Name the file of a block.

        Parameters
        ----------
        table : str
            Name of the table.
        block : Block
            The block.

        Returns
        -------
        pathlib.Path
            The file.
        """
        return self.folder / table / f"{block.name}.parquet"


def hash_of(file: Path) -> str:
    """Hash a file.

    Parameters
    ----------
    file : pathlib.Path
        The file.

    Returns
    -------
    str
        SHA-256 of its bytes.
    """
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def manifest_of(folder: Path) -> dict[str, Any]:
    """Read the manifest of a store.

    Parameters
    ----------
    folder : pathlib.Path
        The store.

    Returns
    -------
    dict
        What it says.

    Raises
    ------
    InputError
        If there is none that can be read.
    """
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise InputError(f"{folder / MANIFEST} cannot be read ({error})", key="out") from None
    return manifest if isinstance(manifest, dict) else {}
