"""The record as data: how long agreements lasted by each defensible dating, and what went with it.

Tables lie in the folder ``record`` of the shipped configuration, each row with its source and a
degree of confidence. What can be computed from them is computed here and stored nowhere.
"""

from __future__ import annotations

import csv
import math
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from sim.paths import config_root
from sim.scenario.errors import InputError, did_you_mean
from sim.scenario.names import NAME

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_day = date.fromisoformat
# What the record calls an end, in the words of the measurement. Datings of other kinds (a missed
# clause, a change of actors, minor violence, the legal state) are no ends by its main rule.
_KINDS_OF = {
    "violent": "offensive",
    "territorial": "offensive",
    "declared-by-guarantor": "disowned",
    "declared-by-party": "cancelled",
}
# How the record calls the dating by which a truce ended with the first deadline that was missed.
_MISSED_DEADLINE = "clause-breach"


@dataclass(frozen=True)
class Lifetime:
    """How long an agreement lasted, as far as the record fixes it.

    Parameters
    ----------
    agreement, name : str
        Its id in the record, and its name.
    start : date
        First day in force by the main dating.
    days : int
        Days by the main dating.
    low, high : float
        Days by the shortest and the longest admitted dating; infinite where the end was
        not seen.
    kinds : frozenset of str
        Kinds of end of the admitted datings, in the words of the measurement.
    """

    agreement: str
    name: str
    start: date
    days: int
    low: float
    high: float
    kinds: frozenset[str]


@dataclass(frozen=True)
class Counts:
    """The two sides' published counts in one phase.

    Parameters
    ----------
    one, other : float
        Mean count a day of the first and the second publisher.
    ratio : float
        Natural logarithm of the ratio of the means; NaN where one of them is 0.
    error : float
        Its standard error over the bulletins, as independent days; 0 where one bulletin
        tells nothing of it.
    bulletins : int
        How many.
    """

    one: float
    other: float
    ratio: float
    error: float
    bulletins: int


@dataclass(frozen=True)
class Record:
    """A folder of tables.

    Parameters
    ----------
    folder : pathlib.Path
        Where they lie.
    """

    folder: Path

    def rows(self, table: str, *, needed: bool = True) -> list[dict[str, str]]:
        """Read a table.

        Parameters
        ----------
        table : str
            Its name, such as ``series``.
        needed : bool
            Whether there has to be one; else there are no rows where there is none.

        Returns
        -------
        list of dict
            Rows by name of the column.

        Raises
        ------
        InputError
            If it cannot be read.
        """
        file = self.folder / f"{table}.csv"
        if not needed and not file.exists():
            return []
        try:
            with file.open(encoding="utf-8", newline="") as stream:
                return list(csv.DictReader(stream))
        except OSError as error:
            raise InputError(f"it cannot be read ({error.strerror})", file=file) from None

    def lifetime(self, agreement: str) -> Lifetime:
        """Gather the datings of an agreement.

        Parameters
        ----------
        agreement : str
            Its id.

        Returns
        -------
        Lifetime
            With the interval of all datings that are ends by the main rule.

        Raises
        ------
        InputError
            If the record has no such agreement, or no main dating of it.
        """
        series = self.rows("series")
        rows = [row for row in series if row["id"] == agreement]
        if not rows:
            known = sorted({row["id"] for row in series})
            raise InputError(
                f"the record has no agreement {agreement}",
                key="fit.episodes",
                mend=did_you_mean(agreement, known) or f"It has {', '.join(known)}",
            )
        ends = [row for row in rows if row["end_kind"] in _KINDS_OF and row["censored"] == "0"]
        main = next((row for row in ends if row["main"] == "1"), None)
        if main is None:
            raise InputError(f"agreement {agreement} has no main dating", file=self.folder)
        days = [int(row["days"]) for row in ends]
        return Lifetime(
            agreement,
            rows[0]["agreement"],
            _day(main["start"]),
            int(main["days"]),
            min(days),
            max(days),
            frozenset(_KINDS_OF[row["end_kind"]] for row in ends),
        )

    def first_missed(self, agreement: str) -> date | None:
        """Day on which the first deadline of an agreement passed with its duty undone.

        Parameters
        ----------
        agreement : str
            Its id.

        Returns
        -------
        date or None
            None where the record dates none.
        """
        days = [
            _day(row["end"])
            for row in self.rows("series")
            if row["id"] == agreement and row["end_kind"] == _MISSED_DEADLINE
        ]
        return min(days, default=None)

    def counts(self, columns: Mapping[str, str], until: date) -> dict[str, Counts]:
        """Gather the published counts by phase.

        Parameters
        ----------
        columns : mapping
            Column of the bulletins by publisher; two of them.
        until : date
            Last day that is read.

        Returns
        -------
        dict of Counts
            By id of the phase; phases without a bulletin are left out.
        """
        one, other = columns.values()
        bulletins = [
            (_day(row["pub_date"]), float(row[one]), float(row[other]))
            for row in self.rows("joint_commission_bulletins")
        ]
        found = {}
        for phase in self.rows("phases"):
            start, last = _day(phase["start"]), min(_day(phase["end"]), until)
            pairs = [counts for day, *counts in bulletins if start <= day <= last]
            if pairs:
                found[phase["id"]] = _counts(np.array(pairs))
        return found

    def lags(self) -> list[tuple[date, int, int]]:
        """Days from each accusation to the next meeting, and from that to the next agreement.

        Returns
        -------
        list of tuple
            Day of the accusation, days to the next meeting, days from there to the next
            agreement of the record. Accusations that nothing follows are left out.
        """
        talks = sorted(_day(row["date"][:10]) for row in self.rows("talks", needed=False))
        starts = sorted({_day(row["start"]) for row in self.rows("series")})
        found = []
        for row in self.rows("accusations", needed=False):
            day = _day(row["date"])
            meeting = next((one for one in talks if one >= day), date.max)
            text = next((one for one in starts if one >= meeting), None)
            if text is not None:
                found.append((day, (meeting - day).days, (text - meeting).days))
        return found


def _counts(pairs: np.ndarray) -> Counts:
    one, other = (float(mean) for mean in pairs.mean(axis=0))
    if one <= 0 or other <= 0:
        return Counts(one, other, math.nan, 0.0, len(pairs))
    error = 0.0
    if len(pairs) > 1:
        # Of the logarithm of a ratio of means, by linearisation; the two are paired by day.
        slope = pairs[:, 0] / one - pairs[:, 1] / other
        error = float(slope.std(ddof=1) / math.sqrt(len(pairs)))
    return Counts(one, other, math.log(one / other), error, len(pairs))


def record_named(name: str) -> Record:
    """Find a record by name.

    Parameters
    ----------
    name : str
        Name of a folder below ``record`` of the shipped configuration.

    Returns
    -------
    Record
        The record.

    Raises
    ------
    InputError
        If there is none.
    """
    root = config_root() / "record"
    known = sorted(folder.name for folder in root.iterdir() if folder.is_dir())
    if not isinstance(name, str) or not NAME.fullmatch(name) or name not in known:
        mend = did_you_mean(str(name), known) or f"There is {', '.join(known)}"
        raise InputError(f"there is no record {name!r}", key="fit.record", mend=mend)
    return Record(root / name)
