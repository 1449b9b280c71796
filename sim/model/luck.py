"""The luck of one replicate: draws by address, and a ledger of addresses for tests."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import numpy as np

from sim.law import draws

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

Block = tuple[float, float, float, float]
# Process, actor, other, place or duty, ordinal: an address without its day.
Where = tuple[int, int, int, int, int]
Address = tuple[int, int, int, int, int, int]

# What is drawn again within so many days is drawn ahead, so many blocks at once.
SOON = 4
AHEAD = 128
NEVER = -(10**6)
NOTHING: dict[int, Block] = {}


class Luck:
    """Random draws of one replicate.

    A draw has an address instead of a place in a sequence, so it may be made early. Who
    draws day after day has the blocks of many days drawn at once: the law of draws takes
    an array of days as it takes one day, and gives the same bits.

    Parameters
    ----------
    seed, replicate : int
        Key of the run, each 0 to 2**32 - 1.
    """

    def __init__(self, seed: int, replicate: int) -> None:
        self.seed = seed
        self.replicate = replicate
        self._last_day: dict[Where, int] = {}
        self._ahead: dict[Where, dict[int, Block]] = {}
        self._kept: dict[Where, tuple[int, Block]] = {}

    def block(  # noqa: PLR0913, PLR0917 - an address has six parts
        self, day: int, process: int, actor: int, other: int = 0, place: int = 0, ordinal: int = 0
    ) -> Block:
        """Draw four uniforms at an address; see `sim.law.draws`."""
        return self._drawn(day, 1, (process, actor, other, place, ordinal))

    def word(self, day: int, process: int, actor: int, other: int = 0, place: int = 0) -> float:
        """Draw one uniform a day; four days share a block."""
        return self._shared(day, 4, (process, actor, other, place, 0))[day % 4]

    def pair(self, day: int, process: int, actor: int, place: int = 0) -> tuple[float, float]:
        """Draw two uniforms a day; two days share a block."""
        block = self._shared(day, 2, (process, actor, 0, place, 0))
        return (block[0], block[1]) if day % 2 == 0 else (block[2], block[3])

    def _shared(self, day: int, days: int, where: Where) -> Block:
        first = draws.first_day_of(day, days)
        kept = self._kept.get(where)
        if kept is None or kept[0] != first:
            kept = self._kept[where] = (first, self._drawn(first, days, where))
        return kept[1]

    def _drawn(self, day: int, step: int, where: Where) -> Block:
        """Draw the block of a day, or take it from those drawn ahead, one every `step` days."""
        block = self._ahead.get(where, NOTHING).get(day)
        if block is not None:
            return block
        last = self._last_day.get(where, NEVER)
        self._last_day[where] = day
        if not last < day <= last + SOON:
            return draws.draw_block(self.seed, self.replicate, day, *where)
        self._ahead[where] = self._blocks_from(day, step, where)
        return self._ahead[where][day]

    def _blocks_from(self, day: int, step: int, where: Where) -> dict[int, Block]:
        days = np.arange(day, min(day + AHEAD * step, draws.LAST_DAY + 1), step)
        draw = cast("Callable[..., tuple[NDArray[np.float64], ...]]", draws.draw_block)
        words = [word.tolist() for word in draw(self.seed, self.replicate, days, *where)]
        return dict(zip(days.tolist(), zip(*words, strict=True), strict=True))


class AuditedLuck(Luck):
    """Luck that remembers every address drawn, to show that none is used twice."""

    def __init__(self, seed: int, replicate: int) -> None:
        super().__init__(seed, replicate)
        self.drawn: dict[Address, Block] = {}

    def _drawn(self, day: int, step: int, where: Where) -> Block:
        """Draw as `Luck` does, and refuse an address that was drawn before."""
        address = (day, *where)
        if address in self.drawn:
            message = f"two draws share the address {address}"
            raise AssertionError(message)
        self.drawn[address] = super()._drawn(day, step, where)
        return self.drawn[address]
