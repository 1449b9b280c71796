"""What compiled runs are folded into is what plain ones are folded into, and what a trace shows."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.day.batch import Batch, Task
from sim.scenario.load import load_scenario
from sim.scenario.names import scenario_names
from sim.scenario.tree import tree_of
from tests.day.same import both, differences
from tests.day.scenarios import rich_tree, shock, trees, turned
from tests.examples import few

LEVERAGE = "scenario.ties.sponsor_a_party_a.leverage"
CONTROL = "scenario.parties.party_a.control"
PUBLISHES = "scenario.parties.party_a.publishes_counts"
DETECTION = "scenario.monitors.mission.detection"
PATROLS = "scenario.obligations.patrols.active"
BREADTH = "behaviour.offensive.breadth"
QUICK = {
    "scenario.series": True,
    "behaviour.talks.rate": 2.0,
    "scenario.agreements.pause.demand": 0,
    "scenario.agreements.cessation.worth": 0.5,
    "behaviour.ending.cancelling": 4.0,
}

pytestmark = pytest.mark.usefixtures("compiled")


@pytest.mark.parametrize("name", scenario_names())
def test_the_tables_of_a_shipped_scenario_agree(name: str) -> None:
    batch = both(tree_of(load_scenario(name)), 35, [Task(first=4, count=1)])
    assert list(batch.runs["replicate"]) == [4]
    assert not batch.failures


def test_points_that_change_numbers_flags_and_whole_parts_agree() -> None:
    tasks = [
        Task(0, {}, 0, 2),
        Task(1, {LEVERAGE: 0.1, CONTROL: 0.8}, 0, 2),
        Task(2, {LEVERAGE: 1, CONTROL: 0.8}, 3, 1),
        Task(3, {PATROLS: False}, 0, 1),
        Task(4, {BREADTH: 4, "scenario.parties.band.doctrine.kind": "grim"}, 0, 1),
        Task(5, {"scenario.ties.patron_party_b.leverage.late.value": 0.1}, 0, 1),
        Task(6, {"scenario.ties.patron_party_b.leverage": 0.3}, 0, 1),
        Task(7, shock(1, "set"), 0, 1),
        Task(8, {"scenario.parties.band.doctrine": {"kind": "grim"}, CONTROL: 0.5}, 0, 1),
    ]
    batch = both(rich_tree(), 16, tasks)
    assert list(batch.runs["point"]) == [0, 0, 1, 1, 2, 3, 4, 5, 6, 7, 8]


@pytest.mark.parametrize(
    "family", [["uniform", 0.2, 0.9], ["triangular", 0.1, 0.3, 0.9], ["beta", 2, 5]]
)
def test_uncertain_numbers_are_drawn_alike(family: list[Any]) -> None:
    uncertain = {
        CONTROL: family,
        DETECTION: family,
        "scenario.parties.party_b.initial_belief": family,
        "scenario.ties.sponsor_a_party_a.leverage": family,
        "scenario.parties.sponsor_a.relations.sponsor_b": family,
        "behaviour.retaliation.persistence": ["uniform", 0.2, 0.8],
        "measurement.erosion_share": ["uniform", 0.2, 0.8],
    }
    tasks = [Task(0, {}, 0, 3), Task(1, {CONTROL: 0.5}, 0, 2), Task(2, {DETECTION: family}, 9, 1)]
    batch = both(rich_tree(uncertain), 10, tasks)
    assert len(set(batch.runs["trust_mean_end"])) == 6


def test_a_distribution_at_one_point_is_drawn_there() -> None:
    tasks = [Task(0, {CONTROL: ["uniform", 0.1, 0.2]}, 0, 2), Task(1, {}, 0, 1)]
    both(rich_tree(), 20, tasks)


def test_uncertain_steps_of_a_path_in_time_are_drawn_alike() -> None:
    path = {
        "early": {"from": 1, "value": ["uniform", 0.1, 0.3]},
        "late": {"from": 5, "value": ["uniform", 0.2, 0.5]},
    }
    both(rich_tree({"scenario.ties.patron_party_b.leverage": path}), 20, [Task(count=3)])


def test_the_agreements_and_clauses_of_a_series_agree() -> None:
    batch = both(rich_tree(QUICK), 60, [Task(count=3)])
    assert len(batch.agreements["point"]) > 9
    assert {name for name in batch.agreements["agreement"] if "#" in name}
    assert len(batch.clauses["point"]) > 20


def test_a_table_that_is_not_asked_for_is_empty_and_the_others_are_the_same() -> None:
    tasks = [Task(count=2)]
    batch = both(rich_tree(), 20, tasks, clauses=False)
    full = both(rich_tree(), 20, tasks)
    assert not batch.clauses
    assert not list(differences(batch, replace(full, clauses={})))


def test_no_task_gives_no_row() -> None:
    assert both(rich_tree(), 20, []) == Batch()


def test_rows_keep_the_order_of_the_tasks_also_where_some_fail() -> None:
    tasks = [
        Task(3, {CONTROL: 0.9}, 5, 2),
        Task(2, {CONTROL: 7.0}, 0, 2),
        Task(1, {CONTROL: 0.7}, 1, 1),
        Task(9, {"scenario.nobody": 1}, 1, 1),
        Task(0, {CONTROL: 0.6}, 0, 1),
    ]
    batch = both(rich_tree(), 12, tasks)
    assert list(batch.runs["point"]) == [3, 3, 1, 0]
    assert [row["point"] for row in batch.failures] == [2, 2, 9]


def test_points_may_differ_in_what_they_count() -> None:
    tasks = [Task(0, {}, 0, 1), Task(1, {PUBLISHES: True}, 0, 2), Task(2, {}, 0, 1)]
    batch = both(rich_tree(), 12, tasks)
    assert [value is None for value in batch.runs["published_party_a"]] == [
        True,
        False,
        False,
        True,
    ]


@settings(max_examples=few(6))
@given(tree=trees(), changes=turned(6), first=st.integers(0, 2**32 - 3))
def test_the_tables_of_any_scenario_agree(
    tree: dict[str, Any], changes: dict[str, Any], first: int
) -> None:
    both(tree, 12, [Task(0, {}, first, 2), Task(1, changes, first, 1)])


def test_a_difference_in_one_bit_or_type_or_name_is_found() -> None:
    batch = both(rich_tree(), 8, [Task(count=2)])
    trust = batch.runs["trust_mean_end"]
    for other in (
        batch.runs | {"trust_mean_end": np.nextafter(trust, 2.0)},
        batch.runs | {"breaches": batch.runs["breaches"].astype(np.int32)},
        batch.runs | {"more": trust},
        {name: batch.runs[name] for name in reversed(batch.runs)},
    ):
        assert list(differences(batch, replace(batch, runs=other)))
