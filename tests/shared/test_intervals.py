"""Chances corrected for the number of tests."""

import math

import pytest

from sim.shared.intervals import holm_adjusted


def test_holms_correction_is_that_of_his_paper() -> None:
    # Smallest times three, next times two, last as it is, never falling.
    assert holm_adjusted([0.01, 0.04, 0.03]) == pytest.approx([0.03, 0.06, 0.06])


def test_a_test_that_could_not_be_made_does_not_count() -> None:
    found = holm_adjusted([0.01, math.nan, 0.04])
    assert found[0] == pytest.approx(0.02)
    assert found[2] == pytest.approx(0.04)
    assert math.isnan(found[1])
    assert holm_adjusted([]) == []


def test_a_test_that_stands_alone_is_left_as_it_is() -> None:
    assert holm_adjusted([0.04]) == [0.04]
