"""All statistics of one set of runs, under each definition of an end, and of several side by side.

After PyPSA's `NetworkCollection` (Brown, Hörsch and Schlachtberger 2018): a collection answers
what each of its members answers, with a level for the variant.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec

import numpy as np
import pandas as pd

from sim.day.measures import BY_NAME
from sim.shared.clauses import clause_lifetimes, clause_shares, clause_table
from sim.shared.hazards import hazard_ratio, log_rank
from sim.shared.intervals import Estimate, holm_adjusted, mean_of, share_of
from sim.shared.lifetimes import MAIN, Lifetimes, definitions_of, lifetimes_of
from sim.shared.outcomes import DAYS_HELD, HELD_AFTER
from sim.shared.paired import PairedDifference, difference, paired_difference
from sim.shared.survival import (
    DAYS,
    cumulative_incidence,
    held_after,
    kaplan_meier,
    median_days,
    restricted_mean,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

    from numpy.typing import NDArray

COUNTS = tuple(name for name in BY_NAME if name != "breaches_seen")
_PER_DAY = "_per_day"
_NOT_COMPARED = {"point"}
_P = ParamSpec("_P")


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
        return self._each(lambda lifetimes: held_after(lifetimes, days))

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
        return self._estimates(lambda lifetimes: restricted_mean(lifetimes, day))

    def median_days(self) -> pd.DataFrame:
        """Days by which half had ended: index ``definition``; ``value``, ``low``, ``high``."""
        return self._estimates(median_days)

    def ends(self) -> pd.DataFrame:
        """Kinds of end: index ``definition``, ``kind``; ``count``, ``share``, ``low``, ``high``.

        What was held is a kind among them. Sorted by how often each occurred.
        """
        return self._each(_ends)

    def means(self, names: Collection[str] = COUNTS) -> pd.DataFrame:
        """Means of figures of the runs: index ``measure``; ``value``, ``low``, ``high``.

        Parameters
        ----------
        names : collection of str
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
        return _by_definition(
            {name: clause_shares(lifetimes) for name, lifetimes in self._clause_lifetimes.items()}
        )

    def clause_table(self) -> pd.DataFrame:
        """What became of clauses: index ``definition``, ``obligation``; see `clauses`."""
        return _by_definition(
            {name: clause_table(lifetimes) for name, lifetimes in self._clause_lifetimes.items()}
        )

    def has_measure(self, name: str) -> bool:
        """Whether `measure` knows a name."""
        plain = name.removesuffix(_PER_DAY)
        return name == DAYS_HELD or bool(HELD_AFTER.fullmatch(name)) or plain in self.runs

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
            sight too early to tell, pseudo-values; see
            `Lifetimes.days_held`.

        Raises
        ------
        KeyError
            If there is no such measure.
        ValueError
            If it asks for a day after the horizon.
        """
        last = self.horizon if horizon is None else horizon
        lifetimes = self.lifetimes[definition]
        if name == DAYS_HELD:
            return lifetimes.within(last).days_held()
        after = HELD_AFTER.fullmatch(name)
        if after:
            return lifetimes.within(int(after.group(1))).standing()
        if name.endswith(_PER_DAY) and name not in self.runs:
            counted = self.runs[name.removesuffix(_PER_DAY)].to_numpy(dtype=float)
            return np.asarray(counted / self.lifetimes[MAIN].days)
        return self.runs[name].to_numpy(dtype=float)

    @cached_property
    def _clause_lifetimes(self) -> dict[str, dict[str, Lifetimes]]:
        if not len(self.clauses):
            return {name: {} for name in self.definitions}
        return {
            name: clause_lifetimes(self.clauses, self.runs, self.horizon, self.agreement, name)
            for name in self.definitions
        }

    def _each(self, statistic: Callable[[Lifetimes], pd.DataFrame]) -> pd.DataFrame:
        return _by_definition({name: statistic(self.lifetimes[name]) for name in self.definitions})

    def _estimates(self, statistic: Callable[[Lifetimes], Estimate]) -> pd.DataFrame:
        rows = {name: _row(statistic(self.lifetimes[name])) for name in self.definitions}
        return _framed(rows, "definition")


def _ends(lifetimes: Lifetimes) -> pd.DataFrame:
    kinds, counts = np.unique(lifetimes.kinds.astype(str), return_counts=True)
    order = np.argsort(-counts, kind="stable")
    rows = {}
    for kind, count in zip(kinds[order], counts[order], strict=True):
        share = share_of(int(count), len(lifetimes))
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


def _by_definition(parts: dict[str, pd.DataFrame]) -> pd.DataFrame:
    return pd.concat(parts, names=["definition"])


def _of_each(
    statistic: Callable[Concatenate[Statistics, _P], pd.DataFrame],
) -> Callable[Concatenate[CollectionStatistics, _P], pd.DataFrame]:
    """Ask every arm the same, and put the answers below each other."""

    def united(
        self: CollectionStatistics, /, *arguments: _P.args, **named: _P.kwargs
    ) -> pd.DataFrame:
        answers = {label: statistic(arm, *arguments, **named) for label, arm in self.arms.items()}
        return pd.concat(answers, names=["variant"])

    united.__name__, united.__doc__ = statistic.__name__, statistic.__doc__
    return united


@dataclass(frozen=True, eq=False)
class CollectionStatistics:
    """Statistics of several arms, and comparisons between them.

    Every method of `Statistics` is there and answers with ``variant`` as the first
    level of the index, before ``definition``.

    Parameters
    ----------
    arms : mapping of str to Statistics
        By label, in the order in which they are told of.

    Raises
    ------
    ValueError
        If there is no arm.
    """

    arms: Mapping[str, Statistics]

    def __post_init__(self) -> None:
        if not self.arms:
            message = "there is no arm"
            raise ValueError(message)

    @property
    def labels(self) -> tuple[str, ...]:
        """Labels of the arms."""
        return tuple(self.arms)

    @property
    def definitions(self) -> tuple[str, ...]:
        """Definitions of an end that all arms have."""
        first, *others = self.arms.values()
        return tuple(
            name for name in first.definitions if all(name in arm.definitions for arm in others)
        )

    @property
    def horizon(self) -> int:
        """Last day up to which arms can be compared: the earliest of their horizons."""
        return min(arm.horizon for arm in self.arms.values())

    survival = _of_each(Statistics.survival)
    incidence = _of_each(Statistics.incidence)
    held_after = _of_each(Statistics.held_after)
    median_days = _of_each(Statistics.median_days)
    ends = _of_each(Statistics.ends)
    means = _of_each(Statistics.means)
    clause_shares = _of_each(Statistics.clause_shares)
    clause_table = _of_each(Statistics.clause_table)

    def restricted_mean(self, day: int | None = None) -> pd.DataFrame:
        """Mean days in force up to a day, by default the common horizon.

        Parameters
        ----------
        day : int, optional
            Day up to which days are counted.

        Returns
        -------
        pandas.DataFrame
            Index ``variant``, ``definition``; ``value``, ``low``, ``high`` in days.
        """
        return _of_each(Statistics.restricted_mean)(self, self.horizon if day is None else day)

    def hazard_ratios(self, base: int | str = 0) -> pd.DataFrame:
        """Hazards of ending of each arm over those of a base.

        Parameters
        ----------
        base : int or str
            Place or label of the arm that the others are compared with.

        Returns
        -------
        pandas.DataFrame
            Index ``variant``, ``definition``; the fields of
            `sim.shared.hazards.HazardRatio`, and ``p_holm``, corrected for the number
            of variants within each definition: the definitions ask the same question
            again.
        """
        against = self._label(base)
        rows = {
            (label, name): asdict(
                hazard_ratio(self.arms[against].lifetimes[name], arm.lifetimes[name])
            )
            for label, arm in self.arms.items()
            if label != against
            for name in self.definitions
        }
        fields = ["ratio", "low", "high", "p", "p_holm", "proportional_p"]
        fields += ["ends_base", "ends_other", "warning"]
        table = _table(rows, ["variant", "definition"], fields)
        return corrected(table)

    def log_rank(self) -> pd.DataFrame:
        """Test whether all arms end alike.

        Returns
        -------
        pandas.DataFrame
            Index ``definition``; ``statistic``, ``freedom``, ``p`` of
            `sim.shared.hazards.log_rank`.

        Raises
        ------
        ValueError
            If there is only one arm.
        """
        rows = {
            name: asdict(log_rank([arm.lifetimes[name] for arm in self.arms.values()]))
            for name in self.definitions
        }
        table = pd.DataFrame.from_dict(rows, orient="index")
        table.index.name = "definition"
        return table

    def differences(
        self,
        measures: Collection[str] | None = None,
        base: int | str = 0,
        *,
        paired: Collection[str] | None = None,
    ) -> pd.DataFrame:
        """Differences of each arm from a base.

        Parameters
        ----------
        measures : collection of str, optional
            As in `Statistics.measure`; by default days held, shares held and the
            counts of `COUNTS` that both arms have.
        base : int or str
            Place or label of the arm that is taken away.
        paired : collection of str, optional
            Labels of the arms of which a replicate has the same random streams as in the
            base, as under one seed; by default all. Of them only replicates that both arms
            have are compared.

        Returns
        -------
        pandas.DataFrame
            Index ``variant``, ``measure``, ``definition``; the fields of
            `sim.shared.paired.PairedDifference`, and ``paired``. Without pairs ``low`` and
            ``high`` are those of arms with random streams of their own, and ``tightening`` is
            missing.
            What was counted up to the end stands under ``main`` only. It is left out
            where the horizons of the arms differ, because a count cannot be cut short;
            so are shares held after the common horizon.

        Raises
        ------
        KeyError
            If an arm has no such measure.
        """
        against = self._label(base)
        rows: dict[tuple[str, str, str], dict[str, Any]] = {}
        for label, arm in self.arms.items():
            if label == against:
                continue
            first, second = self.arms[against], arm
            same, pairs = False, paired is None or label in paired
            if pairs:
                first, second = _matched(first, second)
                same = _same(first, second)
            for name in self._measures(first, second, measures):
                for definition in self.definitions if _dated(name) else (MAIN,):
                    values = (
                        each.measure(name, definition, self.horizon) for each in (first, second)
                    )
                    rows[label, name, definition] = _compared(*values, paired=pairs, same=same)
        fields = ["value", "low", "high", "unpaired_low", "unpaired_high", "tightening"]
        table = _table(rows, ["variant", "measure", "definition"], [*fields, "paired"])
        return table.astype(dict.fromkeys(fields, float) | {"paired": bool})

    def _measures(
        self, base: Statistics, other: Statistics, asked: Collection[str] | None
    ) -> list[str]:
        if asked is None:
            held = [f"held_{day}" for day in dict.fromkeys((*DAYS, self.horizon))]
            asked = [DAYS_HELD, *held, *COUNTS]
            asked = [name for name in asked if base.has_measure(name) and other.has_measure(name)]
        late = {
            name
            for name in asked
            if (day := HELD_AFTER.fullmatch(name)) and int(day[1]) > self.horizon
        }
        same = base.horizon == other.horizon
        return [name for name in asked if name not in late and (_dated(name) or same)]

    def _label(self, base: int | str) -> str:
        if isinstance(base, str):
            if base not in self.arms:
                message = f"there is no arm {base!r}"
                raise KeyError(message)
            return base
        return self.labels[base]


def _dated(name: str) -> bool:
    """Whether a measure depends on when the end is dated to."""
    return name == DAYS_HELD or bool(HELD_AFTER.fullmatch(name))


def _matched(base: Statistics, other: Statistics) -> tuple[Statistics, Statistics]:
    """Keep the replicates that both arms have, in one order."""

    def kept(arm: Statistics, both: NDArray[np.int64]) -> Statistics:
        runs = arm.runs.set_index("replicate", drop=False).loc[both].reset_index(drop=True)
        return Statistics(runs, arm.horizon, definitions=arm.definitions)

    both = np.intersect1d(base.runs["replicate"], other.runs["replicate"])
    return kept(base, both), kept(other, both)


def _same(base: Statistics, other: Statistics) -> bool:
    """Whether two matched arms are the same runs in all that was recorded of them."""
    columns = [name for name in base.runs if name in other.runs and name not in _NOT_COMPARED]
    return base.horizon == other.horizon and base.runs[columns].equals(other.runs[columns])


def _compared(
    base: NDArray[Any], other: NDArray[Any], *, paired: bool, same: bool
) -> dict[str, Any]:
    if base.dtype != other.dtype:
        # Of one arm runs were lost from sight, so that its values are no truth values.
        base, other = base.astype(float), other.astype(float)
    if paired:
        found = paired_difference(base, other, same_runs=same)
    else:
        value, low, high = difference(base, other).numbers()
        found = PairedDifference(value, low, high, low, high, float("nan"))
    return asdict(found) | {"paired": paired}


def _table(
    rows: Mapping[Any, Mapping[str, Any]], levels: Sequence[str], fields: Sequence[str]
) -> pd.DataFrame:
    cells = [[row.get(name) for name in fields] for row in rows.values()]
    index = pd.MultiIndex.from_tuples(list(rows), names=list(levels))
    return pd.DataFrame(cells, index=index, columns=list(fields))


def corrected(table: pd.DataFrame) -> pd.DataFrame:
    """Correct p-values for the number of variants within each definition of an end.

    Parameters
    ----------
    table : pandas.DataFrame
        With a level ``definition`` in its index, and a column ``p``. The definitions ask the
        same question again, and are not counted.

    Returns
    -------
    pandas.DataFrame
        The table with a column ``p_holm``; see `sim.shared.intervals.holm_adjusted`.
    """
    found = table.assign(p_holm=float("nan"))
    definitions = found.index.get_level_values("definition")
    for name in definitions.unique():
        one = definitions == name
        found.loc[one, "p_holm"] = holm_adjusted(found.loc[one, "p"].tolist())
    return found
