"""How long agreements lasted, and how they ended: the material of every survival statistic.

A run that was lost from sight before the horizon has no lifetime of its own to set beside that of
its pair. Its pseudo-value says how much the estimate over all runs owes to it, and stands in for
the lifetime.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

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

    def by_day(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Count the ends of each day, and the runs that stood until it.

        Returns
        -------
        tuple of numpy.ndarray, shape (horizon + 1,)
            Ends and runs at risk, from day 0.
        """
        days = np.arange(self.horizon + 1)
        at_risk = len(self) - np.searchsorted(np.sort(self.days), days, side="left")
        return np.bincount(self.days[self.ended], minlength=len(days)), at_risk

    def days_held(self) -> NDArray[np.float64]:
        """Days in force up to the horizon, run by run.

        Returns
        -------
        numpy.ndarray, shape (runs,)
            The days themselves where no run was lost from sight before the horizon;
            otherwise pseudo-values of the restricted mean, which may lie outside 0 to the
            horizon.

        Notes
        -----
        ``runs * mean - (runs - 1) * mean without the run``, where the mean is the area under
        the curve of Kaplan and Meier. It supposes that a run is lost for reasons that have
        nothing to do with how long it would have stood.

        References
        ----------
        Andersen, Hansen and Klein (2004), Regression analysis of restricted mean survival
        time based on pseudo-observations.
        """
        if self.whole_until >= self.horizon:
            return self.days.astype(float)
        return self._pseudo_values(lambda share: float(share[:-1].sum()))

    def standing(self) -> NDArray[np.bool_] | NDArray[np.float64]:
        """Whether each run still stood at the horizon.

        Returns
        -------
        numpy.ndarray, shape (runs,)
            Truth values where no run was lost from sight before the horizon; otherwise
            pseudo-values of the share, as in `days_held`.
        """
        if self.whole_until >= self.horizon:
            return np.asarray(~self.ended)
        return self._pseudo_values(lambda share: float(share[-1]))

    def _pseudo_values(
        self, statistic: Callable[[NDArray[np.float64]], float]
    ) -> NDArray[np.float64]:
        count, size = len(self), self.horizon + 1
        whole = statistic(_curve(self.days, self.ended, size))
        if count == 1:
            return np.array([whole])
        # Runs of one day and one fate have one value, which makes a few hundred curves at most.
        fates, first, places = np.unique(
            2 * self.days + self.ended, return_index=True, return_inverse=True
        )
        values = np.empty(len(fates))
        for place, run in enumerate(first):
            rest = np.delete(self.days, run), np.delete(self.ended, run)
            values[place] = count * whole - (count - 1) * statistic(_curve(*rest, size))
        return values[places]


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
    suffix = "" if definition == MAIN else f"_{definition}"
    ended = runs[f"ended{suffix}"].to_numpy(dtype=bool)
    days = runs[f"end_day{suffix}"].to_numpy(dtype=np.int64)
    kinds = runs[f"end_kind{suffix}"].to_numpy(dtype=object)
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


def _curve(days: NDArray[np.int64], ended: NDArray[np.bool_], size: int) -> NDArray[np.float64]:
    """Share still in force after each day from 0; as before where nobody is at risk."""
    ends = np.bincount(days[ended], minlength=size)
    left = len(days) - np.bincount(days, minlength=size).cumsum()
    at_risk = np.append(len(days), left[:-1])
    return np.cumprod(1.0 - ends / np.maximum(at_risk, 1))
