"""Dated shocks: they change a state variable, and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.engine.codes import (
    ADD,
    NONE,
    OF_SHOCK,
    SET,
    SHOCK,
    V_AIR_POWER,
    V_CONTROL,
    V_FORCES,
    V_LEVERAGE,
    V_PEOPLE,
    V_POSTS,
    V_RELATIONS,
    V_STRENGTH,
    V_TENSION,
    V_WEARINESS,
    W_SHOCK,
)
from sim.engine.fronts import value_ground
from sim.engine.notes import came_out, note, weigh

if TYPE_CHECKING:
    from sim.engine.tables import Diary, Field, World


def changed_by(value: float, change: int, size: float) -> float:
    """Value after a shock, never below 0."""
    new = value * size
    if change == SET:
        new = size
    elif change == ADD:
        new = value + size
    return new if new > 0.0 else 0.0


def strike(world: World, diary: Diary, field: Field, number: int) -> None:
    """Apply one shock and enter it in the log."""
    run = world.run[0]
    shock = field.shocks[number]
    new = apply_shock(world, field, number)
    run.troops_version += 1
    run.ground_version += 1
    note(run, diary, SHOCK, 0, NONE, NONE, NONE, NONE, NONE, new, NONE)
    came_out(run, diary, OF_SHOCK + number)
    weigh(run, diary, W_SHOCK + shock.variable, new)


def apply_shock(world: World, field: Field, number: int) -> float:
    """Change one state variable; give its new value."""
    run = world.run[0]
    shock = field.shocks[number]
    variable = shock.variable
    if variable == V_LEVERAGE or variable == V_AIR_POWER:
        if shock.subject == NONE:
            return 0.0
        tie = world.ties[shock.subject]
        if variable == V_AIR_POWER:
            tie.air_power = changed_by(tie.air_power, shock.change, shock.value)
            return tie.air_power
        leverage = changed_by(tie.leverage, shock.change, shock.value)
        tie.shocked = 1
        tie.leverage = leverage if leverage < 1.0 else 1.0
        return tie.leverage
    if variable == V_RELATIONS:
        pair = world.pairs[shock.subject * run.parties + shock.other]
        pair.relations = changed_by(pair.relations, shock.change, shock.value)
        return pair.relations
    if variable == V_FORCES or variable == V_POSTS:
        place = world.places[shock.other * run.sectors + shock.subject]
        if variable == V_FORCES:
            place.forces = changed_by(place.forces, shock.change, shock.value)
            return place.forces
        place.posts = changed_by(place.posts, shock.change, shock.value)
        return place.posts
    if variable == V_TENSION:
        sector = world.sectors[shock.subject]
        sector.tension = changed_by(sector.tension, shock.change, shock.value)
        return sector.tension
    if variable == V_PEOPLE:
        sector = world.sectors[shock.subject]
        sector.people = changed_by(sector.people, shock.change, shock.value)
        return sector.people
    party = world.parties[shock.subject]
    if variable == V_STRENGTH:
        party.strength = changed_by(party.strength, shock.change, shock.value)
        return party.strength
    if variable == V_WEARINESS:
        party.weariness = changed_by(party.weariness, shock.change, shock.value)
        return party.weariness
    if variable == V_CONTROL:
        party.control = changed_by(party.control, shock.change, shock.value)
        return party.control
    party.worth_of_land = changed_by(party.worth_of_land, shock.change, shock.value)
    for at in range(party.fronts_at, party.fronts_at + party.fronts_count):
        value_ground(world, shock.subject, world.links[at])
    return party.worth_of_land
