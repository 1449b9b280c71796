"""What is the case today: the questions that every phase asks of the tables.

What the texts in force are worth to a party, and what their provisions do today.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.day import codes
from sim.day.codes import NONE
from sim.law.guarantee import deterrence
from sim.law.order import cost_of_being_found, worth_of_agreement
from sim.law.talks import discounted_worth
from sim.law.trust import belief_with_ledger, reputation

if TYPE_CHECKING:
    from sim.day.state import Agreement, Duty, Obligation, Pair, Provision, World


def in_list(links: list[int], at: int, who: int) -> bool:
    """Whether somebody is in the list that stands at an address."""
    for place in range(at + 1, at + 1 + links[at]):
        if links[place] == who:
            return True
    return False


def on_day(w: World, at: int, count: int, day: int) -> float:
    """Value of a path in time on a day."""
    value = w.steps[at].value
    for number in range(at, at + count):
        if w.steps[number].day <= day:
            value = w.steps[number].value
    return value


def conduct(pair: Pair, bayesian: int) -> float:
    """Belief from conduct on the line alone."""
    if bayesian == 1:
        return pair.probability
    return reputation(pair.kept, pair.broken, pair.prior_kept, pair.prior_broken)


def grounds(pair: Pair, bayesian: int) -> int:
    """Event behind what lowers this belief most."""
    if pair.undelivered == NONE:
        return pair.evidence
    by_ledger = 1.0 - belief_with_ledger(1.0, pair.overdue, pair.weight)
    if pair.evidence == NONE or by_ledger > 1.0 - conduct(pair, bayesian):
        return pair.undelivered
    return pair.evidence


def reckon_beliefs(w: World, who: int) -> None:
    """Reckon anew how far a party believes each hostile one."""
    party = w.parties[who]
    count = w.run.parties
    total = 0.0
    opposing = 0
    for other in range(count):
        pair = w.pairs[who][other]
        if pair.hostile == 1:
            pair.level = conduct(pair, party.bayesian)
            if pair.overdue != 0.0:
                pair.level = belief_with_ledger(pair.level, pair.overdue, pair.weight)
            if pair.opposes == 1:
                total += pair.level
                opposing += 1
    party.opposing_belief = total / opposing if opposing > 0 else 1.0


def latest_evidence(w: World, who: int) -> int:
    """Event that last told against the other side, by its most doubted member."""
    party = w.parties[who]
    count = w.run.parties
    best = NONE
    lowest = 2.0
    for other in range(count):
        pair = w.pairs[who][other]
        counts = pair.rival if party.guarantor == 1 else pair.opposes
        if counts == 1 and pair.level < lowest:
            found = grounds(pair, party.bayesian)
            if found != NONE:
                lowest = pair.level
                best = found
    return best


def mean_trust(w: World) -> float:
    """Mean belief of hostile committed parties in each other."""
    count = w.run.parties
    total = 0.0
    pairs = 0
    for one in range(count):
        if w.parties[one].committed == 0:
            continue
        for other in range(count):
            pair = w.pairs[one][other]
            if pair.hostile == 1 and w.parties[other].committed == 1:
                total += pair.level
                pairs += 1
    return total / pairs if pairs > 0 else 1.0


def live(agreement: Agreement, day: int) -> bool:
    """Whether an agreement is in force today."""
    return agreement.start <= day and agreement.closed == NONE


def find_measured(w: World) -> int:
    """Newest agreement whose end is measured, in force or not."""
    run = w.run
    day = run.day if run.day > 1 else 1
    for number in range(run.agreements - 1, -1, -1):
        agreement = w.agreements[number]
        if agreement.framework == 0 and agreement.start <= day:
            return number
    return NONE


def takes_in(w: World, agreement: int, who: int) -> bool:
    """Whether a party signed an agreement or is bound by it."""
    return w.links[w.texts[w.agreements[agreement].text].takes_at + who] == 1


def truce_holds(w: World) -> bool:
    """Whether a measured agreement is in force and nobody is on the attack."""
    run = w.run
    number = find_measured(w)
    return number != NONE and live(w.agreements[number], run.day) and run.attackers == 0


def under_attack(w: World, who: int) -> bool:
    """Whether a party attacks, or one hostile to it does."""
    run = w.run
    if run.attackers == 0:
        return False
    for other in range(run.parties):
        if w.parties[other].attacking == 1 and (other == who or w.pairs[who][other].hostile == 1):
            return True
    return False


def truce_binds(w: World, who: int) -> bool:
    """Whether a measured agreement is in force and no attack involves a party."""
    run = w.run
    number = find_measured(w)
    if number == NONE or not live(w.agreements[number], run.day):
        return False
    return not under_attack(w, who)


def debtors(w: World, duty: int, reader: int) -> int:
    """Address of the list of who owes a duty, as a party reads the text."""
    run = w.run
    return w.links[run.reading_at + duty * run.parties + reader]


def owes(w: World, duty: int, reader: int, who: int) -> bool:
    """Whether a party owes a duty in a reader's reading."""
    return in_list(w.links, debtors(w, duty, reader), who)


