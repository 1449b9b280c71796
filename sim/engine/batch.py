"""Many replicates, one after another, and the figures that are folded out of each."""

from __future__ import annotations

from sim.engine.accusing import accuse_all
from sim.engine.beginning import begin
from sim.engine.believing import update_beliefs
from sim.engine.campaigning import consider_offensives
from sim.engine.codes import END_HELD, END_OFFENSIVE, LONG_AGO, NONE
from sim.engine.day import over, record
from sim.engine.declaring import end_day
from sim.engine.executing import carry_out
from sim.engine.guarantors import guarantors_act
from sim.engine.measuring import first_day, measure
from sim.engine.moving import move_world
from sim.engine.ordering import give_orders
from sim.engine.responding import respond_all
from sim.engine.situation import live
from sim.engine.tables import Diary, Field, Rows, Today, Treaty, World, row
from sim.engine.talking import hold_talks
from sim.engine.watching import watch
from sim.law.draws import PARAMETER, draw_block

OUTCOME = row(
    "failed end_kind end_also end_day ended end_text end_ordinal agreements clauses"
    " breaches breaches_seen attacks accusations accusations_true accusations_false"
    " accusations_contested accusations_pretext talks patrols_done displaced sectors_changed",
    "trust",
)
AGREED = row("replicate ordinal text label_ordinal start end_day end_kind")
CLAUSE = row(
    "replicate ordinal text obligation start end_day end_kind breaches first_breach extensions",
    "progress",
)
CLAUSE_ENDS = ("met", "breached", "open", "lapsed")
OVERFLOWED = 1
UNSOUND = 2
ROUNDING = 1e-9


def run_batch(
    world: World,
    treaty: Treaty,
    today: Today,
    diary: Diary,
    field: Field,
    daily: Rows,
    block: Rows,
    template: Rows,
    cells: Rows,
    values: Rows,
    seed: int,
    replicates: Rows,
    horizon: int,
    told: int,
    outcomes: Rows,
    extras: Rows,
    agreed: Rows,
    clauses: Rows,
) -> None:
    """Carry out replicates, each from a fresh copy of the template.

    Parameters
    ----------
    world, treaty, today, diary, field, daily
        Tables; the stated ones are views of `block`.
    block, template : array of float
        Memory of the stated tables, and what it holds when a replicate begins.
    cells : array of int
        Places in the block that change from replicate to replicate.
    values : array of float
        Their values, row by row of replicates.
    seed, horizon, told : int
        Seed, last day, whether to write the log.
    replicates : array of int
        Numbers of the replicates, in the order of rows.
    outcomes, extras, agreed, clauses
        Where figures go; no clauses are written where `clauses` is empty.
    """
    written = 0
    parts = 0
    for number in range(len(replicates)):
        for at in range(len(template)):
            block[at] = template[at]
        for place in range(len(cells)):
            block[cells[place]] = values[number * len(cells) + place]
        run = world.run[0]
        run.seed = seed
        run.replicate = replicates[number]
        run.horizon = horizon
        run.told = told
        out = outcomes[number]
        out.failed = 0
        out.agreements = 0
        out.clauses = 0
        if len(cells) > 0 and not sound(world, field):
            out.failed = UNSOUND
            continue
        begin(world, treaty, today, diary, field)
        while not over(run):
            run.day += 1
            move_world(world, treaty, today, diary, field)
            if run.day >= 1:
                guarantors_act(world, treaty, today, diary, field)
            give_orders(world, treaty, today, field)
            if run.day >= 1:
                consider_offensives(world, treaty, diary)
            carry_out(world, treaty, today, diary, field)
            watch(world, treaty, today, diary)
            if run.day >= 1:
                accuse_all(world, treaty, today, diary)
                update_beliefs(world, treaty, today)
            respond_all(world, treaty, today, diary, field)
            if run.day >= 1:
                hold_talks(world, treaty, diary, field)
                end_day(world, treaty, diary, field)
            record(world, diary, field, daily)
        for each in range(run.pacts):
            pact = treaty.pacts[each]
            if (
                run.overflow == 0
                and pact.framework == 0
                and pact.measured == 0
                and pact.start <= run.day
            ):
                measure(world, treaty, diary, field, each, 1)
        if run.overflow == 1:
            out.failed = OVERFLOWED
            continue
        fold(world, treaty, diary, field, outcomes, extras, number)
        written = fold_agreements(run, treaty, agreed, outcomes, number, written)
        if len(clauses) > 0:
            parts = fold_clauses(run, treaty, clauses, outcomes, number, parts)


def sound(world: World, field: Field) -> bool:
    """Whether the leverages over each client stay shares of its decisions."""
    for who in range(len(world.parties)):
        party = world.parties[who]
        if party.sponsors < 2:
            continue
        first = world.ties[party.sponsor_a]
        second = world.ties[party.sponsor_b]
        for tie in (first, second):
            for at in range(tie.leverage_at, tie.leverage_at + tie.leverage_count):
                day = field.steps[at].day
                total = path_on(field, first, day) + path_on(field, second, day)
                if total > 1.0 + ROUNDING:
                    return False
    return True


def path_on(field: Field, tie: Rows, day: int) -> float:
    """Leverage of a tie on a day."""
    value = field.steps[tie.leverage_at].value
    for at in range(tie.leverage_at, tie.leverage_at + tie.leverage_count):
        if field.steps[at].day <= day:
            value = field.steps[at].value
    return value


