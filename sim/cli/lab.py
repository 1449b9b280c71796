"""`ceasefire lab`: the model in a browser."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.cli.words import only_keys, say
from sim.scenario.errors import InputError
from sim.scenario.names import names

if TYPE_CHECKING:
    from sim.lab.settings import LabSettings

VERB = "lab"
KEYS = frozenset({"host", "port", "open", "code", "workers", "scenario_dir", "games"})
FLAGS = {"true": True, "false": False}


def main(arguments: list[str]) -> int:
    """Carry out `ceasefire lab`.

    Parameters
    ----------
    arguments : list of str
        Settings, written key=value.

    Returns
    -------
    int
        0 when it was stopped.
    """
    settings, opens = requested(arguments)
    return _served(settings, opens=opens)


def requested(arguments: list[str]) -> tuple[LabSettings, bool]:
    """Read and check what is asked for.

    Parameters
    ----------
    arguments : list of str
        Settings, written key=value.

    Returns
    -------
    tuple of (LabSettings, bool)
        The settings, and whether to open a browser.

    Raises
    ------
    InputError
        If a key or a value is at fault.
    """
    words, stated = only_keys(arguments, KEYS)
    if words:
        raise InputError(
            f"{words[0]} is no setting", mend="Settings are written key=value, as in port=8766"
        )
    from sim.lab.settings import LabSettings, check_lab_settings

    usual = LabSettings()
    host = stated.get("host", usual.host)
    port = _number(stated.get("port", str(usual.port)))
    workers = _number(stated.get("workers", str(usual.workers)))
    check_lab_settings(host, port, stated.get("code"), workers)
    opens = FLAGS.get(stated.get("open", "true").lower())
    if opens is None:
        raise InputError(f"{stated['open']!r} does not fit", key="open", mend="Write true or false")
    folder = stated.get("scenario_dir")
    names("scenario", folder)
    code = stated.get("code", "")
    games = stated.get("games", usual.games)
    return LabSettings(host, int(port), code, folder, int(workers), games), opens


def _number(text: str) -> int | str:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else text  # noqa: PLR2004


def _served(settings: LabSettings, *, opens: bool) -> int:
    from contextlib import suppress
    from dataclasses import replace

    from sim.lab.addresses import addresses
    from sim.lab.entry import new_code
    from sim.lab.serve import listening, serve

    if not settings.on_this_machine_only and not settings.code:
        settings = replace(settings, code=new_code())
    taken = listening(settings)
    settings = replace(settings, port=taken.getsockname()[1])
    here, others = addresses(settings)

    def up() -> None:
        say(f"The lab is open: {here}")
        if others:
            say(f"For the room: {others}, with the code {settings.code}")
        say("Stop it with Ctrl-C.")
        if opens:
            import webbrowser

            webbrowser.open(here)

    # To interrupt it is how it is stopped.
    with suppress(KeyboardInterrupt):
        serve(settings, taken, up)
    say("\nThe lab is closed.")
    return 0
