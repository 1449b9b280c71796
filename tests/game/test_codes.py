"""Codes can be read aloud and typed in any manner; tokens are not kept."""

from hypothesis import given
from hypothesis import strategies as st

from sim.game.codes import (
    _ALPHABET,
    GAME_LETTERS,
    digest_of,
    new_code,
    new_token,
    read_code,
    spaced,
)


def test_no_two_letters_of_a_code_are_taken_for_each_other() -> None:
    assert not set(_ALPHABET) & set("0O1IL")
    assert len(set(_ALPHABET)) == len(_ALPHABET)


def test_a_code_is_not_given_twice() -> None:
    taken: set[str] = set()
    for _ in range(len(_ALPHABET)):
        taken.add(new_code(1, taken))
    assert taken == set(_ALPHABET)


@given(st.text(_ALPHABET, min_size=1, max_size=12), st.sampled_from(["", " ", "-", " - "]))
def test_a_code_is_read_in_any_case_and_with_any_gaps(code: str, gap: str) -> None:
    assert read_code(gap.join(code.lower())) == code
    assert read_code(spaced(code)) == code


@given(st.none() | st.integers() | st.text() | st.binary())
def test_whatever_is_typed_gives_a_code_or_nothing(typed: object) -> None:
    assert set(read_code(typed)) <= set(_ALPHABET)


def test_what_is_far_too_long_is_no_code() -> None:
    assert not read_code("A" * 1_000_000)


def test_tokens_differ_and_their_digests_do_not_tell_them() -> None:
    tokens = {new_token() for _ in range(100)}
    assert len(tokens) == 100
    assert all(len(token) > 4 * GAME_LETTERS and token not in digest_of(token) for token in tokens)
