"""How a party's belief in the others moves (phase 8 of the day)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.law import trust
from sim.model.accusing import Accusing

if TYPE_CHECKING:
    from sim.model.belief import BeliefState
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

        for sighting in self.told():
            if sighting.forbidden:
                lay(sighting.blamed, sighting.severity, sighting.event, shared=True)
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
            for monitor in self.model.monitors
            if monitor.terms.public or self.name in monitor.terms.operated_by
            for finding in monitor.published
            if self.hostile_to(self.model.party(finding.target))
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
            self._reason(state, other, severity)
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

    def _reason(self, belief: BeliefState, other: PartyState, severity: float) -> None:
        model = self.model
        law = model.behaviour.belief
        if severity > 0.0:
            could_stop = model.believed_control(other)
            belief.probability = trust.posterior(belief.probability, 1.0 - could_stop, 1.0)
        else:
            belief.probability = trust.posterior(
                belief.probability, 1.0, 1.0 - law.uncommitted_breach
            )
