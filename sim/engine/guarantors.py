"""Phase 2: restraint, delivery, supply, deployment."""

from __future__ import annotations

from sim.engine.codes import (
    ACT_DEPLOYMENT,
    ACT_SUPPLY,
    ARRIVED,
    BREACH,
    BREACH_DEPLOYMENT,
    BREACH_SUPPLY,
    DEADLINE,
    DEADLINE_MISSED,
    DELIVER,
    DEPLOYMENT_EVENT,
    KEEP,
    NONE,
    ORDERED,
    PATROL_CUT_SHORT,
    PATROL_DONE,
    PATROL_EVENT,
    PATROL_MISSED,
    REFRAIN,
    REPEAT,
    RESTRAINT,
    SLACKENED,
    SUPPLY_EVENT,
    TIGHTENED,
    W_DEPLOYMENT,
    W_PROGRESS,
    W_RESTRAINT,
    W_SUPPLY,
)
from sim.engine.moving import take_stock, wanted_effort
from sim.engine.notes import because, note, weigh, witness
from sim.engine.pacts import complete, count_breach, first_owing, marked, omit, omit_all
from sim.engine.situation import (
    covers,
    in_list,
    latest_evidence,
    owed_in_fact,
    owes,
)
from sim.engine.tables import Diary, Field, Today, Treaty, World
from sim.law.draws import DEPLOYMENT, PATROL, SUPPLY, draw_block
from sim.law.guarantee import (
    adjusted,
    clients_effort,
    delivered,
    deployment_chance,
    supply_chance,
)


def guarantors_act(
    world: World, treaty: Treaty, today: Today, diary: Diary, field: Field
) -> None:
    """Phase 2 of the day."""
    run = world.run[0]
    look_to_duty(world, treaty, today)
    for who in range(run.parties):
        take_stock(world, who)
    for who in range(run.parties):
        choose_effort(world, treaty, diary, who)
    for at in range(run.live_at, run.live_at + run.live_count):
        attend_to(world, treaty, diary, world.links[at])
    for who in range(run.parties):
        choose_supply(world, treaty, today, diary, who)
    receive_troops(world, diary, field)
    for who in range(run.parties):
        choose_deployment(world, treaty, today, diary, field, who)


def look_to_duty(world: World, treaty: Treaty, today: Today) -> None:
    """Settle for the day which monitors watch."""
    run = world.run[0]
    for number in range(len(today.monitors)):
        monitor = today.monitors[number]
        works = 1
        if monitor.rides_on != NONE:
            works = 0
            for at in range(run.live_at, run.live_at + run.live_count):
                duty = treaty.duties[world.links[at]]
                if duty.obligation == monitor.rides_on:
                    obligation = treaty.obligations[duty.obligation]
                    if obligation.kind == REPEAT:
                        works = int(run.day - duty.last_done < 2 * obligation.every_days)
                    else:
                        works = int(duty.gap < 1.0)
                    break
        if monitor.on_duty != works:
            monitor.on_duty = works
            run.found_version += 1


def choose_effort(world: World, treaty: Treaty, diary: Diary, who: int) -> None:
    """Move effort towards what confidence and relations make a party want."""
    run = world.run[0]
    laws = world.laws[0]
    party = world.parties[who]
    party.effort = adjusted(party.effort, wanted_effort(world, treaty, who), laws.will_speed)
    change = party.effort - party.noticed_effort
    if party.guarantor == 0 or abs(change) < laws.will_notice:
        return
    form = SLACKENED if change < 0.0 else TIGHTENED
    for number in range(len(world.ties)):
        tie = world.ties[number]
        if tie.sponsor != who:
            continue
        event = note(
            run, diary, RESTRAINT, form, who, tie.client, NONE, NONE, NONE, party.effort, NONE
        )
        if run.told == 1:
            if change < 0.0:
                because(run, diary, latest_evidence(world, who))
                because(run, diary, party.latest_charge)
            else:
                because(run, diary, run.last_success)
            weigh(run, diary, W_RESTRAINT, party.effort)
            weigh(run, diary, W_RESTRAINT, party.noticed_effort)
            weigh(run, diary, W_RESTRAINT, party.confidence)
        party.restraint_event = event
    party.noticed_effort = party.effort


