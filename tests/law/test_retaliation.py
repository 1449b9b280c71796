"""Retaliation: one hit counts once, answers follow in proportion."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.law import retaliation

SHARE = st.floats(min_value=0.0, max_value=1.0)
HITS = st.lists(st.floats(min_value=0.0, max_value=100.0), min_size=1, max_size=10)


@pytest.mark.parametrize("persistence", [0.0, 0.5, 0.9])
def test_summed_over_all_days_one_hit_counts_once(persistence: float) -> None:
    grievance, total = 0.0, 0.0
    for day in range(1000):
        grievance = retaliation.grievance_after(grievance, persistence, 1.0 if day == 0 else 0.0)
        total += grievance
    assert total == pytest.approx(1.0, rel=1e-9)


def test_grievance_decays_and_is_fed() -> None:
    assert retaliation.grievance_after(2.0, 0.75, 4.0) == 2.5


@pytest.mark.parametrize(
    ("leverage", "effort", "rate"),
    [(0.0, 1.0, 1.0), (1.0, 0.0, 1.0), (1.0, 1.0, 0.0), (0.5, 0.5, 0.75)],
)
def test_only_leverage_with_effort_restrains_answers(
    leverage: float, effort: float, rate: float
) -> None:
    assert retaliation.retaliation_rate(0.5, leverage, effort, 2.0) == rate


@given(HITS, SHARE)
def test_spreading_grievance_loses_none(own: list[float], spread: float) -> None:
    pooled = sum(own)
    felt = [retaliation.spread_grievance(g, pooled, spread, len(own)) for g in own]
    assert sum(felt) == pytest.approx(pooled, rel=1e-9, abs=1e-9)


def test_without_spread_each_front_answers_for_itself() -> None:
    assert retaliation.spread_grievance(3.0, 10.0, 0.0, 5) == 3.0
    assert retaliation.spread_grievance(3.0, 10.0, 1.0, 5) == 2.0


@pytest.mark.parametrize(("settled", "left"), [(0.0, 4.0), (0.75, 1.0), (1.0, 0.0)])
def test_a_text_settles_its_share_of_grievance(settled: float, left: float) -> None:
    assert retaliation.settled_grievance(4.0, settled) == left
