"""The code of the room: what a browser gives once before it sees anything.

A lab that other machines can reach asks for it. A browser keeps a proof of the code in a cookie, so
that a student who reloads the page, or a lab that is started again with the same code, asks nobody
twice.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import secrets
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from sim.lab.page import Page, rendered, services

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

    from sim.lab.settings import LabSettings

COOKIE = "ceasefire_lab"
PATH = "/enter"
OPEN = (PATH, "/static/")
# No letters or digits that look like others on a projector.
LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"
SIGNS = f"{LETTERS}23456789"
LENGTH = 6
SECONDS_AFTER_A_MISS = 1.0
MOST_AT_ONCE = 16


def new_code() -> str:
    """Choose a code of a room: six signs, the first of them a letter."""
    return secrets.choice(LETTERS) + "".join(secrets.choice(SIGNS) for _ in range(LENGTH - 1))


def proof(code: str) -> str:
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
        self.proof = proof(settings.code)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or ask for the code."""
        if scope["type"] != "http" or not self.code or scope["path"].startswith(OPEN):
            await self.app(scope, receive, send)
            return
        request = Request(scope)
        if hmac.compare_digest(request.cookies.get(COOKIE, "").encode(), self.proof.encode()):
            await self.app(scope, receive, send)
            return
        answer: Response = Response("Enter the code of the room first.\n", 401)
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
    missing = asyncio.Semaphore(MOST_AT_ONCE)

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
        game = await run_in_threadpool(services(request).classroom.room, given)
        if game is not None:
            return _let_in(f"/game/{game.code}", settings)
        # Whoever guesses waits, and only so many may guess at once.
        if missing.locked():
            return Response("Too many are trying. Wait a moment.\n", 429)
        async with missing:
            await asyncio.sleep(SECONDS_AFTER_A_MISS)
        return rendered(request, "enter.html", 403, to=target, wrong=True)

    return Page("", PATH, [Route(PATH, enter, methods=["GET", "POST"], name="enter")])


def _let_in(target: str, settings: LabSettings) -> Response:
    answer = RedirectResponse(target, 303)
    answer.set_cookie(COOKIE, proof(settings.code), httponly=True, samesite="lax")
    return answer


def _inside(target: str) -> str:
    """Take a target only if it is a page of the lab."""
    parts = urlsplit(target)
    plain = target.startswith("/") and not target.startswith(("//", "/\\"))
    return target if plain and not parts.scheme and not parts.netloc else "/"
