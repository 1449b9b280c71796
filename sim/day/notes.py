"""What a run writes down: counts by day, and the log, as buffers with offsets.

An event has a number in every run; only a trace writes more of it. Causes and numbers that
decided an event follow it before the next event is entered.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.day.codes import NONE

if TYPE_CHECKING:
    from sim.day.state import World


def tally(w: World, measure: int, amount: int = 1) -> None:
    """Count something today; see `sim.day.measures`."""
    w.tallies[w.run.day + w.run.run_in - 1][measure] += amount


def note(
    w: World,
    kind: int,
    form: int,
    actor: int = NONE,
    target: int = NONE,
    sector: int = NONE,
    obligation: int = NONE,
    agreement: int = NONE,
    severity: float = 0.0,
    author: int = NONE,
) -> int:
    """Enter an event; -1 stands for nobody and nothing. Give its number."""
    run = w.run
    event = run.events
    run.events = event + 1
    if run.traced == 1:
        if event >= len(w.log):
            run.overflow = 1
        else:
            entry = w.log[event]
            entry.day = run.day
            entry.kind = kind
            entry.form = form
            entry.actor = actor
            entry.target = target
            entry.sector = sector
            entry.obligation = obligation
            entry.agreement = agreement
            entry.severity = severity
            entry.author = author
            entry.blamed = NONE
            entry.outcome = 0
            entry.causes_at = run.causes
            entry.causes = 0
            entry.layout = 0
            entry.weights_at = run.weights
    return event


def because(w: World, *events: int) -> None:
    """Add causes to the newest event, each once; -1 is none."""
    run = w.run
    if run.traced == 0 or run.overflow == 1:
        return
    entry = w.log[run.events - 1]
    for cause in events:
        known = cause < 0
        for at in range(entry.causes_at, entry.causes_at + entry.causes):
            known = known or w.causes[at] == cause
        if known:
            continue
        if run.causes >= len(w.causes):
            run.overflow = 1
            return
        w.causes[run.causes] = cause
        run.causes += 1
        entry.causes += 1


def weigh(w: World, layout: int, *weights: float) -> None:
    """Write down the numbers that decided the newest event; `layout` names them."""
    run = w.run
    if run.traced == 0 or run.overflow == 1:
        return
    for weight in weights:
        if run.weights >= len(w.weights):
            run.overflow = 1
            return
        w.log[run.events - 1].layout = layout
        w.weights[run.weights] = weight
        run.weights += 1


def came_out(w: World, outcome: int) -> None:
    """Say how the newest event came out."""
    if w.run.traced == 1 and w.run.overflow == 0:
        w.log[w.run.events - 1].outcome = outcome


def lay_blame(w: World, event: int, blamed: int) -> None:
    """Say whom the victim of an event holds responsible."""
    if w.run.traced == 1 and w.run.overflow == 0:
        w.log[event].blamed = blamed


def witness(w: World, event: int, who: int) -> None:
    """Say that somebody perceived an event."""
    run = w.run
    if run.traced == 0 or run.overflow == 1:
        return
    if run.witnesses >= len(w.witnesses):
        run.overflow = 1
        return
    entry = w.witnesses[run.witnesses]
    entry.event = event
    entry.who = who
    run.witnesses += 1
