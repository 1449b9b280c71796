"""What is the case today: the questions that every phase asks of the tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.engine.codes import (
    ACT_ATTACK,
    DELIVER,
    NONE,
    REFRAIN,
)
from sim.law.guarantee import deterrence
from sim.law.order import cost_of_being_found
from sim.law.trust import belief_with_ledger, reputation

if TYPE_CHECKING:
    from sim.engine.tables import Field, Rows, Today, Treaty, World


def in_list(links: Rows, at: int, who: int) -> bool:
    """Whether somebody is in the list that stands at an address."""
    for place in range(at + 1, at + 1 + links[at]):
        if links[place] == who:
            return True
    return False


def on_day(field: Field, at: int, count: int, day: int) -> float:
    """Value of a path in time on a day."""
    value = field.steps[at].value
    for number in range(at, at + count):
        if field.steps[number].day <= day:
            value = field.steps[number].value
    return value


def conduct(pair: Rows, bayesian: int) -> float:
    """Belief from conduct on the line alone."""
    if bayesian == 1:
        return pair.probability
    return reputation(pair.kept, pair.broken, pair.prior_kept, pair.prior_broken)


def grounds(pair: Rows, bayesian: int) -> int:
    """Event behind what lowers this belief most."""
    if pair.undelivered == NONE:
        return pair.evidence
    by_ledger = 1.0 - belief_with_ledger(1.0, pair.overdue, pair.weight)
    if pair.evidence == NONE or by_ledger > 1.0 - conduct(pair, bayesian):
        return pair.undelivered
    return pair.evidence


def reckon_beliefs(world: World, who: int) -> None:
    """Reckon anew how far a party believes each hostile one."""
    party = world.parties[who]
    count = world.run[0].parties
    total = 0.0
    opposing = 0
    for other in range(count):
        pair = world.pairs[who * count + other]
        if pair.hostile == 1:
            pair.level = conduct(pair, party.bayesian)
            if pair.overdue != 0.0:
                pair.level = belief_with_ledger(pair.level, pair.overdue, pair.weight)
            if pair.opposes == 1:
                total += pair.level
                opposing += 1
    party.opposing_belief = total / opposing if opposing > 0 else 1.0


def latest_evidence(world: World, who: int) -> int:
    """Event that last told against the other side, by its most doubted member."""
    party = world.parties[who]
    count = world.run[0].parties
    best = NONE
    lowest = 2.0
    for other in range(count):
        pair = world.pairs[who * count + other]
        counts = pair.rival if party.guarantor == 1 else pair.opposes
        if counts == 1 and pair.level < lowest:
            found = grounds(pair, party.bayesian)
            if found != NONE:
                lowest = pair.level
                best = found
    return best


def mean_trust(world: World) -> float:
    """Mean belief of hostile committed parties in each other."""
    count = world.run[0].parties
    total = 0.0
    pairs = 0
    for one in range(count):
        if world.parties[one].committed == 0:
            continue
        for other in range(count):
            pair = world.pairs[one * count + other]
            if pair.hostile == 1 and world.parties[other].committed == 1:
                total += pair.level
                pairs += 1
    return total / pairs if pairs > 0 else 1.0


def live(pact: Rows, day: int) -> bool:
    """Whether an agreement is in force today."""
    return pact.start <= day and pact.closed == NONE


def find_measured(run: Rows, treaty: Treaty) -> int:
    """Newest agreement whose end is measured, in force or not."""
    day = run.day if run.day > 1 else 1
    for number in range(run.pacts - 1, -1, -1):
        pact = treaty.pacts[number]
        if pact.framework == 0 and pact.start <= day:
            return number
    return NONE


def takes_in(world: World, treaty: Treaty, pact: int, who: int) -> bool:
    """Whether a party signed an agreement or is bound by it."""
    return world.links[treaty.texts[treaty.pacts[pact].text].takes_at + who] == 1


def truce_holds(run: Rows, treaty: Treaty) -> bool:
    """Whether a measured agreement is in force and nobody is on the attack."""
    number = find_measured(run, treaty)
    return number != NONE and live(treaty.pacts[number], run.day) and run.attackers == 0


def under_attack(world: World, who: int) -> bool:
    """Whether a party attacks, or one hostile to it does."""
    run = world.run[0]
    if run.attackers == 0:
        return False
    for other in range(run.parties):
        if world.parties[other].attacking == 1 and (
            other == who or world.pairs[who * run.parties + other].hostile == 1
        ):
            return True
    return False


def truce_binds(world: World, treaty: Treaty, who: int) -> bool:
    """Whether a measured agreement is in force and no attack involves a party."""
    run = world.run[0]
    number = find_measured(run, treaty)
    if number == NONE or not live(treaty.pacts[number], run.day):
        return False
    return not under_attack(world, who)


def debtors(world: World, duty: int, reader: int) -> int:
    """Address of the list of who owes a duty, as a party reads the text."""
    run = world.run[0]
    return world.links[run.reading_at + duty * run.parties + reader]


def owes(world: World, duty: int, reader: int, who: int) -> bool:
    """Whether a party owes a duty in a reader's reading."""
    return in_list(world.links, debtors(world, duty, reader), who)


def owed_in_fact(world: World, treaty: Treaty, duty: int, who: int) -> bool:
    """Whether a party owes a duty by the letter or in its own reading."""
    letter = treaty.obligations[treaty.duties[duty].obligation].owed
    return in_list(world.links, letter, who) or owes(world, duty, who, who)


