"""Phase 9: responses to breaches, answers to charges, and what doctrines remember."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.engine.accusing import worse
from sim.engine.charging import charge, charge_place
from sim.engine.codes import (
    COUNTER_FORM,
    DENIAL,
    NONE,
    PROTEST_FORM,
    REFRAIN,
    REMEDY_FORM,
    RESPONSE_EVENT,
    W_PRESSURE,
)
from sim.engine.notes import because, note, weigh
from sim.engine.situation import overdue, owes
from sim.engine.texts import commission_sits
from sim.law.accusation import COUNTER, REMEDY, reaction
from sim.law.doctrine import (
    CONTRITE,
    GRIM,
    LOGIT,
    TOLERANT_TRIGGER,
    punishment_after,
    standing_after,
)
from sim.law.draws import REACTION, RESPONSE, draw_block
from sim.law.response import (
    ANSWER,
    ESCALATE,
    IGNORE,
    PROTEST,
    REFER,
    pressure_to_respond,
    redress,
    rung,
    severity_where_hit,
)
from sim.law.retaliation import grievance_after

if TYPE_CHECKING:
    from sim.engine.tables import Diary, Field, Rows, Today, Treaty, World


def respond_all(world: World, treaty: Treaty, today: Today, diary: Diary, field: Field) -> None:
    """Phase 9 of the day."""
    run = world.run[0]
    for who in range(run.parties):
        if world.parties[who].fights == 1:
            respond(world, treaty, today, diary, field, who)
    # Every charge made today was made before the first is answered.
    waiting = run.charges
    for who in range(run.parties):
        for number in range(waiting):
            if today.charges[number].accused == who:
                answer(world, treaty, today, diary, number)


def respond(
    world: World, treaty: Treaty, today: Today, diary: Diary, field: Field, who: int
) -> None:
    """Climb the ladder of responses, and remember."""
    run = world.run[0]
    laws = world.laws[0]
    party = world.parties[who]
    chosen = choose_rung(world, treaty, today, diary, who)
    remembers = False
    for at in range(party.fronts_at, party.fronts_at + party.fronts_count):
        place = world.places[who * run.sectors + world.links[at]]
        answered = 0.0
        if chosen == ANSWER:
            answered = place.hits
        elif chosen == ESCALATE:
            answered = place.hits * laws.response_escalation
        place.grievance = grievance_after(place.grievance, laws.retaliation_persistence, answered)
        if field.doctrines[place.doctrine].kind != LOGIT:
            remembers = True
    if remembers:
        for at in range(party.fronts_at, party.fronts_at + party.fronts_count):
            remember(world, field, who, world.links[at])


def choose_rung(world: World, treaty: Treaty, today: Today, diary: Diary, who: int) -> int:
    """How far up the ladder a party goes today."""
    run = world.run[0]
    laws = world.laws[0]
    party = world.parties[who]
    severity = 0.0
    fronts_hit = 0
    for at in range(party.fronts_at, party.fronts_at + party.fronts_count):
        suffered = world.places[who * run.sectors + world.links[at]].hits
        severity += suffered
        fronts_hit += int(suffered > 0.0)
    hits = severity_where_hit(severity, fronts_hit)
    if hits <= party.tolerance:
        return IGNORE
    pressure = pressure_to_respond(
        hits, party.tolerance, party.opposing_belief, laws.response_distrust
    )
    luck, _, _, _ = draw_block(run.seed, run.replicate, run.day, RESPONSE, party.key, 0, 0, 0)
    chosen = rung(
        pressure,
        laws.response_protest,
        laws.response_refer,
        laws.response_answer,
        laws.response_escalate,
        laws.response_noise,
        luck,
    )
    chosen = redress(chosen, int(commission_sits(world, treaty)))
    if chosen == IGNORE:
        return IGNORE
    event = note(
        run,
        diary,
        RESPONSE_EVENT,
        PROTEST_FORM + chosen - PROTEST,
        who,
        NONE,
        NONE,
        NONE,
        NONE,
        hits,
        NONE,
    )
    if run.told == 1:
        explain_response(run, today, diary, who, event)
        weigh(run, diary, W_PRESSURE, pressure)
    if chosen == REFER:
        run.docket += 1
        run.docket_a = run.docket_b
        run.docket_b = run.docket_c
        run.docket_c = event
    return chosen


def explain_response(run: Rows, today: Today, diary: Diary, who: int, event: int) -> None:
    """Write down the worst that a party saw today, and against whom it responds."""
    worst_a = NONE
    worst_b = NONE
    worst_c = NONE
    for each in range(run.sightings):
        if today.sightings[each].victim != who:
            continue
        if worst_a == NONE or worse(today, each, worst_a):
            worst_c = worst_b
            worst_b = worst_a
            worst_a = each
        elif worst_b == NONE or worse(today, each, worst_b):
            worst_c = worst_b
            worst_b = each
        elif worst_c == NONE or worse(today, each, worst_c):
            worst_c = each
    if worst_a != NONE:
        if run.overflow == 0:
            diary.log[event].target = today.sightings[worst_a].blamed
        because(run, diary, today.sightings[worst_a].event)
    if worst_b != NONE:
        because(run, diary, today.sightings[worst_b].event)
    if worst_c != NONE:
        because(run, diary, today.sightings[worst_c].event)


def remember(world: World, field: Field, who: int, number: int) -> None:
    """Update what a doctrine needs to know of an opponent at a front."""
    run = world.run[0]
    place = world.places[who * run.sectors + number]
    rule = field.doctrines[place.doctrine]
    other = world.places[place.opponent * run.sectors + number]
    if rule.kind == CONTRITE:
        act = other.own_act if other.on == 1 else 0
        own = standing_after(place.own_standing, place.other_standing, place.own_act)
        place.other_standing = standing_after(place.other_standing, place.own_standing, act)
        place.own_standing = own
    elif rule.kind == GRIM:
        if place.seen > place.triggered:
            place.triggered = place.seen
    elif rule.kind == TOLERANT_TRIGGER:
        alarm = place.seen
        if rule.public_alarm == 1 and other.on == 1 and other.seen > alarm:
            alarm = other.seen
        days_left, strikes = punishment_after(
            place.days_left, place.strikes, alarm, rule.threshold, rule.punishment_days
        )
        place.days_left = days_left
        place.strikes = strikes


def answer(world: World, treaty: Treaty, today: Today, diary: Diary, number: int) -> None:
    """Mend, deny, or accuse in turn."""
    run = world.run[0]
    entry = today.charges[number]
    who = entry.accused
    party = world.parties[who]
    key = 0
    for at in range(run.live_at, run.live_at + run.live_count):
        duty = treaty.duties[world.links[at]]
        if duty.obligation == entry.obligation:
            key = duty.key
            break
    first, second, _, _ = draw_block(
        run.seed,
        run.replicate,
        run.day,
        REACTION,
        party.key,
        world.parties[entry.accuser].key,
        key,
        entry.counter,
    )
    chosen = reaction(party.effort, entry.guilty, first, second)
    if chosen == REMEDY:
        effort = party.effort + world.laws[0].will_remedy
        party.effort = effort if effort < 1.0 else 1.0
        reply(run, diary, RESPONSE_EVENT, REMEDY_FORM, entry)
    elif chosen == COUNTER and entry.counter == 0 and counter(world, treaty, today, diary, number):
        reply(run, diary, RESPONSE_EVENT, COUNTER_FORM, entry)
    else:
        reply(run, diary, DENIAL, 0, entry)


def reply(run: Rows, diary: Diary, kind: int, form: int, entry: Rows) -> None:
    """Enter the answer to a charge."""
    note(
        run,
        diary,
        kind,
        form,
        entry.accused,
        entry.accuser,
        NONE,
        entry.obligation,
        NONE,
        0.0,
        NONE,
    )
    because(run, diary, entry.event)


def counter(world: World, treaty: Treaty, today: Today, diary: Diary, number: int) -> bool:
    """Accuse the accuser of what it owes most in one's own reading."""
    run = world.run[0]
    entry = today.charges[number]
    who = entry.accused
    accuser = entry.accuser
    best = NONE
    most = 0.0
    event = NONE
    author = NONE
    for at in range(run.live_at, run.live_at + run.live_count):
        which = world.links[at]
        duty = treaty.duties[which]
        obligation = treaty.obligations[duty.obligation]
        if owes(world, which, who, accuser) and overdue(duty, obligation, run.day):
            weight = duty.gap * obligation.visibility * obligation.importance
            if weight > most:
                most = weight
                best = which
    if best == NONE:
        pair = world.pairs[who * run.parties + accuser]
        if accuser == who or pair.evidence == NONE or pair.evidence_forbidden == 0:
            return False
        for at in range(run.live_at, run.live_at + run.live_count):
            which = world.links[at]
            if treaty.obligations[treaty.duties[which].obligation].kind == REFRAIN and owes(
                world, which, who, accuser
            ):
                best = which
                event = pair.evidence
                author = pair.evidence_author
                break
    if best == NONE:
        return False
    obligation_number = treaty.duties[best].obligation
    if world.links[charge_place(run, treaty, who, accuser, obligation_number)] == run.day:
        return False
    charge(
        world,
        treaty,
        today,
        diary,
        who,
        best,
        accuser,
        most,
        entry.event,
        NONE,
        event,
        author,
        NONE,
        NONE,
        1,
    )
    return True
