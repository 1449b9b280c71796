"""What a comparison found, in sentences: the answer, what each part shows, and what to doubt."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.analysis.lifetimes import MAIN
from sim.report.comparison_look import arm_text
from sim.report.wording import count_text, listed, plural, share_text, start_case

if TYPE_CHECKING:
    from sim.analysis.intervals import Estimate
    from sim.report.comparison_findings import Against, Findings

PAIR = 2
ENDED = {
    "offensive": "an offensive",
    "cancelled": "a cancellation",
    "disowned": "a disavowal",
    "erosion": "erosion",
    "expired": "the end of its term",
    "superseded": "a new agreement",
    "held": "none within the days simulated",
}


def number(value: float | None, *, signed: bool = False) -> str:
    """Write a number of days: to a tenth below 100.

    Parameters
    ----------
    value : float or None
        The number.
    signed : bool
        Whether a plus is written too.

    Returns
    -------
    str
        A dash where there is none.
    """
    if value is None:
        return "-"
    digits = 0 if abs(value) >= 99.95 else 1  # noqa: PLR2004 - from there a tenth says nothing
    text = f"{value:{'+' if signed else ''}.{digits}f}"
    # A zero has no sign.
    return text.lstrip("+-") if float(text) == 0.0 else text


def between(one: Estimate) -> str:
    """Write an interval of days."""
    return f"{number(one.low)} to {number(one.high)}"


def reading(found: Findings) -> str:
    """Give the answer in one sentence.

    Parameters
    ----------
    found : Findings
        The comparison.

    Returns
    -------
    str
        A sentence that names the size first, and then how far it can be trusted.
    """
    if not found.others:
        return "There is nothing to compare: of one arm only were runs carried through."
    if found.of_one:
        return _of_changes(found) if len(found.others) > 1 else _of_change(found)
    return _of_two(found) if len(found.others) == 1 else _of_many(found)


def _of_change(found: Findings) -> str:
    (only,) = found.against()
    if _is_nil(only):
        return (
            f"{start_case(arm_text(only.label))} changed nothing: every run was the same as with"
            f" {arm_text(found.base)}."
        )
    how = "longer" if (only.days.value or 0) > 0 else "less long"
    size = number(abs(only.days.value or 0))
    if only.clear:
        text = (
            f"With {arm_text(only.label)} the agreement held {size} days {how} than with"
            f" {arm_text(found.base)}"
        )
    else:
        text = (
            f"Whether {arm_text(only.label)} makes the agreement hold longer or less long than"
            f" {arm_text(found.base)} cannot be told: {size} days {how}"
        )
    return (
        f"{text}, counted up to day {found.horizon} (95 % interval of the difference"
        f" {between(only.days)}, from {number(found.mean(found.base).value)});"
        f" {_elsewhere(found, only)}."
    )


def _of_changes(found: Findings) -> str:
    effects = found.against()
    clear = [one for one in effects if one.clear]
    largest = max(effects, key=lambda one: abs(one.days.value or 0))
    size = f"{number(largest.days.value, signed=True)} days (95 % interval {between(largest.days)})"
    many = count_text(len(effects))
    if not clear:
        return (
            f"None of the {many} changes moved the days held by more than luck explains; the"
            f" largest difference was that of {arm_text(largest.label)}, {size}, from"
            f" {number(found.mean(found.base).value)} days up to day {found.horizon}."
        )
    strongest = max(clear, key=lambda one: abs(one.days.value or 0))
    size = (
        f"{number(strongest.days.value, signed=True)} days (95 % interval"
        f" {between(strongest.days)})"
    )
    which = f"{start_case(count_text(len(clear)))} of the {many} changes moved"
    if len(clear) == len(effects):
        which = "Both changes moved" if len(clear) == PAIR else f"All {many} changes moved"
    return (
        f"{which} the days held by more than luck explains, {arm_text(strongest.label)} most: by"
        f" {size} from {number(found.mean(found.base).value)}, counted up to day {found.horizon};"
        f" {_elsewhere(found, strongest)}."
    )


def _of_two(found: Findings) -> str:
    (only,) = found.against()
    value = only.days.value or 0
    longer, shorter = (only.label, found.base) if value > 0 else (found.base, only.label)
    bounds = sorted(abs(end) for end in (only.days.low, only.days.high) if end is not None)
    interval = f"{number(bounds[0])} to {number(bounds[-1])}" if bounds else "not known"
    if not only.clear:
        return (
            f"Which of {arm_text(found.base)} and {arm_text(only.label)} holds longer cannot be"
            f" told: on average they differ by {number(abs(value))} days up to day"
            f" {found.horizon} (95 % interval of the difference {between(only.days)});"
            f" {_elsewhere(found, only)}."
        )
    ends = [found.held(label, found.horizon).value or 0 for label in (longer, shorter)]
    return (
        f"{start_case(arm_text(longer))} held {number(abs(value))} days longer than"
        f" {arm_text(shorter)} on average (95 % interval {interval}), counted up to day"
        f" {found.horizon}, and {share_text(ends[0])} against {share_text(ends[1])} were then"
        f" still in force; {_elsewhere(found, only)}."
    )


def _of_many(found: Findings) -> str:
    order = _order(found, MAIN)
    first, last = order[0], order[-1]
    means = {label: found.mean(label) for label in (first, last)}
    others = [name for name in found.definitions if name != MAIN]
    turned = [
        name
        for name in others
        if (_order(found, name)[0], _order(found, name)[-1]) != (first, last)
    ]
    same = _each(found, "the same two stand first and last under")
    if turned:
        same = f"under {listed([arm_text(one) for one in turned])} others stand first or last"
    return (
        f"{start_case(arm_text(first))} held longest, {number(means[first].value)} days on average"
        f" up to day {found.horizon} (95 % interval {between(means[first])}), and"
        f" {arm_text(last)} least, {number(means[last].value)} days ({between(means[last])});"
        f" {same}."
    )


def _order(found: Findings, definition: str) -> list[str]:
    return sorted(
        found.labels, key=lambda label: found.mean(label, definition).value or 0, reverse=True
    )


def _is_nil(one: Against) -> bool:
    return one.days.value == one.days.low == one.days.high == 0.0


def _each(found: Findings, before: str) -> str:
    many = len(found.definitions)
    return f"{before} {'each of the ' + count_text(many) + ' definitions' if many > 1 else 'the one definition'} of an end"


def _elsewhere(found: Findings, one: Against) -> str:
    """Say whether the answer is the same under the other definitions of an end."""
    others = [name for name in found.definitions if name != MAIN]
    if not others:
        return "there is one definition of an end"
    along = {
        name: next(each for each in found.against(name) if each.label == one.label)
        for name in others
    }
    turned = [
        name
        for name, each in along.items()
        if (each.days.value or 0) * (one.days.value or 0) < 0 and (each.clear or one.clear)
    ]
    changed = [name for name, each in along.items() if each.clear != one.clear]
    if turned:
        return f"under {listed([arm_text(name) for name in turned])} it is the other way round"
    if changed:
        told = "cannot be told" if one.clear else "is clear"
        return f"under {listed([arm_text(name) for name in changed])} it {told}"
    return _each(found, "it is so under")


def warnings(found: Findings) -> list[str]:
    """Say what makes the answer doubtful.

    Parameters
    ----------
    found : Findings
        The comparison.

    Returns
    -------
    list of str
        Sentences; none where nothing does.
    """
    result = found.result
    notes = []
    few = {
        arm_text(one.label): one.warning.partition(":")[0] for one in found.against() if one.warning
    }
    if few:
        notes.append(
            f"Too few endings to tell for {listed(list(few))}: take its figures as open. More"
            " replicates or a longer horizon would bring more."
            if len(few) == 1
            else f"Too few endings to tell for {listed(list(few))}: take their figures as open."
            " More replicates or a longer horizon would bring more."
        )
    lost = [label for label in result if label not in found.labels]
    if lost:
        notes.append(f"Every run failed of {listed([arm_text(label) for label in lost])}.")
    failed = len(result.failures)
    if failed:
        notes.append(
            f"{start_case(plural(failed, 'run'))} failed and {'is' if failed == 1 else 'are'} left out."
        )
    horizons = {arm.arm.horizon for arm in result.arms.values()}
    if len(horizons) > 1:
        notes.append(
            f"The arms have different horizons; they are compared up to day {found.horizon}."
        )
    return notes


def luck(found: Findings) -> str:
    """Say whether arms share their luck, and what that was worth.

    Parameters
    ----------
    found : Findings
        The comparison.

    Returns
    -------
    str
        A sentence.
    """
    if not found.of_one:
        return (
            "Different scenarios: run for run they have nothing in common, so intervals of"
            " differences are those of independent runs."
        )
    tighter = [one.tighter for one in found.against() if 0 < one.tighter < float("inf")]
    if not tighter:
        return "All have the same luck, replicate by replicate."
    least, most = min(tighter), max(tighter)
    worth = f"{least:.1f}" if f"{least:.1f}" == f"{most:.1f}" else f"{least:.1f} to {most:.1f}"
    return (
        "All have the same luck, replicate by replicate, which makes the intervals of differences"
        f" in days held {worth} times narrower than those of independent runs."
    )


def held_sentence(found: Findings) -> str:
    """Say how many were still in force at the end."""
    shares = {label: found.held(label, found.horizon).value or 0 for label in found.labels}
    order = sorted(found.labels, key=lambda label: -shares[label])
    shown = order if len(order) <= PAIR + 1 else [order[0], order[-1]]
    parts = [f"{share_text(shares[label])} with {arm_text(label)}" for label in shown]
    if len(shown) < len(order):
        return (
            f"After {found.horizon} days, from {parts[-1]} to {parts[0]} of the runs were still in"
            " force."
        )
    return f"After {found.horizon} days, {listed(parts)} of the runs were still in force."


def ends_sentence(found: Findings) -> str:
    """Say what the most frequent end of each arm was."""
    groups: dict[str, list[str]] = {}
    for label in found.labels:
        ends = {kind: one.value or 0 for kind, one in found.ends(label).items() if kind != "held"}
        kind = max(ends, key=lambda one: ends[one]) if ends else "held"
        groups.setdefault(kind, []).append(arm_text(label))
    if len(groups) == 1:
        return f"The most frequent end of all was {ENDED[next(iter(groups))]}."
    parts = [f"{ENDED[kind]} with {listed(labels)}" for kind, labels in groups.items()]
    return f"The most frequent end was {'; '.join(parts)}."


def clauses_sentence(found: Findings) -> str:
    """Say which clause changed most, or which was breached most."""
    table = found.clause_table
    if not len(table):
        return "No clause was recorded."
    changes = []
    for label in found.others:
        for obligation in table.loc[label].index if label in table.index else ():
            if (found.base, obligation) in table.index and found.of_one:
                now, before = (
                    float(table.loc[(one, obligation), "breached"]) for one in (label, found.base)
                )
                changes.append((abs(now - before), label, obligation, now, before))
    if changes and max(changes)[0] > 0:
        _, label, obligation, now, before = max(changes)
        return (
            f"The clause that changed most was {arm_text(obligation)}: with {arm_text(label)} it was"
            f" breached in {share_text(now)} of the runs while the agreement stood, against"
            f" {share_text(before)} with {arm_text(found.base)}."
        )
    if found.of_one:
        return "No clause was breached more often, or less, than without the changes."
    whole = table[table["breached"] >= 1.0].index
    most = [label for label in found.labels if any(one == label for one, _ in whole)]
    if most:
        return f"At least one clause was breached in every run with {listed([arm_text(m) for m in most])}."
    return "No clause was breached in every run."


def definitions_sentence(found: Findings) -> str:
    """Say whether the order of the arms hangs on the definition of an end."""
    orders = {name: _order(found, name) for name in found.definitions}
    turned = [arm_text(name) for name in orders if orders[name] != orders[MAIN]]
    if not turned:
        return f"By days held the arms stand in the same order {_each(found, 'under')}."
    return (
        f"By days held the arms stand in another order under {listed(turned)} than under the main"
        " definition; where intervals overlap that may be luck."
    )


def counts_sentence(found: Findings) -> str:
    """Say how much violence and accusation there was for each day in force."""
    rates = {}
    for label in found.labels:
        counted, days = found.count(label, "breaches"), found.mean(label)
        if counted is not None and counted.value is not None and days.value:
            rates[label] = counted.value / days.value
    if len(rates) < PAIR:
        return "Counts go up to the end of the agreement."
    most, least = (choose(rates, key=lambda label: rates[label]) for choose in (max, min))
    return (
        f"For each day in force there were {number(rates[most])} breaches with {arm_text(most)}"
        f" and {number(rates[least])} with {arm_text(least)}."
    )
