"""What `why` says: how a run ended, what the end depended on, and what that means."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from sim.questions.run.path import came_through
from sim.questions.run.report import ruled
from sim.questions.run.summary import CAVEAT, ENDS
from sim.questions.why.causes import steps_of
from sim.questions.why.questions import asked
from sim.questions.why.why import LONGER, NEITHER, SHORTER
from sim.shared.wording import count_text, date_text, listed, plural, share_text, start_case

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.questions.why.questions import Question
    from sim.questions.why.why import Effect, Pair, Share, WhyResult

CLEAR = "*"
HEADS = ("", "had this been so", "share", "days gained", "this run")
NOT_BLAME = (
    "But-for is not blame, and it is asked of a model. Two causes that were each enough hide each"
    " other: leaving one out changes nothing. Two that were both needed are each counted in full,"
    " so that shares do not add up."
)
_WIDTH = 88
_ASKED = 33
_WIDTHS = (4, _ASKED, 18, 22)
_MOST_ROWS = 8
_MOST_NAMED = 3
_FEW_ENDS = 10
# Where more of the changes than this share avert one end, that end was a near thing.
_NEAR = 0.25


# Words for one effect or direction


def heading(direction: str) -> str:
    """Head the list of one direction."""
    return "What the end depended on" if direction == LONGER else "What carried the agreement"


def opening(result: WhyResult, direction: str) -> str:
    """Say what the list of one direction shows."""
    days, total = plural(result.horizon, "day"), len(result.base.replicates)
    whole, count, gain, other = {
        LONGER: (
            "ended within",
            result.runs_ended,
            "gained",
            "in which the end would not have come",
        ),
        SHORTER: ("held for", result.runs_held, "cost", "that would have ended"),
    }[direction]
    if not count:
        return f"None of {total} runs {whole} {days}. These changes would have {gain} days:"
    return f"{count} of {total} runs {whole} {days}. The share of them {other}, had this been so:"


def rank_text(effect: Effect, effects: Sequence[Effect]) -> str:
    """Write a rank; a tie has the sign of equality."""
    tied = sum(one.rank == effect.rank and one.direction == effect.direction for one in effects) > 1
    return f"{effect.rank}{'=' if tied else ''}"


def interval(share: Share) -> str:
    """Write a share with its interval, in percent."""
    if share.total == 0:
        return "no runs"
    return f"{100 * share.value:.0f} % ({100 * share.low:.0f} to {100 * share.high:.0f})"


def _days_text(effect: Effect) -> str:
    """Write the mean gain or loss of days with its interval."""
    if effect.moved == 0:
        return "0"
    if effect.pairs == 1:
        return f"{effect.days:+.0f} (one run)"
    digits = 0 if max(abs(effect.low), abs(effect.high)) >= 5 else 1  # noqa: PLR2004 - days
    # Rounded, then freed of the sign of a nil.
    gain, low, high = (round(v, digits) + 0.0 for v in (effect.days, effect.low, effect.high))
    return f"{gain:+.{digits}f} ({low:.{digits}f} to {high:.{digits}f})"


def _this_run(effect: Effect, result: WhyResult, *, brief: bool = False) -> str:
    """Say what the change would have done to the traced run, in brief without the kind of end.

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


def cells(effect: Effect, effects: Sequence[Effect], result: WhyResult) -> list[str]:
    """Write one effect as a row of a table, as `HEADS` names the columns."""
    return [
        rank_text(effect, effects),
        asked(effect.question, result.names),
        interval(effect.main),
        _days_text(effect) + (f" {CLEAR}" if effect.clear else ""),
        _this_run(effect, result),
    ]


def both(pair: Pair, result: WhyResult) -> str:
    """Name the two changes of a pair."""
    return ", and ".join(asked(effect.question, result.names) for effect in (pair.one, pair.other))


def _all_asked(questions: Sequence[Question], result: WhyResult, most: int) -> str:
    return listed([asked(question, result.names) for question in questions], most)


# What the runs show


def reading(result: WhyResult) -> str:
    """Say in a few sentences what the runs show, the figures with their intervals."""
    if not len(result.base.replicates):
        return "No run was carried through."
    parts = (_of_this_run(result), _of_all(result), _few(result))
    return " ".join(part for part in parts if part)


