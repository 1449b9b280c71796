"""Sentences written by hand that quote a figure which moved.

A number in a sentence is traced to a figure if it is the figure's old value, or an end of its old
interval, rounded as the sentence rounds it, as it is or in percent. Chance can make two numbers
alike, and what a person worked out from several figures is not found: so sentences with numbers
that were not traced are named as well, by their lines. On a page that holds made passages, and on
those beside it, a number is also traced to a line that went, if no line that came has it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from experiments.renew.figures import Figure

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from experiments.renew.moves import Change, Move

MADE = re.compile(r"^<!-- (?!end).*? -->\n.*?^<!-- end -->$", re.MULTILINE | re.DOTALL)
FENCE = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
# Code, addresses, marks, and the level of an interval are no figures.
CODE = re.compile(r"`[^`\n]*`|\]\([^)]*\)|<!--.*?-->|\b95 (?:%|percent)")
NUMBER = re.compile(r"(?<![\w.,/-])[-+]?\d(?:[\d,]*\d)?(?:\.\d+)?(?![\w/-]|[.,]\d)")
END = re.compile(r"(?<=[.!?:;])\s+(?=[*`\"(\[]*[A-Z])")
ITEM = re.compile(r"^(?:-|\d+\.) ")
# One digit is too often the same by chance.
FEWEST_DIGITS = 2
PERCENT = 100.0


@dataclass(frozen=True)
class Sentence:
    """A sentence, or a row of a table, with the line on which it begins."""

    page: str
    line: int
    text: str

    @property
    def numbers(self) -> list[str]:
        """Numbers in it that could be quoted figures."""
        found = [match.group() for match in NUMBER.finditer(CODE.sub(_blank, self.text))]
        return [one for one in found if len(re.sub(r"\D", "", one).lstrip("0")) >= FEWEST_DIGITS]


@dataclass(frozen=True)
class Quote:
    """A number in a sentence, what it quotes, and what it would be now; nothing if not known."""

    said: str
    now: str
    of: str


@dataclass(frozen=True)
class Aged:
    """A sentence with figures that moved."""

    sentence: Sentence
    quotes: tuple[Quote, ...]


def sentences(page: str, text: str) -> Iterator[Sentence]:
    """Read the sentences of a page that are written by hand.

    Parameters
    ----------
    page : str
        Path of the page.
    text : str
        What it holds. Passages between marks, and code, are left out.

    Yields
    ------
    Sentence
        Each sentence; a row of a table counts as one.
    """
    text = FENCE.sub(_blank, MADE.sub(_blank, text))
    paragraph: list[tuple[int, str]] = []
    for number, line in enumerate([*text.splitlines(), ""], start=1):
        if line.startswith("|"):
            yield from _of_paragraph(page, paragraph)
            paragraph = []
            yield Sentence(page, number, line)
        elif not line.strip() or line.startswith("#") or ITEM.match(line):
            yield from _of_paragraph(page, paragraph)
            paragraph = [(number, ITEM.sub("", line))] if ITEM.match(line) else []
        else:
            paragraph.append((number, line))
    yield from _of_paragraph(page, paragraph)


def section(text: str, heading: str) -> str:
    """Leave all but one part of a page blank, so that its lines keep their numbers.

    Parameters
    ----------
    text : str
        A page.
    heading : str
        Heading of the part.

    Returns
    -------
    str
        The page with the part alone, up to the next heading of its level or above.

    Raises
    ------
    LookupError
        If there is no such heading.
    """
    kept, level = [], 0
    for line in text.splitlines():
        head = re.match(r"(#+) (.+)", line)
        if head and level and len(head[1]) <= level:
            level = -1
        if head and not level and head[2].strip() == heading:
            level = len(head[1])
        kept.append(line if level > 0 else "")
    if not level:
        message = f"there is no heading {heading!r}"
        raise LookupError(message)
    return "\n".join(kept)


def _of_paragraph(page: str, lines: list[tuple[int, str]]) -> Iterator[Sentence]:
    text = "\n".join(line for _, line in lines)
    # An indented paragraph is a command or what one printed.
    if not lines or all(line.startswith("    ") for _, line in lines):
        return
    start = 0
    for part in END.split(text):
        at = text.index(part, start)
        start = at + len(part)
        yield Sentence(page, lines[0][0] + text.count("\n", 0, at), " ".join(part.split()))


def aged(
    pages: Iterable[tuple[str, str]], moves: Sequence[Move], changes: Sequence[Change] = ()
) -> tuple[list[Aged], list[Sentence]]:
    """Find sentences whose figures moved.

    Parameters
    ----------
    pages : iterable of (str, str)
        Pages that quote the figures, each with its text.
    moves : sequence of Move
        Figures that moved.
    changes : sequence of Change, optional
        Pages with made passages, and the lines of these that went and came.

    Returns
    -------
    list of Aged
        Sentences with numbers that are traced to a figure that reads otherwise now.
    list of Sentence
        Other sentences of these pages with numbers in them.
    """
    traced, others = [], []
    numbers = [move for move in moves if move.by is not None]
    for page, text in pages:
        beside = [one for one in changes if _folder(one.path) == _folder(page)]
        for sentence in sentences(page, text):
            said = sentence.numbers
            found = (_traced(one, sentence.text, numbers) or _gone(one, beside) for one in said)
            quotes = tuple(quote for quote in found if quote)
            if quotes:
                traced.append(Aged(sentence, quotes))
            elif said:
                others.append(sentence)
    return traced, others


def _folder(page: str) -> str:
    """Folder of an exercise; a page elsewhere stands for itself."""
    return page.rpartition("/")[0] if page.startswith("experiments/") else page


def _gone(said: str, changes: list[Change]) -> Quote | None:
    """Find a line that went with a number that no line has that came."""
    for change in changes:
        went, came = (
            {number.lstrip("+-") for line in change.lines if line.startswith(sign)
             for number in NUMBER.findall(line[1:])}
            for sign in "-+"
        )  # fmt: skip
        if said.lstrip("+-") in went - came:
            return Quote(said, "", f"a line of {change.path}")
    return None


def _traced(said: str, sentence: str, moves: list[Move]) -> Quote | None:
    """Find the figure of a number: of those that are alike, the one the sentence speaks of."""
    words = set(re.findall(r"[a-z]{3,}", sentence.lower()))
    best: tuple[int, Quote] | None = None
    for ends in (False, True):
        for move in moves:
            spoken = len(words & set(re.findall(r"[a-z]{3,}", move.name.lower())))
            if best is not None and spoken <= best[0]:
                continue
            for before, after in _pairs(move, ends=ends):
                for scale in (1.0, PERCENT) if abs(before) <= 1 and "." not in said else (1.0,):
                    now = _as_said(said, after * scale)
                    if _as_said(said, before * scale) == said and now != said:
                        best = spoken, Quote(said, now, move.name)
    return best[1] if best else None


def _pairs(move: Move, *, ends: bool) -> list[tuple[float, float]]:
    before, after = move.before, move.after
    if not isinstance(before, Figure) or not isinstance(after, Figure):
        return []
    if not ends:
        return [(before.value, after.value)]
    pairs = [(before.low, after.low), (before.high, after.high)]
    pairs.append((before.half_width, after.half_width))
    return [(one, two) for one, two in pairs if one is not None and two is not None]


def _as_said(said: str, value: float) -> str:
    """Write a value with the sign, the digits and the commas that a number in a sentence has."""
    digits = len(said.partition(".")[2])
    signed = said.startswith(("+", "-"))
    grouped = "," if "," in said or abs(value) < 1000 else ""  # noqa: PLR2004 - where commas begin
    return format(value if signed else abs(value), f"{'+' if signed else ''}{grouped}.{digits}f")


def _blank(match: re.Match[str]) -> str:
    """Leave a passage out, and its lines in."""
    return "\n" * match.group().count("\n")
