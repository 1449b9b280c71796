"""What is counted day by day is what the log says, up to the end that it names."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pytest

from sim.day import measures
from sim.day.events import FORMS
from sim.day.measures import BY_NAME, COUNTED, MEASURES, TALLIED
from sim.scenario.load import load_scenario, scenario_from_tree
from sim.scenario.names import scenario_names
from sim.scenario.tree import tree_of
from tests.day.random_worlds import world_of
from tests.day.same import bits
from tests.day.scenarios import TURMOIL, rich_tree
from tests.outcomes import outcome_of
from tests.worlds import finished, standard

if TYPE_CHECKING:
    from sim.day.model import CeasefireModel

pytestmark = pytest.mark.usefixtures("little_room")


def agrees_with_its_log(model: CeasefireModel) -> dict[str, float]:
    """Hold the outcome of a finished run against its log, and give its figures."""
    outcome, run_in = model.outcome(), model.setup.measurement.run_in_days
    derived = outcome_of(model.log, model.setup, model.day)
    assert outcome == derived
    assert bits(outcome.row()) == bits(derived.row())
    days = Counter(event.day for event in model.log.of("attack"))
    for page, row in enumerate(model.w.tallies[: model.day + run_in]):
        assert row[measures.ATTACKS] == days[page + 1 - run_in]
    return outcome.figures


@pytest.mark.parametrize("name", scenario_names())
def test_the_figures_of_a_shipped_scenario_follow_from_its_log(name: str) -> None:
    agrees_with_its_log(finished(load_scenario(name), 1, 45))


def test_so_do_those_of_other_scenarios_and_each_is_more_than_nothing_somewhere() -> None:
    # Other rules of an offensive than the main one, so that they come to other ends.
    rule = {"counts": "assaults", "days": 3, "sectors": 1, "window_days": 9}
    other = {"measurement.alternatives.other": rule, "scenario.agreements.cessation.term_days": 17}
    trees = [rich_tree(), rich_tree(TURMOIL), rich_tree(TURMOIL | other), tree_of(standard())]
    trees += [world_of(number) for number in range(12)]
    found: Counter[str] = Counter()
    for number, tree in enumerate(trees):
        found.update(agrees_with_its_log(finished(scenario_from_tree(tree), number, 30)))
    assert {name for name in COUNTED if not found[name]} <= {"accusations_pretext"}


def test_a_measure_is_declared_once_with_what_it_counts() -> None:
    assert len(BY_NAME) == len(MEASURES)
    for measure in MEASURES:
        assert measure.event in FORMS
        assert measure.part_of in {"", *COUNTED}
        assert measure.label
        assert measure.unit
        assert measure.head == (
            measure.label if measure.part_of else measure.name.replace("_", " ")
        )
    named = [getattr(measures, name) for name in vars(measures) if name.isupper()]
    assert max(each for each in named if isinstance(each, int)) == TALLIED