def _of_this_run(result: WhyResult) -> str:
    if result.told is None:
        return "This run failed."
    outcome = result.told.outcome
    total, days = plural(len(result.effects), "change"), plural(result.horizon, "day")
    known = [(effect, effect.told) for effect in result.effects if effect.told is not None]
    if not outcome.ended:
        broken = [effect.question for effect, (_, _, ended) in known if ended]
        if not broken:
            return f"This run held, and none of {total} would have ended it."
        number = start_case(count_text(len(broken)))
        which = _all_asked(broken, result, _MOST_NAMED + 1)
        return f"This run held. {number} of {total} would have ended it: {which}."
    saved = [effect.question for effect, (_, _, ended) in known if not ended]
    later = sum(ended and day > outcome.end_day for _, (day, _, ended) in known)
    also = f", and {count_text(later)} would have put it off" if later else ""
    if not saved:
        return f"In this run none of {total} would have kept the end from coming in {days}{also}."
    near = ""
    if len(saved) > _NEAR * len(result.effects):
        near = " So one run depends on much, and the ranking over all runs says more."
    return (
        f"In this run {count_text(len(saved))} of {total} would have kept the end from coming in"
        f" {days}{also}: {_all_asked(saved, result, _MOST_NAMED + 1)}.{near}"
    )


def _of_all(result: WhyResult) -> str:
    """Name the first thing that somebody agreed or does, and the first mechanism."""
    direction, found = next(iter(result.groups.items()))
    before, after, made, total = {
        LONGER: ("ended", "held", "kept", result.runs_ended),
        SHORTER: ("held", "ended", "ended", result.runs_held),
    }[direction]
    if not any(effect.main.count for effect in found):
        return f"Of the {total} runs that {before}, no single change would have {made} one."
    texts = []
    for what, is_mechanism in (("what parties agreed, have or do", False), ("mechanisms", True)):
        group = [one for one in found if (one.question.group == "mechanism") == is_mechanism]
        first = [effect for effect in group if effect.rank == group[0].rank]
        if first and first[0].main.count:
            share = first[0].main
            or_so = " or ".join(asked(one.question, result.names) for one in first[:_MOST_NAMED])
            low, high = 100 * share.low, 100 * share.high
            texts.append(
                f"Of {what}, most depended on this: with {or_so}, {share_text(share.value)}"
                f" (95 % interval {low:.0f} to {high:.0f}) of the {total} runs that {before} would"
                f" have {after}."
            )
    return " ".join(texts)


def _few(result: WhyResult) -> str:
    few, what = min((result.runs_held, "held"), (result.runs_ended, "ended"))
    if few >= _FEW_ENDS:
        return ""
    if not few:
        return f"None of the runs {what}."
    return f"Only {count_text(few)} of the runs {what}, too few to say much of them."


def level_text(result: WhyResult) -> str:
    """Name what the runs cannot tell from the first, or say that the first stands alone."""
    found = result.groups[LONGER]
    if not found or not found[0].prevented.count:
        return ""
    first = asked(found[0].question, result.names)
    if result.level:
        others = _all_asked(result.level, result, _MOST_NAMED + 1)
        return f"These runs cannot tell the first ({first}) from {others}."
    return f"These runs tell the first ({first}) from all others." if len(found) > 1 else ""


def idle_text(result: WhyResult) -> str:
    """Name the changes that moved nothing in any run."""
    idle = [effect.question for effect in result.effects if effect.moved == 0]
    same = [one.question for one in result.effects if one.moved and one.direction == NEITHER]
    texts = []
    if idle:
        count = start_case(plural(len(idle), "change"))
        texts.append(f"{count} moved no end in any run: {_all_asked(idle, result, len(idle))}.")
    if same:
        which = _all_asked(same, result, len(same))
        texts.append(f"No days gained or lost on average, though some ends moved: {which}.")
    return " ".join(texts)


# The chain behind the end


def title(result: WhyResult) -> str:
    """Head the report."""
    what = "held" if result.told is not None and not result.told.outcome.ended else "ended"
    agreement = result.names.agreement(result.names.scenario.scenario.main)
    return f"Why {agreement} {what}: run {result.replicate} of seed {result.seed}"


