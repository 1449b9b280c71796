"""Sectors: places on the network that are held, contested and lived in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mesa.discrete_space import Cell, FixedAgent

from sim.law import draws, guarantee, world
from sim.law.arithmetic import pick

if TYPE_CHECKING:
    from sim.model.ceasefire import CeasefireModel
    from sim.model.party import PartyAgent
    from sim.record.events import Event
    from sim.scenario.entities import Sector


class SectorAgent(FixedAgent):
    """A sector of the map.

    Parameters
    ----------
    model : CeasefireModel
        The run.
    name : str
        Id of the sector.
    terms : Sector
        What the file says of it.
    cell : Cell
        Its place in the network space.
    """

    model: CeasefireModel

    def __init__(
        self, model: CeasefireModel, name: str, terms: Sector, cell: Cell, key: int
    ) -> None:
        super().__init__(model)
        self.name = name
        self.terms = terms
        self.cell = cell
        self.key = key
        self.holder: PartyAgent
        self.neighbours: list[SectorAgent] = []
        self.faces: list[PartyAgent] = []
        self.people = terms.people
        self.tension = terms.tension
        self.posts = dict(terms.posts)
        self.forces = dict(terms.forces)
        self.attacks_today: list[Event] = []
        self.surrounded = False
        self.present: list[PartyAgent] = []

    def settle(self) -> None:
        """Let tension fade and take in what happened yesterday."""
        friction = self.model.behaviour.friction
        added = friction.tension_rise * len(self.attacks_today)
        self.tension = world.faded(self.tension, friction.tension_persistence, added)
        self.attacks_today = []

    def look_around(self) -> None:
        """Note whether every neighbouring sector is held by the other camp."""
        self.surrounded = bool(self.neighbours) and all(
            self.model.hostile(self.holder, neighbour.holder) for neighbour in self.neighbours
        )

    def deterrence_against(self, party: PartyAgent) -> float:
        """Deterrent weight of guarantors' troops here that stand against a party."""
        law = self.model.behaviour.deterrence
        if not law.active or not (self.posts or self.forces):
            return 0.0
        encircled = int(self.surrounded)
        total = 0.0
        for guarantor in self.model.guarantors:
            if guarantor.name in party.foes:
                posts = self.posts.get(guarantor.name, 0.0)
                forces = self.forces.get(guarantor.name, 0.0)
                if posts > 0.0 or forces > 0.0:
                    total += guarantee.deterrence(
                        posts, forces, law.post, encircled, law.surrounded
                    )
        return total

    def accident(self) -> None:
        """Let friction produce an accident or a local clash."""
        law = self.model.behaviour.friction
        if not law.active or not self.present:
            return
        chance = world.accident_chance(law.rate, self.tension, law.tension_gain)
        if chance <= 0.0:
            return
        happens, who = self.model.luck.pair(self.model.day, draws.FRICTION, self.key)
        if happens < chance:
            author = self.present[pick(len(self.present), who)]
            front = author.fronts[self.name]
            self.model.attack(author, front, "accident", 1.0, ())
