"""How a party responds to the breaches it perceives: a ladder of five rungs."""

from sim.law.arithmetic import logit

IGNORE = 0
PROTEST = 1
REFER = 2
ANSWER = 3
ESCALATE = 4


def pressure_to_respond(hits: float, tolerance: float, belief: float, distrust: float) -> float:
    """Pressure that today's perceived breaches put on a party.

    Parameters
    ----------
    hits : float
        Severity perceived today, per front that was hit.
    tolerance : float
        Severity let pass, at least 0.
    belief : float
        Belief in the culprit, in [0, 1].
    distrust : float
        How much low belief multiplies the pressure, at least 0.

    Returns
    -------
    float
        ``(hits - tolerance) * (1 + distrust * (1 - belief))``, or 0 within tolerance.

    Notes
    -----
    Assumed. That most violations go unanswered: Sticher (2022).
    """
    if hits <= tolerance:
        return 0.0
    return (hits - tolerance) * (1.0 + distrust * (1.0 - belief))


def severity_where_hit(severity: float, fronts_hit: int) -> float:
    """Severity of today's hits at the fronts that were hit.

    Parameters
    ----------
    severity : float
        Severity of all hits of today, at least 0.
    fronts_hit : int
        Number of fronts with a hit, at least 0.

    Returns
    -------
    float
        ``severity / max(1, fronts_hit)``.

    Notes
    -----
    Assumed. Quiet stretches of a line do not make a blow weigh less, and a longer line that is
    hit as hard at more places does not make it weigh more.
    """
    if fronts_hit < 1:
        return severity
    return severity / fronts_hit


def redress(rung: int, commission: int) -> int:
    """What a party does that would take its claim to a commission.

    Parameters
    ----------
    rung : int
        Rung reached.
    commission : int
        1 if a commission hears claims, else 0.

    Returns
    -------
    int
        ANSWER in place of REFER where there is no commission, otherwise the rung itself.

    References
    ----------
    That joint commissions take the place of self-help: Fortna (2004), who finds peace to last
    longer with them. The form is assumed.
    """
    if rung == REFER and commission == 0:
        return ANSWER
    return rung


def rung(
    pressure: float,
    protest: float,
    refer: float,
    answer: float,
    escalate: float,
    noise: float,
    uniform: float,
) -> int:
    """Rung of the ladder that a party climbs to today.

    Parameters
    ----------
    pressure : float
        From `pressure_to_respond`; at 0 the party ignores.
    protest, refer, answer, escalate : float
        Pressure at which each rung is reached, ascending.
    noise : float
        Scale of the logistic disturbance, at least 0.
    uniform : float
        A uniform number in (0, 1).

    Returns
    -------
    int
        IGNORE, PROTEST, REFER, ANSWER or ESCALATE.

    References
    ----------
    An ordered logit, McCullagh (1980), over the responses listed by Sticher (2022).
    """
    if pressure <= 0.0:
        return IGNORE
    position = pressure
    if noise > 0.0:
        position = pressure + noise * logit(uniform)
    if position < protest:
        return IGNORE
    if position < refer:
        return PROTEST
    if position < answer:
        return REFER
    if position < escalate:
        return ANSWER
    return ESCALATE
