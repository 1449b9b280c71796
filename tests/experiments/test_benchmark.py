"""The parts of the benchmark that can be right or wrong, apart from how fast anything is."""

import csv
import importlib.util
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

from sim.day.trace import trace
from sim.scenario.load import load_scenario, scenario_from_tree
from sim.scenario.tree import tree_of

ROOT = Path(__file__).resolve().parents[2]
HERE = ROOT / "experiments" / "benchmark"
DAYS = 5
Load = Callable[[str], ModuleType]


@pytest.fixture
def module(monkeypatch: pytest.MonkeyPatch) -> Load:
    """Load a module of the benchmark by name."""
    monkeypatch.syspath_prepend(str(HERE))

    def load(name: str) -> ModuleType:
        spec = importlib.util.spec_from_file_location(name, HERE / f"{name}.py")
        assert spec is not None
        assert spec.loader is not None
        found = importlib.util.module_from_spec(spec)
        monkeypatch.setitem(sys.modules, name, found)
        spec.loader.exec_module(found)
        return found

    return load


def test_every_draw_of_a_run_is_recorded(module: Load) -> None:
    floor = module("floor")
    tree = tree_of(load_scenario("textbook/standard"))
    recorded = floor.record(tree, 1, 0, DAYS)
    assert recorded.days == floor.days_of(tree, 1, [0], DAYS)[0]
    assert recorded.fronts > 0
    days = recorded.addresses[:, 0]
    assert days.min() < 1
    assert days.max() == DAYS


def test_what_is_recorded_leaves_the_law_of_draws_as_it_was(module: Load) -> None:
    floor = module("floor")
    floor.record(tree_of(load_scenario("textbook/dyad")), 1, 0, 1)
    assert sys.modules["sim.day.draws"].block_at is floor.block_at


def test_batch_run_gives_the_runs_of_our_model(module: Load) -> None:
    import mesa  # noqa: PLC0415 - slow to import

    ours = module("ours")
    tree = tree_of(load_scenario("textbook/dyad"))
    model = ours.batch_model(tree, 1, DAYS)
    rows = mesa.batch_run(
        model, {"replicate": range(2)}, number_processes=1, max_steps=100, display_progress=False
    )
    expected = [trace(tree, 1, each, DAYS).outcome.end_day for each in range(2)]
    assert [row["end_day"] for row in rows] == expected


def test_the_plain_model_takes_as_many_decisions_as_it_is_told(
    module: Load, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = module("plain")
    decided: list[int] = []
    for way in ("decide", "decide_thriftily"):
        monkeypatch.setattr(plain.Unit, way, lambda _, times=1: decided.append(times))
    for thrifty in (False, True):
        model = plain.PlainCeasefire(1, units=5, decisions=17, days=3, thrifty=thrifty)
        while model.running:
            model.step()
        assert model.steps == 3
        assert sum(decided) == 3 * 17
        decided.clear()


def test_the_plain_model_looks_attacks_and_remembers(module: Load) -> None:
    plain = module("plain")
    model = plain.PlainCeasefire(1, units=7, decisions=70, days=20)
    while model.running:
        model.step()
    assert all(len(unit.cell.neighborhood) == 4 for unit in model.agents)
    chances = [plain.attack_chance(belief, hostile) for belief, hostile in ((0.2, 1.0), (0.8, 0.0))]
    assert chances[0] > 0.5 > chances[1]
    assert 0.2 * 1400 < len(model.events) < 0.8 * 1400
    assert len({unit.belief for unit in model.agents}) == 7
    again = plain.PlainCeasefire(1, units=7, decisions=70, days=20)
    while again.running:
        again.step()
    assert again.events == model.events


@pytest.mark.parametrize("name", ["textbook/standard", "idlib/moscow_2020"])
def test_scenarios_of_twice_the_size_are_sound(module: Load, name: str) -> None:
    scaled = module("scaled")
    tree = tree_of(load_scenario(name))
    one = tree["scenario"]
    sectors = scaled.doubled_sectors(tree)
    assert len(sectors["scenario"]["sectors"]) == 2 * len(one["sectors"])
    assert len(sectors["scenario"]["parties"]) == len(one["parties"])
    parties = scaled.doubled_parties(tree)
    assert len(parties["scenario"]["parties"]) == 2 * len(one["parties"])
    assert len(parties["scenario"]["sectors"]) == len(one["sectors"])
    for tree_of_twice in (sectors, parties):
        scenario_from_tree(scaled.without_end(tree_of_twice))


def test_a_figure_is_held_against_its_bar_by_its_median(module: Load) -> None:
    table = module("table")
    figure = table.Figure("part", "name", [1.0, 6.0, 4.0], "", table.Bar(5, upper=True))
    assert figure.verdict == "met"
    assert figure.spread == "4 (1 to 6)"
    assert table.Figure("part", "name", [1.0], "", table.Bar(5)).verdict == "missed"
    assert table.Figure("part", "name", [1.0]).verdict == ""


def test_the_tables_hold_every_figure(module: Load, tmp_path: Path) -> None:
    table = module("table")
    report = table.Report(
        {"python": "3"}, [table.Figure("part", "name", [1234.5], "runs/s")], ["a note"]
    )
    report.write(tmp_path, "make bench")
    page = (tmp_path / "benchmark.md").read_text()
    assert "| name | 1,234 | runs/s |" in page
    assert "- a note" in page
    assert len((tmp_path / "benchmark.csv").read_text().splitlines()) == 2


def test_the_page_on_performance_shows_the_figures_that_are_kept(module: Load) -> None:
    table = module("table")
    with (ROOT / "results" / "reference" / "benchmark.csv").open(encoding="utf-8") as file:
        short = table.in_short(csv.DictReader(file))
    page = (ROOT / "docs" / "performance.md").read_text(encoding="utf-8")
    assert short in page
    assert table.shown_in(page, short) == page
    assert table.shown_in(page, "another").count("another\n") == 1
