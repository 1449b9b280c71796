"""A room: who may do what, when a week is played, and what a restart costs."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sim.game.class_game import MOST_DEVICES, ClassGame, ClassState
from sim.game.game import Game
from sim.game.journal import Decided
from sim.scenario.errors import InputError
from tests.game.class_games import FIRM, PROBE, SEATS, again, begun, log_of, opened, plan
from tests.game.tables import standard_tree
from tests.worlds import bits


def game_of(*weeks: dict[str, Any], horizon: int = 14) -> Game:
    """The same game without a room."""
    game = Game(standard_tree(), SEATS, horizon=horizon)
    for week in weeks:
        game.advance(week)
    return game


# When a week is played


def test_a_week_is_played_when_all_teams_have_decided(tmp_path: Path) -> None:
    room = begun(tmp_path)
    room.decide("sponsor_a", 0, FIRM)
    assert (room.state.week, room.state.awaited) == (0, ["party_b"])
    room.decide("party_b", 0, PROBE)
    assert (room.state.week, room.state.awaited) == (1, ["sponsor_a", "party_b"])
    assert log_of(room) == bits(game_of({"sponsor_a": FIRM, "party_b": PROBE}).model.log)


def test_who_has_not_decided_is_played_by_the_model_when_the_game_moves_on(tmp_path: Path) -> None:
    room = begun(tmp_path)
    room.decide("party_b", 0, PROBE)
    room.move_on(0)
    assert room.state.rounds[-1].absent == {"sponsor_a"}
    assert room.state.rounds[-1].seated == {"sponsor_a", "party_b"}
    assert log_of(room) == bits(game_of({"party_b": PROBE}).model.log)


def test_a_game_that_nobody_decides_is_the_models_own_run(tmp_path: Path) -> None:
    room = begun(tmp_path)
    room.move_on(0)
    room.move_on(1)
    assert room.state.phase == "over"
    assert log_of(room) == bits(game_of({}, {}).model.log)


def test_a_decision_may_hold_for_several_weeks(tmp_path: Path) -> None:
    room = begun(tmp_path, weeks=5, weeks_each=2)
    room.decide("sponsor_a", 0, FIRM)
    room.decide("party_b", 0, {"stance": "restrain", "offensive": "none"})
    assert (room.state.week, room.state.rounds[-1].last) == (2, 2)
    view = room.state.view("party_b")
    assert (view.first_day, view.last_day) == (1, 14)
    for _ in range(2):
        room.move_on(room.state.week)
    assert (room.state.phase, room.state.week, room.state.rounds[-1].first) == ("over", 5, 5)


def test_what_is_done_once_is_done_in_the_first_week_of_a_round(tmp_path: Path) -> None:
    room = begun(tmp_path, weeks=2, weeks_each=2)
    chosen = {"offensive": "launch", "stance": "probe"}
    room.decide("party_b", 0, chosen)
    room.decide("sponsor_a", 0, {})
    assert [week.get("party_b") for week in room.state.game.weeks] == [chosen, {"stance": "probe"}]


def test_choices_stand_until_they_are_changed(tmp_path: Path) -> None:
    room = begun(tmp_path, weeks=3)
    assert room.state.choices("sponsor_a") == {}
    room.decide("sponsor_a", 0, FIRM)
    room.move_on(0)
    assert room.state.choices("sponsor_a") == FIRM
    # They stand on the page, and a team that does not send them is absent.
    room.move_on(1)
    assert room.state.game.weeks[1] == {}
    assert room.state.choices("sponsor_a") == FIRM


# Decisions


def test_the_same_decision_sent_twice_counts_once(tmp_path: Path) -> None:
    room = begun(tmp_path)
    room.decide("sponsor_a", 0, FIRM)
    before = room.changes
    room.decide("sponsor_a", 0, dict(FIRM))
    assert room.changes == before


def test_a_team_may_change_its_mind_until_the_week_is_played(tmp_path: Path) -> None:
    room = begun(tmp_path)
    room.decide("sponsor_a", 0, {"restraint": "loose"})
    room.decide("sponsor_a", 0, FIRM)
    room.decide("party_b", 0, PROBE)
    assert room.state.game.weeks == [{"sponsor_a": FIRM, "party_b": PROBE}]


def test_a_decision_that_comes_again_after_its_week_was_played_has_arrived(tmp_path: Path) -> None:
    room = begun(tmp_path)
    room.decide("sponsor_a", 0, FIRM)
    room.decide("party_b", 0, PROBE)
    before = room.journal.file.read_bytes()
    room.decide("sponsor_a", 0, dict(FIRM))
    assert room.journal.file.read_bytes() == before
    with pytest.raises(InputError, match="week 1 has been played"):
        room.decide("sponsor_a", 0, {"restraint": "loose"})


def test_a_decision_for_a_week_that_was_played_is_refused_with_a_sentence(tmp_path: Path) -> None:
    room = begun(tmp_path)
    room.move_on(0)
    with pytest.raises(InputError, match="week 1 has been played, and this is week 2"):
        room.decide("sponsor_a", 0, FIRM)
    with pytest.raises(InputError, match="not yet open"):
        room.decide("sponsor_a", 2, FIRM)
    assert room.state.decided == {}


@pytest.mark.parametrize("choices", [{"stance": "probe"}, {"restraint": "x"}, [], None, {"": {}}])
def test_what_the_seat_may_not_decide_is_refused_and_not_written(
    choices: object, tmp_path: Path
) -> None:
    room = begun(tmp_path)
    before = room.journal.file.read_bytes()
    with pytest.raises(InputError):
        room.decide("sponsor_a", 0, choices)
    assert room.journal.file.read_bytes() == before


def test_nothing_is_decided_before_the_start(tmp_path: Path) -> None:
    room = opened(tmp_path)
    room.join("sponsor_a", "Herons")
    with pytest.raises(InputError, match="has not begun"):
        room.decide("sponsor_a", 0, FIRM)
    with pytest.raises(InputError, match="has not begun"):
        room.move_on(0)


def test_an_accepted_decision_is_on_the_disk(tmp_path: Path) -> None:
    room = begun(tmp_path)
    room.decide("sponsor_a", 0, FIRM)
    line = json.loads(room.journal.file.read_bytes().splitlines()[-1])
    assert Decided.model_validate(line["entry"]).choices == FIRM


def test_a_decision_that_cannot_be_written_is_not_accepted(tmp_path: Path) -> None:
    room = begun(tmp_path)
    room.journal.close()
    with pytest.raises(InputError, match="cannot be written"):
        room.decide("sponsor_a", 0, FIRM)
    assert room.state.decided == {}


# Breaks


def test_what_is_decided_in_a_break_waits_for_the_end_of_it(tmp_path: Path) -> None:
    room = begun(tmp_path)
    room.pause()
    room.decide("sponsor_a", 0, FIRM)
    room.decide("party_b", 0, PROBE)
    assert (room.state.phase, room.state.week) == ("paused", 0)
    room.resume()
    assert (room.state.phase, room.state.week) == ("deciding", 1)


def test_a_game_may_break_after_each_round(tmp_path: Path) -> None:
    room = begun(tmp_path, breaks=True)
    room.move_on(0)
    assert room.state.phase == "paused"
    room.move_on(1)
    assert room.state.phase == "over"


def test_to_ask_twice_does_once(tmp_path: Path) -> None:
    room = begun(tmp_path, weeks=3)
    room.start()
    room.pause()
    room.pause()
    room.resume()
    room.resume()
    room.move_on(0)
    with pytest.raises(InputError, match="has been played"):
        room.move_on(0)
    assert room.state.week == 1
    room.end()
    room.end()
    assert room.state.phase == "over"


def test_a_game_that_is_ended_early_is_one_that_was_planned_so(tmp_path: Path) -> None:
    room = begun(tmp_path, weeks=20)
    with pytest.raises(InputError, match="no week was played"):
        room.end()
    room.decide("party_b", 0, PROBE)
    room.move_on(0)
    room.end()
    short = game_of({"party_b": PROBE}, horizon=7)
    assert room.state.game.outcome() == short.outcome()
    with pytest.raises(InputError, match="the game is over"):
        room.decide("party_b", 1, PROBE)
    assert again(room).state.game.outcome() == short.outcome()


# Teams


def test_a_seat_is_taken_once(tmp_path: Path) -> None:
    room = opened(tmp_path)
    room.join("sponsor_a", "Herons")
    with pytest.raises(InputError, match="another team has just taken"):
        room.join("sponsor_a", "Otters")
    with pytest.raises(InputError, match="no such seat"):
        room.join("spoiler", "Otters")
    with pytest.raises(InputError, match="is called so"):
        room.join("party_b", " HERONS ")
    assert room.state.free == ["party_b", "party_a"]


@pytest.mark.parametrize("name", ["", "  ", "x" * 31, "a\u202eb", "a\x00", None, 7])
def test_a_team_has_a_name_that_can_be_shown(name: Any, tmp_path: Path) -> None:  # noqa: ANN401
    with pytest.raises(InputError, match="a name of"):
        opened(tmp_path).join("party_b", name)


def test_a_token_opens_its_own_seat_and_nothing_else(tmp_path: Path) -> None:
    room = opened(tmp_path)
    herons, otters = room.join("sponsor_a", "Herons"), room.join("party_b", "Otters")
    assert (room.seat_of(herons), room.seat_of(otters)) == ("sponsor_a", "party_b")
    for token in ("", herons[:-1], herons + "x", room.code, room.state.teams["party_b"].code):
        assert not room.seat_of(token)
        assert not room.leads(token)
    assert not room.leads(herons)


def test_the_leader_is_known_by_the_token_that_opening_gave(tmp_path: Path) -> None:
    room, token = ClassGame.opened(plan(), tmp_path / "x", "QUAIL7")
    assert room.leads(token)
    assert not room.seat_of(token)
    assert token not in room.journal.file.read_text()


def test_a_second_device_joins_with_the_code_of_the_team(tmp_path: Path) -> None:
    room = begun(tmp_path)
    code = room.state.teams["party_b"].code
    assert room.seat_of(room.join_team(code)) == "party_b"
    for wrong in ("", code[:-1], room.code):
        with pytest.raises(InputError, match="no team"):
            room.join_team(wrong)
    for _ in range(MOST_DEVICES - 2):
        room.join_team(code)
    with pytest.raises(InputError, match="devices already"):
        room.join_team(code)


def test_a_team_may_come_late(tmp_path: Path) -> None:
    room = begun(tmp_path)
    room.decide("sponsor_a", 0, FIRM)
    room.join("party_a", "Late birds")
    room.decide("party_b", 0, PROBE)
    assert (room.state.week, room.state.awaited) == (0, ["party_a"])


def test_a_seat_that_was_freed_is_the_models_until_somebody_takes_it(tmp_path: Path) -> None:
    room = opened(tmp_path)
    herons = room.join("sponsor_a", "Herons")
    room.join("party_b", "Otters")
    room.start()
    code = room.state.teams["sponsor_a"].code
    room.decide("party_b", 0, PROBE)
    room.release("sponsor_a")
    assert room.state.week == 1
    assert not room.seat_of(herons)
    with pytest.raises(InputError, match="no team"):
        room.join_team(code)
    with pytest.raises(InputError, match="no team sits there"):
        room.decide("sponsor_a", 1, FIRM)
    room.join("sponsor_a", "Herons")
    assert room.state.choices("sponsor_a") == {}


def test_one_person_may_play_alone(tmp_path: Path) -> None:
    room = opened(tmp_path, seats=("sponsor_a",), alone=True)
    room.join("sponsor_a", "You")
    room.start()
    room.decide("sponsor_a", 0, FIRM)
    room.decide("sponsor_a", 1, {})
    assert room.state.phase == "over"


# From outside


def weary(room: ClassGame, **others: object) -> dict[str, object]:
    """An event that a facilitator may bring in."""
    assert room.state.phase != "over"
    return {"what": "weary", "subject": "party_b", "size": "much", "day": 3} | others


def test_an_event_from_outside_is_as_if_the_scenario_had_held_it(tmp_path: Path) -> None:
    room = begun(tmp_path)
    room.move_on(0)
    room.strike(0, weary(room))
    room.move_on(1)
    tree = room.state.game.tree
    assert list(tree["scenario"]["shocks"]) == ["outside_1"]
    whole = Game(tree, SEATS, horizon=14)
    whole.advance()
    whole.advance()
    assert bits(whole.model.log) == log_of(room)
    shocks = list(whole.model.log.of("shock"))
    assert [(event.day, event.target) for event in shocks] == [(10, "party_b")]


def test_an_event_asked_for_twice_happens_once(tmp_path: Path) -> None:
    room = begun(tmp_path)
    room.strike(0, weary(room))
    with pytest.raises(InputError, match="on its way already"):
        room.strike(0, weary(room))
    assert room.state.struck == 1


FAULTS: list[dict[str, object]] = [
    {"what": "talks"},
    {"subject": "sponsor_a"},
    {"size": "huge"},
    {"day": 0},
    {"day": 8},
    {"day": True},
    {"words": "x" * 200},
    {"words": "\u202e"},
    {"value": 9},
    {"what": ["weary"]},
]


@pytest.mark.parametrize("fault", FAULTS)
def test_an_event_is_one_of_the_list_and_nothing_else(
    fault: dict[str, object], tmp_path: Path
) -> None:
    room = begun(tmp_path)
    before = room.journal.file.read_bytes()
    with pytest.raises(InputError):
        room.strike(0, weary(room, **fault))
    assert room.journal.file.read_bytes() == before


# Restarts

STEPS: list[Callable[[ClassGame], object]] = [
    lambda room: room.join("sponsor_a", "Herons"),
    lambda room: room.join("party_b", "Otters"),
    lambda room: room.start(),
    lambda room: room.decide("party_b", 0, PROBE),
    lambda room: room.strike(0, weary(room)),
    lambda room: room.decide("sponsor_a", 0, FIRM),
    lambda room: room.pause(),
    lambda room: room.decide("sponsor_a", 1, {}),
    lambda room: room.release("party_b"),
    lambda room: room.resume(),
]


def told(room: ClassGame) -> tuple[object, ...]:
    """All that anybody could notice of a room, but for codes and tokens."""
    state = room.state
    views = [state.view(seat) for seat in SEATS]
    menus = [state.game.menu(seat) for seat in SEATS]
    teams = {seat: (team.name, team.code, team.tokens) for seat, team in state.teams.items()}
    plain = (state.phase, state.week, state.decided, state.standing, state.rounds, state.struck)
    return (*plain, teams, views, menus, log_of(room))


def test_a_restart_after_any_step_loses_nothing(tmp_path: Path) -> None:
    room = opened(tmp_path)
    for step in STEPS:
        step(room)
        before = told(room)
        room = again(room)
        assert told(room) == before
    assert room.state.phase == "over"


def test_another_version_of_the_model_is_refused_with_a_message(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as other:
        for module in ("class_game", "saved"):
            other.setattr(f"sim.game.{module}.source_hash", lambda: "0" * 64)
        room = begun(tmp_path)
    with pytest.raises(InputError, match="another version of the model"):
        again(room)


def test_a_changed_scenario_is_refused(tmp_path: Path) -> None:
    entry = begun(tmp_path).state.opened
    tree = json.loads(json.dumps(entry.scenario))
    tree["scenario"]["parties"]["party_a"]["strength"] = 9.0
    with pytest.raises(InputError, match="not the one"):
        ClassState(entry.model_copy(update={"scenario": tree}))
