"""Scenarios that a browser may name, and files that it hands in."""

from pathlib import Path

import pytest

from sim.lab.library import MOST, OWN, YOURS, Library
from sim.lab.setup import SetUp
from sim.scenario.errors import InputError
from sim.scenario.load import load_scenario
from sim.scenario.names import scenario_names

SMALL = """
title: Two at a bridge
summary: A bridge, and two who want it.
start: 2020-01-01
main: pact
behaviour: standard
parties:
  north: {name: North, kind: armed_group, camp: a}
  south: {name: South, kind: armed_group, camp: b}
camps: {a: Side A, b: Side B}
sectors:
  bank: {name: The bank, holder: north, neighbours: [bridge], lat: 0.1}
  bridge: {name: The bridge, holder: south}
agreements:
  pact: {name: Pact, form: cessation, starts: 2020-01-01, signatories: [north, south]}
"""


@pytest.fixture(scope="module")
def library() -> Library:
    return Library()


def test_every_shipped_scenario_has_a_card(library: Library) -> None:
    cards = library.cards()
    assert sorted(card.name for card in cards) == scenario_names()
    idlib = [card.begins for card in cards if card.group == "Idlib"]
    assert idlib == sorted(idlib)
    assert len(idlib) > 1
    assert all(card.title and card.summary for card in library.cards())


def test_a_changed_scenario_is_that_of_the_other_commands(library: Library) -> None:
    changes = {"behaviour.talks.active": False, "scenario.obligations.patrols.active": False}
    set_up = SetUp("idlib/moscow_2020").with_changes(changes)
    assert library.scenario(set_up) == load_scenario("idlib/moscow_2020", changes)


@pytest.mark.parametrize(
    "name", ["../secrets", "/etc/passwd", "idlib/../idlib/sochi_2018", "idlib", "", "own-0123"]
)
def test_no_file_is_looked_for_by_a_name_that_was_not_listed(library: Library, name: str) -> None:
    with pytest.raises(InputError):
        library.tree(name)


def test_a_file_that_is_handed_in_goes_by_its_content(library: Library) -> None:
    name = library.hand_in(SMALL)
    assert name.startswith(OWN)
    assert library.hand_in(SMALL) == name
    assert library.hand_in(SMALL + "horizon: 30\n") != name
    assert library.scenario(SetUp(name)).scenario.title == "Two at a bridge"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("title: [", "not readable as YAML"),
        ("title: !!python/object:os.system x", "tag"),
        ("defaults: [x]", "defaults"),
        ("title: ${oc.env:HOME}", "interpolation"),
        (SMALL.replace("holder: north", "holder: west"), "west"),
        (SMALL.replace("behaviour: standard", "behaviour: ../../x"), "not a name"),
        (SMALL + "horizon: 5000\n", "more days than a lab takes"),
        ("[" * 100_000, "nested"),
    ],
)
def test_a_file_that_is_not_sound_is_refused_with_the_message_of_the_reader(
    library: Library, text: str, said: str
) -> None:
    with pytest.raises(InputError) as caught:
        library.hand_in(text)
    assert said in str(caught.value)


def test_a_scenario_too_large_for_a_room_is_refused(library: Library) -> None:
    more = "".join(f"  s{n}: {{name: S {n}, holder: north}}\n" for n in range(MOST["sectors"]))
    with pytest.raises(InputError, match="more than a lab takes"):
        library.hand_in(SMALL.replace("sectors:\n", f"sectors:\n{more}"))


def test_a_file_in_the_folder_of_ones_own_is_seen_as_it_is_now(tmp_path: Path) -> None:
    file = tmp_path / "bridge.yaml"
    library = Library(tmp_path)
    assert "bridge" not in library.names
    file.write_text(SMALL.replace("holder: south", "holder: ???"))
    assert "bridge" not in {card.name for card in library.cards()}
    file.write_text(SMALL)
    cards = {card.name: card for card in library.cards()}
    assert cards["bridge"].group == YOURS
    file.write_text(SMALL.replace("Two at", "Three at") + "# longer\n")
    assert library.scenario(SetUp("bridge")).scenario.title == "Three at a bridge"
