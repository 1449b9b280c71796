"""Phase 11: declarations, terms, and the measure of an end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.engine.chance import chosen
from sim.engine.codes import (
    DECLARATION_EVENT,
    DECLARED_CANCELLED,
    DECLARED_DISOWNED,
    END_CANCELLED,
    END_DISOWNED,
    END_EXPIRED,
    NONE,
    P_ESCAPE_CLAUSE,
    W_CANCELLING,
    W_DAILY_CHANCE,
    W_DISOWNING,
)
from sim.engine.measuring import measure
from sim.engine.notes import because, note, weigh
from sim.engine.ordering import momentum
from sim.engine.pacts import close, close_what_was_declared
from sim.engine.situation import find_measured, latest_evidence, live, takes_in
from sim.engine.texts import text_worth, works
from sim.law.doctrine import CANCEL_BY_CHANCE, LOGIT
from sim.law.draws import DECLARATION, draw_block
from sim.law.ending import cancelling_advantage, disowning_advantage
from sim.law.order import fear as fear_of
from sim.law.trust import belief_with_ledger

if TYPE_CHECKING:
    from sim.engine.tables import Diary, Field, Rows, Treaty, World


def end_day(world: World, treaty: Treaty, diary: Diary, field: Field) -> None:
    """Phase 11 of the day."""
    run = world.run[0]
    number = find_measured(run, treaty)
    if number != NONE and live(treaty.pacts[number], run.day):
        pact = treaty.pacts[number]
        text = treaty.texts[pact.text]
        for who in range(run.parties):
            party = world.parties[who]
            bound = takes_in(world, treaty, number, who)
            if party.fights == 1 and bound:
                consider_cancelling(world, treaty, diary, field, number, who)
            elif party.guarantor == 1 and (bound or world.links[text.announced_at + who] == 1):
                consider_disowning(world, treaty, diary, number, who)
    close_what_was_declared(world, treaty)
    expire(world, treaty)
    for each in range(run.pacts):
        pact = treaty.pacts[each]
        if pact.framework == 0 and pact.measured == 0 and pact.start <= run.day:
            measure(world, treaty, diary, field, each, 0)


def consider_cancelling(
    world: World, treaty: Treaty, diary: Diary, field: Field, number: int, who: int
) -> None:
    """Decide whether to cancel the agreement."""
    run = world.run[0]
    laws = world.laws[0]
    party = world.parties[who]
    rule = field.doctrines[party.doctrine]
    if rule.kind != LOGIT and rule.kind != CANCEL_BY_CHANCE:
        return
    luck, _, _, _ = draw_block(
        run.seed,
        run.replicate,
        run.day,
        DECLARATION,
        party.key,
        0,
        treaty.pacts[number].key,
        0,
    )
    if rule.kind == CANCEL_BY_CHANCE:
        if luck < rule.daily_chance:
            declare(world, diary, number, DECLARED_CANCELLED, who, NONE)
            weigh(run, diary, W_DAILY_CHANCE, rule.daily_chance)
            close(world, treaty, number, END_CANCELLED, run.events - 1, who)
        return
    most = 0.0
    cause = NONE
    if laws.overdue_active == 1:
        for other in range(run.parties):
            pair = world.pairs[who * run.parties + other]
            added = pair.overdue - pair.known_at_signing
            if pair.hostile == 1 and added != 0.0:
                lost = 1.0 - belief_with_ledger(1.0, added, laws.overdue_weight)
                if lost > most:
                    most = lost
                    cause = pair.undelivered
    undelivered = laws.ending_undelivered * most
    fear = fear_of(laws.order_fear, party.opposing_belief)
    pull = laws.momentum_fire * momentum(world, who)
    worth = text_worth(world, treaty, who, 1.0)
    cost = with_way_out(world, treaty, number, who, laws.ending_cancelling)
    advantage = cancelling_advantage(undelivered, fear, pull, worth, cost)
    if chosen(world, advantage, party.choice_noise, luck) == 1:
        declare(world, diary, number, DECLARED_CANCELLED, who, cause)
        weigh(run, diary, W_CANCELLING, undelivered)
        weigh(run, diary, W_CANCELLING, fear)
        weigh(run, diary, W_CANCELLING, pull)
        weigh(run, diary, W_CANCELLING, worth)
        weigh(run, diary, W_CANCELLING, cost)
        close(world, treaty, number, END_CANCELLED, run.events - 1, who)


def consider_disowning(world: World, treaty: Treaty, diary: Diary, number: int, who: int) -> None:
    """Decide whether to disown the agreement."""
    run = world.run[0]
    laws = world.laws[0]
    party = world.parties[who]
    text = treaty.texts[treaty.pacts[number].text]
    cost = laws.ending_disowning
    if world.links[text.signs_at + who] == 0:
        cost = cost * laws.ending_unsigned
    cost = with_way_out(world, treaty, number, who, cost)
    hurt = laws.ending_hurt * party.pressure
    distrust = laws.ending_distrust * (1.0 - party.confidence)
    advantage = disowning_advantage(hurt, distrust, cost)
    luck, _, _, _ = draw_block(
        run.seed,
        run.replicate,
        run.day,
        DECLARATION,
        party.key,
        0,
        treaty.pacts[number].key,
        0,
    )
    if chosen(world, advantage, party.choice_noise, luck) == 1:
        declare(world, diary, number, DECLARED_DISOWNED, who, party.loss_event)
        weigh(run, diary, W_DISOWNING, hurt)
        weigh(run, diary, W_DISOWNING, distrust)
        weigh(run, diary, W_DISOWNING, cost)
        close(world, treaty, number, END_DISOWNED, run.events - 1, who)


def with_way_out(world: World, treaty: Treaty, number: int, who: int, cost: float) -> float:
    """Cost of a declaration after what an escape clause takes away."""
    run = world.run[0]
    pact = treaty.pacts[number]
    text = treaty.texts[pact.text]
    for at in range(text.provisions_at, text.provisions_at + text.provisions_count):
        clause = treaty.provisions[at]
        if works(clause, P_ESCAPE_CLAUSE, run.day, pact.start) and (
            clause.holder == NONE or clause.holder == who
        ):
            left = 1.0 - clause.strength
            cost = cost * (left if left > 0.0 else 0.0)
    return cost


def declare(world: World, diary: Diary, number: int, form: int, who: int, cause: int) -> None:
    """Enter a declaration."""
    run: Rows = world.run[0]
    note(run, diary, DECLARATION_EVENT, form, who, NONE, NONE, NONE, number, 0.0, NONE)
    if run.told == 1:
        because(run, diary, cause)
        because(run, diary, latest_evidence(world, who))


def expire(world: World, treaty: Treaty) -> None:
    """Close agreements whose term has run out."""
    run = world.run[0]
    for place in range(run.force_count):
        number = world.links[run.force_at + place]
        pact = treaty.pacts[number]
        term = treaty.texts[pact.text].term
        if term != NONE and run.day >= pact.start + term:
            close(world, treaty, number, END_EXPIRED, NONE, NONE)
            close_what_was_declared(world, treaty)
