"""A plain Mesa model to compare with: as many decisions as a run of ours, and little else.

It is what a modeller would write in an afternoon with Mesa's own means: units stand on a
network, and are activated in random order. A unit that is activated decides once. It
looks at its neighbours, weighs by a logit what it sees and what it remembers, draws from
the random numbers of the model, writes an attack into a list of events, and remembers.
A `DataCollector` counts the day. It has no texts, no clauses, no monitors, no sponsors,
no talks and no laws of ours.

`thrifty` leaves all of that out but the logit, the draw and one number remembered, in a
bare loop: the least that a Python model can do and still decide.
"""

from __future__ import annotations

import math
from typing import Any

import mesa
import networkx as nx
from mesa.datacollection import DataCollector
from mesa.discrete_space import FixedAgent, Network

NOISE = 1.0
SMOOTHING = 0.05
GAIN = 1.0
COST = 2.0
FEAR = 1.0
# Steps along the ring to those next to a unit: each has four neighbours, as our sectors have.
STEPS = (1, 2)


class Unit(FixedAgent):  # type: ignore[misc]
    """Somebody who decides whether to attack a neighbour.

    Parameters
    ----------
    model : PlainCeasefire
        The model.
    cell : mesa.discrete_space.Cell
        Where it stands.
    """

    def __init__(self, model: PlainCeasefire, cell: Any) -> None:  # noqa: ANN401 - of Mesa
        super().__init__(model)
        self.cell = cell
        self.belief = 0.5
        self.attacked = False

    def decide(self) -> None:
        """Look around, attack or not, and remember."""
        neighbours = list(self.cell.neighborhood.agents)
        hostile = sum(unit.attacked for unit in neighbours) / len(neighbours)
        chance = attack_chance(self.belief, hostile)
        self.attacked = self.random.random() < chance
        if self.attacked:
            victim = self.random.choice(neighbours)
            self.model.events.append((self.model.steps, self.unique_id, victim.unique_id))
        self.belief += SMOOTHING * ((1.0 - hostile) - self.belief)

    def decide_thriftily(self, decisions: int) -> None:
        """Decide several times in a row, looking at nothing."""
        draw = self.random.random
        for _ in range(decisions):
            self.attacked = draw() < attack_chance(self.belief, 0.0)
            self.belief += SMOOTHING * (1.0 - self.attacked - self.belief)


def attack_chance(belief: float, hostile: float) -> float:
    """Chance of an attack, by a logit."""
    advantage = GAIN * (1.0 - belief) + FEAR * hostile - COST * belief
    return 1.0 / (1.0 + math.exp(-advantage / NOISE))


class PlainCeasefire(mesa.Model):  # type: ignore[misc]
    """So many units that decide so many times a day, for so many days.

    Parameters
    ----------
    replicate : int
        Seed of Mesa's own generator.
    units : int
        How many agents, at least 5.
    decisions : int
        Decisions of all of them together, a day.
    days : int
        Days of a run.
    thrifty : bool
        Whether they look at nothing.
    """

    def __init__(
        self,
        replicate: int = 0,
        units: int = 10,
        decisions: int = 10,
        days: int = 1,
        *,
        thrifty: bool = False,
    ) -> None:
        super().__init__(rng=replicate)
        self.days = days
        self.decisions = decisions
        self.thrifty = thrifty
        self.events: list[tuple[int, int, int]] = []
        space = Network(nx.circulant_graph(units, STEPS), capacity=1, random=self.random)
        Unit.create_agents(self, units, list(space.all_cells))
        self.datacollector = DataCollector(
            model_reporters={
                "attacks": lambda m: sum(unit.attacked for unit in m.agents),
                "belief": lambda m: m.agents.agg("belief", lambda each: sum(each) / len(each)),
            }
        )

    def step(self) -> None:
        """Let one day pass."""
        rounds, rest = divmod(self.decisions, len(self.agents))
        if self.thrifty:
            for number, unit in enumerate(self.agents):
                unit.decide_thriftily(rounds + int(number < rest))
        else:
            for _ in range(rounds):
                self.agents.shuffle_do("decide")
            self.agents.select(at_most=rest).shuffle_do("decide")
        self.datacollector.collect(self)
        if self.steps >= self.days:
            self.running = False
