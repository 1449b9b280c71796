"""Monitors: they watch sectors, name authors, and report with delay."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import mesa

from sim.law import draws
from sim.law.arithmetic import pick
from sim.law.observation import detected

if TYPE_CHECKING:
    from sim.model.ceasefire import CeasefireModel
    from sim.model.party import PartyAgent
    from sim.model.party_state import PartyState
    from sim.model.sector import SectorAgent
    from sim.record.events import Event
    from sim.scenario.entities import Monitor


@dataclass(frozen=True)
class Finding:
    """What a monitor will report on a later day."""

    day: int
    sector: str
    named: str
    author: str
    attack: int | None
    severity: float


class MonitorAgent(mesa.Agent):
    """Somebody who watches a zone.

    Parameters
    ----------
    model : CeasefireModel
        The run.
    name : str
        Id of the monitor.
    terms : Monitor
        What the file says of it.
    key : int
        Luck key.
    """

    model: CeasefireModel

    def __init__(self, model: CeasefireModel, name: str, terms: Monitor, key: int) -> None:
        super().__init__(model)
        self.name = name
        self.terms = terms
        self.key = key
        self.pending: list[Finding] = []
        self.published: list[Event] = []
        self.on_duty = False

    def look_to_duty(self) -> None:
        """Settle for the day whether it watches."""
        self.on_duty = self.working()

    def working(self) -> bool:
        """Whether the duty that this monitor rides on is being done."""
        if self.model.day < 1:
            return False
        if self.terms.rides_on is None:
            return True
        for duty in self.model.duties:
            if duty.name == self.terms.rides_on:
                if duty.terms.kind == "repeat":
                    return self.model.day - duty.last_done < 2 * duty.terms.every_days
                return duty.gap < 1.0
        return False

    def covers(self, sector: SectorAgent) -> bool:
        """Whether a sector lies in its zone."""
        return self.terms.zone is None or sector.name in self.model.zones[self.terms.zone]

    def chance_to_tell(self) -> float:
        """Chance to detect an attack, mean over the fronts of the map."""
        fronts = self.model.front_sectors
        covered = sum(self.covers(sector) for sector in fronts)
        return self.terms.detection * covered / max(1, len(fronts)) if self.on_duty else 0.0

    def reaches(self, party: PartyState) -> bool:
        """Whether its findings reach a party."""
        return self.terms.public or party.name in self.terms.operated_by

    def watch(self) -> None:
        """Detect today's attacks and put a name to each."""
        if not self.on_duty:
            return
        for sector in self.model.front_sectors:
            if not self.covers(sector):
                continue
            for ordinal, attack in enumerate(sector.attacks_today[: draws.LAST_ORDINAL]):
                self._inspect(sector, attack, ordinal)
            if not sector.attacks_today and self.terms.false_alarm > 0.0:
                self._imagine(sector)

    def _inspect(self, sector: SectorAgent, attack: Event, ordinal: int) -> None:
        author = self.model.party(attack.true_author)
        day = self.model.day
        sees, names, other, _ = self.model.luck.block(
            day, draws.DETECTION, self.key, author.key, sector.key, ordinal
        )
        if not detected(self.terms.detection, sees):
            return
        attack.seen_by.append(self.name)
        breach = self.model.breach_of.get(attack.id)
        if breach is not None:
            breach.seen_by.append(self.name)
        named = author
        if names >= self.terms.attribution:
            suspects = [party for party in sector.present if party is not author]
            if suspects:
                named = suspects[pick(len(suspects), other)]
        self.pending.append(
            Finding(
                day + self.terms.delay_days,
                sector.name,
                named.name,
                author.name,
                attack.id,
                attack.severity,
            )
        )

    def _imagine(self, sector: SectorAgent) -> None:
        day = self.model.day
        alarm, who = self.model.luck.pair(day, draws.FALSE_ALARM, self.key, sector.key)
        if alarm < self.terms.false_alarm and sector.present:
            named: PartyAgent = sector.present[pick(len(sector.present), who)]
            self.pending.append(
                Finding(day + self.terms.delay_days, sector.name, named.name, "", None, 1.0)
            )

    def report(self) -> None:
        """Put out the findings that are due today."""
        self.published = []
        due = [finding for finding in self.pending if finding.day <= self.model.day]
        self.pending = [finding for finding in self.pending if finding.day > self.model.day]
        for finding in due:
            form = "false_alarm"
            if finding.author:
                form = "right" if finding.author == finding.named else "wrong"
            event = self.model.note(
                "finding",
                form,
                actor=self.name,
                target=finding.named,
                sector=finding.sector,
                severity=finding.severity,
                true_author=finding.author,
                blamed=finding.named,
                causes=(finding.attack,),
            )
            event.seen_by.extend(["public"] if self.terms.public else list(self.terms.operated_by))
            self.published.append(event)
