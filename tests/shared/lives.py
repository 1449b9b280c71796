"""Lifetimes with known answers: drawn, generated, and published."""

from __future__ import annotations

import numpy as np
from hypothesis import strategies as st

from sim.shared.lifetimes import HELD, Lifetimes

ALL_KINDS = ("offensive", "cancelled")


def lifetimes(days: list[int], ended: list[int], horizon: int | None = None) -> Lifetimes:
    """Lifetimes written out; every end is an offensive."""
    over = np.array(ended, dtype=bool)
    kinds = np.where(over, "offensive", HELD).astype(object)
    return Lifetimes(np.array(days), over, kinds, max(days) if horizon is None else horizon)


def geometric(rng: np.random.Generator, runs: int, hazard: float, horizon: int = 365) -> Lifetimes:
    """Runs that end on any day with the same chance; three in ten ends are cancellations."""
    days = rng.geometric(hazard, runs)
    ended = days <= horizon
    named = np.where(rng.random(runs) < 0.3, "cancelled", "offensive")
    kinds = np.where(ended, named, HELD).astype(object)
    return Lifetimes(np.minimum(days, horizon), ended, kinds, horizon)


@st.composite
def any_lives(draw: st.DrawFn, *, censored_early: bool = False) -> Lifetimes:
    """Some runs over some days, ending in two ways or not at all."""
    horizon = draw(st.integers(2, 30))
    row = st.tuples(st.integers(1, horizon), st.sampled_from((*ALL_KINDS, HELD)))
    rows = draw(st.lists(row, min_size=1, max_size=25))
    kinds = np.array([kind for _, kind in rows], dtype=object)
    ended = kinds != HELD
    days = np.array([day for day, _ in rows])
    if not censored_early:
        days = np.where(ended, days, horizon)
    return Lifetimes(days, ended, kinds, horizon)


# Weeks in remission under 6-mercaptopurine and under placebo, and whether there was a relapse.
# Freireich et al. (1963), Blood 21, 699-716; printed in Cox (1972), table 1.
TREATED = lifetimes(
    [6, 6, 6, 6, 7, 9, 10, 10, 11, 13, 16, 17, 19, 20, 22, 23, 25, 32, 32, 34, 35],
    [1, 1, 1, 0, 1, 0, 1, 0, 0, 1, 1, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0],
)
PLACEBO = lifetimes(
    [1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23], [1] * 21, 35
)
