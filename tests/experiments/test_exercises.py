"""The exercises: every command runs, and every key says what comes out today."""

import importlib
import json
import re
import sys
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from types import ModuleType
from typing import Any

import matplotlib.pyplot as plt
import pytest
import yaml

from sim.scenario.errors import InputError
from sim.scenario.load import read_tree

ROOT = Path(__file__).resolve().parents[2]
HERE = ROOT / "experiments" / "exercises"
NAMES = [folder.parent.name for folder in sorted(HERE.glob("[0-9]_*/README.md"))]
NOTEBOOKS = sorted(HERE.glob("[0-9]_*/*.ipynb"))
MODULES = ("sheets", "answers", "figures", "run")
LINES_OF_TWO_PAGES = 110

# One worker makes the answers once for all.
pytestmark = [pytest.mark.xdist_group("exercises"), pytest.mark.usefixtures("compiled")]


@pytest.fixture(scope="module")
def kit(compiled: None) -> Iterator[ModuleType]:
    """The script that makes the keys, with what it has answered so far."""
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(HERE))
        patch.chdir(ROOT)
        yield importlib.import_module("run")
    for name in MODULES:
        sys.modules.pop(name, None)


@pytest.fixture
def answers(kit: ModuleType) -> Callable[[str], list[Any]]:
    """What the commands of a sheet gave."""
    return lambda name: kit.answers_of(kit.Exercise(HERE / name))


@pytest.fixture
def days(answers: Callable[[str], list[Any]]) -> Callable[[str, int], dict[str, float]]:
    """Mean days held of each arm of a comparison, the command counted from 1."""

    def found(name: str, command: int) -> dict[str, float]:
        result = answers(name)[command - 1].result
        table = result.statistics.restricted_mean()["value"]
        return dict(table.xs("main", level="definition").items())

    return found


@pytest.fixture
def means(answers: Callable[[str], list[Any]]) -> Callable[[str, int, str], dict[str, float]]:
    """Mean of one figure in each arm of a comparison."""

    def found(name: str, command: int, figure: str) -> dict[str, float]:
        result = answers(name)[command - 1].result
        return {label: float(result[label].runs[figure].mean()) for label in result}

    return found


def text_of(name: str, file: str = "README.md") -> str:
    """Text of a page of an exercise."""
    return (HERE / name / file).read_text(encoding="utf-8")


# Sheets


def test_there_are_eight_exercises() -> None:
    assert [name[0] for name in NAMES] == list("12345678")


@pytest.mark.parametrize("name", NAMES)
def test_a_sheet_has_its_parts_in_order(name: str) -> None:
    parts = [line for line in text_of(name).splitlines() if line.startswith("## ")]
    wanted = [
        "## Your prediction",
        "## Steps",
        "## Questions",
        "## What the model cannot tell here",
    ]
    assert [part for part in parts if part in wanted] == wanted
    assert text_of(name).startswith(f"# Exercise {name[0]}: ")


@pytest.mark.parametrize("name", NAMES)
def test_a_sheet_fits_on_two_pages(name: str) -> None:
    assert len(text_of(name).splitlines()) <= LINES_OF_TWO_PAGES


@pytest.mark.parametrize("name", NAMES)
def test_every_step_with_a_command_says_what_to_do_in_the_lab(name: str) -> None:
    sheet = text_of(name)
    assert sheet.count("*Lab:*") >= 1
    assert re.findall(r"^ {4}ceasefire ", sheet, re.MULTILINE)


@pytest.mark.parametrize("name", NAMES)
def test_every_file_of_an_exercise_is_named_in_its_sheet(name: str) -> None:
    own = {file.name for file in (HERE / name).glob("*.*") if file.suffix in (".yaml", ".ipynb")}
    # A solution is the lecturer's, and stands in the key.
    assert "solution.yaml" not in own or "(solution.yaml)" in text_of(name, "key.md")
    assert not [file for file in own - {"solution.yaml"} if f"({file})" not in text_of(name)]


# Keys


@pytest.mark.parametrize("name", NAMES)
def test_every_command_of_a_sheet_is_carried_out(
    name: str, answers: Callable[[str], list[Any]]
) -> None:
    for one in answers(name):
        assert one.text or " play " in one.command
        failures = getattr(one.result, "failures", ())
        assert len(failures) == 0, one.command


@pytest.mark.parametrize("name", NAMES)
def test_the_figures_of_a_key_come_out_again(name: str, kit: ModuleType) -> None:
    mend = f"run `python experiments/exercises/run.py {name}` and read the difference"
    assert kit.made_anew(kit.Exercise(HERE / name)) == text_of(name, "key.md"), mend


def test_a_changed_figure_is_found(kit: ModuleType) -> None:
    key = "before\n<!-- shows 1: days -->\n12 days\n<!-- end -->\nafter\n"
    made = kit.filled(key, lambda kind, what, phrases: f"{kind} {what} {phrases[0]} 13")
    assert made == "before\n<!-- shows 1: days -->\nshows 1 days 13\n<!-- end -->\nafter\n"


