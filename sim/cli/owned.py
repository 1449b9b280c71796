"""Reading what a verb takes beside a scenario: its own settings, and the executor."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sim.scenario.errors import InputError, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sim.scenario.tree import Tree


def take_own(tree: Tree, verb: str, known: Mapping[str, Any], example: str) -> dict[str, Any]:
    """Take the settings of a verb out of what was composed.

    Parameters
    ----------
    tree : dict
        What was composed; the part of the verb is taken out of it.
    verb : str
        The verb, which is the key of its settings.
    known : mapping
        Defaults of its settings, by name.
    example : str
        How one is written, such as ``why.pairs=3``.

    Returns
    -------
    dict
        Every setting that is known, and no other.

    Raises
    ------
    InputError
        If it is no map, or holds a key that is not known.
    """
    own = tree.pop(verb)
    if not isinstance(own, dict):
        raise InputError(f"{own!r} does not fit", key=verb, mend=f"Write {example}")
    for key in own:
        if key not in known:
            mend = did_you_mean(key, known)
            raise InputError("this key is not known", key=f"{verb}.{key}", mend=mend)
    return {**known, **own}


def take_group(tree: Tree, group: str) -> dict[str, Any]:
    """Take what was chosen of a group of the verb's own out of what was composed.

    Parameters
    ----------
    tree : dict
        What was composed; the group is taken out of it.
    group : str
        Its key, such as ``design``.

    Returns
    -------
    dict
        What was chosen.

    Raises
    ------
    InputError
        If it is no map.
    """
    given = tree.pop(group)
    if not isinstance(given, dict):
        raise InputError(f"{given!r} is none", key=group, mend=f"Write {group}=NAME")
    return given


def take_executor(tree: Tree) -> tuple[str, str | None]:
    """Take the executor out of what was composed.

    Parameters
    ----------
    tree : dict
        What was composed; the executor is taken out of it.

    Returns
    -------
    tuple
        Its name, and the address of a scheduler, if one is stated.

    Raises
    ------
    InputError
        If it is none.
    """
    executor = take_group(tree, "executor")
    return executor["name"], executor.get("address")
