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
    evidence: int | None = None
    charge: int | None = None

    @property
    def conduct(self) -> float:
        """Belief from conduct on the line alone, in [0, 1]."""
        if self.bayesian:
            return self.probability
        return trust.reputation(self.kept, self.broken, self.prior_kept, self.prior_broken)

    @property
    def level(self) -> float:
        """Belief with undelivered duties counted in, in [0, 1]."""
        return trust.belief_with_ledger(self.conduct, self.overdue, self.weight)
