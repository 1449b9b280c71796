"""A seat sees what its party sees, and nothing that only the log knows."""

import dataclasses
import json
from collections.abc import Iterator
from typing import Any

import pytest

from sim.play.game import Game
from sim.play.news import News, ears_of, news_of
from sim.play.player import Player
from sim.play.view import View
from sim.record.events import FORMS, Event
from sim.scenario.load import load_scenario
from sim.scenario.tree import changed, tree_of
from tests.play.tables import ALL_SEATS, events, left_to_the_rule, new_game, played_out

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


def views(seat: str, **options: Any) -> list[View]:  # noqa: ANN401
    """All views of a game without decisions."""
    game = played_out(seat, **options)
    return [game.view(seat, week) for week in range(game.week + 1)]


@pytest.mark.parametrize("seat", ALL_SEATS)
def test_a_view_is_plain_data_without_a_way_back_to_the_model(seat: str) -> None:
    for view in views(seat):
        for part in walked(view):
            module = type(part).__module__
            assert module in ("builtins", "sim.play.view", "sim.play.news"), module
        assert json.loads(json.dumps(view.to_dict()))["seat"] == seat


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


@pytest.mark.parametrize("seat", ALL_SEATS)
def test_news_does_not_depend_on_what_is_hidden(seat: str) -> None:
    game = played_out(seat, weeks=6, changes=UNCLEAR | LOUD)
    player = game.model.party(seat)
    assert isinstance(player, Player)
    ears = ears_of(player, game.scenario)
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


@pytest.mark.parametrize("seat", ["party_a", "sponsor_b"])
def test_fire_is_seen_by_whom_one_blames_and_not_by_who_did_it(seat: str) -> None:
    game = played_out(seat, changes=UNCLEAR | MINGLED)
    player = game.model.party(seat)
    assert isinstance(player, Player)
    watching = {p.name for p in game.model.parties if p.camp == player.camp}
    wrong = missed = 0
    for attack in events(game, "attack"):
        if attack.true_author not in player.foes:
            continue
        blamed = player.blamed_for.get(attack.id)
        if blamed is None:
            missed += 1
            assert not watching & set(attack.seen_by)
        else:
            wrong += blamed != attack.true_author
    assert missed > 20
    if seat == "party_a":
        assert wrong > 5
    # The news of each day is what was seen, no more: sizes by whom is blamed add up.
    told: dict[str, float] = {}
    for week in range(1, game.week + 1):
        for item in game.view(seat, week).news:
            if item.kind == "sighting":
                told[item.actor] = told.get(item.actor, 0.0) + item.size
            assert item.kind != "attack" or item.actor == seat
    seen: dict[str, float] = {}
    for index, blamed in player.blamed_for.items():
        if game.model.log[index].day >= 1:
            seen[blamed] = seen.get(blamed, 0.0) + game.model.log[index].severity
    for day, blamed in player.imagined:
        if day >= 1:
            seen[blamed] = seen.get(blamed, 0.0) + 1.0
    assert told == pytest.approx(seen)


def test_a_false_alarm_reads_like_any_other_sighting() -> None:
    game = played_out("party_a", changes={"scenario.parties.party_a.false_alarm": 0.5})
    player = game.model.party("party_a")
    assert isinstance(player, Player)
    assert len(player.imagined) > 20
    sightings = [
        item
        for week in range(game.week + 1)
        for item in game.view("party_a", week).news
        if item.kind == "sighting"
    ]
    assert {item.form for item in sightings} == {"strategic"}
    assert not [i for w in range(game.week + 1) for i in game.view("party_a", w).news
                if i.kind == "false_alarm"]  # fmt: skip


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
    before = game.view("sponsor_a", 1).to_dict()
    while not game.over:
        game.advance()
    assert game.view("sponsor_a", 1).to_dict() == before


def test_a_measured_end_is_no_news() -> None:
    game = left_to_the_rule("party_a")
    game.outcome()
    assert [event.form for event in game.model.log.of("end")]
    kinds = {item.kind for week in range(game.week + 1) for item in game.view("party_a", week).news}
    assert "end" not in kinds


def test_what_is_public_reaches_every_seat_alike() -> None:
    game = new_game(*ALL_SEATS, changes=LOUD)
    while not game.over:
        game.advance()

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
