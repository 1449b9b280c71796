"""Every parameter of a scenario: what it means, its unit, range, default and source."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal, get_args, get_origin

from pydantic_core import PydanticUndefined

from sim.scenario.fields import Place, places
from sim.scenario.scenario import Scenario
from sim.scenario.tree import plain

ENTRY = "<id>"


@dataclass(frozen=True)
class Key:
    """One parameter.

    Parameters
    ----------
    pattern : str
        Dotted key, with ``<id>`` where an id of the scenario stands.
    meaning : str
        What it says.
    unit : str
        Unit of a number; otherwise what kind of value it takes.
    range : str
        What it may be.
    default : str
        Value where a file says nothing; ``required`` where it must be stated.
    source : str
        Where the default comes from; empty for what is no number.
    uncertain : bool
        Whether a distribution may stand in its place.
    path : bool
        Whether it may change at named days.
    """

    pattern: str
    meaning: str
    unit: str
    range: str
    default: str
    source: str = ""
    uncertain: bool = False
    path: bool = False

    @property
    def group(self) -> str:
        """The key of the part that it belongs to."""
        return self.pattern.removesuffix(self.name).rstrip(".")

    @property
    def name(self) -> str:
        """The last word of the key, with the word before it for an entry of a map."""
        before, _, last = self.pattern.rpartition(".")
        return f"{before.rpartition('.')[2]}.{last}" if last == ENTRY else last


def all_keys() -> list[Key]:
    """List every parameter, in the order of the schema.

    Returns
    -------
    list of Key
        All keys under scenario, behaviour and measurement.
    """
    return [key for key in _keys(Place(Scenario), "", "") if key.pattern != "name"]


def key_at(dotted: str) -> Key | None:
    """Tell what may stand at one place of a scenario.

    Parameters
    ----------
    dotted : str
        A dotted key with the ids of a scenario, such as ``scenario.ties.a_b.leverage``.

    Returns
    -------
    Key or None
        The parameter, its pattern the key itself; None where none can stand.
    """
    here, meaning = Place(Scenario), ""
    for word in dotted.split("."):
        below = dict(places(here.model)).get(word) if here.model is not None else here.entry
        if below is None:
            return None
        here = below
        meaning = (here.field.description if here.field is not None else None) or meaning
    if here.model is not None or here.entry is not None:
        return None
    return _key(here, dotted, meaning)


def mend_of_gap(dotted: str) -> str:
    """Say what is to be written where nothing stands yet.

    Parameters
    ----------
    dotted : str
        A dotted key.

    Returns
    -------
    str
        What may stand there and what it means, as a sentence without full stop.
    """
    key = key_at(dotted)
    if key is None:
        return "Fill it in, or take the line out"
    if key.uncertain:
        what = f"a number, {key.range} ({key.unit})"
    elif key.unit == "list" and key.range == "ids":
        what = "ids in brackets, such as [a, b]; [] for nobody"
    elif key.unit in ("choice", "list"):
        what = f"one of {key.range}"
    elif key.unit == "text":
        what = "a text"
    elif key.unit == "whole number":
        what = "a whole number" if key.range == "any" else f"a whole number, {key.range}"
    else:
        what = key.range
    return f"{key.meaning}. Write {what}"


def _keys(place: Place, pattern: str, meaning: str) -> Iterator[Key]:
    described = place.field.description if place.field is not None else None
    meaning = described or meaning
    if place.model is not None:
        for name, below in places(place.model):
            yield from _keys(below, f"{pattern}.{name}" if pattern else name, "")
    elif place.entry is not None:
        entry = place.entry
        yield from _keys(entry, f"{pattern}.{ENTRY}", meaning)
    else:
        yield _key(place, pattern, meaning)


def _key(place: Place, pattern: str, meaning: str) -> Key:
    default = _default(place)
    if place.quantity is not None:
        quantity = place.quantity
        limits = f"{quantity.low:g} to {quantity.high:g}"
        return Key(
            pattern,
            quantity.meaning,
            quantity.unit,
            limits,
            default,
            quantity.source,
            uncertain=True,
            path=quantity.path,
        )
    if place.moment is not None:
        earliest = place.moment.earliest
        limits = "a date" if earliest is None else f"a date, or days from {earliest}"
        return Key(pattern, place.moment.meaning, "day", limits, default)
    unit, limits = _plain_kind(place)
    return Key(pattern, meaning, unit, limits, default)


def _plain_kind(place: Place) -> tuple[str, str]:
    annotation = place.annotation
    if annotation is bool:
        return "flag", "true or false"
    if annotation is int:
        low = next((m.ge for m in place.metadata if hasattr(m, "ge")), None)
        high = next((m.le for m in place.metadata if hasattr(m, "le")), None)
        return "whole number", f"{low} to {high}" if low is not None else "any"
    if get_origin(annotation) is Literal:
        return "choice", ", ".join(str(word) for word in get_args(annotation))
    if get_origin(annotation) is tuple:
        item = Place(get_args(annotation)[0])
        return "list", _plain_kind(item)[1] if get_origin(item.annotation) is Literal else "ids"
    pattern = any(getattr(m, "pattern", None) for m in place.metadata)
    return ("id", "an id") if pattern else ("text", "any")


def _default(place: Place) -> str:
    value = place.default
    if place.field is None:
        return "none"
    return "required" if value is PydanticUndefined else _written(plain(value))


def _written(value: Any) -> str:  # noqa: ANN401 - plain data of any kind
    match value:
        case None | "" | [] | {}:
            return "none"
        case bool():
            return str(value).lower()
        case float():
            return f"{value:g}"
        case list():
            return ", ".join(str(item) for item in value)
        case _:
            return str(value)
