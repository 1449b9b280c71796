"""Phase 7: published counts, and grounds for public charges.

Public charges: made or not, true or not, laid before the accused.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.day import codes, measures
from sim.day import decide as decisions
from sim.day.codes import NONE
from sim.day.decide import decide
from sim.day.draws import NARROW, draw
from sim.day.notes import because, note, tally, weigh
from sim.day.situation import (
    against_fire,
    covers,
    debtors,
    overdue,
    owed_in_fact,
    owes,
    owing_opponent,
)
from sim.law.accusation import TRUE, accusation_chance, standing_of_charge
from sim.law.draws import ACCUSATION

if TYPE_CHECKING:
    from sim.day.state import Charge, World


def accuse_all(w: World) -> None:
    """Phase 7 of the day."""
    run = w.run
    for who in range(run.parties):
        if w.parties[who].publishes == 1:
            publish(w, who)
    for who in range(run.parties):
        party = w.parties[who]
        accuses = w.laws.accusation_active & party.accuses & party.committed
        if decide(w, decisions.ACCUSE, who, accuses):
            accuse(w, who)


def tells(w: World, victim: int, who: int) -> bool:
    """Whether a party is told what another of its camp saw."""
    camp = w.parties[who].camp
    return victim == who or (camp != NONE and w.parties[victim].camp == camp)


def publish(w: World, who: int) -> None:
    """Publish the day's count of the other camp's violations."""
    run = w.run
    party = w.parties[who]
    total = 0
    attacks = False
    for other in range(run.parties):
        attacks = attacks or attacks_with(w, who, other)
    for place in range(news_count(w, who)):
        entry = w.sightings[news_item(w, who, place)]
        if not attacks or not on_own_axis(w, who, entry.sector):
            # What was imagined has no attacks, and counts as one.
            total += max(entry.attacks, 1)
    party.published = total
    note(w, codes.PUBLICATION, 0, who, severity=float(total))
    w.counts[run.day + run.run_in - 1][who] = total


def attacks_with(w: World, who: int, other: int) -> bool:
    """Whether a member of a party's camp has an offensive running."""
    attacker = w.parties[other]
    return bool(
        attacker.camp == w.parties[who].camp
        and attacker.operation == 1
        and attacker.op_running == 1
    )


def on_own_axis(w: World, who: int, number: int) -> bool:
    """Whether an offensive of a party's own camp aims at a sector."""
    run = w.run
    for other in range(run.parties):
        if attacks_with(w, who, other) and w.fronts[other][number].target > 0:
            return True
    return False


def accuse(w: World, who: int) -> None:
    """Turn grounds for complaint into public charges."""
    run = w.run
    laws = w.laws
    newest = NONE
    for at in range(run.live_at, run.live_at + run.live_count):
        number = w.links[at]
        duty = w.duties[number]
        obligation = w.obligations[duty.obligation]
        if against_fire(obligation):
            if newest == NONE:
                newest = duty.agreement
            if duty.agreement == newest:
                charge_fire(w, who, number)
        elif obligation.kind == codes.REFRAIN:
            charge_act(w, who, number)
        elif overdue(duty, obligation, run.day):
            accused = owing_opponent(w, number, who)
            grounds = duty.gap * obligation.visibility * obligation.importance
            if accused == NONE or grounds <= 0.0:
                continue
            rate = laws.accusation_overdue_rate
            chance = charge_chance(w, who, number, accused, rate, grounds)
            if chance > 0.0:
                charge_first(
                    w,
                    who,
                    number,
                    accused,
                    grounds,
                    chance,
                    duty.deadline_event,
                    NONE,
                    NONE,
                    NONE,
                    NONE,
                    NONE,
                )


def news_item(w: World, who: int, place: int) -> int:
    """Which sighting stands at a place of the list of what a party's camp was told today."""
    return int(w.shared[w.parties[who].camp_first * len(w.sightings) + place])


def news_count(w: World, who: int) -> int:
    """How many sightings a party's camp was told of today, each fire once."""
    return int(w.parties[w.parties[who].camp_first].shared)


def fire_reported(w: World, who: int, number: int) -> float:
    """Fire against a duty that a camp was told of today, reckoned once for all its members."""
    run = w.run
    found = w.fire[number][w.parties[who].camp]
    if found.day != run.day:
        found.day = run.day
        found.severity = 0.0
        obligation = w.obligations[w.duties[number].obligation]
        for place in range(news_count(w, who)):
            entry = w.sightings[news_item(w, who, place)]
            if entry.forbidden == 1 and covers(w, obligation, entry.sector):
                found.severity += entry.size
    return found.severity


