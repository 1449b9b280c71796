"""Phase 7: published counts and public charges."""

from __future__ import annotations

from sim.engine.codes import (
    ACCUSATION_EVENT,
    NONE,
    PUBLICATION,
    REFRAIN,
    W_CHARGE,
    W_COUNTER,
    W_ONGOING,
)
from sim.engine.notes import because, note, weigh
from sim.engine.situation import (
    against_fire,
    covers,
    debtors,
    overdue,
    owed_in_fact,
    owes,
    owing_opponent,
)
from sim.engine.tables import Diary, Rows, Today, Treaty, World
from sim.law.accusation import TRUE, accusation_chance, standing_of_charge
from sim.law.draws import ACCUSATION, draw_block

# Wider than any rounding, where a bound spares an exponential.
NARROW = 1e-9


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
    for each in range(run.sightings):
        entry = today.sightings[each]
        if not tells(world, entry.victim, who):
            continue
        own_axis = False
        for other in range(run.parties):
            attacker = world.parties[other]
            if (
                attacker.camp == party.camp
                and attacker.operation == 1
                and attacker.op_running == 1
                and world.places[other * run.sectors + entry.sector].target > 0
            ):
                own_axis = True
        if own_axis:
            continue
        if entry.attacks == 0:
            total += 1
        elif entry.first == 1:
            total += entry.attacks
    party.published = total
    note(run, diary, PUBLICATION, 0, who, NONE, NONE, NONE, NONE, float(total), NONE)
    diary.counts[(run.day + run.run_in - 1) * run.parties + who] = total


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


def fire_told(
    world: World, treaty: Treaty, today: Today, who: int, number: int
) -> Rows:
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


def weigh_charge(
    world: World,
    treaty: Treaty,
    today: Today,
    diary: Diary,
    who: int,
    number: int,
    accused: int,
    rate: float,
    grounds: float,
    event_a: int,
    author_a: int,
    event_b: int,
    author_b: int,
    event_c: int,
    author_c: int,
) -> None:
    """Let a ground for complaint become a public charge, or not."""
    run = world.run[0]
    duty = treaty.duties[number]
    last = world.links[charge_place(run, treaty, who, accused, duty.obligation)]
    luck, _, _, _ = draw_block(
        run.seed,
        run.replicate,
        run.day,
        ACCUSATION,
        world.parties[who].key,
        world.parties[accused].key,
        duty.key,
        0,
    )
    if luck > rate * grounds + NARROW:
        # Surely none: the chance is at most rate times grounds.
        return
    chance = accusation_chance(
        rate, grounds, run.day - last, world.laws[0].accusation_refractory_days
    )
    if luck >= chance:
        return
    charge(
        world,
        treaty,
        today,
        diary,
        who,
        number,
        accused,
        grounds,
        event_a,
        author_a,
        event_b,
        author_b,
        event_c,
        author_c,
        0,
    )
    layout = W_CHARGE
    if event_a == NONE and event_b == NONE and event_c == NONE:
        layout = W_ONGOING
    weigh(run, diary, layout, chance)
    weigh(run, diary, layout, grounds)
    if layout == W_ONGOING:
        weigh(run, diary, layout, 1.0)


def charge_place(run: Rows, treaty: Treaty, who: int, accused: int, obligation: int) -> int:
    """Address of the day of the last charge of a party against another under a clause."""
    pair = who * run.parties + accused
    return int(run.charge_at + pair * len(treaty.obligations) + obligation)


def charge(
    world: World,
    treaty: Treaty,
    today: Today,
    diary: Diary,
    who: int,
    number: int,
    accused: int,
    grounds: float,
    event_a: int,
    author_a: int,
    event_b: int,
    author_b: int,
    event_c: int,
    author_c: int,
    counter: int,
) -> int:
    """Make an accusation; a counter-charge is heard and answered on the next day."""
    run = world.run[0]
    duty = treaty.duties[number]
    standing = truth(world, treaty, who, number, accused, author_a, author_b, author_c)
    event = note(
        run,
        diary,
        ACCUSATION_EVENT,
        standing,
        who,
        accused,
        NONE,
        duty.obligation,
        duty.pact,
        grounds,
        NONE,
    )
    because(run, diary, event_a)
    because(run, diary, event_b)
    because(run, diary, event_c)
    if counter == 1:
        weigh(run, diary, W_COUNTER, 1.0)
    page = diary.days[run.day + run.run_in - 1]
    page.accusations += 1
    if standing == 0:
        page.accusations_true += 1
    elif standing == 1:
        page.accusations_false += 1
    else:
        page.accusations_contested += 1
    world.links[charge_place(run, treaty, who, accused, duty.obligation)] = run.day
    world.pairs[who * run.parties + accused].charged_event = event
    world.parties[who].latest_charge = event
    full = run.late >= len(today.late) if counter == 1 else run.charges >= len(today.charges)
    if full:
        run.overflow = 1
        return event
    if counter == 1:
        file_charge(today.late[run.late], accused, who, duty.obligation, event, standing, 1)
        run.late += 1
    else:
        file_charge(today.charges[run.charges], accused, who, duty.obligation, event, standing, 0)
        run.charges += 1
    for other in range(run.parties):
        if world.pairs[other * run.parties + who].hostile == 1:
            continue
        pair = world.pairs[other * run.parties + accused]
        if counter == 1:
            if pair.late == NONE:
                pair.late = event
                pair.late_actor = who
        elif pair.heard == NONE:
            pair.heard = event
            pair.heard_actor = who
    return event


def file_charge(
    entry: Rows,
    accused: int,
    accuser: int,
    obligation: int,
    event: int,
    standing: int,
    counter: int,
) -> None:
    """Lay a charge before the accused."""
    entry.accused = accused
    entry.accuser = accuser
    entry.obligation = obligation
    entry.event = event
    entry.guilty = int(standing == TRUE)
    entry.counter = counter


def truth(
    world: World,
    treaty: Treaty,
    who: int,
    number: int,
    accused: int,
    author_a: int,
    author_b: int,
    author_c: int,
) -> int:
    """Whether a charge is true, false or contested."""
    run = world.run[0]
    duty = treaty.duties[number]
    obligation = treaty.obligations[duty.obligation]
    if obligation.kind == REFRAIN:
        happened = (
            answers_for(world, accused, author_a)
            or answers_for(world, accused, author_b)
            or answers_for(world, accused, author_c)
        )
    else:
        happened = overdue(duty, obligation, run.day)
    return standing_of_charge(
        int(happened),
        int(owed_in_fact(world, treaty, number, accused)),
        int(owes(world, number, who, accused)),
    )


def answers_for(world: World, accused: int, author: int) -> bool:
    """Whether an act is the accused's own, or a client's."""
    if author == NONE:
        return False
    if author == accused:
        return True
    for number in range(len(world.ties)):
        tie = world.ties[number]
        if tie.sponsor == accused and tie.client == author:
            return True
    return False
