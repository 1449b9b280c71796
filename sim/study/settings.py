"""Settings of a run, and what they may be."""

from __future__ import annotations

from sim.scenario.errors import InputError, Problem, did_you_mean
from sim.scenario.quantity import shown
from sim.study.engines import ENGINES

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
