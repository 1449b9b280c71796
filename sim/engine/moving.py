"""Phase 1: what moves by itself, and entry into force."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.engine.codes import BY_AGREEMENT, DELIVER, ENTRY, NONE
from sim.engine.notes import because, note
from sim.engine.pacts import stop_offensive
from sim.engine.shocks import strike
from sim.engine.situation import find_measured, live, on_day, takes_in
from sim.law.retaliation import settled_grievance
from sim.law.world import battle_share, drifted_strength, faded, wearied

if TYPE_CHECKING:
    from sim.engine.tables import Diary, Field, Today, Treaty, World


def move_world(world: World, treaty: Treaty, today: Today, diary: Diary, field: Field) -> None:
    """Phase 1 of the day."""
    run = world.run[0]
    laws = world.laws[0]
    turn_page(world, treaty, diary)
    clear_inboxes(world, today)
    for number in range(run.sectors):
        sector = world.sectors[number]
        sector.tension = faded(
            sector.tension,
            laws.friction_tension_persistence,
            laws.friction_tension_rise * sector.strikes,
        )
        sector.strikes = 0
        sector.first_author = run.parties
        sector.last_author = NONE
    run.strikes = 0
    if run.day < 1:
        return
    for number in range(len(world.ties)):
        tie = world.ties[number]
        if tie.shocked == 0:
            leverage = on_day(field, tie.leverage_at, tie.leverage_count, run.day)
            if leverage != tie.leverage:
                run.ground_version += 1
            tie.leverage = leverage
    for who in range(run.parties):
        drift(world, field, who)
    for number in range(len(field.shocks)):
        if field.shocks[number].day == run.day:
            strike(world, diary, field, number)
    enter_into_force(world, treaty, diary)


def turn_page(world: World, treaty: Treaty, diary: Diary) -> None:
    """Settle for the day what is in force, which duties live, and who is on the attack."""
    run = world.run[0]
    page = diary.days[run.day + run.run_in - 1]
    page.attacks = 0
    page.breaches = 0
    page.breaches_seen = 0
    page.breaches_by_fire = 0
    page.accusations = 0
    page.accusations_true = 0
    page.accusations_false = 0
    page.accusations_contested = 0
    page.accusations_pretext = 0
    page.talks = 0
    page.patrols_done = 0
    page.displaced = 0
    page.sectors_changed = 0
    for who in range(run.parties):
        diary.counts[(run.day + run.run_in - 1) * run.parties + who] = 0
    run.people_before = run.displaced
    run.force_count = 0
    for number in range(run.pacts):
        if live(treaty.pacts[number], run.day):
            world.links[run.force_at + run.force_count] = number
            run.force_count += 1
    list_live_duties(world, treaty)
    run.attackers = 0
    for who in range(run.parties):
        party = world.parties[who]
        party.attacking = int(party.operation == 1 and party.op_running == 1)
        run.attackers += party.attacking
        party.promises = 0
        for place in range(run.force_count):
            if takes_in(world, treaty, world.links[run.force_at + place], who):
                party.promises = 1
    for number in range(len(world.ties)):
        tie = world.ties[number]
        tie.restrains = 0
        if run.day >= 1:
            for place in range(run.force_count):
                pact = world.links[run.force_at + place]
                if takes_in(world, treaty, pact, tie.sponsor) or takes_in(
                    world, treaty, pact, tie.client
                ):
                    tie.restrains = 1
        for place in range(run.force_count):
            if takes_in(world, treaty, world.links[run.force_at + place], tie.client):
                world.parties[tie.sponsor].promises = 1
    run.ambiguity = 0.0
    newest = find_measured(run, treaty)
    if newest != NONE and live(treaty.pacts[newest], run.day):
        run.ambiguity = treaty.texts[treaty.pacts[newest].text].ambiguity


def list_live_duties(world: World, treaty: Treaty) -> None:
    """List the duties in force today, those of the newest agreement first."""
    run = world.run[0]
    changed = run.readings_changed == 1 or run.day == 1
    run.readings_changed = 0
    count = 0
    last_start = 1 << 40
    while True:
        start = -(1 << 40)
        for place in range(run.force_count):
            pact = treaty.pacts[world.links[run.force_at + place]]
            if start < pact.start < last_start:
                start = pact.start
        if start == -(1 << 40):
            break
        last_start = start
        for place in range(run.force_count):
            pact = treaty.pacts[world.links[run.force_at + place]]
            if pact.start != start:
                continue
            for number in range(pact.duties_at, pact.duties_at + pact.duties_count):
                duty = treaty.duties[number]
                if duty.begins <= run.day or treaty.obligations[duty.obligation].kind == DELIVER:
                    at = run.live_at + count
                    if count >= run.live_count or world.links[at] != number:
                        changed = True
                    world.links[at] = number
                    count += 1
    if changed or count != run.live_count:
        run.duty_version += 1
    run.live_count = count


def clear_inboxes(world: World, today: Today) -> None:
    """Forget what was perceived yesterday; charges made late are heard today."""
    run = world.run[0]
    run.sightings = 0
    for who in range(run.parties):
        world.parties[who].shared = 0
    run.opened = 0
    for number in range(run.late):
        late = today.late[number]
        charge = today.charges[number]
        charge.accused = late.accused
        charge.accuser = late.accuser
        charge.obligation = late.obligation
        charge.event = late.event
        charge.guilty = late.guilty
        charge.counter = late.counter
    run.charges = run.late
    run.late = 0
    for number in range(run.parties * run.parties):
        pair = world.pairs[number]
        pair.heard = pair.late
        pair.heard_actor = pair.late_actor
        pair.late = NONE
    if run.day < 1:
        for who in range(run.parties):
            world.parties[who].violence = 0.0


def drift(world: World, field: Field, who: int) -> None:
    """Let strength drift, weariness and pressure follow yesterday's violence."""
    run = world.run[0]
    laws = world.laws[0]
    party = world.parties[who]
    rate = on_day(field, party.drift_at, party.drift_count, run.day)
    party.strength = drifted_strength(party.strength, rate)
    fronts = party.fronts_count if party.fronts_count > 1 else 1
    share = battle_share(party.violence / fronts, laws.weariness_battle)
    party.weariness = wearied(party.weariness, share, laws.weariness_rise, laws.weariness_recovery)
    party.pressure = faded(party.pressure, laws.deployment_persistence, 0.0)
    if party.operation == 1 and party.op_running == 0:
        party.op_days_stopped += 1
    party.violence = 0.0


