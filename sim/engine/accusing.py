"""Phase 7: published counts, and grounds for public charges."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.engine.charging import weigh_charge
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
    from sim.engine.tables import Diary, Rows, Today, Treaty, World


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
    for each in range(run.sightings):
        entry = today.sightings[each]
        if not tells(world, entry.victim, who):
            continue
        if attacks and on_own_axis(world, who, entry.sector):
            continue
        if entry.attacks == 0:
            total += 1
        elif entry.first == 1:
            total += entry.attacks
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
            if accused != NONE and grounds > 0.0:
                weigh_charge(
                    world,
                    treaty,
                    today,
                    diary,
                    who,
                    number,
                    accused,
                    laws.accusation_overdue_rate,
                    grounds,
                    duty.deadline_event,
                    NONE,
                    NONE,
                    NONE,
                    NONE,
                    NONE,
                )


def fire_told(world: World, treaty: Treaty, today: Today, who: int, number: int) -> Rows:
    """Fire against a duty that a camp was told of today, reckoned once for all its members."""
    run = world.run[0]
    found = today.fire[number * run.parties + world.parties[who].camp]
    if found.day == run.day:
        return found
    found.day = run.day
    found.severity = 0.0
    found.worst_a = NONE
    found.worst_b = NONE
    found.worst_c = NONE
    obligation = treaty.obligations[treaty.duties[number].obligation]
    for each in range(run.sightings):
        entry = today.sightings[each]
        if (
            entry.size <= 0.0
            or entry.forbidden == 0
            or not tells(world, entry.victim, who)
            or not covers(world, obligation, entry.sector)
        ):
            continue
        found.severity += entry.size
        if found.worst_a == NONE or worse(today, each, found.worst_a):
            found.worst_c = found.worst_b
            found.worst_b = found.worst_a
            found.worst_a = each
        elif found.worst_b == NONE or worse(today, each, found.worst_b):
            found.worst_c = found.worst_b
            found.worst_b = each
        elif found.worst_c == NONE or worse(today, each, found.worst_c):
            found.worst_c = each
    return found


def charge_fire(
    world: World, treaty: Treaty, today: Today, diary: Diary, who: int, number: int
) -> None:
    """Charge somebody for the fire that was told of today, if it passes what one tolerates."""
    run = world.run[0]
    party = world.parties[who]
    if party.camp == NONE:
        return
    told = fire_told(world, treaty, today, who, number)
    fronts = run.front_count if run.front_count > 1 else 1
    grounds = told.severity / fronts - party.tolerance
    if grounds <= 0.0:
        return
    accused = answerable(world, treaty, today, who, number)
    if accused == NONE:
        return
    event_b = NONE
    author_b = NONE
    event_c = NONE
    author_c = NONE
    if told.worst_b != NONE:
        event_b = today.sightings[told.worst_b].event
        author_b = today.sightings[told.worst_b].author
    if told.worst_c != NONE:
        event_c = today.sightings[told.worst_c].event
        author_c = today.sightings[told.worst_c].author
    weigh_charge(
        world,
        treaty,
        today,
        diary,
        who,
        number,
        accused,
        world.laws[0].accusation_breach_rate,
        grounds,
        today.sightings[told.worst_a].event,
        today.sightings[told.worst_a].author,
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
        for each in range(run.sightings):
            entry = today.sightings[each]
            if (
                entry.size > 0.0
                and entry.forbidden == 1
                and entry.blamed == other
                and tells(world, entry.victim, who)
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
    for each in range(run.opened):
        entry = today.opened[each]
        if (
            entry.reader == who
            and entry.act == obligation.act
            and owes(world, number, who, entry.author)
        ):
            weigh_charge(
                world,
                treaty,
                today,
                diary,
                who,
                number,
                entry.author,
                world.laws[0].accusation_overdue_rate,
                obligation.visibility * obligation.importance,
                entry.event,
                entry.author,
                NONE,
                NONE,
                NONE,
                NONE,
            )
