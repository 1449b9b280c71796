"""An offensive begins: what is said first, and what is announced."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.engine.codes import (
    ACCUSATION_EVENT,
    ALONE,
    BEGUN,
    DECLARATION_EVENT,
    DECLARED_CANCELLED,
    END_CANCELLED,
    JOINED,
    NONE,
    OFFENSIVE,
    P_ESCAPE_CLAUSE,
    PRETEXT,
    W_OFFENSIVE,
)
from sim.engine.fronts import pressed
from sim.engine.notes import because, came_out, note, weigh
from sim.engine.pacts import close
from sim.engine.situation import find_measured, live, owes, takes_in, truce_holds
from sim.engine.texts import works
from sim.law.draws import ACCUSATION, DECLARATION, draw_block

if TYPE_CHECKING:
    from sim.engine.tables import Diary, Rows, Treaty, World


def launch(world: World, treaty: Treaty, diary: Diary, who: int) -> None:
    """Begin what was prepared, where the ground is still in the other's hands."""
    run = world.run[0]
    party = world.parties[who]
    party.plan = 0
    count = 0
    aim = NONE
    shared = False
    for at in range(party.plan_at, party.plan_at + party.plan_count):
        number = world.links[at]
        if party.operation == 1 and world.places[who * run.sectors + number].target > 0:
            shared = True
        if pressed(world, who, number):
            if aim == NONE:
                aim = number
            count += 1
    if count == 0:
        return
    victim = world.sectors[aim].holder
    said = pretext(world, treaty, diary, who, victim)
    begun = note(run, diary, OFFENSIVE, BEGUN, who, victim, aim, NONE, NONE, 0.0, NONE)
    came_out(run, diary, JOINED if party.plan_joined != 0 else ALONE)
    because(run, diary, party.plan_cause_a)
    because(run, diary, party.plan_cause_b)
    because(run, diary, party.plan_cause_c)
    because(run, diary, party.plan_cause_d)
    because(run, diary, party.plan_cause_e)
    because(run, diary, said)
    weigh_plan(run, diary, party)
    party.op_days_fought = party.op_days_fought if shared else 0
    party.op_days_stopped = 0
    party.op_captured = 0
    for number in range(run.sectors):
        world.places[who * run.sectors + number].target = 0
    for at in range(party.plan_at, party.plan_at + party.plan_count):
        number = world.links[at]
        if pressed(world, who, number):
            world.places[who * run.sectors + number].target += 1
    run.aims_version += 1
    party.operation = 1
    party.op_wanted = count
    party.op_running = 1
    party.op_joined = party.plan_joined
    party.op_begun = begun
    announce(world, treaty, diary, who, begun)


def pretext(world: World, treaty: Treaty, diary: Diary, who: int, victim: int) -> int:
    """Let who is about to attack make a charge first, true or not."""
    run = world.run[0]
    laws = world.laws[0]
    if laws.accusation_active == 0 or not truce_holds(run, treaty):
        return NONE
    luck, _, _, _ = draw_block(
        run.seed,
        run.replicate,
        run.day,
        ACCUSATION,
        world.parties[who].key,
        world.parties[victim].key,
        0,
        0,
    )
    if luck >= laws.accusation_pretext:
        return NONE
    obligation = NONE
    pact = NONE
    for at in range(run.live_at, run.live_at + run.live_count):
        number = world.links[at]
        if owes(world, number, who, victim):
            obligation = treaty.duties[number].obligation
            pact = treaty.duties[number].pact
            break
    event = note(
        run, diary, ACCUSATION_EVENT, PRETEXT, who, victim, NONE, obligation, pact, 0.0, NONE
    )
    because(run, diary, world.pairs[who * run.parties + victim].evidence)
    page = diary.days[run.day + run.run_in - 1]
    page.accusations += 1
    page.accusations_pretext += 1
    return event


def announce(world: World, treaty: Treaty, diary: Diary, who: int, event: int) -> None:
    """Let an attacker say that the truce is over, or say nothing."""
    run = world.run[0]
    number = find_measured(run, treaty)
    if number == NONE or not live(treaty.pacts[number], run.day):
        return
    if not takes_in(world, treaty, number, who):
        return
    pact = treaty.pacts[number]
    text = treaty.texts[pact.text]
    chance = world.laws[0].ending_announced
    for at in range(text.provisions_at, text.provisions_at + text.provisions_count):
        clause = treaty.provisions[at]
        if works(clause, P_ESCAPE_CLAUSE, run.day, pact.start) and (
            clause.holder == NONE or clause.holder == who
        ):
            strength = clause.strength if clause.strength < 1.0 else 1.0
            chance = chance + (1.0 - chance) * strength
    luck, _, _, _ = draw_block(
        run.seed,
        run.replicate,
        run.day,
        DECLARATION,
        world.parties[who].key,
        0,
        pact.key,
        1,
    )
    if luck < chance:
        said = note(
            run,
            diary,
            DECLARATION_EVENT,
            DECLARED_CANCELLED,
            who,
            NONE,
            NONE,
            NONE,
            number,
            0.0,
            NONE,
        )
        because(run, diary, event)
        close(world, treaty, number, END_CANCELLED, said, who)


def weigh_plan(run: Rows, diary: Diary, party: Rows) -> None:
    """Write down the numbers that decided a proposal."""
    if run.told == 1:
        weigh(run, diary, W_OFFENSIVE, party.plan_a)
        weigh(run, diary, W_OFFENSIVE, party.plan_b)
        weigh(run, diary, W_OFFENSIVE, party.plan_c)
        weigh(run, diary, W_OFFENSIVE, party.plan_d)
        weigh(run, diary, W_OFFENSIVE, party.plan_e)
        weigh(run, diary, W_OFFENSIVE, party.plan_f)
        weigh(run, diary, W_OFFENSIVE, party.plan_g)
