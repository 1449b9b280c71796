"""Phase 8: belief moves on what each saw and whom it believes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.day.accusations import news_count, news_item, tells
from sim.day.codes import NONE
from sim.day.situation import debtors, forbids_fire, overdue, reckon_beliefs
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
    from sim.day.state import World


def update_beliefs(w: World) -> None:
    """Phase 8 of the day."""
    run = w.run
    run.overdue_count = 0
    if w.laws.overdue_active == 1:
        for at in range(run.live_at, run.live_at + run.live_count):
            number = w.links[at]
            duty = w.duties[number]
            if overdue(duty, w.obligations[duty.obligation], run.day):
                w.links[run.overdue_at + run.overdue_count] = number
                run.overdue_count += 1
    for number in range(len(w.monitors)):
        w.monitors[number].chance_to_tell = chance_to_tell(w, number)
    for who in range(run.parties):
        blame_for_fire(w, who)
    for who in range(run.parties):
        blame_for_acts(w, who)
        watched = 0.0
        for number in range(len(w.monitors)):
            if reaches(w, number, who):
                watched += w.monitors[number].chance_to_tell
        if watched > 1.0:
            watched = 1.0
        for other in range(run.parties):
            pair = w.pairs[who][other]
            if pair.other_camp == 1:
                update(w, who, other, watched)
        keep_ledger(w, who)
        reckon_beliefs(w, who)


def lay(
    w: World, who: int, name: int, severity: float, event: int, author: int, forbidden: int
) -> None:
    """Hold one party responsible, in the eyes of another."""
    pair = w.pairs[who][name]
    pair.blame += severity
    pair.blame_event = event
    pair.blame_author = author
    pair.blame_forbidden = forbidden


def lay_fire(
    w: World, who: int, name: int, severity: float, event: int, author: int, forbidden: int
) -> None:
    """Hold a party responsible for fire, and those who answer for it."""
    run = w.run
    weighed = severity * weight_of_fire(forbidden, w.laws.belief_unwritten)
    if weighed <= 0.0:
        return
    lay(w, who, name, weighed, event, author, forbidden)
    for other in range(run.parties):
        answer = w.pairs[name][other]
        if answer.answers == 1:
            lay(w, who, other, answer.share * weighed, event, author, forbidden)


def chance_to_tell(w: World, number: int) -> float:
    """Chance of a monitor to detect an attack, mean over the fronts of the map."""
    run = w.run
    monitor = w.monitors[number]
    if monitor.on_duty == 0:
        return 0.0
    covered = 0
    for at in range(run.front_at, run.front_at + run.front_count):
        covered += w.links[monitor.covers_at + w.links[at]]
    return monitor.detection * covered / (run.front_count if run.front_count > 1 else 1)


def clear(w: World, who: int, name: int, severity: float) -> None:
    """Take fire off a party, in the eyes of another, and off those who answer for it."""
    run = w.run
    w.pairs[who][name].cleared += severity
    for other in range(run.parties):
        answer = w.pairs[name][other]
        if answer.answers == 1:
            w.pairs[who][other].cleared += answer.share * severity


def laid_on(w: World, each: int, who: int) -> int:
    """On whom a camp laid the fire of a finding; nobody if it saw none."""
    saw, laid = blamed_before(w, each, who)
    return laid if saw == 1 else NONE


def blamed_before(w: World, each: int, who: int) -> tuple[int, int]:
    """Whether a camp saw the fire of a finding itself, and if so, on whom it laid it."""
    run = w.run
    finding = w.published[each]
    camp = w.parties[who].camp
    if camp == NONE:
        return 0, NONE
    # Where a monitor imagined it there is no author, and any will do in his place.
    heard = (finding.sector * run.parties + max(finding.author, 0)) * run.parties + camp
    seen = w.links[run.heard_at + heard] >= run.day - w.monitors[finding.monitor].delay
    return int(seen) & int(finding.author != NONE), int(w.links[run.laid_at + heard])


def blame_for_fire(w: World, who: int) -> None:
    """Sum what each other party is held responsible for today, of fire seen and found.

    What was seen is told to the whole camp, so its first member reckons it for all; so does
    the first whom the same monitors reach with what they found.
    """
    run = w.run
    party = w.parties[who]
    if party.hears_as < who:
        for other in range(run.parties):
            pair = w.pairs[who][other]
            heard = w.pairs[party.hears_as][other]
            pair.blame = heard.blame
            pair.blame_event = heard.blame_event
            pair.blame_author = heard.blame_author
            pair.blame_forbidden = heard.blame_forbidden
            pair.cleared = heard.cleared
        return
    blame_as_reported(w, who)
    for place in range(list_news(w, who)):
        finding = w.published[w.listed[place]]
        before = laid_on(w, w.listed[place], who)
        forbidden = forbids_fire(w, finding.sector)
        if before != NONE:
            weight = weight_of_fire(forbidden, w.laws.belief_unwritten)
            clear(w, who, before, finding.severity * weight)
        if w.pairs[who][finding.named].hostile == 1:
            lay_fire(
                w, who, finding.named, finding.severity, finding.event, finding.author, forbidden
            )


def list_news(w: World, who: int) -> int:
    """List the findings that are news to a party, and count them."""
    run = w.run
    count = 0
    for each in range(run.published):
        finding = w.published[each]
        # What the camp saw by itself, and laid on the same party, is no news.
        saw, laid = blamed_before(w, each, who)
        news = 1 - (saw & int(laid == finding.named))
        w.listed[count] = each
        count += news & int(reaches(w, finding.monitor, who))
    return count


def blame_as_reported(w: World, who: int) -> None:
    """Sum what the members of a party's camp saw today."""
    run = w.run
    first = w.parties[who].camp_first
    for other in range(run.parties):
        pair = w.pairs[who][other]
        heard = w.pairs[first][other]
        pair.blame = heard.reported if first < who else 0.0
        pair.blame_event = heard.reported_event if first < who else NONE
        pair.blame_author = heard.reported_author if first < who else NONE
        pair.blame_forbidden = heard.reported_forbidden if first < who else 0
        pair.cleared = 0.0
    if first < who:
        return
    for place in range(news_count(w, who)):
        entry = w.sightings[news_item(w, who, place)]
        lay_fire(w, who, entry.blamed, entry.size, entry.event, entry.author, entry.forbidden)
    for other in range(run.parties):
        pair = w.pairs[who][other]
        pair.reported = pair.blame
        pair.reported_event = pair.blame_event
        pair.reported_author = pair.blame_author
        pair.reported_forbidden = pair.blame_forbidden


