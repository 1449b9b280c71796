"""From a scenario to the agents, ties and agreements of a run."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, Any

import networkx as nx
from mesa.discrete_space import Network

from sim.law import trust
from sim.model.belief import BeliefState
from sim.model.monitor import MonitorAgent
from sim.model.pact import Duty, Pact
from sim.model.party import PartyAgent
from sim.model.party_state import OperationState
from sim.model.sector import SectorAgent
from sim.model.tie import TieState
from sim.scenario.errors import InputError, did_you_mean
from sim.scenario.luck import signed_key
from sim.scenario.scenario import in_order, key_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sim.model.ceasefire import CeasefireModel

UNSIGNED = -1


def build_space(model: CeasefireModel) -> Network:
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


def build_parties(
    model: CeasefireModel, classes: Mapping[str, type[PartyAgent]]
) -> list[PartyAgent]:
    """Make the parties, in the order of their luck keys."""
    parties = model.setup.scenario.parties
    for name in classes:
        if name not in parties:
            raise InputError(
                f"there is no party {name}", key="party_classes", mend=did_you_mean(name, parties)
            )
    return [
        classes.get(name, PartyAgent)(model, name, terms, key_of(name, terms))
        for name, terms in in_order(parties)
    ]


def build_sectors(model: CeasefireModel) -> list[SectorAgent]:
    """Make the sectors and join them to their neighbours."""
    terms = model.setup.scenario.sectors
    cells = {cell.coordinate: cell for cell in model.space.all_cells}
    sectors = [
        SectorAgent(model, name, sector, cells[name], key_of(name, sector))
        for name, sector in in_order(terms)
    ]
    by_name = {sector.name: sector for sector in sectors}
    for sector in sectors:
        joined = {cell.coordinate for cell in sector.cell.connections.values()}
        sector.neighbours = [other for other in sectors if other.name in joined]
        sector.holder = model.party(terms[sector.name].holder)
        sector.faces = [p for p in model.parties if p.name in terms[sector.name].faces]
        by_name[sector.name] = sector
    return sectors


def build_ties(model: CeasefireModel) -> list[TieState]:
    """Bind active sponsors to their clients."""
    ties = []
    for name, terms in in_order(model.setup.scenario.ties):
        if not terms.active:
            continue
        tie = TieState(
            name=name,
            terms=terms,
            key=key_of(name, terms),
            sponsor=model.party(terms.sponsor),
            client=model.party(terms.client),
            leverage=0.0,
            air_power=terms.air_power,
        )
        tie.sponsor.clients.append(tie)
        tie.client.sponsors.append(tie)
        ties.append(tie)
    return ties


def build_beliefs(model: CeasefireModel) -> None:
    """Give every party its initial belief in every other."""
    weight = model.behaviour.overdue.weight if model.behaviour.overdue.active else 0.0
    for party in model.parties:
        for other in model.parties:
            if other is party:
                continue
            belief = party.terms.beliefs.get(other.name, party.terms.initial_belief)
            party.beliefs[other.name] = BeliefState(
                prior_kept=party.terms.prior_weight * belief,
                prior_broken=party.terms.prior_weight * (1.0 - belief),
                bayesian=party.terms.belief_law == "bayesian",
                probability=belief,
                weight=weight,
            )


def build_monitors(model: CeasefireModel) -> list[MonitorAgent]:
    """Make the active monitors."""
    return [
        MonitorAgent(model, name, terms, key_of(name, terms))
        for name, terms in in_order(model.setup.scenario.monitors)
        if terms.active
    ]


def build_operations(model: CeasefireModel) -> None:
    """Hand documented operations to their owners."""
    for _, terms in in_order(model.setup.scenario.operations):
        if terms.active:
            model.party(terms.owner).operation = OperationState(
                targets=list(terms.targets),
                wanted=len(terms.targets),
                days_fought=terms.days_fought,
                days_stopped=terms.days_stopped,
                running=terms.running,
            )


def sign(model: CeasefireModel, name: str, start: int, *, framework: bool) -> Pact:
    """Make an agreement out of its text, with its duties and provisions.

    Parameters
    ----------
    model : CeasefireModel
        The run.
    name : str
        Id of the text.
    start : int
        Day of entry into force.
    framework : bool
        Whether it is only the frame of another; its end is not measured.

    Returns
    -------
    Pact
        The agreement, not yet entered in the model's list.
    """
    terms = model.setup.scenario
    ordinal = 1 + sum(pact.name == name for pact in model.pacts)
    label = name if ordinal == 1 else f"{name}#{ordinal}"
    pact = Pact(
        label=label,
        name=name,
        key=signed_key(terms.agreements[name].luck_key or name, ordinal),
        text=terms.agreements[name],
        ordinal=ordinal,
        start=start,
        framework=framework,
        provisions={
            key: provision
            for key, provision in in_order(terms.provisions)
            if provision.agreement == name and provision.active
        },
    )
    for key, duty in in_order(terms.obligations):
        if duty.agreement != name or not duty.active:
            continue
        begins = start if duty.begins is None else _after(model, duty.begins, start)
        due = None if duty.due is None else _after(model, duty.due, start)
        zone = model.zones[duty.zone] if duty.zone else frozenset(duty.route)
        pact.duties.append(
            Duty(
                name=key,
                terms=duty,
                key=signed_key(duty.luck_key or key, ordinal),
                pact=pact,
                begins=begins,
                due=due,
                first_due=due,
                progress=duty.progress if ordinal == 1 else 0.0,
                verified=duty.progress if ordinal == 1 else 0.0,
                readings=dict(duty.readings),
                zone=frozenset(zone),
            )
        )
    return pact


def _after(model: CeasefireModel, when: Any, start: int) -> int:  # noqa: ANN401
    """Day of the run: of a date, or so many days after entry (the first is 1)."""
    if isinstance(when, int):
        return start + when - 1
    return model.setup.day(when)


def preload_ledgers(model: CeasefireModel) -> None:
    """Enter in the ledgers what was overdue before the first day."""
    law = trust.ledger_growth
    for pact in model.pacts:
        for duty in pact.duties:
            if duty.terms.kind != "deliver" or duty.due is None or duty.due > 0:
                continue
            duty.gap = 1.0 - duty.progress
            duty.met = duty.gap <= 0.0
            if duty.met:
                continue
            duty.miss(duty.due)
            duty.deadline_event = model.note(
                "deadline",
                "missed",
                day=duty.due,
                obligation=duty.name,
                agreement=pact.label,
                severity=duty.gap,
            ).id
            growth = law(duty.gap, duty.terms.visibility, duty.terms.importance)
            for reader in model.parties:
                for debtor in duty.debtors(reader.name):
                    if debtor != reader.name:
                        state = reader.beliefs[debtor]
                        state.overdue += growth * -duty.due
                        state.undelivered = duty.deadline_event
