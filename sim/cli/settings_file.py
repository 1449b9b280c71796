"""Settings kept in a file, for ``config=FILE``: the ready studies, and what the lab hands out."""

from __future__ import annotations

from pathlib import Path

from sim.scenario.errors import InputError
from sim.scenario.read import read_file


def with_file(arguments: list[str]) -> list[str]:
    """Put the settings of a file before those of the command line.

    Parameters
    ----------
    arguments : list of str
        Arguments, perhaps with ``config=FILE``. The file has one key, ``settings``:
        a list of arguments.

    Returns
    -------
    list of str
        Arguments without it; those of the command line replace those of the file
        that have the same key.

    Raises
    ------
    InputError
        If the file cannot be read.
    """
    files = [a.partition("=")[2] for a in arguments if a.startswith("config=")]
    rest = [a for a in arguments if not a.startswith("config=")]
    stated = {argument.partition("=")[0].lstrip("+") for argument in rest}
    found = [one for file in files for one in _settings(Path(file).expanduser())]
    return [one for one in found if one.partition("=")[0].lstrip("+") not in stated] + rest


def _settings(file: Path) -> list[str]:
    tree = read_file(file)
    settings = tree.get("settings")
    sound = isinstance(settings, list) and all(isinstance(one, str) for one in settings)
    if not sound or len(tree) > 1:
        raise InputError(
            "it is no list of settings",
            file=file,
            key="settings",
            mend="Write `settings:`, and below it lines such as `- replicates=1000`",
        )
    return [str(one) for one in settings or ()]
