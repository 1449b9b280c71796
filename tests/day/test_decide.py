"""Every decision passes one gate, and whoever is asked there decides."""

from __future__ import annotations

import ast
import inspect
from collections import Counter
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import sim.day
from sim.day import decide as decisions
from sim.day.agents import MonitorAgent, PartyAgent
from sim.day.codes import MONITOR_WITNESS, NONE
from sim.day.decide import DECISIONS, IN_COMPILED_CODE, as_the_rule, decide
from sim.day.model import CeasefireModel
from sim.scenario.load import scenario_from_tree
from tests.day.random_worlds import world_of
from tests.day.scenarios import TURMOIL, rich_tree
from tests.worlds import SEED, bits

if TYPE_CHECKING:
    from sim.day.agents import Attack

CLOCK = {"scenario.parties.party_b.doctrine": {"kind": "cancel_by_chance", "daily_chance": 0.02}}
TROOPS = {
    "behaviour.deployment.threshold": 0.1,
    "behaviour.deployment.steepness": 10.0,
    "behaviour.offensive.threshold": 4.0,
    "scenario.parties.sponsor_a.displacement_sensitivity": 9.0,
    "scenario.parties.sponsor_b.displacement_sensitivity": 9.0,
}
WORLDS = {
    "rich": rich_tree(),
    "turmoil": rich_tree(TURMOIL),
    "clock": rich_tree(CLOCK),
    "troops": rich_tree(TROOPS),
    "made up": world_of(7),
}
DAYS = 25

pytestmark = pytest.mark.usefixtures("little_room")


@cache
def plain_log(world: str) -> list[str]:
    """Log of a world in which nobody is asked."""
    model = CeasefireModel(scenario_from_tree(WORLDS[world]), SEED, 0, DAYS)
    model.run()
    return bits(model.log)


Asked = list[tuple[str, int, Any, int, float]]


@cache
def asked_in(world: str) -> Asked:
    """Ask everybody before every decision, have them do as the rule, and list what was asked."""
    model = CeasefireModel(scenario_from_tree(WORLDS[world]), SEED, 0, DAYS)
    names = tuple(DECISIONS)
    asked: Asked = []

    def decider(who: int) -> Any:  # noqa: ANN401
        def as_ruled(decision: int, rule: Any, about: int, uniform: float) -> Any:  # noqa: ANN401
            asked.append((names[decision], who, rule, about, uniform))
            return rule

        return as_ruled

    everybody = [NONE, *range(len(model.parties))]
    everybody += [MONITOR_WITNESS + number for number in range(len(model.monitors))]
    model.w.deciders.update({who: decider(who) for who in everybody})
    model.run()
    assert bits(model.log) == plain_log(world)
    return asked


@pytest.mark.parametrize("world", WORLDS)
def test_a_run_in_which_all_decide_as_the_rule_is_the_run_in_which_nobody_is_asked(
    world: str,
) -> None:
    assert asked_in(world)


def test_every_decision_comes_up() -> None:
    counted = Counter(what for world in WORLDS for what, *_ in asked_in(world))
    assert set(counted) == set(DECISIONS), set(DECISIONS) - set(counted)


def test_each_is_about_what_it_says_and_asked_of_whom_it_should_be() -> None:
    for world, tree in WORLDS.items():
        model = CeasefireModel(scenario_from_tree(tree))
        w, names = model.w, model.names
        most = {
            "sector": len(names.sectors),
            "party": len(names.parties),
            "obligation": len(names.obligations),
            "attack": len(w.log),
            "duty": len(w.duties),
        }
        for what, who, rule, about, uniform in asked_in(world):
            kind = DECISIONS[what]
            # Where there was no attack a monitor may imagine one.
            assert (about == NONE) if not kind else NONE <= about < most[kind]
            assert about != NONE or not kind or what == "detect"
            assert 0.0 <= uniform < 1.0
            monitors, duties = what in {"detect", "name"}, what == "attend"
            assert (who >= MONITOR_WITNESS) == monitors
            assert (who == NONE) == duties
            assert isinstance(rule, float if what in {"effort", "work", "agree"} else int)


class Obedient(PartyAgent):
    """A party that is asked, and does as the rule."""

    def decide(self, what: str, rule: Any, about: str = "", uniform: float = 0.0) -> Any:  # noqa: ANN401
        """Do as the rule, about something that is there."""
        kind, names = DECISIONS[what], self.model.names
        known = {"party": names.parties, "sector": names.sectors, "obligation": names.obligations}
        assert about in known[kind] if kind else about == ""
        return super().decide(what, rule, about, uniform)


class Watchful(MonitorAgent):
    """A monitor that is asked, and does as the rule."""

    def detects(self, attack: Attack | None, rule: bool, uniform: float) -> bool:
        """Do as the rule."""
        assert attack is None or attack.author != attack.target
        return super().detects(attack, rule, uniform)

    def names(self, attack: Attack, rule: str) -> str:
        """Do as the rule."""
        assert rule in self.model.names.parties
        return super().names(attack, rule)


@pytest.mark.parametrize("world", ["rich", "turmoil"])
def test_so_it_is_where_agents_of_ones_own_do_as_the_rule(world: str) -> None:
    scenario = scenario_from_tree(WORLDS[world])
    own: dict[str, type] = dict.fromkeys(scenario.scenario.parties, Obedient)
    own |= dict.fromkeys(scenario.scenario.monitors, Watchful)
    model = CeasefireModel(scenario, SEED, 0, DAYS, classes=own)
    model.run()
    assert bits(model.log) == plain_log(world)


def test_nobody_is_asked_in_compiled_code_and_no_decision_goes_round_the_gate() -> None:
    assert IN_COMPILED_CODE[decide] is as_the_rule
    assert list(inspect.signature(as_the_rule).parameters) == list(
        inspect.signature(decide).parameters
    )
    passed = Counter()
    for file in Path(sim.day.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                if node.func.id == "decide":
                    what = node.args[1]
                    assert isinstance(what, ast.Attribute)
                    passed[what.attr] += 1
            elif isinstance(node, ast.Attribute) and node.attr == "deciders":
                # Only the gate looks who is asked; the agents put themselves down.
                assert file.name in {"decide.py", "agents.py", "model.py"}
    assert set(passed) == {name.upper() for name in DECISIONS}
    assert [getattr(decisions, name.upper()) for name in DECISIONS] == list(range(len(DECISIONS)))
