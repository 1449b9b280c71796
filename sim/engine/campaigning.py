"""Phase 4: offensives are begun, gone on with or broken off."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.engine.codes import (
    NONE,
    OUT_OF_REACH,
    SPENT,
)
from sim.engine.fronts import better, pressed, worth_of
from sim.engine.launching import launch
from sim.engine.ordering import share_at, strength_of, weariness_cost
from sim.engine.pacts import close_what_was_declared, stop_offensive
from sim.engine.proposing import find_axis, propose
from sim.engine.situation import (
    troops_against,
)
from sim.law.draws import PERSISTENCE, draw_block
from sim.law.offensive import persistence_chance

if TYPE_CHECKING:
    from sim.engine.tables import Diary, Treaty, World


def consider_offensives(world: World, treaty: Treaty, diary: Diary) -> None:
    """Phase 4 of the day."""
    run = world.run[0]
    for who in range(run.parties):
        party = world.parties[who]
        if party.fights == 0 or world.laws[0].offensive_active == 0:
            continue
        if party.operation == 1 and party.op_running == 1:
            persist(world, diary, who)
        elif party.plan == 0:
            propose(world, treaty, diary, who)
        elif party.plan_day <= run.day:
            launch(world, treaty, diary, who)
    close_what_was_declared(world, treaty)


def best_target(world: World, who: int) -> int:
    """Best target of a running operation that can be assaulted today, or -1."""
    run = world.run[0]
    party = world.parties[who]
    best = NONE
    for at in range(party.fronts_at, party.fronts_at + party.fronts_count):
        number = world.links[at]
        place = world.places[who * run.sectors + number]
        if place.target == 0 or not pressed(world, who, number):
            continue
        if best == NONE or better(
            place,
            world.sectors[number].key,
            world.places[who * run.sectors + best],
            world.sectors[best].key,
        ):
            best = number
    return best


def persist(world: World, diary: Diary, who: int) -> None:
    """Go on with an offensive, or break it off."""
    run = world.run[0]
    laws = world.laws[0]
    party = world.parties[who]
    best = best_target(world, who)
    if best == NONE:
        find_axis(world, who)
        for at in range(party.axis_at, party.axis_at + party.axis_count):
            place = world.places[who * run.sectors + world.links[at]]
            if place.target == 0:
                place.target = 1
                run.aims_version += 1
        best = best_target(world, who)
    if best == NONE:
        stop_offensive(world, diary, who, OUT_OF_REACH, NONE)
        return
    place = world.places[who * run.sectors + best]
    own = strength_of(world, who, 0.0)
    chance = persistence_chance(
        worth_of(world, who, best),
        share_at(world, own, place),
        weariness_cost(world, who, laws.weariness_offensive),
        laws.deterrence_offensive * troops_against(world, who, best),
        party.op_days_fought,
        laws.offensive_tiring,
        laws.offensive_inertia,
    )
    luck, _, _, _ = draw_block(run.seed, run.replicate, run.day, PERSISTENCE, party.key, 0, 0, 0)
    if luck >= chance:
        stop_offensive(world, diary, who, SPENT, NONE)
