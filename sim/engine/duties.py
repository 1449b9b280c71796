"""Duties from day to day: delivery, deadlines, patrols, posts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.engine.codes import (
    DEADLINE,
    DEADLINE_MISSED,
    DELIVER,
    KEEP,
    LONG_AGO,
    NONE,
    PATROL_CUT_SHORT,
    PATROL_DONE,
    PATROL_EVENT,
    PATROL_MISSED,
    REPEAT,
    W_PROGRESS,
)
from sim.engine.notes import because, note, weigh
from sim.engine.pacts import complete, first_owing, give_credit, omit, omit_all
from sim.engine.situation import covers, in_list, owes
from sim.law.draws import PATROL, draw_block
from sim.law.guarantee import clients_effort, delivered

if TYPE_CHECKING:
    from sim.engine.tables import Diary, Treaty, World


def effort_on(world: World, who: int) -> float:
    """Effort on its own duties; a client's is partly its sponsor's."""
    party = world.parties[who]
    leverage = 0.0
    weighted = 0.0
    if party.sponsors > 0:
        tie = world.ties[party.sponsor_a]
        leverage += tie.leverage
        weighted += tie.leverage * world.parties[tie.sponsor].effort
    if party.sponsors > 1:
        tie = world.ties[party.sponsor_b]
        leverage += tie.leverage
        weighted += tie.leverage * world.parties[tie.sponsor].effort
    if leverage <= 0.0:
        return party.effort
    return clients_effort(party.effort, leverage, weighted / leverage)


def leverage_over(world: World, who: int, holder: int) -> float:
    """Share of a holder's decisions that are a party's."""
    for number in range(len(world.ties)):
        tie = world.ties[number]
        if tie.sponsor == who and tie.client == holder:
            return tie.leverage
    return 0.0


def ability(world: World, treaty: Treaty, number: int, who: int) -> float:
    """Share of the place where a party can deliver a duty at all."""
    run = world.run[0]
    obligation = treaty.obligations[treaty.duties[number].obligation]
    if obligation.about == NONE and obligation.zoned == 0:
        return 1.0
    kept = treaty.abilities[number * run.parties + who]
    if kept.version == run.ground_version:
        return kept.share
    kept.version = run.ground_version
    kept.share = 1.0
    total = 0.0
    places = 0
    for sector in range(run.sectors):
        holder = world.sectors[sector].holder
        if (
            covers(world, obligation, sector)
            and world.pairs[who * run.parties + holder].hostile == 0
        ):
            places += 1
            if holder == who:
                total += world.parties[who].control
            else:
                total += leverage_over(world, who, holder)
    if places > 0:
        kept.share = total / places
    return kept.share


def attend_to(world: World, treaty: Treaty, diary: Diary, number: int) -> None:
    """Let one duty move by a day."""
    kind = treaty.obligations[treaty.duties[number].obligation].kind
    if kind == DELIVER:
        deliver(world, treaty, diary, number)
    elif kind == REPEAT:
        repeat(world, treaty, diary, number)
    elif kind == KEEP:
        keep(world, treaty, diary, number)


def deliver(world: World, treaty: Treaty, diary: Diary, number: int) -> None:
    """Work on a delivery, and note a deadline that passes."""
    run = world.run[0]
    duty = treaty.duties[number]
    obligation = treaty.obligations[duty.obligation]
    if duty.met == 1:
        return
    if obligation.settled == 0:
        work_on(world, treaty, number)
    if duty.progress >= 1.0:
        complete(world, treaty, diary, number, NONE)
        return
    if duty.due_stated == 1 and run.day >= duty.due:
        if run.day == duty.due:
            duty.gap = 1.0 - duty.progress
            if duty.missed == LONG_AGO:
                duty.missed = run.day
            before = duty.deadline_event
            duty.deadline_event = note(
                run,
                diary,
                DEADLINE,
                DEADLINE_MISSED,
                NONE,
                first_owing(world, obligation),
                NONE,
                duty.obligation,
                duty.pact,
                duty.gap,
                NONE,
            )
            because(run, diary, before)
            weigh(run, diary, W_PROGRESS, duty.progress)
            omit_all(world, treaty, diary, number, duty.gap, duty.deadline_event)
        else:
            duty.gap = 1.0 - duty.progress


def work_on(world: World, treaty: Treaty, number: int) -> None:
    """Let those who read a duty as theirs work on it; the weakest sets the pace."""
    run = world.run[0]
    duty = treaty.duties[number]
    weakest = -1.0
    for who in range(run.parties):
        if owes(world, number, who, who):
            contribution = effort_on(world, who) * ability(world, treaty, number, who)
            if weakest < 0.0 or contribution < weakest:
                weakest = contribution
    if weakest < 0.0 or duty.due_stated == 0:
        return
    span = duty.first_due - treaty.pacts[duty.pact].start
    if span < 1:
        span = 1
    difficulty = treaty.obligations[duty.obligation].difficulty
    duty.progress = delivered(duty.progress, 1.0 / span, weakest, 1.0, difficulty)


def repeat(world: World, treaty: Treaty, diary: Diary, number: int) -> None:
    """Hold a patrol, or miss it."""
    run = world.run[0]
    duty = treaty.duties[number]
    obligation = treaty.obligations[duty.obligation]
    if run.day < duty.begins or (run.day - duty.begins) % obligation.every_days != 0:
        return
    first = NONE
    cut_short = 0
    absent = 0
    for who in range(run.parties):
        if not in_list(world.links, obligation.owed, who):
            continue
        shows, stays, _, _ = draw_block(
            run.seed, run.replicate, run.day, PATROL, world.parties[who].key, 0, duty.key, 0
        )
        world.links[run.flags_at + who] = 0
        if shows < obligation.difficulty * (1.0 - effort_on(world, who)):
            world.links[run.flags_at + who] = 1
            absent += 1
            if first == NONE:
                first = who
        if stays < obligation.difficulty * (1.0 - ability(world, treaty, number, who)):
            cut_short = 1
    if absent > 0:
        duty.gap = 1.0
        event = note(
            run,
            diary,
            PATROL_EVENT,
            PATROL_MISSED,
            first,
            NONE,
            NONE,
            duty.obligation,
            duty.pact,
            0.0,
            NONE,
        )
        duty.deadline_event = event
        for who in range(run.parties):
            if in_list(world.links, obligation.owed, who) and world.links[run.flags_at + who] == 1:
                omit(world, treaty, diary, number, 1.0, event, who)
        return
    duty.gap = 0.0
    duty.last_done = run.day
    if cut_short == 0:
        give_credit(world, treaty, number)
    note(
        run,
        diary,
        PATROL_EVENT,
        PATROL_CUT_SHORT if cut_short == 1 else PATROL_DONE,
        first_owing(world, obligation),
        NONE,
        NONE,
        duty.obligation,
        duty.pact,
        0.0,
        NONE,
    )
    diary.days[run.day + run.run_in - 1].patrols_done += 1


def keep(world: World, treaty: Treaty, diary: Diary, number: int) -> None:
    """Look whether posts stand, and in whose hands the ground around them is."""
    run = world.run[0]
    duty = treaty.duties[number]
    if duty.kept_version == run.ground_version:
        return
    duty.kept_version = run.ground_version
    obligation = treaty.obligations[duty.obligation]
    places = 0
    lost = 0
    for sector in range(run.sectors):
        if not covers(world, obligation, sector):
            continue
        posted = False
        for at in range(obligation.owed + 1, obligation.owed + 1 + world.links[obligation.owed]):
            if world.places[world.links[at] * run.sectors + sector].posts > 0.0:
                posted = True
        if posted:
            places += 1
            if world.sectors[sector].holder == obligation.about:
                lost += 1
    before = duty.gap
    if places == 0:
        duty.gap = 1.0
    elif obligation.about == NONE:
        duty.gap = 0.0
    else:
        duty.gap = lost / places
    if before <= 0.0 < duty.gap:
        omit_all(world, treaty, diary, number, duty.gap, NONE)
