"""All statistics of one set of runs, under each definition of an end."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from sim.shared.clauses import clause_lives, clause_shares, clause_table
from sim.shared.incidence import cumulative_incidence
from sim.shared.intervals import Estimate, mean_of, share_of
from sim.shared.lifetimes import MAIN, Lifetimes, definitions_of, lifetimes_of
from sim.shared.pseudo import days_of, standing_of
from sim.shared.survival import DAYS, held_after, kaplan_meier, median_days, restricted_mean

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from numpy.typing import NDArray

    from sim.questions.run.run import RunResult

DAYS_HELD = "days_held"
HELD_AT = re.compile(r"held_(\d+)")
PER_DAY = "_per_day"
COUNTS = (
    "breaches",
    "attacks",
    "accusations",
    "accusations_true",
    "accusations_false",
    "accusations_contested",
    "accusations_pretext",
    "talks",
    "patrols_done",
    "displaced",
    "sectors_changed",
)


@dataclass(frozen=True, eq=False)
class Statistics:
    """Statistics of one set of runs.

    Every method answers with a data frame whose first index level is ``definition``:
    ``main`` and the names of the alternative definitions of an end.

    Parameters
    ----------
    runs : pandas.DataFrame
        Rows of ``runs.parquet`` of one scenario.
    horizon : int
        Days simulated.
    clauses : pandas.DataFrame
        Rows of ``clauses.parquet``; may be empty.
    agreement : str
        Id of the agreement that the runs are about, ``scenario.main``; only clauses need it.
    definitions : tuple of str, optional
        Definitions to tell of; by default all that `runs` has.

    Raises
    ------
    ValueError
        If there is no run.
    """

    runs: pd.DataFrame
    horizon: int
    clauses: pd.DataFrame = field(default_factory=pd.DataFrame)
    agreement: str = ""
    definitions: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not len(self.runs):
            message = "there is no run"
            raise ValueError(message)
        if not self.definitions:
            # The only way to fill in a default of a frozen class.
            object.__setattr__(self, "definitions", definitions_of(self.runs))

    @cached_property
    def lifetimes(self) -> dict[str, Lifetimes]:
        """Lifetimes of the runs by definition."""
        return {
            name: lifetimes_of(self.runs, self.horizon, name)
            for name in dict.fromkeys((MAIN, *self.definitions))
        }

    def survival(self) -> pd.DataFrame:
        """Kaplan-Meier: index ``definition``, ``day``; see `kaplan_meier`."""
        return self._each(kaplan_meier)

    def incidence(self) -> pd.DataFrame:
        """Aalen-Johansen: index ``definition``, ``kind``, ``day``; see `cumulative_incidence`."""
        return self._each(cumulative_incidence)

    def held_after(self, days: Sequence[int] = DAYS) -> pd.DataFrame:
        """Shares still in force: index ``definition``, ``day``; see `survival.held_after`."""
        return self._each(lambda lives: held_after(lives, days))

    def restricted_mean(self, day: int | None = None) -> pd.DataFrame:
        """Mean days in force, counted up to a day: index ``definition``.

        Parameters
        ----------
        day : int, optional
            By default the horizon.

        Returns
        -------
        pandas.DataFrame
            ``value``, ``low``, ``high`` in days; see `survival.restricted_mean`.
        """
        return self._estimates(lambda lives: restricted_mean(lives, day))

    def median_days(self) -> pd.DataFrame:
        """Days by which half had ended: index ``definition``; ``value``, ``low``, ``high``."""
        return self._estimates(median_days)

    def ends(self) -> pd.DataFrame:
        """Kinds of end: index ``definition``, ``kind``; ``count``, ``share``, ``low``, ``high``.

        What was held is a kind among them. Sorted by how often each occurred.
        """
        return self._each(_ends)

    def means(self, names: Iterable[str] = COUNTS) -> pd.DataFrame:
        """Means of figures of the runs: index ``measure``; ``value``, ``low``, ``high``.

        Parameters
        ----------
        names : iterable of str
            Measures, as in `measure`; columns that the runs do not have are left out.

        Returns
        -------
        pandas.DataFrame
            Under the main definition, up to whose end the runs were counted.
        """
        rows = {
            name: _row(_estimate(self.measure(name))) for name in names if self.has_measure(name)
        }
        return _framed(rows, "measure")

    def clause_shares(self) -> pd.DataFrame:
        """Clauses kept: index ``definition``, ``obligation``, ``day``; see `clauses`."""
        return self._joined(
            {name: clause_shares(lives) for name, lives in self._clause_lives.items()}
        )

    def clause_table(self) -> pd.DataFrame:
        """What became of clauses: index ``definition``, ``obligation``; see `clauses`."""
        return self._joined(
            {name: clause_table(lives) for name, lives in self._clause_lives.items()}
        )

    def has_measure(self, name: str) -> bool:
        """Whether `measure` knows a name."""
        plain = name.removesuffix(PER_DAY)
        return name == DAYS_HELD or bool(HELD_AT.fullmatch(name)) or plain in self.runs

    def measure(
        self, name: str, definition: str = MAIN, horizon: int | None = None
    ) -> NDArray[Any]:
        """Values of a measure, one a run.

        Parameters
        ----------
        name : str
            ``days_held``, days in force up to the horizon; ``held_30`` and so on,
            whether it stood after so many days; a column of the runs, counted up to the
            end; or such a column with ``_per_day``, divided by the days in force.
        definition : str
            Definition of the end; of no effect on what was counted.
        horizon : int, optional
            Day up to which days are counted; by default all.

        Returns
        -------
        numpy.ndarray, shape (runs,)
            Truth values for ``held_...``, otherwise numbers. Where runs were lost from
            sight too early to tell, pseudo-values; see `sim.shared.pseudo`.

        Raises
        ------
        KeyError
            If there is no such measure.
        ValueError
            If it asks for a day after the horizon.
        """
        last = self.horizon if horizon is None else horizon
        lives = self.lifetimes[definition]
        if name == DAYS_HELD:
            return days_of(lives.within(last))
        after = HELD_AT.fullmatch(name)
        if after:
            return standing_of(lives.within(int(after.group(1))))
        if name.endswith(PER_DAY) and name not in self.runs:
            counted = self.runs[name.removesuffix(PER_DAY)].to_numpy(dtype=float)
            return np.asarray(counted / self.lifetimes[MAIN].days)
        return self.runs[name].to_numpy(dtype=float)

    @cached_property
    def _clause_lives(self) -> dict[str, dict[str, Lifetimes]]:
        if not len(self.clauses):
            return {name: {} for name in self.definitions}
        return {
            name: clause_lives(self.clauses, self.runs, self.horizon, self.agreement, name)
            for name in self.definitions
        }

    def _each(self, statistic: Callable[[Lifetimes], pd.DataFrame]) -> pd.DataFrame:
        return self._joined({name: statistic(self.lifetimes[name]) for name in self.definitions})

    def _joined(self, parts: dict[str, pd.DataFrame]) -> pd.DataFrame:
        return pd.concat(parts, names=["definition"])

    def _estimates(self, statistic: Callable[[Lifetimes], Estimate]) -> pd.DataFrame:
        rows = {name: _row(statistic(self.lifetimes[name])) for name in self.definitions}
        return _framed(rows, "definition")


def statistics_of(result: RunResult) -> Statistics:
    """Give the statistics of what `run` gave.

    Parameters
    ----------
    result : RunResult
        What was run.

    Returns
    -------
    Statistics
        Under every definition of an end that the scenario names.

    Raises
    ------
    ValueError
        If every run failed.
    """
    return Statistics(result.runs, result.horizon, result.clauses, result.scenario.scenario.main)


def _ends(lives: Lifetimes) -> pd.DataFrame:
    kinds, counts = np.unique(lives.kinds.astype(str), return_counts=True)
    order = np.argsort(-counts, kind="stable")
    rows = {}
    for kind, count in zip(kinds[order], counts[order], strict=True):
        share = share_of(int(count), len(lives))
        rows[str(kind)] = {"count": int(count), **_row(share, "share")}
    return _framed(rows, "kind")


def _estimate(values: NDArray[Any]) -> Estimate:
    if values.dtype == np.bool_:
        return share_of(int(values.sum()), len(values))
    return mean_of(values)


def _row(estimate: Estimate, name: str = "value") -> dict[str, float | None]:
    return {name: estimate.value, "low": estimate.low, "high": estimate.high}


def _framed(rows: dict[str, Any], index: str) -> pd.DataFrame:
    table = pd.DataFrame.from_dict(rows, orient="index")
    table.index.name = index
    return table.astype({name: float for name in table if name != "count"})
