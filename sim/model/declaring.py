"""Declarations: cancelling an agreement, or disowning it (phase 11)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.law import draws, ending, order
from sim.law.arithmetic import choice_probability
from sim.law.trust import belief_with_ledger
from sim.model.party_state import PartyState

if TYPE_CHECKING:
    from sim.model.pact import Pact


class Declaring(PartyState):
    """A party that may say out loud that it is over."""

    def consider_declaring(self) -> None:
        """Decide for the newest agreement whether to cancel or to disown it."""
        model = self.model
        pact = model.measured_pact()
        if pact is None or not pact.live(model.day) or model.day < 1:
            return
        if self.fights and pact.takes_in(self.name):
            self._consider_cancelling(pact)
        elif self.clients and (pact.takes_in(self.name) or self.name in pact.text.announced_for):
            self._consider_disowning(pact)

    def _consider_cancelling(self, pact: Pact) -> None:
        model = self.model
        kind = self.terms.doctrine.kind
        if kind not in ("logit", "cancel_by_chance"):
            return
        laws = model.behaviour
        luck = model.luck.block(model.day, draws.DECLARATION, self.key, 0, pact.key)
        if kind == "cancel_by_chance":
            if self.decide("cancel", luck[0] < self.terms.doctrine.daily_chance):
                self._declare(pact, "cancelled", {"daily_chance": self.terms.doctrine.daily_chance})
            return
        undelivered, cause = self._undelivered()
        fear = order.fear(laws.order.fear, self.opposing_belief())
        momentum = laws.momentum.fire * self.momentum()
        worth = self.agreement_worth(1.0)
        cost = self._with_way_out(pact, laws.ending.cancelling)
        advantage = ending.cancelling_advantage(undelivered, fear, momentum, worth, cost)
        chance = choice_probability(advantage, self.terms.choice_noise)
        if self.decide("cancel", luck[0] < chance):
            self._declare(
                pact,
                "cancelled",
                {
                    "undelivered": undelivered,
                    "fear": fear,
                    "momentum": momentum,
                    "worth": worth,
                    "cost": cost,
                },
                cause,
            )

    def _undelivered(self) -> tuple[float, int | None]:
        """Utils of lost belief through duties not delivered, and the event behind it."""
        law = self.model.behaviour
        if not law.overdue.active:
            return 0.0, None
        most = 0.0
        cause: int | None = None
        for other in self.model.parties:
            if self.hostile_to(other):
                state = self.beliefs[other.name]
                # Who signs knows what is overdue; only what is added since disappoints.
                added = state.overdue - state.known_at_signing
                lost = 1.0 - belief_with_ledger(1.0, added, law.overdue.weight)
                if lost > most:
                    most = lost
                    cause = state.undelivered
        return law.ending.undelivered * most, cause

    def _consider_disowning(self, pact: Pact) -> None:
        model = self.model
        law = model.behaviour.ending
        cost = law.disowning
        if self.name not in pact.text.signatories:
            cost = cost * law.unsigned
        cost = self._with_way_out(pact, cost)
        hurt = law.hurt * self.pressure
        distrust = law.distrust * (1.0 - self.confidence)
        advantage = ending.disowning_advantage(hurt, distrust, cost)
        luck = model.luck.block(model.day, draws.DECLARATION, self.key, 0, pact.key)
        chance = choice_probability(advantage, self.terms.choice_noise)
        if self.decide("disown", luck[0] < chance):
            self._declare(
                pact,
                "disowned",
                {"hurt": hurt, "distrust": distrust, "cost": cost},
                self.loss_event,
            )

    def _with_way_out(self, pact: Pact, cost: float) -> float:
        """Cost of a declaration after what an escape clause takes away."""
        for clause in pact.provision("escape_clause", self.model.day):
            if clause.holder in (None, self.name):
                cost = cost * max(0.0, 1.0 - clause.strength)
        return cost

    def _declare(
        self, pact: Pact, form: str, terms: dict[str, float], cause: int | None = None
    ) -> None:
        event = self.model.note(
            "declaration",
            form,
            actor=self.name,
            agreement=pact.label,
            causes=(cause, self.latest_evidence()),
            terms=terms,
        )
        self.model.close(pact, form, event.id)
