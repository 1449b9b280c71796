"""The engines by name, and what each of them offers. Imports none before it is asked."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sim.record.batch import Prepared
    from sim.record.told import Told

Tree = Mapping[str, Any]
Tell = Callable[..., "Told"]
Prepare = Callable[[Tree, int], "Prepared"]


@dataclass(frozen=True)
class Engine:
    """Where the functions of an engine are found.

    Parameters
    ----------
    teller : str
        Module with the function ``tell(tree, seed, replicate, horizon)``, which gives
        a `Told`.
    preparer : str
        Module with the function ``prepare(tree, horizon)``, which gives a `Prepared`.
    threads : bool
        Whether its tasks run at the same time in threads of one process. Otherwise
        replicates at the same time take processes.
    """

    teller: str
    preparer: str
    threads: bool

    def tell(self) -> Tell:
        """Import the function that tells one replicate.

        Returns
        -------
        callable
            Takes tree, seed, replicate and horizon; that of Mesa also ``party_classes``.
        """
        tell: Tell = import_module(self.teller).tell
        return tell

    def prepare(self) -> Prepare:
        """Import the function that prepares the engine for a scenario.

        Returns
        -------
        callable
            Takes tree and horizon.
        """
        prepare: Prepare = import_module(self.preparer).prepare
        return prepare


# Only modules that stand here are ever imported by the name of an engine.
ENGINES: dict[str, Engine] = {
    "compiled": Engine("sim.engine.tell", "sim.engine.prepare", threads=True),
    "mesa": Engine("sim.model.replicate", "sim.runs.prepared", threads=False),
}
DEFAULT_ENGINE = "compiled"
