"""Monitors: they watch sectors, name authors, and report with delay."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.engine.codes import FINDING, FOUND_NOTHING, MONITOR_WITNESS, NONE, PUBLIC, RIGHT, WRONG
from sim.engine.luck import ask, await_luck, draw_asked
from sim.engine.notes import because, lay_blame, note, witness
from sim.law.arithmetic import pick
from sim.law.draws import DETECTION, FALSE_ALARM, LAST_ORDINAL, address_word, first_day_of
from sim.law.observation import detected

if TYPE_CHECKING:
    from sim.engine.tables import Diary, Rows, Today, World


def inspect_all(world: World, today: Today, diary: Diary) -> None:
    """Let monitors detect today's attacks and put a name to each."""
    list_looks(world, today)
    for number in range(len(today.monitors)):
        if today.monitors[number].on_duty == 1:
            look_around(world, today, diary, number)
    look_at_all(world, today, diary)


def list_looks(world: World, today: Today) -> None:
    """List what there is to look at, front by front: each attack, or that it is quiet.

    Each look has all of an address for luck but the monitor's own key.
    """
    run = world.run[0]
    run.looks = 0
    quiet = address_word(first_day_of(run.day, 2), FALSE_ALARM, 0)
    for number in range(run.sectors):
        world.sectors[number].look_at = NONE
    for at in range(run.front_at, run.front_at + run.front_count):
        number = world.links[at]
        sector = world.sectors[number]
        sector.look_at = run.looks
        sector.looks = 0
        look = today.looks[run.looks]
        look.sector = number
        look.strike = NONE
        look.word = quiet
        look.other = 0
        look.place = sector.key
        run.looks += max(1, min(sector.strikes, LAST_ORDINAL))
    for strike in range(run.strikes):
        entry = today.strikes[strike]
        sector = world.sectors[entry.sector]
        if sector.look_at == NONE or sector.looks == LAST_ORDINAL:
            continue
        look = today.looks[sector.look_at + sector.looks]
        look.sector = entry.sector
        look.strike = strike
        look.word = address_word(run.day, DETECTION, sector.looks)
        look.other = world.parties[entry.author].key
        look.place = sector.key
        sector.looks += 1


def look_around(world: World, today: Today, diary: Diary, number: int) -> None:
    """List what a monitor looks at today, each with an address of its own for luck."""
    run = world.run[0]
    monitor = today.monitors[number]
    room = len(today.awaiting)
    alarms = int(monitor.false_alarm > 0.0)
    count = 0
    for at in range(run.looks):
        look = today.looks[at]
        today.listed[count] = at
        count += world.links[monitor.covers_at + look.sector] & (alarms | int(look.strike != NONE))
    for each in range(count):
        look = today.looks[today.listed[each]]
        luck = ask(run, today, look.word, monitor.key, look.other, look.place, 1)
        await_luck(run, today, number, look.sector, look.strike, luck, 1)
        if run.awaiting == room:
            look_at_all(world, today, diary)


def look_at_all(world: World, today: Today, diary: Diary) -> None:
    """Look at everything listed, in its order."""
    run = world.run[0]
    draw_asked(run, today)
    # Two days share a block where it is quiet: the second takes its last two words.
    later = 2 * len(today.awaiting) * int(run.day != first_day_of(run.day, 2))
    found = 0
    for each in range(run.awaiting):
        entry = today.awaiting[each]
        monitor = today.monitors[entry.who]
        quiet = entry.what == NONE
        luck = entry.luck + later * int(quiet)
        alarm = monitor.false_alarm
        chance = monitor.detection
        kept = today.awaiting[found]
        kept.who = entry.who
        kept.sector = entry.sector
        kept.what = entry.what
        kept.luck = luck
        found += detected(alarm if quiet else chance, today.luck[luck])
    for each in range(found):
        entry = today.awaiting[each]
        if entry.what == NONE:
            imagine_finding(world, today, entry.who, entry.sector, entry.luck)
        else:
            inspect(world, today, diary, entry.who, entry.what, entry.luck)
    run.awaiting = 0


def inspect(world: World, today: Today, diary: Diary, number: int, strike: int, luck: int) -> None:
    """Put a name to an attack that was detected."""
    run = world.run[0]
    monitor = today.monitors[number]
    room = len(today.awaiting)
    entry = today.strikes[strike]
    sector = world.sectors[entry.sector]
    witness(run, diary, entry.event, MONITOR_WITNESS + number)
    if entry.breach != NONE:
        witness(run, diary, entry.breach, MONITOR_WITNESS + number)
        fire = world.places[entry.author * run.sectors + entry.sector]
        page = diary.days[run.day + run.run_in - 1]
        page.breaches_seen += (1 - fire.fire_seen) * (1 - entry.breach_seen)
        entry.breach_seen = 1
    named = entry.author
    if today.luck[room + luck] >= monitor.attribution:
        suspects = 0
        for at in range(sector.present_at, sector.present_at + sector.present_count):
            if world.links[at] != entry.author:
                suspects += 1
        if suspects > 0:
            left = pick(suspects, today.luck[2 * room + luck])
            for at in range(sector.present_at, sector.present_at + sector.present_count):
                other = world.links[at]
                if other != entry.author:
                    if left == 0:
                        named = other
                    left -= 1
    hold_back(run, today, number, entry.sector, named, entry.author, entry.event, entry.severity)


def hold_back(
    run: Rows,
    today: Today,
    number: int,
    sector: int,
    named: int,
    author: int,
    attack: int,
    severity: float,
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
    entry.severity = severity
    run.findings += 1


def imagine_finding(world: World, today: Today, number: int, which: int, luck: int) -> None:
    """Let a monitor find something at a quiet front."""
    run = world.run[0]
    sector = world.sectors[which]
    picks = today.luck[len(today.awaiting) + luck]
    if sector.present_count > 0:
        named = world.links[sector.present_at + pick(sector.present_count, picks)]
        hold_back(run, today, number, which, named, NONE, NONE, 1.0)


def report(world: World, today: Today, diary: Diary) -> None:
    """Put out the findings that are due today."""
    run = world.run[0]
    run.published = 0
    for number in range(len(today.monitors)):
        for each in range(run.findings):
            entry = today.pending[each]
            if entry.monitor != number or entry.day > run.day:
                continue
            event = tell_finding(world, today, diary, number, each)
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
            out.severity = entry.severity
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
        other.severity = entry.severity
        kept += 1
    run.findings = kept


def tell_finding(world: World, today: Today, diary: Diary, number: int, each: int) -> int:
    """Enter what a monitor found, and who gets to know it; give the number of the event."""
    run = world.run[0]
    entry = today.pending[each]
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
        entry.severity,
        entry.author,
    )
    if run.told == 0:
        return event
    if run.overflow == 0:
        diary.log[event].actor = MONITOR_WITNESS + number
    lay_blame(run, diary, event, entry.named)
    because(run, diary, entry.attack)
    if today.monitors[number].public == 1:
        witness(run, diary, event, PUBLIC)
    else:
        at = today.monitors[number].operated
        for place in range(at + 1, at + 1 + world.links[at]):
            witness(run, diary, event, world.links[place])
    return event
