"""Phase 6: parties see privately; then monitors watch and report.

Monitors: they watch sectors, name authors, and report with delay.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.day import codes, measures
from sim.day import decide as decisions
from sim.day.codes import NONE
from sim.day.decide import decide
from sim.day.draws import ask, await_draw, draw_asked, draw_on, word_of
from sim.day.notes import because, lay_blame, note, tally, witness
from sim.day.situation import forbids_fire
from sim.law.arithmetic import pick
from sim.law.draws import (
    DETECTION,
    FALSE_ALARM,
    LAST_ORDINAL,
    MISREADING,
    SIGHTING,
    address_word,
    first_day_of,
)
from sim.law.observation import blames_main_opponent, detected, false_alarm_chance, perceived

if TYPE_CHECKING:
    from sim.day.state import World


def watch(w: World) -> None:
    """Phase 6 of the day."""
    run = w.run
    for who in range(run.parties):
        if w.parties[who].fights == 1:
            misread_fronts(w, who)
    for who in range(run.parties):
        if w.parties[who].fights == 1:
            observe(w, who)
    perceive(w)
    inspect_all(w)
    report(w)


def misread_fronts(w: World, who: int) -> None:
    """Settle which fronts a party takes for under fire though its main opponent holds still."""
    run = w.run
    party = w.parties[who]
    false_alarm = false_alarm_chance(party.false_alarm, run.ambiguity, w.laws.sighting_ambiguity)
    count = 0
    for at in range(party.fronts_at, party.fronts_at + party.fronts_count):
        number = w.links[at]
        place = w.fronts[who][number]
        place.misread = 0
        quiet = int(w.fronts[place.opponent][number].fire_day != run.day)
        w.listed[count] = number
        count += quiet & int(false_alarm > 0.0)
    for each in range(count):
        number = w.listed[each]
        uniform = misreading_uniform(w, who, number)
        place = w.fronts[who][number]
        place.misread = perceived(0, false_alarm, party.missed, uniform)


def observe(w: World, who: int) -> None:
    """List what a party may perceive at each of its fronts today."""
    run = w.run
    party = w.parties[who]
    room = len(w.awaiting)
    word = address_word(run.day, SIGHTING, 0)
    for at in range(party.fronts_at, party.fronts_at + party.fronts_count):
        number = w.links[at]
        place = w.fronts[who][number]
        place.hits = 0.0
        place.seen = 0
        sector = w.sectors[number]
        await_draw(w, who, number, NONE, NONE, place.misread)
        if run.awaiting == room:
            perceive(w)
        for author in range(sector.first_author, sector.last_author + 1):
            sees = w.pairs[who][author].hostile & int(w.fronts[author][number].fire_day == run.day)
            key = w.parties[author].key
            asked = ask(w, word, party.key, key, sector.key, sees)
            await_draw(w, who, number, author, asked, sees)
            if run.awaiting == room:
                perceive(w)


def perceive(w: World) -> None:
    """Let everything listed be seen, missed or imagined, in its order."""
    run = w.run
    draw_asked(w)
    for each in range(run.awaiting):
        entry = w.awaiting[each]
        if entry.what == NONE:
            imagine_breach(w, entry.who, entry.sector)
        else:
            see(w, entry.who, entry.sector, entry.what, entry.uniform)
    run.awaiting = 0


def misreading_uniform(w: World, who: int, number: int) -> float:
    """One uniform a day for misreading a quiet front; four days share a block."""
    run = w.run
    opponent = w.fronts[who][number].opponent
    kept = w.misreading_draws[who][number]
    first = first_day_of(run.day, 4)
    if kept.day != first or kept.other != opponent:
        kept.day = first
        kept.other = opponent
        one, two, three, four = draw_on(
            w, first, MISREADING, w.parties[who].key, w.parties[opponent].key, w.sectors[number].key
        )
        kept.first = one
        kept.second = two
        kept.third = three
        kept.fourth = four
    return word_of(kept, run.day - first)


def imagine_breach(w: World, who: int, number: int) -> None:
    """Take a quiet front for a breach."""
    place = w.fronts[who][number]
    event = note(w, codes.FALSE_ALARM, 0, who, place.opponent, number, severity=1.0)
    lay_blame(w, event, place.opponent)
    place.hits += 1.0
    place.seen = 1
    take_note(w, who, number, place.opponent, 1.0, 1.0, 0, event, NONE, 1)


def take_note(
    w: World,
    who: int,
    number: int,
    blamed: int,
    severity: float,
    size: float,
    attacks: int,
    event: int,
    author: int,
    first: int,
) -> None:
    """Remember for the day what was perceived at a front."""
    run = w.run
    if run.sightings >= len(w.sightings):
        run.overflow = 1
        return
    entry = w.sightings[run.sightings]
    entry.victim = who
    entry.sector = number
    entry.blamed = blamed
    entry.event = event
    entry.author = author
    entry.forbidden = forbids_fire(w, number)
    entry.attacks = attacks
    entry.severity = severity
    entry.size = size
    # The list of what a camp was heard, kept by its first member, without what it knew before.
    camp = w.parties[who].camp_first
    keeper = w.parties[camp]
    w.shared[camp * len(w.sightings) + keeper.shared] = run.sightings
    keeper.shared += first
    run.sightings += 1


def see(w: World, who: int, number: int, author: int, uniform: int) -> None:
    """See the fire of one author at a front, or miss it; blame somebody for it."""
    run = w.run
    party = w.parties[who]
    if perceived(1, 0.0, party.missed, w.uniforms[uniform]) == 0:
        return
    place = w.fronts[who][number]
    room = len(w.awaiting)
    blamed = blame(
        w, who, number, author, w.uniforms[room + uniform], w.uniforms[2 * room + uniform]
    )
    fire = w.fronts[author][number]
    if run.traced == 1:
        record_sighting(w, who, number, author, blamed)
    tally(w, measures.BREACHES_SEEN, fire.fire_breaches * (1 - fire.fire_seen))
    fire.fire_seen = 1
    aimed = fire.fire_target == who
    suffered = fire.fire_sum if aimed else 0.0
    if fire.fire_target == codes.SEVERAL:
        aimed, suffered = suffered_from(w, who, number, author)
    place.last_hit = fire.fire_last if aimed else place.last_hit
    place.hits += suffered
    place.seen = 1 if blamed == place.opponent else place.seen
    heard = (number * run.parties + author) * run.parties + party.camp
    first = int(w.links[run.heard_at + heard] != run.day)
    w.links[run.heard_at + heard] = run.day
    laid = w.links[run.laid_at + heard]
    w.links[run.laid_at + heard] = blamed if first == 1 else laid
    take_note(
        w,
        who,
        number,
        blamed,
        fire.fire_sum,
        fire.fire_sum if first == 1 else 0.0,
        fire.fire_count,
        fire.fire_last,
        author,
        first,
    )


def suffered_from(w: World, who: int, number: int, author: int) -> tuple[bool, float]:
    """Whether an author aimed anything at a party in a sector today, and how severe it was."""
    run = w.run
    aimed = False
    total = 0.0
    for each in range(run.strikes):
        entry = w.strikes[each]
        if entry.sector == number and entry.author == author and entry.target == who:
            aimed = True
            total += entry.severity
    return aimed, total


def record_sighting(w: World, who: int, number: int, author: int, blamed: int) -> None:
    """Write down who saw the fire of an author in a sector, and whom he blames."""
    run = w.run
    for each in range(run.strikes):
        entry = w.strikes[each]
        if entry.sector == number and entry.author == author:
            witness(w, entry.event, who)
            lay_blame(w, entry.event, blamed)
            if entry.breach != NONE:
                witness(w, entry.breach, who)
                lay_blame(w, entry.breach, blamed)


def blame(w: World, who: int, number: int, author: int, doubts: float, picks: float) -> int:
    """Whom a party holds responsible for the fire of an author."""
    party = w.parties[who]
    sector = w.sectors[number]
    main = w.fronts[who][number].opponent
    if (
        blames_main_opponent(int(author == main), party.confusion, party.attribution_bias, doubts)
        == 1
    ):
        return main
    if author != main:
        return author
    others = 0
    for at in range(sector.present_at, sector.present_at + sector.present_count):
        other = w.links[at]
        if other != main and w.pairs[who][other].hostile == 1:
            others += 1
    if others == 0:
        return author
    left = pick(others, picks)
    for at in range(sector.present_at, sector.present_at + sector.present_count):
        other = w.links[at]
        if other != main and w.pairs[who][other].hostile == 1:
            if left == 0:
                return other
            left -= 1
    return author


def inspect_all(w: World) -> None:
    """Let monitors detect today's attacks and put a name to each."""
    list_looks(w)
    for number in range(len(w.monitors)):
        if w.monitors[number].on_duty == 1:
            look_around(w, number)
    look_at_all(w)


