"""A canonical text of an event log, and its hash.

Integers, names and categories are written as they are; other numbers to nine
significant digits, so that the last bits of an exponential on another system do not
count.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import TYPE_CHECKING

from sim.day.model import CeasefireModel
from sim.scenario.load import load_scenario
from sim.scenario.names import scenario_names

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sim.day.events import Event, EventLog

STORE = Path(__file__).parent / "hashes.json"
SEED = 1
REPLICATE = 0
HORIZON = 120


def number(value: float) -> str:
    """Write a number to nine significant digits; nothing is not written as minus nothing."""
    return format(value + 0.0, ".9g")


def line(event: Event) -> str:
    """Write one event."""
    parts = [
        event.id,
        event.day,
        event.kind,
        event.form,
        event.actor,
        event.target,
        event.sector,
        event.obligation,
        event.agreement,
        number(event.severity),
        event.outcome,
        event.true_author,
        event.blamed,
        list(event.seen_by),
        list(event.causes),
        {name: number(value) for name, value in sorted(event.terms.items())},
    ]
    return json.dumps(parts, separators=(",", ":"))


def text(log: EventLog) -> Iterator[str]:
    """Write a log, a line per event."""
    return (line(event) for event in log)


def digest(log: EventLog) -> str:
    """SHA-256 of the canonical text of a log."""
    sha = hashlib.sha256()
    for written in text(log):
        sha.update(written.encode() + b"\n")
    return sha.hexdigest()


def reference_of(name: str) -> dict[str, object]:
    """Run a shipped scenario and give what is stored of it."""
    model = CeasefireModel(load_scenario(name), SEED, REPLICATE, HORIZON)
    model.run()
    return described(model.log)


def described(log: EventLog) -> dict[str, object]:
    """Give what is stored of a log."""
    return {"events": len(log), "sha256": digest(log)}


def stored() -> dict[str, dict[str, object]]:
    """Read what is stored."""
    found: dict[str, dict[str, object]] = json.loads(STORE.read_text(encoding="utf-8"))
    return found


def refresh() -> list[str]:
    """Store the reference of every shipped scenario anew, and name those that changed."""
    before = stored() if STORE.exists() else {}
    now = {name: reference_of(name) for name in scenario_names()}
    STORE.write_text(json.dumps(now, indent=2, sort_keys=True) + "\n", encoding="utf-8")
    return [name for name in sorted(before.keys() | now) if before.get(name) != now.get(name)]
