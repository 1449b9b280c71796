"""What users start: the command, a sweep from end to end, and what it takes in memory."""

from __future__ import annotations

import os
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

from processes import (
    PARAMETER,
    POINTS,
    SCENARIO,
    can_weigh,
    command_seconds,
    compile_seconds,
    peak_memory,
)
from table import Bar, Figure, Report
from timing import SEED, alternated, heading, ratios

from sim.day.batch import Task
from sim.questions.sweep.sweep import sweep

if TYPE_CHECKING:
    from sim.day.prepare import Compiled

REPLICATES = 500
MEMORY = (50_000, 200_000)
CHUNK = 256


def command(report: Report, rounds: int) -> None:
    """Time the command, start included."""
    part = "The command"
    heading(part)
    values = command_seconds(REPLICATES, rounds)
    bar = Bar(4, upper=True)
    report.add(Figure(part, f"ceasefire run, {REPLICATES} replicates, warm", values, "s", bar))


def sweeping(report: Report, engine: Compiled, runs: int, rounds: int) -> None:
    """Time a sweep from end to end, and the engine alone on the same tasks."""
    part = f"A sweep of {runs // POINTS * POINTS} runs"
    heading(part)
    values = [0.9 * number / POINTS for number in range(POINTS)]
    replicates = runs // POINTS
    tasks = [
        Task(point, {PARAMETER: value}, first, min(CHUNK, replicates - first))
        for point, value in enumerate(values)
        for first in range(0, replicates, CHUNK)
    ]

    def alone() -> None:
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            for _ in pool.map(lambda task: engine.run(SEED, [task], clauses=False), tasks):
                pass

    def whole() -> None:
        with tempfile.TemporaryDirectory() as folder:
            out = Path(folder) / "store"
            sweep(SCENARIO, {PARAMETER: values}, seed=SEED, replicates=replicates, out=out)

    found = alternated({"sweep": whole, "engine": alone}, rounds)
    for name in ("sweep", "engine"):
        report.add(Figure(part, f"{name}, all cores", found[name], "s"))
    bar = Bar(1.3, upper=True)
    over = ratios(found["sweep"], found["engine"])
    report.add(Figure(part, "sweep over the engine alone", over, "", bar))


def memory(report: Report) -> None:
    """Weigh a sweep, and one four times as long."""
    part = "Memory of a sweep"
    heading(part)
    if not can_weigh():
        report.note(f"{part}: this system does not tell it.")
        return
    small, large = (peak_memory(runs) for runs in MEMORY)
    few, many = MEMORY
    report.add(
        Figure(part, f"{few} runs, at most at any time", [small], "MB", Bar(900, upper=True)),
        Figure(part, f"{many} runs, at most at any time", [large], "MB", Bar(900, upper=True)),
        Figure(part, "growth", [100 * (large / small - 1)], "%", Bar(5, upper=True)),
    )


def compilation(report: Report) -> None:
    """Time the first run on a machine."""
    part = "First compilation"
    heading(part)
    seconds = compile_seconds()
    report.add(Figure(part, "first run on a machine", [seconds], "s", Bar(60, upper=True)))
