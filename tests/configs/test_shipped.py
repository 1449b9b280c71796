"""Every shipped file is there, is sound, and lists what it should list."""

import itertools
import re
from pathlib import Path

import pytest

from sim.paths import config_root
from sim.scenario.behaviour import Behaviour
from sim.scenario.load import load_scenario
from sim.scenario.measurement import Measurement
from sim.scenario.names import names, scenario_names
from sim.scenario.quantity import plain
from sim.scenario.read import read_file
from sim.scenario.tree import dotted_keys
from tests.configs.shipped import IDLIB, TEXTBOOK, own_tree

FILES = sorted(config_root().rglob("*.yaml"))
BEHAVIOURS = ("standard", "idlib", "dyad", "fitted_uncertain")
# Chosen by whoever wants doubt about parameters in a result; no scenario names it.
CHOSEN = {"behaviour": {"fitted_uncertain"}}
# Clauses of the main agreement, as ids that people use on the command line.
SOCHI = (
    "posts",
    "keep_status_quo",
    "demilitarised_zone",
    "fix_lines",
    "withdraw_groups",
    "withdraw_heavy_weapons",
    "patrols",
    "open_roads",
    "lasting_ceasefire",
    "no_arms",
)


def test_what_ships_is_what_was_promised() -> None:
    assert set(scenario_names()) == {*IDLIB, *TEXTBOOK}


@pytest.mark.parametrize("name", [*IDLIB, *TEXTBOOK])
def test_a_shipped_scenario_is_sound(name: str) -> None:
    what = load_scenario(name).scenario
    assert what.agreements[what.main].starts == what.start


@pytest.mark.parametrize("file", FILES, ids=[file.stem for file in FILES])
def test_a_shipped_file_has_no_anchor_and_no_interpolation(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    assert "${" not in text
    assert not re.search(r"(^|\s)[&*][a-z]", text)
    assert text.endswith("\n")


@pytest.mark.parametrize("name", BEHAVIOURS)
def test_a_behaviour_file_lists_every_parameter(name: str) -> None:
    tree = read_file(config_root() / "behaviour" / f"{name}.yaml")
    assert set(dotted_keys(tree)) == set(dotted_keys(plain(Behaviour())))


@pytest.mark.parametrize("name", BEHAVIOURS)
def test_a_behaviour_file_says_what_each_parameter_means(name: str) -> None:
    lines = (config_root() / "behaviour" / f"{name}.yaml").read_text(encoding="utf-8").splitlines()
    bare = [
        line
        for before, line in itertools.pairwise(lines)
        if re.match(r"\s*[a-z_]+:", line) and not before.lstrip().startswith("#")
    ]
    assert not bare


@pytest.mark.parametrize("name", ["standard", "dyad"])
def test_a_measurement_file_lists_every_definition(name: str) -> None:
    tree = read_file(config_root() / "measurement" / f"{name}.yaml")
    assert set(dotted_keys(tree)) == set(dotted_keys(plain(Measurement())))


def test_no_part_is_shipped_that_no_scenario_uses() -> None:
    trees = [own_tree(name) for name in (*IDLIB, *TEXTBOOK)]
    for kind in ("conflict", "behaviour", "measurement"):
        used = {tree.get(kind) for tree in trees} - {None}
        assert used == set(names(kind)) - CHOSEN.get(kind, set())


def test_in_the_dyad_every_mechanism_that_can_be_off_is_off() -> None:
    dyad = load_scenario("textbook/dyad")
    blocks = [getattr(dyad.behaviour, name) for name in Behaviour.model_fields]
    switches = [block.active for block in blocks if "active" in type(block).model_fields]
    assert switches
    assert not any(switches)
    assert dyad.measurement.run_in_days == 0
    assert not dyad.measurement.erosion


def test_the_dyad_is_two_parties_one_line_one_duty() -> None:
    what = load_scenario("textbook/dyad").scenario
    assert set(what.parties) == {"party_a", "party_b"}
    assert set(what.sectors) == {"line"}
    assert set(what.obligations) == {"refrain"}
    assert not what.ties
    assert not what.monitors


def test_the_standard_has_the_parts_that_the_contract_names() -> None:
    what = load_scenario("textbook/standard").scenario
    assert len([party for party in what.parties.values() if party.fights]) == 3
    assert set(what.ties) == {"sponsor_a_party_a", "sponsor_b_party_b"}
    assert len(what.sectors) == 10
    assert len(what.spoilers) == 1
    assert len(what.monitors) == 1
    main = [duty for duty in what.obligations.values() if duty.agreement == what.main]
    assert len(main) == 5


def test_the_two_sides_of_the_standard_are_alike() -> None:
    what = load_scenario("textbook/standard").scenario
    fields = set(type(what.parties["party_a"]).model_fields) - {"name", "camp", "aims", "relations"}
    for one, other in (("party_a", "party_b"), ("sponsor_a", "sponsor_b")):
        for field in fields:
            assert getattr(what.parties[one], field) == getattr(what.parties[other], field)
    for name, sector in what.sectors.items():
        if name.startswith("a_"):
            twin = what.sectors[f"b_{name[2:]}"]
            assert (sector.people, sector.worth, sector.terrain) == (
                twin.people,
                twin.worth,
                twin.terrain,
            )


def test_every_clause_of_sochi_has_its_id() -> None:
    obligations = load_scenario("idlib/sochi_2018").scenario.obligations
    clauses = [obligations[name].clause for name in SOCHI]
    assert clauses == [str(number) for number in range(1, 11)]


def test_the_patrols_of_moscow_can_be_switched_off_by_their_name() -> None:
    change = {"scenario.obligations.patrols.active": False}
    patrols = load_scenario("idlib/moscow_2020", change).scenario.obligations["patrols"]
    assert patrols.agreement == "protocol"
    assert not patrols.active
