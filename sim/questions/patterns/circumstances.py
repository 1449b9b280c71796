"""Circumstances that differ from one agreement to the next, as distributions over their ranges.

What the literature counts are many agreements, each under circumstances of its own. A scenario is
one. To set it beside such counts its circumstances are drawn anew in each replicate; how parties
choose (noise, errors of perception, sensitivities, all of ``behaviour``) stays as it is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.scenario.load import scenario_from_tree
from sim.scenario.tree import changed, tree_of
from sim.shared.parameters import addressing, chosen_parameters

if TYPE_CHECKING:
    from sim.scenario.scenario import Scenario

CIRCUMSTANCES = (
    "scenario.parties.*.strength",
    "scenario.parties.*.weariness",
    "scenario.parties.*.worth_of_land",
    "scenario.parties.*.control",
    "scenario.parties.*.relations.*",
    "scenario.parties.*.initial_belief",
    "scenario.ties.*",
    "scenario.agreements.*.worth",
    "scenario.agreements.*.ambiguity",
    "scenario.obligations.*.difficulty",
    "scenario.monitors.*.detection",
    "scenario.monitors.*.attribution",
    "scenario.spoilers.*",
    "scenario.sectors.*.worth",
    "scenario.sectors.*.terrain",
)


def varied(scenario: Scenario) -> tuple[Scenario, int]:
    """Let the assumed circumstances of a scenario differ between replicates.

    Parameters
    ----------
    scenario : Scenario
        One agreement. Numbers that a source documents stay as they are.

    Returns
    -------
    tuple
        The same scenario with an even distribution over its plausible range
        (`sim.shared.parameters.plausible_range`) in the place of each such number, drawn
        apart from each other; and how many there are.

    Raises
    ------
    InputError
        If nothing is left to vary.
    """
    tree = tree_of(scenario)
    found = chosen_parameters(tree, only=addressing(tree, CIRCUMSTANCES)).parameters
    changes = {one.key: ["uniform", *one.levels] for one in found}
    return scenario_from_tree(changed(tree, changes)), len(found)