def list_looks(w: World) -> None:
    """List what there is to look at, front by front: each attack, or that it is quiet.

    Each look has all of an address for uniform but the monitor's own key.
    """
    run = w.run
    run.looks = 0
    quiet = address_word(first_day_of(run.day, 2), FALSE_ALARM, 0)
    for number in range(run.sectors):
        w.sectors[number].look_at = NONE
    for at in range(run.front_at, run.front_at + run.front_count):
        number = w.links[at]
        sector = w.sectors[number]
        sector.look_at = run.looks
        sector.looks = 0
        look = w.looks[run.looks]
        look.sector = number
        look.strike = NONE
        look.word = quiet
        look.other = 0
        look.place = sector.key
        run.looks += max(1, min(sector.strikes, LAST_ORDINAL))
    for strike in range(run.strikes):
        entry = w.strikes[strike]
        sector = w.sectors[entry.sector]
        if sector.look_at == NONE or sector.looks == LAST_ORDINAL:
            continue
        look = w.looks[sector.look_at + sector.looks]
        look.sector = entry.sector
        look.strike = strike
        look.word = address_word(run.day, DETECTION, sector.looks)
        look.other = w.parties[entry.author].key
        look.place = sector.key
        sector.looks += 1


def look_around(w: World, number: int) -> None:
    """List what a monitor looks at today, each with an address of its own for uniform."""
    run = w.run
    monitor = w.monitors[number]
    room = len(w.awaiting)
    alarms = int(monitor.false_alarm > 0.0)
    count = 0
    for at in range(run.looks):
        look = w.looks[at]
        w.listed[count] = at
        count += w.links[monitor.covers_at + look.sector] & (alarms | int(look.strike != NONE))
    for each in range(count):
        look = w.looks[w.listed[each]]
        uniform = ask(w, look.word, monitor.key, look.other, look.place, 1)
        await_draw(w, number, look.sector, look.strike, uniform, 1)
        if run.awaiting == room:
            look_at_all(w)


