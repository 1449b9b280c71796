"""Variants of a scenario that the general patterns set against each other.

They are made from whatever scenario is given: nothing here names a clause or a party.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sim.scenario.load import scenario_from_tree
from sim.scenario.tree import changed, tree_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sim.scenario.scenario import Scenario

LEVERAGES = (0.1, 0.3, 0.5, 0.7, 0.9)
# Share of clauses that name nobody in the loosest text of the record of Idlib.
LOOSE_AMBIGUITY = 0.7
# One step on the scale of worth in docs/record/coding.md: from a cessation announced to a text of
# several clauses.
STEP_OF_WORTH = 1.5
# Leverage at the beginning, and what is left of it in the second and the third part of the horizon.
WANES_TO = (1.0, 0.5, 0.1)
SERIES_DAYS = 1400


def loose(scenario: Scenario) -> Scenario:
    """Leave the text as loose as the loosest of the record; who owes what stays in dispute."""
    return _with(scenario, {f"{_main(scenario)}.ambiguity": LOOSE_AMBIGUITY})


def specific(scenario: Scenario) -> Scenario:
    """Have the text name who owes each clause, so that no two parties read it differently.

    Where the letter names nobody, all count as named whom any party reads into the clause.
    """
    changes: dict[str, Any] = {f"{_main(scenario)}.ambiguity": 0.0}
    for name, duty in scenario.scenario.obligations.items():
        if duty.agreement == scenario.scenario.main:
            named = duty.owed_by or sorted(set(_read_into(duty.readings)))
            changes[f"scenario.obligations.{name}.owed_by"] = list(named)
            changes[f"scenario.obligations.{name}.readings"] = {}
    return _with(scenario, changes)


def _read_into(readings: Mapping[str, Any]) -> list[str]:
    return [who for named in readings.values() for who in named]


def written(scenario: Scenario) -> Scenario:
    """Make the text worth one step more on the scale of the record."""
    key = f"{_main(scenario)}.worth"
    worth = _value(tree_of(scenario), key)
    if isinstance(worth, list):
        family, *numbers = worth
        return _with(scenario, {key: [family, *(STEP_OF_WORTH * each for each in numbers)]})
    return _with(scenario, {key: STEP_OF_WORTH * worth})


def with_leverage(scenario: Scenario, share: float) -> Scenario:
    """Give every sponsor the same leverage."""
    return _with(scenario, {f"{tie}.leverage": share for tie in _ties(scenario)})


def waning(scenario: Scenario, days: int) -> Scenario:
    """Let the leverage of every sponsor wane over the horizon, from what it is by the file."""
    tree = tree_of(scenario)
    changes = {}
    for tie in _ties(scenario):
        stated = _value(tree, f"{tie}.leverage")
        if isinstance(stated, dict):
            continue
        changes[f"{tie}.leverage"] = {
            f"part_{part}": {
                "from": (
                    scenario.scenario.start + timedelta(days=days * part // len(WANES_TO))
                ).isoformat(),
                "value": _scaled(stated, share),
            }
            for part, share in enumerate(WANES_TO)
        }
    return _with(scenario, changes)


def _scaled(stated: Any, share: float) -> Any:  # noqa: ANN401 - a number, or a distribution
    if isinstance(stated, list):
        family, *numbers = stated
        return [family, *(share * each for each in numbers)]
    return share * stated


def series(scenario: Scenario) -> Scenario:
    """Let the conflict go on after an end, so that talks may sign another text."""
    return _with(scenario, {"scenario.series": True})


def _main(scenario: Scenario) -> str:
    return f"scenario.agreements.{scenario.scenario.main}"


def _ties(scenario: Scenario) -> list[str]:
    return [f"scenario.ties.{name}" for name, tie in scenario.scenario.ties.items() if tie.active]


def _value(tree: Mapping[str, Any], key: str) -> Any:  # noqa: ANN401 - a value of any kind
    here: Any = tree
    for word in key.split("."):
        here = here[word]
    return here


def _with(scenario: Scenario, changes: Mapping[str, Any]) -> Scenario:
    return scenario_from_tree(changed(tree_of(scenario), changes))
