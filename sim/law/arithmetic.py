"""Arithmetic that gives the same bits wherever it is computed.

``math.exp`` raises on overflow in Python and returns infinity once compiled, so
every exponential and logarithm of the model passes through the clamped forms
below.
"""

import math

LARGEST_EXPONENT = 700.0
SMALLEST_ARGUMENT = 1e-300
LARGEST_COUNT = 200


def clamp(value: float, low: float, high: float) -> float:
    """Keep a value inside a closed interval.

    Parameters
    ----------
    value : float
        Any finite number.
    low, high : float
        The interval, ``low <= high``.

    Returns
    -------
    float
        The nearest number to `value` within ``[low, high]``.

    Notes
    -----
    Elementary; no assumption of the model's is made here (nothing assumed).
    """
    if value < low:
        return low
    if value > high:
        return high
    return value


def safe_exp(value: float) -> float:
    """Exponential with its argument clamped to plus or minus 700.

    Parameters
    ----------
    value : float
        Any finite number.

    Returns
    -------
    float
        ``exp(value)``, always finite and positive.

    Notes
    -----
    The bounds are assumed; they lie far outside anything a scenario reaches.
    """
    return math.exp(clamp(value, -LARGEST_EXPONENT, LARGEST_EXPONENT))


def safe_log(value: float) -> float:
    """Natural logarithm with its argument kept positive.

    Parameters
    ----------
    value : float
        A number that should be positive.

    Returns
    -------
    float
        ``log(max(value, 1e-300))``.

    Notes
    -----
    The floor is assumed; it lies far outside anything a scenario reaches.
    """
    if value < SMALLEST_ARGUMENT:
        return math.log(SMALLEST_ARGUMENT)
    return math.log(value)


def logistic(value: float) -> float:
    """Logistic curve, 1 / (1 + exp(-value)).

    Parameters
    ----------
    value : float
        Any finite number.

    Returns
    -------
    float
        A share in (0, 1), one half at zero.

    References
    ----------
    Cox (1958), The regression analysis of binary sequences.
    """
    return 1.0 / (1.0 + safe_exp(-value))


def logit(share: float) -> float:
    """Inverse of the logistic curve.

    Parameters
    ----------
    share : float
        A number in (0, 1).

    Returns
    -------
    float
        ``log(share / (1 - share))``.

    References
    ----------
    Cox (1958), The regression analysis of binary sequences.
    """
    return safe_log(share) - safe_log(1.0 - share)


def choice_probability(advantage: float, noise: float) -> float:
    """Chance of taking an option that is better by `advantage`.

    Parameters
    ----------
    advantage : float
        Utility of the option minus utility of its alternative, in utils.
    noise : float
        Choice noise in utils, at least 0. At 0 the better option is taken
        always, and the alternative on a tie.

    Returns
    -------
    float
        A probability in [0, 1].

    References
    ----------
    Luce (1959), Individual choice behavior; McFadden (1974); the logit
    quantal response of McKelvey and Palfrey (1995).
    """
    if noise <= 0.0:
        if advantage > 0.0:
            return 1.0
        return 0.0
    return logistic(advantage / noise)


def poisson_count(rate: float, uniform: float) -> int:
    """Number of events of a Poisson law, by inversion of one uniform.

    Parameters
    ----------
    rate : float
        Expected number of events, at least 0.
    uniform : float
        A uniform number in (0, 1).

    Returns
    -------
    int
        The count, at most 200 (the chance of more is nil at the rates in use).

    References
    ----------
    Devroye (1986), Non-uniform random variate generation, section X.3.
    """
    if rate <= 0.0:
        return 0
    term = safe_exp(-rate)
    total = term
    count = 0
    while uniform > total and count < LARGEST_COUNT:
        count += 1
        term = term * rate / count
        total = total + term
    return count


def pick(number: int, uniform: float) -> int:
    """One of `number` equal options, by one uniform.

    Parameters
    ----------
    number : int
        Number of options, at least 1.
    uniform : float
        A uniform number in (0, 1).

    Returns
    -------
    int
        An index from 0 to ``number - 1``.

    Notes
    -----
    Elementary; nothing is assumed.
    """
    index = int(uniform * number)
    if index >= number:
        return number - 1
    return index