def look_at_all(w: World) -> None:
    """Look at everything listed, in its order."""
    run = w.run
    draw_asked(w)
    # Two days share a block where it is quiet: the second takes its last two words.
    later = 2 * len(w.awaiting) * int(run.day != first_day_of(run.day, 2))
    found = 0
    for each in range(run.awaiting):
        entry = w.awaiting[each]
        monitor = w.monitors[entry.who]
        quiet = entry.what == NONE
        uniform = entry.uniform + later * int(quiet)
        alarm = monitor.false_alarm
        chance = monitor.detection
        kept = w.awaiting[found]
        kept.who = entry.who
        kept.sector = entry.sector
        kept.what = entry.what
        kept.uniform = uniform
        found += decide(
            w,
            decisions.DETECT,
            codes.MONITOR_WITNESS + entry.who,
            detected(alarm if quiet else chance, w.uniforms[uniform]),
            entry.what,
            w.uniforms[uniform],
        )
    for each in range(found):
        entry = w.awaiting[each]
        if entry.what == NONE:
            imagine_finding(w, entry.who, entry.sector, entry.uniform)
        else:
            inspect(w, entry.who, entry.what, entry.uniform)
    run.awaiting = 0


def inspect(w: World, number: int, strike: int, uniform: int) -> None:
    """Put a name to an attack that was detected."""
    monitor = w.monitors[number]
    room = len(w.awaiting)
    entry = w.strikes[strike]
    sector = w.sectors[entry.sector]
    witness(w, entry.event, codes.MONITOR_WITNESS + number)
    if entry.breach != NONE:
        witness(w, entry.breach, codes.MONITOR_WITNESS + number)
        fire = w.fronts[entry.author][entry.sector]
        tally(w, measures.BREACHES_SEEN, (1 - fire.fire_seen) * (1 - entry.breach_seen))
        entry.breach_seen = 1
    named = entry.author
    if w.uniforms[room + uniform] >= monitor.attribution:
        suspects = 0
        for at in range(sector.present_at, sector.present_at + sector.present_count):
            if w.links[at] != entry.author:
                suspects += 1
        if suspects > 0:
            left = pick(suspects, w.uniforms[2 * room + uniform])
            for at in range(sector.present_at, sector.present_at + sector.present_count):
                other = w.links[at]
                if other != entry.author:
                    if left == 0:
                        named = other
                    left -= 1
    named = decide(w, decisions.NAME, codes.MONITOR_WITNESS + number, named, entry.event)
    hold_back(w, number, entry.sector, named, entry.author, entry.event, entry.severity)


