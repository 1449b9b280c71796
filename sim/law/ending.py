"""Declarations that end an agreement, and the measures of an ending."""


def cancelling_advantage(
    undelivered: float, fear_felt: float, momentum_felt: float, worth: float, cost: float
) -> float:
    """Utility of cancelling an agreement minus that of staying in it.

    Parameters
    ----------
    undelivered : float
        Weight of duties not delivered to the party, in utils.
    fear_felt : float
        Pull of low belief, in utils.
    momentum_felt : float
        Pull of an unfinished operation, in utils.
    worth : float
        Worth of the agreement today, in utils.
    cost : float
        Cost of saying so: lower with an escape clause, in utils.

    Returns
    -------
    float
        ``undelivered + fear_felt + momentum_felt - worth - cost``.

    Notes
    -----
    Additive utility, assumed.
    """
    return undelivered + fear_felt + momentum_felt - worth - cost


def disowning_advantage(hurt: float, distrust: float, cost: float) -> float:
    """Utility for a guarantor of declaring that no ceasefire is in place.

    Parameters
    ----------
    hurt : float
        Pressure from its own losses, in utils.
    distrust : float
        Lost confidence in the other guarantor, in utils.
    cost : float
        Cost of disowning: high for a text it signed, lower for one that was
        announced in its name, in utils.

    Returns
    -------
    float
        ``hurt + distrust - cost``.

    Notes
    -----
    Additive utility, assumed.
    """
    return hurt + distrust - cost


def eroded(recent: float, baseline: float, share: float) -> int:
    """Whether violence is back to a share of its level before the agreement.

    Parameters
    ----------
    recent : float
        Attacks a day in the recent window, at least 0.
    baseline : float
        Attacks a day before day 1; where it is 0 or less there is no erosion.
    share : float
        Share of the baseline that counts as eroded, positive.

    Returns
    -------
    int
        1 if eroded.

    Notes
    -----
    A definition of measurement; the share is assumed.
    """
    if baseline <= 0.0:
        return 0
    if recent >= share * baseline:
        return 1
    return 0
