"""Monitors: they watch sectors, name authors, and report with delay."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.engine.codes import FINDING, FOUND_NOTHING, MONITOR_WITNESS, NONE, PUBLIC, RIGHT, WRONG
from sim.engine.notes import because, lay_blame, note, witness
from sim.engine.pacts import count_seen
from sim.law.arithmetic import pick
from sim.law.draws import DETECTION, FALSE_ALARM, LAST_ORDINAL, draw_block, first_day_of
from sim.law.observation import detected

if TYPE_CHECKING:
    from sim.engine.tables import Diary, Rows, Today, World


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
