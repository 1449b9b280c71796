"""Serves a lab until it is stopped."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING

import uvicorn

from sim.lab.app import create_app
from sim.scenario.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable

    from sim.lab.settings import LabSettings

# Connections beyond these are told to come back; a class has thirty browsers with a few each.
MOST_CONNECTIONS = 400
WAITING = 128
SECONDS_TO_END = 1


def listening(settings: LabSettings) -> socket.socket:
    """Take the port, so that a fault shows before anything else is done.

    Parameters
    ----------
    settings : LabSettings
        Where to listen.

    Returns
    -------
    socket.socket
        Bound, and not yet listening.

    Raises
    ------
    InputError
        If the address or the port cannot be had.
    """
    host = "127.0.0.1" if settings.host == "localhost" else settings.host
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    found = socket.socket(family, socket.SOCK_STREAM)
    found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        found.bind((host, settings.port))
    except OSError as error:
        found.close()
        reason = error.strerror or "no reason given"
        raise InputError(
            f"{host} with port {settings.port} cannot be listened on ({reason})",
            key="port",
            mend="Another lab may be running; name another port, as in port=8766",
        ) from None
    return found


def serve(
    settings: LabSettings, taken: socket.socket, when_up: Callable[[], None] | None = None
) -> None:
    """Serve a lab until the process is asked to end.

    Parameters
    ----------
    settings : LabSettings
        Where it listens, and how much it takes on.
    taken : socket.socket
        As given by `listening`.
    when_up : callable, optional
        Called once, as soon as pages are answered.
    """
    server_of(settings, when_up).run(sockets=[taken])


def server_of(settings: LabSettings, when_up: Callable[[], None] | None = None) -> uvicorn.Server:
    """Make the server of a lab, for those who run it themselves.

    Parameters
    ----------
    settings : LabSettings
        Where it listens, and how much it takes on.
    when_up : callable, optional
        Called once, as soon as pages are answered.

    Returns
    -------
    uvicorn.Server
        Not yet running.
    """
    app = create_app(settings)
    config = uvicorn.Config(
        app,
        log_level="warning",
        access_log=False,
        server_header=False,
        limit_concurrency=MOST_CONNECTIONS,
        backlog=WAITING,
        timeout_graceful_shutdown=SECONDS_TO_END,
        http="h11",
        ws="none",
        loop="asyncio",
    )
    return _Server(config, when_up, app.state.services.leave)


class _Server(uvicorn.Server):
    """A server that says when it is up, and ends what would keep it waiting."""

    def __init__(
        self,
        config: uvicorn.Config,
        when_up: Callable[[], None] | None,
        when_asked_to_end: Callable[[], None],
    ) -> None:
        super().__init__(config)
        self._when_up = when_up
        self._when_asked_to_end = when_asked_to_end

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to listen."""
        await super().startup(sockets)
        if self.started and self._when_up is not None:
            self._when_up()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """End: streams first, which would go on for ever."""
        self._when_asked_to_end()
        await super().shutdown(sockets)
