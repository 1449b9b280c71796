"""Sentences of a told run. Every "because" is made here, and only from an edge in the log."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sim.shared.deeds import deed_of
from sim.shared.wording import PLURALS, date_text, listed, short_date, start_case

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from sim.record import Event, EventLog
    from sim.shared.names import Names

# Which reasons tell most, where an event has more of them than a sentence can bear.
TELLING = {
    "declaration": 9.0,
    "offensive": 9.0,
    "restraint": 8.0,
    "deadline": 7.0,
    "shock": 7.0,
    "accusation": 6.0,
    "consent": 6.0,
    "loss": 6.0,
    "talks": 5.0,
    "renewal": 5.0,
    "deployment": 5.0,
    "supply": 5.0,
    "displacement": 4.0,
    "sector": 4.0,
    "finding": 3.0,
    "response": 3.0,
    "patrol": 3.0,
    "breach": 2.5,
    "attack": 2.0,
    "false_alarm": 2.0,
}
MOST_REASONS = 2


def causes_of(events: Sequence[Event], log: EventLog) -> list[Event]:
    """Events that some events name as their causes: the edges of the log, and nothing else.

    Parameters
    ----------
    events : sequence of Event
        One event, or several told together.
    log : EventLog
        Where their causes are found.

    Returns
    -------
    list of Event
        Causes from outside the group, each once, in order.
    """
    own = {event.id for event in events}
    found = {cause for event in events for cause in event.causes}
    return [log[cause] for cause in sorted(found - own)]


def because(
    events: Sequence[Event], causes: Sequence[Event], names: Names, most: int = MOST_REASONS
) -> str:
    """Give the reasons of some events as a clause, or nothing where there are none.

    Parameters
    ----------
    events : sequence of Event
        What is being told.
    causes : sequence of Event
        Events that they name as causes, see `causes_of`.
    names : Names
        Names of the scenario.
    most : int
        Reasons told at most; those that tell least are left out.

    Returns
    -------
    str
        ``, because ...``, or an empty string.
    """
    reasons = [reason for reason, _ in reasons_of(events, causes, names, most)]
    return f", because {listed(reasons)}" if reasons else ""


def reasons_of(
    events: Sequence[Event], causes: Sequence[Event], names: Names, most: int = MOST_REASONS
) -> list[tuple[str, list[Event]]]:
    """Give the reasons of some events, each with the causes that it tells.

    Parameters
    ----------
    events : sequence of Event
        What is being told.
    causes : sequence of Event
        Events that they name as causes, see `causes_of`.
    names : Names
        Names of the scenario.
    most : int
        Reasons told at most; those that tell least are left out.

    Returns
    -------
    list of tuple
        A clause such as ``Russia had accused Turkey``, and the events behind it.
    """
    groups: dict[tuple[str, ...], list[Event]] = {}
    for cause in causes:
        # That it was decided is no reason for what was decided; the reasons stand beside it.
        if (cause.kind, cause.form) == ("offensive", "prepared"):
            continue
        hand = cause.true_author or cause.actor
        violent = cause.kind in ("attack", "breach") and cause.form not in ("omission", "assault")
        sort = "attack" if violent else f"{cause.kind} {cause.form}"
        key = (sort, hand) if violent else (sort, hand, cause.target, cause.obligation)
        groups.setdefault(key, []).append(cause)
    ranked = sorted(
        groups.values(),
        key=lambda group: (-TELLING.get(group[0].kind, 1.0), group[0].id),
    )
    subject = main = deed_of(events, names).subject
    today = day_told(events[0])
    reasons: list[tuple[str, list[Event]]] = []
    for group in ranked[:most]:
        deed = deed_of(group, names, events[0].obligation)
        days = {event.day for event in group}
        when = ago(days.pop(), today, names) if len(days) == 1 else ""
        # "Russia ..., because it had ..., and had ...": nobody is named twice in a row.
        if deed.subject == subject:
            deed = replace(deed, subject="" if reasons else pronoun(subject))
        else:
            subject = deed.subject
        reason = deed.earlier().replace(f"accused {main} ", f"accused {OBJECT[pronoun(main)]} ")
        reasons.append((f"{reason} {when}".strip(), group))
    return reasons


def because_of(before: Event, event: Event, log: EventLog) -> str:
    """Link a step to the one told just before it, if the log has an edge between them.

    An end is measured by assaults; what caused them is taken for its cause.
    """
    joints = {cause for cause in event.causes if log[cause].form == "assault"}
    found = {*event.causes, *(cause for joint in joints for cause in log[joint].causes)}
    return "because of this, " if before.id in found else ""


OBJECT = {"they": "them", "it": "it"}


def pronoun(subject: str) -> str:
    """Stand in for the subject of a sentence."""
    last = subject.rsplit(maxsplit=1)[-1].lower()
    return (
        "they"
        if last in PLURALS or subject.startswith("delegations") or " and " in subject
        else "it"
    )


def day_told(event: Event) -> int:
    """Day to which an event is dated: an end may be known only some days after it."""
    return int(event.terms.get("dated", event.day)) if event.kind == "end" else event.day


def ago(day: int, today: int, names: Names) -> str:
    """Say when something was, as seen from a day of the run."""
    when = names.scenario.date(day)
    if day == today:
        return "that day"
    if day == today - 1:
        return "the day before"
    same_year = when.year == names.scenario.date(today).year
    return f"on {short_date(when) if same_year else date_text(when)}"


def on_date(when: date, before: date | None = None, *, same: bool = True) -> str:
    """Open a sentence with its date, shorter where the date told before it has the same year.

    Parameters
    ----------
    when : date
        The date.
    before : date, optional
        The date told before it.
    same : bool
        Whether "the same day" would be understood.

    Returns
    -------
    str
        Such as ``On 15 October 2018``.
    """
    if same and when == before:
        return "The same day"
    if before is not None and when.year == before.year:
        return f"On {short_date(when)}"
    return f"On {date_text(when)}"


def told(
    events: Sequence[Event],
    log: EventLog,
    names: Names,
    *,
    with_gloss: bool = False,
    apart: Sequence[str] = (),
) -> str:
    """Tell one event, or several of a kind, with the reasons that the log gives.

    Parameters
    ----------
    events : sequence of Event
        What to tell; all of one kind, actor and target.
    log : EventLog
        The log they are from.
    names : Names
        Names of the scenario.
    with_gloss : bool
        Whether to say what the clause in question is about.
    apart : sequence of str
        Kinds of causes that the caller tells in sentences of their own.

    Returns
    -------
    str
        A clause without capital and full stop.
    """
    main = deed_of(events, names).main()
    gloss = names.gloss(events[0].obligation) if with_gloss else ""
    clause = names.clause(events[0].obligation)
    if gloss and clause in main:
        main = main.replace(clause, f"{clause} ({gloss})", 1)
    causes = [cause for cause in causes_of(events, log) if cause.kind not in apart]
    return main + because(events, causes, names)


def sentence(text: str) -> str:
    """Give a clause its capital and its full stop."""
    return f"{start_case(text)}." if text else ""
