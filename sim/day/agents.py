"""The agents of the Mesa model: views of the state, with the acts of the day as methods.

An agent holds no numbers of its own. Its attributes are the cells of its row, declared in
`sim.day.state` and read where they stand; `agent.state` is the row itself, to be read and set.
A subclass that overrides `decide` is asked before each of its decisions is carried out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar, cast

import mesa
from mesa.discrete_space import FixedAgent

from sim.day import (
    accusations,
    agreements,
    beginning,
    beliefs,
    codes,
    endings,
    guarantors,
    offensives,
    orders,
    responses,
    situation,
)
from sim.day import decide as decisions
from sim.day.codes import MONITOR_WITNESS, NONE
from sim.day.notes import weigh

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.day.model import CeasefireModel
    from sim.day.state import Duty, Front, Monitor, Obligation, Pair, Party, Sector, Tie

Settled = TypeVar("Settled")


class View:
    """Something of the state, by a name.

    Parameters
    ----------
    model : CeasefireModel
        The run.
    name : str
        Its id in the scenario.
    state : record
        Its row.
    """

    state: Any

    def __init__(self, model: CeasefireModel, name: str, state: Any) -> None:
        self.model = model
        self.name = name
        self.state = state

    def __getattr__(self, cell: str) -> Any:
        """Read a cell of its row."""
        if cell == "state":
            raise AttributeError(cell)
        return getattr(self.state, cell)

    def __setattr__(self, name: str, value: Any) -> None:
        """Set a cell of its row, or an attribute of its own."""
        if name in getattr(type(self.__dict__.get("state")), "__slots__", ()):
            setattr(self.state, name, value)
        else:
            super().__setattr__(name, value)


class FrontView(View):
    """A sector where a party faces a hostile one, with what the party remembers of it."""

    state: Front

    @property
    def sector(self) -> SectorAgent:
        """The place."""
        return self.model.sector(self.name)

    @property
    def opponent(self) -> PartyAgent:
        """The main hostile party there."""
        return self.model.parties[self.state.opponent]


class TieView(View):
    """A tie between a sponsor and its client."""

    state: Tie

    @property
    def sponsor(self) -> PartyAgent:
        """Who restrains, supplies and consents."""
        return self.model.parties[self.state.sponsor]

    @property
    def client(self) -> PartyAgent:
        """Whom it sponsors."""
        return self.model.parties[self.state.client]


class DutyView(View):
    """A duty of an agreement, as it came of an obligation of the text."""

    state: Duty

    def __init__(self, model: CeasefireModel, number: int) -> None:
        state = model.w.duties[number]
        super().__init__(model, model.names.obligations[state.obligation], state)
        self.number = number

    @property
    def terms(self) -> Any:
        """What the text says."""
        return self.model.setup.scenario.obligations[self.name]

    def debtors(self, reader: str) -> tuple[str, ...]:
        """Who owes it, as a party reads the text."""
        w, names = self.model.w, self.model.names.parties
        at = w.links[w.run.reading_at + self.number * len(names) + names.index(reader)]
        return tuple(names[who] for who in w.links[at + 1 : at + 1 + w.links[at]])

    @property
    def agreement(self) -> str:
        """Label of its agreement."""
        return self.model.label(self.state.agreement)

    @property
    def obligation(self) -> Obligation:
        """Row of its obligation."""
        return self.model.w.obligations[self.state.obligation]

    @property
    def due(self) -> int | None:
        """Day of the run on which it is due, where it has one."""
        return self.state.due if self.state.due_stated else None

    @property
    def overdue(self) -> bool:
        """Whether something of it is undone after its day."""
        return situation.overdue(self.state, self.obligation, self.model.day)

    def covers(self, sector: str) -> bool:
        """Whether a sector lies in the zone that the clause speaks of."""
        number = self.model.names.sectors.index(sector)
        return situation.covers(self.model.w, self.obligation, number)

    def keep(self) -> None:
        """Have it kept today: nothing of it is undone, and who owes it earns credit."""
        self.state.gap = 0.0
        self.state.last_done = self.model.day
        agreements.give_credit(self.model.w, self.number)

    def neglect(self, gap: float) -> None:
        """Have a share of it undone today, in [0, 1]; who owes it in fact is in breach."""
        self.state.gap = gap
        agreements.omit_all(self.model.w, self.number, gap, self.state.deadline_event)

    def complete(self) -> None:
        """Have it met once and for all."""
        agreements.complete(self.model.w, self.number, NONE)

    def attend(self) -> None:
        """Let a day pass over it; override this for a kind of duty of one's own."""
        raise NotImplementedError


class Attack(NamedTuple):
    """A violent act, as a monitor comes upon it.

    Parameters
    ----------
    event : int
        Its number in the log.
    author, target, sector : str
        Who fired at whom, and where.
    severity : float
        Its severity, 1 for a single attack.
    """

    event: int
    author: str
    target: str
    sector: str
    severity: float


