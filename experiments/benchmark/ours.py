"""Our Mesa model as Mesa's `batch_run` takes it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mesa.datacollection import DataCollector

from sim.day.model import CeasefireModel
from sim.day.replicates import measure_the_rest
from sim.scenario.load import scenario_from_tree

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sim.day.outcome import Outcome


def batch_model(tree: Mapping[str, Any], seed: int, horizon: int) -> type[CeasefireModel]:
    """Make a class whose only parameter is the number of the replicate.

    `batch_run` takes every map or list among its parameters for a choice, and loses a
    seed that stands there. Our draws are addressed by seed and replicate, so that the
    replicate is an ordinary parameter and gives the runs that the engine gives.

    Parameters
    ----------
    tree : mapping
        Completed tree of the scenario.
    seed, horizon : int
        As of the engine.

    Returns
    -------
    type
        A subclass of `CeasefireModel`.
    """
    scenario = scenario_from_tree(tree)

    class Batched(CeasefireModel):
        """One replicate that knows when it is over."""

        def __init__(self, replicate: int) -> None:
            super().__init__(scenario, seed, replicate, horizon)
            self.found: Outcome | None = None
            self.datacollector = DataCollector(
                model_reporters={"end_day": lambda m: m.found.end_day if m.found else None}
            )

        def step(self) -> None:
            """Let one day pass, and derive the outcome after the last."""
            figures, self.datacollector = self.datacollector, DataCollector()
            super().step()
            self.datacollector = figures
            if self.over():
                measure_the_rest(self.w)
                self.found = self.outcome()
                self.running = False
            self.datacollector.collect(self)

    return Batched
