"""Phase 4: offensives are begun, gone on with or broken off.

Proposals of offensives, and what the sponsors say to them.
An offensive begins: what is said first, and what is announced.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.day import codes, measures
from sim.day import decide as decisions
from sim.day.agreements import close, close_what_was_declared, stop_offensive
from sim.day.codes import NONE
from sim.day.decide import decide
from sim.day.draws import chosen, draw
from sim.day.fronts import better, pressed, worth_of
from sim.day.notes import because, came_out, note, tally, weigh
from sim.day.orders import momentum, share_at, strength_of, weariness_cost
from sim.day.situation import (
    find_measured,
    latest_evidence,
    live,
    owes,
    owing_opponent,
    takes_in,
    text_worth,
    troops_against,
    truce_holds,
    works,
)
from sim.law.draws import ACCUSATION, DECLARATION, PERSISTENCE, PROPOSAL
from sim.law.offensive import (
    JOIN,
    REFUSE,
    consent,
    own_cost,
    persistence_chance,
    proposal_advantage,
    sponsor_position,
)
from sim.law.order import temptation

if TYPE_CHECKING:
    from sim.day.state import Party, World


def consider_offensives(w: World) -> None:
    """Phase 4 of the day."""
    run = w.run
    for who in range(run.parties):
        party = w.parties[who]
        if party.fights == 0 or w.laws.offensive_active == 0:
            continue
        if decide(w, decisions.CALL_OFF, who, 0):
            stop_offensive(w, who, codes.CALLED_OFF, NONE)
        elif party.operation == 1 and party.op_running == 1:
            persist(w, who)
        elif party.plan == 0:
            propose(w, who)
        elif party.plan_day <= run.day:
            launch(w, who)
    close_what_was_declared(w)


def best_target(w: World, who: int) -> int:
    """Best target of a running operation that can be assaulted today, or -1."""
    party = w.parties[who]
    best = NONE
    for at in range(party.fronts_at, party.fronts_at + party.fronts_count):
        number = w.links[at]
        place = w.fronts[who][number]
        if place.target == 0 or not pressed(w, who, number):
            continue
        if best == NONE or better(
            place,
            w.sectors[number].key,
            w.fronts[who][best],
            w.sectors[best].key,
        ):
            best = number
    return best


def persist(w: World, who: int) -> None:
    """Go on with an offensive, or break it off."""
    run = w.run
    laws = w.laws
    party = w.parties[who]
    best = best_target(w, who)
    if best == NONE:
        find_axis(w, who)
        for at in range(party.axis_at, party.axis_at + party.axis_count):
            place = w.fronts[who][w.links[at]]
            if place.target == 0:
                place.target = 1
                run.aims_version += 1
        best = best_target(w, who)
    if best == NONE:
        stop_offensive(w, who, codes.OUT_OF_REACH, NONE)
        return
    place = w.fronts[who][best]
    own = strength_of(w, who, 0.0)
    chance = persistence_chance(
        worth_of(w, who, best),
        share_at(w, own, place),
        weariness_cost(w, who, laws.weariness_offensive),
        laws.deterrence_offensive * troops_against(w, who, best),
        party.op_days_fought,
        laws.offensive_tiring,
        laws.offensive_inertia,
    )
    uniform, _, _, _ = draw(w, PERSISTENCE, party.key)
    if not decide(w, decisions.GO_ON, who, int(uniform < chance)):
        stop_offensive(w, who, codes.SPENT, NONE)


def find_axis(w: World, who: int) -> None:
    """List the sectors that a new offensive would aim at, the worthiest first.

    The list is kept till ground or aims change.
    """
    run = w.run
    party = w.parties[who]
    if party.axis_version == run.aims_version:
        return
    party.axis_version = run.aims_version
    most = w.laws.offensive_axis
    party.axis_count = 0
    for front in range(party.fronts_at, party.fronts_at + party.fronts_count):
        number = w.links[front]
        if not pressed(w, who, number):
            continue
        at = party.axis_count
        while at > 0 and sooner(w, who, number, w.links[party.axis_at + at - 1]):
            at -= 1
        if at >= most:
            continue
        if party.axis_count < most:
            party.axis_count += 1
        for place in range(party.axis_count - 1, at, -1):
            w.links[party.axis_at + place] = w.links[party.axis_at + place - 1]
        w.links[party.axis_at + at] = number


def sooner(w: World, who: int, number: int, other: int) -> bool:
    """Whether an offensive would rather aim at one sector than at another."""
    first = w.fronts[who][number]
    second = w.fronts[who][other]
    if (first.target > 0) != (second.target > 0):
        return bool(first.target > 0)
    return better(first, w.sectors[number].key, second, w.sectors[other].key)


def troops_on(w: World, who: int) -> float:
    """Mean deterrent weight on the axis."""
    party = w.parties[who]
    total = 0.0
    for at in range(party.axis_at, party.axis_at + party.axis_count):
        total += troops_against(w, who, w.links[at])
    return total / party.axis_count


def propose(w: World, who: int) -> None:
    """Weigh whether to propose an offensive."""
    laws = w.laws
    party = w.parties[who]
    find_axis(w, who)
    if party.axis_count == 0:
        return
    own = strength_of(w, who, 0.0)
    gains = 0.0
    share = 0.0
    for at in range(party.axis_at, party.axis_at + party.axis_count):
        number = w.links[at]
        place = w.fronts[who][number]
        held = share_at(w, own, place)
        gains += temptation(worth_of(w, who, number), held)
        share += held
    gains = gains / party.axis_count
    share = share / party.axis_count
    pull = laws.momentum_offensive * momentum(w, who)
    distrust = 2.0 * share * laws.offensive_distrust * (1.0 - party.opposing_belief)
    threshold = own_cost(laws.offensive_threshold, laws.offensive_risk, share)
    text = text_worth(w, who, laws.offensive_agreement_share)
    troops = laws.deterrence_offensive * troops_on(w, who)
    weary = weariness_cost(w, who, laws.weariness_offensive)
    advantage = proposal_advantage(gains, pull, distrust, text + troops + weary, threshold)
    uniform, luck_a, luck_b, veto = draw(w, PROPOSAL, party.key)
    if not decide(w, decisions.OFFENSIVE, who, chosen(w, advantage, party.choice_noise, uniform)):
        return
    party.plan_a = gains
    party.plan_b = pull
    party.plan_c = distrust
    party.plan_d = text
    party.plan_e = troops
    party.plan_f = weary
    party.plan_g = threshold
    seek_consent(w, who, luck_a, luck_b, veto)


def seek_consent(w: World, who: int, luck_a: float, luck_b: float, veto: float) -> None:
    """Ask the sponsors; prepare the offensive, or give way to a veto."""
    run = w.run
    party = w.parties[who]
    joined = 0
    vetoed = False
    consent_a = NONE
    consent_b = NONE
    refusal_a = NONE
    refusal_b = NONE
    if w.laws.consent_active == 1:
        for place in range(party.sponsors):
            tie = party.sponsor_a if place == 0 else party.sponsor_b
            event = run.events
            answer = ask(w, who, tie, luck_a if place == 0 else luck_b)
            if answer == JOIN:
                joined |= 1 << place
            if answer == REFUSE:
                if refusal_a == NONE:
                    refusal_a = event
                else:
                    refusal_b = event
                if veto < w.ties[tie].leverage:
                    vetoed = True
            elif consent_a == NONE:
                consent_a = event
            else:
                consent_b = event
    aim = w.links[party.axis_at]
    holder = w.sectors[aim].holder
    if vetoed:
        note(w, codes.OFFENSIVE, codes.VETOED, who, holder, aim)
        because(w, refusal_a, refusal_b)
        weigh_plan(w, party)
        return
    party.plan_cause_a = NONE
    party.plan_cause_b = NONE
    if run.traced == 1:
        party.plan_cause_a = latest_evidence(w, who)
        party.plan_cause_b = worst_deadline(w, who)
    party.plan_cause_c = consent_a
    party.plan_cause_d = consent_b
    party.plan_cause_e = note(w, codes.OFFENSIVE, codes.PREPARED, who, holder, aim)
    because(w, party.plan_cause_a, party.plan_cause_b, consent_a, consent_b)
    weigh_plan(w, party)
    party.plan = 1
    party.plan_day = run.day + w.laws.offensive_preparation_days
    party.plan_joined = joined
    party.plan_count = party.axis_count
    for at in range(party.axis_count):
        w.links[party.plan_at + at] = w.links[party.axis_at + at]
    if party.plan_day == run.day:
        launch(w, who)


def ask(w: World, who: int, tie_number: int, uniform: float) -> int:
    """Ask a sponsor, which weighs relations at risk and troops in the way."""
    run = w.run
    laws = w.laws
    party = w.parties[who]
    tie = w.ties[tie_number]
    sponsor = w.parties[tie.sponsor]
    relations = 0.0
    for other in range(run.parties):
        pair = w.pairs[tie.sponsor][other]
        if pair.rival == 1:
            relations += laws.consent_relations * pair.relations * pair.level
    troops = laws.deterrence_offensive * troops_on(w, who)
    effort = laws.consent_effort * (sponsor.effort if tie.restrains == 1 else 0.0)
    gains = party.plan_a + party.plan_b + party.plan_c
    position = sponsor_position(gains, tie.stake, relations, troops, effort)
    answer = consent(
        position, laws.consent_join, laws.consent_refuse, sponsor.choice_noise, uniform
    )
    answer = decide(w, decisions.CONSENT, tie.sponsor, answer, who)
    form = codes.CONSENT_TOLERATED
    outcome = codes.TOLERATED
    if answer == JOIN:
        form = codes.CONSENT_JOINED
        outcome = codes.JOINED
    elif answer == REFUSE:
        form = codes.CONSENT_REFUSED
        outcome = codes.REFUSED
    note(w, codes.CONSENT, form, tie.sponsor, who, w.links[party.axis_at])
    came_out(w, outcome)
    if run.traced == 1:
        because(w, sponsor.restraint_event, latest_evidence(w, tie.sponsor))
        weigh(w, codes.W_CONSENT, gains, relations, troops, effort)
    return answer


def worst_deadline(w: World, who: int) -> int:
    """Event of the worst duty that an opponent has left undone."""
    run = w.run
    worst = NONE
    most = 0.0
    for at in range(run.live_at, run.live_at + run.live_count):
        number = w.links[at]
        duty = w.duties[number]
        if duty.deadline_event == NONE or owing_opponent(w, number, who) == NONE:
            continue
        obligation = w.obligations[duty.obligation]
        weight = duty.gap * obligation.visibility * obligation.importance
        if weight > most:
            most = weight
            worst = duty.deadline_event
    return worst


def launch(w: World, who: int) -> None:
    """Begin what was prepared, where the ground is still in the other's hands."""
    run = w.run
    party = w.parties[who]
    party.plan = 0
    count = 0
    aim = NONE
    shared = False
    for at in range(party.plan_at, party.plan_at + party.plan_count):
        number = w.links[at]
        if party.operation == 1 and w.fronts[who][number].target > 0:
            shared = True
        if pressed(w, who, number):
            if aim == NONE:
                aim = number
            count += 1
    if count == 0:
        return
    victim = w.sectors[aim].holder
    said = pretext(w, who, victim)
    begun = note(w, codes.OFFENSIVE, codes.BEGUN, who, victim, aim)
    came_out(w, codes.JOINED if party.plan_joined != 0 else codes.ALONE)
    because(
        w,
        party.plan_cause_a,
        party.plan_cause_b,
        party.plan_cause_c,
        party.plan_cause_d,
        party.plan_cause_e,
        said,
    )
    weigh_plan(w, party)
    party.op_days_fought = party.op_days_fought if shared else 0
    party.op_days_stopped = 0
    party.op_captured = 0
    for number in range(run.sectors):
        w.fronts[who][number].target = 0
    for at in range(party.plan_at, party.plan_at + party.plan_count):
        number = w.links[at]
        if pressed(w, who, number):
            w.fronts[who][number].target += 1
    run.aims_version += 1
    party.operation = 1
    party.op_wanted = count
    party.op_running = 1
    party.op_joined = party.plan_joined
    party.op_begun = begun
    announce(w, who, begun)


