"""What an end hung on, in rows and sentences: shares, days, and what it did to the told run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.questions.run.summary import ENDS
from sim.questions.why.asked import asked
from sim.questions.why.but_for import LONGER, NEITHER, SHORTER
from sim.shared.wording import count_text, date_text, listed, plural, share_text, start_case

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.questions.why.but_for import Effect, Share
    from sim.questions.why.result import WhyResult
    from sim.shared.names import Names

CLEAR = "*"
DAY = 0.5
MOST_NAMED = 3
FEW_ENDS = 10
# Where more of the changes than this share avert one end, that end was a near thing.
NEAR = 0.25


def directions(result: WhyResult) -> tuple[str, str]:
    """Say which changes are told first: those that would have made the other outcome.

    Parameters
    ----------
    result : WhyResult
        What was asked.

    Returns
    -------
    tuple of str
        `LONGER` and `SHORTER`, in the order in which they are told.
    """
    held = result.told is not None and not result.told.outcome.ended
    return (SHORTER, LONGER) if held else (LONGER, SHORTER)


def of_direction(result: WhyResult, direction: str) -> list[Effect]:
    """Give the effects of one direction, by rank."""
    return [effect for effect in result.effects if effect.direction == direction]


def heading(direction: str) -> str:
    """Head the list of one direction."""
    return "What the end hung on" if direction == LONGER else "What carried the agreement"


def opening(result: WhyResult, direction: str) -> str:
    """Say what the list of one direction shows."""
    days = plural(result.horizon, "day")
    ended = int(result.base.ended.sum())
    total = len(result.base.replicates)
    if direction == LONGER:
        if not ended:
            return (
                f"None of {total} runs ended within {days}. These changes would have gained days:"
            )
        whose = f"{ended} of {total} runs ended within {days}"
        return f"{whose}. The share of them in which the end would not have come, had this been so:"
    held = total - ended
    if not held:
        return f"None of {total} runs held for {days}. These changes would have cost days:"
    whose = f"{held} of {total} runs held for {days}"
    return f"{whose}. The share of them that would have ended, had this been so:"


def rank_text(effect: Effect, effects: Sequence[Effect]) -> str:
    """Write a rank; a tie has the sign of equality."""
    tied = sum(one.rank == effect.rank and one.direction == effect.direction for one in effects) > 1
    return f"{effect.rank}{'=' if tied else ''}"


def interval(share: Share) -> str:
    """Write a share with its interval, in percent."""
    if share.total == 0:
        return "no runs"
    return f"{100 * share.value:.0f} % ({100 * share.low:.0f} to {100 * share.high:.0f})"


def days_text(effect: Effect) -> str:
    """Write the mean gain or loss of days with its interval."""
    if effect.moved == 0:
        return "0"
    if effect.pairs == 1:
        return f"{effect.days:+.0f} (one run)"
    digits = 0 if max(abs(effect.low), abs(effect.high)) >= 10 * DAY else 1
    # Rounded, then freed of the sign of a nil.
    gain, low, high = (round(v, digits) + 0.0 for v in (effect.days, effect.low, effect.high))
    return f"{gain:+.{digits}f} ({low:.{digits}f} to {high:.{digits}f})"


def this_run(effect: Effect, result: WhyResult, *, brief: bool = False) -> str:
    """Say in a few words what the change would have done to the told run.

    Parameters
    ----------
    effect : Effect
        The change.
    result : WhyResult
        What was asked.
    brief : bool
        Whether to leave out by what kind of end it would have ended.

    Returns
    -------
    str
        Such as ``held``, ``+41 days`` or ``-3 days, cancelled``.
    """
    if result.told is None or effect.told is None:
        return "failed"
    outcome = result.told.outcome
    day, kind, ended = effect.told
    if (day, kind) == (outcome.end_day, outcome.end_kind):
        return "the same"
    if not ended:
        return "held"
    other = "" if kind == outcome.end_kind or brief else f", {kind}"
    if not outcome.ended:
        return f"day {day}{other}"
    gap = day - outcome.end_day
    return f"{gap:+d} {'day' if abs(gap) == 1 else 'days'}{other}" if gap else kind


def reading(result: WhyResult, names: Names) -> str:
    """Say in a few sentences what the runs show.

    Parameters
    ----------
    result : WhyResult
        What was asked.
    names : Names
        Names of the scenario.

    Returns
    -------
    str
        Sentences; the figures with their intervals.
    """
    if not len(result.base.replicates):
        return "No run was carried through."
    parts = [_of_this_run(result, names)]
    parts += [_of_all(result, direction, names) for direction in directions(result)[:1]]
    parts.append(_few(result))
    return " ".join(part for part in parts if part)


def _of_this_run(result: WhyResult, names: Names) -> str:
    if result.told is None:
        return "The told run failed."
    outcome = result.told.outcome
    total = plural(len(result.effects), "change")
    days = plural(result.horizon, "day")
    if not outcome.ended:
        broken = [e for e in result.effects if e.told is not None and e.told[2]]
        if not broken:
            return f"This run held, and none of {total} would have ended it."
        number = start_case(count_text(len(broken)))
        return f"This run held. {number} of {total} would have ended it: {_some(broken, names)}."
    saved = [e for e in result.effects if e.told is not None and not e.told[2]]
    later = [e for e in result.effects if e.told and e.told[2] and e.told[0] > outcome.end_day]
    also = f", and {count_text(len(later))} would have put it off" if later else ""
    if not saved:
        return f"In this run none of {total} would have kept the end from coming in {days}{also}."
    near = ""
    if len(saved) > NEAR * len(result.effects):
        near = " So one run hangs on much, and the ranking over all runs says more."
    return (
        f"In this run {count_text(len(saved))} of {total} would have kept the end from coming in"
        f" {days}{also}: {_some(saved, names)}.{near}"
    )


def _some(effects: Sequence[Effect], names: Names) -> str:
    return listed([asked(effect.question, names) for effect in effects], MOST_NAMED + 1)


def _of_all(result: WhyResult, direction: str, names: Names) -> str:
    """Name the first thing that somebody agreed or does, and the first mechanism."""
    found = of_direction(result, direction)
    before, after = ("ended", "held") if direction == LONGER else ("held", "ended")
    total = int(result.base.ended.sum()) if direction == LONGER else _held(result)
    if not any(effect.main.count for effect in found):
        made = "kept" if direction == LONGER else "ended"
        return f"Of the {total} runs that {before}, no single change would have {made} one."
    agreed = [effect for effect in found if effect.question.group != "mechanism"]
    mechanisms = [effect for effect in found if effect.question.group == "mechanism"]
    texts = []
    for group, what in ((agreed, "what parties agreed, have or do"), (mechanisms, "mechanisms")):
        first = [effect for effect in group if effect.rank == group[0].rank]
        if first and first[0].main.count:
            share = first[0].main
            or_so = " or ".join(asked(effect.question, names) for effect in first[:MOST_NAMED])
            low, high = 100 * share.low, 100 * share.high
            texts.append(
                f"Of {what}, most hung on this: with {or_so}, {share_text(share.value)}"
                f" (95 % interval {low:.0f} to {high:.0f}) of the {total} runs that {before} would"
                f" have {after}."
            )
    return " ".join(texts)


def _held(result: WhyResult) -> int:
    return int((~result.base.ended).sum())


def _few(result: WhyResult) -> str:
    ended = int(result.base.ended.sum())
    held = _held(result)
    if min(ended, held) >= FEW_ENDS:
        return ""
    what = "ended" if ended < held else "held"
    few = min(ended, held)
    if not few:
        return f"None of the runs {what}."
    return f"Only {count_text(few)} of the runs {what}, too few to say much of them."


def level_text(result: WhyResult, names: Names) -> str:
    """Name what the runs cannot tell from the first, or say that the first stands alone."""
    found = of_direction(result, LONGER)
    if not found or not found[0].prevented.count:
        return ""
    first = asked(found[0].question, names)
    if not result.level:
        if len(found) == 1:
            return ""
        return f"These runs tell the first ({first}) from all others."
    others = listed([asked(question, names) for question in result.level], MOST_NAMED + 1)
    return f"These runs cannot tell the first ({first}) from {others}."


def idle_text(result: WhyResult, names: Names) -> str:
    """Name the changes that moved nothing in any run."""
    idle = [effect for effect in result.effects if effect.moved == 0]
    same = [effect for effect in result.effects if effect.moved and effect.direction == NEITHER]
    texts = []
    if idle:
        which = listed([asked(effect.question, names) for effect in idle], len(idle))
        texts.append(f"{start_case(plural(len(idle), 'change'))} moved no end in any run: {which}.")
    if same:
        which = listed([asked(effect.question, names) for effect in same], len(same))
        texts.append(f"No days gained or lost on average, though some ends moved: {which}.")
    return " ".join(texts)


def end_text(result: WhyResult, names: Names) -> str:
    """Say how the told run ended."""
    if result.told is None:
        return "The told run failed."
    outcome = result.told.outcome
    agreement = start_case(names.agreement(outcome.agreement))
    when = date_text(names.scenario.date(outcome.end_day))
    if not outcome.ended:
        return f"{agreement} was still in force on day {outcome.end_day}, {when}."
    return f"{agreement} ended on day {outcome.end_day}, {when}, {ENDS[outcome.end_kind]}."
