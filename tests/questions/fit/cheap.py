"""A cheap world of two agreements, whose lengths one number decides, for tests of fitting."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from sim.questions.fit.likelihood import Datum, Errors
from sim.shared.lifetimes import KIND_NUMBERS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sim.questions.fit.likelihood import Runs

ERRORS = Errors(days=0.4, kind=0.1, ratio=0.7)
DATA = {
    "short": Datum(4, 4, frozenset({"cancelled"}), math.nan, 0.0, ERRORS),
    "long": Datum(90, 110, frozenset({"offensive"}), 0.0, 0.2, ERRORS),
}
OFFENSIVE, CANCELLED = KIND_NUMBERS["offensive"], KIND_NUMBERS["cancelled"]


def runs_of(places: NDArray[np.float64], runs: int, seed: int) -> dict[str, Runs]:
    """Lengths grow with the first number of a draw; the second does nothing."""
    noise = np.random.default_rng(seed)
    found = {}
    for name, middle in (("short", 1.4), ("long", 4.6)):
        shape = (len(places), runs)
        mean = middle + 2.0 * (places[:, :1] - 0.5)
        days = np.round(np.exp(mean + 0.5 * noise.standard_normal(shape)))
        likely = noise.random(shape) < 0.7
        usual, other = (CANCELLED, OFFENSIVE) if name == "short" else (OFFENSIVE, CANCELLED)
        found[name] = {
            "end_day": np.minimum(days + 1, 365.0),
            "ended": (days + 1 < 365).astype(float),
            "kind": np.where(days + 1 < 365, np.where(likely, usual, other), KIND_NUMBERS["held"]),
            "count_one": np.round(50 * np.exp(0.3 * noise.standard_normal(shape))),
            "count_other": np.full(shape, 50.0),
        }
    return found
