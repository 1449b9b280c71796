"""Guarantors: restraint, delivery, supply, deployment (phase 2 of the day)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.law import draws, guarantee
from sim.model.party_state import PartyState

if TYPE_CHECKING:
    from sim.model.pact import Duty
    from sim.model.sector import SectorAgent


class Guaranteeing(PartyState):
    """A party as guarantor of others, and as debtor of duties."""

    def choose_effort(self) -> None:
        """Move effort towards what confidence and relations make it want."""
        law = self.model.behaviour.will
        self.effort = guarantee.adjusted(self.effort, self.wanted_effort(), law.speed)
        change = self.effort - self.noticed_effort
        if self.clients and abs(change) >= law.notice:
            causes: tuple[int | None, ...] = (self.model.last_success,)
            if change < 0.0:
                causes = (self.latest_evidence(), self.latest_charge())
            for tie in self.clients:
                event = self.model.note(
                    "restraint",
                    "slackened" if change < 0.0 else "tightened",
                    actor=self.name,
                    target=tie.client.name,
                    severity=self.effort,
                    causes=causes,
                    terms={
                        "effort": self.effort,
                        "before": self.noticed_effort,
                        "confidence": self.confidence,
                    },
                )
                self.restraint_event = event.id
            self.noticed_effort = self.effort

    def effort_on(self) -> float:
        """Effort on its own duties; a client's is partly its sponsor's."""
        leverage = 0.0
        weighted = 0.0
        for tie in self.sponsors:
            leverage += tie.leverage
            weighted += tie.leverage * tie.sponsor.effort
        if leverage <= 0.0:
            return self.effort
        return guarantee.clients_effort(self.effort, leverage, weighted / leverage)

    def ability(self, duty: Duty) -> float:
        """Share of the place where this party can deliver a duty at all, in [0, 1]."""
        places = [
            sector
            for sector in self.model.sectors
            if duty.covers(sector.name) and not self.hostile_to(sector.holder)
        ]
        if not places or (duty.terms.about is None and not duty.zone):
            return 1.0
        total = 0.0
        for sector in places:
            if sector.holder is self:
                total += self.control
            else:
                total += self.leverage_over(sector.holder)
        return total / len(places)

    def contribution(self, duty: Duty) -> float:
        """Effort on a duty times ability to deliver it."""
        return self.effort_on() * self.ability(duty)

    def choose_supply(self) -> None:
        """Decide for each client whether arms go out this week."""
        model = self.model
        law = model.behaviour.supply
        if not law.active or model.day < 1:
            return
        for ordinal, tie in enumerate(self.clients):
            if not tie.terms.supplies or tie.terms.supply <= 0.0:
                continue
            if (model.day + tie.key) % law.every_days != 0:
                continue
            chance = guarantee.supply_chance(law.base, self.confidence, self.pressure, law.weight)
            luck = model.luck.block(model.day, draws.SUPPLY, self.key, tie.client.key)
            if self.decide("arms", luck[0] < chance, tie.client.name):
                self._send(tie.client.name, tie.terms.supply, chance, ordinal)

    def _send(self, client: str, amount: float, chance: float, ordinal: int) -> None:
        model = self.model
        model.party(client).strength += amount
        event = model.note(
            "supply",
            "arms",
            actor=self.name,
            target=client,
            severity=amount,
            true_author=self.name,
            causes=(self.latest_evidence(),),
            terms={"chance": chance, "confidence": self.confidence, "pressure": self.pressure},
        )
        model.open_act(self, "supply", event, ordinal)

    def choose_deployment(self) -> None:
        """Decide whether troops are sent in, and where."""
        model = self.model
        law = model.behaviour.deployment
        if not law.active or model.day < 1 or not self.clients:
            return
        chance = guarantee.deployment_chance(self.pressure, law.threshold, law.steepness)
        if chance <= 0.0:
            return
        luck = model.luck.block(model.day, draws.DEPLOYMENT, self.key)
        if not self.decide("troops", luck[0] < chance):
            return
        place = self._threatened()
        if place is None:
            return
        event = model.note(
            "deployment",
            "ordered",
            actor=self.name,
            sector=place.name,
            severity=law.size,
            true_author=self.name,
            causes=(self.loss_event, self.displacement_event),
            terms={"chance": chance, "pressure": self.pressure},
        )
        self.arriving.append((model.day + law.delay_days, place, law.size, event.id))
        self.pressure = self.pressure * (1.0 - law.relief)
        model.open_act(self, "deployment", event)

    def _threatened(self) -> SectorAgent | None:
        best: SectorAgent | None = None
        most = -1.0
        for sector in self.model.front_sectors:
            if self.hostile_to(sector.holder):
                continue
            threat = (sector.tension + 0.01) / (1.0 + sector.forces.get(self.name, 0.0))
            if threat > most:
                most = threat
                best = sector
        return best

    def receive_troops(self) -> None:
        """Let ordered troops take up their places."""
        due = [item for item in self.arriving if item[0] <= self.model.day]
        self.arriving = [item for item in self.arriving if item[0] > self.model.day]
        for _, place, size, order in due:
            if self.hostile_to(place.holder):
                continue
            place.forces[self.name] = place.forces.get(self.name, 0.0) + size
            self.model.note(
                "deployment",
                "arrived",
                actor=self.name,
                sector=place.name,
                severity=size,
                true_author=self.name,
                causes=(order,),
            )
