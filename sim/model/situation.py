"""What is the case today: questions that agents ask of the run."""

from __future__ import annotations

from typing import TYPE_CHECKING

import mesa

from sim.law import order, talks

if TYPE_CHECKING:
    from sim.model.luck import Luck
    from sim.model.monitor import MonitorAgent
    from sim.model.pact import Duty, Pact
    from sim.model.party import PartyAgent
    from sim.model.party_state import PartyState
    from sim.model.sector import SectorAgent
    from sim.model.tie import TieState
    from sim.record.events import Event, EventLog
    from sim.scenario.behaviour import Behaviour
    from sim.scenario.entities import Spoiler
    from sim.scenario.measurement import Measurement
    from sim.scenario.scenario import Scenario

LONG_AGO = -10_000


class Situation(mesa.Model):
    """State of a run, and what follows from it."""

    setup: Scenario
    behaviour: Behaviour
    measurement: Measurement
    horizon: int
    luck: Luck
    day: int
    moment: int
    log: EventLog
    zones: dict[str, frozenset[str]]
    parties: list[PartyAgent]
    sectors: list[SectorAgent]
    front_sectors: list[SectorAgent]
    ties: list[TieState]
    guarantors: list[PartyAgent]
    monitors: list[MonitorAgent]
    spoilers: list[tuple[str, Spoiler, int]]
    committed: set[str]
    pacts: list[Pact]
    first: Pact
    in_force: list[Pact]
    duties: list[Duty]
    fire_duties: list[Duty]
    attacking: set[str]
    attack_counts: list[int]
    breach_counts: list[int]
    breach_of: dict[int, Event]
    assaults: list[tuple[int, str]]
    captures: list[tuple[int, str]]
    displaced: dict[str, float]
    docket: list[tuple[str, int]]
    closing: list[tuple[Pact, str, int | None]]
    taking: list[tuple[SectorAgent, PartyAgent, int]]
    ambiguity: float
    failures: int
    failed_rounds: int
    last_talks: dict[tuple[str, str], int]
    last_success: int | None
    first_ended_on: int | None
    fronts_changed: bool
    _party: dict[str, PartyAgent]
    _sector: dict[str, SectorAgent]
    _people_before: float
    # Answers that hold for a day, and for a run.
    # When a camp last saw the fire of an author at a sector, and on whom it laid it.
    laid: dict[tuple[str, str, str | None], tuple[int, str]]
    _forbidden: dict[tuple[str, str], Duty | None]
    _found_out: dict[str, float]
    _responsible: dict[str, list[tuple[str, float]]]

    def party(self, name: str) -> PartyAgent:
        """Party by id."""
        return self._party[name]

    def sector(self, name: str) -> SectorAgent:
        """Sector by id."""
        return self._sector[name]

    def duty(self, name: str) -> Duty | None:
        """Live duty by id, of the newest agreement that has it."""
        return next((duty for duty in self.duties if duty.name == name), None)

    def hostile(self, one: PartyState, other: PartyState) -> bool:
        """Whether two parties are of different camps."""
        return one.hostile_to(other)

    # Agreements

    def measured_pact(self) -> Pact | None:
        """Newest agreement whose end is measured, in force or not."""
        for pact in reversed(self.pacts):
            if not pact.framework and pact.start <= max(self.day, 1):
                return pact
        return None

    def label_in_force(self) -> str:
        """Label of the measured agreement in force, or an empty text."""
        pact = self.measured_pact()
        return pact.label if pact is not None and pact.live(self.day) else ""

    def truce_holds(self) -> bool:
        """Whether a measured agreement is in force and nobody is on the attack."""
        pact = self.measured_pact()
        return pact is not None and pact.live(self.day) and not self.attacking

    def truce_binds(self, party: PartyState) -> bool:
        """Whether a measured agreement is in force and no attack involves this party."""
        pact = self.measured_pact()
        live = pact is not None and pact.live(self.day) and self.day >= pact.start
        return live and not self.under_attack_by_others(party)

    def under_attack_by_others(self, party: PartyState) -> bool:
        """Whether this party attacks, or one hostile to it does."""
        return party.name in self.attacking or not party.foes.isdisjoint(self.attacking)

    def restrains(self, tie: TieState) -> bool:
        """Whether a text in force gives a sponsor reason to restrain its client."""
        return self.day >= 1 and any(
            pact.takes_in(tie.sponsor.name) or pact.takes_in(tie.client.name)
            for pact in self.in_force
        )

    def guarantee_strength(self, party: PartyState) -> float:
        """Logit units that guarantees in force add to a guarantor's will."""
        total = 0.0
        for pact in self.in_force:
            for provision in pact.provision("guarantee", self.day):
                if provision.holder in (None, party.name) and pact.takes_in(party.name):
                    total += provision.strength
        return total

    def mediation(self, party: PartyState) -> float:
        """Strength of mediation behind the texts in force that take in a party."""
        total = 0.0
        for pact in self.in_force:
            if pact.takes_in(party.name):
                for provision in pact.provision("mediation", self.day):
                    total += provision.strength
        return total

    def commission_sits(self) -> bool:
        """Whether there is a commission to refer a claim to."""
        return any(pact.provision("commission", self.day) for pact in self.in_force)

    def promises(self, party: PartyState) -> bool:
        """Whether a party has a promise to keep today, by itself or as guarantor."""
        clients = [tie.client.name for tie in party.clients]
        return any(pact.takes_in(name) for pact in self.in_force for name in (party.name, *clients))

    # Fire and who may not open it

    def duty_against_fire(self, sector: str, party: str) -> Duty | None:
        """Newest duty that forbids a party to attack in a sector today."""
        key = (sector, party)
        if key not in self._forbidden:
            self._forbidden[key] = self._find_duty_against_fire(sector, party)
        return self._forbidden[key]

    def _find_duty_against_fire(self, sector: str, party: str) -> Duty | None:
        if self.day < 1:
            return None
        for duty in self.fire_duties:
            if duty.covers(sector) and duty.owed_in_fact(party):
                return duty
        return None

    def forbids_fire(self, sector: str) -> bool:
        """Whether a live duty speaks of attacks in a sector."""
        return self.day >= 1 and any(duty.covers(sector) for duty in self.fire_duties)

    def newest_for_fire(self, duty: Duty) -> bool:
        """Whether a duty is in the newest agreement that forbids attacks."""
        return bool(self.fire_duties) and self.fire_duties[0].pact is duty.pact

    def cost_of_being_found(self, party: PartyState, sector: SectorAgent) -> float:
        """Expected cost of a breach at a sector, over the monitors that work there."""
        if not self.monitors or self.duty_against_fire(sector.name, party.name) is None:
            return 0.0
        total = self._found_out.get(sector.name)
        if total is None:
            total = 0.0
            for monitor in self.monitors:
                if monitor.on_duty and monitor.covers(sector):
                    terms = monitor.terms
                    total += order.cost_of_being_found(
                        terms.detection, terms.attribution, terms.consequence
                    )
            self._found_out[sector.name] = total
        return total

    def responsible_for(self, blamed: str) -> list[tuple[str, float]]:
        """Who else is held responsible for what a party does, and to what share."""
        if blamed not in self._responsible:
            self._responsible[blamed] = self._find_responsible(blamed)
        return self._responsible[blamed]

    def _find_responsible(self, blamed: str) -> list[tuple[str, float]]:
        shares = {
            tie.sponsor.name: self.behaviour.belief.responsibility
            for tie in self.party(blamed).sponsors
        }
        for _, spoiler, _ in self.spoilers:
            if spoiler.party == blamed and spoiler.host is not None:
                # A spoiler's host answers for what others believe it could stop.
                shares[spoiler.host] = spoiler.believed_control
        return list(shares.items())

    # Measures

    def mean_trust(self) -> float:
        """Mean belief of hostile committed parties in each other, in [0, 1]."""
        total = 0.0
        count = 0
        for one in self.parties:
            for other in self.parties:
                if (
                    one.hostile_to(other)
                    and one.name in self.committed
                    and other.name in self.committed
                ):
                    total += one.belief_in(other.name)
                    count += 1
        return total / count if count else 1.0

    def mean_tension(self) -> float:
        """Mean tension over all sectors."""
        total = 0.0
        for sector in self.sectors:
            total += sector.tension
        return total / len(self.sectors)

    def displaced_today(self) -> float:
        """People who fled today."""
        total = 0.0
        for people in self.displaced.values():
            total += people
        return total - self._people_before

    def gain_share(self) -> float:
        """Sectors taken per day of assault over the window of talks, in [0, 1]."""
        since = self.day - self.behaviour.talks.window_days
        days = {day for day, _ in self.assaults if day > since}
        taken = sum(day > since for day, _ in self.captures)
        return min(1.0, taken / len(days)) if days else 0.0

    def baseline(self) -> float:
        """Attacks a day before day 1: stated, or measured over the run-in."""
        if self.measurement.baseline > 0.0:
            return self.measurement.baseline
        days = self.measurement.run_in_days
        return sum(self.attack_counts[:days]) / days if days else 0.0

    def stalemate(self) -> float:
        """How stuck the fighting is, in [0, 1]."""
        return talks.stalemate(self.gain_share())
