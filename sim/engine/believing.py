"""Phase 8: belief moves on what each saw and whom it believes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.engine.accusing import tells
from sim.engine.codes import NONE
from sim.engine.situation import debtors, overdue, reckon_beliefs
from sim.law.trust import day_evidence, finding_chances, ledger_growth, posterior, remembered

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
    for who in range(run.parties):
        blame_today(world, today, who)
        for other in range(run.parties):
            pair = world.pairs[who * run.parties + other]
            if pair.other_camp == 1:
                update(world, today, who, other)
        keep_ledger(world, treaty, who)
        reckon_beliefs(world, who)


def lay(world: World, who: int, name: int, severity: float, event: int, author: int) -> None:
    """Hold one party responsible, in the eyes of another."""
    pair = world.pairs[who * world.run[0].parties + name]
    pair.blame += severity
    pair.blame_event = event
    pair.blame_author = author


def lay_shared(world: World, who: int, name: int, severity: float, event: int, author: int) -> None:
    """Hold a party responsible, and those who answer for it."""
    run = world.run[0]
    lay(world, who, name, severity, event, author)
    for other in range(run.parties):
        answer = world.pairs[name * run.parties + other]
        if answer.answers == 1:
            lay(world, who, other, answer.share * severity, event, author)


def blame_today(world: World, today: Today, who: int) -> None:
    """Sum what each other party is held responsible for today."""
    run = world.run[0]
    # What was seen is told to the whole camp, so its first member reckons it for all.
    first = 0
    camp = world.parties[who].camp
    while first < who and (camp == NONE or world.parties[first].camp != camp):
        first += 1
    for other in range(run.parties):
        pair = world.pairs[who * run.parties + other]
        told = world.pairs[first * run.parties + other]
        pair.blame = told.told if first < who else 0.0
        pair.blame_event = told.told_event if first < who else NONE
        pair.blame_author = told.told_author if first < who else NONE
    if first == who:
        for each in range(run.sightings):
            entry = today.sightings[each]
            if entry.size > 0.0 and entry.forbidden == 1 and tells(world, entry.victim, who):
                lay_shared(world, who, entry.blamed, entry.size, entry.event, entry.author)
        for other in range(run.parties):
            pair = world.pairs[who * run.parties + other]
            pair.told = pair.blame
            pair.told_event = pair.blame_event
            pair.told_author = pair.blame_author
    for each in range(run.published):
        finding = today.published[each]
        if (
            reaches(world, today, finding.monitor, who)
            and world.pairs[who * run.parties + finding.named].hostile == 1
        ):
            lay_shared(world, who, finding.named, 1.0, finding.event, finding.author)
    for each in range(run.opened):
        opened = today.opened[each]
        if opened.reader == who:
            lay(world, who, opened.author, 1.0, opened.event, opened.author)
    for accused in range(run.parties):
        pair = world.pairs[who * run.parties + accused]
        if pair.heard != NONE and accused != who and pair.heard_actor != who:
            severity = world.laws[0].belief_hearsay * run.front_count
            lay(world, who, accused, severity, pair.heard, NONE)


def reaches(world: World, today: Today, number: int, who: int) -> bool:
    """Whether a monitor's findings reach a party."""
    monitor = today.monitors[number]
    return monitor.public == 1 or world.links[monitor.operated_at + who] == 1


def update(world: World, today: Today, who: int, other: int) -> None:
    """Move the belief of one party in another."""
    run = world.run[0]
    laws = world.laws[0]
    pair = world.pairs[who * run.parties + other]
    if pair.blame_event != NONE:
        pair.evidence = pair.blame_event
        pair.evidence_author = pair.blame_author
    promised = world.parties[other].promises
    evidence = 0.0
    kept = 0.0
    if promised == 1:
        fronts = run.front_count if run.front_count > 1 else 1
        if pair.blame != 0.0:
            evidence = day_evidence(pair.blame / fronts, laws.belief_breach_weight)
        kept = laws.belief_kept_rate * (1.0 - evidence)
        if world.parties[who].bayesian == 1:
            reason(world, today, who, other)
    pair.kept = remembered(pair.kept, laws.belief_forgetting, kept)
    pair.broken = remembered(pair.broken, laws.belief_forgetting, laws.belief_asymmetry * evidence)


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
        if entry.forbidden == 1 and tells(world, entry.victim, who):
            found = could_stop(world, other, entry.blamed)
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
