"""Phase 6: parties see privately, monitors watch and report."""

from __future__ import annotations

from sim.engine.codes import (
    FALSE_ALARM_EVENT,
    FINDING,
    FOUND_NOTHING,
    MONITOR_WITNESS,
    NONE,
    PUBLIC,
    RIGHT,
    WRONG,
)
from sim.engine.luck import word_of
from sim.engine.notes import because, lay_blame, note, witness
from sim.engine.situation import forbids_fire
from sim.engine.tables import Diary, Rows, Today, Treaty, World
from sim.law.arithmetic import pick
from sim.law.draws import (
    DETECTION,
    FALSE_ALARM,
    LAST_ORDINAL,
    MISREADING,
    SIGHTING,
    draw_block,
    first_day_of,
)
from sim.law.observation import (
    blames_main_opponent,
    detected,
    false_alarm_chance,
    perceived,
)


def watch(world: World, treaty: Treaty, today: Today, diary: Diary) -> None:
    """Phase 6 of the day."""
    run = world.run[0]
    for who in range(run.parties):
        if world.parties[who].fights == 1:
            observe(world, treaty, today, diary, who)
    for number in range(len(today.monitors)):
        if today.monitors[number].on_duty == 1:
            inspect_all(world, today, diary, number)
    report(world, today, diary)


def observe(world: World, treaty: Treaty, today: Today, diary: Diary, who: int) -> None:
    """Perceive what happened at each front of a party today."""
    run = world.run[0]
    party = world.parties[who]
    false_alarm = false_alarm_chance(
        party.false_alarm, run.ambiguity, world.laws[0].sighting_ambiguity
    )
    for at in range(party.fronts_at, party.fronts_at + party.fronts_count):
        number = world.links[at]
        place = world.places[who * run.sectors + number]
        place.hits = 0.0
        place.seen = 0
        quiet = world.sectors[number].strikes == 0
        main = place.opponent
        if false_alarm > 0.0 and (
            quiet or world.places[main * run.sectors + number].fire_day != run.day
        ):
            luck = misreading_luck(world, who, number)
            if perceived(0, false_alarm, party.missed, luck) == 1:
                imagine_breach(world, treaty, today, diary, who, number)
        if quiet:
            continue
        for author in range(run.parties):
            if (
                world.pairs[who * run.parties + author].hostile == 1
                and world.places[author * run.sectors + number].fire_day == run.day
            ):
                see(world, treaty, today, diary, who, number, author)


