"""Many runs at once: what an engine is asked for, and the columns that it gives.

This is the seam between engines and everything that runs them. An engine is
prepared for one scenario and then carries out tasks; each task is some replicates of
the scenario under some changes of it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Column = NDArray[Any]
Columns = dict[str, Column]
TABLES = ("runs", "agreements", "clauses")


@dataclass(frozen=True)
class Task:
    """Some replicates of one point of a design.

    Parameters
    ----------
    point : int
        Number of the point.
    changes : mapping
        Dotted keys, such as ``scenario.ties.russia_government.leverage``, and the
        values that they have at this point in place of those of the scenario.
    first : int
        Number of the first replicate.
    count : int
        How many replicates follow each other from there.
    """

    point: int = 0
    changes: Mapping[str, Any] = field(default_factory=dict)
    first: int = 0
    count: int = 1


@dataclass(frozen=True)
class Batch:
    """Columns of the tables that some tasks give, in the order of tasks and replicates.

    Parameters
    ----------
    runs, agreements, clauses : dict of numpy.ndarray
        Columns by name, with ``point`` and ``replicate``; texts as arrays of objects.
        Empty where no run succeeded or the table was not asked for.
    failures : list of dict
        ``point``, ``replicate``, ``error`` and ``traceback`` of each failed replicate.
    """

    runs: Columns = field(default_factory=dict)
    agreements: Columns = field(default_factory=dict)
    clauses: Columns = field(default_factory=dict)
    failures: list[dict[str, Any]] = field(default_factory=list)


class Prepared(Protocol):
    """An engine prepared for one scenario and horizon; it may be used from several threads."""

    def run(self, seed: int, tasks: Sequence[Task], *, clauses: bool = True) -> Batch:
        """Carry out tasks.

        Parameters
        ----------
        seed : int
            Seed of the runs; a replicate has the same luck at every point.
        tasks : sequence of Task
            What to run.
        clauses : bool
            Whether the table of clauses is wanted.

        Returns
        -------
        Batch
            All rows. A replicate that fails is a row of `failures`.
        """
        ...


def columns_of(rows: Sequence[Mapping[str, Any]]) -> Columns:
    """Turn rows with equal keys into columns.

    Parameters
    ----------
    rows : sequence of mapping
        The rows.

    Returns
    -------
    dict of numpy.ndarray
        Whole numbers, reals and truth values as such; all else as objects.
    """
    if not rows:
        return {}
    found: Columns = {}
    for name in rows[0]:
        values = [row[name] for row in rows]
        column = np.asarray(values)
        found[name] = column if column.dtype.kind in "iufb" else np.array(values, dtype=object)
    return found
