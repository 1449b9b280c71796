"""Draws: an address gives the same numbers always, and no two draws share one."""

from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

import sim.day.draws
from sim.day.draws import REACH, STEPS, chosen, curve, word_of
from sim.day.execution import answer_uniform, keep_friction_draws
from sim.day.model import CeasefireModel
from sim.day.observation import misreading_uniform
from sim.law.arithmetic import choice_probability, logistic
from sim.law.draws import FRICTION, MISREADING, ORDER, RETALIATION, draw_block, first_day_of
from sim.scenario.load import load_scenario
from sim.scenario.names import scenario_names
from tests.worlds import SEED, Audit, audited, bits, bits_without, finished, standard

DAYS = 45


@pytest.mark.parametrize("name", scenario_names())
def test_no_two_draws_share_an_address(name: str) -> None:
    audit = audited(load_scenario(name), 0, DAYS)
    assert len(audit.drawn) > DAYS


def test_a_second_draw_at_an_address_is_refused() -> None:
    audit = Audit()
    audit.block(SEED, 0, 1, ORDER, 2, 3, 4, 0)
    audit.block(SEED, 0, 2, ORDER, 2, 3, 4, 0)
    with pytest.raises(AssertionError, match="two draws"):
        audit.block(SEED, 0, 1, ORDER, 2, 3, 4, 0)


def test_days_that_share_a_block_take_its_words_in_turn() -> None:
    model = CeasefireModel(standard(), SEED, 5)
    w = model.w
    front = next(iter(model.party("party_a").fronts.values()))
    who, place = model.party("party_a").number, front.sector
    keys = [model.party("party_a").key, front.opponent.key, place.key]
    for day in (*range(-9, 10), *range(9, -10, -1)):
        w.run.day = day
        first = first_day_of(day, 4)
        for process, uniform in ((RETALIATION, answer_uniform), (MISREADING, misreading_uniform)):
            block = draw_block(SEED, 5, first, process, *keys, 0)
            assert uniform(w, who, place.number) == block[day - first]
        first = first_day_of(day, 2)
        keep_friction_draws(w)
        block = draw_block(SEED, 5, first, FRICTION, place.key, 0, 0, 0)
        words = [getattr(place.state, f"friction_{letter}") for letter in "abcd"]
        assert tuple(words) == block


def test_a_kept_block_has_a_word_for_each_of_four_days() -> None:
    kept = SimpleNamespace(first=0.1, second=0.2, third=0.3, fourth=0.4)
    assert [word_of(kept, day) for day in range(4)] == [0.1, 0.2, 0.3, 0.4]  # type: ignore[arg-type]


def test_what_is_listed_is_drawn_together_as_it_is_drawn_alone() -> None:
    w = CeasefireModel(standard(), SEED, 3).w
    room = len(w.awaiting)
    w.run.day = 7
    places = [
        sim.day.draws.ask(w, word, 2, 3, place, listed)
        for word, place, listed in ((11, 5, 1), (12, 6, 0), (13, 7, 1))
    ]
    # What is not listed leaves its place to the next.
    assert places == [0, 1, 1]
    sim.day.draws.draw_asked(w)
    for at, (word, place) in enumerate([(11, 5), (13, 7)]):
        found = tuple(w.uniforms[at + room * number] for number in range(4))
        assert found == sim.day.draws.block_at(word, 2, 3, place, SEED, 3)
    assert w.run.asked == 0
    assert sim.day.draws.draw(w, ORDER, 2) == draw_block(SEED, 3, 7, ORDER, 2, 0, 0, 0)
    assert sim.day.draws.draw_on(w, 5, ORDER, 2) == draw_block(SEED, 3, 5, ORDER, 2, 0, 0, 0)


@pytest.mark.parametrize("name", ["textbook/standard", "idlib/sochi_2018"])
def test_the_same_seed_and_replicate_give_the_same_run(name: str) -> None:
    scenario = load_scenario(name)
    assert bits(finished(scenario, 3, DAYS).log) == bits(finished(scenario, 3, DAYS).log)


def test_another_replicate_and_another_seed_give_another_run() -> None:
    logs = []
    for seed, replicate in ((1, 0), (1, 1), (2, 0)):
        model = CeasefireModel(standard(), seed, replicate, DAYS)
        model.run()
        logs.append(bits(model.log))
    assert logs[0] != logs[1] != logs[2] != logs[0]


def test_a_shorter_horizon_gives_the_beginning_of_the_same_run() -> None:
    short, long = (bits_without(finished(standard(), 0, days).log, "end") for days in (25, DAYS))
    assert len(short) < len(long)
    assert long[: len(short)] == short


# A choice decided by a bound comes out as the law decides it.

WORLD = SimpleNamespace(curve=curve().tolist())
UNIFORM = st.integers(0, 2**32 - 1).map(lambda word: (word + 0.5) / 2**32)
ADVANTAGE = st.floats(-2.0 * REACH, 2.0 * REACH) | st.floats(-1e6, 1e6)


@given(ADVANTAGE, st.floats(0.0, 20.0), UNIFORM)
def test_it_is_so_for_any_choice(advantage: float, noise: float, uniform: float) -> None:
    chance = choice_probability(advantage, noise)
    assert chosen(WORLD, advantage, noise, uniform) == (uniform < chance)  # type: ignore[arg-type]


@given(ADVANTAGE, st.floats(0.01, 20.0), st.sampled_from([-1e-9, -1e-15, 0.0, 1e-15, 1e-9]))
def test_it_is_so_where_the_draw_is_close(advantage: float, noise: float, off: float) -> None:
    chance = choice_probability(advantage, noise)
    uniform = min(max(chance + off, 1e-10), 1.0 - 1e-10)
    assert chosen(WORLD, advantage, noise, uniform) == (uniform < chance)  # type: ignore[arg-type]


@pytest.mark.parametrize("place", [0, 1, REACH * STEPS, 2 * REACH * STEPS - 1])
def test_the_table_holds_the_curve_where_it_is_read(place: int) -> None:
    at = place / STEPS - REACH
    assert WORLD.curve[place] == logistic(at)
    between = logistic(at + 0.5 / STEPS)
    assert WORLD.curve[place] < between < WORLD.curve[place + 1]
    for uniform in (WORLD.curve[place], WORLD.curve[place + 1], between):
        assert chosen(WORLD, at + 0.5 / STEPS, 1.0, uniform) == (uniform < between)  # type: ignore[arg-type]
