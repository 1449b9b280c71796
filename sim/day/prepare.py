"""The compiled day prepared for a scenario: tasks in, columns out."""

from __future__ import annotations

import json
import threading
import traceback
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.day.batch import Batch, Task
from sim.day.compile import entry_point, uniforms_point
from sim.day.numbers import Base, UnboundError, is_number, quantiles
from sim.day.replicates import OVERFLOWED, UNSOUND, Agreed, Clause, Outcome
from sim.day.state import dtype_of
from sim.day.tables import batch_of, figures_of, united
from sim.scenario.errors import InputError
from sim.scenario.load import scenario_from_tree
from sim.scenario.luck import luck_key
from sim.scenario.tree import changed
from sim.scenario.uncertainty import drawn

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from numpy.typing import NDArray


Path = tuple[str, ...]
MOST_ROWS = 256
MOST_BASES = 32
LARGEST_SCALE = 1024
LINES_OF_TRACEBACK = 6


@dataclass(frozen=True)
class Line:
    """One replicate to run: where its row belongs, and the numbers changed for it."""

    point: int
    replicate: int
    changes: Mapping[str, Any]


class Compiled:
    """The compiled engine, prepared for one scenario; usable from several threads.

    Parameters
    ----------
    tree : mapping
        Completed tree of the scenario.
    horizon : int
        Days simulated.
    """

    def __init__(self, tree: Mapping[str, Any], horizon: int) -> None:
        self.tree = tree
        self.horizon = horizon
        self._bases: dict[str, Base] = {}
        self._lock = threading.Lock()
        self._base({}, 1)

    def run(self, seed: int, tasks: Sequence[Task], *, clauses: bool = True) -> Batch:
        """Carry out tasks; see `sim.day.batch.Prepared`."""
        parts: list[Batch] = []
        for base, names, lines in self._grouped(tasks, parts):
            parts.append(self._run_lines(base, names, lines, seed, clauses=clauses))
        return united(parts)

    def _base(self, changes: Mapping[str, Any], scale: int) -> Base:
        key = json.dumps([sorted(changes.items()), scale], default=str)
        with self._lock:
            if key not in self._bases:
                tree = changed(self.tree, changes) if changes else self.tree
                found = Base(tree, self.horizon, scale)
                if len(self._bases) >= MOST_BASES:
                    # The oldest but the plain one, which every point asks for.
                    del self._bases[list(self._bases)[1]]
                self._bases[key] = found
            return self._bases[key]

    def _grouped(
        self, tasks: Sequence[Task], failed: list[Batch]
    ) -> Iterator[tuple[Base, tuple[str, ...], list[Line]]]:
        """Put together replicates that differ only in numbers that can be changed in place."""
        base: Base | None = None
        names: tuple[str, ...] = ()
        lines: list[Line] = []
        for task in tasks:
            replicates = range(task.first, task.first + task.count)
            try:
                found, values = self._base_of(task)
            except Exception as error:  # noqa: BLE001 - a point that cannot be run is data
                if base is not None and lines:
                    yield base, names, lines
                    lines = []
                failed.append(
                    Batch(failures=[failure(task.point, each, error) for each in replicates])
                )
                continue
            each_name = tuple(sorted(values))
            if base is not None and lines and (found is not base or each_name != names):
                yield base, names, lines
                lines = []
            base, names = found, each_name
            for replicate in replicates:
                lines.append(Line(task.point, replicate, values))
                if len(lines) == MOST_ROWS:
                    yield base, names, lines
                    lines = []
        if base is not None and lines:
            yield base, names, lines

    def _base_of(self, task: Task, scale: int = 1) -> tuple[Base, dict[str, float]]:
        """Find the tables for a point, and the numbers to be changed in them."""
        plain = self._base({}, scale)
        values: dict[str, float] = {}
        others: dict[str, Any] = {}
        for name, value in task.changes.items():
            quantity = plain.quantity(name)
            if quantity is not None and is_number(value) and quantity.low <= value <= quantity.high:
                values[name] = float(value)
            else:
                others[name] = value
        base = self._base(others, scale)
        for name in list(values):
            try:
                idle = not len(base.cells(name))
            except (UnboundError, KeyError):
                others[name] = values.pop(name)
                continue
            if idle:
                # Nothing in a run depends on it, but it may be at odds with another.
                scenario_from_tree(changed(self.tree, task.changes))
        return self._base(others, scale), values

    def _run_lines(
        self,
        base: Base,
        names: tuple[str, ...],
        lines: list[Line],
        seed: int,
        *,
        clauses: bool,
    ) -> Batch:
        uncertain = [name for name in base.uncertain if name not in names]
        try:
            cells, values = _values(base, names, uncertain, lines, seed)
        except UnboundError:
            return self._one_by_one(base, lines, seed, clauses=clauses)
        replicates = np.array([line.replicate for line in lines], np.int64)
        outcomes = np.zeros(len(lines), dtype_of(Outcome))
        width = figures_of(base.built)
        figures = np.zeros(len(lines) * width, np.int64)
        agreed = np.zeros(len(lines) * base.built.agreements, dtype_of(Agreed))
        parts = np.zeros(len(lines) * base.built.duties if clauses else 0, dtype_of(Clause))
        state = base.borrow()
        entry_point()(
            state.pointers(),
            state.block,
            base.template,
            cells,
            values,
            seed,
            replicates,
            base.horizon,
            0,
            outcomes,
            figures,
            agreed,
            parts,
        )
        base.give_back(state)
        batch = batch_of(
            base.built,
            np.array([line.point for line in lines], np.int64),
            replicates,
            outcomes,
            figures.reshape(-1, width),
            agreed,
            parts,
        )
        return self._mended(batch, base, names, lines, outcomes, seed, clauses=clauses)

    def _mended(
        self,
        batch: Batch,
        base: Base,
        names: tuple[str, ...],
        lines: list[Line],
        outcomes: NDArray[Any],
        seed: int,
        *,
        clauses: bool,
    ) -> Batch:
        """Run again what found too little room, and say why what is unsound failed."""
        if not outcomes["failed"].any():
            return batch
        found = [batch]
        overflowed = []
        for line, row in zip(lines, outcomes, strict=True):
            if row["failed"] == UNSOUND:
                found.append(self._unsound(base, line, seed))
            elif row["failed"] == OVERFLOWED:
                overflowed.append(line)
        if overflowed and base.scale < LARGEST_SCALE:
            # Together: each call costs as much as several runs.
            found.append(self._run_lines(base.wider(), names, overflowed, seed, clauses=clauses))
        elif overflowed:
            error = MemoryError("the run found no end of room for its events")
            rows = [failure(line.point, line.replicate, error) for line in overflowed]
            found.append(Batch(failures=rows))
        return in_order(united(found), lines)

    def _unsound(self, base: Base, line: Line, seed: int) -> Batch:
        try:
            tree = changed(base.tree, line.changes)
            scenario_from_tree(drawn(tree, seed, line.replicate))
        except InputError as error:
            return Batch(failures=[failure(line.point, line.replicate, error)])
        message = "the leverages over a client add up to more than 1"
        return Batch(failures=[failure(line.point, line.replicate, InputError(message))])

    def _one_by_one(self, base: Base, lines: list[Line], seed: int, *, clauses: bool) -> Batch:
        """Lay out the tables for each replicate: for numbers that have no place of their own."""
        found = []
        for line in lines:
            try:
                tree = drawn(changed(base.tree, line.changes), seed, line.replicate)
                own = Base(tree, self.horizon, base.scale)
            except InputError as error:
                found.append(Batch(failures=[failure(line.point, line.replicate, error)]))
                continue
            alone = Line(line.point, line.replicate, {})
            found.append(self._run_lines(own, (), [alone], seed, clauses=clauses))
        return united(found)


