"""Numbers of a scenario: with a unit, a range and a source, fixed or uncertain.

A number may be written as a distribution, ``[beta, 2, 5]``. It is then drawn once
per replicate, by inversion of one uniform at the address of its dotted name. Numbers that
hang together are written as ``[joint, NAME, 0.2, 0.5, 0.3]``: columns of one table, of which
each replicate draws a row.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, GetCoreSchemaHandler
from pydantic.fields import FieldInfo
from pydantic_core import CoreSchema, core_schema

from sim.scenario.errors import shown

FIRST_DAY = -8192
_LARGEST = 1e100
_LAST_COUNT = 57343
# Days before and after a date, up to the ends of a run, stay dates that Python can count with.
FIRST_YEAR, LAST_YEAR = 1000, 3000
# Rows of a table of joint draws.
_MOST_ROWS = 10_000

_JOINT = "joint"
_TABLE = re.compile(r"[a-z][a-z0-9_]*")

FAMILIES: dict[str, tuple[str, ...]] = {
    "uniform": ("low", "high"),
    "triangular": ("low", "mode", "high"),
    "beta": ("a", "b"),
    _JOINT: ("name", "values"),
}


class Entity(BaseModel):
    """Base of all parts of a scenario: frozen, and closed to unknown keys."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


@dataclass(frozen=True)
class Distribution:
    """An uncertain number.

    Parameters
    ----------
    family : str
        One of `FAMILIES`.
    parameters : tuple of float
        Its parameters, in the order that `FAMILIES` names them; of the family ``joint``,
        its values by row.
    table : str
        Of the family ``joint``, name of the table whose column it is.
    """

    family: str
    parameters: tuple[float, ...]
    table: str = ""

    def address(self, own: str) -> str:
        """Name at whose address its luck lies.

        Parameters
        ----------
        own : str
            Dotted name of the number.

        Returns
        -------
        str
            The same for all columns of a table, so that they draw the same row; it holds a
            blank, which no dotted name does.
        """
        return f"{_JOINT} {self.table}" if self.family == _JOINT else own

    def at(self, luck: float) -> float:
        """Invert the distribution function.

        Parameters
        ----------
        luck : float
            A uniform number in (0, 1).

        Returns
        -------
        float
            The quantile at `luck`.
        """
        # scipy.stats is slow to import and most scenarios have no distribution.
        from scipy import special  # noqa: PLC0415

        a = self.parameters
        match self.family:
            case "uniform":
                return a[0] + (a[1] - a[0]) * luck
            case "triangular":
                return _triangular(a[0], a[1], a[2], luck)
            case "joint":
                return a[min(int(luck * len(a)), len(a) - 1)]
            case _:
                return float(special.betaincinv(a[0], a[1], luck))

    def written(self) -> list[Any]:
        """Give the form in which a scenario file states it."""
        table = [self.table] if self.family == _JOINT else []
        return [self.family, *table, *self.parameters]


def _triangular(low: float, mode: float, high: float, luck: float) -> float:
    rise = (mode - low) / (high - low)
    if luck < rise:
        return low + math.sqrt(luck * (high - low) * (mode - low))
    return high - math.sqrt((1.0 - luck) * (high - low) * (high - mode))


def _refuse(condition: bool, message: str) -> None:  # noqa: FBT001
    if condition:
        raise ValueError(message)


def _distribution(parts: list[Any] | tuple[Any, ...]) -> Distribution:
    family = parts[0] if parts else None
    _refuse(
        not isinstance(family, str) or family not in FAMILIES,
        f"a distribution begins with one of {', '.join(FAMILIES)}, not {family!r}",
    )
    if family == _JOINT:
        return _joint(parts[1:])
    names = FAMILIES[str(family)]
    values = parts[1:]
    _refuse(
        len(values) != len(names) or any(isinstance(v, bool) for v in values),
        f"{family} takes {len(names)} numbers ({', '.join(names)})",
    )
    _refuse(
        not all(isinstance(v, int | float) and abs(v) <= _LARGEST for v in values),
        f"a parameter is not a number of size up to {_LARGEST:g}",
    )
    a = tuple(float(v) for v in values)
    if family == "uniform":
        _refuse(a[0] > a[1], "low is above high")
    elif family == "triangular":
        _refuse(not a[0] <= a[1] <= a[2] or a[0] == a[2], "needs low <= mode <= high, low < high")
    else:
        _refuse(min(a) <= 0, "parameters must be positive")
    return Distribution(str(family), a)


