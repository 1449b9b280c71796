"""The command `ceasefire`: finds the verb, and turns faults into messages and statuses.

A verb is declared in `sim.cli.verbs`, and carried out by the function of its name in the module
that `HOMES` names. Light on purpose: what a verb needs is imported when the verb is used.
"""

from __future__ import annotations

import os
import sys
from importlib import import_module
from typing import TYPE_CHECKING

from sim.cli.verbs import VERBS
from sim.scenario.errors import InputError, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

__all__ = ["main"]

_INPUT_AT_FAULT = 2
_INTERRUPTED = 130
_HELP = frozenset({"--help", "-h"})
_HOMES = {"play": "play", "lab": "lab", "scenarios": "files", "check": "files"}


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
    named = bool(arguments) and arguments[0] in VERBS
    command = f"ceasefire {arguments[0]}" if named else "ceasefire"
    try:
        return _carried_out(arguments)
    except InputError as error:
        _complain(command, error)
        return _INPUT_AT_FAULT
    except KeyboardInterrupt as error:
        _complain(command, error if error.args else "interrupted; no results were written.")
        return _INTERRUPTED
    except BrokenPipeError:
        # Whoever read the output has seen enough, as in `ceasefire check --keys | head`.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


def _complain(command: str, text: object) -> None:
    print(f"{command}: {text}", file=sys.stderr)  # noqa: T201


def _carried_out(arguments: list[str]) -> int:
    if not arguments or arguments[0] in _HELP or arguments[0] == "help":
        return _helped()
    verb, *rest = arguments
    if verb == "--version":
        from sim.runs.versions import PROGRAM, installed_version

        print(f"{PROGRAM} {installed_version()}")  # noqa: T201
        return 0
    if verb not in VERBS:
        raise InputError(
            f"there is no verb {verb}",
            mend=did_you_mean(verb, VERBS) or "`ceasefire --help` lists the verbs",
        )
    if _HELP & set(rest):
        return _helped(verb)
    if VERBS[verb].groups:
        shown, rest = _take_cfg(rest)
        if shown:
            return _configured(verb, rest)
    home = import_module(f"sim.cli.{_HOMES.get(verb, 'questions')}")
    carry_out: Callable[[list[str]], int] = getattr(home, verb)
    return carry_out(rest)


def _helped(verb: str = "") -> int:
    from sim.cli.help import general_help, verb_help

    print(verb_help(verb) if verb else general_help())  # noqa: T201
    return 0


def _configured(verb: str, arguments: list[str]) -> int:
    """Print the configuration, and do nothing more."""
    from sim.cli.terminal import say_config

    if verb == "compare":
        from sim.cli.several import sides_of

        return say_config(sides_of(arguments).printed())
    from sim.cli.compose import asked

    return say_config(asked(VERBS[verb], arguments).printed())


def _take_cfg(arguments: list[str]) -> tuple[bool, list[str]]:
    """Take the wish to see the configuration, ``--cfg job``, out of arguments."""
    wished = False
    others: list[str] = []
    rest = iter(arguments)
    for argument in rest:
        name, equals, stated = argument.partition("=")
        if name not in ("--cfg", "-c"):
            others.append(argument)
            continue
        wished = True
        value = stated if equals else next(rest, "")
        if value != "job":
            raise InputError(f"{name} takes job, not {value!r}", mend=f"Write {name} job")
    return wished, others
