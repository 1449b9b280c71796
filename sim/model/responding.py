"""Responses to perceived breaches, and what doctrines remember (phase 9)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.law import doctrine, draws, response, retaliation
from sim.model.ordering import DOCTRINES
from sim.model.party_state import PartyState

if TYPE_CHECKING:
    from sim.model.front import Front

RUNGS = {
    response.PROTEST: "protest",
    response.REFER: "refer",
    response.ANSWER: "answer",
    response.ESCALATE: "escalate",
}


class Responding(PartyState):
    """A party that is hit, and decides what to make of it."""

    def respond(self) -> None:
        """Climb the ladder of responses, and remember."""
        if not self.fights:
            return
        rung = self._rung()
        law = self.model.behaviour.retaliation
        escalation = self.model.behaviour.response.escalation
        for front in self.fronts.values():
            answered = 0.0
            if rung == response.ANSWER:
                answered = front.hits
            elif rung == response.ESCALATE:
                answered = front.hits * escalation
            front.grievance = retaliation.grievance_after(
                front.grievance, law.persistence, answered
            )
        for front in self.fronts.values():
            self._remember(front)

    def settle_grievance(self) -> None:
        """Let go of what a text that enters into force settles."""
        settled = self.model.behaviour.retaliation.settled
        for front in self.fronts.values():
            front.grievance = retaliation.settled_grievance(front.grievance, settled)

    def _rung(self) -> int:
        model = self.model
        law = model.behaviour.response
        severity = 0.0
        fronts_hit = 0
        for front in self.fronts.values():
            severity += front.hits
            fronts_hit += front.hits > 0.0
        hits = response.severity_where_hit(severity, fronts_hit)
        if hits <= self.terms.tolerance:
            return response.IGNORE
        belief = self.opposing_belief()
        pressure = response.pressure_to_respond(hits, self.terms.tolerance, belief, law.distrust)
        luck = model.luck.block(model.day, draws.RESPONSE, self.key)
        rung = response.rung(
            pressure, law.protest, law.refer, law.answer, law.escalate, law.noise, luck[0]
        )
        rung = self.decide("response", rung)
        rung = response.redress(rung, int(model.commission_sits()))
        if rung != response.IGNORE:
            worst = sorted(self.inbox.sightings, key=lambda s: (-s.severity, s.event))[:3]
            event = model.note(
                "response",
                RUNGS[rung],
                actor=self.name,
                target=worst[0].blamed if worst else "",
                severity=hits,
                causes=tuple(s.event for s in worst),
                terms={"pressure": pressure},
            )
            if rung == response.REFER:
                model.docket.append((self.name, event.id))
        return rung

    def _remember(self, front: Front) -> None:
        """Update what a doctrine needs to know of an opponent at a front."""
        rule = front.doctrine
        code = DOCTRINES[rule.kind]
        if code == doctrine.CONTRITE:
            other = front.opponent.fronts.get(front.sector.name)
            act = other.own_act if other is not None else 0
            own = doctrine.standing_after(front.own_standing, front.other_standing, front.own_act)
            front.other_standing = doctrine.standing_after(
                front.other_standing, front.own_standing, act
            )
            front.own_standing = own
        elif code == doctrine.GRIM:
            front.triggered = max(front.triggered, front.seen)
        elif code == doctrine.TOLERANT_TRIGGER:
            alarm = front.seen
            if rule.public_alarm:
                other = front.opponent.fronts.get(front.sector.name)
                alarm = max(alarm, other.seen if other is not None else 0)
            front.days_left, front.strikes = doctrine.punishment_after(
                front.days_left, front.strikes, alarm, rule.threshold, rule.punishment_days
            )
