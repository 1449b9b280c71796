"""Lifetimes are read from a table of runs under every definition of an end."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.shared.lifetimes import Lifetimes, definitions_of, lifetimes_of
from tests.shared.lives import any_lives, lifetimes


@pytest.fixture
def runs() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "replicate": range(6),
            "end_kind": ["offensive", "cancelled", "held", "held", "cancelled", "offensive"],
            "end_day": [10, 20, 100, 100, 30, 100],
            "ended": [True, True, False, False, True, True],
            "end_kind_first_capture": [
                "offensive",
                "cancelled",
                "held",
                "offensive",
                "disowned",
                "held",
            ],
            "end_day_first_capture": [12, 20, 100, 100, 25, 80],
            "ended_first_capture": [True, True, False, True, True, False],
        }
    )


def test_the_main_definition_is_that_of_the_table(runs: pd.DataFrame) -> None:
    found = lifetimes_of(runs, 100)
    assert found.days.tolist() == [10, 20, 100, 100, 30, 100]
    assert found.kinds.tolist() == runs["end_kind"].tolist()


def test_another_definition_has_days_and_kinds_of_its_own(runs: pd.DataFrame) -> None:
    found = lifetimes_of(runs, 100, "first_capture")
    assert found.days.tolist() == [12, 20, 100, 100, 25, 80]
    assert found.kinds.tolist() == runs["end_kind_first_capture"].tolist()


def test_a_run_that_stopped_before_the_end_is_lost_from_sight(runs: pd.DataFrame) -> None:
    assert lifetimes_of(runs, 100).whole_until == 100
    assert lifetimes_of(runs, 100, "first_capture").whole_until == 80


def test_the_definitions_are_those_of_the_columns(runs: pd.DataFrame) -> None:
    assert definitions_of(runs) == ("main", "first_capture")


def test_an_unknown_definition_is_refused(runs: pd.DataFrame) -> None:
    with pytest.raises(KeyError):
        lifetimes_of(runs, 100, "last_capture")


@pytest.mark.parametrize(
    ("days", "ended", "kinds", "horizon"),
    [
        ([], [], [], 5),
        ([1, 2], [True], ["offensive"], 5),
        ([0], [True], ["offensive"], 5),
        ([6], [True], ["offensive"], 5),
        ([3], [True], ["held"], 5),
        ([3], [False], ["offensive"], 5),
    ],
)
def test_lifetimes_that_contradict_themselves_are_refused(
    days: list[int], ended: list[bool], kinds: list[str], horizon: int
) -> None:
    with pytest.raises(ValueError, match=r"no run|differ in number|outside|agree"):
        Lifetimes(
            np.array(days, int), np.array(ended, bool), np.array(kinds, dtype=object), horizon
        )


def test_runs_tell_nothing_of_days_after_their_horizon() -> None:
    with pytest.raises(ValueError, match="tell nothing of day 9"):
        lifetimes([3, 8], [1, 0]).within(9)


@settings(max_examples=20)
@given(any_lives(), st.data())
def test_what_ended_after_an_earlier_horizon_was_still_standing(
    lives: Lifetimes, data: st.DataObject
) -> None:
    horizon = data.draw(st.integers(1, lives.horizon))
    cut = lives.within(horizon)
    assert cut.ends == int((lives.ended & (lives.days <= horizon)).sum())
    assert set(cut.days[~cut.ended].tolist()) <= {horizon}
    assert cut.whole_until == horizon
