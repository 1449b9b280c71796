"""Accusations: when one is made, what it is worth, how it is met."""

from sim.law.arithmetic import clamp, safe_exp

TRUE = 0
FALSE = 1
CONTESTED = 2
PRETEXT = 3

REMEDY = 0
DENY = 1
COUNTER = 2


def accusation_chance(rate: float, grounds: float, days_since: int, refractory: float) -> float:
    """Chance that a ground for complaint becomes a public accusation today.

    Parameters
    ----------
    rate : float
        Accusations per unit of grounds, at least 0.
    grounds : float
        Perceived severity beyond tolerance, or visible overdue share.
    days_since : int
        Days since the same accusation was last made, at least 1.
    refractory : float
        Days after which a repeated accusation is as likely as the first,
        at least 0.

    Returns
    -------
    float
        ``1 - exp(-rate * grounds * min(1, days_since / refractory))``.

    Notes
    -----
    The form is assumed: a charge just made has little news in it.
    """
    freshness = 1.0
    if refractory > 0.0:
        freshness = clamp(days_since / refractory, 0.0, 1.0)
    return 1.0 - safe_exp(-rate * grounds * freshness)


def standing_of_charge(happened: int, forbidden_by_letter: int, only_reading: int) -> int:
    """Whether a charge is true, false or contested.

    Parameters
    ----------
    happened : int
        1 if what is charged happened and the accused did it.
    forbidden_by_letter : int
        1 if the accused owes the duty in every reading.
    only_reading : int
        1 if the accused owes it in the accuser's reading but not in its own.

    Returns
    -------
    int
        TRUE, FALSE or CONTESTED.

    Notes
    -----
    A definition of the log; nothing is assumed.
    """
    if happened == 0:
        return FALSE
    if forbidden_by_letter == 1:
        return TRUE
    if only_reading == 1:
        return CONTESTED
    return FALSE


def reaction(own_will: float, guilty: int, uniform: float, other_uniform: float) -> int:
    """How the accused meets a charge.

    Parameters
    ----------
    own_will : float
        Will of the accused to do its part, in [0, 1].
    guilty : int
        1 if the accused knows the charge to be founded.
    uniform, other_uniform : float
        Uniform numbers in (0, 1).

    Returns
    -------
    int
        REMEDY, DENY or COUNTER.

    Notes
    -----
    Assumed: a willing culprit mends, others deny, the unwilling accuse in turn.
    """
    if guilty == 1 and uniform < own_will:
        return REMEDY
    if other_uniform < own_will:
        return DENY
    return COUNTER
