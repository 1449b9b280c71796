"""The chance of the record, were a run the truth."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from sim.questions.fit.likelihood import (
    Datum,
    Errors,
    agreement,
    chances,
    days_agreement,
    kind_agreement,
)
from sim.shared.lifetimes import KIND_NUMBERS

ERRORS = Errors(days=0.4, kind=0.1, ratio=0.7)
DATUM = Datum(10, 10, frozenset({"offensive"}), math.nan, 0.0, ERRORS)


def runs(days: list[float], kinds: list[str], horizon: float = 365.0) -> dict[str, np.ndarray]:
    """Runs of one draw that lasted so many days."""
    held = [kind == "held" for kind in kinds]
    return {
        "end_day": np.array([[horizon if h else d + 1.0 for d, h in zip(days, held, strict=True)]]),
        "ended": np.array([[0.0 if h else 1.0 for h in held]]),
        "kind": np.array([[KIND_NUMBERS[kind] for kind in kinds]]),
    }


def test_a_run_as_long_as_the_record_agrees_best() -> None:
    found = days_agreement(runs([5, 10, 20], ["offensive"] * 3), DATUM)[0]
    assert found.argmax() == 1
    assert found[0] == pytest.approx(found[2], rel=0.3)


def test_what_any_length_could_be_dated_to_adds_up_to_one() -> None:
    own = runs([17], ["offensive"])
    chance = sum(
        float(days_agreement(own, replace(DATUM, low=d, high=d))[0, 0]) for d in range(2000)
    )
    assert chance == pytest.approx(1.0, abs=1e-6)


def test_more_datings_leave_more_room() -> None:
    own = runs([30], ["offensive"])
    narrow, wide = (
        float(days_agreement(own, replace(DATUM, high=high))[0, 0]) for high in (10, 60)
    )
    assert wide > 5 * narrow


def test_an_agreement_that_still_stands_agrees_with_all_longer_runs() -> None:
    standing = replace(DATUM, low=365, high=math.inf, kinds=frozenset({"held"}))
    found = agreement(runs([5, 0], ["offensive", "held"]), standing)[0]
    assert found[1] > 100 * found[0]


def test_chances_of_kinds_add_up_to_one() -> None:
    own = runs([10], ["cancelled"])
    kinds = [
        float(kind_agreement(own, replace(DATUM, kinds=frozenset({kind})))[0, 0])
        for kind in KIND_NUMBERS
    ]
    assert sum(kinds) == pytest.approx(1.0)
    assert max(kinds) == pytest.approx(0.9)


def test_two_documented_kinds_are_as_likely_as_both_together() -> None:
    own = runs([10, 10], ["cancelled", "erosion"])
    both = replace(DATUM, kinds=frozenset({"cancelled", "offensive"}))
    one, other = (
        kind_agreement(own, replace(DATUM, kinds=frozenset({kind})))
        for kind in ("cancelled", "offensive")
    )
    assert kind_agreement(own, both) == pytest.approx(one + other)


def test_a_kind_that_is_missed_costs_about_as_much_as_a_factor_of_three_in_days() -> None:
    right, wrong, off = (
        float(agreement(runs([days], [kind]), DATUM)[0, 0])
        for days, kind in ((10, "offensive"), (10, "cancelled"), (31, "offensive"))
    )
    assert math.log(right / wrong) == pytest.approx(math.log(right / off), rel=0.15)


def test_a_run_that_failed_is_left_out() -> None:
    own = runs([10, 10], ["offensive", "offensive"])
    for column in own.values():
        column[0, 1] = np.nan
    whole = chances(runs([10], ["offensive"]), DATUM)
    assert chances(own, DATUM) == pytest.approx(whole)


def test_the_ratio_of_counts_is_read_where_it_is_known() -> None:
    own = runs([10, 10], ["offensive", "offensive"])
    own |= {"count_one": np.array([[20.0, 100.0]]), "count_other": np.array([[20.0, 20.0]])}
    found = agreement(own, replace(DATUM, ratio=0.0))[0]
    assert found[0] > found[1]
    assert agreement(own, DATUM)[0, 0] == agreement(own, DATUM)[0, 1]
