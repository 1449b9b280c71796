"""Write anew what pages show of commands and of kept figures, between the marks that stand there.

    python -m experiments.renew.passages                    # every page
    python -m experiments.renew.passages docs/why.md        # one of them

A page marks a passage so:

    <!-- shows ceasefire why scenario=idlib/sochi_2018: items 8 to 9 -->
    ...
    <!-- end -->

What is shown are the paragraphs that begin with a phrase, or hold it; `A .. B` goes from the first
up to that which begins with B, and `items 8 to 9` picks from a numbered list. Several are separated
by semicolons. `<!-- figures NAME -->` holds what the function of that name makes of kept figures.
The rest of a page is written by hand: read it again afterwards. A passage that cannot be made stays
as it is, and the exit status is 1.
"""

from __future__ import annotations

import contextlib
import io
import json
import re
import shlex
import sys
import tempfile
import textwrap
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from experiments.exercises.sheets import passages
from experiments.renew.steps import ROOT
from sim.cli import main as ceasefire
from sim.game.courses import POLICIES

if TYPE_CHECKING:
    from collections.abc import Callable

KEPT = ROOT / "results" / "reference"
PAGES = ("README.md", "docs/why.md", "docs/sensitivity.md", "docs/odd.md", "docs/play.md")
BLOCK = re.compile(
    r"^(?P<mark><!-- (?P<kind>shows|figures) (?P<what>[^\n]+?)(?:: (?P<phrases>[^\n]+?))? -->\n)"
    r"(?P<made>.*?)(?P<end>^<!-- end -->$)",
    re.MULTILINE | re.DOTALL,
)
UP_TO = " .. "
ITEMS = re.compile(r"items (\d+) to (\d+)")
WIDTH = 88
# Pages call a mechanism by its words.
IN_WORDS = {"overdue": "ledger of undelivered duties"}


def main(names: list[str]) -> int:
    """Rewrite the pages that are named, or all.

    Parameters
    ----------
    names : list of str
        Paths from the root.

    Returns
    -------
    int
        1 if a passage could not be made.
    """
    failed = []
    for name in names or PAGES:
        page = ROOT / name
        text, faults = filled(page.read_text(encoding="utf-8"), made)
        page.write_text(text, encoding="utf-8", newline="\n")
        failed += [f"{name}: {fault}" for fault in faults]
        sys.stdout.write(f"{name}\n")
    sys.stderr.writelines(f"{fault}\n" for fault in failed)
    return int(bool(failed))


def filled(page: str, make: Callable[[str, str, list[str]], str]) -> tuple[str, list[str]]:
    """Make every passage of a page anew.

    Parameters
    ----------
    page : str
        Text of the page.
    make : callable
        Given the kind of a block, what it is about and its phrases, gives what stands in it.

    Returns
    -------
    str
        The page, with the rest of it unchanged.
    list of str
        What could not be made; it stays as it was.
    """
    faults: list[str] = []

    def replaced(block: re.Match[str]) -> str:
        phrases = [one.strip() for one in (block["phrases"] or "").split(";")]
        try:
            content = make(block["kind"], block["what"], [one for one in phrases if one])
        except (LookupError, ValueError, OSError) as error:
            faults.append(f"{block['what']}: {error}")
            return block.group()
        return f"{block['mark']}{content.rstrip()}\n{block['end']}"

    return BLOCK.sub(replaced, page), faults


def made(kind: str, what: str, phrases: list[str]) -> str:
    """Make one passage.

    Parameters
    ----------
    kind : str
        ``shows`` or ``figures``.
    what : str
        A command or a kept summary; or the name of a function.
    phrases : list of str
        What is shown of it.

    Returns
    -------
    str
        Markdown.

    Raises
    ------
    LookupError, ValueError
        If there is no such figure, the command fails, or a phrase is not found.
    """
    if kind == "figures":
        return FIGURES[what]()
    if what.endswith(".json"):
        summary = json.loads((ROOT / what).read_text(encoding="utf-8"))
        texts = [textwrap.fill(summary[key], WIDTH, break_on_hyphens=False) for key in phrases]
        return indented("\n\n".join(texts))
    printed = printed_by(what)
    return indented("\n\n".join(shown(printed, phrase) for phrase in phrases))


