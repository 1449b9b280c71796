"""A week in words: short, complete, and addressed to whoever sits in the seat."""

import re

import pytest

from sim.game.game import seat_lines
from sim.game.view import News
from sim.game.words import happened, headline, owed, said, stance, standing, your_names
from sim.scenario.load import load_scenario
from tests.game.tables import ALL_SEATS, fresh, new_game
from tests.game.test_view import LOUD, UNCLEAR, unclear


@pytest.mark.parametrize("seat", ALL_SEATS)
def test_every_week_is_told_in_whole_sentences(seat: str) -> None:
    game = unclear()
    names = your_names(game.names, seat)
    for week in range(game.week + 1):
        view = game.view(seat, week)
        lines = [standing(view, names), *happened(view, names), *stance(view, names)]
        for line in lines:
            assert line.endswith("."), line
            assert line[0].isupper() or line[0].isdigit(), line
            assert not re.search(r"you's|the fire of you|of you and| and you met|None|_", line), (
                line
            )
        # A screen: the week, and room for the choices below it.
        assert len(happened(view, names)) <= 22
    assert names.title(seat) in headline(game.view(seat), names)


def test_a_charge_says_you_on_either_side() -> None:
    game = new_game("party_a", changes=UNCLEAR | LOUD)
    while not game.over:
        game.advance()
    names = your_names(game.names, "party_a")
    told = " ".join(
        line
        for week in range(game.week + 1)
        for line in happened(game.view("party_a", week), names)
    )
    assert "You accused" in told
    assert "accused you" in told
    assert "Party A" not in told


def test_what_is_owed_is_told_as_the_seat_reads_it() -> None:
    a, b = (
        owed(fresh(seat).view(seat), your_names(fresh(seat).names, seat))
        for seat in ("party_a", "party_b")
    )
    assert "Clause 3 (withdraw groups): Party B and Sponsor B, due 29 February 2020" in a[1]
    assert any(line.startswith("Clause 3 (withdraw groups), with Party A") for line in b[0])


def test_meetings_are_told_from_the_seat_s_side() -> None:
    assert said("delegations of you and Turkey met") == "Your delegation and that of Turkey met."
    assert said("delegations of Russia and you met, with a result") == (
        "Your delegation and that of Russia met, with a result."
    )


def test_news_becomes_an_event_without_what_is_hidden() -> None:
    event = News(3, "sighting", "strategic", "party_b", "party_a", "a_north", size=2.0).event()
    assert (event.kind, event.actor, event.true_author, event.causes) == (
        "attack",
        "party_b",
        "",
        (),
    )


def test_every_seat_has_a_sentence() -> None:
    lines = dict(seat_lines(load_scenario("idlib/sochi_2018")))
    assert lines["turkey"] == (
        "Turkey stands behind the National Liberation Front and Hayat Tahrir al-Sham and signed."
    )
    assert all(line.endswith(".") for line in lines.values())
