"""Phase 3: hold or probe, front by front."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.engine.chance import chosen
from sim.engine.codes import NONE
from sim.engine.luck import ask, draw_asked
from sim.engine.situation import cost_if_found, grounds, troops_against
from sim.engine.texts import text_worth
from sim.law.doctrine import LOGIT, STAGE_GAME, fixed_order, stage_game_advantage
from sim.law.draws import ORDER, address_word
from sim.law.offensive import effective_strength
from sim.law.offensive import momentum as momentum_of
from sim.law.order import (
    adopted_sponsor,
    fear,
    force_share,
    probe_advantage,
    sponsor_advantage,
    temptation,
)

if TYPE_CHECKING:
    from sim.engine.tables import Field, Rows, Today, Treaty, World


def give_orders(world: World, treaty: Treaty, today: Today, field: Field) -> None:
    """Phase 3 of the day."""
    run = world.run[0]
    word = address_word(run.day, ORDER, 0)
    for who in range(run.parties):
        party = world.parties[who]
        if party.fights == 1:
            for at in range(party.fronts_at, party.fronts_at + party.fronts_count):
                number = world.links[at]
                place = world.places[who * run.sectors + number]
                other = world.parties[place.opponent].key
                ask(run, today, word, party.key, other, world.sectors[number].key, 1)
    draw_asked(run, today)
    luck = 0
    for who in range(run.parties):
        if world.parties[who].fights == 1:
            order_party(world, treaty, today, field, who, luck)
            luck += world.parties[who].fronts_count


def fire_leverage(world: World, tie: int, stated: int) -> float:
    """Leverage of a sponsor over daily fire; 0 where there is no such sponsor."""
    laws = world.laws[0]
    if laws.consent_active == 0 or stated == 0:
        return 0.0
    return world.ties[tie].leverage * laws.consent_fire_share


def strength_of(world: World, who: int, support: float) -> float:
    """Strength that a party brings to bear."""
    party = world.parties[who]
    weariness = party.weariness if world.laws[0].weariness_active == 1 else 0.0
    return effective_strength(party.strength, weariness, support)


def weariness_cost(world: World, who: int, weight: float) -> float:
    """Cost of weariness in a decision, in utils."""
    return weight * world.parties[who].weariness if world.laws[0].weariness_active == 1 else 0.0


def momentum(world: World, who: int) -> float:
    """Momentum of a party's operation, kept till the operation or its aims change."""
    run = world.run[0]
    laws = world.laws[0]
    party = world.parties[who]
    if laws.momentum_active == 0 or party.operation == 0:
        return 0.0
    if (
        party.op_version != run.aims_version
        or party.op_fought != party.op_days_fought
        or party.op_stopped != party.op_days_stopped
    ):
        party.op_version = run.aims_version
        party.op_fought = party.op_days_fought
        party.op_stopped = party.op_days_stopped
        left = share_left(world, who)
        party.op_momentum = momentum_of(
            party.op_days_fought,
            party.op_days_stopped,
            laws.momentum_saturation_days,
            laws.momentum_fading_days,
            left,
        )
    return party.op_momentum


def share_left(world: World, who: int) -> float:
    """Share of an operation's aims that are still in hostile hands, at most 1."""
    run = world.run[0]
    party = world.parties[who]
    if party.left_version == run.aims_version:
        return party.op_left
    party.left_version = run.aims_version
    remaining = 0
    for number in range(run.sectors):
        place = world.places[who * run.sectors + number]
        if (
            place.target > 0
            and world.pairs[who * run.parties + world.sectors[number].holder].hostile == 1
        ):
            remaining += place.target
    left = remaining / (party.op_wanted if party.op_wanted > 1 else 1)
    party.op_left = left if left < 1.0 else 1.0
    return party.op_left


def aims_there(world: World, who: int, number: int) -> bool:
    """Whether an operation aims at ground within reach at a front, kept till aims change."""
    run = world.run[0]
    place = world.places[who * run.sectors + number]
    if place.aims_version != run.aims_version:
        place.aims_version = run.aims_version
        place.aims = int(within_reach(world, who, number))
    return bool(place.aims == 1)


def within_reach(world: World, who: int, number: int) -> bool:
    """Whether an operation aims at a sector, or at hostile ground beside one's own."""
    run = world.run[0]
    sector = world.sectors[number]
    if sector.holder != who:
        return bool(world.places[who * run.sectors + number].target > 0)
    ground = False
    for at in range(sector.near_at, sector.near_at + sector.near_count):
        near = world.links[at]
        if world.pairs[world.sectors[near].holder * run.parties + who].hostile == 1:
            ground = True
            if world.places[who * run.sectors + near].target > 0:
                return True
    return not ground and world.places[who * run.sectors + number].target > 0


