"""How the end of an agreement is measured. Nobody acts on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.engine.codes import (
    ALSO,
    END,
    END_CANCELLED,
    END_DISOWNED,
    END_EROSION,
    END_HELD,
    END_OFFENSIVE,
    END_SUPERSEDED,
    ENDS,
    NONE,
    W_END,
)
from sim.engine.notes import because, came_out, note, weigh
from sim.engine.situation import mean_trust
from sim.law.ending import eroded

if TYPE_CHECKING:
    from sim.engine.tables import Diary, Field, Rows, Treaty, World

NEVER = 1 << 40


def measure(
    world: World, treaty: Treaty, diary: Diary, field: Field, number: int, last: int
) -> None:
    """Enter the end of an agreement in the log once it can no longer change."""
    run = world.run[0]
    pact = treaty.pacts[number]
    look_for_offensive(run, field, pact)
    if pact.eroded == NONE and has_eroded(run, diary, pact):
        pact.eroded = run.day
    first = NEVER
    if pact.closed != NONE:
        first = pact.closed
    if pact.offensive_day != NONE and pact.offensive_day < first:
        first = pact.offensive_day
    if pact.eroded != NONE and pact.eroded < first:
        first = pact.eroded
    if first == NEVER:
        if last == 1:
            enter(world, treaty, diary, field, number, run.day, END_HELD, 0)
        return
    if last == 0 and undecided(run, field, pact, first):
        return
    kinds = 0
    if pact.closed == first:
        kinds |= 1 << pact.closed_as
        kinds |= pact.also
    if pact.offensive_day == first:
        kinds |= 1 << END_OFFENSIVE
    if pact.eroded == first:
        kinds |= 1 << END_EROSION
    chosen = NONE
    for kind in range(ENDS):
        if (kinds >> kind) & 1 == 1 and (
            chosen == NONE or world.links[run.rank_at + kind] < world.links[run.rank_at + chosen]
        ):
            chosen = kind
    enter(world, treaty, diary, field, number, first, chosen, kinds & ~(1 << chosen))


def first_day(field: Field, rule: int, since: int, seen: int, count: int) -> int:
    """Day to which an offensive is dated, or -1, judging acts from number `seen` on."""
    terms = field.rules[rule]
    for newest in range(seen, count):
        day = field.captures[newest].day if terms.counts == 1 else field.assaults[newest].day
        if day < since:
            continue
        dated = day
        days = 0
        sectors = 0
        last_day = NEVER
        for at in range(newest, -1, -1):
            act_day = field.captures[at].day if terms.counts == 1 else field.assaults[at].day
            if act_day <= day - terms.window or act_day < since:
                break
            dated = act_day
            if act_day != last_day:
                days += 1
                last_day = act_day
            sector = field.captures[at].sector if terms.counts == 1 else field.assaults[at].sector
            known = False
            for other in range(at + 1, newest + 1):
                again = (
                    field.captures[other].sector
                    if terms.counts == 1
                    else field.assaults[other].sector
                )
                if again == sector:
                    known = True
                    break
            if not known:
                sectors += 1
        if days >= terms.days and sectors >= terms.sectors:
            return dated
    return NONE


def look_for_offensive(run: Rows, field: Field, pact: Rows) -> None:
    """Look whether the acts since yesterday complete an offensive under the main rule."""
    count = run.captures if field.rules[0].counts == 1 else run.assaults
    if pact.offensive_day == NONE and count > pact.acts_seen:
        pact.offensive_day = first_day(field, 0, pact.start, pact.acts_seen, count)
        pact.acts_seen = count


def undecided(run: Rows, field: Field, pact: Rows, first: int) -> bool:
    """Whether acts up to a day may yet turn out to be part of an offensive."""
    terms = field.rules[0]
    count = run.captures if terms.counts == 1 else run.assaults
    for at in range(count - 1, -1, -1):
        day = field.captures[at].day if terms.counts == 1 else field.assaults[at].day
        if day < pact.start or run.day >= day + terms.window - 1:
            return False
        if day <= first:
            return True
    return False


def has_eroded(run: Rows, diary: Diary, pact: Rows) -> bool:
    """Whether violence has drifted back to the baseline."""
    days = run.erosion_window_days
    if run.erosion == 0 or run.day < pact.start + days - 1:
        return False
    at = run.day + run.run_in
    recent = 0
    for page in range(at - days if at > days else 0, at):
        recent += diary.days[page].attacks
    baseline = run.baseline
    if not baseline > 0.0:
        total = 0
        for page in range(run.run_in):
            total += diary.days[page].attacks
        baseline = total / run.run_in if run.run_in > 0 else 0.0
    return bool(eroded(recent / days, baseline, run.erosion_share) == 1)


def enter(
    world: World,
    treaty: Treaty,
    diary: Diary,
    field: Field,
    number: int,
    day: int,
    kind: int,
    also: int,
) -> None:
    """Enter an end in the log."""
    run = world.run[0]
    pact = treaty.pacts[number]
    declared = (
        kind == END_CANCELLED or kind == END_DISOWNED or kind == END_SUPERSEDED
    ) and pact.declaration != NONE
    actor = NONE
    begun = run.assaults
    if declared:
        actor = pact.declared_by
    elif kind == END_OFFENSIVE:
        begun = 0
        while begun < run.assaults and field.assaults[begun].day < day:
            begun += 1
        if begun < run.assaults:
            actor = field.assaults[begun].author
    trust = mean_trust(world)
    event = note(run, diary, END, kind, actor, NONE, NONE, NONE, number, 0.0, NONE)
    came_out(run, diary, ALSO + also)
    if declared:
        because(run, diary, pact.declaration)
    elif kind == END_OFFENSIVE:
        days = field.rules[0].days
        for at in range(begun, run.assaults if run.assaults < begun + days else begun + days):
            because(run, diary, field.assaults[at].event)
    elif kind == END_EROSION:
        because(run, diary, run.attack_a)
        because(run, diary, run.attack_b)
        because(run, diary, run.attack_c)
    else:
        because(run, diary, pact.entry_event)
    weigh(run, diary, W_END, float(day))
    weigh(run, diary, W_END, trust)
    pact.measured = 1
    pact.end_day = day
    pact.end_kind = kind
    if number == run.first:
        run.first_ended_on = run.day
    if run.end_noted == NONE:
        run.end_noted = event
        run.end_kind = kind
        run.end_also = also
        run.end_day = day
        run.end_agreement = number
        run.end_trust = trust
