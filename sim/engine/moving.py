"""Phase 1: what moves by itself, dated shocks, entry into force; and how a replicate begins."""

from __future__ import annotations

from sim.engine.codes import (
    ADD,
    BY_AGREEMENT,
    DEADLINE,
    DEADLINE_MISSED,
    DELIVER,
    ENTRY,
    LONG_AGO,
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
from sim.engine.fronts import rebuild_fronts, value_ground
from sim.engine.notes import because, came_out, note, weigh
from sim.engine.pacts import sign, stop_offensive
from sim.engine.situation import (
    debtors,
    find_measured,
    guarantee_strength,
    live,
    on_day,
    reckon_beliefs,
    takes_in,
)
from sim.engine.tables import Diary, Field, Today, Treaty, World
from sim.law.guarantee import reciprocity, will
from sim.law.trust import confidence, ledger_growth
from sim.law.world import battle_share, drifted_strength, faded, wearied

# How a replicate begins


def begin(
    world: World, treaty: Treaty, today: Today, diary: Diary, field: Field
) -> None:
    """Build the state on the eve of the first day."""
    run = world.run[0]
    run.day = -run.run_in
    for number in range(len(today.fire)):
        today.fire[number].day = LONG_AGO
        treaty.abilities[number].version = 0
    begin_beliefs(world, today, field)
    for number in range(len(field.operations)):
        operation = field.operations[number]
        party = world.parties[operation.owner]
        party.operation = 1
        party.op_days_fought = operation.days_fought
        party.op_days_stopped = operation.days_stopped
        party.op_running = operation.running
        party.op_wanted = world.links[operation.targets]
        for sector in range(run.sectors):
            world.places[operation.owner * run.sectors + sector].target = 0
        for at in range(operation.targets + 1, operation.targets + 1 + world.links[operation.targets]):
            world.places[operation.owner * run.sectors + world.links[at]].target += 1
    for number in range(len(treaty.texts)):
        text = treaty.texts[number]
        if text.active == 1 and text.is_form == 0 and text.starts <= 1:
            sign(world, treaty, number, text.starts, int(number != run.main))
    for number in range(run.pacts - 1, -1, -1):
        if treaty.pacts[number].framework == 0:
            run.first = number
    preload_ledgers(world, treaty, diary)
    for who in range(run.parties):
        reckon_beliefs(world, who)
    rebuild_fronts(world, field)
    run.force_count = 0
    for number in range(run.pacts):
        world.links[run.force_at + number] = number
        run.force_count += 1
    for number in range(len(world.ties)):
        tie = world.ties[number]
        tie.leverage = on_day(field, tie.leverage_at, tie.leverage_count, 1)
    for who in range(run.parties):
        take_stock(world, who)
        party = world.parties[who]
        party.effort = wanted_effort(world, treaty, who)
        party.noticed_effort = party.effort


def begin_beliefs(world: World, today: Today, field: Field) -> None:
    """Give every party its initial belief in every other, and say who answers for whom."""
    run = world.run[0]
    laws = world.laws[0]
    weight = laws.overdue_weight if laws.overdue_active == 1 else 0.0
    for one in range(run.parties):
        party = world.parties[one]
        for other in range(run.parties):
            pair = world.pairs[one * run.parties + other]
            pair.prior_kept = party.prior_weight * pair.initial
            pair.prior_broken = party.prior_weight * (1.0 - pair.initial)
            pair.probability = pair.initial
            pair.weight = weight
    for number in range(len(world.ties)):
        tie = world.ties[number]
        pair = world.pairs[tie.client * run.parties + tie.sponsor]
        pair.answers = 1
        pair.share = laws.belief_responsibility
    for number in range(len(field.spoilers)):
        spoiler = field.spoilers[number]
        if spoiler.host != NONE:
            pair = world.pairs[spoiler.party * run.parties + spoiler.host]
            pair.answers = 1
            pair.share = spoiler.believed_control


def preload_ledgers(world: World, treaty: Treaty, diary: Diary) -> None:
    """Enter in the ledgers what was overdue before the first day."""
    run = world.run[0]
    for number in range(run.duties):
        duty = treaty.duties[number]
        obligation = treaty.obligations[duty.obligation]
        if obligation.kind != DELIVER or duty.due_stated == 0 or duty.due > 0:
            continue
        duty.gap = 1.0 - duty.progress
        if duty.gap <= 0.0:
            duty.met = 1
            continue
        event = note(
            run, diary, DEADLINE, DEADLINE_MISSED, NONE, NONE, NONE, duty.obligation, duty.pact,
            duty.gap, NONE,
        )
        if run.told == 1 and run.overflow == 0:
            diary.log[event].day = duty.due
        duty.deadline_event = event
        growth = ledger_growth(duty.gap, obligation.visibility, obligation.importance)
        for reader in range(run.parties):
            at = debtors(world, number, reader)
            for place in range(at + 1, at + 1 + world.links[at]):
                who = world.links[place]
                if who != reader:
                    pair = world.pairs[reader * run.parties + who]
                    pair.overdue += growth * -duty.due
                    pair.undelivered = event


# What follows from belief


def take_stock(world: World, who: int) -> None:
    """Form confidence in the guarantors of the other side."""
    run = world.run[0]
    party = world.parties[who]
    weighted = 0.0
    weights = 0.0
    for other in range(run.parties):
        pair = world.pairs[who * run.parties + other]
        counts = pair.rival if party.guarantor == 1 else pair.opposes
        if counts == 1:
            weight = 1.0 + pair.relations
            weighted += weight * pair.level
            weights += weight
    party.confidence = confidence(weighted, weights)


def wanted_effort(world: World, treaty: Treaty, who: int) -> float:
    """Will to do what the agreements ask."""
    run = world.run[0]
    laws = world.laws[0]
    relations = 0.0
    for other in range(run.parties):
        pair = world.pairs[who * run.parties + other]
        if pair.rival == 1 and pair.relations > relations:
            relations = pair.relations
    base = laws.will_base + guarantee_strength(world, treaty, who)
    swing = reciprocity(laws.will_reciprocity, world.parties[who].confidence, laws.will_neutral)
    return will(base, relations, laws.will_relations, swing)


# The phase


def move_world(
    world: World, treaty: Treaty, today: Today, diary: Diary, field: Field
) -> None:
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
        sector.first_strike = NONE
        sector.last_strike = NONE
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
    party.weariness = wearied(
        party.weariness, share, laws.weariness_rise, laws.weariness_recovery
    )
    party.pressure = faded(party.pressure, laws.deployment_persistence, 0.0)
    if party.operation == 1 and party.op_running == 0:
        party.op_days_stopped += 1
    party.violence = 0.0


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
