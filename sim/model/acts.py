"""What is done in public: entries in the log, open acts, declarations."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sim.law import draws
from sim.model import violence
from sim.model.situation import Situation
from sim.record.events import Event

if TYPE_CHECKING:
    from sim.model.front import Front
    from sim.model.pact import Pact
    from sim.model.party import PartyAgent
    from sim.model.party_state import PartyState
    from sim.model.sector import SectorAgent


class Acts(Situation):
    """A run, and the ways in which agents leave their mark on it."""

    # Entries in the log

    def note(
        self,
        kind: str,
        form: str,
        causes: tuple[int | None, ...] = (),
        day: int | None = None,
        **what: Any,  # noqa: ANN401
    ) -> Event:
        """Enter an event.

        Parameters
        ----------
        kind, form : str
            See `sim.record.events.FORMS`.
        causes : tuple
            Ids of earlier events; those that are None are left out.
        day : int, optional
            Day of the run; by default today.
        **what
            Other fields of `Event`.

        Returns
        -------
        Event
            The event as entered.
        """
        known = tuple(dict.fromkeys([cause for cause in causes if cause is not None]))
        when = self.day if day is None else day
        return self.log.add(Event(len(self.log), when, kind, form, causes=known, **what))

    def attack(  # noqa: PLR0913, PLR0917 - see `sim.model.violence.attack`
        self,
        author: PartyState,
        front: Front,
        form: str,
        severity: float,
        causes: tuple[int | None, ...],
        terms: dict[str, float] | None = None,
    ) -> Event:
        """Enter a violent act; see `sim.model.violence.attack`."""
        event = violence.attack(self, author, front, form, severity, causes, terms)
        if form == "assault":
            self.assaults.append((self.day, front.sector.name))
        return event

    def capture(self, sector: SectorAgent, taker: PartyAgent, cause: int) -> None:
        """Let a sector change hands when the phase is over."""
        self.taking.append((sector, taker, cause))

    def open_act(self, author: PartyState, act: str, event: Event, ordinal: int = 0) -> None:
        """Let others see an act of a guarantor that a duty may forbid."""
        process = draws.SUPPLY if act == "supply" else draws.DEPLOYMENT
        for duty in self.duties:
            if duty.terms.kind != "refrain" or duty.terms.act != act:
                continue
            breach = None
            if duty.owed_in_fact(author.name):
                duty.breach(self.day)
                breach = self.note(
                    "breach",
                    act,
                    actor=author.name,
                    obligation=duty.name,
                    agreement=duty.pact.label,
                    severity=1.0,
                    true_author=author.name,
                    causes=(event.id,),
                )
            for reader in self.parties:
                if author.name in duty.debtors(reader.name) and reader.hostile_to(author):
                    luck = self.luck.block(
                        self.day, process, author.key, reader.key, duty.key, ordinal
                    )
                    if luck[0] < duty.terms.visibility:
                        event.seen_by.append(reader.name)
                        reader.inbox.supplies.append((author.name, event.id))
                        if breach is not None:
                            breach.seen_by.append(reader.name)

    def pretext(self, attacker: PartyState, victim: PartyState) -> int | None:
        """Let who is about to attack make a charge first, true or not."""
        law = self.behaviour.accusation
        if not law.active or not self.truce_holds():
            return None
        luck = self.luck.block(self.day, draws.ACCUSATION, attacker.key, victim.key)
        if not attacker.decide("pretext", luck[0] < law.pretext, victim.name):
            return None
        duty = next((d for d in self.duties if victim.name in d.debtors(attacker.name)), None)
        return self.note(
            "accusation",
            "pretext",
            actor=attacker.name,
            target=victim.name,
            obligation=duty.name if duty else "",
            agreement=duty.pact.label if duty else "",
            causes=(attacker.beliefs[victim.name].evidence,),
        ).id

    def announce(self, attacker: PartyState, event: Event) -> None:
        """Let an attacker say that the truce is over, or say nothing."""
        pact = self.measured_pact()
        if pact is None or not pact.live(self.day) or not pact.takes_in(attacker.name):
            return
        chance = self.behaviour.ending.announced
        for clause in pact.provision("escape_clause", self.day):
            if clause.holder in (None, attacker.name):
                chance = chance + (1.0 - chance) * min(1.0, clause.strength)
        luck = self.luck.block(self.day, draws.DECLARATION, attacker.key, 0, pact.key, 1)
        if luck[0] < chance:
            said = self.note(
                "declaration",
                "cancelled",
                actor=attacker.name,
                agreement=pact.label,
                causes=(event.id,),
            )
            self.close(pact, "cancelled", said.id)

    def close(self, pact: Pact, how: str, declaration: int | None) -> None:
        """Let an agreement lose its force at the end of this phase."""
        self.closing.append((pact, how, declaration))
        if how in ("superseded", "expired"):
            self._close_what_was_declared()

    def _close_what_was_declared(self) -> None:
        ranking = self.measurement.precedence
        for pact, how, declaration in self.closing:
            if pact.closed is None or (
                pact.closed == self.day and ranking.index(how) < ranking.index(pact.closed_as)
            ):
                if pact.closed is not None:
                    pact.also.append(pact.closed_as)
                pact.closed = self.day
                pact.closed_as = how
                pact.declaration = declaration
            elif pact.closed == self.day and how != pact.closed_as:
                pact.also.append(how)
        self.closing = []