def blame_for_acts(w: World, who: int) -> None:
    """Add what each is held responsible for besides fire: open acts, and what others say."""
    run = w.run
    for each in range(run.opened):
        opened = w.opened[each]
        if opened.reader == who:
            lay(w, who, opened.author, 1.0, opened.event, opened.author, 1)
    for accused in range(run.parties):
        pair = w.pairs[who][accused]
        if pair.heard != NONE and accused != who and pair.heard_actor != who:
            severity = w.laws.belief_hearsay * run.front_count
            lay(w, who, accused, severity, pair.heard, NONE, 1)


def reaches(w: World, number: int, who: int) -> bool:
    """Whether a monitor's findings reach a party."""
    monitor = w.monitors[number]
    return bool((monitor.public | w.links[monitor.operated_at + who]) == 1)


def update(w: World, who: int, other: int, watched: float) -> None:
    """Move the belief of one party in another."""
    run = w.run
    laws = w.laws
    pair = w.pairs[who][other]
    if pair.blame_event != NONE:
        pair.evidence = pair.blame_event
        pair.evidence_author = pair.blame_author
        pair.evidence_forbidden = pair.blame_forbidden
    promised = w.parties[other].promises
    evidence = 0.0
    kept = 0.0
    if promised == 1:
        fronts = run.front_count if run.front_count > 1 else 1
        if pair.blame != 0.0:
            evidence = day_evidence(pair.blame / fronts, laws.belief_breach_weight)
        kept = day_kept(laws.belief_kept_rate, evidence, laws.belief_verified, watched)
        if w.parties[who].bayesian == 1:
            reason(w, who, other)
    pair.kept = remembered(pair.kept, laws.belief_forgetting, kept)
    pair.broken = remembered(pair.broken, laws.belief_forgetting, laws.belief_asymmetry * evidence)
    if promised == 1 and pair.cleared > 0.0:
        fronts = run.front_count if run.front_count > 1 else 1
        mistaken = day_evidence(pair.cleared / fronts, laws.belief_breach_weight)
        pair.broken = cleared(pair.broken, laws.belief_asymmetry, mistaken)


