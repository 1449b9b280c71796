"""What each parameter does alone: one at a time, and as elementary effects from many places.

Ten Broeke, van Voorn and Ligtenberg (2016) put one at a time first for agent-based models: it shows
how an outcome changes, with jumps and turning points, which indices of a whole range hide. It
cannot show what two parameters do together. Elementary effects (Morris 1991) are steps of one
parameter from many places of the space. SALib draws the trajectories and reckons the statistics.
Beside them stands what chance alone would give, because the mean of sizes is above zero even where
a parameter does nothing.
"""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from scipy import stats

from sim.shared.intervals import ALPHA, holm_adjusted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from sim.shared.parameters import Parameter

    Numbers = NDArray[np.float64]
    Tried = Sequence[tuple[Parameter, Any]]

_LEVELS, _RESAMPLES = 4, 1000


def complete(numbers: Numbers) -> Numbers:
    """Let a run that failed count as the mean of the others at its point.

    Parameters
    ----------
    numbers : numpy.ndarray
        A row per point, a column per replicate; NaN where a run failed, and one number
        at least in each row.

    Returns
    -------
    numpy.ndarray
        The same without gaps; the mean of each point stays as it is.
    """
    means = np.nanmean(numbers, axis=1, keepdims=True)
    return np.where(np.isnan(numbers), means, numbers)


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


