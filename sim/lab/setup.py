"""The set-up of a lab: a scenario, changes of it, and its random stream, in an address.

A set-up is all that a page needs, and the address of a page says all of it. So a page can be
loaded again, sent to somebody, or asked of a server that was started anew.
"""

from __future__ import annotations

import json
import math
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from sim.runs.engines import LARGEST_SEED
from sim.scenario.errors import InputError, Problem, shown
from sim.scenario.read import refused_text

if TYPE_CHECKING:
    from collections.abc import Iterable

DEFAULT_SCENARIO = "idlib/sochi_2018"
DEFAULT_RUNS = 500
# What a browser may ask of a lab that serves a class.
MOST_RUNS = 2000
MOST_RUN = 1_000_000
MOST_CHANGES = 200
LONGEST_VALUE = 2000
LONGEST_KEY = 200
KEY = re.compile(r"(scenario|behaviour|measurement)(\.[a-z][a-z0-9_]*)+")
PLAIN = re.compile(r"[A-Za-z_][\w./-]*", re.ASCII)


@dataclass(frozen=True)
class SetUp:
    """A scenario, changes of it, and its random stream.

    Parameters
    ----------
    scenario : str
        Its name, or the mark of a file that a browser handed in.
    changes : tuple of (str, value)
        Dotted keys and their values, sorted by key.
    seed : int
        Seed of the runs.
    run : int
        Number of the run that is told.
    runs : int
        How many runs are counted.
    """

    scenario: str = DEFAULT_SCENARIO
    changes: tuple[tuple[str, Any], ...] = ()
    seed: int = 1
    run: int = 0
    runs: int = DEFAULT_RUNS

    def query(self) -> str:
        """Write it as the query of an address; what is as usual is left out."""
        usual = SetUp()
        pairs: list[tuple[str, str]] = [("scenario", self.scenario)]
        pairs += [
            (name, str(getattr(self, name)))
            for name in ("seed", "run", "runs")
            if getattr(self, name) != getattr(usual, name)
        ]
        pairs += [(key, json_text(value)) for key, value in self.changes]
        return urlencode(pairs, safe="/,")

    @property
    def of_scenario(self) -> SetUp:
        """The same scenario and changes with the usual random stream."""
        return SetUp(self.scenario, self.changes)

    def with_changes(self, changes: dict[str, Any]) -> SetUp:
        """Give the same set-up with other changes."""
        return replace(self, changes=tuple(sorted(changes.items())))

    def settings(self, *, counted: bool = True) -> list[str]:
        """Write it as arguments of the command line, in the grammar of Hydra.

        Parameters
        ----------
        counted : bool
            Whether to say how many runs are counted.

        Returns
        -------
        list of str
            Arguments without the verb; the told run of a command is run 0.
        """
        found = [f"scenario={self.scenario}", f"seed={self.seed}"]
        found += [f"replicates={self.runs}"] if counted else []
        return found + [f"{key}={hydra_text(value)}" for key, value in self.changes]


def set_up_of(pairs: Iterable[tuple[str, str]]) -> SetUp:
    """Read a set-up from the query of an address or the fields of a form.

    Parameters
    ----------
    pairs : iterable of (str, str)
        Names and values. ``scenario``, ``seed``, ``run``, ``runs``, and dotted keys of the
        scenario as on the command line, with values in JSON or as words; of a key that
        stands twice the last counts. Other names are passed over.

    Returns
    -------
    SetUp
        The set-up; its scenario and changes are not yet checked against the schema.

    Raises
    ------
    InputError
        One error that names every fault.
    """
    stated: dict[str, str] = {}
    texts: dict[str, str] = {}
    for name, value in pairs:
        (texts if "." in name else stated)[name] = value
    problems: list[Problem] = []
    changes: dict[str, Any] = {}
    for key, text in list(texts.items())[: MOST_CHANGES + 1]:
        try:
            changes[key] = value_of(key, text)
        except InputError as error:
            problems += error.problems
    if len(texts) > MOST_CHANGES:
        mend = "Write a scenario file of your own for so many"
        problems.append(Problem("", f"more than {MOST_CHANGES} changes", mend))
    usual = SetUp()
    limits = {"seed": (0, LARGEST_SEED), "run": (0, MOST_RUN), "runs": (1, MOST_RUNS)}
    numbers: dict[str, int] = {}
    for name, (low, high) in limits.items():
        number = _whole(stated.get(name, str(getattr(usual, name))))
        if number is None or not low <= number <= high:
            mend = f"Write a whole number from {low} to {high}"
            problems.append(Problem(name, f"{shown(stated[name])} does not fit", mend))
        else:
            numbers[name] = number
    if problems:
        raise InputError.of(problems)
    scenario = stated.get("scenario", usual.scenario)[:LONGEST_KEY]
    return SetUp(scenario, tuple(sorted(changes.items())), **numbers)


def value_of(key: str, text: str) -> Any:  # noqa: ANN401 - plain data of any kind
    """Read the value of a change.

    Parameters
    ----------
    key : str
        Dotted key.
    text : str
        The value in JSON, or a word.

    Returns
    -------
    Any
        Plain data.

    Raises
    ------
    InputError
        If the key is none, or the value holds what no file may hold.
    """
    if len(key) > LONGEST_KEY or not KEY.fullmatch(key):
        raise InputError(
            f"{shown(key)} is no key of a scenario", mend="Search the list of all numbers"
        )
    if len(text) > LONGEST_VALUE:
        raise InputError("the value is too long", key=key)
    return _value(key, text.strip())


def _value(key: str, text: str) -> Any:  # noqa: ANN401 - plain data of any kind
    try:
        value = json.loads(text, parse_constant=_refused_number)
    except RecursionError:
        raise InputError("the value is nested too deep", key=key) from None
    except ValueError:
        value = text
    for word in _texts(value):
        problem = refused_text(word)
        if problem:
            raise InputError(problem, key=key, mend="Write the value out")
    return value


def _refused_number(text: str) -> float:
    raise ValueError(text)


def _texts(value: object) -> Iterable[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for item in value:
            yield from _texts(item)
    elif isinstance(value, dict):
        for name, item in value.items():
            yield name
            yield from _texts(item)


def _whole(text: str) -> int | None:
    return int(text) if re.fullmatch(r"[0-9]{1,10}", text) else None


def json_text(value: object) -> str:
    """Write a value as JSON; a plain word goes without quotation marks.

    Parameters
    ----------
    value : Any
        Plain data.

    Returns
    -------
    str
        What `value_of` reads back.
    """
    if isinstance(value, str) and PLAIN.fullmatch(value) and value not in {"true", "false", "null"}:
        return value
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)


def hydra_text(value: object) -> str:  # noqa: PLR0911 - a return for each kind of value
    """Write a value in the override grammar of Hydra.

    Parameters
    ----------
    value : Any
        Plain data.

    Returns
    -------
    str
        Such as ``0.2``, ``true``, ``[beta,2,5]`` or ``'two words'``.
    """
    match value:
        case None:
            return "null"
        case bool():
            return str(value).lower()
        case int():
            return str(value)
        case float():
            return repr(value) if math.isfinite(value) else "nan"
        case list() | tuple():
            return f"[{','.join(map(hydra_text, value))}]"
        case dict():
            return "{" + ",".join(f"{key}:{hydra_text(item)}" for key, item in value.items()) + "}"
        case _:
            text = str(value)
            if PLAIN.fullmatch(text) and text.lower() not in {
                "true",
                "false",
                "null",
                "nan",
                "inf",
            }:
                return text
            return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"