def misreading_luck(world: World, who: int, number: int) -> float:
    """One uniform a day for misreading a quiet front; four days share a block."""
    run = world.run[0]
    opponent = world.places[who * run.sectors + number].opponent
    kept = world.misreadings[who * run.sectors + number]
    first = first_day_of(run.day, 4)
    if kept.day != first or kept.other != opponent:
        kept.day = first
        kept.other = opponent
        one, two, three, four = draw_block(
            run.seed,
            run.replicate,
            first,
            MISREADING,
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


def imagine_breach(
    world: World, treaty: Treaty, today: Today, diary: Diary, who: int, number: int
) -> None:
    """Take a quiet front for a breach."""
    run = world.run[0]
    place = world.places[who * run.sectors + number]
    event = note(
        run,
        diary,
        FALSE_ALARM_EVENT,
        0,
        who,
        place.opponent,
        number,
        NONE,
        NONE,
        1.0,
        NONE,
    )
    lay_blame(run, diary, event, place.opponent)
    place.hits += 1.0
    place.seen = 1
    take_note(world, treaty, today, who, number, place.opponent, 1.0, 1.0, 0, event, NONE, 1)


def take_note(
    world: World,
    treaty: Treaty,
    today: Today,
    who: int,
    number: int,
    blamed: int,
    severity: float,
    size: float,
    attacks: int,
    event: int,
    author: int,
    first: int,
) -> None:
    """Remember for the day what was perceived at a front."""
    run = world.run[0]
    if run.sightings >= len(today.sightings):
        run.overflow = 1
        return
    entry = today.sightings[run.sightings]
    entry.victim = who
    entry.sector = number
    entry.blamed = blamed
    entry.event = event
    entry.author = author
    entry.forbidden = forbids_fire(world, treaty, number)
    entry.attacks = attacks
    entry.first = first
    entry.severity = severity
    entry.size = size
    run.sightings += 1


def see(
    world: World, treaty: Treaty, today: Today, diary: Diary, who: int, number: int, author: int
) -> None:
    """See the fire of one author at a front, or miss it; blame somebody for it."""
    run = world.run[0]
    party = world.parties[who]
    place = world.places[who * run.sectors + number]
    sector = world.sectors[number]
    sees, doubts, picks, _ = draw_block(
        run.seed,
        run.replicate,
        run.day,
        SIGHTING,
        party.key,
        world.parties[author].key,
        sector.key,
        0,
    )
    if perceived(1, 0.0, party.missed, sees) == 0:
        return
    blamed = blame(world, who, number, author, doubts, picks)
    fire = world.places[author * run.sectors + number]
    suffered = 0.0
    aimed = False
    at = sector.first_strike
    while at != NONE:
        entry = today.strikes[at]
        if entry.author == author:
            witness(run, diary, entry.event, who)
            lay_blame(run, diary, entry.event, blamed)
            if entry.breach != NONE:
                witness(run, diary, entry.breach, who)
                lay_blame(run, diary, entry.breach, blamed)
                count_seen(run, diary, entry)
            if entry.target == who:
                aimed = True
                suffered += entry.severity
        at = entry.next
    if aimed:
        place.last_hit = fire.fire_last
    place.hits += suffered
    if blamed == place.opponent:
        place.seen = 1
    told = run.told_at + (number * run.parties + author) * run.parties + party.camp
    first = int(world.links[told] != run.day)
    world.links[told] = run.day
    take_note(
        world,
        treaty,
        today,
        who,
        number,
        blamed,
        fire.fire_sum,
        fire.fire_sum if first == 1 else 0.0,
        fire.fire_count,
        fire.fire_last,
        author,
        first,
    )


def count_seen(run: Rows, diary: Diary, entry: Rows) -> None:
    """Count a breach that somebody saw, once."""
    if entry.breach_seen == 0:
        entry.breach_seen = 1
        diary.days[run.day + run.run_in - 1].breaches_seen += 1


def blame(
    world: World, who: int, number: int, author: int, doubts: float, picks: float
) -> int:
    """Whom a party holds responsible for the fire of an author."""
    run = world.run[0]
    party = world.parties[who]
    sector = world.sectors[number]
    main = world.places[who * run.sectors + number].opponent
    if (
        blames_main_opponent(
            int(author == main), party.confusion, party.attribution_bias, doubts
        )
        == 1
    ):
        return main
    if author != main:
        return author
    others = 0
    for at in range(sector.present_at, sector.present_at + sector.present_count):
        other = world.links[at]
        if other != main and world.pairs[who * run.parties + other].hostile == 1:
            others += 1
    if others == 0:
        return author
    left = pick(others, picks)
    for at in range(sector.present_at, sector.present_at + sector.present_count):
        other = world.links[at]
        if other != main and world.pairs[who * run.parties + other].hostile == 1:
            if left == 0:
                return other
            left -= 1
    return author


# Monitors


def inspect_all(world: World, today: Today, diary: Diary, number: int) -> None:
    """Let a monitor detect today's attacks and put a name to each."""
    run = world.run[0]
    monitor = today.monitors[number]
    for at in range(run.front_at, run.front_at + run.front_count):
        which = world.links[at]
        if world.links[monitor.covers_at + which] == 0:
            continue
        sector = world.sectors[which]
        if sector.strikes == 0:
            if monitor.false_alarm > 0.0:
                imagine_finding(world, today, number, which)
            continue
        ordinal = 0
        strike = sector.first_strike
        while strike != NONE and ordinal < LAST_ORDINAL:
            inspect(world, today, diary, number, strike, ordinal)
            ordinal += 1
            strike = today.strikes[strike].next


def inspect(
    world: World, today: Today, diary: Diary, number: int, strike: int, ordinal: int
) -> None:
    """Look at one attack."""
    run = world.run[0]
    monitor = today.monitors[number]
    entry = today.strikes[strike]
    sector = world.sectors[entry.sector]
    sees, names, picks, _ = draw_block(
        run.seed,
        run.replicate,
        run.day,
        DETECTION,
        monitor.key,
        world.parties[entry.author].key,
        sector.key,
        ordinal,
    )
    if detected(monitor.detection, sees) == 0:
        return
    witness(run, diary, entry.event, MONITOR_WITNESS + number)
    if entry.breach != NONE:
        witness(run, diary, entry.breach, MONITOR_WITNESS + number)
        count_seen(run, diary, entry)
    named = entry.author
    if names >= monitor.attribution:
        suspects = 0
        for at in range(sector.present_at, sector.present_at + sector.present_count):
            if world.links[at] != entry.author:
                suspects += 1
        if suspects > 0:
            left = pick(suspects, picks)
            for at in range(sector.present_at, sector.present_at + sector.present_count):
                other = world.links[at]
                if other != entry.author:
                    if left == 0:
                        named = other
                    left -= 1
    hold_back(run, today, number, entry.sector, named, entry.author, entry.event)


def hold_back(
    run: Rows, today: Today, number: int, sector: int, named: int, author: int, attack: int
) -> None:
    """Keep a finding until it is due."""
    if run.findings >= len(today.pending):
        run.overflow = 1
        return
    entry = today.pending[run.findings]
    entry.monitor = number
    entry.day = run.day + today.monitors[number].delay
    entry.sector = sector
    entry.named = named
    entry.author = author
    entry.attack = attack
    entry.event = NONE
    run.findings += 1


def imagine_finding(world: World, today: Today, number: int, which: int) -> None:
    """Let a monitor find something at a quiet front."""
    run = world.run[0]
    monitor = today.monitors[number]
    sector = world.sectors[which]
    first = first_day_of(run.day, 2)
    one, two, three, four = draw_block(
        run.seed, run.replicate, first, FALSE_ALARM, monitor.key, 0, sector.key, 0
    )
    alarm = one if run.day == first else three
    picks = two if run.day == first else four
    if alarm < monitor.false_alarm and sector.present_count > 0:
        named = world.links[sector.present_at + pick(sector.present_count, picks)]
        hold_back(run, today, number, which, named, NONE, NONE)


def report(world: World, today: Today, diary: Diary) -> None:
    """Put out the findings that are due today."""
    run = world.run[0]
    run.published = 0
    for number in range(len(today.monitors)):
        monitor = today.monitors[number]
        for each in range(run.findings):
            entry = today.pending[each]
            if entry.monitor != number or entry.day > run.day:
                continue
            form = FOUND_NOTHING
            if entry.author != NONE:
                form = RIGHT if entry.author == entry.named else WRONG
            event = note(
                run,
                diary,
                FINDING,
                form,
                NONE,
                entry.named,
                entry.sector,
                NONE,
                NONE,
                1.0,
                entry.author,
            )
            if run.told == 1 and run.overflow == 0:
                diary.log[event].actor = MONITOR_WITNESS + number
            lay_blame(run, diary, event, entry.named)
            because(run, diary, entry.attack)
            if monitor.public == 1:
                witness(run, diary, event, PUBLIC)
            else:
                at = monitor.operated
                for place in range(at + 1, at + 1 + world.links[at]):
                    witness(run, diary, event, world.links[place])
            if run.published >= len(today.published):
                run.overflow = 1
                return
            out = today.published[run.published]
            out.monitor = number
            out.day = entry.day
            out.sector = entry.sector
            out.named = entry.named
            out.author = entry.author
            out.attack = entry.attack
            out.event = event
            run.published += 1
    kept = 0
    for each in range(run.findings):
        entry = today.pending[each]
        if entry.day <= run.day:
            continue
        other = today.pending[kept]
        other.monitor = entry.monitor
        other.day = entry.day
        other.sector = entry.sector
        other.named = entry.named
        other.author = entry.author
        other.attack = entry.attack
        kept += 1
    run.findings = kept
