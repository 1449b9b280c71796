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
from sim.shared.phrases import sentence
from sim.shared.wording import MONTHS, date_text, word_count

if TYPE_CHECKING:
    from pathlib import Path

    from sim.questions.run.beats import Beat
    from sim.record.told import Told

WIDTH = 88
DATE = 13
MOST_TURNS = 12
TURN_WORDS = 340
SHORT_TAIL = 18


@dataclass(frozen=True)
class Report:
    """The told run in words and pictures.

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


def report_on(told: Told, width: int = WIDTH) -> Report:
    """Tell a run in words and pictures.

    Parameters
    ----------
    told : Told
        The told run.
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
        digest(parts, names, width),
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
        The told run; None if it failed.
    width : int
        Columns of the terminal.

    Returns
    -------
    str
        The told run in short, then the table over all runs.
    """
    blocks: list[str] = []
    if report is not None:
        blocks.append(report.digest)
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
