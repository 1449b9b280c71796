"""Offensives: proposed, weighed by sponsors, fought, broken off (phases 4 and 5)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.law import draws, offensive, order, world
from sim.law.arithmetic import choice_probability
from sim.model.ordering import Ordering
from sim.model.party_state import OperationState, Preparation

if TYPE_CHECKING:
    from sim.model.front import Front
    from sim.model.sector import SectorAgent
    from sim.model.tie import TieState

ANSWERS = {offensive.REFUSE: "refused", offensive.TOLERATE: "tolerated", offensive.JOIN: "joined"}


class Campaigning(Ordering):
    """A party as attacker."""

    def within_reach(self) -> list[SectorAgent]:
        """Hostile sectors that it could assault today."""
        return [
            front.sector for front in self.fronts.values() if self.hostile_to(front.sector.holder)
        ]

    def consider_offensive(self) -> None:
        """Go on with an offensive, or weigh whether to propose one."""
        if not self.fights or self.model.day < 1 or not self.model.behaviour.offensive.active:
            return
        if self.operation is not None and self.operation.running:
            self._persist(self.operation)
        elif self.preparation is None:
            self._propose()
        elif self.preparation.day <= self.model.day:
            self._begin(self.preparation)

    def axis(self) -> list[SectorAgent]:
        """Sectors that a new offensive would aim at, the worthiest first."""
        reach = self.within_reach()
        wanted = set(self.targets_left())
        ranked = sorted(
            reach,
            key=lambda sector: (
                -(sector.name in wanted),
                -self.worth_of(sector) / sector.terms.terrain,
                sector.key,
            ),
        )
        return ranked[: self.model.behaviour.offensive.axis]

    def _propose(self) -> None:
        model = self.model
        laws = model.behaviour
        axis = self.axis()
        if not axis:
            return
        gains = self._gains_of(axis)
        momentum = laws.momentum.offensive * self.momentum()
        share = self._share_on(axis)
        distrust = 2.0 * share * laws.offensive.distrust * (1.0 - self.opposing_belief())
        threshold = offensive.own_cost(laws.offensive.threshold, laws.offensive.risk, share)
        text = self.agreement_worth(laws.offensive.agreement_share)
        troops = laws.deterrence.offensive * self._troops_on(axis)
        weary = self.weariness_cost(laws.weariness.offensive)
        advantage = offensive.proposal_advantage(
            gains, momentum, distrust, text + troops + weary, threshold
        )
        chance = choice_probability(advantage, self.terms.choice_noise)
        luck = model.luck.block(model.day, draws.PROPOSAL, self.key)
        if not self.decide("offensive", luck[0] < chance):
            return
        terms = {
            "gains": gains,
            "momentum": momentum,
            "distrust": distrust,
            "agreement": text,
            "deterrence": troops,
            "weariness": weary,
            "threshold": threshold,
        }
        self._launch(axis, terms, luck)

    def _gains_of(self, axis: list[SectorAgent]) -> float:
        total = 0.0
        for sector in axis:
            total += order.temptation(
                self.worth_of(sector), self.share_at(self.fronts[sector.name])
            )
        return total / len(axis)

    def _share_on(self, axis: list[SectorAgent]) -> float:
        total = 0.0
        for sector in axis:
            total += self.share_at(self.fronts[sector.name])
        return total / len(axis)

    def _troops_on(self, axis: list[SectorAgent]) -> float:
        total = 0.0
        for sector in axis:
            total += sector.deterrence_against(self)
        return total / len(axis)

    def _launch(
        self,
        axis: list[SectorAgent],
        terms: dict[str, float],
        luck: tuple[float, float, float, float],
    ) -> None:
        model = self.model
        joined: list[str] = []
        consents: list[int | None] = []
        refusals: list[int | None] = []
        vetoed = False
        if model.behaviour.consent.active:
            for place, tie in enumerate(self.sponsors):
                answer, event = self._ask(tie, axis, terms, luck[1 + place])
                if answer == offensive.JOIN:
                    joined.append(tie.name)
                # A refusal that is not heeded is no reason to go ahead.
                (refusals if answer == offensive.REFUSE else consents).append(event)
                if answer == offensive.REFUSE and luck[3] < tie.leverage:
                    vetoed = True
        causes = (self.latest_evidence(), self._worst_deadline(), *consents)
        if vetoed:
            model.note(
                "offensive",
                "vetoed",
                actor=self.name,
                target=axis[0].holder.name,
                sector=axis[0].name,
                causes=tuple(refusals),
                terms=terms,
            )
            return
        prepared = model.note(
            "offensive",
            "prepared",
            actor=self.name,
            target=axis[0].holder.name,
            sector=axis[0].name,
            causes=causes,
            terms=terms,
        )
        self.preparation = Preparation(
            day=model.day + model.behaviour.offensive.preparation_days,
            axis=tuple(sector.name for sector in axis),
            joined=tuple(joined),
            causes=(*causes, prepared.id),
            terms=terms,
        )
        if self.preparation.day == model.day:
            self._begin(self.preparation)

    def _begin(self, plan: Preparation) -> None:
        """Begin what was prepared, where the ground is still in the other's hands."""
        model = self.model
        self.preparation = None
        axis = [sector for sector in self.within_reach() if sector.name in plan.axis]
        axis.sort(key=lambda sector: plan.axis.index(sector.name))
        if not axis:
            return
        pretext = model.pretext(self, axis[0].holder)
        begun = model.note(
            "offensive",
            "begun",
            actor=self.name,
            target=axis[0].holder.name,
            sector=axis[0].name,
            outcome="joined" if plan.joined else "alone",
            causes=(*plan.causes, pretext),
            terms=plan.terms,
        )
        fought = 0
        old = self.operation
        if old is not None and set(old.targets) & set(plan.axis):
            fought = old.days_fought
        self.operation = OperationState(
            targets=[sector.name for sector in axis],
            wanted=len(axis),
            days_fought=fought,
            running=True,
            joined=plan.joined,
            begun_event=begun.id,
        )
        model.announce(self, begun)

    def _ask(
        self, tie: TieState, axis: list[SectorAgent], terms: dict[str, float], luck: float
    ) -> tuple[int, int | None]:
        model = self.model
        law = model.behaviour.consent
        sponsor = tie.sponsor
        relations = 0.0
        for other in sponsor.rivals:
            worth = sponsor.relations.get(other.name, 0.0)
            relations += law.relations * worth * sponsor.belief_in(other.name)
        troops = model.behaviour.deterrence.offensive * self._troops_on(axis)
        effort = law.effort * (sponsor.effort if model.restrains(tie) else 0.0)
        gains = terms["gains"] + terms["momentum"] + terms["distrust"]
        position = offensive.sponsor_position(gains, tie.terms.stake, relations, troops, effort)
        answer = offensive.consent(position, law.join, law.refuse, sponsor.terms.choice_noise, luck)
        answer = sponsor.decide("consent", answer, self.name)
        event = model.note(
            "consent",
            ANSWERS[answer],
            actor=sponsor.name,
            target=self.name,
            sector=axis[0].name,
            outcome=ANSWERS[answer],
            causes=(sponsor.restraint_event, sponsor.latest_evidence()),
            terms={"gains": gains, "relations": relations, "troops": troops, "effort": effort},
        )
        return answer, event.id

    def _worst_deadline(self) -> int | None:
        worst: int | None = None
        most = 0.0
        for duty in self.model.duties:
            if self.owing_opponent(duty) is None or duty.deadline_event is None:
                continue
            weight = duty.gap * duty.terms.visibility * duty.terms.importance
            if weight > most:
                most = weight
                worst = duty.deadline_event
        return worst

    # Fighting on

    def _persist(self, operation: OperationState) -> None:
        model = self.model
        laws = model.behaviour
        operation.targets += (
            [sector.name for sector in self.axis() if sector.name not in operation.targets]
            if not self._assailable()
            else []
        )
        targets = self._assailable()
        if not targets:
            self.stop_offensive("out of reach", None)
            return
        best = targets[0]
        chance = offensive.persistence_chance(
            self.worth_of(best),
            self.share_at(self.fronts[best.name]),
            self.weariness_cost(laws.weariness.offensive),
            laws.deterrence.offensive * self._troops_on([best]),
            operation.days_fought,
            laws.offensive.tiring,
            laws.offensive.inertia,
        )
        luck = model.luck.block(model.day, draws.PERSISTENCE, self.key)
        if not self.decide("go_on", luck[0] < chance):
            self.stop_offensive("spent", None)

    def _assailable(self) -> list[SectorAgent]:
        if self.operation is None:
            return []
        wanted = self.operation.targets
        reach = [sector for sector in self.within_reach() if sector.name in wanted]
        return sorted(
            reach,
            key=lambda sector: (-self.worth_of(sector) / sector.terms.terrain, sector.key),
        )

    def stop_offensive(self, why: str, cause: int | None) -> None:
        """Break off a running offensive, or one prepared; momentum lives on for a while."""
        self.preparation = None
        operation = self.operation
        if operation is None or not operation.running:
            return
        operation.running = False
        operation.days_stopped = 0
        self.model.note(
            "offensive",
            "stopped",
            actor=self.name,
            outcome=why,
            severity=float(operation.captured),
            causes=(operation.begun_event, cause),
        )

    def assault(self) -> None:
        """Fight one day of a running offensive."""
        operation = self.operation
        if operation is None or not operation.running:
            return
        targets = self._assailable()
        if not targets:
            return
        if self.model.day >= 1:
            operation.days_fought += 1
        law = self.model.behaviour.offensive
        for target in targets[: law.breadth]:
            front = self.fronts[target.name]
            event = self.model.attack(
                self, front, "assault", law.assaults, (operation.begun_event,)
            )
            if self.model.day >= 1:
                self._flight(front, event.id)
                self._try_capture(operation, front, event.id)

    def _flight(self, front: Front, cause: int) -> None:
        law = self.model.behaviour.offensive
        sector = front.sector
        fled = world.fleeing(sector.people, law.displaced)
        if fled <= 0.0:
            return
        sector.people -= fled
        camp = sector.holder.camp
        self.model.displaced[camp or ""] = self.model.displaced.get(camp or "", 0.0) + fled
        event = self.model.note(
            "displacement",
            "fled",
            target=sector.holder.name,
            sector=sector.name,
            severity=fled,
            true_author=self.name,
            causes=(cause,),
        )
        for guarantor in self.model.guarantors:
            if guarantor.camp == camp and guarantor.terms.displacement_sensitivity > 0.0:
                guarantor.pressure += guarantor.terms.displacement_sensitivity * fled / 1e5
                guarantor.displacement_event = event.id

    def _try_capture(self, operation: OperationState, front: Front, cause: int) -> None:
        model = self.model
        law = model.behaviour.offensive
        support = 0.0
        for tie in self.sponsors:
            if tie.name in operation.joined:
                support += tie.air_power
        attackers = self.effective_strength(support)
        if self.sponsors and model.behaviour.consent.active and not operation.joined:
            attackers = attackers * model.behaviour.consent.tolerated
        sector = front.sector
        troops = 0.0
        for guarantor in model.guarantors:
            if self.hostile_to(guarantor):
                troops += sector.forces.get(guarantor.name, 0.0)
        defenders = sector.holder.effective_strength(troops) * sector.terms.terrain
        chance = offensive.capture_chance(law.pace, attackers, defenders, law.exponent)
        luck = model.luck.block(model.day, draws.ASSAULT, self.key, 0, sector.key)
        if luck[0] < chance:
            operation.captured += 1
            model.capture(sector, self, cause)
