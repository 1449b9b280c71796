"""Tables: the columns and types that the contract promises, with rows or without."""

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from sim.study.tables import COLUMNS, frame_of, read_table, write_table


@pytest.mark.parametrize("table", COLUMNS)
def test_a_table_without_rows_has_its_columns(table: str, tmp_path: Path) -> None:
    write_table(table, frame_of(table, []), tmp_path)
    schema = pq.read_schema(tmp_path / f"{table}.parquet")
    assert {field.name: field.type for field in schema} == COLUMNS[table]


def test_columns_that_depend_on_the_scenario_are_kept_with_their_types(tmp_path: Path) -> None:
    row = {
        "point": 0,
        "replicate": 0,
        "end_kind": "held",
        "end_day": 30,
        "ended": False,
        "published_russia": 12,
        "end_day_first_assault": 3,
        "ended_first_assault": True,
        "trust_mean_end": 1,
        "own": 0.5,
        "word": "x",
    }
    write_table("runs", frame_of("runs", [row, row | {"replicate": 1, "end_day": None}]), tmp_path)
    types = {f.name: f.type for f in pq.read_schema(tmp_path / "runs.parquet")}
    assert types["published_russia"] == pa.int64()
    assert types["end_day_first_assault"] == types["end_day"] == pa.int64()
    assert types["ended_first_assault"] == pa.bool_()
    assert types["trust_mean_end"] == types["own"] == pa.float64()
    assert types["word"] == pa.string()
    assert set(COLUMNS["runs"]) <= set(types)


def test_lists_come_back_as_lists(tmp_path: Path) -> None:
    rows = [
        {"id": 0, "day": 1, "seen_by": ["a", "b"], "causes": []},
        {"id": 1, "day": 1, "seen_by": [], "causes": [0]},
    ]
    write_table("events", frame_of("events", rows), tmp_path)
    frame = read_table("events", tmp_path)
    assert [list(seen) for seen in frame["seen_by"]] == [["a", "b"], []]
    assert [list(causes) for causes in frame["causes"]] == [[], [0]]
