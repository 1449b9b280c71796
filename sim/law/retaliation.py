"""Answers to recent harm, as a branching stream of their own."""


def grievance_after(grievance: float, persistence: float, hits: float) -> float:
    """Grievance at a front after today's hits.

    Parameters
    ----------
    grievance : float
        Grievance before, in hits.
    persistence : float
        Share that survives a day, in [0, 1).
    hits : float
        Hits of today that call for an answer.

    Returns
    -------
    float
        ``persistence * grievance + (1 - persistence) * hits``. Summed over all
        days, one hit counts exactly once.

    References
    ----------
    Kernel of the self-exciting process of Hawkes (1971), geometric in days;
    retaliation within two weeks on both sides in Haushofer, Biletzki and
    Kanwisher (2010).
    """
    return persistence * grievance + (1.0 - persistence) * hits


def settled_grievance(grievance: float, settled: float) -> float:
    """Grievance that is left when a text enters into force.

    Parameters
    ----------
    grievance : float
        Grievance before, in hits.
    settled : float
        Share that the text settles, in [0, 1].

    Returns
    -------
    float
        ``(1 - settled) * grievance``.

    Notes
    -----
    Assumed. Without it the answers to the last days of war would fill the first days of a truce,
    while the record of ceasefires has violence fall at once.
    """
    return (1.0 - settled) * grievance


def retaliation_rate(ratio: float, leverage: float, effort: float, grievance: float) -> float:
    """Expected answers at a front today.

    Parameters
    ----------
    ratio : float
        Answers per hit, in [0, 1). Two sides with ratio n make cascades of mean
        size ``1 / (1 - n)``.
    leverage : float
        Leverage of the sponsor over daily fire, in [0, 1].
    effort : float
        Effort of the sponsor to restrain, in [0, 1].
    grievance : float
        Grievance at the front, in hits.

    Returns
    -------
    float
        ``ratio * (1 - leverage * effort) * grievance``, in attacks.

    References
    ----------
    Branching ratio as in Hawkes and Oakes (1974).
    """
    return ratio * (1.0 - leverage * effort) * grievance


def spread_grievance(own: float, pooled: float, spread: float, fronts: int) -> float:
    """Grievance that is answered at one front.

    Parameters
    ----------
    own : float
        Grievance of this front.
    pooled : float
        Grievance of all fronts together.
    spread : float
        Share that is answered anywhere, in [0, 1].
    fronts : int
        Number of fronts, at least 1.

    Returns
    -------
    float
        ``(1 - spread) * own + spread * pooled / fronts``; summed over the
        fronts it is the pooled grievance.

    Notes
    -----
    Assumed: who is hit hard on one front answers on others.
    """
    return (1.0 - spread) * own + spread * pooled / fronts
