"""Phase 9: responses to breaches, answers to charges, and what doctrines remember."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.day import codes
from sim.day import decide as decisions
from sim.day.accusations import charge, charge_place, worse
from sim.day.codes import NONE
from sim.day.decide import decide
from sim.day.draws import draw
from sim.day.notes import because, note, weigh
from sim.day.situation import commission_sits, overdue, owes
from sim.law.accusation import COUNTER, REMEDY, reaction
from sim.law.doctrine import (
    CONTRITE,
    GRIM,
    LOGIT,
    TOLERANT_TRIGGER,
    punishment_after,
    standing_after,
)
from sim.law.draws import REACTION, RESPONSE
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
    from sim.day.state import Charge, World


def respond_all(w: World) -> None:
    """Phase 9 of the day."""
    run = w.run
    for who in range(run.parties):
        if w.parties[who].fights == 1:
            respond(w, who)
    # Every charge made today was made before the first is answered.
    waiting = run.charges
    for who in range(run.parties):
        for number in range(waiting):
            if w.charges[number].accused == who:
                answer(w, number)


def respond(w: World, who: int) -> None:
    """Climb the ladder of responses, and remember."""
    laws = w.laws
    party = w.parties[who]
    chosen = choose_rung(w, who)
    remembers = False
    for at in range(party.fronts_at, party.fronts_at + party.fronts_count):
        place = w.fronts[who][w.links[at]]
        answered = 0.0
        if chosen == ANSWER:
            answered = place.hits
        elif chosen == ESCALATE:
            answered = place.hits * laws.response_escalation
        place.grievance = grievance_after(place.grievance, laws.retaliation_persistence, answered)
        if w.doctrines[place.doctrine].kind != LOGIT:
            remembers = True
    if remembers:
        for at in range(party.fronts_at, party.fronts_at + party.fronts_count):
            remember(w, who, w.links[at])


def choose_rung(w: World, who: int) -> int:
    """How far up the ladder a party goes today."""
    run = w.run
    laws = w.laws
    party = w.parties[who]
    severity = 0.0
    fronts_hit = 0
    for at in range(party.fronts_at, party.fronts_at + party.fronts_count):
        suffered = w.fronts[who][w.links[at]].hits
        severity += suffered
        fronts_hit += int(suffered > 0.0)
    hits = severity_where_hit(severity, fronts_hit)
    if hits <= party.tolerance:
        return IGNORE
    pressure = pressure_to_respond(
        hits, party.tolerance, party.opposing_belief, laws.response_distrust
    )
    uniform, _, _, _ = draw(w, RESPONSE, party.key)
    chosen = rung(
        pressure,
        laws.response_protest,
        laws.response_refer,
        laws.response_answer,
        laws.response_escalate,
        laws.response_noise,
        uniform,
    )
    chosen = redress(decide(w, decisions.RESPONSE, who, chosen), int(commission_sits(w)))
    if chosen == IGNORE:
        return IGNORE
    event = note(w, codes.RESPONSE, codes.PROTEST + chosen - PROTEST, who, severity=hits)
    if run.traced == 1:
        explain_response(w, who, event)
        weigh(w, codes.W_PRESSURE, pressure)
    if chosen == REFER:
        run.docket += 1
        run.docket_a = run.docket_b
        run.docket_b = run.docket_c
        run.docket_c = event
    return chosen


def explain_response(w: World, who: int, event: int) -> None:
    """Write down the worst that a party saw today, and against whom it responds."""
    run = w.run
    worst_a = NONE
    worst_b = NONE
    worst_c = NONE
    for each in range(run.sightings):
        if w.sightings[each].victim != who:
            continue
        if worst_a == NONE or worse(w, each, worst_a):
            worst_c = worst_b
            worst_b = worst_a
            worst_a = each
        elif worst_b == NONE or worse(w, each, worst_b):
            worst_c = worst_b
            worst_b = each
        elif worst_c == NONE or worse(w, each, worst_c):
            worst_c = each
    if worst_a != NONE:
        if run.overflow == 0:
            w.log[event].target = w.sightings[worst_a].blamed
        because(w, w.sightings[worst_a].event)
    if worst_b != NONE:
        because(w, w.sightings[worst_b].event)
    if worst_c != NONE:
        because(w, w.sightings[worst_c].event)


def remember(w: World, who: int, number: int) -> None:
    """Update what a doctrine needs to know of an opponent at a front."""
    place = w.fronts[who][number]
    rule = w.doctrines[place.doctrine]
    other = w.fronts[place.opponent][number]
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


def answer(w: World, number: int) -> None:
    """Mend, deny, or accuse in turn."""
    run = w.run
    entry = w.charges[number]
    who = entry.accused
    party = w.parties[who]
    key = 0
    for at in range(run.live_at, run.live_at + run.live_count):
        duty = w.duties[w.links[at]]
        if duty.obligation == entry.obligation:
            key = duty.key
            break
    first, second, _, _ = draw(
        w, REACTION, party.key, w.parties[entry.accuser].key, key, entry.counter
    )
    chosen = decide(
        w,
        decisions.ANSWER,
        who,
        reaction(party.effort, entry.guilty, first, second),
        entry.accuser,
    )
    if chosen == REMEDY:
        effort = party.effort + w.laws.will_remedy
        party.effort = effort if effort < 1.0 else 1.0
        reply(w, codes.RESPONSE, codes.REMEDY, entry)
    elif chosen == COUNTER and entry.counter == 0 and counter(w, number):
        reply(w, codes.RESPONSE, codes.COUNTER, entry)
    else:
        reply(w, codes.DENIAL, 0, entry)


def reply(w: World, kind: int, form: int, entry: Charge) -> None:
    """Enter the answer to a charge."""
    note(w, kind, form, entry.accused, entry.accuser, obligation=entry.obligation)
    because(w, entry.event)


def counter(w: World, number: int) -> bool:
    """Accuse the accuser of what it owes most in one's own reading."""
    run = w.run
    entry = w.charges[number]
    who = entry.accused
    accuser = entry.accuser
    best = NONE
    most = 0.0
    event = NONE
    author = NONE
    for at in range(run.live_at, run.live_at + run.live_count):
        which = w.links[at]
        duty = w.duties[which]
        obligation = w.obligations[duty.obligation]
        if owes(w, which, who, accuser) and overdue(duty, obligation, run.day):
            weight = duty.gap * obligation.visibility * obligation.importance
            if weight > most:
                most = weight
                best = which
    if best == NONE:
        pair = w.pairs[who][accuser]
        if accuser == who or pair.evidence == NONE or pair.evidence_forbidden == 0:
            return False
        for at in range(run.live_at, run.live_at + run.live_count):
            which = w.links[at]
            if w.obligations[w.duties[which].obligation].kind == codes.REFRAIN and owes(
                w, which, who, accuser
            ):
                best = which
                event = pair.evidence
                author = pair.evidence_author
                break
    if best == NONE:
        return False
    obligation_number = w.duties[best].obligation
    if w.links[charge_place(w, who, accuser, obligation_number)] == run.day:
        return False
    charge(w, who, best, accuser, most, entry.event, NONE, event, author, NONE, NONE, 1)
    return True
