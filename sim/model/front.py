"""A front as one party sees it, with its memory of the opponent there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sim.model.party import PartyAgent
    from sim.model.sector import SectorAgent
    from sim.scenario.entities import Doctrine


@dataclass(eq=False)
class Front:
    """A sector where a party faces a hostile one.

    Parameters
    ----------
    sector : SectorAgent
        The place.
    opponent : PartyAgent
        The main hostile party there.
    targets : list of SectorAgent
        Hostile ground within reach: the sector itself for a challenger, hostile
        neighbours for its holder.
    doctrine : Doctrine
        The rule that the party follows against this opponent here.
    """

    sector: SectorAgent
    opponent: PartyAgent
    targets: list[SectorAgent]
    doctrine: Doctrine
    worth: float = 0.0
    terrain: float = 1.0
    order: int = 0
    adopted: str = ""
    cause: int | None = None
    weighed: tuple[float, ...] = ()
    control_luck: float = 0.0
    seen: int = 0
    own_act: int = 0
    own_standing: int = 1
    other_standing: int = 1
    triggered: int = 0
    days_left: int = 0
    strikes: int = 0
    grievance: float = 0.0
    hits: float = 0.0
    last_hit: int | None = None

    def forget_opponent(self, opponent: PartyAgent, doctrine: Doctrine) -> None:
        """Start afresh against a new opponent; grievance stays with the place."""
        self.opponent = opponent
        self.doctrine = doctrine
        self.seen = self.own_act = self.triggered = self.days_left = self.strikes = 0
        self.own_standing = self.other_standing = 1
