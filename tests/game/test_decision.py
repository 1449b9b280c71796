"""A decision is taken from plain data only if every name in it is on the menu."""

import json
from dataclasses import asdict
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.game.decision import RULE, Decision, Lever, Menu, Option
from sim.scenario.errors import InputError
from tests.game.tables import ALL_SEATS, fresh, left_to_the_rule, new_game

PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=8,
)


def choices_of(menu: Menu) -> st.SearchStrategy[dict[str, Any]]:
    """Draw any decision that a menu allows, as plain data."""

    def of(lever: Lever) -> st.SearchStrategy[Any]:
        one = st.sampled_from([option.key for option in lever.options])
        if not lever.together:
            return one
        some = st.lists(st.sampled_from(sorted(lever.together)), min_size=1, unique=True)
        return one | some

    return st.fixed_dictionaries({}, optional={lever.key: of(lever) for lever in menu.levers})


# A party that has seen fire has grounds for charges, so its menu is the widest.
WIDE = left_to_the_rule("party_a").menu("party_a")


@given(choices_of(WIDE))
def test_every_decision_on_the_menu_is_taken_as_it_stands(data: dict[str, Any]) -> None:
    decision = WIDE.decision(data)
    told = {key: value for key, value in data.items() if value != RULE}
    assert set(decision.choices) == set(told)
    for key, value in told.items():
        wanted = {value} if isinstance(value, str) else set(value)
        found = decision.choices[key]
        assert wanted == ({found} if isinstance(found, str) else set(found))
    assert WIDE.decision(decision.to_dict()) == decision


@given(st.sampled_from(ALL_SEATS), st.data())
@settings(max_examples=5)
def test_every_decision_on_the_menu_can_be_played(seat: str, data: st.DataObject) -> None:
    game = new_game(seat, weeks=2)
    for _ in range(2):
        game.advance({seat: data.draw(choices_of(game.menu(seat)))})
    assert game.over


@given(st.dictionaries(st.text(max_size=12), PLAIN, max_size=4) | PLAIN)
def test_other_data_is_refused_with_a_message_or_says_nothing(data: Any) -> None:  # noqa: ANN401
    if data == {}:
        assert not WIDE.decision(data).choices
    else:
        with pytest.raises(InputError, match=r"."):
            WIDE.decision(data)


def test_a_refused_decision_changes_nothing() -> None:
    game = new_game("party_a", "sponsor_a", weeks=2)
    game.advance()
    before = (len(game.model.log), game.model.day, len(game.weeks))
    for bad in (
        {"sponsor_a": {"stance": "probe"}},
        {"party_a": {"stance": "probe"}, "sponsor_a": {"restraint": "iron"}},
        {"party_b": {}},
        {"party_a": Decision("sponsor_a")},
        {"party_a": "probe"},
        {"party_a": ["stance"]},
    ):
        with pytest.raises(InputError):
            game.advance(bad)
        assert (len(game.model.log), game.model.day, len(game.weeks)) == before


@given(choices_of(WIDE), st.text(min_size=1, max_size=12), PLAIN)
def test_one_bad_name_spoils_a_decision(data: dict[str, Any], name: str, value: Any) -> None:  # noqa: ANN401
    if WIDE.lever(name) is None:
        with pytest.raises(InputError):
            WIDE.decision(data | {name: value})


@pytest.mark.parametrize(
    ("seat", "foreign"),
    [
        ("sponsor_a", {"stance": "probe"}),
        ("sponsor_a", {"offensive": "launch"}),
        ("sponsor_a", {"consent.party_b": "join"}),
        ("sponsor_a", {"duty.withdraw_heavy_weapons": "withhold"}),
        ("party_a", {"restraint": "firm"}),
        ("party_a", {"call": "call"}),
        ("party_a", {"front.a_rear": "probe"}),
        ("party_a", {"duty.patrols": "withhold"}),
        ("spoiler", {"charges": "silent"}),
        ("spoiler", {"agreement": "end"}),
    ],
)
def test_a_seat_decides_only_what_its_party_decides(seat: str, foreign: dict[str, str]) -> None:
    with pytest.raises(InputError, match="does not decide"):
        fresh(seat).menu(seat).decision(foreign)


@pytest.mark.parametrize(
    "charges",
    [
        ["sponsor_b:patrols"],
        ["party_b:refrain"],
        ["party_a:refrain"],
        ["rule"],
        [],
        ["party_b:refrain"] * 1000,
        "nobody",
    ],
)
def test_a_charge_needs_grounds_that_the_seat_has(charges: object) -> None:
    with pytest.raises(InputError):
        fresh("sponsor_a").menu("sponsor_a").decision({"charges": charges})


def test_a_message_does_not_repeat_what_would_fill_the_page() -> None:
    with pytest.raises(InputError) as caught:
        WIDE.decision({"x" * 100_000: "y"})
    assert len(str(caught.value)) < 1000
    with pytest.raises(InputError, match="at most"):
        WIDE.decision({f"lever_{number}": RULE for number in range(1000)})


def test_what_is_done_once_does_not_stand_for_the_next_week() -> None:
    decision = WIDE.decision({"offensive": "launch", "stance": "restrain", "agreement": "end"})
    assert WIDE.standing(decision.choices).to_dict() == {"stance": "restrain"}


def test_what_is_no_longer_open_does_not_stand() -> None:
    assert WIDE.standing({"stance": "restrain", "gone": "none"}).to_dict() == {"stance": "restrain"}
    assert not WIDE.standing({"stance": "gone", "charges": ["party_b:refrain"]}).choices


def test_a_decision_cannot_be_changed() -> None:
    given_choices = {"stance": "probe"}
    decision = Decision("party_a", given_choices)
    given_choices["stance"] = "restrain"
    assert decision.of("stance") == "probe"
    assert decision.of("offensive") == RULE
    with pytest.raises(TypeError):
        decision.choices["stance"] = "restrain"  # type: ignore[index]
    assert hash(decision) == hash(Decision("party_a", {"stance": "probe"}))


def test_every_lever_says_what_it_is_about() -> None:
    for seat in ALL_SEATS:
        for lever in fresh(seat).menu(seat).levers:
            assert lever.label
            assert lever.sentence.endswith(".")
            assert lever.options[0].key == RULE
            assert all(isinstance(o, Option) and o.sentence.endswith(".") for o in lever.options)


def test_a_menu_can_be_sent_as_plain_data() -> None:
    sent = json.loads(json.dumps(asdict(WIDE), default=sorted))
    assert [lever["key"] for lever in sent["levers"]] == [lever.key for lever in WIDE.levers]
    assert "party_b:refrain" in next(x for x in sent["levers"] if x["key"] == "charges")["together"]
