"""How a party's belief in the others moves (phase 8 of the day)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.law import trust
from sim.model.accusing import Accusing

if TYPE_CHECKING:
    from sim.model.belief import BeliefState
    from sim.model.monitor import MonitorAgent
    from sim.model.party_state import PartyState
    from sim.record.events import Event


class Believing(Accusing):
    """A party as judge of the others (phase 8)."""

    def update_beliefs(self) -> None:
        """Move belief in each other party on what was seen and said today."""
        if self.model.day < 1:
            return
        blame, events = self._blame_today()
        for other in self.model.parties:
            if other is not self and self.camp != other.camp:
                self._update(other, blame.get(other.name, 0.0), events.get(other.name))

    def _blame_today(self) -> tuple[dict[str, float], dict[str, int]]:
        """Sum what each other party is held responsible for today."""
        law = self.model.behaviour.belief
        blame: dict[str, float] = {}
        events: dict[str, int] = {}

        def lay(name: str, severity: float, event: int, *, shared: bool = False) -> None:
            blame[name] = blame.get(name, 0.0) + severity
            events[name] = event
            if shared:
                for other, share in self.model.responsible_for(name):
                    lay(other, share * severity, event)

        for sighting, severity in self.told_once():
            if sighting.forbidden:
                lay(sighting.blamed, severity, sighting.event, shared=True)
        for finding in self._findings():
            lay(finding.target, finding.severity, finding.id, shared=True)
        for author, event in self.inbox.supplies:
            lay(author, 1.0, event)
        for accused, event in self.inbox.accused.items():
            if accused != self.name and self.model.log[event].actor != self.name:
                lay(accused, law.hearsay * len(self.model.front_sectors), event)
        return blame, events

    def _findings(self) -> list[Event]:
        """Findings of today that reach this party and name a hostile one."""
        return [
            finding
            for _, finding in self._reports()
            if self.hostile_to(self.model.party(finding.target))
        ]

    def _reports(self) -> list[tuple[MonitorAgent, Event]]:
        """Findings of today that reach this party, with who found."""
        return [
            (monitor, finding)
            for monitor in self.model.monitors
            if monitor.terms.public or self.name in monitor.terms.operated_by
            for finding in monitor.published
        ]

    def _update(self, other: PartyState, severity: float, event: int | None) -> None:
        model = self.model
        law = model.behaviour.belief
        state = self.beliefs[other.name]
        if event is not None:
            state.evidence = event
        promised = model.promises(other)
        intensity = severity / max(1, len(model.front_sectors))
        evidence = trust.day_evidence(intensity, law.breach_weight) if promised else 0.0
        kept = law.kept_rate * (1.0 - evidence) if promised else 0.0
        if promised and state.bayesian:
            self._reason(state, other)
        state.kept = trust.remembered(state.kept, law.forgetting, kept)
        state.broken = trust.remembered(state.broken, law.forgetting, law.asymmetry * evidence)
        if not model.behaviour.overdue.active:
            return
        most = 0.0
        for duty in model.duties:
            if other.name in duty.debtors(self.name) and duty.overdue(model.day):
                growth = trust.ledger_growth(duty.gap, duty.terms.visibility, duty.terms.importance)
                if growth > 0.0:
                    state.overdue += growth
                    if growth >= most and duty.deadline_event is not None:
                        most = growth
                        state.undelivered = duty.deadline_event

    def _reason(self, state: BeliefState, other: PartyState) -> None:
        """Move the chance of a committed type by Bayes' rule on what was learnt today."""
        law = self.model.behaviour.belief
        could_stop = self._seen_against(other)
        chances = [(1.0 - could_stop, 1.0)] if could_stop > 0.0 else []
        chances += self._said_by_monitors(other)
        if not chances:
            chances = [(1.0, 1.0 - law.uncommitted_breach)]
        for if_committed, if_not in chances:
            state.probability = trust.posterior(state.probability, if_committed, if_not)

    def _seen_against(self, other: PartyState) -> float:
        """Chance that a committed party would have prevented the worst seen or told today."""
        model = self.model
        most = 0.0
        for sighting in self.told():
            if sighting.forbidden:
                most = max(most, self._could_stop(other, sighting.blamed))
        for author, _ in self.inbox.supplies:
            if author == other.name:
                most = max(most, other.control)
        charge = self.inbox.accused.get(other.name)
        if charge is not None and model.log[charge].actor != self.name:
            most = max(most, model.behaviour.belief.hearsay * other.control)
        return most

    def _said_by_monitors(self, other: PartyState) -> list[tuple[float, float]]:
        """Chances, under each type, of every finding that concerns a party."""
        found = []
        for monitor, finding in self._reports():
            suspects = self.model.sector(finding.sector).present
            named = self._could_stop(other, finding.target)
            spared = max((self._could_stop(other, party.name) for party in suspects), default=0.0)
            if max(named, spared) > 0.0:
                found.append(
                    trust.finding_chances(
                        int(named > 0.0),
                        named if named > 0.0 else spared,
                        monitor.terms.attribution,
                        len(suspects),
                    )
                )
        return found

    def _could_stop(self, party: PartyState, author: str) -> float:
        """Chance that a committed party would have stopped an act of an author."""
        if author == party.name:
            return party.control
        return dict(self.model.responsible_for(author)).get(party.name, 0.0)
