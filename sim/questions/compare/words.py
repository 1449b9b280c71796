"""What a comparison found, in sentences: the answer, what each part shows, and what to doubt."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.questions.compare.figures import arm_text
from sim.questions.run.path import rule_text
from sim.shared.lifetimes import MAIN
from sim.shared.wording import count_text, days_text, listed, plural, share_text, start_case

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sim.questions.compare.compare import ComparisonResult
    from sim.questions.compare.findings import Against, Findings
    from sim.shared.intervals import Estimate

_PAIR = 2
_ENDED = {
    "offensive": "an offensive",
    "cancelled": "a cancellation",
    "disowned": "a disavowal",
    "erosion": "erosion",
    "expired": "the end of its term",
    "superseded": "a new agreement",
    "held": "none within the days simulated",
}


def _arms_text(labels: Iterable[str], most: int = 6) -> str:
    return listed([arm_text(label) for label in labels], most)


def _arm_start(label: str) -> str:
    return start_case(arm_text(label))


def _between(one: Estimate) -> str:
    return f"{days_text(one.low)} to {days_text(one.high)}"


def _signed(value: float | None) -> str:
    return days_text(value, signed=True)


def title(result: ComparisonResult) -> str:
    """Say what is compared.

    Parameters
    ----------
    result : ComparisonResult
        The comparison.

    Returns
    -------
    str
        A heading.
    """
    asked = result.comparison
    names = list(dict.fromkeys(arm.origin.name for arm in asked.arms))
    if len(names) > 1:
        return start_case(f"{_arms_text(asked.labels, 12)} side by side")
    changed = _arms_text((arm.label for arm in asked.arms if arm.changes), 12)
    as_it_is = any(not arm.changes for arm in asked.arms)
    return f"{names[0]}{': as it is, and' if as_it_is else ''} with {changed}"


# The answer


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
    base = _base_text(found)
    if only.label in found.untouched:
        return f"{_arm_start(only.label)} changed nothing: every run was the same as {base}."
    if only.is_nil:
        return (
            f"{_arm_start(only.label)} changed other things, but not how long the agreement held:"
            f" in every run as long as {base}."
        )
    how = "longer" if only.size > 0 else "less long"
    doubt = "" if only.clear else ", which chance alone may explain"
    return (
        f"With {arm_text(only.label)} the agreement held {days_text(abs(only.size))} days {how}"
        f" than {base}{doubt} (95 % interval of the difference {_between(only.days)}, from"
        f" {days_text(found.mean(found.base).value)} days, counted up to day {found.horizon});"
        f" {_elsewhere(found, only)}."
    )


def _base_text(found: Findings) -> str:
    """Say what the others are set against, as in "than without the change"."""
    if found.result[found.base].arm.changes or not found.of_one:
        return f"with {arm_text(found.base)}"
    return "without the change" if len(found.others) == 1 else "without changes"


def _of_changes(found: Findings) -> str:
    effects = found.against()
    clear = [one for one in effects if one.clear]
    many = count_text(len(effects))
    none = "Neither" if len(effects) == _PAIR else "None"
    if all(one.is_nil for one in effects):
        return f"{none} of the {many} changes moved the days held in any run."
    largest = max(clear or effects, key=lambda one: abs(one.size))
    size = f"{_signed(largest.days.value)} days (95 % interval {_between(largest.days)})"
    before = f"{days_text(found.mean(found.base).value)}"
    if not clear:
        return (
            f"{none} of the {many} changes moved the days held by more than chance may explain; the"
            f" largest difference was that of {arm_text(largest.label)}, {size}, from {before}"
            f" days, counted up to day {found.horizon}."
        )
    which = f"{start_case(count_text(len(clear)))} of the {many} changes moved"
    if len(clear) == len(effects):
        which = "Both changes moved" if len(clear) == _PAIR else f"All {many} changes moved"
    return (
        f"{which} the days held by more than chance explains, {arm_text(largest.label)} most: by"
        f" {size} from {before}, counted up to day {found.horizon};"
        f" {_elsewhere(found, largest)}."
    )


def _of_two(found: Findings) -> str:
    (only,) = found.against()
    longer, shorter = found.base, only.label
    sign = -1
    if only.size > 0:
        longer, shorter, sign = shorter, longer, 1
    bounds = sorted(sign * end for end in (only.days.low, only.days.high) if end is not None)
    interval = f"{days_text(bounds[0])} to {days_text(bounds[-1])}" if bounds else "not known"
    held = (
        f"{_arm_start(longer)} held {days_text(abs(only.size))} days longer than"
        f" {arm_text(shorter)} on average"
    )
    if not only.clear:
        return (
            f"{held}, which chance alone may explain (95 % interval of the difference {interval}),"
            f" counted up to day {found.horizon}; {_elsewhere(found, only)}."
        )
    ends = [share_text(found.held(one, found.horizon).value or 0) for one in (longer, shorter)]
    return (
        f"{held} (95 % interval {interval}), counted up to day {found.horizon}, and"
        f" {' against '.join(ends)} were then still in force; {_elsewhere(found, only)}."
    )


def _of_many(found: Findings) -> str:
    first, *_, last = _order(found, MAIN)
    longest, least = found.mean(first), found.mean(last)
    orders = {name: _order(found, name) for name in found.definitions}
    turned = [name for name, order in orders.items() if (order[0], order[-1]) != (first, last)]
    same = _under_each(found, "the same two stand first and last under")
    if turned:
        same = f"under {_arms_text(turned)} others stand first or last"
    return (
        f"{_arm_start(first)} held longest, {days_text(longest.value)} days on average up to day"
        f" {found.horizon} (95 % interval {_between(longest)}), and {arm_text(last)} least,"
        f" {days_text(least.value)} days ({_between(least)}); {same}."
    )


def _order(found: Findings, definition: str) -> list[str]:
    """List the arms, the one first that held longest."""
    return sorted(
        found.labels, key=lambda one: found.mean(one, definition).value or 0, reverse=True
    )


def _under_each(found: Findings, before: str) -> str:
    """Say that something is so under every definition of an end."""
    many = len(found.definitions)
    which = f"each of the {count_text(many)} definitions" if many > 1 else "the one definition"
    return f"{before} {which} of an end"


def _elsewhere(found: Findings, one: Against) -> str:
    """Say whether the answer is the same under the other definitions of an end."""
    others = [name for name in found.definitions if name != MAIN]
    if not others:
        return "there is one definition of an end"
    place = found.others.index(one.label)
    along = {name: found.against(name)[place] for name in others}
    turned = [
        name
        for name, each in along.items()
        if each.size * one.size < 0 and (each.clear or one.clear)
    ]
    changed = [name for name, each in along.items() if each.clear != one.clear]
    if turned:
        return f"under {_arms_text(turned)} it is the other way round"
    if changed:
        doubt = "chance may explain it" if one.clear else "chance does not explain it"
        return f"under {_arms_text(changed)} {doubt}"
    return _under_each(found, "it is so under")


# What to doubt


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
    if found.untouched and len(found.others) > 1:
        notes.append(
            f"{start_case(_arms_text(found.untouched))} changed nothing in any run: what is set"
            " there plays no part in this scenario as it is."
        )
    few = [one for one in found.against() if one.warning]
    if clear := [one for one in few if one.clear]:
        notes.append(
            f"Too few endings for a hazard ratio ({_endings(found, clear)})."
            " Days held can be told apart."
        )
    if doubtful := [one for one in few if not one.clear]:
        ended = any(one.ends or one.ends_base for one in doubtful)
        counts = f"Too few endings to tell ({_endings(found, doubtful)})"
        notes.append(
            f"{counts if ended else 'Nothing ended'}: more replicates or a longer horizon would"
            " bring more."
        )
    if lost := [label for label in result if label not in found.labels]:
        notes.append(f"Every run failed of {_arms_text(lost)}.")
    if failed := len(result.failures):
        are = "is" if failed == 1 else "are"
        notes.append(f"{start_case(plural(failed, 'run'))} failed and {are} left out.")
    if len({arm.arm.horizon for arm in result.arms.values()}) > 1:
        notes.append(
            f"The arms have different horizons; they are compared up to day {found.horizon}."
        )
    return notes


def _endings(found: Findings, few: Sequence[Against]) -> str:
    """Count the endings of the base and of some arms."""
    counts = [(few[0].ends_base, found.base), *((one.ends, one.label) for one in few)]
    return ", ".join(f"{count_text(ends)} with {arm_text(label)}" for ends, label in counts)


def streams_sentence(found: Findings) -> str:
    """Say whether arms share their random streams, and what that was worth.

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
            "Different scenarios have no random streams in common that would make pairs of their"
            " runs, so intervals of differences are those of independent runs."
        )
    same = "All use the same random streams, replicate by replicate"
    tighter = [one.tighter for one in found.against() if 0 < one.tighter < float("inf")]
    if not tighter:
        return f"{same}."
    worth = " to ".join(dict.fromkeys(f"{end:.1f}" for end in (min(tighter), max(tighter))))
    return (
        f"{same}, which makes the intervals of differences in days held {worth} times narrower than"
        " those of independent runs."
    )


