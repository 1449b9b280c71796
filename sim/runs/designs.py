"""Designs: from a space of parameters to points.

Designs of values (grid, list, one at a time) take values for each parameter. Designs
of samples (Latin hypercube, Sobol, Saltelli) take a low and a high value for each
number, or several values to choose from.
"""

from __future__ import annotations

import csv
import itertools
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.runs.points import Points, check_parameter, points_of
from sim.scenario.errors import InputError, Problem, did_you_mean, shown
from sim.scenario.fields import place_at
from sim.scenario.read import read_text
from sim.scenario.scenario import Scenario
from sim.scenario.tree import unknown_key

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

OF_VALUES = ("grid", "list", "one_at_a_time")
OF_SAMPLES = ("latin_hypercube", "sobol", "saltelli")
OF_FILES = ("csv",)
DESIGNS = (*OF_VALUES, *OF_SAMPLES, *OF_FILES)
MOST_POINTS = 1_000_000
# Two ends of an interval.
ENDS = 2


@dataclass(frozen=True)
class Design:
    """What points are wanted.

    Parameters
    ----------
    name : str
        One of `DESIGNS`.
    space : mapping
        Values, or low and high, by dotted key.
    points : int
        Number of points of a design of samples; of base samples for Saltelli.
    seed : int
        Seed of a design of samples.
    file : path or None
        File of points.
    """

    name: str = "grid"
    space: Mapping[str, Sequence[Any]] = field(default_factory=dict)
    points: int = 64
    seed: int = 1
    file: Path | str | None = None

    def laid_out(self, tree: Mapping[str, Any]) -> Points:
        """Lay the points out.

        Parameters
        ----------
        tree : mapping
            Completed tree of the scenario, for designs that start from its values.

        Returns
        -------
        Points
            The points, in an order that is the same each time.

        Raises
        ------
        InputError
            If the design cannot be laid out.
        """
        if self.name not in DESIGNS:
            mend = did_you_mean(self.name, DESIGNS)
            raise InputError(f"there is no design {self.name!r}", key="design", mend=mend)
        if self.name in OF_FILES:
            return _of_file(self.file)
        self._check_space()
        if self.name in OF_SAMPLES:
            return self._sampled()
        names = list(self.space)
        if self.name == "grid":
            count = math.prod(len(values) for values in self.space.values())
            _check_count(count)
            return points_of(names, itertools.product(*self.space.values()))
        if self.name == "list":
            return points_of(names, self._zipped())
        return points_of(names, _one_at_a_time(self.space, tree))

    def _check_space(self) -> None:
        if not self.space:
            raise InputError(
                "nothing varies",
                key="design",
                mend="Give a parameter several values, as in"
                " 'scenario.ties.ID.leverage=range(0,1,0.25)', or design.space",
            )
        for name, values in self.space.items():
            check_parameter(name)
            if not isinstance(values, list | tuple) or not values:
                raise InputError(
                    f"{shown(values)} is no list of values",
                    key=f"design.space.{name}",
                    mend="Write [LOW,HIGH] for a design of samples, or [VALUE,VALUE,...]",
                )

    def _zipped(self) -> list[tuple[Any, ...]]:
        lengths = {name: len(values) for name, values in self.space.items()}
        if len(set(lengths.values())) > 1:
            stated = ", ".join(f"{name} has {count}" for name, count in lengths.items())
            raise InputError(
                f"a list needs as many values of each parameter, and {stated}",
                key="design",
                mend="Give each as many, or use design=grid for every combination",
            )
        return list(zip(*self.space.values(), strict=True))

    def _sampled(self) -> Points:
        _check_whole("design.points", self.points, MOST_POINTS)
        _check_whole("design.seed", self.seed, 2**32 - 1, low=0)
        names = list(self.space)
        places = unit_points(self.name, len(names), self.points, self.seed)
        _check_count(len(places))
        columns = [
            stretched(name, self.space[name], places[:, column])
            for column, name in enumerate(names)
        ]
        return points_of(names, zip(*columns, strict=True))


def unit_points(design: str, parameters: int, points: int, seed: int) -> NDArray[np.float64]:
    """Draw the points of a design of samples in the unit cube.

    Parameters
    ----------
    design : str
        One of `OF_SAMPLES`.
    parameters : int
        Dimensions of the cube.
    points : int
        How many points; base samples for Saltelli. A power of two but for the Latin
        hypercube.
    seed : int
        Seed of the design.

    Returns
    -------
    numpy.ndarray
        A row per point, a column per parameter, in [0, 1).

    Raises
    ------
    InputError
        If the number of points does not suit the design.
    """
    from scipy.stats import qmc  # noqa: PLC0415 - takes a second to import

    if design == "latin_hypercube":
        places: NDArray[np.float64] = qmc.LatinHypercube(parameters, rng=seed).random(points)
        return places
    _check_power_of_two(points)
    if design == "sobol":
        places = qmc.Sobol(parameters, rng=seed).random(points)
    else:
        both = qmc.Sobol(2 * parameters, rng=seed).random(points)
        places = _crossed(both[:, :parameters], both[:, parameters:])
    return places


