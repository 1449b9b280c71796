"""Phase 8: belief moves on what each saw and whom it believes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.engine.accusing import tells, told_count, told_of
from sim.engine.codes import NONE
from sim.engine.situation import debtors, forbids_fire, overdue, reckon_beliefs
from sim.law.trust import (
    cleared,
    day_evidence,
    day_kept,
    finding_chances,
    ledger_growth,
    posterior,
    remembered,
    weight_of_fire,
)

if TYPE_CHECKING:
    from sim.engine.tables import Today, Treaty, World


def update_beliefs(world: World, treaty: Treaty, today: Today) -> None:
    """Phase 8 of the day."""
    run = world.run[0]
    run.overdue_count = 0
    if world.laws[0].overdue_active == 1:
        for at in range(run.live_at, run.live_at + run.live_count):
            number = world.links[at]
            duty = treaty.duties[number]
            if overdue(duty, treaty.obligations[duty.obligation], run.day):
                world.links[run.overdue_at + run.overdue_count] = number
                run.overdue_count += 1
    for number in range(len(today.monitors)):
        today.monitors[number].chance_to_tell = chance_to_tell(world, today, number)
    for who in range(run.parties):
        blame_for_fire(world, treaty, today, who)
    for who in range(run.parties):
        blame_for_acts(world, today, who)
        watched = 0.0
        for number in range(len(today.monitors)):
            if reaches(world, today, number, who):
                watched += today.monitors[number].chance_to_tell
        if watched > 1.0:
            watched = 1.0
        for other in range(run.parties):
            pair = world.pairs[who * run.parties + other]
            if pair.other_camp == 1:
                update(world, today, who, other, watched)
        keep_ledger(world, treaty, who)
        reckon_beliefs(world, who)


def lay(
    world: World, who: int, name: int, severity: float, event: int, author: int, forbidden: int
) -> None:
    """Hold one party responsible, in the eyes of another."""
    pair = world.pairs[who * world.run[0].parties + name]
    pair.blame += severity
    pair.blame_event = event
    pair.blame_author = author
    pair.blame_forbidden = forbidden


def lay_fire(
    world: World, who: int, name: int, severity: float, event: int, author: int, forbidden: int
) -> None:
    """Hold a party responsible for fire, and those who answer for it."""
    run = world.run[0]
    weighed = severity * weight_of_fire(forbidden, world.laws[0].belief_unwritten)
    if weighed <= 0.0:
        return
    lay(world, who, name, weighed, event, author, forbidden)
    for other in range(run.parties):
        answer = world.pairs[name * run.parties + other]
        if answer.answers == 1:
            lay(world, who, other, answer.share * weighed, event, author, forbidden)


def chance_to_tell(world: World, today: Today, number: int) -> float:
    """Chance of a monitor to detect an attack, mean over the fronts of the map."""
    run = world.run[0]
    monitor = today.monitors[number]
    if monitor.on_duty == 0:
        return 0.0
    covered = 0
    for at in range(run.front_at, run.front_at + run.front_count):
        covered += world.links[monitor.covers_at + world.links[at]]
    return monitor.detection * covered / (run.front_count if run.front_count > 1 else 1)


def clear(world: World, who: int, name: int, severity: float) -> None:
    """Take fire off a party, in the eyes of another, and off those who answer for it."""
    run = world.run[0]
    world.pairs[who * run.parties + name].cleared += severity
    for other in range(run.parties):
        answer = world.pairs[name * run.parties + other]
        if answer.answers == 1:
            world.pairs[who * run.parties + other].cleared += answer.share * severity


def laid_on(world: World, today: Today, each: int, who: int) -> int:
    """On whom a camp laid the fire of a finding; nobody if it saw none."""
    saw, laid = blamed_before(world, today, each, who)
    return laid if saw == 1 else NONE


def blamed_before(world: World, today: Today, each: int, who: int) -> tuple[int, int]:
    """Whether a camp saw the fire of a finding itself, and if so, on whom it laid it."""
    run = world.run[0]
    finding = today.published[each]
    camp = world.parties[who].camp
    if camp == NONE:
        return 0, NONE
    # Where a monitor imagined it there is no author, and any will do in his place.
    told = (finding.sector * run.parties + max(finding.author, 0)) * run.parties + camp
    seen = world.links[run.told_at + told] >= run.day - today.monitors[finding.monitor].delay
    return int(seen) & int(finding.author != NONE), int(world.links[run.laid_at + told])


def blame_for_fire(world: World, treaty: Treaty, today: Today, who: int) -> None:
    """Sum what each other party is held responsible for today, of fire seen and found.

    What was seen is told to the whole camp, so its first member reckons it for all; so does
    the first whom the same monitors reach with what they found.
    """
    run = world.run[0]
    party = world.parties[who]
    if party.hears_as < who:
        for other in range(run.parties):
            pair = world.pairs[who * run.parties + other]
            heard = world.pairs[party.hears_as * run.parties + other]
            pair.blame = heard.blame
            pair.blame_event = heard.blame_event
            pair.blame_author = heard.blame_author
            pair.blame_forbidden = heard.blame_forbidden
            pair.cleared = heard.cleared
        return
    blame_as_told(world, today, who)
    for place in range(list_news(world, today, who)):
        finding = today.published[today.listed[place]]
        before = laid_on(world, today, today.listed[place], who)
        forbidden = forbids_fire(world, treaty, finding.sector)
        if before != NONE:
            weight = weight_of_fire(forbidden, world.laws[0].belief_unwritten)
            clear(world, who, before, finding.severity * weight)
        if world.pairs[who * run.parties + finding.named].hostile == 1:
            lay_fire(
                world,
                who,
                finding.named,
                finding.severity,
                finding.event,
                finding.author,
                forbidden,
            )


def list_news(world: World, today: Today, who: int) -> int:
    """List the findings that are news to a party, and count them."""
    run = world.run[0]
    count = 0
    for each in range(run.published):
        finding = today.published[each]
        # What the camp saw by itself, and laid on the same party, is no news.
        saw, laid = blamed_before(world, today, each, who)
        news = 1 - (saw & int(laid == finding.named))
        today.listed[count] = each
        count += news & int(reaches(world, today, finding.monitor, who))
    return count


def blame_as_told(world: World, today: Today, who: int) -> None:
    """Sum what the members of a party's camp saw today."""
    run = world.run[0]
    first = world.parties[who].camp_first
    for other in range(run.parties):
        pair = world.pairs[who * run.parties + other]
        told = world.pairs[first * run.parties + other]
        pair.blame = told.told if first < who else 0.0
        pair.blame_event = told.told_event if first < who else NONE
        pair.blame_author = told.told_author if first < who else NONE
        pair.blame_forbidden = told.told_forbidden if first < who else 0
        pair.cleared = 0.0
    if first < who:
        return
    for place in range(told_count(world, who)):
        entry = today.sightings[told_of(world, today, who, place)]
        lay_fire(world, who, entry.blamed, entry.size, entry.event, entry.author, entry.forbidden)
    for other in range(run.parties):
        pair = world.pairs[who * run.parties + other]
        pair.told = pair.blame
        pair.told_event = pair.blame_event
        pair.told_author = pair.blame_author
        pair.told_forbidden = pair.blame_forbidden