def _joint(parts: list[Any] | tuple[Any, ...]) -> Distribution:
    table = parts[0] if parts else None
    _refuse(
        not isinstance(table, str) or not _TABLE.fullmatch(table),
        "joint takes the name of a table (lower case, digits, underscores), and then its values",
    )
    values = parts[1:]
    _refuse(
        not 1 < len(values) <= _MOST_ROWS,
        f"joint takes 2 to {_MOST_ROWS:,} values, a value for each row of the table",
    )
    sound = all(isinstance(v, int | float) and not isinstance(v, bool) for v in values)
    _refuse(
        not sound or not all(abs(v) <= _LARGEST for v in values),
        f"a value is not a number of size up to {_LARGEST:g}",
    )
    return Distribution(_JOINT, tuple(float(v) for v in values), str(table))


def _support(distribution: Distribution) -> tuple[float, float]:
    a = distribution.parameters
    match distribution.family:
        case "uniform":
            return a[0], a[1]
        case "triangular":
            return a[0], a[2]
        case "joint":
            return min(a), max(a)
        case _:
            return 0.0, 1.0


@dataclass(frozen=True)
class Step:
    """From a day on, a value."""

    begins: date | int
    value: float | Distribution
    name: str = ""


@dataclass(frozen=True)
class TimePath:
    """A number that changes at named days: constant between them.

    Before its first step it has the value of that step.
    """

    steps: tuple[Step, ...]

    def on(self, day: int, start: date) -> float:
        """Value on a day of a run whose day 1 is `start`."""
        value = self.steps[0].value
        for step in self.steps:
            if day_number(step.begins, start) <= day:
                value = step.value
        if isinstance(value, Distribution):
            message = "draw the scenario's uncertain numbers before using them"
            raise TypeError(message)
        return value


def day_number(when: date | int, start: date) -> int:
    """Day of the run: day 1 is `start`, day 0 the day before it."""
    if isinstance(when, int):
        return when
    return (when - start).days + 1