def worst_reported(w: World, who: int, number: int) -> tuple[int, int, int]:
    """Worst three sightings of fire against a duty that a camp was told of; -1 for none."""
    obligation = w.obligations[w.duties[number].obligation]
    first = NONE
    second = NONE
    third = NONE
    for place in range(news_count(w, who)):
        each = news_item(w, who, place)
        entry = w.sightings[each]
        if entry.size <= 0.0 or entry.forbidden == 0 or not covers(w, obligation, entry.sector):
            continue
        if first == NONE or worse(w, each, first):
            third = second
            second = first
            first = each
        elif second == NONE or worse(w, each, second):
            third = second
            second = each
        elif third == NONE or worse(w, each, third):
            third = each
    return first, second, third


def charge_fire(w: World, who: int, number: int) -> None:
    """Charge somebody for the fire that was told of today, if it passes what one tolerates."""
    run = w.run
    party = w.parties[who]
    if party.camp == NONE:
        return
    fronts = run.front_count if run.front_count > 1 else 1
    grounds = fire_reported(w, who, number) / fronts - party.tolerance
    if grounds <= 0.0:
        return
    accused = answerable(w, who, number)
    if accused == NONE:
        return
    rate = w.laws.accusation_breach_rate
    chance = charge_chance(w, who, number, accused, rate, grounds)
    if chance <= 0.0:
        return
    first, second, third = worst_reported(w, who, number)
    event_b = NONE
    author_b = NONE
    event_c = NONE
    author_c = NONE
    if second != NONE:
        event_b = w.sightings[second].event
        author_b = w.sightings[second].author
    if third != NONE:
        event_c = w.sightings[third].event
        author_c = w.sightings[third].author
    charge_first(
        w,
        who,
        number,
        accused,
        grounds,
        chance,
        w.sightings[first].event,
        w.sightings[first].author,
        event_b,
        author_b,
        event_c,
        author_c,
    )


def worse(w: World, one: int, other: int) -> bool:
    """Whether a sighting is worse than another: more severe, or else earlier in the log."""
    first = w.sightings[one]
    second = w.sightings[other]
    if first.severity != second.severity:
        return bool(first.severity > second.severity)
    return bool(first.event < second.event)


def answerable(w: World, who: int, number: int) -> int:
    """Who is charged for fire: a guarantor charges a guarantor, others the culprit."""
    obligation = w.obligations[w.duties[number].obligation]
    at = debtors(w, number, who)
    first = NONE
    for place in range(at + 1, at + 1 + w.links[at]):
        other = w.links[place]
        if w.pairs[who][other].hostile == 0:
            continue
        if first == NONE:
            first = other
        if w.parties[who].guarantor == 1 and w.parties[other].guarantor == 1:
            return other
    if first == NONE:
        return NONE
    for place in range(at + 1, at + 1 + w.links[at]):
        other = w.links[place]
        if w.pairs[who][other].hostile == 0:
            continue
        for each in range(news_count(w, who)):
            entry = w.sightings[news_item(w, who, each)]
            if (
                entry.size > 0.0
                and entry.forbidden == 1
                and entry.blamed == other
                and covers(w, obligation, entry.sector)
            ):
                return other
    return first


def charge_act(w: World, who: int, number: int) -> None:
    """Charge a guarantor for a delivery of arms or troops that was seen."""
    run = w.run
    obligation = w.obligations[w.duties[number].obligation]
    rate = w.laws.accusation_overdue_rate
    grounds = obligation.visibility * obligation.importance
    for each in range(run.opened):
        entry = w.opened[each]
        if (
            entry.reader != who
            or entry.act != obligation.act
            or not owes(w, number, who, entry.author)
        ):
            continue
        chance = charge_chance(w, who, number, entry.author, rate, grounds)
        if chance > 0.0:
            charge_first(
                w,
                who,
                number,
                entry.author,
                grounds,
                chance,
                entry.event,
                entry.author,
                NONE,
                NONE,
                NONE,
                NONE,
            )


