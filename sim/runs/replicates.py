"""Carries out the replicates of one scenario, in this process or in several.

Results come in the order of replicates whatever the number of processes, and a
replicate that fails becomes a row that says so.
"""

from __future__ import annotations

import importlib
import math
import os
import traceback
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Future, as_completed
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from typing import Any

from sim.record.batch import Batch, columns_of
from sim.runs.engines import ENGINES
from sim.runs.pool import interruption_held_back, process_pool

Row = dict[str, Any]
Runner = Callable[..., Mapping[str, Any]]
Progress = Callable[[int, int], None]

LARGEST_CHUNK = 64
CHUNKS_PER_WORKER = 8
LINES_OF_TRACEBACK = 6


@dataclass(frozen=True)
class Job:
    """What is run, apart from the replicate.

    Parameters
    ----------
    tree : mapping
        Completed tree of the scenario; distributions are drawn in each replicate.
    seed : int
        Seed of the runs.
    horizon : int
        Days simulated.
    engine : str
        One of `sim.runs.engines.ENGINES` that runs a replicate at a time.
    party_classes : mapping
        Classes of one's own for some parties, by id; for Mesa only.
    """

    tree: Mapping[str, Any]
    seed: int
    horizon: int
    engine: str = "mesa"
    party_classes: Mapping[str, type] = field(default_factory=dict)

    @property
    def further(self) -> dict[str, Any]:
        """Further arguments of the engine, which only some know."""
        return {"party_classes": self.party_classes} if self.party_classes else {}

    @property
    def module(self) -> str:
        """Module of the engine."""
        return ENGINES[self.engine].teller

    def runner(self) -> Runner:
        """Import the function that runs one replicate.

        Returns
        -------
        callable
            Takes tree, seed, replicate, horizon and what is `further`; gives a mapping
            with the keys ``run``, ``agreements`` and ``clauses``.
        """
        runner: Runner = importlib.import_module(self.module).run_replicate
        return runner


@dataclass
class Rows:
    """Rows of the tables that many runs give, in the order of replicates."""

    runs: list[Row] = field(default_factory=list)
    agreements: list[Row] = field(default_factory=list)
    clauses: list[Row] = field(default_factory=list)
    failures: list[Row] = field(default_factory=list)

    def extend(self, other: Rows) -> None:
        """Append the rows of later replicates."""
        self.runs += other.runs
        self.agreements += other.agreements
        self.clauses += other.clauses
        self.failures += other.failures

    def batch(self) -> Batch:
        """Lay the rows out as columns."""
        return Batch(
            columns_of(self.runs),
            columns_of(self.agreements),
            columns_of(self.clauses),
            self.failures,
        )


def run_chunk(job: Job, replicates: Iterable[int]) -> Rows:
    """Carry out some replicates, one after the other.

    Parameters
    ----------
    job : Job
        What is run.
    replicates : iterable of int
        Numbers of the replicates.

    Returns
    -------
    Rows
        Their rows.
    """
    runner = job.runner()
    rows = Rows()
    for replicate in replicates:
        try:
            result = runner(job.tree, job.seed, replicate, job.horizon, **job.further)
        except Exception as error:  # noqa: BLE001 - whatever fails in a run is data
            rows.failures.append(failure(replicate, error))
            continue
        address = {"point": 0, "replicate": replicate}
        rows.runs.append(address | dict(result["run"]))
        rows.agreements += [address | dict(row) for row in result["agreements"]]
        rows.clauses += [address | dict(row) for row in result["clauses"]]
    return rows


def failure(replicate: int, error: BaseException) -> Row:
    """Describe a failed replicate as a row.

    Parameters
    ----------
    replicate : int
        Its number.
    error : BaseException
        What went wrong.

    Returns
    -------
    dict
        The columns of `failures.parquet`.
    """
    lines = "".join(traceback.format_exception(error)).rstrip().splitlines()
    return {
        "point": 0,
        "replicate": replicate,
        "error": f"{type(error).__name__}: {error}",
        "traceback": "\n".join(lines[-LINES_OF_TRACEBACK:]),
    }


def run_replicates(
    job: Job,
    replicates: int,
    workers: int | None = None,
    progress: Progress | None = None,
) -> Rows:
    """Carry out the replicates 0 to `replicates` - 1.

    Parameters
    ----------
    job : Job
        What is run.
    replicates : int
        How many.
    workers : int, optional
        Number of processes; by default one for each processor. With 1 all runs in
        this process.
    progress : callable, optional
        Told how many replicates are done, and how many there are.

    Returns
    -------
    Rows
        All rows in the order of replicates; the same for any number of workers.

    Raises
    ------
    KeyboardInterrupt
        If interrupted; the other processes have been stopped by then.
    """
    wanted = min(workers or os.cpu_count() or 1, replicates)
    if wanted <= 1:
        return _in_this_process(job, replicates, progress)
    chunks = chunks_of(replicates, wanted)
    done: dict[int, Rows] = {}
    with process_pool(wanted, job.module, _begin, job) as pool:
        with interruption_held_back():
            futures = {pool.submit(_work, chunk): number for number, chunk in enumerate(chunks)}
        for future in as_completed(futures):
            number = futures[future]
            done[number] = _outcome(future, chunks[number])
            if progress is not None:
                progress(sum(len(chunks[n]) for n in done), replicates)
    return _joined(done[number] for number in sorted(done))


def _in_this_process(job: Job, replicates: int, progress: Progress | None) -> Rows:
    rows = Rows()
    for replicate in range(replicates):
        rows.extend(run_chunk(job, [replicate]))
        if progress is not None:
            progress(replicate + 1, replicates)
    return rows


def chunks_of(replicates: int, workers: int) -> list[range]:
    """Part replicates among workers, in chunks small enough for all to end at about one time.

    Parameters
    ----------
    replicates, workers : int
        How many of each.

    Returns
    -------
    list of range
        Numbers of replicates, in order.
    """
    size = max(1, min(LARGEST_CHUNK, math.ceil(replicates / (workers * CHUNKS_PER_WORKER))))
    starts = range(0, replicates, size)
    return [range(start, min(start + size, replicates)) for start in starts]


def _outcome(future: Future[Rows], chunk: range) -> Rows:
    try:
        return future.result()
    except BrokenProcessPool:
        error = RuntimeError("the process that ran it was ended from outside")
    except Exception as caught:  # noqa: BLE001 - such as a result that cannot be sent back
        error = RuntimeError(str(caught))
    return Rows(failures=[failure(replicate, error) for replicate in chunk])


def _joined(parts: Iterable[Rows]) -> Rows:
    rows = Rows()
    for part in parts:
        rows.extend(part)
    return rows


_job: Job | None = None


def _begin(job: Job) -> None:
    """Prepare a process: it keeps the job."""
    global _job  # noqa: PLW0603 - a process of a pool has no other place to keep it
    _job = job


def _work(replicates: range) -> Rows:
    if _job is None:
        message = "the process was not prepared"
        raise RuntimeError(message)
    return run_chunk(_job, replicates)
