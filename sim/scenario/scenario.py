"""A whole scenario, and the checks that hold between its parts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Annotated, Any

from sim.scenario.agreements import Agreement, Obligation, Provision, Shock
from sim.scenario.behaviour import Behaviour
from sim.scenario.entities import (
    AgreementId,
    Id,
    Monitor,
    Operation,
    Party,
    Rivalry,
    Road,
    Sector,
    Spoiler,
    Tie,
    Zone,
)
from sim.scenario.luck import luck_key
from sim.scenario.measurement import Measurement
from sim.scenario.quantity import Entity, Moment, day_number, said, whole


class Description(Entity):
    """What a scenario file holds: the conflict and one agreement of it."""

    title: str = said("Name of the scenario")
    summary: str = said("What it is about, in a few sentences")
    start: Annotated[date, Moment("Day 1: first day in force of the main agreement")]
    main: AgreementId = said("Agreement whose end is measured")
    horizon: int = whole(365, "Days simulated", 1, 20000)
    series: bool = said(
        "Whether the run goes on after the first end, through further agreements", default=False
    )
    camps: dict[Id, str] = said("Name of the side", {})
    parties: dict[Id, Party]
    ties: dict[Id, Tie] = {}
    sectors: dict[Id, Sector]
    roads: dict[Id, Road] = {}
    zones: dict[Id, Zone] = {}
    agreements: dict[Id, Agreement]
    provisions: dict[Id, Provision] = {}
    obligations: dict[Id, Obligation] = {}
    monitors: dict[Id, Monitor] = {}
    spoilers: dict[Id, Spoiler] = {}
    rivalries: dict[Id, Rivalry] = {}
    operations: dict[Id, Operation] = {}
    shocks: dict[Id, Shock] = {}
    sources: dict[str, str] = said("What the code of a source stands for", {})


class Scenario(Entity):
    """A description together with the behaviour and the measurement to run it under.

    Parameters
    ----------
    name : str
        The name by which it was asked for, such as ``idlib/sochi_2018``.
    scenario : Description
        Who, where, what was agreed.
    behaviour : Behaviour
        Parameters of the laws.
    measurement : Measurement
        Definitions of an ending.
    """

    name: str
    scenario: Description
    behaviour: Behaviour = Behaviour()
    measurement: Measurement = Measurement()

    def day(self, when: date | int) -> int:
        """Day of the run of a date; day numbers pass unchanged."""
        return day_number(when, self.scenario.start)

    def date(self, day: int) -> date:
        """Calendar date of a day of the run."""
        return self.scenario.start + timedelta(days=day - 1)


def in_order(entities: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Go through a map in the order of luck keys, whatever the file's order.

    Parameters
    ----------
    entities : mapping
        Entities by id.

    Yields
    ------
    tuple
        Id and entity.
    """
    return iter(sorted(entities.items(), key=lambda item: key_of(*item)))


def key_of(name: str, entity: object) -> int:
    """Luck key of an entity: of its stated key, or of its id."""
    return luck_key(getattr(entity, "luck_key", None) or name)
