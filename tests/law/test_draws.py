"""The generator gives the published numbers, and no two addresses are one."""

import random
from itertools import pairwise
from types import FunctionType

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from sim.law import draws
from tests.worlds import ALPHA

WORD = st.integers(min_value=0, max_value=2**32 - 1)
DAY = st.integers(min_value=-draws.DAY_OFFSET, max_value=draws.LAST_DAY)
BYTE = st.integers(min_value=0, max_value=draws.LAST_ORDINAL)
TRIPLE = st.tuples(DAY, BYTE, BYTE)


@pytest.mark.parametrize(
    ("counter", "key", "answer"),
    [
        ("00000000 00000000 00000000 00000000", "00000000 00000000",
         "6627e8d5 e169c58d bc57ac4c 9b00dbd8"),
        ("ffffffff ffffffff ffffffff ffffffff", "ffffffff ffffffff",
         "408f276d 41c83b0e a20bc7c6 6d5451fd"),
        ("243f6a88 85a308d3 13198a2e 03707344", "a4093822 299f31d0",
         "d16cfe09 94fdcceb 5001e420 24126ea1"),
    ],
    ids=["zeros", "ones", "digits of pi"],
)  # fmt: skip
def test_philox_gives_the_known_answers_of_random123(counter: str, key: str, answer: str) -> None:
    words = [int(word, 16) for word in (counter + " " + key).split()]
    assert " ".join(f"{word:08x}" for word in draws.philox(*words)) == answer


@given(TRIPLE, TRIPLE)
def test_two_addresses_share_a_word_only_if_they_are_one(
    first: tuple[int, int, int], second: tuple[int, int, int]
) -> None:
    same = draws.address_word(*first) == draws.address_word(*second)
    assert same == (first == second)


@given(TRIPLE)
def test_the_word_of_an_address_can_be_read_back(triple: tuple[int, int, int]) -> None:
    word = draws.address_word(*triple)
    assert 0 <= word < 2**32
    assert (word >> 16) - draws.DAY_OFFSET == triple[0]
    assert ((word >> 8) & 255, word & 255) == triple[1:]


def test_no_two_processes_share_a_number() -> None:
    apart = {"NOBODY", "MASK", "MULTIPLIER_A", "MULTIPLIER_B", "WEYL_A", "WEYL_B", "ROUNDS"}
    apart |= {"DAY_OFFSET", "LAST_DAY", "LAST_ORDINAL", "RESOLUTION"}
    numbers = [v for k, v in vars(draws).items() if k.isupper() and k not in apart]
    assert len(set(numbers)) == len(numbers) > 20
    assert all(0 < number <= draws.LAST_ORDINAL for number in numbers)


def test_a_uniform_is_the_middle_of_its_cell() -> None:
    assert draws.uniform(0) == 0.5 / 2**32
    assert draws.uniform(2**31) == 0.5 + 0.5 / 2**32
    assert draws.uniform(2**32 - 1) == 1.0 - 0.5 / 2**32


@given(WORD, WORD)
def test_uniforms_keep_the_order_of_words(first: int, second: int) -> None:
    assert (draws.uniform(first) < draws.uniform(second)) == (first < second)
    assert 0.0 < draws.uniform(first) < 1.0


@given(WORD, WORD, DAY, BYTE, WORD, WORD, WORD, BYTE)
def test_a_block_is_philox_at_its_address(  # noqa: PLR0913, PLR0917 - the parts of an address
    seed: int,
    replicate: int,
    day: int,
    process: int,
    actor: int,
    other: int,
    place: int,
    ordinal: int,
) -> None:
    word = draws.address_word(day, process, ordinal)
    block = draws.philox(word, actor, other, place, seed, replicate)
    assert draws.draw_block(seed, replicate, day, process, actor, other, place, ordinal) == tuple(
        (number + 0.5) / 2**32 for number in block
    )


def test_the_compiled_draw_gives_the_same_bits() -> None:
    numba = pytest.importorskip("numba")
    names = dict(vars(draws))
    for name in ("philox", "address_word", "uniform"):
        names[name] = numba.njit(getattr(draws, name))
    names["block_at"] = numba.njit(FunctionType(draws.block_at.__code__, names))
    compiled = numba.njit(FunctionType(draws.draw_block.__code__, names))
    words = random.Random(5)  # noqa: S311 - any addresses will do
    for _ in range(2000):
        day = words.randint(-draws.DAY_OFFSET, draws.LAST_DAY)
        process, ordinal = words.randint(0, 255), words.randint(0, 255)
        seed, replicate, actor, other, place = (words.getrandbits(32) for _ in range(5))
        address = (seed, replicate, day, process, actor, other, place, ordinal)
        assert compiled(*address) == draws.draw_block(*address)


def test_draws_at_neighbouring_addresses_are_uniform_and_unrelated() -> None:
    blocks = [
        draws.draw_block(1, replicate, day, draws.ORDER, 7, 8, 9, 0)
        for replicate in range(20)
        for day in range(1, 101)
    ]
    sample = np.array(blocks)
    assert stats.kstest(sample.ravel(), "uniform").pvalue > ALPHA
    columns = [*sample.T, sample[1:, 0]]
    for one, other in pairwise(columns):
        shorter = min(len(one), len(other))
        assert stats.pearsonr(one[:shorter], other[:shorter]).pvalue > ALPHA


@given(DAY, st.sampled_from([2, 4]))
def test_days_that_share_a_block_lie_together(day: int, days: int) -> None:
    first = draws.first_day_of(day, days)
    assert first % days == 0
    assert first <= day < first + days


@given(TRIPLE, st.tuples(WORD, WORD, WORD), st.tuples(WORD, WORD))
def test_a_packed_address_gives_the_same_block(
    triple: tuple[int, int, int], who: tuple[int, int, int], key: tuple[int, int]
) -> None:
    day, process, ordinal = triple
    word = draws.address_word(*triple)
    packed = draws.block_at(word, *who, *key)
    assert packed == draws.draw_block(*key, day, process, *who, ordinal)
