"""The same luck with the model in one seat, or in all."""

import json
import subprocess
import sys

import pytest

from sim.game.alternatives import lines, model_alone, other_ways, rule_in
from sim.game.courses import AS_PLAYED, course_of
from sim.game.game import Game
from sim.game.saved import to_dict
from tests.game.tables import new_game

SEATS = ("party_a", "party_b", "sponsor_a")


@pytest.fixture(scope="module")
def game() -> Game:
    """A game in which two seats decide, and one event comes from outside."""
    game = new_game(*SEATS, weeks=3)
    shock = {"on": 9, "variable": "strength", "subject": "party_a", "change": "multiply"}
    game.strike("outside_1", shock | {"value": 2.0})
    while not game.over:
        game.advance({"party_a": {"stance": "probe"}, "sponsor_a": {"restraint": "firm"}})
    return game


def test_the_model_alone_is_the_models_own_run_of_the_game_as_it_was_struck(game: Game) -> None:
    plain = Game(game.tree, SEATS, horizon=21)
    while not plain.over:
        plain.advance()
    expected = course_of(plain, "party_a", AS_PLAYED)
    found = model_alone(to_dict(game))
    assert (found.days, found.attacks, found.fled) == (
        expected.days,
        expected.attacks,
        expected.fled,
    )
    assert len(list(plain.model.log.of("shock"))) == 1


def test_the_rule_in_one_seat_leaves_the_others_as_they_were_played(game: Game) -> None:
    by_hand = Game(game.tree, SEATS, horizon=21)
    while not by_hand.over:
        by_hand.advance({"sponsor_a": {"restraint": "firm"}})
    expected = course_of(by_hand, "party_a", AS_PLAYED)
    assert rule_in(to_dict(game), "party_a").attacks == expected.attacks
    # Who decided nothing was the rule already.
    played = course_of(game, "party_b", AS_PLAYED)
    assert rule_in(to_dict(game), "party_b").attacks == played.attacks


def test_other_ways_begin_with_the_rule(game: Game) -> None:
    saved = to_dict(game)
    ways = other_ways(saved, "party_a")
    assert ways[0] == rule_in(saved, "party_a")
    assert {"restrain", "push"} <= {course.key for course in ways}


def test_a_process_of_its_own_finds_the_same(game: Game) -> None:
    asked = {"saved": to_dict(game), "seats": ["sponsor_a"]}
    done = subprocess.run(
        [sys.executable, "-m", "sim.game.alternatives"],
        input=json.dumps(asked),
        capture_output=True,
        text=True,
        check=True,
    )
    found = [json.loads(line) for line in done.stdout.splitlines()]
    assert [line["what"] for line in found] == ["alone", "rule", "ways"]
    assert found == json.loads(json.dumps(list(lines(asked["saved"], asked["seats"]))))
