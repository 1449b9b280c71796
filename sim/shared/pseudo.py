"""What each run says of days held where some runs were lost from sight before the horizon.

A run that was lost has no lifetime of its own to set beside that of its pair. Its pseudo-value
says how much the estimate over all runs owes to it, and stands in for the lifetime.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from sim.shared.lifetimes import Lifetimes


def days_of(lifetimes: Lifetimes) -> NDArray[np.float64]:
    """Days in force up to the horizon, run by run.

    Parameters
    ----------
    lifetimes : Lifetimes
        The runs.

    Returns
    -------
    numpy.ndarray, shape (runs,)
        The days themselves where no run was lost from sight before the horizon;
        otherwise pseudo-values of the restricted mean, which may lie outside 0 to the
        horizon.

    Notes
    -----
    ``runs * mean - (runs - 1) * mean without the run``, where the mean is the area under
    the curve of Kaplan and Meier. It supposes that a run is lost for reasons that have
    nothing to do with how long it would have stood.

    References
    ----------
    Andersen, Hansen and Klein (2004), Regression analysis of restricted mean survival
    time based on pseudo-observations.
    """
    if lifetimes.whole_until >= lifetimes.horizon:
        return lifetimes.days.astype(float)
    return _pseudo_values(lifetimes, lambda share: float(share[:-1].sum()))


def standing_of(lifetimes: Lifetimes) -> NDArray[np.bool_] | NDArray[np.float64]:
    """Whether each run still stood at the horizon.

    Parameters
    ----------
    lifetimes : Lifetimes
        The runs.

    Returns
    -------
    numpy.ndarray, shape (runs,)
        Truth values where no run was lost from sight before the horizon; otherwise
        pseudo-values of the share, as in `days_of`.
    """
    if lifetimes.whole_until >= lifetimes.horizon:
        return np.asarray(~lifetimes.ended)
    return _pseudo_values(lifetimes, lambda share: float(share[-1]))


def _pseudo_values(
    lifetimes: Lifetimes, statistic: Callable[[NDArray[np.float64]], float]
) -> NDArray[np.float64]:
    count, size = len(lifetimes), lifetimes.horizon + 1
    if count == 1:
        return np.array([statistic(_curve(lifetimes.days, lifetimes.ended, size))])
    whole = statistic(_curve(lifetimes.days, lifetimes.ended, size))
    # Runs of one day and one fate have one value, which makes a few hundred curves at most.
    fates, first, places = np.unique(
        2 * lifetimes.days + lifetimes.ended, return_index=True, return_inverse=True
    )
    values = np.empty(len(fates))
    for place, run in enumerate(first):
        rest = np.delete(lifetimes.days, run), np.delete(lifetimes.ended, run)
        values[place] = count * whole - (count - 1) * statistic(_curve(*rest, size))
    return values[places]


def _curve(days: NDArray[np.int64], ended: NDArray[np.bool_], size: int) -> NDArray[np.float64]:
    """Share still in force after each day from 0; as before where nobody is at risk."""
    ends = np.bincount(days[ended], minlength=size)
    left = len(days) - np.bincount(days, minlength=size).cumsum()
    at_risk = np.append(len(days), left[:-1])
    return np.cumprod(1.0 - ends / np.maximum(at_risk, 1))
