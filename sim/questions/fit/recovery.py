"""Whether fitting finds what was planted: simulation-based calibration on one stored design.

A draw of the first wave is taken for the truth. One of its runs of each agreement, with the stated
errors drawn on top, is taken for the record. All other draws of the first wave are then weighed by
that record, as the fit weighs them by the real one: tempered where too few would carry the fit, and
with regions that allow for how few they are. Over many such truths a region of 90 percent should
hold the truth in 90 percent of the cases, and the rank of the truth should be even. Draws of later
waves lie near the real record, not near the synthetic one, and are no part of it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from sim.questions.fit.kernel import HALF, Datum, chances, days_held, log_ratio
from sim.questions.fit.waves import effective, normalised, rank_of, tempered
from sim.shared.intervals import mean_of, share_of
from sim.shared.lifetimes import HELD, KIND_NUMBERS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from numpy.typing import NDArray

    from sim.questions.fit.kernel import Errors, Runs

NAMES = {number: kind for kind, number in KIND_NUMBERS.items()}
TAIL = 0.05


@dataclass(frozen=True, eq=False)
class Recovery:
    """What came of synthetic records.

    Parameters
    ----------
    ranks : numpy.ndarray, shape (truths, parameters)
        Share of the region below the truth; see `sim.questions.fit.waves.rank_of`.
    effective : numpy.ndarray, shape (truths,)
        Effective number of draws behind each, before tempering.
    powers : numpy.ndarray, shape (truths,)
        Power to which the chance of each record was raised.
    narrowed : numpy.ndarray, shape (truths, parameters)
        Variance of each parameter after the record over that before.
    keys : tuple of str
        The parameters.
    """

    ranks: NDArray[np.float64]
    effective: NDArray[np.float64]
    powers: NDArray[np.float64]
    narrowed: NDArray[np.float64]
    keys: tuple[str, ...]

    @property
    def inside(self) -> NDArray[np.bool_]:
        """Whether the 90 % region of each record held the truth, for each parameter."""
        found: NDArray[np.bool_] = (self.ranks >= TAIL) & (self.ranks <= 1 - TAIL)
        return found

    @property
    def table(self) -> pd.DataFrame:
        """A row per parameter, and one over all: share of truths inside the 90 % region.

        The parameters of one record share its luck, so the interval over all goes by records.
        """
        rows = []
        inside = self.inside
        for number, key in enumerate((*self.keys, "all")):
            own = inside if key == "all" else inside[:, number]
            found = (
                mean_of(own.mean(axis=1)) if key == "all" else share_of(int(own.sum()), len(own))
            )
            shrunk = self.narrowed if key == "all" else self.narrowed[:, number]
            rows.append(
                {
                    "key": key,
                    "truths": own.size,
                    "inside": found.value,
                    "low": found.low,
                    "high": found.high,
                    "shrinkage": float(1.0 - np.mean(shrunk)),
                }
            )
        return pd.DataFrame(rows)


def planted(
    runs: Mapping[str, Runs],
    truth: int,
    data: Mapping[str, Datum],
    errors: Errors,
    generator: np.random.Generator,
) -> dict[str, Datum]:
    """Make a record of one draw, with the stated errors on top of luck.

    Parameters
    ----------
    runs : mapping of dict
        Runs by agreement, of shape (draws, runs).
    truth : int
        Number of the draw.
    data : mapping of Datum
        The real record: which agreements have counts, and how well these are known.
    errors : Errors
        The stated errors.
    generator : numpy.random.Generator
        Source of luck.

    Returns
    -------
    dict of Datum
        The synthetic record.
    """
    found = {}
    for name, real in data.items():
        own = {column: values[truth] for column, values in runs[name].items()}
        known = np.flatnonzero(~np.isnan(own["end_day"]))
        which = generator.choice(known)
        one = {column: values[which : which + 1] for column, values in own.items()}
        days = float(days_held(one)[0])
        kind = NAMES[float(one["kind"][0])]
        seen = max(days, HALF) * math.exp(errors.days * generator.standard_normal())
        if generator.random() < errors.kind:
            kind = str(generator.choice([each for each in KIND_NUMBERS if each != kind]))
        standing = kind == HELD
        low = float(round(seen))
        ratio = math.nan
        if not math.isnan(real.ratio):
            spread = math.hypot(errors.ratio, real.ratio_error)
            ratio = float(log_ratio(one)[0]) + spread * generator.standard_normal()
        high = math.inf if standing and not one["ended"][0] else low
        found[name] = Datum(low, high, frozenset({kind}), ratio, real.ratio_error)
    return found


def recovered(  # noqa: PLR0913, PLR0917 - a design, a record, and how many
    places: NDArray[np.float64],
    runs: Mapping[str, Runs],
    data: Mapping[str, Datum],
    errors: Errors,
    keys: Sequence[str],
    truths: int,
    least: float,
    seed: int,
    progress: Callable[[int, int], None] | None = None,
) -> Recovery:
    """Fit many synthetic records, each made of one draw, by all the other draws.

    Parameters
    ----------
    places : numpy.ndarray, shape (draws, parameters)
        Draws of the first wave, even over the prior.
    runs, data, errors
        See `planted`.
    keys : sequence of str
        The parameters.
    truths : int
        How many records.
    least : float
        Effective draws that are to carry a fit; see `sim.questions.fit.waves.tempered`.
    seed : int
        Seed of truths, luck and errors.
    progress : callable, optional
        Told how many are done, and how many there are.

    Returns
    -------
    Recovery
        Ranks of the truths.

    References
    ----------
    Talts et al. (2018), Validating Bayesian inference algorithms with simulation-based
    calibration; Säilynoja et al. (2022).
    """
    generator = np.random.default_rng(seed)
    chosen = generator.choice(len(places), size=min(truths, len(places)), replace=False)
    ranks, sizes, powers, narrowed = [], [], [], []
    for number, truth in enumerate(chosen, start=1):
        record = planted(runs, int(truth), data, errors, generator)
        logarithms = np.sum(
            [np.log(chances(runs[name], datum, errors)) for name, datum in record.items()], axis=0
        )
        others = np.arange(len(places)) != truth
        logarithms, own = logarithms[others], places[others]
        weights, power = tempered(logarithms, np.zeros(len(own)), least)
        ranks.append(
            [rank_of(places[truth, one], own[:, one], weights) for one in range(own.shape[1])]
        )
        mean = weights @ own
        narrowed.append((weights @ (own - mean) ** 2) / places.var(axis=0))
        sizes.append(effective(normalised(logarithms)))
        powers.append(power)
        if progress is not None:
            progress(number, len(chosen))
    return Recovery(
        np.array(ranks), np.array(sizes), np.array(powers), np.array(narrowed), tuple(keys)
    )
