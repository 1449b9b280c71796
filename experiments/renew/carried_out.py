"""Carrying steps out, one after the other; one that fails does not lose the others."""

from __future__ import annotations

import shlex
import subprocess
import sys
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from experiments.renew.steps import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from experiments.renew.steps import Step

DONE, FAILED, LEFT_OUT = "done", "failed", "left out"
# What `python` and `ceasefire` stand for, so that both are those of this environment.
STAND_FOR = {"python": [sys.executable], "ceasefire": [sys.executable, "-m", "sim"]}
LAST_LINES = 12


@dataclass(frozen=True)
class Ended:
    """How a step ended.

    Parameters
    ----------
    step : Step
        The step.
    how : str
        ``done``, ``failed`` or ``left out``.
    seconds : float
        How long it took.
    why : str
        For a step that was not done: what happened.
    """

    step: Step
    how: str
    seconds: float = 0.0
    why: str = ""


def carried_out(
    steps: Sequence[Step], logs: Path, begins: Callable[[Step], None]
) -> Iterator[Ended]:
    """Carry steps out.

    Parameters
    ----------
    steps : sequence of Step
        What to do, in this order.
    logs : pathlib.Path
        Folder that keeps what each step printed, in a file of its name.
    begins : callable
        Called with each step before it begins.

    Yields
    ------
    Ended
        How each ended. A step whose basis failed or was left out is left out.
    """
    logs.mkdir(parents=True, exist_ok=True)
    missed: set[str] = set()
    for step in steps:
        lost = [name for name in step.after if name in missed]
        if lost:
            missed.add(step.name)
            yield Ended(step, LEFT_OUT, why=f"it builds on {', '.join(lost)}")
            continue
        begins(step)
        ended = _one(step, logs / f"{step.name}.log")
        if ended.how != DONE:
            missed.add(step.name)
        yield ended


def _one(step: Step, log: Path) -> Ended:
    began = time.monotonic()
    with log.open("w", encoding="utf-8") as printed:
        for command in step.commands:
            first, *words = shlex.split(command)
            printed.write(f"$ {command}\n")
            printed.flush()
            status = subprocess.run(
                [*STAND_FOR[first], *words],
                cwd=ROOT,
                stdin=subprocess.DEVNULL,
                stdout=printed,
                stderr=subprocess.STDOUT,
                check=False,
            ).returncode
            if status:
                printed.flush()
                last = log.read_text(encoding="utf-8").splitlines()[-LAST_LINES:]
                why = f"{command} ended with status {status}:\n" + "\n".join(last)
                return Ended(step, FAILED, time.monotonic() - began, why)
    return Ended(step, DONE, time.monotonic() - began)
