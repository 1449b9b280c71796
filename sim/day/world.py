"""Phase 1: what moves by itself, and entry into force.

Dated shocks: they change a state variable, and nothing else.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.day import codes, measures
from sim.day.agreements import stop_offensive
from sim.day.codes import NONE
from sim.day.fronts import value_ground
from sim.day.notes import because, came_out, note, weigh
from sim.day.situation import find_measured, live, on_day, takes_in
from sim.law.retaliation import settled_grievance
from sim.law.world import battle_share, drifted_strength, faded, wearied

if TYPE_CHECKING:
    from sim.day.state import World


def move_world(w: World) -> None:
    """Phase 1 of the day."""
    run = w.run
    laws = w.laws
    turn_page(w)
    clear_inboxes(w)
    for number in range(run.sectors):
        sector = w.sectors[number]
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
    for number in range(len(w.ties)):
        tie = w.ties[number]
        if tie.shocked == 0:
            leverage = on_day(w, tie.leverage_at, tie.leverage_count, run.day)
            if leverage != tie.leverage:
                run.ground_version += 1
            tie.leverage = leverage
    for who in range(run.parties):
        drift(w, who)
    for number in range(len(w.shocks)):
        if w.shocks[number].day == run.day:
            strike(w, number)
    enter_into_force(w)


def turn_page(w: World) -> None:
    """Settle for the day what is in force, which duties live, and who is on the attack."""
    run = w.run
    page = w.tallies[run.day + run.run_in - 1]
    for measure in range(measures.TALLIED):
        page[measure] = 0
    for who in range(run.parties):
        w.counts[run.day + run.run_in - 1][who] = 0
    run.people_before = run.displaced
    run.force_count = 0
    for number in range(run.agreements):
        if live(w.agreements[number], run.day):
            w.links[run.force_at + run.force_count] = number
            run.force_count += 1
    list_live_duties(w)
    run.attackers = 0
    for who in range(run.parties):
        party = w.parties[who]
        party.attacking = int(party.operation == 1 and party.op_running == 1)
        run.attackers += party.attacking
        party.promises = 0
        for place in range(run.force_count):
            if takes_in(w, w.links[run.force_at + place], who):
                party.promises = 1
    for number in range(len(w.ties)):
        tie = w.ties[number]
        tie.restrains = 0
        if run.day >= 1:
            for place in range(run.force_count):
                agreement = w.links[run.force_at + place]
                if takes_in(w, agreement, tie.sponsor) or takes_in(w, agreement, tie.client):
                    tie.restrains = 1
        for place in range(run.force_count):
            if takes_in(w, w.links[run.force_at + place], tie.client):
                w.parties[tie.sponsor].promises = 1
    run.ambiguity = 0.0
    newest = find_measured(w)
    if newest != NONE and live(w.agreements[newest], run.day):
        run.ambiguity = w.texts[w.agreements[newest].text].ambiguity


def list_live_duties(w: World) -> None:
    """List the duties in force today, those of the newest agreement first."""
    run = w.run
    changed = run.readings_changed == 1 or run.day == 1
    run.readings_changed = 0
    count = 0
    last_start = 1 << 40
    while True:
        start = -(1 << 40)
        for place in range(run.force_count):
            agreement = w.agreements[w.links[run.force_at + place]]
            if start < agreement.start < last_start:
                start = agreement.start
        if start == -(1 << 40):
            break
        last_start = start
        for place in range(run.force_count):
            agreement = w.agreements[w.links[run.force_at + place]]
            if agreement.start != start:
                continue
            for number in range(agreement.duties_at, agreement.duties_at + agreement.duties_count):
                duty = w.duties[number]
                if duty.begins <= run.day or w.obligations[duty.obligation].kind == codes.DELIVER:
                    at = run.live_at + count
                    if count >= run.live_count or w.links[at] != number:
                        changed = True
                    w.links[at] = number
                    count += 1
    if changed or count != run.live_count:
        run.duty_version += 1
    run.live_count = count


def clear_inboxes(w: World) -> None:
    """Forget what was perceived yesterday; charges made late are heard today."""
    run = w.run
    run.sightings = 0
    for who in range(run.parties):
        w.parties[who].shared = 0
    run.opened = 0
    for number in range(run.late):
        late = w.late[number]
        charge = w.charges[number]
        charge.accused = late.accused
        charge.accuser = late.accuser
        charge.obligation = late.obligation
        charge.event = late.event
        charge.guilty = late.guilty
        charge.counter = late.counter
    run.charges = run.late
    run.late = 0
    for who in range(run.parties):
        for other in range(run.parties):
            pair = w.pairs[who][other]
            pair.heard = pair.late
            pair.heard_actor = pair.late_actor
            pair.late = NONE
    if run.day < 1:
        for who in range(run.parties):
            w.parties[who].violence = 0.0


def drift(w: World, who: int) -> None:
    """Let strength drift, weariness and pressure follow yesterday's violence."""
    run = w.run
    laws = w.laws
    party = w.parties[who]
    rate = on_day(w, party.drift_at, party.drift_count, run.day)
    party.strength = drifted_strength(party.strength, rate)
    fronts = party.fronts_count if party.fronts_count > 1 else 1
    share = battle_share(party.violence / fronts, laws.weariness_battle)
    party.weariness = wearied(party.weariness, share, laws.weariness_rise, laws.weariness_recovery)
    party.pressure = faded(party.pressure, laws.deployment_persistence, 0.0)
    if party.operation == 1 and party.op_running == 0:
        party.op_days_stopped += 1
    party.violence = 0.0


