"""Finds any parameter of a scenario by words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sim.lab.parameters import Parameter, parameter_at, parameters_of

if TYPE_CHECKING:
    from sim.scenario.tree import Tree

MOST_SHOWN = 30
# Names and words of a scenario; a change of them is a change of its file.
NOT_OFFERED = frozenset({"title", "summary", "name", "text", "clause", "luck_key", "start"})


@dataclass(frozen=True)
class Found:
    """A parameter, and its value in a set-up.

    Parameters
    ----------
    parameter : Parameter
        The parameter as the scenario has it.
    value : Any
        Its value in the set-up.
    """

    parameter: Parameter
    value: Any


def found_by(words: str, base: Tree, now: Tree) -> tuple[list[Found], int]:
    """Find parameters whose key, meaning or unit holds all words.

    Parameters
    ----------
    words : str
        What is looked for; nothing finds everything.
    base, now : dict
        Completed trees of the scenario without and with its changes.

    Returns
    -------
    tuple of (list of Found, int)
        The first `MOST_SHOWN`, and how many there are.
    """
    wanted = words.lower().split()
    found = [one for one in parameters_of(base) if _offered(one) and _fits(one, wanted)]
    shown = []
    for parameter in found[:MOST_SHOWN]:
        current = parameter_at(now, parameter.key)
        shown.append(Found(parameter, parameter.value if current is None else current.value))
    return shown, len(found)


def _offered(parameter: Parameter) -> bool:
    parts = parameter.key.split(".")
    return parts[-1] not in NOT_OFFERED and parts[1] not in {"sources", "camps"}


def _fits(parameter: Parameter, wanted: list[str]) -> bool:
    key, about = parameter.key, parameter.about
    text = " ".join((key, key.replace("_", " "), about.meaning, about.unit)).lower()
    return all(word in text for word in wanted)
