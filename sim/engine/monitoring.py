"""Monitors: they watch sectors, name authors, and report with delay."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.engine.codes import FINDING, FOUND_NOTHING, MONITOR_WITNESS, NONE, PUBLIC, RIGHT, WRONG
from sim.engine.luck import ask, await_luck, draw_asked
from sim.engine.notes import because, lay_blame, note, witness
from sim.engine.pacts import count_seen
from sim.law.arithmetic import pick
from sim.law.draws import DETECTION, FALSE_ALARM, LAST_ORDINAL, first_day_of
from sim.law.observation import detected

if TYPE_CHECKING:
    from sim.engine.tables import Diary, Rows, Today, World


def inspect_all(world: World, today: Today, diary: Diary) -> None:
    """Let monitors detect today's attacks and put a name to each."""
    for number in range(len(today.monitors)):
        if today.monitors[number].on_duty == 1:
            look_around(world, today, diary, number)
    look_at_all(world, today, diary)


def look_around(world: World, today: Today, diary: Diary, number: int) -> None:
    """List what a monitor looks at today, each with an address of its own for luck."""
    run = world.run[0]
    monitor = today.monitors[number]
    room = len(today.awaiting)
    for at in range(run.front_at, run.front_at + run.front_count):
        which = world.links[at]
        if world.links[monitor.covers_at + which] == 0:
            continue
        sector = world.sectors[which]
        if sector.strikes == 0:
            if monitor.false_alarm > 0.0:
                first = first_day_of(run.day, 2)
                luck = ask(run, today, first, FALSE_ALARM, monitor.key, 0, sector.key, 0)
                await_luck(run, today, number, which, NONE, luck)
                if run.awaiting == room:
                    look_at_all(world, today, diary)
            continue
        ordinal = 0
        strike = sector.first_strike
        while strike != NONE and ordinal < LAST_ORDINAL:
            author = world.parties[today.strikes[strike].author].key
            luck = ask(run, today, run.day, DETECTION, monitor.key, author, sector.key, ordinal)
            await_luck(run, today, number, which, strike, luck)
            if run.awaiting == room:
                look_at_all(world, today, diary)
            ordinal += 1
            strike = today.strikes[strike].next


def look_at_all(world: World, today: Today, diary: Diary) -> None:
    """Look at everything listed, in its order."""
    run = world.run[0]
    draw_asked(run, today)
    for each in range(run.awaiting):
        entry = today.awaiting[each]
        if entry.what == NONE:
            imagine_finding(world, today, entry.who, entry.sector, entry.luck)
        else:
            inspect(world, today, diary, entry.who, entry.what, entry.luck)
    run.awaiting = 0


def inspect(world: World, today: Today, diary: Diary, number: int, strike: int, luck: int) -> None:
    """Look at one attack."""
    run = world.run[0]
    monitor = today.monitors[number]
    room = len(today.awaiting)
    if detected(monitor.detection, today.luck[luck]) == 0:
        return
    entry = today.strikes[strike]
    sector = world.sectors[entry.sector]
    witness(run, diary, entry.event, MONITOR_WITNESS + number)
    if entry.breach != NONE:
        witness(run, diary, entry.breach, MONITOR_WITNESS + number)
        count_seen(run, diary, entry)
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
    monitor = today.monitors[number]
    sector = world.sectors[which]
    # Two days share a block: the first takes its first two words.
    at = luck if run.day == first_day_of(run.day, 2) else luck + 2 * len(today.awaiting)
    alarm = today.luck[at]
    picks = today.luck[at + len(today.awaiting)]
    if alarm < monitor.false_alarm and sector.present_count > 0:
        named = world.links[sector.present_at + pick(sector.present_count, picks)]
        hold_back(run, today, number, which, named, NONE, NONE, 1.0)


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
                entry.severity,
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
