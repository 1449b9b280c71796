"""Belief of one party in another: two laws, a ledger, and the confidence of a guarantor."""

from sim.law.arithmetic import clamp, safe_exp

SMALLEST_SHARE = 1e-9


def day_evidence(severity: float, weight: float) -> float:
    """Evidence of bad faith that one day's perceived breaches amount to.

    Parameters
    ----------
    severity : float
        Sum of the severities perceived today, at least 0.
    weight : float
        Evidence per unit of severity, at least 0.

    Returns
    -------
    float
        ``1 - exp(-weight * severity)``, in [0, 1): a day can say only so much.

    Notes
    -----
    The form is assumed. Without a bound a day of heavy fire erases years.
    """
    return 1.0 - safe_exp(-weight * severity)


def weight_of_fire(forbidden: int, unwritten: float) -> float:
    """Weight of an attack as evidence of bad faith.

    Parameters
    ----------
    forbidden : int
        1 if a live duty speaks of attacks at that place, else 0.
    unwritten : float
        Weight of fire that no clause forbids, in [0, 1].

    Returns
    -------
    float
        1 or `unwritten`.

    Notes
    -----
    Assumed. Who has promised anything at all is judged by its fire too, though less where no
    clause speaks of it; otherwise a text would gain trust by saying less.
    """
    return 1.0 if forbidden == 1 else unwritten


def day_kept(rate: float, evidence: float, verified: float, watched: float) -> float:
    """Evidence of good faith in one day.

    Parameters
    ----------
    rate : float
        Evidence of a day without breach, in [0, 1].
    evidence : float
        Evidence of bad faith of the same day, in [0, 1).
    verified : float
        How much more a day counts that was wholly watched, at least 0.
    watched : float
        Chance that a monitor would have told of an attack, mean over the fronts, in [0, 1].

    Returns
    -------
    float
        ``rate * (1 + verified * watched) * (1 - evidence)``.

    References
    ----------
    That monitors let parties show good faith, besides catching who has none: Fortna (2004),
    Kydd (2005). The form is assumed.
    """
    return rate * (1.0 + verified * watched) * (1.0 - evidence)


def duty_credit(credit: float, visibility: float, importance: float) -> float:
    """Evidence of good faith in a duty that was done.

    Parameters
    ----------
    credit : float
        Days without breach that a wholly visible duty of importance 1 is worth, at least 0.
    visibility : float
        How visible the duty is, in [0, 1].
    importance : float
        How much it matters, in [0, 1].

    Returns
    -------
    float
        ``credit * visibility * importance``, in days.

    References
    ----------
    That costly acts of cooperation reassure: Kydd (2005). The form is assumed.
    """
    return credit * visibility * importance


def cleared(broken: float, asymmetry: float, evidence: float) -> float:
    """Broken promises on record after a monitor has cleared a party of some of them.

    Parameters
    ----------
    broken : float
        The record, at least 0.
    asymmetry : float
        Weight of a broken day against a kept one, at least 0.
    evidence : float
        Evidence that was laid on the wrong party, in [0, 1).

    Returns
    -------
    float
        ``max(0, broken - asymmetry * evidence)``.

    Notes
    -----
    Assumed.
    """
    left = broken - asymmetry * evidence
    if left < 0.0:
        return 0.0
    return left


def remembered(record: float, forgetting: float, evidence: float) -> float:
    """Kept or broken promises on record after one more day.

    Parameters
    ----------
    record : float
        The record so far, at least 0.
    forgetting : float
        Share of the record that survives a day, in [0, 1]; 1 forgets nothing.
    evidence : float
        What today adds, at least 0.

    Returns
    -------
    float
        ``forgetting * record + evidence``. With constant evidence 1 it tends to
        ``1 / (1 - forgetting)``.

    References
    ----------
    Josang and Ismail (2002), The beta reputation system, eq. 11.
    """
    return forgetting * record + evidence


def reputation(kept: float, broken: float, prior_kept: float, prior_broken: float) -> float:
    """Belief that the other will keep its word, as a Beta reputation.

    Parameters
    ----------
    kept, broken : float
        The record, at least 0.
    prior_kept, prior_broken : float
        Prior record, with a positive sum.

    Returns
    -------
    float
        ``(kept + prior_kept) / (kept + broken + prior_kept + prior_broken)``.

    References
    ----------
    Josang and Ismail (2002), The beta reputation system.
    """
    total = kept + broken + prior_kept + prior_broken
    return (kept + prior_kept) / total


