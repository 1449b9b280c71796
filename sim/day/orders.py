"""Phase 3: hold or probe, front by front."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.day import decide as decisions
from sim.day.codes import NONE
from sim.day.decide import decide
from sim.day.draws import ask, chosen, draw_asked
from sim.day.situation import cost_if_found, grounds, text_worth, troops_against
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
    from sim.day.state import Front, World


def give_orders(w: World) -> None:
    """Phase 3 of the day."""
    run = w.run
    word = address_word(run.day, ORDER, 0)
    for who in range(run.parties):
        party = w.parties[who]
        if party.fights == 1:
            for at in range(party.fronts_at, party.fronts_at + party.fronts_count):
                number = w.links[at]
                place = w.fronts[who][number]
                other = w.parties[place.opponent].key
                ask(w, word, party.key, other, w.sectors[number].key, 1)
    draw_asked(w)
    uniform = 0
    for who in range(run.parties):
        if w.parties[who].fights == 1:
            order_party(w, who, uniform)
            uniform += w.parties[who].fronts_count


def fire_leverage(w: World, tie: int, stated: int) -> float:
    """Leverage of a sponsor over daily fire; 0 where there is no such sponsor."""
    laws = w.laws
    if laws.consent_active == 0 or stated == 0:
        return 0.0
    return w.ties[tie].leverage * laws.consent_fire_share


def strength_of(w: World, who: int, support: float) -> float:
    """Strength that a party brings to bear."""
    party = w.parties[who]
    weariness = party.weariness if w.laws.weariness_active == 1 else 0.0
    return effective_strength(party.strength, weariness, support)


def weariness_cost(w: World, who: int, weight: float) -> float:
    """Cost of weariness in a decision, in utils."""
    return weight * w.parties[who].weariness if w.laws.weariness_active == 1 else 0.0


def momentum(w: World, who: int) -> float:
    """Momentum of a party's operation, kept till the operation or its aims change."""
    run = w.run
    laws = w.laws
    party = w.parties[who]
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
        left = share_left(w, who)
        party.op_momentum = momentum_of(
            party.op_days_fought,
            party.op_days_stopped,
            laws.momentum_saturation_days,
            laws.momentum_fading_days,
            left,
        )
    return party.op_momentum


def share_left(w: World, who: int) -> float:
    """Share of an operation's aims that are still in hostile hands, at most 1."""
    run = w.run
    party = w.parties[who]
    if party.left_version == run.aims_version:
        return party.op_left
    party.left_version = run.aims_version
    remaining = 0
    for number in range(run.sectors):
        place = w.fronts[who][number]
        if place.target > 0 and w.pairs[who][w.sectors[number].holder].hostile == 1:
            remaining += place.target
    left = remaining / (party.op_wanted if party.op_wanted > 1 else 1)
    party.op_left = left if left < 1.0 else 1.0
    return party.op_left


def aims_there(w: World, who: int, number: int) -> bool:
    """Whether an operation aims at ground within reach at a front, kept till aims change."""
    run = w.run
    place = w.fronts[who][number]
    if place.aims_version != run.aims_version:
        place.aims_version = run.aims_version
        place.aims = int(within_reach(w, who, number))
    return bool(place.aims == 1)


def within_reach(w: World, who: int, number: int) -> bool:
    """Whether an operation aims at a sector, or at hostile ground beside one's own."""
    sector = w.sectors[number]
    if sector.holder != who:
        return bool(w.fronts[who][number].target > 0)
    ground = False
    for at in range(sector.near_at, sector.near_at + sector.near_count):
        near = w.links[at]
        if w.pairs[w.sectors[near].holder][who].hostile == 1:
            ground = True
            if w.fronts[who][near].target > 0:
                return True
    return not ground and w.fronts[who][number].target > 0


def share_at(w: World, own: float, place: Front) -> float:
    """Own share of the force at a front; the ground favours whom one would dislodge."""
    return force_share(own, strength_of(w, place.opponent, 0.0) * place.terrain)


