"""What is kept of the fit to Idlib: figures, sentences and the behaviour file agree."""

from __future__ import annotations

import importlib.util
import json
import re
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest
import yaml

from sim import load_scenario
from sim.cli.compose import with_file
from sim.paths import config_root
from sim.scenario.load import scenario_from_tree
from sim.scenario.read import read_file
from sim.scenario.tree import tree_of
from sim.scenario.uncertainty import drawn, has_distributions

if TYPE_CHECKING:
    from types import ModuleType

ROOT = Path(__file__).resolve().parents[2]
KEPT = ROOT / "results" / "reference" / "idlib_fit"
SUMMARY = json.loads((KEPT / "summary.json").read_text(encoding="utf-8"))
UNCERTAIN = read_file(config_root() / "behaviour" / "fitted_uncertain.yaml")


def defaults() -> ModuleType:
    file = ROOT / "experiments" / "idlib_fit" / "defaults.py"
    spec = importlib.util.spec_from_file_location("fit_defaults", file)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def value_of(key: str) -> object:
    here: object = UNCERTAIN
    for word in key.split(".")[1:]:
        assert isinstance(here, dict)
        here = here[word]
    return here


def test_the_dossier_says_what_the_fit_says_failures_first() -> None:
    page = " ".join((ROOT / "docs" / "evidence.md").read_text(encoding="utf-8").split())
    places = [page.find(sentence) for sentence in SUMMARY["reading"][:2]]
    for sentence in SUMMARY["reading"]:
        assert not sentence or sentence in page, sentence
    # What the model cannot do stands before all that it can.
    assert max(places) < page.find("## ")


def test_the_dossier_shows_every_picture_of_the_fit() -> None:
    page = (ROOT / "docs" / "evidence.md").read_text(encoding="utf-8")
    kept = {file.name for file in KEPT.glob("*.svg")}
    assert len(kept) >= 9
    assert set(re.findall(r"\(\.\./results/reference/idlib_fit/(\w+\.svg)\)", page)) == kept


def test_the_behaviour_file_carries_the_fitted_region() -> None:
    for one in SUMMARY["parameters"]:
        if not one["key"].startswith("behaviour."):
            continue
        stated = value_of(one["key"])
        assert isinstance(stated, list)
        assert stated[:2] == ["joint", "idlib_fit"]
        draws = np.array(stated[2:])
        for share in (0.05, 0.5, 0.95):
            below = float(np.mean(draws <= one[f"q{100 * share:02.0f}"]))
            # Three standard errors of a share of so many draws.
            luck = 3 * np.sqrt(share * (1 - share) / len(draws))
            assert below == pytest.approx(share, abs=luck)


@pytest.mark.parametrize("name", ["idlib/sochi_2018", "idlib/moscow_2020"])
def test_doubt_can_be_switched_on(name: str) -> None:
    tree = tree_of(load_scenario(name)) | {"behaviour": UNCERTAIN}
    assert has_distributions(tree)
    assert not has_distributions(tree_of(load_scenario(name)))


def test_values_are_put_in_place_and_comments_stay() -> None:
    text = (
        "# Head\n\nblock:\n  # What it is (share)\n  one: 0.5\n  # Other\n  two: [a, b]   # note\n"
    )
    module = defaults()
    key = "behaviour.block.one"
    found = module.rewritten(text, {key: "0.7"}, {key: "# Fitted: 0.6 to 0.8."})
    assert found == text.replace("one: 0.5", "# Fitted: 0.6 to 0.8.\n  one: 0.7")
    # A later fit takes the place of an earlier one.
    later = module.rewritten(found, {key: "0.9"}, {key: "# Fitted: 0.8 to 1."})
    assert later == text.replace("one: 0.5", "# Fitted: 0.8 to 1.\n  one: 0.9")
    again = module.rewritten(text, {"behaviour.block.two": "3"})
    assert "two: 3   # note" in again


# A region of two numbers that go against each other, one of behaviour and one of a party.
THRESHOLD, STRENGTH = "behaviour.offensive.threshold", "scenario.parties.government.strength"


def fit_found(folder: Path, keys: tuple[str, ...] = (THRESHOLD, STRENGTH)) -> None:
    """Write what a fit leaves in its folder, as far as the defaults read it."""
    folder.mkdir(parents=True)
    rows, central = [], {}
    for key in keys:
        rows.append(
            {"key": key, "low": 0.5, "high": 20.0, "q05": 0.6, "q50": 1.0, "q95": 1.9}
            | {"says": "narrowed" if key == THRESHOLD else "nothing"}
        )
        central[key] = 1.25
    (folder / "summary.json").write_text(json.dumps({"parameters": rows, "central": central}))
    place = np.linspace(0, 1, 400)
    draws = pd.DataFrame({THRESHOLD: 5 + 10 * place, STRENGTH: 2 - place})
    # The lower half weighs nothing.
    draws["weight"] = np.where(place < 0.5, 0.0, 1.0)
    draws.to_parquet(folder / "draws.parquet")