def hold_back(
    w: World, number: int, sector: int, named: int, author: int, attack: int, severity: float
) -> None:
    """Keep a finding until it is due."""
    run = w.run
    if run.findings >= len(w.pending):
        run.overflow = 1
        return
    entry = w.pending[run.findings]
    entry.monitor = number
    entry.day = run.day + w.monitors[number].delay
    entry.sector = sector
    entry.named = named
    entry.author = author
    entry.attack = attack
    entry.event = NONE
    entry.severity = severity
    run.findings += 1


def imagine_finding(w: World, number: int, which: int, uniform: int) -> None:
    """Let a monitor find something at a quiet front."""
    sector = w.sectors[which]
    picks = w.uniforms[len(w.awaiting) + uniform]
    if sector.present_count > 0:
        named = w.links[sector.present_at + pick(sector.present_count, picks)]
        hold_back(w, number, which, named, NONE, NONE, 1.0)


def report(w: World) -> None:
    """Put out the findings that are due today."""
    run = w.run
    run.published = 0
    for number in range(len(w.monitors)):
        for each in range(run.findings):
            entry = w.pending[each]
            if entry.monitor != number or entry.day > run.day:
                continue
            event = record_finding(w, number, each)
            if run.published >= len(w.published):
                run.overflow = 1
                return
            out = w.published[run.published]
            out.monitor = number
            out.day = entry.day
            out.sector = entry.sector
            out.named = entry.named
            out.author = entry.author
            out.attack = entry.attack
            out.event = event
            out.severity = entry.severity
            run.published += 1
    kept = 0
    for each in range(run.findings):
        entry = w.pending[each]
        if entry.day <= run.day:
            continue
        other = w.pending[kept]
        other.monitor = entry.monitor
        other.day = entry.day
        other.sector = entry.sector
        other.named = entry.named
        other.author = entry.author
        other.attack = entry.attack
        other.severity = entry.severity
        kept += 1
    run.findings = kept


def record_finding(w: World, number: int, each: int) -> int:
    """Enter what a monitor found, and who gets to know it; give the number of the event."""
    run = w.run
    entry = w.pending[each]
    form = codes.FOUND_NOTHING
    if entry.author != NONE:
        form = codes.RIGHT if entry.author == entry.named else codes.WRONG
    event = note(
        w,
        codes.FINDING,
        form,
        NONE,
        entry.named,
        entry.sector,
        severity=entry.severity,
        author=entry.author,
    )
    if run.traced == 0:
        return event
    if run.overflow == 0:
        w.log[event].actor = codes.MONITOR_WITNESS + number
    lay_blame(w, event, entry.named)
    because(w, entry.attack)
    if w.monitors[number].public == 1:
        witness(w, event, codes.PUBLIC)
    else:
        at = w.monitors[number].operated
        for place in range(at + 1, at + 1 + w.links[at]):
            witness(w, event, w.links[place])
    return event
