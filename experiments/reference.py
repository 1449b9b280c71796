"""Run ready studies again, and keep their figures as the reference.

    python experiments/reference.py                  # all of them, some minutes
    python experiments/reference.py eight_truces     # one of them

On one version of the program and its libraries the files come out the same to the byte.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import yaml

from sim.cli import main as ceasefire

HERE = Path(__file__).parent
REFERENCE = HERE.parent / "results" / "reference"
COMPARISONS = (
    "2018_against_2020/config.yaml",
    "2018_against_2020/swaps.yaml",
    "ambiguous_clause/config.yaml",
    "eight_truces/config.yaml",
    "patrols_through_what/config.yaml",
    "who_delivers_first/config.yaml",
)
SWEEPS = ("spoilers_by_leverage/config.yaml",)
KEPT = {
    "compare": (
        "survival.svg",
        "effects.svg",
        "summary.json",
        "statistics/effects.csv",
        "statistics/days_held.csv",
    ),
    "sweep": ("sweep.svg", "summary.csv"),
}


def main() -> int:
    """Run the studies that are named, or all.

    Returns
    -------
    int
        Exit status of the first study that did not end well, or 0.
    """
    named = sys.argv[1:]
    studies = [("compare", file) for file in COMPARISONS] + [("sweep", file) for file in SWEEPS]
    for verb, file in studies:
        if named and file.partition("/")[0] not in named:
            continue
        out = folder_of(HERE / file)
        if verb == "sweep":
            # A store is never replaced, and one of an older version would be refused.
            shutil.rmtree(out, ignore_errors=True)
        status = ceasefire([verb, f"config={HERE / file}", f"out={out}"])
        if status:
            return status
        target = REFERENCE / out.name
        shutil.rmtree(target, ignore_errors=True)
        target.mkdir(parents=True)
        for kept in KEPT[verb]:
            shutil.copyfile(out / kept, target / Path(kept).name)
    return 0


def folder_of(config: Path) -> Path:
    """Give the folder into which the settings of a study write."""
    settings = yaml.safe_load(config.read_text(encoding="utf-8"))["settings"]
    stated = next(one for one in settings if one.startswith("out="))
    return HERE.parent / stated.removeprefix("out=")


if __name__ == "__main__":
    sys.exit(main())
