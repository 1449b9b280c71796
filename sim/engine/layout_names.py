"""What the rows of the tables stand for, and the one table of lists that they point into."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


@dataclass
class Names:
    """Names of what the tables number, in their order."""

    parties: list[str] = field(default_factory=list)
    sectors: list[str] = field(default_factory=list)
    ties: list[str] = field(default_factory=list)
    monitors: list[str] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    obligations: list[str] = field(default_factory=list)
    shocks: list[str] = field(default_factory=list)
    camps: list[str] = field(default_factory=list)
    alternatives: list[str] = field(default_factory=list)


class Links:
    """The table of lists, flags and indices, built section by section."""

    def __init__(self) -> None:
        self.cells: list[int] = []
        self._lists: dict[tuple[int, ...], int] = {}

    def section(self, values: Iterable[int]) -> int:
        """Append values; give the address of the first."""
        at = len(self.cells)
        self.cells.extend(values)
        return at

    def room(self, size: int, value: int = 0) -> int:
        """Append `size` equal cells; give the address of the first."""
        return self.section([value] * size)

    def listed(self, items: Sequence[int]) -> int:
        """Give the address of a list, its length first; equal lists have one address."""
        key = tuple(items)
        if key not in self._lists:
            self._lists[key] = self.section([len(key), *key])
        return self._lists[key]
