"""Scenario files: finding them, putting their parts together, saying what is wrong."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from sim.scenario.errors import MOST_REPORTED, InputError
from sim.scenario.load import load_scenario, read_parts, read_tree, scenario_from_tree
from sim.scenario.names import locate, scenario_names
from tests.scenario.textbook import as_file, put, small_tree


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of one's own with a conflict, a behaviour and two scenarios."""
    whole = small_tree()["scenario"]
    shared = {key: whole[key] for key in ("parties", "ties", "sectors", "roads", "zones", "camps")}
    own = {key: value for key, value in whole.items() if key not in shared}
    for kind in ("conflict", "behaviour", "measurement", "mine"):
        (tmp_path / kind).mkdir()
    (tmp_path / "conflict" / "small.yaml").write_text(as_file({"scenario": shared}))
    (tmp_path / "behaviour" / "calm.yaml").write_text("retaliation: {ratio: 0.1}")
    (tmp_path / "measurement" / "short.yaml").write_text("run_in_days: 3")
    chosen = {"conflict": "small", "behaviour": "calm", "measurement": "short"}
    (tmp_path / "mine" / "first.yaml").write_text(as_file({"scenario": own}, **chosen))
    (tmp_path / "second.yaml").write_text(as_file(small_tree()))
    return tmp_path


def test_a_scenario_is_its_conflict_its_behaviour_and_its_own_file(folder: Path) -> None:
    scenario = load_scenario("mine/first", scenario_dir=folder)
    assert scenario.name == "mine/first"
    assert set(scenario.scenario.parties) == {"party_a", "party_b", "patron"}
    assert scenario.behaviour.retaliation.ratio == 0.1
    assert scenario.measurement.run_in_days == 3


def test_a_scenario_may_do_without_shared_files(folder: Path) -> None:
    scenario = load_scenario("second", scenario_dir=folder)
    assert scenario.scenario == scenario_from_tree(small_tree()).scenario


def test_the_scenario_is_laid_over_its_conflict(folder: Path) -> None:
    file = folder / "mine" / "first.yaml"
    over = "\nparties: {party_a: {strength: 3}}\nties: {patron_party_a: null}\n"
    file.write_text(file.read_text() + over)
    what = load_scenario("mine/first", scenario_dir=folder).scenario
    assert what.parties["party_a"].strength == 3
    assert what.parties["party_a"].name == "A"
    assert what.ties == {}


def test_one_s_own_files_are_listed_beside_the_shipped_ones(folder: Path) -> None:
    found = scenario_names(folder)
    assert {"mine/first", "second"} <= set(found)
    assert set(scenario_names()) < set(found)
    assert not [name for name in found if name.startswith(("conflict", "behaviour"))]


def test_the_raw_tree_has_four_keys_and_states_nothing_of_its_own(folder: Path) -> None:
    tree = read_tree("mine/first", folder)
    assert set(tree) == {"name", "scenario", "behaviour", "measurement"}
    assert tree["behaviour"] == {"retaliation": {"ratio": 0.1}}


@pytest.mark.parametrize(
    "name",
    ["../second", "/etc/passwd", "mine/../second", "a//b", "Second", "", ".", "mine/", "a\0", "~"],
)
@pytest.mark.parametrize("kind", ["scenario", "conflict", "behaviour", "measurement"])
def test_no_name_leaves_its_folder(folder: Path, kind: str, name: str) -> None:
    with pytest.raises(InputError, match="is not a name"):
        locate(kind, name, folder)


@pytest.mark.parametrize("value", ["../secret", "/etc/passwd", "[a]", "3", "{a: 1}"])
@pytest.mark.parametrize("kind", ["conflict", "behaviour", "measurement"])
def test_a_file_cannot_name_files_outside(folder: Path, kind: str, value: str) -> None:
    (folder / "third.yaml").write_text(f"{kind}: {value}\n" + as_file(small_tree()))
    with pytest.raises(InputError, match=r"third\.yaml: "):
        load_scenario("third", scenario_dir=folder)


def test_a_link_out_of_the_folder_is_refused(folder: Path, tmp_path_factory: Any) -> None:  # noqa: ANN401
    outside = tmp_path_factory.mktemp("outside") / "secret.yaml"
    outside.write_text(as_file(small_tree()))
    (folder / "linked.yaml").symlink_to(outside)
    with pytest.raises(InputError, match="leaves its folder"):
        load_scenario("linked", scenario_dir=folder)


def test_an_unknown_name_is_refused_with_the_nearest(folder: Path) -> None:
    with pytest.raises(InputError, match=r"Did you mean second\?"):
        load_scenario("secnd", scenario_dir=folder)
    with pytest.raises(InputError, match="there is no folder"):
        load_scenario("second", scenario_dir=folder / "nowhere")


def test_a_fault_names_the_file_that_states_it(folder: Path) -> None:
    (folder / "conflict" / "small.yaml").write_text(
        (folder / "conflict" / "small.yaml").read_text().replace("kind: state", "kind: kingdom")
    )
    (folder / "behaviour" / "calm.yaml").write_text("retaliation: {ratio: 7}")
    with pytest.raises(InputError) as refused:
        load_scenario("mine/first", scenario_dir=folder)
    files = {problem.key: Path(problem.file).name for problem in refused.value.problems}
    assert files == {
        "scenario.parties.patron.kind": "small.yaml",
        "behaviour.retaliation.ratio": "calm.yaml",
    }


