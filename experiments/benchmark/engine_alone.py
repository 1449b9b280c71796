"""The engine by itself: on one core and on all, and on scenarios of twice the size."""

from __future__ import annotations

import os
from functools import partial
from typing import Any

import numpy as np
from floor import days_of
from scaled import doubled_parties, doubled_sectors
from table import Bar, Figure, Report
from timing import DAYS, SEED, alternated, heading, ratios, warm

from sim.day.batch import Task
from sim.day.prepare import prepare
from sim.runs.engines import ENGINES
from sim.runs.executors import Threads
from sim.runs.jobs import Job, run_tasks

SOME = {"as it is": 500, "to day 365": 100}
CORES = {"as it is": 2000, "to day 365": 300}
GROWN = 60


def cores(report: Report, name: str, tree: dict[str, Any], rounds: int) -> None:
    """Run many replicates on one core, and on all."""
    part = f"Cores, {name}"
    heading(part)
    count = CORES[name]
    some = SOME[name]
    days = days_of(tree, SEED, range(some), DAYS)
    report.note(
        f"{part}: the first {some} replicates simulate {days.mean():.0f} days with the run-in"
        f" on average (half of them {np.median(days):.0f} or less)."
    )
    job = Job(ENGINES["compiled"], tree, DAYS, SEED, clauses=True)
    job.begin()
    numbers = sorted({1, 2, os.cpu_count() or 1} & set(range(1, (os.cpu_count() or 1) + 1)))
    found = alternated(
        {
            str(workers): partial(run_tasks, job, [Task(count=count)], Threads(workers))
            for workers in numbers
        },
        rounds,
    )
    rates = {key: [count / one for one in values] for key, values in found.items()}
    for workers in numbers:
        figure = "one core" if workers == 1 else f"{workers} cores"
        bar = Bar(500) if workers == 1 else None
        report.add(Figure(part, f"engine on {figure}", rates[str(workers)], "runs/s", bar))
    for workers in numbers[1:]:
        bar = Bar(1.8) if workers == 2 else None  # noqa: PLR2004 - the bar is for two
        gain = ratios(found["1"], found[str(workers)])
        report.add(Figure(part, f"{workers} cores over one", gain, "", bar))


def scaling(report: Report, tree: dict[str, Any], rounds: int) -> None:
    """Double days, sectors and parties in turn."""
    part = "Twice the size, to the last day"
    heading(part)
    engines = {
        "base": warm(prepare(tree, DAYS)),
        "days": warm(prepare(tree, 2 * DAYS)),
        "sectors": warm(prepare(doubled_sectors(tree), DAYS)),
        "parties": warm(prepare(doubled_parties(tree), DAYS)),
    }
    tasks = [Task(count=GROWN)]
    for name, engine in engines.items():
        failed = engine.run(SEED, tasks, clauses=False).failures
        if failed:
            report.note(f"{part}: {name}: {len(failed)} of {GROWN} runs failed.")
    found = alternated(
        {name: partial(engine.run, SEED, tasks, clauses=False) for name, engine in engines.items()},
        rounds,
    )
    base = [1e3 * one / GROWN for one in found["base"]]
    report.add(Figure(part, f"base, {DAYS} days", base, "ms a run"))
    for name, most in {"days": 2.2, "sectors": 2.2, "parties": 4.4}.items():
        grown = ratios(found[name], found["base"])
        bar = Bar(most, upper=True)
        report.add(Figure(part, f"cost of a run with twice the {name}", grown, "", bar))
