"""What moved between two versions of a file: figures by name, words, lines, pictures."""

from __future__ import annotations

import difflib
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING

from experiments.renew.figures import Figure, content_of

if TYPE_CHECKING:
    from collections.abc import Iterable

PICTURES = (".svg", ".png")
# Numbers that are the same but for their last bits did not move.
SAME = 1e-9


@dataclass(frozen=True)
class Move:
    """A figure or a text that is another than before.

    Parameters
    ----------
    name : str
        What it is, as the file names it.
    before, after : Figure or str or None
        What it was and is; None where it was not there.
    """

    name: str
    before: Figure | str | None
    after: Figure | str | None

    @property
    def by(self) -> float | None:
        """How far a number moved."""
        if isinstance(self.before, Figure) and isinstance(self.after, Figure):
            return self.after.value - self.before.value
        return None

    @property
    def half_widths(self) -> float | None:
        """How far it moved, in halves of the interval stated before; None without an interval."""
        if self.by is None or not isinstance(self.before, Figure):
            return None
        half = self.before.half_width
        return abs(self.by) / half if half else None

    @property
    def relative(self) -> float | None:
        """How far it moved, as a share of the larger of the two."""
        if not isinstance(self.before, Figure) or not isinstance(self.after, Figure):
            return None
        then, now = self.before.value, self.after.value
        return abs(now - then) / max(abs(then), abs(now)) if then != now else 0.0


@dataclass(frozen=True)
class Change:
    """What became of one file.

    Parameters
    ----------
    path : str
        Its path from the root of the repository.
    how : str
        ``the same``, ``changed``, ``new`` or ``gone``.
    figures : int
        How many figures it holds.
    moves : list of Move
        Figures and texts that moved.
    lines : list of str
        Lines outside of tables that went or came, with their sign.
    counted : str
        For a file that is only counted: how much of it changed.
    """

    path: str
    how: str
    figures: int = 0
    moves: list[Move] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    counted: str = ""

    @property
    def numbers(self) -> list[Move]:
        """Numbers that moved, the largest moves first."""
        return by_size(move for move in self.moves if move.by is not None)

    @property
    def beyond(self) -> list[Move]:
        """Numbers that left the interval that was stated of them."""
        return [move for move in self.numbers if (move.half_widths or 0) > 1]

    @property
    def words(self) -> list[Move]:
        """Texts that changed, and what came or went."""
        return [move for move in self.moves if move.by is None]


def by_size(moves: Iterable[Move]) -> list[Move]:
    """Sort moves: those in halves of their interval first, then the others by their share.

    Parameters
    ----------
    moves : iterable of Move
        Numbers that moved.

    Returns
    -------
    list of Move
        The largest first.
    """
    return sorted(
        moves,
        key=lambda move: (
            move.half_widths is None,
            -(move.half_widths or 0.0),
            -(move.relative or 0.0),
        ),
    )


def change_of(
    path: str, before: bytes | None, after: bytes | None, *, counted: bool = False
) -> Change:
    """Compare two versions of a file.

    Parameters
    ----------
    path : str
        Its path.
    before, after : bytes or None
        What it held and holds; None where there is no such file.
    counted : bool, optional
        Count its changed lines only.

    Returns
    -------
    Change
        What became of it.
    """
    if before is None or after is None:
        return Change(path, "new" if before is None else "gone")
    if before == after:
        how, old, new = "the same", "", ""
    else:
        how, old, new = "changed", before.decode(), after.decode()
    if path.endswith(PICTURES):
        return Change(path, how)
    if counted:
        return Change(path, how, counted=_count(old, new))
    then, now = content_of(path, before.decode()), content_of(path, after.decode())
    moves = [
        Move(name, then.get(name), now.get(name))
        for name in dict.fromkeys([*then, *now])
        if not _equal(then.get(name), now.get(name))
    ]
    figures = sum(isinstance(one, Figure) for one in now.values())
    return Change(path, how, figures, moves, _lines(path, old, new))


def _equal(before: Figure | str | None, after: Figure | str | None) -> bool:
    if isinstance(before, Figure) and isinstance(after, Figure):
        scale = max(abs(before.value), abs(after.value))
        return abs(after.value - before.value) <= SAME * scale
    return before == after


def _count(old: str, new: str) -> str:
    if old == new:
        return ""
    then, now = old.splitlines(), new.splitlines()
    kept = sum(
        block.size for block in difflib.SequenceMatcher(None, then, now, autojunk=False)
        .get_matching_blocks()
    )  # fmt: skip
    return f"{len(now) - kept:,} of {len(now):,} lines"


def _lines(path: str, old: str, new: str) -> list[str]:
    """Lines outside of tables that went or came; a number of a table is a figure instead."""
    if path.endswith((".csv", ".json")):
        return []
    then, now = (
        [line for line in text.splitlines() if not line.startswith("|")] for text in (old, new)
    )
    found = islice(difflib.unified_diff(then, now, lineterm="", n=0), 2, None)
    return [line for line in found if not line.startswith("@@") and line[1:].strip()]
