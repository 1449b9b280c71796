"""Designs: how many points, where they lie, and what is refused."""

import itertools
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.runs.designs import OF_SAMPLES, Design, Points, extended, points_of
from sim.scenario.errors import InputError
from sim.scenario.load import load_scenario
from sim.scenario.tree import tree_of
from tests.examples import few

A = "scenario.ties.sponsor_a_party_a.leverage"
B = "scenario.ties.sponsor_b_party_b.leverage"
C = "behaviour.retaliation.ratio"
PATROLS = "scenario.obligations.patrols.active"
TREE = tree_of(load_scenario("textbook/standard"))


def rows(name: str, space: dict[str, list[Any]], **settings: Any) -> list[tuple[Any, ...]]:  # noqa: ANN401
    """Rows of a design."""
    return list(Design(name, space, **settings).laid_out(TREE).rows)


def test_a_grid_has_every_combination_the_last_parameter_quickest() -> None:
    assert rows("grid", {A: [0, 0.5], PATROLS: [True, False]}) == [
        (0.0, True),
        (0.0, False),
        (0.5, True),
        (0.5, False),
    ]


def test_a_list_takes_values_that_stand_together() -> None:
    assert rows("list", {A: [0, 0.5], B: [1, 0.1]}) == [(0.0, 1.0), (0.5, 0.1)]
    with pytest.raises(InputError, match="as many values"):
        rows("list", {A: [0, 0.5], B: [1]})


def test_one_at_a_time_starts_from_the_scenario_and_leaves_the_others_there() -> None:
    assert rows("one_at_a_time", {A: [0, 0.5, 1], B: [0.5, 0.9]}) == [
        (0.5, 0.5),
        (0.0, 0.5),
        (1.0, 0.5),
        (0.5, 0.9),
    ]


@settings(max_examples=few(20))
@given(
    name=st.sampled_from(OF_SAMPLES),
    power=st.integers(2, 6),
    seed=st.integers(0, 99),
    ends=st.tuples(st.floats(0, 0.4), st.floats(0.5, 1)),
)
def test_samples_lie_between_their_ends_and_come_again_with_their_seed(
    name: str, power: int, seed: int, ends: tuple[float, float]
) -> None:
    space = {A: list(ends), C: [0, 0.25]}
    found = rows(name, space, points=2**power, seed=seed)
    assert found == rows(name, space, points=2**power, seed=seed)
    assert all(ends[0] <= one <= ends[1] and 0 <= other <= 0.25 for one, other in found)


def test_a_latin_hypercube_has_one_point_in_each_row_and_column() -> None:
    found = np.array(rows("latin_hypercube", {A: [0, 1], B: [0, 1]}, points=50))
    for column in found.T:
        assert sorted((column * 50).astype(int)) == list(range(50))


def test_a_sobol_sequence_fills_each_quarter_alike_and_goes_on_where_it_stopped() -> None:
    found = rows("sobol", {A: [0, 1], B: [0, 1]}, points=64)
    quarters = np.histogram2d(*np.array(found).T, bins=4, range=[[0, 1], [0, 1]])[0]
    assert (quarters == 4).all()
    assert rows("sobol", {A: [0, 1], B: [0, 1]}, points=128)[:64] == found


def test_saltelli_s_points_give_the_indices_that_can_be_worked_out() -> None:
    """Of y = 4 a + 2 b + c, with a and b in [0, 1] and c in [0, 0.25]: by hand."""
    found = np.array(rows("saltelli", {A: [0, 1], B: [0, 1], C: [0, 0.25]}, points=512))
    assert found.shape == (512 * 5, 3)
    values = (4 * found[:, 0] + 2 * found[:, 1] + found[:, 2]).reshape(512, 5)
    first, crossed, second = values[:, 0], values[:, 1:4], values[:, 4]
    variance = np.var(np.concatenate([first, second]))
    indices = [np.mean(second * (crossed[:, n] - first)) / variance for n in range(3)]
    parts = np.array([16.0, 4.0, 0.25**2]) / 12
    np.testing.assert_allclose(indices, parts / parts.sum(), atol=0.02)


def test_saltelli_s_rows_stand_in_the_order_that_salib_reads() -> None:
    found = np.array(rows("saltelli", {A: [0, 1], B: [0, 1]}, points=4)).reshape(4, 4, 2)
    for one, with_a, with_b, other in found:
        assert list(with_a) == [other[0], one[1]]
        assert list(with_b) == [one[0], other[1]]


