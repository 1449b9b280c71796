"""How a study of sensitivity is done. Light, so that a slip in a setting costs no import."""

from __future__ import annotations

from dataclasses import dataclass

from sim.scenario.errors import InputError
from sim.scenario.quantity import shown


@dataclass(frozen=True)
class Settings:
    """How a study is done.

    Parameters
    ----------
    outcome : str
        What is asked of each run; see `sim.shared.outcomes.Outcome`.
    most : int
        Parameters that go on to Sobol indices and to the search for a region.
    values : int
        Values of each of the strongest, one at a time.
    trajectories : int
        Trajectories of elementary effects.
    samples : int
        Base samples of the Sobol indices, a power of two.
    cases : int
        Points among which the region is searched, a power of two.
    fails_within : int or None
        An agreement fails that ends within so many days; by default 30, 90, 365 or the
        horizon, whichever parts the runs most evenly.
    replicates : int
        Runs at each point where every parameter is tried at its ends; four times as
        many for the strongest, one at a time; a quarter for elementary effects and
        Sobol indices, and half for the search for a region.
    design_seed : int
        Seed of designs, resampling and halves. It has nothing to do with the luck of
        the runs.
    """

    outcome: str = "days_held"
    most: int = 8
    values: int = 7
    trajectories: int = 16
    samples: int = 512
    cases: int = 1024
    fails_within: int | None = None
    replicates: int = 16
    design_seed: int = 1

    def __post_init__(self) -> None:
        limits = {
            "most": (1, 64),
            "values": (2, 101),
            "trajectories": (2, 10_000),
            "samples": (2, 2**20),
            "cases": (2, 2**20),
            "replicates": (2, 1_000_000),
            "design_seed": (1, 2**31),
        }
        if self.fails_within is not None:
            limits["fails_within"] = (1, 20_000)
        for name, (low, high) in limits.items():
            value = getattr(self, name)
            if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
                key = name if name == "replicates" else f"sensitivity.{name}"
                mend = f"Write a whole number from {low} to {high}"
                raise InputError(f"{shown(value)} does not fit", key=key, mend=mend)
        for name in ("samples", "cases"):
            count = getattr(self, name)
            if count & (count - 1):
                below = 1 << (count.bit_length() - 1)
                raise InputError(
                    f"a Sobol sequence is balanced only at powers of two, and {count} is none",
                    key=f"sensitivity.{name}",
                    mend=f"Write {below} or {2 * below}",
                )
