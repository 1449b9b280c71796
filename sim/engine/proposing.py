"""Proposals of offensives, and what the sponsors say to them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.engine.chance import chosen
from sim.engine.codes import (
    CONSENT,
    CONSENT_JOINED,
    CONSENT_REFUSED,
    CONSENT_TOLERATED,
    JOINED,
    NONE,
    OFFENSIVE,
    PREPARED,
    REFUSED,
    TOLERATED,
    VETOED,
    W_CONSENT,
)
from sim.engine.fronts import better, pressed, worth_of
from sim.engine.launching import launch, weigh_plan
from sim.engine.notes import because, came_out, note, weigh
from sim.engine.ordering import momentum, share_at, strength_of, weariness_cost
from sim.engine.situation import latest_evidence, owing_opponent, troops_against
from sim.engine.texts import text_worth
from sim.law.draws import PROPOSAL, draw_block
from sim.law.offensive import JOIN, REFUSE, consent, own_cost, proposal_advantage, sponsor_position
from sim.law.order import temptation

if TYPE_CHECKING:
    from sim.engine.tables import Diary, Treaty, World


def find_axis(world: World, who: int) -> None:
    """List the sectors that a new offensive would aim at, the worthiest first.

    The list is kept till ground or aims change.
    """
    run = world.run[0]
    party = world.parties[who]
    if party.axis_version == run.aims_version:
        return
    party.axis_version = run.aims_version
    most = world.laws[0].offensive_axis
    party.axis_count = 0
    for front in range(party.fronts_at, party.fronts_at + party.fronts_count):
        number = world.links[front]
        if not pressed(world, who, number):
            continue
        at = party.axis_count
        while at > 0 and sooner(world, who, number, world.links[party.axis_at + at - 1]):
            at -= 1
        if at >= most:
            continue
        if party.axis_count < most:
            party.axis_count += 1
        for place in range(party.axis_count - 1, at, -1):
            world.links[party.axis_at + place] = world.links[party.axis_at + place - 1]
        world.links[party.axis_at + at] = number


def sooner(world: World, who: int, number: int, other: int) -> bool:
    """Whether an offensive would rather aim at one sector than at another."""
    run = world.run[0]
    first = world.places[who * run.sectors + number]
    second = world.places[who * run.sectors + other]
    if (first.target > 0) != (second.target > 0):
        return bool(first.target > 0)
    return better(first, world.sectors[number].key, second, world.sectors[other].key)


def troops_on(world: World, who: int) -> float:
    """Mean deterrent weight on the axis."""
    party = world.parties[who]
    total = 0.0
    for at in range(party.axis_at, party.axis_at + party.axis_count):
        total += troops_against(world, who, world.links[at])
    return total / party.axis_count


def propose(world: World, treaty: Treaty, diary: Diary, who: int) -> None:
    """Weigh whether to propose an offensive."""
    run = world.run[0]
    laws = world.laws[0]
    party = world.parties[who]
    find_axis(world, who)
    if party.axis_count == 0:
        return
    own = strength_of(world, who, 0.0)
    gains = 0.0
    share = 0.0
    for at in range(party.axis_at, party.axis_at + party.axis_count):
        number = world.links[at]
        place = world.places[who * run.sectors + number]
        held = share_at(world, own, place)
        gains += temptation(worth_of(world, who, number), held)
        share += held
    gains = gains / party.axis_count
    share = share / party.axis_count
    pull = laws.momentum_offensive * momentum(world, who)
    distrust = 2.0 * share * laws.offensive_distrust * (1.0 - party.opposing_belief)
    threshold = own_cost(laws.offensive_threshold, laws.offensive_risk, share)
    text = text_worth(world, treaty, who, laws.offensive_agreement_share)
    troops = laws.deterrence_offensive * troops_on(world, who)
    weary = weariness_cost(world, who, laws.weariness_offensive)
    advantage = proposal_advantage(gains, pull, distrust, text + troops + weary, threshold)
    luck, luck_a, luck_b, veto = draw_block(
        run.seed, run.replicate, run.day, PROPOSAL, party.key, 0, 0, 0
    )
    if chosen(world, advantage, party.choice_noise, luck) == 0:
        return
    party.plan_a = gains
    party.plan_b = pull
    party.plan_c = distrust
    party.plan_d = text
    party.plan_e = troops
    party.plan_f = weary
    party.plan_g = threshold
    seek_consent(world, treaty, diary, who, luck_a, luck_b, veto)


def seek_consent(
    world: World,
    treaty: Treaty,
    diary: Diary,
    who: int,
    luck_a: float,
    luck_b: float,
    veto: float,
) -> None:
    """Ask the sponsors; prepare the offensive, or give way to a veto."""
    run = world.run[0]
    party = world.parties[who]
    joined = 0
    vetoed = False
    consent_a = NONE
    consent_b = NONE
    refusal_a = NONE
    refusal_b = NONE
    if world.laws[0].consent_active == 1:
        for place in range(party.sponsors):
            tie = party.sponsor_a if place == 0 else party.sponsor_b
            event = run.events
            answer = ask(world, diary, who, tie, luck_a if place == 0 else luck_b)
            if answer == JOIN:
                joined |= 1 << place
            if answer == REFUSE:
                if refusal_a == NONE:
                    refusal_a = event
                else:
                    refusal_b = event
                if veto < world.ties[tie].leverage:
                    vetoed = True
            elif consent_a == NONE:
                consent_a = event
            else:
                consent_b = event
    aim = world.links[party.axis_at]
    holder = world.sectors[aim].holder
    if vetoed:
        note(run, diary, OFFENSIVE, VETOED, who, holder, aim, NONE, NONE, 0.0, NONE)
        because(run, diary, refusal_a)
        because(run, diary, refusal_b)
        weigh_plan(run, diary, party)
        return
    party.plan_cause_a = NONE
    party.plan_cause_b = NONE
    if run.told == 1:
        party.plan_cause_a = latest_evidence(world, who)
        party.plan_cause_b = worst_deadline(world, treaty, who)
    party.plan_cause_c = consent_a
    party.plan_cause_d = consent_b
    party.plan_cause_e = note(
        run, diary, OFFENSIVE, PREPARED, who, holder, aim, NONE, NONE, 0.0, NONE
    )
    because(run, diary, party.plan_cause_a)
    because(run, diary, party.plan_cause_b)
    because(run, diary, consent_a)
    because(run, diary, consent_b)
    weigh_plan(run, diary, party)
    party.plan = 1
    party.plan_day = run.day + world.laws[0].offensive_preparation_days
    party.plan_joined = joined
    party.plan_count = party.axis_count
    for at in range(party.axis_count):
        world.links[party.plan_at + at] = world.links[party.axis_at + at]
    if party.plan_day == run.day:
        launch(world, treaty, diary, who)


def ask(world: World, diary: Diary, who: int, tie_number: int, luck: float) -> int:
    """Ask a sponsor, which weighs relations at risk and troops in the way."""
    run = world.run[0]
    laws = world.laws[0]
    party = world.parties[who]
    tie = world.ties[tie_number]
    sponsor = world.parties[tie.sponsor]
    relations = 0.0
    for other in range(run.parties):
        pair = world.pairs[tie.sponsor * run.parties + other]
        if pair.rival == 1:
            relations += laws.consent_relations * pair.relations * pair.level
    troops = laws.deterrence_offensive * troops_on(world, who)
    effort = laws.consent_effort * (sponsor.effort if tie.restrains == 1 else 0.0)
    gains = party.plan_a + party.plan_b + party.plan_c
    position = sponsor_position(gains, tie.stake, relations, troops, effort)
    answer = consent(position, laws.consent_join, laws.consent_refuse, sponsor.choice_noise, luck)
    form = CONSENT_TOLERATED
    outcome = TOLERATED
    if answer == JOIN:
        form = CONSENT_JOINED
        outcome = JOINED
    elif answer == REFUSE:
        form = CONSENT_REFUSED
        outcome = REFUSED
    note(
        run,
        diary,
        CONSENT,
        form,
        tie.sponsor,
        who,
        world.links[party.axis_at],
        NONE,
        NONE,
        0.0,
        NONE,
    )
    came_out(run, diary, outcome)
    if run.told == 1:
        because(run, diary, sponsor.restraint_event)
        because(run, diary, latest_evidence(world, tie.sponsor))
        weigh(run, diary, W_CONSENT, gains)
        weigh(run, diary, W_CONSENT, relations)
        weigh(run, diary, W_CONSENT, troops)
        weigh(run, diary, W_CONSENT, effort)
    return answer


def worst_deadline(world: World, treaty: Treaty, who: int) -> int:
    """Event of the worst duty that an opponent has left undone."""
    run = world.run[0]
    worst = NONE
    most = 0.0
    for at in range(run.live_at, run.live_at + run.live_count):
        number = world.links[at]
        duty = treaty.duties[number]
        if duty.deadline_event == NONE or owing_opponent(world, number, who) == NONE:
            continue
        obligation = treaty.obligations[duty.obligation]
        weight = duty.gap * obligation.visibility * obligation.importance
        if weight > most:
            most = weight
            worst = duty.deadline_event
    return worst