def effort_on(world: World, who: int) -> float:
    """Effort on its own duties; a client's is partly its sponsor's."""
    party = world.parties[who]
    leverage = 0.0
    weighted = 0.0
    if party.sponsors > 0:
        tie = world.ties[party.sponsor_a]
        leverage += tie.leverage
        weighted += tie.leverage * world.parties[tie.sponsor].effort
    if party.sponsors > 1:
        tie = world.ties[party.sponsor_b]
        leverage += tie.leverage
        weighted += tie.leverage * world.parties[tie.sponsor].effort
    if leverage <= 0.0:
        return party.effort
    return clients_effort(party.effort, leverage, weighted / leverage)


def leverage_over(world: World, who: int, holder: int) -> float:
    """Share of a holder's decisions that are a party's."""
    for number in range(len(world.ties)):
        tie = world.ties[number]
        if tie.sponsor == who and tie.client == holder:
            return tie.leverage
    return 0.0


def ability(world: World, treaty: Treaty, number: int, who: int) -> float:
    """Share of the place where a party can deliver a duty at all."""
    run = world.run[0]
    obligation = treaty.obligations[treaty.duties[number].obligation]
    if obligation.about == NONE and obligation.zoned == 0:
        return 1.0
    kept = treaty.abilities[number * run.parties + who]
    if kept.version == run.ground_version:
        return kept.share
    kept.version = run.ground_version
    kept.share = 1.0
    total = 0.0
    places = 0
    for sector in range(run.sectors):
        holder = world.sectors[sector].holder
        if (
            covers(world, obligation, sector)
            and world.pairs[who * run.parties + holder].hostile == 0
        ):
            places += 1
            if holder == who:
                total += world.parties[who].control
            else:
                total += leverage_over(world, who, holder)
    if places > 0:
        kept.share = total / places
    return kept.share


# Duties from day to day


def attend_to(world: World, treaty: Treaty, diary: Diary, number: int) -> None:
    """Let one duty move by a day."""
    kind = treaty.obligations[treaty.duties[number].obligation].kind
    if kind == DELIVER:
        deliver(world, treaty, diary, number)
    elif kind == REPEAT:
        repeat(world, treaty, diary, number)
    elif kind == KEEP:
        keep(world, treaty, diary, number)


def deliver(world: World, treaty: Treaty, diary: Diary, number: int) -> None:
    """Work on a delivery, and note a deadline that passes."""
    run = world.run[0]
    duty = treaty.duties[number]
    obligation = treaty.obligations[duty.obligation]
    if duty.met == 1:
        return
    if obligation.settled == 0:
        work_on(world, treaty, number)
    if duty.progress >= 1.0:
        complete(world, treaty, diary, number, NONE)
        return
    if duty.due_stated == 1 and run.day >= duty.due:
        if run.day == duty.due:
            duty.gap = 1.0 - duty.progress
            before = duty.deadline_event
            duty.deadline_event = note(
                run,
                diary,
                DEADLINE,
                DEADLINE_MISSED,
                NONE,
                first_owing(world, obligation),
                NONE,
                duty.obligation,
                duty.pact,
                duty.gap,
                NONE,
            )
            because(run, diary, before)
            weigh(run, diary, W_PROGRESS, duty.progress)
            omit_all(world, treaty, diary, number, duty.gap, duty.deadline_event)
        else:
            duty.gap = 1.0 - duty.progress


def work_on(world: World, treaty: Treaty, number: int) -> None:
    """Let those who read a duty as theirs work on it; the weakest sets the pace."""
    run = world.run[0]
    duty = treaty.duties[number]
    weakest = -1.0
    for who in range(run.parties):
        if owes(world, number, who, who):
            contribution = effort_on(world, who) * ability(world, treaty, number, who)
            if weakest < 0.0 or contribution < weakest:
                weakest = contribution
    if weakest < 0.0 or duty.due_stated == 0:
        return
    span = duty.first_due - treaty.pacts[duty.pact].start
    if span < 1:
        span = 1
    difficulty = treaty.obligations[duty.obligation].difficulty
    duty.progress = delivered(duty.progress, 1.0 / span, weakest, 1.0, difficulty)


