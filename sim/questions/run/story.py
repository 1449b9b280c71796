"""A run in words: who owed what, the chapters, and why it ended.

The story is a selection: the turns that weigh most, as many as `MOST_WORDS` allow. It adds
nothing to the log; every reason in it is an edge there, see `sim.shared.phrases`.
"""

from __future__ import annotations

import itertools
import math
import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.questions.run.path import datings, path_to_end, why_it_ended
from sim.questions.run.turns import Turn, Turns
from sim.shared.names import Names
from sim.shared.phrases import ENDINGS, on_date, sentence
from sim.shared.wording import (
    date_text,
    listed,
    number,
    pair_text,
    people_text,
    plural,
    possessive,
    share_text,
    start_case,
    word_count,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.day.events import EventLog
    from sim.day.outcome import Outcome
    from sim.day.trace import Daily
    from sim.scenario.agreements import Obligation
    from sim.scenario.scenario import Scenario

_MOST_WORDS = 1100
_CAVEAT = (
    "The model knows nothing of what the people in these places said and meant, and its numbers"
    " are in large part assumed: this is one course of many that it can take, not a forecast and"
    " not an account of what happened."
)
# Each further turn of one kind, and each further one in a chapter, weighs so much of the last.
_FADING_BY_KIND = 0.85
_FADING_BY_CHAPTER = 0.92

_WEEK = 7
# Up to so many days: chapters of so many months; 0 stands for weeks.
_UNITS = ((45, 0), (150, 1), (330, 2), (620, 3), (1100, 6), (10**9, 12))
_MOST_TURNS = 9
_MOST = 0.5
_NEARLY_ALL = 0.9
_NOTABLE_TRUST = 0.1
_NOTABLE_RATIO = 1.15

_MOST_CLAUSES = 8
_MOST_CLAUSE_WORDS = 240


@dataclass(frozen=True)
class Span:
    """Some days of a run, from the first to the last."""

    first: int
    last: int

    def holds(self, day: int) -> bool:
        """Whether a day lies in the span."""
        return self.first <= day <= self.last


@dataclass(frozen=True)
class Story:
    """A run in its parts, each in plain sentences.

    Parameters
    ----------
    title : str
        Title of the scenario.
    opening : str
        What was agreed, by whom, and how it went.
    owed, owed_in_short : list of str
        Who owed what, a line of Markdown for each clause; in short without its text.
    sections : list of (str, str)
        Title and text of each chapter.
    turns : list of Turn
        The turns told, in order of days.
    spans : list of Span
        The chapters' days.
    why : list of str
        Steps that led to the end, the first cause first.
    datings : str
        When it ended by other definitions.
    ended : bool
        Whether it did.
    """

    title: str
    opening: str
    owed: list[str]
    owed_in_short: list[str]
    sections: list[tuple[str, str]]
    turns: list[Turn]
    spans: list[Span]
    why: list[str]
    datings: str
    ended: bool


def story(scenario: Scenario, log: EventLog, daily: Daily, outcome: Outcome) -> str:
    """Tell a run in Markdown.

    Parameters
    ----------
    scenario : Scenario
        What was run.
    log : EventLog
        What happened.
    daily : mapping
        The run by day.
    outcome : Outcome
        How the first agreement fared.

    Returns
    -------
    str
        About two pages, however long the run.
    """
    return written(tell(scenario, log, daily, outcome), Names(scenario))


def written(parts: Story, names: Names) -> str:
    """Write the parts of a run as Markdown. See `story`."""
    text = [f"# {parts.title}: one run", "", parts.opening, ""]
    if parts.owed:
        text += ["## Who owed what", "", *parts.owed, ""]
    text += ["## What happened", ""]
    for heading, body in parts.sections:
        text += [f"### {heading}", "", body, ""]
    text += ["## Why it ended" if parts.ended else "## How it held", ""]
    text += [f"{place}. {step}" for place, step in enumerate(parts.why, start=1)]
    text += ["", parts.datings, "", _CAVEAT, ""]
    return names.shortened("\n".join(text))


def tell(
    scenario: Scenario, log: EventLog, daily: Daily, outcome: Outcome, most: int = _MOST_WORDS
) -> Story:
    """Tell a run in its parts. See `story`; `most` is the number of words that it may take."""
    names = Names(scenario)
    finder = Turns(log, names, [event.id for event in path_to_end(log, outcome)])
    turns = finder.all()
    chapters = _Chapters(names, log, daily, finder.used)
    last = max([outcome.end_day, *(event.day for event in log), *map(int, daily.get("day", ()))])
    end_day = outcome.end_day if outcome.ended and not scenario.scenario.series else None
    spans = _spans(names, last, end_day)
    owed, opening = who_owed_what(names), _opening(names, outcome)
    why, other_days = why_it_ended(names, log, outcome), datings(names, outcome)
    fixed = [opening, other_days, _CAVEAT, *owed, *why]
    fixed += [text for pair in chapters.texts(spans) for text in pair]
    left = most - sum(word_count(text) for text in fixed) - 20
    turns = chosen(turns, spans, left)
    spans = _merged(_refined(names, spans, turns), turns)
    sections = [
        (title, " ".join([text, *_sentences([t for t in turns if span.holds(t.day)], names)]))
        for span, (title, text) in zip(spans, chapters.texts(spans), strict=True)
    ]
    return Story(
        title=scenario.scenario.title,
        opening=opening,
        owed=owed,
        owed_in_short=who_owed_what(names, short=True),
        sections=sections,
        turns=turns,
        spans=spans,
        why=why,
        datings=other_days,
        ended=outcome.ended,
    )


def chosen(
    turns: Sequence[Turn], spans: Sequence[Span], words: int, most: int = 10**6
) -> list[Turn]:
    """Take the turns that weigh most until the words are used up.

    Parameters
    ----------
    turns : sequence of Turn
        All turns of a run.
    spans : sequence of Span
        The chapters; none is to have all the words.
    words : int
        Words to spend.
    most : int
        Turns taken at most.

    Returns
    -------
    list of Turn
        The turns to tell, in order of days.
    """
    taken: list[Turn] = []
    left = list(turns)
    kinds: Counter[tuple[object, ...]] = Counter()
    places: Counter[int] = Counter()
    chapter = {
        day: place for place, span in enumerate(spans) for day in range(span.first, span.last + 1)
    }

    def weight(turn: Turn) -> float:
        alike = _FADING_BY_KIND ** kinds[turn.key]
        return turn.weight * alike * _FADING_BY_CHAPTER ** places[chapter.get(turn.day, -1)]

    while left and len(taken) < most:
        best = max(left, key=lambda turn: (weight(turn), -turn.order))
        left.remove(best)
        cost = word_count(best.body) + word_count(best.tail) + 3
        if cost <= words:
            taken.append(best)
            words -= cost
            kinds[best.key] += 1
            places[chapter.get(best.day, -1)] += 1
    return sorted(taken, key=lambda turn: (turn.day, turn.order))


def _sentences(turns: Sequence[Turn], names: Names) -> list[str]:
    found: list[str] = []
    before = None
    same = True
    seen: set[str] = set()

    def once(match: re.Match[str]) -> str:
        """Leave out what a clause is about where the chapter has said it before."""
        if match.group() in seen:
            return match.group(1)
        seen.add(match.group())
        return match.group()

    for turn in turns:
        when = names.scenario.date(turn.day)
        opening = on_date(when, before, same=same)
        if turn.until is not None:
            opening = "Between {} and {}".format(*pair_text(when, names.scenario.date(turn.until)))
        text = f"{opening} {turn.body}. {turn.tail}".strip()
        found.append(re.sub(r"(clause \S+(?: of the [^(,.]+?)?) \([a-z ]+\)", once, text))
        before, same = when, turn.until is None
    return found


def _opening(names: Names, outcome: Outcome) -> str:
    described = names.scenario.scenario
    text = described.agreements[described.main]
    first = f"{names.agreement(described.main)} came into force on {date_text(described.start)}"
    signed = f"it was signed by {names.parties(text.signatories)}" if text.signatories else ""
    bound = [key for key in text.bound if key not in text.signatories]
    if bound and signed:
        signed += f"; {names.parties(bound)} {'were' if len(bound) > 1 else names.was(bound[0])}"
        signed += " bound by it without signing"
    if outcome.ended:
        when = date_text(names.scenario.date(outcome.end_day))
        went = f"in this run it ended on day {outcome.end_day}, {when}, {ENDINGS[outcome.end_kind]}"
    else:
        went = f"in this run it was still in force after {plural(outcome.end_day, 'day')}"
    return " ".join(sentence(part) for part in (first, signed, went) if part)


# Chapters: spans of the calendar, and what each was like as a whole.


def _spans(names: Names, last: int, end_day: int | None) -> list[Span]:
    """Divide a run into chapters: short ones for short runs; the last begins with the end."""
    cut = end_day if end_day is not None and end_day > 1 else None
    before = _divided(names, 1, min(last, cut - 1) if cut else last)
    return [*before, *([Span(cut, last)] if cut and cut <= last else [])]


def _refined(names: Names, spans: Sequence[Span], turns: Sequence[Turn]) -> list[Span]:
    """Divide again the spans in which too much is told for one paragraph."""
    found: list[Span] = []
    for span in spans:
        told = sum(span.holds(turn.day) for turn in turns)
        length = span.last - span.first + 1
        crowded = told > _MOST_TURNS and length > _UNITS[0][0]
        # Half of the length finds the next smaller unit of the calendar.
        found += _divided(names, span.first, span.last, length // 2) if crowded else [span]
    return found


def _divided(names: Names, first: int, last: int, length: int | None = None) -> list[Span]:
    if last < first:
        return []
    length = last - first if length is None else length
    months = next(unit for most, unit in _UNITS if length < most)
    starts = [first]
    for day in range(first + 1, last + 1):
        when = names.scenario.date(day)
        weekly = months == 0 and (day - first) % _WEEK == 0
        if weekly or (months and when.day == 1 and (when.month - 1) % months == 0):
            starts.append(day)
    # A stub at either end joins its neighbour.
    third = _WEEK // 2 if months == 0 else 10 * months
    if len(starts) > 1 and last - starts[-1] + 1 < third:
        starts.pop()
    if len(starts) > 1 and starts[1] - starts[0] < third:
        starts.pop(1)
    return [Span(a, b - 1) for a, b in itertools.pairwise([*starts, last + 1])]


def _merged(spans: Sequence[Span], turns: Sequence[Turn]) -> list[Span]:
    """Join neighbouring spans in which nothing notable happened."""
    found: list[Span] = []
    quiet = False
    for span in spans:
        notable = any(span.holds(turn.day) for turn in turns)
        if found and quiet and not notable:
            found[-1] = Span(found[-1].first, span.last)
        else:
            found.append(span)
        quiet = not notable
    return found


class _Chapters:
    """Says what a chapter was like: fire, published counts, trust, people who fled."""

    def __init__(self, names: Names, log: EventLog, daily: Daily, told: set[int]) -> None:
        self.names, self.log, self.daily, self.told = names, log, daily, told

    def texts(self, spans: Sequence[Span]) -> list[tuple[str, str]]:
        """Give title and text of each chapter, told against the one before it."""
        found = []
        for before, span in zip([None, *spans], spans, strict=False):
            date = self.names.scenario.date
            first, last = pair_text(date(span.first), date(span.last))
            parts = [self._fire(span, before), self._counts(span, before), self._trust(span)]
            text = " ".join(sentence(part) for part in parts if part)
            title = first if first == last else f"{first} to {last}"
            found.append((title, f"{text} {self._fled(span)}".strip()))
        return found

    def _fire(self, span: Span, before: Span | None) -> str:
        by = Counter(
            event.true_author or event.actor
            for event in self.log.of("attack")
            if span.holds(event.day)
        )
        total = sum(by.values())
        if total == 0:
            return "the line was quiet"
        text = f"the line saw {plural(total, 'attack')}{_rate(total, span.last - span.first + 1)}"
        ranked = sorted(by, key=lambda key: (-by[key], key))
        first, share = self.names.party(ranked[0]), by[ranked[0]] / total
        if total == 1:
            text += f", by {first}"
        elif len(ranked) == 1:
            text += f", all by {first}"
        elif share > _MOST:
            text += f", {'nearly all' if share > _NEARLY_ALL else 'most of them'} by {first}"
        else:
            shares = [
                f"{self.names.party(key)} ({share_text(by[key] / total)})" for key in ranked[:2]
            ]
            text += f", chiefly by {listed(shares)}"
        earlier = [event.day for event in self.log.of("attack") if event.day < 1]
        if before is None and earlier and 1 - min(earlier) >= _WEEK:
            rate = _mean(len(earlier) / (1 - min(earlier)))
            text += f"; before the entry into force there had been {rate} a day"
        return text

    def _during(self, column: str, span: Span) -> list[float]:
        """Values of a column on the days of a span; none where there is no such column."""
        if column not in self.daily:
            return []
        days = zip(self.daily["day"], self.daily[column], strict=True)
        return [float(value) for day, value in days if span.holds(day)]

    def _published(self, span: Span | None) -> dict[str, float]:
        """Mean published count of each guarantor; none where there is no span."""
        if span is None:
            return {}
        counts = {key: self._during(f"published.{key}", span) for key in self.names.guarantors}
        return {key: math.fsum(days) / len(days) for key, days in counts.items() if days}

    def _counts(self, span: Span, before: Span | None) -> str:
        means = self._published(span)
        if len(means) < 2 or max(means.values()) < 0.1:  # noqa: PLR2004 - two sides, and a count to tell
            return ""
        high, low = sorted(means, key=lambda key: (-means[key], key))[:2]
        above, below = self.names.party(high), self.names.party(low)
        if means[high] / max(means[low], 0.05) < _NOTABLE_RATIO:
            return f"both sides counted about {_mean(means[high])} breaches a day"
        text = f"{above} counted {_mean(means[high])} breaches a day, {below} {_mean(means[low])}"
        past = self._published(before)
        if past and past[high] < past[low]:
            text = f"{possessive(above)} count rose above {possessive(below)}: {text}"
        return text

    def _trust(self, span: Span) -> str:
        pair: Sequence[str] = self.names.guarantors[:2]
        pair = pair if len(pair) > 1 else self.names.opponents
        if len(pair) < 2:  # noqa: PLR2004 - trust takes two
            return ""
        moves: list[tuple[str, str, str, str]] = []
        for of, other in (pair, pair[::-1]):
            course = self._during(f"belief.{of}.{other}", span)
            if course and abs(course[-1] - course[0]) >= _NOTABLE_TRUST:
                verb = "fell" if course[-1] < course[0] else "rose"
                whose, whom = possessive(self.names.party(of)), self.names.party(other)
                moves.append((whose, whom, verb, f"from {course[0]:.2f} to {course[-1]:.2f}"))
        if len(moves) > 1 and moves[0][2] == moves[1][2]:
            each = listed([f"{whose} in {whom} {change}" for whose, whom, _, change in moves])
            return f"trust {moves[0][2]} on both sides, {each}"
        return listed([f"{whose} belief in {whom} {verb} {change}"
                       for whose, whom, verb, change in moves])  # fmt: skip

    def _fled(self, span: Span) -> str:
        """Say how many people fled in a span, apart from those already told of."""
        people = sum(
            event.severity
            for event in self.log.of("displacement")
            if span.holds(event.day) and event.id not in self.told
        )
        return f"{start_case(people_text(people))} fled." if people >= 1 else ""


def _rate(total: int, days: int) -> str:
    rate = total / days
    if days < _WEEK or total < _WEEK:
        return ""
    if rate >= 1:
        return f" ({_mean(rate)} a day)"
    return f" ({_mean(rate * _WEEK)} a week)" if rate * _WEEK >= 1 else ""


def _mean(value: float) -> str:
    """Write a mean: one decimal below ten, whole above."""
    text = f"{value:.1f}" if value < 10 else f"{value:.0f}"  # noqa: PLR2004 - two figures
    return text.removesuffix(".0")


# Who owed what: the clauses of an agreement, and whose duty each side took them for.


def who_owed_what(names: Names, *, short: bool = False) -> list[str]:
    """List the live clauses of the main agreement, a line of Markdown each.

    Where guarantors read a clause in another way than its letter, the line says so; where none
    of them does, the readings of the other parties stand there.

    Parameters
    ----------
    names : Names
        Names of the scenario.
    short : bool
        Whether to leave out what the clauses say.

    Returns
    -------
    list of str
        Lines; the clauses of least weight share the last one where the list grows long.
    """
    described = names.scenario.scenario
    duties = {
        key: duty
        for key, duty in described.obligations.items()
        if duty.active and duty.agreement == described.main
    }
    mark = "" if short else "- "
    lines = {
        key: f"{mark}{_clause_line(key, duty, names, short=short)}" for key, duty in duties.items()
    }
    told: set[str] = set()
    words = 0
    for key in sorted(duties, key=lambda key: -number(duties[key].importance))[:_MOST_CLAUSES]:
        words += word_count(lines[key])
        if words <= _MOST_CLAUSE_WORDS or not told:
            told.add(key)
    rest = [f"{names.clause(key)} ({names.gloss(key)})" for key in duties if key not in told]
    found = [line for key, line in lines.items() if key in told]
    return [*found, f"{mark}Of less weight: {listed(rest, 12)}."] if rest else found


def _clause_line(key: str, duty: Obligation, names: Names, *, short: bool) -> str:
    clause, owners = start_case(names.clause(key)), _owners(duty, names)
    if short:
        return f"{clause} ({names.gloss(key)}): {owners}."
    due = ""
    if duty.due:
        due = f", due {date_text(names.scenario.date(names.scenario.day(duty.due)))}"
    return f"**{clause}**{due}: {duty.text.strip().rstrip('.')}. {start_case(owners)}."


def _owners(duty: Obligation, names: Names) -> str:
    letter = f"{names.parties(duty.owed_by)} owed it" if duty.owed_by else "it names nobody"
    views = _views(duty, names.guarantors) or _views(duty, tuple(names.scenario.scenario.parties))
    if not views:
        return letter
    read = [_reading(who, owners, duty.owed_by, names) for owners, who in views.items()]
    return f"{'by the letter ' if duty.owed_by else ''}{letter}; {'; '.join(read)}"


def _views(duty: Obligation, readers: tuple[str, ...]) -> dict[tuple[str, ...], list[str]]:
    """Gather who reads a clause in another way than its letter, by whose duty they take it for."""
    views: dict[tuple[str, ...], list[str]] = {}
    for reader in readers:
        owners = tuple(sorted(duty.readings.get(reader, duty.owed_by)))
        if owners != tuple(sorted(duty.owed_by)):
            views.setdefault(owners, []).append(reader)
    return views


def _reading(who: list[str], owners: tuple[str, ...], letter: tuple[str, ...], names: Names) -> str:
    """Say how some read a clause, by what sets it apart from the letter."""
    readers = names.parties(who)
    if owners == tuple(who):
        whose = "their" if names.is_plural(who[0]) else "its"
        return f"{readers} took it for {whose} own duty alone"
    extra = [owner for owner in owners if owner not in letter]
    if letter and extra and set(letter) <= set(owners):
        return f"{readers} held {names.parties(extra)} to it as well"
    if owners and set(owners) < set(letter):
        return f"{readers} held only {names.parties(owners)} to it"
    if len(owners) > 1:
        return f"{readers} took it for a duty of {names.parties(owners)}"
    whose = possessive(names.party(owners[0])) if owners else "nobody's"
    return f"{readers} took it for {whose} duty"
