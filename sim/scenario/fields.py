"""What the schema says about each place of a tree, for those who walk it."""

from __future__ import annotations

import types
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from sim.scenario.quantity import Moment, Quantity


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
    def quantity(self) -> Quantity | None:
        """Declaration of a number, if the place holds one."""
        return next((m for m in self.metadata if isinstance(m, Quantity)), None)

    @property
    def moment(self) -> Moment | None:
        """Declaration of a day, if the place holds one."""
        return next((m for m in self.metadata if isinstance(m, Moment)), None)

    @property
    def model(self) -> type[BaseModel] | None:
        """Class of the part that stands here, if it is a part with fields of its own."""
        is_class = isinstance(self.annotation, type)
        return self.annotation if is_class and issubclass(self.annotation, BaseModel) else None

    @property
    def entry(self) -> Place | None:
        """Place of each entry, if a map keyed by ids stands here."""
        if get_origin(self.annotation) is not dict:
            return None
        return _place(get_args(self.annotation)[1])

    @property
    def default(self) -> Any:  # noqa: ANN401 - a default may be anything
        """Default value; `PydanticUndefined` where there is none."""
        if self.field is None:
            return PydanticUndefined
        return self.field.get_default(call_default_factory=True, validated_data={})


def places(model: type[BaseModel]) -> Iterator[tuple[str, Place]]:
    """Go through the fields of a part.

    Parameters
    ----------
    model : type
        Class of the part.

    Yields
    ------
    tuple
        Name of the field, and what may stand there.
    """
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


def place_at(model: type[BaseModel], path: tuple[str, ...]) -> Place | None:
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
    model: type[BaseModel], tree: Mapping[str, Any]
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
