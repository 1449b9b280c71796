"""Events from outside change one variable by a bounded size, and nothing else."""

import pytest

from sim.game.game import Game
from sim.game.outside import HAPPENINGS, happenings_of, shock_of
from sim.game.words import happened, your_names
from sim.scenario.agreements import Shock
from sim.scenario.load import load_scenario
from sim.scenario.tree import tree_of

IDLIB = Game(tree_of(load_scenario("idlib/sochi_2018")), ["turkey", "hts"], horizon=21)
ALL = [(kind, subject) for kind, subjects in happenings_of(IDLIB) for subject in subjects]


def test_every_kind_concerns_somebody_in_idlib() -> None:
    assert {kind.key for kind, _ in ALL} == {kind.key for kind in HAPPENINGS}


@pytest.mark.parametrize("kind", HAPPENINGS, ids=lambda kind: kind.key)
def test_every_event_on_the_list_is_a_shock_that_the_game_takes(kind: object) -> None:
    for each, subject in ALL:
        if each is not kind:
            continue
        for size in each.sizes:
            request = {"what": each.key, "subject": subject.key, "size": size.key}
            shock = shock_of(IDLIB, request)
            IDLIB.check_strike("x", shock)
            assert set(shock) <= set(Shock.model_fields)
            assert shock["on"] == IDLIB.model.day + 1


def test_sizes_are_bounded() -> None:
    for kind in HAPPENINGS:
        for size in kind.sizes:
            low, high = {"multiply": (0.25, 2.0), "add": (0.0, 3.0), "set": (0.0, 1.0)}[size.change]
            assert low <= size.value <= high


def test_all_seats_hear_of_it_in_words_and_none_of_its_size() -> None:
    game = Game(tree_of(load_scenario("idlib/sochi_2018")), ["turkey", "hts"], horizon=21)
    said = "the bakery of the town has burnt down"
    request = {"what": "weary", "subject": "hts", "size": "much", "day": 3, "words": said}
    game.strike("outside_1", shock_of(game, request))
    game.advance()
    (event,) = game.model.log.of("shock")
    assert (event.day, event.target, event.terms) == (3, "hts", {"weariness": 0.8})
    for seat in ("turkey", "hts"):
        view = game.view(seat)
        (news,) = [item for item in view.news if item.kind == "shock"]
        assert news.size == 0.0
        assert any(said in line for line in happened(view, your_names(game.names, seat)))