@dataclass(frozen=True)
class Quantity:
    """Declaration of a number: what it means, its unit, its range, its source.

    Used as the annotation of a field. The field then takes a number in the range
    or a distribution whose support lies in it; with ``path=True`` also a map of
    named steps in time.

    Parameters
    ----------
    meaning : str
        What the number says, in one sentence.
    unit : str
        Its unit; "share" or "probability" for numbers in [0, 1].
    low, high : float
        The closed interval it must lie in.
    source : str
        Where the default comes from, or "assumed".
    path : bool
        Whether the number may change at named days.
    """

    meaning: str
    unit: str
    low: float
    high: float
    source: str = "assumed"
    path: bool = False

    def __get_pydantic_core_schema__(
        self, source_type: object, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        """Validate with this declaration instead of the plain type."""
        return core_schema.no_info_plain_validator_function(
            self.path_in_time if self.path else self.number
        )

    def number(self, value: object) -> float | Distribution:
        """Refuse a value outside the range; let a distribution inside it pass."""
        if isinstance(value, list | tuple):
            value = _distribution(value)
        if isinstance(value, Distribution):
            low, high = _support(value)
            _refuse(
                low < self.low or high > self.high,
                f"the support of {shown(value.written())} leaves [{self.low:g}, {self.high:g}];"
                " uniform and triangular can be made to stay inside",
            )
            return value
        if isinstance(value, bool) or not isinstance(value, int | float):
            message = f"{shown(value)} is not a number"
            raise ValueError(message)  # noqa: TRY004 - pydantic reports ValueError only
        # A whole number may be too large to become a float, so the range is judged first.
        _refuse(
            not self.low <= value <= self.high,
            f"{shown(value)} is outside [{self.low:g}, {self.high:g}] ({self.unit})",
        )
        return float(value)

    def path_in_time(self, value: object) -> TimePath:
        """Read a number, a distribution or a map of named steps as a path."""
        if isinstance(value, TimePath):
            return value
        if not isinstance(value, dict):
            return TimePath((Step(FIRST_DAY, self.number(value)),))
        _refuse(not value, "a path in time needs at least one step")
        steps: list[Step] = []
        for name, step in value.items():
            _refuse(
                not isinstance(step, dict) or set(step) != {"from", "value"},
                f"step {name!r} needs exactly the keys from and value",
            )
            begins = _moment(f"step {name!r}: from", step["from"])
            _refuse(
                isinstance(begins, int) and not FIRST_DAY <= begins <= _LAST_COUNT,
                f"step {name!r}: {shown(begins)} is outside [{FIRST_DAY}, {_LAST_COUNT}] (days)",
            )
            steps.append(Step(begins, self.number(step["value"]), str(name)))
        _refuse(
            len({isinstance(step.begins, int) for step in steps}) > 1,
            "steps mix dates and day numbers",
        )
        seen: dict[date | int, str] = {}
        for step in steps:
            first = seen.setdefault(step.begins, step.name)
            _refuse(first != step.name, f"steps {first} and {step.name} begin on the same day")
        return TimePath(tuple(sorted(steps, key=lambda step: step.begins)))


def number(  # noqa: PLR0913 - what a number is declared by, in the order of a sentence
    default: Any,  # noqa: ANN401 - a number, a path in time, or what says that it is required
    meaning: str,
    unit: str,
    low: float,
    high: float,
    *,
    path: bool = False,
) -> Any:  # noqa: ANN401 - pydantic takes it for a value of the type of the field
    """Declare a field that holds a number; see `Quantity`.

    Parameters
    ----------
    default : object
        Its default; ``...`` where it must be stated.
    meaning, unit : str
        What it says, and its unit.
    low, high : float
        The closed interval it must lie in.
    path : bool
        Whether it may change at named days.

    Returns
    -------
    Any
        The field.
    """
    field: FieldInfo = Field(default, description=meaning)
    field.metadata.append(Quantity(meaning, unit, low, high, path=path))
    return field


def share(default: object, meaning: str) -> Any:  # noqa: ANN401
    """Declare a field that holds a share, from 0 to 1; see `number`."""
    return number(default, meaning, "share", 0, 1)


def probability(default: object, meaning: str) -> Any:  # noqa: ANN401
    """Declare a field that holds a probability; see `number`."""
    return number(default, meaning, "probability", 0, 1)


def whole(default: object, meaning: str, low: int, high: int) -> Any:  # noqa: ANN401
    """Declare a field that holds a whole number between two limits."""
    return Field(default, description=meaning, ge=low, le=high)


def said(meaning: str, default: object = ...) -> Any:  # noqa: ANN401
    """Declare a field that holds anything else: an id, a text, a flag."""
    return Field(default, description=meaning)


@dataclass(frozen=True)
class Names:
    """Declaration of an id: the collection of the scenario in which it must stand."""

    pool: str


@dataclass(frozen=True)
class Moment:
    """Declaration of a day: a date, or a count of days.

    Used as the annotation of a field, like `Quantity`.

    Parameters
    ----------
    meaning : str
        What happens on that day, in one sentence.
    earliest : int or None
        The lowest count of days that is accepted; None accepts dates only.
    optional : bool
        Whether the field may be null.
    """

    meaning: str
    earliest: int | None = None
    optional: bool = False

    def __get_pydantic_core_schema__(
        self, source_type: object, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        """Validate with this declaration instead of the plain type."""
        return core_schema.no_info_plain_validator_function(self.day)

    def day(self, value: object) -> date | int | None:
        """Refuse what is neither a date nor an accepted count of days."""
        if value is None and self.optional:
            return None
        if self.earliest is None:
            _refuse(not isinstance(value, str | date), f"{shown(value)} is not a date (2019-04-30)")
            return _moment("it", value, "a date (2019-04-30)")
        day = _moment("it", value)
        if isinstance(day, int):
            _refuse(
                not self.earliest <= day <= _LAST_COUNT,
                f"{shown(day)} is outside [{self.earliest}, {_LAST_COUNT}] (days)",
            )
        return day


def _moment(
    what: str, value: object, expected: str = "a date (2019-04-30) or a count of days"
) -> date | int:
    message = f"{what} is {shown(value)}, not {expected}"
    if isinstance(value, str):
        try:
            value = date.fromisoformat(value)
        except ValueError:
            raise ValueError(message) from None
    if isinstance(value, bool | datetime) or not isinstance(value, date | int):
        raise ValueError(message)  # noqa: TRY004 - pydantic reports ValueError only
    _refuse(
        isinstance(value, date) and not FIRST_YEAR <= value.year <= LAST_YEAR,
        f"{what} is {shown(str(value))}, outside the years {FIRST_YEAR} to {LAST_YEAR}",
    )
    return value


def plain(value: Any) -> Any:  # noqa: ANN401, PLR0911 - a return for each kind of value
    """Write a scenario, or a part of one, as plain data.

    Parameters
    ----------
    value : Any
        A part, a number, a path in time, a map of these.

    Returns
    -------
    Any
        Maps, lists, texts, numbers, flags and null, as a file states them.
    """
    match value:
        case BaseModel():
            return {name: plain(getattr(value, name)) for name in type(value).model_fields}
        case Distribution():
            return value.written()
        case TimePath():
            return _plain_path(value)
        case date():
            return value.isoformat()
        case Mapping():
            return {key: plain(item) for key, item in value.items()}
        case list() | tuple():
            return [plain(item) for item in value]
        case _:
            return value


def _plain_path(path: TimePath) -> Any:  # noqa: ANN401 - a number, a list or a map
    if len(path.steps) == 1 and path.steps[0].begins == FIRST_DAY:
        return plain(path.steps[0].value)
    return {
        step.name or f"step_{number}": {"from": plain(step.begins), "value": plain(step.value)}
        for number, step in enumerate(path.steps, start=1)
    }
