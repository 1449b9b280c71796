"""Public charges: made or not, true or not, laid before the accused."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.engine.chance import NARROW
from sim.engine.codes import ACCUSATION_EVENT, NONE, REFRAIN, W_CHARGE, W_COUNTER, W_ONGOING
from sim.engine.notes import because, note, weigh
from sim.engine.situation import overdue, owed_in_fact, owes
from sim.law.accusation import TRUE, accusation_chance, standing_of_charge
from sim.law.draws import ACCUSATION, draw_block

if TYPE_CHECKING:
    from sim.engine.tables import Diary, Rows, Today, Treaty, World


def charge_chance(
    world: World, treaty: Treaty, who: int, number: int, accused: int, rate: float, grounds: float
) -> float:
    """Chance that a ground for complaint becomes a public charge; 0 where it does not today."""
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
        return 0.0
    chance = accusation_chance(
        rate, grounds, run.day - last, world.laws[0].accusation_refractory_days
    )
    return chance if luck < chance else 0.0


def charge_first(
    world: World,
    treaty: Treaty,
    today: Today,
    diary: Diary,
    who: int,
    number: int,
    accused: int,
    grounds: float,
    chance: float,
    event_a: int,
    author_a: int,
    event_b: int,
    author_b: int,
    event_c: int,
    author_c: int,
) -> None:
    """Make a public charge that answers no other, and say what decided it."""
    run = world.run[0]
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
