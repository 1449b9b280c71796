"""What every request passes: who may ask, how much, and what a browser may do with the answer.

Browsers are not trusted. A page of another site that is open in the same browser can send requests
to this machine, and can point a name of its own at it; so hosts and origins are checked even where
the lab listens on the loopback address only.
"""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse

from sim.lab.settings import is_address

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from sim.lab.settings import LabSettings

MOST_BODY = 512 * 1024
MOST_TARGET = 24 * 1024
SAFE = frozenset({"GET", "HEAD"})
CONTENT_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self';"
    " form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "content-security-policy": CONTENT_POLICY,
    "x-content-type-options": "nosniff",
    # Without any referrer a browser also hides from the lab that a form came from its own page.
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
    "cache-control": "no-store",
}


class Guard:
    """Refuses what no page of the lab would ask for, and adds headers to every answer.

    Parameters
    ----------
    app : ASGI application
        What is guarded.
    settings : LabSettings
        Where the lab listens.
    """

    def __init__(self, app: ASGIApp, settings: LabSettings) -> None:
        self.app = app
        self.settings = settings
        self.names = _names_of_this_machine(settings)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        refusal = self.refused(scope)
        guarded = _with_headers(send)
        if refusal is not None:
            status, reason = refusal
            await PlainTextResponse(f"{reason}\n", status)(scope, receive, guarded)
            return
        await self.app(scope, receive, guarded)

    def refused(self, scope: Scope) -> tuple[int, str] | None:
        """Say why a request is refused.

        Parameters
        ----------
        scope : ASGI scope
            The request.

        Returns
        -------
        tuple or None
            Status and reason; None where it may pass.
        """
        headers = Headers(scope=scope)
        hosts = headers.getlist("host")
        if len(hosts) != 1 or not self._is_ours(hosts[0]):
            return 421, "This lab does not go by that name. Open it by the address it printed."
        if len(scope.get("raw_path", b"")) + len(scope["query_string"]) > MOST_TARGET:
            return 414, "The address is too long. Share the set-up as a file."
        if not _same_origin(scope, headers):
            return 403, "Requests from other sites are refused."
        return None if scope["method"] in SAFE else _too_large(headers)

    def _is_ours(self, host: str) -> bool:
        try:
            name = urlsplit(f"//{host}").hostname or ""
        except ValueError:
            return False
        if name in self.names:
            return True
        # A number cannot be pointed elsewhere, as a name can.
        return not self.settings.on_this_machine_only and is_address(name)


def _names_of_this_machine(settings: LabSettings) -> frozenset[str]:
    names = {"localhost", "127.0.0.1", "::1", settings.host}
    if not settings.on_this_machine_only:
        own = socket.gethostname().lower()
        names |= {own, f"{own.partition('.')[0]}.local"}
    return frozenset(names)


def _same_origin(scope: Scope, headers: Headers) -> bool:
    """Whether a page of the lab asks, or a person who follows a link to one."""
    site = headers.get("sec-fetch-site")
    if scope["method"] in SAFE:
        opened = headers.get("sec-fetch-mode") == "navigate"
        return site in {None, "same-origin", "none"} or opened
    origin = headers.get("origin")
    if origin is None:
        return site == "same-origin"
    return origin == f"{scope.get('scheme', 'http')}://{headers['host']}"


def _too_large(headers: Headers) -> tuple[int, str] | None:
    """Whether a body is too large; one of unknown length is not taken at all."""
    length = headers.get("content-length", "")
    if not length.isascii() or not length.isdigit():
        return 411, "Say how long the message is."
    if int(length) > MOST_BODY:
        return 413, f"More than {MOST_BODY // 1024} KiB is not taken."
    return None


def _with_headers(send: Send) -> Send:
    async def guarded(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                headers.setdefault(name, value)
        await send(message)

    return guarded
