"""Where the time of the compiled engine goes, phase by phase.

    python experiments/benchmark/phases.py                    # two scenarios, two minutes
    python experiments/benchmark/phases.py idlib/sochi_2018

It compiles the day of the engine once more with a reading of the processor's cycle
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

from sim.engine.base import SERIES_PACTS
from sim.engine.beginning import begin
from sim.day.compile import _parts_left_plain, translated
from sim.engine.day import PHASES, one_phase, over
from sim.engine.layout import lay_out
from sim.engine.state import packed, state_of
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


def profiled(  # noqa: PLR0913, PLR0917 - as the engine's own loop
    world: Any,  # noqa: ANN401 - tables
    treaty: Any,  # noqa: ANN401
    today: Any,  # noqa: ANN401
    diary: Any,  # noqa: ANN401
    field: Any,  # noqa: ANN401
    daily: Any,  # noqa: ANN401
    block: Any,  # noqa: ANN401
    template: Any,  # noqa: ANN401
    seed: int,
    runs: int,
    horizon: int,
    spent: Any,  # noqa: ANN401
) -> None:
    """Carry out replicates, and add up the cycles of each phase.

    Parameters
    ----------
    world, treaty, today, diary, field, daily, block, template
        As in `sim.engine.batch.run_batch`.
    seed, runs, horizon : int
        Seed, number of replicates, last day.
    spent : array of int
        Where the cycles go: of each phase, of the start, and the number of days.
    """
    for number in range(runs):
        before = cycles()
        for at in range(len(template)):
            block[at] = template[at]
        run = world.run[0]
        run.seed = seed
        run.replicate = number
        run.horizon = horizon
        run.told = 0
        begin(world, treaty, today, diary, field)
        spent[START] += cycles() - before
        while not over(run):
            for phase in range(START):
                before = cycles()
                one_phase(world, treaty, today, diary, field, daily, phase)
                spent[phase] += cycles() - before
        spent[DAYS] += run.day + run.run_in


@cache
def compiled() -> Callable[..., None]:
    """Give `profiled`, compiled; the first call takes as long as that of the engine."""
    inner = translated(profiled, {})

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
    layout = lay_out(scenario, SERIES_PACTS)
    state = state_of(layout, horizon)
    spent = np.zeros(DAYS + 1, np.int64)
    before = (*state.bundles(), state.daily, state.block, packed(layout), SEED)
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
        for phase, part in zip([*PHASES, "start of a run"], spent[:DAYS], strict=True)
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
