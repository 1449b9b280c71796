"""Phase 5: units obey or not; accidents; sabotage; assaults; changes of hands."""

from __future__ import annotations

from sim.engine.campaigning import best_target
from sim.engine.codes import (
    ACCIDENT,
    ASSAULT_FORM,
    ATTACK,
    BREACH,
    CAPTURED,
    DISPLACEMENT,
    LOCALIZED,
    LOSS_EVENT,
    NONE,
    RETALIATORY,
    SECTOR,
    SPOILING,
    STRATEGIC,
    TAKEOVER,
    W_CHANCE,
    W_OWN,
    W_SPONSOR,
)
from sim.engine.fronts import better, pressed
from sim.engine.luck import word_of
from sim.engine.notes import because, note, weigh
from sim.engine.ordering import fire_leverage, strength_of
from sim.engine.pacts import marked
from sim.engine.situation import duty_against_fire, mean_trust, truce_binds
from sim.engine.tables import Diary, Field, Today, Treaty, World
from sim.law.arithmetic import pick, poisson_count, safe_exp
from sim.law.draws import (
    ASSAULT,
    CONTEST,
    FRICTION,
    LAST_ORDINAL,
    LOSS,
    RETALIATION,
    SABOTAGE,
    draw_block,
    first_day_of,
)
from sim.law.doctrine import LOGIT
from sim.law.offensive import capture_chance, sabotage_chance, takeover_chance
from sim.law.order import PROBE, executed, force_share
from sim.law.retaliation import retaliation_rate, spread_grievance
from sim.law.world import accident_chance, fleeing

# Wider than any rounding, where a bound spares an exponential.
NARROW = 1e-9


def carry_out(world: World, treaty: Treaty, today: Today, diary: Diary, field: Field) -> None:
    """Phase 5 of the day."""
    run = world.run[0]
    for who in range(run.parties):
        if world.parties[who].fights == 1:
            execute(world, treaty, today, diary, field, who)
    friction(world, treaty, today, diary)
    for number in range(len(field.spoilers)):
        sabotage(world, treaty, today, diary, field, number)
    run.taking = 0
    for who in range(run.parties):
        party = world.parties[who]
        if party.operation == 1 and party.op_running == 1:
            assault(world, treaty, today, diary, field, who)
    for number in range(run.taking):
        entry = field.taking[number]
        holder = world.sectors[entry.sector].holder
        if world.pairs[holder * run.parties + entry.taker].hostile == 1:
            change_hands(world, diary, field, entry.sector, entry.taker, CAPTURED, entry.cause)
    if run.day >= 1:
        for number in range(len(field.rivalries)):
            contest(world, diary, field, number)


def attack(
    world: World,
    treaty: Treaty,
    today: Today,
    diary: Diary,
    who: int,
    victim: int,
    number: int,
    form: int,
    severity: float,
    cause: int,
) -> int:
    """Enter a violent act, without the breach that it may be; give its number."""
    run = world.run[0]
    if run.strikes >= len(today.strikes):
        run.overflow = 1
        return 0
    event = note(run, diary, ATTACK, form, who, victim, number, NONE, NONE, severity, who)
    because(run, diary, cause)
    sector = world.sectors[number]
    entry = today.strikes[run.strikes]
    entry.event = event
    entry.breach = NONE
    entry.author = who
    entry.target = victim
    entry.sector = number
    entry.breach_seen = 0
    entry.severity = severity
    entry.next = NONE
    if sector.last_strike == NONE:
        sector.first_strike = run.strikes
    else:
        today.strikes[sector.last_strike].next = run.strikes
    sector.last_strike = run.strikes
    sector.strikes += 1
    run.strikes += 1
    place = world.places[who * run.sectors + number]
    if place.fire_day != run.day:
        place.fire_day = run.day
        place.fire_count = 0
        place.fire_sum = 0.0
    place.fire_count += 1
    place.fire_sum += severity
    place.fire_last = event
    world.parties[who].violence += severity
    world.parties[victim].violence += severity
    diary.days[run.day + run.run_in - 1].attacks += 1
    run.attack_a = run.attack_b
    run.attack_b = run.attack_c
    run.attack_c = event
    return event