def test_overrides_are_validated_like_files(folder: Path) -> None:
    overrides = {"scenario.ties.patron_party_a.leverage": 0.25, "scenario.horizon": 30}
    scenario = load_scenario("second", overrides, folder)
    assert scenario.scenario.ties["patron_party_a"].leverage.on(1, scenario.scenario.start) == 0.25
    assert scenario.scenario.horizon == 30
    with pytest.raises(InputError, match="outside"):
        load_scenario("second", {"scenario.ties.patron_party_a.leverage": 2}, folder)
    with pytest.raises(InputError, match=r"Did you mean leverage\?"):
        load_scenario("second", {"scenario.ties.patron_party_a.levrage": 0.2}, folder)


@pytest.mark.parametrize(
    ("key", "value", "said"),
    [
        ("scenario.ties.patron_party_a.leverag", 1, "Did you mean leverage?"),
        ("scenario.parties.party_a.kind", "stat", "Did you mean state?"),
        ("scenario.parties.party_a.aims", "north", "Write [north]"),
        ("scenario.parties.North", {}, "not an id"),
        ("scenario.parties.newcomer", {}, "missing"),
        ("scenario.parties", 3, "a map of keys"),
        ("scenario.horizon", ["beta", 1, 2], "a distribution cannot stand here"),
        ("scenario.horizon", 0, "Write a whole number from 1 to 20000"),
        ("scenario.start", 20010101, "not a date"),
        ("scenario.start", "2001-13-01", "not a date"),
        ("scenario.obligations.patrol.begins", 0, "outside [1,"),
        ("scenario.obligations.withdraw.difficulty", ["uniform", 0.5, 1.5], "support"),
        ("scenario.obligations.withdraw.difficulty", ["beta", 2], "takes 2 numbers"),
        ("scenario.obligations.withdraw.difficulty", ["bta", 2, 5], "begins with one of"),
        ("scenario.ties.patron_party_a.leverage", {"early": 0.5}, "from and value"),
        ("scenario.shocks.flight.value", 10**400, "outside"),
        ("behaviour.retaliaton", {}, "Did you mean retaliation?"),
    ],
)
def test_each_fault_is_one_message_with_key_and_mend(key: str, value: object, said: str) -> None:
    with pytest.raises(InputError) as refused:
        scenario_from_tree(put(small_tree(), key, value), "own.yaml")
    message = str(refused.value)
    assert said in message
    assert key in message
    assert "own.yaml" in message
    assert "Traceback" not in message
    assert len(message) < 1000


def test_all_faults_are_reported_at_once_up_to_a_limit() -> None:
    tree = small_tree()
    for number in range(MOST_REPORTED + 5):
        put(tree, f"scenario.parties.party_a.wrong_{number}", 1)
    with pytest.raises(InputError) as refused:
        scenario_from_tree(tree)
    assert len(refused.value.problems) == MOST_REPORTED + 5
    assert str(refused.value).count("\n- ") == MOST_REPORTED + 1
    assert "and 5 more" in str(refused.value)


@pytest.mark.parametrize("name", scenario_names())
def test_every_shipped_scenario_is_sound(name: str) -> None:
    assert load_scenario(name).name == name


@pytest.mark.parametrize("name", scenario_names())
def test_every_shipped_file_is_found_by_its_parts(name: str) -> None:
    parts = read_parts(name)
    assert {"scenario", "behaviour", "measurement"} <= set(parts.files)


def test_loading_needs_neither_hydra_nor_mesa_nor_plotting() -> None:
    code = (
        "import sys, sim.scenario.load, sim.scenario.fields\n"
        "heavy = {'hydra', 'omegaconf', 'mesa', 'pandas', 'numba', 'matplotlib'}\n"
        "sys.exit(', '.join(heavy & set(sys.modules)) or 0)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_all_gaps_of_a_file_are_named_together_each_with_what_belongs_there(
    folder: Path,
) -> None:
    (folder / "conflict" / "small.yaml").write_text(
        "parties:\n  party_a:\n    kind: ???\n    strength: ???\n"
    )
    with pytest.raises(InputError) as error:
        load_scenario("mine/first", scenario_dir=folder)
    assert len(error.value.problems) == 2
    kind, strength = map(str, error.value.problems)
    assert kind.startswith("scenario.parties.party_a.kind: a gap, ???, is left open.")
    assert kind.endswith("Write one of state, armed_group, observer.")
    assert strength.startswith("scenario.parties.party_a.strength: ")
    assert str(error.value).startswith(str(folder / "conflict" / "small.yaml"))


def test_a_key_with_nothing_after_it_is_told_what_belongs_there() -> None:
    tree = put(small_tree(), "scenario.parties.party_a.kind", None)
    with pytest.raises(InputError, match="nothing stands here") as error:
        scenario_from_tree(tree)
    assert error.value.key == "scenario.parties.party_a.kind"
    assert "Write one of state" in error.value.mend
