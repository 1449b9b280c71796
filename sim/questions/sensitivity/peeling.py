"""Peeling and pasting: the patient rule induction method, on arrays alone.

A box of the space of inputs loses a thin slice of cases at a time, the one whose loss raises the
mean inside most, until few are left; then slices come back wherever that raises the mean. The
steps are a path from all cases to few with a high mean. Which step to take is left to the caller.

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

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    Numbers = NDArray[np.float64]
    Flags = NDArray[np.bool_]

SLICE = 0.05
SMALLEST = 0.05
# Smaller gains than this are rounding.
GAIN = 1e-12


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
        """Say which cases lie in it.

        Parameters
        ----------
        inputs : numpy.ndarray
            A row per case, a column per input.

        Returns
        -------
        numpy.ndarray
            A flag per case.
        """
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


def path(
    inputs: Numbers, response: Numbers, slice_share: float = SLICE, smallest: float = SMALLEST
) -> list[Box]:
    """Peel, and paste at the end.

    Parameters
    ----------
    inputs : numpy.ndarray
        A row per case, a column per input.
    response : numpy.ndarray
        What is to be high, by case.
    slice_share : float
        Share of the cases in the box that a slice holds, in (0, 0.5).
    smallest : float
        Share of all cases that the box shall keep at least.

    Returns
    -------
    list of Box
        From the box of everything to the last one.
    """
    box = everything(inputs.shape[1])
    boxes = [box]
    least = smallest * len(inputs)
    while (found := _best(_peels(inputs, box, slice_share), inputs, response, box)) is not None:
        if found.holds(inputs).sum() < least:
            break
        box = found
        boxes.append(box)
    while (found := _best(_pastes(inputs, box, slice_share), inputs, response, box)) is not None:
        box = found
        boxes.append(box)
    return boxes


def _best(candidates: Iterator[Box], inputs: Numbers, response: Numbers, box: Box) -> Box | None:
    """The candidate with the most gain of the mean for each case that leaves or comes.

    Of equal ones the one that restricts fewer inputs, because it is said in fewer words.
    """
    inside = box.holds(inputs)
    count, mean = int(inside.sum()), float(response[inside].mean())
    best: tuple[tuple[float, int], Box] | None = None
    for candidate in candidates:
        kept = candidate.holds(inputs)
        moved = abs(int(kept.sum()) - count)
        if not moved or not kept.any():
            continue
        gain = (float(response[kept].mean()) - mean) / moved
        worth = (gain, -len(candidate.restricted))
        if gain > GAIN and (best is None or worth > best[0]):
            best = (worth, candidate)
    return None if best is None else best[1]


def _peels(inputs: Numbers, box: Box, share: float) -> Iterator[Box]:
    inside = inputs[box.holds(inputs)]
    for column in range(inputs.shape[1]):
        values = np.sort(inside[:, column])
        if values[0] == values[-1]:
            continue
        yield box.changed(column, high=-_above(-values[::-1], share))
        yield box.changed(column, low=_above(values, share))


def _above(values: Numbers, share: float) -> float:
    """End of a box without the lowest slice: half way between two values that differ."""
    place = (len(values) - 1) * share
    below, above = int(np.floor(place)), int(np.ceil(place))
    while values[below] == values[above] and above < len(values) - 1:
        above += 1
    return float((values[below] + values[above]) / 2)


def _pastes(inputs: Numbers, box: Box, share: float) -> Iterator[Box]:
    count = max(1, round(share * int(box.holds(inputs).sum())))
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
