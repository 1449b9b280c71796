"""Settings of a run, and what they may be."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.runs.engines import ENGINES
from sim.scenario.errors import InputError, Problem, did_you_mean
from sim.scenario.quantity import shown

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sim.scenario.scenario import Scenario

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
        Classes by id of the party.
    scenario : Scenario
        What is run.
    engine : str
        What carries the runs out.
    workers : int
        Number of processes.

    Raises
    ------
    InputError
        If the engine knows the shipped rules only, a party is unknown, or other processes could
        not find a class.
    """
    parties = scenario.scenario.parties
    for name, one in classes.items():
        if name not in parties:
            mend = did_you_mean(name, parties)
            raise InputError(f"there is no party {name}", key="party_classes", mend=mend)
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
