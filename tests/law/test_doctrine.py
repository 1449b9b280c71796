"""Doctrines: tables of what they do, and what they are known to reach against each other."""

import itertools
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.law import doctrine
from sim.law.order import HOLD, PROBE

SHARE = st.floats(min_value=0.0, max_value=1.0)
ERRORS = [Fraction(1, 10), Fraction(1, 3)]


@pytest.mark.parametrize("seen", [HOLD, PROBE])
def test_tit_for_tat_does_what_it_saw(seen: int) -> None:
    assert doctrine.tit_for_tat(seen) == seen


@given(SHARE, SHARE)
def test_the_generous_forgive_a_breach_with_their_chance(generosity: float, luck: float) -> None:
    assert doctrine.generous(HOLD, generosity, luck) == HOLD
    assert doctrine.generous(PROBE, generosity, luck) == int(luck >= generosity)


def test_the_contrite_probe_only_as_a_right() -> None:
    table = {(own, other): doctrine.contrite(own, other) for own in (0, 1) for other in (0, 1)}
    assert table == {(1, 1): HOLD, (1, 0): PROBE, (0, 1): HOLD, (0, 0): HOLD}


def test_standing_is_lost_by_an_unjustified_breach_alone() -> None:
    lost = [
        state
        for state in itertools.product((0, 1), (0, 1), (HOLD, PROBE))
        if doctrine.standing_after(*state) == 0
    ]
    assert lost == [(0, 0, PROBE), (0, 1, PROBE), (1, 1, PROBE)]


def test_win_stay_lose_shift_holds_after_like_acts() -> None:
    table = {
        (own, seen): doctrine.win_stay_lose_shift(own, seen) for own in (0, 1) for seen in (0, 1)
    }
    assert table == {(0, 0): HOLD, (0, 1): PROBE, (1, 0): PROBE, (1, 1): HOLD}


def test_grim_never_returns() -> None:
    assert doctrine.grim(0) == HOLD
    assert doctrine.grim(1) == PROBE


def test_a_punishment_lasts_its_term_and_alarms_in_it_count_for_nothing() -> None:
    days, strikes, orders = 0, 0, []
    for _ in range(12):
        orders.append(doctrine.tolerant_trigger(days))
        days, strikes = doctrine.punishment_after(days, strikes, 1, 2, 3)
    # Two alarms, three days of punishment, again and again.
    assert orders == [0, 0, 1, 1, 1, 0, 0, 1, 1, 1, 0, 0]


@given(
    st.integers(0, 10),
    st.integers(0, 10),
    st.integers(0, 1),
    st.integers(1, 10),
    st.integers(0, 10),
)
def test_punishment_and_strikes_stay_in_their_bounds(
    days: int, strikes: int, alarm: int, threshold: int, term: int
) -> None:
    left, counted = doctrine.punishment_after(
        days, min(strikes, threshold - 1), alarm, threshold, term
    )
    assert 0 <= left <= max(term, days - 1)
    assert 0 <= counted < threshold


@given(
    st.floats(0.0, 1.0),
    st.floats(-10, 10),
    st.floats(-10, 10),
    st.floats(-10, 10),
    st.floats(-10, 10),
)
def test_the_stage_game_breaks_even_at_its_threshold(
    belief: float, reward: float, temptation: float, punishment: float, sucker: float
) -> None:
    advantage = doctrine.stage_game_advantage(reward, temptation, punishment, sucker, belief)
    breach = belief * temptation + (1 - belief) * punishment
    comply = belief * reward + (1 - belief) * sucker
    assert advantage == pytest.approx(breach - comply, abs=1e-9)
    slope = (reward - temptation) + (punishment - sucker)
    if slope > 1e-3:
        threshold = (punishment - sucker) / slope
        assert (advantage <= 1e-9) == (belief >= threshold - 1e-9 / slope) or abs(advantage) < 1e-6


