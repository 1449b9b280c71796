"""Whether the compiled engine is ready, and what stands in for it until then.

On a new machine the engine takes about a minute and a half to compile. A process of its own does
so, because the compiler would keep this one from answering; meanwhile the Mesa model tells and
counts, several hundred times more slowly. Results are the same.
"""

from __future__ import annotations

import subprocess
import sys
import threading
from importlib import import_module
from typing import TYPE_CHECKING

from sim.engine.cache import has_numba, is_compiled
from sim.study.engines import DEFAULT_ENGINE, ENGINES

if TYPE_CHECKING:
    from sim.scenario.tree import Tree
    from sim.study.engines import Engine

STARTING, COMPILING, READY, ABSENT, FAILED = "starting", "compiling", "ready", "absent", "failed"
WORDS = {
    # That takes seconds, and whoever asks for a run meanwhile waits for it.
    STARTING: "",
    COMPILING: (
        "The quick engine is being compiled for this machine. That happens once and takes about a"
        " minute and a half. Until then runs are slow; everything works."
    ),
    READY: "",
    ABSENT: "The quick engine is not installed here, so that many runs take minutes.",
    FAILED: "The quick engine could not be compiled here, so that many runs take minutes.",
}
SECONDS_TO_LOAD = 30.0
# Modules that take seconds to import, which the first page does not wait for.
WANTED = ("sim.analysis.why", "sim.lab.tally", "sim.lab.difference")


class Readiness:
    """Gets the compiled engine ready in the background, and says how far it is."""

    def __init__(self) -> None:
        self._state = STARTING if has_numba() else ABSENT
        self._process: subprocess.Popen[bytes] | None = None
        self._thread: threading.Thread | None = None
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

    def engine(self) -> Engine:
        """Give what carries runs out now; wait for it while it is only being loaded.

        Returns
        -------
        Engine
            The compiled one if it is ready, and Mesa if it is yet to be compiled.
        """
        self._settled.wait(SECONDS_TO_LOAD)
        return ENGINES[DEFAULT_ENGINE if self._state == READY else "mesa"]

    def begin(self, tree: Tree) -> None:
        """Start getting ready, in a thread that ends with the process.

        Parameters
        ----------
        tree : dict
            A scenario on which the engine is tried.
        """
        self._thread = threading.Thread(target=self._get_ready, args=(tree,), daemon=True)
        self._thread.start()

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

    def _get_ready(self, tree: Tree) -> None:
        try:
            # One thread imports them, and others wait: two that import modules which import each
            # other can block each other.
            for module in WANTED:
                import_module(module)
            if self._state == STARTING:
                self._load(tree)
        finally:
            self._settled.set()

    def _load(self, tree: Tree) -> None:
        try:
            if not is_compiled() and not self._compiled_elsewhere():
                return
            ENGINES[DEFAULT_ENGINE].tell()(tree, 1, 0, 1)
            ENGINES[DEFAULT_ENGINE].prepare()(tree, 1)
        except Exception:  # noqa: BLE001 - whatever a compiler meets with, the lab goes on without
            self._state = FAILED
            return
        self._state = READY

    def _compiled_elsewhere(self) -> bool:
        self._state = COMPILING
        self._process = subprocess.Popen(
            [sys.executable, "-m", "sim.lab.compiling"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        self._settled.set()
        done = self._process.wait() == 0
        if not done and not self._stopped.is_set():
            self._state = FAILED
        return done
