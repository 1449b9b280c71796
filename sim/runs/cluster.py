"""Runs of a sweep on workers of Dask: on this machine, or wherever a scheduler has them.

Dask is an extra of the distribution. It hands the chunks of a worker that was ended to
another. Slurm, PBS, Kubernetes and others come with `dask-jobqueue` and its like, which
start workers for a scheduler whose address is given here.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sim.runs.jobs import WAITING, carried_out, in_window, prepared_here
from sim.scenario.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sim.record.batch import Batch
    from sim.runs.jobs import Chunk, Job

SECONDS_TO_ANSWER = 30
# How many are thought to be there before a scheduler has said so.
FEW = 8


@dataclass(frozen=True)
class DaskWorkers:
    """Workers of Dask.

    Parameters
    ----------
    count : int or None
        How many to start on this machine; without meaning where there is an address.
    address : str or None
        Address of a scheduler, such as ``tcp://10.0.0.1:8786``.
    """

    count: int | None = None
    address: str | None = None

    @property
    def workers(self) -> int:
        """How many chunks they carry out at once, as far as is known."""
        return self.count or FEW

    def results(self, job: Job, chunks: Iterable[Chunk]) -> Iterator[tuple[Chunk, Batch | None]]:
        """Carry out chunks; see `sim.runs.executors.Executor`."""
        # A fault of the scenario is told here, once, and not by every worker.
        job.prepared()
        with self._client() as client:
            # Imported here because `_client` says what to do where it is missing.
            from distributed import wait  # noqa: PLC0415
            from distributed.scheduler import KilledWorker  # noqa: PLC0415

            threads = max(self.workers, sum(client.nthreads().values()))
            submitted = in_window(
                # Without a name of its own a chunk that comes again would be taken for done.
                lambda chunk: client.submit(work, job, chunk, pure=False),
                lambda futures: wait(futures, return_when="FIRST_COMPLETED").done,
                chunks,
                threads * WAITING,
            )
            for chunk, future in submitted:
                try:
                    batch = future.result()
                except KilledWorker:
                    batch = None
                future.release()
                yield chunk, batch

    @contextmanager
    def _client(self) -> Iterator[Any]:
        try:
            from distributed import Client, LocalCluster  # noqa: PLC0415
        except ImportError:
            raise InputError(
                "Dask is not installed",
                key="executor",
                mend="Install it with `pip install 'ceasefire-sim[cluster]'`",
            ) from None
        if self.address is None:
            with (
                LocalCluster(
                    n_workers=self.count, threads_per_worker=1, dashboard_address=":0"
                ) as cluster,
                Client(cluster) as client,
            ):
                yield client
            return
        try:
            client = Client(self.address, timeout=SECONDS_TO_ANSWER)
        except (OSError, ValueError) as error:
            raise InputError(
                f"no scheduler answers at {self.address} ({error})",
                key="executor.address",
                mend="Start one with `dask scheduler`, and name its address",
            ) from None
        with client:
            yield client


def work(job: Job, chunk: Chunk) -> Batch:
    """Carry out a chunk on a worker.

    Parameters
    ----------
    job : Job
        What all chunks have in common.
    chunk : tuple of Task
        The chunk.

    Returns
    -------
    Batch
        Its rows.
    """
    return carried_out(prepared_here(job), job, chunk)
