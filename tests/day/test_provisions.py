"""What is switched off is as if it were not there, and moves no other draw."""

from functools import cache
from typing import Any

import pytest

from sim.law import draws
from sim.scenario.load import read_tree, scenario_from_tree
from sim.scenario.luck import luck_key
from sim.scenario.tree import changed, complete
from tests.worlds import Address, Block, audited, bits, process_of, standard, traced

DAYS = 50
SWITCHES = [
    "obligations.refrain",
    "obligations.withdraw_heavy_weapons",
    "obligations.withdraw_groups",
    "obligations.patrols",
    "obligations.no_arms",
    "provisions.commission",
    "provisions.guarantee_a",
    "provisions.mediation",
    "monitors.mission",
    "spoilers.third_group",
    "ties.sponsor_a_party_a",
    "operations.push_a",
]
# Drawn whatever happens, as long as the fronts stay as they were: on the first days.
STEADY = (draws.ORDER,)

pytestmark = pytest.mark.usefixtures("compiled")


@cache
def drawn(*off: str) -> dict[Address, Block]:
    """Every address drawn up to the first day in force, and what was drawn."""
    changes = {f"scenario.{entity}.active": False for entity in off}
    return audited(standard(changes), 0, 1).drawn


@cache
def drawn_in_forty_days(*off: str) -> set[Address]:
    """Every address drawn in forty days."""
    changes = {f"scenario.{entity}.active": False for entity in off}
    return set(audited(standard(changes), 0, 40).drawn)


@pytest.mark.parametrize("entity", SWITCHES)
def test_switching_one_thing_off_leaves_the_draws_of_the_rest(entity: str) -> None:
    with_it, without = drawn(), drawn(entity)
    common = with_it.keys() & without.keys()
    assert all(with_it[address] == without[address] for address in common)
    steady = {address for address in with_it if process_of(address) in STEADY}
    assert steady == {address for address in without if process_of(address) in STEADY}
    assert len(steady) > 100
    # Nor is any draw added that is not an answer to what now happens otherwise.
    assert len(common) > 0.9 * len(with_it)


@pytest.mark.parametrize(
    ("entity", "process"),
    [
        ("monitors.mission", draws.DETECTION),
        ("monitors.mission", draws.FALSE_ALARM),
        ("spoilers.third_group", draws.SABOTAGE),
        ("obligations.patrols", draws.PATROL),
    ],
)
def test_what_is_switched_off_draws_nothing(entity: str, process: int) -> None:
    assert process in {process_of(address) for address in drawn_in_forty_days()}
    assert process not in {process_of(address) for address in drawn_in_forty_days(entity)}


def test_a_tie_that_is_switched_off_sends_no_arms() -> None:
    def supplying(*off: str) -> set[int]:
        return {a[1] for a in drawn_in_forty_days(*off) if process_of(a) == draws.SUPPLY}

    assert luck_key("sponsor_a") in supplying()
    assert luck_key("sponsor_a") not in supplying("ties.sponsor_a_party_a")


@pytest.mark.parametrize("entity", [entity for entity in SWITCHES if "refrain" not in entity])
def test_what_is_switched_off_might_as_well_not_be_in_the_file(entity: str) -> None:
    tree = complete(read_tree("textbook/standard"))
    off = changed(tree, {f"scenario.{entity}.active": False})
    kind, name = entity.split(".")
    gone: dict[str, Any] = changed(tree, {})
    del gone["scenario"][kind][name]
    logs = [bits(traced(scenario_from_tree(each), 0, DAYS).log) for each in (off, gone)]
    assert logs[0] == logs[1]


@cache
def plain_log(replicate: int) -> list[str]:
    """Log of a run with everything switched on."""
    return bits(traced(standard(), replicate, 90).log)


@pytest.mark.parametrize("entity", [entity for entity in SWITCHES if "mediation" not in entity])
def test_what_is_switched_off_is_missed(entity: str) -> None:
    off = standard({f"scenario.{entity}.active": False})
    # A deadline is missed only by an agreement that lives to see it.
    assert any(
        bits(traced(off, replicate, 90).log) != plain_log(replicate) for replicate in range(8)
    )
