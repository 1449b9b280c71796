"""Dated shocks: they change a state variable, and nothing else (phase 1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.model.daily import changed

if TYPE_CHECKING:
    from sim.model.ceasefire import CeasefireModel
    from sim.scenario.agreements import Shock


def strike(model: CeasefireModel, name: str, shock: Shock) -> None:
    """Apply one shock and enter it in the log."""
    new = _apply(model, shock)
    model.note(
        "shock",
        "dated",
        target=shock.subject if shock.variable not in _OF_SECTORS else "",
        sector=shock.subject if shock.variable in _OF_SECTORS else "",
        outcome=name,
        severity=new,
        terms={shock.variable: new},
    )


_OF_SECTORS = ("tension", "people", "forces", "posts")


def _apply(model: CeasefireModel, shock: Shock) -> float:
    variable = shock.variable
    if variable in ("strength", "weariness", "control", "worth_of_land"):
        party = model.party(shock.subject)
        value = changed(getattr(party, variable), shock)
        setattr(party, variable, value)
        if variable == "worth_of_land":
            for front in party.fronts.values():
                party.value_ground(front)
        return value
    if variable == "relations":
        relations = model.party(shock.subject).relations
        other = shock.other or ""
        relations[other] = changed(relations.get(other, 0.0), shock)
        return relations[other]
    if variable in ("leverage", "air_power"):
        return _of_tie(model, shock)
    sector = model.sector(shock.subject)
    if variable in ("forces", "posts"):
        troops = sector.forces if variable == "forces" else sector.posts
        other = shock.other or ""
        troops[other] = changed(troops.get(other, 0.0), shock)
        return troops[other]
    value = changed(getattr(sector, variable), shock)
    setattr(sector, variable, value)
    return value


def _of_tie(model: CeasefireModel, shock: Shock) -> float:
    for tie in model.ties:
        if tie.name != shock.subject:
            continue
        if shock.variable == "air_power":
            tie.air_power = changed(tie.air_power, shock)
            return tie.air_power
        tie.shocked_leverage = min(1.0, changed(tie.leverage, shock))
        tie.leverage = tie.shocked_leverage
        return tie.leverage
    return 0.0
