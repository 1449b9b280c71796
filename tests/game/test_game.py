"""A game may be struck from outside and ended early, and stays a game of its scenario."""

from pathlib import Path

import pytest

from sim.game.game import Game
from sim.game.saved import from_dict, read_game_file, to_dict, write_game
from sim.scenario.errors import InputError
from tests.game.tables import new_game
from tests.worlds import bits

SHOCK = {"on": 9, "variable": "strength", "subject": "party_a", "change": "multiply", "value": 2.0}


def struck() -> Game:
    """A game of two weeks with a shock that came in after the first."""
    game = new_game("party_a", "party_b")
    game.advance({"party_a": {"stance": "probe"}})
    game.strike("arms", SHOCK)
    game.advance()
    return game


def test_a_shock_during_a_game_is_as_if_the_scenario_had_held_it() -> None:
    game = struck()
    whole = new_game("party_a", "party_b", changes={"scenario.shocks.arms": SHOCK})
    whole.advance({"party_a": {"stance": "probe"}})
    whole.advance()
    assert bits(whole.model.log) == bits(game.model.log)
    assert whole.tree == game.tree


def test_a_shock_changes_what_follows() -> None:
    game = new_game("party_a", "party_b")
    game.advance({"party_a": {"stance": "probe"}})
    game.advance()
    assert bits(game.model.log) != bits(struck().model.log)


def test_a_struck_game_is_saved_and_resumed(tmp_path: Path) -> None:
    game = struck()
    write_game(game, tmp_path / "x.json")
    again = from_dict(read_game_file(tmp_path / "x.json"))
    assert bits(again.model.log) == bits(game.model.log)


@pytest.mark.parametrize(
    "fault",
    [{"on": 7}, {"on": 15}, {"subject": "nobody"}, {"variable": "talks"}, {"other": "party_b"}],
)
def test_a_shock_at_fault_changes_nothing(fault: dict[str, object]) -> None:
    game = new_game("party_a", "party_b")
    game.advance()
    before = to_dict(game)
    with pytest.raises(InputError):
        game.strike("arms", SHOCK | fault)
    assert to_dict(game) == before


def test_a_shock_has_a_name_of_its_own() -> None:
    game = new_game("party_a")
    game.strike("arms", SHOCK)
    with pytest.raises(InputError, match="of that name"):
        game.strike("arms", SHOCK)
    with pytest.raises(InputError):
        game.strike("arms.strength", SHOCK)


def test_a_game_that_is_stopped_is_one_with_fewer_weeks(tmp_path: Path) -> None:
    game = new_game("party_b", weeks=9)
    with pytest.raises(InputError, match="no week was played"):
        game.stop()
    game.advance()
    game.stop()
    short = new_game("party_b", weeks=1)
    short.advance()
    assert game.over
    assert game.outcome() == short.outcome()
    assert from_dict(to_dict(game)).outcome() == short.outcome()
    with pytest.raises(InputError, match="game is over"):
        game.advance()
