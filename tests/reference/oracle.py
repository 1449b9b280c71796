"""What the first edition of the model gave: hashes of logs and of tables, for many worlds.

Its two engines were written apart and agreed on every bit. The worlds are made here anew; the
hashes in `oracle.json` are of every event, every cell of the daily table and every row.
"""

from __future__ import annotations

import hashlib
import json
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from sim.day.batch import TABLES, Task
from sim.day.prepare import prepare
from sim.day.trace import trace
from sim.scenario.load import load_scenario
from sim.scenario.names import scenario_names
from sim.scenario.tree import tree_of
from tests import worlds as plain_text
from tests.day.random_worlds import world_of
from tests.day.same import bits
from tests.day.scenarios import (
    EROSION,
    SHOCKS,
    SIZES,
    TURMOIL,
    rich_tree,
    rounds,
    shock,
    with_changes,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

STORE = Path(__file__).parent / "oracle.json"
SERIES = {"scenario.series": True}
MADE = 400
# Every so-many-th of a kind of world is checked at each run of the tests.
SPREAD = {"rich": 5, "made": 25}
DIGITS = 12


class World(NamedTuple):
    """A scenario, and for how many days it was run."""

    tree: Mapping[str, Any]
    horizon: int


@cache
def _turns() -> list[dict[str, Any]]:
    return [{}, SERIES, TURMOIL, EROSION, *rounds()]


def names(*, deep: bool) -> list[str]:
    """Give the names of all worlds, or of a spread of them."""
    every = SPREAD if not deep else dict.fromkeys(SPREAD, 1)
    return [
        *scenario_names(),
        *(f"shock_{change}" for change in SIZES),
        *(f"rich_{number}" for number in range(0, len(_turns()), every["rich"])),
        *(f"made_{number}" for number in range(0, MADE, every["made"])),
    ]


def world(name: str) -> World:
    """Make the world of a name."""
    kind, _, which = name.partition("_")
    if kind == "rich":
        return World(with_changes(rich_tree(), _turns()[int(which)]), 25)
    if kind == "made":
        return World(world_of(int(which)), 30)
    if kind == "shock":
        shocks = [shock(number, which, day=2 + number) for number in range(len(SHOCKS))]
        return World(rich_tree({k: v for each in shocks for k, v in each.items()} | SERIES), 25)
    return World(tree_of(load_scenario(name)), 120)


def digest(value: object) -> str:
    """Hash nested lists of texts and numbers."""
    return hashlib.sha256(json.dumps(value, default=str).encode()).hexdigest()[:DIGITS]


def found(name: str) -> str:
    """Run a world compiled, and give the hashes of a trace and of eight replicates' tables."""
    tree, horizon = world(name)
    run = trace(tree, 3, 7, horizon)
    batch = prepare(tree, horizon).run(5, [Task(0, {}, 0, 8)])
    tables = [
        [[each, str(column.dtype), bits(column.tolist())] for each, column in columns.items()]
        for columns in (getattr(batch, table) for table in TABLES)
    ]
    log = digest([plain_text.bits(run.log), bits(dict(run.daily)), bits(run.outcome.row())])
    return f"{log} {digest([*tables, [row['error'] for row in batch.failures]])}"


@cache
def stored() -> dict[str, str]:
    """Read what is stored, by name of world."""
    kept: dict[str, Any] = json.loads(STORE.read_text(encoding="utf-8"))
    made: list[str] = kept.pop("made")
    return kept | {f"made_{number}": hashes for number, hashes in enumerate(made)}


def store(hashes: Mapping[str, str]) -> None:
    """Store the hashes of all worlds."""
    kept: dict[str, Any] = {name: hashes[name] for name in hashes if not name.startswith("made_")}
    kept["made"] = [hashes[f"made_{number}"] for number in range(MADE)]
    STORE.write_text(json.dumps(kept, indent=0) + "\n", encoding="utf-8")


def refresh() -> list[str]:
    """Store what is found now, and name the worlds that changed."""
    before = stored() if STORE.exists() else {}
    now = {name: found(name) for name in names(deep=True)}
    store(now)
    stored.cache_clear()
    return [name for name in now if before.get(name) != now[name]]
