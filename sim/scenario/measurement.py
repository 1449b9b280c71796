"""How an ending is measured. Nothing here acts on anybody's behaviour."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from sim.scenario.entities import Id, Source
from sim.scenario.quantity import Entity, Quantity


class OffensiveRule(Entity):
    """An offensive counts as an end: so many days, so many sectors, in a window."""

    counts: Annotated[Literal["assaults", "captures"], Field(description="Events that count")] = (
        "assaults"
    )
    days: Annotated[int, Field(ge=1, le=365, description="Days on which it must be seen")] = 3
    sectors: Annotated[int, Field(ge=1, le=100, description="Sectors it must touch")] = 2
    window_days: Annotated[int, Field(ge=1, le=365, description="Window for both")] = 10
    source: Source = "assumed"


class Measurement(Entity):
    """Definitions of the end of an agreement."""

    offensive: OffensiveRule = OffensiveRule()
    alternatives: dict[Id, OffensiveRule] = {
        "first_assault": OffensiveRule(days=1, sectors=1, window_days=1),
        "first_capture": OffensiveRule(counts="captures", days=1, sectors=1, window_days=1),
    }
    erosion: Annotated[
        bool, Field(description="Whether a drift back of violence counts as an end")
    ] = True
    erosion_share: Annotated[
        float, Quantity("Share of the baseline that counts as eroded", "share", 0.01, 100)
    ] = 1.0
    erosion_window_days: Annotated[
        int, Field(ge=1, le=365, description="Days over which violence is averaged")
    ] = 14
    baseline: Annotated[
        float, Quantity("Attacks a day before day 1; 0 measures the run-in", "attacks/day", 0, 1e5)
    ] = 0.0
    run_in_days: Annotated[
        int, Field(ge=0, le=365, description="War-phase days simulated before day 1")
    ] = 14
    aftermath_days: Annotated[
        int, Field(ge=0, le=3650, description="Days simulated after the end")
    ] = 30
    precedence: Annotated[
        tuple[
            Literal["cancelled", "disowned", "offensive", "erosion", "expired", "superseded"], ...
        ],
        Field(description="Which end is named first where two fall on one day"),
    ] = ("cancelled", "disowned", "offensive", "erosion", "expired", "superseded")