def charge_chance(
    w: World, who: int, number: int, accused: int, rate: float, grounds: float
) -> float:
    """Chance that a ground for complaint becomes a public charge; 0 where it does not today."""
    run = w.run
    duty = w.duties[number]
    last = w.links[charge_place(w, who, accused, duty.obligation)]
    uniform, _, _, _ = draw(w, ACCUSATION, w.parties[who].key, w.parties[accused].key, duty.key)
    if uniform > rate * grounds + NARROW:
        # Surely none: the chance is at most rate times grounds.
        return 0.0
    chance = accusation_chance(rate, grounds, run.day - last, w.laws.accusation_refractory_days)
    return chance if uniform < chance else 0.0


def charge_first(
    w: World,
    who: int,
    number: int,
    accused: int,
    grounds: float,
    chance: float,
    event_a: int,
    author_a: int,
    event_b: int,
    author_b: int,
    event_c: int,
    author_c: int,
) -> None:
    """Make a public charge that answers no other, and say what decided it."""
    charge(
        w, who, number, accused, grounds, event_a, author_a, event_b, author_b, event_c, author_c, 0
    )
    layout = codes.W_CHARGE
    if event_a == NONE and event_b == NONE and event_c == NONE:
        layout = codes.W_ONGOING
    weigh(w, layout, chance, grounds)
    if layout == codes.W_ONGOING:
        weigh(w, layout, 1.0)


def charge_place(w: World, who: int, accused: int, obligation: int) -> int:
    """Address of the day of the last charge of a party against another under a clause."""
    run = w.run
    pair = who * run.parties + accused
    return int(run.charge_at + pair * len(w.obligations) + obligation)


def charge(
    w: World,
    who: int,
    number: int,
    accused: int,
    grounds: float,
    event_a: int,
    author_a: int,
    event_b: int,
    author_b: int,
    event_c: int,
    author_c: int,
    counter: int,
) -> int:
    """Make an accusation; a counter-charge is heard and answered on the next day."""
    run = w.run
    duty = w.duties[number]
    standing = truth(w, who, number, accused, author_a, author_b, author_c)
    event = note(
        w,
        codes.ACCUSATION,
        standing,
        who,
        accused,
        obligation=duty.obligation,
        agreement=duty.agreement,
        severity=grounds,
    )
    because(w, event_a, event_b, event_c)
    if counter == 1:
        weigh(w, codes.W_COUNTER, 1.0)
    tally(w, measures.ACCUSATIONS)
    tally(w, measures.ACCUSATIONS_TRUE + standing)
    w.links[charge_place(w, who, accused, duty.obligation)] = run.day
    w.pairs[who][accused].charged_event = event
    w.parties[who].latest_charge = event
    full = run.late >= len(w.late) if counter == 1 else run.charges >= len(w.charges)
    if full:
        run.overflow = 1
        return event
    if counter == 1:
        file_charge(w.late[run.late], accused, who, duty.obligation, event, standing, 1)
        run.late += 1
    else:
        file_charge(w.charges[run.charges], accused, who, duty.obligation, event, standing, 0)
        run.charges += 1
    for other in range(run.parties):
        if w.pairs[other][who].hostile == 1:
            continue
        pair = w.pairs[other][accused]
        if counter == 1:
            if pair.late == NONE:
                pair.late = event
                pair.late_actor = who
        elif pair.heard == NONE:
            pair.heard = event
            pair.heard_actor = who
    return event


def file_charge(
    entry: Charge,
    accused: int,
    accuser: int,
    obligation: int,
    event: int,
    standing: int,
    counter: int,
) -> None:
    """Lay a charge before the accused."""
    entry.accused = accused
    entry.accuser = accuser
    entry.obligation = obligation
    entry.event = event
    entry.guilty = int(standing == TRUE)
    entry.counter = counter


def truth(
    w: World, who: int, number: int, accused: int, author_a: int, author_b: int, author_c: int
) -> int:
    """Whether a charge is true, false or contested."""
    run = w.run
    duty = w.duties[number]
    obligation = w.obligations[duty.obligation]
    if obligation.kind == codes.REFRAIN:
        happened = (
            answers_for(w, accused, author_a)
            or answers_for(w, accused, author_b)
            or answers_for(w, accused, author_c)
        )
    else:
        happened = overdue(duty, obligation, run.day)
    return standing_of_charge(
        int(happened),
        int(owed_in_fact(w, number, accused)),
        int(owes(w, number, who, accused)),
    )


def answers_for(w: World, accused: int, author: int) -> bool:
    """Whether an act is the accused's own, or a client's."""
    if author == NONE:
        return False
    if author == accused:
        return True
    for number in range(len(w.ties)):
        tie = w.ties[number]
        if tie.sponsor == accused and tie.client == author:
            return True
    return False
