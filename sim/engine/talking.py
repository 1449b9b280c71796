"""Phase 10: delegations and summits; the commission sits first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.engine.codes import (
    BY_AGREEMENT,
    DEADLINE,
    DEADLINE_MOVED,
    DELEGATION,
    DELIVER,
    END_SUPERSEDED,
    FAILURE,
    LONG_AGO,
    NONE,
    P_MEDIATION,
    RENEWAL,
    SUCCESS,
    SUMMIT,
    TALKS_EVENT,
    W_TALKS,
)
from sim.engine.commission import let_commission_sit
from sim.engine.notes import because, came_out, note, weigh
from sim.engine.ordering import momentum, weariness_cost
from sim.engine.pacts import close, close_what_was_declared, complete, sign, stop_offensive
from sim.engine.situation import (
    find_measured,
    latest_evidence,
    live,
    overdue,
    owing_opponent,
    reckon_beliefs,
    truce_holds,
)
from sim.engine.texts import works
from sim.law.draws import TALKS, draw_block
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
    from sim.engine.tables import Diary, Field, Treaty, World

SUMMIT_AFTER = 3
SURPRISE = 0.25


def hold_talks(world: World, treaty: Treaty, diary: Diary, field: Field) -> None:
    """Phase 10 of the day."""
    run = world.run[0]
    if world.laws[0].talks_active == 0:
        return
    let_commission_sit(world, treaty, diary)
    for one in range(run.parties):
        if world.parties[one].negotiates == 0:
            continue
        for other in range(one + 1, run.parties):
            if (
                world.parties[other].negotiates == 1
                and world.pairs[one * run.parties + other].hostile == 1
            ):
                consider_meeting(world, treaty, diary, field, one, other)


def to_settle(world: World, treaty: Treaty) -> bool:
    """Whether a live duty waits for a successful meeting."""
    run = world.run[0]
    for at in range(run.live_at, run.live_at + run.live_count):
        duty = treaty.duties[world.links[at]]
        if duty.met == 0 and treaty.obligations[duty.obligation].settled == 1:
            return True
    return False


def matter_of(world: World, treaty: Treaty, who: int, truce: bool, agenda: bool) -> float:
    """How much a side has to talk about."""
    run = world.run[0]
    laws = world.laws[0]
    party = world.parties[who]
    owed = 0
    late = 0
    for at in range(run.live_at, run.live_at + run.live_count):
        number = world.links[at]
        duty = treaty.duties[number]
        if owing_opponent(world, number, who) != NONE:
            owed += 1
            late += int(overdue(duty, treaty.obligations[duty.obligation], run.day))
    share = late / owed if owed > 0 else 0.0
    matter = concern(party.confidence, share, laws.talks_overdue)
    matter += laws.talks_pressure * party.pressure
    if truce and agenda:
        matter += laws.talks_agenda
    return matter if truce else matter + laws.talks_urgency


def willing(world: World, treaty: Treaty, field: Field, who: int, other: int) -> float:
    """Willingness of one side to agree."""
    run = world.run[0]
    laws = world.laws[0]
    party = world.parties[who]
    weariness = 0.0
    pull = 0.0
    for number in range(len(world.ties)):
        tie = world.ties[number]
        if tie.sponsor == who:
            felt = weariness_cost(world, tie.client, 1.0)
            weariness = felt if felt > weariness else weariness
            felt = momentum(world, tie.client)
            pull = felt if felt > pull else pull
    if party.guarantor == 0:
        felt = weariness_cost(world, who, 1.0)
        weariness = felt if felt > weariness else weariness
        felt = momentum(world, who)
        pull = felt if felt > pull else pull
    relations = world.pairs[who * run.parties + other].relations
    mediation = 0.0
    for number in range(run.pacts):
        pact = treaty.pacts[number]
        text = treaty.texts[pact.text]
        for at in range(text.provisions_at, text.provisions_at + text.provisions_count):
            provision = treaty.provisions[at]
            if works(provision, P_MEDIATION, run.day, pact.start):
                mediation += provision.strength
    stuck = stalemate(gain_share(world, field))
    return willingness(
        laws.talks_base,
        laws.talks_confidence * (1.0 + relations) * party.confidence,
        laws.talks_stalemate * stuck + laws.talks_weariness * weariness,
        laws.talks_hurt * party.pressure + mediation,
        laws.talks_fighting * pull,
    )


def gain_share(world: World, field: Field) -> float:
    """Sectors taken per day of assault over the window of talks."""
    run = world.run[0]
    since = run.day - world.laws[0].talks_window_days
    days = 0
    last = LONG_AGO
    for number in range(run.assaults - 1, -1, -1):
        day = field.assaults[number].day
        if day <= since:
            break
        if day != last:
            days += 1
            last = day
    if days == 0:
        return 0.0
    taken = 0
    for number in range(run.captures - 1, -1, -1):
        if field.captures[number].day <= since:
            break
        taken += 1
    share = taken / days
    return share if share < 1.0 else 1.0


def consider_meeting(
    world: World, treaty: Treaty, diary: Diary, field: Field, one: int, other: int
) -> None:
    """Let two sides meet, if either calls."""
    run = world.run[0]
    laws = world.laws[0]
    pair = world.pairs[one * run.parties + other]
    truce = truce_holds(run, treaty)
    agenda = truce and to_settle(world, treaty)
    pause = laws.talks_pause_days if truce else laws.talks_urgent_pause_days
    if agenda and pause > 1.0:
        pause = 1.0
    since = run.day - pair.last_talks
    if since < pause:
        return
    first = world.parties[one]
    second = world.parties[other]
    chance_one = call_chance(
        laws.talks_rate, matter_of(world, treaty, one, truce, agenda), since, pause
    )
    chance_other = call_chance(
        laws.talks_rate, matter_of(world, treaty, other, truce, agenda), since, pause
    )
    if chance_one <= 0.0 and chance_other <= 0.0:
        return
    luck_one, luck_other, agrees, surprise = draw_block(
        run.seed, run.replicate, run.day, TALKS, first.key, second.key, 0, 0
    )
    if luck_one >= chance_one and luck_other >= chance_other:
        return
    caller = one if luck_one < chance_one else other
    called = other if luck_one < chance_one else one
    pair.last_talks = run.day
    willing_one = willing(world, treaty, field, one, other)
    willing_other = willing(world, treaty, field, other, one)
    result = success_chance(willing_one, willing_other)
    urgent = not truce and (
        first.pressure >= laws.deployment_threshold
        or second.pressure >= laws.deployment_threshold
        or run.failed_rounds >= SUMMIT_AFTER
    )
    agreed = agrees < result
    form = NONE
    if agreed and not truce:
        form = find_form(world, treaty, surprise, result)
    failed = not agreed or (not truce and form == NONE)
    event = note(
        run,
        diary,
        TALKS_EVENT,
        SUMMIT if urgent else DELEGATION,
        caller,
        called,
        NONE,
        NONE,
        NONE,
        result,
        NONE,
    )
    came_out(run, diary, FAILURE if failed else SUCCESS)
    if run.told == 1:
        explain_meeting(world, diary, caller, called)
        weigh(run, diary, W_TALKS, willing_one if caller == one else willing_other)
        weigh(run, diary, W_TALKS, willing_other if caller == one else willing_one)
    diary.days[run.day + run.run_in - 1].talks += 1
    if failed:
        run.failed_rounds += 1
        return
    run.failed_rounds = 0
    run.last_success = event
    back = world.pairs[other * run.parties + one]
    pair.kept = remembered(pair.kept, 1.0, laws.belief_talks_credit)
    back.kept = remembered(back.kept, 1.0, laws.belief_talks_credit)
    reckon_beliefs(world, one)
    reckon_beliefs(world, other)
    if form == NONE:
        settle(world, treaty, diary, event)
    else:
        renew(world, treaty, diary, form, event, caller, called)


def explain_meeting(world: World, diary: Diary, caller: int, called: int) -> None:
    """Write down why there was a meeting."""
    run = world.run[0]
    party = world.parties[caller]
    latest = world.pairs[caller * run.parties + called].charged_event
    found = world.pairs[called * run.parties + caller].charged_event
    latest = found if found > latest else latest
    because(run, diary, latest)
    because(run, diary, party.loss_event)
    because(run, diary, party.displacement_event)
    because(run, diary, latest_evidence(world, caller))


def find_form(world: World, treaty: Treaty, luck: float, result: float) -> int:
    """Pick the most demanding text that the result of the talks can carry, or -1."""
    run = world.run[0]
    forms = 0
    for number in range(len(treaty.texts)):
        forms += treaty.texts[number].is_form
    best = NONE
    for number in range(len(treaty.texts)):
        text = treaty.texts[number]
        offered = text.is_form == 1 if forms > 0 else number == run.main
        if not offered or text.active == 0 or text.demand > result + SURPRISE * luck:
            continue
        if best == NONE or text.demand > treaty.texts[best].demand:
            best = number
    return best


def settle(world: World, treaty: Treaty, diary: Diary, event: int) -> None:
    """Complete what talks settle, and move deadlines on verified progress."""
    run = world.run[0]
    laws = world.laws[0]
    for at in range(run.live_at, run.live_at + run.live_count):
        number = world.links[at]
        duty = treaty.duties[number]
        obligation = treaty.obligations[duty.obligation]
        if obligation.kind != DELIVER or duty.met == 1:
            continue
        if obligation.settled == 1:
            complete(world, treaty, diary, number, event)
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
                run,
                diary,
                DEADLINE,
                DEADLINE_MOVED,
                NONE,
                NONE,
                NONE,
                duty.obligation,
                duty.pact,
                float(days),
                NONE,
            )
            because(run, diary, event)
            because(run, diary, before)


def renew(
    world: World,
    treaty: Treaty,
    diary: Diary,
    form: int,
    event: int,
    caller: int,
    called: int,
) -> None:
    """Sign a text on the line as it stands; it enters into force on the next day."""
    run = world.run[0]
    old = find_measured(run, treaty)
    if old != NONE and live(treaty.pacts[old], run.day):
        close(world, treaty, old, END_SUPERSEDED, event, caller)
        close_what_was_declared(world, treaty)
    run.failures += 1
    number = sign(world, treaty, form, run.day + 1, 0)
    if number == NONE:
        return
    entry = note(run, diary, RENEWAL, 0, caller, called, NONE, NONE, number, 0.0, NONE)
    because(run, diary, event)
    treaty.pacts[number].entry_event = entry
    for who in range(run.parties):
        stop_offensive(world, diary, who, BY_AGREEMENT, entry)
        party = world.parties[who]
        party.pressure = 0.5 * party.pressure
