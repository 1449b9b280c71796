"""What a study may ask of each run: one number, by name."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sim.day.measures import BY_NAME
from sim.scenario.errors import InputError, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

DAYS_HELD = "days_held"
HELD_AFTER = re.compile(r"held_(\d+)")
# Columns that every study reads, because it also asks when runs ended.
_ENDS = ("end_day", "ended")


_NAMED = (DAYS_HELD, "held_90", *BY_NAME, "trust_mean_end")


@dataclass(frozen=True)
class Outcome:
    """An outcome of a run.

    Parameters
    ----------
    name : str
        ``days_held``; ``held_N`` for whether the agreement was in force after N days;
        or a count of ``runs.parquet``, such as ``attacks``.
    horizon : int
        Days simulated.
    """

    name: str
    horizon: int

    def __post_init__(self) -> None:
        if self.day is not None:
            if not 1 <= self.day <= self.horizon:
                raise InputError(
                    f"day {self.day} is outside the {self.horizon} days simulated",
                    key="sensitivity.outcome",
                    mend=f"Write held_N with N from 1 to {self.horizon}",
                )
        elif self.name not in _NAMED:
            raise InputError(
                f"there is no outcome {self.name!r}",
                key="sensitivity.outcome",
                mend=did_you_mean(str(self.name), _NAMED) or f"Write one of {', '.join(_NAMED)}",
            )

    @property
    def day(self) -> int | None:
        """Day after which an agreement is looked at, where that is asked."""
        found = HELD_AFTER.fullmatch(str(self.name))
        return int(found[1]) if found else None

    @property
    def columns(self) -> tuple[str, ...]:
        """Columns of ``runs.parquet`` that it needs."""
        return _ENDS if self.name == DAYS_HELD or self.day else (*_ENDS, self.name)

    @property
    def title(self) -> str:
        """What it is, for an axis or a sentence."""
        if self.name == DAYS_HELD:
            return "days held"
        if self.day is not None:
            return f"share in force after {self.day} days"
        return str(self.name).replace("_", " ")

    @property
    def bounds(self) -> tuple[float, float]:
        """Ends that no mean of it leaves."""
        if self.name == DAYS_HELD:
            return 0.0, float(self.horizon)
        return 0.0, 1.0 if self.digits else float("inf")

    @property
    def digits(self) -> int:
        """Digits after the point at which it is worth reading."""
        return 2 if self.day is not None or self.name == "trust_mean_end" else 0

    def of(self, runs: Mapping[str, NDArray[np.float64]]) -> NDArray[np.float64]:
        """Take the outcome from runs.

        Parameters
        ----------
        runs : mapping of numpy.ndarray
            Columns of ``runs.parquet``, of one shape; NaN where a run failed.

        Returns
        -------
        numpy.ndarray
            A number per run. Days held count up to the horizon: their mean is the
            restricted mean time in force.
        """
        if self.name == DAYS_HELD:
            return runs["end_day"]
        if self.day is not None:
            return 1.0 - ended_by(runs, self.day)
        return runs[str(self.name)]


def ended_by(runs: Mapping[str, NDArray[np.float64]], day: int) -> NDArray[np.float64]:
    """Say of each run whether the agreement had ended by a day.

    Parameters
    ----------
    runs : mapping of numpy.ndarray
        With ``end_day`` and ``ended``; NaN where a run failed.
    day : int
        The day.

    Returns
    -------
    numpy.ndarray
        1 or 0; NaN where a run failed.
    """
    gone = (runs["ended"] > 0) & (runs["end_day"] <= day)
    return np.where(np.isnan(runs["end_day"]), np.nan, gone.astype(float))
