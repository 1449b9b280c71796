"""Agreements and their duties while a run goes on."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sim.scenario.agreements import Agreement, Obligation, Provision


@dataclass(eq=False)
class Duty:
    """One obligation of one signed agreement.

    Parameters
    ----------
    name : str
        Id of the obligation.
    terms : Obligation
        What the file says of it.
    key : int
        Luck key.
    pact : Pact
        The agreement that it belongs to.
    begins, due : int or None
        Days of the run; `due` moves with extensions.
    first_breach, missed, done : int or None
        Days of the run: of the first breach, of the first deadline that passed undone, and of
        the delivery.
    """

    name: str
    terms: Obligation
    key: int
    pact: Pact
    begins: int
    due: int | None
    first_due: int | None
    progress: float
    readings: dict[str, tuple[str, ...]]
    zone: frozenset[str]
    extensions: int = 0
    verified: float = 0.0
    gap: float = 0.0
    met: bool = False
    breaches: int = 0
    last_done: int = -10_000
    deadline_event: int | None = None
    first_breach: int | None = None
    missed: int | None = None
    done: int | None = None

    @property
    def against_fire(self) -> bool:
        """Whether this duty forbids attacks."""
        return self.terms.kind == "refrain" and self.terms.act == "attack"

    def debtors(self, reader: str) -> tuple[str, ...]:
        """Who owes this duty, as a party reads the text."""
        return self.readings.get(reader, self.terms.owed_by)

    def owed_in_fact(self, party: str) -> bool:
        """Whether a party owes this duty by the letter or in its own reading."""
        return party in self.terms.owed_by or party in self.debtors(party)

    def covers(self, sector: str) -> bool:
        """Whether a sector lies in the zone that the clause speaks of."""
        return not self.zone or sector in self.zone

    def overdue(self, day: int) -> bool:
        """Whether something of this duty is undelivered after its day."""
        if self.terms.kind == "deliver":
            return not self.met and self.due is not None and day > self.due
        return self.gap > 0.0

    def breach(self, day: int) -> None:
        """Count a breach of today."""
        self.breaches += 1
        if self.first_breach is None:
            self.first_breach = day

    def miss(self, day: int) -> None:
        """Remember the first day on which its deadline passed undone."""
        if self.missed is None:
            self.missed = day


@dataclass(eq=False)
class Pact:
    """An agreement as signed: an instance of a text."""

    label: str
    name: str
    key: int
    text: Agreement
    ordinal: int
    start: int
    framework: bool
    provisions: dict[str, Provision] = field(default_factory=dict)
    duties: list[Duty] = field(default_factory=list)
    closed: int | None = None
    closed_as: str = ""
    declaration: int | None = None
    measured: bool = False
    end_day: int | None = None
    end_kind: str = ""
    eroded: int | None = None
    also: list[str] = field(default_factory=list)
    entry_event: int | None = None

    def live(self, day: int) -> bool:
        """Whether the text is in force today."""
        return self.start <= day and self.closed is None

    def takes_in(self, party: str) -> bool:
        """Whether a party signed it or is bound by it."""
        return party in self.text.signatories or party in self.text.bound

    def provision(self, kind: str, day: int) -> list[Provision]:
        """Active provisions of a kind that have not run out."""
        return [
            provision
            for provision in self.provisions.values()
            if provision.kind == kind
            and (provision.until_days is None or day < self.start + provision.until_days)
        ]


def live_duties(pacts: Iterable[Pact], day: int) -> list[Duty]:
    """Duties in force today, those of the newest agreement first."""
    in_force = [pact for pact in pacts if pact.live(day)]
    in_force.sort(key=lambda pact: pact.start, reverse=True)
    return [
        duty
        for pact in in_force
        for duty in pact.duties
        if duty.begins <= day or duty.terms.kind == "deliver"
    ]
