"""Games for tests: short ones on the textbook cessation."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from sim.day.events import Event
from sim.game.game import Game
from sim.scenario.load import load_scenario
from sim.scenario.tree import changed, tree_of

Tree = dict[str, Any]
WEEKS = 2
ALL_SEATS = ("party_a", "party_b", "sponsor_a", "sponsor_b", "spoiler")


@cache
def _standard() -> Tree:
    # A short run-in, because no test here asks for the violence before the first day.
    return tree_of(load_scenario("textbook/standard", {"measurement.run_in_days": 2}))


def standard_tree(changes: Mapping[str, Any] | None = None) -> Tree:
    """The textbook cessation with changes by dotted key."""
    return changed(_standard(), changes or {})


def new_game(
    *seats: str,
    weeks: int = WEEKS,
    replicate: int = 0,
    changes: Mapping[str, Any] | None = None,
) -> Game:
    """A game on the textbook cessation, before its first week."""
    return Game(standard_tree(changes), seats, seed=1, replicate=replicate, horizon=7 * weeks)


def played_out(
    seat: str,
    choices: Mapping[str, Any] | None = None,
    weeks: int = WEEKS,
    replicate: int = 0,
    changes: Mapping[str, Any] | None = None,
) -> Game:
    """A game in which one seat makes the same choices every week, where they are open."""
    game = new_game(seat, weeks=weeks, replicate=replicate, changes=changes)
    while not game.over:
        menu = game.menu(seat)
        chosen = {key: option for key, option in (choices or {}).items() if menu.lever(key)}
        game.advance({seat: chosen})
    return game


@cache
def left_to_the_rule(seat: str) -> Game:
    """A finished game without decisions, for tests that only read it."""
    return played_out(seat)


@cache
def fresh(seat: str) -> Game:
    """A game before its first week, for tests that do not advance it."""
    return new_game(seat)


def events(game: Game, kind: str, **fields: object) -> list[Event]:
    """Events from day 1 of a kind whose fields have some values."""
    return [
        event
        for event in game.model.log.of(kind)
        if event.day >= 1 and all(getattr(event, name) == v for name, v in fields.items())
    ]
