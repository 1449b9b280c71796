"""What a seat may decide for a week, and what is open to it.

Whoever decides is not trusted: a decision is taken from plain data only after every name in
it was found in the menu of that seat and that week.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from sim.scenario.errors import InputError, Problem, did_you_mean

RULE = "rule"
# Longer than any decision can be, so that a client cannot make the program work for nothing.
MOST_CHOICES = 500
LONGEST_NAME = 120

Choice = str | tuple[str, ...]


@dataclass(frozen=True)
class Option:
    """One way to use a lever.

    Parameters
    ----------
    key : str
        Its name in a decision.
    label : str
        A few words.
    sentence : str
        What it means.
    once : bool
        Whether it is done once, and is over with the week; other options stand until changed.
    """

    key: str
    label: str
    sentence: str
    once: bool = False


@dataclass(frozen=True)
class Lever:
    """Something that a seat decides.

    Parameters
    ----------
    key : str
        Its name in a decision, such as ``restraint`` or ``duty.patrols``.
    label : str
        A few words.
    sentence : str
        What is decided.
    options : tuple of Option
        What is open, the party's own rule first.
    together : frozenset of str
        Keys of the options of which several may be taken.
    """

    key: str
    label: str
    sentence: str
    options: tuple[Option, ...]
    together: frozenset[str] = frozenset()

    @property
    def head(self) -> str:
        """Kind of lever: what stands before the dot."""
        return self.key.partition(".")[0]

    def option(self, key: str) -> Option | None:
        """Option by key, or None where it is not open."""
        return next((option for option in self.options if option.key == key), None)


@dataclass(frozen=True)
class Decision:
    """What a seat decides for a week.

    Parameters
    ----------
    seat : str
        Id of the party.
    choices : mapping
        Option by lever, or options where several may be taken. A lever that is not named is
        left to the party's rule.
    """

    seat: str
    choices: Mapping[str, Choice] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Keep a copy that nobody can change."""
        object.__setattr__(self, "choices", MappingProxyType(dict(self.choices)))

    def __hash__(self) -> int:
        """Hash what it says."""
        return hash((self.seat, frozenset(self.choices.items())))

    def of(self, lever: str) -> Choice:
        """What is chosen of a lever; ``rule`` where nothing is."""
        return self.choices.get(lever, RULE)

    def to_dict(self) -> dict[str, str | list[str]]:
        """Write the choices as plain data."""
        return {
            lever: choice if isinstance(choice, str) else list(choice)
            for lever, choice in sorted(self.choices.items())
        }


@dataclass(frozen=True)
class Menu:
    """What is open to a seat this week.

    Parameters
    ----------
    seat : str
        Id of the party.
    levers : tuple of Lever
        What it decides.
    """

    seat: str
    levers: tuple[Lever, ...]

    def lever(self, key: str) -> Lever | None:
        """Lever by key, or None where it is not open."""
        return next((lever for lever in self.levers if lever.key == key), None)

    def decision(self, data: Any) -> Decision:  # noqa: ANN401 - plain data from anywhere
        """Make a decision of plain data from whomever.

        Parameters
        ----------
        data : Any
            A map of option by lever; a list of options where several may be taken.

        Returns
        -------
        Decision
            Every name of it is in this menu. Choices that leave a lever to the rule are left
            out.

        Raises
        ------
        InputError
            One error that names every fault.
        """
        if not isinstance(data, Mapping):
            raise InputError("a decision is a map of levers to options", key="decision")
        if len(data) > MOST_CHOICES:
            raise InputError(f"a decision has at most {MOST_CHOICES} choices", key="decision")
        problems: list[Problem] = []
        choices: dict[str, Choice] = {}
        known = {lever.key: lever for lever in self.levers}
        for key, value in data.items():
            if not isinstance(key, str) or key not in known:
                name = _shown(key)
                problems.append(
                    Problem(name, "this seat does not decide that this week", _near(key, known))
                )
                continue
            found = _choice(known[key], value)
            if isinstance(found, Problem):
                problems.append(found)
            elif found != RULE:
                choices[key] = found
        if problems:
            raise InputError.of(problems)
        return Decision(self.seat, choices)

    def standing(self, choices: Mapping[str, Any]) -> Decision:
        """Take over what stands from an earlier week.

        Parameters
        ----------
        choices : mapping
            Choices of that week.

        Returns
        -------
        Decision
            Those that are not done once and are still open.
        """
        kept: dict[str, Choice] = {}
        for key, choice in choices.items():
            lever = self.lever(key)
            option = lever.option(choice) if lever and isinstance(choice, str) else None
            if option is not None and not option.once:
                kept[key] = option.key
        return self.decision(kept)


def _choice(lever: Lever, value: object) -> Choice | Problem:
    """Read what is chosen of one lever."""
    options = {option.key for option in lever.options}
    several = bool(lever.together) and isinstance(value, list | tuple)
    chosen = list(value) if several and isinstance(value, list | tuple) else [value]
    if not 0 < len(chosen) <= MOST_CHOICES:
        return Problem(lever.key, "it names no option, or too many", _near("", options))
    for each in chosen:
        if not isinstance(each, str) or each not in options:
            return Problem(lever.key, f"{_shown(each)} is not open", _near(each, options))
        if several and each not in lever.together:
            return Problem(lever.key, f"{each} is not chosen together with others")
    if several or chosen[0] in lever.together:
        return tuple(option.key for option in lever.options if option.key in chosen)
    return str(chosen[0])


def _shown(name: object) -> str:
    """Show a name of unknown origin in a message, without letting it fill the page."""
    text = name if isinstance(name, str) else repr(type(name).__name__)
    text = "".join(letter if letter.isprintable() else "?" for letter in text)
    return text if len(text) <= LONGEST_NAME else f"{text[:LONGEST_NAME]}..."


def _near(name: object, known: Any) -> str:  # noqa: ANN401 - names of any collection
    short = name if isinstance(name, str) and len(name) <= LONGEST_NAME else ""
    return did_you_mean(short, known)
