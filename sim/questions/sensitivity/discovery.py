"""Scenario discovery: in which region of the inputs agreements fail, as limits that can be said.

Bryant and Lempert (2010) use the patient rule induction method for it, and judge a region by
coverage (the share of all failures that it holds), density (the share that fails within it) and a
test of each limit. Here one half of the cases finds the region and the other half judges it, so
that it is not praised for the luck on which it was found.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from scipy import stats

from sim.questions.sensitivity.peeling import Box, everything, path

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from sim.shared.parameters import Parameter

    Numbers = NDArray[np.float64]
    Flags = NDArray[np.bool_]

NORMAL_95 = 1.959963984540054
# A limit that chance explains as well as this is dropped. Lower than is usual, because the cases
# that test a limit here are those that chose it. No region has more inputs than can be said in a
# sentence.
MOST_QUASI_P = 0.01
MOST_INPUTS = 4
# Smaller differences are rounding.
SMALL = 1e-12


@dataclass(frozen=True)
class Restriction:
    """A limit of a region on one input.

    Parameters
    ----------
    parameter : Parameter
        The input.
    low, high : float
        Ends; infinite where there is none. Of a choice, places among the choices.
    quasi_p : float
        Chance of as many failures in the region, were this limit beside the point, on
        the half that judges; see `quasi_p`.
    """

    parameter: Parameter
    low: float
    high: float
    quasi_p: float


@dataclass(frozen=True)
class Judged:
    """What holds of a region, on cases that had no part in finding it.

    Parameters
    ----------
    cases, inside : int
        Cases, and those in the region.
    coverage : float
        Share of all failures that fall into the region.
    density, density_low, density_high : float
        Share that fails inside, with its 95 % interval.
    elsewhere, elsewhere_low, elsewhere_high : float
        Share that fails outside.
    difference_low, difference_high : float
        The 95 % interval of density less the share elsewhere.
    """

    cases: int
    inside: int
    coverage: float
    density: float
    density_low: float
    density_high: float
    elsewhere: float
    elsewhere_low: float
    elsewhere_high: float
    difference_low: float
    difference_high: float

    @property
    def mass(self) -> float:
        """Share of the cases that lie in the region."""
        return self.inside / self.cases


@dataclass(frozen=True)
class Region:
    """A region of the inputs.

    Parameters
    ----------
    restrictions : tuple of Restriction
        Its limits, the firmest first; empty where no region stands out.
    judged : Judged or None
        What holds of it; None where there is none.
    found_density, found_coverage : float
        The same two on the half that found it, for comparison.
    base : float
        Share that fails over all cases.
    path : pandas.DataFrame
        A row per step of peeling and pasting, on the half that found the region:
        ``step``, ``mass``, ``coverage``, ``density``, ``excess``, ``inputs`` (how many
        are restricted) and ``taken``.
    """

    restrictions: tuple[Restriction, ...]
    judged: Judged | None
    found_density: float
    found_coverage: float
    base: float
    path: pd.DataFrame

    @property
    def stands_out(self) -> bool:
        """Whether failures are more frequent inside than elsewhere, beyond luck."""
        return self.judged is not None and self.judged.difference_low > 0


def failing_region(
    parameters: Sequence[Parameter], inputs: Numbers, failed: Numbers, seed: int
) -> Region:
    """Find the region in which agreements fail.

    Parameters
    ----------
    parameters : sequence of Parameter
        The inputs.
    inputs : numpy.ndarray
        Their values, a row per case, a column per input; a choice by its place.
    failed : numpy.ndarray
        Share of the runs that failed, by case, in [0, 1].
    seed : int
        Seed of the division into halves.

    Returns
    -------
    Region
        Of the steps of peeling and pasting the one with the largest excess: the failures
        in the box less those of as many cases anywhere. Limits that the test does not
        bear out are dropped.
    """
    order = np.random.default_rng(seed).permutation(len(inputs))
    finding, judging = np.sort(order[: len(order) // 2]), np.sort(order[len(order) // 2 :])
    x, y = inputs[finding], failed[finding]
    boxes = path(x, y)
    steps = pd.DataFrame([_step(number, box, x, y) for number, box in enumerate(boxes)])
    taken = int(steps["excess"].to_numpy().argmax())
    steps["taken"] = steps["step"] == taken
    box = _borne_out(boxes[taken], x, y)
    base = float(failed.mean())
    if not box.restricted:
        return Region((), None, base, 1.0, base, steps)
    own = _step(0, box, x, y)
    restrictions = [
        Restriction(
            parameters[column],
            float(box.low[column]),
            float(box.high[column]),
            quasi_p(box, column, inputs[judging], failed[judging]),
        )
        for column in box.restricted
    ]
    restrictions.sort(key=lambda one: one.quasi_p)
    return Region(
        restrictions=tuple(restrictions),
        judged=judged(box.holds(inputs[judging]), failed[judging]),
        found_density=own["density"],
        found_coverage=own["coverage"],
        base=base,
        path=steps,
    )


def quasi_p(box: Box, column: int, inputs: Numbers, failed: Numbers) -> float:
    """Test one limit of a box (Bryant and Lempert, 2010).

    Parameters
    ----------
    box : Box
        The box.
    column : int
        Input whose limit is tested.
    inputs, failed : numpy.ndarray
        Cases, and share of the runs of each that failed.

    Returns
    -------
    float
        Chance of as many failures or more among the cases in the box, were this limit
        beside the point. Where each case failed or did not, the upper tail of a
        binomial with the share that fails in the box without the limit, as they have
        it. Where a case is the share of several runs, which varies less than one trial,
        the upper tail of Welch's t between the cases in the box and those that the
        limit keeps out.
    """
    inside, wider = box.holds(inputs), box.without(column).holds(inputs)
    kept_out = wider & ~inside
    if not inside.any() or not kept_out.any():
        return 1.0
    one, other = failed[inside], failed[kept_out]
    if np.isin(failed, (0.0, 1.0)).all():
        return float(stats.binom.sf(round(one.sum()) - 1, len(one), failed[wider].mean()))
    return _welch(one, other)


def _welch(one: Numbers, other: Numbers) -> float:
    """Chance of a mean that lies so far above another, were the two the same."""
    if min(len(one), len(other)) < 2:  # noqa: PLR2004 - two make a variance
        return 1.0
    squares = [float(part.var(ddof=1)) / len(part) for part in (one, other)]
    apart = float(one.mean() - other.mean())
    if sum(squares) < SMALL:
        return 0.0 if apart > SMALL else 1.0
    counts = (len(one) - 1, len(other) - 1)
    freedom = sum(squares) ** 2 / sum(q**2 / n for q, n in zip(squares, counts, strict=True))
    return float(stats.t.sf(apart / np.sqrt(sum(squares)), freedom))


def judged(inside: Flags, failed: Numbers) -> Judged | None:
    """Judge a region.

    Parameters
    ----------
    inside : numpy.ndarray
        Which cases lie in it.
    failed : numpy.ndarray
        Share of the runs of each case that failed.

    Returns
    -------
    Judged or None
        None where fewer than two cases lie on either side. Intervals are normal ones of
        a mean over cases.
    """
    one, other = failed[inside], failed[~inside]
    if len(one) < 2 or len(other) < 2:  # noqa: PLR2004 - two make a variance
        return None
    errors = [float(part.std(ddof=1)) / np.sqrt(len(part)) for part in (one, other)]
    means = [float(part.mean()) for part in (one, other)]
    apart, half = means[0] - means[1], NORMAL_95 * float(np.hypot(*errors))
    ends = [
        (max(mean - NORMAL_95 * error, 0.0), min(mean + NORMAL_95 * error, 1.0))
        for mean, error in zip(means, errors, strict=True)
    ]
    return Judged(
        cases=len(failed),
        inside=len(one),
        coverage=float(one.sum() / failed.sum()) if failed.sum() > 0 else 0.0,
        density=means[0],
        density_low=ends[0][0],
        density_high=ends[0][1],
        elsewhere=means[1],
        elsewhere_low=ends[1][0],
        elsewhere_high=ends[1][1],
        difference_low=apart - half,
        difference_high=apart + half,
    )


def _step(number: int, box: Box, inputs: Numbers, failed: Numbers) -> dict[str, float]:
    inside = box.holds(inputs)
    mass, density = float(inside.mean()), float(failed[inside].mean())
    total = float(failed.sum())
    return {
        "step": number,
        "mass": mass,
        "coverage": float(failed[inside].sum()) / total if total > 0 else 0.0,
        "density": density,
        "excess": mass * (density - float(failed.mean())),
        "inputs": len(box.restricted),
    }


def _borne_out(box: Box, inputs: Numbers, failed: Numbers) -> Box:
    """Drop limits, the least firm first, until the test bears all of them out."""
    while box.restricted:
        tests = {column: quasi_p(box, column, inputs, failed) for column in box.restricted}
        weakest = max(tests, key=lambda column: tests[column])
        if tests[weakest] <= MOST_QUASI_P and len(tests) <= MOST_INPUTS:
            return box
        box = box.without(weakest)
    return everything(inputs.shape[1])
