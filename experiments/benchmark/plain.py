"""A plain Mesa model to compare with: as many decisions as a run of ours, and nothing else.

Its units decide by a logit on a few numbers of their own, with Mesa's own generator, and
move a belief on what came out. It has no texts, no log, no observation and no laws of
ours: it is what someone might write in an afternoon who only wants so many choices made.
Each decision draws one uniform, the least that it can need.
"""

from __future__ import annotations

import math

import mesa
from mesa.datacollection import DataCollector

NOISE = 1.0
SMOOTHING = 0.05
GAIN = 1.0
COST = 2.0


class Unit(mesa.Agent):  # type: ignore[misc]
    """Somebody who decides so many times a day.

    Parameters
    ----------
    model : PlainCeasefire
        The model.
    decisions : int
        Decisions a day.
    """

    def __init__(self, model: PlainCeasefire, decisions: int) -> None:
        super().__init__(model)
        self.decisions = decisions
        self.belief = 0.5
        self.attacks = 0

    def step(self) -> None:
        """Decide, and let belief follow what was done."""
        self.attacks = 0
        draw = self.model.rng.random
        for _ in range(self.decisions):
            advantage = GAIN * (1.0 - self.belief) - COST * self.belief
            chance = 1.0 / (1.0 + math.exp(-advantage / NOISE))
            kept = 1.0
            if draw() < chance:
                self.attacks += 1
                kept = 0.0
            self.belief += SMOOTHING * (kept - self.belief)


class PlainCeasefire(mesa.Model):  # type: ignore[misc]
    """So many units that decide so many times a day, for so many days.

    Parameters
    ----------
    replicate : int
        Seed of Mesa's own generator.
    units : int
        How many agents.
    decisions : int
        Decisions of all of them together, a day.
    days : int
        Days of a run.
    """

    def __init__(
        self, replicate: int = 0, units: int = 10, decisions: int = 10, days: int = 1
    ) -> None:
        super().__init__(rng=replicate)
        self.days = days
        for number in range(units):
            Unit(self, shared_out(decisions, units, number))
        self.datacollector = DataCollector(
            model_reporters={"attacks": lambda m: sum(unit.attacks for unit in m.agents)}
        )

    def step(self) -> None:
        """Let one day pass."""
        self.agents.do("step")
        self.datacollector.collect(self)
        if self.steps >= self.days:
            self.running = False


def shared_out(total: int, units: int, number: int) -> int:
    """Share a number out among units, so that the shares add up to it.

    Parameters
    ----------
    total : int
        What is shared out.
    units : int
        Among how many.
    number : int
        Which of them, from 0.

    Returns
    -------
    int
        Its share.
    """
    return total // units + int(number < total % units)