# What each part shows


def held_sentence(found: Findings) -> str:
    """Say how many were still in force at the end."""
    shares = {label: found.held(label, found.horizon).value or 0 for label in found.labels}
    order = sorted(found.labels, key=lambda label: -shares[label])
    after = f"After {found.horizon} days"
    first, *rest = [f"{share_text(shares[one])} with {arm_text(one)}" for one in order]
    if len(order) > _PAIR + 1:
        return f"{after}, from {rest[-1]} to {first} of the runs were still in force."
    share, _, label = first.partition(" with ")
    return f"{after}, {share} of the runs were still in force {listed([f'with {label}', *rest])}."


def effects_sentence(found: Findings) -> str:
    """Say which arms differ from the first by more than chance may explain."""
    effects = found.against()
    clear = [
        f"{arm_text(one.label)} ({_signed(one.days.value)} days)" for one in effects if one.clear
    ]
    rest = [one.label for one in effects if not one.clear]
    others = _arms_text(rest, 12)
    against = f"from {arm_text(found.base)}"
    if not clear:
        return f"By days held, chance may explain how far {others} differ {against}."
    verb = "differs" if len(clear) == 1 else "differ"
    text = f"By days held, {listed(clear, 12)} {verb} {against} by more than chance may explain"
    return f"{text}; {others} {'does' if len(rest) == 1 else 'do'} not." if rest else f"{text}."


