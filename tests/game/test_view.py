"""A seat sees what its party sees, and nothing that only the log knows."""

import dataclasses
import json
from collections import Counter
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest

from sim.day.events import FORMS, Event
from sim.game.game import Game
from sim.game.seat import Player
from sim.game.view import News, ears_of, news_of, public_news
from sim.scenario.load import load_scenario
from sim.scenario.tree import changed, tree_of
from tests.game.tables import ALL_SEATS, events, left_to_the_rule, new_game, played_out

PARTIES = ("party_a", "party_b", "sponsor_a", "sponsor_b", "spoiler")
# Unclear sight: half of all fire is missed, much of the rest laid at another's door.
UNCLEAR = {
    f"scenario.parties.{party}.{key}": value
    for party in ("party_a", "party_b", "spoiler")
    for key, value in {"missed": 0.5, "confusion": 0.9, "false_alarm": 0.2}.items()
}
LOUD = {"behaviour.accusation.breach_rate": 5.0, "behaviour.accusation.overdue_rate": 5.0}
# Two hostile parties at one place, so that there is somebody to confuse.
MINGLED = {
    f"scenario.sectors.{place}.neighbours": ["a_rear", "b_north", "b_river", "b_upland"]
    for place in ("a_north", "a_river")
}


def walked(value: Any) -> Iterator[Any]:  # noqa: ANN401
    """Go through everything in a view, however deep."""
    yield value
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        for field in dataclasses.fields(value):
            yield from walked(getattr(value, field.name))
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from walked(key)
            yield from walked(inner)
    elif isinstance(value, tuple | list | set | frozenset):
        for inner in value:
            yield from walked(inner)


def test_a_view_is_plain_data_without_a_way_back_to_the_model() -> None:
    game = new_game(*ALL_SEATS, weeks=2)
    game.advance()
    for seat in ALL_SEATS:
        for week in range(game.week + 1):
            view = game.view(seat, week)
            for part in walked(view):
                module = type(part).__module__
                assert module in ("builtins", "sim.game.view", "sim.game.seat"), module
            assert json.loads(json.dumps(dataclasses.asdict(view)))["seat"] == seat


def scrambled(event: Event) -> Event:
    """The same event in a world where all that is hidden from the others is otherwise."""
    other = {name: PARTIES[(PARTIES.index(name) + 1) % 5] for name in PARTIES}
    hidden: dict[str, Any] = {
        "id": event.id + 1000,
        "true_author": other.get(event.true_author, ""),
        "blamed": other.get(event.blamed, ""),
        "causes": (),
        "terms": {"chance": 0.123},
    }
    if event.kind in ("accusation", "finding"):
        forms = FORMS[event.kind]
        hidden["form"] = forms[(forms.index(event.form) + 1) % len(forms)]
    if event.kind in ("accusation", "talks", "response"):
        # Grounds, the chance that talks had, the pressure to respond.
        hidden["severity"] = event.severity + 1.0
    if event.kind in ("loss", "displacement"):
        hidden["actor"] = other.get(event.actor, "")
    return dataclasses.replace(event, **hidden)


@cache
def unclear() -> Game:
    """A game of all seats in which much is missed, confused and charged."""
    game = new_game(*ALL_SEATS, weeks=4, changes=UNCLEAR | MINGLED | LOUD)
    while not game.over:
        game.advance()
    return game


@pytest.mark.parametrize("seat", ALL_SEATS)
def test_news_does_not_depend_on_what_is_hidden(seat: str) -> None:
    game = unclear()
    ears = ears_of(game.model, seat, game.scenario)
    compared = 0
    for event in game.model.log:
        if event.true_author == seat:
            # What one does oneself is not hidden from oneself.
            continue
        found = news_of(event, ears)
        twin = scrambled(event)
        if twin.true_author == seat:
            twin.true_author = "nobody"
        assert news_of(twin, ears) == found
        compared += found is not None
    assert compared > 50


def news_of_all_weeks(game: Game, seat: str) -> list[News]:
    """All that a seat learnt from day 1."""
    return [item for week in range(1, game.week + 1) for item in game.view(seat, week).news]


@pytest.mark.parametrize("seat", ["party_a", "sponsor_b"])
def test_what_nobody_of_a_side_saw_is_not_known_to_it(seat: str) -> None:
    game = unclear()
    player = game.model.party(seat)
    assert isinstance(player, Player)
    side = {party.name for party in game.model.parties if party.camp == player.camp}
    hostile = [
        e for e in events(game, "attack") if player.hostile_to(game.model.party(e.true_author))
    ]
    missed = [e for e in hostile if e.id not in player.blamed_for]
    assert len(missed) > 20
    assert all(not side & set(event.seen_by) for event in missed)
    fire = [item for item in news_of_all_weeks(game, seat) if item.kind == "attack"]
    assert {item.actor for item in fire} <= {seat}


