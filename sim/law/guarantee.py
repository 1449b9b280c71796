"""What a guarantor does: restrain, deliver, supply, deploy."""

from sim.law.arithmetic import clamp, logistic, safe_exp


def will(base: float, relations: float, relations_weight: float, swing: float) -> float:
    """Will of a party to do what an agreement asks of it.

    Parameters
    ----------
    base : float
        Will at no stake in relations and even confidence, in logit units.
    relations : float
        Worth of good relations with the other guarantors, at least 0.
    relations_weight : float
        Logit units per unit of worth, at least 0.
    swing : float
        Reciprocity, from `reciprocity`, in logit units.

    Returns
    -------
    float
        A share in (0, 1).

    Notes
    -----
    The logistic form is assumed.
    """
    return logistic(base + relations_weight * relations + swing)


def reciprocity(weight: float, confidence: float, neutral: float) -> float:
    """What confidence in the other guarantor does to one's own will.

    Parameters
    ----------
    weight : float
        Logit units from no confidence to full, at least 0.
    confidence : float
        Confidence, in [0, 1].
    neutral : float
        Confidence that neither raises nor lowers the will, in [0, 1].

    Returns
    -------
    float
        ``weight * (confidence - neutral)``.

    References
    ----------
    Strong reciprocity, Fehr and Gaechter (2000); linear form assumed.
    """
    return weight * (confidence - neutral)


def adjusted(effort: float, wanted: float, speed: float) -> float:
    """Effort after one day of adjustment.

    Parameters
    ----------
    effort : float
        Effort before, in [0, 1].
    wanted : float
        Effort wanted, in [0, 1].
    speed : float
        Share of the gap closed per day, in [0, 1].

    Returns
    -------
    float
        ``effort + speed * (wanted - effort)``.

    Notes
    -----
    Partial adjustment, assumed: policy moves slower than mood.
    """
    return effort + speed * (wanted - effort)


def delivered(
    progress: float, pace: float, effort: float, ability: float, difficulty: float
) -> float:
    """Progress of a duty after one day of work on it.

    Parameters
    ----------
    progress : float
        Progress before, in [0, 1].
    pace : float
        Share done per day at full effort by an able party without difficulty.
    effort : float
        Effort of who owes it, in [0, 1].
    ability : float
        Share of the zone where it can be done at all, in [0, 1].
    difficulty : float
        Difficulty of the duty, in [0, 1]; 1 cannot be done.

    Returns
    -------
    float
        Progress after, in [0, 1].

    Notes
    -----
    Assumed. At full effort, ability 1 and difficulty 0 a duty is done on its day.
    """
    return clamp(progress + pace * effort * ability * (1.0 - difficulty), 0.0, 1.0)


def clients_effort(own_will: float, leverage: float, sponsors_effort: float) -> float:
    """Effort of a client on a duty, partly its sponsor's.

    Parameters
    ----------
    own_will : float
        The client's own will, in [0, 1].
    leverage : float
        Leverage of its sponsor, in [0, 1].
    sponsors_effort : float
        Effort of the sponsor, in [0, 1].

    Returns
    -------
    float
        ``(1 - leverage) * own_will + leverage * sponsors_effort``.

    Notes
    -----
    Assumed, in line with orders.
    """
    return (1.0 - leverage) * own_will + leverage * sponsors_effort


def supply_chance(base: float, confidence: float, pressure: float, weight: float) -> float:
    """Chance that a sponsor sends its client arms this week.

    Parameters
    ----------
    base : float
        Chance under full confidence and no pressure, in [0, 1].
    confidence : float
        Confidence in the other guarantor, in [0, 1].
    pressure : float
        Pressure on the sponsor, at least 0.
    weight : float
        How fast lost confidence and pressure raise the chance, at least 0.

    Returns
    -------
    float
        ``1 - (1 - base) * exp(-weight * (1 - confidence + pressure))``.

    Notes
    -----
    The form is assumed; the tie of arms to distrust is the seed text's.
    """
    return 1.0 - (1.0 - base) * safe_exp(-weight * (1.0 - confidence + pressure))


def deployment_chance(pressure: float, threshold: float, steepness: float) -> float:
    """Chance that a guarantor orders troops in today.

    Parameters
    ----------
    pressure : float
        Pressure on it from its own losses and people displaced towards it.
    threshold : float
        Pressure at which the chance is one half, positive.
    steepness : float
        Logit units per unit of pressure, positive.

    Returns
    -------
    float
        A probability in (0, 1).

    Notes
    -----
    The form is assumed; below a tenth of the threshold nothing is considered.
    """
    if pressure < 0.1 * threshold:
        return 0.0
    return logistic(steepness * (pressure - threshold))


def deterrence(
    posts: float, forces: float, post_strength: float, surrounded: int, kept: float
) -> float:
    """Deterrent weight of a guarantor's troops at a sector.

    Parameters
    ----------
    posts : float
        Observation posts there.
    forces : float
        Fighting troops there, in units of strength.
    post_strength : float
        Deterrent weight of a post, at least 0.
    surrounded : int
        1 if every neighbouring sector is held by the other camp.
    kept : float
        Share of its weight that a surrounded garrison keeps, in [0, 1].

    Returns
    -------
    float
        Deterrent weight, at least 0; what it costs an attacker is this times a
        weight in utils.

    References
    ----------
    Tripwire and defence as in Schelling (1966); the linear form is assumed.
    """
    weight = post_strength * posts + forces
    if surrounded == 1:
        return kept * weight
    return weight
