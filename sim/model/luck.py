"""The luck of one replicate: draws by address, and a ledger of addresses for tests."""

from __future__ import annotations

from collections.abc import Callable
from types import FunctionType
from typing import cast

from sim.law import draws

Block = tuple[float, float, float, float]
Address = tuple[int, int, int, int, int, int]
Draw = Callable[[int, int, int, int, int, int, int, int], Block]


def compiled_draw() -> Draw:
    """Compile the draw, where numba is installed: the same bits, sooner.

    Returns
    -------
    callable
        `sim.law.draws.draw_block` compiled; the plain function without numba.
    """
    try:
        from numba import njit  # noqa: PLC0415 - slow to import, and optional
    except ImportError:
        return draws.draw_block
    names = dict(vars(draws))
    for name in ("philox", "address_word", "uniform"):
        names[name] = njit(getattr(draws, name))
    return cast("Draw", njit(FunctionType(draws.draw_block.__code__, names)))


class Luck:
    """Random draws of one replicate.

    Parameters
    ----------
    seed, replicate : int
        Key of the run, each 0 to 2**32 - 1.
    draw : callable, optional
        `sim.law.draws.draw_block`, or the same function compiled.
    """

    def __init__(self, seed: int, replicate: int, draw: Draw = draws.draw_block) -> None:
        self.seed = seed
        self.replicate = replicate
        self.draw = draw
        self._kept: dict[tuple[int, int, int, int], tuple[int, Block]] = {}

    def block(  # noqa: PLR0913, PLR0917 - an address has six parts
        self, day: int, process: int, actor: int, other: int = 0, place: int = 0, ordinal: int = 0
    ) -> Block:
        """Draw four uniforms at an address; see `sim.law.draws`."""
        return self.draw(self.seed, self.replicate, day, process, actor, other, place, ordinal)

    def word(self, day: int, process: int, actor: int, other: int = 0, place: int = 0) -> float:
        """Draw one uniform a day; four days share a block."""
        return self._shared(day, 4, process, actor, other, place)[day % 4]

    def pair(self, day: int, process: int, actor: int, place: int = 0) -> tuple[float, float]:
        """Draw two uniforms a day; two days share a block."""
        block = self._shared(day, 2, process, actor, 0, place)
        return (block[0], block[1]) if day % 2 == 0 else (block[2], block[3])

    def _shared(  # noqa: PLR0913, PLR0917 - an address has six parts
        self, day: int, days: int, process: int, actor: int, other: int, place: int
    ) -> Block:
        first = draws.first_day_of(day, days)
        kept = self._kept.get((process, actor, other, place))
        if kept is None or kept[0] != first:
            kept = (first, self.block(first, process, actor, other, place))
            self._kept[(process, actor, other, place)] = kept
        return kept[1]


class AuditedLuck(Luck):
    """Luck that remembers every address drawn, to show that none is used twice."""

    def __init__(self, seed: int, replicate: int) -> None:
        super().__init__(seed, replicate)
        self.drawn: dict[Address, Block] = {}

    def block(  # noqa: PLR0913, PLR0917 - an address has six parts
        self, day: int, process: int, actor: int, other: int = 0, place: int = 0, ordinal: int = 0
    ) -> Block:
        """Draw as `Luck` does, and refuse an address that was drawn before."""
        address = (day, process, actor, other, place, ordinal)
        if address in self.drawn:
            message = f"two draws share the address {address}"
            raise AssertionError(message)
        self.drawn[address] = super().block(*address)
        return self.drawn[address]
