"""One parameter at a time: what each does at several values, the others as the scenario has them.

Ten Broeke, van Voorn and Ligtenberg (2016) put this first for agent-based models: it shows how an
outcome changes, with jumps and turning points, which indices of a whole range hide. It cannot
show what two parameters do together.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from scipy import stats

from sim.shared.intervals import ALPHA, holm_adjusted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from sim.shared.parameters import Parameter

ENDS = 2


def values_of(parameter: Parameter, count: int) -> list[Any]:
    """List the values at which a parameter is tried.

    Parameters
    ----------
    parameter : Parameter
        The parameter.
    count : int
        How many values of an interval, its ends among them.

    Returns
    -------
    list
        Evenly spread values of an interval; all choices of a choice.
    """
    if not parameter.is_interval:
        return list(parameter.levels)
    # A place of 1 would lie beyond the last whole number.
    found = parameter.at(np.linspace(0.0, 1.0, count))
    found[-1] = type(found[-1])(parameter.levels[1])
    return list(dict.fromkeys(found))


def effects(
    tried: Sequence[tuple[Parameter, Any]],
    base: NDArray[np.float64],
    numbers: NDArray[np.float64],
) -> pd.DataFrame:
    """Compare each value with the scenario as it is, on the same luck.

    Parameters
    ----------
    tried : sequence of tuple
        Parameter and value of each row of `numbers`.
    base : numpy.ndarray
        Outcome of the scenario as it is, by replicate.
    numbers : numpy.ndarray
        Outcome, a row per parameter and value, a column per replicate; NaN where a run
        failed.

    Returns
    -------
    pandas.DataFrame
        A row per parameter and value: ``key``, ``at`` (the value as a number) and
        ``value`` (as text); ``mean`` of the outcome; ``effect``, the mean difference
        from the base, with its 95 % interval ``low`` and ``high`` (Student's t of
        paired differences); ``moved``, the share of runs whose outcome changed; and
        ``p_adjusted``, the p value of no effect, adjusted for all comparisons (Holm).
    """
    rows = []
    for (parameter, value), found in zip(tried, numbers, strict=True):
        difference = found - base
        difference = difference[~np.isnan(difference)]
        effect, half, p = _paired(difference)
        rows.append(
            {
                "key": parameter.key,
                "at": parameter.number(value),
                "value": _written(value),
                "mean": float(np.nanmean(found)) if len(difference) else float("nan"),
                "effect": effect,
                "low": effect - half,
                "high": effect + half,
                "moved": float(np.mean(difference != 0.0)) if len(difference) else float("nan"),
                "p_adjusted": p,
            }
        )
    frame = pd.DataFrame(rows)
    if rows:
        frame["p_adjusted"] = holm_adjusted(frame["p_adjusted"].tolist())
    return frame


def strengths(
    tried: Sequence[tuple[Parameter, Any]],
    base: NDArray[np.float64],
    numbers: NDArray[np.float64],
) -> dict[str, dict[str, float]]:
    """Say how far each parameter moves the mean at most, less what luck would.

    Parameters
    ----------
    tried, base, numbers
        As `effects` takes them.

    Returns
    -------
    dict of dict
        By key: ``span``, the largest difference of means between two of its values,
        that of the scenario among them; ``less_luck``, the square root of its square
        less that of its standard error, zero where luck is larger; and ``moved``, the
        share of runs that any value changed.
    """
    rows: dict[str, dict[str, float]] = {}
    for key in dict.fromkeys(parameter.key for parameter, _ in tried):
        own = [n for n, (parameter, _) in enumerate(tried) if parameter.key == key]
        levels = np.vstack([base, numbers[own]])
        best = (0.0, 0.0)
        for one in range(len(levels)):
            for other in range(one):
                difference = levels[one] - levels[other]
                difference = difference[~np.isnan(difference)]
                if len(difference) < ENDS:
                    continue
                size = abs(float(difference.mean()))
                square = size**2 - float(difference.var(ddof=1)) / len(difference)
                best = max(best, (float(np.sqrt(max(square, 0.0))), size))
        changed = (levels[1:] != base) & ~np.isnan(levels[1:]) & ~np.isnan(base)
        rows[key] = {
            "span": best[1],
            "less_luck": best[0],
            "moved": float(changed.any(axis=0).mean()),
        }
    return rows


def _paired(difference: NDArray[np.float64]) -> tuple[float, float, float]:
    """Mean, half width of its interval, and p value of no difference."""
    count = len(difference)
    if count == 0:
        return float("nan"), float("nan"), float("nan")
    mean = float(difference.mean())
    error = float(difference.std(ddof=1)) / np.sqrt(count) if count > 1 else float("inf")
    if error == 0.0:
        return mean, 0.0, 1.0 if mean == 0.0 else 0.0
    if not np.isfinite(error):
        return mean, float("inf"), 1.0
    half = float(stats.t.ppf(1 - ALPHA / 2, count - 1)) * error
    return mean, half, float(2 * stats.t.sf(abs(mean) / error, count - 1))


def _written(value: Any) -> str:  # noqa: ANN401 - a value of any kind
    if isinstance(value, bool):
        return str(value).lower()
    return f"{value:.4g}" if isinstance(value, float) else str(value)
