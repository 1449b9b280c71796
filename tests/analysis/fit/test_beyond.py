"""Scores beside rivals: classes of days, and what few agreements can show."""

from __future__ import annotations

import math

import numpy as np
import pytest

from sim.analysis.fit.beyond import (
    class_of,
    difference_of,
    kind_rival,
    rival_chances,
)


@pytest.mark.parametrize(
    ("days", "number"), [(0, 0), (7, 0), (8, 1), (30, 1), (31, 2), (90, 2), (365, 3), (366, 4)]
)
def test_a_duration_lies_in_one_class(days: float, number: int) -> None:
    assert class_of(days) == number


def test_chances_of_every_rival_add_up_to_one() -> None:
    for chances in rival_chances([248, 225, 4, 1, 110, 6]).values():
        assert chances.sum() == pytest.approx(1.0)
        assert (chances > 0).all()


def test_a_constant_hazard_has_the_mean_of_the_others() -> None:
    chances = rival_chances([50.0, 150.0])["constant hazard"]
    assert chances[0] == pytest.approx(1 - math.exp(-7.5 / 100))


def test_shares_of_the_literature_do_not_depend_on_the_record() -> None:
    one, other = (rival_chances(days)["shares of the literature"] for days in ([1, 2], [300, 400]))
    assert one == pytest.approx(other)
    assert one[0] == pytest.approx(1 - (0.83 + 0.90) / 2)


def test_kinds_of_the_others_are_counted_in_part() -> None:
    others = [frozenset({"offensive"}), frozenset({"offensive", "disowned"})]
    shares = [kind_rival(others, frozenset({kind})) for kind in ("offensive", "disowned", "held")]
    assert shares[0] > shares[1] > shares[2] > 0
    everything = frozenset({"offensive", "disowned"})
    assert kind_rival(others, everything) == pytest.approx(shares[0] + shares[1])


def test_signs_of_seven_can_never_show_less_than_one_in_sixty_four() -> None:
    found = difference_of("rival", [1.0] * 7, [0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6])
    assert found.p == pytest.approx(2 / 2**7)
    assert found.low < found.mean < found.high
    assert found.detectable > 0


def test_a_model_that_is_its_rival_gains_nothing() -> None:
    scores = np.log([0.2, 0.5, 0.4]).tolist()
    found = difference_of("rival", scores, scores)
    assert found.mean == 0.0
    assert found.p == 1.0
