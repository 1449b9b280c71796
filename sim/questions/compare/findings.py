"""What a comparison found, in the few shapes that its text, figures and page all need."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, cast

from sim.questions.compare.look import ENDS, arm_text
from sim.shared.intervals import Estimate
from sim.shared.lifetimes import MAIN
from sim.shared.survival import DAYS

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd

    from sim.questions.compare.compare import ComparisonResult

Rows = dict[tuple[Any, ...], dict[str, Any]]

ALPHA = 0.05
# What was counted up to the end, and what it is called.
COUNTED = {
    "attacks": "attacks",
    "breaches": "breaches",
    "accusations": "accusations",
    "accusations_true": "true",
    "accusations_false": "false",
    "accusations_contested": "contested",
    "accusations_pretext": "pretext",
    "displaced": "displaced",
}


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
        The same without use of the common luck; None where there is none in common.
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
    def clear(self) -> bool:
        """Whether the difference is more than luck explains."""
        return self.p < ALPHA

    @property
    def proportional(self) -> bool:
        """Whether nothing speaks against one ratio for all days."""
        return not self.proportional_p < ALPHA


@dataclass(frozen=True)
class Findings:
    """What a comparison found, each table reckoned once.

    Parameters
    ----------
    result : ComparisonResult
        The comparison, with at least one run.
    """

    result: ComparisonResult

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

    @cached_property
    def of_one(self) -> bool:
        """Whether all arms are changes of one scenario, with its luck in common."""
        return all(self.result.shares_luck(label) for label in self.labels)

    @cached_property
    def definitions(self) -> tuple[str, ...]:
        """Definitions of an end that all arms have."""
        return self.result.statistics.definitions

    @cached_property
    def days(self) -> tuple[int, ...]:
        """Days after which shares still in force are told."""
        return (*(day for day in DAYS if day < self.horizon), self.horizon)

    @cached_property
    def survival(self) -> pd.DataFrame:
        """Curves of Kaplan and Meier."""
        return self.result.statistics.survival()

    @cached_property
    def incidence(self) -> pd.DataFrame:
        """Cumulative incidence of kinds of end."""
        return self.result.statistics.incidence()

    @cached_property
    def untouched(self) -> tuple[str, ...]:
        """The arms of which every run is the same as in the first, in all that is counted."""
        return tuple(label for label in self.others if self.result.moved(label) == 0)

    @cached_property
    def _held(self) -> Rows:
        return _rows(self.result.statistics.held_after(self.days))

    def held(self, label: str, day: int, definition: str = MAIN) -> Estimate:
        """Share of an arm still in force after a day."""
        return _estimate(self._held[label, definition, day], "share")

    @cached_property
    def _means(self) -> Rows:
        return _rows(self.result.statistics.restricted_mean())

    def mean(self, label: str, definition: str = MAIN) -> Estimate:
        """Mean days held of an arm."""
        return _estimate(self._means[label, definition])

    @cached_property
    def _medians(self) -> Rows:
        return _rows(self.result.statistics.median_days())

    def median(self, label: str, definition: str = MAIN) -> Estimate:
        """Day by which half of the runs of an arm had ended."""
        return _estimate(self._medians[label, definition])

    @cached_property
    def _ends(self) -> Rows:
        return _rows(self.result.statistics.ends())

    def ends(self, label: str, definition: str = MAIN) -> dict[str, Estimate]:
        """Shares of the kinds of end of an arm, ``held`` among them."""
        return {
            kind: _estimate(row, "share")
            for (arm, name, kind), row in self._ends.items()
            if (arm, name) == (label, definition)
        }

    @cached_property
    def kinds(self) -> list[str]:
        """Kinds of end that occurred, in the order of the pictures."""
        return [kind for kind in ENDS if any(kind in self.ends(label) for label in self.labels)]

    @cached_property
    def _counts(self) -> Rows:
        return _rows(self.result.statistics.means(COUNTED))

    def count(self, label: str, measure: str) -> Estimate | None:
        """Mean count of an arm up to the end; None where it was not counted."""
        row = self._counts.get((label, measure))
        return None if row is None else _estimate(row)

    @cached_property
    def clauses(self) -> dict[tuple[str, str], dict[str, Any]]:
        """What became of clauses, by arm and obligation, under the main definition."""
        found = _rows(self.result.statistics.clause_table())
        return {
            (label, obligation): row
            for (label, name, obligation), row in found.items()
            if name == MAIN
        }

    @cached_property
    def _effects(self) -> Rows:
        return _rows(self.result.effects)

    @cached_property
    def _ratios(self) -> Rows:
        return _rows(self.result.hazard_ratios)

    def against(self, definition: str = MAIN) -> list[Against]:
        """Every arm but the first, against the first."""
        return [self._against(label, definition) for label in self.others]

    def _against(self, label: str, definition: str) -> Against:
        row, hazard = self._effects[label, definition], self._ratios[label, definition]
        pairs = bool(row["paired"])
        return Against(
            label,
            _estimate(row),
            Estimate(float(row["value"]), _known(row["unpaired_low"]), _known(row["unpaired_high"]))
            if pairs
            else None,
            float(row["tightening"]),
            float(row["p_holm"]),
            _estimate(hazard, "ratio"),
            float(hazard["proportional_p"]),
            int(hazard["ends_base"]),
            int(hazard["ends_other"]),
            str(hazard["warning"]),
        )


def _rows(table: pd.DataFrame) -> Rows:
    """Give the rows of a table by their index."""
    return cast("Rows", table.to_dict("index"))


def _known(value: Any) -> float | None:  # noqa: ANN401 - a cell of a table
    return None if value is None or math.isnan(value) else float(value)


def _estimate(row: Any, name: str = "value") -> Estimate:  # noqa: ANN401 - a row of a table
    return Estimate(_known(row[name]), _known(row["low"]), _known(row["high"]))


def texts(labels: Iterable[str]) -> list[str]:
    """Write labels as words."""
    return [arm_text(label) for label in labels]