def blame_for_acts(world: World, today: Today, who: int) -> None:
    """Add what each is held responsible for besides fire: open acts, and what others say."""
    run = world.run[0]
    for each in range(run.opened):
        opened = today.opened[each]
        if opened.reader == who:
            lay(world, who, opened.author, 1.0, opened.event, opened.author, 1)
    for accused in range(run.parties):
        pair = world.pairs[who * run.parties + accused]
        if pair.heard != NONE and accused != who and pair.heard_actor != who:
            severity = world.laws[0].belief_hearsay * run.front_count
            lay(world, who, accused, severity, pair.heard, NONE, 1)


def reaches(world: World, today: Today, number: int, who: int) -> bool:
    """Whether a monitor's findings reach a party."""
    monitor = today.monitors[number]
    return bool((monitor.public | world.links[monitor.operated_at + who]) == 1)


def update(world: World, today: Today, who: int, other: int, watched: float) -> None:
    """Move the belief of one party in another."""
    run = world.run[0]
    laws = world.laws[0]
    pair = world.pairs[who * run.parties + other]
    if pair.blame_event != NONE:
        pair.evidence = pair.blame_event
        pair.evidence_author = pair.blame_author
        pair.evidence_forbidden = pair.blame_forbidden
    promised = world.parties[other].promises
    evidence = 0.0
    kept = 0.0
    if promised == 1:
        fronts = run.front_count if run.front_count > 1 else 1
        if pair.blame != 0.0:
            evidence = day_evidence(pair.blame / fronts, laws.belief_breach_weight)
        kept = day_kept(laws.belief_kept_rate, evidence, laws.belief_verified, watched)
        if world.parties[who].bayesian == 1:
            reason(world, today, who, other)
    pair.kept = remembered(pair.kept, laws.belief_forgetting, kept)
    pair.broken = remembered(pair.broken, laws.belief_forgetting, laws.belief_asymmetry * evidence)
    if promised == 1 and pair.cleared > 0.0:
        fronts = run.front_count if run.front_count > 1 else 1
        mistaken = day_evidence(pair.cleared / fronts, laws.belief_breach_weight)
        pair.broken = cleared(pair.broken, laws.belief_asymmetry, mistaken)


