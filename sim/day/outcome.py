"""The outcome of one run: how its first agreement fared."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True)
class Outcome:
    """How the first agreement of a run fared.

    Parameters
    ----------
    agreement : str
        Label of the agreement.
    end_kind : str
        One of the forms of the event kind ``end``; ``held`` where it was still
        standing on the last day.
    end_also : tuple of str
        Other kinds of end dated to the same day.
    end_day : int
        Day of the end, day 1 being the first day in force; the horizon where held.
    ended : bool
        False where held.
    alternatives : dict
        Day and kind of the end under each alternative definition of an offensive.
        ``held``, and the last day simulated, where there was none; a run that ended
        by the main definition stops some days later.
    figures : dict
        Counts from day 1 to the day of the end, by the names of ``runs.parquet``.
    """

    agreement: str
    end_kind: str
    end_also: tuple[str, ...]
    end_day: int
    ended: bool
    alternatives: dict[str, tuple[int, str]]
    figures: dict[str, float] = field(default_factory=dict)

    def row(self) -> dict[str, Any]:
        """Lay the outcome out as a row of ``runs.parquet``."""
        row: dict[str, Any] = {
            "end_kind": self.end_kind,
            "end_also": " ".join(self.end_also),
            "end_day": self.end_day,
            "ended": self.ended,
        }
        row.update(self.figures)
        for name, (day, kind) in self.alternatives.items():
            row[f"end_kind_{name}"] = kind
            row[f"end_day_{name}"] = day
            row[f"ended_{name}"] = kind != "held"
        return row


def outcome_of(agreement: str, row: Mapping[str, Any]) -> Outcome:
    """Read an outcome from a row of ``runs.parquet``.

    Parameters
    ----------
    agreement : str
        Label of the agreement.
    row : mapping
        The row, as plain numbers and texts.

    Returns
    -------
    Outcome
        What it says.
    """
    others = [name.removeprefix("ended_") for name in row if name.startswith("ended_")]
    ends = {"end_kind", "end_also", "end_day", "ended"}
    ends |= {f"{part}_{name}" for name in others for part in ("end_kind", "end_day", "ended")}
    return Outcome(
        agreement=agreement,
        end_kind=row["end_kind"],
        end_also=tuple(row["end_also"].split()),
        end_day=row["end_day"],
        ended=row["ended"],
        alternatives={name: (row[f"end_day_{name}"], row[f"end_kind_{name}"]) for name in others},
        figures={name: value for name, value in row.items() if name not in ends},
    )
