"""Stand-ins for an engine: quick, and failing where a test wants it."""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sim.runs.replicates import Job, Runner


@dataclass(frozen=True)
class FakeJob(Job):
    """A job whose engine makes rows up."""

    tree: Mapping[str, Any] = field(default_factory=dict)
    seed: int = 1
    horizon: int = 10

    @property
    def module(self) -> str:
        return __name__

    def runner(self) -> Runner:
        return made_up


def made_up(tree: Mapping[str, Any], seed: int, replicate: int, horizon: int) -> dict[str, Any]:
    """Make the rows of one replicate up; the tree says which fail, and from which on none ends."""
    if replicate >= tree.get("endless_from", replicate + 1):
        time.sleep(3600)
    if replicate in tree.get("failing", ()):
        message = f"replicate {replicate} is unlucky"
        raise ValueError(message)
    return {
        "run": {"end_day": (seed * 31 + replicate * 7) % horizon, "end_kind": "held"},
        "agreements": [{"ordinal": 1, "form": "truce"}],
        "clauses": [{"obligation": name} for name in ("cease_fire", "withdraw")],
    }
