"""An engine in which leverage lengthens a truce, patrols shorten it, and luck does the rest.

A title with the word ``fail`` makes every seventh replicate fail.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.day.batch import Batch, Task
from sim.runs.engines import Engine

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

YIELDING = Engine("sim.day.model", "tests.questions.yielding_engine", threads=True)
LEVERAGE = "scenario.ties.sponsor_a_party_a.leverage"
PATROLS = "scenario.obligations.patrols.active"


@dataclass(frozen=True)
class Yielding:
    """The engine, prepared."""

    horizon: int
    failing: bool

    def run(self, seed: int, tasks: Sequence[Task], *, clauses: bool = True) -> Batch:  # noqa: ARG002
        """Make the rows of tasks up."""
        parts: list[dict[str, Any]] = []
        failures = []
        for task in tasks:
            replicate = np.arange(task.first, task.first + task.count)
            luck = [np.random.default_rng([seed, int(one)]).standard_normal() for one in replicate]
            mean = 10 + 60 * task.changes.get(LEVERAGE, 0.5) - 10 * task.changes.get(PATROLS, True)
            day = np.clip(mean + 5 * np.array(luck), 1, self.horizon)
            failed = (replicate % 7 == 3) & self.failing
            failures += [
                {"point": task.point, "replicate": int(one), "error": "ValueError: unlucky"}
                for one in replicate[failed]
            ]
            part = {"point": np.full(task.count, task.point), "replicate": replicate}
            part |= {"end_day": day, "ended": day < self.horizon}
            parts.append({name: values[~failed] for name, values in part.items()})
        runs = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
        return Batch(runs, failures=failures)


def prepare(tree: Mapping[str, Any], horizon: int) -> Yielding:
    """Prepare the engine; see `sim.day.batch.Prepared`."""
    return Yielding(horizon, "fail" in tree["scenario"]["title"].split())
