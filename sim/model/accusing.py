"""Accusations, and how the accused meets them (phases 7 and 9 of the day)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.law import accusation, draws
from sim.model.party_state import Charge, Sighting
from sim.model.watching import Watching

if TYPE_CHECKING:
    from sim.model.pact import Duty

FORMS = {
    accusation.TRUE: "true",
    accusation.FALSE: "false",
    accusation.CONTESTED: "contested",
    accusation.PRETEXT: "pretext",
}


class Accusing(Watching):
    """A party as accuser and as accused."""

    def accuse(self) -> None:
        """Turn grounds for complaint into public charges."""
        if not self.model.behaviour.accusation.active or not self.terms.accuses:
            return
        if self.name not in self.model.committed:
            return
        law = self.model.behaviour.accusation
        for duty in self.model.duties:
            if duty.terms.kind == "refrain" and duty.terms.act == "attack":
                self._charge_fire(duty, law.breach_rate)
            elif duty.terms.kind == "refrain":
                self._charge_act(duty, law.overdue_rate)
            elif duty.overdue(self.model.day):
                accused = self.owing_opponent(duty)
                grounds = duty.gap * duty.terms.visibility * duty.terms.importance
                if accused is not None and grounds > 0.0:
                    self._weigh(duty, accused, law.overdue_rate, grounds, (duty.deadline_event,))

    def _charge_fire(self, duty: Duty, rate: float) -> None:
        if not self.model.newest_for_fire(duty):
            return
        mine = []
        severity = 0.0
        for sighting, size in self.told_once():
            if sighting.forbidden and duty.covers(sighting.sector):
                mine.append(sighting)
                severity += size
        grounds = severity / max(1, len(self.model.front_sectors)) - self.terms.tolerance
        if grounds <= 0.0:
            return
        accused = self._answerable(duty, mine)
        if accused is not None:
            worst = sorted(mine, key=lambda s: (-s.severity, s.event))[:3]
            self._weigh(duty, accused, rate, grounds, tuple(s.event for s in worst))

    def _answerable(self, duty: Duty, sightings: list[Sighting]) -> str | None:
        """Who is charged for fire: a guarantor charges a guarantor, others the culprit."""
        owing = [n for n in duty.debtors(self.name) if self.hostile_to(self.model.party(n))]
        if not owing:
            return None
        if self.clients:
            for name in owing:
                if self.model.party(name).clients:
                    return name
        blamed = [s.blamed for s in sightings]
        for name in owing:
            if name in blamed:
                return name
        return owing[0]

    def _charge_act(self, duty: Duty, rate: float) -> None:
        for author, event in self.inbox.supplies:
            act = self.model.log[event].kind
            if act == duty.terms.act and author in duty.debtors(self.name):
                grounds = duty.terms.visibility * duty.terms.importance
                self._weigh(duty, author, rate, grounds, (event,))

    def _weigh(
        self,
        duty: Duty,
        accused: str,
        rate: float,
        grounds: float,
        evidence: tuple[int | None, ...],
    ) -> None:
        model = self.model
        law = model.behaviour.accusation
        since = model.day - self.last_charge.get((accused, duty.name), -10_000)
        chance = accusation.accusation_chance(rate, grounds, since, law.refractory_days)
        luck = model.luck.block(
            model.day, draws.ACCUSATION, self.key, model.party(accused).key, duty.key
        )
        if luck[0] < chance:
            terms = {"chance": chance, "grounds": grounds}
            if all(event is None for event in evidence):
                # A state of affairs, such as posts where they should not stand, has no event.
                terms["ongoing"] = 1.0
            self.charge(duty, accused, grounds, evidence, terms)

    def charge(  # noqa: PLR0913 - a charge has an object, a size, grounds and terms
        self,
        duty: Duty,
        accused: str,
        grounds: float,
        evidence: tuple[int | None, ...],
        terms: dict[str, float],
        *,
        counter: bool = False,
    ) -> int:
        """Make an accusation; the log knows whether it is true.

        A counter-charge is made when the others have answered for the day: it is
        heard and answered on the next.
        """
        standing = self._truth(duty, accused, evidence)
        event = self.model.note(
            "accusation",
            FORMS[standing],
            actor=self.name,
            target=accused,
            obligation=duty.name,
            agreement=duty.pact.label,
            severity=grounds,
            causes=evidence,
            terms=terms,
        )
        self.last_charge[(accused, duty.name)] = self.model.day
        self.charged_event[(accused, duty.name)] = event.id
        other = self.model.party(accused)
        (other.late if counter else other.inbox).charges.append(
            Charge(
                self.name, duty.name, event.id, guilty=standing == accusation.TRUE, counter=counter
            )
        )
        for party in self.model.parties:
            if party.camp == self.camp or not party.hostile_to(self):
                inbox = party.late if counter else party.inbox
                inbox.accused.setdefault(accused, event.id)
        return event.id

    def _truth(self, duty: Duty, accused: str, evidence: tuple[int | None, ...]) -> int:
        model = self.model
        other = model.party(accused)
        if duty.terms.kind == "refrain":
            answerable = {accused} | {tie.client.name for tie in other.clients}
            happened = any(
                event is not None and model.log[event].true_author in answerable
                for event in evidence
            )
        else:
            happened = duty.overdue(model.day)
        by_letter = duty.owed_in_fact(accused)
        reading = accused in duty.debtors(self.name)
        return accusation.standing_of_charge(int(happened), int(by_letter), int(reading))

    def answer_charges(self) -> None:
        """Mend, deny, or accuse in turn."""
        model = self.model
        for charge in self.inbox.charges:
            accuser = model.party(charge.accuser)
            duty = model.duty(charge.duty)
            luck = model.luck.block(
                model.day,
                draws.REACTION,
                self.key,
                accuser.key,
                duty.key if duty else 0,
                int(charge.counter),
            )
            answer = accusation.reaction(self.effort, int(charge.guilty), luck[0], luck[1])
            answer = self.decide("answer", answer, charge.accuser)
            if answer == accusation.REMEDY:
                self.effort = min(1.0, self.effort + model.behaviour.will.remedy)
                self._respond("remedy", charge)
            elif answer == accusation.COUNTER and not charge.counter and self._counter(charge):
                self._respond("counter", charge)
            else:
                model.note(
                    "denial",
                    "denied",
                    actor=self.name,
                    target=charge.accuser,
                    obligation=charge.duty,
                    causes=(charge.event,),
                )

    def _respond(self, form: str, charge: Charge) -> None:
        self.model.note(
            "response",
            form,
            actor=self.name,
            target=charge.accuser,
            obligation=charge.duty,
            causes=(charge.event,),
        )

    def _counter(self, charge: Charge) -> bool:
        """Accuse the accuser of what it owes most in one's own reading."""
        model = self.model
        best: Duty | None = None
        most = 0.0
        for duty in model.duties:
            if charge.accuser in duty.debtors(self.name) and duty.overdue(model.day):
                weight = duty.gap * duty.terms.visibility * duty.terms.importance
                if weight > most:
                    most = weight
                    best = duty
        evidence: tuple[int | None, ...] = (charge.event,)
        if best is None:
            state = self.beliefs.get(charge.accuser)
            if state is None or state.evidence is None or not state.evidence_forbidden:
                return False
            for duty in model.duties:
                if duty.terms.kind == "refrain" and charge.accuser in duty.debtors(self.name):
                    best = duty
                    evidence = (charge.event, state.evidence)
                    break
        if best is None or self.last_charge.get((charge.accuser, best.name)) == model.day:
            return False
        self.charge(best, charge.accuser, most, evidence, {"counter": 1.0}, counter=True)
        return True
