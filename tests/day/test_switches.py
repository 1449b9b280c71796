"""What vanishes when a mechanism is switched off, on paired runs.

Each mechanism of behaviour leaves marks in the log, or on the parties, that nothing
else leaves. With its switch off none of them is left; with it on, the same seeds show
some. Logs are compiled; marks on parties need the Mesa model.
"""

from collections.abc import Callable
from functools import cache

import pytest

from sim.day.events import Event, EventLog
from sim.day.model import CeasefireModel
from sim.day.orders import strength_of
from sim.day.situation import conduct
from sim.scenario.behaviour import Behaviour
from sim.scenario.load import load_scenario
from sim.scenario.scenario import Scenario
from tests.worlds import bits, finished, traced

REPLICATES = range(2)
DAYS = 90
# Livelier than the base, so that every mechanism shows in a few runs.
LIVELY: dict[str, object] = {
    "scenario.series": True,
    "behaviour.offensive.threshold": 6.0,
    "behaviour.deployment.threshold": 2.0,
}
Mark = Callable[[EventLog], float]

pytestmark = pytest.mark.usefixtures("compiled")


def world(scenario: str, off: str) -> Scenario:
    """Load a scenario, one block of behaviour switched off where one is named."""
    changes: dict[str, object] = dict(LIVELY) if scenario == "textbook/standard" else {}
    if off:
        changes[f"behaviour.{off}.active"] = False
    return load_scenario(scenario, changes)


@cache
def logs(scenario: str, off: str = "") -> tuple[EventLog, ...]:
    """Give the logs of a few replicates."""
    return tuple(traced(world(scenario, off), replicate, DAYS).log for replicate in REPLICATES)


@cache
def model(off: str = "") -> CeasefireModel:
    """Run one replicate, for what its parties hold at the end."""
    return finished(world("textbook/standard", off), 0, DAYS)


def events(*kinds: str, forms: tuple[str, ...] = ()) -> Mark:
    """Count events from day 1 of some kinds and, where named, some forms."""

    def count(event: Event) -> bool:
        return event.kind in kinds and event.day >= 1 and (not forms or event.form in forms)

    return lambda log: sum(count(event) for event in log)


def term(name: str) -> Mark:
    """Sum the size of a named number over all decisions."""
    return lambda log: sum(abs(event.terms.get(name, 0.0)) for event in log)


def ledger(model: CeasefireModel) -> float:
    """Sum all that is overdue in anybody's reading."""
    return sum(
        1.0 - pair.level / conduct(pair, party.bayesian)
        for party in model.parties
        for other in model.parties
        if (pair := party.pair(other.name)).hostile and conduct(pair, party.bayesian) > 0.0
    )


def weary(model: CeasefireModel) -> float:
    """Strength lost to weariness."""
    return sum(party.strength - strength_of(model.w, party.number, 0.0) for party in model.parties)


def felt(model: CeasefireModel) -> float:
    """Momentum that parties feel."""
    return sum(party.momentum() for party in model.parties)


HELD: dict[str, Callable[[CeasefireModel], float]] = {
    "momentum": felt,
    "weariness": weary,
    "overdue": ledger,
}
MARKS: dict[str, dict[str, Mark]] = {
    "momentum": {"pull": term("momentum")},
    "weariness": {"cost": term("weariness")},
    "deterrence": {"cost": term("deterrence"), "sponsor's": term("troops")},
    "retaliation": {"attacks": events("attack", forms=("retaliatory",))},
    "friction": {"attacks": events("attack", forms=("accident",))},
    "consent": {
        "answers": events("consent"),
        "vetoes": events("offensive", forms=("vetoed",)),
        "adopted orders": term("sponsor_effort"),
    },
    "supply": {
        "arms": events("supply"),
        "breaches": events("breach", forms=("supply",)),
    },
    "deployment": {"troops": events("deployment")},
    "accusation": {
        "charges": events("accusation"),
        "answers": events("denial", "response", forms=("denied", "remedy", "counter")),
    },
    "offensive": {
        "begun": events("offensive", forms=("prepared", "begun", "vetoed")),
        "asked": events("consent"),
        "assaults": events("attack", forms=("assault",)),
        "captures": events("sector", forms=("captured",)),
        "displaced": events("displacement"),
    },
    "talks": {
        "meetings": events("talks"),
        "renewals": events("renewal"),
        "extensions": events("deadline", forms=("moved",)),
    },
}
# Marks that need what the textbook cessation does not have: posts at the line.
ELSEWHERE = {"deterrence": "idlib/moscow_2020"}
# Marks too rare to be asked for in a few runs.
RARE = {("talks", "extensions"), ("consent", "vetoes")}
CASES = [(block, mark) for block, marks in MARKS.items() for mark in marks]


def test_every_block_that_has_a_switch_is_tried() -> None:
    switched = {
        name
        for name, field in Behaviour.model_fields.items()
        if "active" in getattr(field.annotation, "model_fields", {})
    }
    assert switched == {*MARKS, *HELD}


@pytest.mark.parametrize(("block", "mark"), CASES)
def test_what_a_mechanism_does_vanishes_with_it(block: str, mark: str) -> None:
    scenario = ELSEWHERE.get(block, "textbook/standard")
    measure = MARKS[block][mark]
    assert [measure(log) for log in logs(scenario, block)] == [0.0] * len(REPLICATES)
    if (block, mark) not in RARE:
        assert sum(measure(log) for log in logs(scenario)) > 0.0


@pytest.mark.parametrize("block", HELD)
def test_what_it_does_to_the_parties_vanishes_with_it(block: str) -> None:
    assert HELD[block](model(block)) == 0.0
    assert HELD[block](model()) > 0.0


# Read by other mechanisms too: what a post weighs and how exposed troops are bears on losses;
# pressure fades and calls for talks without deployments; and tension says where troops are sent.
DESCRIPTIVE = {
    ("deployment", "exposure"),
    ("deployment", "persistence"),
    ("deployment", "threshold"),
    ("deterrence", "post"),
    ("friction", "tension_persistence"),
    ("friction", "tension_rise"),
}


def numbers_of(block: str) -> dict[str, object]:
    """Give other values to some numbers of a block that is switched off."""
    fields = Behaviour.model_fields[block].annotation
    assert fields is not None
    changes: dict[str, object] = {f"behaviour.{block}.active": False}
    for name, field in fields.model_fields.items():
        value = field.default
        # Some numbers of a block describe the world rather than the mechanism.
        if isinstance(value, float) and (block, name) not in DESCRIPTIVE:
            changes[f"behaviour.{block}.{name}"] = value * 0.5
    return changes


@pytest.mark.parametrize("block", sorted({*MARKS, *HELD}))
def test_a_mechanism_that_is_off_has_no_parameters(block: str) -> None:
    def log(changes: dict[str, object]) -> list[str]:
        return bits(traced(load_scenario("textbook/standard", LIVELY | changes), 0, 40).log)

    assert log(numbers_of(block)) == log({f"behaviour.{block}.active": False})
