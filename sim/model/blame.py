"""What one party holds the others responsible for on one day."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from sim.law import trust

if TYPE_CHECKING:
    from sim.model.ceasefire import CeasefireModel


class Evidence(NamedTuple):
    """What was last held against a party, and whether a clause forbids it."""

    event: int
    forbidden: bool


@dataclass
class Blame:
    """Severity by party, what it rests on, and what a monitor took back.

    Parameters
    ----------
    model : CeasefireModel
        The run.
    severity : dict of float
        What each party is held responsible for today.
    evidence : dict of Evidence
        The last thing held against it.
    cleared : dict of float
        Severity that had been laid on it by mistake.
    """

    model: CeasefireModel
    severity: dict[str, float] = field(default_factory=dict)
    evidence: dict[str, Evidence] = field(default_factory=dict)
    cleared: dict[str, float] = field(default_factory=dict)

    def lay(self, name: str, severity: float, event: int, *, forbidden: bool = True) -> None:
        """Hold one party responsible."""
        self.severity[name] = self.severity.get(name, 0.0) + severity
        self.evidence[name] = Evidence(event, forbidden)

    def lay_fire(self, name: str, severity: float, event: int, *, forbidden: bool) -> None:
        """Hold a party responsible for fire, and those who answer for it."""
        weighed = severity * self._weight(forbidden=forbidden)
        if weighed <= 0.0:
            return
        self.lay(name, weighed, event, forbidden=forbidden)
        for other, share in self.model.responsible_for(name):
            self.lay(other, share * weighed, event, forbidden=forbidden)

    def clear(self, name: str, severity: float, *, forbidden: bool) -> None:
        """Take fire off a party that was blamed by mistake, and off those who answer for it."""
        weighed = severity * self._weight(forbidden=forbidden)
        self.cleared[name] = self.cleared.get(name, 0.0) + weighed
        for other, share in self.model.responsible_for(name):
            self.cleared[other] = self.cleared.get(other, 0.0) + share * weighed

    def _weight(self, *, forbidden: bool) -> float:
        return trust.weight_of_fire(int(forbidden), self.model.behaviour.belief.unwritten)
