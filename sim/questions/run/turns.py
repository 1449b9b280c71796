"""Turns of a run: what is notable in its log, each told in one sentence or a few, and weighed.

Events that repeat themselves share a turn: charges of one party against another over one duty,
steps of restraint in one direction, deliveries of arms in a season. A story takes the turns that
weigh most until it is long enough.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sim.questions.run.path import TELLING, telling_of
from sim.shared.phrases import dated_day, event_text, sentence
from sim.shared.wording import (
    count_text,
    date_text,
    listed,
    people_text,
    plural,
    possessive,
    start_case,
    times,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Sequence

    from sim.day.events import Event, EventLog
    from sim.shared.names import Names

Key = tuple[object, ...]
_SEASON_DAYS = 92
# Weights that stand above or beside those of the kind: what led to the end, and talks.
_ON_PATH, _RENEWED, _WITH_RESULTS, _SUCCESSFUL = 120.0, 95.0, 66.0, 36.0
_CHARGES = {
    "true": "The charge was true.",
    "false": "The charge was false.",
    "contested": "As {accused} read the text, this was not {own} duty.",
    "pretext": "The charge was a pretext.",
}
_STOPPED = {
    "spent": ", its force spent",
    "out of reach": ", with no target left within reach",
    "agreement": ", under the new agreement",
}


@dataclass(frozen=True)
class Turn:
    """One turn of the run.

    Parameters
    ----------
    day : int
        Day on which it is told.
    order : int
        Place among the turns of that day: the id of its first event.
    weight : float
        How much it weighs against others.
    key : tuple
        What makes two turns alike; the second of them weighs less.
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

    def sentence(self, names: Names) -> str:
        """Say the first sentence as it stands after a date in front of it."""
        if self.until is None:
            return sentence(self.body)
        return sentence(f"up to {date_text(names.scenario.date(self.until))} {self.body}")


