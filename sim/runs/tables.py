"""Tables of results: which columns they have, of which type, as data frames and as Parquet.

pandas is imported where a data frame is asked for; writing takes none. Arrow's own converter
imports it to ask whether it was given a series, which takes longer than all the tables of a run. So
plain columns are laid out here; Arrow is asked for the others.
"""

from __future__ import annotations

from itertools import accumulate, chain
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    import pandas as pd

    from sim.day.trace import Column

_WHOLE = pa.int64()
_REAL = pa.float64()
_FLAG = pa.bool_()
TEXT = pa.string()

# The type of a column is the same in every table.
_NAMES = {
    _WHOLE: """
        accusations accusations_contested accusations_false accusations_pretext accusations_true
        attacks breaches breaches_seen day days displaced end_day extensions first_breach id moved
        ordinal pairs patrols_done point rank replicate sectors_changed start talks told_end_day
        """,
    _REAL: """
        brought days_high days_low p p_adjusted prevented progress severity trust_mean_end
        """,
    _FLAG: "clear drawn ended told_ended",
    TEXT: """
        actor agreement changes class clause date direction end_also end_kind error form group kind
        obligation question sector target told_end_kind traceback true_author way
        """,
    pa.list_(TEXT): "seen_by",
    pa.list_(_WHOLE): "causes",
}
_KINDS = {name: kind for kind, names in _NAMES.items() for name in names.split()}


def _columns(names: str, **other: pa.DataType) -> dict[str, pa.DataType]:
    return {name: other.get(name, _KINDS[name]) for name in names.split()}


_EVENTS = """
    id day date kind actor target sector obligation severity true_author seen_by causes
    """
# What each table of results has at least; columns that depend on the scenario come on top.
COLUMNS: dict[str, dict[str, pa.DataType]] = {
    "runs": _columns(
        """
        point replicate end_kind end_also end_day ended breaches breaches_seen attacks accusations
        accusations_true accusations_contested accusations_pretext talks patrols_done displaced
        sectors_changed trust_mean_end
        """
    ),
    "agreements": _columns("point replicate ordinal form class start end_day end_kind"),
    "clauses": _columns("point replicate ordinal obligation start end_day end_kind"),
    "failures": _columns("point replicate error traceback"),
    "events": _columns(_EVENTS),
    "daily": _columns("day date"),
    "causes": _columns(f"{_EVENTS} drawn"),
    "but_for": _columns(
        """
        question way group changes direction rank pairs moved prevented brought days days_low
        days_high p p_adjusted clear told_end_day told_end_kind told_ended
        """,
        days=_REAL,
    ),
}
# Columns beyond those, which every block of a sweep has.
FURTHER = {
    "runs": _columns("accusations_false"),
    "agreements": _columns("agreement days"),
    "clauses": _columns("agreement clause kind progress breaches first_breach extensions"),
}
# Columns whose names depend on the scenario, by how they begin.
_BEGINNINGS = {"published_": _WHOLE, "end_kind_": TEXT, "end_day_": _WHOLE, "ended_": _FLAG}


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
        frame: pd.DataFrame = arrow_table({}, COLUMNS[table]).to_pandas()
        return frame
    # Of a list of texts, pandas makes a column of texts; numbers stay as they are.
    return pd.DataFrame(
        {
            name: list(column)
            if isinstance(column, np.ndarray) and column.dtype.kind == "O"
            else column
            for name, column in columns.items()
        }
    )


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
    pq.write_table(arrow_table(columns, COLUMNS[table]), folder / f"{table}.parquet")


def arrow_table(columns: Mapping[str, Column], promised: Mapping[str, pa.DataType]) -> pa.Table:
    """Give every column its type; what is promised and is not there is empty.

    Parameters
    ----------
    columns : mapping
        Columns of equal length by name.
    promised : mapping of pyarrow.DataType
        Types by name; other columns have the type of their entries.

    Returns
    -------
    pyarrow.Table
        The columns that are missing, then the others.
    """
    rows = max((len(columns[name]) for name in columns), default=0)
    arrays = {name: pa.nulls(rows, kind) for name, kind in promised.items() if name not in columns}
    for name, column in columns.items():
        kind = promised.get(name) or kind_by_beginning(name) or _kind_of(column)
        arrays[name] = _array_of(column, kind)
    return pa.table(arrays)


