"""Every parameter of one scenario, with what the schema and its files say about it.

The list is the one that `ceasefire check --keys` prints, with the ids of the scenario in the place
of ``<id>``, and with the values and sources that its files state.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from sim.scenario.fields import ENTRY, Key, all_keys

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sim.scenario.tree import Tree

NUMBER, FLAG, WHOLE, CHOICE, OTHER = "number", "flag", "whole", "choice", "other"
UNITLESS = frozenset({"ratio", "flag", "choice", "whole number", "text", "id", "list", "exponent"})
CODE = re.compile(r"^(?:[A-Z]\d+[a-z]?\b[ ,]*)+")


@dataclass(frozen=True)
class Parameter:
    """One parameter of a scenario.

    Parameters
    ----------
    key : str
        Its dotted key.
    about : Key
        What the schema says about it.
    value : Any
        What the scenario states, or the default; plain data.
    source : str
        Where its value comes from; ``assumed`` where nobody says.
    """

    key: str
    about: Key
    value: Any
    source: str

    @property
    def kind(self) -> str:
        """How it is set: `NUMBER`, `FLAG`, `WHOLE`, `CHOICE`, or `OTHER` by its text."""
        if isinstance(self.value, bool):
            return FLAG
        if self.about.unit == "whole number" and isinstance(self.value, int):
            return WHOLE
        if self.about.source and isinstance(self.value, int | float):
            return NUMBER
        return CHOICE if self.about.unit == "choice" else OTHER

    @property
    def listed(self) -> bool:
        """Whether it is a list of ids."""
        own = self.value
        return (
            self.about.unit == "list"
            and isinstance(own, list)
            and all(isinstance(item, str) for item in own)
        )

    @property
    def limits(self) -> tuple[float, float] | None:
        """Lowest and highest value of a number; None for anything else."""
        low, to, high = self.about.range.partition(" to ")
        try:
            return (float(low), float(high)) if to else None
        except ValueError:
            return None

    @property
    def choices(self) -> list[str]:
        """What a choice may be."""
        return self.about.range.split(", ")

    @property
    def unit(self) -> str:
        """Unit of a number; empty where it has none."""
        return "" if self.about.unit in UNITLESS else self.about.unit

    @property
    def sourced(self) -> str:
        """Where it comes from, in words."""
        if self.source.startswith("assumed"):
            return self.source
        return f"source {self.source}" if CODE.match(self.source) else self.source


@cache
def _by_pattern() -> dict[str, Key]:
    return {key.pattern: key for key in all_keys()}


def parameters_of(tree: Tree) -> Iterator[Parameter]:
    """Go through the parameters of a scenario.

    Parameters
    ----------
    tree : dict
        Its completed tree.

    Yields
    ------
    Parameter
        In the order of the schema and of the file.
    """
    for part in ("scenario", "behaviour", "measurement"):
        yield from _within(tree[part], (part,), (part,), "assumed")


def parameter_at(tree: Tree, key: str) -> Parameter | None:
    """Find one parameter.

    Parameters
    ----------
    tree : dict
        Completed tree of the scenario.
    key : str
        Its dotted key.

    Returns
    -------
    Parameter or None
        None where there is none.
    """
    here: Any = tree
    source: Any = "assumed"
    pattern: list[str] = []
    for word in key.split("."):
        if not isinstance(here, dict) or word not in here:
            return None
        source = _source_below(here, word, source)
        known = ".".join([*pattern, word])
        pattern.append(word if _begins(known) else ENTRY)
        here = here[word]
    about = _by_pattern().get(".".join(pattern))
    return None if about is None else Parameter(key, about, here, _stated(source))


@cache
def _beginnings() -> frozenset[str]:
    words = [pattern.split(".") for pattern in _by_pattern()]
    return frozenset(".".join(each[:n]) for each in words for n in range(1, len(each) + 1))


def _begins(pattern: str) -> bool:
    return pattern in _beginnings()


def _within(
    value: Mapping[str, Any], path: tuple[str, ...], pattern: tuple[str, ...], source: object
) -> Iterator[Parameter]:
    for word, item in value.items():
        if word == "source" and not isinstance(item, dict):
            continue
        known = ".".join((*pattern, word))
        below = (*pattern, word if _begins(known) else ENTRY)
        about = _by_pattern().get(".".join(below))
        here = _source_below(value, word, source)
        if about is not None:
            if word != "source":
                yield Parameter(".".join((*path, word)), about, item, _stated(here))
        elif isinstance(item, dict) and word != "source":
            yield from _within(item, (*path, word), below, here)


def _source_below(part: Mapping[str, Any], word: str, source: object) -> object:
    """Source of what stands under a word: of the part, or of what stands above it."""
    own = part.get("source", source)
    return own.get(word, "assumed") if isinstance(own, dict) else own


def _stated(source: object) -> str:
    return source if isinstance(source, str) and source else "assumed"
