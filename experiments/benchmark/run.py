"""Measure how fast the model and the engine are, side by side, and write a table.

    make bench                                        # about five minutes
    python experiments/benchmark/run.py --help        # parts, sizes, slow parts

A bar that is missed is reported and fails nothing.
"""

from __future__ import annotations

import argparse
import os
import shlex
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import mesa
import numpy as np
from floor import Recorded, bare_draws, days_of, record
from ours import Counts, batch_model, counts_of
from plain import PlainCeasefire
from processes import (
    PARAMETER,
    POINTS,
    ROOT,
    SCENARIO,
    can_weigh,
    command_seconds,
    compile_seconds,
    peak_memory,
)
from scaled import doubled_parties, doubled_sectors, without_end
from table import Bar, Figure, Report, in_short, machine, shown_in

from sim.engine.prepare import Compiled, prepare
from sim.record.batch import Task
from sim.scenario.load import load_scenario
from sim.scenario.tree import tree_of
from sim.study.sweep import sweep
from sim.study.threads import run_in_threads

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

SEED = 1
DAYS = 365
# Uniforms in a block.
WORDS = 4
# Replicates that all contestants run, and how often the quick ones repeat them.
SAME = {"as it is": 6, "to day 365": 2}
AGAIN = 60
AGAIN_DRAWS = 400
SOME = {"as it is": 500, "to day 365": 100}
CORES = {"as it is": 2000, "to day 365": 300}
GROWN = 60
REPLICATES = 500
MEMORY = (50_000, 200_000)
CHUNK = 256
# A longer sweep is measured once, this one and shorter ones twice.
LONG = 20_000
PARTS = ("same", "cores", "scaling", "command", "sweep")
Tree = dict[str, Any]


def main() -> None:
    """Measure what is asked, print it, and write the table."""
    asked = _asked()
    report = Report(machine())
    base = tree_of(load_scenario(SCENARIO))
    cases = {"as it is": base, "to day 365": without_end(base)}
    print(f"{SCENARIO}, seed {SEED}. Making the engine ready ...", flush=True)  # noqa: T201
    engines = {name: _warm(prepare(tree, DAYS)) for name, tree in cases.items()}
    if "same" in asked.only:
        for name, tree in cases.items():
            same_runs(report, name, tree, engines[name], asked.rounds)
    if "cores" in asked.only:
        for name, tree in cases.items():
            cores(report, name, tree, engines[name], asked.rounds)
    if "scaling" in asked.only:
        scaling(report, cases["to day 365"], asked.rounds)
    if "command" in asked.only:
        command(report, asked.rounds)
    if "sweep" in asked.only:
        sweeping(report, engines["as it is"], asked.sweep, 1 if asked.sweep > LONG else 2)
    if asked.memory:
        memory(report)
    if asked.compile:
        heading("First compilation")
        seconds = compile_seconds()
        bar = Bar(60, upper=True)
        report.add(Figure("First compilation", "first run on a machine", [seconds], "s", bar))
    keep(report, reference=asked.reference)


def keep(report: Report, *, reference: bool) -> None:
    """Write the tables, those of reference also into the page on performance."""
    folder = ROOT / "results" / ("reference" if reference else "bench")
    report.write(folder, shlex.join(["python", "experiments/benchmark/run.py", *sys.argv[1:]]))
    if reference:
        page = ROOT / "docs" / "performance.md"
        table = in_short(figure.row() for figure in report.figures)
        page.write_text(shown_in(page.read_text(encoding="utf-8"), table), encoding="utf-8")
    print(f"\nWritten to {folder.relative_to(ROOT)}/benchmark.md and .csv")  # noqa: T201


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Measure the model and the engine.")
    parser.add_argument("--rounds", type=int, default=5, help="rounds of each part (5)")
    parser.add_argument("--sweep", type=int, default=LONG, help="runs of the sweep (20000)")
    parser.add_argument(
        "--only", nargs="*", choices=PARTS, default=PARTS, help="measure these parts"
    )
    parser.add_argument(
        "--memory", action="store_true", help="also weigh sweeps of 50000 and 200000 runs: slow"
    )
    parser.add_argument(
        "--compile", action="store_true", help="also time the first compilation: slow"
    )
    parser.add_argument(
        "--reference",
        action="store_true",
        help="write results/reference/benchmark.* and the table in docs/performance.md",
    )
    return parser.parse_args()


