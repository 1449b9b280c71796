"""How the runs of a sweep are divided: into blocks of data, and into chunks of work.

A block is a part of the data with a file of its own: some points by some replicates.
The division is a grid that begins at point 0 and replicate 0, with meshes of a size
that the engine has for good. So it depends on nothing else: not on the number of
workers, nor on that of points and replicates. A sweep with more of them has the same
blocks, the last ones fuller, and more.

A chunk is what a worker is handed at once. It is smaller than a block, so that few
blocks keep many workers busy, and of any size: the rows of a block are sorted when
all its chunks are there.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sim.record.batch import Task

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sim.runs.points import Points


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


def blocks(shape: tuple[int, int], points: int, replicates: int) -> Iterator[Block]:
    """Divide the runs of a sweep into blocks.

    Parameters
    ----------
    shape : tuple of int
        Points and replicates of a full block.
    points, replicates : int
        How many there are.

    Yields
    ------
    Block
        Blocks in the order of points, then of replicates.
    """
    for point in range(0, points, shape[0]):
        for replicate in range(0, replicates, shape[1]):
            yield Block(
                point,
                min(shape[0], points - point),
                replicate,
                min(shape[1], replicates - replicate),
            )


def tasks(wanted: Block, held: Block | None, points: Points) -> list[Task]:
    """List the runs that a block lacks.

    Parameters
    ----------
    wanted : Block
        The block.
    held : Block or None
        What of it is there already.
    points : Points
        Points of the design.

    Returns
    -------
    list of Task
        A task for each point that lacks replicates.
    """
    found = []
    for point in range(wanted.point, wanted.point + wanted.points):
        there = 0 if held is None or point >= held.point + held.points else held.replicates
        if there < wanted.replicates:
            first, count = wanted.replicate + there, wanted.replicates - there
            found.append(Task(point, points.changes(point), first, count))
    return found


def chunks(work: Sequence[Task], most: int) -> Iterator[tuple[Task, ...]]:
    """Cut tasks into chunks.

    Parameters
    ----------
    work : sequence of Task
        The tasks.
    most : int
        Most runs of a chunk.

    Yields
    ------
    tuple of Task
        Tasks, in order; a task may be spread over several chunks.
    """
    chunk: list[Task] = []
    room = most
    for task in work:
        rest = task
        while rest.count:
            part = replace(rest, count=min(room, rest.count))
            chunk.append(part)
            room -= part.count
            rest = replace(rest, first=rest.first + part.count, count=rest.count - part.count)
            if not room:
                yield tuple(chunk)
                chunk, room = [], most
    if chunk:
        yield tuple(chunk)
