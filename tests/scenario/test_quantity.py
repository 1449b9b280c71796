"""Numbers and days: what is accepted in their place, and what they become."""

import math
from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.scenario.quantity import (
    FAMILIES,
    Distribution,
    Moment,
    Quantity,
    TimePath,
    day_number,
)

SHARE = Quantity("A share", "share", 0, 1)
PATH = Quantity("A share in time", "share", 0, 1, path=True)
START = date(2001, 1, 1)


@pytest.mark.parametrize("value", [0, 1, 0.5])
def test_a_number_in_its_range_is_accepted(value: float) -> None:
    assert SHARE.number(value) == value


@pytest.mark.parametrize(
    "value",
    [
        -0.1,
        1.1,
        math.nan,
        math.inf,
        True,
        "0.5",
        None,
        {},
        10**500,
        ["beta"],
        ["uniform", 0, 2],
        [],
    ],
)
def test_what_is_no_number_in_its_range_is_refused(value: object) -> None:
    with pytest.raises(ValueError, match=r"."):
        SHARE.number(value)


MEDIANS: list[tuple[list[Any], float]] = [
    (["uniform", 2, 4], 3),
    (["triangular", 0, 1, 2], 1),
    (["beta", 3, 3], 0.5),
    (["joint", "region", 0.2, 0.4, 0.7], 0.4),
]


@pytest.mark.parametrize(("stated", "median"), MEDIANS)
def test_the_middle_of_the_luck_gives_the_median(stated: list[Any], median: float) -> None:
    distribution = Quantity("Any", "any", -math.inf, math.inf).number(stated)
    assert isinstance(distribution, Distribution)
    assert distribution.at(0.5) == pytest.approx(median)
    assert distribution.written() == stated


def test_every_family_is_tried_above() -> None:
    assert {stated[0] for stated, _ in MEDIANS} == set(FAMILIES)


@pytest.mark.parametrize(
    "stated",
    [
        ["joint"],
        ["joint", "region"],
        ["joint", "region", 0.5],
        ["joint", 0.2, 0.5],
        ["joint", "../region", 0.2, 0.5],
        ["joint", "region", 0.2, "0.5"],
        ["joint", "region", 0.2, True],
        ["joint", "region", 0.2, 1.5],
        ["joint", "region", *([0.5] * 10_001)],
    ],
)
def test_a_column_of_joint_draws_has_a_name_and_values_in_the_range(stated: list[Any]) -> None:
    with pytest.raises(ValueError, match=r"joint|value|support"):
        SHARE.number(stated)


@given(st.sampled_from([stated for stated, _ in MEDIANS]), st.floats(0.001, 0.999))
def test_more_luck_never_gives_less(stated: list[Any], luck: float) -> None:
    distribution = Quantity("Any", "any", -math.inf, math.inf).number(stated)
    assert isinstance(distribution, Distribution)
    assert distribution.at(luck) <= distribution.at(min(luck + 0.001, 0.9999))


def test_a_path_keeps_the_value_of_its_last_step() -> None:
    path = PATH.path_in_time(
        {
            "late": {"from": "2001-02-01", "value": 0.8},
            "early": {"from": "2001-01-10", "value": 0.2},
        }
    )
    assert [path.on(day, START) for day in (-5, 9, 10, 31, 32, 500)] == [
        0.2,
        0.2,
        0.2,
        0.2,
        0.8,
        0.8,
    ]
    assert [step.name for step in path.steps] == ["early", "late"]


def test_a_path_may_be_one_number_and_take_days_of_the_run() -> None:
    assert PATH.path_in_time(0.3).on(77, START) == 0.3
    steps = {"a": {"from": 1, "value": 0}, "b": {"from": 5, "value": 1}}
    assert [PATH.path_in_time(steps).on(day, START) for day in (4, 5)] == [0, 1]


@pytest.mark.parametrize(
    "stated",
    [
        {},
        {"a": 0.5},
        {"a": {"from": 1}},
        {"a": {"from": 1, "value": 2}},
        {"a": {"from": "soon", "value": 0.5}},
        {"a": {"from": 1, "value": 0.5}, "b": {"from": "2001-01-01", "value": 0.5}},
        {"a": {"from": 1, "value": 0.5}, "b": {"from": 1, "value": 0.6}},
        {"a": {"from": 10**9, "value": 0.5}},
    ],
)
def test_a_broken_path_is_refused(stated: object) -> None:
    with pytest.raises(ValueError, match=r"."):
        PATH.path_in_time(stated)


def test_an_uncertain_step_must_be_drawn_before_it_is_used() -> None:
    path = PATH.path_in_time(["beta", 2, 2])
    assert isinstance(path, TimePath)
    with pytest.raises(TypeError, match="draw"):
        path.on(1, START)


def test_day_1_is_the_start() -> None:
    assert day_number(START, START) == 1
    assert day_number(date(2000, 12, 31), START) == 0
    assert day_number(17, START) == 17


def test_a_moment_is_a_date_or_a_count_of_days() -> None:
    due = Moment("Deadline", 1, optional=True)
    assert due.day("2001-02-03") == date(2001, 2, 3)
    assert due.day(5) == 5
    assert due.day(None) is None
    for value in (0, 10**9, True, 1.5, "5", "tomorrow", [1], datetime(2001, 1, 1)):  # noqa: DTZ001
        with pytest.raises(ValueError, match=r"."):
            due.day(value)


def test_a_first_day_is_a_date() -> None:
    starts = Moment("First day")
    assert starts.day("2001-02-03") == date(2001, 2, 3)
    for value in (5, 0, None, "5", datetime(2001, 1, 1)):  # noqa: DTZ001
        with pytest.raises(ValueError, match=r"."):
            starts.day(value)


@pytest.mark.parametrize("far", ["0001-01-01", "0999-12-31", "3001-01-01", "9999-12-31"])
def test_a_date_that_nobody_could_count_from_is_refused(far: str) -> None:
    for moment in (Moment("First day"), Moment("Deadline", 1)):
        with pytest.raises(ValueError, match="outside the years 1000 to 3000"):
            moment.day(far)
    with pytest.raises(ValueError, match="outside the years"):
        PATH.path_in_time({"a": {"from": far, "value": 0.5}})
