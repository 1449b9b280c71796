"""The report on one command `ceasefire run`: files in the result folder, text on the terminal."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sim.questions.run.map import map_svg
from sim.questions.run.story import Story, chosen, tell, written
from sim.questions.run.summary import CAVEAT, summary_table
from sim.questions.run.timeline import timeline_svg
from sim.shared.names import Names
from sim.shared.wording import MONTHS, word_count

if TYPE_CHECKING:
    from pathlib import Path

    from sim.day.trace import Trace
    from sim.questions.run.turns import Turn

WIDTH = 88
_DATE = 13
_MOST_TURNS = 12
_TURN_WORDS = 340
_SHORT_TAIL = 18


@dataclass(frozen=True)
class Report:
    """The trace of a run in words and pictures.

    Parameters
    ----------
    digest : str
        The run in a screenful, for a terminal.
    files : dict
        Text by the name of its file.
    """

    digest: str
    files: dict[str, str]

    def write(self, folder: Path) -> None:
        """Write the files into a folder."""
        for name, text in self.files.items():
            (folder / name).write_text(text, encoding="utf-8", newline="\n")


def report_on(told: Trace, width: int = WIDTH) -> Report:
    """Tell a run in words and pictures.

    Parameters
    ----------
    told : Trace
        Its trace.
    width : int
        Columns of the terminal.

    Returns
    -------
    Report
        ``story.md``, ``timeline.svg`` and ``map.svg``, and the run in a screenful.
    """
    scenario, log, daily, outcome = told.scenario, told.log, told.daily, told.outcome
    names = Names(scenario)
    parts = tell(scenario, log, daily, outcome)
    last = max([int(day) for day in daily.get("day", ())], default=outcome.end_day)
    return Report(
        _digest(parts, names, width),
        {
            "story.md": written(parts, names),
            "timeline.svg": timeline_svg(scenario, log, daily, outcome),
            "map.svg": map_svg(scenario, log, last),
        },
    )


def summary_text(figures: dict[str, Any], report: Report | None, width: int = WIDTH) -> str:
    """Say on a terminal what `ceasefire run` found.

    Parameters
    ----------
    figures : dict
        As given by `sim.questions.run.summary.summary`.
    report : Report or None
        On the trace of replicate 0; None if it failed.
    width : int
        Columns of the terminal.

    Returns
    -------
    str
        The trace in short, then the table over all runs.
    """
    blocks: list[str] = []
    if report is not None:
        blocks.append(report.digest)
        blocks.append("story.md tells this run in full; timeline.svg and map.svg show it.")
    reading = textwrap.fill(f"{figures['reading']} {CAVEAT}", width)
    return "\n\n".join([*blocks, ruled("All runs", width), summary_table(figures), reading])


def _digest(parts: Story, names: Names, width: int) -> str:
    """Tell a run in a screenful: who owed what, the turns that weigh most, why it ended."""
    # Each line of text with the indent of its first line and of those that follow.
    lines: list[tuple[str, str, str]] = [(parts.opening, "", ""), ("", "", "")]
    if parts.owed:
        lines.append(("Who owed what", "", ""))
        lines += [(line.replace("**", ""), "  ", "     ") for line in parts.owed_in_short]
        lines.append(("", "", ""))
    turns = chosen(parts.turns, parts.spans, _TURN_WORDS, _MOST_TURNS)
    if turns:
        lines.append(("What happened", "", ""))
        lines += [_line(turn, names) for turn in turns]
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
    return "\n".join([ruled(f"{parts.title}: one run", width), "", *wrapped])


def _line(turn: Turn, names: Names) -> tuple[str, str, str]:
    when = names.scenario.date(turn.day)
    day = f"{when.day} {MONTHS[when.month - 1][:3]} {when.year}"
    tail = turn.tail if word_count(turn.tail) <= _SHORT_TAIL else ""
    text = f"{turn.sentence(names)} {tail}".strip()
    return text, f"  {day:<{_DATE}}", " " * (_DATE + 2)


def ruled(text: str, width: int) -> str:
    """Underline a heading."""
    return f"{text}\n{'-' * min(len(text), width)}"
