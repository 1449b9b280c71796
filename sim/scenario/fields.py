"""What the schema says of each place of a tree: its type, its key in words, and its faults."""

from __future__ import annotations

import types
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from typing import (
    Annotated,
    Any,
    Literal,
    TypeVar,
    Union,
    cast,
    get_args,
    get_origin,
    get_type_hints,
)

from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails, PydanticUndefined

from sim.scenario.errors import InputError, Problem, did_you_mean, shown
from sim.scenario.quantity import FAMILIES, Moment, Names, Quantity, plain
from sim.scenario.scenario import Scenario

ENTRY = "<id>"
_ID_RULE = "An id has small letters, digits and _, and begins with a letter"
_NO_MAP = ("{} stands where a map of keys is needed", "")
_NO_LIST = ("{} stands where a list is needed", "Write [{}]")
# What is wrong, and how to mend it, by the kind of fault that pydantic finds.
_FAULTS = {
    "missing": ("this key is missing", "State it"),
    "string_pattern_mismatch": ("{} is not an id", _ID_RULE),
    "model_type": _NO_MAP,
    "dataclass_type": _NO_MAP,
    "dict_type": _NO_MAP,
    "tuple_type": _NO_LIST,
    "list_type": _NO_LIST,
}
# By this a data class that pydantic reads is told from any other.
_CLOSED = "__pydantic_config__"

_Part = TypeVar("_Part")


@dataclass(frozen=True)
class Place:
    """What may stand at one place of a tree.

    Parameters
    ----------
    annotation : Any
        Type of the value, without its metadata.
    metadata : tuple
        Declarations, limits and the like that come with it.
    field : FieldInfo, optional
        The field, where the place is one (not an entry of a map).
    """

    annotation: Any
    metadata: tuple[Any, ...] = ()
    field: FieldInfo | None = None

    @property
    def meaning(self) -> str:
        """What the value says; empty where nothing does."""
        described = self.field.description if self.field is not None else None
        said = (m.meaning for m in self.metadata if hasattr(m, "meaning"))
        return described or next(said, "")

    @property
    def quantity(self) -> Quantity | None:
        """Declaration of a number, if the place holds one."""
        return next((m for m in self.metadata if isinstance(m, Quantity)), None)

    @property
    def moment(self) -> Moment | None:
        """Declaration of a day, if the place holds one."""
        return next((m for m in self.metadata if isinstance(m, Moment)), None)

    @property
    def model(self) -> type | None:
        """Class of the part that stands here, if it is a part with fields of its own."""
        one = self.annotation
        part = isinstance(one, type) and (issubclass(one, BaseModel) or hasattr(one, _CLOSED))
        return one if part else None

    @property
    def entry(self) -> Place | None:
        """Place of each entry, if a map keyed by ids stands here."""
        if get_origin(self.annotation) is not dict:
            return None
        return _place(get_args(self.annotation)[1])

    @property
    def pool(self) -> str:
        """Collection in which the ids that stand here must stand; empty where none do."""
        found = next((m.pool for m in self.metadata if isinstance(m, Names)), "")
        if not found and get_origin(self.annotation) in (tuple, dict):
            return _place(get_args(self.annotation)[0]).pool
        return found

    @property
    def default(self) -> Any:  # noqa: ANN401 - a default may be anything
        """Default value; `PydanticUndefined` where there is none."""
        if self.field is None:
            return PydanticUndefined
        return self.field.get_default(call_default_factory=True, validated_data={})


def places(model: type) -> Iterator[tuple[str, Place]]:
    """Go through the fields of a part.

    Parameters
    ----------
    model : type
        Class of the part: of a scenario, or of the settings of a verb.

    Yields
    ------
    tuple
        Name of the field, and what may stand there.
    """
    if not issubclass(model, BaseModel):
        hints = get_type_hints(model, include_extras=True)
        yield from ((one.name, _place(hints[one.name])) for one in fields(cast("Any", model)))
        return
    for name, field in model.model_fields.items():
        place = _place(field.annotation)
        yield name, Place(place.annotation, (*field.metadata, *place.metadata), field)


