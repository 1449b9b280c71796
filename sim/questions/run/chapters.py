"""Chapters of a story: spans of the calendar, and what each was like as a whole."""

from __future__ import annotations

import itertools
import math
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.shared.phrases import sentence
from sim.shared.wording import (
    count_text,
    listed,
    pair_text,
    people_text,
    plural,
    possessive,
    share_text,
    start_case,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.record import EventLog
    from sim.record.told import Daily
    from sim.shared.names import Names

WEEK = 7
# Up to so many days: chapters of so many months; 0 stands for weeks.
UNITS = ((45, 0), (150, 1), (330, 2), (620, 3), (1100, 6), (10**9, 12))
MOST_BEATS = 9
MOST = 0.5
NEARLY_ALL = 0.9
NOTABLE_TRUST = 0.1
NOTABLE_RATIO = 1.15


@dataclass(frozen=True)
class Span:
    """Some days of a run, from the first to the last."""

    first: int
    last: int

    def holds(self, day: int) -> bool:
        """Whether a day lies in the span."""
        return self.first <= day <= self.last


def spans(names: Names, last: int, end_day: int | None) -> list[Span]:
    """Divide a run into chapters: short ones for short runs, years for long ones.

    Parameters
    ----------
    names : Names
        Names of the scenario, for its calendar.
    last : int
        Last day of the run.
    end_day : int, optional
        Day of the end; the last chapter begins with it.

    Returns
    -------
    list of Span
        Spans that follow each other from day 1 to `last`.
    """
    cut = end_day if end_day is not None and end_day > 1 else None
    before = _divided(names, 1, min(last, cut - 1) if cut else last)
    return [*before, *([Span(cut, last)] if cut and cut <= last else [])]


def refined(names: Names, parts: Sequence[Span], days: Sequence[int]) -> list[Span]:
    """Divide again the spans in which too much is told for one paragraph.

    Parameters
    ----------
    names : Names
        Names of the scenario, for its calendar.
    parts : sequence of Span
        The chapters so far.
    days : sequence of int
        Days of what is told.

    Returns
    -------
    list of Span
        Chapters, shorter where much happened.
    """
    found: list[Span] = []
    for span in parts:
        told = sum(span.holds(day) for day in days)
        length = span.last - span.first + 1
        crowded = told > MOST_BEATS and length > UNITS[0][0]
        # Half of the length finds the next smaller unit of the calendar.
        found += _divided(names, span.first, span.last, length // 2) if crowded else [span]
    return found


def _divided(names: Names, first: int, last: int, length: int | None = None) -> list[Span]:
    if last < first:
        return []
    length = last - first if length is None else length
    months = next(unit for most, unit in UNITS if length < most)
    starts = [first]
    for day in range(first + 1, last + 1):
        when = names.scenario.date(day)
        if (
            (day - first) % WEEK == 0
            if months == 0
            else when.day == 1 and (when.month - 1) % months == 0
        ):
            starts.append(day)
    # A stub at either end joins its neighbour.
    third = WEEK // 2 if months == 0 else 10 * months
    if len(starts) > 1 and last - starts[-1] + 1 < third:
        starts.pop()
    if len(starts) > 1 and starts[1] - starts[0] < third:
        starts.pop(1)
    return [Span(a, b - 1) for a, b in itertools.pairwise([*starts, last + 1])]


def title(names: Names, span: Span) -> str:
    """Name a span by its dates."""
    first, last = pair_text(names.scenario.date(span.first), names.scenario.date(span.last))
    return first if first == last else f"{first} to {last}"


def weather(names: Names, log: EventLog, daily: Daily, span: Span, before: Span | None) -> str:
    """Say what a span was like: fire, published counts, trust, people who fled.

    Parameters
    ----------
    names : Names
        Names of the scenario.
    log : EventLog
        What happened.
    daily : mapping
        The run by day.
    span : Span
        The chapter.
    before : Span, optional
        The chapter before it; none for the first.

    Returns
    -------
    str
        A few sentences.
    """
    parts = [
        _fire(names, log, span, first=before is None),
        _counts(names, daily, span, before),
        _trust(names, daily, span),
    ]
    return " ".join(sentence(part) for part in parts if part)


def _fire(names: Names, log: EventLog, span: Span, *, first: bool) -> str:
    by = Counter(
        event.true_author or event.actor for event in log.of("attack") if span.holds(event.day)
    )
    total = sum(by.values())
    days = span.last - span.first + 1
    if total == 0:
        return "the line was quiet"
    text = f"the line saw {plural(total, 'attack')}{_rate(total, days)}"
    ranked = sorted(by, key=lambda key: (-by[key], key))
    share = by[ranked[0]] / total
    if total == 1:
        text += f", by {names.party(ranked[0])}"
    elif len(ranked) == 1:
        text += f", all by {names.party(ranked[0])}"
    elif share > MOST:
        how_many = "nearly all" if share > NEARLY_ALL else "most of them"
        text += f", {how_many} by {names.party(ranked[0])}"
    else:
        shares = [f"{names.party(key)} ({share_text(by[key] / total)})" for key in ranked[:2]]
        text += f", chiefly by {listed(shares)}"
    earlier = [event.day for event in log.of("attack") if event.day < 1]
    if first and earlier and 1 - min(earlier) >= WEEK:
        rate = len(earlier) / (1 - min(earlier))
        text += f"; before the entry into force there had been {_number(rate)} a day"
    return text


def _rate(total: int, days: int) -> str:
    rate = total / days
    if days < WEEK or total < WEEK:
        return ""
    if rate >= 1:
        return f" ({_number(rate)} a day)"
    return f" ({_number(rate * WEEK)} a week)" if rate * WEEK >= 1 else ""


def _number(value: float) -> str:
    """Write a mean: one decimal below ten, whole above."""
    text = f"{value:.1f}" if value < 10 else f"{value:.0f}"  # noqa: PLR2004 - two figures
    return text.removesuffix(".0")


def _during(daily: Daily, column: str, span: Span) -> list[float]:
    """Values of a column on the days of a span; none where there is no such column."""
    if column not in daily:
        return []
    days = zip(daily["day"], daily[column], strict=True)
    return [float(value) for day, value in days if span.holds(day)]


def _means(names: Names, daily: Daily, span: Span) -> dict[str, float]:
    counts = {key: _during(daily, f"published.{key}", span) for key in names.guarantors}
    return {key: math.fsum(days) / len(days) for key, days in counts.items() if days}


def _counts(names: Names, daily: Daily, span: Span, before: Span | None) -> str:
    means = _means(names, daily, span)
    if len(means) < 2 or max(means.values()) < 0.1:  # noqa: PLR2004 - two sides, and a count to tell
        return ""
    high, low = sorted(means, key=lambda key: (-means[key], key))[:2]
    ratio = means[high] / max(means[low], 0.05)
    if ratio < NOTABLE_RATIO:
        return f"both sides counted about {_number(means[high])} breaches a day"
    text = (
        f"{names.party(high)} counted {_number(means[high])} breaches a day,"
        f" {names.party(low)} {_number(means[low])}"
    )
    past = _means(names, daily, before) if before else {}
    if past and past[high] < past[low]:
        above = possessive(names.party(low))
        text = f"{possessive(names.party(high))} count rose above {above}: {text}"
    return text


def _trust(names: Names, daily: Daily, span: Span) -> str:
    pair: Sequence[str] = names.guarantors[:2]
    pair = pair if len(pair) > 1 else names.opponents
    if len(pair) < 2:  # noqa: PLR2004 - trust takes two
        return ""
    moves: list[tuple[str, str, float, float]] = []
    for of, other in (pair, pair[::-1]):
        course = _during(daily, f"belief.{of}.{other}", span)
        if course and abs(course[-1] - course[0]) >= NOTABLE_TRUST:
            moves.append((of, other, course[0], course[-1]))
    verbs = {"fell" if last < first else "rose" for _, _, first, last in moves}
    if len(moves) > 1 and len(verbs) == 1:
        each = [
            f"{possessive(names.party(of))} in {names.party(other)} from {first:.2f} to {last:.2f}"
            for of, other, first, last in moves
        ]
        return f"trust {verbs.pop()} on both sides, {listed(each)}"
    return listed(
        [
            f"{possessive(names.party(of))} belief in {names.party(other)}"
            f" {'fell' if last < first else 'rose'} from {first:.2f} to {last:.2f}"
            for of, other, first, last in moves
        ]
    )


def fled(log: EventLog, span: Span, told: set[int]) -> str:
    """Say how many people fled in a span, apart from those already told of."""
    people = sum(
        event.severity
        for event in log.of("displacement")
        if span.holds(event.day) and event.id not in told
    )
    return f"{start_case(people_text(people))} fled." if people >= 1 else ""


def merged(parts: Sequence[tuple[Span, bool]]) -> list[Span]:
    """Join neighbouring spans in which nothing notable happened.

    Parameters
    ----------
    parts : sequence of (Span, bool)
        Spans, and whether something notable is told of each.

    Returns
    -------
    list of Span
        The chapters of the story.
    """
    found: list[Span] = []
    quiet = False
    for span, notable in parts:
        if found and quiet and not notable:
            found[-1] = Span(found[-1].first, span.last)
        else:
            found.append(span)
        quiet = not notable
    return found


def days_text(number: int) -> str:
    """Write a number of days."""
    return f"{count_text(number)} day" if number == 1 else f"{count_text(number)} days"
