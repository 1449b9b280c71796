"""Passes of a facilitator: once, and soon."""

from sim.lab.room.passes import SECONDS_VALID, Passes


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
    now[0] = SECONDS_VALID
    assert not passes.shown("ROOM")
    assert not passes.used("ROOM", given)
