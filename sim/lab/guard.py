"""What every request passes: who may ask, how much, and what a browser may do with the answer.

Browsers are not trusted. A page of another site that is open in the same browser can send requests
to this machine, and can point a name of its own at it; so hosts and origins are checked even where
the lab listens on the loopback address only. A lab that other machines can reach also asks for the
class code. A browser keeps a proof of it in a cookie, so that a student who reloads the page, or a
lab that is started again with the same code, asks nobody twice.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import socket
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from sim.lab.page import Page, rendered, services
from sim.lab.settings import is_address

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from sim.lab.settings import LabSettings

MOST_BODY = 512 * 1024
MOST_TARGET = 24 * 1024
_SAFE = frozenset({"GET", "HEAD"})
_CONTENT_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self';"
    " form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_HEADERS = {
    "content-security-policy": _CONTENT_POLICY,
    "x-content-type-options": "nosniff",
    # Without any referrer a browser also hides from the lab that a form came from its own page.
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
    "cache-control": "no-store",
}


_COOKIE = "ceasefire_lab"
_PATH = "/enter"
_OPEN = (_PATH, "/static/")
_SECONDS_AFTER_A_MISS = 1.0
_MOST_AT_ONCE = 16


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
        return None if scope["method"] in _SAFE else _too_large(headers)

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
    if scope["method"] in _SAFE:
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
            for name, value in _HEADERS.items():
                headers.setdefault(name, value)
        await send(message)

    return guarded


def _proof(code: str) -> str:
    """Give what a browser keeps in place of the code."""
    return hmac.new(code.encode(), b"ceasefire lab", hashlib.sha256).hexdigest()


class Gate:
    """Sends browsers that have not given the code to where they can.

    Parameters
    ----------
    app : ASGI application
        What is kept.
    settings : LabSettings
        With the code.
    """

    def __init__(self, app: ASGIApp, settings: LabSettings) -> None:
        self.app = app
        self.code = settings.code
        self.proof = _proof(settings.code)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or ask for the code."""
        if scope["type"] != "http" or not self.code or scope["path"].startswith(_OPEN):
            await self.app(scope, receive, send)
            return
        request = Request(scope)
        if hmac.compare_digest(request.cookies.get(_COOKIE, "").encode(), self.proof.encode()):
            await self.app(scope, receive, send)
            return
        answer: Response = Response("Enter the class code first.\n", 401)
        if scope["method"] == "GET" and "text/html" in request.headers.get("accept", ""):
            target = request.url.path + (f"?{request.url.query}" if request.url.query else "")
            answer = RedirectResponse(
                str(request.url_for("enter").include_query_params(to=target)), 303
            )
        await answer(scope, receive, send)


def entry_page(settings: LabSettings) -> Page:
    """Give the page that asks for the code.

    Parameters
    ----------
    settings : LabSettings
        With the code.

    Returns
    -------
    Page
        Not listed in the navigation.
    """
    missing = asyncio.Semaphore(_MOST_AT_ONCE)

    async def enter(request: Request) -> Response:
        target = _inside(request.query_params.get("to", "/"))
        given = request.query_params.get("code", "")
        if request.method == "POST":
            form = parse_qs((await request.body()).decode("ascii", "replace"))
            given, target = form.get("code", [""])[0], _inside(form.get("to", ["/"])[0])
        if not given:
            return rendered(request, "enter.html", to=target, wrong=False)
        if hmac.compare_digest(given.strip().upper().encode(), settings.code.encode()):
            return _let_in(target, settings)
        # Who joins a game types its code and no other.
        game = await run_in_threadpool(services(request).classroom.game, given)
        if game is not None:
            return _let_in(f"/game/{game.code}", settings)
        # Whoever guesses waits, and only so many may guess at once.
        if missing.locked():
            return Response("Too many are trying. Wait a moment.\n", 429)
        async with missing:
            await asyncio.sleep(_SECONDS_AFTER_A_MISS)
        return rendered(request, "enter.html", 403, to=target, wrong=True)

    return Page("", _PATH, [Route(_PATH, enter, methods=["GET", "POST"], name="enter")])


def _let_in(target: str, settings: LabSettings) -> Response:
    answer = RedirectResponse(target, 303)
    answer.set_cookie(_COOKIE, _proof(settings.code), httponly=True, samesite="lax")
    return answer


def _inside(target: str) -> str:
    """Take a target only if it is a page of the lab."""
    parts = urlsplit(target)
    plain = target.startswith("/") and not target.startswith(("//", "/\\"))
    return target if plain and not parts.scheme and not parts.netloc else "/"