def keep_ledger(w: World, who: int) -> None:
    """Enter overdue duties with those who owe them, as a party reads the text."""
    run = w.run
    for other in range(run.parties):
        pair = w.pairs[who][other]
        pair.most = 0.0
        pair.counted = NONE
    for at in range(run.overdue_at, run.overdue_at + run.overdue_count):
        number = w.links[at]
        duty = w.duties[number]
        obligation = w.obligations[duty.obligation]
        growth = ledger_growth(duty.gap, obligation.visibility, obligation.importance)
        if growth <= 0.0:
            continue
        owing = debtors(w, number, who)
        for place in range(owing + 1, owing + 1 + w.links[owing]):
            pair = w.pairs[who][w.links[place]]
            if pair.other_camp == 0 or pair.counted == number:
                continue
            pair.counted = number
            pair.overdue += growth
            if growth >= pair.most and duty.deadline_event != NONE:
                pair.most = growth
                pair.undelivered = duty.deadline_event


def could_stop(w: World, who: int, author: int) -> float:
    """Chance that a committed party would have stopped an act of an author."""
    if author == who:
        return w.parties[who].control
    answer = w.pairs[author][who]
    return answer.share if answer.answers == 1 else 0.0


def reason(w: World, who: int, other: int) -> None:
    """Move the chance of a committed type by Bayes' rule on what was learnt today."""
    run = w.run
    pair = w.pairs[who][other]
    learnt = False
    stopped = seen_against(w, who, other)
    if stopped > 0.0:
        learnt = True
        pair.probability = posterior(pair.probability, 1.0 - stopped, 1.0)
    for each in range(run.published):
        finding = w.published[each]
        if not reaches(w, finding.monitor, who):
            continue
        if laid_on(w, each, who) == finding.named:
            continue
        sector = w.sectors[finding.sector]
        named = could_stop(w, other, finding.named)
        spared = 0.0
        for at in range(sector.present_at, sector.present_at + sector.present_count):
            found = could_stop(w, other, w.links[at])
            spared = found if found > spared else spared
        if named > 0.0 or spared > 0.0:
            learnt = True
            if_committed, if_not = finding_chances(
                int(named > 0.0),
                named if named > 0.0 else spared,
                w.monitors[finding.monitor].attribution,
                sector.present_count,
            )
            pair.probability = posterior(pair.probability, if_committed, if_not)
    if not learnt:
        pair.probability = posterior(pair.probability, 1.0, 1.0 - w.laws.belief_uncommitted_breach)


def seen_against(w: World, who: int, other: int) -> float:
    """Chance that a committed party would have prevented the worst seen or told today."""
    run = w.run
    most = 0.0
    for each in range(run.sightings):
        entry = w.sightings[each]
        if tells(w, entry.victim, who):
            weight = weight_of_fire(entry.forbidden, w.laws.belief_unwritten)
            found = weight * could_stop(w, other, entry.blamed)
            most = found if found > most else most
    for each in range(run.opened):
        opened = w.opened[each]
        if opened.reader == who and opened.author == other:
            found = w.parties[other].control
            most = found if found > most else most
    pair = w.pairs[who][other]
    if pair.heard != NONE and pair.heard_actor != who:
        found = w.laws.belief_hearsay * w.parties[other].control
        most = found if found > most else most
    return most
