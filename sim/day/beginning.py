"""How a replicate begins: beliefs, operations, agreements, fronts, and the first stock taken."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.day import codes
from sim.day.agreements import sign
from sim.day.codes import NONE
from sim.day.fronts import rebuild_fronts
from sim.day.notes import note
from sim.day.situation import debtors, guarantee_strength, on_day, reckon_beliefs
from sim.law.guarantee import reciprocity, will
from sim.law.trust import confidence, ledger_growth

if TYPE_CHECKING:
    from sim.day.state import World


def begin(w: World) -> None:
    """Build the state on the eve of the first day."""
    run = w.run
    run.day = -run.run_in
    for number in range(len(w.duties)):
        for who in range(run.parties):
            w.fire[number][who].day = codes.LONG_AGO
            w.abilities[number][who].version = 0
    begin_beliefs(w)
    for number in range(len(w.operations)):
        operation = w.operations[number]
        party = w.parties[operation.owner]
        party.operation = 1
        party.op_days_fought = operation.days_fought
        party.op_days_stopped = operation.days_stopped
        party.op_running = operation.running
        party.op_wanted = w.links[operation.targets]
        for sector in range(run.sectors):
            w.fronts[operation.owner][sector].target = 0
        for at in range(operation.targets + 1, operation.targets + 1 + w.links[operation.targets]):
            w.fronts[operation.owner][w.links[at]].target += 1
    for number in range(len(w.texts)):
        text = w.texts[number]
        if text.active == 1 and text.is_form == 0 and text.starts <= 1:
            sign(w, number, text.starts, int(number != run.main))
    for number in range(run.agreements - 1, -1, -1):
        if w.agreements[number].framework == 0:
            run.first = number
    preload_ledgers(w)
    for who in range(run.parties):
        reckon_beliefs(w, who)
    rebuild_fronts(w)
    run.force_count = 0
    for number in range(run.agreements):
        w.links[run.force_at + number] = number
        run.force_count += 1
    for number in range(len(w.ties)):
        tie = w.ties[number]
        tie.leverage = on_day(w, tie.leverage_at, tie.leverage_count, 1)
    for who in range(run.parties):
        take_stock(w, who)
        party = w.parties[who]
        party.effort = wanted_effort(w, who)
        party.noticed_effort = party.effort


def begin_beliefs(w: World) -> None:
    """Give every party its initial belief in every other, and say who answers for whom."""
    run = w.run
    laws = w.laws
    weight = laws.overdue_weight if laws.overdue_active == 1 else 0.0
    for one in range(run.parties):
        party = w.parties[one]
        for other in range(run.parties):
            pair = w.pairs[one][other]
            pair.prior_kept = party.prior_weight * pair.initial
            pair.prior_broken = party.prior_weight * (1.0 - pair.initial)
            pair.probability = pair.initial
            pair.weight = weight
    for number in range(len(w.ties)):
        tie = w.ties[number]
        pair = w.pairs[tie.client][tie.sponsor]
        pair.answers = 1
        pair.share = laws.belief_responsibility
    for number in range(len(w.spoilers)):
        spoiler = w.spoilers[number]
        if spoiler.host != NONE:
            pair = w.pairs[spoiler.party][spoiler.host]
            pair.answers = 1
            pair.share = spoiler.believed_control


def preload_ledgers(w: World) -> None:
    """Enter in the ledgers what was overdue before the first day."""
    run = w.run
    for number in range(run.duties):
        duty = w.duties[number]
        obligation = w.obligations[duty.obligation]
        if obligation.kind != codes.DELIVER or duty.due_stated == 0 or duty.due > 0:
            continue
        duty.gap = 1.0 - duty.progress
        if duty.gap <= 0.0:
            duty.met = 1
            continue
        duty.missed = duty.due
        event = note(
            w,
            codes.DEADLINE,
            codes.DEADLINE_MISSED,
            obligation=duty.obligation,
            agreement=duty.agreement,
            severity=duty.gap,
        )
        if run.traced == 1 and run.overflow == 0:
            w.log[event].day = duty.due
        duty.deadline_event = event
        growth = ledger_growth(duty.gap, obligation.visibility, obligation.importance)
        for reader in range(run.parties):
            at = debtors(w, number, reader)
            for place in range(at + 1, at + 1 + w.links[at]):
                who = w.links[place]
                if who != reader:
                    pair = w.pairs[reader][who]
                    pair.overdue += growth * -duty.due
                    pair.undelivered = event


def take_stock(w: World, who: int) -> None:
    """Form confidence in the guarantors of the other side."""
    run = w.run
    party = w.parties[who]
    weighted = 0.0
    weights = 0.0
    for other in range(run.parties):
        pair = w.pairs[who][other]
        counts = pair.rival if party.guarantor == 1 else pair.opposes
        if counts == 1:
            weight = 1.0 + pair.relations
            weighted += weight * pair.level
            weights += weight
    party.confidence = confidence(weighted, weights)


def wanted_effort(w: World, who: int) -> float:
    """Will to do what the agreements ask."""
    run = w.run
    laws = w.laws
    relations = 0.0
    for other in range(run.parties):
        pair = w.pairs[who][other]
        if pair.rival == 1 and pair.relations > relations:
            relations = pair.relations
    base = laws.will_base + guarantee_strength(w, who)
    swing = reciprocity(laws.will_reciprocity, w.parties[who].confidence, laws.will_neutral)
    return will(base, relations, laws.will_relations, swing)
