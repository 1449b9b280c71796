"""Who sees what, who blames whom."""

from sim.law.arithmetic import clamp


def perceived(act: int, false_alarm: float, missed: float, uniform: float) -> int:
    """What a party believes happened at its front.

    Parameters
    ----------
    act : int
        1 if there was a breach, else 0.
    false_alarm : float
        Chance that compliance is read as a breach, in [0, 1].
    missed : float
        Chance that a breach is missed, in [0, 1].
    uniform : float
        A uniform number in (0, 1).

    Returns
    -------
    int
        1 if a breach is believed to have happened, else 0.

    References
    ----------
    Perception errors of two kinds as in Molander (1985).
    """
    if act == 1:
        if uniform < missed:
            return 0
        return 1
    if uniform < false_alarm:
        return 1
    return 0


def false_alarm_chance(false_alarm: float, ambiguity: float, confusion: float) -> float:
    """Chance that lawful conduct is read as a breach, under an unclear text.

    Parameters
    ----------
    false_alarm : float
        The chance under a clear text, in [0, 1].
    ambiguity : float
        Ambiguity of the text, in [0, 1].
    confusion : float
        Further chance under a wholly ambiguous text, in [0, 1].

    Returns
    -------
    float
        ``1 - (1 - false_alarm) * (1 - confusion * ambiguity)``.

    Notes
    -----
    The form is assumed. That specific texts fare better: Wiehl (2018); Clayton
    and Sticher (2021).
    """
    return 1.0 - (1.0 - false_alarm) * (1.0 - clamp(confusion * ambiguity, 0.0, 1.0))


def blames_main_opponent(is_author: int, confusion: float, bias: float, uniform: float) -> int:
    """Whether a victim lays a breach at the door of its main opponent there.

    Parameters
    ----------
    is_author : int
        1 if the main opponent did it.
    confusion : float
        Chance that the author is taken for another, in [0, 1].
    bias : float
        Attribution bias: share of the doubt that is turned against the main
        opponent, in [0, 1].
    uniform : float
        A uniform number in (0, 1).

    Returns
    -------
    int
        1 if the main opponent is blamed.

    Notes
    -----
    Assumed. Without bias each author is taken for another with chance
    `confusion`; with bias 1 the main opponent gets the blame for everything.
    """
    if is_author == 1:
        if uniform < confusion * (1.0 - bias):
            return 0
        return 1
    if uniform < confusion + (1.0 - confusion) * bias:
        return 1
    return 0


def detected(detection: float, uniform: float) -> int:
    """Whether a monitor detects a breach.

    Parameters
    ----------
    detection : float
        Chance of detection, in [0, 1].
    uniform : float
        A uniform number in (0, 1).

    Returns
    -------
    int
        1 if detected. The mean number of undetected breaches before the first
        detected one is ``(1 - detection) / detection``.

    Notes
    -----
    Independent detections are assumed.
    """
    if uniform < detection:
        return 1
    return 0