def ends_sentence(found: Findings) -> str:
    """Say what the most frequent end of each arm was."""
    groups: dict[str, list[str]] = {}
    for label in found.labels:
        ends = {kind: one.value or 0 for kind, one in found.ends(label).items() if kind != "held"}
        kind = max(ends, key=lambda one: ends[one]) if ends else "held"
        groups.setdefault(kind, []).append(label)
    if len(groups) == 1:
        return f"The most frequent end of all was {_ENDED[next(iter(groups))]}."
    parts = [f"{_ENDED[kind]} with {_arms_text(labels)}" for kind, labels in groups.items()]
    return f"The most frequent end was {'; '.join(parts)}."


def clauses_sentence(found: Findings) -> str:
    """Say which clause changed most, or which was breached most."""
    breached = {place: row["breached"] for place, row in found.clauses.items()}
    if not breached:
        return "No clause was recorded."
    if not found.of_one:
        whole = {label for (label, _), share in breached.items() if share >= 1.0}
        if not whole:
            return "No clause was breached in every run."
        shown = _arms_text(label for label in found.labels if label in whole)
        return f"At least one clause was breached in every run with {shown}."
    changes = [
        (share - breached[found.base, name], label, name)
        for (label, name), share in breached.items()
        if label != found.base and (found.base, name) in breached
    ]
    change, label, name = max(changes, key=lambda one: abs(one[0]), default=(0.0, "", ""))
    if not change:
        return "No clause was breached more often, or less, than without the changes."
    now, before = (share_text(breached[one, name]) for one in (label, found.base))
    return (
        f"The clause that changed most was {arm_text(name)}: with {arm_text(label)} it was breached"
        f" in {now} of the runs while the agreement stood, against {before} with"
        f" {arm_text(found.base)}."
    )


def definitions_sentence(found: Findings) -> str:
    """Say whether the order of the arms depends on the definition of an end."""
    orders = {name: _order(found, name) for name in found.definitions}
    turned = [name for name in orders if orders[name] != orders[MAIN]]
    if not turned:
        return f"By days held the arms stand in the same order {_under_each(found, 'under')}."
    return (
        f"By days held the arms stand in another order under {_arms_text(turned)} than under the"
        " main definition; where intervals overlap that may be chance."
    )


def definitions_in_words(found: Findings) -> str:
    """Say what each definition counts as an offensive."""
    measurement = found.result[found.base].arm.scenario.measurement
    rules = {MAIN: measurement.offensive} | dict(measurement.alternatives)
    known = [name for name in found.definitions if name in rules]
    text = start_case("; ".join(f"{arm_text(name)}: {rule_text(rules[name])}" for name in known))
    return (
        f"What counts as an offensive, dated to the first act of it. {text}. Other kinds of end are"
        " the same under each."
    )


def counts_sentence(found: Findings) -> str:
    """Say how much violence there was for each day in force."""
    rates = {}
    for label in found.labels:
        counted, days = found.count(label, "breaches"), found.mean(label)
        same_days = found.result[label].arm.horizon == found.horizon
        if counted is not None and counted.value is not None and days.value and same_days:
            rates[label] = counted.value / days.value
    if len(rates) < _PAIR:
        return "Counts go up to the end of the agreement."
    most, least = (choose(rates, key=lambda label: rates[label]) for choose in (max, min))
    highest, lowest = days_text(rates[most]), days_text(rates[least])
    if highest == lowest:
        return f"For each day in force there were {highest} breaches with every arm."
    return (
        f"For each day in force there were {highest} breaches with {arm_text(most)} and {lowest}"
        f" with {arm_text(least)}."
    )
