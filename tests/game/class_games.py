"""Rooms for tests: short games on the textbook cessation."""

from pathlib import Path
from typing import Any

from sim.game.class_game import ClassGame, Plan
from sim.game.journal import Journal
from tests.game.tables import standard_tree
from tests.worlds import bits

CODE = "QUAIL7"
SEATS = ("sponsor_a", "party_b", "party_a")
FIRM = {"restraint": "firm"}
PROBE = {"stance": "probe"}


def plan(weeks: int = 2, **others: Any) -> Plan:  # noqa: ANN401 - any part of a plan
    """A plan of a game of some weeks; `weeks_each` is for how many a decision holds."""
    if "weeks_each" in others:
        others["weeks"] = others.pop("weeks_each")
    given = {"seats": SEATS, "horizon": 7 * weeks} | others
    return Plan(standard_tree(), **given)


def opened(folder: Path, weeks: int = 2, **others: Any) -> ClassGame:  # noqa: ANN401
    """A room that was just opened."""
    return ClassGame.opened(plan(weeks, **others), folder / "x.class.jsonl", CODE)[0]


def begun(folder: Path, weeks: int = 2, **others: Any) -> ClassGame:  # noqa: ANN401
    """A room with two teams, sponsor_a and party_b, before its first week."""
    room = opened(folder, weeks, **others)
    room.join("sponsor_a", "Herons")
    room.join("party_b", "Otters")
    room.start()
    return room


def again(room: ClassGame) -> ClassGame:
    """The room as a server finds it that was started again."""
    room.close()
    return ClassGame(Journal(room.journal.file))


def log_of(room: ClassGame) -> Any:  # noqa: ANN401
    """All that happened in a room, to the last bit."""
    return bits(room.state.game.model.log)
