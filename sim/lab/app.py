"""The application: all pages behind one guard."""

from __future__ import annotations

from contextlib import asynccontextmanager
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.responses import JSONResponse, PlainTextResponse
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from sim.lab.game_pages import class_page, seat_page
from sim.lab.guard import Gate, Guard, entry_page
from sim.lab.jobs import BusyError
from sim.lab.page import Page, faults, rendered, services
from sim.lab.services import services_of
from sim.lab.workspace import workspace_page
from sim.scenario.errors import InputError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence

    from starlette.requests import Request
    from starlette.responses import Response

    from sim.lab.settings import LabSettings

_STATIC = Path(__file__).parent / "static"
# The one in which every number is assumed, and nobody is real, is the place to begin.
_FIRST = "textbook/standard"


def home_page() -> Page:
    """Give the first page."""
    return Page("Scenarios", "/", [Route("/", _home, name="home")])


def _home(request: Request) -> Response:
    cards = services(request).library.cards()
    groups = [(group, list(found)) for group, found in groupby(cards, key=lambda card: card.group)]
    first = next((card for card in cards if card.name == _FIRST), None)
    return rendered(request, "home.html", groups=groups, first=first)


# Every page of the lab, in the order of the navigation.
PAGES = (home_page, workspace_page, seat_page, class_page)


def create_app(settings: LabSettings, further: Sequence[Page] = ()) -> Starlette:
    """Make the application of a lab.

    Parameters
    ----------
    settings : LabSettings
        Where it listens, and how much it takes on.
    further : sequence of Page
        Pages beside those of `PAGES`.

    Returns
    -------
    Starlette
        An ASGI application; ``state.services`` is what its pages share.
    """
    services = services_of(settings)
    pages = (*(page() for page in PAGES), *further, entry_page(settings))

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        services.begin()
        try:
            yield
        finally:
            services.end()

    app = Starlette(
        routes=[
            Mount("/static", StaticFiles(directory=_STATIC), name="static"),
            *(route for page in pages for route in page.routes),
        ],
        middleware=[Middleware(Guard, settings=settings), Middleware(Gate, settings=settings)],
        exception_handlers={
            InputError: _at_fault,
            BusyError: _busy,
            HTTPException: _refused,
            500: _broken,
        },
        lifespan=lifespan,
    )
    app.state.services = services
    app.state.pages = pages
    return app


async def _at_fault(request: Request, error: Exception) -> Response:
    if not isinstance(error, InputError):
        raise error
    if "text/html" not in request.headers.get("accept", ""):
        return JSONResponse({"faults": faults(error)}, 422)
    heading = "This cannot be set up"
    return rendered(request, "fault.html", 422, heading=heading, faults=faults(error))


async def _refused(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 500
    what = {404: "There is no such page", 405: "That cannot be done here"}.get(status, "Refused")
    return rendered(request, "fault.html", status, heading=what, faults=[])


async def _busy(_: Request, __: Exception) -> Response:
    return PlainTextResponse("The lab is busy. Try again.\n", 503, {"retry-after": "1"})


async def _broken(request: Request, _: Exception) -> Response:
    return rendered(request, "fault.html", 500, heading="Something broke in the lab", faults=[])
