"""The told run of the Mesa engine: everything that happened, with its numbers drawn."""

from sim.model.replicate import run_replicate, tell
from sim.scenario.tree import tree_of
from tests.scenario.textbook import put, small_tree
from tests.worlds import standard


def test_a_told_run_ends_like_its_replicate() -> None:
    tree = tree_of(standard())
    told = tell(tree, 1, 2, 40)
    assert told.outcome.row() == {
        key: value
        for key, value in run_replicate(tree, 1, 2, 40)["run"].items()
        if key != "replicate"
    }


def test_a_told_run_has_a_row_for_each_day() -> None:
    told = tell(small_tree(), 1, 0, 12)
    assert {len(column) for column in told.daily.values()} == {len(told.daily["day"])}
    assert next(iter(told.daily)) == "day"
    assert told.model is not None
    assert told.model.log is told.log


def test_a_told_run_carries_the_numbers_drawn_for_it() -> None:
    tree = put(small_tree(), "scenario.parties.party_a.control", ["uniform", 0.5, 0.9])
    drawn = [tell(tree, 1, n, 3).scenario.scenario.parties["party_a"].control for n in (0, 1)]
    assert all(isinstance(control, float) and 0.5 <= control <= 0.9 for control in drawn)
    assert drawn[0] != drawn[1]
