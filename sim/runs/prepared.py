"""The Mesa model prepared for many runs: one replicate after the other."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sim.day.batch import Batch
from sim.runs.jobs import failure, joined
from sim.scenario.load import scenario_from_tree
from sim.scenario.tree import changed

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sim.day.batch import Task


@dataclass(frozen=True)
class EachReplicate:
    """The Mesa model, prepared for one scenario.

    Parameters
    ----------
    tree : mapping
        Completed tree of the scenario.
    horizon : int
        Days simulated.
    party_classes : mapping
        Classes of one's own by the id of a party, monitor or obligation.
    """

    tree: Mapping[str, Any]
    horizon: int
    party_classes: Mapping[str, type] = field(default_factory=dict)

    def run(self, seed: int, tasks: Sequence[Task], *, clauses: bool = True) -> Batch:
        """Carry out tasks; see `sim.day.batch.Prepared`."""
        return joined([one for task in tasks for one in self._run(seed, task, clauses=clauses)])

    def _run(self, seed: int, task: Task, *, clauses: bool) -> Iterator[Batch]:
        # Mesa takes seconds to import, which nobody should wait for before it is needed.
        from sim.day.model import run_replicate  # noqa: PLC0415

        replicates = range(task.first, task.first + task.count)
        try:
            tree = changed(self.tree, task.changes)
            scenario_from_tree(tree)
        except Exception as error:  # noqa: BLE001 - a point that cannot be run is data
            yield Batch(failures=[failure(task.point, number, error) for number in replicates])
            return
        for number in replicates:
            try:
                yield run_replicate(
                    tree,
                    seed,
                    number,
                    self.horizon,
                    self.party_classes,
                    point=task.point,
                    clauses=clauses,
                )
            except Exception as error:  # noqa: BLE001 - whatever fails in a run is data
                yield Batch(failures=[failure(task.point, number, error)])


def prepare(
    tree: Mapping[str, Any], horizon: int, party_classes: Mapping[str, type] | None = None
) -> EachReplicate:
    """Prepare the Mesa model for a scenario.

    Parameters
    ----------
    tree : mapping
        Completed tree of the scenario.
    horizon : int
        Days simulated.
    party_classes : mapping, optional
        Classes of one's own by the id of a party, monitor or obligation.

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
    return EachReplicate(tree, horizon, dict(party_classes or {}))
