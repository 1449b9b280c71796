"""The commission: it hears claims and agrees readings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.engine.codes import COMMISSION_FORM, NONE, P_COMMISSION, READING, SAT, TALKS_EVENT
from sim.engine.notes import because, came_out, note
from sim.engine.situation import debtors
from sim.engine.texts import works
from sim.law.draws import COMMISSION, draw_block

if TYPE_CHECKING:
    from sim.engine.tables import Diary, Treaty, World


def let_commission_sit(world: World, treaty: Treaty, diary: Diary) -> None:
    """Let commissions hear claims and agree readings."""
    run = world.run[0]
    laws = world.laws[0]
    for place in range(run.force_count):
        pact_number = world.links[run.force_at + place]
        pact = treaty.pacts[pact_number]
        text = treaty.texts[pact.text]
        for at in range(text.provisions_at, text.provisions_at + text.provisions_count):
            provision = treaty.provisions[at]
            if not works(provision, P_COMMISSION, run.day, pact.start):
                continue
            since = run.day - pact.start
            if since < 1 or since % provision.every_days != 0:
                continue
            disputes = 0
            for number in range(pact.duties_at, pact.duties_at + pact.duties_count):
                found = int(disputed(world, number))
                world.links[run.overdue_at + number - pact.duties_at] = found
                disputes += found
            if run.docket == 0 and disputes == 0:
                continue
            first = NONE
            if world.links[text.signatories] > 0:
                first = world.links[text.signatories + 1]
            event = note(
                run,
                diary,
                TALKS_EVENT,
                COMMISSION_FORM,
                first,
                NONE,
                NONE,
                NONE,
                pact_number,
                float(run.docket),
                NONE,
            )
            came_out(run, diary, SAT)
            if run.docket > 2:
                because(run, diary, run.docket_a)
            if run.docket > 1:
                because(run, diary, run.docket_b)
            if run.docket > 0:
                because(run, diary, run.docket_c)
            run.docket = 0
            for number in range(pact.duties_at, pact.duties_at + pact.duties_count):
                if world.links[run.overdue_at + number - pact.duties_at] == 0:
                    continue
                settles, picks, _, _ = draw_block(
                    run.seed,
                    run.replicate,
                    run.day,
                    COMMISSION,
                    provision.key,
                    pact.key,
                    treaty.duties[number].key,
                    0,
                )
                strength = provision.strength if provision.strength < 1.0 else 1.0
                if settles < laws.talks_clarify * strength:
                    agree_reading(world, treaty, diary, number, event, picks)


def disputed(world: World, number: int) -> bool:
    """Whether guarantors read differently who owes a duty."""
    run = world.run[0]
    first = NONE
    for who in range(run.parties):
        if world.parties[who].guarantor == 1:
            reading = debtors(world, number, who)
            if first == NONE:
                first = reading
            elif reading != first:
                return True
    return False


def agree_reading(
    world: World, treaty: Treaty, diary: Diary, number: int, event: int, luck: float
) -> None:
    """Settle on the reading of one of the guarantors."""
    run = world.run[0]
    readers = 0
    for who in range(run.parties):
        readers += world.parties[who].guarantor
    left = int(luck * readers)
    chosen = NONE
    for who in range(run.parties):
        if world.parties[who].guarantor == 1:
            if left == 0:
                chosen = debtors(world, number, who)
            left -= 1
    for who in range(run.parties):
        world.links[run.reading_at + number * run.parties + who] = chosen
    run.readings_changed = 1
    duty = treaty.duties[number]
    target = NONE
    if world.links[chosen] > 0:
        target = world.links[chosen + 1]
    note(run, diary, READING, 0, NONE, target, NONE, duty.obligation, duty.pact, 0.0, NONE)
    because(run, diary, event)
