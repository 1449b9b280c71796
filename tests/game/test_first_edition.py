"""Games that the first edition wrote go on, to the same last event."""

import json
import shutil
from pathlib import Path

from sim.game.class_game import ClassGames
from sim.game.saved import from_dict, log_digest, read_game_file

FOLDER = Path(__file__).parent / "first_edition"


def test_a_saved_game_of_the_first_edition_goes_on() -> None:
    # To read it checks the digest of its log.
    game = from_dict(read_game_file(FOLDER / "dyad.game.json"))
    assert game.week == 3
    game.advance({game.seats[0]: {"stance": "restrain"}})
    assert game.over


def test_a_class_folder_of_the_first_edition_opens(tmp_path: Path) -> None:
    shutil.copy(FOLDER / "20261201-024707-QUAKE7.class.jsonl", tmp_path)
    expected = json.loads((FOLDER / "expected.json").read_text(encoding="utf-8"))
    with ClassGames(tmp_path) as games:
        game = games.game("qua-ke7")
        assert game is not None
        state = game.state
        assert (state.phase, state.week) == (expected["phase"], expected["week"])
        assert log_digest(state.game) == expected["log"]
        assert {seat: team.name for seat, team in state.teams.items()} == {"sponsor_a": "Herons"}
        assert state.struck == 1
        assert len(state.leaders) == 2
