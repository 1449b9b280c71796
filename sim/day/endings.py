"""Phase 11: declarations, terms, and the measure of an end.

How the end of an agreement is measured. Nobody acts on it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.day import codes, measures
from sim.day import decide as decisions
from sim.day.agreements import close, close_what_was_declared
from sim.day.codes import NONE
from sim.day.decide import decide
from sim.day.draws import chosen, draw
from sim.day.notes import because, came_out, note, weigh
from sim.day.orders import momentum
from sim.day.situation import (
    find_measured,
    latest_evidence,
    live,
    mean_trust,
    takes_in,
    text_worth,
    works,
)
from sim.law.doctrine import CANCEL_BY_CHANCE, LOGIT
from sim.law.draws import DECLARATION
from sim.law.ending import cancelling_advantage, disowning_advantage, eroded
from sim.law.order import fear as fear_of
from sim.law.trust import belief_with_ledger

if TYPE_CHECKING:
    from sim.day.state import Agreement, World


def end_day(w: World) -> None:
    """Phase 11 of the day."""
    run = w.run
    number = find_measured(w)
    if number != NONE and live(w.agreements[number], run.day):
        agreement = w.agreements[number]
        text = w.texts[agreement.text]
        for who in range(run.parties):
            party = w.parties[who]
            bound = takes_in(w, number, who)
            if party.fights == 1 and bound:
                consider_cancelling(w, number, who)
            elif party.guarantor == 1 and (bound or w.links[text.announced_at + who] == 1):
                consider_disowning(w, number, who)
    close_what_was_declared(w)
    expire(w)
    for each in range(run.agreements):
        agreement = w.agreements[each]
        if agreement.framework == 0 and agreement.measured == 0 and agreement.start <= run.day:
            measure(w, each, 0)


def consider_cancelling(w: World, number: int, who: int) -> None:
    """Decide whether to cancel the agreement."""
    run = w.run
    laws = w.laws
    party = w.parties[who]
    rule = w.doctrines[party.doctrine]
    if rule.kind != LOGIT and rule.kind != CANCEL_BY_CHANCE:
        return
    uniform, _, _, _ = draw(w, DECLARATION, party.key, 0, w.agreements[number].key)
    if rule.kind == CANCEL_BY_CHANCE:
        if decide(w, decisions.CANCEL, who, int(uniform < rule.daily_chance)):
            declare(w, number, codes.DECLARED_CANCELLED, who, NONE)
            weigh(w, codes.W_DAILY_CHANCE, rule.daily_chance)
            close(w, number, codes.END_CANCELLED, run.events - 1, who)
        return
    most = 0.0
    cause = NONE
    if laws.overdue_active == 1:
        for other in range(run.parties):
            pair = w.pairs[who][other]
            added = pair.overdue - pair.known_at_signing
            if pair.hostile == 1 and added != 0.0:
                lost = 1.0 - belief_with_ledger(1.0, added, laws.overdue_weight)
                if lost > most:
                    most = lost
                    cause = pair.undelivered
    undelivered = laws.ending_undelivered * most
    fear = fear_of(laws.order_fear, party.opposing_belief)
    pull = laws.momentum_fire * momentum(w, who)
    worth = text_worth(w, who, 1.0)
    cost = with_way_out(w, number, who, laws.ending_cancelling)
    advantage = cancelling_advantage(undelivered, fear, pull, worth, cost)
    if decide(w, decisions.CANCEL, who, chosen(w, advantage, party.choice_noise, uniform)):
        declare(w, number, codes.DECLARED_CANCELLED, who, cause)
        weigh(w, codes.W_CANCELLING, undelivered, fear, pull, worth, cost)
        close(w, number, codes.END_CANCELLED, run.events - 1, who)


def consider_disowning(w: World, number: int, who: int) -> None:
    """Decide whether to disown the agreement."""
    run = w.run
    laws = w.laws
    party = w.parties[who]
    text = w.texts[w.agreements[number].text]
    cost = laws.ending_disowning
    if w.links[text.signs_at + who] == 0:
        cost = cost * laws.ending_unsigned
    cost = with_way_out(w, number, who, cost)
    hurt = laws.ending_hurt * party.pressure
    distrust = laws.ending_distrust * (1.0 - party.confidence)
    advantage = disowning_advantage(hurt, distrust, cost)
    uniform, _, _, _ = draw(w, DECLARATION, party.key, 0, w.agreements[number].key)
    if decide(w, decisions.DISOWN, who, chosen(w, advantage, party.choice_noise, uniform)):
        declare(w, number, codes.DECLARED_DISOWNED, who, party.loss_event)
        weigh(w, codes.W_DISOWNING, hurt, distrust, cost)
        close(w, number, codes.END_DISOWNED, run.events - 1, who)


def with_way_out(w: World, number: int, who: int, cost: float) -> float:
    """Cost of a declaration after what an escape clause takes away."""
    run = w.run
    agreement = w.agreements[number]
    text = w.texts[agreement.text]
    for at in range(text.provisions_at, text.provisions_at + text.provisions_count):
        clause = w.provisions[at]
        if works(clause, codes.P_ESCAPE_CLAUSE, run.day, agreement.start) and (
            clause.holder == NONE or clause.holder == who
        ):
            left = 1.0 - clause.strength
            cost = cost * (left if left > 0.0 else 0.0)
    return cost


def declare(w: World, number: int, form: int, who: int, cause: int) -> None:
    """Enter a declaration."""
    run = w.run
    note(w, codes.DECLARATION, form, who, agreement=number)
    if run.traced == 1:
        because(w, cause, latest_evidence(w, who))


def expire(w: World) -> None:
    """Close agreements whose term has run out."""
    run = w.run
    for place in range(run.force_count):
        number = w.links[run.force_at + place]
        agreement = w.agreements[number]
        term = w.texts[agreement.text].term
        if term != NONE and run.day >= agreement.start + term:
            close(w, number, codes.END_EXPIRED, NONE, NONE)
            close_what_was_declared(w)


NEVER = 1 << 40


def measure(w: World, number: int, last: int) -> None:
    """Enter the end of an agreement in the log once it can no longer change."""
    run = w.run
    agreement = w.agreements[number]
    look_for_offensive(w, agreement)
    if agreement.eroded == NONE and has_eroded(w, agreement):
        agreement.eroded = run.day
    first = NEVER
    if agreement.closed != NONE:
        first = agreement.closed
    if agreement.offensive_day != NONE and agreement.offensive_day < first:
        first = agreement.offensive_day
    if agreement.eroded != NONE and agreement.eroded < first:
        first = agreement.eroded
    if first == NEVER:
        if last == 1:
            enter(w, number, run.day, codes.END_HELD, 0)
        return
    if last == 0 and undecided(w, agreement, first):
        return
    kinds = 0
    if agreement.closed == first:
        kinds |= 1 << agreement.closed_as
        kinds |= agreement.also
    if agreement.offensive_day == first:
        kinds |= 1 << codes.END_OFFENSIVE
    if agreement.eroded == first:
        kinds |= 1 << codes.END_EROSION
    chosen = NONE
    for kind in range(codes.ENDS):
        if (kinds >> kind) & 1 == 1 and (
            chosen == NONE or w.links[run.rank_at + kind] < w.links[run.rank_at + chosen]
        ):
            chosen = kind
    enter(w, number, first, chosen, kinds & ~(1 << chosen))


def first_day(w: World, rule: int, since: int, seen: int, count: int) -> int:
    """Day to which an offensive is dated, or -1, judging acts from number `seen` on."""
    terms = w.rules[rule]
    for newest in range(seen, count):
        day = w.captures[newest].day if terms.counts == 1 else w.assaults[newest].day
        if day < since:
            continue
        dated = day
        days = 0
        sectors = 0
        last_day = NEVER
        for at in range(newest, -1, -1):
            act_day = w.captures[at].day if terms.counts == 1 else w.assaults[at].day
            if act_day <= day - terms.window or act_day < since:
                break
            dated = act_day
            if act_day != last_day:
                days += 1
                last_day = act_day
            sector = w.captures[at].sector if terms.counts == 1 else w.assaults[at].sector
            known = False
            for other in range(at + 1, newest + 1):
                again = w.captures[other].sector if terms.counts == 1 else w.assaults[other].sector
                if again == sector:
                    known = True
                    break
            if not known:
                sectors += 1
        if days >= terms.days and sectors >= terms.sectors:
            return dated
    return NONE


def look_for_offensive(w: World, agreement: Agreement) -> None:
    """Look whether the acts since yesterday complete an offensive under the main rule."""
    run = w.run
    count = run.captures if w.rules[0].counts == 1 else run.assaults
    if agreement.offensive_day == NONE and count > agreement.acts_seen:
        agreement.offensive_day = first_day(w, 0, agreement.start, agreement.acts_seen, count)
        agreement.acts_seen = count


def undecided(w: World, agreement: Agreement, first: int) -> bool:
    """Whether acts up to a day may yet turn out to be part of an offensive."""
    run = w.run
    terms = w.rules[0]
    count = run.captures if terms.counts == 1 else run.assaults
    for at in range(count - 1, -1, -1):
        day = w.captures[at].day if terms.counts == 1 else w.assaults[at].day
        if day < agreement.start or run.day >= day + terms.window - 1:
            return False
        if day <= first:
            return True
    return False


def has_eroded(w: World, agreement: Agreement) -> bool:
    """Whether violence has drifted back to the baseline."""
    run = w.run
    days = run.erosion_window_days
    if run.erosion == 0 or run.day < agreement.start + days - 1:
        return False
    at = run.day + run.run_in
    recent = 0
    for page in range(at - days if at > days else 0, at):
        recent += w.tallies[page][measures.ATTACKS]
    baseline = run.baseline
    if not baseline > 0.0:
        total = 0
        for page in range(run.run_in):
            total += w.tallies[page][measures.ATTACKS]
        baseline = total / run.run_in if run.run_in > 0 else 0.0
    return bool(eroded(recent / days, baseline, run.erosion_share) == 1)


def enter(w: World, number: int, day: int, kind: int, also: int) -> None:
    """Enter an end in the log."""
    run = w.run
    agreement = w.agreements[number]
    declared = (
        kind == codes.END_CANCELLED or kind == codes.END_DISOWNED or kind == codes.END_SUPERSEDED
    ) and agreement.declaration != NONE
    actor = NONE
    begun = run.assaults
    if declared:
        actor = agreement.declared_by
    elif kind == codes.END_OFFENSIVE:
        begun = 0
        while begun < run.assaults and w.assaults[begun].day < day:
            begun += 1
        if begun < run.assaults:
            actor = w.assaults[begun].author
    trust = mean_trust(w)
    event = note(w, codes.END, kind, actor, agreement=number)
    came_out(w, codes.ALSO + also)
    if declared:
        because(w, agreement.declaration)
    elif kind == codes.END_OFFENSIVE:
        days = w.rules[0].days
        for at in range(begun, run.assaults if run.assaults < begun + days else begun + days):
            because(w, w.assaults[at].event)
    elif kind == codes.END_EROSION:
        because(w, run.attack_a, run.attack_b, run.attack_c)
    else:
        because(w, agreement.entry_event)
    weigh(w, codes.W_END, float(day), trust)
    agreement.measured = 1
    agreement.end_day = day
    agreement.end_kind = kind
    if number == run.first:
        run.first_ended_on = run.day
    if run.end_noted == NONE:
        run.end_noted = event
        run.end_kind = kind
        run.end_also = also
        run.end_day = day
        run.end_agreement = number
        run.end_trust = trust
