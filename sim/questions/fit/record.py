"""The record as data: how long agreements lasted by each defensible dating, and what went with it.

Tables lie in the folder ``record`` of the shipped configuration, each row with its source and a
degree of confidence. What can be computed from them is computed here and stored nowhere.
"""

from __future__ import annotations

import csv
import math
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np

from sim.paths import config_root
from sim.scenario.errors import InputError, did_you_mean
from sim.scenario.names import NAME

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

# What the record calls an end, in the words of the measurement. Datings of other kinds (a missed
# clause, a change of actors, minor violence, the legal state) are no ends by its main rule.
KINDS_OF = {
    "violent": "offensive",
    "territorial": "offensive",
    "declared-by-guarantor": "disowned",
    "declared-by-party": "cancelled",
}
# How the record calls the dating by which a truce ended with the first deadline that was missed.
MISSED_DEADLINE = "clause-breach"


@dataclass(frozen=True)
class Dating:
    """One defensible dating of an agreement.

    Parameters
    ----------
    start, end : date
        First day in force, and day of the end.
    days : int
        Days from one to the other.
    kind : str
        Kind of end in the words of the record.
    definition : str
        By which rule.
    main : bool
        Whether it is the main dating.
    confidence, sources : str
        Degree of confidence, and codes of sources.
    """

    start: date
    end: date
    days: int
    kind: str
    definition: str
    main: bool
    confidence: str
    sources: str


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
    datings : tuple of Dating
        The admitted datings.
    """

    agreement: str
    name: str
    start: date
    days: int
    low: float
    high: float
    kinds: frozenset[str]
    datings: tuple[Dating, ...] = ()


@dataclass(frozen=True)
class Counts:
    """The two sides' published counts in one phase.

    Parameters
    ----------
    phase, name, state : str
        Id of the phase, what it was, ``truce`` or ``offensive``.
    start, end : date
        First and last day.
    one, other : float
        Mean count a day of the first and the second publisher.
    ratio : float
        Natural logarithm of the ratio of the means.
    error : float
        Its standard error over the bulletins, as independent days; NaN for one bulletin.
    bulletins : int
        How many.
    """

    phase: str
    name: str
    state: str
    start: date
    end: date
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

    def rows(self, table: str) -> list[dict[str, str]]:
        """Read a table.

        Parameters
        ----------
        table : str
            Its name, such as ``series``.

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
        try:
            with file.open(encoding="utf-8", newline="") as stream:
                return list(csv.DictReader(stream))
        except OSError as error:
            raise InputError(f"it cannot be read ({error.strerror})", file=file) from None

    def rows_if_any(self, table: str) -> list[dict[str, str]]:
        """Read a table that a record may do without; no rows where there is none."""
        return self.rows(table) if (self.folder / f"{table}.csv").exists() else []

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
        rows = [row for row in self.rows("series") if row["id"] == agreement]
        if not rows:
            known = sorted({row["id"] for row in self.rows("series")})
            raise InputError(
                f"the record has no agreement {agreement}",
                key="fit.episodes",
                mend=did_you_mean(agreement, known) or f"It has {', '.join(known)}",
            )
        found = [_dating(row) for row in rows if _admitted(row)]
        main = next((one for one in found if one.main), None)
        if main is None:
            raise InputError(f"agreement {agreement} has no main dating", file=self.folder)
        days = [one.days for one in found]
        kinds = frozenset(KINDS_OF[one.kind] for one in found)
        return Lifetime(
            agreement,
            rows[0]["agreement"],
            main.start,
            main.days,
            min(days),
            max(days),
            kinds,
            tuple(found),
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
            date.fromisoformat(row["end"])
            for row in self.rows("series")
            if row["id"] == agreement and row["end_kind"] == MISSED_DEADLINE
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
        found = {}
        for phase in self.rows("phases"):
            start, end = date.fromisoformat(phase["start"]), date.fromisoformat(phase["end"])
            last = min(end, until)
            pairs = np.array(
                [
                    (float(row[one]), float(row[other]))
                    for row in self.rows("joint_commission_bulletins")
                    if start <= date.fromisoformat(row["pub_date"]) <= last
                ]
            )
            if len(pairs):
                found[phase["id"]] = _counts(phase, start, end, pairs)
        return found

    def lags(self) -> list[tuple[date, int, int]]:
        """Days from each accusation to the next meeting, and from that to the next agreement.

        Returns
        -------
        list of tuple
            Day of the accusation, days to the next meeting, days from there to the next
            agreement of the record. Accusations that nothing follows are left out.
        """
        talks = sorted(date.fromisoformat(row["date"][:10]) for row in self.rows_if_any("talks"))
        starts = sorted({date.fromisoformat(row["start"]) for row in self.rows("series")})
        found = []
        for row in self.rows_if_any("accusations"):
            day = date.fromisoformat(row["date"])
            meeting = next((one for one in talks if one >= day), None)
            if meeting is None:
                continue
            text = next((one for one in starts if one >= meeting), None)
            if text is not None:
                found.append((day, (meeting - day).days, (text - meeting).days))
        return found


def _admitted(row: Mapping[str, str]) -> bool:
    return row["end_kind"] in KINDS_OF and row["censored"] == "0"


def _dating(row: Mapping[str, str]) -> Dating:
    return Dating(
        date.fromisoformat(row["start"]),
        date.fromisoformat(row["end"]),
        int(row["days"]),
        row["end_kind"],
        row["definition"],
        row["main"] == "1",
        row["confidence"],
        row["sources"],
    )


def _counts(phase: Mapping[str, str], start: date, end: date, pairs: np.ndarray) -> Counts:
    one, other = pairs.mean(axis=0)
    count = len(pairs)
    error = math.nan
    if count > 1 and one > 0 and other > 0:
        # Of the logarithm of a ratio of means, by linearisation; the two are paired by day.
        slope = pairs[:, 0] / one - pairs[:, 1] / other
        error = float(slope.std(ddof=1) / math.sqrt(count))
    ratio = math.log(one / other) if one > 0 and other > 0 else math.nan
    return Counts(
        phase["id"], phase["phase"], phase["state"], start, end, float(one), float(other),
        ratio, error, count,
    )  # fmt: skip


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


def last_day(start: date, days: int) -> date:
    """Give the day that lies some days after another."""
    return start + timedelta(days=days)
