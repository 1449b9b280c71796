"""The Mesa model: one replicate of a scenario, a day at a time.

It is the same day as the compiled one, in plain Python: `step` goes through
`sim.day.phases.PHASES` over one typed state, and the agents are views of that state.
"""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, Any

import mesa
import networkx as nx
import numpy as np
from mesa.agent import AgentSet
from mesa.datacollection import DataCollector
from mesa.discrete_space import Network

from sim.day.agents import (
    Attack,
    DutyView,
    MonitorAgent,
    PartyAgent,
    SectorAgent,
    TieView,
)
from sim.day.beginning import begin
from sim.day.build import MOST_AGREEMENTS, build
from sim.day.codes import DELIVER, NONE
from sim.day.decide import DECISIONS
from sim.day.memory import memory_of, packed, rows_of
from sim.day.outcome import Outcome as OutcomeOfRun
from sim.day.outcome import outcome_of
from sim.day.phases import PHASES, begin_day, over
from sim.day.replicates import (
    Agreed,
    Clause,
    Outcome,
    fold,
    fold_agreements,
    fold_clauses,
    measure_the_rest,
)
from sim.day.situation import find_measured, live, mean_trust
from sim.day.state import Shock, array_of
from sim.day.tables import batch_of, figures_of, row_of
from sim.day.trace import Reader, Trace
from sim.scenario.errors import InputError, did_you_mean
from sim.scenario.load import scenario_from_tree
from sim.scenario.scenario import in_order
from sim.scenario.uncertainty import drawn, has_distributions

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from sim.day.batch import Batch
    from sim.day.events import EventLog
    from sim.scenario.scenario import Scenario

# Room for rows that a day fills, as multiples of what compiled runs begin with.
ROOM = 4
LARGEST_ROOM = 4096