def breach_of(
    world: World,
    treaty: Treaty,
    today: Today,
    diary: Diary,
    who: int,
    victim: int,
    number: int,
    form: int,
    severity: float,
    event: int,
) -> None:
    """Enter the breach that an attack is, if it is one, and troops that it hits."""
    run = world.run[0]
    duty_number = duty_against_fire(world, treaty, who, number)
    if duty_number != NONE:
        duty = treaty.duties[duty_number]
        duty.breaches += 1
        marked(run, duty)
        page = diary.days[run.day + run.run_in - 1]
        page.breaches += 1
        page.breaches_by_fire += 1
        today.strikes[run.strikes - 1].breach = note(
            run,
            diary,
            BREACH,
            form,
            who,
            victim,
            number,
            duty.obligation,
            duty.pact,
            severity,
            who,
        )
        because(run, diary, event)
    if run.day >= 1:
        hit_troops(world, diary, who, number, severity, event)


def hit_troops(
    world: World, diary: Diary, who: int, number: int, severity: float, event: int
) -> None:
    """Let an attack hit the troops of hostile guarantors who stand there."""
    run = world.run[0]
    laws = world.laws[0]
    sector = world.sectors[number]
    for guarantor in range(run.parties):
        if (
            world.parties[guarantor].guarantor == 0
            or world.pairs[who * run.parties + guarantor].hostile == 0
        ):
            continue
        place = world.places[guarantor * run.sectors + number]
        troops = place.forces
        troops += laws.deterrence_post * place.posts
        if troops <= 0.0 or world.pairs[sector.holder * run.parties + guarantor].hostile == 1:
            continue
        if sector.strikes > LAST_ORDINAL:
            return
        party = world.parties[guarantor]
        luck, _, _, _ = draw_block(
            run.seed,
            run.replicate,
            run.day,
            LOSS,
            world.parties[who].key,
            party.key,
            sector.key,
            sector.strikes,
        )
        if luck < 1.0 - safe_exp(-laws.deployment_exposure * troops * severity):
            loss = note(
                run, diary, LOSS_EVENT, 0, who, guarantor, number, NONE, NONE, 1.0, who
            )
            because(run, diary, event)
            party.pressure += party.loss_sensitivity
            party.loss_event = loss


# Orders carried out


def execute(
    world: World, treaty: Treaty, today: Today, diary: Diary, field: Field, who: int
) -> None:
    """Let units obey, or not, and answer recent harm."""
    run = world.run[0]
    party = world.parties[who]
    attacks = world.laws[0].order_war_fire
    if truce_binds(world, treaty, who):
        attacks = 1
    for at in range(party.fronts_at, party.fronts_at + party.fronts_count):
        number = world.links[at]
        place = world.places[who * run.sectors + number]
        act = executed(place.order, party.control, place.control_luck)
        place.own_act = act
        if act != PROBE:
            continue
        obeyed = place.order == PROBE
        form = STRATEGIC if obeyed else LOCALIZED
        cause = place.cause if obeyed else NONE
        for _ in range(attacks):
            event = attack(
                world, treaty, today, diary, who, place.opponent, number, form, 1.0, cause
            )
            if run.told == 1:
                weigh_order(world, diary, who, number, field.doctrines[place.doctrine].kind)
            breach_of(
                world, treaty, today, diary, who, place.opponent, number, form, 1.0, event
            )
    retaliate(world, treaty, today, diary, who)


def weigh_order(world: World, diary: Diary, who: int, number: int, doctrine: int) -> None:
    """Write down the numbers that decided an order."""
    run = world.run[0]
    weighed = world.weighed[who * run.sectors + number]
    if world.places[who * run.sectors + number].adopted > 0:
        weigh(run, diary, W_SPONSOR, weighed.a)
        weigh(run, diary, W_SPONSOR, weighed.b)
    elif doctrine == LOGIT:
        weigh(run, diary, W_OWN, weighed.a)
        weigh(run, diary, W_OWN, weighed.b)
        weigh(run, diary, W_OWN, weighed.c)
        weigh(run, diary, W_OWN, weighed.d)
        weigh(run, diary, W_OWN, weighed.e)
        weigh(run, diary, W_OWN, weighed.f)
        weigh(run, diary, W_OWN, weighed.g)


def restrained(world: World, tie_number: int) -> float:
    """Effort of a sponsor that has reason to restrain its client."""
    tie = world.ties[tie_number]
    return world.parties[tie.sponsor].effort if tie.restrains == 1 else 0.0


