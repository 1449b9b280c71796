"""Uncertain numbers: drawn once per replicate, at the address of their names."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.law.draws import PARAMETER, draw_block
from sim.scenario.errors import InputError
from sim.scenario.load import scenario_from_tree
from sim.scenario.luck import luck_key
from sim.scenario.tree import complete
from sim.scenario.uncertainty import drawn, has_distributions
from tests.scenario.textbook import put, small_tree

DIFFICULTY = "scenario.obligations.withdraw.difficulty"


def at(tree: dict[str, Any], dotted: str) -> Any:  # noqa: ANN401
    """Value at a dotted key."""
    here: Any = tree
    for key in dotted.split("."):
        here = here[key]
    return here


def test_a_tree_says_whether_it_is_uncertain() -> None:
    assert has_distributions(small_tree())
    assert not has_distributions(drawn(small_tree(), 1, 0))
    assert not has_distributions(put(small_tree(), DIFFICULTY, 0.3))


def test_a_number_is_inverted_from_the_luck_of_its_dotted_name() -> None:
    tree = put(small_tree(), DIFFICULTY, ["uniform", 0.2, 0.6])
    luck = draw_block(7, 3, 0, PARAMETER, luck_key(DIFFICULTY), 0, 0, 0)[0]
    assert at(drawn(tree, 7, 3), DIFFICULTY) == pytest.approx(0.2 + 0.4 * luck)


def test_drawing_changes_a_copy_and_leaves_what_is_certain() -> None:
    tree = small_tree()
    result = drawn(tree, 1, 0)
    assert tree == small_tree()
    assert put(result, DIFFICULTY, ["beta", 2, 5]) == tree


def test_a_drawn_tree_is_a_sound_scenario() -> None:
    scenario_from_tree(drawn(small_tree(), 1, 0))


def test_other_uncertain_numbers_leave_the_luck_of_one_alone() -> None:
    one = drawn(small_tree(), 5, 9)
    more = put(small_tree(), "scenario.parties.party_a.control", ["beta", 3, 1])
    assert at(drawn(more, 5, 9), DIFFICULTY) == at(one, DIFFICULTY)
    assert at(drawn(complete(small_tree()), 5, 9), DIFFICULTY) == at(one, DIFFICULTY)


def test_replicates_and_seeds_differ() -> None:
    values = {at(drawn(small_tree(), seed, r), DIFFICULTY) for seed in (1, 2) for r in range(20)}
    assert len(values) == 40


def test_a_step_of_a_path_and_an_entry_of_a_map_are_drawn_too() -> None:
    step = "scenario.ties.patron_party_a.leverage.late.value"
    entry = "scenario.parties.party_a.relations.patron"
    tree = put(put(small_tree(), step, ["uniform", 0, 0.5]), entry, ["uniform", 1, 2])
    result = drawn(tree, 1, 0)
    assert 0 < at(result, step) < 0.5
    assert 1 < at(result, entry) < 2
    assert at(result, "scenario.ties.patron_party_a.leverage.early.value") == 0.5


def test_a_list_of_ids_that_reads_like_a_distribution_is_left_alone() -> None:
    tree = put(small_tree(), "scenario.zones.line.sectors", ["beta", "south", "middle"])
    assert at(drawn(tree, 1, 0), "scenario.zones.line.sectors") == ["beta", "south", "middle"]


@pytest.mark.parametrize("stated", [["beta", 2], ["nonsense", 1, 2], [], ["normal", 0, 1]])
def test_what_is_no_fitting_distribution_is_refused_by_name(stated: list[Any]) -> None:
    with pytest.raises(InputError, match="difficulty"):
        drawn(put(small_tree(), DIFFICULTY, stated), 1, 0)


def bounds() -> st.SearchStrategy[list[float]]:
    return st.lists(st.floats(0, 1), min_size=3, max_size=3).map(sorted)


@given(bounds(), st.integers(0, 2**32 - 1), st.integers(0, 10**6))
def test_bounded_distributions_stay_in_their_support(
    ends: list[float], seed: int, replicate: int
) -> None:
    low, mode, high = ends
    value = at(
        drawn(put(small_tree(), DIFFICULTY, ["uniform", low, high]), seed, replicate), DIFFICULTY
    )
    assert low <= value <= high
    if low < high:
        stated = ["triangular", low, mode, high]
        value = at(drawn(put(small_tree(), DIFFICULTY, stated), seed, replicate), DIFFICULTY)
        assert low <= value <= high


@given(st.floats(0.05, 50), st.floats(0.05, 50), st.integers(0, 2**32 - 1))
def test_beta_stays_between_0_and_1(a: float, b: float, seed: int) -> None:
    value = at(drawn(put(small_tree(), DIFFICULTY, ["beta", a, b]), seed, 0), DIFFICULTY)
    assert 0 <= value <= 1


def test_the_mean_of_many_draws_is_that_of_the_distribution() -> None:
    values = [at(drawn(small_tree(), 11, r), DIFFICULTY) for r in range(400)]
    # Standard error of a mean of 400 draws of Beta(2, 5): 0.16 / 20.
    assert sum(values) / 400 == pytest.approx(2 / 7, abs=3.3 * 0.008)


CONTROL = "scenario.parties.party_a.control"


def joint_tree(first: list[float], second: list[float]) -> dict[str, Any]:
    """Give two numbers as columns of one table."""
    tree = put(small_tree(), DIFFICULTY, ["joint", "region", *first])
    return put(tree, CONTROL, ["joint", "region", *second])


def test_columns_of_one_table_draw_the_same_row_and_every_row_as_often() -> None:
    rows = [(0.1, 0.9), (0.2, 0.3), (0.3, 0.7), (0.4, 0.5)]
    tree = joint_tree([one for one, _ in rows], [other for _, other in rows])
    found = [drawn(tree, 3, replicate) for replicate in range(400)]
    pairs = [(at(one, DIFFICULTY), at(one, CONTROL)) for one in found]
    assert set(pairs) == set(rows)
    # Each in 100 of 400 draws, with a standard error of 8.7.
    assert all(70 < pairs.count(row) < 130 for row in rows)


def test_columns_of_different_tables_are_drawn_apart() -> None:
    tree = put(small_tree(), DIFFICULTY, ["joint", "one", 0.1, 0.2])
    tree = put(tree, CONTROL, ["joint", "other", 0.1, 0.2])
    found = [drawn(tree, 3, replicate) for replicate in range(100)]
    assert len({(at(one, DIFFICULTY), at(one, CONTROL)) for one in found}) == 4


def test_columns_of_one_table_need_as_many_rows() -> None:
    with pytest.raises(InputError, match=r"2 rows of the table region, and .* has 3"):
        scenario_from_tree(joint_tree([0.1, 0.2], [0.1, 0.2, 0.3]))