class CeasefireModel(mesa.Model):
    """One replicate of a scenario.

    Parameters
    ----------
    scenario : Scenario
        What to run; its uncertain numbers must have been drawn.
    seed, replicate : int
        Key of all random streams, each 0 to 2**32 - 1.
    horizon : int, optional
        Last day; by default the scenario's.
    classes : mapping, optional
        Classes of one's own by the id of a party, a monitor or an obligation: subclasses of
        `PartyAgent`, `MonitorAgent` and `DutyView`.
    room : int
        Multiple of the usual room for what a day fills.

    Attributes
    ----------
    w : World
        The state; see `sim.day.state`.
    parties, sectors, monitors, ties : list
        Views of the state, in the order of its rows.
    party_set, sector_set, monitor_set : mesa.agent.AgentSet
        The agents as Mesa's sets.
    space : mesa.discrete_space.Network
        The sectors, neighbours joined.
    datacollector : mesa.datacollection.DataCollector
        The columns of ``daily.parquet``, day by day.
    """

    def __init__(
        self,
        scenario: Scenario,
        seed: int = 1,
        replicate: int = 0,
        horizon: int | None = None,
        *,
        classes: Mapping[str, type] | None = None,
        room: int = ROOM,
    ) -> None:
        # Mesa's own generator is never drawn from: every draw is addressed.
        super().__init__(rng=0)
        # Not `scenario`: Mesa 3.5 has an attribute of that name with a meaning of its own.
        self.setup = scenario
        last = horizon or scenario.scenario.horizon
        self.built = build(scenario, MOST_AGREEMENTS * room)
        self.names = self.built.names
        memory = memory_of(self.built, last, traced=True, scale=room)
        memory.block[:] = packed(self.built)
        self.w = memory.plain()
        run = self.w.run
        run.seed, run.replicate, run.horizon, run.traced = seed, replicate, last, 1
        self._make_agents(dict(classes or {}))
        begin(self.w)
        self._reader = Reader(self.built, self.w)
        self.datacollector = DataCollector(
            model_reporters={
                name: (lambda model, name=name: model.today[name])
                for name in ("day", "date", "agreement", *(c[0] for c in self._reader.columns()))
            }
        )
        self.today: dict[str, Any] = {}

    def _make_agents(self, classes: dict[str, type]) -> None:
        names = self.names
        known = [*names.parties, *names.monitors, *names.obligations]
        for name in classes:
            if name not in known:
                raise InputError(
                    f"there is no party, monitor or obligation {name}",
                    key="classes",
                    mend=did_you_mean(name, known),
                )
        self.space = _space(self)
        self.cells = {cell.coordinate: cell for cell in self.space.all_cells}
        self.parties: list[PartyAgent] = [
            classes.get(name, PartyAgent)(self, number) for number, name in enumerate(names.parties)
        ]
        self.sectors = [SectorAgent(self, number) for number in range(len(names.sectors))]
        self.monitors: list[MonitorAgent] = [
            classes.get(name, MonitorAgent)(self, number)
            for number, name in enumerate(names.monitors)
        ]
        self.ties = [
            TieView(self, name, self.w.ties[number]) for number, name in enumerate(names.ties)
        ]
        self.party_set = AgentSet(self.parties, random=self.random)
        self.sector_set = AgentSet(self.sectors, random=self.random)
        self.monitor_set = AgentSet(self.monitors, random=self.random)
        self._duty_classes = {
            number: classes[name]
            for number, name in enumerate(names.obligations)
            if name in classes
        }
        if self._duty_classes:
            self.w.deciders[NONE] = self._attend

    def _attend(self, _: int, rule: int, about: int, __: float) -> int:
        """Hand a duty to the class that was given for its obligation, if any."""
        found = self._duty_classes.get(self.w.duties[about].obligation)
        if found is None:
            return rule
        found(self, about).attend()
        return 1

    # The day

    @property
    def day(self) -> int:
        """The present day; day 1 is the first day in force."""
        return self.w.run.day

    @property
    def horizon(self) -> int:
        """Last day; it may be brought forward."""
        return self.w.run.horizon

    @horizon.setter
    def horizon(self, day: int) -> None:
        self.w.run.horizon = day

    def go_on_as(self, scenario: Scenario) -> None:
        """Go on in a scenario that differs by what strikes from outside on days to come."""
        built = build(scenario, self.built.agreements)
        self.setup = self.built.scenario = scenario
        self.names.shocks = built.names.shocks
        self.w.shocks = rows_of(built.tables["shocks"], Shock)

    def step(self) -> None:
        """Let one day pass, phase by phase."""
        begin_day(self.w)
        for phase in PHASES:
            if phase.in_run_in or self.w.run.day >= 1:
                phase.act(self.w)
        if self.w.run.overflow:
            message = "the run found too little room; give the model more with `room`"
            raise MemoryError(message)
        self._reader.settle()
        self.today = self._reader.today()
        self.datacollector.collect(self)

    def run(self) -> OutcomeOfRun:
        """Let days pass until the run is over, and derive its outcome.

        Returns
        -------
        Outcome
            How the first agreement fared.
        """
        while not over(self.w):
            self.step()
        measure_the_rest(self.w)
        return self.outcome()

    def over(self) -> bool:
        """Whether the horizon or the end of the aftermath has been reached."""
        return over(self.w)

    def outcome(self) -> OutcomeOfRun:
        """Read how the first agreement of a finished run fared."""
        out, figures = self._folded()
        row = row_of(self.built, array_of(Outcome, [out]), figures)
        return outcome_of(self.label(self.w.run.end_agreement), row)

    def _folded(self) -> tuple[Outcome, Any]:
        out, figures = Outcome(), [0] * figures_of(self.built)
        fold(self.w, out, figures, 0)
        return out, np.array(figures)

    @property
    def log(self) -> EventLog:
        """Everything that has happened so far."""
        return self._reader.log()

    def daily_frame(self) -> pd.DataFrame:
        """Give the daily table so far."""
        frame: pd.DataFrame = self.datacollector.get_model_vars_dataframe()
        return frame

    # What is where

    def party(self, name: str) -> PartyAgent:
        """Party by id."""
        return self.parties[self.names.parties.index(name)]

    def sector(self, name: str) -> SectorAgent:
        """Sector by id."""
        return self.sectors[self.names.sectors.index(name)]

    def label(self, agreement: int) -> str:
        """Label of an agreement: its text, and which signing of it."""
        return self._reader.label(agreement)

    @property
    def duties(self) -> list[DutyView]:
        """Duties in force, those of the newest agreement first."""
        run = self.w.run
        live = self.w.links[run.live_at : run.live_at + run.live_count]
        return [DutyView(self, number) for number in live]

    def duties_on(self, day: int) -> list[DutyView]:
        """Duties in force on a day to come, as things stand, in the same order."""
        w = self.w
        standing = [n for n in range(w.run.agreements) if live(w.agreements[n], day)]
        standing.sort(key=lambda number: -w.agreements[number].start)
        found = []
        for number in standing:
            at = w.agreements[number].duties_at
            for duty in range(at, at + w.agreements[number].duties_count):
                kind = w.obligations[w.duties[duty].obligation].kind
                if w.duties[duty].begins <= day or kind == DELIVER:
                    found.append(DutyView(self, duty))
        return found

    def duty(self, name: str) -> DutyView | None:
        """Live duty by id, of the newest agreement that has it."""
        return next((duty for duty in self.duties if duty.name == name), None)

    def measured(self) -> int:
        """Number of the newest agreement whose end is measured, or -1."""
        return find_measured(self.w)

    def mean_trust(self) -> float:
        """Mean belief of hostile committed parties in each other, in [0, 1]."""
        return mean_trust(self.w)

    def attack_of(self, strike: int) -> Attack:
        """Give an attack of today by its place in the list of them."""
        entry, names = self.w.strikes[strike], self.names
        return Attack(
            entry.event,
            names.parties[entry.author],
            names.parties[entry.target],
            names.sectors[entry.sector],
            entry.severity,
        )

    def subject(self, what: str, about: int) -> str:
        """Id of what a decision is about."""
        kind = DECISIONS[what]
        if about == NONE or not kind:
            return ""
        listed = {
            "sector": self.names.sectors,
            "party": self.names.parties,
            "obligation": self.names.obligations,
        }
        return listed[kind][about]


