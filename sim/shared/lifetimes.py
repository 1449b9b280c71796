"""How long agreements lasted, and how they ended: the material of every survival statistic."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

MAIN = "main"
HELD = "held"
KINDS = ("offensive", "cancelled", "disowned", "erosion", "expired", "superseded")
# Kinds as numbers, for tables of numbers alone.
KIND_NUMBERS = {kind: float(number) for number, kind in enumerate((HELD, *KINDS))}


@dataclass(frozen=True, eq=False)
class Lifetimes:
    """Lifetimes of many runs, censored where they had not ended.

    Parameters
    ----------
    days : numpy.ndarray of int, shape (runs,)
        Day of the end, from 1; where it had not ended, the last day it was seen to stand.
    ended : numpy.ndarray of bool, shape (runs,)
        Whether it ended.
    kinds : numpy.ndarray of str, shape (runs,)
        Kind of the end; ``held`` where it had not ended.
    horizon : int
        Last day looked at, in days from 1.

    Raises
    ------
    ValueError
        If there is no run, the arrays differ in length, a day lies outside 1 to the
        horizon, or a kind does not agree with `ended`.
    """

    days: NDArray[np.int64]
    ended: NDArray[np.bool_]
    kinds: NDArray[Any]
    horizon: int

    def __post_init__(self) -> None:
        if not len(self.days):
            message = "there is no run"
            raise ValueError(message)
        if not len(self.days) == len(self.ended) == len(self.kinds):
            message = "days, ends and kinds differ in number"
            raise ValueError(message)
        if self.days.min() < 1 or self.days.max() > self.horizon:
            message = f"a day lies outside 1 to {self.horizon}"
            raise ValueError(message)
        if np.any((self.kinds == HELD) == self.ended):
            message = "a kind of end does not agree with whether there was an end"
            raise ValueError(message)

    def __len__(self) -> int:
        return len(self.days)

    @property
    def ends(self) -> int:
        """How many ended."""
        return int(self.ended.sum())

    @property
    def whole_until(self) -> int:
        """Last day up to which no run was lost from sight: the horizon for runs of the model."""
        return self.horizon if self.ended.all() else int(self.days[~self.ended].min())

    def within(self, horizon: int) -> Lifetimes:
        """Look at the same runs up to an earlier day.

        Parameters
        ----------
        horizon : int
            The last day, at most that of the lifetimes.

        Returns
        -------
        Lifetimes
            What ended later was still standing.

        Raises
        ------
        ValueError
            If the day lies after the horizon of the lifetimes.
        """
        if horizon > self.horizon:
            message = f"runs of {self.horizon} days tell nothing of day {horizon}"
            raise ValueError(message)
        if horizon == self.horizon:
            return self
        ended = self.ended & (self.days <= horizon)
        return Lifetimes(
            np.minimum(self.days, horizon), ended, np.where(ended, self.kinds, HELD), horizon
        )


def lifetimes_of(runs: pd.DataFrame, horizon: int, definition: str = MAIN) -> Lifetimes:
    """Read the lifetimes of first agreements from a table of runs.

    Parameters
    ----------
    runs : pandas.DataFrame
        Rows of ``runs.parquet``.
    horizon : int
        Days simulated.
    definition : str
        ``main``, or the name of an alternative definition of an offensive.

    Returns
    -------
    Lifetimes
        In the order of the rows.

    Raises
    ------
    KeyError
        If the table has no such definition.

    Notes
    -----
    A run stops some days after its end under the main definition
    (``measurement.aftermath_days``). Under an alternative that does not see that end, it
    is lost from sight on its last day, and counts as standing until then.
    """
    if definition == MAIN:
        ended = runs["ended"].to_numpy(dtype=bool)
        days, named = runs["end_day"].to_numpy(dtype=np.int64), runs["end_kind"]
        kinds = named.to_numpy(dtype=object)
    else:
        ended = runs[f"ended_{definition}"].to_numpy(dtype=bool)
        days = runs[f"end_day_{definition}"].to_numpy(dtype=np.int64)
        kinds = runs[f"end_kind_{definition}"].to_numpy(dtype=object)
    return Lifetimes(days, ended, np.where(ended, kinds, HELD).astype(object), horizon)


def definitions_of(runs: pd.DataFrame) -> tuple[str, ...]:
    """List the definitions of an end that a table of runs holds.

    Parameters
    ----------
    runs : pandas.DataFrame
        Rows of ``runs.parquet``.

    Returns
    -------
    tuple of str
        ``main`` first, then the alternatives in the order of their columns.
    """
    names = [str(name).removeprefix("ended_") for name in runs if str(name).startswith("ended_")]
    return (MAIN, *names)