def effects(tried: Tried, base: Numbers, numbers: Numbers) -> pd.DataFrame:
    """Compare each value with the scenario as it is, on the same random streams.

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
        difference = _known(found - base)
        effect, half, p = _paired(difference)
        row = {"key": parameter.key, "at": parameter.number(value), "value": _written(value)}
        row["mean"] = float(np.nanmean(found)) if len(difference) else np.nan
        row |= {"effect": effect, "low": effect - half, "high": effect + half}
        row["moved"] = float(np.mean(difference != 0.0)) if len(difference) else np.nan
        rows.append(row | {"p_adjusted": p})
    frame = pd.DataFrame(rows)
    if rows:
        frame["p_adjusted"] = holm_adjusted(frame["p_adjusted"].tolist())
    return frame


def strengths(tried: Tried, base: Numbers, numbers: Numbers) -> dict[str, dict[str, float]]:
    """Say how far each parameter moves the mean at most, less what chance would.

    Parameters
    ----------
    tried, base, numbers
        As `effects` takes them.

    Returns
    -------
    dict of dict
        By key: ``span``, the largest difference of means between two of its values,
        that of the scenario among them; ``less_luck``, the square root of its square
        less that of its standard error, zero where chance is larger; and ``moved``, the
        share of runs that any value changed.
    """
    found: dict[str, dict[str, float]] = {}
    for key in dict.fromkeys(parameter.key for parameter, _ in tried):
        own = [n for n, (parameter, _) in enumerate(tried) if parameter.key == key]
        levels = np.vstack([base, numbers[own]])
        best = (0.0, 0.0)
        for other, one in combinations(levels, 2):
            difference = _known(one - other)
            if len(difference) > 1:
                size = abs(float(difference.mean()))
                square = size**2 - float(difference.var(ddof=1)) / len(difference)
                best = max(best, (float(np.sqrt(max(square, 0.0))), size))
        changed = (levels[1:] != base) & ~np.isnan(levels[1:]) & ~np.isnan(base)
        moved = float(changed.any(axis=0).mean())
        found[key] = {"span": best[1], "less_luck": best[0], "moved": moved}
    return found


def _known(numbers: Numbers) -> Numbers:
    return numbers[~np.isnan(numbers)]


def _paired(difference: Numbers) -> tuple[float, float, float]:
    """Mean, half width of its interval, and p value of no difference."""
    count = len(difference)
    if count == 0:
        return np.nan, np.nan, np.nan
    mean = float(difference.mean())
    error = float(difference.std(ddof=1)) / np.sqrt(count) if count > 1 else np.inf
    if error == 0.0:
        return mean, 0.0, 1.0 if mean == 0.0 else 0.0
    if not np.isfinite(error):
        return mean, np.inf, 1.0
    half = float(stats.t.ppf(1 - ALPHA / 2, count - 1)) * error
    return mean, half, float(2 * stats.t.sf(abs(mean) / error, count - 1))


def _written(value: Any) -> str:  # noqa: ANN401 - a value of any kind
    if isinstance(value, bool):
        return str(value).lower()
    return f"{value:.4g}" if isinstance(value, float) else str(value)


def _problem(parameters: Sequence[Parameter]) -> dict[str, Any]:
    """The unit cube over parameters in the terms of SALib."""
    names = [parameter.key for parameter in parameters]
    return {"num_vars": len(names), "names": names, "bounds": [[0.0, 1.0]] * len(names)}


def trajectories(parameters: Sequence[Parameter], count: int, seed: int) -> Numbers:
    """Draw trajectories in the unit cube.

    Parameters
    ----------
    parameters : sequence of Parameter
        The parameters.
    count : int
        How many trajectories.
    seed : int
        Seed of the design.

    Returns
    -------
    numpy.ndarray
        ``count * (parameters + 1)`` rows; from one to the next of a trajectory one
        parameter makes a step of two thirds of its range.
    """
    from SALib.sample import morris  # noqa: PLC0415 - takes seconds to import

    places: Numbers = morris.sample(_problem(parameters), count, num_levels=_LEVELS, seed=seed)
    return places


def elementary_effects(
    parameters: Sequence[Parameter], places: Numbers, numbers: Numbers, seed: int
) -> pd.DataFrame:
    """Reckon the statistics of elementary effects.

    Parameters
    ----------
    parameters : sequence of Parameter
        The parameters.
    places : numpy.ndarray
        As given by `trajectories`.
    numbers : numpy.ndarray
        Outcome, a row per place, a column per replicate.
    seed : int
        Seed of the resampling.

    Returns
    -------
    pandas.DataFrame
        A row per parameter: ``mu``, ``mu_star`` (Campolongo, Cariboni and Saltelli,
        2007) with its 95 % interval, and ``sigma``, in units of the outcome for the
        whole range; ``luck``, the ``mu_star`` that chance alone would give, were each
        effect normal with the variance that its replicates show; and ``less_luck``, the
        root mean square of the effects less that of chance.
    """
    from SALib.analyze import morris  # noqa: PLC0415 - takes seconds to import

    problem, mean = _problem(parameters), numbers.mean(axis=1)
    options = {"num_resamples": _RESAMPLES, "num_levels": _LEVELS, "seed": seed}
    found = morris.analyze(problem, places, mean, **options)
    size, count = len(parameters) + 1, numbers.shape[1]
    blocks = places.reshape(-1, size, len(parameters))
    steps = np.diff(blocks, axis=1)
    which = np.abs(steps).argmax(axis=2)
    step = np.take_along_axis(steps, which[:, :, None], axis=2)[:, :, 0]
    change = np.diff(numbers.reshape(len(blocks), size, -1), axis=1)
    effect = change.mean(axis=2) / step
    error = change.var(axis=2, ddof=1) / count / step**2 if count > 1 else np.zeros(effect.shape)
    columns = [which == place for place in range(len(parameters))]
    squares = [np.mean(effect[own] ** 2) - np.mean(error[own]) for own in columns]
    mu_star, half = np.asarray(found["mu_star"], float), np.asarray(found["mu_star_conf"], float)
    return pd.DataFrame(
        {
            "key": problem["names"],
            "mu": np.asarray(found["mu"], float),
            "mu_star": mu_star,
            "mu_star_low": np.maximum(mu_star - half, 0.0),
            "mu_star_high": mu_star + half,
            "sigma": np.asarray(found["sigma"], float),
            # The mean size of a normal number of this variance.
            "luck": [np.mean(np.sqrt(error[own])) * np.sqrt(2 / np.pi) for own in columns],
            "less_luck": np.sqrt(np.maximum(squares, 0.0)),
        }
    )
