"""Names on a map, placed so that they cover neither each other nor the towns."""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from matplotlib.textpath import TextPath

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes

_Point = tuple[float, float]
_Box = tuple[float, float, float, float]

_FONT = 8.0
# Places around a town that a name may take, best first: right, left, above, below, corners.
_AROUND = (
    (1, 0), (-1, 0), (0, 1), (0, -1), (1, 1), (1, -1), (-1, 1), (-1, -1),
)  # fmt: skip
_SOMEWHAT_FURTHER = 1.8
_ROAD_STEP = 5.0
# A name stands on a strip of paper, so that hatching does not run through it.
_PAPER = {"boxstyle": "square,pad=0.08", "facecolor": "white", "edgecolor": "none", "alpha": 0.75}


@dataclass(frozen=True)
class _Town:
    """A name that waits for its place."""

    point: _Point
    name: str
    ringed: bool


class Labels:
    """Collects what stands on one panel, then places the names.

    Parameters
    ----------
    axis : matplotlib.axes.Axes
        The panel; its limits must be set.
    """

    def __init__(self, axis: Axes) -> None:
        self.axis = axis
        self.taken: list[_Box] = []
        self.roads: list[_Box] = []
        self.towns: list[_Town] = []
        self.lines: list[tuple[list[_Point], str, str]] = []
        figure = axis.get_figure()
        axis.apply_aspect()
        self.per_pixel = 72.0 / figure.dpi  # type: ignore[union-attr]

    def _at(self, point: _Point) -> _Point:
        """Place of a point of the map, in points of the page."""
        x, y = self.axis.transData.transform(point)
        return float(x) * self.per_pixel, float(y) * self.per_pixel

    def town(self, point: _Point, name: str, *, ringed: bool) -> None:
        """Add a town whose dot is kept free."""
        x, y = self._at(point)
        size = 10.5 if ringed else 7.0
        self.taken.append((x - size, y - size, x + size, y + size))
        self.towns.append(_Town(point, name, ringed))

    def block(self, point: _Point, offset: float) -> None:
        """Keep the mark of a garrison free, so far to the left of a town."""
        x, y = self._at(point)
        self.taken.append((x - offset - 4.5, y - 4.5, x - offset + 4.5, y + 4.5))

    def on_line(self, course: Sequence[_Point], name: str, colour: str) -> None:
        """Name a road on one of its legs, and keep the names of towns off it where possible."""
        self.lines.append((list(course), name, colour))
        for first, last in itertools.pairwise([self._at(point) for point in course]):
            steps = max(1, int(math.dist(first, last) / _ROAD_STEP))
            for step in range(steps + 1):
                x, y = (a + (b - a) * step / steps for a, b in zip(first, last, strict=True))
                self.roads.append((x - 2, y - 2, x + 2, y + 2))

    def place(self) -> None:
        """Write all names."""
        for town, shift in self.spots():
            self.axis.annotate(
                town.name, town.point, xytext=shift, textcoords="offset points",
                ha="center", va="center", fontsize=_FONT, zorder=7,
                annotation_clip=False, bbox=_PAPER,
            )  # fmt: skip
        for point, name, colour in self.line_spots():
            self.axis.text(
                *point, name, ha="center", va="center", fontsize=_FONT + 2, fontweight="bold",
                color="white", zorder=8,
                bbox={"boxstyle": "round,pad=0.15", "facecolor": colour, "edgecolor": "white"},
            )  # fmt: skip

    def spots(self) -> list[tuple[_Town, _Point]]:
        """Choose a place for the name of every town, the crowded towns first.

        Returns
        -------
        list of (_Town, (float, float))
            From the town to the middle of its name, in points to the right and up.
        """
        page = self._page()
        places = [self._at(town.point) for town in self.towns]

        def crowd(index: int) -> tuple[int, str]:
            x, y = places[index]
            near = sum(abs(x - a) < 70 and abs(y - b) < 30 for a, b in places)  # noqa: PLR2004
            return -near, self.towns[index].name

        found = []
        for index in sorted(range(len(self.towns)), key=crowd):
            town = self.towns[index]
            box, shift = self._best(places[index], town, page)
            self.taken.append(box)
            found.append((town, shift))
        return found

    def line_spots(self) -> list[tuple[_Point, str, str]]:
        """Choose a place for the name of every road, after those of towns.

        Returns
        -------
        list of (_Point, str, str)
            A point of the map, the name, the colour.
        """
        page = self._page()
        return [
            (self._spot_on_line(course, name, page), name, colour)
            for course, name, colour in self.lines
        ]

    def _page(self) -> _Box:
        width, height = (side * self.per_pixel for side in self.axis.bbox.size)
        left, bottom = (float(side) * self.per_pixel for side in self.axis.bbox.min)
        return (left, bottom, left + width, bottom + height)

    def _best(self, place: _Point, town: _Town, page: _Box) -> tuple[_Box, _Point]:
        wide, high = text_size(town.name, _FONT)
        gap = 11.5 if town.ringed else 8.5
        # Only what lies about the town can be covered by its name.
        far, up_far = gap * _SOMEWHAT_FURTHER + wide, gap * _SOMEWHAT_FURTHER + high
        about = (place[0] - far, place[1] - up_far, place[0] + far, place[1] + up_far)
        taken = [other for other in self.taken if overlap(about, other)]
        roads = [other for other in self.roads if overlap(about, other)]
        best: tuple[float, _Box, _Point] | None = None
        for further in (1.0, _SOMEWHAT_FURTHER):
            for rank, (across, up) in enumerate(_AROUND):
                reach = gap * further * (0.85 if across and up else 1.0)
                shift = (across * (reach + wide / 2), up * (reach + high / 2))
                x, y = place[0] + shift[0], place[1] + shift[1]
                box = (x - wide / 2, y - high / 2, x + wide / 2, y + high / 2)
                cost = sum(overlap(box, other) for other in taken) + 4.0 * outside(box, page)
                cost += 0.6 * sum(overlap(box, other) for other in roads)
                cost += 0.8 * rank + 14.0 * (further - 1.0)
                if best is None or cost < best[0] - 1e-6:
                    best = (cost, box, shift)
        if best is None:
            message = "a town has no place for its name"
            raise RuntimeError(message)
        return best[1], best[2]

    def _spot_on_line(self, course: Sequence[_Point], name: str, page: _Box) -> _Point:
        wide, high = text_size(name, _FONT + 2)
        wide, high = wide + 5, high + 4
        best: tuple[float, _Point] | None = None
        for first, last in itertools.pairwise(course):
            for share in (0.5, 0.35, 0.65):
                point = (
                    first[0] + share * (last[0] - first[0]),
                    first[1] + share * (last[1] - first[1]),
                )
                x, y = self._at(point)
                box = (x - wide / 2, y - high / 2, x + wide / 2, y + high / 2)
                cost = sum(overlap(box, other) for other in self.taken) + outside(box, page)
                if best is None or cost < best[0] - 1e-6:
                    best = (cost, point)
        if best is None:
            message = "a road has no place for its name"
            raise RuntimeError(message)
        return best[1]


@cache
def text_size(text: str, size: float) -> tuple[float, float]:
    """Width and height of a text in points."""
    # Letters have points where they reach furthest, so that no curve need be followed.
    across = TextPath((0, 0), text, size=size).vertices[:, 0]
    return float(across.max() - across.min()) + 3.0, size * 1.15


def overlap(one: _Box, other: _Box) -> float:
    """Area that two boxes share."""
    wide = min(one[2], other[2]) - max(one[0], other[0])
    high = min(one[3], other[3]) - max(one[1], other[1])
    return wide * high if wide > 0 and high > 0 else 0.0


def outside(box: _Box, page: _Box) -> float:
    """How far a box leaves a page, in points."""
    return (
        max(0.0, page[0] - box[0])
        + max(0.0, page[1] - box[1])
        + max(0.0, box[2] - page[2])
        + max(0.0, box[3] - page[3])
    )
