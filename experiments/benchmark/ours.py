"""Our Mesa model as Mesa's `batch_run` takes it, and what a run of it decides and draws."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from mesa.datacollection import DataCollector

from sim.model import endings
from sim.model.ceasefire import CeasefireModel
from sim.model.luck import AuditedLuck, Block
from sim.scenario.load import scenario_from_tree

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sim.day.outcome import Outcome


def batch_model(tree: Mapping[str, Any], seed: int, horizon: int) -> type[CeasefireModel]:
    """Make a class whose only parameter is the number of the replicate.

    `batch_run` takes every map or list among its parameters for a choice, and loses a
    seed that stands there. Our luck is addressed by seed and replicate, so that the
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
            super().__init__(scenario, seed, replicate, horizon, tell=False)
            self.found: Outcome | None = None
            self.datacollector = DataCollector(
                model_reporters={"end_day": lambda m: m.found.end_day if m.found else None}
            )

        def step(self) -> None:
            """Let one day pass, and derive the outcome after the last."""
            super().step()
            if self.over():
                for pact in self.pacts:
                    if not pact.framework and not pact.measured and pact.start <= self.day:
                        endings.measure(self, pact, last=True)
                self.found = self.outcome()
                self.running = False
            self.datacollector.collect(self)

    return Batched


class CountingLuck(AuditedLuck):
    """Luck that counts how often it is asked, besides which blocks it draws."""

    def __init__(self, seed: int, replicate: int) -> None:
        super().__init__(seed, replicate)
        self.asked = 0

    def block(  # noqa: PLR0913, PLR0917 - as in the class above
        self, day: int, process: int, actor: int, other: int = 0, place: int = 0, ordinal: int = 0
    ) -> Block:
        """Draw four uniforms."""
        self.asked += 1
        return super().block(day, process, actor, other, place, ordinal)

    def word(self, day: int, process: int, actor: int, other: int = 0, place: int = 0) -> float:
        """Draw one uniform a day."""
        self.asked += 1
        return super().word(day, process, actor, other, place)

    def pair(self, day: int, process: int, actor: int, place: int = 0) -> tuple[float, float]:
        """Draw two uniforms a day."""
        self.asked += 1
        return super().pair(day, process, actor, place)


@dataclass(frozen=True)
class Counts:
    """What a run of our Mesa model does.

    Parameters
    ----------
    days : int
        Days simulated, those of the run-in included.
    fronts : int
        Fronts on day 1.
    decisions : int
        How often luck is asked: each is one decision by chance.
    blocks : int
        Blocks of four uniforms drawn for them.
    end_day : int
        Day of the end of the first agreement.
    """

    days: int
    fronts: int
    decisions: int
    blocks: int
    end_day: int


def counts_of(tree: Mapping[str, Any], seed: int, replicate: int, horizon: int) -> Counts:
    """Run one replicate, and count.

    Parameters
    ----------
    tree : mapping
        Completed tree of the scenario.
    seed, replicate, horizon : int
        Which run.

    Returns
    -------
    Counts
        What it did.
    """
    luck = CountingLuck(seed, replicate)
    model = CeasefireModel(
        scenario_from_tree(tree), seed, replicate, horizon, tell=False, luck=luck
    )
    fronts = sum(len(party.fronts) for party in model.parties)
    outcome = model.run()
    days = model.day + model.measurement.run_in_days
    return Counts(days, fronts, luck.asked, len(luck.drawn), outcome.end_day)
