"""The command `ceasefire`: finds the verb, and turns faults into messages and statuses.

Light on purpose: what a verb needs is imported when the verb is used.
"""

from __future__ import annotations

import os
import sys
from importlib import import_module
from typing import TYPE_CHECKING

from sim.cli.help import VERBS, general_help, verb_help
from sim.cli.words import INTERRUPTED, complain, say
from sim.scenario.errors import InputError, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

DONE = 0
SOME_FAILED = 1
INPUT_AT_FAULT = 2

HELP = frozenset({"--help", "-h"})


def main(argv: Sequence[str] | None = None) -> int:
    """Carry out one command.

    Parameters
    ----------
    argv : sequence of str, optional
        Verb and arguments; by default those of the process.

    Returns
    -------
    int
        Exit status: 0 done, 1 some replicates failed, 2 the input is at fault,
        130 interrupted.
    """
    arguments = list(sys.argv[1:] if argv is None else argv)
    command = "ceasefire"
    try:
        if arguments and arguments[0] in VERBS:
            command = f"ceasefire {arguments[0]}"
        return _carried_out(arguments)
    except InputError as error:
        complain(command, error)
        return INPUT_AT_FAULT
    except KeyboardInterrupt:
        complain(command, "interrupted; no results were written.")
        return INTERRUPTED
    except BrokenPipeError:
        # Whoever read the output has seen enough, as in `ceasefire check --keys | head`.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE


def _carried_out(arguments: list[str]) -> int:
    if not arguments or arguments[0] in HELP or arguments[0] == "help":
        say(general_help())
        return DONE
    verb, *rest = arguments
    if verb == "--version":
        from sim.runs.versions import PROGRAM, installed_version

        say(f"{PROGRAM} {installed_version()}")
        return DONE
    if verb not in VERBS:
        raise InputError(
            f"there is no verb {verb}",
            mend=did_you_mean(verb, VERBS) or "`ceasefire --help` lists the verbs",
        )
    if HELP & set(rest):
        say(verb_help(verb))
        return DONE
    carry_out: Callable[[list[str]], int] = import_module(f"sim.cli.{verb}").main
    return carry_out(rest)