def _place(annotation: Any) -> Place:  # noqa: ANN401 - annotations have no common type
    if get_origin(annotation) is Annotated:
        inner, *declared = get_args(annotation)
        metadata: list[Any] = []
        for item in declared:
            # Pydantic wraps limits such as ge=1 in a field of their own.
            metadata += item.metadata if isinstance(item, FieldInfo) else [item]
        below = _place(inner)
        return Place(below.annotation, (*metadata, *below.metadata))
    if get_origin(annotation) in (Union, types.UnionType):
        parts = [part for part in get_args(annotation) if part is not type(None)]
        if len(parts) == 1:
            return _place(parts[0])
    return Place(annotation)


def place_at(model: type, path: tuple[str, ...]) -> Place | None:
    """Find what the schema says about a place.

    Parameters
    ----------
    model : type
        Class of the root.
    path : tuple of str
        Keys from the root.

    Returns
    -------
    Place or None
        None if nothing can stand there. Steps of a path in time count as part of
        the number.
    """
    here = Place(model)
    for key in path:
        if here.model is not None:
            found = dict(places(here.model)).get(key)
            if found is None:
                return None
            here = found
        elif here.entry is not None:
            here = here.entry
        elif here.quantity is None or not here.quantity.path:
            return None
    return here


def numbers(
    model: type, tree: Mapping[str, Any]
) -> Iterator[tuple[tuple[str, ...], Quantity, Any]]:
    """Go through all numbers that a tree states, steps of paths in time one by one.

    Parameters
    ----------
    model : type
        Class of the root.
    tree : mapping
        Plain data; what does not fit the schema is passed over.

    Yields
    ------
    tuple
        Keys from the root, declaration, and the stated value.
    """
    yield from _numbers(Place(model), tree, ())


def _numbers(
    place: Place,
    value: Any,  # noqa: ANN401 - plain data of any kind
    path: tuple[str, ...],
) -> Iterator[tuple[tuple[str, ...], Quantity, Any]]:
    quantity = place.quantity
    if quantity is not None:
        if quantity.path and isinstance(value, Mapping):
            for name, step in value.items():
                if isinstance(step, Mapping) and "value" in step:
                    yield (*path, name, "value"), quantity, step["value"]
        else:
            yield path, quantity, value
    elif isinstance(value, Mapping):
        inner = dict(places(place.model)) if place.model is not None else {}
        for name, item in value.items():
            below = inner.get(name) if place.model is not None else place.entry
            if below is not None:
                yield from _numbers(below, item, (*path, name))


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


def key_at(dotted: str, model: type = Scenario) -> Key | None:
    """Tell what may stand at one place of a scenario.

    Parameters
    ----------
    dotted : str
        A dotted key with the ids of a scenario, such as ``scenario.ties.a_b.leverage``.
    model : type
        Class of the root.

    Returns
    -------
    Key or None
        The parameter, its pattern the key itself; None where none can stand.
    """
    here, meaning = Place(model), ""
    for word in dotted.split("."):
        below = dict(places(here.model)).get(word) if here.model is not None else here.entry
        if below is None:
            return None
        here = below
        meaning = here.meaning or meaning
    if here.model is not None or here.entry is not None:
        return None
    return _key(here, dotted, meaning)


def mend_of_gap(dotted: str, model: type = Scenario) -> str:
    """Say what is to be written where nothing stands yet.

    Parameters
    ----------
    dotted : str
        A dotted key.
    model : type
        Class of the root.

    Returns
    -------
    str
        What may stand there and what it means, as a sentence without full stop.
    """
    key = key_at(dotted, model)
    if key is None:
        return "Fill it in, or take the line out"
    return f"{key.meaning}. Write {_what_fits(key)}"


