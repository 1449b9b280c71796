"""The Mesa model: one replicate of a scenario, a day at a time.

The day is the list `PHASES`. Within a phase all act on what the phases before it
left; what is perceived on one day first acts on the next. The order of names and
files decides nothing: agents act in the order of their luck keys, and captures and
declarations take effect when their phase is over.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mesa.agent import AgentSet

from sim.model import build, duties, endings, negotiating, shocks, violence
from sim.model.acts import Acts
from sim.model.daily import collector
from sim.model.fronts import rebuild_fronts
from sim.model.luck import Luck
from sim.model.pact import Duty, Pact, live_duties
from sim.record.events import Event, EventLog
from sim.record.outcome import Outcome, outcome_of
from sim.scenario.scenario import Scenario, in_order, key_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from sim.model.party import PartyAgent
    from sim.model.sector import SectorAgent

PHASES = (
    "world",
    "guarantors_act",
    "orders",
    "offensives",
    "execution",
    "observation",
    "accusations",
    "beliefs",
    "responses",
    "talks",
    "endings",
    "record",
)
RUN_IN_PHASES = ("world", "orders", "execution", "observation", "responses", "record")


class CeasefireModel(Acts):
    """One replicate of a scenario.

    Parameters
    ----------
    scenario : Scenario
        What to run; its uncertain numbers must have been drawn.
    seed, replicate : int
        Key of all luck, each 0 to 2**32 - 1.
    horizon : int, optional
        Last day; by default the scenario's.
    party_classes : mapping, optional
        Classes of one's own for some parties, by id; subclasses of `PartyAgent`.
    tell : bool
        Whether to gather the daily table.
    luck : Luck, optional
        A source of draws of one's own, for tests.
    """

    def __init__(  # noqa: PLR0913 - all but the first have defaults
        self,
        scenario: Scenario,
        seed: int = 1,
        replicate: int = 0,
        horizon: int | None = None,
        *,
        party_classes: Mapping[str, type[PartyAgent]] | None = None,
        tell: bool = True,
        luck: Luck | None = None,
    ) -> None:
        # Mesa's own generator is never drawn from: all luck is addressed.
        super().__init__(rng=0)
        # Not `scenario`: Mesa 3.5 has an attribute of that name with a meaning of its own.
        self.setup = scenario
        self.behaviour = scenario.behaviour
        self.measurement = scenario.measurement
        self.horizon = horizon or scenario.scenario.horizon
        self.luck = luck or Luck(seed, replicate)
        self.tell = tell
        self.moment = 0
        self.day = -scenario.measurement.run_in_days
        self.log = EventLog()
        self.zones = {
            name: frozenset(zone.sectors) for name, zone in scenario.scenario.zones.items()
        }
        self.attack_counts: list[int] = []
        self.breach_counts: list[int] = []
        self.breach_of: dict[int, Event] = {}
        self.assaults: list[tuple[int, str]] = []
        self.captures: list[tuple[int, str]] = []
        self.displaced: dict[str, float] = {}
        self.docket: list[tuple[str, int]] = []
        self.failures = 0
        self.failed_rounds = 0
        self.last_talks = {}
        self.last_success: int | None = None
        self.first_ended_on: int | None = None
        self.fronts_changed = False
        self.closing: list[tuple[Pact, str, int | None]] = []
        self.attacking: set[str] = set()
        self.in_force: list[Pact] = []
        self.duties: list[Duty] = []
        self.fire_duties: list[Duty] = []
        self.ambiguity = 0.0
        self._people_before = 0.0
        self.laid = {}
        self._forbidden = {}
        self._found_out = {}
        self._responsible = {}
        self._build(party_classes or {})

    def _build(self, classes: Mapping[str, type[PartyAgent]]) -> None:
        terms = self.setup.scenario
        self.parties: list[PartyAgent] = []
        self.parties = build.build_parties(self, classes)
        self._party = {party.name: party for party in self.parties}
        self.space = build.build_space(self)
        self.sectors = build.build_sectors(self)
        self._sector = {sector.name: sector for sector in self.sectors}
        self.ties = build.build_ties(self)
        self.guarantors = [party for party in self.parties if party.clients]
        self.monitors = build.build_monitors(self)
        self.spoilers = [
            (name, spoiler, key_of(name, spoiler))
            for name, spoiler in in_order(terms.spoilers)
            if spoiler.active
        ]
        build.build_beliefs(self)
        build.build_operations(self)
        self.committed = {party.name for party in self.guarantors}
        for _, text in in_order(terms.agreements):
            if text.active:
                self.committed |= {*text.signatories, *text.bound}
        self.pacts: list[Pact] = []
        for name, text in in_order(terms.agreements):
            if text.active and text.starts is not None and text.starts <= terms.start:
                start = self.setup.day(text.starts)
                self.pacts.append(build.sign(self, name, start, framework=name != terms.main))
        self.first = next(pact for pact in self.pacts if not pact.framework)
        for party in self.parties:
            party.meet_the_others()
        build.preload_ledgers(self)
        self.party_set = AgentSet(self.parties, random=self.random)
        self.sector_set = AgentSet(self.sectors, random=self.random)
        self.monitor_set = AgentSet(self.monitors, random=self.random)
        rebuild_fronts(self)
        self.in_force = list(self.pacts)
        for tie in self.ties:
            tie.leverage = tie.terms.leverage.on(1, terms.start)
        for party in self.parties:
            party.take_stock()
            party.effort = party.noticed_effort = party.wanted_effort()
        self.datacollector = collector(self)

    # The day

    def step(self) -> None:
        """Let one day pass, phase by phase."""
        self.day += 1
        for phase in PHASES if self.day >= 1 else RUN_IN_PHASES:
            self.moment += 1
            getattr(self, phase)()

    def run(self) -> Outcome:
        """Let days pass until the run is over, and derive its outcome.

        Returns
        -------
        Outcome
            How the first agreement fared.
        """
        while not self.over():
            self.step()
        for pact in self.pacts:
            if not pact.framework and not pact.measured and pact.start <= self.day:
                endings.measure(self, pact, last=True)
        return self.outcome()

    def over(self) -> bool:
        """Whether the horizon or the end of the aftermath has been reached."""
        if self.day >= self.horizon:
            return True
        if self.setup.scenario.series or self.first_ended_on is None:
            return False
        return self.day >= self.first_ended_on + self.measurement.aftermath_days

    def outcome(self) -> Outcome:
        """Derive the outcome from the log of a finished run."""
        return outcome_of(self.log, self.setup, self.day)

    def daily_frame(self) -> pd.DataFrame:
        """Give the daily table of a told run."""
        frame: pd.DataFrame = self.datacollector.get_model_vars_dataframe()
        return frame

    def world(self) -> None:
        """Phase 1: what moves by itself, and dated shocks."""
        self.attack_counts.append(0)
        self.breach_counts.append(0)
        self._people_before = sum(self.displaced.values())
        self.in_force = [pact for pact in self.pacts if pact.live(self.day)]
        self.duties = live_duties(self.pacts, self.day)
        self.fire_duties = [duty for duty in self.duties if duty.against_fire]
        self.attacking = {
            party.name
            for party in self.parties
            if party.operation is not None and party.operation.running
        }
        newest = self.measured_pact()
        live = newest is not None and newest.live(self.day)
        self.ambiguity = newest.text.ambiguity if newest is not None and live else 0.0
        self._forbidden = {}
        self._found_out = {}
        self.party_set.do("clear")
        self.sector_set.do("settle")
        if self.day < 1:
            return
        for tie in self.ties:
            if tie.shocked_leverage is None:
                tie.leverage = tie.terms.leverage.on(self.day, self.setup.scenario.start)
        self.party_set.do("drift")
        for name, shock in in_order(self.setup.scenario.shocks):
            if shock.active and self.setup.day(shock.on) == self.day:
                shocks.strike(self, name, shock)
        self._enter_into_force()

    def _enter_into_force(self) -> None:
        for pact in self.pacts:
            if pact.start != self.day or pact.framework:
                continue
            causes = (pact.entry_event,)
            event = self.note("entry", "in_force", agreement=pact.label, causes=causes)
            pact.entry_event = event.id
            for party in self.parties:
                party.stop_offensive("agreement", event.id)
            self.attacking = set()
            for party in self.parties:
                for state in party.beliefs.values():
                    state.known_at_signing = state.overdue
                if pact.takes_in(party.name):
                    party.settle_grievance()

    def guarantors_act(self) -> None:
        """Phase 2: effort, delivery, supply, troops."""
        self.monitor_set.do("look_to_duty")
        self.party_set.do("take_stock")
        self.party_set.do("choose_effort")
        for duty in self.duties:
            duties.attend_to(self, duty)
        self.party_set.do("choose_supply")
        self.party_set.do("receive_troops")
        self.party_set.do("choose_deployment")

    def orders(self) -> None:
        """Phase 3: hold or probe, front by front."""
        self.party_set.do("give_orders")

    def offensives(self) -> None:
        """Phase 4: offensives are proposed, weighed, gone on with or broken off."""
        self.party_set.do("consider_offensive")
        self._close_what_was_declared()

    def execution(self) -> None:
        """Phase 5: units obey or not; accidents; sabotage; assaults."""
        self.party_set.do("execute")
        self.sector_set.do("accident")
        for _, spoiler, key in self.spoilers:
            violence.sabotage(self, spoiler, key)
        self.taking: list[tuple[SectorAgent, PartyAgent, int]] = []
        self.party_set.do("assault")
        for sector, taker, cause in self.taking:
            if self.hostile(sector.holder, taker):
                violence.change_hands(self, sector, taker, "captured", cause)
        if self.day >= 1:
            for name, rivalry in in_order(self.setup.scenario.rivalries):
                if rivalry.active:
                    violence.contest(self, rivalry, key_of(name, rivalry))

    def observation(self) -> None:
        """Phase 6: parties see privately, monitors watch and report."""
        self.party_set.do("observe")
        self.monitor_set.do("watch")
        self.monitor_set.do("report")

    def accusations(self) -> None:
        """Phase 7: published counts and public charges."""
        self.party_set.do("publish")
        self.party_set.do("accuse")

    def beliefs(self) -> None:
        """Phase 8: belief moves on what each saw and whom it believes."""
        self.party_set.do("update_beliefs")

    def responses(self) -> None:
        """Phase 9: responses to breaches, answers to charges."""
        self.party_set.do("respond")
        self.party_set.do("answer_charges")

    def talks(self) -> None:
        """Phase 10: commission, delegations, summits."""
        negotiating.hold_talks(self)

    def endings(self) -> None:
        """Phase 11: declarations, terms, and the measure of an end."""
        self.party_set.do("consider_declaring")
        self._close_what_was_declared()
        endings.expire(self)
        for pact in self.pacts:
            if not pact.framework and not pact.measured and pact.start <= self.day:
                endings.measure(self, pact)

    def record(self) -> None:
        """Phase 12: rebuild the fronts where ground changed hands, and record the day."""
        if self.fronts_changed:
            rebuild_fronts(self)
            self.fronts_changed = False
        if self.tell:
            self.datacollector.collect(self)
