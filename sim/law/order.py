"""What a party orders at a front: hold the line, or probe it."""

HOLD = 0
PROBE = 1


def force_share(own: float, opposing: float) -> float:
    """Share of the force at a front that is one's own.

    Parameters
    ----------
    own, opposing : float
        Effective strengths, at least 0, not both 0.

    Returns
    -------
    float
        ``own / (own + opposing)``, in [0, 1].

    References
    ----------
    Ratio form of the contest success function, Tullock (1980).
    """
    return own / (own + opposing)


def worth_of_sector(worth_of_land: float, sector_worth: float, marginal: float) -> float:
    """What a sector is worth to a party that wants it.

    Parameters
    ----------
    worth_of_land : float
        Utils for a sector of worth 1, at least 0.
    sector_worth : float
        Worth of this sector relative to others, at least 0.
    marginal : float
        1 for a sector among the party's unmet aims, less beyond them, in [0, 1].

    Returns
    -------
    float
        Utils, at least 0.

    Notes
    -----
    Assumed: falling at the margin once the aims are met.
    """
    return worth_of_land * sector_worth * marginal


def temptation(worth: float, share: float) -> float:
    """Gain that a probe promises.

    Parameters
    ----------
    worth : float
        Worth of the sector in utils.
    share : float
        Own share of the force there, in [0, 1].

    Returns
    -------
    float
        ``2 * share * worth``: the worth itself between equals.

    Notes
    -----
    Assumed, with expected gain linear in the share of force.
    """
    return 2.0 * share * worth


def fear(weight: float, belief: float) -> float:
    """Pull to strike first, out of low belief in the opponent.

    Parameters
    ----------
    weight : float
        Utils at no belief at all, at least 0.
    belief : float
        Belief in the opponent, in [0, 1].

    Returns
    -------
    float
        ``weight * (1 - belief)``.

    References
    ----------
    The security dilemma, Jervis (1978); Kydd (2005), Trust and mistrust.
    """
    return weight * (1.0 - belief)


def cost_of_being_found(detection: float, attribution: float, consequence: float) -> float:
    """Expected cost of being found out.

    Parameters
    ----------
    detection : float
        Chance that a breach here is detected, in [0, 1].
    attribution : float
        Chance that a detected breach is laid at the right door, in [0, 1].
    consequence : float
        Cost of being named, in utils, at least 0.

    Returns
    -------
    float
        ``detection * attribution * consequence``.

    References
    ----------
    Deterrence by certainty and severity, Becker (1968), applied to monitored
    ceasefires as in Fortna (2004), Peace time.
    """
    return detection * attribution * consequence


def worth_of_agreement(value: float, belief: float, pressed: float) -> float:
    """What keeping an agreement is worth today.

    Parameters
    ----------
    value : float
        Utils if the other keeps it for certain.
    belief : float
        Belief in the opponent, in [0, 1].
    pressed : float
        Utils that mediators who press for the agreement add, at least 0.

    Returns
    -------
    float
        ``value * belief + pressed``.

    References
    ----------
    Value of conditional cooperation, Axelrod (1984). That a mediator's leverage holds parties to
    a text for as long as it lasts, whatever they believe: Beardsley (2011). The linear form is
    assumed.
    """
    return value * belief + pressed


def probe_advantage(
    gains: float, momentum: float, fear_felt: float, costs: float, restraint: float
) -> float:
    """Utility of probing a front minus that of holding it.

    Parameters
    ----------
    gains : float
        Temptation, in utils.
    momentum : float
        Pull of an unfinished operation, in utils.
    fear_felt : float
        Pull of fear, in utils.
    costs : float
        Expected cost of being found, deterrence, weariness and worth of the
        agreement together, in utils.
    restraint : float
        Reluctance to open fire at all, in utils.

    Returns
    -------
    float
        ``gains + momentum + fear_felt - costs - restraint``.

    Notes
    -----
    Additive utility, assumed. Recent harm is not a term: answers to it come as
    a stream of their own (`sim.law.retaliation`).
    """
    return gains + momentum + fear_felt - costs - restraint


def sponsor_advantage(gains: float, stake: float, effort: float, restraint: float) -> float:
    """Utility of a probe by a client, as its sponsor sees it.

    Parameters
    ----------
    gains : float
        The client's temptation and momentum, in utils.
    stake : float
        Share of them that the sponsor counts as its own, in [0, 1].
    effort : float
        The sponsor's effort to restrain, in [0, 1].
    restraint : float
        Weight of full effort, in utils.

    Returns
    -------
    float
        ``stake * gains - restraint * effort``.

    Notes
    -----
    Assumed; sponsors as principals of armed clients follow Salehyan (2010).
    """
    return stake * gains - restraint * effort


def adopted_sponsor(first_leverage: float, second_leverage: float, uniform: float) -> int:
    """Whose preference becomes the order: the client's or a sponsor's.

    Parameters
    ----------
    first_leverage, second_leverage : float
        Leverage of the client's sponsors, 0 where there is none, sum at most 1.
    uniform : float
        A uniform number in (0, 1).

    Returns
    -------
    int
        0 for the client, 1 for the first sponsor, 2 for the second.

    Notes
    -----
    Assumed. Leverage is the share of a client's decisions that are its sponsor's.
    """
    if uniform < first_leverage:
        return 1
    if uniform < first_leverage + second_leverage:
        return 2
    return 0


def executed(order: int, control: float, uniform: float) -> int:
    """What units do with an order.

    Parameters
    ----------
    order : int
        HOLD or PROBE.
    control : float
        Share of orders that units obey, in [0, 1].
    uniform : float
        A uniform number in (0, 1).

    Returns
    -------
    int
        The order, or its opposite where units disobey.

    References
    ----------
    Execution error as in Molander (1985) and Fudenberg and Maskin (1990).
    """
    if uniform < control:
        return order
    return 1 - order
