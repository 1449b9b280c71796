"""Two ways to run the same day: whether they leave the same trace and the same tables."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Any

import sim.day.model
import sim.day.prepare
import sim.day.trace
import sim.runs.prepared
from sim.day.batch import TABLES
from sim.day.events import Event

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sim.day.batch import Batch, Task
    from sim.day.trace import Trace

FIELDS = tuple(field.name for field in fields(Event))


def bits(value: Any) -> Any:  # noqa: ANN401
    """Write numbers by their bits, inside lists and maps too."""
    if isinstance(value, float):
        return value.hex()
    if isinstance(value, list | tuple):
        return [bits(item) for item in value]
    if isinstance(value, dict):
        return [(name, bits(item)) for name, item in value.items()]
    return value


def faults(plain: Trace, compiled: Trace) -> Iterator[str]:
    """Say where two traces differ, bit for bit."""
    for one, other in zip(plain.log, compiled.log, strict=False):
        found = [
            f"event {one.id} {one.kind} of day {one.day}: {name} is {getattr(one, name)!r}"
            f" and {getattr(other, name)!r}"
            for name in FIELDS
            if bits(getattr(one, name)) != bits(getattr(other, name))
        ]
        if found:
            yield from found
            break
    if len(plain.log) != len(compiled.log):
        yield f"{len(plain.log)} events and {len(compiled.log)}"
    if list(plain.daily) != list(compiled.daily):
        yield f"columns: {list(plain.daily)} and {list(compiled.daily)}"
    for name in plain.daily:
        here, there = list(plain.daily[name]), list(compiled.daily.get(name, ()))
        if bits(here) != bits(there):
            days = [
                day for day, pair in enumerate(zip(here, there, strict=False)) if len(set(pair)) > 1
            ]
            yield f"column {name} differs on rows {days[:5]}"
    if bits(plain.outcome.row()) != bits(compiled.outcome.row()):
        yield f"outcomes: {plain.outcome.row()} and {compiled.outcome.row()}"
    if plain.outcome.agreement != compiled.outcome.agreement:
        yield f"agreements: {plain.outcome.agreement} and {compiled.outcome.agreement}"
    if plain.scenario != compiled.scenario:
        yield "the scenarios differ"


def traced_alike(tree: Mapping[str, Any], seed: int, replicate: int, horizon: int) -> Trace:
    """Trace a run compiled and by the Mesa model, and refuse any difference."""
    plain = sim.day.model.trace(tree, seed, replicate, horizon)
    compiled = sim.day.trace.trace(tree, seed, replicate, horizon)
    found = list(faults(plain, compiled))
    assert not found, "\n".join(found)
    return compiled


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
    """Carry tasks out compiled and by the Mesa model, and refuse any difference."""
    plain = sim.runs.prepared.prepare(tree, horizon).run(seed, tasks, clauses=clauses)
    compiled = sim.day.prepare.prepare(tree, horizon).run(seed, tasks, clauses=clauses)
    assert_same(plain, compiled)
    return compiled
