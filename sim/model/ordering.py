"""Orders at the fronts: hold, probe, retaliate (phases 3 and 5 of the day)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.law import doctrine, draws, order, retaliation
from sim.law.arithmetic import choice_probability, poisson_count
from sim.model.party_state import PartyState

if TYPE_CHECKING:
    from sim.model.front import Front

OWN_TERMS = (
    "temptation",
    "momentum",
    "fear",
    "found_out",
    "deterrence",
    "agreement",
    "weariness",
)
SPONSOR_TERMS = ("sponsor_gains", "sponsor_effort")

DOCTRINES = {
    "logit": doctrine.LOGIT,
    "always_hold": doctrine.ALWAYS_HOLD,
    "tit_for_tat": doctrine.TIT_FOR_TAT,
    "generous_tit_for_tat": doctrine.GENEROUS,
    "contrite_tit_for_tat": doctrine.CONTRITE,
    "win_stay_lose_shift": doctrine.WIN_STAY_LOSE_SHIFT,
    "grim": doctrine.GRIM,
    "tolerant_trigger": doctrine.TOLERANT_TRIGGER,
    "stage_game": doctrine.STAGE_GAME,
    "cancel_by_chance": doctrine.CANCEL_BY_CHANCE,
}


class Ordering(PartyState):
    """A party as commander of its fronts."""

    def give_orders(self) -> None:
        """Choose an order for every front, on yesterday's knowledge."""
        if not self.fights:
            return
        model = self.model
        fire = self.fire_leverage()
        for front in self.fronts.values():
            own, sponsor, adoption, control = model.luck.block(
                model.day, draws.ORDER, self.key, front.opponent.key, front.sector.key
            )
            front.weighed = ()
            front.cause = None
            front.adopted = ""
            front.control_luck = control
            front.order = self.choose_order(front, own)
            chosen = order.adopted_sponsor(fire[0], fire[1], adoption)
            if chosen > 0:
                front.order = self.sponsors_order(front, chosen - 1, sponsor)

    def fire_leverage(self) -> tuple[float, float]:
        """Leverage of its first and second sponsor over daily fire."""
        law = self.model.behaviour.consent
        if not law.active:
            return 0.0, 0.0
        shares = [tie.leverage * law.fire_share for tie in self.sponsors]
        shares += [0.0, 0.0]
        return shares[0], shares[1]

    def choose_order(self, front: Front, luck: float) -> int:
        """Choose between holding and probing at one front.

        Override this to give a party a doctrine of its own.

        Parameters
        ----------
        front : Front
            The place, the opponent, and what is remembered of it.
        luck : float
            A uniform number in (0, 1), this decision's own.

        Returns
        -------
        int
            `sim.law.order.HOLD` or `sim.law.order.PROBE`.
        """
        rule = front.doctrine
        code = DOCTRINES[rule.kind]
        if code == doctrine.LOGIT:
            return self.weighed_order(front, luck)
        if code == doctrine.STAGE_GAME:
            advantage = doctrine.stage_game_advantage(
                rule.reward,
                rule.temptation,
                rule.punishment,
                rule.sucker,
                self.belief_in(front.opponent.name),
            )
            return int(luck < choice_probability(advantage, self.terms.choice_noise))
        return doctrine.fixed_order(
            code,
            front.seen,
            front.own_act,
            front.own_standing,
            front.other_standing,
            front.triggered,
            front.days_left,
            rule.generosity,
            luck,
        )

    def weighed_order(self, front: Front, luck: float) -> int:
        """Weigh temptation and fear against cost, deterrence, text and weariness."""
        laws = self.model.behaviour
        gains = self.gains_at(front)
        momentum = self.momentum_at(front)
        fear = order.fear(laws.order.fear, self.belief_in(front.opponent.name))
        found = self.model.cost_of_being_found(self, front.sector)
        troops = laws.deterrence.fire * self.troops_against(front)
        text = self.agreement_worth(laws.order.agreement_share)
        weary = self.weariness_cost(laws.weariness.fire)
        advantage = order.probe_advantage(
            gains, momentum, fear, found + troops + text + weary, laws.order.restraint
        )
        if momentum > fear and self.operation is not None:
            front.cause = self.operation.begun_event
        elif fear > 0.0:
            front.cause = self.beliefs[front.opponent.name].grounds
        front.weighed = (gains, momentum, fear, found, troops, text, weary)
        return int(luck < choice_probability(advantage, self.terms.choice_noise))

    def gains_at(self, front: Front) -> float:
        """Temptation of the best target at a front, in utils."""
        share = self.share_at(front)
        return order.temptation(front.worth, share)

    def share_at(self, front: Front) -> float:
        """Own share of the force at a front; the ground favours whom one would dislodge."""
        own = self.effective_strength()
        opposing = front.opponent.effective_strength() * front.terrain
        return order.force_share(own, opposing)

    def momentum_at(self, front: Front) -> float:
        """Pull of its own operation at a front, in utils."""
        if self.operation is None:
            return 0.0
        for target in front.targets:
            if target.name in self.operation.targets:
                return self.pull_of_operation()
        return 0.0

    def pull_of_operation(self) -> float:
        """Pull of its own operation at the fronts that it is about."""
        known = self._this_phase.get("pull")
        if known is None:
            law = self.model.behaviour.momentum
            known = self._this_phase["pull"] = law.fire * self.momentum()
        return known

    def troops_against(self, front: Front) -> float:
        """Deterrent weight of the guarantors' troops that a probe would meet."""
        weight = 0.0
        for target in front.targets:
            if target.posts or target.forces:
                weight = max(weight, target.deterrence_against(self))
        return weight

    def sponsors_order(self, front: Front, which: int, luck: float) -> int:
        """Order that a sponsor would have its client give here."""
        tie = self.sponsors[which]
        law = self.model.behaviour.consent
        effort = tie.sponsor.effort if self.model.restrains(tie) else 0.0
        gains = self.gains_at(front) + self.momentum_at(front)
        advantage = order.sponsor_advantage(gains, tie.terms.stake, effort, law.restraint)
        front.adopted = tie.sponsor.name
        front.cause = tie.sponsor.restraint_event
        front.weighed = (gains, effort)
        return int(luck < choice_probability(advantage, tie.sponsor.terms.choice_noise))

    # Execution

    def execute(self) -> None:
        """Let units obey, or not, and answer recent harm."""
        if not self.fights:
            return
        truce = self.model.truce_binds(self)
        attacks = 1 if truce else self.model.behaviour.order.war_fire
        for front in list(self.fronts.values()):
            act = order.executed(front.order, self.control, front.control_luck)
            front.own_act = act
            if act == order.PROBE:
                obeyed = front.order == order.PROBE
                form = "strategic" if obeyed else "localized"
                cause = front.cause if obeyed else None
                for _ in range(attacks):
                    self.model.attack(self, front, form, 1.0, (cause,), self.terms_of(front))
        self.retaliate()

    @staticmethod
    def terms_of(front: Front) -> dict[str, float]:
        """Name the numbers that decided an order."""
        names = SPONSOR_TERMS if front.adopted else OWN_TERMS
        return dict(zip(names, front.weighed, strict=False))

    def retaliate(self) -> None:
        """Fire back for recent hits, by a branching stream of its own."""
        model = self.model
        law = model.behaviour.retaliation
        if not law.active:
            return
        pooled = 0.0
        last: int | None = None
        for front in self.fronts.values():
            pooled += front.grievance
            if front.last_hit is not None and (last is None or front.last_hit > last):
                last = front.last_hit
        if pooled < 1e-6:  # noqa: PLR2004 - nothing left to answer
            return
        ratio = min(law.ratio * self.terms.proportion, 0.99)
        leverage, effort = self.restraint_of_fire()
        for front in list(self.fronts.values()):
            felt = retaliation.spread_grievance(
                front.grievance, pooled, law.spread, len(self.fronts)
            )
            rate = retaliation.retaliation_rate(ratio, leverage, effort, felt)
            if rate < 1e-9:  # noqa: PLR2004 - below the resolution of a draw
                continue
            luck = model.luck.word(
                model.day, draws.RETALIATION, self.key, front.opponent.key, front.sector.key
            )
            cause = front.last_hit if front.last_hit is not None else last
            for _ in range(poisson_count(rate, luck)):
                model.attack(self, front, "retaliatory", 1.0, (cause,))

    def restraint_of_fire(self) -> tuple[float, float]:
        """Leverage over daily fire and effort, of its sponsors together."""
        leverage = 0.0
        weighted = 0.0
        for tie, share in zip(self.sponsors, self.fire_leverage(), strict=False):
            effort = tie.sponsor.effort if self.model.restrains(tie) else 0.0
            leverage += share
            weighted += share * effort
        return leverage, (weighted / leverage if leverage > 0.0 else 0.0)
