"""Names, order of files and texts for readers decide nothing."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

import pytest

from sim.day.codes import DOCTRINES
from sim.law import doctrine
from sim.scenario.load import read_tree, scenario_from_tree
from sim.scenario.tree import complete
from tests.worlds import audited, bits, traced

DAYS = 40
NAMES = ("textbook/standard", "idlib/sochi_2018", "idlib/series")
# Maps of entities whose draws depend on their id unless they state a key.
KEYED = (
    "parties",
    "ties",
    "sectors",
    "monitors",
    "spoilers",
    "obligations",
    "rivalries",
    "agreements",
    "provisions",
)
# Maps from ids to numbers or readings, inside entities.
BY_ID = ("readings", "relations", "beliefs", "posts", "forces")
UNKEYED = ("camps", "roads", "zones", "operations", "shocks")
TEXTS = ("name", "title", "summary", "text", "clause")


def tree_of(name: str) -> dict[str, Any]:
    """Read a shipped scenario with every default written out."""
    return complete(read_tree(name))


pytestmark = pytest.mark.usefixtures("compiled")


def log_of(tree: Mapping[str, Any], names: Mapping[str, str] | None = None) -> list[str]:
    """Run a tree with the compiled engine and give its log, its names changed back."""
    return bits(traced(scenario_from_tree(tree), 0, DAYS).log, names=names)


@cache
def plain_log(name: str) -> list[str]:
    """Log of a shipped scenario as it is."""
    return log_of(tree_of(name))


def new_names(tree: Mapping[str, Any]) -> dict[str, str]:
    """Give every id a new one, such that the alphabetical order turns round."""
    ids = [key for kind in (*KEYED, *UNKEYED) for key in tree["scenario"][kind]]
    ordered = sorted(set(ids), reverse=True)
    return {old: f"x{number:03d}_new" for number, old in enumerate(ordered)}


def renamed(tree: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    """Rename every id, the keys of their draws kept."""
    scenario = {
        kind: _renamed(part, names, kind) if kind not in TEXTS else part
        for kind, part in tree["scenario"].items()
    }
    for kind in KEYED:
        for old, entity in tree["scenario"][kind].items():
            scenario[kind][names[old]]["luck_key"] = entity["luck_key"] or old
    return {**tree, "scenario": scenario}


def _renamed(part: Any, names: Mapping[str, str], field: str = "") -> Any:  # noqa: ANN401
    if isinstance(part, Mapping):
        new = names if field in (*BY_ID, *KEYED, *UNKEYED) else {}
        return {new.get(key, key): _renamed(value, names, str(key)) for key, value in part.items()}
    if isinstance(part, list | tuple):
        return [_renamed(value, names, field) for value in part]
    if isinstance(part, str) and field not in (*TEXTS, "source", "kind", "form", "act"):
        return names.get(part, part)
    return part


def turned(part: Any) -> Any:  # noqa: ANN401
    """Turn the order of every map round."""
    if isinstance(part, Mapping):
        return {key: turned(part[key]) for key in reversed(list(part))}
    return part


def retold(part: Any) -> Any:  # noqa: ANN401
    """Replace every text that is only for readers."""
    if isinstance(part, Mapping):
        return {
            key: "words" if key in TEXTS and isinstance(value, str) else retold(value)
            for key, value in part.items()
        }
    return part


@pytest.mark.parametrize("name", NAMES)
def test_renaming_ids_with_their_keys_kept_changes_no_bit(name: str) -> None:
    tree = tree_of(name)
    names = new_names(tree)
    back = {new: old for old, new in names.items()}
    plain = plain_log(name)
    assert log_of(renamed(tree, names), back) == plain
    assert log_of(renamed(tree, names)) != plain
    # Draws that happen to change nothing have the same addresses too.
    first = audited(scenario_from_tree(tree), 0, DAYS)
    second = audited(scenario_from_tree(renamed(tree, names)), 0, DAYS)
    assert first.drawn == second.drawn


def test_renaming_an_id_without_keeping_its_key_changes_its_draws() -> None:
    tree = tree_of("textbook/standard")
    names = {"party_a": "party_new"}
    changed = renamed(tree, {**{old: old for old in new_names(tree)}, **names})
    changed["scenario"]["parties"]["party_new"]["luck_key"] = None
    assert log_of(changed, {"party_new": "party_a"}) != plain_log("textbook/standard")


@pytest.mark.parametrize("name", NAMES)
def test_the_order_of_maps_in_a_file_changes_no_bit(name: str) -> None:
    tree = tree_of(name)
    changed = turned(tree)
    assert list(changed["scenario"]["parties"]) != list(tree["scenario"]["parties"])
    assert log_of(changed) == plain_log(name)


@pytest.mark.parametrize("name", NAMES)
def test_texts_for_readers_change_no_bit(name: str) -> None:
    tree = tree_of(name)
    changed = {**tree, "name": "other", "scenario": retold(tree["scenario"])}
    assert changed["scenario"]["parties"] != tree["scenario"]["parties"]
    assert log_of(changed) == plain_log(name)


def test_moving_the_calendar_changes_no_bit() -> None:
    tree = tree_of("textbook/standard")
    agreement = {**tree["scenario"]["agreements"]["cessation"], "starts": "1991-07-14"}
    agreements = {**tree["scenario"]["agreements"], "cessation": agreement}
    moved = {**tree["scenario"], "start": "1991-07-14", "agreements": agreements}
    assert log_of({**tree, "scenario": moved}) == plain_log("textbook/standard")


def test_doctrines_have_the_numbers_of_the_law() -> None:
    short = {"generous_tit_for_tat": "generous", "contrite_tit_for_tat": "contrite"}
    for name, number in DOCTRINES.items():
        assert getattr(doctrine, short.get(name, name).upper()) == number
