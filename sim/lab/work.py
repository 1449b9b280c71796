"""What is done at a desk: runs traced, counted, drawn and asked, as functions of plain data.

What draws or asks is imported when it is wanted.
"""

from __future__ import annotations

import gzip
import io
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sim.day.batch import Task
from sim.lab.trace import trace_of
from sim.runs.engines import ENGINES

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sim.day.batch import Batch
    from sim.day.trace import Trace
    from sim.runs.jobs import Job
    from sim.scenario.tree import Tree

# Beyond it a trace gets hardly smaller, and takes longer.
_PRESSED = 6
_MOST_ROWS = 10


@dataclass(frozen=True)
class OneRun:
    """One replicate of a scenario.

    Parameters
    ----------
    engine : str
        One of `sim.runs.engines.ENGINES`.
    tree : dict
        Completed tree of the scenario.
    seed, run : int
        Seed, and number of the replicate.
    """

    engine: str
    tree: Tree
    seed: int
    run: int

    def traced(self) -> Trace:
        """Carry it out, and keep all that happened in it."""
        horizon = self.tree["scenario"]["horizon"]
        return ENGINES[self.engine].tell()(self.tree, self.seed, self.run, horizon)


def tried(engine: str, tree: Tree) -> None:
    """Load an engine, which takes about a second, and see whether it traces and counts."""
    ENGINES[engine].tell()(tree, 1, 0, 1)
    ENGINES[engine].prepare()(tree, 1)


def trace(one: OneRun) -> bytes:
    """Give what `sim.lab.trace.trace_of` says of a replicate, as JSON, compressed by gzip."""
    text = json.dumps(trace_of(one.traced()), ensure_ascii=False, separators=(",", ":"))
    return gzip.compress(text.encode(), _PRESSED, mtime=0)


def picture_of_trace(name: str, one: OneRun) -> str:
    """Draw a replicate as SVG: ``map.svg``, ``timeline.svg`` or ``causes.svg``."""
    run = one.traced()
    if name == "map.svg":
        from sim.questions.run.map import map_svg

        return map_svg(run.scenario, run.log, max(int(day) for day in run.daily["day"]))
    if name == "timeline.svg":
        from sim.questions.run.timeline import timeline_svg

        return timeline_svg(run.scenario, run.log, run.daily, run.outcome)
    from sim.questions.why.causes import causes_of_end
    from sim.questions.why.pictures import causes_svg
    from sim.shared.names import Names

    end = next(iter(run.log.of("end")))
    return causes_svg(causes_of_end(run.log, end), Names(run.scenario))


def table_of_trace(name: str, kind: str, one: OneRun) -> bytes:
    """Write ``events`` or ``daily`` of a replicate as a file, ``csv`` or ``parquet``."""
    from sim.day.events import event_columns

    run = one.traced()
    if name == "daily":
        return _written(name, kind, run.daily)
    return _written(name, kind, event_columns(run.log, run.scenario.scenario.start))


def runs(job: Job, first: int, count: int) -> Batch:
    """Carry out some replicates of a scenario.

    Parameters
    ----------
    job : Job
        The scenario, and what runs it.
    first, count : int
        Number of the first, and how many follow from there.

    Returns
    -------
    Batch
        Their rows; a replicate that fails is a row of `failures`.
    """
    return job.begin()((Task(first=first, count=count),))


def picture_of_runs(name: str, batch: Batch, title: str, label: str, horizon: int) -> str | None:
    """Draw many replicates as SVG, ``survival.svg`` or ``ends.svg``; None where there are none.

    Parameters
    ----------
    name : str
        The picture.
    batch : Batch
        The replicates.
    title, label : str
        Of the scenario.
    horizon : int
        Days simulated.
    """
    from sim.lab.tally import lifetimes_in, reading

    lifetimes = lifetimes_in(batch, horizon)
    if lifetimes is None:
        return None
    if name == "survival.svg":
        from sim.questions.compare.figures import survival_svg
        from sim.shared.survival import kaplan_meier

        below = f"{reading(lifetimes)} A model, not a forecast"
        curves = {label: kaplan_meier(lifetimes)}
        return survival_svg(curves, f"{title}: agreements still in force", below)
    from sim.questions.compare.figures import ends_svg
    from sim.shared.lifetimes import KINDS
    from sim.shared.survival import incidence_of

    shares = dict(zip(KINDS, incidence_of(lifetimes, KINDS)[:, :, 0], strict=True))
    below = f"{len(lifetimes)} runs of {lifetimes.horizon} days. A model, not a forecast"
    return ends_svg({label: shares}, f"{title}: how the agreements ended", below)


def table_of_runs(name: str, kind: str, batch: Batch) -> bytes:
    """Write a table of many replicates as a file, ``csv`` or ``parquet``."""
    return _written(name, kind, getattr(batch, name))


def _written(name: str, kind: str, columns: Mapping[str, Any]) -> bytes:
    from sim.runs.tables import frame_of

    frame = frame_of(name, columns)
    if kind == "csv":
        return frame.to_csv(index=False).encode()
    stream = io.BytesIO()
    frame.to_parquet(stream, index=False)
    return stream.getvalue()


def depended_on(
    progress: Callable[[int, int], None], one: OneRun, replicates: int, workers: int
) -> dict[str, Any]:
    """Ask what the end of a replicate depended on.

    Parameters
    ----------
    progress : callable
        Trace how many questions are answered, and how many there are.
    one : OneRun
        The replicate.
    replicates : int
        Of each question.
    workers : int
        Threads.

    Returns
    -------
    dict
        Sentences and tables, as the template ``_depended_on.html`` shows them.
    """
    from sim.questions.why import words
    from sim.questions.why.why import why

    result = why(
        one.tree,
        seed=one.seed,
        replicate=one.run,
        replicates=replicates,
        engine=one.engine,
        workers=workers,
        progress=progress,
    )
    tables: list[dict[str, Any]] = []
    for direction, effects in result.groups.items():
        if effects:
            rows = [words.cells(each, effects, result) for each in effects[:_MOST_ROWS]]
            tables.append(
                {
                    "heading": words.heading(direction),
                    "opening": words.opening(result, direction),
                    "rows": rows,
                    "more": len(effects) - len(rows),
                }
            )
    return {
        "reading": words.reading(result),
        "tables": tables,
        "heads": words.HEADS,
        "clear": words.CLEAR,
        "questions": len(result.effects),
        "not_blame": words.NOT_BLAME,
    }
