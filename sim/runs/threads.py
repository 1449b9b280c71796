"""Carries out replicates in threads, for an engine that lets go of the interpreter while it works.

Results come in the order of replicates whatever the number of threads.
"""

from __future__ import annotations

import os
import threading
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from typing import TYPE_CHECKING

import numpy as np

from sim.record.batch import TABLES, Batch, Columns, Prepared, Task
from sim.runs.replicates import chunks_of, failure

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sim.runs.replicates import Progress


def run_in_threads(  # noqa: PLR0913, PLR0917 - what is run, how, and what is done meanwhile
    prepared: Prepared,
    seed: int,
    replicates: int,
    workers: int | None = None,
    progress: Progress | None = None,
    meanwhile: Callable[[], None] | None = None,
) -> Batch:
    """Carry out the replicates 0 to `replicates` - 1 of a scenario as it is.

    Parameters
    ----------
    prepared : Prepared
        The engine, prepared for the scenario.
    seed : int
        Seed of the runs.
    replicates : int
        How many.
    workers : int, optional
        Number of threads; by default one for each processor.
    progress : callable, optional
        Told how many replicates are done, and how many there are.
    meanwhile : callable, optional
        Called once, here, while the threads are at work.

    Returns
    -------
    Batch
        All rows in the order of replicates; the same for any number of threads.
    """
    wanted = min(workers or os.cpu_count() or 1, replicates)
    chunks = chunks_of(replicates, wanted)
    done = 0
    pool = ThreadPoolExecutor(wanted)
    free = threading.Event()
    try:
        if meanwhile is not None and wanted > 1:
            # What is done meanwhile needs a processor too, so one thread waits for it.
            pool.submit(free.wait)
        futures: dict[Future[Batch], range] = {}
        for chunk in chunks:
            task = Task(first=chunk.start, count=len(chunk))
            futures[pool.submit(prepared.run, seed, [task])] = chunk
        if meanwhile is not None:
            meanwhile()
            free.set()
        for future in as_completed(futures):
            done += len(futures[future])
            if progress is not None:
                progress(done, replicates)
        return joined([_outcome(future, chunk) for future, chunk in futures.items()])
    finally:
        free.set()
        # After an interruption nobody waits for what is still at work.
        pool.shutdown(wait=False, cancel_futures=True)


def _outcome(future: Future[Batch], chunk: range) -> Batch:
    try:
        return future.result()
    except Exception as error:  # noqa: BLE001 - whatever fails in a run is data
        return Batch(failures=[failure(replicate, error) for replicate in chunk])


def joined(batches: Sequence[Batch]) -> Batch:
    """Join batches, one after the other.

    Parameters
    ----------
    batches : sequence of Batch
        Batches of one scenario.

    Returns
    -------
    Batch
        All their rows.
    """
    tables: dict[str, Columns] = {}
    for table in TABLES:
        parts = [columns for batch in batches if (columns := getattr(batch, table))]
        names = parts[0] if parts else ()
        tables[table] = {name: np.concatenate([part[name] for part in parts]) for name in names}
    return Batch(**tables, failures=[row for batch in batches for row in batch.failures])
