"""`ceasefire lab`: the model in a browser."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from sim.cli.files import plain_settings
from sim.cli.terminal import say
from sim.cli.verbs import Lab
from sim.scenario.errors import InputError
from sim.scenario.names import names

if TYPE_CHECKING:
    from sim.lab.settings import LabSettings


def lab(arguments: list[str]) -> int:
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
    settings, opens = lab_asked(arguments)
    return _served(settings, opens=opens)


def lab_asked(arguments: list[str]) -> tuple[LabSettings, bool]:
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
    words, asked = plain_settings(Lab, arguments)
    if words:
        raise InputError(
            f"{words[0]} is no setting", mend="Settings are written key=value, as in port=8766"
        )
    from sim.lab.settings import LabSettings, check_lab_settings

    check_lab_settings(asked.host, asked.port, asked.code, asked.workers)
    names("scenario", asked.scenario_dir)
    usual = LabSettings()
    return LabSettings(
        asked.host,
        asked.port,
        asked.code or "",
        asked.scenario_dir,
        asked.workers or usual.workers,
        asked.games,
    ), asked.open


def _served(settings: LabSettings, *, opens: bool) -> int:
    from sim.game.codes import GAME_LETTERS, new_code
    from sim.lab.serve import listening, serve
    from sim.lab.settings import addresses

    if not settings.on_this_machine_only and not settings.code:
        settings = replace(settings, code=new_code(GAME_LETTERS))
    taken = listening(settings)
    settings = replace(settings, port=taken.getsockname()[1])
    here, others = addresses(settings)

    def up() -> None:
        say(f"The lab is open: {here}")
        if others:
            say(f"For the class: {others}, with the class code {settings.code}")
        say("Stop it with Ctrl-C.")
        if opens:
            import webbrowser

            webbrowser.open(here)

    # To interrupt it is how it is stopped.
    with suppress(KeyboardInterrupt):
        serve(settings, taken, up)
    say("\nThe lab is closed.")
    return 0
