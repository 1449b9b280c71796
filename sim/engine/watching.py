"""Phase 6: parties see privately; then monitors watch and report."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.engine.codes import FALSE_ALARM_EVENT, NONE, SEVERAL
from sim.engine.luck import ask, await_luck, draw_asked, word_of
from sim.engine.monitoring import inspect_all, report
from sim.engine.notes import lay_blame, note, witness
from sim.engine.situation import forbids_fire
from sim.law.arithmetic import pick
from sim.law.draws import MISREADING, SIGHTING, address_word, draw_block, first_day_of
from sim.law.observation import blames_main_opponent, false_alarm_chance, perceived

if TYPE_CHECKING:
    from sim.engine.tables import Diary, Rows, Today, Treaty, World


def watch(world: World, treaty: Treaty, today: Today, diary: Diary) -> None:
    """Phase 6 of the day."""
    run = world.run[0]
    for who in range(run.parties):
        if world.parties[who].fights == 1:
            misread_fronts(world, today, who)
    for who in range(run.parties):
        if world.parties[who].fights == 1:
            observe(world, treaty, today, diary, who)
    perceive(world, treaty, today, diary)
    inspect_all(world, today, diary)
    report(world, today, diary)


def misread_fronts(world: World, today: Today, who: int) -> None:
    """Settle which fronts a party takes for under fire though its main opponent holds still."""
    run = world.run[0]
    party = world.parties[who]
    false_alarm = false_alarm_chance(
        party.false_alarm, run.ambiguity, world.laws[0].sighting_ambiguity
    )
    count = 0
    for at in range(party.fronts_at, party.fronts_at + party.fronts_count):
        number = world.links[at]
        place = world.places[who * run.sectors + number]
        place.misread = 0
        quiet = int(world.places[place.opponent * run.sectors + number].fire_day != run.day)
        today.listed[count] = number
        count += quiet & int(false_alarm > 0.0)
    for each in range(count):
        number = today.listed[each]
        luck = misreading_luck(world, who, number)
        place = world.places[who * run.sectors + number]
        place.misread = perceived(0, false_alarm, party.missed, luck)


def observe(world: World, treaty: Treaty, today: Today, diary: Diary, who: int) -> None:
    """List what a party may perceive at each of its fronts today."""
    run = world.run[0]
    party = world.parties[who]
    room = len(today.awaiting)
    word = address_word(run.day, SIGHTING, 0)
    for at in range(party.fronts_at, party.fronts_at + party.fronts_count):
        number = world.links[at]
        place = world.places[who * run.sectors + number]
        place.hits = 0.0
        place.seen = 0
        sector = world.sectors[number]
        await_luck(run, today, who, number, NONE, NONE, place.misread)
        if run.awaiting == room:
            perceive(world, treaty, today, diary)
        for author in range(sector.first_author, sector.last_author + 1):
            sees = world.pairs[who * run.parties + author].hostile & int(
                world.places[author * run.sectors + number].fire_day == run.day
            )
            key = world.parties[author].key
            asked = ask(run, today, word, party.key, key, sector.key, sees)
            await_luck(run, today, who, number, author, asked, sees)
            if run.awaiting == room:
                perceive(world, treaty, today, diary)


def perceive(world: World, treaty: Treaty, today: Today, diary: Diary) -> None:
    """Let everything listed be seen, missed or imagined, in its order."""
    run = world.run[0]
    draw_asked(run, today)
    for each in range(run.awaiting):
        entry = today.awaiting[each]
        if entry.what == NONE:
            imagine_breach(world, treaty, today, diary, entry.who, entry.sector)
        else:
            see(world, treaty, today, diary, entry.who, entry.sector, entry.what, entry.luck)
    run.awaiting = 0


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
    entry.severity = severity
    entry.size = size
    # The list of what a camp was told, kept by its first member, without what it knew before.
    camp = world.parties[who].camp_first
    keeper = world.parties[camp]
    today.shared[camp * len(today.sightings) + keeper.shared] = run.sightings
    keeper.shared += first
    run.sightings += 1


def see(
    world: World,
    treaty: Treaty,
    today: Today,
    diary: Diary,
    who: int,
    number: int,
    author: int,
    luck: int,
) -> None:
    """See the fire of one author at a front, or miss it; blame somebody for it."""
    run = world.run[0]
    party = world.parties[who]
    if perceived(1, 0.0, party.missed, today.luck[luck]) == 0:
        return
    place = world.places[who * run.sectors + number]
    room = len(today.awaiting)
    blamed = blame(world, who, number, author, today.luck[room + luck], today.luck[2 * room + luck])
    fire = world.places[author * run.sectors + number]
    if run.told == 1:
        tell_what_was_seen(run, today, diary, who, number, author, blamed)
    diary.days[run.day + run.run_in - 1].breaches_seen += fire.fire_breaches * (1 - fire.fire_seen)
    fire.fire_seen = 1
    aimed = fire.fire_target == who
    suffered = fire.fire_sum if aimed else 0.0
    if fire.fire_target == SEVERAL:
        aimed, suffered = suffered_from(run, today, who, number, author)
    place.last_hit = fire.fire_last if aimed else place.last_hit
    place.hits += suffered
    place.seen = 1 if blamed == place.opponent else place.seen
    told = (number * run.parties + author) * run.parties + party.camp
    first = int(world.links[run.told_at + told] != run.day)
    world.links[run.told_at + told] = run.day
    laid = world.links[run.laid_at + told]
    world.links[run.laid_at + told] = blamed if first == 1 else laid
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


def suffered_from(
    run: Rows, today: Today, who: int, number: int, author: int
) -> tuple[bool, float]:
    """Whether an author aimed anything at a party in a sector today, and how severe it was."""
    aimed = False
    total = 0.0
    for each in range(run.strikes):
        entry = today.strikes[each]
        if entry.sector == number and entry.author == author and entry.target == who:
            aimed = True
            total += entry.severity
    return aimed, total


def tell_what_was_seen(
    run: Rows, today: Today, diary: Diary, who: int, number: int, author: int, blamed: int
) -> None:
    """Write down who saw the fire of an author in a sector, and whom he blames."""
    for each in range(run.strikes):
        entry = today.strikes[each]
        if entry.sector == number and entry.author == author:
            witness(run, diary, entry.event, who)
            lay_blame(run, diary, entry.event, blamed)
            if entry.breach != NONE:
                witness(run, diary, entry.breach, who)
                lay_blame(run, diary, entry.breach, blamed)


def blame(world: World, who: int, number: int, author: int, doubts: float, picks: float) -> int:
    """Whom a party holds responsible for the fire of an author."""
    run = world.run[0]
    party = world.parties[who]
    sector = world.sectors[number]
    main = world.places[who * run.sectors + number].opponent
    if (
        blames_main_opponent(int(author == main), party.confusion, party.attribution_bias, doubts)
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
