"""Tables as compiled code sees them: a pointer and a length each, in one bundle.

An array of NumPy is seven words to the compiler, and a run has some fifty of them: passed as
arrays, they make it wait minutes for what is here a few seconds. The bundle is one word, the
address of a list of tables; reading a table from it costs two loads, and nothing is counted or
checked. `sim.day.state.World` is what the same functions read when they are not compiled.
"""

from __future__ import annotations

import operator
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
from llvmlite import ir
from numba import from_dtype
from numba.core import cgutils, types
from numba.core.typing.templates import AbstractTemplate, AttributeTemplate, infer_global, signature
from numba.extending import (
    NativeValue,
    infer_getattr,
    lower_builtin,
    lower_getattr_generic,
    models,
    register_model,
    typeof_impl,
    unbox,
)

from sim.day.state import COLUMNS, SINGLE, tables

if TYPE_CHECKING:
    from collections.abc import Mapping

WORD = ir.IntType(64)


class Table(types.Type):
    """Type of a table: rows of one kind.

    Parameters
    ----------
    row : numba.types.Type
        A record, or a number of eight bytes.
    """

    def __init__(self, row: Any) -> None:
        self.row = row
        super().__init__(name=f"Table({row})")


class Grid(Table):
    """Type of a table whose rows are taken by two numbers; the first gives a `Table`."""

    def __init__(self, row: Any) -> None:
        super().__init__(row)
        self.name = f"Grid({row})"


class Bundle(types.Type):
    """Type of all tables of a run together."""

    def __init__(self) -> None:
        super().__init__(name="Bundle")


BUNDLE = Bundle()
NAMES = tuple(tables())


@cache
def _kind(name: str) -> Any:
    """Type of a table, made once: the compiler asks for it thousands of times."""
    row = from_dtype(tables()[name][1])
    if name in SINGLE:
        return row
    return _grid(row) if name in COLUMNS else _table(row)


@cache
def _table(row: Any) -> Table:
    return Table(row)


@cache
def _grid(row: Any) -> Grid:
    return Grid(row)


class Pointers:
    """All tables as one address; the arrays stay alive as long as it does.

    Parameters
    ----------
    arrays : mapping
        Contiguous arrays by name of table.
    columns : mapping
        What the second index of each grid counts.
    """

    def __init__(
        self, arrays: Mapping[str, np.ndarray[Any, Any]], columns: Mapping[str, int]
    ) -> None:
        self.arrays = [arrays[name] for name in NAMES]
        for name, array in zip(NAMES, self.arrays, strict=True):
            if array.dtype != tables()[name][1] or not array.flags.c_contiguous:
                message = f"table {name} is not laid out as its rows are"
                raise TypeError(message)
        words = [
            word
            for name, array in zip(NAMES, self.arrays, strict=True)
            for word in (array.ctypes.data, columns.get(name, len(array)))
        ]
        self.memory = np.array(words, np.int64)
        self.address = int(self.memory.ctypes.data)


@register_model(Table)
@register_model(Grid)
class _TableModel(models.StructModel):
    def __init__(self, manager: Any, table: Table) -> None:
        super().__init__(manager, table, [("data", types.voidptr), ("rows", types.intp)])


register_model(Bundle)(models.OpaqueModel)


@typeof_impl.register(Pointers)
def _typeof_pointers(_: Pointers, __: object) -> Bundle:
    return BUNDLE


@unbox(Bundle)
def _unbox_bundle(_: Bundle, value: Any, c: Any) -> NativeValue:
    address = c.pyapi.object_getattr_string(value, "address")
    pointer = c.pyapi.long_as_voidptr(address)
    c.pyapi.decref(address)
    return NativeValue(pointer)


@infer_getattr
class _TablesOfBundle(AttributeTemplate):
    key = Bundle

    def generic_resolve(self, _: Bundle, name: str) -> Any:
        return _kind(name) if name in NAMES else None


