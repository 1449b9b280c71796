"""What is kept of the fit to Idlib: figures, sentences and the behaviour file agree."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from sim import load_scenario
from sim.paths import config_root
from sim.scenario.read import read_file
from sim.scenario.tree import tree_of
from sim.scenario.uncertainty import has_distributions

if TYPE_CHECKING:
    from types import ModuleType

ROOT = Path(__file__).resolve().parents[2]
SUMMARY = json.loads(
    (ROOT / "results" / "reference" / "idlib_fit" / "summary.json").read_text(encoding="utf-8")
)
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


def test_the_behaviour_file_carries_the_fitted_region() -> None:
    for one in SUMMARY["parameters"]:
        if not one["key"].startswith("behaviour."):
            continue
        stated = value_of(one["key"])
        assert isinstance(stated, list)
        family, *numbers = stated
        assert family == "triangular"
        assert numbers == pytest.approx([one["q05"], one["q50"], one["q95"]], rel=1e-3)


@pytest.mark.parametrize("name", ["idlib/sochi_2018", "idlib/moscow_2020"])
def test_doubt_can_be_switched_on(name: str) -> None:
    tree = tree_of(load_scenario(name)) | {"behaviour": UNCERTAIN}
    assert has_distributions(tree)
    assert not has_distributions(tree_of(load_scenario(name)))


def test_values_are_put_in_place_and_comments_stay() -> None:
    text = (
        "# Head\n\nblock:\n  # What it is (share)\n  one: 0.5\n  # Other\n  two: [a, b]   # note\n"
    )
    found = defaults().rewritten(text, {"behaviour.block.one": "0.7"}, " (fitted)")
    assert found == text.replace("one: 0.5", "one: 0.7").replace("(share)", "(share) (fitted)")
    again = defaults().rewritten(text, {"behaviour.block.two": "3"})
    assert "two: 3   # note" in again
