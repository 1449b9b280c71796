"""What `--help` prints, from the declarations of `sim.cli.verbs`. Nothing heavy is imported."""

from __future__ import annotations

import inspect
import textwrap
from typing import TYPE_CHECKING

from sim.cli.verbs import VERBS, Run, declared
from sim.scenario.names import names

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sim.cli.verbs import Keys, Verb

_WIDTH = 95
_COLUMN = 31
# The parts of a scenario are chosen by name; their keys are those that `check --keys` lists.
_PARTS = {
    "scenario": ("idlib/moscow_2020", "the scenario"),
    "behaviour": ("standard", "how parties behave; by default as the scenario says"),
    "measurement": ("standard", "how an end is measured"),
}
_CONFIG = ("config=FILE", "a YAML file of such settings, as the lab hands it out")
_NUMBERS = """\
Every number of a scenario has a key too, such as
  scenario.agreements.ID.worth=3    behaviour.retaliation.ratio=0.2
`ceasefire check --keys` lists them. +key=value adds an entry, ~key takes one away."""


def general_help() -> str:
    """Give the text of `ceasefire --help`.

    Returns
    -------
    str
        Verbs, keys and groups.
    """
    width = max(len(verb) for verb in VERBS)
    verbs = "\n".join(f"  {name:<{width}}   {_line(verb)}" for name, verb in VERBS.items())
    return (
        "ceasefire VERB [key=value ...]\n\nSimulates ceasefires: whether they hold, and why"
        f" they end.\n\nVerbs:\n{verbs}\n\n{_keys(Run)}\n\n{_groups()}\n\n"
        "`ceasefire VERB --help` says more; `ceasefire --version` names the version."
    )


def verb_help(name: str) -> str:
    """Give the text of `ceasefire VERB --help`.

    Parameters
    ----------
    name : str
        One of `VERBS`.

    Returns
    -------
    str
        What it does, and what it takes.
    """
    verb = VERBS[name]
    options = [*(["--cfg job"] if verb.groups else []), "--help"]
    said = {"--cfg job": "print the composed configuration and stop", "--help": "this text"}
    parts = [
        "\n".join(f"ceasefire {name} {usage}" for usage in verb.usage),
        inspect.cleandoc(verb.__doc__ or "").partition("\n\n")[2],
        _keys(verb),
        "\n".join(["Options:", *(_row(option, said[option]) for option in options)]),
    ]
    if "scenario" in verb.groups:
        parts.append(_groups())
    if verb.examples:
        lines = verb.examples.splitlines()
        shown = [line if line[0] == " " else f"  ceasefire {line}" for line in lines]
        parts.append("\n".join(["Examples:", *shown]))
    return "\n\n".join(parts)


def _line(verb: type[Verb]) -> str:
    """Cut the line of the list of verbs out of the docstring."""
    line = (verb.__doc__ or "").partition("\n")[0].rstrip(".")
    return line[0].lower() + line[1:]


def _keys(verb: type[Verb]) -> str:
    lines = ["Keys, written key=value after the verb:"]
    for part in verb.groups:
        example, meaning = _PARTS[part]
        lines.append(_row(f"{part}={example}", meaning))
    lines += _rows(verb)
    if verb.groups:
        lines += [_row(*_CONFIG), _NUMBERS]
    return "\n".join(lines)


def _rows(part: type[Keys], prefix: str = "") -> Iterator[str]:
    for one in declared(part, prefix):
        default = one.choice.default if one.choice else one.default
        if one.help is not None:
            yield _row(f"{one.key}={_written(one.help.example, default)}", one.help.meaning)
        if one.below is not None:
            yield from _rows(one.below, f"{one.key}.")


def _written(example: str | None, default: object) -> str:
    return example or (str(default).lower() if isinstance(default, bool) else str(default))


def _row(key: str, meaning: str) -> str:
    """Lay out a key and what it means; a long key has its meaning on the line below."""
    first, rest = f"  {key:<{_COLUMN - 2}}", " " * _COLUMN
    lines = textwrap.wrap(meaning, _WIDTH - _COLUMN)
    if len(key) > _COLUMN - 3:
        return "\n".join([first.rstrip(), *(rest + line for line in lines)])
    return first + f"\n{rest}".join(lines)


def _groups() -> str:
    """List what the groups offer: a line for each scenario, behaviour and measurement."""
    lines = ["Groups, and what they offer:"]
    for kind in _PARTS:
        lines.append(f"  {kind}")
        lines += [f"    {name}" for name in names(kind)]
    return "\n".join(lines)
