"""The first page: what the lab is, and which scenarios there are."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from starlette.routing import Route

from sim.lab.page import Page, rendered, services

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

# The one in which every number is assumed, and nobody is real, is the place to begin.
FIRST = "textbook/standard"


def home_page() -> Page:
    """Give the first page."""
    return Page("Scenarios", "/", [Route("/", _home, name="home")])


def _home(request: Request) -> Response:
    cards = services(request).library.cards()
    groups = [(group, list(found)) for group, found in groupby(cards, key=lambda card: card.group)]
    first = next((card for card in cards if card.name == FIRST), None)
    return rendered(request, "home.html", groups=groups, first=first)