class Sighting(NamedTuple):
    """Fire of one author at one place on one day, as a party saw it or imagined it.

    Parameters
    ----------
    sector, victim, blamed : str
        Where, who saw it, and whom he holds responsible.
    severity : float
        Severity of all that was fired there.
    attacks : tuple of int
        Numbers of the attacks in the log; empty for a false alarm.
    event : int
        Number of the event by which it is cited.
    forbidden : bool
        Whether a duty in force speaks of attacks there.
    """

    sector: str
    victim: str
    blamed: str
    severity: float
    attacks: tuple[int, ...]
    event: int
    forbidden: bool


class PartyAgent(View, mesa.Agent):
    """A party: a state or an armed group.

    Parameters
    ----------
    model : CeasefireModel
        The run.
    number : int
        Its row in the state.
    """

    model: CeasefireModel
    state: Party

    def __init__(self, model: CeasefireModel, number: int) -> None:
        mesa.Agent.__init__(self, model)
        name = model.names.parties[number]
        View.__init__(self, model, name, model.w.parties[number])
        self.number = number
        self.terms = model.setup.scenario.parties[name]
        self._orders = type(self).choose_order is not PartyAgent.choose_order
        if self._orders or type(self).decide is not PartyAgent.decide:
            model.w.deciders[number] = self._asked

    def decide(self, what: str, rule: Settled, about: str = "", uniform: float = 0.0) -> Settled:
        """Settle one decision as the rule would have it; override this to decide otherwise.

        Parameters
        ----------
        what : str
            Which decision, by its name in `sim.day.decide.DECISIONS`.
        rule : Settled
            What the rule comes to.
        about : str
            Id of the party, sector or obligation that it is about, where there is one.
        uniform : float
            The draw of this decision, in (0, 1), where there is one.

        Returns
        -------
        Settled
            What is done.
        """
        if self._orders and what == "order":
            return cast("Settled", self.choose_order(self.fronts[about], uniform))
        return rule

    def choose_order(self, front: FrontView, uniform: float) -> int:
        """Give an order, `HOLD` or `PROBE`; override this where only orders are one's own."""
        raise NotImplementedError

    def _asked(self, decision: int, rule: Any, about: int, uniform: float) -> Any:
        what = WHAT[decision]
        found = self.decide(what, rule, self.model.subject(what, about), uniform)
        if decision == decisions.ORDER and found != rule:
            self.give_no_reasons(about)
        return found

    def give_no_reasons(self, sector: int) -> None:
        """Have the log give none of the rule's reasons for the order at a front."""
        front = self.model.w.fronts[self.number][sector]
        front.unweighed = 1
        front.cause = NONE

    # What it is to others, and they to it

    @property
    def fronts(self) -> dict[str, FrontView]:
        """Where it faces a hostile party, by sector."""
        w, at = self.model.w, self.state.fronts_at
        found = {}
        for number in w.links[at : at + self.state.fronts_count]:
            name = self.model.names.sectors[number]
            found[name] = FrontView(self.model, name, w.fronts[self.number][number])
        return found

    @property
    def clients(self) -> list[TieView]:
        """Ties to the parties that it sponsors."""
        return [tie for tie in self.model.ties if tie.state.sponsor == self.number]

    @property
    def sponsors(self) -> list[TieView]:
        """Ties to the parties that sponsor it."""
        return [tie for tie in self.model.ties if tie.state.client == self.number]

    def pair(self, other: str) -> Pair:
        """What it holds in mind of another party."""
        return self.model.w.pairs[self.number][self.model.names.parties.index(other)]

    def belief_in(self, other: str) -> float:
        """Belief in another party, undelivered duties counted in, in [0, 1]."""
        return self.pair(other).level

    @property
    def camp(self) -> str | None:
        """Its camp, by id."""
        return self.terms.camp

    @property
    def foes(self) -> frozenset[str]:
        """Parties that are hostile to it."""
        return frozenset(one.name for one in self.model.parties if self.hostile_to(one))

    def hostile_to(self, other: PartyAgent) -> bool:
        """Whether both have camps and these differ."""
        return self.pair(other.name).hostile == 1

    # What it knows

    def sightings(self) -> list[tuple[Sighting, float]]:
        """Fire that its camp saw today, each once, with its size."""
        w, names = self.model.w, self.model.names
        strikes = w.strikes[: w.run.strikes]
        found = []
        for place in range(accusations.news_count(w, self.number)):
            entry = w.sightings[accusations.news_item(w, self.number, place)]
            attacks = tuple(
                one.event
                for one in strikes
                if one.sector == entry.sector and one.author == entry.author
            )
            seen = Sighting(
                names.sectors[entry.sector],
                names.parties[entry.victim],
                names.parties[entry.blamed],
                entry.severity,
                attacks,
                entry.event,
                bool(entry.forbidden),
            )
            found.append((seen, entry.size))
        return found

    def acts_seen(self) -> list[tuple[str, int]]:
        """Deliveries of arms and troops that it saw today: author, and number of the event."""
        w = self.model.w
        return [
            (self.model.names.parties[entry.author], entry.event)
            for entry in w.opened[: w.run.opened]
            if entry.reader == self.number
        ]

    def charge(
        self, duty: DutyView, accused: str, grounds: float, evidence: Sequence[int] = ()
    ) -> None:
        """Charge a party in public under a duty, with up to three events as evidence."""
        w = self.model.w
        cited = [*evidence, NONE, NONE, NONE][:3]
        pairs = [(event, NONE if event == NONE else w.log[event].author) for event in cited]
        of = self.model.names.parties.index(accused)
        (one, author_of_one), (two, author_of_two), (three, author_of_three) = pairs
        accusations.charge(
            w,
            self.number,
            duty.number,
            of,
            grounds,
            one,
            author_of_one,
            two,
            author_of_two,
            three,
            author_of_three,
            0,
        )
        if any(event != NONE for event in cited):
            weigh(w, codes.W_BROUGHT, grounds)
        else:
            weigh(w, codes.W_BROUGHT_ONGOING, grounds, 1.0)

    # The acts of a day, applied to this party

    def take_stock(self) -> None:
        """Form confidence in the guarantors of the other side."""
        beginning.take_stock(self.model.w, self.number)

    def choose_effort(self) -> None:
        """Move effort towards what confidence and relations make it want."""
        guarantors.choose_effort(self.model.w, self.number)

    def choose_supply(self) -> None:
        """Decide for each client whether arms go out."""
        guarantors.choose_supply(self.model.w, self.number)

    def choose_deployment(self) -> None:
        """Decide whether troops are sent in, and where."""
        guarantors.choose_deployment(self.model.w, self.number)

    def propose(self) -> None:
        """Weigh whether to propose an offensive."""
        offensives.propose(self.model.w, self.number)

    def momentum(self) -> float:
        """Momentum of its operation, in [0, 1]."""
        return orders.momentum(self.model.w, self.number)

    def accuse(self) -> None:
        """Turn grounds for complaint into public charges."""
        accusations.accuse(self.model.w, self.number)

    def reckon_beliefs(self) -> None:
        """Enter in the ledgers what is overdue today."""
        beliefs.keep_ledger(self.model.w, self.number)

    def respond(self) -> None:
        """Climb the ladder of responses, and remember."""
        responses.respond(self.model.w, self.number)

    def consider_cancelling(self) -> None:
        """Decide whether to cancel the measured agreement."""
        endings.consider_cancelling(self.model.w, self.model.measured(), self.number)

    def stop_offensive(self) -> None:
        """Break off a running offensive, or one prepared."""
        agreements.stop_offensive(self.model.w, self.number, codes.CALLED_OFF, NONE)