def kind_by_beginning(name: str) -> pa.DataType | None:
    """Give the type of a column whose name depends on the scenario.

    Parameters
    ----------
    name : str
        Name of the column.

    Returns
    -------
    pyarrow.DataType or None
        None where the name begins like none of them.
    """
    return next((kind for begins, kind in _BEGINNINGS.items() if name.startswith(begins)), None)


# What an entry of a column may be, by the type of the column.
_PLAIN: dict[pa.DataType, tuple[type, ...]] = {
    _WHOLE: (int, np.int64),
    _REAL: (float, int, np.float64),
    _FLAG: (bool, np.bool_),
    TEXT: (str,),
}


def _kind_of(column: Column) -> pa.DataType:
    if isinstance(column, np.ndarray) and column.dtype.kind in "biuf":
        return pa.from_numpy_dtype(column.dtype)
    if isinstance(column, list | np.ndarray):
        kinds = set(map(type, column)) - {type(None)}
        for kind, plain in _PLAIN.items():
            # Where every number is missing, Arrow decides.
            if kinds == {plain[0]} and any(one is not None and one == one for one in column):  # noqa: PLR0124
                return kind
    kind = pa.array(column, from_pandas=True).type
    return TEXT if pa.types.is_null(kind) or pa.types.is_large_string(kind) else kind


def _array_of(column: Column, kind: pa.DataType) -> pa.Array:
    """Lay out a column: None and, among numbers, NaN where there is no entry."""
    found = None
    if isinstance(column, np.ndarray) and column.dtype.kind != "O":
        if kind in _PLAIN and pa.from_numpy_dtype(column.dtype) == kind:
            holes = np.isnan(column) if column.dtype.kind == "f" else np.zeros(len(column), bool)
            found = _numbers(np.ascontiguousarray(column), holes, kind)
    elif isinstance(column, list | np.ndarray):
        entries: list[Any] = list(column)
        types = set(map(type, entries))
        if pa.types.is_list(kind) and types <= {list}:
            inner = _array_of(list(chain.from_iterable(entries)), kind.value_type)
            buffers = [None, _ends(entries)]
            found = pa.Array.from_buffers(kind, len(entries), buffers, children=[inner])
        elif kind in _PLAIN and types <= {*_PLAIN[kind], type(None)}:
            holes = np.array([one is None or one != one for one in entries], bool)  # noqa: PLR0124
            if kind == TEXT:
                words = [b"" if entry is None else entry.encode() for entry in entries]
                buffers = [_present(holes), _ends(words), pa.py_buffer(b"".join(words))]
                found = pa.Array.from_buffers(kind, len(words), buffers)
            else:
                filled = [0 if hole else one for one, hole in zip(entries, holes, strict=True)]
                found = _numbers(np.array(filled, kind.to_pandas_dtype()), holes, kind)
    return pa.array(column, type=kind, from_pandas=True) if found is None else found


def _numbers(values: Any, holes: Any, kind: pa.DataType) -> pa.Array:  # noqa: ANN401 - two arrays
    count = len(values)
    if kind == _FLAG:
        values = np.packbits(values, bitorder="little")
    buffers = [_present(holes), pa.py_buffer(values.tobytes())]
    return pa.Array.from_buffers(kind, count, buffers)


def _ends(entries: list[Any]) -> pa.Buffer:
    ends = accumulate(map(len, entries), initial=0)
    return pa.py_buffer(np.fromiter(ends, np.int32, len(entries) + 1).tobytes())


def _present(holes: Any) -> pa.Buffer | None:  # noqa: ANN401 - an array of flags
    return pa.py_buffer(np.packbits(~holes, bitorder="little").tobytes()) if holes.any() else None