def heading(text: str) -> None:
    """Print the title of a part."""
    print(f"\n{text}", flush=True)  # noqa: T201 - the terminal is the point


def seconds_of(function: Callable[[], object]) -> float:
    """Time a call.

    Parameters
    ----------
    function : callable
        What is called.

    Returns
    -------
    float
        Seconds on the clock.
    """
    began = time.perf_counter()
    function()
    return time.perf_counter() - began


def alternated(
    contestants: Mapping[str, Callable[[], object]], rounds: int
) -> dict[str, list[float]]:
    """Time contestants in turn, round by round, each round in the other direction.

    Parameters
    ----------
    contestants : mapping
        What is called, by name.
    rounds : int
        How often.

    Returns
    -------
    dict
        Seconds by name, in the order of rounds.
    """
    found: dict[str, list[float]] = {name: [] for name in contestants}
    order = list(contestants)
    for number in range(rounds):
        for name in order if number % 2 == 0 else reversed(order):
            found[name].append(seconds_of(contestants[name]))
    return found


def ratios(above: list[float], below: list[float]) -> list[float]:
    """Divide round by round."""
    return [one / other for one, other in zip(above, below, strict=True)]


def _warm(engine: Compiled) -> Compiled:
    engine.run(SEED, [Task(count=1)], clauses=False)
    return engine


@dataclass(frozen=True)
class Runs:
    """What the runs that all contestants carry out consist of, on average."""

    recorded: list[Recorded]
    counts: list[Counts]

    @property
    def days(self) -> float:
        """Days simulated, those of the run-in included."""
        return float(np.mean([one.days for one in self.recorded]))

    @property
    def blocks(self) -> float:
        """Blocks that the engine draws."""
        return float(np.mean([len(one.addresses) for one in self.recorded]))

    @property
    def distinct(self) -> float:
        """Addresses in the ledger of the Mesa model, each counted once."""
        return float(np.mean([one.blocks for one in self.counts]))

    @property
    def fronts(self) -> float:
        """Fronts on day 1."""
        return float(np.mean([one.fronts for one in self.counts]))

    @property
    def decisions(self) -> float:
        """Decisions by chance, a day."""
        total = sum(one.decisions for one in self.counts)
        return total / sum(one.days for one in self.counts)


