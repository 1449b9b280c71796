"""The floor: the draws that a run makes, and the bare time that they take.

The addresses are recorded from the day itself, run as plain Python with a law of draws
that writes down what it is asked. So they are complete, and in the order of compiled code.
Each is a block of four uniforms; days that share a block draw it once.
"""

from __future__ import annotations

import sys
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.day.build import Built, build
from sim.day.compile import entry_point, translated
from sim.day.memory import memory_of, packed
from sim.day.model import CeasefireModel
from sim.day.numbers import SERIES_AGREEMENTS
from sim.day.replicates import Agreed, Clause, Outcome
from sim.day.state import dtype_of
from sim.day.tables import figures_of
from sim.law.draws import DAY_OFFSET, block_at, draw_block
from sim.scenario.load import scenario_from_tree

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    Addresses = NDArray[np.int64]
    Asked = tuple[int, ...]

DAY = "sim.day."


@dataclass(frozen=True)
class Recorded:
    """The draws of one run, and what it went through.

    Parameters
    ----------
    seed, replicate : int
        Key of the run.
    days : int
        Days simulated, those of the run-in included.
    fronts : int
        Fronts on day 1.
    addresses : numpy.ndarray
        A row for each block: day, process, actor, other, place, ordinal.
    """

    seed: int
    replicate: int
    days: int
    fronts: int
    addresses: Addresses


@contextmanager
def _written_down() -> Iterator[list[Asked]]:
    """Have every module of the day draw through a law that writes down its addresses."""
    asked: list[Asked] = []

    def noting(*address: int) -> tuple[float, float, float, float]:
        asked.append(address[2:])
        return draw_block(*address)

    def noting_packed(word: int, *rest: int) -> tuple[float, float, float, float]:
        day, process, ordinal = (word >> 16) - DAY_OFFSET, word >> 8 & 255, word & 255
        asked.append((day, process, *rest[:3], ordinal))
        return block_at(word, *rest)

    laws = {"draw_block": (draw_block, noting), "block_at": (block_at, noting_packed)}
    found = [
        (vars(module), law)
        for name, module in sys.modules.items()
        if name.startswith(DAY)
        for law, (plain, _) in laws.items()
        if getattr(module, law, None) is plain
    ]
    try:
        for module, law in found:
            module[law] = laws[law][1]
        yield asked
    finally:
        for module, law in found:
            module[law] = laws[law][0]


def record(tree: Mapping[str, Any], seed: int, replicate: int, horizon: int) -> Recorded:
    """Run one replicate uncompiled, and record its draws.

    Parameters
    ----------
    tree : mapping
        Completed tree of the scenario, without distributions.
    seed, replicate, horizon : int
        Which run.

    Returns
    -------
    Recorded
        Its draws, in order.
    """
    model = CeasefireModel(scenario_from_tree(tree), seed, replicate, horizon)
    fronts = sum(len(party.fronts) for party in model.parties)
    with _written_down() as asked:
        model.run()
    days = model.day + model.w.run.run_in
    return Recorded(seed, replicate, days, fronts, np.array(asked, np.int64))


def days_of(
    tree: Mapping[str, Any], seed: int, replicates: Sequence[int], horizon: int
) -> NDArray[np.int64]:
    """Days that the engine simulates in each replicate, those of the run-in included.

    Parameters
    ----------
    tree : mapping
        Completed tree of the scenario, without distributions.
    seed, horizon : int
        As of the engine.
    replicates : sequence of int
        Which runs.

    Returns
    -------
    numpy.ndarray
        Number of days of each.
    """
    built = build(scenario_from_tree(tree), SERIES_AGREEMENTS)
    memory = memory_of(built, horizon)
    found = np.zeros(len(replicates), np.int64)
    for number, replicate in enumerate(replicates):
        entry_point()(
            memory.pointers(),
            memory.block,
            packed(built),
            np.zeros(0, np.int64),
            np.zeros(0),
            seed,
            np.array([replicate], np.int64),
            horizon,
            0,
            *_room(built),
        )
        run = memory.arrays["run"][0]
        found[number] = run["day"] + run["run_in"]
    return found


def _room(built: Built) -> tuple[Any, ...]:
    return (
        np.zeros(1, dtype_of(Outcome)),
        np.zeros(figures_of(built), np.int64),
        np.zeros(built.agreements, dtype_of(Agreed)),
        np.zeros(0, dtype_of(Clause)),
    )


def bare_draws() -> Callable[[int, int, Addresses], float]:
    """Compile a loop that draws at given addresses and does nothing else.

    Returns
    -------
    callable
        Takes seed, replicate and addresses, gives the sum of all uniforms, so that none
        can be left out.
    """
    from numba import njit  # noqa: PLC0415 - slow to import

    draw = translated(draw_block, {})

    def loop(seed: int, replicate: int, addresses: Addresses) -> float:
        total = 0.0
        for row in range(len(addresses)):
            one, two, three, four = draw(
                seed,
                replicate,
                addresses[row, 0],
                addresses[row, 1],
                addresses[row, 2],
                addresses[row, 3],
                addresses[row, 4],
                addresses[row, 5],
            )
            total += one + two + three + four
        return total

    compiled: Callable[[int, int, Addresses], float] = njit(nogil=True, error_model="numpy")(loop)
    compiled(0, 0, np.zeros((1, 6), np.int64))
    return compiled
