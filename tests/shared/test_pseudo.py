"""Pseudo-values: what each run says where some were lost from sight."""

from __future__ import annotations

import numpy as np
import pytest

from sim.shared.lifetimes import Lifetimes
from sim.shared.survival import held_after, restricted_mean

HORIZON = 40


def lives(days: list[int], ended: list[bool]) -> Lifetimes:
    kinds = np.where(ended, "offensive", "held").astype(object)
    return Lifetimes(np.array(days), np.array(ended), kinds, HORIZON)


def drawn(seed: int, count: int = 30) -> Lifetimes:
    """Geometric lifetimes, each lost from sight on a day of its own."""
    luck = np.random.default_rng(seed)
    days, lost = luck.geometric(0.05, count), luck.integers(5, HORIZON, count)
    seen = np.minimum(days, np.minimum(lost, HORIZON))
    return lives(seen.tolist(), (days <= np.minimum(lost, HORIZON)).tolist())


def without(found: Lifetimes, run: int) -> Lifetimes:
    return lives(np.delete(found.days, run).tolist(), np.delete(found.ended, run).tolist())


def test_they_are_the_lifetimes_themselves_where_no_run_was_lost() -> None:
    whole = lives([3, 40, 40, 7], [True, False, True, True])
    assert whole.days_held().tolist() == [3.0, 40.0, 40.0, 7.0]
    assert whole.standing().tolist() == [False, True, False, False]


def test_each_is_what_the_mean_over_all_owes_to_its_run() -> None:
    found = drawn(1)
    mean, share = restricted_mean(found).value, held_after(found).loc[HORIZON, "share"]
    for run in range(len(found)):
        rest = without(found, run)
        owed = len(found) * mean - (len(found) - 1) * restricted_mean(rest).value
        assert found.days_held()[run] == pytest.approx(owed)
        owed = len(found) * share - (len(found) - 1) * held_after(rest).loc[HORIZON, "share"]
        assert found.standing()[run] == pytest.approx(owed)


def test_their_mean_is_near_the_true_one_and_that_of_days_seen_is_not() -> None:
    found = drawn(2, 4000)
    true = sum(0.95**day for day in range(HORIZON))
    assert found.days_held().mean() == pytest.approx(true, abs=0.6)
    assert found.days.mean() < true - 4
