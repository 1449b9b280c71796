"""Several sets of runs side by side: every statistic of one, with a level for the variant.

After PyPSA's `NetworkCollection` (Brown, Hörsch and Schlachtberger 2018): a collection
answers what each of its members answers.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from sim.shared.hazards import hazard_ratio, log_rank
from sim.shared.holm import adjusted
from sim.shared.lifetimes import MAIN
from sim.shared.paired import PairedDifference, difference, paired_difference
from sim.shared.statistics import COUNTS, DAYS_HELD, HELD_AT, Statistics
from sim.shared.survival import DAYS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from numpy.typing import NDArray

NOT_COMPARED = {"point"}


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

    def survival(self) -> pd.DataFrame:
        """Kaplan-Meier: index ``variant``, ``definition``, ``day``."""
        return self._each(Statistics.survival)

    def incidence(self) -> pd.DataFrame:
        """Aalen-Johansen: index ``variant``, ``definition``, ``kind``, ``day``."""
        return self._each(Statistics.incidence)

    def held_after(self, days: Sequence[int] = DAYS) -> pd.DataFrame:
        """Shares still in force: index ``variant``, ``definition``, ``day``."""
        return self._each(lambda arm: arm.held_after(days))

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
        last = self.horizon if day is None else day
        return self._each(lambda arm: arm.restricted_mean(last))

    def median_days(self) -> pd.DataFrame:
        """Days by which half had ended: index ``variant``, ``definition``."""
        return self._each(Statistics.median_days)

    def ends(self) -> pd.DataFrame:
        """Kinds of end: index ``variant``, ``definition``, ``kind``."""
        return self._each(Statistics.ends)

    def means(self, names: Iterable[str] = COUNTS) -> pd.DataFrame:
        """Means of figures of the runs: index ``variant``, ``measure``."""
        listed = tuple(names)
        return self._each(lambda arm: arm.means(listed))

    def clause_shares(self) -> pd.DataFrame:
        """Clauses kept: index ``variant``, ``definition``, ``obligation``, ``day``."""
        return self._each(Statistics.clause_shares)

    def clause_table(self) -> pd.DataFrame:
        """What became of clauses: index ``variant``, ``definition``, ``obligation``."""
        return self._each(Statistics.clause_table)

    def _each(self, statistic: Callable[[Statistics], pd.DataFrame]) -> pd.DataFrame:
        return pd.concat(
            {label: statistic(arm) for label, arm in self.arms.items()}, names=["variant"]
        )

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
        for name in self.definitions if rows else ():
            one = table.index.get_level_values("definition") == name
            table.loc[one, "p_holm"] = adjusted(table.loc[one, "p"].tolist())
        return table.astype({"p_holm": float})

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
        measures: Iterable[str] | None = None,
        base: int | str = 0,
        *,
        paired: bool = True,
    ) -> pd.DataFrame:
        """Differences of each arm from a base.

        Parameters
        ----------
        measures : iterable of str, optional
            As in `Statistics.measure`; by default days held, shares held and the
            counts of `COUNTS` that both arms have.
        base : int or str
            Place or label of the arm that is taken away.
        paired : bool
            Whether a replicate has the same luck in all arms, as under one seed. Only
            replicates that both arms have are then compared.

        Returns
        -------
        pandas.DataFrame
            Index ``variant``, ``measure``, ``definition``; the fields of
            `sim.shared.paired.PairedDifference`. Without pairs ``low`` and ``high``
            are those of arms with luck of their own, and ``tightening`` is missing.
            What was counted up to the end stands under ``main`` only. It is left out
            where the horizons of the arms differ, because a count cannot be cut short;
            so are shares held after the common horizon.

        Raises
        ------
        KeyError
            If an arm has no such measure.
        """
        against = self._label(base)
        rows: dict[tuple[str, str, str], dict[str, float]] = {}
        for label, arm in self.arms.items():
            if label == against:
                continue
            first, second = self.arms[against], arm
            same = False
            if paired:
                first, second = _matched(first, second)
                same = _same(first, second)
            for name in self._measures(first, second, measures):
                for definition in self.definitions if _dated(name) else (MAIN,):
                    values = (
                        each.measure(name, definition, self.horizon) for each in (first, second)
                    )
                    rows[label, name, definition] = _compared(*values, paired=paired, same=same)
        fields = ["value", "low", "high", "unpaired_low", "unpaired_high", "tightening"]
        return _table(rows, ["variant", "measure", "definition"], fields).astype(float)

    def _measures(
        self, base: Statistics, other: Statistics, asked: Iterable[str] | None
    ) -> list[str]:
        if asked is None:
            held = [f"held_{day}" for day in dict.fromkeys((*DAYS, self.horizon))]
            asked = [DAYS_HELD, *held, *COUNTS]
            asked = [name for name in asked if base.has_measure(name) and other.has_measure(name)]
        return [
            name
            for name in asked
            if (_day_of(name) <= self.horizon) and (_dated(name) or base.horizon == other.horizon)
        ]

    def _label(self, base: int | str) -> str:
        if isinstance(base, str):
            if base not in self.arms:
                message = f"there is no arm {base!r}"
                raise KeyError(message)
            return base
        return self.labels[base]


def _day_of(name: str) -> int:
    after = HELD_AT.fullmatch(name)
    return int(after.group(1)) if after else 0


def _dated(name: str) -> bool:
    """Whether a measure depends on when the end is dated to."""
    return name == DAYS_HELD or bool(HELD_AT.fullmatch(name))


def _matched(base: Statistics, other: Statistics) -> tuple[Statistics, Statistics]:
    """Keep the replicates that both arms have, in one order."""

    def kept(arm: Statistics, both: NDArray[np.int64]) -> Statistics:
        runs = arm.runs.set_index("replicate", drop=False).loc[both].reset_index(drop=True)
        return Statistics(runs, arm.horizon, definitions=arm.definitions)

    both = np.intersect1d(base.runs["replicate"], other.runs["replicate"])
    return kept(base, both), kept(other, both)


def _same(base: Statistics, other: Statistics) -> bool:
    """Whether two matched arms are the same runs in all that was recorded of them."""
    columns = [name for name in base.runs if name in other.runs and name not in NOT_COMPARED]
    return base.horizon == other.horizon and base.runs[columns].equals(other.runs[columns])


def _compared(
    base: NDArray[Any], other: NDArray[Any], *, paired: bool, same: bool
) -> dict[str, float]:
    if base.dtype != other.dtype:
        # Of one arm runs were lost from sight, so that its values are no truth values.
        base, other = base.astype(float), other.astype(float)
    if paired:
        return asdict(paired_difference(base, other, same_runs=same))
    apart = difference(base, other)
    value, low, high = (
        float("nan") if part is None else part for part in (apart.value, apart.low, apart.high)
    )
    return asdict(PairedDifference(value, low, high, low, high, float("nan")))


def _table(
    rows: Mapping[Any, Mapping[str, Any]], levels: Sequence[str], fields: Sequence[str]
) -> pd.DataFrame:
    index = pd.MultiIndex.from_tuples(list(rows), names=list(levels)) if rows else None
    if index is None:
        index = pd.MultiIndex.from_arrays([[] for _ in levels], names=list(levels))
    return pd.DataFrame(
        [[row.get(name) for name in fields] for row in rows.values()],
        index=index,
        columns=list(fields),
    )
