"""Fills the store of a sweep with what it has not got yet."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sim.runs.blocks import Block, chunks, tasks
from sim.runs.jobs import chunk_size, lost
from sim.runs.points import JSON, Points
from sim.runs.sweep_tables import Tables, joined, own_columns, tables_of
from sim.scenario.tree import changed

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sim.record.batch import Batch
    from sim.runs.executors import Executor
    from sim.runs.jobs import Chunk, Job, Progress
    from sim.runs.sweep_store import SweepStore


def filled(
    store: SweepStore,
    job: Job,
    executor: Executor,
    most: int,
    progress: Progress | None = None,
) -> list[dict[str, Any]]:
    """Carry out the runs that a store lacks, and put them there block by block.

    Parameters
    ----------
    store : SweepStore
        The store, open.
    job : Job
        What all runs have in common.
    executor : Executor
        Where they are carried out.
    most : int
        Runs that a worker is handed at once, at most. Data do not depend on it.
    progress : callable, optional
        Told how many runs are done, and how many there are.

    Returns
    -------
    list of dict
        Runs that were lost with their workers, as failures. Their blocks are not in
        the store, so that the next attempt makes them again.
    """
    total = store.question.runs
    done = store.done
    if progress is not None:
        progress(done, total)
    if done == total:
        return []
    size = chunk_size(total - done, executor.workers, most)
    desk = _Desk(store, size, _own_columns(job.tree, store.question.points))
    for work, batch in executor.results(job, desk.work()):
        desk.take(work, batch)
        done += sum(task.count for task in work)
        if progress is not None:
            progress(done, total)
    return desk.lost


@dataclass
class _Desk:
    """Hands out the work of blocks, and puts blocks into the store when they are whole."""

    store: SweepStore
    most: int
    own: list[str]
    lost: list[dict[str, Any]] = field(default_factory=list)
    open: dict[tuple[int, int], _OpenBlock] = field(default_factory=dict)

    def work(self) -> Iterator[Chunk]:
        """Go through the work that is to be done, block by block."""
        for block in self.store.missing():
            held = self.store.held.get(block.name)
            work = list(chunks(tasks(block, held, self.store.question.points), self.most))
            parts = [] if held is None else [self.store.tables_of(held)]
            opened_block = _OpenBlock(block, len(work), parts)
            for chunk in work:
                self.open[_address(chunk)] = opened_block
                yield chunk

    def take(self, chunk: Chunk, batch: Batch | None) -> None:
        """Take in what a chunk gave."""
        block = self.open.pop(_address(chunk))
        block.waiting -= 1
        if batch is None:
            block.whole = False
            self.lost += lost(chunk)
        else:
            block.parts.append(tables_of(batch, self.store.question.tables, self.own))
        if not block.waiting and block.whole:
            self.store.put(block.block, joined(block.parts))


@dataclass
class _OpenBlock:
    block: Block
    waiting: int
    parts: list[Tables]
    whole: bool = True


def _address(chunk: Chunk) -> tuple[int, int]:
    return chunk[0].point, chunk[0].first


def _own_columns(tree: Mapping[str, Any], points: Points) -> list[str]:
    """List the columns that depend on the scenario; points may add some."""
    found = dict.fromkeys(own_columns(tree))
    adding = [
        name
        for name, kind in points.kinds.items()
        if name.endswith(".publishes_counts")
        or name.startswith("measurement.alternatives")
        or (kind == JSON and name.startswith("scenario.parties"))
    ]
    if adding:
        for number in range(len(points)):
            found |= dict.fromkeys(own_columns(changed(tree, points.changes(number))))
    return list(found)
