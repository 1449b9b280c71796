"""The Mesa model: the day in plain Python, its causes, and what only measures it."""

from functools import cache
from itertools import pairwise

import mesa
import pytest
from mesa.agent import AgentSet

from sim import run
from sim.day.agents import SectorAgent
from sim.day.events import FORMS
from sim.day.model import CeasefireModel, model_of
from sim.day.trace import Trace
from sim.scenario.errors import InputError
from sim.scenario.load import load_scenario
from sim.scenario.names import scenario_names
from sim.scenario.tree import changed, tree_of
from tests.day.scenarios import rich_tree
from tests.worlds import SEED, bits, bits_without, dyad, finished, standard, traced

SERIES = {"scenario.series": True}
HORIZON = 80


@cache
def shipped(name: str) -> Trace:
    """Trace a shipped scenario."""
    return traced(load_scenario(name), 0, HORIZON)


@pytest.mark.usefixtures("compiled")
@pytest.mark.parametrize("name", scenario_names())
def test_every_event_is_because_of_events_before_it(name: str) -> None:
    log = shipped(name).log
    assert [event.id for event in log] == list(range(len(log)))
    for event in log:
        assert event.form in FORMS[event.kind]
        assert all(0 <= cause < event.id for cause in event.causes)
        assert all(log[cause].day <= event.day for cause in event.causes)
        assert len(set(event.causes)) == len(event.causes)
    days = [event.day for event in log if event.kind != "deadline"]
    assert all(before <= after for before, after in pairwise(days))


CAUSES = {
    "retaliatory": {"attack", "false_alarm"},
    "assault": {"offensive"},
    "spoiling": {"talks"},
    "accident": set(),
    "localized": set(),
}


@pytest.mark.usefixtures("compiled")
def test_each_kind_of_attack_has_causes_of_its_kind() -> None:
    seen = set()
    for replicate in range(4):
        log = traced(standard(SERIES), replicate, 150).log
        for attack in log.of("attack"):
            kinds = {log[cause].kind for cause in attack.causes}
            seen.add(attack.form)
            assert kinds <= CAUSES.get(attack.form, set(FORMS)), attack
            if attack.form in ("retaliatory", "assault") and attack.day > 1:
                assert kinds, attack
            assert attack.true_author == attack.actor
            assert attack.actor != attack.target
    assert seen == set(FORMS["attack"])


@pytest.mark.usefixtures("compiled")
@pytest.mark.parametrize("name", scenario_names())
def test_the_outcome_is_the_end_that_the_log_names(name: str) -> None:
    whole = shipped(name)
    outcome = whole.outcome
    end = next(iter(whole.log.of("end")))
    assert outcome.end_kind == end.form
    assert outcome.end_day == end.terms["dated"] <= end.day
    assert outcome.agreement == end.agreement == whole.scenario.scenario.main
    assert outcome.ended == (end.form != "held")
    if not outcome.ended:
        assert outcome.end_day == HORIZON
    assert outcome.end_kind not in outcome.end_also


MEASURES: list[dict[str, object]] = [
    {
        "measurement.offensive.counts": "captures",
        "measurement.offensive.days": 1,
        "measurement.offensive.sectors": 1,
    },
    {"measurement.offensive.window_days": 60, "measurement.offensive.days": 9},
    {"measurement.erosion": False},
    {"measurement.erosion_share": 0.05, "measurement.erosion_window_days": 3},
    {"measurement.baseline": 50.0},
    {"measurement.alternatives": {}},
    {
        "measurement.precedence": [
            "superseded",
            "expired",
            "erosion",
            "offensive",
            "disowned",
            "cancelled",
        ]
    },
]


@cache
def plainly_measured(replicate: int) -> list[str]:
    """Log of a series, without its ends."""
    return bits_without(traced(standard(SERIES), replicate, 90).log, "end")


@pytest.mark.usefixtures("compiled")
@pytest.mark.parametrize("measure", MEASURES)
def test_how_an_end_is_measured_changes_nothing_but_the_end(measure: dict[str, object]) -> None:
    # A series goes on to its horizon, whatever counts as an end.
    for replicate in range(2):
        other = traced(standard(SERIES, measure), replicate, 90)
        assert bits_without(other.log, "end") == plainly_measured(replicate)


@pytest.mark.usefixtures("compiled")
def test_some_measure_of_these_does_change_the_end() -> None:
    def ends(measure: dict[str, object]) -> list[tuple[str, int]]:
        runs = run(standard(measure), seed=SEED, replicates=30, horizon=120, workers=1).runs
        return list(zip(runs["end_kind"], runs["end_day"], strict=True))

    assert ends(MEASURES[3]) != ends({})


