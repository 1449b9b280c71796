"""The engines by name, what each of them offers, and what a run may be asked.

Imports no engine before it is asked.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any

from sim.scenario.errors import InputError, Problem, did_you_mean, shown

if TYPE_CHECKING:
    from sim.day.batch import Prepared
    from sim.day.trace import Trace
    from sim.scenario.scenario import Scenario

Tree = Mapping[str, Any]
Tell = Callable[..., "Trace"]
Prepare = Callable[[Tree, int], "Prepared"]


@dataclass(frozen=True)
class Engine:
    """Where the functions of an engine are found.

    Parameters
    ----------
    teller : str
        Module with the function ``trace(tree, seed, replicate, horizon)``, which gives
        a `Trace`.
    preparer : str
        Module with the function ``prepare(tree, horizon)``, which gives a `Prepared`.
    threads : bool
        Whether its tasks run at the same time in threads of one process. Otherwise
        replicates at the same time take processes.
    """

    teller: str
    preparer: str
    threads: bool

    @property
    def block(self) -> tuple[int, int]:
        """Points and replicates of a full block of a store.

        Part of the layout of every store: other numbers make other files. A block is what is lost
        at most for each worker when a sweep is killed, and so is worth some seconds of work.
        """
        return (16, 256) if self.threads else (1, 16)

    @property
    def most(self) -> int:
        """Runs that a worker is handed at once, at most."""
        return 512 if self.threads else 4

    def tell(self) -> Tell:
        """Import the function that tells one replicate.

        Returns
        -------
        callable
            Takes tree, seed, replicate and horizon; that of Mesa also ``party_classes``.
        """
        tell: Tell = import_module(self.teller).trace
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
    "compiled": Engine("sim.day.trace", "sim.day.prepare", threads=True),
    "mesa": Engine("sim.day.model", "sim.runs.prepared", threads=False),
}
DEFAULT_ENGINE = "compiled"

LARGEST_SEED = 2**32 - 1
LONGEST_HORIZON = 20000
MOST_REPLICATES = 10_000_000


def check_settings(**settings: object) -> None:
    """Refuse settings that no run can have.

    Parameters
    ----------
    **settings : object
        Any of seed, replicates, horizon, engine, workers.

    Raises
    ------
    InputError
        One error that names every fault.
    """
    limits = {
        "seed": (0, LARGEST_SEED),
        "replicates": (1, MOST_REPLICATES),
        "horizon": (1, LONGEST_HORIZON),
        "workers": (1, 1024),
    }
    found: list[Problem] = []
    for key, value in settings.items():
        if key == "engine":
            if value not in ENGINES:
                mend = did_you_mean(str(value), ENGINES)
                found.append(Problem(key, f"there is no engine {shown(value)}", mend))
            continue
        low, high = limits[key]
        if key == "workers" and value is None:
            continue
        if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
            mend = f"Write a whole number from {low} to {high}"
            found.append(Problem(key, f"{shown(value)} does not fit", mend))
    if found:
        raise InputError.of(found)


def check_party_classes(
    classes: Mapping[str, type], scenario: Scenario, engine: str, workers: int
) -> None:
    """Refuse classes of a user's own that could not be run as asked.

    Parameters
    ----------
    classes : mapping
        Classes by id of the party, monitor or obligation.
    scenario : Scenario
        What is run.
    engine : str
        What carries the runs out.
    workers : int
        Number of processes.

    Raises
    ------
    InputError
        If the engine knows the shipped rules only, an id is unknown, or other processes could
        not find a class.
    """
    terms = scenario.scenario
    known = [*terms.parties, *terms.monitors, *terms.obligations]
    for name, one in classes.items():
        if name not in known:
            raise InputError(
                f"there is no party, monitor or obligation {name}",
                key="party_classes",
                mend=did_you_mean(name, known),
            )
        if engine != "mesa":
            raise InputError(
                f"the {engine} engine runs the shipped rules only, and {name} has a class of its"
                f" own, {one.__name__}",
                key="engine",
                mend="Ask for engine='mesa'",
            )
        if workers > 1 and "<locals>" in one.__qualname__:
            raise InputError(
                f"other processes cannot find {one.__name__}, which is made within a function",
                key="party_classes",
                mend="Put it at the top of a module, or ask for workers=1",
            )
