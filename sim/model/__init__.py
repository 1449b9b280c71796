"""The Mesa model: parties, sectors and monitors that act in the phases of a day."""

from sim.model.ceasefire import PHASES, CeasefireModel
from sim.model.party import PartyAgent

__all__ = ["PHASES", "CeasefireModel", "PartyAgent"]