def pretext(w: World, who: int, victim: int) -> int:
    """Let who is about to attack make a charge first, true or not."""
    run = w.run
    laws = w.laws
    if laws.accusation_active == 0 or not truce_holds(w):
        return NONE
    uniform, _, _, _ = draw(w, ACCUSATION, w.parties[who].key, w.parties[victim].key)
    if not decide(w, decisions.PRETEXT, who, int(uniform < laws.accusation_pretext), victim):
        return NONE
    obligation = NONE
    agreement = NONE
    for at in range(run.live_at, run.live_at + run.live_count):
        number = w.links[at]
        if owes(w, number, who, victim):
            obligation = w.duties[number].obligation
            agreement = w.duties[number].agreement
            break
    event = note(
        w, codes.ACCUSATION, codes.PRETEXT, who, victim, obligation=obligation, agreement=agreement
    )
    because(w, w.pairs[who][victim].evidence)
    tally(w, measures.ACCUSATIONS)
    tally(w, measures.ACCUSATIONS_PRETEXT)
    return event


def announce(w: World, who: int, event: int) -> None:
    """Let an attacker say that the truce is over, or say nothing."""
    run = w.run
    number = find_measured(w)
    if number == NONE or not live(w.agreements[number], run.day):
        return
    if not takes_in(w, number, who):
        return
    agreement = w.agreements[number]
    text = w.texts[agreement.text]
    chance = w.laws.ending_announced
    for at in range(text.provisions_at, text.provisions_at + text.provisions_count):
        clause = w.provisions[at]
        if works(clause, codes.P_ESCAPE_CLAUSE, run.day, agreement.start) and (
            clause.holder == NONE or clause.holder == who
        ):
            strength = clause.strength if clause.strength < 1.0 else 1.0
            chance = chance + (1.0 - chance) * strength
    uniform, _, _, _ = draw(w, DECLARATION, w.parties[who].key, 0, agreement.key, 1)
    if uniform < chance:
        said = note(w, codes.DECLARATION, codes.DECLARED_CANCELLED, who, agreement=number)
        because(w, event)
        close(w, number, codes.END_CANCELLED, said, who)


def weigh_plan(w: World, party: Party) -> None:
    """Write down the numbers that decided a proposal."""
    run = w.run
    if run.traced == 1:
        weigh(
            w,
            codes.W_OFFENSIVE,
            party.plan_a,
            party.plan_b,
            party.plan_c,
            party.plan_d,
            party.plan_e,
            party.plan_f,
            party.plan_g,
        )
