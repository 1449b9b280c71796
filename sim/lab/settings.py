"""Settings of one lab: where it listens, by which addresses, and how much it takes on."""

from __future__ import annotations

import ipaddress
import os
import re
import socket
from dataclasses import dataclass, field

from sim.scenario.errors import InputError, Problem

DEFAULT_HOST = "127.0.0.1"
DEFAULT_PORT = 8765
HIGHEST_PORT = 65535
CODE = re.compile(r"[A-Z0-9]{4,12}")


def _processors() -> int:
    return os.cpu_count() or 1


@dataclass(frozen=True)
class LabSettings:
    """Where a lab listens, and how much it takes on.

    Parameters
    ----------
    host : str
        Address to listen on; `DEFAULT_HOST` keeps it on this machine.
    port : int
        Port to listen on; 0 for any that is free.
    code : str
        What a browser has to give before it sees anything; empty where nothing is asked.
    scenario_dir : str or None
        A folder of one's own scenario files.
    workers : int
        Threads that carry out runs.
    games : str
        Folder in which games are written down.
    """

    host: str = DEFAULT_HOST
    port: int = DEFAULT_PORT
    code: str = ""
    scenario_dir: str | None = None
    workers: int = field(default_factory=_processors)
    games: str = "results/games"

    @property
    def on_this_machine_only(self) -> bool:
        """Whether other machines cannot reach it."""
        return self.host == "localhost" or (
            is_address(self.host) and ipaddress.ip_address(self.host).is_loopback
        )


def is_address(text: str) -> bool:
    """Whether a text is an address of the Internet Protocol, of version 4 or 6."""
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


def check_lab_settings(host: object, port: object, code: object, workers: object) -> None:
    """Refuse settings that no lab can have.

    Parameters
    ----------
    host, port, code, workers : object
        As `LabSettings` has them; None for `code` where none was given.

    Raises
    ------
    InputError
        One error that names every fault.
    """
    found: list[Problem] = []
    if not isinstance(host, str) or not (host == "localhost" or is_address(host)):
        mend = "Write host=127.0.0.1 for this machine alone, or host=0.0.0.0 for a class"
        found.append(Problem("host", f"{host!r} is no address", mend))
    if not _whole(port, 0, HIGHEST_PORT):
        found.append(
            Problem("port", f"{port!r} does not fit", f"Write a number up to {HIGHEST_PORT}")
        )
    if code is not None and not (isinstance(code, str) and CODE.fullmatch(code)):
        mend = "Write 4 to 12 capital letters and digits, with a letter among them"
        found.append(Problem("code", f"{code!r} does not fit", mend))
    if workers is not None and not _whole(workers, 1, 64):
        found.append(Problem("workers", f"{workers!r} does not fit", "Write a number from 1 to 64"))
    if found:
        raise InputError.of(found)


def _whole(value: object, low: int, high: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and low <= value <= high


def addresses(settings: LabSettings) -> tuple[str, str]:
    """Give the addresses of a lab, for this machine and for others.

    Parameters
    ----------
    settings : LabSettings
        Where it listens.

    Returns
    -------
    tuple of str
        Where it is opened on this machine, with the code if there is one; and what others type,
        empty where they cannot reach it.
    """
    host = settings.host
    anywhere = host != "localhost" and ipaddress.ip_address(host).is_unspecified
    own = ("[::1]" if ":" in host else "127.0.0.1") if anywhere else host
    own = f"[{own}]" if ":" in own and not own.startswith("[") else own
    here = f"http://{own}:{settings.port}/"
    if settings.code:
        here += f"enter?code={settings.code}"
    if settings.on_this_machine_only:
        return here, ""
    reached = own
    if anywhere:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
            try:
                # Nothing is sent: the system only says by which of its addresses it would.
                probe.connect(("192.0.2.1", 9))
                reached = probe.getsockname()[0]
            except OSError:
                reached = socket.gethostname()
    return here, f"http://{reached}:{settings.port}/"
