"""The told run: one replicate with all that happened in it, whatever engine ran it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from numpy.typing import NDArray

if TYPE_CHECKING:
    import mesa

    from sim.record.events import EventLog
    from sim.record.outcome import Outcome
    from sim.scenario.scenario import Scenario

Column = Sequence[Any] | NDArray[Any]
Daily = Mapping[str, Column]


@dataclass(frozen=True)
class Told:
    """One run, told in full.

    Parameters
    ----------
    scenario : Scenario
        What was run, its uncertain numbers drawn for this replicate.
    log : EventLog
        What happened.
    daily : mapping
        Columns of the daily table by name, of equal length; the first is ``day``.
    outcome : Outcome
        How the first agreement fared.
    model : mesa.Model, optional
        The model that ran, where Mesa ran it.
    """

    scenario: Scenario
    log: EventLog
    daily: Daily
    outcome: Outcome
    model: mesa.Model | None = None
