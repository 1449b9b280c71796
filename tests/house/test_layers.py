"""Imports between the rooms of sim/ go one way only, down the floors of the house."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

SIM = Path(__file__).resolve().parents[2] / "sim"

# A room may import itself and every room on an earlier floor; rooms on one floor do not meet.
FLOORS = (
    {"law"},
    {"scenario"},
    {"day"},
    {"runs"},
    {"shared"},
    {"questions"},
    {"game"},
    {"lab"},
    {"cli"},
)
FLOOR_OF = {room: number for number, rooms in enumerate(FLOORS) for room in rooms}

# The roof: `sim/__init__.py` gathers the public names, `python -m sim` starts the command.
ROOF = {"sim", "sim.__main__"}
LAW_MAY_IMPORT = {"__future__", "math", "typing"}


def module_name(path: Path, package: Path) -> str:
    """Dotted name of a module, given the folder of the top package."""
    parts = path.relative_to(package.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imported_names(source: str, package: str) -> Iterator[tuple[int, str]]:
    """Yield line and dotted name of everything imported, wherever in the file it stands."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield node.lineno, alias.name
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                parents = package.split(".")
                start = ".".join(parents[: len(parents) - node.level + 1])
                base = f"{start}.{base}".rstrip(".")
            # `from sim import law` names a room; `from sim.law import trust` already has one.
            for alias in node.names:
                yield node.lineno, f"{base}.{alias.name}" if base == "sim" else base


def layer_faults(source: str, module: str, *, is_package: bool = False) -> list[str]:
    """Say which imports of one module go the wrong way."""
    if module in ROOF:
        return []
    room = module.split(".")[1]
    if room != "paths" and room not in FLOOR_OF:
        return [f"{module}: the room {room} has no floor in tests/house/test_layers.py"]
    package = module if is_package else module.rpartition(".")[0]
    faults = []
    for line, name in imported_names(source, package):
        top, *rest = name.split(".")
        if top == "sim":
            target = rest[0] if rest else ""
            allowed = may_import(room, target)
        else:
            allowed = room != "law" or top in LAW_MAY_IMPORT
        if not allowed:
            faults.append(f"{module}:{line}: {room} may not import {name}")
    return faults


def may_import(room: str, target: str) -> bool:
    """Whether a room may import another part of `sim`."""
    if room == "paths":
        return False
    if target == "paths":
        return room != "law"
    if target not in FLOOR_OF:
        return False
    return target == room or FLOOR_OF[target] < FLOOR_OF[room]


@pytest.mark.parametrize(
    "path", sorted(SIM.rglob("*.py")), ids=lambda path: str(path.relative_to(SIM))
)
def test_imports_go_down_the_floors(path: Path) -> None:
    faults = layer_faults(
        path.read_text(encoding="utf-8"),
        module_name(path, SIM),
        is_package=path.name == "__init__.py",
    )
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize(
    ("module", "line"),
    [
        ("sim.law.trust", "import numpy"),
        ("sim.law.trust", "from sim.paths import config_root"),
        ("sim.law.trust", "from sim.scenario import schema"),
        ("sim.law.trust", "from ..scenario import schema"),
        ("sim.scenario.loading", "from sim.day.model import CeasefireModel"),
        ("sim.scenario.loading", "from sim import day"),
        ("sim.day.trace", "from sim.runs.jobs import Job"),
        ("sim.runs.store", "from sim.shared import survival"),
        ("sim.game.game", "from sim.lab import app"),
        ("sim.shared.survival", "from sim.cli import main"),
        ("sim.questions.run.story", "from sim import run"),
        ("sim.questions.run.story", "import sim"),
        ("sim.day.model", "def f():\n    from sim.cli import main"),
        ("sim.attic.box", "import math"),
        ("sim.paths", "from sim.law import trust"),
    ],
)
def test_an_import_up_the_floors_is_refused(module: str, line: str) -> None:
    assert layer_faults(line, module)


@pytest.mark.parametrize(
    ("module", "line"),
    [
        ("sim.law.trust", "from __future__ import annotations\nimport math\nimport typing"),
        ("sim.law.trust", "from sim.law.arithmetic import clamp"),
        ("sim.law.trust", "from .arithmetic import clamp"),
        ("sim.scenario.loading", "from sim.paths import config_root"),
        ("sim.scenario.loading", "import pydantic"),
        ("sim.day.build", "from sim.scenario import schema"),
        ("sim.day.orders", "from sim import law"),
        ("sim.runs.jobs", "from sim.day.batch import Task"),
        ("sim.cli", "from sim.game import seat"),
        ("sim.__main__", "from sim.cli import main"),
        ("sim", "from sim.runs import sweep"),
    ],
)
def test_an_import_down_the_floors_is_allowed(module: str, line: str) -> None:
    assert not layer_faults(line, module)


def test_a_relative_import_in_a_package_counts_from_the_package() -> None:
    line = "from .seat import play"
    assert not layer_faults(line, "sim.game", is_package=True)
    assert layer_faults("from ..lab import app", "sim.game", is_package=True)
