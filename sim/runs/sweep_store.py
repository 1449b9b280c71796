"""The store of a sweep: a folder that is whole after every block.

A block is a part of the data with a file in the folder of each table: some points by some
replicates. The division is a grid that begins at point 0 and replicate 0, with meshes of a size
that the engine has for good. So it depends on nothing else: not on the number of workers, nor on
that of points and replicates. A sweep with more of them has the same blocks, the last ones fuller,
and more.

Each block has a record with the hashes of its files, which comes last. So whatever stops the
program, a block with a record is whole, and one without is made again. As blocks depend on nothing
but the design, what is made again has the bytes that it would have had. Data files, records, points
and summary hold no time. When the work was done stands in the manifest.

What a worker is handed at once is smaller than a block, so that few blocks keep many workers busy,
and of any size: the rows of a block are sorted when all its chunks are there.
"""

from __future__ import annotations

import hashlib
import json
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from itertools import chain
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from pyarrow.csv import write_csv

from sim.day.batch import Task
from sim.runs.designs import JSON, Points, extended
from sim.runs.jobs import chunk_size, lost
from sim.runs.store import POINTS, finish, note, opened, write_json, writing, written
from sim.runs.tables import COLUMNS, FURTHER, arrow_table, kind_by_beginning
from sim.scenario.errors import InputError
from sim.scenario.tree import changed, fingerprint

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from sim.day.batch import Batch
    from sim.runs.executors import Executor
    from sim.runs.jobs import Chunk, Job, Progress

Tables = dict[str, pa.Table]
_VERB, _RECORDS, _SET_ASIDE = "sweep", "blocks", "set_aside"
_ADDRESS = ("point", "replicate")
_FAILURES = pa.schema(list(COLUMNS["failures"].items()))
# Records and manifest keep the look that they have in every store.
_INDENT = 1


@dataclass(frozen=True)
class Block:
    """Some points by some replicates.

    Parameters
    ----------
    point, points : int
        First point, and how many.
    replicate, replicates : int
        First replicate, and how many.
    """

    point: int
    points: int
    replicate: int
    replicates: int

    @property
    def name(self) -> str:
        """Name of its files, which sort in the order of points and replicates."""
        return f"p{self.point:07d}-r{self.replicate:08d}"

    @property
    def runs(self) -> int:
        """How many runs it has."""
        return self.points * self.replicates

    def holds(self, other: Block) -> bool:
        """Whether another block of the same beginning has no run that this one lacks."""
        same = (self.point, self.replicate) == (other.point, other.replicate)
        return same and self.points >= other.points and self.replicates >= other.replicates


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
        """Divide the runs into blocks, in the order of points, then of replicates."""
        for point in range(0, len(self.points), self.shape[0]):
            points = min(self.shape[0], len(self.points) - point)
            for first in range(0, self.replicates, self.shape[1]):
                yield Block(point, points, first, min(self.shape[1], self.replicates - first))


@contextmanager
def opened_sweep(folder: Path, question: Question) -> Iterator[SweepStore]:
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
    with opened(folder, _VERB, question.identity) as manifest:
        with writing(folder):
            if manifest:
                question = _numbered(folder, question, manifest)
            store = SweepStore(folder, question)
            store.begin(manifest)
        yield store


def _numbered(folder: Path, question: Question, manifest: Mapping[str, Any]) -> Question:
    """Number the points that are asked for as the store does."""
    if manifest["replicates"] > question.replicates:
        raise InputError(
            f"the store was made for {manifest['replicates']} replicates,"
            f" and {question.replicates} are asked for",
            key="replicates",
            mend=f"Write replicates={manifest['replicates']}, or name another folder",
        )
    table = pq.read_table(folder / POINTS).slice(0, manifest["points"])
    held = Points.of_table(table, question.points.kinds)
    if held.digest() != manifest["points_sha256"]:
        raise InputError(f"{folder / POINTS} is damaged", key="out", mend="Bring it back")
    return replace(question, points=extended(held, question.points))


