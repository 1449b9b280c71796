"""Phase 10: delegations and summits; the commission sits first.

The commission: it hears claims and agrees readings.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.day import codes, measures
from sim.day import decide as decisions
from sim.day.agreements import close, close_what_was_declared, complete, sign, stop_offensive
from sim.day.codes import NONE
from sim.day.decide import decide
from sim.day.draws import draw
from sim.day.notes import because, came_out, note, tally, weigh
from sim.day.orders import momentum, weariness_cost
from sim.day.situation import (
    debtors,
    find_measured,
    latest_evidence,
    live,
    overdue,
    owing_opponent,
    reckon_beliefs,
    truce_holds,
    works,
)
from sim.law.draws import COMMISSION, TALKS
from sim.law.talks import (
    call_chance,
    concern,
    extension_days,
    stalemate,
    success_chance,
    willingness,
)
from sim.law.trust import remembered

if TYPE_CHECKING:
    from sim.day.state import World


SUMMIT_AFTER = 3
SURPRISE = 0.25


def hold_talks(w: World) -> None:
    """Phase 10 of the day."""
    run = w.run
    if w.laws.talks_active == 0:
        return
    let_commission_sit(w)
    for one in range(run.parties):
        if w.parties[one].negotiates == 0:
            continue
        for other in range(one + 1, run.parties):
            if w.parties[other].negotiates == 1 and w.pairs[one][other].hostile == 1:
                consider_meeting(w, one, other)


def to_settle(w: World) -> bool:
    """Whether a live duty waits for a successful meeting."""
    run = w.run
    for at in range(run.live_at, run.live_at + run.live_count):
        duty = w.duties[w.links[at]]
        if duty.met == 0 and w.obligations[duty.obligation].settled == 1:
            return True
    return False


def matter_of(w: World, who: int, truce: bool, agenda: bool) -> float:
    """How much a side has to talk about."""
    run = w.run
    laws = w.laws
    party = w.parties[who]
    owed = 0
    late = 0
    for at in range(run.live_at, run.live_at + run.live_count):
        number = w.links[at]
        duty = w.duties[number]
        if owing_opponent(w, number, who) != NONE:
            owed += 1
            late += int(overdue(duty, w.obligations[duty.obligation], run.day))
    share = late / owed if owed > 0 else 0.0
    matter = concern(party.confidence, share, laws.talks_overdue)
    matter += laws.talks_pressure * party.pressure
    if truce and agenda:
        matter += laws.talks_agenda
    return matter if truce else matter + laws.talks_urgency


def willing(w: World, who: int, other: int) -> float:
    """Willingness of one side to agree."""
    run = w.run
    laws = w.laws
    party = w.parties[who]
    weariness = 0.0
    pull = 0.0
    for number in range(len(w.ties)):
        tie = w.ties[number]
        if tie.sponsor == who:
            felt = weariness_cost(w, tie.client, 1.0)
            weariness = felt if felt > weariness else weariness
            felt = momentum(w, tie.client)
            pull = felt if felt > pull else pull
    if party.guarantor == 0:
        felt = weariness_cost(w, who, 1.0)
        weariness = felt if felt > weariness else weariness
        felt = momentum(w, who)
        pull = felt if felt > pull else pull
    relations = w.pairs[who][other].relations
    mediation = 0.0
    for number in range(run.agreements):
        agreement = w.agreements[number]
        text = w.texts[agreement.text]
        for at in range(text.provisions_at, text.provisions_at + text.provisions_count):
            provision = w.provisions[at]
            if works(provision, codes.P_MEDIATION, run.day, agreement.start):
                mediation += provision.strength
    stuck = stalemate(gain_share(w))
    return willingness(
        laws.talks_base,
        laws.talks_confidence * (1.0 + relations) * party.confidence,
        laws.talks_stalemate * stuck + laws.talks_weariness * weariness,
        laws.talks_hurt * party.pressure + mediation,
        laws.talks_fighting * pull,
    )


def gain_share(w: World) -> float:
    """Sectors taken per day of assault over the window of talks."""
    run = w.run
    since = run.day - w.laws.talks_window_days
    days = 0
    last = codes.LONG_AGO
    for number in range(run.assaults - 1, -1, -1):
        day = w.assaults[number].day
        if day <= since:
            break
        if day != last:
            days += 1
            last = day
    if days == 0:
        return 0.0
    taken = 0
    for number in range(run.captures - 1, -1, -1):
        if w.captures[number].day <= since:
            break
        taken += 1
    share = taken / days
    return share if share < 1.0 else 1.0


def consider_meeting(w: World, one: int, other: int) -> None:
    """Let two sides meet, if either calls."""
    run = w.run
    laws = w.laws
    pair = w.pairs[one][other]
    truce = truce_holds(w)
    agenda = truce and to_settle(w)
    pause = laws.talks_pause_days if truce else laws.talks_urgent_pause_days
    if agenda and pause > 1.0:
        pause = 1.0
    since = run.day - pair.last_talks
    if since < pause:
        return
    first = w.parties[one]
    second = w.parties[other]
    chance_one = call_chance(laws.talks_rate, matter_of(w, one, truce, agenda), since, pause)
    chance_other = call_chance(laws.talks_rate, matter_of(w, other, truce, agenda), since, pause)
    if chance_one <= 0.0 and chance_other <= 0.0:
        return
    luck_one, luck_other, agrees, surprise = draw(w, TALKS, first.key, second.key)
    calls_one = decide(w, decisions.CALL, one, int(luck_one < chance_one), other)
    calls_other = decide(w, decisions.CALL, other, int(luck_other < chance_other), one)
    if not calls_one and not calls_other:
        return
    caller = one if calls_one else other
    called = other if calls_one else one
    pair.last_talks = run.day
    willing_one = decide(w, decisions.AGREE, one, willing(w, one, other), other)
    willing_other = decide(w, decisions.AGREE, other, willing(w, other, one), one)
    result = success_chance(willing_one, willing_other)
    urgent = not truce and (
        first.pressure >= laws.deployment_threshold
        or second.pressure >= laws.deployment_threshold
        or run.failed_rounds >= SUMMIT_AFTER
    )
    agreed = agrees < result
    form = NONE
    if agreed and not truce:
        form = find_form(w, surprise, result)
    failed = not agreed or (not truce and form == NONE)
    event = note(
        w,
        codes.TALKS,
        codes.SUMMIT if urgent else codes.DELEGATION,
        caller,
        called,
        severity=result,
    )
    came_out(w, codes.FAILURE if failed else codes.SUCCESS)
    if run.traced == 1:
        explain_meeting(w, caller, called)
        weigh(
            w,
            codes.W_TALKS,
            willing_one if caller == one else willing_other,
            willing_other if caller == one else willing_one,
        )
    tally(w, measures.MEETINGS)
    if failed:
        run.failed_rounds += 1
        return
    run.failed_rounds = 0
    run.last_success = event
    back = w.pairs[other][one]
    pair.kept = remembered(pair.kept, 1.0, laws.belief_talks_credit)
    back.kept = remembered(back.kept, 1.0, laws.belief_talks_credit)
    reckon_beliefs(w, one)
    reckon_beliefs(w, other)
    if form == NONE:
        settle(w, event)
    else:
        renew(w, form, event, caller, called)


def explain_meeting(w: World, caller: int, called: int) -> None:
    """Write down why there was a meeting."""
    party = w.parties[caller]
    latest = w.pairs[caller][called].charged_event
    found = w.pairs[called][caller].charged_event
    latest = found if found > latest else latest
    because(w, latest, party.loss_event, party.displacement_event, latest_evidence(w, caller))


def find_form(w: World, uniform: float, result: float) -> int:
    """Pick the most demanding text that the result of the talks can carry, or -1."""
    run = w.run
    forms = 0
    for number in range(len(w.texts)):
        forms += w.texts[number].is_form
    best = NONE
    for number in range(len(w.texts)):
        text = w.texts[number]
        offered = text.is_form == 1 if forms > 0 else number == run.main
        if not offered or text.active == 0 or text.demand > result + SURPRISE * uniform:
            continue
        if best == NONE or text.demand > w.texts[best].demand:
            best = number
    return best


def settle(w: World, event: int) -> None:
    """Complete what talks settle, and move deadlines on verified progress."""
    run = w.run
    laws = w.laws
    for at in range(run.live_at, run.live_at + run.live_count):
        number = w.links[at]
        duty = w.duties[number]
        obligation = w.obligations[duty.obligation]
        if obligation.kind != codes.DELIVER or duty.met == 1:
            continue
        if obligation.settled == 1:
            complete(w, number, event)
            continue
        if duty.due_stated == 0 or run.day <= duty.due:
            continue
        made = duty.progress - duty.verified
        if made < laws.talks_extension_progress:
            continue
        days = extension_days(
            laws.talks_extension_days,
            laws.talks_extension_shrink,
            duty.extensions,
            made if made > 0.0 else 0.0,
        )
        duty.verified = duty.progress
        if days > 0:
            duty.due = run.day + days
            duty.extensions += 1
            duty.gap = 0.0
            before = duty.deadline_event
            duty.deadline_event = note(
                w,
                codes.DEADLINE,
                codes.DEADLINE_MOVED,
                obligation=duty.obligation,
                agreement=duty.agreement,
                severity=float(days),
            )
            because(w, event, before)


def renew(w: World, form: int, event: int, caller: int, called: int) -> None:
    """Sign a text on the line as it stands; it enters into force on the next day."""
    run = w.run
    old = find_measured(w)
    if old != NONE and live(w.agreements[old], run.day):
        close(w, old, codes.END_SUPERSEDED, event, caller)
        close_what_was_declared(w)
    run.failures += 1
    number = sign(w, form, run.day + 1, 0)
    if number == NONE:
        return
    entry = note(w, codes.RENEWAL, 0, caller, called, agreement=number)
    because(w, event)
    w.agreements[number].entry_event = entry
    for who in range(run.parties):
        stop_offensive(w, who, codes.BY_AGREEMENT, entry)
        party = w.parties[who]
        party.pressure = 0.5 * party.pressure


def let_commission_sit(w: World) -> None:
    """Let commissions hear claims and agree readings."""
    run = w.run
    laws = w.laws
    for place in range(run.force_count):
        agreement_number = w.links[run.force_at + place]
        agreement = w.agreements[agreement_number]
        text = w.texts[agreement.text]
        for at in range(text.provisions_at, text.provisions_at + text.provisions_count):
            provision = w.provisions[at]
            if not works(provision, codes.P_COMMISSION, run.day, agreement.start):
                continue
            since = run.day - agreement.start
            if since < 1 or since % provision.every_days != 0:
                continue
            disputes = 0
            for number in range(agreement.duties_at, agreement.duties_at + agreement.duties_count):
                found = int(disputed(w, number))
                w.links[run.overdue_at + number - agreement.duties_at] = found
                disputes += found
            if run.docket == 0 and disputes == 0:
                continue
            first = NONE
            if w.links[text.signatories] > 0:
                first = w.links[text.signatories + 1]
            event = note(
                w,
                codes.TALKS,
                codes.COMMISSION,
                first,
                agreement=agreement_number,
                severity=float(run.docket),
            )
            came_out(w, codes.SAT)
            if run.docket > 2:
                because(w, run.docket_a)
            if run.docket > 1:
                because(w, run.docket_b)
            if run.docket > 0:
                because(w, run.docket_c)
            run.docket = 0
            for number in range(agreement.duties_at, agreement.duties_at + agreement.duties_count):
                if w.links[run.overdue_at + number - agreement.duties_at] == 0:
                    continue
                settles, picks, _, _ = draw(
                    w, COMMISSION, provision.key, agreement.key, w.duties[number].key
                )
                strength = provision.strength if provision.strength < 1.0 else 1.0
                if settles < laws.talks_clarify * strength:
                    agree_reading(w, number, event, picks)


def disputed(w: World, number: int) -> bool:
    """Whether guarantors read differently who owes a duty."""
    run = w.run
    first = NONE
    for who in range(run.parties):
        if w.parties[who].guarantor == 1:
            reading = debtors(w, number, who)
            if first == NONE:
                first = reading
            elif reading != first:
                return True
    return False


def agree_reading(w: World, number: int, event: int, uniform: float) -> None:
    """Settle on the reading of one of the guarantors."""
    run = w.run
    readers = 0
    for who in range(run.parties):
        readers += w.parties[who].guarantor
    left = int(uniform * readers)
    chosen = NONE
    for who in range(run.parties):
        if w.parties[who].guarantor == 1:
            if left == 0:
                chosen = debtors(w, number, who)
            left -= 1
    for who in range(run.parties):
        w.links[run.reading_at + number * run.parties + who] = chosen
    run.readings_changed = 1
    duty = w.duties[number]
    target = NONE
    if w.links[chosen] > 0:
        target = w.links[chosen + 1]
    note(w, codes.READING, 0, NONE, target, obligation=duty.obligation, agreement=duty.agreement)
    because(w, event)
