"""Tables of a sweep: from the columns of an engine to Arrow, in one order of rows.

Everything here works on columns; nothing goes through runs one by one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from sim.runs.tables import BEGINNINGS, COLUMNS, REAL, TEXT, WHOLE

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sim.record.batch import Batch, Columns
    from sim.runs.blocks import Block
    from sim.runs.points import Points

ADDRESS = ("point", "replicate")
# Columns beyond those that every table of results must have.
FURTHER: dict[str, dict[str, pa.DataType]] = {
    "runs": {"accusations_false": WHOLE},
    "agreements": {"agreement": TEXT, "days": WHOLE},
    "clauses": {
        "agreement": TEXT,
        "clause": TEXT,
        "kind": TEXT,
        "progress": REAL,
        "breaches": WHOLE,
        "first_breach": WHOLE,
        "extensions": WHOLE,
    },
    "failures": {},
}

Tables = dict[str, pa.Table]


def tables_of(batch: Batch, wanted: Iterable[str], own: Sequence[str]) -> Tables:
    """Lay a batch out as tables.

    Parameters
    ----------
    batch : Batch
        What an engine gave.
    wanted : iterable of str
        Which tables, of ``runs``, ``agreements`` and ``clauses``.
    own : sequence of str
        Columns of the runs whose names depend on the scenario.

    Returns
    -------
    dict of pyarrow.Table
        Tables by name, and always that of failures.
    """
    found = {name: _table(name, getattr(batch, name), own) for name in wanted}
    failures = {column: [row[column] for row in batch.failures] for column in COLUMNS["failures"]}
    found["failures"] = pa.table(failures, schema=pa.schema(list(COLUMNS["failures"].items())))
    return found


def _table(name: str, columns: Columns, own: Sequence[str]) -> pa.Table:
    kinds = dict(COLUMNS[name]) | FURTHER[name]
    if name == "runs":
        kinds |= {column: _kind_by_beginning(column) for column in own}
    count = len(next(iter(columns.values()))) if columns else 0
    arrays = {
        column: pa.array(columns[column], type=kind, from_pandas=True)
        if column in columns
        else pa.nulls(count, kind)
        for column, kind in kinds.items()
    }
    for column, values in columns.items():
        if column not in arrays:
            arrays[column] = pa.array(values, from_pandas=True)
    return pa.table(arrays)


def _kind_by_beginning(column: str) -> pa.DataType:
    return next(kind for begins, kind in BEGINNINGS.items() if column.startswith(begins))


def own_columns(tree: Mapping[str, Any]) -> list[str]:
    """List the columns of runs whose names depend on the scenario.

    Parameters
    ----------
    tree : mapping
        Completed tree of the scenario.

    Returns
    -------
    list of str
        Names, in the order in which a run gives them.
    """
    parties = tree["scenario"].get("parties", {})
    names = [f"published_{key}" for key, one in parties.items() if one.get("publishes_counts")]
    for rule in tree["measurement"].get("alternatives", {}):
        names += [f"end_kind_{rule}", f"end_day_{rule}", f"ended_{rule}"]
    return names


def joined(parts: Sequence[Tables]) -> Tables:
    """Join the tables of a block, its rows in the order of points and replicates.

    Parameters
    ----------
    parts : sequence of dict
        Tables of the parts, in any order; the rows of one replicate stand together.

    Returns
    -------
    dict of pyarrow.Table
        The same bytes whatever the parts were.
    """
    found: Tables = {}
    for name in parts[0]:
        pieces = [part[name] for part in parts if part[name].num_rows] or [parts[0][name]]
        whole = pa.concat_tables(pieces, promote_options="permissive")
        point, replicate = (whole.column(column).to_numpy() for column in ADDRESS)
        # The sort is stable: agreements of one replicate stay in their order.
        found[name] = whole.take(np.lexsort((replicate, point))).combine_chunks()
    return found


def with_parameters(runs: pa.Table, points: Points, block: Block) -> pa.Table:
    """Put the parameters of its point beside each run.

    Parameters
    ----------
    runs : pyarrow.Table
        Runs of a block.
    points : Points
        Points of the design.
    block : Block
        The block.

    Returns
    -------
    pyarrow.Table
        The runs with a column for each parameter after point and replicate.
    """
    place = pa.array(runs.column("point").to_numpy() - block.point)
    columns = dict(zip(runs.column_names, runs.columns, strict=True))
    head = {name: columns.pop(name) for name in ADDRESS}
    parameters = {
        name: values.take(place)
        for name, values in points.columns(block.point, block.points).items()
    }
    return pa.table(head | parameters | columns)


def without_parameters(runs: pa.Table, points: Points) -> pa.Table:
    """Take the parameters away again, to add rows.

    Parameters
    ----------
    runs : pyarrow.Table
        As given by `with_parameters`.
    points : Points
        Points of the design.

    Returns
    -------
    pyarrow.Table
        The runs as an engine gave them.
    """
    return runs.select([name for name in runs.column_names if name not in points.kinds])