def retaliate(world: World, treaty: Treaty, today: Today, diary: Diary, who: int) -> None:
    """Fire back for recent hits, by a branching stream of its own."""
    run = world.run[0]
    laws = world.laws[0]
    party = world.parties[who]
    if laws.retaliation_active == 0:
        return
    pooled = 0.0
    last = NONE
    for at in range(party.fronts_at, party.fronts_at + party.fronts_count):
        place = world.places[who * run.sectors + world.links[at]]
        pooled += place.grievance
        if place.last_hit > last:
            last = place.last_hit
    if pooled < 1e-6:
        return
    ratio = laws.retaliation_ratio * party.proportion
    if not ratio < 0.99:
        ratio = 0.99
    leverage = 0.0
    weighted = 0.0
    if party.sponsors > 0:
        share = fire_leverage(world, party.sponsor_a, 1)
        leverage += share
        weighted += share * restrained(world, party.sponsor_a)
    if party.sponsors > 1:
        share = fire_leverage(world, party.sponsor_b, 1)
        leverage += share
        weighted += share * restrained(world, party.sponsor_b)
    effort = weighted / leverage if leverage > 0.0 else 0.0
    for at in range(party.fronts_at, party.fronts_at + party.fronts_count):
        number = world.links[at]
        place = world.places[who * run.sectors + number]
        felt = spread_grievance(
            place.grievance, pooled, laws.retaliation_spread, party.fronts_count
        )
        rate = retaliation_rate(ratio, leverage, effort, felt)
        if rate < 1e-9:
            continue
        luck = answer_luck(world, who, number)
        if luck < 1.0 - rate - NARROW:
            # Surely none: the chance of none is at least 1 - rate.
            continue
        cause = place.last_hit if place.last_hit != NONE else last
        for _ in range(poisson_count(rate, luck)):
            event = attack(
                world, treaty, today, diary, who, place.opponent, number, RETALIATORY, 1.0, cause
            )
            breach_of(
                world, treaty, today, diary, who, place.opponent, number, RETALIATORY, 1.0, event
            )


def answer_luck(world: World, who: int, number: int) -> float:
    """One uniform a day for retaliation at a front; four days share a block."""
    run = world.run[0]
    opponent = world.places[who * run.sectors + number].opponent
    kept = world.answers[who * run.sectors + number]
    first = first_day_of(run.day, 4)
    if kept.day != first or kept.other != opponent:
        kept.day = first
        kept.other = opponent
        one, two, three, four = draw_block(
            run.seed,
            run.replicate,
            first,
            RETALIATION,
            world.parties[who].key,
            world.parties[opponent].key,
            world.sectors[number].key,
            0,
        )
        kept.first = one
        kept.second = two
        kept.third = three
        kept.fourth = four
    return word_of(kept, run.day - first)


# What nobody ordered


def friction(world: World, treaty: Treaty, today: Today, diary: Diary) -> None:
    """Let friction produce accidents and local clashes."""
    run = world.run[0]
    laws = world.laws[0]
    if laws.friction_active == 0:
        return
    for number in range(run.sectors):
        sector = world.sectors[number]
        if sector.present_count == 0:
            continue
        chance = accident_chance(laws.friction_rate, sector.tension, laws.friction_tension_gain)
        if chance <= 0.0:
            continue
        first = first_day_of(run.day, 2)
        if sector.friction_day != first:
            sector.friction_day = first
            one, two, three, four = draw_block(
                run.seed, run.replicate, first, FRICTION, sector.key, 0, 0, 0
            )
            sector.friction_a = one
            sector.friction_b = two
            sector.friction_c = three
            sector.friction_d = four
        happens = sector.friction_a
        who_luck = sector.friction_b
        if run.day != first:
            happens = sector.friction_c
            who_luck = sector.friction_d
        if happens < chance:
            author = world.links[sector.present_at + pick(sector.present_count, who_luck)]
            victim = world.places[author * run.sectors + number].opponent
            event = attack(
                world, treaty, today, diary, author, victim, number, ACCIDENT, 1.0, NONE
            )
            breach_of(
                world, treaty, today, diary, author, victim, number, ACCIDENT, 1.0, event
            )


