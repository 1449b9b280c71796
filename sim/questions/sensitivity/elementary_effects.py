"""Elementary effects (Morris, 1991): steps of one parameter, from many places of the space.

SALib draws the trajectories and reckons the statistics. Beside them stands what luck alone would
give, because the mean of sizes is above zero even where a parameter does nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from sim.shared.parameters import Parameter

LEVELS = 4
RESAMPLES = 1000


def problem_of(parameters: Sequence[Parameter]) -> dict[str, Any]:
    """Describe the unit cube over parameters in the terms of SALib.

    Parameters
    ----------
    parameters : sequence of Parameter
        The parameters.

    Returns
    -------
    dict
        Names, bounds and number.
    """
    return {
        "num_vars": len(parameters),
        "names": [parameter.key for parameter in parameters],
        "bounds": [[0.0, 1.0]] * len(parameters),
    }


def trajectories(parameters: Sequence[Parameter], count: int, seed: int) -> NDArray[np.float64]:
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

    places: NDArray[np.float64] = morris.sample(
        problem_of(parameters), count, num_levels=LEVELS, seed=seed
    )
    return places


def elementary_effects(
    parameters: Sequence[Parameter],
    places: NDArray[np.float64],
    numbers: NDArray[np.float64],
    seed: int,
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
        whole range; ``luck``, the ``mu_star`` that luck alone would give, were each
        effect normal with the variance that its replicates show; and ``less_luck``, the
        root mean square of the effects less that of luck.
    """
    from SALib.analyze import morris  # noqa: PLC0415 - takes seconds to import

    found = morris.analyze(
        problem_of(parameters),
        places,
        numbers.mean(axis=1),
        num_resamples=RESAMPLES,
        num_levels=LEVELS,
        seed=seed,
    )
    size = len(parameters) + 1
    blocks = places.reshape(-1, size, len(parameters))
    steps = np.diff(blocks, axis=1)
    which = np.abs(steps).argmax(axis=2)
    step = np.take_along_axis(steps, which[:, :, None], axis=2)[:, :, 0]
    change = np.diff(numbers.reshape(len(blocks), size, -1), axis=1)
    effect = change.mean(axis=2) / step
    count = numbers.shape[1]
    error = change.var(axis=2, ddof=1) / count / step**2 if count > 1 else np.zeros(effect.shape)
    rows = []
    for place, parameter in enumerate(parameters):
        own = which == place
        square = float(np.mean(effect[own] ** 2) - np.mean(error[own]))
        half = float(found["mu_star_conf"][place])
        mu_star = float(found["mu_star"][place])
        rows.append(
            {
                "key": parameter.key,
                "mu": float(found["mu"][place]),
                "mu_star": mu_star,
                "mu_star_low": max(mu_star - half, 0.0),
                "mu_star_high": mu_star + half,
                "sigma": float(found["sigma"][place]),
                # The mean size of a normal number of this variance.
                "luck": float(np.mean(np.sqrt(error[own]))) * float(np.sqrt(2 / np.pi)),
                "less_luck": float(np.sqrt(max(square, 0.0))),
            }
        )
    return pd.DataFrame(rows)
