"""The range over which a number varies where nobody has stated one.

The schema says what a number may be, not what is plausible. So a range is taken by rule, and the
rule is named with it, for every reader to judge.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from sim.scenario.quantity import Distribution, Quantity
from sim.scenario.references import ASSUMED, source_codes

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sim.scenario.tree import Tree

FACTOR = 2.0
TAIL = 0.025

ODDS = "half to twice the odds"
TIMES = "half to twice the value"
SPREAD = "the middle 95 % of its distribution"


def plausible_range(
    quantity: Quantity,
    value: Any,  # noqa: ANN401 - a number, or a distribution as a list
) -> tuple[float, float, str] | str:
    """Take a range about a value, where nobody has stated one.

    Parameters
    ----------
    quantity : Quantity
        Declaration of the number.
    value : float or list
        Its value, or its distribution as a scenario states it.

    Returns
    -------
    tuple or str
        Low, high, and how they were got; or why there is no range. A share or a
        probability p goes from half to twice its odds p / (1 - p), which treats p and
        1 - p alike; any other number from half to twice its value. A distribution
        gives its quantiles at 2.5 and 97.5 percent. Both ends are clipped to what the
        schema allows. Zero, and a share of 1, have no half and no twice.
    """
    if isinstance(value, list | tuple):
        drawn = quantity.number(value)
        if isinstance(drawn, Distribution):
            low, high = drawn.at(TAIL), drawn.at(1 - TAIL)
            return (low, high, SPREAD) if low < high else "its distribution has no width"
    number = float(value)
    if quantity.low >= 0 and quantity.high <= 1:
        if not 0 < number < 1:
            return f"its value {number:g} has no half and no twice; name a range to vary it"
        odds = number / (1 - number)
        ends = [scaled / (1 + scaled) for scaled in (odds / FACTOR, odds * FACTOR)]
        basis = ODDS
    else:
        if number == 0:
            return "its value 0 has no half and no twice; name a range to vary it"
        ends = sorted((number / FACTOR, number * FACTOR))
        basis = TIMES
    low, high = max(ends[0], quantity.low), min(ends[1], quantity.high)
    if (low, high) != tuple(ends):
        basis += ", clipped to what the schema allows"
    return (low, high, basis) if low < high else "its value lies at the end of its range"


def is_assumed(tree: Tree, path: Sequence[str]) -> bool:
    """Whether no source documents a number.

    Parameters
    ----------
    tree : dict
        Completed tree of the scenario.
    path : sequence of str
        Keys of the number.

    Returns
    -------
    bool
        False where the part that it belongs to names a source for it.
    """
    here: Any = tree
    sources: list[tuple[Any, Sequence[str]]] = []
    for depth, key in enumerate(path):
        if not isinstance(here, Mapping):
            break
        if here.get("source") is not None:
            sources.append((here["source"], path[depth:]))
        here = here.get(key)
    if not sources:
        return True
    source, rest = sources[-1]
    if isinstance(source, Mapping):
        stated = [source[name] for name in _prefixes(rest) if name in source]
        source = stated[0] if stated else ASSUMED
    return all(code == ASSUMED for code in source_codes(str(source)))


def _prefixes(rest: Sequence[str]) -> Iterator[str]:
    for length in range(len(rest), 0, -1):
        yield ".".join(rest[:length])
