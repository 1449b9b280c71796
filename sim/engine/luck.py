"""Uniforms that a front keeps for several days, one block of draws for all of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sim.engine.tables import Rows


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
