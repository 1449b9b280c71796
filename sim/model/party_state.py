"""What a party holds: its state, and what follows from it without a choice."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar

import mesa

from sim.law import guarantee, offensive, order, talks, trust, world

if TYPE_CHECKING:
    from sim.model.belief import BeliefState
    from sim.model.ceasefire import CeasefireModel
    from sim.model.front import Front
    from sim.model.pact import Duty, Pact
    from sim.model.sector import SectorAgent
    from sim.model.tie import TieState
    from sim.scenario.entities import Doctrine, Party

Choice = TypeVar("Choice")


@dataclass(eq=False)
class OperationState:
    """An offensive of one party: its targets, and how far it has come."""

    targets: list[str]
    wanted: int
    days_fought: int = 0
    days_stopped: int = 0
    running: bool = False
    joined: tuple[str, ...] = ()
    begun_event: int | None = None
    captured: int = 0
    active: bool = True


@dataclass(frozen=True)
class Preparation:
    """An offensive decided on and not yet begun."""

    day: int
    axis: tuple[str, ...]
    joined: tuple[str, ...]
    causes: tuple[int | None, ...]
    terms: dict[str, float]


@dataclass(frozen=True)
class Sighting:
    """What one party perceived at one front today."""

    sector: str
    victim: str
    blamed: str
    severity: float
    attacks: tuple[int, ...]
    event: int
    forbidden: bool


@dataclass(frozen=True)
class Charge:
    """An accusation that awaits the answer of the accused."""

    accuser: str
    duty: str
    event: int
    guilty: bool
    counter: bool = False


@dataclass(eq=False)
class Inbox:
    """What a party perceived and was told today; charges made late wait for tomorrow."""

    sightings: list[Sighting] = field(default_factory=list)
    charges: list[Charge] = field(default_factory=list)
    supplies: list[tuple[str, int]] = field(default_factory=list)
    accused: dict[str, int] = field(default_factory=dict)


class PartyState(mesa.Agent):
    """State of a party; its behaviour is in the classes that build on it.

    Parameters
    ----------
    model : CeasefireModel
        The run.
    name : str
        Id of the party.
    terms : Party
        What the file says of it.
    key : int
        Luck key.
    """

    model: CeasefireModel

    def __init__(self, model: CeasefireModel, name: str, terms: Party, key: int) -> None:
        super().__init__(model)
        self.name = name
        self.terms = terms
        self.key = key
        self.camp = terms.camp
        self.fights = terms.fights and terms.kind != "observer"
        self.strength = terms.strength
        self.weariness = terms.weariness
        self.control = terms.control
        self.worth_of_land = terms.worth_of_land
        self.relations = dict(terms.relations)
        self.effort = 0.0
        self.noticed_effort = 0.0
        self.confidence = 1.0
        self.pressure = 0.0
        self.violence = 0.0
        self.beliefs: dict[str, BeliefState] = {}
        self.fronts: dict[str, Front] = {}
        self.operation: OperationState | None = None
        self.preparation: Preparation | None = None
        self.inbox = Inbox()
        self.late = Inbox()
        self.sponsors: list[TieState] = []
        self.clients: list[TieState] = []
        self.arriving: list[tuple[int, SectorAgent, float, int]] = []
        self.last_charge: dict[tuple[str, str], int] = {}
        self.charged_event: dict[tuple[str, str], int] = {}
        self.restraint_event: int | None = None
        self.loss_event: int | None = None
        self.displacement_event: int | None = None
        self.published = 0
        self.foes: frozenset[str] = frozenset()
        self.opposing: list[PartyState] = []
        self.rivals: list[PartyState] = []
        self._known: dict[str, float] = {}
        self._known_at = -1
        self._told: list[Sighting] = []
        self._told_at = -1
        self._told_once: list[tuple[Sighting, float]] = []
        self._told_once_at = -1

    # What it decides

    def decide(self, what: str, rule: Choice, about: str = "") -> Choice:  # noqa: ARG002
        """Settle one decision as the rule would have it.

        Override this to let somebody else decide, such as a person in the party's seat.

        Parameters
        ----------
        what : str
            Which decision, as listed in ``docs/extending.md``.
        rule : Choice
            What the party's rule comes to, by law and luck.
        about : str
            Id of the party or duty that it is about, where there is one.

        Returns
        -------
        Choice
            What is done.
        """
        return rule

    # What others are to it

    def hostile_to(self, other: PartyState) -> bool:
        """Whether both have camps and these differ."""
        return self.camp is not None and other.camp is not None and self.camp != other.camp

    def belief_in(self, name: str) -> float:
        """Belief in another party, undelivered duties counted in."""
        return self.beliefs[name].level

    def meet_the_others(self) -> None:
        """Note once who opposes it; camps do not change in a run."""
        self.foes = frozenset(p.name for p in self.model.parties if self.hostile_to(p))
        self.opposing = [
            party
            for party in self.model.parties
            if self.hostile_to(party)
            and party.name in self.model.committed
            and party.terms.kind != "observer"
        ]
        self.rivals = [other for other in self.model.guarantors if self.hostile_to(other)]

    def opposing_belief(self) -> float:
        """Mean belief in the opposing parties; 1 where there is none."""
        known = self._this_phase.get("belief")
        if known is None:
            known = self._this_phase["belief"] = self._mean_belief(self.opposing)
        return known

    @property
    def _this_phase(self) -> dict[str, float]:
        # Within a phase all act on one snapshot, so a figure holds until it is over.
        if self._known_at != self.model.moment:
            self._known_at = self.model.moment
            self._known = {}
        return self._known

    def _mean_belief(self, others: list[PartyState]) -> float:
        total = 0.0
        for other in others:
            total += self.belief_in(other.name)
        return total / len(others) if others else 1.0

    def latest_evidence(self) -> int | None:
        """Event that last told against the other side, by its most doubted member."""
        others = self.rivals if self.clients else self.opposing
        best: int | None = None
        lowest = 2.0
        for other in others:
            state = self.beliefs[other.name]
            if state.grounds is not None and state.level < lowest:
                lowest = state.level
                best = state.grounds
        return best

    def latest_charge(self) -> int | None:
        """Its own last public charge against the other side."""
        return max(self.charged_event.values(), default=None)

    def leverage_over(self, holder: PartyState) -> float:
        """Share of the other's decisions that are this party's."""
        for tie in self.clients:
            if tie.client is holder:
                return tie.leverage
        return 0.0

    # Derived quantities

    def effective_strength(self, support: float = 0.0) -> float:
        """Strength it brings to bear, by `sim.law.offensive.effective_strength`."""
        weariness = self.weariness if self.model.behaviour.weariness.active else 0.0
        return offensive.effective_strength(self.strength, weariness, support)

    def doctrine_against(self, opponent: PartyState, sector: SectorAgent) -> Doctrine:
        """Doctrine towards an opponent at a place: the most specific one stated."""
        best = self.terms.doctrine
        specificity = -1
        for name in sorted(self.terms.doctrines):
            rule = self.terms.doctrines[name]
            against = rule.against in (None, opponent.name)
            there = rule.sector in (None, sector.name)
            score = (rule.against is not None) + 2 * (rule.sector is not None)
            if against and there and score > specificity:
                best = rule
                specificity = score
        return best

    def momentum(self) -> float:
        """Momentum of its operation, in [0, 1]."""
        law = self.model.behaviour.momentum
        operation = self.operation
        if not law.active or operation is None or not operation.active:
            return 0.0
        left = len(self.targets_left()) / max(1, operation.wanted)
        return offensive.momentum(
            operation.days_fought,
            operation.days_stopped,
            law.saturation_days,
            law.fading_days,
            min(1.0, left),
        )

    def targets_left(self) -> list[str]:
        """Targets of its operation that the other side still holds."""
        if self.operation is None:
            return []
        return [
            name
            for name in self.operation.targets
            if self.hostile_to(self.model.sector(name).holder)
        ]

    def worth_of(self, sector: SectorAgent) -> float:
        """Worth of a sector to this party, falling beyond its aims."""
        aims = self.terms.aims
        marginal = 1.0
        if aims and (sector.name not in aims):
            marginal = self.terms.beyond_aims
        return order.worth_of_sector(self.worth_of_land, sector.terms.worth, marginal)

    def value_ground(self, front: Front) -> None:
        """Find the best target at a front, what it is worth, and whom its ground favours."""
        best = max(front.targets, key=lambda target: (self.worth_of(target), target.key))
        front.worth = self.worth_of(best)
        # Ground off the map, which a sector may face, favours nobody.
        front.terrain = best.terms.terrain if self.hostile_to(best.holder) else 1.0

    def agreement_worth(self, share: float) -> float:
        """Worth of the agreements that bind it, by its belief in the other side.

        Parameters
        ----------
        share : float
            Share of the worth that bears on the decision at hand.

        Returns
        -------
        float
            Utils; the best of the agreements in force, 0 where none binds it or
            the other side is on the attack.
        """
        best = self._this_phase.get("worth")
        if best is None:
            best = self._this_phase["worth"] = self._best_text()
        if best <= 0.0:
            return 0.0
        pressed = self.model.behaviour.order.mediated_worth * self.model.mediation(self)
        return share * order.worth_of_agreement(best, self.opposing_belief(), pressed)

    def _best_text(self) -> float:
        if self.model.under_attack_by_others(self):
            return 0.0
        best = 0.0
        for pact in self.model.in_force:
            best = max(best, self.text_worth(pact))
        return best

    def text_worth(self, pact: Pact) -> float:
        """Worth of one text to this party before belief is counted in."""
        if not pact.takes_in(self.name):
            return 0.0
        failures = self.model.failures + pact.text.earlier_failures
        worth = talks.discounted_worth(
            pact.text.worth, self.model.behaviour.ending.past_failures, failures
        )
        if self.name not in pact.text.signatories:
            worth = worth * self.model.behaviour.order.bound_share
        return worth

    def weariness_cost(self, weight: float) -> float:
        """Cost of weariness in a decision, in utils."""
        return weight * self.weariness if self.model.behaviour.weariness.active else 0.0

    # What moves by itself

    def drift(self) -> None:
        """Let strength drift, weariness and pressure follow yesterday's violence."""
        model = self.model
        rate = self.terms.strength_drift.on(model.day, model.setup.scenario.start)
        self.strength = world.drifted_strength(self.strength, rate)
        law = model.behaviour.weariness
        share = world.battle_share(self.violence / max(1, len(self.fronts)), law.battle)
        self.weariness = world.wearied(self.weariness, share, law.rise, law.recovery)
        self.pressure = world.faded(self.pressure, model.behaviour.deployment.persistence, 0.0)
        operation = self.operation
        if operation is not None and not operation.running:
            operation.days_stopped += 1
        self.violence = 0.0

    def clear(self) -> None:
        """Forget what was perceived yesterday; the record of belief keeps it."""
        self.inbox, self.late = self.late, Inbox()
        if self.model.day < 1:
            self.violence = 0.0

    def take_stock(self) -> None:
        """Form confidence in the guarantors of the other side."""
        others = self.rivals if self.clients else self.opposing
        weighted = 0.0
        weights = 0.0
        for other in others:
            weight = 1.0 + self.relations.get(other.name, 0.0)
            weighted += weight * self.belief_in(other.name)
            weights += weight
        self.confidence = trust.confidence(weighted, weights)

    def wanted_effort(self) -> float:
        """Will to do what the agreements ask, by `sim.law.guarantee.will`."""
        law = self.model.behaviour.will
        relations = 0.0
        for other in self.rivals:
            relations = max(relations, self.relations.get(other.name, 0.0))
        base = law.base + self.model.guarantee_strength(self)
        swing = guarantee.reciprocity(law.reciprocity, self.confidence, law.neutral)
        return guarantee.will(base, relations, law.relations, swing)

    def overdue_share(self) -> float:
        """Share of the live duties of others that are overdue in its reading."""
        owed = 0
        overdue = 0
        for duty in self.model.duties:
            if self.owing_opponent(duty) is not None:
                owed += 1
                overdue += duty.overdue(self.model.day)
        return overdue / owed if owed else 0.0

    def owing_opponent(self, duty: Duty) -> str | None:
        """Which hostile party owes a duty in this party's reading, a guarantor first."""
        names = [
            name for name in duty.debtors(self.name) if self.hostile_to(self.model.party(name))
        ]
        for name in names:
            if self.model.party(name).clients:
                return name
        return names[0] if names else None
