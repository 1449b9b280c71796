"""Every number of a scenario says where it comes from."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from sim.scenario.check import source_codes
from sim.scenario.load import read_tree
from tests.configs.shipped import IDLIB, RECORD, TEXTBOOK, conflict_tree, own_tree, record

COLLECTIONS = (
    "parties",
    "ties",
    "sectors",
    "roads",
    "zones",
    "agreements",
    "provisions",
    "obligations",
    "monitors",
    "spoilers",
    "rivalries",
    "operations",
    "shocks",
)


# All tables of the record but that of the sources themselves.
TABLES = {file.stem for file in RECORD.glob("*.csv")} - {"sources"}


def has_number(value: object) -> bool:
    """Whether a value holds a number somewhere; flags are none."""
    if isinstance(value, dict):
        return any(has_number(inner) for inner in value.values())
    if isinstance(value, list):
        return any(has_number(inner) for inner in value)
    return isinstance(value, int | float) and not isinstance(value, bool)


def undocumented(entity: dict[str, Any]) -> Iterator[str]:
    """Fields with a number that no source and no `assumed` covers."""
    source = entity.get("source")
    for field, value in entity.items():
        if field == "source" or not has_number(value):
            continue
        if isinstance(source, dict):
            if field not in source:
                yield field
        elif not source:
            yield field


@pytest.mark.parametrize("name", [*IDLIB, *TEXTBOOK])
def test_every_number_has_a_source_or_is_called_assumed(name: str) -> None:
    tree = read_tree(name)["scenario"]
    bare = [
        f"{collection}.{key}.{field}"
        for collection in COLLECTIONS
        for key, entity in tree.get(collection, {}).items()
        for field in undocumented(entity)
    ]
    assert not bare


def cited(tree: object) -> Iterator[str]:
    """Codes that a tree cites."""
    if not isinstance(tree, dict):
        return
    for key, value in tree.items():
        if key == "source":
            for text in value.values() if isinstance(value, dict) else [value]:
                yield from source_codes(text)
        elif key != "sources":
            yield from cited(value)


def test_the_sources_of_idlib_are_those_that_its_files_cite() -> None:
    trees = [conflict_tree(), *(own_tree(name) for name in IDLIB)]
    used = {code for tree in trees for code in cited(tree)} - {"assumed"}
    assert used == set(conflict_tree()["sources"])


def test_the_sources_of_idlib_are_those_of_the_record() -> None:
    known = {row["code"]: row["source"] for row in record("sources")}
    for code, text in conflict_tree()["sources"].items():
        assert text == known[code].replace('"', "'")


def test_the_record_says_what_each_of_its_codes_stands_for() -> None:
    known = {row["code"] for row in record("sources")}
    for table in TABLES - {"edges", "joint_commission_bulletins"}:
        for row in record(table):
            assert set(row["sources"].split()) <= known


@pytest.mark.parametrize("table", sorted(TABLES))
def test_every_row_of_the_record_states_its_source_and_a_degree_of_confidence(table: str) -> None:
    rows = record(table)
    assert rows
    for row in rows:
        assert row["confidence"] in {"high", "medium", "low"}, row
        # What has no source is from memory, and of low confidence.
        stated = row.get("sources", row.get("source", ""))
        assert stated or row["confidence"] == "low", row


def test_distances_of_neighbours_follow_from_the_coordinates() -> None:
    places = {
        row["id"]: np.radians([float(row["lat"]), float(row["lon"])]) for row in record("sectors")
    }
    for row in record("edges"):
        (north, east), (other_north, other_east) = places[row["a"]], places[row["b"]]
        chord = (
            np.sin((north - other_north) / 2) ** 2
            + np.cos(north) * np.cos(other_north) * np.sin((east - other_east) / 2) ** 2
        )
        assert float(row["km"]) == pytest.approx(2 * 6371 * np.arcsin(np.sqrt(chord)), abs=0.15)


def test_the_people_of_the_area_are_three_million() -> None:
    towns = {row["id"] for row in record("sectors")}
    for name in IDLIB:
        sectors = read_tree(name)["scenario"]["sectors"]
        assert sum(sectors[town]["people"] for town in towns) == pytest.approx(3e6, rel=0.001)
