"""Phase 5: units obey or not, and answer recent harm.

Violent acts: what every attack does, and those that nobody ordered.
Assaults, flight and changes of hands.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.day import codes, measures
from sim.day.agreements import marked
from sim.day.codes import NONE
from sim.day.draws import NARROW, ask, await_draw, draw, draw_asked, draw_on, word_of
from sim.day.fronts import better, pressed
from sim.day.notes import because, note, tally, weigh
from sim.day.offensives import best_target
from sim.day.orders import fire_leverage, strength_of
from sim.day.situation import duty_against_fire, mean_trust, truce_binds
from sim.law.arithmetic import pick, poisson_count, safe_exp
from sim.law.doctrine import LOGIT
from sim.law.draws import (
    ASSAULT,
    CONTEST,
    FRICTION,
    LAST_ORDINAL,
    LOSS,
    RETALIATION,
    SABOTAGE,
    address_word,
    first_day_of,
)
from sim.law.offensive import capture_chance, sabotage_chance, takeover_chance
from sim.law.order import PROBE, executed, force_share
from sim.law.retaliation import retaliation_rate, spread_grievance
from sim.law.world import accident_chance, fleeing

if TYPE_CHECKING:
    from sim.day.state import Front, World


# Below so small a rate nobody answers.
LEAST_RATE = 1e-9


def carry_out(w: World) -> None:
    """Phase 5 of the day."""
    run = w.run
    for who in range(run.parties):
        if w.parties[who].fights == 1:
            execute(w, who)
    friction(w)
    for number in range(len(w.spoilers)):
        sabotage(w, number)
    run.taking = 0
    for who in range(run.parties):
        party = w.parties[who]
        if party.operation == 1 and party.op_running == 1:
            assault(w, who)
    for number in range(run.taking):
        entry = w.taking[number]
        holder = w.sectors[entry.sector].holder
        if w.pairs[holder][entry.taker].hostile == 1:
            change_hands(w, entry.sector, entry.taker, codes.CAPTURED, entry.cause)
    if run.day >= 1:
        for number in range(len(w.rivalries)):
            contest(w, number)


def execute(w: World, who: int) -> None:
    """Let units obey, or not, and answer recent harm."""
    run = w.run
    party = w.parties[who]
    attacks = w.laws.order_war_fire
    if truce_binds(w, who):
        attacks = 1
    firing = 0
    for at in range(party.fronts_at, party.fronts_at + party.fronts_count):
        number = w.links[at]
        place = w.fronts[who][number]
        act = executed(place.order, party.control, place.control_uniform)
        place.own_act = act
        w.listed[firing] = number
        firing += int(act == PROBE)
    for each in range(firing):
        number = w.listed[each]
        place = w.fronts[who][number]
        obeyed = place.order == PROBE
        form = codes.STRATEGIC if obeyed else codes.LOCALIZED
        cause = place.cause if obeyed else NONE
        for _ in range(attacks):
            event = attack(w, who, place.opponent, number, form, 1.0, cause)
            if run.traced == 1:
                weigh_order(w, who, number, w.doctrines[place.doctrine].kind)
            breach_of(w, who, place.opponent, number, form, 1.0, event)
    retaliate(w, who)


def weigh_order(w: World, who: int, number: int, doctrine: int) -> None:
    """Write down the numbers that decided an order."""
    weighed = w.weighed[who][number]
    if w.fronts[who][number].adopted > 0:
        weigh(w, codes.W_SPONSOR, weighed.a, weighed.b)
    elif doctrine == LOGIT and w.fronts[who][number].unweighed == 0:
        weigh(
            w,
            codes.W_OWN,
            weighed.a,
            weighed.b,
            weighed.c,
            weighed.d,
            weighed.e,
            weighed.f,
            weighed.g,
        )


def restrained(w: World, tie_number: int) -> float:
    """Effort of a sponsor that has reason to restrain its client."""
    tie = w.ties[tie_number]
    return w.parties[tie.sponsor].effort if tie.restrains == 1 else 0.0


def retaliate(w: World, who: int) -> None:
    """Fire back for recent hits, by a branching stream of its own."""
    laws = w.laws
    party = w.parties[who]
    if laws.retaliation_active == 0:
        return
    pooled = 0.0
    last = NONE
    for at in range(party.fronts_at, party.fronts_at + party.fronts_count):
        place = w.fronts[who][w.links[at]]
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
        share = fire_leverage(w, party.sponsor_a, 1)
        leverage += share
        weighted += share * restrained(w, party.sponsor_a)
    if party.sponsors > 1:
        share = fire_leverage(w, party.sponsor_b, 1)
        leverage += share
        weighted += share * restrained(w, party.sponsor_b)
    effort = weighted / leverage if leverage > 0.0 else 0.0
    answering = 0
    for at in range(party.fronts_at, party.fronts_at + party.fronts_count):
        number = w.links[at]
        place = w.fronts[who][number]
        rate = answer_rate(w, who, place, pooled, ratio, leverage, effort)
        if rate >= LEAST_RATE:
            uniform = answer_uniform(w, who, number)
            # Else surely none: the chance of none is at least 1 - rate.
            w.listed[answering] = number
            answering += int(uniform >= 1.0 - rate - NARROW)
    for each in range(answering):
        number = w.listed[each]
        place = w.fronts[who][number]
        rate = answer_rate(w, who, place, pooled, ratio, leverage, effort)
        uniform = answer_uniform(w, who, number)
        cause = place.last_hit if place.last_hit != NONE else last
        for _ in range(poisson_count(rate, uniform)):
            event = attack(w, who, place.opponent, number, codes.RETALIATORY, 1.0, cause)
            breach_of(w, who, place.opponent, number, codes.RETALIATORY, 1.0, event)


def answer_rate(
    w: World, who: int, place: Front, pooled: float, ratio: float, leverage: float, effort: float
) -> float:
    """Expected number of answers at a front today."""
    felt = spread_grievance(
        place.grievance,
        pooled,
        w.laws.retaliation_spread,
        w.parties[who].fronts_count,
    )
    return retaliation_rate(ratio, leverage, effort, felt)


def answer_uniform(w: World, who: int, number: int) -> float:
    """One uniform a day for retaliation at a front; four days share a block."""
    run = w.run
    opponent = w.fronts[who][number].opponent
    kept = w.answer_draws[who][number]
    first = first_day_of(run.day, 4)
    if kept.day != first or kept.other != opponent:
        kept.day = first
        kept.other = opponent
        one, two, three, four = draw_on(
            w,
            first,
            RETALIATION,
            w.parties[who].key,
            w.parties[opponent].key,
            w.sectors[number].key,
        )
        kept.first = one
        kept.second = two
        kept.third = three
        kept.fourth = four
    return word_of(kept, run.day - first)


def attack(
    w: World, who: int, victim: int, number: int, form: int, severity: float, cause: int
) -> int:
    """Enter a violent act, without the breach that it may be; give its number."""
    run = w.run
    if run.strikes >= len(w.strikes):
        run.overflow = 1
        return 0
    event = note(w, codes.ATTACK, form, who, victim, number, severity=severity, author=who)
    because(w, cause)
    sector = w.sectors[number]
    entry = w.strikes[run.strikes]
    entry.event = event
    entry.breach = NONE
    entry.author = who
    entry.target = victim
    entry.sector = number
    entry.breach_seen = 0
    entry.severity = severity
    sector.first_author = min(sector.first_author, who)
    sector.last_author = max(sector.last_author, who)
    sector.strikes += 1
    run.strikes += 1
    place = w.fronts[who][number]
    # Whether it fired there before today is foreseen by no processor, so it is not asked.
    before = int(place.fire_day == run.day)
    place.fire_day = run.day
    place.fire_count = before * place.fire_count + 1
    place.fire_sum = before * place.fire_sum + severity
    other = before & int(place.fire_target != victim)
    place.fire_target = codes.SEVERAL if other == 1 else victim
    place.fire_breaches = before * place.fire_breaches
    place.fire_seen = before * place.fire_seen
    place.fire_last = event
    w.parties[who].violence += severity
    w.parties[victim].violence += severity
    tally(w, measures.ATTACKS)
    run.attack_a = run.attack_b
    run.attack_b = run.attack_c
    run.attack_c = event
    return event


def breach_of(
    w: World, who: int, victim: int, number: int, form: int, severity: float, event: int
) -> None:
    """Enter the breach that an attack is, if it is one, and troops that it hits."""
    run = w.run
    duty_number = duty_against_fire(w, who, number)
    if duty_number != NONE:
        duty = w.duties[duty_number]
        duty.breaches += 1
        marked(w, duty)
        tally(w, measures.BREACHES)
        tally(w, measures.BREACHES_BY_FIRE)
        w.fronts[who][number].fire_breaches += 1
        w.strikes[run.strikes - 1].breach = note(
            w,
            codes.BREACH,
            form,
            who,
            victim,
            number,
            obligation=duty.obligation,
            agreement=duty.agreement,
            severity=severity,
            author=who,
        )
        because(w, event)
    if run.day >= 1:
        hit_troops(w, who, number, severity, event)


def hit_troops(w: World, who: int, number: int, severity: float, event: int) -> None:
    """Let an attack hit the troops of hostile guarantors who stand there."""
    run = w.run
    laws = w.laws
    sector = w.sectors[number]
    if sector.guard_version != run.troops_version:
        sector.guard_version = run.troops_version
        find_guards(w, number)
    for guarantor in range(sector.guard_first, sector.guard_last + 1):
        if w.parties[guarantor].guarantor == 0 or w.pairs[who][guarantor].hostile == 0:
            continue
        place = w.fronts[guarantor][number]
        troops = place.forces
        troops += laws.deterrence_post * place.posts
        if troops <= 0.0 or w.pairs[sector.holder][guarantor].hostile == 1:
            continue
        if sector.strikes > LAST_ORDINAL:
            return
        party = w.parties[guarantor]
        uniform, _, _, _ = draw(w, LOSS, w.parties[who].key, party.key, sector.key, sector.strikes)
        exposure = laws.deployment_exposure * troops * severity
        # The chance is at most the exposure, and uniform is mostly far above it.
        if uniform < exposure + NARROW and uniform < 1.0 - safe_exp(-exposure):
            loss = note(w, codes.LOSS, 0, who, guarantor, number, severity=1.0, author=who)
            because(w, event)
            party.pressure += party.loss_sensitivity
            party.loss_event = loss


def find_guards(w: World, number: int) -> None:
    """Find the first and the last guarantor who has troops in a sector."""
    run = w.run
    sector = w.sectors[number]
    sector.guard_first = run.parties
    sector.guard_last = NONE
    for guarantor in range(run.parties):
        place = w.fronts[guarantor][number]
        if w.parties[guarantor].guarantor == 1 and (place.forces > 0.0 or place.posts > 0.0):
            sector.guard_first = min(sector.guard_first, guarantor)
            sector.guard_last = guarantor


def friction(w: World) -> None:
    """Let friction produce accidents and local clashes."""
    run = w.run
    laws = w.laws
    if laws.friction_active == 0 or laws.friction_rate <= 0.0:
        return
    keep_friction_draws(w)
    first = first_day_of(run.day, 2)
    for number in range(run.sectors):
        sector = w.sectors[number]
        if sector.present_count == 0:
            continue
        chance = accident_chance(laws.friction_rate, sector.tension, laws.friction_tension_gain)
        if chance <= 0.0:
            continue
        happens = sector.friction_a
        who_uniform = sector.friction_b
        if run.day != first:
            happens = sector.friction_c
            who_uniform = sector.friction_d
        if happens < chance:
            author = w.links[sector.present_at + pick(sector.present_count, who_uniform)]
            victim = w.fronts[author][number].opponent
            event = attack(w, author, victim, number, codes.ACCIDENT, 1.0, NONE)
            breach_of(w, author, victim, number, codes.ACCIDENT, 1.0, event)


def keep_friction_draws(w: World) -> None:
    """Draw what a sector keeps for two days, where it has not done so."""
    run = w.run
    first = first_day_of(run.day, 2)
    word = address_word(first, FRICTION, 0)
    for number in range(run.sectors):
        sector = w.sectors[number]
        if sector.present_count > 0 and sector.friction_day != first:
            sector.friction_day = first
            uniform = ask(w, word, sector.key, 0, 0, 1)
            await_draw(w, NONE, number, 0, uniform, 1)
    draw_asked(w)
    room = len(w.awaiting)
    for each in range(run.awaiting):
        entry = w.awaiting[each]
        sector = w.sectors[entry.sector]
        sector.friction_a = w.uniforms[entry.uniform]
        sector.friction_b = w.uniforms[room + entry.uniform]
        sector.friction_c = w.uniforms[2 * room + entry.uniform]
        sector.friction_d = w.uniforms[3 * room + entry.uniform]
    run.awaiting = 0


def sabotage(w: World, which: int) -> None:
    """Let a spoiler strike where it can reach the other camp."""
    run = w.run
    if run.day < 1:
        return
    spoiler = w.spoilers[which]
    host = spoiler.party
    if spoiler.host != NONE:
        host = spoiler.host
    count = 0
    for at in range(run.front_at, run.front_at + run.front_count):
        number = w.links[at]
        if w.fronts[spoiler.party][number].on == 1:
            count += 1
        if host != spoiler.party and w.fronts[host][number].on == 1:
            count += 1
    if count == 0:
        return
    party = w.parties[spoiler.party]
    chance = sabotage_chance(spoiler.rate, party.strength, spoiler.gain, mean_trust(w))
    uniform, where, _, _ = draw(w, SABOTAGE, spoiler.key)
    if uniform >= chance:
        return
    left = pick(count, where)
    for at in range(run.front_at, run.front_at + run.front_count):
        number = w.links[at]
        for turn in range(2):
            face = spoiler.party if turn == 0 else host
            if turn == 1 and host == spoiler.party:
                continue
            place = w.fronts[face][number]
            if place.on == 0:
                continue
            if left == 0:
                event = attack(
                    w,
                    spoiler.party,
                    place.opponent,
                    number,
                    codes.SPOILING,
                    spoiler.severity,
                    run.last_success,
                )
                weigh(w, codes.W_CHANCE, chance)
                breach_of(
                    w,
                    spoiler.party,
                    place.opponent,
                    number,
                    codes.SPOILING,
                    spoiler.severity,
                    event,
                )
                return
            left -= 1


def assault(w: World, who: int) -> None:
    """Fight one day of a running offensive."""
    run = w.run
    laws = w.laws
    party = w.parties[who]
    target = best_target(w, who)
    if target == NONE:
        return
    if run.day >= 1:
        party.op_days_fought += 1
    for _ in range(laws.offensive_breadth):
        if run.assaults >= len(w.assaults):
            run.overflow = 1
            return
        victim = w.fronts[who][target].opponent
        event = attack(
            w, who, victim, target, codes.ASSAULT, laws.offensive_assaults, party.op_begun
        )
        breach_of(w, who, victim, target, codes.ASSAULT, laws.offensive_assaults, event)
        entry = w.assaults[run.assaults]
        entry.day = run.day
        entry.sector = target
        entry.event = event
        entry.author = who
        run.assaults += 1
        if run.day >= 1:
            flight(w, who, target, event)
            try_capture(w, who, target, event)
        target = next_target(w, who, target)
        if target == NONE:
            return


def next_target(w: World, who: int, last: int) -> int:
    """Best target after another, or -1."""
    party = w.parties[who]
    best = NONE
    before = w.fronts[who][last]
    for at in range(party.fronts_at, party.fronts_at + party.fronts_count):
        number = w.links[at]
        place = w.fronts[who][number]
        if place.target == 0 or number == last or not pressed(w, who, number):
            continue
        if not better(before, w.sectors[last].key, place, w.sectors[number].key):
            continue
        if best == NONE or better(
            place,
            w.sectors[number].key,
            w.fronts[who][best],
            w.sectors[best].key,
        ):
            best = number
    return best


def flight(w: World, who: int, number: int, cause: int) -> None:
    """Let people flee an assault."""
    run = w.run
    sector = w.sectors[number]
    fled = fleeing(sector.people, w.laws.offensive_displaced)
    if fled <= 0.0:
        return
    sector.people -= fled
    run.displaced += fled
    tally(w, measures.DISPLACED, int(fled))
    event = note(w, codes.DISPLACEMENT, 0, NONE, sector.holder, number, severity=fled, author=who)
    because(w, cause)
    camp = w.parties[sector.holder].camp
    for guarantor in range(run.parties):
        party = w.parties[guarantor]
        if party.guarantor == 1 and party.camp == camp and party.displacement_sensitivity > 0.0:
            party.pressure += party.displacement_sensitivity * fled / 1e5
            party.displacement_event = event


def try_capture(w: World, who: int, number: int, cause: int) -> None:
    """Try to take a sector; it changes hands when the phase is over."""
    run = w.run
    laws = w.laws
    party = w.parties[who]
    support = 0.0
    for place in range(party.sponsors):
        if (party.op_joined >> place) & 1 == 1:
            tie = party.sponsor_a if place == 0 else party.sponsor_b
            support += w.ties[tie].air_power
    attackers = strength_of(w, who, support)
    if party.sponsors > 0 and laws.consent_active == 1 and party.op_joined == 0:
        attackers = attackers * laws.consent_tolerated
    sector = w.sectors[number]
    troops = 0.0
    for guarantor in range(run.parties):
        if w.parties[guarantor].guarantor == 1 and w.pairs[who][guarantor].hostile == 1:
            troops += w.fronts[guarantor][number].forces
    defenders = strength_of(w, sector.holder, troops) * sector.terrain
    chance = capture_chance(laws.offensive_pace, attackers, defenders, laws.offensive_exponent)
    uniform, _, _, _ = draw(w, ASSAULT, party.key, 0, sector.key)
    if uniform < chance:
        party.op_captured += 1
        if run.taking >= len(w.taking):
            run.overflow = 1
            return
        entry = w.taking[run.taking]
        entry.sector = number
        entry.taker = who
        entry.cause = cause
        run.taking += 1


def change_hands(w: World, number: int, taker: int, form: int, cause: int) -> None:
    """Give a sector a new holder; garrisons of the other side's guarantors are lost."""
    run = w.run
    sector = w.sectors[number]
    loser = sector.holder
    sector.holder = taker
    event = note(w, codes.SECTOR, form, taker, loser, number, author=taker)
    because(w, cause)
    if form == codes.CAPTURED:
        if run.captures >= len(w.captures):
            run.overflow = 1
            return
        entry = w.captures[run.captures]
        entry.day = run.day
        entry.sector = number
        entry.event = event
        entry.author = taker
        run.captures += 1
        tally(w, measures.SECTORS_CHANGED)
        for guarantor in range(run.parties):
            party = w.parties[guarantor]
            if party.guarantor == 1 and w.pairs[guarantor][taker].hostile == 1:
                w.fronts[guarantor][number].forces = 0.0
                if party.displacement_event < 1:
                    party.displacement_event = event
    run.fronts_changed = 1
    run.troops_version += 1
    run.ground_version += 1
    run.aims_version += 1