def _what_fits(key: Key) -> str:
    """Say what may stand at a key, after the word *write*."""
    if key.uncertain:
        return f"a number, {key.range} ({key.unit})"
    if key.unit == "list" and key.range == "ids":
        return "ids in brackets, such as [a, b]; [] for nobody"
    if key.unit in ("choice", "list"):
        return f"one of {key.range}"
    if key.unit == "text":
        return "a text"
    if key.unit == "whole number":
        return "a whole number" + ("" if key.range == "any" else f" from {key.range}")
    return key.range


def _keys(place: Place, pattern: str, meaning: str) -> Iterator[Key]:
    meaning = place.meaning or meaning
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
        limits = f"{low} to {high}" if high is not None else f"{low} on"
        return "whole number", limits if low is not None else "any"
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


@cache
def _reader(model: type) -> TypeAdapter[Any]:
    return TypeAdapter(model)


def validated(model: type[_Part], tree: Mapping[str, Any], file: Path | str | None = None) -> _Part:
    """Validate a tree against a class, and say what is wrong in words that a user can act on.

    Parameters
    ----------
    model : type
        Class of the root: a scenario, a part of one, or the settings of a verb.
    tree : mapping
        Plain data.
    file : path or str, optional
        Where it came from, for messages.

    Returns
    -------
    object
        An instance of the class.

    Raises
    ------
    InputError
        One error that names every fault by its dotted key.
    """
    try:
        found: _Part = _reader(cast("Any", model)).validate_python(dict(tree))
    except ValidationError as error:
        problems: dict[str, Problem] = {}
        for details in error.errors(include_url=False):
            problem = _problem(model, details)
            # The branches of a union complain one by one about the same key.
            problems.setdefault(problem.key, problem)
        raise InputError.of(list(problems.values()), file) from None
    return found


def _problem(model: type, details: ErrorDetails) -> Problem:
    path = _path(model, details["loc"])
    key = ".".join(path)
    value, context = details["input"], details.get("ctx", {})
    if value is None:
        return Problem(key, "nothing stands here", mend_of_gap(key, model))
    match details["type"]:
        case "extra_forbidden" | "unexpected_keyword_argument":
            parent = place_at(model, path[:-1])
            known = dict(places(parent.model)) if parent and parent.model else {}
            said, mend = "this key is not known", did_you_mean(path[-1], known)
        case "mended":
            said, mend = details["msg"], str(context["mend"]).format(key=key)
        case "value_error":
            said, mend = details["msg"].removeprefix("Value error, "), ""
        case "literal_error":
            expected = context.get("expected", "")
            words = [word.strip("' ") for word in expected.replace(" or ", ",").split(",")]
            said = f"{shown(value)} is not a choice here"
            mend = did_you_mean(str(value), words) or f"Write one of {expected}"
        case kind if kind in _FAULTS:
            said, mend = _FAULTS[kind]
            said = said.format(shown(value))
            mend = mend.format(value) if isinstance(value, str) or "{}" not in mend else ""
        case _ if _is_distribution(value):
            said = "a distribution cannot stand here"
            mend = "`ceasefire check --keys` lists the numbers that may be uncertain"
        case _:
            one = key_at(key, model)
            said = f"{shown(value)} does not fit"
            mend = f"Write {_what_fits(one)}" if one is not None else ""
    return Problem(key, said, mend)


def _path(model: type, location: tuple[int | str, ...]) -> tuple[str, ...]:
    """Keep of a location the keys that the user wrote, not the marks of the validator."""
    path: list[str] = []
    for part in location:
        if part == "[key]":
            break
        if isinstance(part, str) and path and place_at(model, tuple(path)) is not None:
            here = place_at(model, tuple(path))
            if here is not None and here.model is None and here.entry is None:
                break
        path.append(str(part))
    return tuple(path)


def _is_distribution(value: object) -> bool:
    return (
        isinstance(value, list)
        and bool(value)
        and isinstance(value[0], str)
        and value[0] in FAMILIES
    )
