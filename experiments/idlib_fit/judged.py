"""Set the textbook scenario beside the patterns of the literature, and keep the figures.

    python experiments/idlib_fit/judged.py

They stand in `results/reference/idlib_fit/patterns.json`, from which dossier.py writes a part of
docs/evidence.md.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from sim.cli import main as ceasefire

ROOT = Path(__file__).parents[2]
# Not `results/patterns`: the command keeps folders of its own there.
JUDGED = ROOT / "results" / "idlib_patterns"
KEPT = ROOT / "results" / "reference" / "idlib_fit" / "patterns.json"


def main() -> int:
    """Run the command and keep its summary.

    Returns
    -------
    int
        Exit status of the command.
    """
    status = ceasefire(["patterns", f"out={JUDGED}"])
    if status == 0:
        KEPT.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(JUDGED / "summary.json", KEPT)
    return status


if __name__ == "__main__":
    sys.exit(main())
