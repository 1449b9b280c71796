"""Measure how fast the model and the engine are, side by side, and write a table.

    make bench                                        # about five minutes
    python experiments/benchmark/run.py --help        # parts, sizes, slow parts

A bar that is missed is reported and fails nothing.
"""

from __future__ import annotations

import argparse
import shlex
import sys

from as_users import command, compilation, memory, sweeping
from engine_alone import cores, scaling
from processes import ROOT, SCENARIO
from same_runs import same_runs
from scaled import without_end
from table import Report, in_short, machine, shown_in
from timing import DAYS, SEED, warm

from sim.day.prepare import prepare
from sim.scenario.load import load_scenario
from sim.scenario.tree import tree_of

# A longer sweep is measured once, this one and shorter ones twice.
LONG = 20_000
PARTS = ("same", "cores", "scaling", "command", "sweep")


def main() -> None:
    """Measure what is asked, print it, and write the table."""
    asked = _asked()
    report = Report(machine())
    base = tree_of(load_scenario(SCENARIO))
    cases = {"as it is": base, "to day 365": without_end(base)}
    print(f"{SCENARIO}, seed {SEED}. Making the engine ready ...", flush=True)  # noqa: T201
    engines = {name: warm(prepare(tree, DAYS)) for name, tree in cases.items()}
    if "same" in asked.only:
        for name, tree in cases.items():
            same_runs(report, name, tree, engines[name], asked.rounds)
    if "cores" in asked.only:
        for name, tree in cases.items():
            cores(report, name, tree, asked.rounds)
    if "scaling" in asked.only:
        scaling(report, cases["to day 365"], asked.rounds)
    if "command" in asked.only:
        command(report, asked.rounds)
    if "sweep" in asked.only:
        sweeping(report, engines["as it is"], asked.sweep, 1 if asked.sweep > LONG else 2)
    if asked.memory:
        memory(report)
    if asked.compile:
        compilation(report)
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


if __name__ == "__main__":
    main()