def owed_in_fact(w: World, duty: int, who: int) -> bool:
    """Whether a party owes a duty by the letter or in its own reading."""
    letter = w.obligations[w.duties[duty].obligation].owed
    return in_list(w.links, letter, who) or owes(w, duty, who, who)


def covers(w: World, obligation: Obligation, sector: int) -> bool:
    """Whether a sector lies in the zone that a clause speaks of."""
    return obligation.zoned == 0 or w.links[obligation.covers_at + sector] == 1


def against_fire(obligation: Obligation) -> bool:
    """Whether a clause forbids attacks."""
    return obligation.kind == codes.REFRAIN and obligation.act == codes.ACT_ATTACK


def overdue(duty: Duty, obligation: Obligation, day: int) -> bool:
    """Whether something of a duty is undelivered after its day."""
    if obligation.kind == codes.DELIVER:
        return duty.met == 0 and duty.due_stated == 1 and day > duty.due
    return duty.gap > 0.0


def owing_opponent(w: World, duty: int, reader: int) -> int:
    """Which hostile party owes a duty in a party's reading, a guarantor first."""
    at = debtors(w, duty, reader)
    first = NONE
    for place in range(at + 1, at + 1 + w.links[at]):
        who = w.links[place]
        if w.pairs[reader][who].hostile == 1:
            if w.parties[who].guarantor == 1:
                return who
            if first == NONE:
                first = who
    return first


def duty_against_fire(w: World, who: int, sector: int) -> int:
    """Newest duty that forbids a party to attack in a sector today."""
    run = w.run
    if run.day < 1:
        return NONE
    place = w.fronts[who][sector]
    if place.forbid_version != run.duty_version:
        place.forbid_version = run.duty_version
        place.forbid = NONE
        for at in range(run.live_at, run.live_at + run.live_count):
            number = w.links[at]
            obligation = w.obligations[w.duties[number].obligation]
            if (
                against_fire(obligation)
                and covers(w, obligation, sector)
                and owed_in_fact(w, number, who)
            ):
                place.forbid = number
                break
    return place.forbid


def forbids_fire(w: World, number: int) -> int:
    """Whether a live duty speaks of attacks in a sector."""
    run = w.run
    if run.day < 1:
        return 0
    sector = w.sectors[number]
    if sector.forbid_version != run.duty_version:
        sector.forbid_version = run.duty_version
        sector.forbidden = 0
        for at in range(run.live_at, run.live_at + run.live_count):
            obligation = w.obligations[w.duties[w.links[at]].obligation]
            if against_fire(obligation) and covers(w, obligation, number):
                sector.forbidden = 1
                break
    return sector.forbidden


def cost_if_found(w: World, who: int, number: int) -> float:
    """Expected cost of a breach at a sector, over the monitors that work there."""
    run = w.run
    if len(w.monitors) == 0 or duty_against_fire(w, who, number) == NONE:
        return 0.0
    sector = w.sectors[number]
    if sector.found_version != run.found_version:
        sector.found_version = run.found_version
        total = 0.0
        for each in range(len(w.monitors)):
            monitor = w.monitors[each]
            if monitor.on_duty == 1 and w.links[monitor.covers_at + number] == 1:
                total += cost_of_being_found(
                    monitor.detection, monitor.attribution, monitor.consequence
                )
        sector.found = total
    return sector.found


def surrounded(w: World, number: int) -> int:
    """Whether every neighbouring sector is held by the other camp."""
    sector = w.sectors[number]
    if sector.near_count == 0:
        return 0
    for at in range(sector.near_at, sector.near_at + sector.near_count):
        other = w.sectors[w.links[at]].holder
        if w.pairs[sector.holder][other].hostile == 0:
            return 0
    return 1


