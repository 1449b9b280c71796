"""Saying what moved: some tables on the screen, and a page in Markdown that can be kept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rich.table import Table

from experiments.renew.carried_out import DONE, Ended
from experiments.renew.moves import by_size

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console

    from experiments.renew.figures import Figure
    from experiments.renew.moves import Change, Move
    from experiments.renew.quotes import Aged, Sentence

ON_SCREEN = 15
LISTED = 40
LONGEST = 70
CAVEAT = (
    "Sizes are in halves of the 95 % interval that was stated before: above 1, a figure left that"
    " interval. Figures without one follow, by their change in percent. These are figures of a"
    " model, not a forecast."
)


@dataclass(frozen=True)
class Findings:
    """All that there is to report.

    Parameters
    ----------
    since : str
        What the files are compared with, in words.
    ended : sequence of Ended
        How the steps ended; empty where none was carried out.
    changes : sequence of Change
        What became of each file.
    aged : sequence of Aged
        Sentences that quote a figure that moved.
    others : sequence of Sentence
        Other sentences with numbers on pages that quote what moved.
    """

    since: str
    ended: Sequence[Ended]
    changes: Sequence[Change]
    aged: Sequence[Aged]
    others: Sequence[Sentence]

    @property
    def moves(self) -> list[tuple[Change, Move]]:
        """Every number that moved, the largest first, with its file."""
        of = {id(move): change for change in self.changes for move in change.numbers}
        numbers = [move for change in self.changes for move in change.numbers]
        return [(of[id(move)], move) for move in by_size(numbers)]


def on_screen(found: Findings, console: Console) -> None:
    """Print the short report.

    Parameters
    ----------
    found : Findings
        What there is to report.
    console : rich.console.Console
        Where to.
    """
    changed = [change for change in found.changes if change.how != "the same"]
    if not changed:
        console.print(f"Nothing moved: {len(found.changes)} files are as in {found.since}.")
        return
    table = Table("file", "", "figures", "moved", "beyond interval", box=None, header_style="bold")
    for column in table.columns[2:]:
        column.justify = "right"
    for change in sorted(changed, key=lambda one: -len(one.beyond)):
        table.add_row(*_file_cells(change))
    console.print(table)
    same = len(found.changes) - len(changed)
    console.print(f"{same} more files are as in {found.since}.\n")
    if found.moves:
        table = Table("largest moves", "before", "after", "size", box=None, header_style="bold")
        for change, move in found.moves[:ON_SCREEN]:
            name = f"{_short(change.path)}: {move.name}"
            table.add_row(name, *_values(move), size(move))
        console.print(table)
        console.print(f"\n{CAVEAT}", highlight=False)
    if found.aged:
        console.print(f"\n{len(found.aged)} sentences written by hand quote a figure that moved:")
        for line, count in _by_page(found.aged).items():
            console.print(f"  {line}: {count}")


def page(found: Findings) -> str:
    """Write the whole report.

    Parameters
    ----------
    found : Findings
        What there is to report.

    Returns
    -------
    str
        Markdown.
    """
    parts = [f"# What moved\n\nCompared with {found.since}. {CAVEAT}"]
    if found.ended:
        parts.append("## Steps\n\n" + _steps(found.ended))
    changed = [change for change in found.changes if change.how != "the same"]
    if not changed:
        parts.append(f"Nothing moved: all {len(found.changes)} files are the same.")
        return "\n\n".join(parts) + "\n"
    rows = [_file_cells(change) for change in changed]
    heads = ("file", "", "figures", "moved", "beyond the interval")
    same = len(found.changes) - len(changed)
    parts.append(f"## Files\n\n{_table(heads, rows)}\n\n{same} more files are the same.")
    if found.moves:
        top = [
            (_short(change.path), move.name, shown(move.before), shown(move.after), size(move))
            for change, move in found.moves[:LISTED]
        ]
        heads = ("file", "figure", "before", "after", "size")
        parts.append(f"## Largest moves\n\n{_table(heads, top)}")
    if found.aged:
        parts.append("## Sentences that quote a figure that moved\n\n" + _sentences(found.aged))
    if found.others:
        parts.append(_others(found.others))
    parts += [_file(change) for change in changed if change.moves or change.lines]
    return "\n\n".join(parts) + "\n"


def shown(one: Figure | str | None) -> str:
    """Write a figure with its interval, or a text.

    Parameters
    ----------
    one : Figure or str or None
        What a file states.

    Returns
    -------
    str
        Some words; a dash where there is nothing.
    """
    if one is None:
        return "-"
    if isinstance(one, str):
        return _cut(one)
    value = _number(one.value)
    if one.low is None or one.high is None:
        return value
    return f"{value} ({_number(one.low)} to {_number(one.high)})"


def size(move: Move) -> str:
    """Write the size of a move.

    Parameters
    ----------
    move : Move
        A number that moved.

    Returns
    -------
    str
        In halves of the stated interval, or else in percent.
    """
    if move.half_widths is not None:
        return f"{move.half_widths:.1f}"
    return f"{100 * (move.relative or 0):.0f} %"


def _number(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.4g}"  # noqa: PLR2004 - digits


def _values(move: Move) -> tuple[str, str]:
    """Write both values without their intervals, for which a screen is too narrow."""
    before, after = (shown(one).partition(" (")[0] for one in (move.before, move.after))
    return before, after


def _cut(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 3]}..."


def _short(path: str) -> str:
    return path.removeprefix("results/reference/").removeprefix("experiments/")


def _file_cells(change: Change) -> tuple[str, str, str, str, str]:
    if change.counted or not change.figures:
        return _short(change.path), change.how, "", change.counted, ""
    beyond = str(len(change.beyond))
    return _short(change.path), change.how, str(change.figures), str(len(change.numbers)), beyond


def _by_page(found: Sequence[Aged]) -> dict[str, int]:
    pages = [one.sentence.page for one in found]
    return {page: pages.count(page) for page in dict.fromkeys(pages)}


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join("| " + " | ".join(c.replace("|", "\\|") for c in row) + " |" for row in lines)


def _steps(ended: Sequence[Ended]) -> str:
    rows = [(one.step.name, one.how, f"{one.seconds:.0f} s") for one in ended]
    parts = [_table(("step", "", "took"), rows)]
    for one in ended:
        if one.how != DONE:
            what, _, printed = one.why.partition("\n")
            parts.append(f"*{one.step.name}* was {one.how}: {what}")
            if printed:
                parts.append(f"```text\n{printed}\n```")
    return "\n\n".join(parts)


def _sentences(found: Sequence[Aged]) -> str:
    opening = (
        "Each with what it says, and what the figure would read now. Chance can make two numbers"
        " alike: read the sentence before you change it."
    )
    parts = [opening]
    for one in found:
        quotes = "\n".join(
            f"  - {quote.said} is now {quote.now}: {quote.of}"
            if quote.now
            else f"  - {quote.said} stood in {quote.of} that went"
            for quote in one.quotes
        )
        place = f"{one.sentence.page}:{one.sentence.line}"
        parts.append(f"- `{place}` {one.sentence.text}\n{quotes}")
    return "\n\n".join(parts)


def _others(found: Sequence[Sentence]) -> str:
    lines: dict[str, list[str]] = {}
    for one in found:
        lines.setdefault(one.page, []).append(str(one.line))
    rows = [f"- `{page}`: {', '.join(numbers)}" for page, numbers in lines.items()]
    opening = (
        "## Sentences with other numbers\n\nThese pages quote figures that moved. On the lines"
        " named here begin sentences whose numbers were traced to none of them; they may be"
        " settings, may not have moved, or may have been worked out by hand."
    )
    return "\n".join([f"{opening}\n", *rows])


def _file(change: Change) -> str:
    parts = [f"## {_short(change.path)}"]
    if change.numbers:
        rows = [
            (move.name, shown(move.before), shown(move.after), f"{move.by:+.4g}", size(move))
            for move in change.numbers
        ]
        parts.append(_table(("figure", "before", "after", "by", "size"), rows))
    if change.words:
        words = [(move.name, shown(move.before), shown(move.after)) for move in change.words]
        parts.append(_table(("words, or came and went", "before", "after"), words))
    if change.lines:
        parts.append("```diff\n" + "\n".join(change.lines) + "\n```")
    return "\n\n".join(parts)
