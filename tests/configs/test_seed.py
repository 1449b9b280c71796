"""The table of the founding text names keys and events that exist."""

import fnmatch
import re

import pytest

from sim.day.events import FORMS
from sim.scenario.load import load_scenario
from sim.scenario.tree import dotted_keys, tree_of
from tests.configs.shipped import ROOT

TEXT = (ROOT / "docs" / "seed.md").read_text(encoding="utf-8")
ROWS = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in TEXT.splitlines()
    if line.startswith("| ")
][1:]
SCENARIOS = ("idlib/sochi_2018", "idlib/moscow_2020")


def known_keys() -> set[str]:
    """Dotted keys of two scenarios, with and without the word scenario."""
    keys: set[str] = set()
    for name in SCENARIOS:
        for key in dotted_keys(tree_of(load_scenario(name))):
            keys |= {key, key.removeprefix("scenario.")}
    return keys


@pytest.fixture(scope="module")
def keys() -> set[str]:
    return known_keys()


@pytest.mark.parametrize("row", ROWS, ids=[row[0][:40] for row in ROWS])
def test_a_row_names_parameters_that_exist(row: list[str], keys: set[str]) -> None:
    for key in re.findall(r"`([a-z_.*0-9]+\.[a-z_.*0-9]+)", row[1]):
        assert any(fnmatch.fnmatchcase(known, key) for known in keys), key


@pytest.mark.parametrize("row", ROWS, ids=[row[0][:40] for row in ROWS])
def test_a_row_names_kinds_of_event_that_exist(row: list[str]) -> None:
    kinds = re.findall(r"`([a-z_]+)`", row[3])
    assert kinds
    assert set(kinds) <= set(FORMS)