def order_party(w: World, who: int, uniform: int) -> None:
    """Choose an order for every front of a party, on yesterday's knowledge.

    Its uniform stands from place `uniform` on.
    """
    run = w.run
    laws = w.laws
    party = w.parties[who]
    first = fire_leverage(w, party.sponsor_a, int(party.sponsors > 0))
    second = fire_leverage(w, party.sponsor_b, int(party.sponsors > 1))
    own = strength_of(w, who, 0.0)
    pull = laws.momentum_fire * momentum(w, who)
    text = text_worth(w, who, laws.order_agreement_share)
    weary = weariness_cost(w, who, laws.weariness_fire)
    room = len(w.awaiting)
    for turn in range(party.fronts_count):
        number = w.links[party.fronts_at + turn]
        place = w.fronts[who][number]
        own_uniform = w.uniforms[uniform + turn]
        place.control_uniform = w.uniforms[3 * room + uniform + turn]
        place.cause = NONE
        place.unweighed = 0
        place.adopted = adopted_sponsor(first, second, w.uniforms[2 * room + uniform + turn])
        if place.adopted > 0:
            tie = party.sponsor_a if place.adopted == 1 else party.sponsor_b
            moved = pull if pull > 0.0 and aims_there(w, who, number) else 0.0
            gains = temptation(place.worth, share_at(w, own, place)) + moved
            place.order = sponsors_order(
                w, who, number, tie, gains, w.uniforms[room + uniform + turn]
            )
        elif w.doctrines[place.doctrine].kind == LOGIT:
            moved = pull if pull > 0.0 and aims_there(w, who, number) else 0.0
            gains = temptation(place.worth, share_at(w, own, place))
            afraid = fear(laws.order_fear, w.pairs[who][place.opponent].level)
            found = cost_if_found(w, who, number)
            troops = laws.deterrence_fire * troops_against(w, who, number)
            advantage = probe_advantage(
                gains, moved, afraid, found + troops + text + weary, laws.order_restraint
            )
            if run.traced == 1:
                explain_order(w, who, number, gains, moved, afraid, found, troops, text, weary)
            place.order = decide(
                w,
                decisions.ORDER,
                who,
                chosen(w, advantage, party.choice_noise, own_uniform),
                number,
                own_uniform,
            )
        else:
            place.order = decide(
                w,
                decisions.ORDER,
                who,
                doctrines_order(w, who, number, own_uniform),
                number,
                own_uniform,
            )


def explain_order(
    w: World,
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
    party = w.parties[who]
    place = w.fronts[who][number]
    if moved > afraid and party.operation == 1:
        place.cause = party.op_begun
    elif afraid > 0.0:
        place.cause = grounds(w.pairs[who][place.opponent], party.bayesian)
    weighed = w.weighed[who][number]
    weighed.a = gains
    weighed.b = moved
    weighed.c = afraid
    weighed.d = found
    weighed.e = troops
    weighed.f = text
    weighed.g = weary


def sponsors_order(
    w: World, who: int, number: int, tie_number: int, gains: float, uniform: float
) -> int:
    """Order that a sponsor would have its client give."""
    laws = w.laws
    tie = w.ties[tie_number]
    sponsor = w.parties[tie.sponsor]
    effort = sponsor.effort if tie.restrains == 1 else 0.0
    advantage = sponsor_advantage(gains, tie.stake, effort, laws.consent_restraint)
    w.fronts[who][number].cause = sponsor.restraint_event
    weighed = w.weighed[who][number]
    weighed.a = gains
    weighed.b = effort
    return chosen(w, advantage, sponsor.choice_noise, uniform)


def doctrines_order(w: World, who: int, number: int, uniform: float) -> int:
    """Order of a doctrine that weighs no utilities, or plays a stage game."""
    place = w.fronts[who][number]
    rule = w.doctrines[place.doctrine]
    if rule.kind == STAGE_GAME:
        advantage = stage_game_advantage(
            rule.reward,
            rule.temptation,
            rule.punishment,
            rule.sucker,
            w.pairs[who][place.opponent].level,
        )
        return chosen(w, advantage, w.parties[who].choice_noise, uniform)
    return fixed_order(
        rule.kind,
        place.seen,
        place.own_act,
        place.own_standing,
        place.other_standing,
        place.triggered,
        place.days_left,
        rule.generosity,
        uniform,
    )
