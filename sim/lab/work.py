"""What is done at a desk: runs told, counted, drawn and asked, as functions of plain data."""

from __future__ import annotations

import gzip
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sim.lab.telling import telling_of
from sim.record.batch import Task
from sim.runs.engines import ENGINES

if TYPE_CHECKING:
    from collections.abc import Callable

    from sim.record.batch import Batch
    from sim.record.told import Told
    from sim.runs.jobs import Job
    from sim.scenario.tree import Tree

# Beyond it a telling gets hardly smaller, and takes longer.
PRESSED = 6


def tried(engine: str, tree: Tree) -> None:
    """Load an engine, which takes about a second, and see whether it tells and counts.

    Parameters
    ----------
    engine : str
        One of `sim.runs.engines.ENGINES`.
    tree : dict
        Completed tree of a scenario.
    """
    ENGINES[engine].tell()(tree, 1, 0, 1)
    ENGINES[engine].prepare()(tree, 1)


@dataclass(frozen=True)
class OneRun:
    """One replicate of a scenario.

    Parameters
    ----------
    engine : str
        One of `sim.runs.engines.ENGINES`.
    tree : dict
        Completed tree of the scenario.
    seed, run : int
        Seed, and number of the replicate.
    """

    engine: str
    tree: Tree
    seed: int
    run: int

    def told(self) -> Told:
        """Carry it out, and keep all that happened in it."""
        return ENGINES[self.engine].tell()(
            self.tree, self.seed, self.run, self.tree["scenario"]["horizon"]
        )


def telling(one: OneRun) -> bytes:
    """Tell a replicate for a page.

    Parameters
    ----------
    one : OneRun
        The replicate.

    Returns
    -------
    bytes
        What `sim.lab.telling.telling_of` gives, as JSON, compressed by gzip.
    """
    text = json.dumps(telling_of(one.told()), ensure_ascii=False, separators=(",", ":"))
    return gzip.compress(text.encode(), PRESSED, mtime=0)


def picture_of_told(name: str, one: OneRun) -> str:
    """Draw a replicate.

    Parameters
    ----------
    name : str
        One of `sim.lab.drawing.OF_TOLD`.
    one : OneRun
        The replicate.

    Returns
    -------
    str
        SVG.
    """
    from sim.lab.drawing import OF_TOLD

    return OF_TOLD[name](one.told())


def table_of_told(name: str, kind: str, one: OneRun) -> bytes:
    """Write a table of a replicate.

    Parameters
    ----------
    name, kind : str
        ``events`` or ``daily``; ``csv`` or ``parquet``.
    one : OneRun
        The replicate.

    Returns
    -------
    bytes
        A file.
    """
    from sim.lab.drawing import told_columns, written

    return written(name, kind, told_columns(one.told(), name))


def runs(job: Job, first: int, count: int) -> Batch:
    """Carry out some replicates of a scenario.

    Parameters
    ----------
    job : Job
        The scenario, and what runs it.
    first, count : int
        Number of the first, and how many follow from there.

    Returns
    -------
    Batch
        Their rows; a replicate that fails is a row of `failures`.
    """
    return job.begin()((Task(first=first, count=count),))


def picture_of_runs(name: str, batch: Batch, title: str, label: str, horizon: int) -> str | None:
    """Draw many replicates.

    Parameters
    ----------
    name : str
        One of `sim.lab.drawing.OF_RUNS`.
    batch : Batch
        The replicates.
    title, label : str
        Of the scenario.
    horizon : int
        Days simulated.

    Returns
    -------
    str or None
        SVG; None where none was carried through.
    """
    from sim.lab.drawing import OF_RUNS

    return OF_RUNS[name](batch, title, label, horizon)


def table_of_runs(name: str, kind: str, batch: Batch) -> bytes:
    """Write a table of many replicates.

    Parameters
    ----------
    name, kind : str
        A table of `Batch`; ``csv`` or ``parquet``.
    batch : Batch
        The replicates.

    Returns
    -------
    bytes
        A file.
    """
    from sim.lab.drawing import written

    return written(name, kind, getattr(batch, name))


def hung_on(
    progress: Callable[[int, int], None], one: OneRun, replicates: int, workers: int
) -> dict[str, Any]:
    """Ask what the end of a replicate hung on.

    Parameters
    ----------
    progress : callable
        Told how many questions are answered, and how many there are.
    one : OneRun
        The replicate.
    replicates : int
        Of each question.
    workers : int
        Threads.

    Returns
    -------
    dict
        What `sim.lab.hung.hung` gives.
    """
    from sim.lab.hung import hung
    from sim.questions.why.why import why

    return hung(
        why(
            one.tree,
            seed=one.seed,
            replicate=one.run,
            replicates=replicates,
            engine=one.engine,
            workers=workers,
            progress=progress,
        )
    )
