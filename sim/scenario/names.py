"""Names of scenario, behaviour and measurement files, and where they lie.

Light on purpose: listing names needs neither the schema nor the YAML reader.
"""

from __future__ import annotations

import re
from pathlib import Path

from sim.paths import config_root
from sim.scenario.errors import InputError, did_you_mean

NAME = re.compile(r"[a-z0-9_]+(/[a-z0-9_]+)*")
PARTS = ("conflict", "behaviour", "measurement")


def names(kind: str, scenario_dir: Path | str | None = None) -> list[str]:
    """List the files of one kind by name.

    Parameters
    ----------
    kind : str
        ``scenario``, ``conflict``, ``behaviour`` or ``measurement``.
    scenario_dir : path or str, optional
        A folder of one's own files: scenarios beside each other, and the other
        kinds in a folder named after them.

    Returns
    -------
    list of str
        Names such as ``idlib/sochi_2018``, sorted.
    """
    found: set[str] = set()
    for root in _roots(kind, scenario_dir):
        for file in root.rglob("*.yaml"):
            name = file.relative_to(root).with_suffix("").as_posix()
            own_part = kind == "scenario" and name.split("/")[0] in PARTS
            if NAME.fullmatch(name) and not own_part:
                found.add(name)
    return sorted(found)


def scenario_names(scenario_dir: Path | str | None = None) -> list[str]:
    """List the scenarios by name.

    Parameters
    ----------
    scenario_dir : path or str, optional
        A folder of one's own scenario files.

    Returns
    -------
    list of str
        Names such as ``idlib/sochi_2018``, sorted; one's own and the shipped ones.
    """
    return names("scenario", scenario_dir)


def locate(kind: str, name: object, scenario_dir: Path | str | None = None) -> Path:
    """Find the file of a name; one's own comes before a shipped one.

    Parameters
    ----------
    kind : str
        ``scenario``, ``conflict``, ``behaviour`` or ``measurement``.
    name : object
        What the user gave as its name.
    scenario_dir : path or str, optional
        A folder of one's own files.

    Returns
    -------
    pathlib.Path
        The file.

    Raises
    ------
    InputError
        If the name is not one, or no file has it.
    """
    if not isinstance(name, str) or not NAME.fullmatch(name):
        raise InputError(
            f"{name!r} is not a name",
            key=kind,
            mend="A name has small letters, digits, _ and / such as idlib/sochi_2018",
        )
    for root in _roots(kind, scenario_dir):
        file = root / f"{name}.yaml"
        if not file.is_file():
            continue
        # A folder that came from somebody else may hold links that point out of it.
        if not file.resolve().is_relative_to(root.resolve()):
            raise InputError(f"{file} is a link that leaves its folder", key=kind)
        return file
    own = "" if scenario_dir is None else f" in {scenario_dir}"
    raise InputError(
        f"there is no {kind} {name}{own}",
        key=kind,
        mend=did_you_mean(name, names(kind, scenario_dir))
        or "`ceasefire scenarios` lists the scenarios",
    )


def _roots(kind: str, scenario_dir: Path | str | None) -> list[Path]:
    roots = []
    if scenario_dir is not None:
        own = Path(scenario_dir).expanduser()
        if not own.is_dir():
            raise InputError(
                f"there is no folder {scenario_dir}", key="scenario_dir", mend="Check its path"
            )
        roots.append(own if kind == "scenario" else own / kind)
    try:
        roots.append(config_root() / kind)
    except FileNotFoundError:
        if not roots:
            raise
    return [root for root in roots if root.is_dir()]
