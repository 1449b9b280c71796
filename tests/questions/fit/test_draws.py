"""Draws wave by wave: weights, what is ruled out, and whether what was planted is found."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.questions.fit.draws import (
    Weighed,
    density_of,
    effective,
    next_wave,
    quantile,
    rank_of,
    recovered,
    region_ends,
    tempered,
    thinned,
)
from sim.questions.fit.findings import kinds_of, left_out, survival_bands
from sim.questions.fit.likelihood import chances, not_ruled_out
from sim.questions.fit.record import Lifetime
from sim.runs.designs import unit_points
from tests.questions.fit.cheap import DATA, ERRORS, runs_of

DRAWS, RUNS = 512, 24
KEYS = ("length", "idle")


def weighed_by(places: np.ndarray, density: np.ndarray, seed: int) -> Weighed:
    runs = runs_of(places, RUNS, seed)
    chance = {name: chances(runs[name], datum) for name, datum in DATA.items()}
    return Weighed(places, chance, density)


@pytest.fixture(scope="module")
def first() -> Weighed:
    places = unit_points("sobol", 2, DRAWS, 1)
    return weighed_by(places, np.ones(DRAWS), 1)


def test_weights_add_up_to_one_and_find_the_middle(first: Weighed) -> None:
    weights = first.weights()
    assert weights.sum() == pytest.approx(1.0)
    assert weights @ first.places[:, 0] == pytest.approx(0.5, abs=0.05)
    spread = weights @ (first.places - weights @ first.places) ** 2
    # The record narrows the first number, and says nothing of the second.
    assert spread[0] < 0.6 / 12
    assert spread[1] == pytest.approx(1 / 12, rel=0.15)


def test_a_second_wave_finds_the_same_with_more_draws_that_count(first: Weighed) -> None:
    proposal, batch = next_wave(first.places, first.weights(), DRAWS, 2)
    assert len(batch) == DRAWS
    assert batch.min() >= 0.0
    assert batch.max() < 1.0
    places = np.concatenate([first.places, batch])
    both = weighed_by(places, density_of(places, [DRAWS, DRAWS], [proposal]), 2)
    mean = both.weights() @ both.places
    assert mean == pytest.approx(first.weights() @ first.places, abs=0.05)
    assert effective(both.weights()) > 1.5 * effective(first.weights())


def test_a_density_near_good_draws_integrates_to_one(first: Weighed) -> None:
    proposal, _ = next_wave(first.places, first.weights(), DRAWS, 2)
    even = unit_points("sobol", 2, 4096, 3)
    assert proposal.density(even).mean() == pytest.approx(1.0, abs=0.02)


def test_leaving_an_agreement_out_takes_its_chance_away(first: Weighed) -> None:
    alone = Weighed(first.places, {"long": first.chance["long"]}, first.density)
    assert first.weights(without=("short",)) == pytest.approx(alone.weights())
    assert first.weights(without=tuple(DATA)) == pytest.approx(np.full(DRAWS, 1 / DRAWS))


def test_draws_far_from_the_record_are_ruled_out() -> None:
    places = np.array([[0.5, 0.5], [4.0, 0.5]])
    assert not_ruled_out(runs_of(places, 200, 1), DATA).tolist() == [True, False]


def test_quantiles_and_thinning_go_by_weight() -> None:
    values, weights = np.array([3.0, 1.0, 2.0]), np.array([0.5, 0.25, 0.25])
    assert quantile(values, weights, (0.0, 0.375, 1.0)) == pytest.approx([1.0, 2.0, 3.0])
    chosen = thinned(weights, 4, 1)
    assert sorted(chosen.tolist()) == [0, 0, 1, 2]


def test_what_was_planted_is_found_at_the_stated_rate() -> None:
    places = unit_points("sobol", 2, 1024, 1)
    found = recovered(places, runs_of(places, RUNS, 5), DATA, KEYS, 300, 30, 7)
    table = found.table.set_index("key")
    assert table.loc["all", "truths"] == 600
    assert table.loc["all", "low"] < 0.9 < table.loc["all", "high"]
    for key in ("length", "idle"):
        assert table.loc[key, "inside"] == pytest.approx(0.9, abs=0.06)
    # Ranks of a number of which the record says nothing are even too.
    assert np.histogram(found.ranks[:, 1], bins=4, range=(0, 1))[0].min() > 45
    assert table.loc["length", "shrinkage"] > 0.3
    assert abs(table.loc["idle", "shrinkage"]) < 0.1


def test_few_draws_are_tempered_and_their_regions_still_hold_the_truth() -> None:
    """Sixty draws leave fits to a handful; the old rule would hold the truth in far fewer cases."""
    places = unit_points("sobol", 2, 64, 3)
    errors = replace(ERRORS, days=0.1)
    sharp = {name: replace(datum, errors=errors) for name, datum in DATA.items()}
    runs = runs_of(places, 200, 5)
    plain = recovered(places, runs, sharp, KEYS, 64, 0, 7)
    found = recovered(places, runs, sharp, KEYS, 64, 30, 7)
    assert plain.powers.tolist() == [1.0] * 64
    assert (found.powers < 1.0).any()
    assert (found.effective == plain.effective).all()
    assert found.table.set_index("key").loc["all", "inside"] == pytest.approx(0.9, abs=0.06)


def test_tempering_gives_as_many_effective_draws_as_are_wanted() -> None:
    logarithms = -np.linspace(0, 30, 200)
    even = np.zeros(200)
    weights, power = tempered(logarithms, even, 30)
    assert effective(weights) == pytest.approx(30, rel=1e-6)
    assert 0 < power < 1
    assert weights == pytest.approx(np.exp(power * logarithms) / np.exp(power * logarithms).sum())
    alone, untouched = tempered(logarithms, even, 2)
    assert untouched == 1.0
    assert alone == pytest.approx(np.exp(logarithms) / np.exp(logarithms).sum())


@given(
    st.lists(st.floats(-500, 0), min_size=2, max_size=40),
    st.floats(0, 50),
)
def test_tempering_never_leaves_the_unit_interval(chances_: list[float], least: float) -> None:
    weights, power = tempered(np.array(chances_), np.zeros(len(chances_)), least)
    assert 0.0 <= power <= 1.0
    assert weights.sum() == pytest.approx(1.0)
    assert effective(weights) >= min(least, len(chances_)) * (1 - 1e-6) or power == 1.0


def test_ends_of_a_region_hold_what_an_exact_posterior_does_however_few_draws() -> None:
    """Truth and draws of one exact posterior: 90 percent regions hold it in 90 of 100 cases."""
    noise = np.random.default_rng(1)
    for draws in (19, 30, 200):
        alike = np.full(draws, 1 / draws)
        inside = []
        for _ in range(2000):
            truth, *own = noise.beta(3, 5, draws + 1)
            low, high = region_ends(np.array(own), alike, (0.05, 0.95))
            inside.append(low <= truth <= high)
        # Standard error 0.007; the plain quantile holds it in 82, 87 and 90 of 100.
        assert np.mean(inside) == pytest.approx(0.9, abs=0.022)


def test_rank_and_ends_are_each_others_inverse(first: Weighed) -> None:
    weights, own = first.weights(), first.places[:, 0]
    ends = region_ends(own, weights, (0.0, 0.05, 0.5, 0.95, 1.0))
    assert ends[0] == 0.0
    assert ends[-1] == 1.0
    found = [rank_of(float(end), own, weights) for end in ends]
    assert found == pytest.approx([0.0, 0.05, 0.5, 0.95, 1.0])
    assert ends[1:4] == pytest.approx(quantile(own, weights, (0.05, 0.5, 0.95)), abs=0.02)


def test_each_agreement_is_scored_beside_rivals(first: Weighed) -> None:
    runs = runs_of(first.places, RUNS, 1)
    lifetimes = {
        name: Lifetime(name, name, date(2020, 1, 1), days, days, days, DATA[name].kinds)
        for name, days in (("short", 4), ("long", 100))
    }
    table, days, both = left_out(first, runs, DATA, lifetimes)
    assert len(table) == 2 * 5
    own = table[table["predictor"] == "the model"].set_index("agreement")
    # The cheap world knows which is short and which is long; rivals see one other agreement.
    assert (own["chance"] > 0.3).all()
    assert all(one.mean > 0 for one in days)
    assert all(one.low <= one.mean <= one.high for one in (*days, *both))
    assert own["place"].between(0, 1).all()


def test_a_band_holds_the_curve_of_every_draw(first: Weighed) -> None:
    runs = runs_of(first.places, RUNS, 1)["long"]
    table = survival_bands(runs, first.weights(), 365)
    assert table.loc[0].tolist() == pytest.approx([1.0] * 5)
    assert (table["least"] <= table["low_90"]).all()
    assert (table["low_90"] <= table["high_90"]).all()
    assert (table["high_90"] <= table["most"]).all()
    assert table["mean"].is_monotonic_decreasing
    assert sum(kinds_of(runs, first.weights()).values()) == pytest.approx(1.0)
