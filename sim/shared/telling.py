"""What tellers share: the log by effects, what has been told, and the form of a beat."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.shared.sentences import day_told, sentence, told
from sim.shared.wording import date_text

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Sequence

    from sim.record import Event, EventLog
    from sim.shared.names import Names

Key = tuple[object, ...]


@dataclass(frozen=True)
class Beat:
    """One turn of the run.

    Parameters
    ----------
    day : int
        Day on which it is told.
    order : int
        Place among the beats of that day: the id of its first event.
    weight : float
        How much it weighs against others.
    key : tuple
        What makes two beats alike; the second of them weighs less.
    body : str
        The first sentence without its date: no capital, no full stop.
    tail : str
        Further sentences, complete.
    until : int or None
        Last day of what is told together; none for what happened on one day.
    """

    day: int
    order: int
    weight: float
    key: Key
    body: str
    tail: str = ""
    until: int | None = None


class Telling:
    """A log that is being told, with what has been told already.

    Parameters
    ----------
    log : EventLog
        What happened.
    names : Names
        Names of the scenario.
    path : collection of int
        Ids of the events that led to the end, see `sim.questions.run.chain`.
    """

    def __init__(self, log: EventLog, names: Names, path: Collection[int] = ()) -> None:
        self.log = log
        self.names = names
        self.effects: dict[int, list[Event]] = {}
        for event in log:
            for cause in event.causes:
                self.effects.setdefault(cause, []).append(event)
        self.path = frozenset(path)
        self.used: set[int] = set()

    def _fresh(self, *kinds: str) -> list[Event]:
        return [event for event in self.log.of(*kinds) if event.id not in self.used]

    def _of(self, event: Event, kind: str, *forms: str) -> list[Event]:
        """Events of a kind that name this one as a cause."""
        return [
            effect
            for effect in self.effects.get(event.id, [])
            if effect.kind == kind and (not forms or effect.form in forms)
        ]

    def _told(self, events: Sequence[Event], apart: Sequence[str] = ()) -> str:
        self.used.update(event.id for event in events)
        return told(events, self.log, self.names, with_gloss=True, apart=apart)

    @staticmethod
    def _beat(events: Sequence[Event], weight: float, key: Key, body: str, tail: str = "") -> Beat:
        return Beat(day_told(events[0]), events[0].id, weight, key, body, tail)

    def _season(self, group: Sequence[Event], weight: float, key: Key) -> Beat:
        first, last = group[0], group[-1]
        until = last.day if last.day > first.day else None
        # That troops were hit by fire, or that fire was an answer to fire, goes without saying.
        plain = first.kind in ("loss", "response")
        body = self._told(group, apart=["attack", "false_alarm"] if plain else [])
        tail = self._arrival(group)
        return Beat(first.day, first.id, weight + min(6, len(group)), key, body, tail, until)

    def _date(self, day: int) -> str:
        return date_text(self.names.scenario.date(day))

    def _arrival(self, orders: Sequence[Event]) -> str:
        """Say when troops that were ordered stood where they were sent."""
        arrived = [
            e for order in orders if order.kind == "deployment"
            for e in self._of(order, "deployment", "arrived")
        ]  # fmt: skip
        self.used.update(event.id for event in arrived)
        one = len(orders) == 1 and len(arrived) == 1
        return sentence(f"they arrived on {self._date(arrived[0].day)}") if one else ""


def grouped(events: Iterable[Event], key: Callable[[Event], Key]) -> list[list[Event]]:
    """Put events with the same key together, in the order of their first."""
    groups: dict[Key, list[Event]] = {}
    for event in events:
        groups.setdefault(key(event), []).append(event)
    return list(groups.values())
