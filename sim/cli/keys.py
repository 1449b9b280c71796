"""Keys in tables: those that any scenario may state, and those that one has, with its values."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any

from sim.scenario.errors import InputError
from sim.scenario.keys import ENTRY, Key, all_keys, key_at
from sim.scenario.tree import tree_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sim.scenario.scenario import Scenario

WIDEST_RANGE = 32
LONGEST_VALUE = 40
MARKS = (
    "~ marks a number that may be a distribution such as [beta, 2, 5]; @ one that may",
    "change at named days, such as {early: {from: 2018-09-17, value: 0.5}}.",
)


def keys_text(patterns: list[str]) -> str:
    """Lay the keys of any scenario out as a table in groups.

    Parameters
    ----------
    patterns : list of str
        Parts of keys or patterns with ``*``; all keys if there is none.

    Returns
    -------
    str
        A line each.

    Raises
    ------
    InputError
        If no key fits.
    """
    chosen = _chosen(all_keys(), patterns, "no key")
    lines = ["Each line: key, range, unit, default, source of the default, meaning.", *MARKS]
    if any(ENTRY in key.pattern for key in chosen):
        lines.append(f"Add scenario=NAME to see which ids stand for {ENTRY} there, and its values.")
    return "\n".join([*lines, *_groups(chosen)])


def stated_text(patterns: list[str], scenario: Scenario, name: str) -> str:
    """Lay the keys that one scenario has out as a table in groups, with its values.

    Parameters
    ----------
    patterns : list of str
        Parts of keys or patterns with ``*``; all keys if there is none.
    scenario : Scenario
        A sound scenario.
    name : str
        What the user calls it.

    Returns
    -------
    str
        A line each.

    Raises
    ------
    InputError
        If no key fits.
    """
    chosen = _chosen(_stated("", tree_of(scenario)), patterns, f"no key of {name}")
    lines = [f"Each line: key, range, unit, value in {name}, meaning.", *MARKS]
    return "\n".join([*lines, *_groups(chosen)])


def _chosen(keys: Iterable[Key], patterns: list[str], none: str) -> list[Key]:
    chosen = [key for key in keys if _fits(key.pattern, patterns)]
    if not chosen:
        raise InputError(
            f"{none} fits {' or '.join(patterns)}",
            key="--keys",
            mend="Without a pattern all keys are listed; quote patterns that hold * or <",
        )
    return chosen


def _stated(dotted: str, value: Any) -> Iterator[Key]:  # noqa: ANN401 - plain data of any kind
    """Go through a tree; what is one parameter, such as a path in time, is not gone into."""
    key = key_at(dotted) if dotted else None
    if key is not None:
        if dotted != "name":
            yield replace(key, default=_written(value), source="")
    elif isinstance(value, dict):
        for word, below in value.items():
            yield from _stated(f"{dotted}.{word}" if dotted else word, below)


def _written(value: Any) -> str:  # noqa: ANN401 - plain data of any kind
    if value in (None, "", [], {}):
        return "none"
    if isinstance(value, float):
        return f"{value:g}"
    # As in a scenario file, where ids need no quotation marks.
    text = value if isinstance(value, str) else json.dumps(value, default=str).replace('"', "")
    return text if len(text) <= LONGEST_VALUE else f"{text[: LONGEST_VALUE - 3]}..."


def _fits(key: str, patterns: list[str]) -> bool:
    # A word counts from its beginning, so that `ties` does not find `parties`.
    return not patterns or any(
        f".{p}" in f".{key}" or fnmatchcase(key, p) or _with_ids(key, p) for p in patterns
    )


def _with_ids(key: str, pattern: str) -> bool:
    """Whether a key that has ids in it is meant, such as ``scenario.ties.a_b.leverage``."""
    return ENTRY in key and bool(
        re.fullmatch(re.escape(key).replace(re.escape(ENTRY), "[a-z][a-z0-9_]*"), pattern)
    )


def _groups(keys: list[Key]) -> list[str]:
    groups: dict[str, list[Key]] = {}
    for key in keys:
        groups.setdefault(key.group, []).append(key)
    return [line for group, members in groups.items() for line in ("", group, *_table(members))]


def _table(keys: list[Key]) -> list[str]:
    rows = [_cells(key) for key in keys]
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    return ["  " + "  ".join([*map(str.ljust, row[:4], widths), row[4]]) for row in rows]


def _cells(key: Key) -> tuple[str, str, str, str, str]:
    marks = ("~" if key.uncertain else "") + ("@" if key.path else "")
    name = f"{key.name} {marks}".rstrip()
    stated = key.source and key.default not in ("none", "required")
    default = f"{key.default} ({key.source})" if stated else key.default
    if len(key.range) > WIDEST_RANGE:
        default = default if len(default) <= WIDEST_RANGE else "all"
        return name, "see right", key.unit, default, f"{key.meaning}: {key.range}"
    return name, key.range, key.unit, default, key.meaning
