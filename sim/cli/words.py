"""Words in and out: simple arguments, and the two ways of speaking to the user."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from sim.scenario.errors import InputError, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet
    from pathlib import Path

    from omegaconf import DictConfig

# Exit status of what was interrupted.
INTERRUPTED = 130


def say(text: str) -> None:
    """Print an answer.

    Parameters
    ----------
    text : str
        The answer.
    """
    print(text)  # noqa: T201 - the command line is where the project prints


def complain(command: str, text: object) -> None:
    """Print a fault, apart from the answers.

    Parameters
    ----------
    command : str
        What was asked, such as ``ceasefire run``.
    text : object
        What is wrong.
    """
    print(f"{command}: {text}", file=sys.stderr)  # noqa: T201


def only_keys(arguments: list[str], known: AbstractSet[str]) -> tuple[list[str], dict[str, str]]:
    """Part arguments into plain words and settings.

    Parameters
    ----------
    arguments : list of str
        What stands after the verb.
    known : set of str
        Keys that may be set with ``key=value``.

    Returns
    -------
    tuple
        Words, options among them, and values by key.

    Raises
    ------
    InputError
        If another key is set.
    """
    words: list[str] = []
    settings: dict[str, str] = {}
    for argument in arguments:
        key, equals, value = argument.partition("=")
        if not equals:
            words.append(argument)
        elif key in known:
            settings[key] = value
        else:
            raise InputError("this key is not known here", key=key, mend=did_you_mean(key, known))
    return words, settings


def take_option(
    arguments: list[str], names: tuple[str, ...], values: tuple[str, ...]
) -> tuple[str | None, list[str]]:
    """Take an option with its value out of arguments.

    Parameters
    ----------
    arguments : list of str
        What stands after the verb.
    names : tuple of str
        Names of the option.
    values : tuple of str
        Values that it takes.

    Returns
    -------
    tuple
        Its value, or None if it is not there; and the other arguments.

    Raises
    ------
    InputError
        If it has no value, or another one.
    """
    value: str | None = None
    others: list[str] = []
    rest = iter(arguments)
    for argument in rest:
        name, equals, stated = argument.partition("=")
        if name not in names:
            others.append(argument)
            continue
        value = stated if equals else next(rest, "")
        if value not in values:
            raise InputError(
                f"{name} takes {' or '.join(values)}, not {value!r}",
                mend=f"Write {name} {values[0]}",
            )
    return value, others


def take_cfg(arguments: list[str]) -> tuple[bool, list[str]]:
    """Take the wish to see the configuration, and no result, out of arguments.

    Parameters
    ----------
    arguments : list of str
        What stands after the verb.

    Returns
    -------
    tuple
        Whether ``--cfg job`` is there; and the other arguments.

    Raises
    ------
    InputError
        If the option has no value, or another one.
    """
    shown, others = take_option(arguments, ("--cfg", "-c"), ("job",))
    return shown is not None, others


def say_config(config: DictConfig) -> int:
    """Print a configuration.

    Parameters
    ----------
    config : DictConfig
        What was composed.

    Returns
    -------
    int
        0, the exit status.
    """
    # Not every verb needs it, and it takes a while to import.
    from omegaconf import OmegaConf

    say(OmegaConf.to_yaml(config).rstrip())
    return 0


def goes_on(command: str, folder: Path) -> int:
    """Say of a study that was interrupted that it goes on from there.

    Parameters
    ----------
    command : str
        What was asked, such as ``ceasefire sweep``.
    folder : pathlib.Path
        The folder that keeps what is done.

    Returns
    -------
    int
        130, the exit status.
    """
    complain(command, f"interrupted; {folder} keeps what is done, and the same command goes on.")
    return INTERRUPTED


def warn_of_waiting(command: str, engine: str) -> None:
    """Say so where the engine has yet to be compiled on this machine.

    Parameters
    ----------
    command : str
        What was asked, such as ``ceasefire run``.
    engine : str
        Name of the engine.
    """
    if engine != "compiled":
        return
    # The compiler takes a second to import, and only this engine needs it.
    from sim.engine.cache import has_numba, is_compiled

    if has_numba() and not is_compiled():
        complain(
            command, "compiling the engine for this machine; once, it takes about a minute ..."
        )
