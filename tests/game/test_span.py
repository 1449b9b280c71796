"""Several weeks seen together lose no news and count nothing twice."""

import pytest

from sim.game.game import Game
from sim.game.view import span_of
from tests.game.tables import ALL_SEATS, new_game

WEEKS = 4


@pytest.fixture(scope="module")
def game() -> Game:
    """A game in which enough happens."""
    game = new_game(*ALL_SEATS, weeks=WEEKS)
    while not game.over:
        game.advance({"party_a": {"stance": "probe"}, "party_b": {"stance": "probe"}})
    return game


@pytest.mark.parametrize("seat", ALL_SEATS)
def test_a_span_of_one_week_is_the_week(seat: str, game: Game) -> None:
    assert span_of([game.view(seat, 2)]) == game.view(seat, 2)


@pytest.mark.parametrize("seat", ALL_SEATS)
def test_a_span_holds_the_news_of_all_its_weeks_and_sums_what_is_counted(
    seat: str, game: Game
) -> None:
    views = [game.view(seat, week) for week in range(2, WEEKS + 1)]
    span = span_of(views)
    assert span.news == tuple(item for view in views for item in view.news)
    assert (span.first_day, span.last_day) == (8, 28)
    assert span.dates == (views[0].dates[0], views[-1].dates[1])
    assert span.own.hit == sum(view.own.hit for view in views)
    assert span.own.strength == views[-1].own.strength
    assert span.duties == views[-1].duties
    fire = sum(front.own_fire for view in views for front in view.fronts)
    assert sum(front.own_fire for front in span.fronts) == pytest.approx(fire)
    blamed = sum(size for view in views for front in view.fronts for _, size in front.blamed)
    seen = sum(size for front in span.fronts for _, size in front.blamed)
    assert seen == pytest.approx(blamed)
    assert len({front.sector for front in span.fronts}) == len(span.fronts)


def test_trust_is_set_beside_that_before_the_first_week(game: Game) -> None:
    views = [game.view("party_a", week) for week in range(1, WEEKS + 1)]
    for item in span_of(views).trust:
        (first,) = [each for each in views[0].trust if each.other == item.other]
        (last,) = [each for each in views[-1].trust if each.other == item.other]
        assert (item.before, item.level) == (first.before, last.level)


def test_clients_are_counted_over_the_span(game: Game) -> None:
    views = [game.view("sponsor_a", week) for week in range(1, WEEKS + 1)]
    (client,) = span_of(views).clients
    weeks = [each for view in views for each in view.clients]
    assert client.reported == sum(each.reported for each in weeks) > 0
    assert client.charged == sum(each.charged for each in weeks)
