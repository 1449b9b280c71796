"""A set-up is read from an address and written back, and holds nothing but data."""

from urllib.parse import parse_qsl

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.cli.compose import asked, parsed
from sim.cli.verbs import Run
from sim.lab.library import Library
from sim.lab.setup import MOST_CHANGES, SetUp, hydra_text, json_text, set_up_of, value_of
from sim.scenario.errors import InputError
from sim.scenario.tree import tree_of

KEY = "scenario.parties.party_a.name"
WORDS = st.text(
    st.characters(codec="utf-8", exclude_characters="$?\\'\"", exclude_categories=["C", "Z"]),
    max_size=20,
)
VALUES = st.one_of(
    st.booleans(),
    st.integers(-(10**9), 10**9),
    st.floats(allow_nan=False, allow_infinity=False),
    WORDS,
    st.lists(st.one_of(st.integers(-99, 99), WORDS), max_size=4),
)


@given(VALUES, st.integers(0, 9), st.integers(0, 99), st.integers(1, 2000))
def test_an_address_says_the_whole_set_up(value: object, seed: int, run: int, runs: int) -> None:
    set_up = SetUp("textbook/standard", ((KEY, value),), seed, run, runs)
    assert set_up_of(parse_qsl(set_up.query(), keep_blank_values=True)) == set_up


@given(st.one_of(st.booleans(), st.integers(-99, 99), st.floats(-1e6, 1e6), WORDS))
def test_the_command_line_reads_what_the_lab_writes(value: object) -> None:
    override = parsed(f"{KEY}={hydra_text(value)}")
    assert override.value() == value


def test_the_command_makes_the_scenario_of_the_lab() -> None:
    changes = {
        "behaviour.talks.active": False,
        "scenario.parties.party_a.initial_belief": ["beta", 2, 5],
        "scenario.ties.sponsor_a_party_a.leverage": 0.2,
    }
    set_up = SetUp("textbook/standard", tuple(sorted(changes.items())), 3, 0, 40)
    request = asked(Run, set_up.settings()).question()
    assert (request.settings.seed, request.settings.replicates) == (3, 40)
    assert tree_of(request.scenario) == tree_of(Library().scenario(set_up))


def test_of_a_key_that_stands_twice_the_last_counts() -> None:
    # A form sends a hidden "false" before each box that is ticked.
    found = set_up_of([("behaviour.talks.active", "false"), ("behaviour.talks.active", "true")])
    assert found.changes == (("behaviour.talks.active", True),)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("seed", "-1"),
        ("seed", "1e3"),
        ("seed", "٣"),
        ("run", "99999999999"),
        ("runs", "0"),
        ("runs", "2001"),
        ("hydra.run", "x"),
        ("scenario.__class__", "1"),
        ("scenario.parties.Party", "1"),
        ("sim.os", "1"),
        ("scenario..x", "1"),
        ("behaviour.talks.rate", "${oc.env:HOME}"),
        ("behaviour.talks.rate", '["${x}"]'),
        ("behaviour.talks.rate", '{"???": 1}'),
        ("behaviour.talks.rate", "[" * 1500),
        ("behaviour.talks.rate", "9" * 3000),
    ],
)
def test_what_is_no_set_up_is_refused(name: str, value: str) -> None:
    with pytest.raises(InputError):
        set_up_of([(name, value)])


@pytest.mark.parametrize("text", ["NaN", "Infinity", "-Infinity"])
def test_what_is_no_number_stays_a_word(text: str) -> None:
    assert value_of("behaviour.talks.rate", text) == text


def test_more_changes_than_a_page_can_show_are_refused() -> None:
    pairs = [(f"scenario.parties.p{n}.strength", "1") for n in range(MOST_CHANGES + 1)]
    with pytest.raises(InputError, match="more than"):
        set_up_of(pairs)


def test_a_word_goes_without_quotation_marks() -> None:
    assert json_text("tit_for_tat") == "tit_for_tat"
    assert json_text("true") == '"true"'
    assert json_text("3") == '"3"'
