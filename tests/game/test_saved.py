"""A saved game goes on where it stood, to the last event, or is refused with a message."""

import copy
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.game.game import Game
from sim.game.saved import (
    from_dict,
    log_digest,
    opened,
    play_week,
    read_game_file,
    to_dict,
    write_game,
)
from sim.scenario.errors import InputError
from tests.game.tables import fresh, new_game, standard_tree
from tests.worlds import bits

FIRST = {"party_a": {"stance": "probe", "offensive": "none"}, "sponsor_b": {"restraint": "loose"}}
SECOND = {"party_a": {"charges": ["party_b:refrain"], "answer": "counter"}}


def two_weeks() -> Game:
    """A game of two seats after two weeks of three."""
    game = new_game("party_a", "sponsor_b", weeks=3)
    for week in (FIRST, SECOND):
        game.advance(week)
    return game


SAVED = json.loads(json.dumps(to_dict(two_weeks())))


def saved() -> dict[str, Any]:
    """A saved game that a test may change."""
    return copy.deepcopy(SAVED)


def finished(game: Game) -> Game:
    """Play a game to its end."""
    while not game.over:
        game.advance(FIRST)
    return game


def test_the_same_decisions_give_the_same_game() -> None:
    one, other = finished(two_weeks()), finished(two_weeks())
    assert one.outcome() == other.outcome()
    assert bits(one.model.log) == bits(other.model.log)


def test_other_decisions_give_another_game() -> None:
    other = new_game("party_a", "sponsor_b", weeks=3)
    assert bits(finished(other).model.log) != bits(finished(two_weeks()).model.log)


def test_a_resumed_game_is_the_game_that_was_saved() -> None:
    game, again = two_weeks(), from_dict(saved())
    for seat in game.seats:
        assert again.view(seat) == game.view(seat)
        assert again.menu(seat) == game.menu(seat)
        assert [again.view(seat, week) for week in range(3)] == [
            game.view(seat, week) for week in range(3)
        ]
    assert bits(again.model.log) == bits(game.model.log)
    assert bits(finished(again).model.log) == bits(finished(game).model.log)
    assert to_dict(from_dict(saved())) == saved()


def test_a_game_can_be_seen_again_week_by_week() -> None:
    game, weeks = opened(saved())
    whole = two_weeks()
    for number, week in enumerate(weeks, start=1):
        play_week(game, week, number)
        assert game.view("party_a") == whole.view("party_a", number)
    assert game.week == 2


def test_a_file_holds_a_game_and_nothing_else(tmp_path: Path) -> None:
    file = tmp_path / "folder" / "mine.game.json"
    write_game(two_weeks(), file)
    write_game(two_weeks(), file)
    assert read_game_file(file) == saved()
    assert [path.name for path in file.parent.iterdir()] == ["mine.game.json"]


def test_no_other_file_is_replaced(tmp_path: Path) -> None:
    note = tmp_path / "note.txt"
    note.write_text("mine")
    with pytest.raises(InputError, match="no saved game"):
        write_game(two_weeks(), note)
    assert note.read_text() == "mine"
    with pytest.raises(InputError):
        write_game(two_weeks(), tmp_path)
    with pytest.raises(InputError, match="cannot be written"):
        write_game(two_weeks(), note / "below.json")


@pytest.mark.parametrize("text", ["", "{", "[]", '"a"', "[" * 100_000, "\x00"])
def test_a_file_that_is_no_game_is_refused(text: str, tmp_path: Path) -> None:
    file = tmp_path / "x.json"
    file.write_text(text)
    with pytest.raises(InputError, match="no saved game"):
        read_game_file(file)
    with pytest.raises(InputError, match="cannot be read"):
        read_game_file(tmp_path / "missing.json")


MISFITS: dict[str, tuple[str, Any]] = {
    "kind": ("run", "no saved game"),
    "program": ("other", "another form"),
    "format": (99, "another form"),
    "model": ("0" * 64, "another version of the model"),
    "fingerprint": ("0" * 64, "scenario is not the one"),
    "seats": (["nobody"], "no seat"),
    "seed": (-1, "whole number"),
    "replicate": (True, "whole number"),
    "horizon": (10**9, "whole number"),
    "log": ("0" * 64, "another course"),
}


@pytest.mark.parametrize("key", MISFITS)
def test_what_does_not_fit_is_refused_with_a_message(key: str) -> None:
    value, message = MISFITS[key]
    with pytest.raises(InputError, match=message):
        from_dict(saved() | {key: value})


def test_a_changed_scenario_is_refused() -> None:
    data = saved()
    data["scenario"]["scenario"]["parties"]["party_a"]["strength"] = 9.0
    with pytest.raises(InputError, match="scenario is not the one"):
        from_dict(data)


def test_missing_and_further_keys_are_refused() -> None:
    data = saved()
    del data["weeks"]
    with pytest.raises(InputError, match="missing"):
        from_dict(data)
    with pytest.raises(InputError, match="there are others"):
        from_dict(saved() | {"run": "rm"})


def test_a_fault_in_a_week_names_the_week() -> None:
    data = saved()
    data["weeks"][1]["party_a"]["stance"] = "conquer"
    with pytest.raises(InputError) as caught:
        from_dict(data)
    assert caught.value.key == "weeks.2.stance"


def test_changed_decisions_are_noticed() -> None:
    data = saved()
    data["weeks"][0]["party_a"]["stance"] = "restrain"
    with pytest.raises(InputError, match="another course"):
        from_dict(data)


def test_more_weeks_than_there_are_are_refused() -> None:
    data = saved()
    data["weeks"] += [{}] * 3
    with pytest.raises(InputError, match="the game is over"):
        from_dict(data)


@given(st.data())
@settings(max_examples=25)
def test_whatever_stands_in_a_file_is_refused_with_a_message(data: st.DataObject) -> None:
    plain = st.none() | st.booleans() | st.integers() | st.text(max_size=5)
    value = data.draw(plain | st.lists(plain, max_size=2) | st.dictionaries(st.text(), plain))
    key = data.draw(st.sampled_from(sorted(SAVED.keys() - {"version", "weeks"})))
    changed = saved() | {key: value}
    if value != SAVED[key]:
        with pytest.raises(InputError):
            from_dict(changed)


@given(st.lists(st.none() | st.text(max_size=3) | st.dictionaries(st.text(), st.none())))
@settings(max_examples=25)
def test_whatever_stands_for_a_week_is_refused_or_says_nothing(weeks: list[Any]) -> None:
    game = fresh("party_a")
    before = log_digest(game)
    for week in weeks[:1]:
        if week == {}:
            continue
        with pytest.raises(InputError):
            play_week(game, week, 1)
        assert log_digest(game) == before


def test_the_tree_of_a_game_is_the_whole_scenario() -> None:
    assert saved()["scenario"] == json.loads(json.dumps(standard_tree()))


def test_a_week_cut_short_is_not_in_what_is_saved(monkeypatch: pytest.MonkeyPatch) -> None:
    game = two_weeks()
    step = game.model.step
    days = iter(range(3))

    def step_or_stop() -> None:
        if next(days, None) is None:
            raise KeyboardInterrupt
        step()

    monkeypatch.setattr(game.model, "step", step_or_stop)
    with pytest.raises(KeyboardInterrupt):
        game.advance(FIRST)
    assert json.loads(json.dumps(to_dict(game))) == saved()
