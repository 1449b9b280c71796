"""Draws the uncertain numbers of a scenario, each at the address of its dotted name."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any

from sim.law.draws import PARAMETER, draw_block
from sim.scenario.errors import InputError
from sim.scenario.fields import numbers
from sim.scenario.luck import luck_key
from sim.scenario.quantity import Distribution, Quantity
from sim.scenario.scenario import Scenario
from sim.scenario.tree import SoundTree, Tree


def has_distributions(tree: Mapping[str, Any]) -> bool:
    """Whether any number of a tree is uncertain.

    Parameters
    ----------
    tree : mapping
        A tree with the keys of `Scenario`.

    Returns
    -------
    bool
        True if a distribution stands in the place of a number.
    """
    return any(isinstance(value, list | tuple) for _, _, value in numbers(Scenario, tree))


def drawn(tree: Mapping[str, Any], seed: int, replicate: int) -> Tree:
    """Replace each distribution by its value in one replicate.

    Parameters
    ----------
    tree : mapping
        A tree with the keys of `Scenario`.
    seed, replicate : int
        Key of the run.

    Returns
    -------
    dict
        A copy without distributions; the tree of a sound scenario itself where it has none.
        A number has the same random stream whatever other numbers are uncertain, and whatever
        stands before it in the file; the columns of one table of joint draws have theirs in
        common.

    Raises
    ------
    InputError
        If a list that stands in the place of a number is no distribution, or one
        that leaves the range of the number.
    """
    uncertain = [one for one in numbers(Scenario, tree) if isinstance(one[2], list | tuple)]
    if not uncertain and isinstance(tree, SoundTree):
        return tree
    result: Tree = copy.deepcopy(dict(tree))
    for path, quantity, value in uncertain:
        here: Any = result
        for key in path[:-1]:
            here = here[key]
        here[path[-1]] = _value(".".join(path), quantity, value, seed, replicate)
    return result


def _value(
    name: str, quantity: Quantity, stated: object, seed: int, replicate: int
) -> float | Distribution:
    try:
        distribution = quantity.number(stated)
    except ValueError as error:
        raise InputError(str(error), key=name) from None
    if not isinstance(distribution, Distribution):
        return distribution
    address = luck_key(distribution.address(name))
    luck = draw_block(seed, replicate, 0, PARAMETER, address, 0, 0, 0)[0]
    # Rounding may carry a value past the end of its support by one unit in the last place.
    return min(max(distribution.at(luck), quantity.low), quantity.high)
