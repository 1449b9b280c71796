"""After every phase both engines hold the same: parties, beliefs, ground, fronts, duties."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.engine import day
from sim.engine.beginning import begin
from sim.engine.day import one_phase, over
from sim.model import PHASES, CeasefireModel
from sim.model.ceasefire import RUN_IN_PHASES
from sim.scenario.load import load_scenario, scenario_from_tree
from sim.scenario.names import scenario_names
from sim.scenario.tree import changed, tree_of
from tests.engine.docking import bits
from tests.engine.random_worlds import worlds
from tests.engine.scenarios import rich_tree, rounds, shock, with_changes
from tests.engine.states import Held, Stepped, of_mesa
from tests.examples import few

SEED = 3


pytestmark = pytest.mark.usefixtures("little_room")


def differences(mesa: Held, engine: Held) -> list[str]:
    """Say what the engines hold differently."""
    return [
        f"{name}: {mesa.get(name)!r} for Mesa, {engine.get(name)!r} for the engine"
        for name in {**mesa, **engine}
        if bits(mesa.get(name)) != bits(engine.get(name))
    ]


def walked(tree: dict[str, object], replicate: int, horizon: int) -> CeasefireModel:
    """Take both engines through a run phase by phase, and compare what they hold after each."""
    scenario = scenario_from_tree(tree)
    model = CeasefireModel(scenario, SEED, replicate, horizon, tell=False)
    stepped = Stepped(scenario, SEED, replicate, horizon)
    begin(*stepped.groups())
    found = differences(of_mesa(model), stepped.held())
    assert not found, "on the eve\n" + "\n".join(found)
    while not model.over():
        assert not over(stepped.run)
        model.day += 1
        for number, phase in enumerate(PHASES):
            if model.day >= 1 or phase in RUN_IN_PHASES:
                model.moment += 1
                getattr(model, phase)()
            one_phase(*stepped.groups(), stepped.state.daily, number)
            found = differences(of_mesa(model), stepped.held())
            assert not found, f"day {model.day}, after {phase}\n" + "\n".join(found)
    assert over(stepped.run)
    assert not stepped.run.overflow
    return model


def test_the_engine_has_the_phases_of_the_model() -> None:
    assert day.PHASES == PHASES


@pytest.mark.parametrize("replicate", [0, 2])
def test_after_every_phase_both_engines_hold_the_same(replicate: int) -> None:
    changes = shock(2, "set") | shock(6, "add") | shock(9, "multiply")
    model = walked(rich_tree(changes | {"scenario.series": True}), replicate, 15)
    assert model.day == 15
    assert {"deadline", "patrol", "supply", "talks"} <= {event.kind for event in model.log}


@pytest.mark.parametrize("name", scenario_names())
def test_so_they_do_in_every_shipped_scenario(name: str) -> None:
    walked(changed(tree_of(load_scenario(name)), {"measurement.run_in_days": 2}), 0, 3)


@pytest.mark.parametrize("part", range(3))
def test_so_they_do_whatever_is_changed(part: int) -> None:
    for number, turns in list(enumerate(rounds()))[part::15]:
        walked(with_changes(rich_tree(), turns), number, 4)


@settings(max_examples=few(8))
@given(tree=worlds(), replicate=st.integers(0, 2**32 - 1))
def test_so_they_do_in_scenarios_made_up_whole(tree: dict[str, object], replicate: int) -> None:
    walked(tree, replicate, 6)


def test_a_difference_in_what_is_held_is_named() -> None:
    tree = rich_tree()
    scenario = scenario_from_tree(tree)
    model = CeasefireModel(scenario, SEED, 0, 5, tell=False)
    stepped = Stepped(scenario, SEED, 0, 5)
    begin(*stepped.groups())
    held = of_mesa(model)
    assert len(held) > 500
    assert not differences(held, stepped.held())
    stepped.state.world.pairs[1].kept += 1e-300
    stepped.state.treaty.duties[0].progress = 0.5
    first, second = (stepped.layout.names.parties[who] for who in (0, 1))
    found = " ".join(differences(held, stepped.held()))
    assert f"{first} on {second} kept" in found
    assert "progress: " in found
