"""Signing, closing and settling agreements in the tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.engine.codes import (
    BREACH,
    DEADLINE,
    DEADLINE_MET,
    DELIVERY,
    LONG_AGO,
    NONE,
    OFFENSIVE,
    OMISSION,
    STOPPED,
)
from sim.engine.notes import because, came_out, note, witness
from sim.engine.situation import debtors, owed_in_fact, reckon_beliefs
from sim.law.trust import duty_credit, remembered

if TYPE_CHECKING:
    from sim.engine.tables import Diary, Rows, Treaty, World


def sign(world: World, treaty: Treaty, text_number: int, start: int, framework: int) -> int:
    """Make an agreement out of its text, with its duties; give its number, or -1."""
    run = world.run[0]
    text = treaty.texts[text_number]
    number = run.pacts
    first = run.duties
    if number >= len(treaty.pacts) or first + text.obligations_count > len(treaty.duties):
        run.overflow = 1
        return NONE
    ordinal = 1
    for each in range(number):
        if treaty.pacts[each].text == text_number:
            ordinal += 1
    pact = treaty.pacts[number]
    pact.text = text_number
    pact.ordinal = ordinal
    pact.key = world.links[text.keys_at + ordinal - 1]
    pact.start = start
    pact.framework = framework
    pact.closed = NONE
    pact.closed_as = NONE
    pact.declaration = NONE
    pact.declared_by = NONE
    pact.measured = 0
    pact.end_day = NONE
    pact.end_kind = NONE
    pact.eroded = NONE
    pact.also = 0
    pact.entry_event = NONE
    pact.duties_at = first
    pact.duties_count = text.obligations_count
    pact.offensive_day = NONE
    pact.acts_seen = 0
    for place in range(text.obligations_count):
        obligation = treaty.obligations[text.obligations_at + place]
        duty = treaty.duties[first + place]
        duty.obligation = text.obligations_at + place
        duty.pact = number
        duty.key = world.links[obligation.keys_at + ordinal - 1]
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
        duty.last_done = LONG_AGO
        duty.deadline_event = NONE
        duty.first_breach = LONG_AGO
        duty.missed = LONG_AGO
        duty.done = LONG_AGO
        duty.kept_version = 0
        for reader in range(run.parties):
            world.links[run.reading_at + (first + place) * run.parties + reader] = world.links[
                obligation.readings_at + reader
            ]
    run.pacts = number + 1
    run.duties = first + text.obligations_count
    return number


def marked(run: Rows, duty: Rows) -> None:
    """Remember the day of the first breach of a duty."""
    if duty.first_breach == LONG_AGO:
        duty.first_breach = run.day


def first_owing(world: World, obligation: Rows) -> int:
    """Who is named first among those who owe a duty by the letter."""
    if world.links[obligation.owed] == 0:
        return NONE
    return world.links[obligation.owed + 1]


def complete(world: World, treaty: Treaty, diary: Diary, number: int, cause: int) -> None:
    """Mark a duty as delivered."""
    run = world.run[0]
    duty = treaty.duties[number]
    obligation = treaty.obligations[duty.obligation]
    duty.met = 1
    duty.progress = 1.0
    duty.gap = 0.0
    duty.done = run.day
    give_credit(world, treaty, number)
    debtor = first_owing(world, obligation)
    note(run, diary, DELIVERY, 0, NONE, debtor, NONE, duty.obligation, duty.pact, 0.0, NONE)
    because(run, diary, cause)
    if duty.due_stated == 0 or run.day <= duty.due:
        note(
            run,
            diary,
            DEADLINE,
            DEADLINE_MET,
            NONE,
            debtor,
            NONE,
            duty.obligation,
            duty.pact,
            0.0,
            NONE,
        )
        because(run, diary, cause)


def give_credit(world: World, treaty: Treaty, number: int) -> None:
    """Let a duty that was done speak for those who owe it, in the eyes of the other camps."""
    run = world.run[0]
    obligation = treaty.obligations[treaty.duties[number].obligation]
    credit = duty_credit(
        world.laws[0].belief_duty_credit, obligation.visibility, obligation.importance
    )
    for reader in range(run.parties):
        owing = debtors(world, number, reader)
        for place in range(owing + 1, owing + 1 + world.links[owing]):
            pair = world.pairs[reader * run.parties + world.links[place]]
            if pair.other_camp == 1:
                pair.kept = remembered(pair.kept, 1.0, credit)
        reckon_beliefs(world, reader)


def omit(
    world: World, treaty: Treaty, diary: Diary, number: int, gap: float, cause: int, who: int
) -> None:
    """Enter the breach by omission of one party that owes a duty."""
    run = world.run[0]
    duty = treaty.duties[number]
    duty.breaches += 1
    marked(run, duty)
    event = note(
        run, diary, BREACH, OMISSION, who, NONE, NONE, duty.obligation, duty.pact, gap, who
    )
    because(run, diary, cause)
    for other in range(run.parties):
        if other != who:
            witness(run, diary, event, other)
    count_breach(run, diary, run.parties > 1)
    if cause == NONE:
        duty.deadline_event = event


def omit_all(
    world: World, treaty: Treaty, diary: Diary, number: int, gap: float, cause: int
) -> None:
    """Enter the breach by omission of each party that owes a duty in fact."""
    for who in range(world.run[0].parties):
        if owed_in_fact(world, treaty, number, who):
            omit(world, treaty, diary, number, gap, cause, who)


def count_breach(run: Rows, diary: Diary, seen: bool) -> None:
    """Count a breach of today."""
    day = diary.days[run.day + run.run_in - 1]
    day.breaches += 1
    if seen:
        day.breaches_seen += 1


def stop_offensive(world: World, diary: Diary, who: int, why: int, cause: int) -> None:
    """Break off a running offensive, or one prepared; momentum lives on for a while."""
    run = world.run[0]
    party = world.parties[who]
    party.plan = 0
    if party.operation == 0 or party.op_running == 0:
        return
    party.op_running = 0
    party.op_days_stopped = 0
    note(
        run,
        diary,
        OFFENSIVE,
        STOPPED,
        who,
        NONE,
        NONE,
        NONE,
        NONE,
        float(party.op_captured),
        NONE,
    )
    came_out(run, diary, why)
    because(run, diary, party.op_begun)
    because(run, diary, cause)


def close(
    world: World,
    treaty: Treaty,
    number: int,
    how: int,
    declaration: int,
    declared_by: int,
) -> None:
    """Let an agreement lose its force at the end of this phase."""
    run = world.run[0]
    if run.closing >= len(treaty.closing):
        run.overflow = 1
        return
    entry = treaty.closing[run.closing]
    entry.pact = number
    entry.how = how
    entry.declaration = declaration
    entry.declared_by = declared_by
    run.closing += 1


def close_what_was_declared(world: World, treaty: Treaty) -> None:
    """Carry out declarations; the precedence decides between two of one day."""
    run = world.run[0]
    for each in range(run.closing):
        entry = treaty.closing[each]
        pact = treaty.pacts[entry.pact]
        ranked = False
        if pact.closed == run.day:
            ranked = (
                world.links[run.rank_at + entry.how] < world.links[run.rank_at + pact.closed_as]
            )
        if pact.closed == NONE or ranked:
            if pact.closed != NONE:
                pact.also |= 1 << pact.closed_as
            pact.closed = run.day
            pact.closed_as = entry.how
            pact.declaration = entry.declaration
            pact.declared_by = entry.declared_by
        elif pact.closed == run.day and entry.how != pact.closed_as:
            pact.also |= 1 << entry.how
    run.closing = 0