def test_passages_are_found_by_their_first_words_or_by_what_they_hold(kit: ModuleType) -> None:
    printed = "Head\n  a\n\nOther\n  b holds this\n\nLast"
    assert kit.passages(printed, ["Other"]) == "Other\n  b holds this"
    assert kit.passages(printed, ["holds this", "Head"]) == "Other\n  b holds this\n\nHead\n  a"
    assert kit.passages(printed, ["all"]) == printed
    with pytest.raises(ValueError, match="nothing"):
        kit.passages(printed, ["elsewhere"])


# Minsk II


@pytest.fixture
def minsk() -> dict[str, Any]:
    """The solution as its files state it."""
    return read_tree("solution", HERE / "8_minsk")["scenario"]


def test_minsk_the_check_names_every_gap_of_the_skeleton_and_what_belongs_there() -> None:
    skeleton = HERE / "8_minsk" / "minsk_2.yaml"
    with pytest.raises(InputError) as error:
        read_tree("minsk_2", HERE / "8_minsk")
    gaps = error.value.problems
    assert len(gaps) == skeleton.read_text(encoding="utf-8").count(": ???\n") > 20
    assert all(". Write " in str(gap) and "Fill it in" not in str(gap) for gap in gaps)


def test_minsk_the_skeleton_with_its_gaps_filled_is_the_solution(minsk: dict[str, Any]) -> None:
    skeleton = yaml.safe_load((HERE / "8_minsk" / "minsk_2.yaml").read_text(encoding="utf-8"))
    stated = leaves({key: skeleton[key] for key in skeleton if key in minsk})
    assert len(stated) > 100
    differing = {
        key for key, value in stated.items() if value != "???" and value != value_at(minsk, key)
    }
    assert not {key for key in differing if ".source" not in key}


def test_minsk_every_number_of_the_solution_has_a_source_or_says_that_it_is_assumed(
    minsk: dict[str, Any],
) -> None:
    unsaid = [
        f"{kind}.{name}"
        for kind in ("parties", "ties", "sectors", "agreements", "obligations", "provisions")
        for name, part in minsk[kind].items()
        if "source" not in part
    ]
    assert not unsaid
    cited = {
        code
        for key, value in leaves(minsk).items()
        if ".source" in f".{key}"
        for code in str(value).partition(":")[0].split()
    }
    assert cited - {"assumed"} <= set(minsk["sources"])
    assert set(minsk["sources"]) <= cited


def leaves(tree: dict[str, Any], before: str = "") -> dict[str, Any]:
    """Values of a tree by dotted key, sources of a whole among them; dates as texts."""
    found: dict[str, Any] = {}
    for key, value in tree.items():
        dotted = f"{before}{key}"
        if isinstance(value, dict):
            found |= leaves(value, f"{dotted}.")
        elif not dotted.startswith("sources."):
            found[dotted] = value.isoformat() if isinstance(value, date) else value
    return found


def value_at(tree: Any, dotted: str) -> Any:  # noqa: ANN401 - plain data of any kind
    """What stands at a dotted key; None where nothing does."""
    for key in dotted.split("."):
        if not isinstance(tree, dict) or key not in tree:
            return None
        tree = tree[key]
    return tree


# Notebooks


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda file: file.stem)
def test_a_notebook_is_kept_without_what_it_printed(notebook: Path) -> None:
    kept = json.loads(notebook.read_text(encoding="utf-8"))
    assert kept["nbformat"] == 4
    assert {cell["cell_type"] for cell in kept["cells"]} == {"markdown", "code"}
    for cell in kept["cells"]:
        if cell["cell_type"] == "code":
            assert cell["outputs"] == []
            assert cell["execution_count"] is None


