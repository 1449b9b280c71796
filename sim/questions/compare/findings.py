"""What a comparison found, each table computed once, for whoever tells or draws it."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from sim.questions.compare.figures import ENDS
from sim.shared.intervals import ALPHA, Estimate
from sim.shared.lifetimes import MAIN
from sim.shared.statistics import COUNTS
from sim.shared.survival import DAYS
from sim.shared.wording import plural

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd

    from sim.questions.compare.compare import ComparisonResult

# Every table of figures, by the name of its file; those of differences need a second arm.
BY_DAY: dict[str, Callable[[Findings], pd.DataFrame]] = {
    "survival": lambda found: found.result.statistics.survival(),
    "incidence": lambda found: found.result.statistics.incidence(),
    "clause_shares": lambda found: found.result.statistics.clause_shares(),
}
OF_ARMS: dict[str, Callable[[Findings], pd.DataFrame]] = {
    "held_after": lambda found: found.result.statistics.held_after(found.days),
    "days_held": lambda found: found.result.statistics.restricted_mean(),
    "median_days": lambda found: found.result.statistics.median_days(),
    "ends": lambda found: found.result.statistics.ends(),
    "means": lambda found: found.result.statistics.means(),
    "clauses": lambda found: found.result.statistics.clause_table(),
}
OF_DIFFERENCES: dict[str, Callable[[Findings], pd.DataFrame]] = {
    "differences": lambda found: found.result.differences(),
    "effects": lambda found: found.result.effects,
    "hazard_ratios": lambda found: found.result.hazard_ratios,
    "log_rank": lambda found: found.result.statistics.log_rank(),
}

# What is told of what was counted up to the end.
COUNTED = (
    "attacks",
    "breaches",
    *(name for name in COUNTS if name.startswith("accusations")),
    "displaced",
)


@dataclass(frozen=True)
class Against:
    """One arm against the first.

    Parameters
    ----------
    label : str
        The arm.
    days : Estimate
        Difference in mean days held.
    unpaired : Estimate or None
        The same without use of the common random streams; None where there are none.
    tighter : float
        How many times narrower pairs make the interval; NaN where there are none.
    p : float
        Of no difference in days held, corrected for the number of arms; NaN where it
        cannot be told.
    ratio : Estimate
        Hazard ratio; parts are None where it cannot be told.
    proportional_p : float
        Of one ratio for all days; NaN where it cannot be tested.
    ends_base, ends : int
        How many runs of the first arm ended, and of this one.
    warning : str
        What makes the ratio doubtful; may be empty.
    """

    label: str
    days: Estimate
    unpaired: Estimate | None
    tighter: float
    p: float
    ratio: Estimate
    proportional_p: float
    ends_base: int
    ends: int
    warning: str

    @property
    def size(self) -> float:
        """Difference in days, 0 where it is not known."""
        return self.days.value or 0

    @property
    def is_nil(self) -> bool:
        """Whether the days held are known to be the same."""
        return self.days.value == self.days.low == self.days.high == 0.0

    @property
    def clear(self) -> bool:
        """Whether the difference is more than chance explains."""
        return self.p < ALPHA

    @property
    def proportional(self) -> bool:
        """Whether nothing speaks against one ratio for all days."""
        return not self.proportional_p < ALPHA


@dataclass(frozen=True, eq=False)
class Findings:
    """What a comparison found, each table computed once.

    Parameters
    ----------
    result : ComparisonResult
        The comparison, with at least one run.
    """

    result: ComparisonResult
    _tables: dict[str, pd.DataFrame] = field(default_factory=dict, init=False, repr=False)

    @property
    def labels(self) -> tuple[str, ...]:
        """The arms of which there are runs; the first is what others are set against."""
        return self.result.told

    @property
    def base(self) -> str:
        """The first arm."""
        return self.result.base

    @property
    def others(self) -> tuple[str, ...]:
        """The arms but the first."""
        return self.labels[1:]

    @property
    def horizon(self) -> int:
        """Days up to which arms are compared."""
        return self.result.statistics.horizon

    @property
    def runs_text(self) -> str:
        """Of what the figures are: scenario, runs and seed."""
        asked = self.result.comparison
        text = f"{plural(asked.replicates, 'run')} of each, seed {asked.seed}"
        names = {arm.origin.name for arm in asked.arms}
        return f"{names.pop()}, {text}" if len(names) == 1 else text

    @cached_property
    def of_one(self) -> bool:
        """Whether all arms are changes of one scenario, with its random streams in common."""
        return all(self.result.shares_streams(label) for label in self.labels)

    @cached_property
    def definitions(self) -> tuple[str, ...]:
        """Definitions of an end that all arms have."""
        return self.result.statistics.definitions

    @cached_property
    def days(self) -> tuple[int, ...]:
        """Days after which shares still in force are told."""
        return (*(day for day in DAYS if day < self.horizon), self.horizon)

    @cached_property
    def untouched(self) -> tuple[str, ...]:
        """The arms of which every run is the same as in the first, in all that is counted."""
        return tuple(label for label in self.others if self.result.moved(label) == 0)

    def table(self, name: str) -> pd.DataFrame:
        """Give a table of figures by the name of its file."""
        if name not in self._tables:
            self._tables[name] = (BY_DAY | OF_ARMS | OF_DIFFERENCES)[name](self)
        return self._tables[name]

    @cached_property
    def _rows(self) -> dict[str, dict[Any, dict[Any, Any]]]:
        names = [*OF_ARMS, *(("effects", "hazard_ratios") if self.others else ())]
        return {name: dict(self.table(name).to_dict("index")) for name in names}

    def held(self, label: str, day: int, definition: str = MAIN) -> Estimate:
        """Share of an arm still in force after a day."""
        return _estimate(self._rows["held_after"][label, definition, day], "share")

    def mean(self, label: str, definition: str = MAIN) -> Estimate:
        """Mean days held of an arm."""
        return _estimate(self._rows["days_held"][label, definition])

    def median(self, label: str, definition: str = MAIN) -> Estimate:
        """Day by which half of the runs of an arm had ended."""
        return _estimate(self._rows["median_days"][label, definition])

    def ends(self, label: str) -> dict[str, Estimate]:
        """Shares of the kinds of end of an arm, ``held`` among them."""
        return {
            kind: _estimate(row, "share")
            for (arm, definition, kind), row in self._rows["ends"].items()
            if (arm, definition) == (label, MAIN)
        }

    @cached_property
    def kinds(self) -> list[str]:
        """Kinds of end that occurred, in the order of the pictures."""
        return [kind for kind in ENDS if any(kind in self.ends(label) for label in self.labels)]

    def count(self, label: str, measure: str) -> Estimate | None:
        """Mean count of an arm up to the end; None where it was not counted."""
        row = self._rows["means"].get((label, measure))
        return None if row is None else _estimate(row)

    @cached_property
    def clauses(self) -> dict[tuple[str, str], dict[str, Any]]:
        """What became of clauses, by arm and obligation, under the main definition."""
        return {
            (label, obligation): row
            for (label, definition, obligation), row in self._rows["clauses"].items()
            if definition == MAIN
        }

    def clauses_kept(self, label: str) -> dict[str, Estimate]:
        """Share of the runs of an arm in which each clause was not breached."""
        columns = ("breached", "breached_low", "breached_high")
        return {
            obligation: Estimate(*(row[name] for name in columns)).complement
            for (arm, obligation), row in self.clauses.items()
            if arm == label
        }

    def against(self, definition: str = MAIN) -> list[Against]:
        """Every arm but the first, against the first."""
        return [self._against(label, definition) for label in self.others]

    def _against(self, label: str, definition: str) -> Against:
        row, hazard = (self._rows[name][label, definition] for name in ("effects", "hazard_ratios"))
        unpaired = {"value": row["value"]} | {n: row[f"unpaired_{n}"] for n in ("low", "high")}
        return Against(
            label=label,
            days=_estimate(row),
            unpaired=_estimate(unpaired) if row["paired"] else None,
            tighter=float(row["tightening"]),
            p=float(row["p_holm"]),
            ratio=_estimate(hazard, "ratio"),
            proportional_p=float(hazard["proportional_p"]),
            ends_base=int(hazard["ends_base"]),
            ends=int(hazard["ends_other"]),
            warning=str(hazard["warning"]),
        )


def _estimate(row: dict[str, Any], name: str = "value") -> Estimate:
    return Estimate(
        *(
            None if row[part] is None or math.isnan(row[part]) else float(row[part])
            for part in (name, "low", "high")
        )
    )
