"""Writes docs/parameters.md from the schema and the shipped values.

``python docs/make_tables.py`` rewrites the file. The same schema and the same files
give the same text; `tests/docs` checks that it is up to date.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.paths import config_root
from sim.scenario.agreements import Agreement, Obligation, Provision, Shock
from sim.scenario.behaviour import Behaviour
from sim.scenario.entities import (
    Doctrine,
    Monitor,
    Operation,
    Party,
    Rivalry,
    Road,
    Sector,
    Spoiler,
    Tie,
    Zone,
)
from sim.scenario.fields import ENTRY, Key, all_keys, validated
from sim.scenario.measurement import Measurement, OffensiveRule
from sim.scenario.names import names
from sim.scenario.quantity import plain
from sim.scenario.read import read_file
from sim.scenario.scenario import Description

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pydantic import BaseModel

FILE = Path(__file__).resolve().parent / "parameters.md"

TITLES: dict[str, type[BaseModel]] = {
    "scenario": Description,
    "scenario.parties.<id>": Party,
    "scenario.parties.<id>.doctrine": Doctrine,
    "scenario.parties.<id>.doctrines.<id>": Doctrine,
    "scenario.ties.<id>": Tie,
    "scenario.sectors.<id>": Sector,
    "scenario.roads.<id>": Road,
    "scenario.zones.<id>": Zone,
    "scenario.agreements.<id>": Agreement,
    "scenario.provisions.<id>": Provision,
    "scenario.obligations.<id>": Obligation,
    "scenario.monitors.<id>": Monitor,
    "scenario.spoilers.<id>": Spoiler,
    "scenario.rivalries.<id>": Rivalry,
    "scenario.operations.<id>": Operation,
    "scenario.shocks.<id>": Shock,
    "measurement": Measurement,
    "measurement.offensive": OffensiveRule,
    "measurement.alternatives.<id>": OffensiveRule,
}
# The same table as that of the group named here.
SAME_AS = {
    "scenario.parties.<id>.doctrines.<id>": "scenario.parties.<id>.doctrine",
    "measurement.alternatives.<id>": "measurement.offensive",
}

INTRODUCTION = """\
# Parameters

<!-- Written by docs/make_tables.py from the schema and the files under configs/. Do not edit. -->

Every number, choice and switch of the model, with its meaning, unit, range and source. The page is
written by `python docs/make_tables.py` from the schema (`sim/scenario/`) and from the files under
`configs/`. In a terminal `ceasefire check --keys` lists the same keys.

- *assumed* in the last column means that no source fixes the number. That is the case for every
  parameter of behaviour. Eight numbers of Idlib are fitted, those that its two files mark
  (`configs/behaviour/idlib.yaml`, `configs/conflict/idlib.yaml`; [evidence.md](evidence.md)). See
  [limits.md](limits.md) for what follows.
- `~` after a name: a distribution may stand in place of the number, such as `[beta, 2, 5]`. Of a
  column of joint draws the page gives how many there are, the least and the largest.
- `@` after a name: the number may change at named days.
- `<id>` stands for an id of the scenario, such as `party_a`.
- What the laws do with these numbers is told in [odd.md](odd.md) under the names used here.
"""

BEHAVIOUR = """\
## Behaviour

One column for each file under `configs/behaviour/`, and the default of the schema, which stands
where a file says nothing. A block with a key `active` is switched off by `active: false`; the
other blocks have no switch of their own, and [odd.md](odd.md) names the values at which they add
nothing.
"""

MEASUREMENT = """\
## Measurement

One column for each file under `configs/measurement/`, and the default of the schema. Nothing here
acts on anybody's behaviour.
"""

SCENARIO = """\
## Scenario

What a scenario file may state. The values of a shipped scenario stand in its own file, each with
its source, and `ceasefire check idlib/sochi_2018` counts them.
"""


def main() -> None:
    """Rewrite the file."""
    FILE.write_text(parameters_page(), encoding="utf-8", newline="\n")


def parameters_page() -> str:
    """Give the text of the page.

    Returns
    -------
    str
        Markdown.
    """
    groups: dict[str, list[Key]] = {}
    for key in all_keys():
        groups.setdefault(key.group, []).append(key)
    rooms = {"behaviour": BEHAVIOUR, "measurement": MEASUREMENT, "scenario": SCENARIO}
    parts = [INTRODUCTION]
    for room, opening in rooms.items():
        shipped = {} if room == "scenario" else _shipped(room)
        parts.append(opening)
        for group, keys in groups.items():
            if group == room or group.startswith(f"{room}."):
                parts += _group(group, keys, shipped)
    return "\n".join(parts)


def _shipped(room: str) -> dict[str, Mapping[str, Any]]:
    """Values of each shipped file of a room, every default written out."""
    model: type[BaseModel] = Behaviour if room == "behaviour" else Measurement
    found: dict[str, Mapping[str, Any]] = {}
    for name in names(room):
        file = config_root() / room / f"{name}.yaml"
        found[name] = {room: plain(validated(model, read_file(file), file))}
    return found


def _group(group: str, keys: list[Key], shipped: dict[str, Mapping[str, Any]]) -> list[str]:
    parts = [f"### `{group}`\n"]
    if group in SAME_AS:
        return [*parts, f"The keys of `{SAME_AS[group]}`.\n"]
    title = _title(group)
    if title:
        parts.append(f"{title}\n")
    head = ["name", "meaning", "unit", "range", "default", *shipped, "source"]
    lines = [_line(head), _line(["---"] * len(head))]
    lines += [_line(_cells(key, shipped)) for key in keys]
    return [*parts, "\n".join(lines) + "\n"]


def _title(group: str) -> str:
    model = TITLES.get(group)
    if model is None and group.startswith("behaviour."):
        model = Behaviour.model_fields[group.rpartition(".")[2]].annotation
    return (model.__doc__ or "").strip().splitlines()[0] if model is not None else ""


def _cells(key: Key, shipped: dict[str, Mapping[str, Any]]) -> list[str]:
    marks = ("~" if key.uncertain else "") + ("@" if key.path else "")
    name = f"`{key.name}` {marks}".rstrip()
    stated = [key.default, *(_value(tree, key.pattern) for tree in shipped.values())]
    # The schema names sources of quantities only; whole numbers have none, and are assumed.
    source = key.source or ("assumed" if key.unit == "whole number" else "")
    if key.default in ("none", "required") and not shipped:
        source = ""
    return [name, key.meaning, key.unit, key.range, *stated, source]


def _value(tree: Mapping[str, Any], pattern: str) -> str:
    here: Any = tree
    for part in pattern.split("."):
        if part == ENTRY:
            return "by id"
        here = here[part]
    match here:
        case bool():
            return str(here).lower()
        case float():
            return f"{here:g}"
        case ["joint", _, *values]:
            return f"{len(values)} joint draws, {min(values):g} to {max(values):g}"
        case list():
            return ", ".join(str(item) for item in here)
        case _:
            return str(here)


def _line(cells: list[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


if __name__ == "__main__":
    main()
