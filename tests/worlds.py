"""Small worlds made from the textbook scenarios, and their logs as plain text."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from numpy.typing import NDArray

import sim.day.draws
import sim.day.trace
from sim.day.events import Event, EventLog
from sim.day.model import CeasefireModel
from sim.law.draws import (
    DAY_OFFSET,
    FALSE_ALARM,
    FRICTION,
    MISREADING,
    RETALIATION,
    address_word,
    block_at,
    first_day_of,
)
from sim.law.order import HOLD, PROBE
from sim.scenario.load import load_scenario
from sim.scenario.tree import tree_of

if TYPE_CHECKING:
    from sim.day.trace import Trace
    from sim.scenario.scenario import Scenario

SEED = 1
# Chance that a sound test fails; every seed is fixed, so that it fails always or never.
ALPHA = 0.001
SIDES = ("party_a", "party_b")

Overrides = Mapping[str, Any]
Acts = NDArray[np.int64]
Address = tuple[int, int, int, int]
Block = tuple[float, float, float, float]


def both(key: str, value: object) -> dict[str, object]:
    """Set one key of both parties of the dyad."""
    return {f"scenario.parties.{party}.{key}": value for party in SIDES}


def each(**values: object) -> dict[str, object]:
    """Set several keys of both parties; two underscores stand for a dot."""
    return {
        dotted: value
        for key, stated in values.items()
        for dotted, value in both(key.replace("__", "."), stated).items()
    }


def one(party: str, **values: object) -> dict[str, object]:
    """Set several keys of one party; two underscores stand for a dot."""
    return {
        f"scenario.parties.{party}.{key.replace('__', '.')}": value for key, value in values.items()
    }


def dyad(*changes: Overrides) -> Scenario:
    """Load the textbook dyad with changes, later ones over earlier ones."""
    return load_scenario("textbook/dyad", _joined(changes))


def standard(*changes: Overrides) -> Scenario:
    """Load the textbook cessation with changes."""
    return load_scenario("textbook/standard", _joined(changes))


def _joined(changes: Iterable[Overrides]) -> dict[str, Any]:
    joined: dict[str, Any] = {}
    for change in changes:
        joined.update(change)
    return joined


def line_name(number: int) -> str:
    """Id of one of many lines."""
    return f"line_{number:03d}"


def many_lines(number: int, worths: Mapping[int, float] | None = None) -> dict[str, Any]:
    """Give the dyad many lines, each with draws and memory of its own: replicates in one run."""
    sectors = {}
    for place in range(number):
        sectors[line_name(place)] = {
            "name": f"Line {place}",
            "lat": place / 10.0,
            "lon": 0.0,
            "holder": "party_a",
            "faces": ["party_b"],
            "neighbours": [line_name(place - 1)] if place else [],
            "worth": (worths or {}).get(place, 1.0),
        }
    return {"scenario.sectors": sectors}


def model_of(
    scenario: Scenario,
    replicate: int = 0,
    horizon: int | None = None,
    **options: Any,  # noqa: ANN401 - as the model takes them
) -> CeasefireModel:
    """Make the Mesa model of a replicate."""
    return CeasefireModel(scenario, SEED, replicate, horizon, **options)


def finished(
    scenario: Scenario,
    replicate: int = 0,
    horizon: int | None = None,
    **options: Any,  # noqa: ANN401 - as the model takes them
) -> CeasefireModel:
    """Run it to the end."""
    model = model_of(scenario, replicate, horizon, **options)
    model.run()
    return model


def traced(scenario: Scenario, replicate: int = 0, horizon: int | None = None) -> Trace:
    """Run to the end with the compiled engine: the log that `finished` has, several times sooner.

    A test that looks at nothing but logs uses this, and the fixture ``compiled``.
    """
    return sim.day.trace.trace(tree_of(scenario), SEED, replicate, horizon)


@cache
def shipped(name: str, days: int = 80) -> CeasefireModel:
    """Run a shipped scenario once for all tests that only read its log."""
    return finished(load_scenario(name), 0, days)


# Draws under watch

# Days that share a block, each with words of its own, for processes that draw so.
SHARED = {RETALIATION: 4, MISREADING: 4, FRICTION: 2, FALSE_ALARM: 2}


class Audit:
    """Every draw of a run in plain Python; a second one at an address of a day is refused.

    An address is day, process and ordinal in one word, actor, other, and place.
    """

    def __init__(self) -> None:
        self.today = 0
        self.drawn: dict[Address, Block] = {}
        self.on: dict[Address, list[int]] = {}

    def at(  # noqa: PLR0913, PLR0917 - an address
        self, word: int, actor: int, other: int, place: int, seed: int, replicate: int
    ) -> Block:
        """Draw at an address as `sim.law.draws.block_at` does."""
        address = (word, actor, other, place)
        days = self.on.setdefault(address, [])
        assert self.today not in days, f"two draws of day {self.today} share {address}"
        days.append(self.today)
        self.drawn[address] = block_at(*address, seed, replicate)
        return self.drawn[address]

    def block(  # noqa: PLR0913, PLR0917 - an address
        self,
        seed: int,
        replicate: int,
        day: int,
        process: int,
        actor: int,
        other: int,
        place: int,
        ordinal: int,
    ) -> Block:
        """Draw at an address as `sim.law.draws.draw_block` does."""
        return self.at(address_word(day, process, ordinal), actor, other, place, seed, replicate)


def process_of(address: Address) -> int:
    """Give the process of an address."""
    return address[0] >> 8 & 0xFF


def audited(scenario: Scenario, replicate: int = 0, horizon: int | None = None) -> Audit:
    """Run to the end with all draws under watch."""
    audit = Audit()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sim.day.draws, "block_at", audit.at)
        patch.setattr(sim.day.draws, "draw_block", audit.block)
        model = model_of(scenario, replicate, horizon)
        while not model.over():
            audit.today = model.day + 1
            model.step()
    for address, days in audit.on.items():
        if len(days) > 1:
            shared = SHARED[process_of(address)]
            first = (address[0] >> 16) - DAY_OFFSET
            assert first == first_day_of(first, shared)
            assert set(days) <= set(range(first, first + shared))
    return audit


def acts_of(run: Trace) -> Acts:
    """What was done from day 1 on: an array of days by lines by sides, 0 held and 1 breached."""
    places = {name: place for place, name in enumerate(run.scenario.scenario.sectors)}
    acts = np.full((run.daily["day"][-1], len(places), 2), HOLD)
    for event in run.log.of("attack"):
        acts[event.day - 1, places[event.sector], SIDES.index(event.actor)] = PROBE
    return acts


def cooperation(acts: Acts) -> tuple[int, int]:
    """Number of acts that complied, and number of acts."""
    return int((acts == HOLD).sum()), int(acts.size)


# Logs as text


def line_of(event: Event, *, names: Mapping[str, str] | None = None) -> str:
    """Write an event with every bit of its numbers, its names changed where a map is given."""
    new = names or {}
    words = [
        " ".join(new.get(word, word) for word in str(getattr(event, field)).split(" "))
        for field in (
            "actor",
            "target",
            "sector",
            "obligation",
            "agreement",
            "outcome",
            "true_author",
            "blamed",
        )
    ]
    seen = ",".join(new.get(name, name) for name in event.seen_by)
    terms = ",".join(f"{new.get(k, k)}={float(v).hex()}" for k, v in event.terms.items())
    head = f"{event.id} {event.day} {event.kind}/{event.form} {float(event.severity).hex()}"
    return " | ".join([head, *words, seen, ",".join(map(str, event.causes)), terms])


def bits(log: EventLog, *, names: Mapping[str, str] | None = None) -> list[str]:
    """Write a whole log, a line per event."""
    return [line_of(event, names=names) for event in log]


def bits_without(log: EventLog, *kinds: str) -> list[str]:
    """Write a log as if events of some kinds had not been entered, nor named as causes."""
    kept = [event for event in log if event.kind not in kinds]
    new = {event.id: place for place, event in enumerate(kept)}
    return [
        line_of(
            Event(
                **{
                    **{field: getattr(event, field) for field in Event.__slots__},
                    "id": new[event.id],
                    "causes": tuple(new[cause] for cause in event.causes if cause in new),
                }
            )
        )
        for event in kept
    ]