# The cells are plain Python, so no kernel is needed to know whether they run.
@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda file: file.stem)
def test_a_notebook_runs_from_top_to_bottom(
    notebook: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(notebook.parent)
    monkeypatch.setattr(plt, "show", plt.close)
    space: dict[str, Any] = {}
    for cell in json.loads(notebook.read_text(encoding="utf-8"))["cells"]:
        if cell["cell_type"] == "code":
            code = compile("".join(cell["source"]), f"{notebook.name}:{cell['id']}", "exec")
            exec(code, space)  # noqa: S102 - the project's own cells
    assert capsys.readouterr().out
    if notebook.stem == "attribution":
        assert (space["table"]["seen"] - space["table"]["expected"]).abs().max() < 0.06
    else:
        naive = space["naive"][True] - space["naive"][False]
        assert naive < 0 < space["true"] - 1.96 * space["error"]


# What the sheets and keys say in words. Where one of these falls, rewrite the words.


def test_deadline_one_reading_changes_the_quarrel_and_time_helps(
    days: Callable[..., dict[str, float]], means: Callable[..., dict[str, float]]
) -> None:
    held = days("1_deadline", 3)
    contested = means("1_deadline", 3, "accusations_contested")
    true = means("1_deadline", 3, "accusations_true")
    assert contested["read_alike"] < contested["base"] < contested["each_the_other"]
    assert true["read_alike"] > true["base"]
    assert max(contested, key=lambda arm: contested[arm]) == "each_the_other"
    assert held["base"] < held["read_alike"] < held["no_clause"]
    assert held["base"] < held["later"] < held["no_clause"]


def test_tit_for_tat_comes_near_its_exact_answers(
    means: Callable[..., dict[str, float]], kit: ModuleType
) -> None:
    seen = means("2_tit_for_tat", 2, "attacks")
    figures = importlib.import_module("figures")
    for arm, (a, b) in {
        "base": (0.05, 0.2),
        "fewer_false_alarms": (0.01, 0.2),
        "fewer_misses": (0.05, 0.02),
        "generous": (0.05 * 0.7, 0.2 + 0.8 * 0.3),
    }.items():
        exact = figures.attacks_until(365, b / (a + b), 1 - a - b)
        assert seen[arm] == pytest.approx(exact, rel=0.06)
    assert seen["mission"] == seen["base"]


def test_spoilers_belief_about_the_host_outweighs_what_the_group_does(
    days: Callable[..., dict[str, float]], means: Callable[..., dict[str, float]]
) -> None:
    held, attacks = days("3_spoilers", 2), means("3_spoilers", 2, "attacks")
    assert attacks["often"] > attacks["never"]
    assert held["often_host_blamed"] < held["often"] < held["often_host_excused"]
    by_deed = abs(held["often"] - held["never"])
    assert held["often_host_excused"] - held["often_host_blamed"] > by_deed
    more = attacks["often"] / attacks["never"] - 1
    assert more > abs(held["often"] / held["never"] - 1)


def test_patrols_a_price_lowers_fire_and_a_promise_that_is_not_kept_costs(
    days: Callable[..., dict[str, float]], means: Callable[..., dict[str, float]]
) -> None:
    held, attacks = days("4_patrols", 1), means("4_patrols", 1, "attacks")
    assert attacks["costs_more"] < attacks["base"] < attacks["costs_nothing"]
    assert attacks["base"] < attacks["no_mission"]
    assert held["costs_nothing"] < held["base"] < held["costs_more"]
    assert held["patrols_missed"] < held["base"]
    assert abs(held["no_patrols"] - held["base"]) < held["base"] - held["patrols_missed"]


def test_selection_the_table_has_the_wrong_sign(answers: Callable[[str], list[Any]]) -> None:
    seen, hard, easy = (one.result.effects.iloc[0] for one in answers("5_selection"))
    assert seen["high"] < 0
    assert hard["low"] > 0
    assert easy["low"] > 0


def test_guarantors_interest_without_hold_does_little_and_the_two_do_more_than_their_sum(
    days: Callable[..., dict[str, float]],
) -> None:
    held = days("6_leverage", 1)
    neither = held["no_hold_no_interest"]
    interest, hold = held["no_hold"] - neither, held["full_hold_no_interest"] - neither
    assert abs(interest) < 5
    assert hold > 10
    assert held["full_hold"] - neither > 2 * (interest + hold)
    assert held["no_hold"] < held["one_holds"] < held["full_hold"]
    assert abs(held["one_holds"] - held["base"]) < 0.2 * (held["full_hold"] - held["no_hold"])


def test_agreement_some_items_do_nothing_and_the_escape_clause_much(
    days: Callable[..., dict[str, float]], means: Callable[..., dict[str, float]]
) -> None:
    held = days("7_agreement", 1)
    assert min(held, key=lambda arm: held[arm]) == "escape_clause"
    for arm in ("heavy_weapons", "no_arms"):
        assert abs(held[arm] - held["base"]) < 2
    charged = means("7_agreement", 1, "accusations")
    assert charged["heavy_weapons"] != charged["base"]
    for command in (2, 3):
        drafted = days("7_agreement", command)
        assert drafted["everything"] < drafted["bare_worth_less"] < drafted["base"]


def test_minsk_what_is_under_way_outweighs_the_order_of_the_political_points(
    days: Callable[..., dict[str, float]], means: Callable[..., dict[str, float]]
) -> None:
    held = days("8_minsk", 3)
    political = ("read_alike", "border_first", "elections_first", "military_only")
    gained = held["guns_silent"] - held["base"]
    assert 3 * max(abs(held[arm] - held["base"]) for arm in political) < gained
    assert held["border_first"] < held["base"]
    assert held["elections_first"] < held["base"]
    assert held["guns_silent"] > held["debaltseve_settled"] > held["base"] + 10
    contested = means("8_minsk", 3, "accusations_contested")
    assert contested["read_alike"] < contested["base"]
