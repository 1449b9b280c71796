"""What each mechanism does: runs with and without it, on the same luck."""

from __future__ import annotations

import math
import os
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context
from typing import TYPE_CHECKING

import numpy as np

from sim.engine.prepare import prepare
from sim.engine.tell import tell
from sim.questions.patterns.loop import STEPS, loop_steps
from sim.record.batch import Task
from sim.scenario.load import load_scenario, read_tree
from sim.scenario.tree import changed, tree_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

NORMAL_95 = 1.959963984540054


@dataclass(frozen=True)
class Sample:
    """Outcomes of one scenario under one change.

    Parameters
    ----------
    days : numpy.ndarray
        Days that the first agreement stood, by replicate.
    ended : numpy.ndarray
        Whether it ended within the horizon, by replicate.
    steps : numpy.ndarray
        Steps of the loop that the log shows, 0 to 6, by replicate.
    horizon : int
        Days simulated.
    """

    days: NDArray[np.float64]
    ended: NDArray[np.bool_]
    steps: NDArray[np.int64]
    horizon: int


@dataclass(frozen=True)
class Effect:
    """Effect of leaving one mechanism out, paired replicate by replicate.

    Parameters
    ----------
    days : float
        Mean difference in days held, without minus with the mechanism.
    half_width : float
        Half the width of its 95 % interval (normal, paired).
    moved : float
        Share of replicates whose length changed.
    """

    days: float
    half_width: float
    moved: float

    @property
    def clear(self) -> bool:
        """Whether the interval leaves out zero."""
        return abs(self.days) > self.half_width


def sample(  # noqa: PLR0913, PLR0917 - all but three have defaults
    scenario: str,
    mechanism: str | None,
    replicates: int,
    seed: int = 1,
    horizon: int | None = None,
    progress: Callable[[int], None] | None = None,
) -> Sample:
    """Run a scenario with or without one mechanism.

    Parameters
    ----------
    scenario : str
        Name of a scenario.
    mechanism : str or None
        Block of ``behaviour`` to switch off; None leaves all on.
    replicates : int
        Number of replicates, from 0.
    seed : int
        Seed of the runs.
    horizon : int, optional
        Days simulated; by default the scenario's.
    progress : callable, optional
        Called with the number of replicates done.

    Returns
    -------
    Sample
        The outcomes, in order of replicates.
    """
    change = {f"behaviour.{mechanism}.active": False} if mechanism else {}
    tree = changed(read_tree(scenario), change)
    one = partial(_one, tree, seed, horizon)
    rows: list[tuple[int, bool, int]] = []
    with ProcessPoolExecutor(os.cpu_count(), mp_context=get_context("spawn")) as pool:
        for row in pool.map(one, range(replicates), chunksize=5):
            rows.append(row)
            if progress is not None:
                progress(len(rows))
    return Sample(
        days=np.array([row[0] for row in rows], dtype=np.float64),
        ended=np.array([row[1] for row in rows], dtype=np.bool_),
        steps=np.array([row[2] for row in rows], dtype=np.int64),
        horizon=horizon or int(tree["scenario"].get("horizon", 365)),
    )


def _one(
    tree: dict[str, object], seed: int, horizon: int | None, replicate: int
) -> tuple[int, bool, int]:
    told = tell(tree, seed, replicate, horizon)
    steps = loop_steps(told.log, told.scenario)
    return told.outcome.end_day, told.outcome.ended, steps


def effects(
    scenario: str, mechanisms: Sequence[str], replicates: int, seed: int = 1
) -> dict[str, Effect]:
    """Measure what leaving each mechanism out does to the days that an agreement holds.

    Parameters
    ----------
    scenario : str
        Name of a scenario.
    mechanisms : sequence of str
        Blocks of ``behaviour`` to switch off, one at a time.
    replicates : int
        Number of replicates, from 0; the same luck with and without.
    seed : int
        Seed of the runs.

    Returns
    -------
    dict of Effect
        By mechanism, over the horizon of the scenario.
    """
    loaded = load_scenario(scenario)
    prepared = prepare(tree_of(loaded), loaded.scenario.horizon)
    changes: list[dict[str, object]] = [{}]
    changes += [{f"behaviour.{mechanism}.active": False} for mechanism in mechanisms]
    tasks = [Task(point, change, 0, replicates) for point, change in enumerate(changes)]
    runs = prepared.run(seed, tasks, clauses=False).runs
    days = runs["end_day"].astype(float).reshape(len(changes), replicates)
    return {
        mechanism: _effect(without - days[0])
        for mechanism, without in zip(mechanisms, days[1:], strict=True)
    }


def paired_effect(without: Sample, base: Sample) -> Effect:
    """Compare two samples replicate by replicate.

    Parameters
    ----------
    without, base : Sample
        Samples of equal length on the same luck.

    Returns
    -------
    Effect
        Mean paired difference with its 95 % interval.
    """
    return _effect(without.days - base.days)


def _effect(difference: NDArray[np.float64]) -> Effect:
    spread = float(difference.std(ddof=1)) if len(difference) > 1 else 0.0
    return Effect(
        days=float(difference.mean()),
        half_width=NORMAL_95 * spread / math.sqrt(len(difference)),
        moved=float((difference != 0.0).mean()),
    )


def loop_share(found: Sample, step: int = len(STEPS)) -> float:
    """Share of replicates whose log shows the loop up to a step."""
    return float((found.steps >= step).mean())


def survival(found: Sample, days: Sequence[int]) -> list[float]:
    """Share of replicates still held after each number of days."""
    return [float(1.0 - (found.ended & (found.days <= day)).mean()) for day in days]
