"""Which of the shared numbers the record could say something about: elementary effects, jointly.

Every candidate steps through its prior range (Morris 1991) in all episodes at once. What counts is
what a step does to the days that an agreement lasts and to the share of runs that end as the record
says, each in units of its own spread, so that kinds of end weigh as much as days.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from sim.questions.fit.kernel import HALF, days_held
from sim.questions.sensitivity.effects import elementary_effects
from sim.shared.lifetimes import KIND_NUMBERS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from sim.questions.fit.kernel import Datum, Runs
    from sim.shared.parameters import Parameter


def screened(
    parameters: Sequence[Parameter],
    places: NDArray[np.float64],
    runs: Mapping[str, Runs],
    data: Mapping[str, Datum],
    seed: int,
) -> pd.DataFrame:
    """Rank candidates by what they do in all episodes together.

    Parameters
    ----------
    parameters : sequence of Parameter
        The candidates.
    places : numpy.ndarray
        As given by `sim.questions.sensitivity.effects.trajectories`.
    runs : mapping of dict
        Runs by agreement, of shape (places, runs).
    data : mapping of Datum
        The record, of which only the kinds of end are read.
    seed : int
        Seed of the resampling.

    Returns
    -------
    pandas.DataFrame
        A row per candidate, the strongest first: ``key``, ``days`` and ``kinds`` (root mean
        square effect of the whole range less that of luck, mean over episodes, in standard
        deviations of the outcome over all places), ``score`` (their sum), and ``days_<id>``,
        ``kinds_<id>`` for each episode.
    """
    columns: dict[str, NDArray[np.float64]] = {}
    for name, outcomes in (("days", _logarithms), ("kinds", _documented)):
        values = {key: outcomes(runs[key], data[key]) for key in data}
        spread = float(np.std([each.mean(axis=1) for each in values.values()]))
        for key, each in values.items():
            found = elementary_effects(parameters, places, each, seed)["less_luck"]
            columns[f"{name}_{key}"] = found.to_numpy() / (spread or 1.0)
    table = pd.DataFrame({"key": [one.key for one in parameters]} | columns)
    for name in ("days", "kinds"):
        own = [f"{name}_{key}" for key in data]
        table.insert(1, name, table[own].mean(axis=1))
    table.insert(1, "score", table["days"] + table["kinds"])
    return table.sort_values("score", ascending=False, kind="stable").reset_index(drop=True)


def _logarithms(runs: Runs, datum: Datum) -> NDArray[np.float64]:  # noqa: ARG001 - one shape of both
    return _without_gaps(np.log(np.maximum(days_held(runs), HALF)))


def _documented(runs: Runs, datum: Datum) -> NDArray[np.float64]:
    named = [KIND_NUMBERS[kind] for kind in datum.kinds]
    return _without_gaps(
        np.where(np.isnan(runs["kind"]), np.nan, np.isin(runs["kind"], named).astype(float))
    )


def _without_gaps(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """A run that failed counts as the mean of the others at its place."""
    mean = np.nanmean(values, axis=1, keepdims=True)
    return np.where(np.isnan(values), mean, values)