@cache
def printed_by(command: str) -> str:
    """Carry a command out in a folder that goes, and give what it prints."""
    _, *words = shlex.split(command)
    printed = io.StringIO()
    with tempfile.TemporaryDirectory() as folder, contextlib.redirect_stdout(printed):
        status = ceasefire([*words, f"out={Path(folder) / 'out'}"])
    if status:
        message = f"ended with status {status}"
        raise ValueError(message)
    return printed.getvalue()


def shown(printed: str, phrase: str) -> str:
    """Choose from what a command printed.

    Parameters
    ----------
    printed : str
        What it printed.
    phrase : str
        A phrase, ``A .. B``, or ``items 8 to 9``.

    Returns
    -------
    str
        The lines, as they stand.

    Raises
    ------
    ValueError
        If it is not found.
    """
    lines = printed.splitlines()
    if items := ITEMS.fullmatch(phrase):
        first, last = (_begins(lines, f"{number}. ") for number in (items[1], int(items[2]) + 1))
        return "\n".join(lines[first:last])
    if UP_TO in phrase:
        begin, end = phrase.split(UP_TO)
        first = _begins(lines, begin)
        return "\n".join(lines[first : first + 1 + _begins(lines[first + 1 :], end)]).rstrip()
    return passages(printed, [phrase])


def _begins(lines: list[str], phrase: str) -> int:
    """Number of the first line that begins with a phrase."""
    for number, line in enumerate(lines):
        if line.lstrip().startswith(phrase):
            return number
    message = f"no line printed begins with {phrase!r}"
    raise ValueError(message)


def indented(text: str) -> str:
    """Set text as a block of code, which shows it as it was printed."""
    return textwrap.indent(text, "    ", lambda line: bool(line.strip()))


def effects() -> str:
    """What each mechanism does to the days held, as the kept table has it."""
    rows = kept_table("effects.md")
    return table([[IN_WORDS.get(row[0], row[0]), *row[1:]] for row in rows])


def seats() -> str:
    """What plain policies do in each seat: a row per policy, a column per seat."""
    heads, *rows = kept_table("seats.md")
    scenario, seat, policy, days, differ = (
        heads.index(name) for name in ("scenario", "seat", "policy", "days", "differ in")
    )
    places = list(dict.fromkeys((row[scenario], row[seat]) for row in rows))
    cells = {(row[scenario], row[seat], row[policy]): (row[days], row[differ]) for row in rows}
    lines = [["policy", *(f"{one}, {SHORT.get(world, world)}" for world, one in places)]]
    for one in POLICIES:
        if any(key[2] == one.key for key in cells):
            found = [cells.get((*place, one.key)) for place in places]
            lines.append([one.label, *(_change(*cell) if cell else "" for cell in found)])
    return table(lines)


SHORT = {"textbook/standard": "textbook", "idlib/sochi_2018": "Sochi"}


def _change(days: str, differ: str) -> str:
    """A change in days, and in how many of the lucks there was one."""
    count = differ.partition(" ")[0]
    return f"{days if int(count) else '0'} ({count})"


def kept_table(name: str) -> list[list[str]]:
    """Read the cells of a kept table in Markdown, without the line below its head."""
    lines = (KEPT / name).read_text(encoding="utf-8").splitlines()
    rows = [line.strip("|").split("|") for line in lines if line.startswith("|")]
    cells = [[cell.strip() for cell in row] for row in rows]
    return [row for row in cells if any(row) and not all(set(cell) <= set("-:") for cell in row)]


def table(rows: list[list[str]]) -> str:
    """Write a table in Markdown."""
    heads, *body = rows
    lines = [heads, *body]
    written = ["|" + "|".join(f" {cell} " if cell else " " for cell in row) + "|" for row in lines]
    return "\n".join([written[0], "|---" * len(heads) + "|", *written[1:]])


FIGURES: dict[str, Callable[[], str]] = {"effects": effects, "seats": seats}

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