def end_text(result: WhyResult) -> str:
    """Say how the traced run ended."""
    if result.told is None:
        return "This run failed."
    outcome = result.told.outcome
    agreement = start_case(result.names.agreement(outcome.agreement))
    when = date_text(result.names.scenario.date(outcome.end_day))
    if not outcome.ended:
        return f"{agreement} was still in force on day {outcome.end_day}, {when}."
    return f"{agreement} ended on day {outcome.end_day}, {when}, {ENDS[outcome.end_kind]}."


def chain_sentences(result: WhyResult, *, short: bool = False) -> list[str]:
    """Tell the chain behind the end, a step at a time.

    Parameters
    ----------
    result : WhyResult
        What was asked.
    short : bool
        Whether to write long names of parties in full once only.

    Returns
    -------
    list of str
        A text for each step, its date in front and set in bold, as in Markdown.
    """
    names = result.names
    if result.graph is None or result.told is None or result.end is None:
        return []
    if result.told.outcome.ended:
        steps = [f"**{step.date}**: {step.text(names)}" for step in steps_of(result.graph, names)]
    else:
        steps = came_through(names, result.told.log, result.end)
    return names.shortened("\n".join(steps)).split("\n") if short else steps


def behind(result: WhyResult) -> str:
    """Say how much of the log stands behind the end, and how much of it is told."""
    graph = result.graph
    if graph is None or result.told is None:
        return ""
    if not result.told.outcome.ended:
        return (
            "The log holds no cause of an end: there was none. What carried the agreement is below."
        )
    told = sum(len(node.events) for node in graph.nodes)
    return (
        f"The log joins {plural(graph.whole, 'event')} to this end; these {told} tell most. Every"
        " reason is an edge of the log."
    )


# The terminal


def why_text(result: WhyResult, width: int = _WIDTH) -> str:
    """Say on a terminal why a run ended, and what the end depended on.

    Parameters
    ----------
    result : WhyResult
        What was asked.
    width : int
        Columns of the terminal.

    Returns
    -------
    str
        The chain in short, the ranked tables, and what they mean.
    """
    lines = [textwrap.fill(end_text(result), width)]
    lines += [
        _filled(f"{place:>2}. {text.replace('**', '')}", width, " ")
        for place, text in enumerate(chain_sentences(result, short=True), start=1)
    ]
    lines.append(textwrap.fill(behind(result), width))
    blocks = [ruled(title(result), width), "\n".join(line for line in lines if line)]
    for direction, effects in result.groups.items():
        if effects:
            blocks.append(ruled(heading(direction), width))
            blocks.append(textwrap.fill(opening(result, direction), width))
            blocks.append(_rows(effects, result))
    if result.pairs:
        pairs = (
            f"{both(pair, result)}: {interval(pair.prevented)} of the ends would not have come;"
            f" with only one of the two, {interval(pair.either)}."
            for pair in result.pairs
        )
        blocks.append(ruled("Two changes at once", width))
        blocks.append("\n".join(_filled(start_case(pair), width, "  ") for pair in pairs))
    judged = f"{CLEAR} clear with all {len(result.effects)} changes judged together (Holm 1979)"
    blocks.append(textwrap.fill(f"{judged}. Intervals are at 95 percent.", width))
    meaning = f"{reading(result)} {NOT_BLAME} {CAVEAT}"
    blocks.append(textwrap.fill(meaning, width, break_on_hyphens=False))
    blocks.append("report.html has all changes; why.svg and but_for.svg show it.")
    return "\n\n".join(blocks)


def _filled(text: str, width: int, indent: str) -> str:
    return textwrap.fill(
        text, width, initial_indent=indent, subsequent_indent="     ", break_on_hyphens=False
    )


def _rows(effects: Sequence[Effect], result: WhyResult) -> str:
    shown = effects[:_MOST_ROWS]
    lines = [_line(HEADS)]
    for effect in shown:
        rank, what, *others, _ = cells(effect, effects, result)
        first, *more = textwrap.wrap(what, _ASKED - 2, break_on_hyphens=False)
        lines.append(_line((rank, first, *others, _this_run(effect, result, brief=True))))
        lines += [f"      {text}" for text in more]
    if len(effects) > len(shown):
        lines.append(f"      and {plural(len(effects) - len(shown), 'further change')}")
    return "\n".join(lines)


def _line(texts: Sequence[str]) -> str:
    *padded, last = texts
    columns = [f"{text:<{width}}" for text, width in zip(padded, _WIDTHS, strict=True)]
    return f"  {''.join(columns)}{last}".rstrip()
