"""The ladder of responses."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.law import response
from sim.law.arithmetic import logistic

RUNGS = (response.IGNORE, response.PROTEST, response.REFER, response.ANSWER, response.ESCALATE)
LUCK = st.floats(min_value=1e-6, max_value=1.0 - 1e-6)


@pytest.mark.parametrize(
    ("hits", "tolerance", "belief", "pressure"),
    [(1.0, 1.0, 0.0, 0.0), (0.5, 1.0, 0.0, 0.0), (3.0, 1.0, 1.0, 2.0), (3.0, 1.0, 0.5, 4.0)],
)
def test_pressure_is_what_exceeds_tolerance_raised_by_distrust(
    hits: float, tolerance: float, belief: float, pressure: float
) -> None:
    assert response.pressure_to_respond(hits, tolerance, belief, 2.0) == pressure


@pytest.mark.parametrize(
    ("pressure", "rung"),
    [(0.0, 0), (0.9, 0), (1.0, 1), (1.9, 1), (2.0, 2), (3.0, 3), (3.9, 3), (4.0, 4), (99.0, 4)],
)
def test_without_noise_a_rung_begins_at_its_threshold(pressure: float, rung: int) -> None:
    assert response.rung(pressure, 1.0, 2.0, 3.0, 4.0, 0.0, 0.5) == RUNGS[rung]


@given(LUCK)
def test_without_pressure_one_ignores_whatever_the_luck(luck: float) -> None:
    assert response.rung(0.0, -9.0, -9.0, -9.0, -9.0, 1.0, luck) == response.IGNORE


@given(st.floats(0.01, 10.0), st.floats(0.01, 10.0), st.floats(0.0, 5.0), LUCK)
def test_more_pressure_never_leads_to_a_lower_rung(
    one: float, other: float, noise: float, luck: float
) -> None:
    low, high = sorted((one, other))
    climbed = [response.rung(p, 1.0, 2.0, 3.0, 4.0, noise, luck) for p in (low, high)]
    assert climbed[0] <= climbed[1]


def test_with_noise_the_rungs_are_an_ordered_logit() -> None:
    cells = 10_000
    at_least = [0] * 5
    for cell in range(cells):
        rung = response.rung(2.0, 1.0, 2.0, 3.0, 4.0, 0.5, (cell + 0.5) / cells)
        for lower in range(rung + 1):
            at_least[lower] += 1
    expected = [1.0, *(logistic((2.0 - threshold) / 0.5) for threshold in (1.0, 2.0, 3.0, 4.0))]
    assert [count / cells for count in at_least] == pytest.approx(expected, abs=2e-4)


@pytest.mark.parametrize(
    ("severity", "fronts_hit", "hits"), [(0.0, 0, 0.0), (3.0, 1, 3.0), (3.0, 2, 1.5)]
)
def test_quiet_fronts_do_not_make_a_blow_weigh_less(
    severity: float, fronts_hit: int, hits: float
) -> None:
    assert response.severity_where_hit(severity, fronts_hit) == hits


@pytest.mark.parametrize("rung", RUNGS)
def test_without_a_commission_a_claim_is_answered_by_oneself(rung: int) -> None:
    alone = response.ANSWER if rung == response.REFER else rung
    assert response.redress(rung, 0) == alone
    assert response.redress(rung, 1) == rung
