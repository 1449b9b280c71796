"""Many replicates, one after another, and the figures that are folded out of each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sim.day import codes, measures
from sim.day.beginning import begin
from sim.day.codes import LONG_AGO, NONE
from sim.day.endings import first_day, measure
from sim.day.phases import live_a_day, over
from sim.day.situation import live, on_day
from sim.day.state import cell
from sim.law.draws import PARAMETER, draw_block

if TYPE_CHECKING:
    from sim.day.state import World

OVERFLOWED = 1
UNSOUND = 2
ROUNDING = 1e-9


@dataclass(slots=True)
class Outcome:
    """How the first agreement of a replicate fared; its counts stand in the table of figures."""

    failed: int = cell("0, or why it failed")
    end_kind: int = cell("form of its end")
    end_also: int = cell("other forms of end of the same day, a bit each")
    end_day: int = cell("day of its end", "days")
    ended: int = cell("whether it ended before the horizon")
    agreements: int = cell("agreements whose end was measured")
    clauses: int = cell("duties of all agreements")
    trust: float = cell("mean belief of the two sides in each other on that day", "share")


@dataclass(slots=True)
class Agreed:
    """How one agreement of a replicate fared."""

    replicate: int = cell("row of the replicate")
    ordinal: int = cell("which of those measured, from 1")
    text: int = cell("its text")
    label_ordinal: int = cell("which signing of that text, from 1")
    start: int = cell("first day in force", "days")
    end_day: int = cell("day of its end", "days")
    end_kind: int = cell("form of its end")


@dataclass(slots=True)
class Clause:
    """What one duty of an agreement of a replicate came to."""

    replicate: int = cell("row of the replicate")
    ordinal: int = cell("which signing of the text, from 1")
    text: int = cell("text of its agreement")
    obligation: int = cell("its obligation")
    start: int = cell("day on which it begins", "days")
    end_day: int = cell("day on which it came to that; 0 for never", "days")
    end_kind: int = cell("met, breached, open or lapsed")
    breaches: int = cell("breaches of it")
    first_breach: int = cell("day of the first; 0 for never", "days")
    extensions: int = cell("how often its day was moved")
    progress: float = cell("how far it was delivered", "share")


def run_batch(
    w: World,
    block: Any,
    template: Any,
    cells: Any,
    values: Any,
    seed: int,
    replicates: Any,
    horizon: int,
    traced: int,
    outcomes: Any,
    figures: Any,
    agreed: Any,
    clauses: Any,
) -> None:
    """Carry out replicates, each from a fresh copy of the template.

    Parameters
    ----------
    w : World
        Tables; the stated ones are views of `block`.
    block, template : array of float
        Memory of the stated tables, and what it holds when a replicate begins.
    cells : array of int
        Places in the block that change from replicate to replicate.
    values : array of float
        Their values, row by row of replicates.
    seed, horizon, traced : int
        Seed, last day, whether to write the log.
    replicates : array of int
        Numbers of the replicates, in the order of rows.
    outcomes, figures, agreed, clauses
        Where results go; no clauses are written where `clauses` is empty.
    """
    written = 0
    parts = 0
    for number in range(len(replicates)):
        for at in range(len(template)):
            block[at] = template[at]
        for place in range(len(cells)):
            block[cells[place]] = values[number * len(cells) + place]
        run = w.run
        run.seed = seed
        run.replicate = replicates[number]
        run.horizon = horizon
        run.traced = traced
        out = outcomes[number]
        out.failed = 0
        out.agreements = 0
        out.clauses = 0
        if len(cells) > 0 and not sound(w):
            out.failed = UNSOUND
            continue
        begin(w)
        while not over(w):
            live_a_day(w)
        measure_the_rest(w)
        if run.overflow == 1:
            out.failed = OVERFLOWED
            continue
        fold(w, outcomes[number], figures, number * width_of_figures(w))
        out.agreements = fold_agreements(w, agreed, number, written)
        written += out.agreements
        if len(clauses) > 0:
            fold_clauses(w, clauses, number, parts)
            out.clauses = run.duties
            parts += run.duties


def measure_the_rest(w: World) -> None:
    """Measure, on the last day, the agreements that have not ended."""
    run = w.run
    for each in range(run.agreements):
        agreement = w.agreements[each]
        if (
            run.overflow == 0
            and agreement.framework == 0
            and agreement.measured == 0
            and agreement.start <= run.day
        ):
            measure(w, each, 1)


def sound(w: World) -> bool:
    """Whether the leverages over each client stay shares of its decisions."""
    for who in range(len(w.parties)):
        party = w.parties[who]
        if party.sponsors < 2:
            continue
        first = w.ties[party.sponsor_a]
        second = w.ties[party.sponsor_b]
        for tie in (first, second):
            for at in range(tie.leverage_at, tie.leverage_at + tie.leverage_count):
                day = w.steps[at].day
                total = on_day(w, first.leverage_at, first.leverage_count, day)
                total += on_day(w, second.leverage_at, second.leverage_count, day)
                if total > 1.0 + ROUNDING:
                    return False
    return True


def width_of_figures(w: World) -> int:
    """Whole numbers that are folded out of a run, besides those of `Outcome`."""
    return len(measures.COUNTED) + w.run.parties + 2 * (w.run.rules - 1)


def fold(w: World, out: Any, figures: Any, base: int) -> None:
    """Fold a run: how the first agreement fared, and what was counted until then."""
    run = w.run
    out.end_kind = run.end_kind
    out.end_also = run.end_also
    out.end_day = run.end_day
    out.ended = int(run.end_kind != codes.END_HELD)
    out.trust = run.end_trust
    published = base + len(measures.COUNTED)
    for place in range(base, published + run.parties):
        figures[place] = 0
    for day in range(1, run.end_day + 1):
        page = day + run.run_in - 1
        for counted in range(len(measures.COUNTED)):
            figures[base + counted] += w.tallies[page][counted]
        for who in range(run.parties):
            figures[published + who] += w.counts[page][who]
    # What the main rule takes for an offensive may be none under another. The agreement then
    # stands until it loses its force, or as far as the run goes.
    agreement = w.agreements[run.end_agreement]
    other = agreement.closed
    other_kind = agreement.closed_as
    if run.end_kind != codes.END_HELD and run.end_kind != codes.END_OFFENSIVE:
        other = run.end_day
        other_kind = run.end_kind
    for rule in range(1, run.rules):
        count = run.captures if w.rules[rule].counts == 1 else run.assaults
        found = first_day(w, rule, 1, 0, count)
        kind = codes.END_OFFENSIVE
        if other != NONE and (
            found == NONE
            or other < found
            or (other == found and w.links[run.rank_at + other_kind] < w.links[run.rank_at + kind])
        ):
            found = other
            kind = other_kind
        if found == NONE:
            found = run.day
            kind = codes.END_HELD
        at = published + run.parties + 2 * (rule - 1)
        figures[at] = found
        figures[at + 1] = kind


def fold_agreements(w: World, agreed: Any, number: int, written: int) -> int:
    """Write a row for each agreement whose end was measured; give how many there are."""
    ordinal = 0
    for each in range(w.run.agreements):
        agreement = w.agreements[each]
        if agreement.framework == 1 or agreement.end_day == NONE:
            continue
        entry = agreed[written + ordinal]
        ordinal += 1
        entry.replicate = number
        entry.ordinal = ordinal
        entry.text = agreement.text
        entry.label_ordinal = agreement.ordinal
        entry.start = agreement.start
        entry.end_day = agreement.end_day
        entry.end_kind = agreement.end_kind
    return ordinal


def fold_clauses(w: World, clauses: Any, number: int, written: int) -> None:
    """Write a row for each duty of every agreement."""
    for each in range(w.run.duties):
        duty = w.duties[each]
        agreement = w.agreements[duty.agreement]
        entry = clauses[written + each]
        entry.replicate = number
        entry.ordinal = agreement.ordinal
        entry.text = agreement.text
        entry.obligation = duty.obligation
        entry.start = duty.begins
        entry.first_breach = stated_day(duty.first_breach)
        against = earliest(duty.first_breach, duty.missed)
        if duty.met == 1:
            entry.end_kind = codes.MET
            entry.end_day = stated_day(duty.done)
        elif against != LONG_AGO:
            entry.end_kind = codes.BREACHED
            entry.end_day = against
        elif live(agreement, w.run.day):
            entry.end_kind = codes.OPEN
            entry.end_day = 0
        else:
            entry.end_kind = codes.LAPSED
            entry.end_day = agreement.closed if agreement.closed > 0 else 0
        entry.breaches = duty.breaches
        entry.extensions = duty.extensions
        entry.progress = duty.progress


def stated_day(day: int) -> int:
    """Give a day as tables have it, with 0 for what did not happen."""
    return 0 if day == LONG_AGO else day


def earliest(one: int, other: int) -> int:
    """Give the earlier of two days, of which either may be `LONG_AGO` for never."""
    if one == LONG_AGO or LONG_AGO < other < one:
        return other
    return one


def parameter_uniforms(seed: int, replicates: Any, keys: Any, uniforms: Any) -> None:
    """Draw the uniforms of uncertain parameters.

    Parameters
    ----------
    seed : int
        Seed of the runs.
    replicates : array of int
        Numbers of the replicates.
    keys : array of int
        Stream keys of the parameters' dotted names.
    uniforms : array of float
        Where they go, row by row of replicates.
    """
    for number in range(len(replicates)):
        for place in range(len(keys)):
            first, _, _, _ = draw_block(
                seed, replicates[number], 0, PARAMETER, keys[place], 0, 0, 0
            )
            uniforms[number * len(keys) + place] = first