class SectorAgent(View, FixedAgent):
    """A sector of the map."""

    model: CeasefireModel
    state: Sector

    def __init__(self, model: CeasefireModel, number: int) -> None:
        FixedAgent.__init__(self, model)
        name = model.names.sectors[number]
        View.__init__(self, model, name, model.w.sectors[number])
        self.number = number
        self.terms = model.setup.scenario.sectors[name]
        self.cell = model.cells[name]

    @property
    def holder(self) -> PartyAgent:
        """Who holds it."""
        return self.model.parties[self.state.holder]

    @property
    def neighbours(self) -> list[SectorAgent]:
        """Sectors beside it."""
        at = self.state.near_at
        near = self.model.w.links[at : at + self.state.near_count]
        return [self.model.sectors[number] for number in near]

    def troops(self, kind: str) -> dict[str, float]:
        """Posts or forces of each guarantor that has any here."""
        return {
            party.name: size
            for party in self.model.parties
            if (size := getattr(self.model.w.fronts[party.number][self.number], kind)) != 0.0
        }


class MonitorAgent(View, mesa.Agent):
    """Somebody who watches a zone, and reports."""

    model: CeasefireModel
    state: Monitor

    def __init__(self, model: CeasefireModel, number: int) -> None:
        mesa.Agent.__init__(self, model)
        name = model.names.monitors[number]
        View.__init__(self, model, name, model.w.monitors[number])
        self.number = number
        self.terms = model.setup.scenario.monitors[name]
        detects = type(self).detects is not MonitorAgent.detects
        if detects or type(self).names is not MonitorAgent.names:
            model.w.deciders[MONITOR_WITNESS + number] = self._asked

    def detects(self, attack: Attack | None, rule: bool, uniform: float) -> bool:
        """Whether it reports an attack, or, where there was none, imagines one."""
        return rule

    def names(self, attack: Attack, rule: str) -> str:
        """Whom it names as the author of an attack; `rule` is the id of a party."""
        return rule

    def _asked(self, decision: int, rule: Any, about: int, uniform: float) -> Any:
        parties = self.model.names.parties
        if decision == decisions.DETECT:
            attack = None if about == NONE else self.model.attack_of(about)
            return int(self.detects(attack, bool(rule), uniform))
        strikes = self.model.w.strikes[: self.model.w.run.strikes]
        strike = next(n for n, entry in enumerate(strikes) if entry.event == about)
        return parties.index(self.names(self.model.attack_of(strike), parties[rule]))


WHAT = tuple(decisions.DECISIONS)
