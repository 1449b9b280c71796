"""What both engines hold in mind between two phases, written in the same words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sim.engine.codes import LONG_AGO, NONE
from sim.engine.layout import lay_out
from sim.engine.state import interpreted, packed, state_of
from sim.day.events import FORMS

if TYPE_CHECKING:
    from sim.engine.layout import Layout
    from sim.engine.state import State
    from sim.engine.tables import Diary, Field, Today, Treaty, World
    from sim.day.model import CeasefireModel
    from sim.model.front import Front
    from sim.day.agents import PartyAgent
    from sim.scenario.scenario import Scenario

Held = dict[str, Any]

OF_PARTY = (
    "strength",
    "weariness",
    "control",
    "worth_of_land",
    "effort",
    "noticed_effort",
    "confidence",
    "pressure",
    "violence",
    "published",
)
OF_BELIEF = (
    "prior_kept",
    "prior_broken",
    "probability",
    "weight",
    "kept",
    "broken",
    "overdue",
    "known_at_signing",
)
OF_FRONT = (
    "order",
    "control_luck",
    "seen",
    "own_act",
    "own_standing",
    "other_standing",
    "triggered",
    "days_left",
    "strikes",
    "grievance",
    "hits",
    "worth",
    "terrain",
)
OF_DUTY = ("key", "begins", "progress", "extensions", "verified", "gap", "breaches", "last_done")


def nobody(number: int) -> int | None:
    """Read a number of an event that may be missing."""
    return None if number == NONE else number


# The Mesa model


def of_mesa(model: CeasefireModel) -> Held:
    """Write down what the Mesa model holds."""
    held: Held = {
        "day": model.day,
        "events": len(model.log),
        "attacks": model.attack_counts[-1] if model.attack_counts else 0,
        "breaches": model.breach_counts[-1] if model.breach_counts else 0,
        "attacking": sorted(model.attacking),
        "failures": model.failures,
        "failed rounds": model.failed_rounds,
        "last success": model.last_success,
        "docket": len(model.docket),
        "displaced": float(sum(model.displaced.values())),
        "assaults": model.assaults,
        "captures": model.captures,
    }
    for party in model.parties:
        _of_mesas_party(held, party)
    for tie in model.ties:
        held[f"{tie.name} leverage"] = tie.leverage
        held[f"{tie.name} air power"] = tie.air_power
    for sector in model.sectors:
        held[f"{sector.name} holder"] = sector.holder.name
        held[f"{sector.name} people"] = sector.people
        held[f"{sector.name} tension"] = sector.tension
        held[f"{sector.name} strikes"] = len(sector.attacks_today)
        held[f"{sector.name} present"] = [party.name for party in sector.present]
        for name in ("posts", "forces"):
            stated = getattr(sector, name)
            held[f"{sector.name} {name}"] = {who: n for who, n in stated.items() if n != 0.0}
    held["fronts"] = [sector.name for sector in model.front_sectors]
    _of_mesas_agreements(held, model)
    for monitor in model.monitors:
        held[f"{monitor.name} pending"] = len(monitor.pending)
        if model.day >= 1:
            held[f"{monitor.name} on duty"] = monitor.on_duty
    return held


def _of_mesas_party(held: Held, party: PartyAgent) -> None:
    for name in OF_PARTY:
        held[f"{party.name} {name}"] = getattr(party, name)
    for other, relations in party.relations.items():
        if relations != 0.0:
            held[f"{party.name} relations with {other}"] = relations
    for other, state in party.beliefs.items():
        start = f"{party.name} on {other}"
        for name in OF_BELIEF:
            held[f"{start} {name}"] = getattr(state, name)
        held[f"{start} evidence"] = state.evidence
        held[f"{start} evidence forbidden"] = state.evidence_forbidden
        held[f"{start} undelivered"] = state.undelivered
        if other in party.foes:
            held[f"{start} level"] = state.level
    held[f"{party.name} fronts"] = sorted(party.fronts)
    for front in party.fronts.values():
        _of_mesas_front(held, f"{party.name} at {front.sector.name}", front)
    operation = party.operation
    held[f"{party.name} operation"] = operation is not None
    if operation is not None:
        held[f"{party.name} operation is"] = (
            operation.days_fought,
            operation.days_stopped,
            operation.running,
            operation.begun_event,
            operation.captured,
            operation.wanted,
        )
    plan = party.preparation
    held[f"{party.name} plan"] = None if plan is None else (plan.day, list(plan.axis))


def _of_mesas_front(held: Held, start: str, front: Front) -> None:
    for name in OF_FRONT:
        held[f"{start} {name}"] = getattr(front, name)
    held[f"{start} opponent"] = front.opponent.name
    held[f"{start} cause"] = front.cause
    held[f"{start} last hit"] = front.last_hit


def _of_mesas_agreements(held: Held, model: CeasefireModel) -> None:
    held["pacts"] = [pact.label for pact in model.pacts]
    held["live duties"] = [(duty.pact.label, duty.name) for duty in model.duties]
    for pact in model.pacts:
        held[pact.label] = (
            pact.start,
            pact.framework,
            pact.closed,
            pact.closed_as,
            pact.measured,
            pact.end_day,
            pact.end_kind,
            pact.entry_event,
        )
        for duty in pact.duties:
            start = f"{pact.label} {duty.name}"
            for name in OF_DUTY:
                held[f"{start} {name}"] = getattr(duty, name)
            held[f"{start} met"] = duty.met
            held[f"{start} came to"] = (duty.first_breach, duty.missed, duty.done)
            held[f"{start} due"] = (duty.due, duty.first_due)
            held[f"{start} missed in"] = duty.deadline_event
            held[f"{start} owed by"] = [list(duty.debtors(party.name)) for party in model.parties]


# The engine


class Stepped:
    """A run of the engine that is taken phase by phase, as plain Python.

    Parameters
    ----------
    scenario : Scenario
        What to run; its uncertain numbers must have been drawn.
    seed, replicate : int
        Key of all luck.
    horizon : int
        Last day.
    """

    def __init__(self, scenario: Scenario, seed: int, replicate: int, horizon: int) -> None:
        self.layout: Layout = lay_out(scenario)
        state = state_of(self.layout, horizon, told=True)
        state.block[:] = packed(self.layout)
        self.state: State = interpreted(state)
        self.run = self.state.world.run[0]
        self.run.seed, self.run.replicate = seed, replicate
        self.run.horizon, self.run.told = horizon, 1

    def groups(self) -> tuple[World, Treaty, Today, Diary, Field]:
        """Give the groups of tables, as every phase takes them."""
        state = self.state
        return (state.world, state.treaty, state.today, state.diary, state.field)

    def held(self) -> Held:
        """Write down what the engine holds."""
        return _Reader(self).held()


class _Reader:
    def __init__(self, stepped: Stepped) -> None:
        self.run = stepped.run
        self.names = stepped.layout.names
        self.state = stepped.state
        self.world = stepped.state.world
        self.labels = [
            self.names.texts[p.text] + ("" if p.ordinal == 1 else f"#{p.ordinal}")
            for p in self.state.treaty.pacts[: self.run.pacts]
        ]

    def held(self) -> Held:
        run, names, field = self.run, self.names, self.state.field
        begun = run.day > -run.run_in
        page = self.state.diary.days[max(0, run.day + run.run_in - 1)]
        found: Held = {
            "day": run.day,
            "events": run.events,
            "attacks": page.attacks if begun else 0,
            "breaches": page.breaches_by_fire if begun else 0,
            "attacking": sorted(
                name
                for name, row in zip(names.parties, self.world.parties, strict=True)
                if row.attacking
            ),
            "failures": run.failures,
            "failed rounds": run.failed_rounds,
            "last success": nobody(run.last_success),
            "docket": run.docket,
            "displaced": run.displaced,
            "assaults": [(a.day, names.sectors[a.sector]) for a in field.assaults[: run.assaults]],
            "captures": [(a.day, names.sectors[a.sector]) for a in field.captures[: run.captures]],
        }
        for who in range(run.parties):
            self._party(found, who)
        for name, tie in zip(names.ties, self.world.ties, strict=True):
            found[f"{name} leverage"] = tie.leverage
            found[f"{name} air power"] = tie.air_power
        for number, name in enumerate(names.sectors):
            self._sector(found, number, name)
        fronts = self.world.links[run.front_at : run.front_at + run.front_count]
        found["fronts"] = [names.sectors[number] for number in fronts]
        self._agreements(found)
        for number, name in enumerate(names.monitors):
            waiting = self.state.today.pending[: run.findings]
            found[f"{name} pending"] = len([each for each in waiting if each.monitor == number])
            if run.day >= 1:
                found[f"{name} on duty"] = bool(self.state.today.monitors[number].on_duty)
        return found

    def _party(self, found: Held, who: int) -> None:
        names, count = self.names, self.run.parties
        name = names.parties[who]
        row = self.world.parties[who]
        for each in OF_PARTY:
            found[f"{name} {each}"] = getattr(row, each)
        for other in range(count):
            pair = self.world.pairs[who * count + other]
            if pair.relations != 0.0:
                found[f"{name} relations with {names.parties[other]}"] = pair.relations
            if other == who:
                continue
            start = f"{name} on {names.parties[other]}"
            for each in OF_BELIEF:
                found[f"{start} {each}"] = getattr(pair, each)
            found[f"{start} evidence"] = nobody(pair.evidence)
            found[f"{start} evidence forbidden"] = bool(pair.evidence_forbidden)
            found[f"{start} undelivered"] = nobody(pair.undelivered)
            if pair.hostile:
                found[f"{start} level"] = pair.level
        at = self.world.links[row.fronts_at : row.fronts_at + row.fronts_count]
        found[f"{name} fronts"] = sorted(names.sectors[number] for number in at)
        for number in at:
            self._front(found, who, number)
        found[f"{name} operation"] = bool(row.operation)
        if row.operation:
            found[f"{name} operation is"] = (
                row.op_days_fought,
                row.op_days_stopped,
                bool(row.op_running),
                nobody(row.op_begun),
                row.op_captured,
                row.op_wanted,
            )
        axis = self.world.links[row.plan_at : row.plan_at + row.plan_count]
        plan = (row.plan_day, [names.sectors[number] for number in axis])
        found[f"{name} plan"] = plan if row.plan else None

    def _front(self, found: Held, who: int, number: int) -> None:
        start = f"{self.names.parties[who]} at {self.names.sectors[number]}"
        place = self.world.places[who * self.run.sectors + number]
        for each in OF_FRONT:
            found[f"{start} {each}"] = getattr(place, each)
        found[f"{start} opponent"] = self.names.parties[place.opponent]
        found[f"{start} cause"] = nobody(place.cause)
        found[f"{start} last hit"] = nobody(place.last_hit)

    def _sector(self, found: Held, number: int, name: str) -> None:
        row = self.world.sectors[number]
        found[f"{name} holder"] = self.names.parties[row.holder]
        found[f"{name} people"] = row.people
        found[f"{name} tension"] = row.tension
        found[f"{name} strikes"] = row.strikes
        present = self.world.links[row.present_at : row.present_at + row.present_count]
        found[f"{name} present"] = [self.names.parties[who] for who in present]
        for each in ("posts", "forces"):
            found[f"{name} {each}"] = {
                party: value
                for who, party in enumerate(self.names.parties)
                if (value := getattr(self.world.places[who * self.run.sectors + number], each))
                != 0.0
            }

    def _agreements(self, found: Held) -> None:
        treaty, run = self.state.treaty, self.run
        found["pacts"] = self.labels
        at = self.world.links[run.live_at : run.live_at + run.live_count]
        duties = [treaty.duties[number] for number in at]
        found["live duties"] = [
            (self.labels[duty.pact], self.names.obligations[duty.obligation]) for duty in duties
        ]
        for number, label in enumerate(self.labels):
            pact = treaty.pacts[number]
            found[label] = (
                pact.start,
                bool(pact.framework),
                nobody(pact.closed),
                self._end(pact.closed_as),
                bool(pact.measured),
                nobody(pact.end_day),
                self._end(pact.end_kind),
                nobody(pact.entry_event),
            )
        for number in range(run.duties):
            self._duty(found, number)

    @staticmethod
    def _end(number: int) -> str:
        return "" if number == NONE else FORMS["end"][number]

    def _duty(self, found: Held, number: int) -> None:
        duty = self.state.treaty.duties[number]
        start = f"{self.labels[duty.pact]} {self.names.obligations[duty.obligation]}"
        for each in OF_DUTY:
            found[f"{start} {each}"] = getattr(duty, each)
        found[f"{start} met"] = bool(duty.met)
        found[f"{start} came to"] = tuple(
            None if day == LONG_AGO else day for day in (duty.first_breach, duty.missed, duty.done)
        )
        due = (duty.due, duty.first_due) if duty.due_stated else (None, None)
        found[f"{start} due"] = due
        found[f"{start} missed in"] = nobody(duty.deadline_event)
        found[f"{start} owed by"] = [
            self._listed(self.world.links[self.run.reading_at + number * self.run.parties + who])
            for who in range(self.run.parties)
        ]

    def _listed(self, at: int) -> list[str]:
        links = self.world.links
        return [self.names.parties[who] for who in links[at + 1 : at + 1 + links[at]]]