def sabotage(
    world: World, treaty: Treaty, today: Today, diary: Diary, field: Field, which: int
) -> None:
    """Let a spoiler strike where it can reach the other camp."""
    run = world.run[0]
    if run.day < 1:
        return
    spoiler = field.spoilers[which]
    host = spoiler.party
    if spoiler.host != NONE:
        host = spoiler.host
    count = 0
    for at in range(run.front_at, run.front_at + run.front_count):
        number = world.links[at]
        if world.places[spoiler.party * run.sectors + number].on == 1:
            count += 1
        if host != spoiler.party and world.places[host * run.sectors + number].on == 1:
            count += 1
    if count == 0:
        return
    party = world.parties[spoiler.party]
    chance = sabotage_chance(spoiler.rate, party.strength, spoiler.gain, mean_trust(world))
    luck, where, _, _ = draw_block(
        run.seed, run.replicate, run.day, SABOTAGE, spoiler.key, 0, 0, 0
    )
    if luck >= chance:
        return
    left = pick(count, where)
    for at in range(run.front_at, run.front_at + run.front_count):
        number = world.links[at]
        for turn in range(2):
            face = spoiler.party if turn == 0 else host
            if turn == 1 and host == spoiler.party:
                continue
            place = world.places[face * run.sectors + number]
            if place.on == 0:
                continue
            if left == 0:
                event = attack(
                    world,
                    treaty,
                    today,
                    diary,
                    spoiler.party,
                    place.opponent,
                    number,
                    SPOILING,
                    1.0,
                    run.last_success,
                )
                weigh(run, diary, W_CHANCE, chance)
                breach_of(
                    world,
                    treaty,
                    today,
                    diary,
                    spoiler.party,
                    place.opponent,
                    number,
                    SPOILING,
                    1.0,
                    event,
                )
                return
            left -= 1


# Assaults


def assault(
    world: World, treaty: Treaty, today: Today, diary: Diary, field: Field, who: int
) -> None:
    """Fight one day of a running offensive."""
    run = world.run[0]
    laws = world.laws[0]
    party = world.parties[who]
    target = best_target(world, who)
    if target == NONE:
        return
    if run.day >= 1:
        party.op_days_fought += 1
    for _ in range(laws.offensive_breadth):
        if run.assaults >= len(field.assaults):
            run.overflow = 1
            return
        victim = world.places[who * run.sectors + target].opponent
        event = attack(
            world,
            treaty,
            today,
            diary,
            who,
            victim,
            target,
            ASSAULT_FORM,
            laws.offensive_assaults,
            party.op_begun,
        )
        breach_of(
            world,
            treaty,
            today,
            diary,
            who,
            victim,
            target,
            ASSAULT_FORM,
            laws.offensive_assaults,
            event,
        )
        entry = field.assaults[run.assaults]
        entry.day = run.day
        entry.sector = target
        entry.event = event
        entry.author = who
        run.assaults += 1
        if run.day >= 1:
            flight(world, diary, who, target, event)
            try_capture(world, field, who, target, event)
        target = next_target(world, who, target)
        if target == NONE:
            return


def next_target(world: World, who: int, last: int) -> int:
    """Best target after another, or -1."""
    run = world.run[0]
    party = world.parties[who]
    best = NONE
    before = world.places[who * run.sectors + last]
    for at in range(party.fronts_at, party.fronts_at + party.fronts_count):
        number = world.links[at]
        place = world.places[who * run.sectors + number]
        if place.target == 0 or number == last or not pressed(world, who, number):
            continue
        if not better(before, world.sectors[last].key, place, world.sectors[number].key):
            continue
        if best == NONE or better(
            place,
            world.sectors[number].key,
            world.places[who * run.sectors + best],
            world.sectors[best].key,
        ):
            best = number
    return best


def flight(world: World, diary: Diary, who: int, number: int, cause: int) -> None:
    """Let people flee an assault."""
    run = world.run[0]
    sector = world.sectors[number]
    fled = fleeing(sector.people, world.laws[0].offensive_displaced)
    if fled <= 0.0:
        return
    sector.people -= fled
    run.displaced += fled
    diary.days[run.day + run.run_in - 1].displaced += int(fled)
    event = note(
        run, diary, DISPLACEMENT, 0, NONE, sector.holder, number, NONE, NONE, fled, who
    )
    because(run, diary, cause)
    camp = world.parties[sector.holder].camp
    for guarantor in range(run.parties):
        party = world.parties[guarantor]
        if (
            party.guarantor == 1
            and party.camp == camp
            and party.displacement_sensitivity > 0.0
        ):
            party.pressure += party.displacement_sensitivity * fled / 1e5
            party.displacement_event = event


