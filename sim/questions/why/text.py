"""What `ceasefire why` prints: the chain in short, the ranked changes, and what they mean."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from sim.questions.run.path import came_through
from sim.questions.run.summary import CAVEAT
from sim.questions.why.asked import asked
from sim.questions.why.but_for_text import (
    CLEAR,
    days_text,
    directions,
    end_text,
    heading,
    interval,
    of_direction,
    opening,
    rank_text,
    reading,
    this_run,
)
from sim.questions.why.causes_text import steps_of
from sim.shared.names import Names
from sim.shared.wording import plural, start_case

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.questions.why.but_for import Effect
    from sim.questions.why.result import Pair, WhyResult

WIDTH = 88
ASKED = 33
MOST_ROWS = 8
HEADS = ("", "had this been so", "share", "days gained", "this run")
WIDTHS = (4, ASKED, 18, 22)
NOT_BLAME = (
    "But-for is not blame, and it is asked of a model. Two causes that were each enough hide each"
    " other: leaving one out changes nothing. Two that were both needed are each counted in full,"
    " so that shares do not add up."
)


def why_text(result: WhyResult, width: int = WIDTH) -> str:
    """Say on a terminal why a run ended, and what the end hung on.

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
    names = names_of(result)
    blocks = [_ruled(title(result, names), width), _chain(result, names, width)]
    for direction in directions(result):
        effects = of_direction(result, direction)
        if effects:
            blocks.append(_ruled(heading(direction), width))
            blocks.append(textwrap.fill(opening(result, direction), width))
            blocks.append(_rows(effects, result, names))
    blocks += _pair_lines(result, names, width)
    judged = f"{CLEAR} clear with all {len(result.effects)} changes judged together (Holm 1979)"
    blocks.append(textwrap.fill(f"{judged}. Intervals are at 95 percent.", width))
    meaning = f"{reading(result, names)} {NOT_BLAME} {CAVEAT}"
    blocks.append(textwrap.fill(meaning, width, break_on_hyphens=False))
    blocks.append("report.html has all changes; why.svg and but_for.svg show it.")
    return "\n\n".join(blocks)


def names_of(result: WhyResult) -> Names:
    """Names of what was run."""
    return Names(result.scenario if result.told is None else result.told.scenario)


def title(result: WhyResult, names: Names) -> str:
    """Head the report."""
    held = result.told is not None and not result.told.outcome.ended
    what = "held" if held else "ended"
    agreement = names.agreement(names.scenario.scenario.main)
    return f"Why {agreement} {what}: run {result.replicate} of seed {result.seed}"


def _ruled(text: str, width: int) -> str:
    return f"{text}\n{'-' * min(len(text), width)}"


def chain_sentences(result: WhyResult, names: Names) -> list[str]:
    """Tell the chain behind the end, a step at a time.

    Parameters
    ----------
    result : WhyResult
        What was asked.
    names : Names
        Names of the scenario.

    Returns
    -------
    list of str
        A text for each step, its date in front and set in bold, as in Markdown.
    """
    if result.graph is None or result.told is None or result.end is None:
        return []
    if not result.told.outcome.ended:
        return came_through(names, result.told.log, result.end)
    return [f"**{step.date}**: {step.text(names)}" for step in steps_of(result.graph, names)]


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


def _chain(result: WhyResult, names: Names, width: int) -> str:
    lines = [textwrap.fill(end_text(result, names), width)]
    steps = chain_sentences(result, names)
    texts = names.shortened("\n".join(steps)).split("\n") if steps else []
    lines += [
        textwrap.fill(
            f"{place:>2}. {text.replace('**', '')}",
            width,
            initial_indent=" ",
            subsequent_indent="     ",
            break_on_hyphens=False,
        )
        for place, text in enumerate(texts, start=1)
    ]
    lines.append(textwrap.fill(behind(result), width))
    return "\n".join(line for line in lines if line)


def cells(effect: Effect, effects: Sequence[Effect], result: WhyResult, names: Names) -> list[str]:
    """Write one effect as a row of a table, as `HEADS` names the columns."""
    return [
        rank_text(effect, effects),
        asked(effect.question, names),
        interval(effect.main),
        days_text(effect) + (f" {CLEAR}" if effect.clear else ""),
        this_run(effect, result),
    ]


def _rows(effects: Sequence[Effect], result: WhyResult, names: Names) -> str:
    shown = effects[:MOST_ROWS]
    lines = [_line(HEADS)]
    for effect in shown:
        rank, what, *others, _ = cells(effect, effects, result, names)
        first, *more = textwrap.wrap(what, ASKED - 2, break_on_hyphens=False)
        lines.append(_line((rank, first, *others, this_run(effect, result, brief=True))))
        lines += [f"      {text}" for text in more]
    if len(effects) > len(shown):
        lines.append(f"      and {plural(len(effects) - len(shown), 'further change')}")
    return "\n".join(lines)


def _line(texts: Sequence[str]) -> str:
    *padded, last = texts
    columns = [f"{text:<{width}}" for text, width in zip(padded, WIDTHS, strict=True)]
    return f"  {''.join(columns)}{last}".rstrip()


def _pair_lines(result: WhyResult, names: Names, width: int) -> list[str]:
    if not result.pairs:
        return []
    text = [_ruled("Two changes at once", width)]
    rows = [
        f"{both(pair, names)}: {interval(pair.prevented)} of the ends would not have come;"
        f" with only one of the two, {interval(pair.either)}."
        for pair in result.pairs
    ]
    wrapped = [
        textwrap.fill(
            start_case(row),
            width,
            initial_indent="  ",
            subsequent_indent="     ",
            break_on_hyphens=False,
        )
        for row in rows
    ]
    return [*text, "\n".join(wrapped)]


def both(pair: Pair, names: Names) -> str:
    """Name the two changes of a pair."""
    return f"{asked(pair.one.question, names)}, and {asked(pair.other.question, names)}"