def enter_into_force(world: World, treaty: Treaty, diary: Diary) -> None:
    """Let agreements enter into force; offensives stop, and known debts are forgiven."""
    run = world.run[0]
    for number in range(run.pacts):
        pact = treaty.pacts[number]
        if pact.start != run.day or pact.framework == 1:
            continue
        event = note(run, diary, ENTRY, 0, NONE, NONE, NONE, NONE, number, 0.0, NONE)
        because(run, diary, pact.entry_event)
        pact.entry_event = event
        for who in range(run.parties):
            stop_offensive(world, diary, who, BY_AGREEMENT, event)
        for who in range(run.parties):
            world.parties[who].attacking = 0
        run.attackers = 0
        for each in range(run.parties * run.parties):
            pair = world.pairs[each]
            pair.known_at_signing = pair.overdue
        for who in range(run.parties):
            if takes_in(world, treaty, number, who):
                settle_grievance(world, who)


def settle_grievance(world: World, who: int) -> None:
    """Let a party let go of what a text that enters into force settles."""
    run = world.run[0]
    party = world.parties[who]
    settled = world.laws[0].retaliation_settled
    for at in range(party.fronts_at, party.fronts_at + party.fronts_count):
        place = world.places[who * run.sectors + world.links[at]]
        place.grievance = settled_grievance(place.grievance, settled)
