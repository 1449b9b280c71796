"""The games of a lab: they end without waiting for each other; limits and streams."""

import asyncio
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from sim.game.class_game import ClassGame
from sim.lab.classroom import Classroom, Hub, Limit, Passes
from sim.scenario.errors import InputError
from tests.game.class_games import plan


def test_a_lab_ends_while_somebody_in_a_room_asks_for_it(tmp_path: Path) -> None:
    classroom = Classroom(tmp_path)
    room, _ = classroom.open(plan())
    inside, ending = threading.Event(), threading.Event()
    refused: list[str] = []

    def ask() -> None:
        with room.lock:
            inside.set()
            ending.wait(10)
            try:
                classroom.game(room.code)
            except InputError as error:
                refused.append(error.problem)

    def end() -> None:
        ending.set()
        classroom.end()

    threads = [threading.Thread(target=deed, daemon=True) for deed in (ask, end)]
    threads[0].start()
    inside.wait(10)
    threads[1].start()
    for thread in threads:
        thread.join(10)
        assert not thread.is_alive()
    with pytest.raises(InputError, match="is closing"):
        classroom.game(room.code)


def test_no_folder_is_made_before_a_game_is_opened(tmp_path: Path) -> None:
    classroom = Classroom(tmp_path / "games")
    assert classroom.game("QUAIL7") is None
    assert not (tmp_path / "games").exists()
    classroom.open(plan())
    classroom.end()


def test_a_limit_lets_so_many_pass_and_then_so_many_a_minute() -> None:
    now = 0.0
    limit = Limit(burst=3, a_minute=6, clock=lambda: now)
    assert [limit.allows("a") for _ in range(4)] == [True, True, True, False]
    assert limit.spent("a")
    assert limit.allows("b")
    now = 10.0
    assert [limit.allows("a") for _ in range(2)] == [True, False]
    now = 10_000.0
    assert [limit.allows("a") for _ in range(4)] == [True, True, True, False]


def test_a_limit_forgets_who_has_tried_nothing_for_long() -> None:
    now = 0.0
    limit = Limit(burst=2, a_minute=60, clock=lambda: now)
    for number in range(10_000):
        now += 1.0
        limit.allows(str(number))
    assert len(limit._left) < 5_000  # noqa: SLF001 - what is kept shows nowhere else


def test_a_stream_tells_what_differs_and_ends_with_the_server() -> None:
    async def listen() -> list[bytes]:
        hub, state = Hub(), {"version": "1"}
        heard = []
        stream = hub.stream("x", "me", lambda: dict(state))
        heard += [await anext(stream), await anext(stream)]
        state["version"] = "2"
        hub.tell("x")
        heard.append(await anext(stream))
        # The same again is not said again; the end is heard at once.
        hub.tell("x")
        hub.end()
        heard += [each async for each in stream]
        return heard

    heard = asyncio.run(asyncio.wait_for(listen(), 10))
    assert [b"retry" in heard[0], b'"1"' in heard[1], b'"2"' in heard[2], len(heard)] == [
        True, True, True, 3
    ]  # fmt: skip


@pytest.mark.parametrize("limit", ["MOST_STREAMS", "MOST_EACH"])
def test_there_are_only_so_many_streams(limit: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(f"sim.lab.classroom.{limit}", 1)

    async def fill() -> list[bool]:
        hub = Hub()
        stream = hub.stream("x", "me", dict)
        found = [hub.full("me")]
        await anext(stream)
        found += [hub.full("me"), hub.full("you")]
        await stream.aclose()  # type: ignore[attr-defined] # a generator has it
        return [*found, hub.full("me")]

    assert asyncio.run(fill()) == [False, True, limit == "MOST_STREAMS", False]


def finished(classroom: Classroom, weeks: int) -> ClassGame:
    """A room in which a game of some weeks is over."""
    room, _ = classroom.open(plan(weeks, weeks_each=8))
    room.join("party_b", "Otters")
    room.start()
    while room.state.phase != "over":
        room.move_on(room.state.week)
    return room


def test_other_choices_are_found_once_for_a_room(tmp_path: Path) -> None:
    classroom = Classroom(tmp_path)
    room = finished(classroom, 1)
    found = classroom.afterwards.of(room)
    assert classroom.afterwards.of(room) is found
    wait_for(lambda: found.done)
    assert not found.failed
    assert found.alone is not None
    assert set(found.rule) == set(found.ways) == {"party_b"}
    # Nobody decided anything, so that the model in its place changes nothing.
    assert found.rule["party_b"].attacks == found.alone.attacks
    assert next(course.key for course in found.ways["party_b"]) == "rule"
    classroom.end()


def test_a_lab_that_is_closed_does_not_wait_for_other_choices(tmp_path: Path) -> None:
    classroom = Classroom(tmp_path)
    found = classroom.afterwards.of(finished(classroom, 200))
    classroom.end()
    begin = time.monotonic()
    wait_for(lambda: found.done)
    assert time.monotonic() - begin < 10
    assert found.failed
    assert not found.ways


def wait_for(what: Callable[[], bool]) -> None:
    """Wait until something is so, but not for ever."""
    end = time.monotonic() + 60
    while not what():
        assert time.monotonic() < end
        time.sleep(0.02)


def test_a_pass_works_once_in_its_room_and_as_it_is_typed() -> None:
    passes = Passes()
    given = passes.renew("ROOM")
    assert passes.shown("ROOM") == given
    assert not passes.used("OTHER", given)
    assert not passes.used("ROOM", "")
    assert passes.used("ROOM", f" {given[:4].lower()} {given[4:]}")
    assert not passes.used("ROOM", given)
    assert not passes.shown("ROOM")


def test_a_new_pass_takes_the_place_of_the_old_one() -> None:
    passes = Passes()
    old, new = passes.renew("ROOM"), passes.renew("ROOM")
    assert not passes.used("ROOM", old)
    assert passes.used("ROOM", new)


def test_an_old_pass_works_no_more() -> None:
    now = [0.0]
    passes = Passes(lambda: now[0])
    given = passes.renew("ROOM")
    now[0] = 600.0
    assert not passes.shown("ROOM")
    assert not passes.used("ROOM", given)
