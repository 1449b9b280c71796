"""The one door between a game and the model: parties that are played, and what is read of them.

Nothing else of this package knows how the model keeps its state. A `Player` is a party whose
decisions are taken by somebody else, as far as there are any: what is not decided is left to the
party's own rule, with the same draws, so that a player without decisions is the party itself. A
`SeatedModel` is a model with players in some seats, and says in plain data what a game asks of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar, cast

from sim.day import offensives, situation
from sim.day.agents import DutyView, PartyAgent
from sim.day.codes import NONE
from sim.day.model import CeasefireModel
from sim.game.decision import RULE, Decision
from sim.game.levers import HEADS, MANIFOLD

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sim.day.agents import Sighting
    from sim.scenario.scenario import Scenario

DAYS = 7
MOST_EVIDENCE = 3

Settled = TypeVar("Settled")
# For each decision of the model, the kind of lever that settles it.
SETTLED_BY = {what: head for head, kind in HEADS.items() for what in kind.settles}
SETTLED_BY["order"] = "stance"


class Player(PartyAgent):
    """A party in whose seat somebody sits."""

    def __init__(self, *particulars: Any) -> None:  # noqa: ANN401 - as the model gives them
        super().__init__(*particulars)
        self.decision = Decision(self.name)
        self.new_week = False
        self._done: set[str] = set()
        # What its side saw on the last days: day, sighting, and size not yet counted.
        self.memory: list[tuple[int, Sighting, float]] = []
        self.acts: list[tuple[int, str, int]] = []
        # Whom its side blamed for each attack that it saw, and for each that there was not;
        # nothing reads it before the debrief.
        self.blamed_for: dict[int, str] = {}
        self.imagined: list[tuple[int, str]] = []

    def take_orders(self, decision: Decision) -> None:
        """Do as decided from tomorrow on."""
        self.decision = decision
        self.new_week = True
        self._done.clear()

    def decide(self, what: str, rule: Settled, about: str = "", uniform: float = 0.0) -> Settled:  # noqa: ARG002
        """Settle a decision as was decided; by the rule where nothing was."""
        if what == "accuse":
            return cast("Settled", self._accuses(bool(rule)))
        head = SETTLED_BY.get(what)
        if head is None:
            return rule
        option = self.decision.of(f"{head}.{about}" if head in MANIFOLD else head)
        if what == "order":
            here = self.decision.of(f"front.{about}")
            option = option if here == RULE else here
        values = HEADS[head].settles[what]
        if not isinstance(option, str) or option not in values:
            return rule
        if what == "order":
            self.give_no_reasons(self.model.names.sectors.index(about))
        if option in HEADS[head].once and "none" in values:
            if what in self._done:
                return cast("Settled", values["none"])
            self._done.add(what)
        return cast("Settled", values[option])

    # Charges

    def _accuses(self, rule: bool) -> bool:  # noqa: FBT001 - what the rule comes to
        """Bring the charges decided on, on the first day; whether its rule brings any beside."""
        self._take_down()
        charges = self.decision.of("charges")
        if isinstance(charges, tuple) and self.new_week:
            for charge in charges:
                accused, _, duty = charge.partition(":")
                self._bring(accused, duty)
        self.new_week = False
        return rule and charges == RULE

    def _take_down(self) -> None:
        today = self.model.day
        self.memory = [item for item in self.memory if item[0] >= today - DAYS]
        for sighting, size in self.sightings():
            self.memory.append((today, sighting, size))
            if not sighting.attacks:
                self.imagined.append((today, sighting.blamed))
            for attack in sighting.attacks:
                self.blamed_for.setdefault(attack, sighting.blamed)
        self.acts = [item for item in self.acts if item[0] >= today - DAYS]
        self.acts += [(today, author, event) for author, event in self.acts_seen()]

    def _bring(self, accused: str, name: str) -> None:
        duty = self.model.duty(name)
        if duty is None:
            return
        grounds, evidence = self.grounds_for(duty, accused)
        if grounds > 0.0:
            self.charge(duty, accused, grounds, evidence)

    def grounds_for(self, duty: DutyView, accused: str) -> tuple[float, tuple[int, ...]]:
        """What it could bring forward against a party under a duty, out of what it knows.

        Parameters
        ----------
        duty : DutyView
            A duty in force.
        accused : str
            Id of a hostile party that owes it in this party's reading.

        Returns
        -------
        tuple
            Size of the grounds, 0 where there are none, and the events that are cited. For
            fire it is the mean severity per front and day of the last week.
        """
        if accused not in duty.debtors(self.name):
            return 0.0, ()
        if not self.hostile_to(self.model.party(accused)):
            return 0.0, ()
        weight = duty.terms.visibility * duty.terms.importance
        if duty.terms.kind != "refrain":
            grounds = duty.state.gap * weight if duty.overdue else 0.0
            return grounds, (duty.state.deadline_event,)
        if duty.terms.act != "attack":
            acts = [
                event
                for _, author, event in self.acts
                if author == accused and self.model.log[event].kind == duty.terms.act
            ]
            return (weight if acts else 0.0), tuple(acts[-MOST_EVIDENCE:])
        return self._grounds_for_fire(duty, accused)

    def _grounds_for_fire(self, duty: DutyView, accused: str) -> tuple[float, tuple[int, ...]]:
        newest = next((d for d in self.model.duties if situation.against_fire(d.obligation)), None)
        if newest is None or newest.state.agreement != duty.state.agreement:
            return 0.0, ()
        answerable = {accused} | {tie.client.name for tie in self.model.party(accused).clients}
        mine = [
            (sighting, size)
            for _, sighting, size in self.memory
            if sighting.forbidden and duty.covers(sighting.sector) and sighting.blamed in answerable
        ]
        severity = sum(size for _, size in mine)
        worst = sorted((s for s, _ in mine), key=lambda s: (-s.severity, s.event))
        fronts = max(1, self.model.w.run.front_count)
        return severity / fronts / DAYS, tuple(s.event for s in worst[:MOST_EVIDENCE])


@dataclass(frozen=True)
class State:
    """How a party stands.

    Parameters
    ----------
    strength, weariness, effort, pressure : float
        Its state, in the model's units; weariness and effort in [0, 1].
    sectors : int
        Sectors that it holds.
    """

    strength: float
    weariness: float
    effort: float
    pressure: float
    sectors: int


@dataclass(frozen=True)
class DutySeen:
    """A duty in force in the coming week, as a party reads the text.

    Parameters
    ----------
    obligation, agreement : str
        Ids.
    kind : str
        ``refrain``, ``deliver``, ``repeat`` or ``keep``.
    debtors : tuple of str
        Who owes it in the party's reading.
    mine : bool
        Whether the party is among them.
    due : int or None
        Day of the run on which it is due.
    state : str
        ``open``, ``done``, ``overdue``, or ``kept`` for what is never due.
    undone : float or None
        Share undone, where the party knows it: of its own, and of what is overdue.
    """

    obligation: str
    agreement: str
    kind: str
    debtors: tuple[str, ...]
    mine: bool
    due: int | None
    state: str
    undone: float | None


class SeatedModel(CeasefireModel):
    """A model in which some parties are played.

    Parameters
    ----------
    scenario : Scenario
        The scenario, every number drawn.
    seats : sequence of str
        Ids of the parties that are played.
    seed, replicate, horizon : int
        As for any run.
    """

    def __init__(
        self, scenario: Scenario, seats: Sequence[str], seed: int, replicate: int, horizon: int
    ) -> None:
        classes: dict[str, type] = dict.fromkeys(seats, Player)
        super().__init__(scenario, seed, replicate, horizon, classes=classes)
        self.behaviour = scenario.behaviour

    def take_orders(self, decisions: Mapping[str, Decision]) -> None:
        """Have the players do as decided from tomorrow on."""
        for seat, decision in decisions.items():
            self.player(seat).take_orders(decision)

    def player(self, seat: str) -> Player:
        """The party that is played in a seat."""
        return cast("Player", self.party(seat))

    # What is known of a party

    def sightings_of(self, seat: str) -> list[tuple[str, str, str, float]]:
        """Fire that its side saw today: whom it blames, who was hit and where, and how much."""
        return [(s.blamed, s.victim, s.sector, size) for s, size in self.player(seat).sightings()]

    def own(self, party: str) -> State:
        """How a party stands."""
        one = self.party(party).state
        held = sum(sector.holder.name == party for sector in self.sectors)
        return State(one.strength, one.weariness, one.effort, one.pressure, held)

    def fights(self, party: str) -> bool:
        """Whether a party has units."""
        return bool(self.party(party).state.fights)

    def camp_of(self, party: str) -> frozenset[str]:
        """Parties of its camp, itself among them."""
        camp = self.party(party).terms.camp
        same = {p.name for p in self.parties if camp is not None and p.terms.camp == camp}
        return frozenset({party} | same)

    def clients_of(self, party: str) -> dict[str, bool]:
        """Parties that it holds, and whether it sends them arms."""
        return {
            tie.client.name: bool(tie.state.supplies and tie.state.supply > 0.0)
            for tie in self.party(party).clients
        }

    def sponsors_of(self, party: str) -> list[str]:
        """Parties that hold it."""
        return [tie.sponsor.name for tie in self.party(party).sponsors]

    def beliefs_of(self, party: str) -> dict[str, float]:
        """Its belief in each hostile party that is more than an observer, in order of ids."""
        one = self.party(party)
        others = sorted(self.parties, key=lambda other: other.name)
        return {
            other.name: one.belief_in(other.name)
            for other in others
            if one.hostile_to(other) and other.terms.kind != "observer"
        }

    def beliefs_in(self, party: str) -> dict[str, float]:
        """Belief in it of each hostile party that is more than an observer."""
        one = self.party(party)
        return {
            other.name: other.belief_in(party)
            for other in self.parties
            if other.hostile_to(one) and other.terms.kind != "observer"
        }

    def attackers(self) -> list[str]:
        """Parties that are on the attack, which is seen by all."""
        return [party.name for party in self.parties if self.on_the_attack(party.name)]

    def on_the_attack(self, party: str) -> bool:
        """Whether an offensive of a party is under way."""
        one = self.party(party).state
        return bool(one.operation and one.op_running)

    def preparing(self, party: str) -> bool:
        """Whether a party prepares an offensive."""
        return bool(self.party(party).state.plan)

    def axis_of(self, party: str) -> list[str]:
        """Sectors at which it would attack."""
        one = self.party(party)
        offensives.find_axis(self.w, one.number)
        at = one.state.axis_at
        aims = self.w.links[at : at + one.state.axis_count]
        return [self.names.sectors[number] for number in aims]

    def fronts_of(self, party: str) -> dict[str, str]:
        """Sectors at which it has units, and the main hostile party there."""
        fronts = self.party(party).fronts
        return {place: front.opponent.name for place, front in sorted(fronts.items())}

    def holder_of(self, sector: str) -> str:
        """Who holds a sector."""
        return self.sector(sector).holder.name

    def held_by_camp_of(self, party: str) -> int:
        """Sectors that its camp holds."""
        camp = self.party(party).terms.camp
        return sum(sector.holder.terms.camp == camp for sector in self.sectors)

    # Texts

    def in_force_tomorrow(self) -> list[tuple[str, bool]]:
        """Labels of the agreements in force tomorrow, newest first, and whether frameworks."""
        agreements = self.w.agreements[: self.w.run.agreements]
        live = [n for n, one in enumerate(agreements) if situation.live(one, self.day + 1)]
        live.sort(key=lambda number: -agreements[number].start)
        return [(self.label(number), bool(agreements[number].framework)) for number in live]

    def duties_seen(self, seat: str) -> tuple[DutySeen, ...]:
        """Duties in force at some time of the coming week, as a party reads them."""
        return tuple(self._seen(duty, seat) for duty in self._coming())

    def _coming(self) -> list[DutyView]:
        return self.duties_on(self.day + DAYS)

    def _seen(self, duty: DutyView, seat: str) -> DutySeen:
        kind, debtors = duty.terms.kind, duty.debtors(seat)
        mine, overdue, row = seat in debtors, duty.overdue, duty.state
        state = "open" if kind == "deliver" else "kept"
        if kind != "refrain" and (overdue or row.met):
            state = "overdue" if overdue else "done"
        undone: float | None = None
        if kind in ("deliver", "keep") and overdue:
            undone = row.gap
        elif kind == "deliver" and mine and not row.met:
            undone = 1.0 - row.progress
        return DutySeen(duty.name, duty.agreement, kind, debtors, mine, duty.due, state, undone)

    def work_of(self, seat: str) -> list[tuple[str, int | None, float]]:
        """Duties on which a party works itself: id, day on which it is due, share done."""
        return [
            (duty.name, duty.due, duty.state.progress)
            for duty in self._coming()
            if (
                seat in duty.debtors(seat)
                and not duty.state.met
                and not duty.terms.settled_by_talks
                if duty.terms.kind == "deliver"
                else duty.terms.kind == "repeat" and seat in duty.terms.owed_by
            )
        ]

    def readings(self, seat: str) -> list[tuple[str, tuple[str, ...], dict[str, tuple[str, ...]]]]:
        """Each duty with who owes it in the seat's eyes, and in those of each other party."""
        readers = sorted(p.name for p in self.parties if p.state.committed and not p.state.observer)
        return [
            (
                duty.name,
                duty.debtors(seat),
                {name: duty.debtors(name) for name in readers if name != seat},
            )
            for duty in (DutyView(self, number) for number in range(self.w.run.duties))
        ]

    # What it may do

    def accuses(self, party: str) -> bool:
        """Whether it brings charges in public."""
        return bool(self.party(party).state.accuses and self.party(party).state.committed)

    def grounds_of(self, seat: str) -> list[tuple[str, str]]:
        """Whom a player may accuse, and under which obligation."""
        player = self.player(seat)
        return [
            (accused, duty.name)
            for duty in self._coming()
            for accused in duty.debtors(seat)
            if player.grounds_for(duty, accused)[0] > 0.0
        ]

    def negotiates_with(self, party: str) -> list[str]:
        """Parties with which it may hold talks."""
        if not self.behaviour.talks.active:
            return []
        one = self.party(party)
        return [
            other.name
            for other in self.parties
            if one.state.negotiates and other.state.negotiates and one.hostile_to(other)
        ]

    def may_declare(self, seat: str) -> tuple[str, str] | None:
        """The agreement that it may end by a word, and whether it would cancel or disown it."""
        number, party = self.measured(), self.party(seat)
        if number == NONE or not situation.live(self.w.agreements[number], max(self.day, 1)):
            return None
        label = self.label(number)
        text = self.setup.scenario.agreements[self.names.texts[self.w.agreements[number].text]]
        takes_in = seat in text.signatories or seat in text.bound
        if party.state.fights and takes_in:
            by_choice = party.terms.doctrine.kind in ("logit", "cancel_by_chance")
            return (label, "cancel") if by_choice else None
        announced = takes_in or seat in text.announced_for
        return (label, "disown") if party.state.guarantor and announced else None

    def commission_sits(self) -> bool:
        """Whether there is a commission to refer a claim to."""
        return situation.commission_sits(self.w)

    # What strikes from outside may concern

    def fighters(self) -> list[str]:
        """Parties that fight and are more than observers."""
        return [p.name for p in self.parties if p.state.fights and not p.state.observer]

    def tied(self) -> list[tuple[str, str, str, bool]]:
        """Ties: id, sponsor, client, and whether the sponsor brings air power."""
        return [
            (tie.name, tie.sponsor.name, tie.client.name, tie.state.air_power > 0.0)
            for tie in self.ties
        ]

    def at_the_line(self) -> list[str]:
        """Sectors at the line of contact."""
        run = self.w.run
        fronts = set(self.w.links[run.front_at : run.front_at + run.front_count])
        return [sector.name for sector in self.sectors if sector.number in fronts]

    def relations(self) -> list[tuple[str, str]]:
        """Guarantors, with the parties whose good relations they have a use for."""
        return [
            (party.name, other)
            for party in self.parties
            if party.state.guarantor
            for other in sorted(self.names.parties)
            if party.pair(other).relations > 0.0
        ]

    def stations(self) -> list[tuple[str, str]]:
        """Guarantors, with the sectors at the line that their own side holds."""
        return [
            (party.name, sector)
            for party in self.parties
            if party.state.guarantor
            for sector in self.at_the_line()
            if self.sector(sector).holder.terms.camp == party.terms.camp
        ]
