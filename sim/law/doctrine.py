"""Doctrines: fixed rules of answer, each with its source.

Acts and orders are 0 (comply, hold) or 1 (breach, probe). Each rule sees only a
small memory of one opponent at one front.
"""

from sim.law.order import HOLD, PROBE

LOGIT = 0
ALWAYS_HOLD = 1
TIT_FOR_TAT = 2
GENEROUS = 3
CONTRITE = 4
WIN_STAY_LOSE_SHIFT = 5
GRIM = 6
TOLERANT_TRIGGER = 7
STAGE_GAME = 8
CANCEL_BY_CHANCE = 9


def tit_for_tat(seen: int) -> int:
    """Do what the other was last seen to do.

    Parameters
    ----------
    seen : int
        The other's last act as seen, 0 or 1.

    Returns
    -------
    int
        HOLD or PROBE.

    References
    ----------
    Rapoport's strategy in Axelrod (1984), The evolution of cooperation.
    """
    return seen


def generous(seen: int, generosity: float, uniform: float) -> int:
    """Tit for tat that forgives a breach now and then.

    Parameters
    ----------
    seen : int
        The other's last act as seen, 0 or 1.
    generosity : float
        Chance of forgiving, in [0, 1].
    uniform : float
        A uniform number in (0, 1).

    Returns
    -------
    int
        HOLD or PROBE.

    References
    ----------
    Nowak and Sigmund (1992), Tit for tat in heterogeneous populations.
    """
    if seen == PROBE and uniform >= generosity:
        return PROBE
    return HOLD


def contrite(own_standing: int, other_standing: int) -> int:
    """Probe only as a right: in good standing against one in bad standing.

    Parameters
    ----------
    own_standing, other_standing : int
        1 in good standing, 0 in bad.

    Returns
    -------
    int
        HOLD or PROBE.

    References
    ----------
    Sugden (1986); Boyd (1989); Wu and Axelrod (1995).
    """
    if own_standing == 1 and other_standing == 0:
        return PROBE
    return HOLD


def standing_after(own_standing: int, other_standing: int, act: int) -> int:
    """Standing after an act, judged by the standings before it.

    Parameters
    ----------
    own_standing, other_standing : int
        Standings before the act, 1 good and 0 bad.
    act : int
        What was done, 0 or 1.

    Returns
    -------
    int
        1 after compliance or a justified breach, 0 after an unjustified one.

    References
    ----------
    Sugden (1986); Boyd (1989).
    """
    if act == HOLD:
        return 1
    if own_standing == 1 and other_standing == 0:
        return 1
    return 0


def win_stay_lose_shift(own: int, seen: int) -> int:
    """Repeat what went well, change what did not.

    Parameters
    ----------
    own : int
        One's own last act, 0 or 1.
    seen : int
        The other's last act as seen, 0 or 1.

    Returns
    -------
    int
        HOLD after two like acts, PROBE after unlike ones.

    References
    ----------
    Nowak and Sigmund (1993), A strategy of win-stay, lose-shift.
    """
    if own == seen:
        return HOLD
    return PROBE


def grim(triggered: int) -> int:
    """Never again after the first breach seen.

    Parameters
    ----------
    triggered : int
        1 once a breach has been seen.

    Returns
    -------
    int
        HOLD or PROBE.

    References
    ----------
    Friedman (1971), A non-cooperative equilibrium for supergames.
    """
    return triggered


def tolerant_trigger(days_left: int) -> int:
    """Punish for a fixed term, then return to compliance.

    Parameters
    ----------
    days_left : int
        Days of punishment still to run.

    Returns
    -------
    int
        PROBE during punishment, else HOLD.

    References
    ----------
    Green and Porter (1984), Noncooperative collusion under imperfect price
    information.
    """
    if days_left > 0:
        return PROBE
    return HOLD


def punishment_after(
    days_left: int, strikes: int, alarm: int, threshold: int, term: int
) -> tuple[int, int]:
    """Days of punishment and strikes after one more day.

    Parameters
    ----------
    days_left : int
        Days of punishment left when the day began, this one included.
    strikes : int
        Alarms counted since the last punishment.
    alarm : int
        1 if today raised an alarm.
    threshold : int
        Strikes that start a punishment, at least 1.
    term : int
        Length of a punishment in days.

    Returns
    -------
    tuple of int
        Days left from tomorrow on, and strikes. Alarms during punishment count
        for nothing.

    References
    ----------
    Green and Porter (1984); tolerance as in Limited retaliation, Axelrod (1984).
    """
    if days_left > 0:
        return days_left - 1, 0
    strikes = strikes + alarm
    if strikes >= threshold:
        return term, 0
    return 0, strikes


def stage_game_advantage(
    reward: float, temptation_payoff: float, punishment: float, sucker: float, belief: float
) -> float:
    """Advantage of breach over compliance in one round of a two by two game.

    Parameters
    ----------
    reward, temptation_payoff, punishment, sucker : float
        The payoffs R, T, P and S, in utils.
    belief : float
        Chance that the other complies, in [0, 1].

    Returns
    -------
    float
        ``belief * (T - R) + (1 - belief) * (P - S)``. At choice noise 0 the
        party complies iff ``belief >= (P-S) / ((R-T) + (P-S))`` where that
        denominator is positive.

    References
    ----------
    Expected utility in the games of Rapoport and Guyer (1966).
    """
    return belief * (temptation_payoff - reward) + (1.0 - belief) * (punishment - sucker)


def fixed_order(
    doctrine: int,
    seen: int,
    own: int,
    own_standing: int,
    other_standing: int,
    triggered: int,
    days_left: int,
    generosity: float,
    uniform: float,
) -> int:
    """Order of a doctrine that weighs no utilities.

    Parameters
    ----------
    doctrine : int
        One of the codes of this module.
    seen, own, own_standing, other_standing, triggered, days_left : int
        Memory of one opponent at one front.
    generosity : float
        Chance of forgiving, in [0, 1].
    uniform : float
        A uniform number in (0, 1).

    Returns
    -------
    int
        HOLD or PROBE.

    Notes
    -----
    A table of the rules above; nothing further is assumed.
    """
    if doctrine == TIT_FOR_TAT:
        return tit_for_tat(seen)
    if doctrine == GENEROUS:
        return generous(seen, generosity, uniform)
    if doctrine == CONTRITE:
        return contrite(own_standing, other_standing)
    if doctrine == WIN_STAY_LOSE_SHIFT:
        return win_stay_lose_shift(own, seen)
    if doctrine == GRIM:
        return grim(triggered)
    if doctrine == TOLERANT_TRIGGER:
        return tolerant_trigger(days_left)
    return HOLD
