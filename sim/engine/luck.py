"""Draws made together, and uniforms kept for several days.

A draw depends on nothing but its address. So where a phase knows what it will draw, it
lists the addresses first, and one loop draws for all of them, several at a time where
the processor can.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.law.draws import luck_at

if TYPE_CHECKING:
    from sim.engine.tables import Rows, Today

# Words of an address and of a block of luck: each has its own stretch of the table, so that
# neighbours in memory are drawn together.
WORDS = 4


def ask(
    run: Rows,
    today: Today,
    word: int,
    actor: int,
    other: int,
    place: int,
    listed: int,
) -> int:
    """List an address, as `sim.law.draws.luck_at` takes it; give its place in the list.

    Where `listed` is 0 the next address takes its place. So what comes by chance is listed
    without a question, whose answer no processor could foresee.
    """
    room = len(today.awaiting)
    at = run.asked
    today.addresses[at] = word
    today.addresses[room + at] = actor
    today.addresses[2 * room + at] = other
    today.addresses[3 * room + at] = place
    run.asked = at + listed
    return at


def draw_asked(run: Rows, today: Today) -> None:
    """Draw a block of four uniforms at every address listed, and begin a new list."""
    room = len(today.awaiting)
    seed = run.seed
    replicate = run.replicate
    for at in range(run.asked):
        first, second, third, fourth = luck_at(
            today.addresses[at],
            today.addresses[room + at],
            today.addresses[2 * room + at],
            today.addresses[3 * room + at],
            seed,
            replicate,
        )
        today.luck[at] = first
        today.luck[room + at] = second
        today.luck[2 * room + at] = third
        today.luck[3 * room + at] = fourth
    run.asked = 0


def await_luck(
    run: Rows, today: Today, who: int, sector: int, what: int, luck: int, listed: int
) -> None:
    """Put off what waits for luck: who it concerns, where, what it is, and which luck.

    `listed` is as for `ask`.
    """
    entry = today.awaiting[run.awaiting]
    entry.who = who
    entry.sector = sector
    entry.what = what
    entry.luck = luck
    run.awaiting += listed


def word_of(kept: Rows, day: int) -> float:
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