def deters(w: World, number: int, who: int) -> float:
    """Deterrent weight of guarantors' troops in a sector against a party."""
    run = w.run
    laws = w.laws
    if laws.deterrence_active == 0:
        return 0.0
    total = 0.0
    encircled = NONE
    for guarantor in range(run.parties):
        if w.parties[guarantor].guarantor == 1 and w.pairs[guarantor][who].hostile == 1:
            place = w.fronts[guarantor][number]
            if place.posts > 0.0 or place.forces > 0.0:
                if encircled == NONE:
                    encircled = surrounded(w, number)
                total += deterrence(
                    place.posts,
                    place.forces,
                    laws.deterrence_post,
                    encircled,
                    laws.deterrence_surrounded,
                )
    return total


def troops_against(w: World, who: int, number: int) -> float:
    """Deterrent weight of the troops that an act of a party at a front would meet."""
    run = w.run
    place = w.fronts[who][number]
    if place.troops_version == run.troops_version:
        return place.troops
    place.troops_version = run.troops_version
    weight = 0.0
    hostile_ground = 0
    sector = w.sectors[number]
    if sector.holder == who:
        for at in range(sector.near_at, sector.near_at + sector.near_count):
            near = w.links[at]
            if w.pairs[w.sectors[near].holder][who].hostile == 1:
                hostile_ground = 1
                found = deters(w, near, who)
                weight = found if found > weight else weight
    if hostile_ground == 0:
        found = deters(w, number, who)
        weight = found if found > weight else weight
    place.troops = weight
    return weight


def works(provision: Provision, kind: int, day: int, start: int) -> bool:
    """Whether a provision is of a kind and has not run out."""
    return provision.kind == kind and (provision.until == NONE or day < start + provision.until)


def guarantee_strength(w: World, who: int) -> float:
    """Logit units that guarantees in force add to a guarantor's will."""
    run = w.run
    total = 0.0
    for place in range(run.force_count):
        number = w.links[run.force_at + place]
        agreement = w.agreements[number]
        text = w.texts[agreement.text]
        for at in range(text.provisions_at, text.provisions_at + text.provisions_count):
            provision = w.provisions[at]
            if (
                works(provision, codes.P_GUARANTEE, run.day, agreement.start)
                and (provision.holder == NONE or provision.holder == who)
                and takes_in(w, number, who)
            ):
                total += provision.strength
    return total


def mediation(w: World, who: int) -> float:
    """Strength of mediation behind the texts in force that take in a party."""
    run = w.run
    total = 0.0
    for place in range(run.force_count):
        number = w.links[run.force_at + place]
        if not takes_in(w, number, who):
            continue
        agreement = w.agreements[number]
        text = w.texts[agreement.text]
        for at in range(text.provisions_at, text.provisions_at + text.provisions_count):
            provision = w.provisions[at]
            if works(provision, codes.P_MEDIATION, run.day, agreement.start):
                total += provision.strength
    return total


def commission_sits(w: World) -> bool:
    """Whether there is a commission to refer a claim to."""
    run = w.run
    for place in range(run.force_count):
        agreement = w.agreements[w.links[run.force_at + place]]
        text = w.texts[agreement.text]
        for at in range(text.provisions_at, text.provisions_at + text.provisions_count):
            if works(w.provisions[at], codes.P_COMMISSION, run.day, agreement.start):
                return True
    return False


def text_worth(w: World, who: int, share: float) -> float:
    """Worth of the best agreement that binds a party, by its belief in the other side."""
    run = w.run
    if under_attack(w, who):
        return 0.0
    laws = w.laws
    best = 0.0
    for place in range(run.force_count):
        number = w.links[run.force_at + place]
        if not takes_in(w, number, who):
            continue
        text = w.texts[w.agreements[number].text]
        worth = discounted_worth(
            text.worth, laws.ending_past_failures, run.failures + text.earlier_failures
        )
        if w.links[text.signs_at + who] == 0:
            worth = worth * laws.order_bound_share
        best = worth if worth > best else best
    if best <= 0.0:
        return 0.0
    pressed = 0.0
    if laws.order_mediated_worth > 0.0:
        pressed = laws.order_mediated_worth * mediation(w, who)
    return share * worth_of_agreement(best, w.parties[who].opposing_belief, pressed)