@pytest.fixture
def module(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The script, with a fit of its own and copies of the files that it rewrites."""
    found = defaults()
    for name in ("behaviour", "conflict", "fit"):
        shutil.copytree(config_root() / name, tmp_path / name)
    fit_found(tmp_path / "found")
    monkeypatch.setattr(found, "FOUND", tmp_path / "found")
    monkeypatch.setattr(found, "BEHAVIOUR", tmp_path / "behaviour")
    monkeypatch.setattr(found, "CONFLICT", tmp_path / "conflict" / "idlib.yaml")
    monkeypatch.setattr(found, "FIT", tmp_path / "fit" / "idlib.yaml")
    monkeypatch.setattr(found, "DOUBT", tmp_path / "uncertain.yaml")
    return found


def test_the_region_is_written_as_joint_draws_of_behaviour_and_parties(
    module: ModuleType, tmp_path: Path
) -> None:
    module.uncertain()
    behaviour = read_file(tmp_path / "behaviour" / "fitted_uncertain.yaml")
    family, table, *thresholds = behaviour["offensive"]["threshold"]
    assert (family, table) == ("joint", "idlib_fit")
    # What is not free keeps its prior range.
    assert behaviour["offensive"]["exponent"] == ["triangular", 1, 2, 4]
    stated = with_file([f"config={tmp_path / 'uncertain.yaml'}"])
    assert stated[0] == "behaviour=fitted_uncertain"
    key, _, value = stated[1].partition("=")
    assert key == STRENGTH
    assert value.startswith("[joint, idlib_fit, ")
    strengths = [float(each) for each in value.strip("[]").split(",")[2:]]
    # Rows stay together, and draws without weight are left out.
    assert len(thresholds) == len(strengths) == 128
    assert min(thresholds) >= 10
    assert [(each - 5) / 10 for each in thresholds] == pytest.approx(
        [2 - each for each in strengths], abs=2e-3
    )


def test_a_replicate_takes_behaviour_and_party_from_one_row(
    module: ModuleType, tmp_path: Path
) -> None:
    module.uncertain()
    tree = tree_of(load_scenario("idlib/sochi_2018"))
    tree["behaviour"] = read_file(tmp_path / "behaviour" / "fitted_uncertain.yaml")
    own = with_file([f"config={tmp_path / 'uncertain.yaml'}"])[1].partition("=")[2]
    tree["scenario"]["parties"]["government"]["strength"] = yaml.safe_load(own)
    for replicate in range(5):
        found = drawn(tree_of(scenario_from_tree(tree)), 1, replicate)
        threshold = found["behaviour"]["offensive"]["threshold"]
        strength = found["scenario"]["parties"]["government"]["strength"]
        assert (threshold - 5) / 10 == pytest.approx(2 - strength, abs=2e-3)


def test_the_centre_becomes_the_default_marked_as_fitted(
    module: ModuleType, tmp_path: Path
) -> None:
    module.centre()
    text = (tmp_path / "behaviour" / "idlib.yaml").read_text(encoding="utf-8")
    note = "  # Fitted: 0.6 to 1.9, prior 0.5 to 20; narrowed by the record.\n  threshold: 1.25\n"
    assert note in text
    assert text.count("# Fitted:") == 1
    assert "defaults.py centre" in text
    conflict = (tmp_path / "conflict" / "idlib.yaml").read_text(encoding="utf-8")
    assert "    # Fitted: 0.6 to 1.9, prior 0.5 to 20; the record says nothing of it.\n" in conflict
    tree = read_file(tmp_path / "conflict" / "idlib.yaml")
    party = tree["parties"]["government"]
    assert party["strength"] == 1.25
    assert party["source"]["strength"] == "assumed: fitted, docs/evidence.md"
    # Nothing else moved, and the same fit gives the same files.
    before = read_file(config_root() / "conflict" / "idlib.yaml")
    before["parties"]["government"] |= {"strength": 1.25, "source": party["source"]}
    assert tree == before
    module.centre()
    assert (tmp_path / "conflict" / "idlib.yaml").read_text(encoding="utf-8") == conflict
    assert (tmp_path / "behaviour" / "idlib.yaml").read_text(encoding="utf-8") == text


def test_a_prior_that_would_follow_the_fit_is_refused(module: ModuleType, tmp_path: Path) -> None:
    shutil.rmtree(tmp_path / "found")
    fit_found(tmp_path / "found", ("behaviour.talks.rate",))
    with pytest.raises(SystemExit, match=r"\[behaviour.talks.rate, 0.5, 20\]"):
        module.centre()
