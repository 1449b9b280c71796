"""Make the figures of the keys anew, from the commands of the sheets.

    python experiments/exercises/run.py                  # all of them; a minute or two
    python experiments/exercises/run.py 3_spoilers       # one of them
    python experiments/exercises/run.py --check          # change nothing; 1 if a key has aged

Run it after a change that moves results, and read the difference: what a key says in words must
still fit. tests/experiments/test_exercises.py holds some of that.
"""

from __future__ import annotations

import os
import sys
from functools import cache
from pathlib import Path

import figures
from answers import Answer, answer
from sheets import Exercise, exercises, filled, passages

ROOT = Path(__file__).parents[2]


def main(arguments: list[str]) -> int:
    """Renew the keys that are named, or all.

    Parameters
    ----------
    arguments : list of str
        Names of exercises, and ``--check``.

    Returns
    -------
    int
        1 where a key that is only checked has aged, or where there is no such exercise.
    """
    named = [word for word in arguments if word != "--check"]
    found = exercises()
    unknown = set(named) - {one.name for one in found}
    if unknown:
        sys.stderr.write(f"There is no exercise {', '.join(sorted(unknown))}.\n")
        return 1
    # The commands name their files from the root of the repository.
    os.chdir(ROOT)
    aged = []
    for exercise in found:
        if named and exercise.name not in named:
            continue
        before = exercise.key.read_text(encoding="utf-8")
        after = made_anew(exercise)
        if after != before:
            aged.append(exercise.name)
            if "--check" not in arguments:
                exercise.key.write_text(after, encoding="utf-8")
        sys.stdout.write(f"{exercise.name}: {'changed' if after != before else 'the same'}\n")
    return 1 if aged and "--check" in arguments else 0


def made_anew(exercise: Exercise) -> str:
    """Give the key of an exercise with every block made from the commands of its sheet.

    Parameters
    ----------
    exercise : Exercise
        The exercise.

    Returns
    -------
    str
        Text of the key.
    """

    def make(kind: str, what: str, phrases: list[str]) -> str:
        answers = answers_of(exercise)
        if kind == "figures":
            return str(getattr(figures, what)(answers))
        one = answers[int(what) - 1]
        return f"```text\n$ {one.command}\n\n{passages(one.text, phrases)}\n```"

    return filled(exercise.key.read_text(encoding="utf-8"), make)


@cache
def answers_of(exercise: Exercise) -> list[Answer]:
    """Carry out the commands of a sheet, once."""
    return [answer(command) for command in exercise.commands]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