@lower_getattr_generic(Bundle)
def _lower_table(context: Any, builder: Any, _: Bundle, value: Any, name: str) -> Any:
    at = 2 * NAMES.index(name)
    memory = builder.bitcast(value, WORD.as_pointer())
    unchanging = builder.module.add_metadata([])
    words = []
    for place in (at, at + 1):
        word = builder.load(builder.gep(memory, [ir.Constant(WORD, place)]))
        word.set_metadata("invariant.load", unchanging)
        words.append(word)
    data = builder.inttoptr(words[0], cgutils.voidptr_t)
    kind = _kind(name)
    if name in SINGLE:
        return builder.bitcast(data, context.get_value_type(kind))
    return _made(context, builder, kind, data, words[1])


def _made(context: Any, builder: Any, kind: Table, data: Any, rows: Any) -> Any:
    found = cgutils.create_struct_proxy(kind)(context, builder)
    found.data = data
    found.rows = rows
    return found._getvalue()  # noqa: SLF001 - the way numba gives it


def _place(context: Any, builder: Any, kind: Table, value: Any, index: Any) -> Any:
    """Pointer to a row."""
    table = cgutils.create_struct_proxy(kind)(context, builder, value=value)
    size = kind.row.size if isinstance(kind.row, types.Record) else 8
    offset = builder.mul(index, ir.Constant(WORD, size))
    return builder.gep(table.data, [offset])


def _index(builder: Any, kind: Any, value: Any) -> Any:
    if value.type.width < WORD.width:
        return builder.sext(value, WORD) if kind.signed else builder.zext(value, WORD)
    return value


@infer_global(operator.getitem)
class _RowOfTable(AbstractTemplate):
    def generic(self, args: Any, kws: Any) -> Any:
        if len(args) == 2 and isinstance(args[0], Table) and isinstance(args[1], types.Integer):
            found = _table(args[0].row) if isinstance(args[0], Grid) else args[0].row
            return signature(found, args[0], types.intp)
        return None


@lower_builtin(operator.getitem, Table, types.Integer)
def _lower_row(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    kind = sig.args[0]
    place = _place(context, builder, kind, args[0], _index(builder, sig.args[1], args[1]))
    if isinstance(kind.row, types.Record):
        return builder.bitcast(place, context.get_value_type(kind.row))
    return builder.load(builder.bitcast(place, context.get_value_type(kind.row).as_pointer()))


@lower_builtin(operator.getitem, Grid, types.Integer)
def _lower_row_of_grid(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    kind = sig.args[0]
    grid = cgutils.create_struct_proxy(kind)(context, builder, value=args[0])
    row = builder.mul(_index(builder, sig.args[1], args[1]), grid.rows)
    place = _place(context, builder, kind, args[0], row)
    return _made(context, builder, sig.return_type, place, grid.rows)


@infer_global(operator.setitem)
class _SetCellOfTable(AbstractTemplate):
    def generic(self, args: Any, kws: Any) -> Any:
        if len(args) == 3 and isinstance(args[0], Table) and isinstance(args[1], types.Integer):
            return signature(types.none, args[0], types.intp, args[0].row)
        return None


@lower_builtin(operator.setitem, Table, types.Integer, types.Number)
def _lower_set_cell(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    kind = sig.args[0]
    place = _place(context, builder, kind, args[0], _index(builder, sig.args[1], args[1]))
    value = context.cast(builder, args[2], sig.args[2], kind.row)
    builder.store(value, builder.bitcast(place, value.type.as_pointer()))
    return context.get_dummy_value()


@infer_global(len)
class _RowsOfTable(AbstractTemplate):
    def generic(self, args: Any, kws: Any) -> Any:
        if len(args) == 1 and isinstance(args[0], Table):
            return signature(types.intp, args[0])
        return None


@lower_builtin(len, Table)
def _lower_rows(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    return cgutils.create_struct_proxy(sig.args[0])(context, builder, value=args[0]).rows
