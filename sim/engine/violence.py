"""Violent acts: what every attack does, and those that nobody ordered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.engine.chance import NARROW
from sim.engine.codes import ACCIDENT, ATTACK, BREACH, LOSS_EVENT, NONE, SEVERAL, SPOILING, W_CHANCE
from sim.engine.luck import ask, await_luck, draw_asked
from sim.engine.notes import because, note, weigh
from sim.engine.pacts import marked
from sim.engine.situation import duty_against_fire, mean_trust
from sim.law.arithmetic import pick, safe_exp
from sim.law.draws import (
    FRICTION,
    LAST_ORDINAL,
    LOSS,
    SABOTAGE,
    address_word,
    draw_block,
    first_day_of,
)
from sim.law.offensive import sabotage_chance
from sim.law.world import accident_chance

if TYPE_CHECKING:
    from sim.engine.tables import Diary, Field, Today, Treaty, World


def attack(
    world: World,
    today: Today,
    diary: Diary,
    who: int,
    victim: int,
    number: int,
    form: int,
    severity: float,
    cause: int,
) -> int:
    """Enter a violent act, without the breach that it may be; give its number."""
    run = world.run[0]
    if run.strikes >= len(today.strikes):
        run.overflow = 1
        return 0
    event = note(run, diary, ATTACK, form, who, victim, number, NONE, NONE, severity, who)
    because(run, diary, cause)
    sector = world.sectors[number]
    entry = today.strikes[run.strikes]
    entry.event = event
    entry.breach = NONE
    entry.author = who
    entry.target = victim
    entry.sector = number
    entry.breach_seen = 0
    entry.severity = severity
    sector.first_author = min(sector.first_author, who)
    sector.last_author = max(sector.last_author, who)
    sector.strikes += 1
    run.strikes += 1
    place = world.places[who * run.sectors + number]
    # Whether it fired there before today is foreseen by no processor, so it is not asked.
    before = int(place.fire_day == run.day)
    place.fire_day = run.day
    place.fire_count = before * place.fire_count + 1
    place.fire_sum = before * place.fire_sum + severity
    other = before & int(place.fire_target != victim)
    place.fire_target = SEVERAL if other == 1 else victim
    place.fire_breaches = before * place.fire_breaches
    place.fire_seen = before * place.fire_seen
    place.fire_last = event
    world.parties[who].violence += severity
    world.parties[victim].violence += severity
    diary.days[run.day + run.run_in - 1].attacks += 1
    run.attack_a = run.attack_b
    run.attack_b = run.attack_c
    run.attack_c = event
    return event


def breach_of(
    world: World,
    treaty: Treaty,
    today: Today,
    diary: Diary,
    who: int,
    victim: int,
    number: int,
    form: int,
    severity: float,
    event: int,
) -> None:
    """Enter the breach that an attack is, if it is one, and troops that it hits."""
    run = world.run[0]
    duty_number = duty_against_fire(world, treaty, who, number)
    if duty_number != NONE:
        duty = treaty.duties[duty_number]
        duty.breaches += 1
        marked(run, duty)
        page = diary.days[run.day + run.run_in - 1]
        page.breaches += 1
        page.breaches_by_fire += 1
        world.places[who * run.sectors + number].fire_breaches += 1
        today.strikes[run.strikes - 1].breach = note(
            run,
            diary,
            BREACH,
            form,
            who,
            victim,
            number,
            duty.obligation,
            duty.pact,
            severity,
            who,
        )
        because(run, diary, event)
    if run.day >= 1:
        hit_troops(world, diary, who, number, severity, event)


def hit_troops(
    world: World, diary: Diary, who: int, number: int, severity: float, event: int
) -> None:
    """Let an attack hit the troops of hostile guarantors who stand there."""
    run = world.run[0]
    laws = world.laws[0]
    sector = world.sectors[number]
    if sector.guard_version != run.troops_version:
        sector.guard_version = run.troops_version
        find_guards(world, number)
    for guarantor in range(sector.guard_first, sector.guard_last + 1):
        if (
            world.parties[guarantor].guarantor == 0
            or world.pairs[who * run.parties + guarantor].hostile == 0
        ):
            continue
        place = world.places[guarantor * run.sectors + number]
        troops = place.forces
        troops += laws.deterrence_post * place.posts
        if troops <= 0.0 or world.pairs[sector.holder * run.parties + guarantor].hostile == 1:
            continue
        if sector.strikes > LAST_ORDINAL:
            return
        party = world.parties[guarantor]
        luck, _, _, _ = draw_block(
            run.seed,
            run.replicate,
            run.day,
            LOSS,
            world.parties[who].key,
            party.key,
            sector.key,
            sector.strikes,
        )
        exposure = laws.deployment_exposure * troops * severity
        # The chance is at most the exposure, and luck is mostly far above it.
        if luck < exposure + NARROW and luck < 1.0 - safe_exp(-exposure):
            loss = note(run, diary, LOSS_EVENT, 0, who, guarantor, number, NONE, NONE, 1.0, who)
            because(run, diary, event)
            party.pressure += party.loss_sensitivity
            party.loss_event = loss


def find_guards(world: World, number: int) -> None:
    """Find the first and the last guarantor who has troops in a sector."""
    run = world.run[0]
    sector = world.sectors[number]
    sector.guard_first = run.parties
    sector.guard_last = NONE
    for guarantor in range(run.parties):
        place = world.places[guarantor * run.sectors + number]
        if world.parties[guarantor].guarantor == 1 and (place.forces > 0.0 or place.posts > 0.0):
            sector.guard_first = min(sector.guard_first, guarantor)
            sector.guard_last = guarantor


def friction(world: World, treaty: Treaty, today: Today, diary: Diary) -> None:
    """Let friction produce accidents and local clashes."""
    run = world.run[0]
    laws = world.laws[0]
    if laws.friction_active == 0 or laws.friction_rate <= 0.0:
        return
    keep_frictions_luck(world, today)
    first = first_day_of(run.day, 2)
    for number in range(run.sectors):
        sector = world.sectors[number]
        if sector.present_count == 0:
            continue
        chance = accident_chance(laws.friction_rate, sector.tension, laws.friction_tension_gain)
        if chance <= 0.0:
            continue
        happens = sector.friction_a
        who_luck = sector.friction_b
        if run.day != first:
            happens = sector.friction_c
            who_luck = sector.friction_d
        if happens < chance:
            author = world.links[sector.present_at + pick(sector.present_count, who_luck)]
            victim = world.places[author * run.sectors + number].opponent
            event = attack(world, today, diary, author, victim, number, ACCIDENT, 1.0, NONE)
            breach_of(world, treaty, today, diary, author, victim, number, ACCIDENT, 1.0, event)


def keep_frictions_luck(world: World, today: Today) -> None:
    """Draw what a sector keeps for two days, where it has not done so."""
    run = world.run[0]
    first = first_day_of(run.day, 2)
    word = address_word(first, FRICTION, 0)
    for number in range(run.sectors):
        sector = world.sectors[number]
        if sector.present_count > 0 and sector.friction_day != first:
            sector.friction_day = first
            luck = ask(run, today, word, sector.key, 0, 0, 1)
            await_luck(run, today, NONE, number, 0, luck, 1)
    draw_asked(run, today)
    room = len(today.awaiting)
    for each in range(run.awaiting):
        entry = today.awaiting[each]
        sector = world.sectors[entry.sector]
        sector.friction_a = today.luck[entry.luck]
        sector.friction_b = today.luck[room + entry.luck]
        sector.friction_c = today.luck[2 * room + entry.luck]
        sector.friction_d = today.luck[3 * room + entry.luck]
    run.awaiting = 0


def sabotage(
    world: World, treaty: Treaty, today: Today, diary: Diary, field: Field, which: int
) -> None:
    """Let a spoiler strike where it can reach the other camp."""
    run = world.run[0]
    if run.day < 1:
        return
    spoiler = field.spoilers[which]
    host = spoiler.party
    if spoiler.host != NONE:
        host = spoiler.host
    count = 0
    for at in range(run.front_at, run.front_at + run.front_count):
        number = world.links[at]
        if world.places[spoiler.party * run.sectors + number].on == 1:
            count += 1
        if host != spoiler.party and world.places[host * run.sectors + number].on == 1:
            count += 1
    if count == 0:
        return
    party = world.parties[spoiler.party]
    chance = sabotage_chance(spoiler.rate, party.strength, spoiler.gain, mean_trust(world))
    luck, where, _, _ = draw_block(run.seed, run.replicate, run.day, SABOTAGE, spoiler.key, 0, 0, 0)
    if luck >= chance:
        return
    left = pick(count, where)
    for at in range(run.front_at, run.front_at + run.front_count):
        number = world.links[at]
        for turn in range(2):
            face = spoiler.party if turn == 0 else host
            if turn == 1 and host == spoiler.party:
                continue
            place = world.places[face * run.sectors + number]
            if place.on == 0:
                continue
            if left == 0:
                event = attack(
                    world,
                    today,
                    diary,
                    spoiler.party,
                    place.opponent,
                    number,
                    SPOILING,
                    spoiler.severity,
                    run.last_success,
                )
                weigh(run, diary, W_CHANCE, chance)
                breach_of(
                    world,
                    treaty,
                    today,
                    diary,
                    spoiler.party,
                    place.opponent,
                    number,
                    SPOILING,
                    spoiler.severity,
                    event,
                )
                return
            left -= 1