def keep_ledger(world: World, treaty: Treaty, who: int) -> None:
    """Enter overdue duties with those who owe them, as a party reads the text."""
    run = world.run[0]
    for other in range(run.parties):
        pair = world.pairs[who * run.parties + other]
        pair.most = 0.0
        pair.counted = NONE
    for at in range(run.overdue_at, run.overdue_at + run.overdue_count):
        number = world.links[at]
        duty = treaty.duties[number]
        obligation = treaty.obligations[duty.obligation]
        growth = ledger_growth(duty.gap, obligation.visibility, obligation.importance)
        if growth <= 0.0:
            continue
        owing = debtors(world, number, who)
        for place in range(owing + 1, owing + 1 + world.links[owing]):
            pair = world.pairs[who * run.parties + world.links[place]]
            if pair.other_camp == 0 or pair.counted == number:
                continue
            pair.counted = number
            pair.overdue += growth
            if growth >= pair.most and duty.deadline_event != NONE:
                pair.most = growth
                pair.undelivered = duty.deadline_event


def could_stop(world: World, who: int, author: int) -> float:
    """Chance that a committed party would have stopped an act of an author."""
    run = world.run[0]
    if author == who:
        return world.parties[who].control
    answer = world.pairs[author * run.parties + who]
    return answer.share if answer.answers == 1 else 0.0


def reason(world: World, today: Today, who: int, other: int) -> None:
    """Move the chance of a committed type by Bayes' rule on what was learnt today."""
    run = world.run[0]
    pair = world.pairs[who * run.parties + other]
    learnt = False
    stopped = seen_against(world, today, who, other)
    if stopped > 0.0:
        learnt = True
        pair.probability = posterior(pair.probability, 1.0 - stopped, 1.0)
    for each in range(run.published):
        finding = today.published[each]
        if not reaches(world, today, finding.monitor, who):
            continue
        if laid_on(world, today, each, who) == finding.named:
            continue
        sector = world.sectors[finding.sector]
        named = could_stop(world, other, finding.named)
        spared = 0.0
        for at in range(sector.present_at, sector.present_at + sector.present_count):
            found = could_stop(world, other, world.links[at])
            spared = found if found > spared else spared
        if named > 0.0 or spared > 0.0:
            learnt = True
            if_committed, if_not = finding_chances(
                int(named > 0.0),
                named if named > 0.0 else spared,
                today.monitors[finding.monitor].attribution,
                sector.present_count,
            )
            pair.probability = posterior(pair.probability, if_committed, if_not)
    if not learnt:
        pair.probability = posterior(
            pair.probability, 1.0, 1.0 - world.laws[0].belief_uncommitted_breach
        )


def seen_against(world: World, today: Today, who: int, other: int) -> float:
    """Chance that a committed party would have prevented the worst seen or told today."""
    run = world.run[0]
    most = 0.0
    for each in range(run.sightings):
        entry = today.sightings[each]
        if tells(world, entry.victim, who):
            weight = weight_of_fire(entry.forbidden, world.laws[0].belief_unwritten)
            found = weight * could_stop(world, other, entry.blamed)
            most = found if found > most else most
    for each in range(run.opened):
        opened = today.opened[each]
        if opened.reader == who and opened.author == other:
            found = world.parties[other].control
            most = found if found > most else most
    pair = world.pairs[who * run.parties + other]
    if pair.heard != NONE and pair.heard_actor != who:
        found = world.laws[0].belief_hearsay * world.parties[other].control
        most = found if found > most else most
    return most
