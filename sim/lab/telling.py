"""One run for a page: frames of the map, the story beside it, and why it ended."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from sim.lab.frames import frames_of
from sim.questions.run.path import path_to_end
from sim.questions.run.story import tell
from sim.shared.names import Names
from sim.shared.phrases import dated_day
from sim.shared.wording import date_text

if TYPE_CHECKING:
    from sim.questions.run.turns import Turn
    from sim.record.told import Told

BOLD = re.compile(r"\*\*(.+?)\*\*:? ?")


def telling_of(told: Told) -> dict[str, Any]:
    """Tell a run in the parts that a page shows in step.

    Parameters
    ----------
    told : Told
        The run.

    Returns
    -------
    dict
        Plain data: ``start``, the date of day 1; ``opening`` and ``went``, what was agreed and
        how it went; ``beats``, turns of the run with their days; ``why``, the steps that led to
        its end; ``end``, day and kind; and ``frames``.
    """
    scenario, log, daily, outcome = told.scenario, told.log, told.daily, told.outcome
    names = Names(scenario)
    parts = tell(scenario, log, daily, outcome)
    opening, _, went = parts.opening.partition(" In this run ")
    path = path_to_end(log, outcome)
    texts = [_turn(turn, names) for turn in parts.turns]
    # Long names are written in full once, in the order in which the page is read.
    short = names.shortened("\n".join([*(text for text, _ in texts), *parts.why])).split("\n")
    beats = [
        {"day": beat.day, "until": beat.until, "date": when, "text": text}
        for beat, text, (_, when) in zip(parts.turns, short, texts, strict=False)
    ]
    days = [dated_day(event) for event in path]
    return {
        "start": scenario.scenario.start.isoformat(),
        "opening": opening,
        "went": f"In this run {went}",
        "beats": beats,
        "why": [
            {"day": day, "text": BOLD.sub("", step), "date": date_text(scenario.date(max(1, day)))}
            for day, step in zip(
                days if len(days) == len(parts.why) else [outcome.end_day] * len(parts.why),
                short[len(beats) :],
                strict=True,
            )
        ],
        "datings": parts.datings,
        "end": {"day": outcome.end_day, "kind": outcome.end_kind, "ended": outcome.ended},
        "frames": frames_of(told),
    }


def _turn(turn: Turn, names: Names) -> tuple[str, str]:
    text = f"{turn.sentence(names)} {turn.tail}".strip()
    return text, date_text(names.scenario.date(turn.day))
