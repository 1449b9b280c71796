"""Which parameters a study varies, and over which ranges.

Levers are what somebody chooses, uncertainties what nobody does. The schema says what a number may
be, not what is plausible. So where nobody has stated a range, one is taken by rule, and the rule is
named with it, for every reader to judge.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any

from sim.runs.designs import stretched, value_at
from sim.scenario.check import ASSUMED, source_codes
from sim.scenario.errors import InputError, shown
from sim.scenario.fields import numbers, place_at
from sim.scenario.quantity import Distribution, Quantity, plain
from sim.scenario.scenario import Scenario
from sim.scenario.tree import Tree, unknown_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    import numpy as np
    from numpy.typing import NDArray

LEVER = "lever"
UNCERTAINTY = "uncertainty"
# Terms that those who write an agreement, or the mandate of its monitors, choose.
_LEVERS = (
    "scenario.agreements.*.ambiguity",
    "scenario.agreements.*.term_days",
    "scenario.provisions.*",
    "scenario.obligations.*.active",
    "scenario.obligations.*.begins",
    "scenario.obligations.*.due",
    "scenario.obligations.*.every_days",
    "scenario.monitors.*.active",
    "scenario.monitors.*.attribution",
    "scenario.monitors.*.delay_days",
    "scenario.monitors.*.detection",
    "scenario.monitors.*.public",
    "scenario.sectors.*.posts.*",
)
# Where a map is drawn, and how an end is measured, is no part of the conflict.
_NO_PART = ("scenario.sectors.*.lat", "scenario.sectors.*.lon", "measurement.*")
STATED = "stated for this study"

_FACTOR = 2.0
_TAIL = 0.025

ODDS = "half to twice the odds"
_TIMES = "half to twice the value"
SPREAD = "the middle 95 % of its distribution"


@dataclass(frozen=True)
class Parameter:
    """One input of a study.

    Parameters
    ----------
    key : str
        Dotted key.
    label : str
        The key, shortened as far as it stays clear.
    unit : str
        Its unit; empty for a choice.
    meaning : str
        What it says.
    role : str
        `LEVER` for a term of an agreement, which somebody chooses; `UNCERTAINTY` for
        what nobody chooses.
    value : Any
        Value in the scenario: a number, a flag, a text, a distribution as a list.
    levels : tuple
        Low and high of an interval, or the choices.
    basis : str
        How the range was got.
    """

    key: str
    label: str
    unit: str
    meaning: str
    role: str
    value: Any
    levels: tuple[Any, ...]
    basis: str

    @property
    def is_interval(self) -> bool:
        """Whether it is a number between two ends."""
        return not any(isinstance(value, bool | str) for value in self.levels)

    @property
    def title(self) -> str:
        """Label with unit."""
        return f"{self.label} ({self.unit})" if self.unit else self.label

    def at(self, places: NDArray[np.float64]) -> list[Any]:
        """Carry places in the unit interval to values.

        Parameters
        ----------
        places : numpy.ndarray
            Places in [0, 1].

        Returns
        -------
        list
            Values.
        """
        return stretched(self.key, self.levels, places)

    def number(self, value: Any) -> float:  # noqa: ANN401 - a value of any kind
        """Give a value as a number: itself, or its place among the choices."""
        if self.is_interval:
            return float(value)
        return float(self.levels.index(value))


@dataclass(frozen=True)
class Chosen:
    """Parameters of a study, and those that were left out.

    Parameters
    ----------
    parameters : tuple of Parameter
        What varies, in the order of the scenario.
    left_out : dict of str
        Why, by dotted key, of the numbers that were looked at.
    """

    parameters: tuple[Parameter, ...]
    left_out: dict[str, str]


def chosen_parameters(
    tree: Tree,
    space: Mapping[str, Sequence[Any]] | None = None,
    only: Sequence[str] = (),
) -> Chosen:
    """Choose what varies.

    Parameters
    ----------
    tree : dict
        Completed tree of the scenario.
    space : mapping, optional
        Low and high, or choices, by dotted key. Where it is given, nothing else
        varies, unless `only` names more.
    only : sequence of str
        Keys, beginnings of keys, or patterns with ``*``. By default every number of
        the scenario and its behaviour that is assumed.

    Returns
    -------
    Chosen
        The parameters.

    Raises
    ------
    InputError
        If a key addresses nothing, a pattern fits nothing that can vary, or a range
        does not fit.
    """
    space = space or {}
    stated = {key: _stated(tree, key, values) for key, values in space.items()}
    found: dict[str, Parameter] = {}
    left_out: dict[str, str] = {}
    if only or not space:
        fitting: set[str] = set()
        for path, quantity, value in numbers(Scenario, tree):
            key = ".".join(path)
            fits = [pattern for pattern in only if _fits(key, pattern)]
            fitting |= set(fits)
            if key in stated or (only and not fits):
                continue
            taken = _taken(tree, path, quantity, value, named=key in only)
            if isinstance(taken, str):
                left_out[key] = taken
            else:
                found[key] = taken
        for pattern in only:
            if pattern not in fitting:
                raise InputError(
                    f"no number has a key like {pattern}",
                    key="sensitivity.only",
                    mend="`ceasefire check --keys` lists the keys",
                )
    found |= stated
    if not found:
        raise InputError(
            "nothing is left to vary",
            key="sensitivity.only",
            mend="State ranges, as in '+sensitivity.space={behaviour.retaliation.ratio:[0.1,0.6]}'",
        )
    found, crowded = _without_crowding(tree, found, set(stated))
    return Chosen(_labelled(list(found.values())), left_out | crowded)


def _taken(
    tree: Tree,
    path: tuple[str, ...],
    quantity: Quantity,
    value: Any,  # noqa: ANN401 - a number, or a distribution as a list
    *,
    named: bool,
) -> Parameter | str:
    """Make a parameter of a number, or say why it is left out."""
    key = ".".join(path)
    if any(fnmatchcase(key, pattern) for pattern in _NO_PART):
        return "it is no part of the conflict"
    if _switched_off(tree, path):
        return "what it belongs to is switched off"
    if not named and not is_assumed(tree, path):
        return "it is documented"
    ends = plausible_range(quantity, value)
    if isinstance(ends, str):
        return ends
    low, high, basis = ends
    return Parameter(
        key, key, quantity.unit, quantity.meaning, role_of(key), plain(value), (low, high), basis
    )


def role_of(key: str) -> str:
    """Say whether somebody chooses a parameter.

    Parameters
    ----------
    key : str
        Dotted key.

    Returns
    -------
    str
        `LEVER` or `UNCERTAINTY`.
    """
    return LEVER if any(fnmatchcase(key, pattern) for pattern in _LEVERS) else UNCERTAINTY


def _switched_off(tree: Tree, path: Sequence[str]) -> bool:
    here: Any = tree
    for key in path[:-1]:
        here = here[key]
        if isinstance(here, Mapping) and here.get("active") is False:
            return True
    return False


def addressing(tree: Tree, patterns: Iterable[str]) -> tuple[str, ...]:
    """Choose the patterns that a number of a scenario fits.

    Parameters
    ----------
    tree : mapping
        A completed scenario.
    patterns : iterable of str
        Beginnings of keys, or patterns with ``*``.

    Returns
    -------
    tuple of str
        Those that `chosen_parameters` takes.
    """
    keys = [".".join(path) for path, _, _ in numbers(Scenario, tree)]
    return tuple(one for one in patterns if any(_fits(key, one) for key in keys))


def _fits(key: str, pattern: str) -> bool:
    return key == pattern or key.startswith(f"{pattern}.") or fnmatchcase(key, pattern)


def _stated(tree: Tree, key: str, values: Sequence[Any]) -> Parameter:
    """Make a parameter of a range or choices that somebody stated."""
    problem = unknown_key(tree, key)
    if problem is not None:
        raise InputError.of([problem])
    where = f"sensitivity.space.{key}"
    mend = "Write [LOW,HIGH], two numbers, the lower one first, or flags or texts to choose from"
    if isinstance(values, str) or not isinstance(values, list | tuple) or not values:
        raise InputError(f"{shown(values)} is no range", key=where, mend=mend)
    place = place_at(Scenario, tuple(key.split(".")))
    quantity = place.quantity if place is not None else None
    whole = place is not None and (place.annotation is int or place.moment is not None)
    unit = quantity.unit if quantity is not None else "days" if whole else ""
    described = place.field.description if place is not None and place.field is not None else None
    meaning = quantity.meaning if quantity is not None else described or ""
    found = Parameter(
        key,
        key,
        unit,
        meaning,
        role_of(key),
        value_at(tree, key),
        tuple(plain(list(values))),
        STATED,
    )
    if quantity is not None:
        for value in found.levels:
            try:
                quantity.number(value)
            except ValueError as error:
                raise InputError(str(error), key=where, mend=mend) from None
    # Refuses what is neither an interval nor choices.
    stretched(key, found.levels, _ends())
    if len(set(found.levels)) == 1:
        raise InputError("all its values are the same", key=where, mend=mend)
    return found


def _ends() -> NDArray[np.float64]:
    import numpy as np  # noqa: PLC0415 - a slip in a key should not cost the import

    return np.array([0.0, 1.0])


def _without_crowding(
    tree: Tree, found: dict[str, Parameter], stated: set[str]
) -> tuple[dict[str, Parameter], dict[str, str]]:
    """Leave out leverages over one client that would add up to more than all of it."""
    ties = tree["scenario"].get("ties", {})
    crowded: dict[str, str] = {}
    for client in {tie["client"] for tie in ties.values()}:
        keys = [
            f"scenario.ties.{name}.leverage"
            for name, tie in ties.items()
            if tie["client"] == client and tie.get("active", True)
        ]
        keys = [key for key in keys if key in found and key not in stated]
        if len(keys) > 1 and sum(found[key].levels[1] for key in keys) > 1:
            reason = f"the leverages over {client} would add up to more than 1; name ranges"
            crowded |= dict.fromkeys(keys, reason)
    return {key: one for key, one in found.items() if key not in crowded}, crowded


def _labelled(parameters: list[Parameter]) -> tuple[Parameter, ...]:
    """Shorten keys to their last two words, more where these are not clear."""
    keys = [parameter.key for parameter in parameters]
    labels = []
    for key in keys:
        words = key.split(".")
        lengths = range(min(2, len(words)), len(words) + 1)
        tails = (".".join(words[-length:]) for length in lengths)
        labels.append(
            next(t for t in tails if t == key or sum(k.endswith(f".{t}") for k in keys) == 1)
        )
    return tuple(replace(one, label=label) for one, label in zip(parameters, labels, strict=True))


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
            low, high = drawn.at(_TAIL), drawn.at(1 - _TAIL)
            return (low, high, SPREAD) if low < high else "its distribution has no width"
    number = float(value)
    if quantity.low >= 0 and quantity.high <= 1:
        if not 0 < number < 1:
            return f"its value {number:g} has no half and no twice; name a range to vary it"
        odds = number / (1 - number)
        ends = [scaled / (1 + scaled) for scaled in (odds / _FACTOR, odds * _FACTOR)]
        basis = ODDS
    else:
        if number == 0:
            return "its value 0 has no half and no twice; name a range to vary it"
        ends = sorted((number / _FACTOR, number * _FACTOR))
        basis = _TIMES
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


def rows_at(parameters: Sequence[Parameter], places: NDArray[np.float64]) -> list[list[Any]]:
    """Carry places in the unit cube to values.

    Parameters
    ----------
    parameters : sequence of Parameter
        The parameters.
    places : numpy.ndarray, shape (points, parameters)
        Places in [0, 1].

    Returns
    -------
    list of list
        Values, a row per place.
    """
    columns = [one.at(places[:, number]) for number, one in enumerate(parameters)]
    return [list(row) for row in zip(*columns, strict=True)]
