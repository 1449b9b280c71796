"""The report on one command `ceasefire run`: files in the result folder, text on the terminal."""

from __future__ import annotations

import textwrap
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.report.map import map_svg
from sim.report.names import Names
from sim.report.sentences import sentence
from sim.report.story import Story, chosen, story, tell
from sim.report.summary import CAVEAT, summary, summary_table
from sim.report.timeline import timeline_svg
from sim.report.wording import MONTHS, date_text, word_count

if TYPE_CHECKING:
    from sim.report.telling import Beat
    from sim.study.run import RunResult

__all__ = ["summary", "summary_text", "write"]

WIDTH = 88
DATE = 13
MOST_TURNS = 12
TURN_WORDS = 340
SHORT_TAIL = 18


def write(result: RunResult, folder: Path) -> dict[str, Path]:
    """Write the told run in words and pictures.

    Parameters
    ----------
    result : RunResult
        What was run; a told run that failed leaves nothing to write.
    folder : pathlib.Path
        Where to write.

    Returns
    -------
    dict
        Path by name: ``story``, ``timeline``, ``map``.
    """
    told = result.told
    if told is None:
        return {}
    scenario, log, daily, outcome = told.setup, told.log, result.daily, told.outcome()
    last = int(daily["day"].max()) if len(daily) else outcome.end_day
    texts = {
        "story.md": story(scenario, log, daily, outcome),
        "timeline.svg": timeline_svg(scenario, log, daily, outcome),
        "map.svg": map_svg(scenario, log, last),
    }
    paths: dict[str, Path] = {}
    for name, text in texts.items():
        path = Path(folder) / name
        path.write_text(text, encoding="utf-8", newline="\n")
        paths[path.stem] = path
    return paths


def summary_text(result: RunResult, width: int = WIDTH) -> str:
    """Say on a terminal what `ceasefire run` found.

    Parameters
    ----------
    result : RunResult
        What was run.
    width : int
        Columns of the terminal.

    Returns
    -------
    str
        The told run in short, then the table over all runs.
    """
    figures: dict[str, Any] = summary(result)
    blocks: list[str] = []
    told = result.told
    if told is not None:
        names = Names(told.setup)
        parts = tell(told.setup, told.log, result.daily, told.outcome())
        blocks.append(digest(parts, names, width))
        blocks.append("story.md tells this run in full; timeline.svg and map.svg show it.")
    blocks += [
        _ruled("All runs", width),
        summary_table(figures),
        textwrap.fill(f"{figures['reading']} {CAVEAT}", width),
    ]
    return "\n\n".join(blocks)


def digest(parts: Story, names: Names, width: int = WIDTH) -> str:
    """Tell a run in a screenful: who owed what, the turns that weigh most, why it ended.

    Parameters
    ----------
    parts : Story
        The told run.
    names : Names
        Names of the scenario.
    width : int
        Columns of the terminal.

    Returns
    -------
    str
        Plain text.
    """
    # Each line of text with the indent of its first line and of those that follow.
    lines: list[tuple[str, str, str]] = [(parts.opening, "", ""), ("", "", "")]
    if parts.owed:
        lines.append(("Who owed what", "", ""))
        lines += [(line.replace("**", ""), "  ", "     ") for line in parts.owed_in_short]
        lines.append(("", "", ""))
    turns = chosen(parts.turns, parts.spans, TURN_WORDS, MOST_TURNS)
    if turns:
        lines.append(("What happened", "", ""))
        lines += [_turn(beat, names) for beat in turns]
        lines.append(("", "", ""))
    lines.append(("Why it ended" if parts.ended else "How it held", "", ""))
    for place, step in enumerate(parts.why, start=1):
        lines.append((f"{place}. {step.replace('**', '')}", "  ", "     "))
    if parts.datings:
        lines.append((parts.datings, "  ", "     "))
    # Names are shortened before lines are broken, which may be in the middle of a name.
    texts = names.shortened("\n".join(text for text, _, _ in lines)).split("\n")
    wrapped = [
        textwrap.fill(
            text, width, initial_indent=first, subsequent_indent=more, break_on_hyphens=False
        )
        for text, (_, first, more) in zip(texts, lines, strict=True)
    ]
    return "\n".join([_ruled(f"{parts.title}: the told run", width), "", *wrapped])


def _turn(beat: Beat, names: Names) -> tuple[str, str, str]:
    when = names.scenario.date(beat.day)
    day = f"{when.day} {MONTHS[when.month - 1][:3]} {when.year}"
    text = beat.body
    if beat.until is not None:
        text = f"up to {date_text(names.scenario.date(beat.until))} {text}"
    text = sentence(text)
    if word_count(beat.tail) <= SHORT_TAIL:
        text = f"{text} {beat.tail}".strip()
    return text, f"  {day:<{DATE}}", " " * (DATE + 2)


def _ruled(text: str, width: int) -> str:
    return f"{text}\n{'-' * min(len(text), width)}"
