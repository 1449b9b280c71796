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
from tests.day.scenarios import TURMOIL, rich_tree
from tests.worlds import finished, standard

if TYPE_CHECKING:
    from sim.day.events import Event, EventLog
    from sim.day.model import CeasefireModel
    from sim.scenario.measurement import OffensiveRule
    from sim.scenario.scenario import Scenario

pytestmark = pytest.mark.usefixtures("little_room")


def counts(event: Event) -> dict[str, int]:
    """Give the figures that an event adds to, and by how much."""
    form = event.form
    return {
        "attack": {"attacks": 1},
        "breach": {"breaches": 1, "breaches_seen": int(bool(event.seen_by))},
        "accusation": {"accusations": 1, f"accusations_{form}": 1},
        "talks": {"talks": int(form != "commission")},
        "patrol": {"patrols_done": int(form != "missed")},
        "displacement": {"displaced": int(event.severity)},
        "sector": {"sectors_changed": int(form == "captured")},
        "publication": {f"published_{event.actor}": int(event.severity)},
    }.get(event.kind, {})


def end_by(log: EventLog, scenario: Scenario, rule: OffensiveRule, last: int) -> tuple[int, str]:
    """Day and kind of the end of the first agreement, were an offensive what a rule says."""
    kind, form = ("sector", "captured") if rule.counts == "captures" else ("attack", "assault")
    acts = [(e.day, e.sector) for e in log.of(kind) if e.form == form and e.day >= 1]
    found = [(day, "offensive") for day in dated(acts, rule)]
    end = next(iter(log.of("end")))
    if end.form not in ("held", "offensive"):
        found.append((int(end.terms["dated"]), end.form))
    else:
        found += [(e.day, "superseded") for e in log.of("renewal")]
        found += [(e.day, e.form) for e in log.of("declaration") if e.agreement == end.agreement]
        term = scenario.scenario.agreements[scenario.scenario.main].term_days
        found += [] if term is None or 1 + term > last else [(1 + int(term), "expired")]
    ranking = scenario.measurement.precedence
    return min(found, key=lambda one: (one[0], ranking.index(one[1])), default=(last, "held"))


def dated(acts: list[tuple[int, str]], rule: OffensiveRule) -> list[int]:
    """Day of the first act of the window that first fulfils a rule, in a list; empty if none."""
    for newest, (day, _) in enumerate(acts):
        window = [one for one in acts[: newest + 1] if one[0] > day - rule.window_days]
        days, sectors = ({one[n] for one in window} for n in (0, 1))
        if len(days) >= rule.days and len(sectors) >= rule.sectors:
            return [window[0][0]]
    return []


def agrees_with_its_log(model: CeasefireModel) -> Counter[str]:
    """Hold the figures of a finished run against its log, and give them."""
    log, outcome, scenario = model.log, model.outcome(), model.setup
    expected: Counter[str] = Counter()
    for event in log:
        if 1 <= event.day <= outcome.end_day:
            expected.update(counts(event))
    figures = dict(outcome.figures)
    assert figures.pop("trust_mean_end") == next(iter(log.of("end"))).terms["trust_mean"]
    publishing = {n for n, party in scenario.scenario.parties.items() if party.publishes_counts}
    assert set(figures) == {*COUNTED, *(f"published_{name}" for name in publishing)}
    assert figures == {name: expected[name] for name in figures}
    rules = scenario.measurement.alternatives
    assert outcome.alternatives == {
        name: end_by(log, scenario, rule, model.day) for name, rule in rules.items()
    }
    days = Counter(event.day for event in log.of("attack"))
    for page, row in enumerate(model.w.tallies[: model.day + model.setup.measurement.run_in_days]):
        assert row[measures.ATTACKS] == days[page + 1 - model.setup.measurement.run_in_days]
    return Counter({name: int(value) for name, value in figures.items()})


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
        found += agrees_with_its_log(finished(scenario_from_tree(tree), number, 30))
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
