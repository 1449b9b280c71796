"""How a replicate begins: beliefs, operations, agreements, fronts, and the first stock taken."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.engine.codes import DEADLINE, DEADLINE_MISSED, DELIVER, LONG_AGO, NONE
from sim.engine.fronts import rebuild_fronts
from sim.engine.notes import note
from sim.engine.pacts import sign
from sim.engine.situation import debtors, on_day, reckon_beliefs
from sim.engine.texts import guarantee_strength
from sim.law.guarantee import reciprocity, will
from sim.law.trust import confidence, ledger_growth

if TYPE_CHECKING:
    from sim.engine.tables import Diary, Field, Today, Treaty, World


def begin(world: World, treaty: Treaty, today: Today, diary: Diary, field: Field) -> None:
    """Build the state on the eve of the first day."""
    run = world.run[0]
    run.day = -run.run_in
    for number in range(len(today.fire)):
        today.fire[number].day = LONG_AGO
        treaty.abilities[number].version = 0
    begin_beliefs(world, field)
    for number in range(len(field.operations)):
        operation = field.operations[number]
        party = world.parties[operation.owner]
        party.operation = 1
        party.op_days_fought = operation.days_fought
        party.op_days_stopped = operation.days_stopped
        party.op_running = operation.running
        party.op_wanted = world.links[operation.targets]
        for sector in range(run.sectors):
            world.places[operation.owner * run.sectors + sector].target = 0
        for at in range(
            operation.targets + 1, operation.targets + 1 + world.links[operation.targets]
        ):
            world.places[operation.owner * run.sectors + world.links[at]].target += 1
    for number in range(len(treaty.texts)):
        text = treaty.texts[number]
        if text.active == 1 and text.is_form == 0 and text.starts <= 1:
            sign(world, treaty, number, text.starts, int(number != run.main))
    for number in range(run.pacts - 1, -1, -1):
        if treaty.pacts[number].framework == 0:
            run.first = number
    preload_ledgers(world, treaty, diary)
    for who in range(run.parties):
        reckon_beliefs(world, who)
    rebuild_fronts(world, field)
    run.force_count = 0
    for number in range(run.pacts):
        world.links[run.force_at + number] = number
        run.force_count += 1
    for number in range(len(world.ties)):
        tie = world.ties[number]
        tie.leverage = on_day(field, tie.leverage_at, tie.leverage_count, 1)
    for who in range(run.parties):
        take_stock(world, who)
        party = world.parties[who]
        party.effort = wanted_effort(world, treaty, who)
        party.noticed_effort = party.effort


def begin_beliefs(world: World, field: Field) -> None:
    """Give every party its initial belief in every other, and say who answers for whom."""
    run = world.run[0]
    laws = world.laws[0]
    weight = laws.overdue_weight if laws.overdue_active == 1 else 0.0
    for one in range(run.parties):
        party = world.parties[one]
        for other in range(run.parties):
            pair = world.pairs[one * run.parties + other]
            pair.prior_kept = party.prior_weight * pair.initial
            pair.prior_broken = party.prior_weight * (1.0 - pair.initial)
            pair.probability = pair.initial
            pair.weight = weight
    for number in range(len(world.ties)):
        tie = world.ties[number]
        pair = world.pairs[tie.client * run.parties + tie.sponsor]
        pair.answers = 1
        pair.share = laws.belief_responsibility
    for number in range(len(field.spoilers)):
        spoiler = field.spoilers[number]
        if spoiler.host != NONE:
            pair = world.pairs[spoiler.party * run.parties + spoiler.host]
            pair.answers = 1
            pair.share = spoiler.believed_control


def preload_ledgers(world: World, treaty: Treaty, diary: Diary) -> None:
    """Enter in the ledgers what was overdue before the first day."""
    run = world.run[0]
    for number in range(run.duties):
        duty = treaty.duties[number]
        obligation = treaty.obligations[duty.obligation]
        if obligation.kind != DELIVER or duty.due_stated == 0 or duty.due > 0:
            continue
        duty.gap = 1.0 - duty.progress
        if duty.gap <= 0.0:
            duty.met = 1
            continue
        duty.missed = duty.due
        event = note(
            run,
            diary,
            DEADLINE,
            DEADLINE_MISSED,
            NONE,
            NONE,
            NONE,
            duty.obligation,
            duty.pact,
            duty.gap,
            NONE,
        )
        if run.told == 1 and run.overflow == 0:
            diary.log[event].day = duty.due
        duty.deadline_event = event
        growth = ledger_growth(duty.gap, obligation.visibility, obligation.importance)
        for reader in range(run.parties):
            at = debtors(world, number, reader)
            for place in range(at + 1, at + 1 + world.links[at]):
                who = world.links[place]
                if who != reader:
                    pair = world.pairs[reader * run.parties + who]
                    pair.overdue += growth * -duty.due
                    pair.undelivered = event


def take_stock(world: World, who: int) -> None:
    """Form confidence in the guarantors of the other side."""
    run = world.run[0]
    party = world.parties[who]
    weighted = 0.0
    weights = 0.0
    for other in range(run.parties):
        pair = world.pairs[who * run.parties + other]
        counts = pair.rival if party.guarantor == 1 else pair.opposes
        if counts == 1:
            weight = 1.0 + pair.relations
            weighted += weight * pair.level
            weights += weight
    party.confidence = confidence(weighted, weights)


def wanted_effort(world: World, treaty: Treaty, who: int) -> float:
    """Will to do what the agreements ask."""
    run = world.run[0]
    laws = world.laws[0]
    relations = 0.0
    for other in range(run.parties):
        pair = world.pairs[who * run.parties + other]
        if pair.rival == 1 and pair.relations > relations:
            relations = pair.relations
    base = laws.will_base + guarantee_strength(world, treaty, who)
    swing = reciprocity(laws.will_reciprocity, world.parties[who].confidence, laws.will_neutral)
    return will(base, relations, laws.will_relations, swing)
