"""Phase 7: published counts, and grounds for public charges."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.engine.charging import charge_chance, charge_first
from sim.engine.codes import NONE, PUBLICATION, REFRAIN
from sim.engine.notes import note
from sim.engine.situation import (
    against_fire,
    covers,
    debtors,
    overdue,
    owes,
    owing_opponent,
)

if TYPE_CHECKING:
    from sim.engine.tables import Diary, Today, Treaty, World


def accuse_all(world: World, treaty: Treaty, today: Today, diary: Diary) -> None:
    """Phase 7 of the day."""
    run = world.run[0]
    for who in range(run.parties):
        if world.parties[who].publishes == 1:
            publish(world, today, diary, who)
    if world.laws[0].accusation_active == 0:
        return
    for who in range(run.parties):
        party = world.parties[who]
        if party.accuses == 1 and party.committed == 1:
            accuse(world, treaty, today, diary, who)


def tells(world: World, victim: int, who: int) -> bool:
    """Whether a party is told what another of its camp saw."""
    camp = world.parties[who].camp
    return victim == who or (camp != NONE and world.parties[victim].camp == camp)


def publish(world: World, today: Today, diary: Diary, who: int) -> None:
    """Publish the day's count of the other camp's violations."""
    run = world.run[0]
    party = world.parties[who]
    total = 0
    attacks = False
    for other in range(run.parties):
        attacks = attacks or attacks_with(world, who, other)
    for place in range(told_count(world, who)):
        entry = today.sightings[told_of(world, today, who, place)]
        if not attacks or not on_own_axis(world, who, entry.sector):
            # What was imagined has no attacks, and counts as one.
            total += max(entry.attacks, 1)
    party.published = total
    note(run, diary, PUBLICATION, 0, who, NONE, NONE, NONE, NONE, float(total), NONE)
    diary.counts[(run.day + run.run_in - 1) * run.parties + who] = total


def attacks_with(world: World, who: int, other: int) -> bool:
    """Whether a member of a party's camp has an offensive running."""
    attacker = world.parties[other]
    return bool(
        attacker.camp == world.parties[who].camp
        and attacker.operation == 1
        and attacker.op_running == 1
    )


def on_own_axis(world: World, who: int, number: int) -> bool:
    """Whether an offensive of a party's own camp aims at a sector."""
    run = world.run[0]
    for other in range(run.parties):
        if (
            attacks_with(world, who, other)
            and world.places[other * run.sectors + number].target > 0
        ):
            return True
    return False


def accuse(world: World, treaty: Treaty, today: Today, diary: Diary, who: int) -> None:
    """Turn grounds for complaint into public charges."""
    run = world.run[0]
    laws = world.laws[0]
    newest = NONE
    for at in range(run.live_at, run.live_at + run.live_count):
        number = world.links[at]
        duty = treaty.duties[number]
        obligation = treaty.obligations[duty.obligation]
        if against_fire(obligation):
            if newest == NONE:
                newest = duty.pact
            if duty.pact == newest:
                charge_fire(world, treaty, today, diary, who, number)
        elif obligation.kind == REFRAIN:
            charge_act(world, treaty, today, diary, who, number)
        elif overdue(duty, obligation, run.day):
            accused = owing_opponent(world, number, who)
            grounds = duty.gap * obligation.visibility * obligation.importance
            if accused == NONE or grounds <= 0.0:
                continue
            rate = laws.accusation_overdue_rate
            chance = charge_chance(world, treaty, who, number, accused, rate, grounds)
            if chance > 0.0:
                charge_first(
                    world,
                    treaty,
                    today,
                    diary,
                    who,
                    number,
                    accused,
                    grounds,
                    chance,
                    duty.deadline_event,
                    NONE,
                    NONE,
                    NONE,
                    NONE,
                    NONE,
                )


def told_of(world: World, today: Today, who: int, place: int) -> int:
    """Which sighting stands at a place of the list of what a party's camp was told today."""
    return int(today.shared[world.parties[who].camp_first * len(today.sightings) + place])


def told_count(world: World, who: int) -> int:
    """How many sightings a party's camp was told of today, each fire once."""
    return int(world.parties[world.parties[who].camp_first].shared)


def fire_told(world: World, treaty: Treaty, today: Today, who: int, number: int) -> float:
    """Fire against a duty that a camp was told of today, reckoned once for all its members."""
    run = world.run[0]
    found = today.fire[number * run.parties + world.parties[who].camp]
    if found.day != run.day:
        found.day = run.day
        found.severity = 0.0
        obligation = treaty.obligations[treaty.duties[number].obligation]
        for place in range(told_count(world, who)):
            entry = today.sightings[told_of(world, today, who, place)]
            if entry.forbidden == 1 and covers(world, obligation, entry.sector):
                found.severity += entry.size
    return found.severity


