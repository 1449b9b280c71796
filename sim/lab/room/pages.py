"""Where the pages of games lie."""

from __future__ import annotations

from starlette.routing import Route

from sim.lab.page import Page
from sim.lab.room import opening, playing


def seat_page() -> Page:
    """Give the page on which somebody takes a seat alone."""
    return Page(
        "Take a seat",
        "/seat",
        [
            Route("/seat", opening.new_seat),
            Route("/seat", opening.open_seat, methods=["POST"]),
        ],
    )


def class_page() -> Page:
    """Give the pages of a game of a class."""
    game = "/game/{code}"
    return Page(
        "Class game",
        "/class",
        [
            Route("/class", playing.begin),
            Route("/class", playing.go_to, methods=["POST"]),
            Route("/class/new", opening.new_class),
            Route("/class/new", opening.open_class, methods=["POST"]),
            Route(game, playing.door),
            Route(game, playing.join, methods=["POST"]),
            Route(f"{game}/team", playing.team),
            Route(f"{game}/team", playing.decide, methods=["POST"]),
            Route(f"{game}/team/weeks/{{number:int}}", playing.earlier),
            Route(f"{game}/lead", playing.lead),
            Route(f"{game}/lead", playing.lead_on, methods=["POST"]),
            Route(f"{game}/lead/seat/{{seat}}", playing.seat_seen),
            Route(f"{game}/lead/seat/{{seat}}/weeks/{{number:int}}", playing.seat_seen),
            Route(f"{game}/wall", playing.wall),
            Route(f"{game}/game.json", playing.saved),
            Route(f"{game}/live", playing.live),
        ],
    )
