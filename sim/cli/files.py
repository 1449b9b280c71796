"""`ceasefire scenarios` and `ceasefire check`: what files there are, and whether they are sound."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from sim.cli.terminal import complain, say
from sim.cli.verbs import Check, Scenarios, Verb
from sim.scenario.errors import InputError, did_you_mean
from sim.scenario.fields import ENTRY, Key, all_keys, key_at, numbers, place_at, validated
from sim.scenario.load import Parts, parts_of_file, read_parts, read_tree
from sim.scenario.names import PARTS, scenario_names
from sim.scenario.scenario import Scenario
from sim.scenario.tree import tree_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_FOLDERS_UP = 3
_LONGEST_NUMBER = 9
_WIDEST_RANGE = 32
_LONGEST_VALUE = 40
_MARKS = (
    "~ marks a number that may be a distribution such as [beta, 2, 5]; @ one that may",
    "change at named days, such as {early: {from: 2018-09-17, value: 0.5}}.",
)

_Kind = TypeVar("_Kind", bound=Verb)


def plain_settings(kind: type[_Kind], arguments: list[str]) -> tuple[list[str], _Kind]:
    """Part arguments into words and settings, for a verb that takes no scenario to change.

    Parameters
    ----------
    kind : type
        Class of the verb.
    arguments : list of str
        What stands after the verb.

    Returns
    -------
    tuple
        Words, options among them; and the settings.

    Raises
    ------
    InputError
        If a key is not known, or a value does not fit.
    """
    words: list[str] = []
    settings: dict[str, str | int] = {}
    for argument in arguments:
        key, equals, text = argument.partition("=")
        place = place_at(kind, (key,))
        if not equals:
            words.append(argument)
        elif place is None:
            mend = did_you_mean(key, kind.__dataclass_fields__)
            raise InputError("this key is not known here", key=key, mend=mend)
        else:
            digits = text.isascii() and text.isdigit() and len(text) <= _LONGEST_NUMBER
            settings[key] = int(text) if digits and place.annotation is int else text
    return words, validated(kind, settings)


def scenarios(arguments: list[str]) -> int:
    """List the scenarios.

    Parameters
    ----------
    arguments : list of str
        May hold ``scenario_dir=FOLDER``.

    Returns
    -------
    int
        0, or 2 if a file could not be read.
    """
    words, asked = plain_settings(Scenarios, arguments)
    if words:
        raise InputError(f"{words[0]!r} is not understood here", mend="Leave it out")
    folder = asked.scenario_dir
    found = scenario_names(folder)
    width = max((len(name) for name in found), default=0)
    status = 0
    for name in found:
        try:
            what = read_tree(name, folder)["scenario"]
        except InputError as error:
            complain("ceasefire scenarios", error)
            status = 2
            continue
        days = what.get("horizon", 365)
        say(f"{name:<{width}}  {what.get('start')}  {days:>5} days  {what.get('title')}")
        summary = _first_sentence(str(what.get("summary", "")))
        if summary:
            say(f"{'':<{width}}  {summary}")
    return status


def _first_sentence(text: str) -> str:
    """Cut a text after its first sentence, on one line."""
    line = " ".join(text.split())
    head, stop, _ = line.partition(". ")
    return head + "." if stop else line


# check


def check(arguments: list[str]) -> int:
    """Check files, or list the keys.

    Parameters
    ----------
    arguments : list of str
        Files or names, or ``--keys`` and patterns, with or without ``scenario=NAME``.

    Returns
    -------
    int
        0, or 2 if a file is not sound.
    """
    words, asked = plain_settings(Check, arguments)
    folder = asked.scenario_dir
    files = [word for word in words if word != "--keys"]
    for word in files:
        if word.startswith("-"):
            raise InputError(f"there is no option {word}", mend="The one option is --keys")
    if "--keys" in words:
        one = None if asked.scenario is None else _parts(asked.scenario, folder).scenario()
        say(_keys_text(files) if one is None else _stated_text(files, one, str(asked.scenario)))
        return 0
    if asked.scenario is not None:
        files.append(asked.scenario)
    if not files:
        raise InputError(
            "no file is named", mend="Write `ceasefire check FILE`, or `ceasefire check --keys`"
        )
    sound = [_check(file, folder) for file in files]
    return 0 if all(sound) else 2


def _check(file: str, scenario_dir: str | None) -> bool:
    try:
        scenario = _parts(file, scenario_dir).scenario()
    except InputError as error:
        complain("ceasefire check", error)
        return False
    say(f"{file}: sound\n{_inventory(scenario)}")
    return True


def _parts(file: str, scenario_dir: str | None) -> Parts:
    path = Path(file)
    if not path.is_file() and path.suffix not in (".yaml", ".yml"):
        return read_parts(file, scenario_dir)
    if not path.is_file():
        raise InputError("there is no such file", file=file, mend="Check its path")
    name = re.sub(r"[^a-z0-9_]+", "_", path.stem.lower()).strip("_") or "unnamed"
    return parts_of_file(path, name, scenario_dir or _home(path))


def _home(file: Path) -> Path:
    """Find the folder that holds the folders of the other parts."""
    folders = file.absolute().parents[:_FOLDERS_UP]
    for folder in folders:
        if any((folder / part).is_dir() for part in PARTS):
            return folder
    return folders[0]


def _inventory(scenario: Scenario) -> str:
    """Say in a few lines what a scenario holds.

    Parameters
    ----------
    scenario : Scenario
        A sound scenario.

    Returns
    -------
    str
        What it is called, and how much of what it has.
    """
    what = scenario.scenario
    signed = sum(a.starts is not None for a in what.agreements.values())
    counts = [
        (len(what.parties), "party", "parties"),
        (len(what.ties), "tie", "ties"),
        (len(what.sectors), "sector", "sectors"),
        (signed, "agreement in force", "agreements in force"),
        (len(what.agreements) - signed, "form that talks may sign", "forms that talks may sign"),
        (len(what.provisions), "provision", "provisions"),
        (len(what.obligations), "obligation", "obligations"),
        (len(what.monitors), "monitor", "monitors"),
        (len(what.spoilers), "spoiler", "spoilers"),
        (len(what.operations), "operation", "operations"),
        (len(what.shocks), "dated shock", "dated shocks"),
        (len(what.sources), "source", "sources"),
    ]
    held = [f"{n} {one if n == 1 else many}" for n, one, many in counts if n]
    uncertain = sum(isinstance(v, list) for _, _, v in numbers(Scenario, tree_of(scenario)))
    days = f"{what.horizon} days from {what.start}"
    drawn = f"; {uncertain} uncertain numbers" if uncertain else ""
    return f"  {what.title}, {days}\n  {', '.join(held)}{drawn}"


# check --keys


def _keys_text(patterns: list[str]) -> str:
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
    lines = ["Each line: key, range, unit, default, source of the default, meaning.", *_MARKS]
    if any(ENTRY in key.pattern for key in chosen):
        lines.append(f"Add scenario=NAME to see which ids stand for {ENTRY} there, and its values.")
    return "\n".join([*lines, *_groups(chosen)])


def _stated_text(patterns: list[str], scenario: Scenario, name: str) -> str:
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
    lines = [f"Each line: key, range, unit, value in {name}, meaning.", *_MARKS]
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
    return text if len(text) <= _LONGEST_VALUE else f"{text[: _LONGEST_VALUE - 3]}..."


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
    if len(key.range) > _WIDEST_RANGE:
        default = default if len(default) <= _WIDEST_RANGE else "all"
        return name, "see right", key.unit, default, f"{key.meaning}: {key.range}"
    return name, key.range, key.unit, default, key.meaning
