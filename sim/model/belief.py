"""What one party believes of another."""

from __future__ import annotations

from dataclasses import dataclass

from sim.law import trust


@dataclass(eq=False)
class BeliefState:
    """Record, chance of good faith, and ledger of undelivered duties.

    Parameters
    ----------
    prior_kept, prior_broken : float
        Prior record in days.
    bayesian : bool
        Whether belief is the chance of a committed type rather than a reputation.
    probability : float
        That chance, in [0, 1].
    weight : float
        Loss of belief per overdue day; 0 where the ledger is off.
    """

    prior_kept: float
    prior_broken: float
    bayesian: bool
    probability: float
    weight: float
    kept: float = 0.0
    broken: float = 0.0
    overdue: float = 0.0
    known_at_signing: float = 0.0
    evidence: int | None = None
    evidence_forbidden: bool = False
    undelivered: int | None = None

    @property
    def conduct(self) -> float:
        """Belief from conduct on the line alone, in [0, 1]."""
        if self.bayesian:
            return self.probability
        return trust.reputation(self.kept, self.broken, self.prior_kept, self.prior_broken)

    @property
    def grounds(self) -> int | None:
        """Event behind what lowers this belief most: conduct, or a duty not delivered."""
        if self.undelivered is None:
            return self.evidence
        by_ledger = 1.0 - trust.belief_with_ledger(1.0, self.overdue, self.weight)
        if self.evidence is None or by_ledger > 1.0 - self.conduct:
            return self.undelivered
        return self.evidence

    @property
    def level(self) -> float:
        """Belief with undelivered duties counted in, in [0, 1]."""
        return trust.belief_with_ledger(self.conduct, self.overdue, self.weight)
