"""What can be made anew: each step with its commands, its files and the pages that quote them.

A new experiment or page with kept figures adds its step here; tests/experiments/test_renew.py
finds a kept file that no step writes. The benchmark and the loads of the lab are no steps: they
tell of a machine, and no default of the model moves them.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path, PurePosixPath

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Step:
    """Something that is made anew as a whole.

    Parameters
    ----------
    name : str
        Word by which it is asked for.
    about : str
        What it makes, in a few words.
    commands : tuple of str
        Command lines from the root of the repository, one after the other.
    writes : tuple of str
        Files that it writes, as patterns from the root.
    minutes : float
        How long it takes on two cores, roughly.
    after : tuple of str
        Steps without which it makes no sense; it is left out where one of them failed. What only
        comes later stands later in the table.
    quoted_in : tuple of str
        Pages with sentences, written by hand, that quote its figures; after ``#`` the heading
        of the part of a long page that does.
    only_if_asked : bool
        Left out unless it is named.
    counted : tuple of str
        Files of it whose changes are counted and not listed, because they hold single runs,
        draws or hashes, or say again what another of its files says.
    """

    name: str
    about: str
    commands: tuple[str, ...]
    writes: tuple[str, ...]
    minutes: float
    after: tuple[str, ...] = ()
    quoted_in: tuple[str, ...] = ()
    only_if_asked: bool = False
    counted: tuple[str, ...] = ()

    def files(self, among: set[str]) -> list[str]:
        """Choose the files of this step.

        Parameters
        ----------
        among : set of str
            Paths from the root.

        Returns
        -------
        list of str
            Those that it writes, sorted.
        """
        return sorted(
            path for path in among if any(matches(path, pattern) for pattern in self.writes)
        )


def matches(path: str, pattern: str) -> bool:
    """Whether a path from the root fits a pattern from the root."""
    return PurePosixPath(f"/{path}").match(f"/{pattern}")


KEPT = "results/reference"
# Parts of long pages that quote figures.
SIDE_BY_SIDE = "README.md#Two agreements side by side"
SWITCHES = "docs/odd.md#8 Switches, and what vanishes without each mechanism"
CHOICES = "docs/play.md#What choices do"
FITTED = f"{KEPT}/idlib_fit"


def _study(name: str, minutes: float, *more: str, pages: tuple[str, ...] = ()) -> Step:
    """Describe a ready study, which `experiments/reference.py` runs and keeps in a folder."""
    return Step(
        name=name,
        about=f"the study experiments/{name}",
        commands=(f"python experiments/reference.py {name}",),
        writes=tuple(f"{KEPT}/{folder}/*" for folder in (name, *more)),
        minutes=minutes,
        quoted_in=(f"experiments/{name}/README.md", *pages),
        counted=(f"{KEPT}/*/effects.csv", f"{KEPT}/*/days_held.csv"),
    )


STEPS: tuple[Step, ...] = (
    Step(
        name="fit",
        about="the fit to the record of Idlib, and the behaviour file with its doubt",
        commands=(
            "ceasefire fit config=experiments/idlib_fit/config.yaml",
            "python experiments/idlib_fit/judged.py",
            "python experiments/idlib_fit/defaults.py figures uncertain",
        ),
        writes=(
            f"{FITTED}/summary.json",
            f"{FITTED}/*.svg",
            "configs/behaviour/fitted_uncertain.yaml",
            "experiments/idlib_fit/uncertain.yaml",
        ),
        minutes=35,
        quoted_in=(
            "docs/evidence.md",
            "docs/limits.md#March 2020 is not identified",
            "docs/fit.md",
            "README.md#Evidence",
            "experiments/idlib_fit/README.md",
        ),
        only_if_asked=True,
        counted=("configs/behaviour/fitted_uncertain.yaml", "experiments/idlib_fit/uncertain.yaml"),
    ),
    Step(
        name="parameters",
        about="the page of parameters",
        commands=("python docs/make_tables.py",),
        writes=("docs/parameters.md",),
        minutes=0.1,
    ),
    Step(
        name="logs",
        about="the hashes that tests compare logs with",
        commands=("python -m tests.refresh logs",),
        writes=("tests/reference/hashes.json",),
        minutes=0.2,
        counted=("tests/reference/hashes.json",),
    ),
    Step(
        name="exercises",
        about="the keys of the exercises",
        commands=("python experiments/exercises/run.py",),
        writes=("experiments/exercises/*/key.md",),
        minutes=1,
        quoted_in=("experiments/exercises/*/key.md", "experiments/exercises/*/README.md"),
    ),
    _study(
        "2018_against_2020",
        1,
        "2018_against_2020_swaps",
        pages=(SIDE_BY_SIDE,),
    ),
    _study("ambiguous_clause", 1),
    _study("eight_truces", 1),
    _study("patrols_through_what", 0.5, pages=(SIDE_BY_SIDE,)),
    _study("who_delivers_first", 0.5),
    _study("spoilers_by_leverage", 0.5),
    Step(
        name="leverage_by_patrols",
        about="the study experiments/leverage_by_patrols",
        commands=("python experiments/reference.py leverage_by_patrols",),
        writes=(f"{KEPT}/leverage_by_patrols.*",),
        minutes=1,
        quoted_in=("experiments/leverage_by_patrols/README.md", "docs/sweeps.md"),
    ),
    Step(
        name="what_matters",
        about="the study experiments/what_matters",
        commands=("python experiments/reference.py what_matters",),
        writes=(f"{KEPT}/what_matters*",),
        minutes=2,
        quoted_in=("experiments/what_matters/README.md", "docs/sensitivity.md"),
    ),
    Step(
        name="effects",
        about="days gained or lost without each mechanism",
        commands=("python experiments/mechanisms/effects.py",),
        writes=(f"{KEPT}/effects.*",),
        minutes=1,
        quoted_in=(
            "experiments/mechanisms/README.md",
            SWITCHES,
            CHOICES,
        ),
        counted=(f"{KEPT}/effects.md",),
    ),
    Step(
        name="mechanisms",
        about="the loop in the logs, with and without each mechanism",
        commands=("python experiments/mechanisms/run.py",),
        writes=(f"{KEPT}/mechanisms.*",),
        minutes=4,
        quoted_in=("experiments/mechanisms/README.md", SWITCHES),
        counted=(f"{KEPT}/mechanisms.md",),
    ),
    Step(
        name="seats",
        about="whole games under plain policies in a seat",
        commands=("python experiments/seats/run.py",),
        writes=(f"{KEPT}/seats.*",),
        minutes=10,
        quoted_in=(CHOICES,),
        counted=(f"{KEPT}/seats.csv",),
    ),
    Step(
        name="patterns",
        about="the general patterns of the literature",
        commands=("python experiments/idlib_fit/judged.py",),
        writes=(f"{FITTED}/patterns.json",),
        minutes=1.5,
        quoted_in=("docs/evidence.md", "docs/limits.md", "docs/odd.md#Patterns"),
    ),
    Step(
        name="counts",
        about="published counts of Idlib taken apart",
        commands=("python experiments/idlib_fit/counts.py",),
        writes=(f"{KEPT}/idlib_counts.json",),
        minutes=2,
        after=("fit",),
        quoted_in=("docs/evidence.md#Why the counts do not flip",),
    ),
    Step(
        name="pages",
        about="what README and pages show of commands and of kept figures",
        commands=("python -m experiments.renew.passages",),
        writes=(
            "README.md",
            "docs/odd.md",
            "docs/play.md",
            "docs/sensitivity.md",
            "docs/why.md",
        ),
        minutes=1.5,
        quoted_in=("README.md", "docs/why.md"),
        # The other three say again what kept files say.
        counted=("docs/odd.md", "docs/play.md", "docs/sensitivity.md"),
    ),
    Step(
        name="evidence",
        about="the figures in docs/evidence.md",
        commands=("python experiments/idlib_fit/dossier.py",),
        writes=("docs/evidence.md",),
        minutes=0.1,
        after=("fit",),
        counted=("docs/evidence.md",),
    ),
)
EVERYTHING = "all"


def chosen(names: list[str], steps: tuple[Step, ...] = STEPS) -> list[Step]:
    """Choose steps by name.

    Parameters
    ----------
    names : list of str
        Names of steps; none stands for all that are not only made if asked for, ``all``
        for every one.
    steps : tuple of Step, optional
        The steps to choose from.

    Returns
    -------
    list of Step
        In the order in which they are carried out.

    Raises
    ------
    LookupError
        If there is no step of a name.
    """
    unknown = set(names) - {step.name for step in steps} - {EVERYTHING}
    if unknown:
        known = ", ".join(step.name for step in steps)
        message = f"there is no step {', '.join(sorted(unknown))}. There are: {known}; or all"
        raise LookupError(message)
    if EVERYTHING in names:
        return list(steps)
    if not names:
        return [step for step in steps if not step.only_if_asked]
    return [step for step in steps if step.name in names]