@pytest.mark.parametrize("seat", ["party_a", "sponsor_b"])
def test_fire_is_news_of_whom_one_blames_and_not_of_who_did_it(seat: str) -> None:
    game = unclear()
    player = game.model.party(seat)
    assert isinstance(player, Player)
    told: Counter[str] = Counter()
    for item in news_of_all_weeks(game, seat):
        if item.kind == "sighting":
            told[item.actor] += round(item.size)
    blamed: Counter[str] = Counter(name for day, name in player.imagined if day >= 1)
    done: Counter[str] = Counter()
    for event in events(game, "attack"):
        if event.id in player.blamed_for:
            blamed[player.blamed_for[event.id]] += round(event.severity)
            done[event.true_author] += round(event.severity)
    assert told == blamed
    if seat == "party_a":
        assert told - Counter(n for d, n in player.imagined if d >= 1) != done


def test_a_false_alarm_reads_like_any_other_sighting() -> None:
    game = played_out("party_a", changes={"scenario.parties.party_a.false_alarm": 0.5})
    player = game.model.party("party_a")
    assert isinstance(player, Player)
    assert len(player.imagined) > 10
    sightings = [item for item in news_of_all_weeks(game, "party_a") if item.kind == "sighting"]
    assert {item.form for item in sightings} == {"strategic"}
    assert "false_alarm" not in {item.kind for item in news_of_all_weeks(game, "party_a")}


# Each case is a change that others feel and that the seat cannot see.
HIDDEN = {
    "what the other believes": {"scenario.parties.party_b.initial_belief": 0.9},
    "what the other overlooks": {"scenario.parties.party_b.missed": 1.0},
    "how long the other remembers": {"scenario.parties.party_b.prior_weight": 300.0},
    "how strong the other feels": {"scenario.parties.party_b.worth_of_land": 3.0},
}
DEAF = {
    "scenario.parties.party_b.doctrine.kind": "always_hold",
    "scenario.parties.party_a.doctrine.kind": "always_hold",
    "scenario.parties.party_b.control": 0.8,
}


@pytest.mark.parametrize("case", HIDDEN)
def test_worlds_that_differ_only_in_what_is_hidden_look_alike(case: str) -> None:
    tree = tree_of(load_scenario("textbook/dyad"))
    seen = []
    for hidden in ({}, HIDDEN[case]):
        game = Game(changed(tree, DEAF | hidden), ["party_a"], seed=1, replicate=0, horizon=21)
        while not game.over:
            game.advance()
        assert len(events(game, "attack", actor="party_b")) > 2
        seen.append([game.view("party_a", week) for week in range(game.week + 1)])
        seen.append([game.menu("party_a")])
    assert seen[0] == seen[2]
    assert seen[1] == seen[3]


def test_no_seed_and_no_replicate_is_in_a_view() -> None:
    game = new_game("party_a", replicate=987_654)
    game.advance()
    assert 987_654 not in list(walked(game.view("party_a")))


def test_the_view_of_a_past_week_does_not_change() -> None:
    game = new_game("sponsor_a")
    game.advance()
    before = dataclasses.asdict(game.view("sponsor_a", 1))
    while not game.over:
        game.advance()
    assert dataclasses.asdict(game.view("sponsor_a", 1)) == before


def test_a_measured_end_is_no_news() -> None:
    game = left_to_the_rule("party_a")
    game.outcome()
    assert [event.form for event in game.model.log.of("end")]
    kinds = {item.kind for week in range(game.week + 1) for item in game.view("party_a", week).news}
    assert "end" not in kinds


def test_what_is_public_reaches_every_seat_alike() -> None:
    game = unclear()

    def public(seat: str) -> list[News]:
        kinds = ("accusation", "denial", "talks", "publication", "deadline", "patrol", "entry")
        return [
            item
            for week in range(game.week + 1)
            for item in game.view(seat, week).news
            if item.kind in kinds
        ]

    assert len(public("party_a")) > 20
    for seat in ALL_SEATS[1:]:
        assert public(seat) == public("party_a")


def test_private_reports_reach_only_who_runs_the_monitors() -> None:
    private = {
        "scenario.monitors.mission.public": False,
        "scenario.monitors.mission.operated_by": ["sponsor_a"],
    }
    game = new_game("sponsor_a", "sponsor_b", changes=private)
    while not game.over:
        game.advance()

    def reports(seat: str) -> int:
        every = [game.view(seat, week).news for week in range(game.week + 1)]
        return sum(item.kind == "finding" for news in every for item in news)

    assert reports("sponsor_a") == len(events(game, "finding")) > 0
    assert reports("sponsor_b") == 0


def test_plans_and_consent_are_known_to_those_who_made_them() -> None:
    eager = {"behaviour.offensive.threshold": -20.0}
    game = new_game(*ALL_SEATS, weeks=2, changes=eager)
    while not game.over:
        game.advance()

    def planned(seat: str) -> set[str]:
        return {
            item.actor
            for week in range(game.week + 1)
            for item in game.view(seat, week).news
            if item.kind == "offensive" and item.form in ("prepared", "vetoed")
        }

    assert planned("party_a") == planned("sponsor_a") == {"party_a"}
    assert planned("party_b") == planned("sponsor_b") == {"party_b"}


def test_what_a_wall_may_show_is_what_every_seat_learns() -> None:
    game = unclear()
    told = public_news(game.model.log, game.scenario)
    assert len({item.kind for item in told}) > 5
    assert not {item.kind for item in told} & {"attack", "sighting", "consent", "supply", "loss"}
    for seat in ALL_SEATS:
        learnt = {item for week in range(game.week + 1) for item in game.view(seat, week).news}
        assert not set(told) - learnt
