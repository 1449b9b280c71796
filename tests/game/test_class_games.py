"""Class games are found by their codes, also by a server that was started again."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sim.game.class_game import ClassGames
from sim.game.codes import spaced
from sim.scenario.errors import InputError
from tests.game.class_games import FIRM, log_of, plan


def test_a_room_is_found_by_its_code_as_it_is_typed(tmp_path: Path) -> None:
    with ClassGames(tmp_path) as rooms:
        room, _ = rooms.open(plan())
        other, _ = rooms.open(plan())
        assert room.code != other.code
        for typed in (room.code, room.code.lower(), spaced(room.code), f" {room.code} "):
            assert rooms.game(typed) is room


def test_a_server_that_was_started_again_finds_its_rooms(tmp_path: Path) -> None:
    with ClassGames(tmp_path) as rooms:
        room, facilitator = rooms.open(plan())
        token = room.join("sponsor_a", "Herons")
        room.start()
        room.decide("sponsor_a", 0, FIRM)
    with ClassGames(tmp_path) as rooms:
        found = rooms.game(room.code)
        assert found is not None
        assert found.leads(facilitator)
        assert found.seat_of(token) == "sponsor_a"
        assert log_of(found) == log_of(room)


def test_two_servers_do_not_write_the_same_journals(tmp_path: Path) -> None:
    with ClassGames(tmp_path), pytest.raises(InputError, match="being written by"):
        ClassGames(tmp_path)
    ClassGames(tmp_path).close()


@given(st.text() | st.sampled_from(["../x", "/etc/passwd", "x.class", "\x00", "*", "[A-Z]"]))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
def test_nothing_that_is_typed_leads_to_a_file(rooms: ClassGames, typed: str) -> None:
    assert rooms.game(typed) is None


@pytest.fixture(scope="module")
def rooms(tmp_path_factory: pytest.TempPathFactory) -> ClassGames:
    """A folder with a secret beside it."""
    folder = tmp_path_factory.mktemp("rooms")
    (folder / "X.class.jsonl").write_text("secret\nsecret\n")
    found = ClassGames(folder)
    found.close()
    return found


def test_a_damaged_journal_spoils_no_other_room(tmp_path: Path) -> None:
    with ClassGames(tmp_path) as rooms:
        first, _ = rooms.open(plan())
        second, _ = rooms.open(plan())
        second.join("sponsor_a", "Herons")
    file = first.journal.file
    file.write_bytes(file.read_bytes().replace(b'"seed":1', b'"seed":2', 1))
    with ClassGames(tmp_path) as rooms:
        with pytest.raises(InputError, match="damaged or changed"):
            rooms.game(first.code)
        assert rooms.game(second.code) is not None


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(InputError, match="cannot be made"):
        ClassGames(tmp_path / "file")