def test_flags_and_whole_numbers_are_sampled_as_such() -> None:
    key = "scenario.horizon"
    found = rows("sobol", {PATROLS: [True, False], key: [10, 13]}, points=64)
    flags, days = zip(*found, strict=True)
    assert set(flags) == {True, False}
    assert set(days) == {10, 11, 12, 13}
    assert all(type(day) is int for day in days)


def test_a_file_of_points_is_read_as_it_stands(tmp_path: Path) -> None:
    file = tmp_path / "points.csv"
    file.write_text(f"point,{A},{PATROLS}\n0,0.5,true\n1,1,false\n")
    points = Design("csv", file=file).laid_out(TREE)
    assert tuple(points.kinds) == (A, PATROLS)
    assert points.rows == ((0.5, True), (1.0, False))


def test_a_point_that_stands_twice_counts_once() -> None:
    assert rows("grid", {A: [0, 0.0, 1, 0]}) == [(0.0,), (1.0,)]


@given(st.lists(st.floats(0, 1), min_size=1, max_size=8), st.lists(st.floats(0, 1), max_size=8))
def test_points_keep_their_numbers_when_a_design_is_extended(
    old: list[float], new: list[float]
) -> None:
    held = points_of([A], [(value,) for value in old])
    asked = points_of([A], [(value,) for value in [*new, *reversed(old)]])
    grown = extended(held, asked)
    assert grown.rows[: len(held)] == held.rows
    assert set(grown.rows) == set(asked.rows)
    assert len(grown) == len(asked)


@pytest.mark.parametrize("value", [0.1, [0.2, 0.3], "x", True, None, {"a": 1}, 7])
def test_points_come_back_from_their_table(value: Any) -> None:  # noqa: ANN401
    points = points_of(["scenario.title"], [(value,), ("y",)])
    assert Points.of_table(points.table(), points.kinds) == points


def test_the_kind_of_a_number_does_not_change_with_one_more_value() -> None:
    assert points_of([A], [(0,), (1,)]).kinds == points_of([A], [(0,), (0.5,)]).kinds


REFUSED: list[tuple[str, dict[str, Any], str]] = [
    ("grid", {"space": {}}, "nothing varies"),
    ("grad", {"space": {A: [1]}}, "Did you mean grid?"),
    ("grid", {"space": {"seed": [1, 2]}}, "a sweep varies parameters, and this is none"),
    ("grid", {"space": {"behaviour": ["a", "b"]}}, "not the behaviour as a whole"),
    ("grid", {"space": {A: 1}}, "is no list of values"),
    ("grid", {"space": {A: []}}, "is no list of values"),
    ("grid", {"space": dict.fromkeys([A, B, C], [0.0] * 101)}, "1,030,301 points"),
    ("sobol", {"space": {A: [0, 1]}, "points": 100}, "Write 64 or 128"),
    ("sobol", {"space": {A: [0, 1]}, "points": 0}, "design.points: 0 does not fit"),
    ("sobol", {"space": {A: [0, 1, 2]}}, "is no interval"),
    ("latin_hypercube", {"space": {A: [1, 0]}}, "the lower one first"),
    ("one_at_a_time", {"space": {f"{A}x": [1]}}, "Did you mean leverage?"),
    ("csv", {}, "design.file: no file is named"),
    ("csv", {"file": "nowhere.csv"}, "nowhere.csv"),
    ("csv", {"file": "/dev/null"}, "it is no file"),
]


@pytest.mark.parametrize(("name", "settings", "said"), REFUSED)
def test_a_design_that_cannot_be_laid_out_is_one_message(
    name: str, settings: dict[str, Any], said: str
) -> None:
    with pytest.raises(InputError) as refused:
        Design(name, **settings).laid_out(TREE)
    assert said in str(refused.value)


@pytest.mark.parametrize(
    ("text", "said"),
    [("", "it is empty"), (f"{A},{A}\n1,2\n", "twice"), (f"{A}\n1,2\n", "row 2 has 2 fields")],
)
def test_a_file_of_points_that_cannot_be_read_is_named(
    tmp_path: Path, text: str, said: str
) -> None:
    file = tmp_path / "points.csv"
    file.write_text(text)
    with pytest.raises(InputError, match=r"points\.csv") as refused:
        Design("csv", file=file).laid_out(TREE)
    assert said in str(refused.value)


def test_every_shipped_design_is_one_that_can_be_laid_out() -> None:
    from sim.runs.designs import DESIGNS  # noqa: PLC0415
    from sim.scenario.names import names  # noqa: PLC0415

    assert set(names("design")) == set(DESIGNS)
    assert len(list(itertools.chain(DESIGNS))) == len(set(DESIGNS))
