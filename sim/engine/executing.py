"""Phase 5: units obey or not, and answer recent harm."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.engine.assaulting import assault, change_hands, contest
from sim.engine.chance import NARROW
from sim.engine.codes import CAPTURED, LOCALIZED, NONE, RETALIATORY, STRATEGIC, W_OWN, W_SPONSOR
from sim.engine.luck import word_of
from sim.engine.notes import weigh
from sim.engine.ordering import fire_leverage
from sim.engine.situation import truce_binds
from sim.engine.violence import attack, breach_of, friction, sabotage
from sim.law.arithmetic import poisson_count
from sim.law.doctrine import LOGIT
from sim.law.draws import RETALIATION, draw_block, first_day_of
from sim.law.order import PROBE, executed
from sim.law.retaliation import retaliation_rate, spread_grievance

if TYPE_CHECKING:
    from sim.engine.tables import Diary, Field, Rows, Today, Treaty, World

# Below so small a rate nobody answers.
LEAST_RATE = 1e-9


def carry_out(world: World, treaty: Treaty, today: Today, diary: Diary, field: Field) -> None:
    """Phase 5 of the day."""
    run = world.run[0]
    for who in range(run.parties):
        if world.parties[who].fights == 1:
            execute(world, treaty, today, diary, field, who)
    friction(world, treaty, today, diary)
    for number in range(len(field.spoilers)):
        sabotage(world, treaty, today, diary, field, number)
    run.taking = 0
    for who in range(run.parties):
        party = world.parties[who]
        if party.operation == 1 and party.op_running == 1:
            assault(world, treaty, today, diary, field, who)
    for number in range(run.taking):
        entry = field.taking[number]
        holder = world.sectors[entry.sector].holder
        if world.pairs[holder * run.parties + entry.taker].hostile == 1:
            change_hands(world, diary, field, entry.sector, entry.taker, CAPTURED, entry.cause)
    if run.day >= 1:
        for number in range(len(field.rivalries)):
            contest(world, diary, field, number)


def execute(
    world: World, treaty: Treaty, today: Today, diary: Diary, field: Field, who: int
) -> None:
    """Let units obey, or not, and answer recent harm."""
    run = world.run[0]
    party = world.parties[who]
    attacks = world.laws[0].order_war_fire
    if truce_binds(world, treaty, who):
        attacks = 1
    firing = 0
    for at in range(party.fronts_at, party.fronts_at + party.fronts_count):
        number = world.links[at]
        place = world.places[who * run.sectors + number]
        act = executed(place.order, party.control, place.control_luck)
        place.own_act = act
        today.listed[firing] = number
        firing += int(act == PROBE)
    for each in range(firing):
        number = today.listed[each]
        place = world.places[who * run.sectors + number]
        obeyed = place.order == PROBE
        form = STRATEGIC if obeyed else LOCALIZED
        cause = place.cause if obeyed else NONE
        for _ in range(attacks):
            event = attack(world, today, diary, who, place.opponent, number, form, 1.0, cause)
            if run.told == 1:
                weigh_order(world, diary, who, number, field.doctrines[place.doctrine].kind)
            breach_of(world, treaty, today, diary, who, place.opponent, number, form, 1.0, event)
    retaliate(world, treaty, today, diary, who)


def weigh_order(world: World, diary: Diary, who: int, number: int, doctrine: int) -> None:
    """Write down the numbers that decided an order."""
    run = world.run[0]
    weighed = world.weighed[who * run.sectors + number]
    if world.places[who * run.sectors + number].adopted > 0:
        weigh(run, diary, W_SPONSOR, weighed.a)
        weigh(run, diary, W_SPONSOR, weighed.b)
    elif doctrine == LOGIT:
        weigh(run, diary, W_OWN, weighed.a)
        weigh(run, diary, W_OWN, weighed.b)
        weigh(run, diary, W_OWN, weighed.c)
        weigh(run, diary, W_OWN, weighed.d)
        weigh(run, diary, W_OWN, weighed.e)
        weigh(run, diary, W_OWN, weighed.f)
        weigh(run, diary, W_OWN, weighed.g)


def restrained(world: World, tie_number: int) -> float:
    """Effort of a sponsor that has reason to restrain its client."""
    tie = world.ties[tie_number]
    return world.parties[tie.sponsor].effort if tie.restrains == 1 else 0.0


def retaliate(world: World, treaty: Treaty, today: Today, diary: Diary, who: int) -> None:
    """Fire back for recent hits, by a branching stream of its own."""
    run = world.run[0]
    laws = world.laws[0]
    party = world.parties[who]
    if laws.retaliation_active == 0:
        return
    pooled = 0.0
    last = NONE
    for at in range(party.fronts_at, party.fronts_at + party.fronts_count):
        place = world.places[who * run.sectors + world.links[at]]
        pooled += place.grievance
        if place.last_hit > last:
            last = place.last_hit
    if pooled < 1e-6:
        return
    ratio = laws.retaliation_ratio * party.proportion
    if not ratio < 0.99:
        ratio = 0.99
    leverage = 0.0
    weighted = 0.0
    if party.sponsors > 0:
        share = fire_leverage(world, party.sponsor_a, 1)
        leverage += share
        weighted += share * restrained(world, party.sponsor_a)
    if party.sponsors > 1:
        share = fire_leverage(world, party.sponsor_b, 1)
        leverage += share
        weighted += share * restrained(world, party.sponsor_b)
    effort = weighted / leverage if leverage > 0.0 else 0.0
    answering = 0
    for at in range(party.fronts_at, party.fronts_at + party.fronts_count):
        number = world.links[at]
        place = world.places[who * run.sectors + number]
        rate = answer_rate(world, who, place, pooled, ratio, leverage, effort)
        if rate >= LEAST_RATE:
            luck = answer_luck(world, who, number)
            # Else surely none: the chance of none is at least 1 - rate.
            today.listed[answering] = number
            answering += int(luck >= 1.0 - rate - NARROW)
    for each in range(answering):
        number = today.listed[each]
        place = world.places[who * run.sectors + number]
        rate = answer_rate(world, who, place, pooled, ratio, leverage, effort)
        luck = answer_luck(world, who, number)
        cause = place.last_hit if place.last_hit != NONE else last
        for _ in range(poisson_count(rate, luck)):
            event = attack(
                world, today, diary, who, place.opponent, number, RETALIATORY, 1.0, cause
            )
            breach_of(
                world, treaty, today, diary, who, place.opponent, number, RETALIATORY, 1.0, event
            )


def answer_rate(
    world: World,
    who: int,
    place: Rows,
    pooled: float,
    ratio: float,
    leverage: float,
    effort: float,
) -> float:
    """Expected number of answers at a front today."""
    felt = spread_grievance(
        place.grievance,
        pooled,
        world.laws[0].retaliation_spread,
        world.parties[who].fronts_count,
    )
    return retaliation_rate(ratio, leverage, effort, felt)


def answer_luck(world: World, who: int, number: int) -> float:
    """One uniform a day for retaliation at a front; four days share a block."""
    run = world.run[0]
    opponent = world.places[who * run.sectors + number].opponent
    kept = world.answers[who * run.sectors + number]
    first = first_day_of(run.day, 4)
    if kept.day != first or kept.other != opponent:
        kept.day = first
        kept.other = opponent
        one, two, three, four = draw_block(
            run.seed,
            run.replicate,
            first,
            RETALIATION,
            world.parties[who].key,
            world.parties[opponent].key,
            world.sectors[number].key,
            0,
        )
        kept.first = one
        kept.second = two
        kept.third = three
        kept.fourth = four
    return word_of(kept, run.day - first)
