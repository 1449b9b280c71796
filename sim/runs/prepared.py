"""The Mesa model prepared for many runs: one replicate after the other."""

from __future__ import annotations

import traceback
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sim.record.batch import Batch, Columns, Task, columns_of
from sim.scenario.load import scenario_from_tree
from sim.scenario.tree import changed

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Row = dict[str, Any]

LINES_OF_TRACEBACK = 6


@dataclass(frozen=True)
class EachReplicate:
    """The Mesa model, prepared for one scenario.

    Parameters
    ----------
    tree : mapping
        Completed tree of the scenario.
    horizon : int
        Days simulated.
    """

    tree: Mapping[str, Any]
    horizon: int

    def run(self, seed: int, tasks: Sequence[Task], *, clauses: bool = True) -> Batch:
        """Carry out tasks; see `sim.record.batch.Prepared`."""
        rows = _Rows()
        for task in tasks:
            self._run_task(rows, seed, task, clauses=clauses)
        return Batch(
            united(rows.runs), united(rows.agreements), united(rows.clauses), rows.failures
        )

    def _run_task(self, rows: _Rows, seed: int, task: Task, *, clauses: bool) -> None:
        # Mesa takes seconds to import, which nobody should wait for before it is needed.
        from sim.model.replicate import run_replicate  # noqa: PLC0415

        replicates = range(task.first, task.first + task.count)
        try:
            tree = changed(self.tree, task.changes)
            scenario_from_tree(tree)
        except Exception as error:  # noqa: BLE001 - a point that cannot be run is data
            rows.failures += [failure(task.point, replicate, error) for replicate in replicates]
            return
        for replicate in replicates:
            try:
                result = run_replicate(tree, seed, replicate, self.horizon)
            except Exception as error:  # noqa: BLE001 - whatever fails in a run is data
                rows.failures.append(failure(task.point, replicate, error))
                continue
            address = {"point": task.point, "replicate": replicate}
            rows.runs.append(address | dict(result["run"]))
            rows.agreements += [address | dict(row) for row in result["agreements"]]
            if clauses:
                rows.clauses += [address | dict(row) for row in result["clauses"]]


@dataclass
class _Rows:
    runs: list[Row] = field(default_factory=list)
    agreements: list[Row] = field(default_factory=list)
    clauses: list[Row] = field(default_factory=list)
    failures: list[Row] = field(default_factory=list)


def prepare(tree: Mapping[str, Any], horizon: int) -> EachReplicate:
    """Prepare the Mesa model for a scenario.

    Parameters
    ----------
    tree : mapping
        Completed tree of the scenario.
    horizon : int
        Days simulated.

    Returns
    -------
    EachReplicate
        The engine.

    Raises
    ------
    InputError
        If the scenario is at fault.
    """
    scenario_from_tree(tree)
    return EachReplicate(dict(tree), horizon)


def failure(point: int, replicate: int, error: BaseException) -> Row:
    """Describe a failed replicate as a row.

    Parameters
    ----------
    point, replicate : int
        Which it is.
    error : BaseException
        What went wrong.

    Returns
    -------
    dict
        A row of the failures.
    """
    lines = "".join(traceback.format_exception(error)).rstrip().splitlines()
    return {
        "point": point,
        "replicate": replicate,
        "error": f"{type(error).__name__}: {error}",
        "traceback": "\n".join(lines[-LINES_OF_TRACEBACK:]),
    }


def united(rows: Sequence[Row]) -> Columns:
    """Turn rows into columns, with nothing where a row has no such key.

    Parameters
    ----------
    rows : sequence of dict
        The rows. Points may differ in what they count, such as the parties that
        publish violations.

    Returns
    -------
    dict of numpy.ndarray
        The columns.
    """
    names = dict.fromkeys(name for row in rows for name in row)
    return columns_of([{name: row.get(name) for name in names} for row in rows])
