"""Run ready studies again, and keep their figures as the reference.

    python experiments/reference.py                  # all of them, some minutes
    python experiments/reference.py eight_truces     # one of them

On one version of the program and its libraries the files come out the same to the byte.
"""

from __future__ import annotations

import shutil
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import yaml

from sim.cli import main as ceasefire

if TYPE_CHECKING:
    from collections.abc import Mapping

HERE = Path(__file__).parent
REFERENCE = HERE.parent / "results" / "reference"
COMPARED = (
    "survival.svg",
    "effects.svg",
    "summary.json",
    "statistics/effects.csv",
    "statistics/days_held.csv",
)
SWEPT = ("sweep.svg", "summary.csv")
# What goes on where it stopped is never replaced, and one of an older version would be refused.
STORES = ("sweep", "sensitivity")


@dataclass(frozen=True)
class Study:
    """A ready study, and what is kept of it.

    Parameters
    ----------
    verb : str
        Verb of the command.
    file : str
        Its settings, within `experiments/`.
    kept : tuple of str
        Files that are kept in a folder of its own.
    renamed : mapping of str to str
        Files that are kept beside the folders, each with the name that it gets there.
    """

    verb: str
    file: str
    kept: tuple[str, ...] = ()
    renamed: Mapping[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """Folder of the experiment."""
        return self.file.partition("/")[0]

    @property
    def out(self) -> Path:
        """Folder into which its settings write."""
        settings = yaml.safe_load((HERE / self.file).read_text(encoding="utf-8"))["settings"]
        stated = next(one for one in settings if one.startswith("out="))
        return HERE.parent / str(stated.removeprefix("out="))

    def targets(self) -> dict[str, Path]:
        """Where each file is kept."""
        own = {file: REFERENCE / self.out.name / Path(file).name for file in self.kept}
        return own | {file: REFERENCE / name for file, name in self.renamed.items()}


STUDIES = (
    Study("compare", "2018_against_2020/config.yaml", COMPARED),
    Study("compare", "2018_against_2020/swaps.yaml", COMPARED),
    Study("compare", "ambiguous_clause/config.yaml", COMPARED),
    Study("compare", "eight_truces/config.yaml", COMPARED),
    Study("compare", "patrols_through_what/config.yaml", COMPARED),
    Study("compare", "who_delivers_first/config.yaml", COMPARED),
    Study("sweep", "spoilers_by_leverage/config.yaml", SWEPT),
    Study(
        "sweep",
        "leverage_by_patrols/config.yaml",
        renamed={
            "summary.csv": "leverage_by_patrols.csv",
            "sweep.svg": "leverage_by_patrols.svg",
        },
    ),
    Study(
        "sensitivity",
        "what_matters/config.yaml",
        renamed={
            "summary.json": "what_matters.json",
            "sobol.svg": "what_matters_sobol.svg",
            "one_at_a_time.svg": "what_matters_one_at_a_time.svg",
        },
    ),
)


def main() -> int:
    """Run the studies that are named, or all.

    Returns
    -------
    int
        Exit status of the first study that did not end well, or 0; 2 for a name that is none.
    """
    named = sys.argv[1:]
    unknown = set(named) - {study.name for study in STUDIES}
    if unknown:
        sys.stderr.write(f"There is no ready study {', '.join(sorted(unknown))}.\n")
        return 2
    for study in STUDIES:
        if named and study.name not in named:
            continue
        if study.verb in STORES:
            shutil.rmtree(study.out, ignore_errors=True)
        status = ceasefire([study.verb, f"config={HERE / study.file}", f"out={study.out}"])
        if status:
            return status
        for file, target in study.targets().items():
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(study.out / file, target)
    return 0


if __name__ == "__main__":
    sys.exit(main())
