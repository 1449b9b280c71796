"""Two engines side by side: whether they tell the same run."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Any

import sim.day.trace
import sim.model.replicate
from sim.day.events import Event

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sim.day.trace import Trace

FIELDS = tuple(field.name for field in fields(Event))


def faults(mesa: Trace, engine: Trace) -> Iterator[str]:
    """Say where two told runs differ, bit for bit."""
    for one, other in zip(mesa.log, engine.log, strict=False):
        if exact(one) != exact(other):
            yield from (
                f"event {one.id} {one.kind} of day {one.day}: {name} is {getattr(one, name)!r}"
                f" for Mesa, {getattr(other, name)!r} for the engine"
                for name in FIELDS
                if bits(getattr(one, name)) != bits(getattr(other, name))
            )
            break
    if len(mesa.log) != len(engine.log):
        yield f"Mesa tells {len(mesa.log)} events, the engine {len(engine.log)}"
    if list(mesa.daily) != list(engine.daily):
        yield f"columns: {list(mesa.daily)} and {list(engine.daily)}"
    for name in mesa.daily:
        here, there = list(mesa.daily[name]), list(engine.daily.get(name, ()))
        if bits(here) != bits(there):
            days = [
                day for day, pair in enumerate(zip(here, there, strict=False)) if len(set(pair)) > 1
            ]
            yield f"column {name} differs on rows {days[:5]}"
    if bits(mesa.outcome.row()) != bits(engine.outcome.row()):
        yield f"outcomes: {mesa.outcome.row()} and {engine.outcome.row()}"
    if mesa.scenario != engine.scenario:
        yield "the scenarios differ"


def exact(event: Event) -> list[Any]:
    """Every field of an event with every bit of its numbers."""
    return [bits(getattr(event, name)) for name in FIELDS]


def bits(value: Any) -> Any:  # noqa: ANN401
    """Write numbers by their bits, inside lists and maps too."""
    if isinstance(value, float):
        return value.hex()
    if isinstance(value, list | tuple):
        return [bits(item) for item in value]
    if isinstance(value, dict):
        return [(name, bits(item)) for name, item in value.items()]
    return value


def docked(
    tree: Mapping[str, Any], seed: int, replicate: int, horizon: int, *, compiled: bool = True
) -> Trace:
    """Tell a run with both engines, and refuse any difference."""
    mesa = sim.model.replicate.tell(tree, seed, replicate, horizon)
    engine = sim.day.trace.trace(tree, seed, replicate, horizon, compiled=compiled)
    found = list(faults(mesa, engine))
    assert not found, "\n".join(found)
    return engine
