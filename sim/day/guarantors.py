"""Phase 2: restraint, supply, deployment; duties are in `sim.day.duties`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.day import codes
from sim.day import decide as decisions
from sim.day.agreements import count_breach, marked
from sim.day.beginning import take_stock, wanted_effort
from sim.day.codes import NONE
from sim.day.decide import decide
from sim.day.draws import draw
from sim.day.duties import attend_to
from sim.day.notes import because, note, weigh, witness
from sim.day.situation import latest_evidence, owed_in_fact, owes
from sim.law.draws import DEPLOYMENT, SUPPLY
from sim.law.guarantee import adjusted, deployment_chance, supply_chance

if TYPE_CHECKING:
    from sim.day.state import World


def guarantors_act(w: World) -> None:
    """Phase 2 of the day."""
    run = w.run
    look_to_duty(w)
    for who in range(run.parties):
        take_stock(w, who)
    for who in range(run.parties):
        choose_effort(w, who)
    for at in range(run.live_at, run.live_at + run.live_count):
        attend_to(w, w.links[at])
    for who in range(run.parties):
        choose_supply(w, who)
    receive_troops(w)
    for who in range(run.parties):
        choose_deployment(w, who)


def look_to_duty(w: World) -> None:
    """Settle for the day which monitors watch."""
    run = w.run
    for number in range(len(w.monitors)):
        monitor = w.monitors[number]
        works = 1
        if monitor.rides_on != NONE:
            works = 0
            for at in range(run.live_at, run.live_at + run.live_count):
                duty = w.duties[w.links[at]]
                if duty.obligation == monitor.rides_on:
                    obligation = w.obligations[duty.obligation]
                    if obligation.kind == codes.REPEAT:
                        works = int(run.day - duty.last_done < 2 * obligation.every_days)
                    else:
                        works = int(duty.gap < 1.0)
                    break
        if monitor.on_duty != works:
            monitor.on_duty = works
            run.found_version += 1


def choose_effort(w: World, who: int) -> None:
    """Move effort towards what confidence and relations make a party want."""
    run = w.run
    laws = w.laws
    party = w.parties[who]
    party.effort = adjusted(
        party.effort, decide(w, decisions.EFFORT, who, wanted_effort(w, who)), laws.will_speed
    )
    change = party.effort - party.noticed_effort
    if party.guarantor == 0 or abs(change) < laws.will_notice:
        return
    form = codes.SLACKENED if change < 0.0 else codes.TIGHTENED
    for number in range(len(w.ties)):
        tie = w.ties[number]
        if tie.sponsor != who:
            continue
        event = note(w, codes.RESTRAINT, form, who, tie.client, severity=party.effort)
        if run.traced == 1:
            if change < 0.0:
                because(w, latest_evidence(w, who), party.latest_charge)
            else:
                because(w, run.last_success)
            weigh(w, codes.W_RESTRAINT, party.effort, party.noticed_effort, party.confidence)
        party.restraint_event = event
    party.noticed_effort = party.effort


def choose_supply(w: World, who: int) -> None:
    """Decide for each client whether arms go out this week."""
    run = w.run
    laws = w.laws
    party = w.parties[who]
    if laws.supply_active == 0 or party.guarantor == 0:
        return
    ordinal = -1
    for number in range(len(w.ties)):
        tie = w.ties[number]
        if tie.sponsor != who:
            continue
        ordinal += 1
        if tie.supplies == 0 or tie.supply <= 0.0:
            continue
        if (run.day + tie.key) % laws.supply_every_days != 0:
            continue
        chance = supply_chance(
            laws.supply_base, party.confidence, party.pressure, laws.supply_weight
        )
        uniform, _, _, _ = draw(w, SUPPLY, party.key, w.parties[tie.client].key)
        if not decide(w, decisions.ARMS, who, int(uniform < chance), tie.client):
            continue
        w.parties[tie.client].strength += tie.supply
        event = note(w, codes.SUPPLY, 0, who, tie.client, severity=tie.supply, author=who)
        if run.traced == 1:
            because(w, latest_evidence(w, who))
            weigh(w, codes.W_SUPPLY, chance, party.confidence, party.pressure)
        open_act(w, who, codes.ACT_SUPPLY, event, ordinal)


def open_act(w: World, who: int, act: int, event: int, ordinal: int) -> None:
    """Let others see an act of a guarantor that a duty may forbid."""
    run = w.run
    process = SUPPLY if act == codes.ACT_SUPPLY else DEPLOYMENT
    form = codes.BREACH_SUPPLY if act == codes.ACT_SUPPLY else codes.BREACH_DEPLOYMENT
    for at in range(run.live_at, run.live_at + run.live_count):
        number = w.links[at]
        duty = w.duties[number]
        obligation = w.obligations[duty.obligation]
        if obligation.kind != codes.REFRAIN or obligation.act != act:
            continue
        breach = NONE
        seen = False
        if owed_in_fact(w, number, who):
            duty.breaches += 1
            marked(w, duty)
            breach = note(
                w,
                codes.BREACH,
                form,
                who,
                obligation=duty.obligation,
                agreement=duty.agreement,
                severity=1.0,
                author=who,
            )
            because(w, event)
        for reader in range(run.parties):
            if owes(w, number, reader, who) and w.pairs[reader][who].hostile == 1:
                uniform, _, _, _ = draw(
                    w, process, w.parties[who].key, w.parties[reader].key, duty.key, ordinal
                )
                if uniform < obligation.visibility:
                    witness(w, event, reader)
                    if run.opened >= len(w.opened):
                        run.overflow = 1
                        return
                    entry = w.opened[run.opened]
                    entry.reader = reader
                    entry.author = who
                    entry.event = event
                    entry.act = act
                    run.opened += 1
                    if breach != NONE:
                        witness(w, breach, reader)
                        seen = True
        if breach != NONE:
            count_breach(w, seen)


def receive_troops(w: World) -> None:
    """Let ordered troops take up their places."""
    run = w.run
    for who in range(run.parties):
        kept = 0
        for number in range(run.arriving):
            entry = w.arriving[number]
            if entry.party == who and entry.day <= run.day:
                holder = w.sectors[entry.sector].holder
                if w.pairs[who][holder].hostile == 0:
                    w.fronts[who][entry.sector].forces += entry.size
                    run.troops_version += 1
                    note(
                        w,
                        codes.DEPLOYMENT,
                        codes.ARRIVED,
                        who,
                        NONE,
                        entry.sector,
                        severity=entry.size,
                        author=who,
                    )
                    because(w, entry.order)
            else:
                other = w.arriving[kept]
                other.party = entry.party
                other.day = entry.day
                other.sector = entry.sector
                other.order = entry.order
                other.size = entry.size
                kept += 1
        run.arriving = kept


def choose_deployment(w: World, who: int) -> None:
    """Decide whether troops are sent in, and where."""
    run = w.run
    laws = w.laws
    party = w.parties[who]
    if laws.deployment_active == 0 or party.guarantor == 0:
        return
    chance = deployment_chance(party.pressure, laws.deployment_threshold, laws.deployment_steepness)
    if chance <= 0.0:
        return
    uniform, _, _, _ = draw(w, DEPLOYMENT, party.key)
    if not decide(w, decisions.TROOPS, who, int(uniform < chance)):
        return
    sector = threatened(w, who)
    if sector == NONE:
        return
    if run.arriving >= len(w.arriving):
        run.overflow = 1
        return
    event = note(
        w,
        codes.DEPLOYMENT,
        codes.ORDERED,
        who,
        NONE,
        sector,
        severity=laws.deployment_size,
        author=who,
    )
    because(w, party.loss_event, party.displacement_event)
    weigh(w, codes.W_DEPLOYMENT, chance, party.pressure)
    entry = w.arriving[run.arriving]
    entry.party = who
    entry.day = run.day + laws.deployment_delay_days
    entry.sector = sector
    entry.order = event
    entry.size = laws.deployment_size
    run.arriving += 1
    party.pressure = party.pressure * (1.0 - laws.deployment_relief)
    open_act(w, who, codes.ACT_DEPLOYMENT, event, 0)


def threatened(w: World, who: int) -> int:
    """Sector of its own side that a guarantor finds most in need of troops, or -1."""
    run = w.run
    best = NONE
    most = -1.0
    for at in range(run.front_at, run.front_at + run.front_count):
        number = w.links[at]
        sector = w.sectors[number]
        if w.pairs[who][sector.holder].hostile == 1:
            continue
        forces = w.fronts[who][number].forces
        threat = (sector.tension + 0.01) / (1.0 + forces)
        if threat > most:
            most = threat
            best = number
    return best
