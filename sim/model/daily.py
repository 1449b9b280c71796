"""The daily table of the told run, gathered by Mesa's DataCollector."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from mesa.datacollection import DataCollector

if TYPE_CHECKING:
    from sim.model.belief import BeliefState
    from sim.model.ceasefire import CeasefireModel
    from sim.model.party import PartyAgent
    from sim.model.tie import TieState
    from sim.scenario.agreements import Shock

Reporter = Callable[["CeasefireModel"], Any]


def changed(value: float, shock: Shock) -> float:
    """Value after a shock, never below 0."""
    if shock.change == "set":
        return max(0.0, shock.value)
    if shock.change == "add":
        return max(0.0, value + shock.value)
    return max(0.0, value * shock.value)


def collector(model: CeasefireModel) -> DataCollector:
    """Make the collector: a column per belief, effort, count and holding."""
    reporters: dict[str, Reporter] = {
        "day": lambda m: m.day,
        "date": lambda m: m.setup.date(m.day).isoformat(),
        "agreement": lambda m: m.label_in_force(),
        "attacks": lambda m: m.attack_counts[-1],
        "breaches": lambda m: m.breach_counts[-1],
        "tension": lambda m: m.mean_tension(),
        "displaced": lambda m: m.displaced_today(),
    }
    for party in model.parties:
        _of_party(reporters, model, party)
    for tie in model.ties:
        reporters[f"effort.{tie.name}"] = _effort(tie)
    return DataCollector(model_reporters=reporters)


def _level(state: BeliefState) -> Reporter:
    return lambda _: state.level


def _overdue(state: BeliefState) -> Reporter:
    return lambda _: state.overdue


def _effort(tie: TieState) -> Reporter:
    return lambda _: tie.sponsor.effort


def _of_party(reporters: dict[str, Reporter], model: CeasefireModel, party: PartyAgent) -> None:
    name = party.name
    for other in model.parties:
        if party.hostile_to(other):
            state = party.beliefs[other.name]
            reporters[f"belief.{name}.{other.name}"] = _level(state)
            reporters[f"overdue.{name}.{other.name}"] = _overdue(state)
    reporters[f"weariness.{name}"] = lambda _: party.weariness
    reporters[f"strength.{name}"] = lambda _: party.strength
    if party.clients:
        reporters[f"pressure.{name}"] = lambda _: party.pressure
    if party.terms.publishes_counts:
        reporters[f"published.{name}"] = lambda _: party.published
    if party.fights:
        reporters[f"held.{name}"] = lambda m: sum(s.holder is party for s in m.sectors)