@dataclass
class SweepStore:
    """An open store; made by `opened_sweep`.

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

    def __post_init__(self) -> None:
        self._key = fingerprint(self.question.identity)

    def begin(self, manifest: Mapping[str, Any]) -> None:
        """Note what the store shall hold, and find what it holds.

        Parameters
        ----------
        manifest : mapping
            What it said before; empty where there was none.
        """
        question, points = self.question, self.question.points
        asked = {
            "scenario": question.identity["config"]["name"],
            "points": len(points),
            "points_sha256": points.digest(),
            "replicates": question.replicates,
        }
        if any(manifest.get(key) != value for key, value in asked.items()):
            self.write_table("points", points.table())
        # The manifest comes last: it says how many of the points count.
        note(self.folder, _VERB, question.identity, asked, _INDENT)
        wanted = {block.name: block for block in question.blocks()}
        suffixes = {_RECORDS: ".json"} | dict.fromkeys(question.tables, ".parquet")
        for part, suffix in suffixes.items():
            (self.folder / part).mkdir(exist_ok=True)
            for file in sorted((self.folder / part).iterdir()):
                if file.stem not in wanted or file.suffix != suffix:
                    # A reader of the folder would take it for a part of the data.
                    away = self.folder / _SET_ASIDE / part
                    away.mkdir(parents=True, exist_ok=True)
                    file.replace(away / file.name)
        for file in sorted((self.folder / _RECORDS).iterdir()):
            block = self._whole(file, wanted[file.stem])
            if block is None:
                self.mended += 1
                file.unlink()
            else:
                self.held[block.name] = block
        for table in question.tables:
            for file in (self.folder / table).iterdir():
                # Of a block that was being written when the program was stopped.
                if file.stem not in self.held:
                    file.unlink()

    def _whole(self, file: Path, wanted: Block) -> Block | None:
        """Read the record of a block; None where the block is damaged or of another store."""
        try:
            record = json.loads(file.read_text(encoding="utf-8"))
            block = Block(*record["block"])
            sound = (
                block.name == file.stem
                and wanted.holds(block)
                and record["store"] == self._key
                and record["points"] == self.question.points.digest(block.point, block.points)
                and isinstance(record["failures"], list)
                and all(
                    record["sha256"][table] == _hash_of(self._file(table, block))
                    for table in self.question.tables
                )
            )
        except (OSError, ValueError, KeyError, TypeError):
            return None
        return block if sound else None

    def fill(
        self, job: Job, executor: Executor, most: int, progress: Progress | None = None
    ) -> list[dict[str, Any]]:
        """Carry out the runs that the store lacks, and put them there block by block.

        Parameters
        ----------
        job : Job
            What all runs have in common.
        executor : Executor
            Where they are carried out.
        most : int
            Runs that a worker is handed at once, at most. Data do not depend on it.
        progress : callable, optional
            Trace how many runs are done, and how many there are.

        Returns
        -------
        list of dict
            Runs that were lost with their workers, as failures. Their blocks are not in
            the store, so that the next attempt makes them again.
        """
        total, done = self.question.runs, sum(block.runs for block in self.held.values())
        if progress is not None:
            progress(done, total)
        if done == total:
            return []
        own = _own_columns(job.tree, self.question.points)
        unfinished: dict[tuple[int, int], _Unfinished] = {}
        lost_runs: list[dict[str, Any]] = []
        chunks = self._chunks(chunk_size(total - done, executor.workers, most), unfinished)
        for chunk, batch in executor.results(job, chunks):
            block = unfinished.pop(_address(chunk))
            block.waiting -= 1
            if batch is None:
                block.whole = False
                lost_runs += lost(chunk)
            else:
                block.parts.append(_tables_of(batch, self.question.tables, own))
            if block.whole and not block.waiting:
                self._put(block.block, _in_order(block.parts))
            done += sum(task.count for task in chunk)
            if progress is not None:
                progress(done, total)
        return lost_runs

    def _chunks(self, size: int, unfinished: dict[tuple[int, int], _Unfinished]) -> Iterator[Chunk]:
        """Go through the work that is to be done, and note of which block each chunk is."""
        for block in self.question.blocks():
            held = self.held.get(block.name)
            if held is not None and held.holds(block):
                continue
            chunks = list(_chunks_of(self._lacking(block, held), size))
            parts = [] if held is None else [self._tables_held(held)]
            waiting = _Unfinished(block, len(chunks), parts)
            for chunk in chunks:
                unfinished[_address(chunk)] = waiting
                yield chunk

    def _lacking(self, block: Block, held: Block | None) -> Iterator[Task]:
        for point in range(block.point, block.point + block.points):
            known = held is not None and point < held.point + held.points
            there = held.replicates if held is not None and known else 0
            changes = self.question.points.changes(point)
            if there < block.replicates:
                yield Task(point, changes, block.replicate + there, block.replicates - there)

    def _tables_held(self, block: Block) -> Tables:
        """Read a block, without the parameters of its points."""
        tables = {name: pq.read_table(self._file(name, block)) for name in self.question.tables}
        kinds = self.question.points.kinds
        own = [name for name in tables["runs"].column_names if name not in kinds]
        failures = pa.Table.from_pylist(self._failures(block), schema=_FAILURES)
        return tables | {"runs": tables["runs"].select(own), "failures": failures}

    def _put(self, block: Block, tables: Tables) -> None:
        """Write a block, its rows in order."""
        points, hashes = self.question.points, {}
        for name in self.question.tables:
            rows = tables[name]
            if name == "runs":
                rows = _with_parameters(rows, points, block)
            with written(self.folder, f"{name}/{block.name}.parquet") as aside:
                # Without the notes of pandas the same rows give the same file on all its versions.
                pq.write_table(rows.replace_schema_metadata(None), aside)
                hashes[name] = _hash_of(aside)
        record = {
            "store": self._key,
            "block": [block.point, block.points, block.replicate, block.replicates],
            "points": points.digest(block.point, block.points),
            "sha256": hashes,
            "failures": tables["failures"].to_pylist(),
        }
        with written(self.folder, f"{_RECORDS}/{block.name}.json") as aside:
            write_json(aside, record, _INDENT)
        self.held[block.name] = block

    def _failures(self, block: Block) -> list[dict[str, Any]]:
        file = self.folder / _RECORDS / f"{block.name}.json"
        found: list[dict[str, Any]] = json.loads(file.read_text(encoding="utf-8"))["failures"]
        return found

    def _file(self, table: str, block: Block) -> Path:
        return self.folder / table / f"{block.name}.parquet"

    def write_table(self, name: str, table: pa.Table) -> None:
        """Write a table of the whole sweep, as Parquet and as text with commas.

        Parameters
        ----------
        name : str
            Name of the files.
        table : pyarrow.Table
            The rows.
        """
        with written(self.folder, f"{name}.parquet") as aside:
            pq.write_table(table.replace_schema_metadata(None), aside)
        with written(self.folder, f"{name}.csv") as aside:
            write_csv(table, aside)

    def finish(self, lost_runs: list[dict[str, Any]], summary: Mapping[str, Any]) -> None:
        """Gather the failures, and say in the manifest whether all is there.

        Parameters
        ----------
        lost_runs : list of dict
            As given by `fill`.
        summary : mapping
            Figures by name.
        """
        with (
            written(self.folder, "failures.parquet") as aside,
            pq.ParquetWriter(aside, _FAILURES) as writer,
        ):
            found = (self._failures(self.held[name]) for name in sorted(self.held))
            for rows in chain(found, [lost_runs]):
                if rows:
                    writer.write_table(pa.Table.from_pylist(rows, schema=_FAILURES))
        with written(self.folder, "summary.json") as aside:
            write_json(aside, summary, _INDENT)
        finish(self.folder, complete=not lost_runs, indent=_INDENT)


@dataclass
class _Unfinished:
    """A block of which some chunks are still out."""

    block: Block
    waiting: int
    parts: list[Tables]
    whole: bool = True


def _address(chunk: Chunk) -> tuple[int, int]:
    return chunk[0].point, chunk[0].first


def _chunks_of(tasks: Iterator[Task], size: int) -> Iterator[Chunk]:
    """Cut tasks into chunks of so many runs; a task may be spread over several."""
    chunk: list[Task] = []
    room = size
    for task in tasks:
        rest = task
        while rest.count:
            part = replace(rest, count=min(room, rest.count))
            chunk.append(part)
            room -= part.count
            rest = replace(rest, first=rest.first + part.count, count=rest.count - part.count)
            if not room:
                yield tuple(chunk)
                chunk, room = [], size
    if chunk:
        yield tuple(chunk)


def _tables_of(batch: Batch, wanted: Sequence[str], own: Sequence[str]) -> Tables:
    """Lay a batch out as tables, with the columns `own` of runs beside those of all scenarios."""
    found = {}
    for name in wanted:
        columns, kinds = getattr(batch, name), COLUMNS[name] | FURTHER[name]
        if name == "runs":
            kinds |= {column: kind_by_beginning(column) for column in own}
        table = arrow_table(columns, kinds)
        found[name] = table.select([*kinds, *(each for each in columns if each not in kinds)])
    rows = [{column: row[column] for column in _FAILURES.names} for row in batch.failures]
    return found | {"failures": pa.Table.from_pylist(rows, schema=_FAILURES)}


def _in_order(parts: Sequence[Tables]) -> Tables:
    """Join the tables of a block: the same bytes whatever the parts were."""
    found: Tables = {}
    for name in parts[0]:
        pieces = [part[name] for part in parts if part[name].num_rows] or [parts[0][name]]
        whole = pa.concat_tables(pieces, promote_options="permissive")
        point, replicate = (whole.column(column).to_numpy() for column in _ADDRESS)
        # The sort is stable: agreements of one replicate stay in their order.
        found[name] = whole.take(np.lexsort((replicate, point))).combine_chunks()
    return found


def _with_parameters(runs: pa.Table, points: Points, block: Block) -> pa.Table:
    """Put the parameters of its point beside each run, after point and replicate."""
    place = pa.array(runs.column("point").to_numpy() - block.point)
    columns = dict(zip(runs.column_names, runs.columns, strict=True))
    head = {name: columns.pop(name) for name in _ADDRESS}
    values = points.columns(block.point, block.points)
    return pa.table(head | {name: column.take(place) for name, column in values.items()} | columns)


def _own_columns(tree: Mapping[str, Any], points: Points) -> list[str]:
    """List the columns of runs whose names depend on the scenario; points may add some."""
    adding = any(
        name.endswith(".publishes_counts")
        or name.startswith("measurement.alternatives")
        or (kind == JSON and name.startswith("scenario.parties"))
        for name, kind in points.kinds.items()
    )
    changes = map(points.changes, range(len(points)) if adding else ())
    found: dict[str, None] = {}
    for one in (tree, *(changed(tree, values) for values in changes)):
        parties = one["scenario"].get("parties", {})
        names = [f"published_{key}" for key, own in parties.items() if own.get("publishes_counts")]
        for rule in one["measurement"].get("alternatives", {}):
            names += [f"end_kind_{rule}", f"end_day_{rule}", f"ended_{rule}"]
        found |= dict.fromkeys(names)
    return list(found)


def _hash_of(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
