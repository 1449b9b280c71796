"""The same random stream with the model in one seat, or in all."""

import pytest

from sim.game.courses import AS_PLAYED, Course, course_of, courses_after
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


def found(game: Game, *seats: str) -> dict[tuple[str, str], list[Course]]:
    """All that is found for some seats, by what it is and for whom."""
    courses: dict[tuple[str, str], list[Course]] = {}
    courses_after(lambda *one: courses.update({one[:2]: one[2]}), to_dict(game), seats)
    return courses


def test_the_model_alone_is_the_models_own_run_of_the_game_as_it_was_struck(game: Game) -> None:
    plain = Game(game.tree, SEATS, horizon=21)
    while not plain.over:
        plain.advance()
    expected = course_of(plain, "party_a", AS_PLAYED)
    (alone,) = found(game)["alone", ""]
    assert (alone.days, alone.attacks, alone.fled) == (
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
    courses = found(game, "party_a", "party_b")
    assert list(courses) == [
        ("alone", ""), *((what, seat) for what in ("rule", "ways") for seat in SEATS[:2])
    ]  # fmt: skip
    (rule,) = courses["rule", "party_a"]
    assert rule.attacks == expected.attacks
    # Who decided nothing was the rule already.
    assert courses["rule", "party_b"][0].attacks == course_of(game, "party_b", AS_PLAYED).attacks
    # Other ways begin with the rule.
    ways = courses["ways", "party_a"]
    assert ways[0] == rule
    assert {"restrain", "push"} <= {course.key for course in ways}
