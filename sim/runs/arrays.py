"""Columns as arrays of Arrow.

Arrow's own converter imports pandas to ask whether it was given a series, which takes longer than
all the tables of a run. Here plain columns are laid out without it; it is asked for the others.
"""

from __future__ import annotations

from itertools import accumulate, chain
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

if TYPE_CHECKING:
    from sim.record.told import Column

# What an entry of a column may be, by the type of the column.
PLAIN: dict[pa.DataType, tuple[type, ...]] = {
    pa.int64(): (int, np.int64),
    pa.float64(): (float, int, np.float64),
    pa.bool_(): (bool, np.bool_),
    pa.string(): (str,),
}


def array_of(column: Column, kind: pa.DataType) -> pa.Array:
    """Lay out a column.

    Parameters
    ----------
    column : sequence or numpy.ndarray
        Its entries; None and, among numbers, NaN where there is none.
    kind : pyarrow.DataType
        Type of the entries.

    Returns
    -------
    pyarrow.Array
        The column.
    """
    if isinstance(column, list | np.ndarray):
        if pa.types.is_list(kind):
            found = _lists(column, kind)
        elif pa.types.is_string(kind):
            found = _texts(column)
        else:
            found = _numbers(column, kind)
        if found is not None:
            return found
    return pa.array(column, type=kind, from_pandas=True)


def kind_of(column: Column) -> pa.DataType:
    """Say of what type a column is.

    Parameters
    ----------
    column : sequence or numpy.ndarray
        Its entries.

    Returns
    -------
    pyarrow.DataType
        The type of Arrow.
    """
    if isinstance(column, np.ndarray) and column.dtype.kind in "biuf":
        return pa.from_numpy_dtype(column.dtype)
    if isinstance(column, list | np.ndarray):
        kinds = set(map(type, column)) - {type(None)}
        for kind, plain in PLAIN.items():
            # Where every number is missing, Arrow decides.
            if kinds == {plain[0]} and any(one is not None and one == one for one in column):  # noqa: PLR0124
                return kind
    return pa.array(column, from_pandas=True).type


def _numbers(column: Column, kind: pa.DataType) -> pa.Array | None:
    if kind not in PLAIN:
        return None
    if isinstance(column, np.ndarray) and column.dtype.kind != "O":
        if pa.from_numpy_dtype(column.dtype) != kind:
            return None
        values, missing = np.ascontiguousarray(column), None
        if kind == pa.float64() and np.isnan(values).any():
            missing = np.isnan(values)
    else:
        entries: list[Any] = list(column)
        if not set(map(type, entries)) <= {*PLAIN[kind], type(None)}:
            return None
        holes = [entry is None or entry != entry for entry in entries]  # noqa: PLR0124 - NaN
        missing = np.array(holes) if any(holes) else None
        filled = [0 if hole else entry for entry, hole in zip(entries, holes, strict=True)]
        values = np.array(filled, dtype=kind.to_pandas_dtype())
    if kind == pa.bool_():
        values = np.packbits(values, bitorder="little")
    return pa.Array.from_buffers(
        kind, len(column), [_present(missing), pa.py_buffer(values.tobytes())]
    )


def _texts(column: Column) -> pa.Array | None:
    entries = list(column)
    if not set(map(type, entries)) <= {str, type(None)}:
        return None
    words = [b"" if entry is None else entry.encode() for entry in entries]
    missing = np.array([entry is None for entry in entries]) if None in entries else None
    ends = np.fromiter(accumulate(map(len, words), initial=0), dtype=np.int32, count=len(words) + 1)
    buffers = [_present(missing), pa.py_buffer(ends.tobytes()), pa.py_buffer(b"".join(words))]
    return pa.Array.from_buffers(pa.string(), len(words), buffers)


def _lists(column: Column, kind: pa.DataType) -> pa.Array | None:
    entries = list(column)
    if not set(map(type, entries)) <= {list}:
        return None
    inner = array_of(list(chain.from_iterable(entries)), kind.value_type)
    ends = np.fromiter(
        accumulate(map(len, entries), initial=0), dtype=np.int32, count=len(entries) + 1
    )
    buffers = [None, pa.py_buffer(ends.tobytes())]
    return pa.Array.from_buffers(kind, len(entries), buffers, children=[inner])


def _present(missing: Any) -> pa.Buffer | None:  # noqa: ANN401 - an array of flags, or None
    if missing is None:
        return None
    return pa.py_buffer(np.packbits(~missing, bitorder="little").tobytes())
