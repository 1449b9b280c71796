"""Tables: the columns and types that the contract promises, with rows or without."""

from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from sim.day.batch import columns_of
from sim.runs.tables import COLUMNS, frame_of, write_table


@pytest.mark.parametrize("table", COLUMNS)
def test_a_table_without_rows_has_its_columns(table: str, tmp_path: Path) -> None:
    write_table(table, {}, tmp_path)
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
        "end_kind_first_assault": "offensive",
        "end_day_first_assault": 3,
        "ended_first_assault": True,
        "trust_mean_end": 1,
        "own": 0.5,
        "word": "x",
    }
    write_table("runs", columns_of([row, row | {"replicate": 1, "end_day": None}]), tmp_path)
    types = {f.name: f.type for f in pq.read_schema(tmp_path / "runs.parquet")}
    assert types["published_russia"] == pa.int64()
    assert types["end_day_first_assault"] == types["end_day"] == pa.int64()
    assert types["end_kind_first_assault"] == types["end_kind"] == pa.string()
    assert types["ended_first_assault"] == pa.bool_()
    assert types["trust_mean_end"] == types["own"] == pa.float64()
    assert types["word"] == pa.string()
    assert set(COLUMNS["runs"]) <= set(types)


def test_lists_come_back_as_lists(tmp_path: Path) -> None:
    columns = {"id": [0, 1], "day": [1, 1], "seen_by": [["a", "b"], []], "causes": [[], [0]]}
    write_table("events", columns, tmp_path)
    frame = pd.read_parquet(tmp_path / "events.parquet")
    assert [list(seen) for seen in frame["seen_by"]] == [["a", "b"], []]
    assert [list(causes) for causes in frame["causes"]] == [[], [0]]


@pytest.mark.parametrize("table", COLUMNS)
def test_a_frame_without_rows_has_its_columns(table: str) -> None:
    frame = frame_of(table, {})
    assert list(frame.columns) == list(COLUMNS[table])
    assert frame.empty


def test_a_data_frame_is_written_like_its_columns(tmp_path: Path) -> None:
    columns = columns_of([{"replicate": n, "error": "x", "traceback": "y"} for n in range(3)])
    write_table("failures", columns, tmp_path)
    written = (tmp_path / "failures.parquet").read_bytes()
    write_table("failures", frame_of("failures", columns), tmp_path)
    assert (tmp_path / "failures.parquet").read_bytes() == written