def try_capture(world: World, field: Field, who: int, number: int, cause: int) -> None:
    """Try to take a sector; it changes hands when the phase is over."""
    run = world.run[0]
    laws = world.laws[0]
    party = world.parties[who]
    support = 0.0
    for place in range(party.sponsors):
        if (party.op_joined >> place) & 1 == 1:
            tie = party.sponsor_a if place == 0 else party.sponsor_b
            support += world.ties[tie].air_power
    attackers = strength_of(world, who, support)
    if party.sponsors > 0 and laws.consent_active == 1 and party.op_joined == 0:
        attackers = attackers * laws.consent_tolerated
    sector = world.sectors[number]
    troops = 0.0
    for guarantor in range(run.parties):
        if (
            world.parties[guarantor].guarantor == 1
            and world.pairs[who * run.parties + guarantor].hostile == 1
        ):
            troops += world.places[guarantor * run.sectors + number].forces
    defenders = strength_of(world, sector.holder, troops) * sector.terrain
    chance = capture_chance(
        laws.offensive_pace, attackers, defenders, laws.offensive_exponent
    )
    luck, _, _, _ = draw_block(
        run.seed, run.replicate, run.day, ASSAULT, party.key, 0, sector.key, 0
    )
    if luck < chance:
        party.op_captured += 1
        if run.taking >= len(field.taking):
            run.overflow = 1
            return
        entry = field.taking[run.taking]
        entry.sector = number
        entry.taker = who
        entry.cause = cause
        run.taking += 1


# Changes of hands


def change_hands(
    world: World, diary: Diary, field: Field, number: int, taker: int, form: int, cause: int
) -> None:
    """Give a sector a new holder; garrisons of the other side's guarantors are lost."""
    run = world.run[0]
    sector = world.sectors[number]
    loser = sector.holder
    sector.holder = taker
    event = note(run, diary, SECTOR, form, taker, loser, number, NONE, NONE, 0.0, taker)
    because(run, diary, cause)
    if form == CAPTURED:
        if run.captures >= len(field.captures):
            run.overflow = 1
            return
        entry = field.captures[run.captures]
        entry.day = run.day
        entry.sector = number
        entry.event = event
        entry.author = taker
        run.captures += 1
        diary.days[run.day + run.run_in - 1].sectors_changed += 1
        for guarantor in range(run.parties):
            party = world.parties[guarantor]
            if (
                party.guarantor == 1
                and world.pairs[guarantor * run.parties + taker].hostile == 1
            ):
                world.places[guarantor * run.sectors + number].forces = 0.0
                if party.displacement_event < 1:
                    party.displacement_event = event
    run.fronts_changed = 1
    run.troops_version += 1
    run.ground_version += 1


def contest(world: World, diary: Diary, field: Field, which: int) -> None:
    """Let the stronger of two groups of one camp take a sector from the other."""
    run = world.run[0]
    rivalry = field.rivalries[which]
    share = force_share(
        strength_of(world, rivalry.first, 0.0), strength_of(world, rivalry.second, 0.0)
    )
    strong = rivalry.first if share > 0.5 else rivalry.second
    weak = rivalry.second if share > 0.5 else rivalry.first
    chance = takeover_chance(rivalry.rate, share if share > 1.0 - share else 1.0 - share)
    if chance <= 0.0:
        return
    luck, where, _, _ = draw_block(
        run.seed, run.replicate, run.day, CONTEST, rivalry.key, 0, 0, 0
    )
    if luck >= chance:
        return
    held = 0
    count = 0
    for number in range(run.sectors):
        if world.sectors[number].holder == weak:
            held += 1
            count += int(borders(world, number, strong))
    if count == 0:
        return
    left = pick(count, where)
    for number in range(run.sectors):
        if world.sectors[number].holder == weak and borders(world, number, strong):
            if left == 0:
                moved = world.parties[weak].strength * 0.5 / held
                world.parties[weak].strength -= moved
                world.parties[strong].strength += moved
                change_hands(world, diary, field, number, strong, TAKEOVER, NONE)
                return
            left -= 1


def borders(world: World, number: int, who: int) -> bool:
    """Whether a party holds a neighbour of a sector."""
    sector = world.sectors[number]
    for at in range(sector.near_at, sector.near_at + sector.near_count):
        if world.sectors[world.links[at]].holder == who:
            return True
    return False
