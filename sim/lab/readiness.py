"""Whether the compiled engine is ready, and what stands in for it until then.

On a new machine the engine takes about a minute and a half to compile. A process of its own does
so, because the compiler would keep this one from answering; meanwhile the Mesa model traces and
counts, several hundred times more slowly. Results are the same.
"""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from importlib import import_module
from typing import TYPE_CHECKING

from sim.day.cache import has_numba, is_compiled
from sim.runs.engines import DEFAULT_ENGINE, ENGINES
from sim.scenario.load import load_scenario
from sim.scenario.tree import tree_of

if TYPE_CHECKING:
    from collections.abc import Callable

STARTING, COMPILING, READY, ABSENT, FAILED = "starting", "compiling", "ready", "absent", "failed"
WORDS = {
    # That takes seconds, and whoever asks for a run meanwhile waits for it.
    STARTING: "",
    COMPILING: (
        "The quick engine is being compiled for this machine. That happens once and takes about a"
        " minute and a half. Until then runs are slow. Everything works, and what was asked goes on"
        " by itself, faster, when the engine is there."
    ),
    READY: "",
    ABSENT: "The quick engine is not installed here, so that many runs take minutes.",
    FAILED: "The quick engine could not be compiled here, so that many runs take minutes.",
}
_SECONDS_TO_LOAD = 30.0
_STAND_IN = "mesa"
SMALLEST = "textbook/dyad"


class Readiness:
    """Gets the compiled engine ready in the background, and says how far it is.

    Parameters
    ----------
    trial : callable
        Loads the engine of that name wherever it will be used, and raises if that fails.
    """

    def __init__(self, trial: Callable[[str], None]) -> None:
        self._trial = trial
        self._state = STARTING if has_numba() else ABSENT
        self._process: subprocess.Popen[bytes] | None = None
        self._thread: threading.Thread | None = None
        # The engine is loaded in other processes meanwhile.
        self._importing = threading.Thread(target=_import_statistics, daemon=True)
        self._stopped = threading.Event()
        self._settled = threading.Event()

    @property
    def state(self) -> str:
        """One of `WORDS`."""
        return self._state

    @property
    def words(self) -> str:
        """What a page says about it; empty where there is nothing to say."""
        return WORDS[self._state]

    @property
    def settled(self) -> bool:
        """Whether `engine` answers without waiting."""
        return self._settled.is_set()

    def engine(self) -> str:
        """Name what carries runs out now; wait for it while it is only being loaded.

        Returns
        -------
        str
            The compiled engine if it is ready, and Mesa if it is yet to be compiled.
        """
        self._settled.wait(_SECONDS_TO_LOAD)
        return DEFAULT_ENGINE if self._state == READY else _STAND_IN

    def begin(self) -> None:
        """Start getting ready, in a thread that ends with the process."""
        self._thread = threading.Thread(target=self._get_ready, daemon=True)
        self._thread.start()
        self._importing.start()

    def can_count(self) -> None:
        """Wait until the statistics are loaded that many runs need."""
        self._importing.join()

    def finished(self, seconds: float) -> None:
        """Wait until nothing more will change.

        Parameters
        ----------
        seconds : float
            How long at most.
        """
        if self._thread is not None:
            self._thread.join(seconds)

    def stop(self) -> None:
        """Give up: end the process that compiles."""
        self._stopped.set()
        if self._process is not None and self._process.poll() is None:
            self._process.terminate()

    def _get_ready(self) -> None:
        try:
            if self._state == STARTING:
                self._load()
        finally:
            self._settled.set()

    def _load(self) -> None:
        try:
            if not is_compiled() and not self._compiled_elsewhere():
                return
            self._trial(DEFAULT_ENGINE)
        except Exception:  # noqa: BLE001 - whatever a compiler meets with, the lab goes on without
            self._state = FAILED
            return
        self._state = READY

    def _compiled_elsewhere(self) -> bool:
        self._state = COMPILING
        self._process = subprocess.Popen(
            [sys.executable, "-m", "sim.lab.readiness"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        self._settled.set()
        done = self._process.wait() == 0
        if not done and not self._stopped.is_set():
            self._state = FAILED
        return done


def _import_statistics() -> None:
    # They take seconds, which the first page does not wait for. One thread imports them, and others
    # wait: two that import modules which import each other can block each other.
    import_module("sim.lab.tally")


def _main() -> None:
    """Compile whatever a run and its trace need."""
    if hasattr(os, "nice"):
        # Pages are answered first.
        os.nice(5)
    tree = tree_of(load_scenario(SMALLEST))
    ENGINES[DEFAULT_ENGINE].tell()(tree, 1, 0, 1)


if __name__ == "__main__":
    _main()
