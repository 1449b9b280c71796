"""How an ending is measured. Nothing here acts on anybody's behaviour."""

from __future__ import annotations

from typing import Literal

from sim.scenario.entities import Id, Source
from sim.scenario.quantity import Entity, number, said, whole


class OffensiveRule(Entity):
    """An offensive counts as an end: so many days, so many sectors, in a window."""

    counts: Literal["assaults", "captures"] = said("Events that count", "assaults")
    days: int = whole(3, "Days on which it must be seen", 1, 365)
    sectors: int = whole(2, "Sectors it must touch", 1, 100)
    window_days: int = whole(10, "Window for both", 1, 365)
    source: Source = "assumed"


class Measurement(Entity):
    """Definitions of the end of an agreement."""

    offensive: OffensiveRule = OffensiveRule()
    alternatives: dict[Id, OffensiveRule] = {
        "first_assault": OffensiveRule(days=1, sectors=1, window_days=1),
        "first_capture": OffensiveRule(counts="captures", days=1, sectors=1, window_days=1),
    }
    erosion: bool = said("Whether a drift back of violence counts as an end", default=True)
    erosion_share: float = number(
        1.0, "Share of the baseline that counts as eroded", "share", 0.01, 100
    )
    erosion_window_days: int = whole(14, "Days over which violence is averaged", 1, 365)
    baseline: float = number(
        0.0, "Attacks a day before day 1; 0 measures the run-in", "attacks/day", 0, 1e5
    )
    run_in_days: int = whole(14, "War-phase days simulated before day 1", 0, 365)
    aftermath_days: int = whole(30, "Days simulated after the end", 0, 3650)
    precedence: tuple[
        Literal["cancelled", "disowned", "offensive", "erosion", "expired", "superseded"], ...
    ] = said(
        "Which end is named first where two fall on one day",
        ("cancelled", "disowned", "offensive", "erosion", "expired", "superseded"),
    )
