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
from functools import cache, wraps
from typing import TYPE_CHECKING, Any

import numpy as np
from llvmlite import ir
from numba import njit, types
from numba.extending import intrinsic

from sim.day.beginning import begin
from sim.day.build import build
from sim.day.compile import _parts_left_plain, translated
from sim.day.memory import memory_of, packed
from sim.day.numbers import SERIES_AGREEMENTS
from sim.day.phases import PHASES, day_of, over
from sim.scenario.load import load_scenario

if TYPE_CHECKING:
    from collections.abc import Callable

    from sim.day.phases import Act
    from sim.day.state import World

SCENARIOS = ("idlib/moscow_2020", "textbook/standard")
RUNS = 300
SEED = 1
START = len(PHASES)
DAYS = START + 1
# Cycles of each phase, of the start of a run, and the number of days. Compiled code knows it by
# its address.
SPENT = np.zeros(DAYS + 1, np.int64)


@intrinsic  # type: ignore[untyped-decorator]
def cycles(_context: Any) -> Any:  # noqa: ANN401 - the compiler's own types
    """Read the cycle counter of the processor."""

    def code(_: Any, builder: Any, __: Any, ___: Any) -> Any:  # noqa: ANN401 - as above
        kind = ir.FunctionType(ir.IntType(64), ())
        found = builder.module.declare_intrinsic("llvm.readcyclecounter", (), kind)
        return builder.call(found, ())

    return types.int64(), code


@intrinsic  # type: ignore[untyped-decorator]
def spend(_context: Any, _place: Any, _amount: Any) -> Any:  # noqa: ANN401
    """Add to a cell of `SPENT`."""

    def code(context: Any, builder: Any, _: Any, given: Any) -> Any:  # noqa: ANN401
        word = ir.IntType(64)
        table = builder.inttoptr(ir.Constant(word, SPENT.ctypes.data), word.as_pointer())
        cell = builder.gep(table, [given[0]])
        builder.store(builder.add(builder.load(cell), given[1]), cell)
        return context.get_dummy_value()

    return types.void(types.int64, types.int64), code


def timed(act: Act, place: int) -> Act:
    """Give a function of the day that also says how long it took."""

    # The wrapper goes by the name and module of what it wraps, and so is compiled like it.
    @wraps(act)
    def measured(w: World) -> None:
        before = cycles()
        act(w)
        spend(place, cycles() - before)

    return measured


def profiler() -> Callable[..., None]:
    """Make the loop over replicates in which every phase is timed."""
    begun = timed(begin, START)
    live_a_day = day_of(
        tuple(phase._replace(act=timed(phase.act, at)) for at, phase in enumerate(PHASES))
    )

    def profiled(w: World, block: Any, template: Any, seed: int, runs: int, horizon: int) -> None:  # noqa: ANN401, PLR0913, PLR0917
        for number in range(runs):
            for at in range(len(template)):
                block[at] = template[at]
            w.run.seed = seed
            w.run.replicate = number
            w.run.horizon = horizon
            w.run.traced = 0
            begun(w)
            while not over(w):
                live_a_day(w)
            spend(DAYS, w.run.day + w.run.run_in)

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
    before = (memory.pointers(), memory.block, packed(built), SEED)
    run = compiled()
    with _parts_left_plain():
        run(*before, 1, horizon)
    SPENT[:] = 0
    began = time.perf_counter()
    run(*before, RUNS, horizon)
    nanoseconds = 1e9 * (time.perf_counter() - began) / SPENT[DAYS]
    total = SPENT[:DAYS].sum()
    names = [*(phase.name for phase in PHASES), "start of a run"]
    rows = [
        (phase, nanoseconds * part / total, part / total)
        for phase, part in zip(names, SPENT[:DAYS], strict=True)
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