@pytest.mark.parametrize(
    ("code", "memory", "order"),
    [
        (doctrine.ALWAYS_HOLD, (1, 1, 0, 0, 1, 5), HOLD),
        (doctrine.CANCEL_BY_CHANCE, (1, 1, 0, 0, 1, 5), HOLD),
        (doctrine.TIT_FOR_TAT, (1, 0, 1, 1, 0, 0), PROBE),
        (doctrine.GENEROUS, (1, 0, 1, 1, 0, 0), PROBE),
        (doctrine.CONTRITE, (0, 0, 1, 0, 0, 0), PROBE),
        (doctrine.WIN_STAY_LOSE_SHIFT, (0, 1, 1, 1, 0, 0), PROBE),
        (doctrine.GRIM, (0, 0, 1, 1, 1, 0), PROBE),
        (doctrine.TOLERANT_TRIGGER, (0, 0, 1, 1, 0, 1), PROBE),
    ],
)
def test_each_doctrine_reads_its_own_memory(code: int, memory: tuple[int, ...], order: int) -> None:
    seen, own, own_standing, other_standing, triggered, days_left = memory
    assert (
        doctrine.fixed_order(
            code, seen, own, own_standing, other_standing, triggered, days_left, 0.25, 0.5
        )
        == order
    )


def settled(code: int, false_alarm: Fraction, missed: Fraction, slip: Fraction) -> float:
    """Long-run cooperation of two parties of one doctrine, by the laws and a Markov chain."""
    chances: dict[tuple[int, ...], float] = {(0, 0, 0, 0, 1, 1): 1.0}
    level = 0.0
    for day in range(150):
        following: dict[tuple[int, ...], float] = {}
        level = 0.0
        for (act_a, act_b, seen_a, seen_b, good_a, good_b), chance in chances.items():
            orders = (
                doctrine.fixed_order(code, seen_a, act_a, good_a, good_b, 0, 0, 0.3, 0.0),
                doctrine.fixed_order(code, seen_b, act_b, good_b, good_a, 0, 0, 0.3, 0.0),
            )
            for slips in itertools.product((0, 1), repeat=2):
                acts = [
                    order if s == 0 else 1 - order for order, s in zip(orders, slips, strict=True)
                ]
                weight = chance
                for s in slips:
                    weight *= float(slip if s else 1 - slip)
                level += weight * (2 - sum(acts)) / 2
                for views in itertools.product((0, 1), repeat=2):
                    share = weight
                    for view, act in zip(views, acts[::-1], strict=True):
                        wrong = missed if act else false_alarm
                        share *= float(wrong if view != act else 1 - wrong)
                    if share == 0.0:
                        continue
                    standing = (
                        doctrine.standing_after(good_a, good_b, acts[0]),
                        doctrine.standing_after(good_b, good_a, acts[1]),
                    )
                    after = (*acts, *views, *standing)
                    following[after] = following.get(after, 0.0) + share
        chances = following
        assert sum(chances.values()) == pytest.approx(1.0), day
    return level


@pytest.mark.parametrize("error", ERRORS)
def test_what_two_of_a_kind_reach_with_errors(error: Fraction) -> None:
    none, e = Fraction(0), float(error)
    reached = {
        "tit for tat, a and b": settled(doctrine.TIT_FOR_TAT, error, 2 * error, none),
        "tit for tat, e": settled(doctrine.TIT_FOR_TAT, none, none, error),
        "contrite, e": settled(doctrine.CONTRITE, none, none, error),
        "win stay, e": settled(doctrine.WIN_STAY_LOSE_SHIFT, none, none, error),
    }
    assert reached == pytest.approx(
        {
            "tit for tat, a and b": 2 / 3,
            "tit for tat, e": 1 / 2,
            "contrite, e": 1 / (1 + 2 * e),
            "win stay, e": 1 - 3 * e + 6 * e**2 - 4 * e**3,
        },
        abs=1e-9,
    )
