"""A tie between a sponsor and its client, while a run goes on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sim.model.party import PartyAgent
    from sim.scenario.entities import Tie


@dataclass(eq=False)
class TieState:
    """Leverage and support of one tie today."""

    name: str
    terms: Tie
    key: int
    sponsor: PartyAgent
    client: PartyAgent
    leverage: float
    air_power: float
    shocked_leverage: float | None = None
