"""The day, phase by phase: the list of phases, and its last phase.

`sim.engine.batch.run_batch` calls the phases in this order; `one_phase` calls one of
them, for who steps through a day.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.engine.accusing import accuse_all
from sim.engine.believing import update_beliefs
from sim.engine.campaigning import consider_offensives
from sim.engine.codes import NONE
from sim.engine.declaring import end_day
from sim.engine.executing import carry_out
from sim.engine.fronts import rebuild_fronts
from sim.engine.guarantors import guarantors_act
from sim.engine.moving import move_world
from sim.engine.ordering import give_orders
from sim.engine.responding import respond_all
from sim.engine.talking import hold_talks
from sim.engine.watching import watch

if TYPE_CHECKING:
    from sim.engine.tables import Diary, Field, Rows, Today, Treaty, World

PHASES = (
    "world",
    "guarantors_act",
    "orders",
    "offensives",
    "execution",
    "observation",
    "accusations",
    "beliefs",
    "responses",
    "talks",
    "endings",
    "record",
)


def one_phase(
    world: World, treaty: Treaty, today: Today, diary: Diary, field: Field, daily: Rows, phase: int
) -> None:
    """Carry out one phase, by its place in `PHASES`."""
    run = world.run[0]
    if phase == 0:
        run.day += 1
        move_world(world, treaty, today, diary, field)
    elif phase == 2:
        give_orders(world, treaty, today, field)
    elif phase == 4:
        carry_out(world, treaty, today, diary, field)
    elif phase == 5:
        watch(world, treaty, today, diary)
    elif phase == 8:
        respond_all(world, treaty, today, diary, field)
    elif phase == 11:
        record(world, diary, field, daily)
    elif run.day < 1:
        return
    elif phase == 1:
        guarantors_act(world, treaty, today, diary, field)
    elif phase == 3:
        consider_offensives(world, treaty, diary)
    elif phase == 6:
        accuse_all(world, treaty, today, diary)
    elif phase == 7:
        update_beliefs(world, treaty, today)
    elif phase == 9:
        hold_talks(world, treaty, diary, field)
    elif phase == 10:
        end_day(world, treaty, diary, field)


def over(run: Rows) -> bool:
    """Whether the horizon or the end of the aftermath has been reached."""
    if run.day >= run.horizon or run.overflow == 1:
        return True
    if run.series == 1 or run.first_ended_on == NONE:
        return False
    return bool(run.day >= run.first_ended_on + run.aftermath)


def record(world: World, diary: Diary, field: Field, daily: Rows) -> None:
    """Phase 12: rebuild the fronts where ground changed hands, and record the day."""
    run = world.run[0]
    if run.fronts_changed == 1:
        rebuild_fronts(world, field)
        run.fronts_changed = 0
    if run.told == 1:
        write_day(world, diary, daily)


def write_day(world: World, diary: Diary, daily: Rows) -> None:
    """Write a row of the daily table of a told run."""
    run = world.run[0]
    page = run.day + run.run_in - 1
    at = page * (4 + run.parties * (2 * run.parties + 5) + len(world.ties))
    total = 0.0
    for number in range(run.sectors):
        total += world.sectors[number].tension
    daily[at] = float(diary.days[page].attacks)
    daily[at + 1] = float(diary.days[page].breaches_by_fire)
    daily[at + 2] = total / run.sectors
    daily[at + 3] = run.displaced - run.people_before
    at += 4
    for who in range(run.parties):
        party = world.parties[who]
        daily[at] = party.weariness
        daily[at + 1] = party.strength
        daily[at + 2] = party.pressure
        daily[at + 3] = float(party.published)
        held = 0
        for number in range(run.sectors):
            held += int(world.sectors[number].holder == who)
        daily[at + 4] = float(held)
        at += 5
        for other in range(run.parties):
            pair = world.pairs[who * run.parties + other]
            daily[at] = pair.level
            daily[at + 1] = pair.overdue
            at += 2
    for number in range(len(world.ties)):
        daily[at] = world.parties[world.ties[number].sponsor].effort
        at += 1
