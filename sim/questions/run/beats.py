"""Beats: the notable turns of a run, each told in one sentence or a few, and weighed.

Events that repeat themselves share a beat: charges of one party against another over one duty,
steps of restraint in one direction, deliveries of arms in a season. A story takes the beats that
weigh most until it is long enough.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

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
    from collections.abc import Callable, Collection, Iterable, Sequence

    from sim.record import Event, EventLog
    from sim.shared.names import Names

Key = tuple[object, ...]
SEASON_DAYS = 92
ON_PATH = 120.0


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
        return event_text(events, self.log, self.names, with_gloss=True, apart=apart)

    @staticmethod
    def _beat(events: Sequence[Event], weight: float, key: Key, body: str, tail: str = "") -> Beat:
        return Beat(dated_day(events[0]), events[0].id, weight, key, body, tail)

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


class Teller(Telling):
    """Finds the beats of a log and words them."""

    def beats(self) -> list[Beat]:
        """Give all beats of the run in order of days, from day 1."""
        found: list[Beat] = []
        for find in (
            self._talks,
            self._offensives,
            self._endings,
            self._deadlines,
            self._charges,
            self._restraint,
            self._patrols,
            self._single,
            self._seasonal,
        ):
            found += find()
        found = [self._weighed(beat) for beat in found if beat.day >= 1]
        return sorted(found, key=lambda beat: (beat.day, beat.order))

    def _weighed(self, beat: Beat) -> Beat:
        """Raise what led to the end above all else."""
        if beat.order not in self.path:
            return beat
        return replace(beat, weight=ON_PATH, key=("path", beat.order))

    # Talks and what came of them

    def _talks(self) -> Iterable[Beat]:
        for event in self.log.of("talks"):
            results = self._results(event)
            if not results and (event.form == "commission" or event.outcome != "success"):
                continue
            body = self._told([event])
            tail = sentence(f"there {listed(results)}") if results else ""
            weight = 66.0 if results else 36.0
            if self._of(event, "renewal"):
                weight = 95.0
            yield self._beat([event], weight, ("talks", bool(results)), body, tail)

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
                    self.used.update(e.id for e in self._of(effect, "entry"))
                case "deadline", "met":
                    pass
                case _:
                    continue
            self.used.add(effect.id)
        return list(dict.fromkeys(found))

    # Offensives, from the decision to the last town

    def _offensives(self) -> Iterable[Beat]:
        for event in self.log.of("offensive"):
            if event.form == "begun":
                body = self._told([event], apart=["consent"])
                parts = [*self._sponsors(event), self._gains(event), self._stop(event)]
                tail = " ".join(part for part in parts if part)
                yield self._beat([event], 90.0, ("offensive", event.actor), body, tail)

    def _sponsors(self, event: Event) -> list[str]:
        """Say what its sponsors answered; a client without edges to them has no such sentence."""
        answers = [self.log[cause] for cause in event.causes if self.log[cause].kind == "consent"]
        client = self.names.party(event.actor)
        texts = [
            self._told([answer])
            .replace(f"let {client} go ahead with an offensive", "let it go ahead", 1)
            .replace(f"an offensive by {client}", "it", 1)
            for answer in answers
        ]
        return [sentence(text) for text in texts]

    def _gains(self, event: Event) -> str:
        assaults = self._of(event, "attack", "assault")
        taken: list[Event] = []
        fled = 0.0
        for assault in assaults:
            taken += self._of(assault, "sector", "captured")
            flights = self._of(assault, "displacement")
            fled += sum(flight.severity for flight in flights)
            self.used.update(flight.id for flight in flights)
        taken += self._of(event, "sector", "captured")
        taken = list({capture.id: capture for capture in taken}.values())
        self.used.update(capture.id for capture in taken)
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
        self.used.update(stop.id for stop in stops)
        why = {
            "spent": "its force spent",
            "out of reach": "with no target left within reach",
            "agreement": "under the new agreement",
        }.get(stops[0].outcome, "")
        days = stops[0].day - event.day
        length = f"after {plural(days, 'day')}" if days else "the same day"
        actor = self.names.party(event.actor)
        return sentence(f"{actor} broke off {length}{', ' + why if why else ''}")

    # Ends, declarations, renewals

    def _endings(self) -> Iterable[Beat]:
        weights = {"end": 100.0, "renewal": 95.0, "declaration": 92.0, "entry": 60.0}
        for event in self.log.of(*weights):
            first = event.day <= 1 and event.kind == "entry"
            if event.id in self.used or first or event.form == "held" or self._said(event):
                continue
            main = event.agreement == self.names.scenario.scenario.main
            # That fire rose to a level is no reason, though the log names the shots that did it.
            body = self._told([event], apart=["attack"] if event.form == "erosion" else [])
            key = (event.kind, event.id) if main else (event.kind, "")
            yield self._beat([event], weights[event.kind], key, body)

    def _said(self, end: Event) -> bool:
        """Whether an end is plain from a declaration or a renewal told the same day."""
        today = dated_day(end)
        kinds = {self.log[cause].kind for cause in end.causes if self.log[cause].day == today}
        return end.kind == "end" and bool(kinds & {"declaration", "talks", "renewal"})

    # Duties

    def _deadlines(self) -> Iterable[Beat]:
        weights = {"missed": 80.0, "met": 60.0, "moved": 62.0}
        for event in self._fresh("deadline"):
            importance = self._importance(event.obligation)
            weight = weights[event.form] * importance
            # That a deadline passed once or was moved is no reason for its passing again.
            body = self._told([event], apart=["deadline", "entry", "delivery"])
            yield self._beat([event], weight, ("deadline", event.form), body)
        met = {(event.day, event.obligation) for event in self.log.of("deadline")}
        for event in self._fresh("delivery"):
            if (event.day, event.obligation) not in met:
                yield self._beat([event], 58.0, ("delivery", ""), self._told([event]))

    def _importance(self, obligation: str) -> float:
        duty = self.names.scenario.scenario.obligations.get(obligation)
        weight = duty.importance if duty else 1.0
        return 0.6 + 0.4 * min(1.0, float(weight))

    def _patrols(self) -> Iterable[Beat]:
        for group in grouped(self.log.of("patrol"), lambda e: (e.obligation, e.agreement)):
            done = [event for event in group if event.form != "missed"]
            first = done[0] if done else group[0]
            clause = self.names.clause(first.obligation)
            body = f"the {self._noun(first)} under {clause} began"
            if not done:
                body = f"the first {self._noun(first)[:-1]} under {clause} was due and left out"
            short = sum(event.form == "cut_short" for event in group)
            number = plural(len(group), self._noun(first)[:-1])
            tail = f"of {number} {self._was(len(done))} carried out"
            if len(done) == len(group):
                tail = f"all {count_text(len(group))} were carried out" if len(group) > 1 else ""
            elif not done:
                tail = f"none of {count_text(len(group))} was carried out" if len(group) > 1 else ""
            if short and tail:
                tail += f", {count_text(short)} of them cut short"
            self.used.update(event.id for event in group)
            yield self._beat([first], 50.0, ("patrol", ""), body, sentence(tail))

    def _noun(self, event: Event) -> str:
        return "patrols" if "patrol" in self.names.occasion(event.obligation) else "meetings"

    @staticmethod
    def _was(number: int) -> str:
        return f"{count_text(number) if number else 'none'} {'was' if number == 1 else 'were'}"

    # Words

    def _charges(self) -> Iterable[Beat]:
        key = lambda e: (e.actor, e.target, e.obligation, e.form == "pretext")  # noqa: E731
        for group in grouped(self._fresh("accusation"), key):
            first = group[0]
            body = self._told([first])
            self.used.update(event.id for event in group)
            parts = [self._standing(first), self._answer(first), self._repeats(group)]
            tail = " ".join(part for part in parts if part)
            weight = {"contested": 76.0, "true": 72.0, "false": 72.0, "pretext": 70.0}[first.form]
            yield self._beat(group, weight + min(8.0, len(group)), ("accusation", ""), body, tail)

    def _standing(self, event: Event) -> str:
        own = f"{self.names.its(event.target)} own"
        accused = self.names.party(event.target)
        return {
            "true": "The charge was true.",
            "false": "The charge was false.",
            "contested": f"As {accused} read the text, this was not {own} duty.",
            "pretext": "The charge was a pretext.",
        }[event.form]

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
        forms = {form: sum(event.form == form for event in more) for form in CHARGE_FORMS}
        kinds = [f"{count_text(n)} {form}" for form, n in forms.items() if n]
        sorts = f" ({listed(kinds)})"
        if len(kinds) == 1:
            sorts = f" ({'all ' if len(more) > 1 else ''}{kinds[0].split()[1]})"
        when = f"{'up to' if len(more) > 1 else 'on'} {self._date(more[-1].day)}"
        text = f"the charge was repeated {times(len(more))} {when}{sorts}"
        return sentence(text)

    def _restraint(self) -> Iterable[Beat]:
        # A sponsor with two clients changes its hold on both at once: one step, two events.
        steps = grouped(self._fresh("restraint"), lambda e: (e.day, e.actor, e.form))
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
                self.used.update(event.id for event in step)
            weight = 70.0 + 4.0 * min(3, len(run))
            yield self._beat(first, weight, ("restraint", first[0].actor), self._told(first), tail)

    # What is told one by one, and what by the season

    def _single(self) -> Iterable[Beat]:
        weights = {"shock": 75.0, "reading": 70.0}
        for event in self._fresh(*weights):
            yield self._beat([event], weights[event.kind], (event.kind,), self._told([event]))

    def _seasonal(self) -> Iterable[Beat]:
        for kind, form, weight in SEASONAL:
            fresh = [event for event in self._fresh(kind) if event.form == form and event.day >= 1]
            key = lambda e: ((e.day - 1) // SEASON_DAYS, e.actor, e.target)  # noqa: E731
            for group in grouped(fresh, key):
                yield self._season(group, weight, (kind, form))


CHARGE_FORMS = ("true", "false", "contested", "pretext")
# Kind, form and weight of what is told once a season for each pair of parties.
SEASONAL = (
    ("sector", "captured", 62.0),
    ("sector", "takeover", 52.0),
    ("loss", "hit", 60.0),
    ("deployment", "ordered", 58.0),
    ("supply", "arms", 46.0),
    ("offensive", "vetoed", 48.0),
    ("response", "escalate", 40.0),
    ("talks", "summit", 38.0),
    ("talks", "delegation", 34.0),
    ("response", "answer", 20.0),
    ("response", "protest", 12.0),
)
