"""Carrying out a command of an exercise without writing a result folder.

The text is the one that the command prints; only the files and the pictures are left out.
"""

from __future__ import annotations

import io
import shlex
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sim.cli import main
from sim.cli.compose import asked
from sim.cli.play import play_asked
from sim.cli.several import sides_of
from sim.cli.verbs import Run, Why
from sim.questions.compare.compare import compared
from sim.questions.compare.report import comparison_text
from sim.questions.run.report import report_on, summary_text
from sim.questions.run.run import run
from sim.questions.run.summary import summary
from sim.questions.why.why import why
from sim.questions.why.words import why_text

if TYPE_CHECKING:
    from collections.abc import Callable


# Where a sheet has the student name a file of their own, the solution stands in.
STANDS_FOR = {"scenario=NAME": "scenario=solution"}


@dataclass(frozen=True)
class Answer:
    """What a command gave.

    Parameters
    ----------
    command : str
        The command that was carried out.
    text : str
        What it prints.
    result : Any
        The result from Python; None for commands that have none.
    """

    command: str
    text: str
    result: Any = None


def answer(command: str) -> Answer:
    """Carry a command out.

    Parameters
    ----------
    command : str
        A command line such as ``ceasefire run scenario=textbook/standard``.

    Returns
    -------
    Answer
        What it gave. A game is only understood and not played.
    """
    for word, instead in STANDS_FOR.items():
        command = command.replace(word, instead)
    _, verb, *arguments = shlex.split(command)
    text, result = VERBS.get(verb, _by_command)([verb, *arguments])
    return Answer(command, text, result)


def _run(words: list[str]) -> tuple[str, Any]:
    question = asked(Run, words[1:]).question()
    own = question.settings
    reports = []
    result = run(
        question.scenario,
        **own.carried(),
        when_told=lambda told: reports.append(report_on(told)),
    )
    return summary_text(summary(result), reports[0]), result


def _compare(words: list[str]) -> tuple[str, Any]:
    comparison, own = sides_of(words[1:]).comparison()
    result = compared(comparison, own.workers)
    return comparison_text(result), result


def _why(words: list[str]) -> tuple[str, Any]:
    question = asked(Why, words[1:]).question()
    own = question.settings
    result = why(
        question.scenario,
        **own.carried(),
        replicate=own.replicate,
        pairs=own.why.pairs,
    )
    return why_text(result), result


def _play(words: list[str]) -> tuple[str, Any]:
    play_asked(words[1:])
    return "", None


def _by_command(words: list[str]) -> tuple[str, Any]:
    """Carry out a command that writes nothing: its answer, or its complaint."""
    said, complained = io.StringIO(), io.StringIO()
    with redirect_stdout(said), redirect_stderr(complained):
        main(words)
    return said.getvalue() + complained.getvalue(), None


VERBS: dict[str, Callable[[list[str]], tuple[str, Any]]] = {
    "run": _run,
    "compare": _compare,
    "why": _why,
    "play": _play,
}
