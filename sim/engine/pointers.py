"""Tables as the compiled engine sees them: a pointer and a length, in bundles.

An array of NumPy is seven words to the compiler, and the engine has some forty of
them: passed as arrays, they make it wait minutes for what is here a few seconds. A
bundle is one word, the address of a list of tables; reading a table from it costs two
loads, and nothing is counted or checked. The named tuples of `sim.engine.tables` are
what the same functions read when they are not compiled.
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

from sim.engine.tables import ROWS

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

    def __init__(self, row: Any) -> None:  # noqa: ANN401 - a type of numba's
        self.row = row
        super().__init__(name=f"Table({row})")


class Bundle(types.Type):
    """Type of a bundle of tables.

    Parameters
    ----------
    names : tuple of str
        Names of its tables, in order; each is one of `sim.engine.tables.ROWS`.
    """

    def __init__(self, names: tuple[str, ...]) -> None:
        self.names = names
        super().__init__(name=f"Bundle{names}")

    def table(self, name: str) -> Table:
        """Type of one of its tables."""
        return _table(name)


@cache
def _table(name: str) -> Table:
    """Make the type of a table once: the compiler asks for it thousands of times."""
    return Table(from_dtype(ROWS[name]))


class Pointers:
    """A bundle of arrays, which stay alive as long as it does.

    Parameters
    ----------
    arrays : mapping
        Contiguous arrays by name of table.
    """

    def __init__(self, arrays: Mapping[str, np.ndarray[Any, Any]]) -> None:
        self.names = tuple(arrays)
        self.arrays = list(arrays.values())
        for name, array in arrays.items():
            if array.dtype != ROWS[name] or not array.flags.c_contiguous:
                message = f"table {name} is not laid out as its rows are"
                raise TypeError(message)
        words = [word for a in self.arrays for word in (a.ctypes.data, len(a))]
        self.memory = np.array(words, np.int64)
        self.address = int(self.memory.ctypes.data)


@register_model(Table)
class _TableModel(models.StructModel):
    def __init__(self, manager: Any, table: Table) -> None:  # noqa: ANN401
        super().__init__(manager, table, [("data", types.voidptr), ("rows", types.intp)])


register_model(Bundle)(models.OpaqueModel)


@typeof_impl.register(Pointers)
def _typeof_pointers(value: Pointers, _: object) -> Bundle:
    return Bundle(value.names)


@unbox(Bundle)
def _unbox_bundle(_: Bundle, value: Any, c: Any) -> NativeValue:  # noqa: ANN401
    address = c.pyapi.object_getattr_string(value, "address")
    pointer = c.pyapi.long_as_voidptr(address)
    c.pyapi.decref(address)
    return NativeValue(pointer)


@infer_getattr
class _TablesOfBundle(AttributeTemplate):
    key = Bundle

    def generic_resolve(self, bundle: Bundle, name: str) -> Table | None:
        return bundle.table(name) if name in bundle.names else None


@lower_getattr_generic(Bundle)
def _lower_table(context: Any, builder: Any, bundle: Bundle, value: Any, name: str) -> Any:  # noqa: ANN401
    at = 2 * bundle.names.index(name)
    memory = builder.bitcast(value, WORD.as_pointer())
    unchanging = builder.module.add_metadata([])
    words = []
    for place in (at, at + 1):
        word = builder.load(builder.gep(memory, [ir.Constant(WORD, place)]))
        word.set_metadata("invariant.load", unchanging)
        words.append(word)
    found = cgutils.create_struct_proxy(bundle.table(name))(context, builder)
    found.data = builder.inttoptr(words[0], cgutils.voidptr_t)
    found.rows = words[1]
    return found._getvalue()  # noqa: SLF001 - the way numba gives it


def _place(context: Any, builder: Any, kind: Table, value: Any, index: Any) -> Any:  # noqa: ANN401
    """Pointer to a row."""
    table = cgutils.create_struct_proxy(kind)(context, builder, value=value)
    size = kind.row.size if isinstance(kind.row, types.Record) else 8
    offset = builder.mul(index, ir.Constant(WORD, size))
    return builder.gep(table.data, [offset])


def _index(builder: Any, kind: Any, value: Any) -> Any:  # noqa: ANN401
    if value.type.width < WORD.width:
        return builder.sext(value, WORD) if kind.signed else builder.zext(value, WORD)
    return value


@infer_global(operator.getitem)
class _RowOfTable(AbstractTemplate):
    def generic(self, args: Any, kws: Any) -> Any:  # noqa: ANN401
        if len(args) == 2 and isinstance(args[0], Table) and isinstance(args[1], types.Integer):
            return signature(args[0].row, args[0], types.intp)
        return None


@lower_builtin(operator.getitem, Table, types.Integer)
def _lower_row(context: Any, builder: Any, sig: Any, args: Any) -> Any:  # noqa: ANN401
    kind = sig.args[0]
    place = _place(context, builder, kind, args[0], _index(builder, sig.args[1], args[1]))
    if isinstance(kind.row, types.Record):
        return builder.bitcast(place, context.get_value_type(kind.row))
    return builder.load(builder.bitcast(place, context.get_value_type(kind.row).as_pointer()))


@infer_global(operator.setitem)
class _SetCellOfTable(AbstractTemplate):
    def generic(self, args: Any, kws: Any) -> Any:  # noqa: ANN401
        if len(args) == 3 and isinstance(args[0], Table) and isinstance(args[1], types.Integer):
            return signature(types.none, args[0], types.intp, args[0].row)
        return None


@lower_builtin(operator.setitem, Table, types.Integer, types.Number)
def _lower_set_cell(context: Any, builder: Any, sig: Any, args: Any) -> Any:  # noqa: ANN401
    kind = sig.args[0]
    place = _place(context, builder, kind, args[0], _index(builder, sig.args[1], args[1]))
    value = context.cast(builder, args[2], sig.args[2], kind.row)
    builder.store(value, builder.bitcast(place, value.type.as_pointer()))
    return context.get_dummy_value()


@infer_global(len)
class _RowsOfTable(AbstractTemplate):
    def generic(self, args: Any, kws: Any) -> Any:  # noqa: ANN401
        if len(args) == 1 and isinstance(args[0], Table):
            return signature(types.intp, args[0])
        return None


@lower_builtin(len, Table)
def _lower_rows(context: Any, builder: Any, sig: Any, args: Any) -> Any:  # noqa: ANN401
    return cgutils.create_struct_proxy(sig.args[0])(context, builder, value=args[0]).rows
