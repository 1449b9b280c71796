"""Where the time of the compiled engine goes, phase by phase.

    python experiments/benchmark/phases.py                    # two scenarios, two minutes
    python experiments/benchmark/phases.py idlib/sochi_2018

It compiles the day once more with a reading of the processor's cycle
counter around each phase. The readings cost a little themselves: the sum is a few per
cent above what `run.py` measures.
"""

from __future__ import annotations

import sys
import time
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
from numba import njit, types
from numba.extending import intrinsic

from sim.day.beginning import begin
from sim.day.build import build
from sim.day.compile import _parts_left_plain, translated
from sim.day.memory import memory_of, packed
from sim.day.numbers import SERIES_AGREEMENTS
from sim.day.phases import PHASES, begin_day, over
from sim.scenario.load import load_scenario

if TYPE_CHECKING:
    from collections.abc import Callable

SCENARIOS = ("idlib/moscow_2020", "textbook/standard")
RUNS = 300
SEED = 1
START = len(PHASES)
DAYS = START + 1


@intrinsic  # type: ignore[untyped-decorator]
def cycles(_context: Any) -> Any:  # noqa: ANN401 - the compiler's own types
    """Read the cycle counter of the processor."""
    from llvmlite import ir  # noqa: PLC0415 - part of the compiler

    def code(_: Any, builder: Any, __: Any, ___: Any) -> Any:  # noqa: ANN401 - as above
        kind = ir.FunctionType(ir.IntType(64), ())
        found = builder.module.declare_intrinsic("llvm.readcyclecounter", (), kind)
        return builder.call(found, ())

    return types.int64(), code


def profiler() -> Callable[..., None]:  # noqa: C901, PLR0915 - one loop for twelve phases
    """Make the loop over replicates that adds up the cycles of each phase."""
    a, b, c, d, e, f, g, h, i, j, k, l = (phase.act for phase in PHASES)  # noqa: E741
    in_a, in_b, in_c, in_d, in_e, in_f, in_g, in_h, in_i, in_j, in_k, in_l = (
        phase.in_run_in for phase in PHASES
    )

    def profiled(  # noqa: C901, PLR0912, PLR0913, PLR0915, PLR0917 - as the loop that it measures
        w: Any,  # noqa: ANN401 - the state
        block: Any,  # noqa: ANN401
        template: Any,  # noqa: ANN401
        seed: int,
        runs: int,
        horizon: int,
        spent: Any,  # noqa: ANN401
    ) -> None:
        for number in range(runs):
            before = cycles()
            for at in range(len(template)):
                block[at] = template[at]
            w.run.seed = seed
            w.run.replicate = number
            w.run.horizon = horizon
            w.run.traced = 0
            begin(w)
            spent[START] += cycles() - before
            while not over(w):
                before = cycles()
                begin_day(w)
                in_force = w.run.day >= 1
                if in_a or in_force:
                    a(w)
                after = cycles()
                spent[0] += after - before
                before = after
                if in_b or in_force:
                    b(w)
                after = cycles()
                spent[1] += after - before
                before = after
                if in_c or in_force:
                    c(w)
                after = cycles()
                spent[2] += after - before
                before = after
                if in_d or in_force:
                    d(w)
                after = cycles()
                spent[3] += after - before
                before = after
                if in_e or in_force:
                    e(w)
                after = cycles()
                spent[4] += after - before
                before = after
                if in_f or in_force:
                    f(w)
                after = cycles()
                spent[5] += after - before
                before = after
                if in_g or in_force:
                    g(w)
                after = cycles()
                spent[6] += after - before
                before = after
                if in_h or in_force:
                    h(w)
                after = cycles()
                spent[7] += after - before
                before = after
                if in_i or in_force:
                    i(w)
                after = cycles()
                spent[8] += after - before
                before = after
                if in_j or in_force:
                    j(w)
                after = cycles()
                spent[9] += after - before
                before = after
                if in_k or in_force:
                    k(w)
                after = cycles()
                spent[10] += after - before
                before = after
                if in_l or in_force:
                    l(w)
                after = cycles()
                spent[11] += after - before
                before = after

            spent[DAYS] += w.run.day + w.run.run_in

    return profiled


@cache
def compiled() -> Callable[..., None]:
    """Give `profiled`, compiled; the first call takes as long as that of the engine."""
    inner = translated(profiler(), {})

    def entry(*arguments: Any) -> None:  # noqa: ANN401
        inner(*arguments)

    found: Callable[..., None] = njit(nogil=True, error_model="numpy")(entry)
    return found


def shares(name: str) -> list[tuple[str, float, float]]:
    """Profile a scenario.

    Parameters
    ----------
    name : str
        Its name.

    Returns
    -------
    list of tuple
        Phase, nanoseconds for each day simulated, and share of all; the last is the sum.
    """
    scenario = load_scenario(name)
    horizon = scenario.scenario.horizon
    built = build(scenario, SERIES_AGREEMENTS)
    memory = memory_of(built, horizon)
    spent = np.zeros(DAYS + 1, np.int64)
    before = (memory.pointers(), memory.block, packed(built), SEED)
    run = compiled()
    with _parts_left_plain():
        run(*before, 1, horizon, spent)
    spent[:] = 0
    began = time.perf_counter()
    run(*before, RUNS, horizon, spent)
    nanoseconds = 1e9 * (time.perf_counter() - began) / spent[DAYS]
    total = spent[:DAYS].sum()
    rows = [
        (phase, nanoseconds * part / total, part / total)
        for phase, part in zip(
            [*(one.name for one in PHASES), "start of a run"], spent[:DAYS], strict=True
        )
    ]
    return [*rows, ("all", nanoseconds, 1.0)]


def main() -> None:
    """Print a table for each scenario."""
    for name in sys.argv[1:] or SCENARIOS:
        print(f"\n| {name} | ns a day | share |\n|---|---|---|")  # noqa: T201
        for phase, nanoseconds, share in shares(name):
            print(f"| {phase} | {nanoseconds:,.0f} | {share:.1%} |", flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