def test_a_run_stops_after_its_aftermath() -> None:
    early: dict[str, object] = {
        "scenario.parties.party_a.doctrine": {"kind": "cancel_by_chance", "daily_chance": 1.0},
        "measurement.aftermath_days": 7,
    }
    model = finished(standard(early), 0, 300)
    assert model.outcome().end_day == 1
    assert next(iter(model.log.of("end"))).day + 7 == model.day


# The Mesa model as a model of Mesa


def test_it_is_a_model_of_mesa_with_sets_of_agents_a_space_and_a_collector() -> None:
    model = finished(standard(), 0, 10)
    assert isinstance(model, mesa.Model)
    for agents, found in (
        (model.parties, model.party_set),
        (model.sectors, model.sector_set),
        (model.monitors, model.monitor_set),
    ):
        assert isinstance(found, AgentSet)
        assert list(found) == agents
        assert all(isinstance(agent, mesa.Agent) for agent in agents)
    stated = model.setup.scenario.sectors
    for cell in model.space.all_cells:
        (sector,) = cell.agents
        assert isinstance(sector, SectorAgent)
        assert {near.name for near in sector.neighbours} == {
            near.coordinate for near in cell.neighborhood
        }
        assert set(stated[sector.name].neighbours) <= {near.name for near in sector.neighbours}
    frame = model.daily_frame()
    assert list(frame["day"]) == list(range(1 - model.setup.measurement.run_in_days, model.day + 1))
    assert list(frame["agreement"])[-1] == "cessation"


def test_mesa_draws_nothing_of_its_own() -> None:
    model = finished(standard(), 0, 10)
    fresh = CeasefireModel(standard())
    assert model.random.random() == fresh.random.random()


def test_a_horizon_may_be_brought_forward_and_a_log_read_on_the_way() -> None:
    whole = finished(standard(), 0, 20)
    model = CeasefireModel(standard(), SEED, 0, 40)
    while model.day < 10:
        model.step()
        assert [event.id for event in model.log] == list(range(len(model.log)))
    assert bits(model.log) == bits(whole.log)[: len(model.log)]
    model.horizon = 20
    model.run()
    assert bits(model.log) == bits(whole.log)
    assert model.outcome() == whole.outcome()


def test_a_run_may_go_on_under_shocks_of_days_to_come() -> None:
    shock = {
        "on": 9,
        "variable": "control",
        "subject": "party_a",
        "change": "set",
        "value": 0.1,
    }
    struck = standard({"scenario.shocks.late": shock})
    model = CeasefireModel(standard(), SEED, 0, 15)
    while model.day < 8:
        model.step()
    model.go_on_as(struck)
    model.run()
    assert bits(model.log) == bits(finished(struck, 0, 15).log)
    assert next(iter(model.log.of("shock"))).outcome == "late"


def test_a_run_that_finds_too_little_room_says_so_or_is_run_again_with_more(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    plain = finished(standard(), 0, 10)
    monkeypatch.setattr("sim.day.build.EVENTS", 40)
    with pytest.raises(MemoryError, match="room"):
        finished(standard(), 0, 10, room=1)
    again = model_of(tree_of(standard()), SEED, 0, 10)
    assert bits(again.log) == bits(plain.log)


def test_duties_in_force_may_be_looked_up_for_today_and_days_to_come() -> None:
    model = CeasefireModel(standard(), SEED, 0, 40)
    while model.day < 3:
        model.step()
    names = [duty.name for duty in model.duties]
    assert "refrain" in names
    assert "patrols" not in [duty.name for duty in model.duties_on(3) if duty.begins > 3]
    assert {duty.name for duty in model.duties_on(12)} == {*names, "patrols"}
    while model.day < 12:
        model.step()
    patrols = model.duty("patrols")
    assert patrols is not None
    assert patrols.agreement == model.label(model.measured()) == "cessation"
    assert model.duty("nothing") is None
    assert 0.0 < model.mean_trust() <= 1.0


def test_a_class_for_nobody_is_refused_and_the_nearest_name_is_given() -> None:
    with pytest.raises(InputError, match="party_c") as refused:
        CeasefireModel(dyad(), classes={"party_c": object})
    (problem,) = refused.value.problems
    assert "party_a" in str(problem)


def test_uncertain_numbers_are_drawn_for_the_model() -> None:
    key = "scenario.parties.party_a.control"
    tree = changed(rich_tree(), {key: ["uniform", 0.5, 0.9]})
    drawn = [model_of(tree, 1, n, 2).party("party_a").control for n in (0, 1)]
    assert all(0.5 <= control <= 0.9 for control in drawn)
    assert drawn[0] != drawn[1]