def share_at(world: World, own: float, place: Rows) -> float:
    """Own share of the force at a front; the ground favours whom one would dislodge."""
    return force_share(own, strength_of(world, place.opponent, 0.0) * place.terrain)


def order_party(
    world: World, treaty: Treaty, today: Today, field: Field, who: int, luck: int
) -> None:
    """Choose an order for every front of a party, on yesterday's knowledge.

    Its luck stands from place `luck` on.
    """
    run = world.run[0]
    laws = world.laws[0]
    party = world.parties[who]
    first = fire_leverage(world, party.sponsor_a, int(party.sponsors > 0))
    second = fire_leverage(world, party.sponsor_b, int(party.sponsors > 1))
    own = strength_of(world, who, 0.0)
    pull = laws.momentum_fire * momentum(world, who)
    text = text_worth(world, treaty, who, laws.order_agreement_share)
    weary = weariness_cost(world, who, laws.weariness_fire)
    room = len(today.awaiting)
    for turn in range(party.fronts_count):
        number = world.links[party.fronts_at + turn]
        place = world.places[who * run.sectors + number]
        own_luck = today.luck[luck + turn]
        place.control_luck = today.luck[3 * room + luck + turn]
        place.cause = NONE
        place.adopted = adopted_sponsor(first, second, today.luck[2 * room + luck + turn])
        if place.adopted > 0:
            tie = party.sponsor_a if place.adopted == 1 else party.sponsor_b
            moved = pull if pull > 0.0 and aims_there(world, who, number) else 0.0
            gains = temptation(place.worth, share_at(world, own, place)) + moved
            place.order = sponsors_order(
                world, who, number, tie, gains, today.luck[room + luck + turn]
            )
        elif field.doctrines[place.doctrine].kind == LOGIT:
            moved = pull if pull > 0.0 and aims_there(world, who, number) else 0.0
            gains = temptation(place.worth, share_at(world, own, place))
            afraid = fear(laws.order_fear, world.pairs[who * run.parties + place.opponent].level)
            found = cost_if_found(world, treaty, today, who, number)
            troops = laws.deterrence_fire * troops_against(world, who, number)
            advantage = probe_advantage(
                gains, moved, afraid, found + troops + text + weary, laws.order_restraint
            )
            if run.told == 1:
                explain_order(world, who, number, gains, moved, afraid, found, troops, text, weary)
            place.order = chosen(world, advantage, party.choice_noise, own_luck)
        else:
            place.order = doctrines_order(world, field, who, number, own_luck)


def explain_order(
    world: World,
    who: int,
    number: int,
    gains: float,
    moved: float,
    afraid: float,
    found: float,
    troops: float,
    text: float,
    weary: float,
) -> None:
    """Keep what a party weighed at a front, for the log of a told run."""
    run = world.run[0]
    party = world.parties[who]
    place = world.places[who * run.sectors + number]
    if moved > afraid and party.operation == 1:
        place.cause = party.op_begun
    elif afraid > 0.0:
        place.cause = grounds(world.pairs[who * run.parties + place.opponent], party.bayesian)
    weighed = world.weighed[who * run.sectors + number]
    weighed.a = gains
    weighed.b = moved
    weighed.c = afraid
    weighed.d = found
    weighed.e = troops
    weighed.f = text
    weighed.g = weary


def sponsors_order(
    world: World, who: int, number: int, tie_number: int, gains: float, luck: float
) -> int:
    """Order that a sponsor would have its client give."""
    run = world.run[0]
    laws = world.laws[0]
    tie = world.ties[tie_number]
    sponsor = world.parties[tie.sponsor]
    effort = sponsor.effort if tie.restrains == 1 else 0.0
    advantage = sponsor_advantage(gains, tie.stake, effort, laws.consent_restraint)
    world.places[who * run.sectors + number].cause = sponsor.restraint_event
    weighed = world.weighed[who * run.sectors + number]
    weighed.a = gains
    weighed.b = effort
    return chosen(world, advantage, sponsor.choice_noise, luck)


def doctrines_order(world: World, field: Field, who: int, number: int, luck: float) -> int:
    """Order of a doctrine that weighs no utilities, or plays a stage game."""
    run = world.run[0]
    place = world.places[who * run.sectors + number]
    rule = field.doctrines[place.doctrine]
    if rule.kind == STAGE_GAME:
        advantage = stage_game_advantage(
            rule.reward,
            rule.temptation,
            rule.punishment,
            rule.sucker,
            world.pairs[who * run.parties + place.opponent].level,
        )
        return chosen(world, advantage, world.parties[who].choice_noise, luck)
    return fixed_order(
        rule.kind,
        place.seen,
        place.own_act,
        place.own_standing,
        place.other_standing,
        place.triggered,
        place.days_left,
        rule.generosity,
        luck,
    )