def prepare(tree: Mapping[str, Any], horizon: int) -> Compiled:
    """Prepare the compiled engine for a scenario.

    Parameters
    ----------
    tree : mapping
        Completed tree of the scenario; distributions are drawn in each replicate.
    horizon : int
        Days simulated.

    Returns
    -------
    Compiled
        See `sim.day.batch.Prepared`.

    Raises
    ------
    InputError
        If the scenario is at fault, or numba is not installed.
    """
    entry_point()
    return Compiled(tree, horizon)


def failure(point: int, replicate: int, error: BaseException) -> dict[str, Any]:
    """Describe a failed replicate as a row of `failures.parquet`."""
    written = "".join(traceback.format_exception(error)).rstrip().splitlines()
    return {
        "point": point,
        "replicate": replicate,
        "error": f"{type(error).__name__}: {error}",
        "traceback": "\n".join(written[-LINES_OF_TRACEBACK:]),
    }


def _values(
    base: Base, names: tuple[str, ...], uncertain: list[str], lines: list[Line], seed: int
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Reckon which cells change, and their values in each replicate."""
    count = len(lines)
    cells: list[NDArray[np.int64]] = []
    columns: list[NDArray[np.float64]] = []
    if uncertain:
        addresses = [base.uncertain[name][1].address(name) for name in uncertain]
        keys = np.array([luck_key(address) for address in addresses], np.int64)
        replicates = np.array([line.replicate for line in lines], np.int64)
        uniforms = np.zeros(count * len(keys))
        uniforms_point()(seed, replicates, keys, uniforms)
        table = uniforms.reshape(count, len(keys))
        for place, name in enumerate(uncertain):
            quantity, distribution = base.uncertain[name]
            found = base.cells(name)
            cells.append(found)
            value = quantiles(distribution, quantity, table[:, place])
            columns += [value] * len(found)
    for name in names:
        found = base.cells(name)
        cells.append(found)
        columns += [np.array([line.changes[name] for line in lines], float)] * len(found)
    if not columns:
        return np.zeros(0, np.int64), np.zeros(0)
    return np.concatenate(cells), np.ascontiguousarray(np.stack(columns, axis=1)).reshape(-1)


def in_order(batch: Batch, lines: Sequence[Line]) -> Batch:
    """Put the rows of a batch in the order in which they were asked for."""
    places = {(line.point, line.replicate): place for place, line in enumerate(lines)}

    def ordered(columns: dict[str, NDArray[Any]]) -> dict[str, NDArray[Any]]:
        if not columns:
            return columns
        asked = zip(columns["point"].tolist(), columns["replicate"].tolist(), strict=True)
        place = np.argsort([places[each] for each in asked], kind="stable")
        return {name: column[place] for name, column in columns.items()}

    failures = sorted(batch.failures, key=lambda row: places[row["point"], row["replicate"]])
    return Batch(ordered(batch.runs), ordered(batch.agreements), ordered(batch.clauses), failures)
