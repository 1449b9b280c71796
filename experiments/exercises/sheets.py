"""Reading the exercises: the commands of a sheet, and the places of a key that are made.

A sheet gives its commands on lines of their own, indented by four spaces. A key holds blocks:

    <!-- shows 2: Against; This is a model -->
    ...
    <!-- end -->

The block shows what command 2 of the sheet prints, of that the paragraphs in whose first line, or
in which, one of the phrases stands; `all` shows everything. A block `figures NAME` holds what the
function of that name in figures.py says. What stands between the two marks is made; the rest of a
key is written by hand.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

HERE = Path(__file__).parent
COMMAND = re.compile(r"^ {4}(ceasefire .+)$", re.MULTILINE)
BLOCK = re.compile(
    r"^(?P<mark><!-- (?P<kind>shows|figures) (?P<what>[^:\n]+?)(?:: (?P<phrases>.+?))? -->\n)"
    r"(?P<made>.*?)(?P<end>^<!-- end -->$)",
    re.MULTILINE | re.DOTALL,
)
EVERYTHING = "all"


@dataclass(frozen=True)
class Exercise:
    """One exercise: its folder, with the sheet and the key.

    Parameters
    ----------
    folder : pathlib.Path
        Folder that holds ``README.md`` and ``key.md``.
    """

    folder: Path

    @property
    def name(self) -> str:
        """Its number and name, such as ``3_spoilers``."""
        return self.folder.name

    @property
    def key(self) -> Path:
        """The lecturer's key."""
        return self.folder / "key.md"

    @property
    def commands(self) -> list[str]:
        """The commands of the sheet, in order; the first is command 1 of the key."""
        sheet = (self.folder / "README.md").read_text(encoding="utf-8")
        return [found.partition("  #")[0].strip() for found in COMMAND.findall(sheet)]


def exercises() -> list[Exercise]:
    """Find all exercises.

    Returns
    -------
    list of Exercise
        In the order of their numbers.
    """
    return [Exercise(file.parent) for file in sorted(HERE.glob("[0-9]_*/README.md"))]


def filled(key: str, make: Callable[[str, str, list[str]], str]) -> str:
    """Make every block of a key anew.

    Parameters
    ----------
    key : str
        Text of the key.
    make : callable
        Given the kind of a block (``shows``, ``figures``), what it is about and its
        phrases, gives what stands in it.

    Returns
    -------
    str
        The key, with the rest of it unchanged.
    """

    def made(block: re.Match[str]) -> str:
        phrases = [phrase.strip() for phrase in (block["phrases"] or "").split(";")]
        content = make(block["kind"], block["what"], [phrase for phrase in phrases if phrase])
        return f"{block['mark']}{content.rstrip()}\n{block['end']}"

    return BLOCK.sub(made, key)


def passages(text: str, phrases: list[str]) -> str:
    """Choose paragraphs of what a command printed.

    Parameters
    ----------
    text : str
        What it printed.
    phrases : list of str
        A paragraph is chosen whose first line begins with one of them, or that holds it
        anywhere if none does; ``all`` chooses everything.

    Returns
    -------
    str
        The paragraphs in the order of the phrases.

    Raises
    ------
    ValueError
        If nothing is found for a phrase.
    """
    if phrases == [EVERYTHING]:
        return text.strip()
    paragraphs = [part.strip("\n") for part in re.split(r"\n\s*\n", text)]
    chosen = []
    for phrase in phrases:
        heads = [part for part in paragraphs if part.lstrip().startswith(phrase)]
        # A line may break within the phrase.
        found = heads or [part for part in paragraphs if phrase in " ".join(part.split())]
        if not found:
            message = f"nothing printed begins with or holds {phrase!r}"
            raise ValueError(message)
        chosen.append(found[0])
    return "\n\n".join(chosen)
