"""Tables of results: columns to data frames, and to Parquet with fixed types.

pandas is imported where a data frame is asked for; writing takes none.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from sim.runs.arrays import array_of, kind_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    import pandas as pd

    from sim.record.told import Column

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
    "causes": {
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
        "drawn": FLAG,
    },
    "but_for": {
        "question": TEXT,
        "way": TEXT,
        "group": TEXT,
        "changes": TEXT,
        "direction": TEXT,
        "rank": WHOLE,
        "pairs": WHOLE,
        "moved": WHOLE,
        "prevented": REAL,
        "brought": REAL,
        "days": REAL,
        "days_low": REAL,
        "days_high": REAL,
        "p": REAL,
        "p_adjusted": REAL,
        "clear": FLAG,
        "told_end_day": WHOLE,
        "told_end_kind": TEXT,
        "told_ended": FLAG,
    },
}

# Columns whose names depend on the scenario, by how they begin.
BEGINNINGS = {"published_": WHOLE, "end_kind_": TEXT, "end_day_": WHOLE, "ended_": FLAG}


def frame_of(table: str, columns: Mapping[str, Column]) -> pd.DataFrame:
    """Lay columns out as a data frame.

    Parameters
    ----------
    table : str
        One of `COLUMNS`.
    columns : mapping
        Columns of equal length by name; there may be more than the table must have.

    Returns
    -------
    pandas.DataFrame
        A row each. Without columns, those that the table must have.
    """
    # pandas takes half a second to import, which the command does not need.
    import pandas as pd  # noqa: PLC0415

    if not columns:
        frame: pd.DataFrame = _arrow(table, {}).to_pandas()
        return frame
    return pd.DataFrame({name: _plain(column) for name, column in columns.items()})


def _plain(column: Column) -> Column:
    """Give texts as a list, of which pandas makes a column of texts, and numbers as they are."""
    return list(column) if isinstance(column, np.ndarray) and column.dtype.kind == "O" else column


def write_table(table: str, columns: Mapping[str, Column], folder: Path) -> None:
    """Write columns as Parquet, with the types that the table promises.

    Parameters
    ----------
    table : str
        One of `COLUMNS`; also the name of the file.
    columns : mapping
        Columns of equal length by name; a data frame is one too.
    folder : pathlib.Path
        Where to.
    """
    pq.write_table(_arrow(table, columns), folder / f"{table}.parquet")


def _arrow(table: str, columns: Mapping[str, Column]) -> pa.Table:
    """Give every column its type; what the table promises and is not there is empty."""
    promised = COLUMNS[table]
    rows = max((len(columns[name]) for name in columns), default=0)
    arrays = {name: pa.nulls(rows, kind) for name, kind in promised.items() if name not in columns}
    for name, column in columns.items():
        kind = promised.get(name) or _kind_by_beginning(name) or _kind_of(column)
        arrays[name] = array_of(column, kind)
    return pa.table(arrays)


def _kind_by_beginning(name: str) -> pa.DataType | None:
    return next((kind for begins, kind in BEGINNINGS.items() if name.startswith(begins)), None)


def _kind_of(column: Column) -> pa.DataType:
    kind = kind_of(column)
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
