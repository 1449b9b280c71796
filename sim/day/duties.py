"""Duties from day to day: delivery, deadlines, patrols, posts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.day import codes, measures
from sim.day import decide as decisions
from sim.day.agreements import complete, first_owing, give_credit, omit, omit_all
from sim.day.codes import NONE
from sim.day.decide import decide
from sim.day.draws import draw
from sim.day.notes import because, note, tally, weigh
from sim.day.situation import covers, in_list, owes
from sim.law.draws import PATROL
from sim.law.guarantee import clients_effort, delivered

if TYPE_CHECKING:
    from sim.day.state import World


def effort_on(w: World, who: int, effort: float) -> float:
    """Effort on its own duties; a client's is partly its sponsor's."""
    party = w.parties[who]
    leverage = 0.0
    weighted = 0.0
    if party.sponsors > 0:
        tie = w.ties[party.sponsor_a]
        leverage += tie.leverage
        weighted += tie.leverage * w.parties[tie.sponsor].effort
    if party.sponsors > 1:
        tie = w.ties[party.sponsor_b]
        leverage += tie.leverage
        weighted += tie.leverage * w.parties[tie.sponsor].effort
    if leverage <= 0.0:
        return effort
    return clients_effort(effort, leverage, weighted / leverage)


def leverage_over(w: World, who: int, holder: int) -> float:
    """Share of a holder's decisions that are a party's."""
    for number in range(len(w.ties)):
        tie = w.ties[number]
        if tie.sponsor == who and tie.client == holder:
            return tie.leverage
    return 0.0


def ability(w: World, number: int, who: int) -> float:
    """Share of the place where a party can deliver a duty at all."""
    run = w.run
    obligation = w.obligations[w.duties[number].obligation]
    if obligation.about == NONE and obligation.zoned == 0:
        return 1.0
    kept = w.abilities[number][who]
    if kept.version == run.ground_version:
        return kept.share
    kept.version = run.ground_version
    kept.share = 1.0
    total = 0.0
    places = 0
    for sector in range(run.sectors):
        holder = w.sectors[sector].holder
        if covers(w, obligation, sector) and w.pairs[who][holder].hostile == 0:
            places += 1
            if holder == who:
                total += w.parties[who].control
            else:
                total += leverage_over(w, who, holder)
    if places > 0:
        kept.share = total / places
    return kept.share


def attend_to(w: World, number: int) -> None:
    """Let one duty move by a day."""
    kind = w.obligations[w.duties[number].obligation].kind
    if decide(w, decisions.ATTEND, NONE, 0, number):
        return
    if kind == codes.DELIVER:
        deliver(w, number)
    elif kind == codes.REPEAT:
        repeat(w, number)
    elif kind == codes.KEEP:
        keep(w, number)


def deliver(w: World, number: int) -> None:
    """Work on a delivery, and note a deadline that passes."""
    run = w.run
    duty = w.duties[number]
    obligation = w.obligations[duty.obligation]
    if duty.met == 1:
        return
    if obligation.settled == 0:
        work_on(w, number)
    if duty.progress >= 1.0:
        complete(w, number, NONE)
        return
    if duty.due_stated == 1 and run.day >= duty.due:
        if run.day == duty.due:
            duty.gap = 1.0 - duty.progress
            if duty.missed == codes.LONG_AGO:
                duty.missed = run.day
            before = duty.deadline_event
            duty.deadline_event = note(
                w,
                codes.DEADLINE,
                codes.DEADLINE_MISSED,
                NONE,
                first_owing(w, obligation),
                obligation=duty.obligation,
                agreement=duty.agreement,
                severity=duty.gap,
            )
            because(w, before)
            weigh(w, codes.W_PROGRESS, duty.progress)
            omit_all(w, number, duty.gap, duty.deadline_event)
        else:
            duty.gap = 1.0 - duty.progress


def work_on(w: World, number: int) -> None:
    """Let those who read a duty as theirs work on it; the weakest sets the pace."""
    run = w.run
    duty = w.duties[number]
    weakest = -1.0
    for who in range(run.parties):
        if owes(w, number, who, who):
            effort = decide(w, decisions.WORK, who, w.parties[who].effort, duty.obligation)
            contribution = effort_on(w, who, effort) * ability(w, number, who)
            if weakest < 0.0 or contribution < weakest:
                weakest = contribution
    if weakest < 0.0 or duty.due_stated == 0:
        return
    span = duty.first_due - w.agreements[duty.agreement].start
    if span < 1:
        span = 1
    difficulty = w.obligations[duty.obligation].difficulty
    duty.progress = delivered(duty.progress, 1.0 / span, weakest, 1.0, difficulty)


def repeat(w: World, number: int) -> None:
    """Hold a patrol, or miss it."""
    run = w.run
    duty = w.duties[number]
    obligation = w.obligations[duty.obligation]
    if run.day < duty.begins or (run.day - duty.begins) % obligation.every_days != 0:
        return
    first = NONE
    cut_short = 0
    absent = 0
    for who in range(run.parties):
        if not in_list(w.links, obligation.owed, who):
            continue
        shows, stays, _, _ = draw(w, PATROL, w.parties[who].key, 0, duty.key)
        w.links[run.flags_at + who] = 0
        stays_away = int(
            shows < obligation.difficulty * (1.0 - effort_on(w, who, w.parties[who].effort))
        )
        if decide(w, decisions.STAY_AWAY, who, stays_away, duty.obligation):
            w.links[run.flags_at + who] = 1
            absent += 1
            if first == NONE:
                first = who
        if stays < obligation.difficulty * (1.0 - ability(w, number, who)):
            cut_short = 1
    if absent > 0:
        duty.gap = 1.0
        event = note(
            w,
            codes.PATROL,
            codes.PATROL_MISSED,
            first,
            obligation=duty.obligation,
            agreement=duty.agreement,
        )
        duty.deadline_event = event
        for who in range(run.parties):
            if in_list(w.links, obligation.owed, who) and w.links[run.flags_at + who] == 1:
                omit(w, number, 1.0, event, who)
        return
    duty.gap = 0.0
    duty.last_done = run.day
    if cut_short == 0:
        give_credit(w, number)
    note(
        w,
        codes.PATROL,
        codes.PATROL_CUT_SHORT if cut_short == 1 else codes.PATROL_DONE,
        first_owing(w, obligation),
        obligation=duty.obligation,
        agreement=duty.agreement,
    )
    tally(w, measures.PATROLS_DONE)


def keep(w: World, number: int) -> None:
    """Look whether posts stand, and in whose hands the ground around them is."""
    run = w.run
    duty = w.duties[number]
    if duty.kept_version == run.ground_version:
        return
    duty.kept_version = run.ground_version
    obligation = w.obligations[duty.obligation]
    places = 0
    lost = 0
    for sector in range(run.sectors):
        if not covers(w, obligation, sector):
            continue
        posted = False
        for at in range(obligation.owed + 1, obligation.owed + 1 + w.links[obligation.owed]):
            if w.fronts[w.links[at]][sector].posts > 0.0:
                posted = True
        if posted:
            places += 1
            if w.sectors[sector].holder == obligation.about:
                lost += 1
    before = duty.gap
    if places == 0:
        duty.gap = 1.0
    elif obligation.about == NONE:
        duty.gap = 0.0
    else:
        duty.gap = lost / places
    if before <= 0.0 < duty.gap:
        omit_all(w, number, duty.gap, NONE)
