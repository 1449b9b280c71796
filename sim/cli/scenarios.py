"""`ceasefire scenarios`: what there is, a line each."""

from __future__ import annotations

from sim.cli.words import complain, only_keys, say
from sim.scenario.errors import InputError
from sim.scenario.load import read_tree
from sim.scenario.names import scenario_names


def main(arguments: list[str]) -> int:
    """List the scenarios.

    Parameters
    ----------
    arguments : list of str
        May hold ``scenario_dir=FOLDER``.

    Returns
    -------
    int
        0, or 2 if a file could not be read.
    """
    words, settings = only_keys(arguments, {"scenario_dir"})
    if words:
        raise InputError(f"{words[0]!r} is not understood here", mend="Leave it out")
    folder = settings.get("scenario_dir")
    found = scenario_names(folder)
    width = max((len(name) for name in found), default=0)
    status = 0
    for name in found:
        try:
            what = read_tree(name, folder)["scenario"]
        except InputError as error:
            complain("ceasefire scenarios", error)
            status = 2
            continue
        days = what.get("horizon", 365)
        say(f"{name:<{width}}  {what.get('start')}  {days:>5} days  {what.get('title')}")
        summary = first_sentence(str(what.get("summary", "")))
        if summary:
            say(f"{'':<{width}}  {summary}")
    return status


def first_sentence(text: str) -> str:
    """Cut a text after its first sentence.

    Parameters
    ----------
    text : str
        A text of one or more sentences, perhaps over several lines.

    Returns
    -------
    str
        The first sentence on one line.
    """
    line = " ".join(text.split())
    head, stop, _ = line.partition(". ")
    return head + "." if stop else line
