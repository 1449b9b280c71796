"""Where hostile parties face each other, rebuilt when ground changes hands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.model.front import Front

if TYPE_CHECKING:
    from sim.model.ceasefire import CeasefireModel
    from sim.model.party import PartyAgent
    from sim.model.sector import SectorAgent


def rebuild_fronts(model: CeasefireModel) -> None:
    """Find every front and who is present there; memory of old fronts is kept."""
    old = {party.name: party.fronts for party in model.parties}
    for party in model.parties:
        party.fronts = {}
    model.front_sectors = []
    for sector in model.sectors:
        sector.look_around()
        challengers = _challengers(model, sector)
        sector.present = []
        if not challengers:
            continue
        model.front_sectors.append(sector)
        holder = sector.holder
        sector.present = [
            party for party in model.parties if party in challengers or party is holder
        ]
        for party in challengers:
            _face(old, party, sector, holder, [sector])
        if holder.fights:
            main = max(challengers, key=lambda party: (_weight(party, sector), party.key))
            ground = [n for n in sector.neighbours if model.hostile(n.holder, holder)]
            _face(old, holder, sector, main, ground or [sector])


def _challengers(model: CeasefireModel, sector: SectorAgent) -> list[PartyAgent]:
    near = [neighbour.holder for neighbour in sector.neighbours] + sector.faces
    return [
        party
        for party in model.parties
        if party.fights and party in near and model.hostile(party, sector.holder)
    ]


def _weight(party: PartyAgent, sector: SectorAgent) -> int:
    return sum(neighbour.holder is party for neighbour in sector.neighbours)


def _face(
    old: dict[str, dict[str, Front]],
    party: PartyAgent,
    sector: SectorAgent,
    opponent: PartyAgent,
    targets: list[SectorAgent],
) -> None:
    front = old[party.name].get(sector.name)
    if front is None:
        front = Front(sector, opponent, targets, party.doctrine_against(opponent, sector))
    elif front.opponent is not opponent:
        front.forget_opponent(opponent, party.doctrine_against(opponent, sector))
    front.targets = targets
    party.value_ground(front)
    party.fronts[sector.name] = front
