"""Luck: the same address gives the same luck, and no two draws share one."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.law import draws
from sim.day.model import CeasefireModel
from sim.model.luck import AuditedLuck, Block, Luck, Where
from sim.scenario.load import load_scenario
from sim.scenario.names import scenario_names
from tests.examples import few
from tests.worlds import SEED, bits, bits_without, finished, standard

DAYS = 45


class StrictLuck(AuditedLuck):
    """Luck that refuses a second use of a word, also where days share a block."""

    def __init__(self, seed: int, replicate: int) -> None:
        super().__init__(seed, replicate)
        self.used: set[tuple[int, Where]] = set()
        self.by_block: set[int] = set()
        self.by_word: set[int] = set()

    def block(  # noqa: PLR0913, PLR0917 - an address has six parts
        self, day: int, process: int, actor: int, other: int = 0, place: int = 0, ordinal: int = 0
    ) -> Block:
        """Draw a whole block."""
        self.by_block.add(process)
        return super().block(day, process, actor, other, place, ordinal)

    def _shared(self, day: int, days: int, where: Where) -> Block:
        assert (day, where) not in self.used, (day, where)
        self.used.add((day, where))
        self.by_word.add(where[0])
        return super()._shared(day, days, where)


@pytest.mark.parametrize("name", scenario_names())
def test_no_two_draws_share_an_address(name: str) -> None:
    luck = StrictLuck(SEED, 0)
    model = finished(load_scenario(name), 0, DAYS, luck)
    assert luck.drawn or name == "textbook/dyad"
    # A process that draws whole blocks and single words would meet itself.
    assert not luck.by_block & luck.by_word
    assert {address[1] for address in luck.drawn} == luck.by_block | luck.by_word
    assert model.day <= DAYS


def test_a_second_draw_at_an_address_is_refused() -> None:
    luck = AuditedLuck(SEED, 0)
    luck.block(1, draws.ORDER, 2, 3, 4)
    luck.block(2, draws.ORDER, 2, 3, 4)
    with pytest.raises(AssertionError, match="share the address"):
        luck.block(1, draws.ORDER, 2, 3, 4)


@pytest.mark.parametrize("day", range(-9, 10))
def test_words_of_days_that_share_a_block_are_its_four_words_in_turn(day: int) -> None:
    first = draws.first_day_of(day, 4)
    block = draws.draw_block(SEED, 0, first, draws.RETALIATION, 7, 8, 9, 0)
    assert Luck(SEED, 0).word(day, draws.RETALIATION, 7, 8, 9) == block[day - first]
    first = draws.first_day_of(day, 2)
    block = draws.draw_block(SEED, 0, first, draws.FRICTION, 7, 0, 9, 0)
    start = 2 * (day - first)
    assert Luck(SEED, 0).pair(day, draws.FRICTION, 7, 9) == block[start : start + 2]


def test_a_word_does_not_depend_on_the_words_drawn_before_it() -> None:
    straight, jumping = Luck(SEED, 0), Luck(SEED, 0)
    forward = {day: straight.word(day, draws.RETALIATION, 7) for day in range(1, 30)}
    backward = {day: jumping.word(day, draws.RETALIATION, 7) for day in range(29, 0, -1)}
    assert forward == backward
    assert len(set(forward.values())) == len(forward)


@pytest.mark.parametrize("name", ["textbook/standard", "idlib/sochi_2018"])
def test_the_same_seed_and_replicate_give_the_same_run(name: str) -> None:
    scenario = load_scenario(name)
    assert bits(finished(scenario, 3, DAYS).log) == bits(finished(scenario, 3, DAYS).log)


def test_another_replicate_and_another_seed_give_another_run() -> None:
    scenario = standard()
    logs = [
        bits(finished(scenario, 0, DAYS, Luck(seed, replicate)).log)
        for seed, replicate in ((1, 0), (1, 1), (2, 0))
    ]
    assert logs[0] != logs[1] != logs[2] != logs[0]


@settings(max_examples=few(30))
@given(
    st.lists(st.integers(-draws.DAY_OFFSET, draws.LAST_DAY), min_size=1),
    st.integers(-20, 20),
    st.integers(1, 5),
    st.tuples(*[st.integers(0, 2**32 - 1)] * 5),
)
def test_what_is_drawn_ahead_is_what_would_be_drawn_on_the_day(
    jumps: list[int], first: int, step: int, words: tuple[int, ...]
) -> None:
    seed, replicate, *where = words
    luck = Luck(seed, replicate)
    days = [*range(first, first + 300, step), *jumps, draws.LAST_DAY - 1, draws.LAST_DAY]
    for day in days:
        block = draws.draw_block(seed, replicate, day, draws.ORDER, *where, 9)
        assert luck.block(day, draws.ORDER, *where, 9) == block


def test_a_told_run_is_the_same_run() -> None:
    scenario = standard()
    told = CeasefireModel(scenario, SEED, 0, DAYS, tell=True)
    told.run()
    assert bits(told.log) == bits(finished(scenario, 0, DAYS).log)
    frame = told.daily_frame()
    assert list(frame["day"]) == list(range(1 - told.measurement.run_in_days, told.day + 1))


def test_a_shorter_horizon_gives_the_beginning_of_the_same_run() -> None:
    scenario = standard()
    short, long = (bits_without(finished(scenario, 0, days).log, "end") for days in (25, DAYS))
    assert len(short) < len(long)
    assert long[: len(short)] == short