def worst_told(
    world: World, treaty: Treaty, today: Today, who: int, number: int
) -> tuple[int, int, int]:
    """Worst three sightings of fire against a duty that a camp was told of; -1 for none."""
    obligation = treaty.obligations[treaty.duties[number].obligation]
    first = NONE
    second = NONE
    third = NONE
    for place in range(told_count(world, who)):
        each = told_of(world, today, who, place)
        entry = today.sightings[each]
        if entry.size <= 0.0 or entry.forbidden == 0 or not covers(world, obligation, entry.sector):
            continue
        if first == NONE or worse(today, each, first):
            third = second
            second = first
            first = each
        elif second == NONE or worse(today, each, second):
            third = second
            second = each
        elif third == NONE or worse(today, each, third):
            third = each
    return first, second, third


def charge_fire(
    world: World, treaty: Treaty, today: Today, diary: Diary, who: int, number: int
) -> None:
    """Charge somebody for the fire that was told of today, if it passes what one tolerates."""
    run = world.run[0]
    party = world.parties[who]
    if party.camp == NONE:
        return
    fronts = run.front_count if run.front_count > 1 else 1
    grounds = fire_told(world, treaty, today, who, number) / fronts - party.tolerance
    if grounds <= 0.0:
        return
    accused = answerable(world, treaty, today, who, number)
    if accused == NONE:
        return
    rate = world.laws[0].accusation_breach_rate
    chance = charge_chance(world, treaty, who, number, accused, rate, grounds)
    if chance <= 0.0:
        return
    first, second, third = worst_told(world, treaty, today, who, number)
    event_b = NONE
    author_b = NONE
    event_c = NONE
    author_c = NONE
    if second != NONE:
        event_b = today.sightings[second].event
        author_b = today.sightings[second].author
    if third != NONE:
        event_c = today.sightings[third].event
        author_c = today.sightings[third].author
    charge_first(
        world,
        treaty,
        today,
        diary,
        who,
        number,
        accused,
        grounds,
        chance,
        today.sightings[first].event,
        today.sightings[first].author,
        event_b,
        author_b,
        event_c,
        author_c,
    )


def worse(today: Today, one: int, other: int) -> bool:
    """Whether a sighting is worse than another: more severe, or else earlier in the log."""
    first = today.sightings[one]
    second = today.sightings[other]
    if first.severity != second.severity:
        return bool(first.severity > second.severity)
    return bool(first.event < second.event)


def answerable(world: World, treaty: Treaty, today: Today, who: int, number: int) -> int:
    """Who is charged for fire: a guarantor charges a guarantor, others the culprit."""
    run = world.run[0]
    obligation = treaty.obligations[treaty.duties[number].obligation]
    at = debtors(world, number, who)
    first = NONE
    for place in range(at + 1, at + 1 + world.links[at]):
        other = world.links[place]
        if world.pairs[who * run.parties + other].hostile == 0:
            continue
        if first == NONE:
            first = other
        if world.parties[who].guarantor == 1 and world.parties[other].guarantor == 1:
            return other
    if first == NONE:
        return NONE
    for place in range(at + 1, at + 1 + world.links[at]):
        other = world.links[place]
        if world.pairs[who * run.parties + other].hostile == 0:
            continue
        for each in range(told_count(world, who)):
            entry = today.sightings[told_of(world, today, who, each)]
            if (
                entry.size > 0.0
                and entry.forbidden == 1
                and entry.blamed == other
                and covers(world, obligation, entry.sector)
            ):
                return other
    return first


def charge_act(
    world: World, treaty: Treaty, today: Today, diary: Diary, who: int, number: int
) -> None:
    """Charge a guarantor for a delivery of arms or troops that was seen."""
    run = world.run[0]
    obligation = treaty.obligations[treaty.duties[number].obligation]
    rate = world.laws[0].accusation_overdue_rate
    grounds = obligation.visibility * obligation.importance
    for each in range(run.opened):
        entry = today.opened[each]
        if (
            entry.reader != who
            or entry.act != obligation.act
            or not owes(world, number, who, entry.author)
        ):
            continue
        chance = charge_chance(world, treaty, who, number, entry.author, rate, grounds)
        if chance > 0.0:
            charge_first(
                world,
                treaty,
                today,
                diary,
                who,
                number,
                entry.author,
                grounds,
                chance,
                entry.event,
                entry.author,
                NONE,
                NONE,
                NONE,
                NONE,
            )
