"""Two engines side by side: whether they give the same tables."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import sim.day.prepare
import sim.runs.prepared
from sim.day.batch import TABLES
from tests.engine.docking import bits

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sim.day.batch import Batch, Task


def differences(one: Batch, other: Batch) -> Iterator[str]:
    """Say where two batches differ: names, order, types and every bit of the columns."""
    for table in TABLES:
        here, there = getattr(one, table), getattr(other, table)
        if list(here) != list(there):
            yield f"{table} has the columns {list(here)} and {list(there)}"
        for name in here:
            if name not in there:
                continue
            if here[name].dtype != there[name].dtype:
                yield f"{table}.{name} is of {here[name].dtype} and {there[name].dtype}"
            if bits(here[name].tolist()) != bits(there[name].tolist()):
                yield f"{table}.{name}: {here[name].tolist()} and {there[name].tolist()}"
    if why(one) != why(other):
        yield f"failures: {why(one)} and {why(other)}"


def why(batch: Batch) -> list[tuple[int, int, str]]:
    """Which replicates failed, and what was said of them."""
    return [(row["point"], row["replicate"], row["error"]) for row in batch.failures]


def assert_same(one: Batch, other: Batch) -> None:
    """Refuse two batches that differ."""
    found = list(differences(one, other))
    assert not found, "\n".join(found)


def both(
    tree: Mapping[str, Any],
    horizon: int,
    tasks: Sequence[Task],
    seed: int = 3,
    *,
    clauses: bool = True,
) -> Batch:
    """Carry tasks out with both engines, and refuse any difference."""
    mesa = sim.runs.prepared.prepare(tree, horizon).run(seed, tasks, clauses=clauses)
    engine = sim.day.prepare.prepare(tree, horizon).run(seed, tasks, clauses=clauses)
    assert_same(mesa, engine)
    return engine
