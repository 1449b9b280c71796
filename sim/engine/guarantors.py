"""Phase 2: restraint, supply, deployment; duties are in `sim.engine.duties`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.engine.beginning import take_stock, wanted_effort
from sim.engine.codes import (
    ACT_DEPLOYMENT,
    ACT_SUPPLY,
    ARRIVED,
    BREACH,
    BREACH_DEPLOYMENT,
    BREACH_SUPPLY,
    DEPLOYMENT_EVENT,
    NONE,
    ORDERED,
    REFRAIN,
    REPEAT,
    RESTRAINT,
    SLACKENED,
    SUPPLY_EVENT,
    TIGHTENED,
    W_DEPLOYMENT,
    W_RESTRAINT,
    W_SUPPLY,
)
from sim.engine.duties import attend_to
from sim.engine.notes import because, note, weigh, witness
from sim.engine.pacts import count_breach, marked
from sim.engine.situation import latest_evidence, owed_in_fact, owes
from sim.law.draws import DEPLOYMENT, SUPPLY, draw_block
from sim.law.guarantee import adjusted, deployment_chance, supply_chance

if TYPE_CHECKING:
    from sim.engine.tables import Diary, Field, Today, Treaty, World


def guarantors_act(world: World, treaty: Treaty, today: Today, diary: Diary, field: Field) -> None:
    """Phase 2 of the day."""
    run = world.run[0]
    look_to_duty(world, treaty, today)
    for who in range(run.parties):
        take_stock(world, who)
    for who in range(run.parties):
        choose_effort(world, treaty, diary, who)
    for at in range(run.live_at, run.live_at + run.live_count):
        attend_to(world, treaty, diary, world.links[at])
    for who in range(run.parties):
        choose_supply(world, treaty, today, diary, who)
    receive_troops(world, diary, field)
    for who in range(run.parties):
        choose_deployment(world, treaty, today, diary, field, who)


def look_to_duty(world: World, treaty: Treaty, today: Today) -> None:
    """Settle for the day which monitors watch."""
    run = world.run[0]
    for number in range(len(today.monitors)):
        monitor = today.monitors[number]
        works = 1
        if monitor.rides_on != NONE:
            works = 0
            for at in range(run.live_at, run.live_at + run.live_count):
                duty = treaty.duties[world.links[at]]
                if duty.obligation == monitor.rides_on:
                    obligation = treaty.obligations[duty.obligation]
                    if obligation.kind == REPEAT:
                        works = int(run.day - duty.last_done < 2 * obligation.every_days)
                    else:
                        works = int(duty.gap < 1.0)
                    break
        if monitor.on_duty != works:
            monitor.on_duty = works
            run.found_version += 1


def choose_effort(world: World, treaty: Treaty, diary: Diary, who: int) -> None:
    """Move effort towards what confidence and relations make a party want."""
    run = world.run[0]
    laws = world.laws[0]
    party = world.parties[who]
    party.effort = adjusted(party.effort, wanted_effort(world, treaty, who), laws.will_speed)
    change = party.effort - party.noticed_effort
    if party.guarantor == 0 or abs(change) < laws.will_notice:
        return
    form = SLACKENED if change < 0.0 else TIGHTENED
    for number in range(len(world.ties)):
        tie = world.ties[number]
        if tie.sponsor != who:
            continue
        event = note(
            run, diary, RESTRAINT, form, who, tie.client, NONE, NONE, NONE, party.effort, NONE
        )
        if run.told == 1:
            if change < 0.0:
                because(run, diary, latest_evidence(world, who))
                because(run, diary, party.latest_charge)
            else:
                because(run, diary, run.last_success)
            weigh(run, diary, W_RESTRAINT, party.effort)
            weigh(run, diary, W_RESTRAINT, party.noticed_effort)
            weigh(run, diary, W_RESTRAINT, party.confidence)
        party.restraint_event = event
    party.noticed_effort = party.effort


def choose_supply(world: World, treaty: Treaty, today: Today, diary: Diary, who: int) -> None:
    """Decide for each client whether arms go out this week."""
    run = world.run[0]
    laws = world.laws[0]
    party = world.parties[who]
    if laws.supply_active == 0 or party.guarantor == 0:
        return
    ordinal = -1
    for number in range(len(world.ties)):
        tie = world.ties[number]
        if tie.sponsor != who:
            continue
        ordinal += 1
        if tie.supplies == 0 or tie.supply <= 0.0:
            continue
        if (run.day + tie.key) % laws.supply_every_days != 0:
            continue
        chance = supply_chance(
            laws.supply_base, party.confidence, party.pressure, laws.supply_weight
        )
        luck, _, _, _ = draw_block(
            run.seed,
            run.replicate,
            run.day,
            SUPPLY,
            party.key,
            world.parties[tie.client].key,
            0,
            0,
        )
        if luck >= chance:
            continue
        world.parties[tie.client].strength += tie.supply
        event = note(
            run, diary, SUPPLY_EVENT, 0, who, tie.client, NONE, NONE, NONE, tie.supply, who
        )
        if run.told == 1:
            because(run, diary, latest_evidence(world, who))
            weigh(run, diary, W_SUPPLY, chance)
            weigh(run, diary, W_SUPPLY, party.confidence)
            weigh(run, diary, W_SUPPLY, party.pressure)
        open_act(world, treaty, today, diary, who, ACT_SUPPLY, event, ordinal)


def open_act(
    world: World,
    treaty: Treaty,
    today: Today,
    diary: Diary,
    who: int,
    act: int,
    event: int,
    ordinal: int,
) -> None:
    """Let others see an act of a guarantor that a duty may forbid."""
    run = world.run[0]
    process = SUPPLY if act == ACT_SUPPLY else DEPLOYMENT
    form = BREACH_SUPPLY if act == ACT_SUPPLY else BREACH_DEPLOYMENT
    for at in range(run.live_at, run.live_at + run.live_count):
        number = world.links[at]
        duty = treaty.duties[number]
        obligation = treaty.obligations[duty.obligation]
        if obligation.kind != REFRAIN or obligation.act != act:
            continue
        breach = NONE
        seen = False
        if owed_in_fact(world, treaty, number, who):
            duty.breaches += 1
            marked(run, duty)
            breach = note(
                run, diary, BREACH, form, who, NONE, NONE, duty.obligation, duty.pact, 1.0, who
            )
            because(run, diary, event)
        for reader in range(run.parties):
            if (
                owes(world, number, reader, who)
                and world.pairs[reader * run.parties + who].hostile == 1
            ):
                luck, _, _, _ = draw_block(
                    run.seed,
                    run.replicate,
                    run.day,
                    process,
                    world.parties[who].key,
                    world.parties[reader].key,
                    duty.key,
                    ordinal,
                )
                if luck < obligation.visibility:
                    witness(run, diary, event, reader)
                    if run.opened >= len(today.opened):
                        run.overflow = 1
                        return
                    entry = today.opened[run.opened]
                    entry.reader = reader
                    entry.author = who
                    entry.event = event
                    entry.act = act
                    run.opened += 1
                    if breach != NONE:
                        witness(run, diary, breach, reader)
                        seen = True
        if breach != NONE:
            count_breach(run, diary, seen)


def receive_troops(world: World, diary: Diary, field: Field) -> None:
    """Let ordered troops take up their places."""
    run = world.run[0]
    for who in range(run.parties):
        kept = 0
        for number in range(run.arriving):
            entry = field.arriving[number]
            if entry.party == who and entry.day <= run.day:
                holder = world.sectors[entry.sector].holder
                if world.pairs[who * run.parties + holder].hostile == 0:
                    world.places[who * run.sectors + entry.sector].forces += entry.size
                    run.troops_version += 1
                    note(
                        run,
                        diary,
                        DEPLOYMENT_EVENT,
                        ARRIVED,
                        who,
                        NONE,
                        entry.sector,
                        NONE,
                        NONE,
                        entry.size,
                        who,
                    )
                    because(run, diary, entry.order)
            else:
                other = field.arriving[kept]
                other.party = entry.party
                other.day = entry.day
                other.sector = entry.sector
                other.order = entry.order
                other.size = entry.size
                kept += 1
        run.arriving = kept


def choose_deployment(
    world: World, treaty: Treaty, today: Today, diary: Diary, field: Field, who: int
) -> None:
    """Decide whether troops are sent in, and where."""
    run = world.run[0]
    laws = world.laws[0]
    party = world.parties[who]
    if laws.deployment_active == 0 or party.guarantor == 0:
        return
    chance = deployment_chance(party.pressure, laws.deployment_threshold, laws.deployment_steepness)
    if chance <= 0.0:
        return
    luck, _, _, _ = draw_block(run.seed, run.replicate, run.day, DEPLOYMENT, party.key, 0, 0, 0)
    if luck >= chance:
        return
    sector = threatened(world, who)
    if sector == NONE:
        return
    if run.arriving >= len(field.arriving):
        run.overflow = 1
        return
    event = note(
        run,
        diary,
        DEPLOYMENT_EVENT,
        ORDERED,
        who,
        NONE,
        sector,
        NONE,
        NONE,
        laws.deployment_size,
        who,
    )
    because(run, diary, party.loss_event)
    because(run, diary, party.displacement_event)
    weigh(run, diary, W_DEPLOYMENT, chance)
    weigh(run, diary, W_DEPLOYMENT, party.pressure)
    entry = field.arriving[run.arriving]
    entry.party = who
    entry.day = run.day + laws.deployment_delay_days
    entry.sector = sector
    entry.order = event
    entry.size = laws.deployment_size
    run.arriving += 1
    party.pressure = party.pressure * (1.0 - laws.deployment_relief)
    open_act(world, treaty, today, diary, who, ACT_DEPLOYMENT, event, 0)


def threatened(world: World, who: int) -> int:
    """Sector of its own side that a guarantor finds most in need of troops, or -1."""
    run = world.run[0]
    best = NONE
    most = -1.0
    for at in range(run.front_at, run.front_at + run.front_count):
        number = world.links[at]
        sector = world.sectors[number]
        if world.pairs[who * run.parties + sector.holder].hostile == 1:
            continue
        forces = world.places[who * run.sectors + number].forces
        threat = (sector.tension + 0.01) / (1.0 + forces)
        if threat > most:
            most = threat
            best = number
    return best
