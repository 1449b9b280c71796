"""Offensives: proposed by a client, weighed by its sponsor, fought over days."""

from sim.law.arithmetic import choice_probability, clamp, logistic, safe_exp, safe_log

REFUSE = 0
TOLERATE = 1
JOIN = 2


def momentum(
    days_fought: float, days_stopped: float, saturation: float, persistence: float, left: float
) -> float:
    """Momentum of an operation.

    Parameters
    ----------
    days_fought : float
        Days fought so far, at least 0.
    days_stopped : float
        Days since it stopped, 0 while it runs.
    saturation : float
        Days of fighting that give 63 percent of full momentum, positive.
    persistence : float
        Mean life of the momentum of a stopped operation in days, positive.
    left : float
        Share of its targets not yet taken, in [0, 1].

    Returns
    -------
    float
        Momentum in [0, 1].

    Notes
    -----
    The form is assumed: an operation begun and unfinished pulls, for some weeks.
    """
    grown = 1.0 - safe_exp(-days_fought / saturation)
    return grown * left * safe_exp(-days_stopped / persistence)


def proposal_advantage(
    gains: float, momentum_felt: float, distrust: float, costs: float, threshold: float
) -> float:
    """Utility of proposing an offensive today minus that of waiting.

    Parameters
    ----------
    gains : float
        Worth of the axis by the share of force, in utils.
    momentum_felt : float
        Pull of an unfinished operation, in utils.
    distrust : float
        Pull of lost belief in the other side, in utils.
    costs : float
        Worth of the agreement, weariness, and troops in the way, in utils.
    threshold : float
        What makes an offensive rare at all: its own cost, in utils.

    Returns
    -------
    float
        ``gains + momentum_felt + distrust - costs - threshold``.

    Notes
    -----
    Additive utility, assumed.
    """
    return gains + momentum_felt + distrust - costs - threshold


def own_cost(threshold: float, risk: float, share: float) -> float:
    """What an offensive costs who starts it, whatever it gains.

    Parameters
    ----------
    threshold : float
        Cost between equals, in utils.
    risk : float
        How much it rises for the weaker and falls for the stronger, in [0, 1].
    share : float
        Own share of the force on the axis, in [0, 1].

    Returns
    -------
    float
        ``threshold * (1 + risk * (1 - 2 * share))``, in utils.

    Notes
    -----
    The form is assumed: losses fall on the weaker side.
    """
    return threshold * (1.0 + risk * (1.0 - 2.0 * share))


def sponsor_position(
    gains: float, stake: float, relations_at_risk: float, troops: float, effort_cost: float
) -> float:
    """How a sponsor sees its client's offensive.

    Parameters
    ----------
    gains : float
        The client's gains and momentum, in utils.
    stake : float
        Share of them that the sponsor counts as its own, in [0, 1].
    relations_at_risk : float
        Worth of good relations by confidence in the other guarantor, in utils.
    troops : float
        Cost of the other guarantor's troops in the way, in utils.
    effort_cost : float
        Cost of going back on the restraint it exerts, in utils.

    Returns
    -------
    float
        ``stake * gains - relations_at_risk - troops - effort_cost``.

    Notes
    -----
    Additive utility, assumed.
    """
    return stake * gains - relations_at_risk - troops - effort_cost


def consent(
    position: float, join_threshold: float, refuse_threshold: float, noise: float, uniform: float
) -> int:
    """A sponsor's answer to a proposed offensive.

    Parameters
    ----------
    position : float
        From `sponsor_position`, in utils.
    join_threshold, refuse_threshold : float
        Positions above which it joins, and below which it refuses.
    noise : float
        Choice noise in utils, at least 0.
    uniform : float
        A uniform number in (0, 1).

    Returns
    -------
    int
        REFUSE, TOLERATE or JOIN.

    References
    ----------
    An ordered logit, McCullagh (1980).
    """
    joins = choice_probability(position - join_threshold, noise)
    if uniform < joins:
        return JOIN
    if uniform < choice_probability(position - refuse_threshold, noise):
        return TOLERATE
    return REFUSE


def capture_chance(pace: float, attackers: float, defenders: float, exponent: float) -> float:
    """Chance that an assault takes its sector today.

    Parameters
    ----------
    pace : float
        Chance between equals times two, in [0, 1].
    attackers, defenders : float
        Effective strengths, positive.
    exponent : float
        How decisive the ratio of forces is, at least 0.

    Returns
    -------
    float
        ``pace * a**m / (a**m + d**m)``, in [0, 1].

    References
    ----------
    Ratio form of the contest success function, Tullock (1980); Hirshleifer (2001).
    """
    odds = safe_exp(exponent * (safe_log(attackers) - safe_log(defenders)))
    return pace * odds / (1.0 + odds)


def persistence_chance(
    worth_left: float,
    share: float,
    weariness_cost: float,
    troops_cost: float,
    days: int,
    tiring: float,
    inertia: float,
) -> float:
    """Chance that an offensive goes on for another day.

    Parameters
    ----------
    worth_left : float
        Worth of the best target left, in utils.
    share : float
        Own share of the force there, in [0, 1].
    weariness_cost, troops_cost : float
        Costs of weariness and of the other guarantor's troops, in utils.
    days : int
        Days fought so far.
    tiring : float
        Utils lost per day of fighting.
    inertia : float
        Utils in favour of going on with what has begun.

    Returns
    -------
    float
        A probability in (0, 1).

    Notes
    -----
    The form is assumed.
    """
    going_on = inertia + 2.0 * share * worth_left
    return logistic(going_on - weariness_cost - troops_cost - tiring * days)


def effective_strength(strength: float, weariness: float, support: float) -> float:
    """Strength that a party brings to bear.

    Parameters
    ----------
    strength : float
        Relative strength, positive.
    weariness : float
        War weariness, in [0, 1].
    support : float
        Strength added by a sponsor's air power or troops, at least 0.

    Returns
    -------
    float
        ``strength * (1 - weariness / 2) + support``.

    Notes
    -----
    Assumed: a wholly weary army fights at half strength.
    """
    return strength * (1.0 - 0.5 * weariness) + support


def takeover_chance(rate: float, share: float) -> float:
    """Chance that a group takes a sector from another of its own camp today.

    Parameters
    ----------
    rate : float
        Chance for a group without rival, in [0, 1].
    share : float
        Its share of the two groups' strength, in [0, 1].

    Returns
    -------
    float
        ``rate * max(0, 2 * share - 1)``: only the stronger takes.

    References
    ----------
    Power struggles within movements as in Krause (2017), Rebel power; the form
    is assumed.
    """
    return rate * clamp(2.0 * share - 1.0, 0.0, 1.0)


def sabotage_chance(rate: float, strength: float, gain: float, goodwill: float) -> float:
    """Chance that a spoiler strikes today.

    Parameters
    ----------
    rate : float
        Chance at strength 1 and no goodwill, in [0, 1].
    strength : float
        Strength of the spoiler, at least 0.
    gain : float
        How much more it strikes when the parties trust each other, at least 0.
    goodwill : float
        Mean belief between the opposed parties, in [0, 1].

    Returns
    -------
    float
        ``min(1, rate * strength * (1 + gain * goodwill))``.

    References
    ----------
    Stedman (1997); Kydd and Walter (2002): spoilers strike where trust could grow.
    """
    return clamp(rate * strength * (1.0 + gain * goodwill), 0.0, 1.0)
