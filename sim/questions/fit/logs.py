"""What only logs hold: what comes after an end, who began it, and how talks followed charges."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import pandas as pd

from sim.runs.engines import ENGINES
from sim.runs.jobs import read_runs
from sim.scenario.tree import changed, tree_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from sim.record.told import Told
    from sim.scenario.scenario import Scenario
    from sim.scenario.tree import Tree

MEETINGS = ("delegation", "summit")
COLUMNS = (
    "agreement", "draw", "replicate", "end_day", "ended", "kind", "attacker", "count_one",
    "count_other", "sectors", "displaced", "to_talks", "to_text", "failed_rounds",
    "from_missed",
)  # fmt: skip


@dataclass(frozen=True)
class Ask:
    """One run to be told: of which agreement, under which draw.

    Parameters
    ----------
    agreement : str
        Its id.
    draw, replicate : int
        Number of the draw, and of the run.
    changes : mapping
        Values of the draw, by dotted key.
    """

    agreement: str
    draw: int
    replicate: int
    changes: Mapping[str, float]


def told_runs(  # noqa: PLR0913, PLR0917 - what is told, by what, and how often
    scenarios: Mapping[str, Scenario],
    asks: Sequence[Ask],
    counts: Sequence[str],
    seed: int,
    engine: str,
    workers: int,
    progress: Callable[[int, int], None] | None = None,
) -> pd.DataFrame:
    """Tell runs and read what the record speaks of beyond days and kinds.

    Parameters
    ----------
    scenarios : mapping of Scenario
        By agreement.
    asks : sequence of Ask
        The runs.
    counts : sequence of str
        The two parties that publish.
    seed : int
        Seed of the runs.
    engine : str
        What tells them.
    workers : int
        Processes.
    progress : callable, optional
        Told how many are done, and how many there are.

    Returns
    -------
    pandas.DataFrame
        A row per run: ``end_day``, ``ended``, ``kind``; ``attacker``, the camp that began
        the offensive by which it ended; and, from the day of the end to the last day of the
        run, violations that each published, sectors taken by the first publisher's camp
        less those it lost, people displaced, and talks that failed before a text was
        signed. ``from_missed`` is the days from the first missed deadline of the agreement to
        its end. ``to_talks`` and ``to_text`` are the mean days from a charge to the next
        meeting, and from there to the next text. None where there is none.
    """
    trees = {name: tree_of(scenario) for name, scenario in scenarios.items()}
    one = partial(_row, trees, tuple(counts), seed, engine)
    rows = read_runs(one, asks, ENGINES[engine], workers, progress)
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _row(
    trees: Mapping[str, Tree], counts: tuple[str, ...], seed: int, engine: str, ask: Ask
) -> dict[str, Any]:
    tree = changed(trees[ask.agreement], dict(ask.changes))
    horizon = int(tree["scenario"]["horizon"])
    told = ENGINES[engine].tell()(tree, seed, ask.replicate, horizon)
    own = {"agreement": ask.agreement, "draw": ask.draw, "replicate": ask.replicate}
    return own | log_row(told, counts)


def log_row(told: Told, counts: Sequence[str]) -> dict[str, Any]:
    """Read one log; see `told_runs`.

    Parameters
    ----------
    told : Told
        A run with its log.
    counts : sequence of str
        The two parties that publish; may be empty.

    Returns
    -------
    dict
        The columns but for those that say which run it is.
    """
    parties = told.scenario.scenario.parties
    end, ended = told.outcome.end_day, told.outcome.ended
    camp = parties[counts[0]].camp if counts else None
    after = [event for event in told.log if event.day >= end] if ended else []
    published = dict.fromkeys(counts, 0)
    sectors = displaced = 0
    for event in after:
        if event.kind == "publication" and event.actor in published:
            published[event.actor] += int(event.severity)
        elif event.kind == "sector" and event.form == "captured":
            sectors += 1 if parties[event.actor].camp == camp else -1
        elif event.kind == "displacement":
            displaced += int(event.severity)
    begun = [
        event
        for event in told.log.of("attack")
        if event.form == "assault" and event.day >= max(end, 1)
    ]
    offensive = ended and told.outcome.end_kind == "offensive"
    waits, texts = _lags(told)
    return {
        "end_day": end,
        "ended": ended,
        "kind": told.outcome.end_kind,
        "attacker": parties[begun[0].actor].camp if offensive and begun else None,
        "count_one": published[counts[0]] if counts and ended else None,
        "count_other": published[counts[1]] if counts and ended else None,
        "sectors": sectors if ended else None,
        "displaced": displaced if ended else None,
        "to_talks": _mean(waits),
        "to_text": _mean(texts),
        "failed_rounds": _failed_rounds(told, end) if ended else None,
        "from_missed": _from_missed(told, end) if ended else None,
    }


def _from_missed(told: Told, end: int) -> int | None:
    """Days from the first missed deadline to an end; None where none was missed by then.

    What was overdue before the first day belongs to agreements of earlier times.
    """
    missed = _first(
        (
            event.day
            for event in told.log.of("deadline")
            if event.form == "missed" and event.agreement == told.outcome.agreement
        ),
        1,
    )
    return None if missed is None or missed > end else end - missed


def _mean(values: Sequence[int]) -> float | None:
    return sum(values) / len(values) if values else None


def _lags(told: Told) -> tuple[list[int], list[int]]:
    """Days from each charge to the next meeting, and from that to the next text signed."""
    meetings = [event.day for event in told.log.of("talks") if event.form in MEETINGS]
    signed = [event.day for event in told.log.of("renewal")]
    waits, texts = [], []
    for charge in told.log.of("accusation"):
        meeting = _first(meetings, charge.day)
        if meeting is not None:
            waits.append(meeting - charge.day)
            text = _first(signed, meeting)
            if text is not None:
                texts.append(text - meeting)
    return waits, texts


def _first(days: Iterable[int], from_day: int) -> int | None:
    return next((day for day in days if day >= from_day), None)


def _failed_rounds(told: Told, end: int) -> int | None:
    """Meetings that failed between an end and the next text; None where none was signed."""
    signed = _first((event.day for event in told.log.of("renewal")), end)
    if signed is None:
        return None
    return sum(
        event.outcome == "failure"
        for event in told.log.of("talks")
        if event.form in MEETINGS and end <= event.day <= signed
    )
