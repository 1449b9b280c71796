"""Talks: who calls them, whether they succeed, what they change."""

import math

from sim.law.arithmetic import clamp, safe_exp


def concern(confidence: float, overdue_share: float, weight: float) -> float:
    """How much a guarantor has to talk about.

    Parameters
    ----------
    confidence : float
        Confidence in the other guarantor, in [0, 1].
    overdue_share : float
        Share of the live duties that are overdue in its reading, in [0, 1].
    weight : float
        Weight of overdue duties against lost confidence, at least 0.

    Returns
    -------
    float
        ``(1 - confidence) + weight * overdue_share``, at least 0.

    Notes
    -----
    The form is assumed.
    """
    return (1.0 - confidence) + weight * overdue_share


def call_chance(rate: float, matter: float, days_since: int, pause: float) -> float:
    """Chance that a guarantor calls talks today.

    Parameters
    ----------
    rate : float
        Calls per day and unit of matter, at least 0.
    matter : float
        Concern and pressure together, at least 0.
    days_since : int
        Days since the last talks, at least 0.
    pause : float
        Days of preparation that talks need, at least 0.

    Returns
    -------
    float
        0 within the pause, else ``1 - exp(-rate * matter)``.

    Notes
    -----
    Assumed: talks are costly and therefore rare.
    """
    if days_since < pause:
        return 0.0
    return 1.0 - safe_exp(-rate * matter)


def stalemate(gain_share: float) -> float:
    """How stuck the fighting is.

    Parameters
    ----------
    gain_share : float
        Sectors taken per assault day lately, in [0, 1].

    Returns
    -------
    float
        ``1 - gain_share``.

    References
    ----------
    The mutually hurting stalemate, Zartman (2000); the measure is assumed.
    """
    return clamp(1.0 - gain_share, 0.0, 1.0)


def willingness(
    base: float,
    confidence_term: float,
    stuck_term: float,
    hurt_term: float,
    pull_to_fight: float,
) -> float:
    """Willingness of one side to agree.

    Parameters
    ----------
    base : float
        Logit units in a neutral situation.
    confidence_term : float
        Confidence and worth of relations, in logit units.
    stuck_term : float
        Stalemate and weariness, in logit units.
    hurt_term : float
        Own losses, displaced people, a mediator's pressure, in logit units.
    pull_to_fight : float
        Momentum of its client's operation, in logit units.

    Returns
    -------
    float
        A share in (0, 1).

    References
    ----------
    Ripeness, Zartman (2000); leverage of mediators, Beardsley (2011). The
    logistic form is assumed.
    """
    score = base + confidence_term + stuck_term + hurt_term - pull_to_fight
    return 1.0 / (1.0 + safe_exp(-score))


def success_chance(first: float, second: float) -> float:
    """Chance that talks between two sides bring a result.

    Parameters
    ----------
    first, second : float
        Willingness of each side, in [0, 1].

    Returns
    -------
    float
        Their geometric mean.

    Notes
    -----
    Assumed: one unwilling side is enough to fail.
    """
    return math.sqrt(first * second)


def extension_days(first: float, shrink: float, ordinal: int, verified: float) -> int:
    """Days by which talks move a deadline.

    Parameters
    ----------
    first : float
        Days granted the first time for full verified progress.
    shrink : float
        Factor per further extension, in [0, 1].
    ordinal : int
        Number of extensions granted before.
    verified : float
        Progress since the last extension, in [0, 1].

    Returns
    -------
    int
        Whole days, at least 0. Without progress there is no extension.

    Notes
    -----
    Assumed; the shrinking keeps talks from forgiving a missed deadline for good.
    """
    days = first * verified
    for _ in range(ordinal):
        days = days * shrink
    return int(days)


def discounted_worth(worth: float, discount: float, failures: int) -> float:
    """Worth of a signed text, given how earlier ones fared.

    Parameters
    ----------
    worth : float
        Worth of the text without a past, in utils.
    discount : float
        Share of its worth that each earlier failure takes, in [0, 1].
    failures : int
        Number of earlier agreements that failed.

    Returns
    -------
    float
        ``worth * (1 - discount) ** failures``.

    Notes
    -----
    Assumed: the forms' past record counts.
    """
    for _ in range(failures):
        worth = worth * (1.0 - discount)
    return worth
