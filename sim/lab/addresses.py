"""Where a lab is found: from this machine, and from others."""

from __future__ import annotations

import ipaddress
import socket
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sim.lab.settings import LabSettings


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