def covers(world: World, obligation: Rows, sector: int) -> bool:
    """Whether a sector lies in the zone that a clause speaks of."""
    return obligation.zoned == 0 or world.links[obligation.covers_at + sector] == 1


def against_fire(obligation: Rows) -> bool:
    """Whether a clause forbids attacks."""
    return obligation.kind == REFRAIN and obligation.act == ACT_ATTACK


def overdue(duty: Rows, obligation: Rows, day: int) -> bool:
    """Whether something of a duty is undelivered after its day."""
    if obligation.kind == DELIVER:
        return duty.met == 0 and duty.due_stated == 1 and day > duty.due
    return duty.gap > 0.0


def owing_opponent(world: World, duty: int, reader: int) -> int:
    """Which hostile party owes a duty in a party's reading, a guarantor first."""
    run = world.run[0]
    at = debtors(world, duty, reader)
    first = NONE
    for place in range(at + 1, at + 1 + world.links[at]):
        who = world.links[place]
        if world.pairs[reader * run.parties + who].hostile == 1:
            if world.parties[who].guarantor == 1:
                return who
            if first == NONE:
                first = who
    return first


def duty_against_fire(world: World, treaty: Treaty, who: int, sector: int) -> int:
    """Newest duty that forbids a party to attack in a sector today."""
    run = world.run[0]
    if run.day < 1:
        return NONE
    place = world.places[who * run.sectors + sector]
    if place.forbid_version != run.duty_version:
        place.forbid_version = run.duty_version
        place.forbid = NONE
        for at in range(run.live_at, run.live_at + run.live_count):
            number = world.links[at]
            obligation = treaty.obligations[treaty.duties[number].obligation]
            if (
                against_fire(obligation)
                and covers(world, obligation, sector)
                and owed_in_fact(world, treaty, number, who)
            ):
                place.forbid = number
                break
    return place.forbid


def forbids_fire(world: World, treaty: Treaty, number: int) -> int:
    """Whether a live duty speaks of attacks in a sector."""
    run = world.run[0]
    if run.day < 1:
        return 0
    sector = world.sectors[number]
    if sector.forbid_version != run.duty_version:
        sector.forbid_version = run.duty_version
        sector.forbidden = 0
        for at in range(run.live_at, run.live_at + run.live_count):
            obligation = treaty.obligations[treaty.duties[world.links[at]].obligation]
            if against_fire(obligation) and covers(world, obligation, number):
                sector.forbidden = 1
                break
    return sector.forbidden


def cost_if_found(world: World, treaty: Treaty, today: Today, who: int, number: int) -> float:
    """Expected cost of a breach at a sector, over the monitors that work there."""
    run = world.run[0]
    if len(today.monitors) == 0 or duty_against_fire(world, treaty, who, number) == NONE:
        return 0.0
    sector = world.sectors[number]
    if sector.found_version != run.found_version:
        sector.found_version = run.found_version
        total = 0.0
        for each in range(len(today.monitors)):
            monitor = today.monitors[each]
            if monitor.on_duty == 1 and world.links[monitor.covers_at + number] == 1:
                total += cost_of_being_found(
                    monitor.detection, monitor.attribution, monitor.consequence
                )
        sector.found = total
    return sector.found


def surrounded(world: World, number: int) -> int:
    """Whether every neighbouring sector is held by the other camp."""
    run = world.run[0]
    sector = world.sectors[number]
    if sector.near_count == 0:
        return 0
    for at in range(sector.near_at, sector.near_at + sector.near_count):
        other = world.sectors[world.links[at]].holder
        if world.pairs[sector.holder * run.parties + other].hostile == 0:
            return 0
    return 1


def deters(world: World, number: int, who: int) -> float:
    """Deterrent weight of guarantors' troops in a sector against a party."""
    run = world.run[0]
    laws = world.laws[0]
    if laws.deterrence_active == 0:
        return 0.0
    total = 0.0
    encircled = NONE
    for guarantor in range(run.parties):
        if (
            world.parties[guarantor].guarantor == 1
            and world.pairs[guarantor * run.parties + who].hostile == 1
        ):
            place = world.places[guarantor * run.sectors + number]
            if place.posts > 0.0 or place.forces > 0.0:
                if encircled == NONE:
                    encircled = surrounded(world, number)
                total += deterrence(
                    place.posts,
                    place.forces,
                    laws.deterrence_post,
                    encircled,
                    laws.deterrence_surrounded,
                )
    return total


def troops_against(world: World, who: int, number: int) -> float:
    """Deterrent weight of the troops that an act of a party at a front would meet."""
    run = world.run[0]
    place = world.places[who * run.sectors + number]
    if place.troops_version == run.troops_version:
        return place.troops
    place.troops_version = run.troops_version
    weight = 0.0
    hostile_ground = 0
    sector = world.sectors[number]
    if sector.holder == who:
        for at in range(sector.near_at, sector.near_at + sector.near_count):
            near = world.links[at]
            if world.pairs[world.sectors[near].holder * run.parties + who].hostile == 1:
                hostile_ground = 1
                found = deters(world, near, who)
                weight = found if found > weight else weight
    if hostile_ground == 0:
        found = deters(world, number, who)
        weight = found if found > weight else weight
    place.troops = weight
    return weight
