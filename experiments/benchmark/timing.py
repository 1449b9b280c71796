"""Times calls on the clock, side by side."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from sim.day.batch import Task

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sim.day.prepare import Compiled

SEED = 1
DAYS = 365


def heading(text: str) -> None:
    """Print the title of a part."""
    print(f"\n{text}", flush=True)  # noqa: T201 - the terminal is the point


def seconds_of(function: Callable[[], object]) -> float:
    """Time a call.

    Parameters
    ----------
    function : callable
        What is called.

    Returns
    -------
    float
        Seconds on the clock.
    """
    began = time.perf_counter()
    function()
    return time.perf_counter() - began


def alternated(
    contestants: Mapping[str, Callable[[], object]], rounds: int
) -> dict[str, list[float]]:
    """Time contestants in turn, round by round, each round in the other direction.

    Parameters
    ----------
    contestants : mapping
        What is called, by name.
    rounds : int
        How often.

    Returns
    -------
    dict
        Seconds by name, in the order of rounds.
    """
    found: dict[str, list[float]] = {name: [] for name in contestants}
    order = list(contestants)
    for number in range(rounds):
        for name in order if number % 2 == 0 else reversed(order):
            found[name].append(seconds_of(contestants[name]))
    return found


def ratios(above: list[float], below: list[float]) -> list[float]:
    """Divide round by round."""
    return [one / other for one, other in zip(above, below, strict=True)]


def warm(engine: Compiled) -> Compiled:
    """Run an engine once, so that what it loads at first is not timed."""
    engine.run(SEED, [Task(count=1)], clauses=False)
    return engine
