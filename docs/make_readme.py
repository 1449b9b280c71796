"""Write the README's first result anew, from the command it names.

    python docs/make_readme.py

The told run and the counts stand in the README as the command prints them. What the text around
them says of the figures is written by hand: read it again afterwards.
"""

from __future__ import annotations

import contextlib
import io
import sys
import tempfile
from pathlib import Path

from sim.cli import main as ceasefire

README = Path(__file__).parent.parent / "README.md"
COMMAND = ("run", "scenario=idlib/sochi_2018", "seed=1", "replicates=500")
TOLD = ("What happened\n", "story.md tells")
COUNTED = ("All runs\n", "Results:")


def main() -> int:
    """Replace both passages.

    Returns
    -------
    int
        Exit status.
    """
    with tempfile.TemporaryDirectory() as folder:
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            status = ceasefire([*COMMAND, f"out={Path(folder) / 'run'}"])
    if status:
        return status
    page = README.read_text(encoding="utf-8")
    for passage in (TOLD, COUNTED):
        page = _replaced(page, passage, printed.getvalue())
    README.write_text(page, encoding="utf-8")
    return 0


def _replaced(page: str, passage: tuple[str, str], printed: str) -> str:
    """Put what was printed from one line up to another in the place of what stands there."""
    first, last = passage
    text = printed[printed.index(first) : printed.index(last)].rstrip()
    block = "".join(f"    {line}".rstrip() + "\n" for line in text.splitlines())
    start = page.index(f"    {first}")
    end = start
    for line in page[start:].splitlines(keepends=True):
        if line.strip() and not line.startswith("    "):
            break
        end += len(line)
    return page[:start] + block + "\n" + page[end:]


if __name__ == "__main__":
    sys.exit(main())
