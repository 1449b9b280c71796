"""The event log: the primary record of a run.

An event says who did what to whom, where and under which duty; who really did it
and who was blamed; and, as ids of earlier events, what it was because of. Every
"because" of a told run is such an edge, and nothing else is.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

FORMS: dict[str, tuple[str, ...]] = {
    "entry": ("in_force",),
    "attack": ("strategic", "retaliatory", "localized", "spoiling", "accident", "assault"),
    "breach": (
        "strategic",
        "retaliatory",
        "localized",
        "spoiling",
        "accident",
        "assault",
        "omission",
        "supply",
        "deployment",
    ),
    "false_alarm": ("sighting",),
    "finding": ("right", "wrong", "false_alarm"),
    "deadline": ("met", "missed", "moved"),
    "delivery": ("done",),
    "patrol": ("done", "missed", "cut_short"),
    "publication": ("daily",),
    "accusation": ("true", "false", "contested", "pretext"),
    "denial": ("denied",),
    "response": ("protest", "refer", "answer", "escalate", "remedy", "counter"),
    "restraint": ("slackened", "tightened"),
    "supply": ("arms",),
    "deployment": ("ordered", "arrived"),
    "consent": ("joined", "tolerated", "refused"),
    "offensive": ("prepared", "begun", "vetoed", "stopped"),
    "sector": ("captured", "takeover"),
    "displacement": ("fled",),
    "loss": ("hit",),
    "talks": ("commission", "delegation", "summit"),
    "reading": ("agreed",),
    "shock": ("dated",),
    "end": (
        "offensive",
        "cancelled",
        "disowned",
        "erosion",
        "expired",
        "superseded",
        "held",
    ),
    "declaration": ("cancelled", "disowned"),
    "renewal": ("signed",),
}


@dataclass(slots=True)
class Event:
    """One thing that happened.

    Parameters
    ----------
    id : int
        Position in the log, from 0.
    day : int
        Day of the run; day 1 is the first day in force, the run-in has days up to 0.
    kind, form : str
        What happened, as listed in `FORMS`.
    actor, target : str
        Ids of who did it and to whom; empty where there is none.
    sector, obligation, agreement : str
        Ids of where, under which duty and which agreement; empty where there is none.
    severity : float
        Size, in the unit of the kind: severity of an attack, people displaced,
        effort of a sponsor, counted violations, gap of a duty in [0, 1].
    outcome : str
        How it came out, for talks and consent.
    true_author : str
        Who really did it.
    blamed : str
        Whom the victim holds responsible.
    seen_by : list of str
        Parties and monitors that perceived it.
    causes : tuple of int
        Ids of the earlier events that it was because of.
    terms : dict
        Named numbers that decided it, in the units of the law.
    """

    id: int
    day: int
    kind: str
    form: str
    actor: str = ""
    target: str = ""
    sector: str = ""
    obligation: str = ""
    agreement: str = ""
    severity: float = 0.0
    outcome: str = ""
    true_author: str = ""
    blamed: str = ""
    seen_by: list[str] = field(default_factory=list)
    causes: tuple[int, ...] = ()
    terms: dict[str, float] = field(default_factory=dict)


class EventLog(Sequence[Event]):
    """Events in the order in which they happened."""

    def __init__(self) -> None:
        self._events: list[Event] = []

    def __getitem__(self, index: int) -> Event:  # type: ignore[override]
        """Event by id."""
        return self._events[index]

    def __len__(self) -> int:
        """Count the events."""
        return len(self._events)

    def __iter__(self) -> Iterator[Event]:
        """Go through the events from the first."""
        return iter(self._events)

    def add(self, event: Event) -> Event:
        """Append an event made by `next_id`; its causes must lie before it.

        Raises
        ------
        ValueError
            If a cause is not an earlier event, or the form is not one of the kind.
        """
        if event.id != len(self._events):
            message = f"event {event.id} is not next in a log of {len(self._events)}"
            raise ValueError(message)
        causes = event.causes
        if causes and not 0 <= min(causes) <= max(causes) < event.id:
            message = f"event {event.id} names a cause that did not happen before it"
            raise ValueError(message)
        if event.form not in FORMS[event.kind]:
            message = f"{event.form!r} is not a form of {event.kind}"
            raise ValueError(message)
        self._events.append(event)
        return event

    def cut(self, length: int) -> None:
        """Keep the first events only."""
        del self._events[length:]

    def of(self, *kinds: str) -> Iterator[Event]:
        """Events of some kinds, in order."""
        return (event for event in self._events if event.kind in kinds)

    def chain(self, last: int) -> list[Event]:
        """All events that lead to one, through causes of causes, in order."""
        found: set[int] = set()
        open_ends = [last]
        while open_ends:
            index = open_ends.pop()
            if index not in found:
                found.add(index)
                open_ends.extend(self._events[index].causes)
        return [self._events[index] for index in sorted(found)]


def event_columns(log: EventLog, start: date) -> dict[str, list[Any]]:
    """Lay the log out in columns, an entry per event.

    Parameters
    ----------
    log : EventLog
        The log of one run.
    start : date
        Calendar date of day 1.

    Returns
    -------
    dict of list
        The columns of `Event`, and `date`; lists as lists, terms as JSON text.
    """
    dates = {day: (start + timedelta(days=day - 1)).isoformat() for day in {e.day for e in log}}
    columns: dict[str, list[Any]] = {
        "id": [event.id for event in log],
        "day": [event.day for event in log],
        "date": [dates[event.day] for event in log],
    }
    for name in ("kind", "form", "actor", "target", "sector", "obligation", "agreement"):
        columns[name] = [getattr(event, name) for event in log]
    for name in ("severity", "outcome", "true_author", "blamed"):
        columns[name] = [getattr(event, name) for event in log]
    columns["seen_by"] = [list(event.seen_by) for event in log]
    columns["causes"] = [list(event.causes) for event in log]
    columns["terms"] = [json.dumps(event.terms) if event.terms else "{}" for event in log]
    return columns


def events_frame(log: EventLog, start: date) -> pd.DataFrame:
    """Lay the log out as a data frame, a row per event; see `event_columns`."""
    # pandas takes half a second to import and the core does not need it.
    import pandas as pd

    return pd.DataFrame(event_columns(log, start))