class Turns:
    """Finds the turns of a log and words them.

    Parameters
    ----------
    log : EventLog
        What happened.
    names : Names
        Names of the scenario.
    path : collection of int
        Ids of the events that led to the end, see `sim.questions.run.path`.
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

    def all(self) -> list[Turn]:
        """Give all turns of the run in order of days, from day 1."""
        finders = (
            self._talks, self._offensives, self._endings, self._deadlines, self._charges,
            self._restraint, self._patrols, self._single, self._seasonal,
        )  # fmt: skip
        found = [turn for find in finders for turn in find() if turn.day >= 1]
        # What led to the end stands above all else.
        found = [
            replace(turn, weight=_ON_PATH, key=("path", turn.order))
            if turn.order in self.path
            else turn
            for turn in found
        ]
        return sorted(found, key=lambda turn: (turn.day, turn.order))

    # What all finders use

    def _use(self, events: Iterable[Event]) -> None:
        self.used.update(event.id for event in events)

    def _fresh(self, *kinds: str) -> list[Event]:
        return [event for event in self.log.of(*kinds) if event.id not in self.used]

    def _of(self, event: Event, kind: str, *forms: str) -> list[Event]:
        """Events of a kind that name this one as a cause."""
        return [
            effect
            for effect in self.effects.get(event.id, [])
            if effect.kind == kind and (not forms or effect.form in forms)
        ]

    def _text(self, events: Sequence[Event], apart: Sequence[str] = ()) -> str:
        self._use(events)
        return event_text(events, self.log, self.names, with_gloss=True, apart=apart)

    @staticmethod
    def _turn(event: Event, key: Key, body: str, tail: str = "", weight: float = 0.0) -> Turn:
        weight = weight or telling_of(event.kind, event.form).weight
        return Turn(dated_day(event), event.id, weight, key, body, tail)

    def _date(self, day: int) -> str:
        return date_text(self.names.scenario.date(day))

    # Talks and what came of them

    def _talks(self) -> Iterator[Turn]:
        for event in self.log.of("talks"):
            results = self._results(event)
            if not results and (event.form == "commission" or event.outcome != "success"):
                continue
            body = self._text([event])
            tail = sentence(f"there {listed(results)}") if results else ""
            weight = _WITH_RESULTS if results else _SUCCESSFUL
            if self._of(event, "renewal"):
                weight = _RENEWED
            yield self._turn(event, ("talks", bool(results)), body, tail, weight)

    def _results(self, event: Event) -> list[str]:
        found: list[str] = []
        for effect in self.effects.get(event.id, []):
            clause = self.names.clause(effect.obligation)
            gloss = self.names.gloss(effect.obligation)
            clause = f"{clause} ({gloss})" if gloss else clause
            match effect.kind, effect.form:
                case "deadline", "moved":
                    until = self._date(effect.day + round(effect.severity))
                    found.append(f"the deadline of {clause} was moved to {until}")
                case "reading", _:
                    owner = self.names.party(effect.target) if effect.target else ""
                    whose = f"{possessive(owner)} duty" if owner else "nobody's duty"
                    found.append(f"it was agreed that {clause} was {whose}")
                case "delivery", _:
                    found.append(f"{clause} was settled")
                case "renewal", _:
                    found.append(f"{self.names.agreement(effect.agreement)} was signed")
                    self._use(self._of(effect, "entry"))
                case "deadline", "met":
                    pass
                case _:
                    continue
            self._use([effect])
        return list(dict.fromkeys(found))

    # Offensives, from the decision to the last town

    def _offensives(self) -> Iterator[Turn]:
        for event in self.log.of("offensive"):
            if event.form == "begun":
                body = self._text([event], apart=["consent"])
                parts = [*self._sponsors(event), self._gains(event), self._stop(event)]
                tail = " ".join(part for part in parts if part)
                yield self._turn(event, ("offensive", event.actor), body, tail)

    def _sponsors(self, event: Event) -> list[str]:
        """Say what its sponsors answered; a client without edges to them has no such sentence."""
        answers = [self.log[cause] for cause in event.causes if self.log[cause].kind == "consent"]
        client = self.names.party(event.actor)
        return [
            sentence(
                self._text([answer])
                .replace(f"let {client} go ahead with an offensive", "let it go ahead", 1)
                .replace(f"an offensive by {client}", "it", 1)
            )
            for answer in answers
        ]

    def _gains(self, event: Event) -> str:
        assaults = self._of(event, "attack", "assault")
        flights = [flight for one in assaults for flight in self._of(one, "displacement")]
        taken = [
            capture for one in (*assaults, event) for capture in self._of(one, "sector", "captured")
        ]
        self._use([*flights, *taken])
        fled = sum((flight.severity for flight in flights), 0.0)
        places = list(dict.fromkeys(self.names.sector(capture.sector) for capture in taken))
        parts: list[str] = []
        if places:
            last = max(capture.day for capture in taken)
            when = "the same day" if last == event.day else f"by {self._date(last)}"
            parts.append(f"{self.names.party(event.actor)} took {listed(places, 5)} {when}")
        if fled >= 1:
            parts.append(f"{people_text(fled)} fled")
        return sentence(" and ".join(parts))

    def _stop(self, event: Event) -> str:
        stops = self._of(event, "offensive", "stopped")
        if not stops:
            return ""
        self._use(stops)
        days = stops[0].day - event.day
        length = f"after {plural(days, 'day')}" if days else "the same day"
        actor = self.names.party(event.actor)
        return sentence(f"{actor} broke off {length}{_STOPPED.get(stops[0].outcome, '')}")

    # Ends, declarations, renewals

    def _endings(self) -> Iterator[Turn]:
        for event in self.log.of("end", "renewal", "declaration", "entry"):
            first = event.day <= 1 and event.kind == "entry"
            if event.id in self.used or first or event.form == "held" or self._is_plain(event):
                continue
            main = event.agreement == self.names.scenario.scenario.main
            # That fire rose to a level is no reason, though the log names the shots that did it.
            body = self._text([event], apart=["attack"] if event.form == "erosion" else [])
            yield self._turn(event, (event.kind, event.id if main else ""), body)

    def _is_plain(self, end: Event) -> bool:
        """Whether an end is plain from a declaration or a renewal told the same day."""
        today = dated_day(end)
        kinds = {self.log[cause].kind for cause in end.causes if self.log[cause].day == today}
        return end.kind == "end" and bool(kinds & {"declaration", "talks", "renewal"})

    # Duties

    def _deadlines(self) -> Iterator[Turn]:
        for event in self._fresh("deadline"):
            duty = self.names.scenario.scenario.obligations.get(event.obligation)
            importance = 0.6 + 0.4 * min(1.0, float(duty.importance if duty else 1.0))
            weight = telling_of("deadline", event.form).weight * importance
            # That a deadline passed once or was moved is no reason for its passing again.
            body = self._text([event], apart=["deadline", "entry", "delivery"])
            yield self._turn(event, ("deadline", event.form), body, weight=weight)
        met = {(event.day, event.obligation) for event in self.log.of("deadline")}
        for event in self._fresh("delivery"):
            if (event.day, event.obligation) not in met:
                yield self._turn(event, ("delivery", ""), self._text([event]))

    def _patrols(self) -> Iterator[Turn]:
        for group in _grouped(self.log.of("patrol"), lambda e: (e.obligation, e.agreement)):
            done = [event for event in group if event.form != "missed"]
            first = done[0] if done else group[0]
            clause = self.names.clause(first.obligation)
            noun = "patrol" if "patrol" in self.names.occasion(first.obligation) else "meeting"
            body = f"the {noun}s under {clause} began"
            if not done:
                body = f"the first {noun} under {clause} was due and left out"
            short = sum(event.form == "cut_short" for event in group)
            count = f"{count_text(len(done))} {'was' if len(done) == 1 else 'were'}"
            tail = f"of {plural(len(group), noun)} {count} carried out"
            if len(done) == len(group):
                tail = f"all {count_text(len(group))} were carried out" if len(group) > 1 else ""
            elif not done:
                tail = f"none of {count_text(len(group))} was carried out" if len(group) > 1 else ""
            if short and tail:
                tail += f", {count_text(short)} of them cut short"
            self._use(group)
            yield self._turn(first, ("patrol", ""), body, sentence(tail))

    # Words

    def _charges(self) -> Iterator[Turn]:
        key = lambda e: (e.actor, e.target, e.obligation, e.form == "pretext")  # noqa: E731
        for group in _grouped(self._fresh("accusation"), key):
            first = group[0]
            body = self._text([first])
            self._use(group)
            accused, own = self.names.party(first.target), f"{self.names.its(first.target)} own"
            standing = _CHARGES[first.form].format(accused=accused, own=own)
            parts = [standing, self._answer(first), self._repeats(group)]
            tail = " ".join(part for part in parts if part)
            weight = telling_of("accusation", first.form).weight + min(8.0, len(group))
            yield self._turn(first, ("accusation", ""), body, tail, weight)

    def _answer(self, event: Event) -> str:
        accused = start_case(self.names.party(event.target))
        if self._of(event, "denial"):
            return f"{accused} denied it."
        if self._of(event, "response", "remedy"):
            return f"{accused} promised to do better."
        if self._of(event, "response", "counter"):
            return f"{accused} accused it in turn."
        return ""

    def _repeats(self, group: Sequence[Event]) -> str:
        more = group[1:]
        if not more:
            return ""
        forms = {form: sum(event.form == form for event in more) for form in _CHARGES}
        kinds = [f"{count_text(n)} {form}" for form, n in forms.items() if n]
        sorts = f" ({listed(kinds)})"
        if len(kinds) == 1:
            sorts = f" ({'all ' if len(more) > 1 else ''}{kinds[0].split()[1]})"
        when = f"{'up to' if len(more) > 1 else 'on'} {self._date(more[-1].day)}"
        return sentence(f"the charge was repeated {times(len(more))} {when}{sorts}")

    def _restraint(self) -> Iterator[Turn]:
        # A sponsor with two clients changes its hold on both at once: one step, two events.
        steps = _grouped(self._fresh("restraint"), lambda e: (e.day, e.actor, e.form))
        runs: list[list[list[Event]]] = []
        latest: dict[str, list[list[Event]]] = {}
        for step in steps:
            run = latest.get(step[0].actor)
            if run is None or run[0][0].form != step[0].form:
                run = latest[step[0].actor] = []
                runs.append(run)
            run.append(step)
        for run in runs:
            first, end = run[0], run[-1]
            tail = ""
            if len(run) > 1:
                down = "down" if first[0].form == "slackened" else "up"
                share = f"{round(end[0].severity * 100)} percent"
                tail = sentence(f"by {self._date(end[0].day)} it was {down} to {share}")
            for step in run:
                self._use(step)
            weight = telling_of("restraint", first[0].form).weight + 4.0 * min(3, len(run))
            key = ("restraint", first[0].actor)
            yield self._turn(first[0], key, self._text(first), tail, weight)

    # What is told one by one, and what by the season

    def _single(self) -> Iterator[Turn]:
        for event in self._fresh("shock", "reading"):
            yield self._turn(event, (event.kind,), self._text([event]))

    def _seasonal(self) -> Iterator[Turn]:
        for (kind, form), telling in TELLING.items():
            if not telling.seasonal:
                continue
            fresh = [event for event in self._fresh(kind) if event.form == form and event.day >= 1]
            key = lambda e: ((e.day - 1) // _SEASON_DAYS, e.actor, e.target)  # noqa: E731
            for group in _grouped(fresh, key):
                first, last = group[0], group[-1]
                # That troops were hit by fire, or fire was an answer to fire, goes without saying.
                plain = kind in ("loss", "response")
                body = self._text(group, apart=["attack", "false_alarm"] if plain else [])
                weight = telling.weight + min(6, len(group))
                until = last.day if last.day > first.day else None
                tail = self._arrival(group)
                yield Turn(first.day, first.id, weight, (kind, form), body, tail, until)

    def _arrival(self, orders: Sequence[Event]) -> str:
        """Say when troops that were ordered stood where they were sent."""
        arrived = [
            event
            for order in orders
            if order.kind == "deployment"
            for event in self._of(order, "deployment", "arrived")
        ]
        self._use(arrived)
        one = len(orders) == 1 and len(arrived) == 1
        return sentence(f"they arrived on {self._date(arrived[0].day)}") if one else ""


def _grouped(events: Iterable[Event], key: Callable[[Event], Key]) -> list[list[Event]]:
    """Put events with the same key together, in the order of their first."""
    groups: dict[Key, list[Event]] = {}
    for event in events:
        groups.setdefault(key(event), []).append(event)
    return list(groups.values())
