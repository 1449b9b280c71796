"""Uniform numbers by address: one at a time, many together, and kept for several days.

A draw depends on nothing but its address. Where a phase knows what it will draw, it lists the
addresses first, and one loop draws for all of them, several at a time where the processor can.

Choices by chance are decided by a bound on the chance where that is enough: a uniform is seldom
near the chance that it is held against. A table of the logistic curve gives a chance above and
one below it; where the uniform lies outside the two, the exponential could change nothing.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from sim.law.arithmetic import choice_probability, logistic
from sim.law.draws import block_at, draw_block

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sim.day.state import Kept, World

Block = tuple[float, float, float, float]

# Words of an address and of a block of draws: each has its own stretch of the table, so that
# neighbours in memory are drawn together.
WORDS = 4


def draw(
    w: World, process: int, actor: int, other: int = 0, place: int = 0, ordinal: int = 0
) -> Block:
    """Draw a block of four uniforms at an address of today; see `sim.law.draws`."""
    run = w.run
    return draw_block(run.seed, run.replicate, run.day, process, actor, other, place, ordinal)


def draw_on(
    w: World, day: int, process: int, actor: int, other: int = 0, place: int = 0, ordinal: int = 0
) -> Block:
    """Draw a block of four uniforms at an address of some day."""
    return draw_block(w.run.seed, w.run.replicate, day, process, actor, other, place, ordinal)


def ask(w: World, word: int, actor: int, other: int, place: int, listed: int) -> int:
    """List an address, as `sim.law.draws.block_at` takes it; give its place in the list.

    Where `listed` is 0 the next address takes its place. So what comes by chance is listed
    without a question, whose answer no processor could foresee.
    """
    run = w.run
    room = len(w.awaiting)
    at = run.asked
    w.addresses[at] = word
    w.addresses[room + at] = actor
    w.addresses[2 * room + at] = other
    w.addresses[3 * room + at] = place
    run.asked = at + listed
    return at


def draw_asked(w: World) -> None:
    """Draw a block of four uniforms at every address listed, and begin a new list."""
    run = w.run
    room = len(w.awaiting)
    seed = run.seed
    replicate = run.replicate
    for at in range(run.asked):
        first, second, third, fourth = block_at(
            w.addresses[at],
            w.addresses[room + at],
            w.addresses[2 * room + at],
            w.addresses[3 * room + at],
            seed,
            replicate,
        )
        w.uniforms[at] = first
        w.uniforms[room + at] = second
        w.uniforms[2 * room + at] = third
        w.uniforms[3 * room + at] = fourth
    run.asked = 0


def await_draw(w: World, who: int, sector: int, what: int, uniform: int, listed: int) -> None:
    """Put off what waits for a draw: who it concerns, where, what it is, and which draw.

    `listed` is as for `ask`.
    """
    run = w.run
    entry = w.awaiting[run.awaiting]
    entry.who = who
    entry.sector = sector
    entry.what = what
    entry.uniform = uniform
    run.awaiting += listed


def word_of(kept: Kept, day: int) -> float:
    """Uniform of one of the four days that share a block.

    Parameters
    ----------
    kept : record
        The four uniforms of the block.
    day : int
        Which of its days, from 0.

    Returns
    -------
    float
        A uniform number in (0, 1).
    """
    if day == 0:
        return kept.first
    if day == 1:
        return kept.second
    if day == 2:
        return kept.third
    return kept.fourth


# Wider than any rounding, where a bound spares an exponential.
NARROW = 1e-9
# The table reaches from minus to plus so much, in so many steps for each unit.
REACH = 16
STEPS = 16


@cache
def curve() -> NDArray[np.float64]:
    """Tabulate the logistic curve.

    Returns
    -------
    numpy.ndarray
        Its values at ``-REACH``, ``-REACH + 1 / STEPS`` and so on up to ``REACH``.
    """
    places = range(2 * REACH * STEPS + 1)
    return np.array([logistic(place / STEPS - REACH) for place in places])


def chosen(w: World, advantage: float, noise: float, uniform: float) -> int:
    """Whether an option is taken: whether a uniform is below `choice_probability`."""
    if noise > 0.0:
        scaled = advantage / noise
        if -REACH < scaled < REACH:
            at = int((scaled + REACH) * STEPS)
            low = w.curve[at]
            high = w.curve[at + 1]
            # One question whose answer is mostly yes: which of two even options comes out, no
            # processor can foresee.
            if abs(uniform + uniform - low - high) > high - low + NARROW:
                return int(uniform + uniform < low + high)
    return int(uniform < choice_probability(advantage, noise))
