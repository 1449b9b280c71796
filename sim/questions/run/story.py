"""The told run as Markdown: who owed what, the chapters, and why it ended.

The story is a selection: the beats that weigh most, as many as `MOST_WORDS` allow. It adds
nothing to the log; every reason in it is an edge there, see `sim.shared.phrases`.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.questions.run import chapters
from sim.questions.run.beats import Teller
from sim.questions.run.ending import datings, path_to_end, why_it_ended
from sim.questions.run.owed import who_owed_what
from sim.shared.names import Names
from sim.shared.phrases import ENDINGS, on_date, sentence
from sim.shared.wording import (
    date_text,
    pair_text,
    plural,
    word_count,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.questions.run.beats import Beat
    from sim.record import EventLog, Outcome
    from sim.record.told import Daily
    from sim.scenario.scenario import Scenario

MOST_WORDS = 1100
CAVEAT = (
    "The model knows nothing of what the people in these places said and meant, and its numbers"
    " are in large part assumed: this is one course of many that it can take, not a forecast and"
    " not an account of what happened."
)


@dataclass(frozen=True)
class Story:
    """A told run in its parts, each in plain sentences.

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
    turns : list of Beat
        The beats told, in order of days.
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
    turns: list[Beat]
    spans: list[chapters.Span]
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
    """Write the parts of a told run as Markdown. See `story`."""
    text = [f"# {parts.title}: one run", "", parts.opening, ""]
    if parts.owed:
        text += ["## Who owed what", "", *parts.owed, ""]
    text += ["## What happened", ""]
    for heading, body in parts.sections:
        text += [f"### {heading}", "", body, ""]
    text += ["## Why it ended" if parts.ended else "## How it held", ""]
    text += [f"{place}. {step}" for place, step in enumerate(parts.why, start=1)]
    text += ["", parts.datings, "", CAVEAT, ""]
    return names.shortened("\n".join(text))


def tell(
    scenario: Scenario, log: EventLog, daily: Daily, outcome: Outcome, most: int = MOST_WORDS
) -> Story:
    """Tell a run in its parts. See `story`; `most` is the number of words that it may take."""
    names = Names(scenario)
    teller = Teller(log, names, [event.id for event in path_to_end(log, outcome)])
    beats = teller.beats()
    weather = _Weather(names, log, daily, teller.used)
    last = _last_day(log, daily, outcome)
    end_day = outcome.end_day if outcome.ended and not scenario.scenario.series else None
    spans = chapters.spans(names, last, end_day)
    owed = who_owed_what(names)
    opening = _opening(names, outcome)
    why, other_days = why_it_ended(names, log, outcome), datings(names, outcome)
    fixed = [opening, other_days, CAVEAT, *owed, *why]
    fixed += [chapters.title(names, span) for span in spans]
    fixed += [weather.of(spans, place) for place in range(len(spans))]
    left = most - sum(word_count(text) for text in fixed) - 20
    turns = chosen(beats, spans, left)
    spans = chapters.refined(names, spans, [beat.day for beat in turns])
    told = chapters.merged([(span, any(span.holds(b.day) for b in turns)) for span in spans])
    texts: list[tuple[str, str]] = []
    for place, span in enumerate(told):
        body = weather.of(told, place)
        here = [beat for beat in turns if span.holds(beat.day)]
        texts.append((chapters.title(names, span), " ".join([body, *_sentences(here, names)])))
    return Story(
        title=scenario.scenario.title,
        opening=opening,
        owed=owed,
        owed_in_short=who_owed_what(names, short=True),
        sections=texts,
        turns=turns,
        spans=told,
        why=why,
        datings=other_days,
        ended=outcome.ended,
    )


def _last_day(log: EventLog, daily: Daily, outcome: Outcome) -> int:
    days = [outcome.end_day, *(event.day for event in log)]
    return max(days + [int(day) for day in daily.get("day", ())])


class _Weather:
    """Says what a chapter was like as a whole."""

    def __init__(self, names: Names, log: EventLog, daily: Daily, told: set[int]) -> None:
        self.names, self.log, self.daily, self.told = names, log, daily, told

    def of(self, spans: Sequence[chapters.Span], place: int) -> str:
        """Tell of one chapter, against the one before it."""
        before = spans[place - 1] if place else None
        text = chapters.weather(self.names, self.log, self.daily, spans[place], before)
        return f"{text} {chapters.fled(self.log, spans[place], self.told)}".strip()


# Each further beat of one kind, and each further one in a chapter, weighs so much of the last.
FADING_BY_KIND = 0.85
FADING_BY_CHAPTER = 0.92


def chosen(
    beats: Sequence[Beat], spans: Sequence[chapters.Span], words: int, most: int = 10**6
) -> list[Beat]:
    """Take the beats that weigh most until the words are used up.

    Parameters
    ----------
    beats : sequence of Beat
        All beats of a run.
    spans : sequence of Span
        The chapters; none is to have all the words.
    words : int
        Words to spend.
    most : int
        Beats taken at most.

    Returns
    -------
    list of Beat
        The beats to tell, in order of days.
    """
    taken: list[Beat] = []
    left = list(beats)
    kinds: Counter[tuple[object, ...]] = Counter()
    places: Counter[int] = Counter()
    chapter = {
        day: place for place, span in enumerate(spans) for day in range(span.first, span.last + 1)
    }

    def weight(beat: Beat) -> float:
        alike = FADING_BY_KIND ** kinds[beat.key]
        return beat.weight * alike * FADING_BY_CHAPTER ** places[chapter.get(beat.day, -1)]

    while left and len(taken) < most:
        best = max(left, key=lambda beat: (weight(beat), -beat.order))
        left.remove(best)
        cost = word_count(best.body) + word_count(best.tail) + 3
        if cost <= words:
            taken.append(best)
            words -= cost
            kinds[best.key] += 1
            places[chapter.get(best.day, -1)] += 1
    return sorted(taken, key=lambda beat: (beat.day, beat.order))


def _sentences(beats: Sequence[Beat], names: Names) -> list[str]:
    found: list[str] = []
    before = None
    same = True
    glossed: set[str] = set()
    for beat in beats:
        when = names.scenario.date(beat.day)
        opening = on_date(when, before, same=same)
        if beat.until is not None:
            opening = "Between {} and {}".format(*pair_text(when, names.scenario.date(beat.until)))
        text = f"{opening} {beat.body}. {beat.tail}".strip()
        found.append(_gloss_once(text, glossed))
        before, same = when, beat.until is None
    return found


def _gloss_once(text: str, seen: set[str]) -> str:
    """Leave out what a clause is about where the chapter has said it before."""

    def shortened(match: re.Match[str]) -> str:
        if match.group() in seen:
            return match.group(1)
        seen.add(match.group())
        return match.group()

    return re.sub(r"(clause \S+(?: of the [^(,.]+?)?) \([a-z ]+\)", shortened, text)


def _opening(names: Names, outcome: Outcome) -> str:
    described = names.scenario.scenario
    text = described.agreements[described.main]
    agreement = names.agreement(described.main)
    first = f"{agreement} came into force on {date_text(described.start)}"
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
