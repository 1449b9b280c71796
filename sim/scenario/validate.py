"""Turns what the schema refuses into messages that a user can act on."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from sim.scenario.errors import InputError, Problem, did_you_mean
from sim.scenario.fields import place_at, places
from sim.scenario.keys import mend_of_gap
from sim.scenario.quantity import FAMILIES, shown

Part = TypeVar("Part", bound=BaseModel)

ID_RULE = "An id has small letters, digits and _, and begins with a letter"


def validated(model: type[Part], tree: Mapping[str, Any], file: Path | str | None = None) -> Part:
    """Validate a tree against the schema.

    Parameters
    ----------
    model : type
        Class of the root.
    tree : mapping
        Plain data.
    file : path or str, optional
        Where it came from, for messages.

    Returns
    -------
    BaseModel
        The validated part.

    Raises
    ------
    InputError
        One error that names every fault by its dotted key.
    """
    try:
        return model.model_validate(dict(tree))
    except ValidationError as error:
        found: dict[str, Problem] = {}
        for details in error.errors(include_url=False):
            problem = _problem(model, details)
            # The branches of a union complain one by one about the same key.
            found.setdefault(problem.key, problem)
        raise InputError.of(list(found.values()), file) from None


def _problem(  # noqa: PLR0911 - a return for each kind of fault
    model: type[BaseModel], details: ErrorDetails
) -> Problem:
    path = _path(model, details["loc"])
    key = ".".join(path)
    kind = details["type"]
    value = details["input"]
    if value is None:
        return Problem(key, "nothing stands here", mend_of_gap(key))
    match kind:
        case "extra_forbidden":
            parent = place_at(model, path[:-1])
            known = dict(places(parent.model)) if parent and parent.model else {}
            return Problem(key, "this key is not known", did_you_mean(path[-1], known))
        case "missing":
            return Problem(key, "this key is missing", "State it")
        case "literal_error":
            expected = details.get("ctx", {}).get("expected", "")
            known_words = [word.strip("' ") for word in expected.replace(" or ", ",").split(",")]
            mend = did_you_mean(str(value), known_words) or f"Write one of {expected}"
            return Problem(key, f"{shown(value)} is not a choice here", mend)
        case "string_pattern_mismatch":
            return Problem(key, f"{shown(value)} is not an id", ID_RULE)
        case "value_error":
            return Problem(key, details["msg"].removeprefix("Value error, "))
        case "model_type" | "dict_type":
            return Problem(key, f"{shown(value)} stands where a map of keys is needed")
        case "tuple_type":
            mend = f"Write [{value}]" if isinstance(value, str) else ""
            return Problem(key, f"{shown(value)} stands where a list is needed", mend)
        case _ if _is_distribution(value):
            return Problem(
                key,
                "a distribution cannot stand here",
                "`ceasefire check --keys` lists the numbers that may be uncertain",
            )
        case _:
            said = details["msg"].removeprefix("Input should be ")
            return Problem(key, f"{shown(value)} should be {said}")


def _path(model: type[BaseModel], location: tuple[int | str, ...]) -> tuple[str, ...]:
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