def fold(
    world: World,
    treaty: Treaty,
    diary: Diary,
    field: Field,
    outcomes: Rows,
    extras: Rows,
    number: int,
) -> None:
    """Fold a run into its row: how the first agreement fared, and what was counted until then."""
    run = world.run[0]
    out = outcomes[number]
    out.end_kind = run.end_kind
    out.end_also = run.end_also
    out.end_day = run.end_day
    out.ended = int(run.end_kind != END_HELD)
    pact = treaty.pacts[run.end_agreement]
    out.end_text = pact.text
    out.end_ordinal = pact.ordinal
    out.trust = run.end_trust
    out.breaches = 0
    out.breaches_seen = 0
    out.attacks = 0
    out.accusations = 0
    out.accusations_true = 0
    out.accusations_false = 0
    out.accusations_contested = 0
    out.accusations_pretext = 0
    out.talks = 0
    out.patrols_done = 0
    out.displaced = 0
    out.sectors_changed = 0
    width = 2 * (run.rules - 1) + run.parties
    base = number * width
    for who in range(run.parties):
        extras[base + 2 * (run.rules - 1) + who] = 0
    for day in range(1, run.end_day + 1):
        page = diary.days[day + run.run_in - 1]
        out.breaches += page.breaches
        out.breaches_seen += page.breaches_seen
        out.attacks += page.attacks
        out.accusations += page.accusations
        out.accusations_true += page.accusations_true
        out.accusations_false += page.accusations_false
        out.accusations_contested += page.accusations_contested
        out.accusations_pretext += page.accusations_pretext
        out.talks += page.talks
        out.patrols_done += page.patrols_done
        out.displaced += page.displaced
        out.sectors_changed += page.sectors_changed
        for who in range(run.parties):
            extras[base + 2 * (run.rules - 1) + who] += diary.counts[
                (day + run.run_in - 1) * run.parties + who
            ]
    # What the main rule takes for an offensive may be none under another. The agreement then
    # stands until it loses its force, or as far as the run goes.
    other = pact.closed
    other_kind = pact.closed_as
    if run.end_kind != END_HELD and run.end_kind != END_OFFENSIVE:
        other = run.end_day
        other_kind = run.end_kind
    for rule in range(1, run.rules):
        count = run.captures if field.rules[rule].counts == 1 else run.assaults
        found = first_day(field, rule, 1, 0, count)
        kind = END_OFFENSIVE
        if other != NONE and (
            found == NONE
            or other < found
            or (
                other == found
                and world.links[run.rank_at + other_kind] < world.links[run.rank_at + kind]
            )
        ):
            found = other
            kind = other_kind
        if found == NONE:
            found = run.day
            kind = END_HELD
        extras[base + 2 * (rule - 1)] = found
        extras[base + 2 * (rule - 1) + 1] = kind


def fold_agreements(
    run: Rows, treaty: Treaty, agreed: Rows, outcomes: Rows, number: int, written: int
) -> int:
    """Write a row for each agreement whose end was measured; give how many stand now."""
    ordinal = 0
    for each in range(run.pacts):
        pact = treaty.pacts[each]
        if pact.framework == 1 or pact.end_day == NONE:
            continue
        ordinal += 1
        entry = agreed[written]
        entry.replicate = number
        entry.ordinal = ordinal
        entry.text = pact.text
        entry.label_ordinal = pact.ordinal
        entry.start = pact.start
        entry.end_day = pact.end_day
        entry.end_kind = pact.end_kind
        written += 1
    outcomes[number].agreements = ordinal
    return written


def fold_clauses(
    run: Rows, treaty: Treaty, clauses: Rows, outcomes: Rows, number: int, written: int
) -> int:
    """Write a row for each duty of every agreement; give how many stand now."""
    for each in range(run.duties):
        duty = treaty.duties[each]
        pact = treaty.pacts[duty.pact]
        entry = clauses[written]
        entry.replicate = number
        entry.ordinal = pact.ordinal
        entry.text = pact.text
        entry.obligation = duty.obligation
        entry.start = duty.begins
        entry.first_breach = stated_day(duty.first_breach)
        against = earliest(duty.first_breach, duty.missed)
        if duty.met == 1:
            entry.end_kind = 0
            entry.end_day = stated_day(duty.done)
        elif against != LONG_AGO:
            entry.end_kind = 1
            entry.end_day = against
        elif live(pact, run.day):
            entry.end_kind = 2
            entry.end_day = 0
        else:
            entry.end_kind = 3
            entry.end_day = pact.closed if pact.closed > 0 else 0
        entry.breaches = duty.breaches
        entry.extensions = duty.extensions
        entry.progress = duty.progress
        written += 1
    outcomes[number].clauses = run.duties
    return written


def stated_day(day: int) -> int:
    """Give a day as tables have it, with 0 for what did not happen."""
    return 0 if day == LONG_AGO else day


def earliest(one: int, other: int) -> int:
    """Give the earlier of two days, of which either may be `LONG_AGO` for never."""
    if one == LONG_AGO or LONG_AGO < other < one:
        return other
    return one


def parameter_luck(seed: int, replicates: Rows, keys: Rows, luck: Rows) -> None:
    """Draw the uniforms of uncertain parameters.

    Parameters
    ----------
    seed : int
        Seed of the runs.
    replicates : array of int
        Numbers of the replicates.
    keys : array of int
        Luck keys of the parameters' dotted names.
    luck : array of float
        Where the uniforms go, row by row of replicates.
    """
    for number in range(len(replicates)):
        for place in range(len(keys)):
            first, _, _, _ = draw_block(
                seed, replicates[number], 0, PARAMETER, keys[place], 0, 0, 0
            )
            luck[number * len(keys) + place] = first
