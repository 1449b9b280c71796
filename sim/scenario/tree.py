"""Scenarios as trees of plain data: merging, completing, changing, writing out."""

from __future__ import annotations

import copy
import hashlib
import json
from collections.abc import Iterator, Mapping
from typing import Any

from pydantic_core import PydanticUndefined

from sim.scenario.errors import InputError, Problem, did_you_mean
from sim.scenario.fields import Place, place_at, places
from sim.scenario.quantity import plain
from sim.scenario.scenario import Scenario

Tree = dict[str, Any]


def merge(base: Mapping[str, Any], upper: Mapping[str, Any]) -> Tree:
    """Lay one tree over another.

    Parameters
    ----------
    base : mapping
        The tree below.
    upper : mapping
        The tree that wins.

    Returns
    -------
    dict
        Maps merged key by key; every other value of `upper` replaces that of
        `base`, and null takes away what `base` states.
    """
    merged = dict(base)
    for key, value in upper.items():
        below = merged.get(key)
        if value is None and key in merged:
            del merged[key]
        elif isinstance(value, Mapping) and isinstance(below, Mapping):
            merged[key] = merge(below, value)
        else:
            merged[key] = value
    return merged


def complete(tree: Mapping[str, Any]) -> Tree:
    """Write out every default, so that every parameter has its key.

    Parameters
    ----------
    tree : mapping
        A tree with the keys of `Scenario`.

    Returns
    -------
    dict
        A copy with the defaults of the schema where the tree says nothing.
    """
    completed = _completed(Place(Scenario), tree)
    return completed if isinstance(completed, dict) else {}


def _completed(place: Place, value: Any) -> Any:  # noqa: ANN401 - plain data of any kind
    if not isinstance(value, Mapping):
        return copy.deepcopy(value)
    if place.entry is not None:
        return {key: _completed(place.entry, item) for key, item in value.items()}
    if place.model is None:
        return copy.deepcopy(dict(value))
    inner = dict(places(place.model))
    completed: Tree = {}
    for name, below in inner.items():
        if name in value:
            completed[name] = _completed(below, value[name])
        elif below.default is not PydanticUndefined:
            completed[name] = plain(below.default)
    return completed | {key: item for key, item in value.items() if key not in inner}


class SoundTree(dict[str, Any]):
    """The tree of a scenario that was validated, on its way to an engine.

    It carries the scenario, so that nobody need validate it again; that holds as long as the
    tree says what it said.

    Parameters
    ----------
    scenario : Scenario
        The scenario.
    """

    def __init__(self, scenario: Scenario) -> None:
        super().__init__(plain(scenario))
        self._scenario = scenario
        self._said = json.dumps(self)

    def __reduce__(self) -> tuple[type[SoundTree], tuple[Scenario]]:
        return SoundTree, (self._scenario,)

    def scenario(self) -> Scenario | None:
        """Give the scenario; None if the tree was changed in place."""
        return self._scenario if json.dumps(self) == self._said else None


def tree_of(scenario: Scenario) -> Tree:
    """Write a whole scenario as a tree; `scenario_from_tree` reads it back.

    Parameters
    ----------
    scenario : Scenario
        The scenario.

    Returns
    -------
    dict
        Plain data with every default written out, marked as sound.
    """
    return SoundTree(scenario)


def fingerprint(tree: Mapping[str, Any]) -> str:
    """SHA-256 of a tree, whatever the order of its keys.

    Parameters
    ----------
    tree : mapping
        Plain data.

    Returns
    -------
    str
        Hexadecimal digest of its canonical JSON.
    """
    text = json.dumps(tree, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def dotted_keys(tree: Mapping[str, Any], prefix: str = "") -> Iterator[str]:
    """Go through the dotted keys of a tree, inner ones included.

    Parameters
    ----------
    tree : mapping
        The tree.
    prefix : str
        Dotted key of the tree itself.

    Yields
    ------
    str
        Dotted key.
    """
    for key, value in tree.items():
        dotted = f"{prefix}.{key}" if prefix else key
        yield dotted
        if isinstance(value, Mapping):
            yield from dotted_keys(value, dotted)


def unknown_key(tree: Mapping[str, Any], dotted: str) -> Problem | None:
    """Say why a dotted key addresses nothing; None if it addresses something.

    Parameters
    ----------
    tree : mapping
        A completed tree.
    dotted : str
        The key.

    Returns
    -------
    Problem or None
        The fault, with the nearest known keys.
    """
    here: Any = tree
    parts = dotted.split(".")
    for depth, part in enumerate(parts):
        if not isinstance(here, Mapping) or part not in here:
            known = here if isinstance(here, Mapping) else {}
            before = ".".join(parts[:depth])
            where = f"{before} has no key {part}" if before else f"there is no key {part}"
            return Problem(dotted, where, _suggestion(tree, dotted, before, part, known))
        here = here[part]
    return None


def _suggestion(
    tree: Mapping[str, Any], dotted: str, before: str, part: str, known: Mapping[str, Any]
) -> str:
    near = did_you_mean(part, known)
    if near.startswith("Did"):
        return near
    last = dotted.rpartition(".")[2]
    elsewhere = [key for key in dotted_keys(tree) if key.rpartition(".")[2] == last]
    if elsewhere and before.count(".") < 1:
        return did_you_mean(dotted, elsewhere) or near
    return near


def changed(tree: Mapping[str, Any], overrides: Mapping[str, Any]) -> Tree:
    """Change values at dotted keys.

    Parameters
    ----------
    tree : mapping
        A completed tree.
    overrides : mapping
        New values by dotted key. The order does not matter: a key is changed
        before the keys inside it.

    Returns
    -------
    dict
        A changed copy; the tree of a sound scenario itself where nothing changes.

    Raises
    ------
    InputError
        If a key addresses nothing. A new entry of a map of ids, such as one more
        shock, is no fault.
    """
    if not overrides and isinstance(tree, SoundTree):
        return tree
    result: Tree = copy.deepcopy(dict(tree))
    problems: list[Problem] = []
    for dotted in sorted(overrides, key=lambda key: (key.count("."), key)):
        *before, last = dotted.split(".")
        problem = unknown_key(result, dotted)
        if problem is not None and not _may_be_added(result, before):
            problems.append(problem)
            continue
        here = result
        for part in before:
            here = here[part]
        value = _completed(place_at(Scenario, (*before, last)) or Place(object), overrides[dotted])
        here[last] = plain(value)
    if problems:
        raise InputError.of(problems)
    return result


def _may_be_added(tree: Mapping[str, Any], before: list[str]) -> bool:
    """Whether the keys before the last lead to a map of ids, which may take new entries."""
    if unknown_key(tree, ".".join(before)) is not None:
        return False
    place = place_at(Scenario, tuple(before))
    return place is not None and place.entry is not None
