"""Entries in the log of the engine, as buffers with offsets.

An event has a number in every run; only a told run writes more of it. Causes and
numbers that decided an event follow it before the next event is entered.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.engine.codes import NONE

if TYPE_CHECKING:
    from sim.engine.tables import Diary, Rows


def note(
    run: Rows,
    diary: Diary,
    kind: int,
    form: int,
    actor: int,
    target: int,
    sector: int,
    obligation: int,
    pact: int,
    severity: float,
    author: int,
) -> int:
    """Enter an event; -1 stands for nobody and nothing. Give its number."""
    event = run.events
    run.events = event + 1
    if run.told == 1:
        if event >= len(diary.log):
            run.overflow = 1
        else:
            entry = diary.log[event]
            entry.day = run.day
            entry.kind = kind
            entry.form = form
            entry.actor = actor
            entry.target = target
            entry.sector = sector
            entry.obligation = obligation
            entry.pact = pact
            entry.severity = severity
            entry.author = author
            entry.blamed = NONE
            entry.outcome = 0
            entry.causes_at = run.causes
            entry.causes = 0
            entry.layout = 0
            entry.weights_at = run.weights
    return event


def because(run: Rows, diary: Diary, cause: int) -> None:
    """Add a cause to the newest event, once; -1 is none."""
    if run.told == 0 or cause < 0 or run.overflow == 1:
        return
    entry = diary.log[run.events - 1]
    for at in range(entry.causes_at, entry.causes_at + entry.causes):
        if diary.causes[at] == cause:
            return
    if run.causes >= len(diary.causes):
        run.overflow = 1
        return
    diary.causes[run.causes] = cause
    run.causes += 1
    entry.causes += 1


def weigh(run: Rows, diary: Diary, layout: int, weight: float) -> None:
    """Add a number that decided the newest event; `layout` names all of them."""
    if run.told == 0 or run.overflow == 1:
        return
    if run.weights >= len(diary.weights):
        run.overflow = 1
        return
    diary.log[run.events - 1].layout = layout
    diary.weights[run.weights] = weight
    run.weights += 1


def came_out(run: Rows, diary: Diary, outcome: int) -> None:
    """Say how the newest event came out."""
    if run.told == 1 and run.overflow == 0:
        diary.log[run.events - 1].outcome = outcome


def lay_blame(run: Rows, diary: Diary, event: int, blamed: int) -> None:
    """Say whom the victim of an event holds responsible."""
    if run.told == 1 and run.overflow == 0:
        diary.log[event].blamed = blamed


def witness(run: Rows, diary: Diary, event: int, who: int) -> None:
    """Say that somebody perceived an event."""
    if run.told == 0 or run.overflow == 1:
        return
    if run.witnesses >= len(diary.witnesses):
        run.overflow = 1
        return
    entry = diary.witnesses[run.witnesses]
    entry.event = event
    entry.who = who
    run.witnesses += 1
