"""Faults that a user can mend: where, what, and how to mend it."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

MOST_REPORTED = 20
_MOST_SHOWN = 60


@dataclass(frozen=True)
class Problem:
    """One fault of a scenario.

    Parameters
    ----------
    key : str
        Dotted key at which it stands, such as ``scenario.ties.a_b.leverage``;
        empty where it concerns the whole.
    problem : str
        What is wrong, as a clause without full stop.
    mend : str
        How to mend it, as a question, or as a sentence without full stop; may be empty.
    file : str
        The file that states it, where that is not the file asked for.
    """

    key: str
    problem: str
    mend: str = ""
    file: str = ""

    def __str__(self) -> str:
        """Where, what, how to mend, in one line."""
        where = f"{self.key}: " if self.key else ""
        if self.file:
            where = f"{self.file}: {where}"
        stop = "" if self.mend.endswith("?") else "."
        return f"{where}{self.problem}." + (f" {self.mend}{stop}" if self.mend else "")


class InputError(Exception):
    """The user's input is at fault.

    Parameters
    ----------
    problem : str
        What is wrong.
    file : path or str, optional
        File at fault.
    key : str
        Dotted key at fault.
    mend : str
        How to mend it.
    """

    def __init__(
        self, problem: str, *, file: Path | str | None = None, key: str = "", mend: str = ""
    ) -> None:
        self.file = file
        self.problems: tuple[Problem, ...] = (Problem(key, problem, mend),)
        super().__init__(problem)

    @classmethod
    def of(cls, problems: Sequence[Problem], file: Path | str | None = None) -> InputError:
        """Gather several faults of one input into one error.

        Parameters
        ----------
        problems : sequence of Problem
            The faults, at least one.
        file : path or str, optional
            The file that has them.

        Returns
        -------
        InputError
            The error; `key`, `problem` and `mend` are those of the first fault.
        """
        error = cls(problems[0].problem, file=file)
        error.problems = tuple(problems)
        return error

    @property
    def key(self) -> str:
        """Dotted key of the first fault."""
        return self.problems[0].key

    @property
    def problem(self) -> str:
        """What the first fault is."""
        return self.problems[0].problem

    @property
    def mend(self) -> str:
        """How to mend the first fault."""
        return self.problems[0].mend

    def __str__(self) -> str:
        """One message: where, what, how to mend."""
        where = f"{self.file}: " if self.file else ""
        if len(self.problems) == 1:
            return f"{where}{self.problems[0]}"
        shown = [f"- {problem}" for problem in self.problems[:MOST_REPORTED]]
        hidden = len(self.problems) - len(shown)
        if hidden:
            shown.append(f"- and {hidden} more")
        return f"{where}{len(self.problems)} problems\n" + "\n".join(shown)


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Suggest the nearest known words.

    Parameters
    ----------
    word : str
        What the user wrote.
    known : iterable of str
        What would have been understood.

    Returns
    -------
    str
        A question, or, if nothing is near, the known words if they are few; else empty.
    """
    words = sorted(set(known))
    near = difflib.get_close_matches(word, words, n=3, cutoff=0.6)
    if near:
        return f"Did you mean {' or '.join(near)}?"
    few = 12
    return f"Known are {', '.join(words)}" if 0 < len(words) <= few else ""


def shown(value: object) -> str:
    """Show what a user wrote, shortened where it would fill the screen."""
    try:
        text = repr(value)
    except ValueError:
        # Python declines to write whole numbers of thousands of digits.
        return "a number of thousands of digits"
    return text if len(text) <= _MOST_SHOWN else f"{text[:_MOST_SHOWN]}..."