def same_runs(report: Report, name: str, tree: Tree, engine: Compiled, rounds: int) -> None:
    """Have all contestants do the same runs, and compare."""
    part = f"The same runs, {name}"
    heading(part)
    count = SAME[name]
    runs = Runs(
        [record(tree, SEED, each, DAYS) for each in range(count)],
        [counts_of(tree, SEED, each, DAYS) for each in range(count)],
    )
    report.note(
        f"{part}: replicates 0 to {count - 1}, on average {runs.days:.0f} days simulated with"
        f" the run-in, {runs.fronts:.0f} fronts, {runs.decisions:.0f} decisions by chance a"
        f" day, {runs.blocks:,.0f} blocks of four uniforms drawn by the engine a run, of"
        f" {runs.distinct:,.0f} addresses in the ledger of the Mesa model."
    )
    model = batch_model(tree, SEED, DAYS)
    draw = bare_draws()
    plain = {
        "replicate": range(count),
        "units": round(runs.fronts),
        "decisions": round(runs.decisions),
        "days": round(runs.days),
    }
    plenty = plain | {"decisions": round(WORDS * runs.blocks / runs.days)}
    thrifty = plain | {"thrifty": True}
    tasks = [Task(count=count)] * AGAIN

    def ours() -> None:
        _batch_run(model, {"replicate": range(count)}, DAYS + round(runs.days))

    def draws() -> None:
        for _ in range(AGAIN_DRAWS):
            for one in runs.recorded:
                draw(one.seed, one.replicate, one.addresses)

    found = alternated(
        {
            "ours": ours,
            "plain": partial(_batch_run, PlainCeasefire, plain, round(runs.days)),
            "plenty": partial(_batch_run, PlainCeasefire, plenty, round(runs.days)),
            "thrifty": partial(_batch_run, PlainCeasefire, thrifty, round(runs.days)),
            "engine": lambda: engine.run(SEED, tasks, clauses=False),
            "draws": draws,
        },
        rounds,
    )
    each = {
        "ours": [one / count for one in found["ours"]],
        "plain": [one / count for one in found["plain"]],
        "plenty": [one / count for one in found["plenty"]],
        "thrifty": [one / count for one in found["thrifty"]],
        "engine": [one / count / AGAIN for one in found["engine"]],
        "draws": [one / count / AGAIN_DRAWS for one in found["draws"]],
    }
    full = name != "as it is"
    words = {
        "ours": "our Mesa model by batch_run",
        "plain": "plain Mesa model, as many decisions",
        "plenty": "plain Mesa model, as many uniforms",
        "thrifty": "bare loop in Mesa, as many decisions",
        "engine": "engine on one core",
        "draws": "its draws alone",
    }
    for key, what in words.items():
        report.add(Figure(part, what, [1e3 * one for one in each[key]], "ms a run"))
    for key in ("ours", "engine"):
        micro = [1e6 * one / runs.days for one in each[key]]
        report.add(Figure(part, f"{words[key]}, a day", micro, "us"))
    bare = [1e9 * one / runs.blocks for one in each["draws"]]
    report.add(Figure(part, "a block of four uniforms", bare, "ns"))
    report.add(
        Figure(
            part,
            "our Mesa model over the engine",
            ratios(each["ours"], each["engine"]),
            "",
            Bar(200),
        ),
        Figure(
            part,
            "plain Mesa model, as many decisions, over the engine",
            ratios(each["plain"], each["engine"]),
            "",
            Bar(100),
        ),
        Figure(
            part,
            "plain Mesa model, as many uniforms, over the engine",
            ratios(each["plenty"], each["engine"]),
        ),
        Figure(
            part,
            "bare loop in Mesa, as many decisions, over the engine",
            ratios(each["thrifty"], each["engine"]),
        ),
        Figure(
            part,
            "engine over its draws alone",
            ratios(each["engine"], each["draws"]),
            "",
            Bar(5, upper=True),
        ),
    )
    if full:
        rate = [1 / one for one in each["engine"]]
        report.add(Figure(part, "engine on one core, these runs", rate, "runs/s", Bar(500)))


def _batch_run(model: type[mesa.Model], parameters: Mapping[str, Any], steps: int) -> None:
    mesa.batch_run(model, parameters, number_processes=1, max_steps=steps, display_progress=False)


def cores(report: Report, name: str, tree: Tree, engine: Compiled, rounds: int) -> None:
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
    numbers = sorted({1, 2, os.cpu_count() or 1} & set(range(1, (os.cpu_count() or 1) + 1)))
    found = alternated(
        {
            str(workers): partial(run_in_threads, engine, SEED, count, workers)
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


def scaling(report: Report, tree: Tree, rounds: int) -> None:
    """Double days, sectors and parties in turn."""
    part = "Twice the size, to the last day"
    heading(part)
    engines = {
        "base": _warm(prepare(tree, DAYS)),
        "days": _warm(prepare(tree, 2 * DAYS)),
        "sectors": _warm(prepare(doubled_sectors(tree), DAYS)),
        "parties": _warm(prepare(doubled_parties(tree), DAYS)),
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


if __name__ == "__main__":
    main()