def enter_into_force(w: World) -> None:
    """Let agreements enter into force; offensives stop, and known debts are forgiven."""
    run = w.run
    for number in range(run.agreements):
        agreement = w.agreements[number]
        if agreement.start != run.day or agreement.framework == 1:
            continue
        event = note(w, codes.ENTRY, 0, agreement=number)
        because(w, agreement.entry_event)
        agreement.entry_event = event
        for who in range(run.parties):
            stop_offensive(w, who, codes.BY_AGREEMENT, event)
        for who in range(run.parties):
            w.parties[who].attacking = 0
        run.attackers = 0
        for who in range(run.parties):
            for other in range(run.parties):
                pair = w.pairs[who][other]
                pair.known_at_signing = pair.overdue
        for who in range(run.parties):
            if takes_in(w, number, who):
                settle_grievance(w, who)


def settle_grievance(w: World, who: int) -> None:
    """Let a party let go of what a text that enters into force settles."""
    party = w.parties[who]
    settled = w.laws.retaliation_settled
    for at in range(party.fronts_at, party.fronts_at + party.fronts_count):
        place = w.fronts[who][w.links[at]]
        place.grievance = settled_grievance(place.grievance, settled)


def changed_by(value: float, change: int, size: float) -> float:
    """Value after a shock, never below 0."""
    new = value * size
    if change == codes.SET:
        new = size
    elif change == codes.ADD:
        new = value + size
    return new if new > 0.0 else 0.0


def strike(w: World, number: int) -> None:
    """Apply one shock and enter it in the log."""
    run = w.run
    shock = w.shocks[number]
    new = apply_shock(w, number)
    run.troops_version += 1
    run.ground_version += 1
    note(w, codes.SHOCK, 0, severity=new)
    came_out(w, codes.OF_SHOCK + number)
    weigh(w, codes.W_SHOCK + shock.variable, new)


def apply_shock(w: World, number: int) -> float:
    """Change one state variable; give its new value."""
    shock = w.shocks[number]
    variable = shock.variable
    if variable == codes.V_LEVERAGE or variable == codes.V_AIR_POWER:
        if shock.subject == NONE:
            return 0.0
        tie = w.ties[shock.subject]
        if variable == codes.V_AIR_POWER:
            tie.air_power = changed_by(tie.air_power, shock.change, shock.value)
            return tie.air_power
        leverage = changed_by(tie.leverage, shock.change, shock.value)
        tie.shocked = 1
        tie.leverage = leverage if leverage < 1.0 else 1.0
        return tie.leverage
    if variable == codes.V_RELATIONS:
        pair = w.pairs[shock.subject][shock.other]
        pair.relations = changed_by(pair.relations, shock.change, shock.value)
        return pair.relations
    if variable == codes.V_FORCES or variable == codes.V_POSTS:
        place = w.fronts[shock.other][shock.subject]
        if variable == codes.V_FORCES:
            place.forces = changed_by(place.forces, shock.change, shock.value)
            return place.forces
        place.posts = changed_by(place.posts, shock.change, shock.value)
        return place.posts
    if variable == codes.V_TENSION:
        sector = w.sectors[shock.subject]
        sector.tension = changed_by(sector.tension, shock.change, shock.value)
        return sector.tension
    if variable == codes.V_PEOPLE:
        sector = w.sectors[shock.subject]
        sector.people = changed_by(sector.people, shock.change, shock.value)
        return sector.people
    party = w.parties[shock.subject]
    if variable == codes.V_STRENGTH:
        party.strength = changed_by(party.strength, shock.change, shock.value)
        return party.strength
    if variable == codes.V_WEARINESS:
        party.weariness = changed_by(party.weariness, shock.change, shock.value)
        return party.weariness
    if variable == codes.V_CONTROL:
        party.control = changed_by(party.control, shock.change, shock.value)
        return party.control
    party.worth_of_land = changed_by(party.worth_of_land, shock.change, shock.value)
    for at in range(party.fronts_at, party.fronts_at + party.fronts_count):
        value_ground(w, shock.subject, w.links[at])
    return party.worth_of_land