def _crossed(one: NDArray[np.float64], other: NDArray[np.float64]) -> NDArray[np.float64]:
    """Cross two samples as Saltelli does.

    For each base sample: the first, the first with each coordinate in turn from the
    second, the second. That is the order in which SALib expects results without
    indices of second order.

    References
    ----------
    Saltelli et al. (2010), Variance based sensitivity analysis of model output.
    """
    import numpy as np  # noqa: PLC0415 - beside scipy, which takes a second to import

    count, parameters = one.shape
    crossed = np.repeat(one[:, None, :], parameters + 2, axis=1)
    for column in range(parameters):
        crossed[:, column + 1, column] = other[:, column]
    crossed[:, -1, :] = other
    return crossed.reshape(count * (parameters + 2), parameters)


def stretched(name: str, values: Sequence[Any], places: NDArray[np.float64]) -> list[Any]:
    """Carry places in the unit interval to an interval of numbers, or to choices.

    Parameters
    ----------
    name : str
        Dotted key of the parameter.
    values : sequence
        Low and high, or flags or texts to choose from.
    places : numpy.ndarray
        Places in [0, 1].

    Returns
    -------
    list
        Values; whole where the schema asks for whole numbers.

    Raises
    ------
    InputError
        If the values are no interval and no choice.
    """
    if all(isinstance(value, bool | str) for value in values):
        return [values[min(int(place * len(values)), len(values) - 1)] for place in places]
    ends = [v for v in values if isinstance(v, int | float) and not isinstance(v, bool)]
    if len(values) != ENDS or len(ends) != ENDS or not ends[0] < ends[1]:
        raise InputError(
            f"{shown(list(values))} is no interval",
            key=f"design.space.{name}",
            mend="Write [LOW,HIGH], two numbers, the lower one first",
        )
    low, high = ends
    place = place_at(Scenario, tuple(name.split(".")))
    if place is not None and (place.annotation is int or place.moment is not None):
        return [min(int(low + p * (high - low + 1)), int(high)) for p in places]
    return [float(low + p * (high - low)) for p in places]


def _one_at_a_time(
    space: Mapping[str, Sequence[Any]], tree: Mapping[str, Any]
) -> list[tuple[Any, ...]]:
    base = {name: value_at(tree, name) for name in space}
    rows = [tuple(base.values())]
    for name, values in space.items():
        rows += [tuple((base | {name: value}).values()) for value in values]
    return rows


def value_at(tree: Mapping[str, Any], name: str) -> Any:  # noqa: ANN401 - a value of any kind
    """Find the value that a scenario has for a parameter.

    Parameters
    ----------
    tree : mapping
        Completed tree.
    name : str
        Dotted key.

    Returns
    -------
    Any
        The value.

    Raises
    ------
    InputError
        If the scenario has none.
    """
    here: Any = tree
    for key in name.split("."):
        if not isinstance(here, Mapping) or key not in here:
            problem = unknown_key(tree, name) or Problem(name, "the scenario has no such key")
            raise InputError.of([problem])
        here = here[key]
    return here


def _of_file(file: Path | str | None) -> Points:
    if file is None:
        raise InputError("no file is named", key="design.file", mend="Write design.file=FILE")
    path = Path(file).expanduser()
    if path.exists() and not path.is_file():
        # A device may have no end.
        raise InputError("it is no file", file=file, key="design.file", mend="Name a CSV file")
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            lines = list(itertools.islice(filter(None, csv.reader(stream)), MOST_POINTS + 2))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        reason = getattr(error, "strerror", None) or error
        raise InputError(f"it cannot be read ({reason})", file=file, key="design.file") from None
    if len(lines) > MOST_POINTS + 1:
        raise InputError(
            f"it has more than {MOST_POINTS:,} points", file=file, key="design.file", mend="Part it"
        )
    if not lines:
        raise InputError("it is empty", file=file, key="design.file")
    head, *body = lines
    for number, line in enumerate(body, start=2):
        if len(line) != len(head):
            raise InputError(
                f"row {number} has {len(line)} fields, and the head has {len(head)}", file=file
            )
    names = [name.strip() for name in head]
    if len(set(names)) < len(names):
        raise InputError("a column stands twice", file=file, mend="Leave one of the two")
    # The number that a table of points gives to each is no parameter.
    kept = [place for place, name in enumerate(names) if name != "point"]
    rows = [[_read(line[place], file) for place in kept] for line in body]
    return points_of([names[place] for place in kept], rows)


def _read(text: str, file: Path | str) -> Any:  # noqa: ANN401 - a value of any kind
    return read_text(f"value: {text.strip()}", file)["value"]


def _check_count(count: int) -> None:
    if count > MOST_POINTS:
        raise InputError(
            f"the design has {count:,} points", key="design", mend=f"Keep below {MOST_POINTS:,}"
        )


def _check_whole(key: str, value: object, high: int, low: int = 1) -> None:
    if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
        mend = f"Write a whole number from {low} to {high}"
        raise InputError(f"{shown(value)} does not fit", key=key, mend=mend)


def _check_power_of_two(count: int) -> None:
    if count & (count - 1):
        below = 1 << (count.bit_length() - 1)
        raise InputError(
            f"a Sobol sequence is balanced only at powers of two, and {count} is none",
            key="design.points",
            mend=f"Write {below} or {2 * below}",
        )
