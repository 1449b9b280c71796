"""What overrides address: what is not there, what gives way, and what Hydra must be handed."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sim.cli.options import GROUPS
from sim.scenario.errors import InputError, Problem
from sim.scenario.fields import place_at
from sim.scenario.scenario import Scenario
from sim.scenario.tree import Tree, unknown_key

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

    from hydra.core.override_parser.types import Override


def addressed_by(overrides: list[Override]) -> frozenset[str]:
    """Say which parts of a scenario overrides address.

    Parameters
    ----------
    overrides : list of Override
        All overrides.

    Returns
    -------
    frozenset of str
        Keys of two words at most, such as ``scenario.ties``.
    """
    return frozenset(".".join(one.key_or_group.split(".")[:2]) for one in overrides)


def only(group: str, tree: Tree, addressed: AbstractSet[str] | None) -> Tree:
    """Leave out of a group what no override addresses.

    Parameters
    ----------
    group : str
        Such as ``scenario``.
    tree : dict
        All of it.
    addressed : set of str or None
        As given by `addressed_by`; None to leave nothing out.

    Returns
    -------
    dict
        The parts that are addressed.
    """
    if addressed is None:
        return tree
    return {key: value for key, value in tree.items() if f"{group}.{key}" in addressed}


def whole(tree: Tree, base: Tree, addressed: AbstractSet[str]) -> Tree:
    """Put what Hydra was not handed beside what it composed, in the order of the files.

    Parameters
    ----------
    tree : dict
        What Hydra composed of what `only` left.
    base : dict
        Groups as they were before.
    addressed : set of str
        As given by `addressed_by`.

    Returns
    -------
    dict
        Every group with all its parts.
    """
    for group in GROUPS:
        composed_of = tree.get(group)
        if not isinstance(composed_of, dict):
            continue
        kept: Tree = {}
        for key, value in base[group].items():
            if f"{group}.{key}" not in addressed:
                kept[key] = value
            elif key in composed_of:
                kept[key] = composed_of[key]
        tree[group] = kept | composed_of
    return tree


def make_way(overrides: list[Override], tree: Tree) -> None:
    """Take a path in time away where a distribution replaces it.

    Hydra merges a value into what stands there, and a list does not fit into a map.

    Parameters
    ----------
    overrides : list of Override
        All overrides.
    tree : dict
        What files state; it is changed.
    """
    for override in overrides:
        if not isinstance(override.value(), list):
            continue
        path = tuple(override.key_or_group.split("."))
        place = place_at(Scenario, path)
        here: Any = tree
        for key in path[:-1]:
            here = here.get(key, {}) if isinstance(here, dict) else {}
        stated = here.get(path[-1]) if isinstance(here, dict) else None
        if place is not None and place.quantity is not None and isinstance(stated, dict):
            here[path[-1]] = 0.0


def refuse_unknown(overrides: list[Override], base: Tree, groups: tuple[str, ...]) -> None:
    """Refuse keys that address nothing, with better words than Hydra's.

    Parameters
    ----------
    overrides : list of Override
        All overrides.
    base : dict
        All that may be addressed, defaults written out.
    groups : tuple of str
        Groups of which one is chosen by name.

    Raises
    ------
    InputError
        If a key addresses nothing.
    """
    added: list[str] = []
    for override in overrides:
        key = override.key_or_group
        if override.package is not None or (key in groups and not _sets(override)):
            raise InputError(f"{override.input_line} is not understood", mend=f"Write {key}=NAME")
        if key in groups or any(key == k or key.startswith(f"{k}.") for k in added):
            continue
        if override.is_add() or isinstance(override.value(), dict):
            added.append(key)
        problem = unknown_key(base, key.split(".")[0] if override.is_add() else key)
        if problem is not None:
            raise InputError.of([_may_be_added(problem)])


def _sets(override: Override) -> bool:
    return not override.is_add() and not override.is_delete()


def _may_be_added(problem: Problem) -> Problem:
    before = tuple(problem.key.split(".")[:-1])
    place = place_at(Scenario, before) if before else None
    if place is None or place.entry is None or problem.mend.startswith("Did"):
        return problem
    return replace(problem, mend="To add it, put + before the key")
