"""One replicate, from a scenario tree to rows of a result."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from sim.model.ceasefire import CeasefireModel
from sim.model.rows import agreement_rows, clause_rows
from sim.record.told import Told
from sim.scenario.load import scenario_from_tree
from sim.scenario.uncertainty import drawn, has_distributions

if TYPE_CHECKING:
    from sim.model.party import PartyAgent

Tree = Mapping[str, Any]
PartyClasses = Mapping[str, "type[PartyAgent]"]


def run_replicate(
    tree: Tree,
    seed: int,
    replicate: int,
    horizon: int | None = None,
    party_classes: PartyClasses | None = None,
) -> dict[str, Any]:
    """Run one replicate without telling it.

    Parameters
    ----------
    tree : mapping
        The composed scenario, behaviour and measurement.
    seed, replicate : int
        Key of all luck.
    horizon : int, optional
        Last day; by default the scenario's.
    party_classes : mapping, optional
        Classes of one's own for some parties, by id.

    Returns
    -------
    dict
        ``run``: a row of ``runs.parquet``; ``agreements`` and ``clauses``: rows of
        the tables of those names.
    """
    model = model_of(tree, seed, replicate, horizon, party_classes, tell=False)
    outcome = model.run()
    return {
        "run": {"replicate": replicate, **outcome.row()},
        "agreements": agreement_rows(model, replicate),
        "clauses": clause_rows(model, replicate),
    }


def tell(
    tree: Tree,
    seed: int,
    replicate: int,
    horizon: int | None = None,
    party_classes: PartyClasses | None = None,
) -> Told:
    """Run one replicate, keeping all that happened.

    Parameters
    ----------
    tree : mapping
        The composed scenario, behaviour and measurement.
    seed, replicate : int
        Key of all luck.
    horizon : int, optional
        Last day; by default the scenario's.
    party_classes : mapping, optional
        Classes of one's own for some parties, by id.

    Returns
    -------
    Told
        The run, with its model.
    """
    model = model_of(tree, seed, replicate, horizon, party_classes)
    outcome = model.run()
    return Told(model.setup, model.log, model.datacollector.model_vars, outcome, model)


def model_of(  # noqa: PLR0913 - the arguments of the model, by name
    tree: Tree,
    seed: int,
    replicate: int,
    horizon: int | None = None,
    party_classes: PartyClasses | None = None,
    *,
    tell: bool = True,
) -> CeasefireModel:
    """Make the model of one replicate; uncertain numbers are drawn for it."""
    if has_distributions(tree):
        tree = drawn(tree, seed, replicate)
    return CeasefireModel(
        scenario_from_tree(tree),
        seed,
        replicate,
        horizon,
        party_classes=party_classes,
        tell=tell,
    )
