"""An engine that makes results up, quickly; the title of the scenario says what goes wrong.

Words of the title: ``fail`` (every seventh replicate fails), ``slow`` (no replicate from `SLOW` on
comes to an end), ``refuse`` (a task that has replicate 5 raises as a whole), ``hold=FILE`` (while
the file is there, no replicate from `HELD` on comes to an end), ``kill=FILE`` (while the file is
there, the first process that takes it away ends itself at once), ``deadly`` (whoever runs replicate
5 ends itself at once).
"""

from __future__ import annotations

import hashlib
import os
import signal
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.day.batch import Batch, Task
from sim.runs.engines import ENGINES, Engine

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

FAKE = Engine("tests.runs.fake_engine", "tests.runs.fake_engine", threads=True)
KINDS = np.array(["offensive", "cancelled", "erosion"], dtype=object)
# Two blocks of replicates come before it.
HELD = 2 * FAKE.block[1]
SLOW = 64


@dataclass(frozen=True)
class Fake:
    """The engine, prepared."""

    words: Mapping[str, str]
    horizon: int
    own: tuple[str, ...]

    def run(self, seed: int, tasks: Sequence[Task], *, clauses: bool = True) -> Batch:
        """Make the rows of tasks up."""
        points = np.concatenate([np.full(t.count, t.point) for t in tasks])
        replicates = np.concatenate([np.arange(t.first, t.first + t.count) for t in tasks])
        draws = np.concatenate([_draws(seed, t) for t in tasks])
        self._mishaps(replicates)
        failed = (replicates % 7 == 3) & ("fail" in self.words)
        failures = [
            {"point": int(p), "replicate": int(r), "error": "ValueError: unlucky", "traceback": ""}
            for p, r in zip(points[failed], replicates[failed], strict=True)
        ]
        address = {"point": points[~failed], "replicate": replicates[~failed]}
        draws = draws[~failed]
        ended = draws < 0.7
        day = np.where(ended, 1 + (draws * self.horizon / 0.7).astype(int), self.horizon)
        kinds = np.where(ended, KINDS[(draws * 100).astype(int) % 3], "held")
        runs = {"end_kind": kinds, "end_day": day, "ended": ended, "trust_mean_end": draws}
        runs |= dict.fromkeys(self.own, day)
        # Two agreements each, in an order that matters.
        twice = {name: np.repeat(values, 2) for name, values in address.items()}
        ordinal = np.tile(np.array([2, 1]), len(draws))
        agreements = twice | {"ordinal": ordinal, "end_kind": np.repeat(kinds, 2)}
        kept = {"obligation": np.repeat(np.array(["patrol"], dtype=object), len(draws))}
        return Batch(address | runs, agreements, address | kept if clauses else {}, failures)

    def _mishaps(self, replicates: Any) -> None:  # noqa: ANN401
        while max(replicates) >= HELD and "hold" in self.words:
            if not Path(self.words["hold"]).exists():
                break
            time.sleep(0.01)
        while max(replicates) >= SLOW and "slow" in self.words:
            time.sleep(60)
        if "refuse" in self.words and 5 in replicates:
            message = "all or nothing"
            raise RuntimeError(message)
        if "kill" in self.words:
            try:
                Path(self.words["kill"]).unlink()
            except FileNotFoundError:
                pass
            else:
                os.kill(os.getpid(), signal.SIGKILL)
        if "deadly" in self.words and 5 in replicates:
            os.kill(os.getpid(), signal.SIGKILL)


def _draws(seed: int, task: Task) -> Any:  # noqa: ANN401
    text = f"{seed} {sorted(task.changes.items(), key=str)}"
    start = int.from_bytes(hashlib.blake2b(text.encode(), digest_size=4).digest(), "little")
    replicates = np.arange(task.first, task.first + task.count)
    return ((start + replicates * 2654435761) % 2**32) / 2**32


def prepare(tree: Mapping[str, Any], horizon: int) -> Fake:
    """Prepare the engine; see `sim.day.batch.Prepared`."""
    words = dict(word.partition("=")[::2] for word in tree["scenario"]["title"].split())
    parties = tree["scenario"]["parties"]
    own = [f"published_{key}" for key, one in parties.items() if one["publishes_counts"]]
    return Fake(words, horizon, tuple(own))


def trace(tree: Mapping[str, Any], seed: int, replicate: int, horizon: int) -> tuple[object, ...]:
    """Stand for the trace of a replicate."""
    return tree["scenario"]["title"], seed, replicate, horizon


def register() -> None:
    """Offer the engine under the name ``fake``."""
    ENGINES["fake"] = FAKE
