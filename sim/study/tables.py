"""Tables of results: rows to data frames, data frames to Parquet with fixed types."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from sim.study.replicates import Row

WHOLE = pa.int64()
REAL = pa.float64()
FLAG = pa.bool_()
TEXT = pa.string()

COLUMNS: dict[str, dict[str, pa.DataType]] = {
    "runs": {
        "point": WHOLE,
        "replicate": WHOLE,
        "end_kind": TEXT,
        "end_also": TEXT,
        "end_day": WHOLE,
        "ended": FLAG,
        "breaches": WHOLE,
        "breaches_seen": WHOLE,
        "attacks": WHOLE,
        "accusations": WHOLE,
        "accusations_true": WHOLE,
        "accusations_contested": WHOLE,
        "accusations_pretext": WHOLE,
        "talks": WHOLE,
        "patrols_done": WHOLE,
        "displaced": WHOLE,
        "sectors_changed": WHOLE,
        "trust_mean_end": REAL,
    },
    "agreements": {
        "point": WHOLE,
        "replicate": WHOLE,
        "ordinal": WHOLE,
        "form": TEXT,
        "class": TEXT,
        "start": WHOLE,
        "end_day": WHOLE,
        "end_kind": TEXT,
    },
    "clauses": {
        "point": WHOLE,
        "replicate": WHOLE,
        "ordinal": WHOLE,
        "obligation": TEXT,
        "start": WHOLE,
        "end_day": WHOLE,
        "end_kind": TEXT,
    },
    "failures": {"point": WHOLE, "replicate": WHOLE, "error": TEXT, "traceback": TEXT},
    "events": {
        "id": WHOLE,
        "day": WHOLE,
        "date": TEXT,
        "kind": TEXT,
        "actor": TEXT,
        "target": TEXT,
        "sector": TEXT,
        "obligation": TEXT,
        "severity": REAL,
        "true_author": TEXT,
        "seen_by": pa.list_(TEXT),
        "causes": pa.list_(WHOLE),
    },
    "daily": {"day": WHOLE, "date": TEXT},
}

# Columns whose names depend on the scenario, by how they begin.
BEGINNINGS = {"published_": WHOLE, "end_day_": WHOLE, "ended_": FLAG}


def frame_of(table: str, rows: Sequence[Row]) -> pd.DataFrame:
    """Lay rows out as a data frame.

    Parameters
    ----------
    table : str
        One of `COLUMNS`.
    rows : sequence of dict
        The rows; they may have more columns than the table must have.

    Returns
    -------
    pandas.DataFrame
        A row each. Without rows, the columns that the table must have.
    """
    if not rows:
        frame: pd.DataFrame = _schema_of(table, pd.DataFrame()).empty_table().to_pandas()
        return frame
    return pd.DataFrame(list(rows))


def write_table(table: str, frame: pd.DataFrame, folder: Path) -> None:
    """Write a data frame as Parquet, with the types that the table promises.

    Parameters
    ----------
    table : str
        One of `COLUMNS`; also the name of the file.
    frame : pandas.DataFrame
        The rows.
    folder : pathlib.Path
        Where to.
    """
    schema = _schema_of(table, frame)
    missing = [name for name in schema.names if name not in frame.columns]
    whole = frame.assign(**{name: pd.Series([None] * len(frame), dtype=object) for name in missing})
    arrow = pa.Table.from_pandas(whole, schema=schema, preserve_index=False)
    # Without the notes of pandas the same rows give the same file on every version of it.
    pq.write_table(arrow.replace_schema_metadata(None), folder / f"{table}.parquet")


def _schema_of(table: str, frame: pd.DataFrame) -> pa.Schema:
    promised = COLUMNS[table]
    fields = [pa.field(name, kind) for name, kind in promised.items() if name not in frame.columns]
    for name in frame.columns:
        kind = promised.get(name) or _kind_by_beginning(str(name)) or _kind_of(frame[name])
        fields.append(pa.field(str(name), kind))
    return pa.schema(fields)


def _kind_by_beginning(name: str) -> pa.DataType | None:
    return next((kind for begins, kind in BEGINNINGS.items() if name.startswith(begins)), None)


def _kind_of(column: Any) -> pa.DataType:  # noqa: ANN401 - a series or an array
    kind = pa.array(column, from_pandas=True).type
    if pa.types.is_null(kind) or pa.types.is_large_string(kind):
        return TEXT
    return kind


def read_table(table: str, folder: Path) -> pd.DataFrame:
    """Read a table of a result folder.

    Parameters
    ----------
    table : str
        One of `COLUMNS`.
    folder : pathlib.Path
        The result folder.

    Returns
    -------
    pandas.DataFrame
        Its rows.
    """
    frame: pd.DataFrame = pq.read_table(folder / f"{table}.parquet").to_pandas()
    return frame