def repeat(world: World, treaty: Treaty, diary: Diary, number: int) -> None:
    """Hold a patrol, or miss it."""
    run = world.run[0]
    duty = treaty.duties[number]
    obligation = treaty.obligations[duty.obligation]
    if run.day < duty.begins or (run.day - duty.begins) % obligation.every_days != 0:
        return
    first = NONE
    cut_short = 0
    absent = 0
    for who in range(run.parties):
        if not in_list(world.links, obligation.owed, who):
            continue
        shows, stays, _, _ = draw_block(
            run.seed, run.replicate, run.day, PATROL, world.parties[who].key, 0, duty.key, 0
        )
        world.links[run.axis_at + who] = 0
        if shows < obligation.difficulty * (1.0 - effort_on(world, who)):
            world.links[run.axis_at + who] = 1
            absent += 1
            if first == NONE:
                first = who
        if stays < obligation.difficulty * (1.0 - ability(world, treaty, number, who)):
            cut_short = 1
    if absent > 0:
        duty.gap = 1.0
        event = note(
            run,
            diary,
            PATROL_EVENT,
            PATROL_MISSED,
            first,
            NONE,
            NONE,
            duty.obligation,
            duty.pact,
            0.0,
            NONE,
        )
        duty.deadline_event = event
        for who in range(run.parties):
            if in_list(world.links, obligation.owed, who) and world.links[run.axis_at + who] == 1:
                omit(world, treaty, diary, number, 1.0, event, who)
        return
    duty.gap = 0.0
    duty.last_done = run.day
    note(
        run,
        diary,
        PATROL_EVENT,
        PATROL_CUT_SHORT if cut_short == 1 else PATROL_DONE,
        first_owing(world, obligation),
        NONE,
        NONE,
        duty.obligation,
        duty.pact,
        0.0,
        NONE,
    )
    diary.days[run.day + run.run_in - 1].patrols_done += 1


def keep(world: World, treaty: Treaty, diary: Diary, number: int) -> None:
    """Look whether posts stand, and in whose hands the ground around them is."""
    run = world.run[0]
    duty = treaty.duties[number]
    if duty.kept_version == run.ground_version:
        return
    duty.kept_version = run.ground_version
    obligation = treaty.obligations[duty.obligation]
    places = 0
    lost = 0
    for sector in range(run.sectors):
        if not covers(world, obligation, sector):
            continue
        posted = False
        for at in range(obligation.owed + 1, obligation.owed + 1 + world.links[obligation.owed]):
            if world.places[world.links[at] * run.sectors + sector].posts > 0.0:
                posted = True
        if posted:
            places += 1
            if world.sectors[sector].holder == obligation.about:
                lost += 1
    before = duty.gap
    if places == 0:
        duty.gap = 1.0
    elif obligation.about == NONE:
        duty.gap = 0.0
    else:
        duty.gap = lost / places
    if before <= 0.0 < duty.gap:
        omit_all(world, treaty, diary, number, duty.gap, NONE)


# Supply and troops


def choose_supply(
    world: World, treaty: Treaty, today: Today, diary: Diary, who: int
) -> None:
    """Decide for each client whether arms go out this week."""
    run = world.run[0]
    laws = world.laws[0]
    party = world.parties[who]
    if laws.supply_active == 0 or party.guarantor == 0:
        return
    ordinal = -1
    for number in range(len(world.ties)):
        tie = world.ties[number]
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
        luck, _, _, _ = draw_block(
            run.seed,
            run.replicate,
            run.day,
            SUPPLY,
            party.key,
            world.parties[tie.client].key,
            0,
            0,
        )
        if luck >= chance:
            continue
        world.parties[tie.client].strength += tie.supply
        event = note(
            run, diary, SUPPLY_EVENT, 0, who, tie.client, NONE, NONE, NONE, tie.supply, who
        )
        if run.told == 1:
            because(run, diary, latest_evidence(world, who))
            weigh(run, diary, W_SUPPLY, chance)
            weigh(run, diary, W_SUPPLY, party.confidence)
            weigh(run, diary, W_SUPPLY, party.pressure)
        open_act(world, treaty, today, diary, who, ACT_SUPPLY, event, ordinal)


