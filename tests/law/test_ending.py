"""Declarations, and erosion."""

import pytest

from sim.law import ending


def test_the_advantage_of_cancelling_is_a_sum() -> None:
    assert ending.cancelling_advantage(1.0, 2.0, 4.0, 8.0, 16.0) == -17.0


def test_the_advantage_of_disowning_is_a_sum() -> None:
    assert ending.disowning_advantage(1.0, 2.0, 4.0) == -1.0


@pytest.mark.parametrize(
    ("recent", "baseline", "share", "eroded"),
    [(3.0, 4.0, 0.75, 1), (2.9, 4.0, 0.75, 0), (9.0, 0.0, 0.75, 0), (9.0, -1.0, 0.75, 0)],
)
def test_erosion_needs_a_baseline_and_its_share_of_it(
    recent: float, baseline: float, share: float, eroded: int
) -> None:
    assert ending.eroded(recent, baseline, share) == eroded
