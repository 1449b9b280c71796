"""What moves by itself: strength, weariness, tension, pressure, people."""

from sim.law.arithmetic import clamp, safe_exp

SMALLEST_STRENGTH = 1e-6


def drifted_strength(strength: float, drift: float) -> float:
    """Strength after one day of drift.

    Parameters
    ----------
    strength : float
        Relative strength, positive.
    drift : float
        Change per day as a share of strength.

    Returns
    -------
    float
        ``strength * (1 + drift)``, kept positive.

    Notes
    -----
    Assumed: recruitment, equipment and desertion in one number.
    """
    return clamp(strength * (1.0 + drift), SMALLEST_STRENGTH, 1e6)


def wearied(weariness: float, fighting: float, rise: float, recovery: float) -> float:
    """War weariness after one day.

    Parameters
    ----------
    weariness : float
        Weariness before, in [0, 1].
    fighting : float
        Today's fighting as a share of a full day of battle, in [0, 1].
    rise : float
        Share of the remaining freshness that a full day of battle uses up.
    recovery : float
        Share of weariness that a quiet day heals.

    Returns
    -------
    float
        Weariness after, in [0, 1].

    Notes
    -----
    Assumed, as a linear balance of use and rest.
    """
    after = weariness + rise * fighting * (1.0 - weariness)
    after = after - recovery * (1.0 - fighting) * weariness
    return clamp(after, 0.0, 1.0)


def battle_share(violence: float, scale: float) -> float:
    """Violence of a day as a share of a full day of battle.

    Parameters
    ----------
    violence : float
        Severity of the attacks made and suffered, at least 0.
    scale : float
        Severity at which the share is 63 percent, positive.

    Returns
    -------
    float
        ``1 - exp(-violence / scale)``, in [0, 1).

    Notes
    -----
    The form is assumed.
    """
    return 1.0 - safe_exp(-violence / scale)


def faded(level: float, persistence: float, added: float) -> float:
    """A level that fades by a constant share a day and is fed by events.

    Parameters
    ----------
    level : float
        Level before, at least 0.
    persistence : float
        Share that survives a day, in [0, 1].
    added : float
        What today's events add, at least 0.

    Returns
    -------
    float
        ``persistence * level + added``.

    Notes
    -----
    Assumed. Used for tension at a sector and for pressure on a guarantor.
    """
    return persistence * level + added


def accident_chance(rate: float, tension: float, gain: float) -> float:
    """Chance of an accident or local clash at a front today.

    Parameters
    ----------
    rate : float
        Chance at rest, in [0, 1].
    tension : float
        Tension at the sector, at least 0.
    gain : float
        How much tension multiplies it, at least 0.

    Returns
    -------
    float
        ``min(1, rate * (1 + gain * tension))``.

    Notes
    -----
    Assumed; localized violations as a kind of their own follow Sticher (2022).
    """
    return clamp(rate * (1.0 + gain * tension), 0.0, 1.0)


def fleeing(people: float, share: float) -> float:
    """Number of people who flee a sector.

    Parameters
    ----------
    people : float
        People living there, at least 0.
    share : float
        Share that flees, in [0, 1].

    Returns
    -------
    float
        A whole number of people, at most `people`.

    Notes
    -----
    Assumed proportional.
    """
    return float(int(people * clamp(share, 0.0, 1.0)))