def _space(model: CeasefireModel) -> Network:
    """Lay the sectors out as a network space, neighbours joined."""
    graph: nx.Graph[str] = nx.Graph()
    sectors = model.setup.scenario.sectors
    for name, sector in in_order(sectors):
        graph.add_node(name)
        for other in sector.neighbours:
            graph.add_edge(name, other)
    options: dict[str, Any] = {"random": model.random}
    if "layout" in inspect.signature(Network.__init__).parameters:
        # Without it Mesa 3.5 computes an unseeded spring layout at every start.
        options["layout"] = {name: (sectors[name].lon, sectors[name].lat) for name in graph.nodes}
    return Network(graph, **options)


def model_of(
    tree: Mapping[str, Any],
    seed: int,
    replicate: int,
    horizon: int | None = None,
    classes: Mapping[str, type] | None = None,
) -> CeasefireModel:
    """Make the model of one replicate and run it to its end.

    Parameters
    ----------
    tree : mapping
        The composed scenario, behaviour and measurement; uncertain numbers are drawn.
    seed, replicate : int
        Key of all random streams.
    horizon : int, optional
        Last day; by default the scenario's.
    classes : mapping, optional
        As for `CeasefireModel`.

    Returns
    -------
    CeasefireModel
        The finished run. One that finds too little room is run again with more.
    """
    scenario = scenario_from_tree(drawn(tree, seed, replicate) if has_distributions(tree) else tree)
    room = ROOM
    while True:
        model = CeasefireModel(scenario, seed, replicate, horizon, classes=classes, room=room)
        try:
            model.run()
        except MemoryError:
            if room >= LARGEST_ROOM:
                raise
            room *= 4
        else:
            return model


def trace(
    tree: Mapping[str, Any],
    seed: int,
    replicate: int,
    horizon: int | None = None,
    party_classes: Mapping[str, type] | None = None,
) -> Trace:
    """Run one replicate through the Mesa model, keeping all that happened; see `model_of`."""
    model = model_of(tree, seed, replicate, horizon, party_classes)
    return Trace(model.setup, model.log, model.datacollector.model_vars, model.outcome(), model)


def run_replicate(
    tree: Mapping[str, Any],
    seed: int,
    replicate: int,
    horizon: int | None = None,
    classes: Mapping[str, type] | None = None,
    *,
    point: int = 0,
    clauses: bool = True,
) -> Batch:
    """Run one replicate through the Mesa model, and fold it into tables as any other run."""
    model = model_of(tree, seed, replicate, horizon, classes)
    w, built = model.w, model.built
    out, figures = model._folded()  # noqa: SLF001 - the same module
    agreed = [Agreed() for _ in range(w.run.agreements)]
    out.agreements = fold_agreements(w, agreed, 0, 0)
    parts = [Clause() for _ in range(w.run.duties if clauses else 0)]
    if parts:
        fold_clauses(w, parts, 0, 0)
        out.clauses = len(parts)
    return batch_of(
        built,
        np.array([point]),
        np.array([replicate]),
        array_of(Outcome, [out]),
        figures.reshape(1, -1),
        array_of(Agreed, agreed[: out.agreements]),
        array_of(Clause, parts),
    )
