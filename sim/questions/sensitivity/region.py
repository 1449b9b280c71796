"""Scenario discovery: in which region of the inputs agreements fail, as limits that can be said.

Bryant and Lempert (2010) use the patient rule induction method for it, and judge a region by
coverage (the share of all failures that it holds), density (the share that fails within it) and a
test of each limit. Here one half of the cases finds the region and the other half judges it, so
that it is not praised for the chance by which it was found.

Peeling and pasting: a box of the space of inputs loses a thin slice of cases at a time, the one
whose loss raises the mean inside most, until few are left; then slices come back wherever that
raises the mean. The steps are a path from all cases to few with a high mean.

References
----------
Friedman and Fisher (1999), Bump hunting in high-dimensional data.
Kwakkel and Jaxa-Rozen (2016), Improving scenario discovery for handling heterogeneous uncertainties
and multinomial classified outcomes: gain over cases lost, for inputs with few values.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from scipy import stats

from sim.shared.intervals import NORMAL

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from sim.shared.parameters import Parameter

    Numbers = NDArray[np.float64]
    Flags = NDArray[np.bool_]

# Share of the cases in a box that a slice holds, and of all cases that the last box keeps at least.
_SLICE = _SMALLEST = 0.05
# A limit that chance explains as well as this is dropped. Lower than is usual, because the cases
# that test a limit here are those that chose it. No region has more inputs than can be said in a
# sentence.
_MOST_QUASI_P, _MOST_INPUTS = 0.01, 4
# Smaller differences are rounding.
_SMALL = 1e-12


@dataclass(frozen=True)
class Box:
    """A part of the space of inputs: an interval of each.

    Parameters
    ----------
    low, high : numpy.ndarray
        Ends by input, both within the box; infinite where it is not restricted.
    """

    low: Numbers
    high: Numbers

    def holds(self, inputs: Numbers) -> Flags:
        """Say which cases, a row each with a column per input, lie in it."""
        within: Flags = (inputs >= self.low) & (inputs <= self.high)
        return np.asarray(within.all(axis=1), dtype=np.bool_)

    def changed(self, column: int, *, low: float | None = None, high: float | None = None) -> Box:
        """Give a box with another end of one input."""
        lows, highs = self.low.copy(), self.high.copy()
        if low is not None:
            lows[column] = low
        if high is not None:
            highs[column] = high
        return Box(lows, highs)

    def without(self, column: int) -> Box:
        """Give a box that does not restrict an input."""
        return self.changed(column, low=-np.inf, high=np.inf)

    @property
    def restricted(self) -> list[int]:
        """Columns that it restricts."""
        return [int(n) for n in np.flatnonzero(np.isfinite(self.low) | np.isfinite(self.high))]


def everything(columns: int) -> Box:
    """Give the box that restricts nothing."""
    return Box(np.full(columns, -np.inf), np.full(columns, np.inf))


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
class Region:
    """A region of the inputs.

    Parameters
    ----------
    restrictions : tuple of Restriction
        Its limits, the firmest first; empty where no region stands out.
    judged : dict or None
        What holds of it, see `judged`; None where there is none.
    base : float
        Share that fails over all cases.
    path : pandas.DataFrame
        A row per step of peeling and pasting, on the half that found the region:
        ``step``, ``mass``, ``coverage``, ``density``, ``excess``, ``inputs`` (how many
        are restricted) and ``taken``.
    """

    restrictions: tuple[Restriction, ...]
    judged: dict[str, float] | None
    base: float
    path: pd.DataFrame

    @property
    def stands_out(self) -> bool:
        """Whether failures are more frequent inside than elsewhere, beyond chance."""
        return self.judged is not None and self.judged["difference_low"] > 0


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
    finding, judging = (np.sort(half) for half in np.split(order, [len(order) // 2]))
    x, y = inputs[finding], failed[finding]
    boxes = path(x, y)
    steps = pd.DataFrame(
        [{"step": number} | _measured(box, x, y) for number, box in enumerate(boxes)]
    )
    taken = int(steps["excess"].to_numpy().argmax())
    steps["taken"] = steps["step"] == taken
    box, base = _borne_out(boxes[taken], x, y), float(failed.mean())
    if not box.restricted:
        return Region((), None, base, steps)
    x, y = inputs[judging], failed[judging]
    restrictions = [
        Restriction(
            parameters[one], float(box.low[one]), float(box.high[one]), quasi_p(box, one, x, y)
        )
        for one in box.restricted
    ]
    firmest = tuple(sorted(restrictions, key=lambda one: one.quasi_p))
    return Region(firmest, judged(box.holds(x), y), base, steps)


def _measured(box: Box, inputs: Numbers, failed: Numbers) -> dict[str, float]:
    inside = box.holds(inputs)
    mass, density, total = float(inside.mean()), float(failed[inside].mean()), float(failed.sum())
    return {
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
        if tests[weakest] <= _MOST_QUASI_P and len(tests) <= _MOST_INPUTS:
            return box
        box = box.without(weakest)
    return box


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
    one, other = failed[inside], failed[wider & ~inside]
    if not len(one) or not len(other):
        return 1.0
    if np.isin(failed, (0.0, 1.0)).all():
        return float(stats.binom.sf(round(one.sum()) - 1, len(one), failed[wider].mean()))
    if min(len(one), len(other)) < 2:  # noqa: PLR2004 - two make a variance
        return 1.0
    here, beside = ((part.mean(), part.std(ddof=1), len(part)) for part in (one, other))
    if here[1] ** 2 / here[2] + beside[1] ** 2 / beside[2] < _SMALL:
        return 0.0 if here[0] - beside[0] > _SMALL else 1.0
    welch = stats.ttest_ind_from_stats(*here, *beside, equal_var=False, alternative="greater")
    return float(welch.pvalue)


def judged(inside: Flags, failed: Numbers) -> dict[str, float] | None:
    """Judge a region, on cases that had no part in finding it.

    Parameters
    ----------
    inside : numpy.ndarray
        Which cases lie in it.
    failed : numpy.ndarray
        Share of the runs of each case that failed.

    Returns
    -------
    dict or None
        None where fewer than two cases lie on either side. Else ``cases``, and those
        ``inside``; ``coverage``, the share of all failures that fall into the region;
        ``density`` and ``elsewhere``, the share that fails inside and outside; and
        ``difference`` of the two: the last three with ``_low`` and ``_high``, normal 95 %
        intervals of means over cases.
    """
    parts = {"density": failed[inside], "elsewhere": failed[~inside]}
    if min(map(len, parts.values())) < 2:  # noqa: PLR2004 - two make a variance
        return None
    found: dict[str, float] = {"cases": len(failed), "inside": len(parts["density"])}
    total = failed.sum()
    found["coverage"] = float(parts["density"].sum() / total) if total > 0 else 0.0
    errors = [float(part.std(ddof=1)) / np.sqrt(len(part)) for part in parts.values()]
    for (name, part), error in zip(parts.items(), errors, strict=True):
        mean = found[name] = float(part.mean())
        found[f"{name}_low"] = max(mean - NORMAL * error, 0.0)
        found[f"{name}_high"] = min(mean + NORMAL * error, 1.0)
    apart, half = found["density"] - found["elsewhere"], NORMAL * float(np.hypot(*errors))
    return found | {"difference_low": apart - half, "difference_high": apart + half}


def path(inputs: Numbers, response: Numbers) -> list[Box]:
    """Peel, and paste at the end.

    Parameters
    ----------
    inputs : numpy.ndarray
        A row per case, a column per input.
    response : numpy.ndarray
        What is to be high, by case.

    Returns
    -------
    list of Box
        From the box of everything to the last one.
    """
    box = everything(inputs.shape[1])
    boxes = [box]
    least = _SMALLEST * len(inputs)
    while (found := _best(_peels(inputs, box), inputs, response, box)) is not None:
        if found.holds(inputs).sum() < least:
            break
        box = found
        boxes.append(box)
    while (found := _best(_pastes(inputs, box), inputs, response, box)) is not None:
        box = found
        boxes.append(box)
    return boxes


def _best(candidates: Iterator[Box], inputs: Numbers, response: Numbers, box: Box) -> Box | None:
    """The candidate with the most gain of the mean for each case that leaves or comes.

    Of equal ones the one that restricts fewer inputs, because it is said in fewer words.
    """
    inside = box.holds(inputs)
    count, mean = int(inside.sum()), float(response[inside].mean())
    worths: list[tuple[tuple[float, int], Box]] = []
    for candidate in candidates:
        kept = candidate.holds(inputs)
        moved = abs(int(kept.sum()) - count)
        if moved and kept.any():
            gain = (float(response[kept].mean()) - mean) / moved
            if gain > _SMALL:
                worths.append(((gain, -len(candidate.restricted)), candidate))
    return max(worths, key=lambda one: one[0])[1] if worths else None


def _peels(inputs: Numbers, box: Box) -> Iterator[Box]:
    inside = inputs[box.holds(inputs)]
    for column in range(inputs.shape[1]):
        values = np.sort(inside[:, column])
        if values[0] < values[-1]:
            yield box.changed(column, high=-_above(-values[::-1]))
            yield box.changed(column, low=_above(values))


def _above(values: Numbers) -> float:
    """End of a box without the lowest slice: half way between two values that differ."""
    place = (len(values) - 1) * _SLICE
    below, above = int(np.floor(place)), int(np.ceil(place))
    while values[below] == values[above] and above < len(values) - 1:
        above += 1
    return float((values[below] + values[above]) / 2)


def _pastes(inputs: Numbers, box: Box) -> Iterator[Box]:
    count = max(1, round(_SLICE * int(box.holds(inputs).sum())))
    for column in box.restricted:
        beside = inputs[box.without(column).holds(inputs), column]
        if np.isfinite(box.low[column]):
            lower = np.sort(beside[beside < box.low[column]])[::-1]
            yield box.changed(column, low=_next(lower, count, -np.inf))
        if np.isfinite(box.high[column]):
            upper = np.sort(beside[beside > box.high[column]])
            yield box.changed(column, high=_next(upper, count, np.inf))


def _next(values: Numbers, count: int, end: float) -> float:
    """End of a box after so many more values; beyond the last one nothing is left to restrict."""
    return float(values[count - 1] + values[count]) / 2 if len(values) > count else end
