"""Signing, closing and settling agreements in the tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.day import codes, measures
from sim.day.codes import NONE
from sim.day.notes import because, came_out, note, tally, witness
from sim.day.situation import debtors, owed_in_fact, reckon_beliefs
from sim.law.trust import duty_credit, remembered

if TYPE_CHECKING:
    from sim.day.state import Duty, Obligation, World


def sign(w: World, text_number: int, start: int, framework: int) -> int:
    """Make an agreement out of its text, with its duties; give its number, or -1."""
    run = w.run
    text = w.texts[text_number]
    number = run.agreements
    first = run.duties
    if number >= len(w.agreements) or first + text.obligations_count > len(w.duties):
        run.overflow = 1
        return NONE
    ordinal = 1
    for each in range(number):
        if w.agreements[each].text == text_number:
            ordinal += 1
    agreement = w.agreements[number]
    agreement.text = text_number
    agreement.ordinal = ordinal
    agreement.key = w.links[text.keys_at + ordinal - 1]
    agreement.start = start
    agreement.framework = framework
    agreement.closed = NONE
    agreement.closed_as = NONE
    agreement.declaration = NONE
    agreement.declared_by = NONE
    agreement.measured = 0
    agreement.end_day = NONE
    agreement.end_kind = NONE
    agreement.eroded = NONE
    agreement.also = 0
    agreement.entry_event = NONE
    agreement.duties_at = first
    agreement.duties_count = text.obligations_count
    agreement.offensive_day = NONE
    agreement.acts_seen = 0
    for place in range(text.obligations_count):
        obligation = w.obligations[text.obligations_at + place]
        duty = w.duties[first + place]
        duty.obligation = text.obligations_at + place
        duty.agreement = number
        duty.key = w.links[obligation.keys_at + ordinal - 1]
        duty.begins = start
        if obligation.begins_stated == 1:
            duty.begins = obligation.begins
            if obligation.begins_date == 0:
                duty.begins = start + obligation.begins - 1
        duty.due_stated = obligation.due_stated
        duty.due = 0
        if obligation.due_stated == 1:
            duty.due = obligation.due
            if obligation.due_date == 0:
                duty.due = start + obligation.due - 1
        duty.first_due = duty.due
        duty.progress = obligation.progress if ordinal == 1 else 0.0
        duty.verified = duty.progress
        duty.extensions = 0
        duty.gap = 0.0
        duty.met = 0
        duty.breaches = 0
        duty.last_done = codes.LONG_AGO
        duty.deadline_event = NONE
        duty.first_breach = codes.LONG_AGO
        duty.missed = codes.LONG_AGO
        duty.done = codes.LONG_AGO
        duty.kept_version = 0
        for reader in range(run.parties):
            w.links[run.reading_at + (first + place) * run.parties + reader] = w.links[
                obligation.readings_at + reader
            ]
    run.agreements = number + 1
    run.duties = first + text.obligations_count
    return number


def marked(w: World, duty: Duty) -> None:
    """Remember the day of the first breach of a duty."""
    run = w.run
    if duty.first_breach == codes.LONG_AGO:
        duty.first_breach = run.day


def first_owing(w: World, obligation: Obligation) -> int:
    """Who is named first among those who owe a duty by the letter."""
    if w.links[obligation.owed] == 0:
        return NONE
    return w.links[obligation.owed + 1]


def complete(w: World, number: int, cause: int) -> None:
    """Mark a duty as delivered."""
    run = w.run
    duty = w.duties[number]
    obligation = w.obligations[duty.obligation]
    duty.met = 1
    duty.progress = 1.0
    duty.gap = 0.0
    duty.done = run.day
    give_credit(w, number)
    debtor = first_owing(w, obligation)
    note(w, codes.DELIVERY, 0, NONE, debtor, obligation=duty.obligation, agreement=duty.agreement)
    because(w, cause)
    if duty.due_stated == 0 or run.day <= duty.due:
        note(
            w,
            codes.DEADLINE,
            codes.DEADLINE_MET,
            NONE,
            debtor,
            obligation=duty.obligation,
            agreement=duty.agreement,
        )
        because(w, cause)


def give_credit(w: World, number: int) -> None:
    """Let a duty that was done speak for those who owe it, in the eyes of the other camps."""
    run = w.run
    obligation = w.obligations[w.duties[number].obligation]
    credit = duty_credit(w.laws.belief_duty_credit, obligation.visibility, obligation.importance)
    for reader in range(run.parties):
        owing = debtors(w, number, reader)
        for place in range(owing + 1, owing + 1 + w.links[owing]):
            pair = w.pairs[reader][w.links[place]]
            if pair.other_camp == 1:
                pair.kept = remembered(pair.kept, 1.0, credit)
        reckon_beliefs(w, reader)


def omit(w: World, number: int, gap: float, cause: int, who: int) -> None:
    """Enter the breach by omission of one party that owes a duty."""
    run = w.run
    duty = w.duties[number]
    duty.breaches += 1
    marked(w, duty)
    event = note(
        w,
        codes.BREACH,
        codes.OMISSION,
        who,
        obligation=duty.obligation,
        agreement=duty.agreement,
        severity=gap,
        author=who,
    )
    because(w, cause)
    for other in range(run.parties):
        if other != who:
            witness(w, event, other)
    count_breach(w, run.parties > 1)
    if cause == NONE:
        duty.deadline_event = event


def omit_all(w: World, number: int, gap: float, cause: int) -> None:
    """Enter the breach by omission of each party that owes a duty in fact."""
    for who in range(w.run.parties):
        if owed_in_fact(w, number, who):
            omit(w, number, gap, cause, who)


def count_breach(w: World, seen: bool) -> None:
    """Count a breach of today."""
    tally(w, measures.BREACHES)
    if seen:
        tally(w, measures.BREACHES_SEEN)


def stop_offensive(w: World, who: int, why: int, cause: int) -> None:
    """Break off a running offensive, or one prepared; momentum lives on for a while."""
    party = w.parties[who]
    party.plan = 0
    if party.operation == 0 or party.op_running == 0:
        return
    party.op_running = 0
    party.op_days_stopped = 0
    note(w, codes.OFFENSIVE, codes.STOPPED, who, severity=float(party.op_captured))
    came_out(w, why)
    because(w, party.op_begun, cause)


def close(w: World, number: int, how: int, declaration: int, declared_by: int) -> None:
    """Let an agreement lose its force at the end of this phase."""
    run = w.run
    if run.closing >= len(w.closing):
        run.overflow = 1
        return
    entry = w.closing[run.closing]
    entry.agreement = number
    entry.how = how
    entry.declaration = declaration
    entry.declared_by = declared_by
    run.closing += 1


def close_what_was_declared(w: World) -> None:
    """Carry out declarations; the precedence decides between two of one day."""
    run = w.run
    for each in range(run.closing):
        entry = w.closing[each]
        agreement = w.agreements[entry.agreement]
        ranked = False
        if agreement.closed == run.day:
            ranked = w.links[run.rank_at + entry.how] < w.links[run.rank_at + agreement.closed_as]
        if agreement.closed == NONE or ranked:
            if agreement.closed != NONE:
                agreement.also |= 1 << agreement.closed_as
            agreement.closed = run.day
            agreement.closed_as = entry.how
            agreement.declaration = entry.declaration
            agreement.declared_by = entry.declared_by
        elif agreement.closed == run.day and entry.how != agreement.closed_as:
            agreement.also |= 1 << entry.how
    run.closing = 0