def posterior(prior: float, chance_if_committed: float, chance_if_not: float) -> float:
    """Belief that the other is of the committed type, after one observation.

    Parameters
    ----------
    prior : float
        Belief before, in [0, 1].
    chance_if_committed, chance_if_not : float
        Chance of what was observed under each type, in [0, 1].

    Returns
    -------
    float
        Belief after, by Bayes' rule; the prior where both chances are 0.

    References
    ----------
    Bayes' rule; for a spoiler's attack that a committed partner stops with
    chance s, t' = t(1-s) / (t(1-s) + 1 - t), Kydd and Walter (2002), Sabotaging
    the peace.
    """
    committed = prior * chance_if_committed
    total = committed + (1.0 - prior) * chance_if_not
    if total <= 0.0:
        return prior
    return committed / total


def named_chance_if_innocent(attribution: float, suspects: int) -> float:
    """Chance that a monitor names an innocent suspect.

    Parameters
    ----------
    attribution : float
        Chance that the monitor names the culprit, in [0, 1].
    suspects : int
        Number of parties that could have done it, culprit included.

    Returns
    -------
    float
        ``(1 - attribution) / (suspects - 1)``; 0 where there is one suspect.

    Notes
    -----
    Wrong names are assumed to fall evenly on the innocent. At
    ``attribution = 1 / suspects`` a name says nothing.
    """
    if suspects <= 1:
        return 0.0
    return (1.0 - attribution) / (suspects - 1)


def finding_chances(
    named: int, could_stop: float, attribution: float, suspects: int
) -> tuple[float, float]:
    """Chances of what a monitor says of a party after an attack, under each type.

    Parameters
    ----------
    named : int
        1 if the monitor names the party, or one that it answers for; 0 if it
        names another suspect.
    could_stop : float
        Chance that a committed party would have stopped the attack, in [0, 1].
    attribution : float
        Chance that the monitor names the culprit, in [0, 1].
    suspects : int
        Number of parties that could have done it, culprit included.

    Returns
    -------
    tuple of float
        Chance if the party is committed, and if it is not, for `posterior`.

    Notes
    -----
    Assumed: if the party is not committed the attack was its own. With
    ``attribution = 1 / suspects`` the two chances are equal; with a perfect
    monitor and ``could_stop = 1`` one of them is 0.
    """
    by_mistake = named_chance_if_innocent(attribution, suspects)
    if_committed = (1.0 - could_stop) * attribution + could_stop * by_mistake
    if named == 1:
        return if_committed, attribution
    return 1.0 - if_committed, 1.0 - attribution


def ledger_growth(gap: float, visibility: float, importance: float) -> float:
    """What one overdue day adds to the ledger of undelivered duties.

    Parameters
    ----------
    gap : float
        Undelivered share of the duty, in [0, 1].
    visibility : float
        How visible its neglect is, in [0, 1].
    importance : float
        Weight of the duty among duties, at least 0.

    Returns
    -------
    float
        Overdue days of full weight, at least 0.

    Notes
    -----
    Assumed. The ledger is kept apart from the record of fire because quiet days
    would otherwise drown a missed deadline, and it does not forget.
    """
    return gap * visibility * importance


def belief_with_ledger(belief: float, overdue: float, weight: float) -> float:
    """Belief after the other's undelivered duties are counted in.

    Parameters
    ----------
    belief : float
        Belief from conduct on the line, in [0, 1].
    overdue : float
        The ledger, in overdue days of full weight.
    weight : float
        Loss of belief per overdue day, at least 0.

    Returns
    -------
    float
        ``belief * exp(-weight * overdue)``.

    Notes
    -----
    The form is assumed.
    """
    return belief * safe_exp(-weight * overdue)


def confidence(weighted_belief: float, weights: float) -> float:
    """Confidence of a guarantor in the guarantors of the other side.

    Parameters
    ----------
    weighted_belief : float
        Sum over them of worth of relations times belief.
    weights : float
        Sum over them of worth of relations.

    Returns
    -------
    float
        Their weighted mean, in [0, 1]; 1 where there is no other guarantor.

    Notes
    -----
    Assumed: whom one values more, one listens to more.
    """
    if weights <= SMALLEST_SHARE:
        return 1.0
    return clamp(weighted_belief / weights, 0.0, 1.0)
