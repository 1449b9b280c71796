"""What a comparison found, in sentences: the answer, what each part shows, and what to doubt."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from sim.questions.compare.look import arm_text
from sim.shared.lifetimes import MAIN
from sim.shared.wording import count_text, listed, plural, share_text, start_case

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.questions.compare.findings import Against, Findings
    from sim.shared.intervals import Estimate

PAIR = 2


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


def signed(one: Estimate) -> str:
    """Write a difference in days and its interval."""
    value = number(one.value, signed=True)
    if one.low is None or one.high is None:
        return value
    return f"{value} ({number(one.low, signed=True)} to {number(one.high, signed=True)})"


def ratio_text(one: Estimate) -> str:
    """Write a ratio and its interval, or the bound where only one side ended at all."""
    if one.value is None or one.low is None or one.high is None:
        return "-"
    if math.isinf(one.value):
        return f"over {_times(one.low)}"
    if not one.value:
        return f"under {_times(one.high)}"
    return f"{_times(one.value)} ({_times(one.low)} to {_times(one.high)})"


def _times(value: float) -> str:
    return f"{value:.2f}" if value < 10 else f"{value:.0f}"  # noqa: PLR2004 - three figures


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
    if only.label in found.untouched:
        return (
            f"{start_case(arm_text(only.label))} changed nothing: every run was the same as"
            f" {base_text(found)}."
        )
    if _is_nil(only):
        return (
            f"{start_case(arm_text(only.label))} changed other things, but not how long the"
            f" agreement held: in every run as long as {base_text(found)}."
        )
    how = "longer" if (only.days.value or 0) > 0 else "less long"
    luck_may = "" if only.clear else ", which luck alone may explain"
    return (
        f"With {arm_text(only.label)} the agreement held {number(abs(only.days.value or 0))} days"
        f" {how} than {base_text(found)}{luck_may} (95 % interval of the difference"
        f" {between(only.days)}, from {number(found.mean(found.base).value)} days, counted up to"
        f" day {found.horizon}); {_elsewhere(found, only)}."
    )


def base_text(found: Findings) -> str:
    """Say what the others are set against, as in "than without the change"."""
    arm = found.result[found.base].arm
    if arm.changes or not found.of_one:
        return f"with {arm_text(found.base)}"
    return "without the change" if len(found.others) == 1 else "without changes"


def _of_changes(found: Findings) -> str:
    effects = found.against()
    clear = [one for one in effects if one.clear]
    largest = max(effects, key=lambda one: abs(one.days.value or 0))
    size = f"{number(largest.days.value, signed=True)} days (95 % interval {between(largest.days)})"
    many = count_text(len(effects))
    none = "Neither" if len(effects) == PAIR else "None"
    if all(_is_nil(one) for one in effects):
        return f"{none} of the {many} changes moved the days held in any run."
    if not clear:
        return (
            f"{none} of the {many} changes moved the days held by more than luck may explain; the"
            f" largest difference was that of {arm_text(largest.label)}, {size}, from"
            f" {number(found.mean(found.base).value)} days, counted up to day {found.horizon}."
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
    sign = 1 if value > 0 else -1
    bounds = sorted(sign * end for end in (only.days.low, only.days.high) if end is not None)
    interval = f"{number(bounds[0])} to {number(bounds[-1])}" if bounds else "not known"
    if not only.clear:
        return (
            f"{start_case(arm_text(longer))} held {number(abs(value))} days longer than"
            f" {arm_text(shorter)} on average, which luck alone may explain (95 % interval of the"
            f" difference {interval}), counted up to day {found.horizon};"
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
    order = order_of(found, MAIN)
    first, last = order[0], order[-1]
    means = {label: found.mean(label) for label in (first, last)}
    others = [name for name in found.definitions if name != MAIN]
    turned = [
        name
        for name in others
        if (order_of(found, name)[0], order_of(found, name)[-1]) != (first, last)
    ]
    same = under_each(found, "the same two stand first and last under")
    if turned:
        same = f"under {listed([arm_text(one) for one in turned])} others stand first or last"
    return (
        f"{start_case(arm_text(first))} held longest, {number(means[first].value)} days on average"
        f" up to day {found.horizon} (95 % interval {between(means[first])}), and"
        f" {arm_text(last)} least, {number(means[last].value)} days ({between(means[last])});"
        f" {same}."
    )


def order_of(found: Findings, definition: str) -> list[str]:
    """List the arms, the one first that held longest."""
    return sorted(
        found.labels, key=lambda label: found.mean(label, definition).value or 0, reverse=True
    )


def _is_nil(one: Against) -> bool:
    return one.days.value == one.days.low == one.days.high == 0.0


def under_each(found: Findings, before: str) -> str:
    """Say that something is so under every definition of an end."""
    many = len(found.definitions)
    which = f"each of the {count_text(many)} definitions" if many > 1 else "the one definition"
    return f"{before} {which} of an end"


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
        told = "luck may explain it" if one.clear else "luck does not explain it"
        return f"under {listed([arm_text(name) for name in changed])} {told}"
    return under_each(found, "it is so under")


def _endings(found: Findings, few: Sequence[Against]) -> str:
    """Count the endings of the base and of some arms."""
    counts = [(few[0].ends_base, found.base), *((one.ends, one.label) for one in few)]
    return ", ".join(f"{count_text(ends)} with {arm_text(label)}" for ends, label in counts)


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
            f"{start_case(listed([arm_text(one) for one in found.untouched]))} changed nothing in"
            " any run: what is set there plays no part in this scenario as it is."
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
    lost = [label for label in result if label not in found.labels]
    if lost:
        notes.append(f"Every run failed of {listed([arm_text(label) for label in lost])}.")
    failed = len(result.failures)
    if failed:
        are = "is" if failed == 1 else "are"
        notes.append(f"{start_case(plural(failed, 'run'))} failed and {are} left out.")
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
            "Different scenarios have no luck in common that would make pairs of their runs, so"
            " intervals of differences are those of independent runs."
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
