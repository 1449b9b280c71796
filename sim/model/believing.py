"""How a party's belief in the others moves (phase 8 of the day)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.law import trust
from sim.model.accusing import Accusing
from sim.model.blame import Blame

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
        blame = self._blame_today()
        watched = min(1.0, self._watched())
        for other in self.model.parties:
            if other is not self and self.camp != other.camp:
                self._update(other, blame, watched)

    def _watched(self) -> float:
        """Chance that a monitor would have told it of an attack, mean over the fronts."""
        total = 0.0
        for monitor in self.model.monitors:
            if monitor.reaches(self):
                total += monitor.chance_to_tell()
        return total

    def _blame_today(self) -> Blame:
        """Sum what each other party is held responsible for today."""
        blame = Blame(self.model)
        for sighting, severity in self.told_once():
            blame.lay_fire(sighting.blamed, severity, sighting.event, forbidden=sighting.forbidden)
        for monitor, finding in self._reports():
            self._learn(blame, monitor, finding)
        for author, event in self.inbox.supplies:
            blame.lay(author, 1.0, event)
        hearsay = self.model.behaviour.belief.hearsay
        for accused, event in self.inbox.accused.items():
            if accused != self.name and self.model.log[event].actor != self.name:
                blame.lay(accused, hearsay * len(self.model.front_sectors), event)
        return blame

    def _learn(self, blame: Blame, monitor: MonitorAgent, finding: Event) -> None:
        """Set what a monitor found against what the own camp had made of it."""
        before = self._laid_on(monitor, finding)
        # What the camp saw by itself, and laid on the same party, is no news.
        if before == finding.target:
            return
        forbidden = self.model.forbids_fire(finding.sector)
        if before:
            blame.clear(before, finding.severity, forbidden=forbidden)
        if self.hostile_to(self.model.party(finding.target)):
            blame.lay_fire(finding.target, finding.severity, finding.id, forbidden=forbidden)

    def _laid_on(self, monitor: MonitorAgent, finding: Event) -> str:
        """On whom its camp laid the fire of a finding, or an empty text if it saw none."""
        place = (finding.sector, finding.true_author, self.camp)
        day, blamed = self.model.laid.get(place, (-(2**31), ""))
        return blamed if day >= self.model.day - monitor.terms.delay_days else ""

    def _reports(self) -> list[tuple[MonitorAgent, Event]]:
        """Findings of today that reach this party, with who found."""
        return [
            (monitor, finding)
            for monitor in self.model.monitors
            if monitor.reaches(self)
            for finding in monitor.published
        ]

    def _update(self, other: PartyState, blame: Blame, watched: float) -> None:
        model = self.model
        law = model.behaviour.belief
        state = self.beliefs[other.name]
        if other.name in blame.evidence:
            state.evidence, state.evidence_forbidden = blame.evidence[other.name]
        promised = model.promises(other)
        fronts = max(1, len(model.front_sectors))
        evidence = 0.0
        kept = 0.0
        if promised:
            severity = blame.severity.get(other.name, 0.0)
            evidence = trust.day_evidence(severity / fronts, law.breach_weight)
            kept = trust.day_kept(law.kept_rate, evidence, law.verified, watched)
            if state.bayesian:
                self._reason(state, other)
        state.kept = trust.remembered(state.kept, law.forgetting, kept)
        state.broken = trust.remembered(state.broken, law.forgetting, law.asymmetry * evidence)
        mistaken = blame.cleared.get(other.name, 0.0)
        if promised and mistaken > 0.0:
            evidence = trust.day_evidence(mistaken / fronts, law.breach_weight)
            state.broken = trust.cleared(state.broken, law.asymmetry, evidence)
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
        unwritten = model.behaviour.belief.unwritten
        for sighting in self.told():
            weight = trust.weight_of_fire(int(sighting.forbidden), unwritten)
            most = max(most, weight * self._could_stop(other, sighting.blamed))
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
            if self._laid_on(monitor, finding) == finding.target:
                continue
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