def open_act(
    world: World,
    treaty: Treaty,
    today: Today,
    diary: Diary,
    who: int,
    act: int,
    event: int,
    ordinal: int,
) -> None:
    """Let others see an act of a guarantor that a duty may forbid."""
    run = world.run[0]
    process = SUPPLY if act == ACT_SUPPLY else DEPLOYMENT
    form = BREACH_SUPPLY if act == ACT_SUPPLY else BREACH_DEPLOYMENT
    for at in range(run.live_at, run.live_at + run.live_count):
        number = world.links[at]
        duty = treaty.duties[number]
        obligation = treaty.obligations[duty.obligation]
        if obligation.kind != REFRAIN or obligation.act != act:
            continue
        breach = NONE
        seen = False
        if owed_in_fact(world, treaty, number, who):
            duty.breaches += 1
            marked(run, duty)
            breach = note(
                run, diary, BREACH, form, who, NONE, NONE, duty.obligation, duty.pact, 1.0, who
            )
            because(run, diary, event)
        for reader in range(run.parties):
            if (
                owes(world, number, reader, who)
                and world.pairs[reader * run.parties + who].hostile == 1
            ):
                luck, _, _, _ = draw_block(
                    run.seed,
                    run.replicate,
                    run.day,
                    process,
                    world.parties[who].key,
                    world.parties[reader].key,
                    duty.key,
                    ordinal,
                )
                if luck < obligation.visibility:
                    witness(run, diary, event, reader)
                    if run.opened >= len(today.opened):
                        run.overflow = 1
                        return
                    entry = today.opened[run.opened]
                    entry.reader = reader
                    entry.author = who
                    entry.event = event
                    entry.act = act
                    run.opened += 1
                    if breach != NONE:
                        witness(run, diary, breach, reader)
                        seen = True
        if breach != NONE:
            count_breach(run, diary, seen)


def receive_troops(world: World, diary: Diary, field: Field) -> None:
    """Let ordered troops take up their places."""
    run = world.run[0]
    for who in range(run.parties):
        kept = 0
        for number in range(run.arriving):
            entry = field.arriving[number]
            if entry.party == who and entry.day <= run.day:
                holder = world.sectors[entry.sector].holder
                if world.pairs[who * run.parties + holder].hostile == 0:
                    world.places[who * run.sectors + entry.sector].forces += entry.size
                    run.troops_version += 1
                    note(
                        run,
                        diary,
                        DEPLOYMENT_EVENT,
                        ARRIVED,
                        who,
                        NONE,
                        entry.sector,
                        NONE,
                        NONE,
                        entry.size,
                        who,
                    )
                    because(run, diary, entry.order)
            else:
                other = field.arriving[kept]
                other.party = entry.party
                other.day = entry.day
                other.sector = entry.sector
                other.order = entry.order
                other.size = entry.size
                kept += 1
        run.arriving = kept


def choose_deployment(
    world: World, treaty: Treaty, today: Today, diary: Diary, field: Field, who: int
) -> None:
    """Decide whether troops are sent in, and where."""
    run = world.run[0]
    laws = world.laws[0]
    party = world.parties[who]
    if laws.deployment_active == 0 or party.guarantor == 0:
        return
    chance = deployment_chance(
        party.pressure, laws.deployment_threshold, laws.deployment_steepness
    )
    if chance <= 0.0:
        return
    luck, _, _, _ = draw_block(
        run.seed, run.replicate, run.day, DEPLOYMENT, party.key, 0, 0, 0
    )
    if luck >= chance:
        return
    sector = threatened(world, who)
    if sector == NONE:
        return
    if run.arriving >= len(field.arriving):
        run.overflow = 1
        return
    event = note(
        run,
        diary,
        DEPLOYMENT_EVENT,
        ORDERED,
        who,
        NONE,
        sector,
        NONE,
        NONE,
        laws.deployment_size,
        who,
    )
    because(run, diary, party.loss_event)
    because(run, diary, party.displacement_event)
    weigh(run, diary, W_DEPLOYMENT, chance)
    weigh(run, diary, W_DEPLOYMENT, party.pressure)
    entry = field.arriving[run.arriving]
    entry.party = who
    entry.day = run.day + laws.deployment_delay_days
    entry.sector = sector
    entry.order = event
    entry.size = laws.deployment_size
    run.arriving += 1
    party.pressure = party.pressure * (1.0 - laws.deployment_relief)
    open_act(world, treaty, today, diary, who, ACT_DEPLOYMENT, event, 0)


def threatened(world: World, who: int) -> int:
    """Sector of its own side that a guarantor finds most in need of troops, or -1."""
    run = world.run[0]
    best = NONE
    most = -1.0
    for at in range(run.front_at, run.front_at + run.front_count):
        number = world.links[at]
        sector = world.sectors[number]
        if world.pairs[who * run.parties + sector.holder].hostile == 1:
            continue
        forces = world.places[who * run.sectors + number].forces
        threat = (sector.tension + 0.01) / (1.0 + forces)
        if threat > most:
            most = threat
            best = number
    return best
