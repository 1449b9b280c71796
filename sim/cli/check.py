"""`ceasefire check`: whether a file is sound; `--keys`: what can be said in one."""

from __future__ import annotations

import re
from pathlib import Path

from sim.cli.keys import keys_text, stated_text
from sim.cli.words import complain, only_keys, say
from sim.scenario.errors import InputError
from sim.scenario.fields import numbers
from sim.scenario.load import Parts, parts_of_file, read_parts, scenario_of_parts
from sim.scenario.names import PARTS
from sim.scenario.scenario import Scenario
from sim.scenario.tree import tree_of

FOLDERS_UP = 3


def main(arguments: list[str]) -> int:
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
    words, settings = only_keys(arguments, {"scenario", "scenario_dir"})
    files = [word for word in words if word != "--keys"]
    for word in files:
        if word.startswith("-"):
            raise InputError(f"there is no option {word}", mend="The one option is --keys")
    scenario = settings.get("scenario")
    if "--keys" in words:
        say(keys_text(files) if scenario is None else _stated(scenario, files, settings))
        return 0
    if scenario is not None:
        files.append(scenario)
    if not files:
        raise InputError(
            "no file is named", mend="Write `ceasefire check FILE`, or `ceasefire check --keys`"
        )
    sound = [_check(file, settings.get("scenario_dir")) for file in files]
    return 0 if all(sound) else 2


def _stated(file: str, patterns: list[str], settings: dict[str, str]) -> str:
    parts = _parts(file, settings.get("scenario_dir"))
    return stated_text(patterns, scenario_of_parts(parts), file)


def _check(file: str, scenario_dir: str | None) -> bool:
    try:
        scenario = scenario_of_parts(_parts(file, scenario_dir))
    except InputError as error:
        complain("ceasefire check", error)
        return False
    say(f"{file}: sound\n{inventory(scenario)}")
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
    folders = file.absolute().parents[:FOLDERS_UP]
    for folder in folders:
        if any((folder / part).is_dir() for part in PARTS):
            return folder
    return folders[0]


def inventory(scenario: Scenario) -> str:
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