def contest(w: World, which: int) -> None:
    """Let the stronger of two groups of one camp take a sector from the other."""
    run = w.run
    rivalry = w.rivalries[which]
    share = force_share(strength_of(w, rivalry.first, 0.0), strength_of(w, rivalry.second, 0.0))
    strong = rivalry.first if share > 0.5 else rivalry.second
    weak = rivalry.second if share > 0.5 else rivalry.first
    chance = takeover_chance(rivalry.rate, share if share > 1.0 - share else 1.0 - share)
    if chance <= 0.0:
        return
    uniform, where, _, _ = draw(w, CONTEST, rivalry.key)
    if uniform >= chance:
        return
    held = 0
    count = 0
    for number in range(run.sectors):
        if w.sectors[number].holder == weak:
            held += 1
            count += int(borders(w, number, strong))
    if count == 0:
        return
    left = pick(count, where)
    for number in range(run.sectors):
        if w.sectors[number].holder == weak and borders(w, number, strong):
            if left == 0:
                moved = w.parties[weak].strength * 0.5 / held
                w.parties[weak].strength -= moved
                w.parties[strong].strength += moved
                change_hands(w, number, strong, codes.TAKEOVER, NONE)
                return
            left -= 1


def borders(w: World, number: int, who: int) -> bool:
    """Whether a party holds a neighbour of a sector."""
    sector = w.sectors[number]
    for at in range(sector.near_at, sector.near_at + sector.near_count):
        if w.sectors[w.links[at]].holder == who:
            return True
    return False
