"""Opening a game: for a class, or for one person in one seat."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse

from sim.game.entries import MOST_ROUND
from sim.game.plan import Plan
from sim.game.player import DAYS
from sim.game.seats import seat_lines
from sim.lab.faults import faults
from sim.lab.page import rendered, services
from sim.lab.room.access import LEAD, TEAM, classroom, keep, may_open, sender
from sim.lab.room.forms import Form, form_of
from sim.lab.setup import json_text, set_up_of
from sim.scenario.errors import InputError
from sim.scenario.tree import tree_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from starlette.requests import Request
    from starlette.responses import Response

    from sim.game.room import Room

USUAL_WEEKS = 10
MOST_WEEKS = 104
MOST_REPLICATES = 1_000_000
ALONE = "You"


def new_class(request: Request) -> Response:
    """Ask what a class will play."""
    if not may_open(request):
        raise HTTPException(403)
    return _asked(request, "room/new.html")


def new_seat(request: Request) -> Response:
    """Ask which seat somebody takes alone."""
    return _asked(request, "room/seat.html")


async def open_class(request: Request) -> Response:
    """Open a game for a class, and make the browser its facilitator."""
    if not may_open(request):
        raise HTTPException(403)
    form = await form_of(request)
    return await run_in_threadpool(_opened, request, form, alone=False)


async def open_seat(request: Request) -> Response:
    """Open a game for one person, and begin it."""
    form = await form_of(request)
    return await run_in_threadpool(_opened, request, form, alone=True)


def _asked(
    request: Request,
    template: str,
    given: Sequence[tuple[str, str]] | None = None,
    error: InputError | None = None,
) -> Response:
    library = services(request).library
    # Without a name nothing is chosen yet.
    pairs = request.query_params.multi_items() if given is None else given
    set_up = set_up_of([("scenario", ""), *pairs])
    name = set_up.scenario
    seats: list[tuple[str, str]] = []
    title, longest, own = "", 0, name not in library.names
    if name:
        scenario = library.scenario(set_up)
        seats = seat_lines(scenario)
        title = scenario.scenario.title
        longest = min(MOST_WEEKS, -(-scenario.scenario.horizon // DAYS))
    return rendered(
        request,
        template,
        422 if error else 200,
        cards=library.cards(),
        scenario=name,
        changes=[(key, json_text(value)) for key, value in set_up.changes],
        own=own,
        title=title,
        seats=seats,
        weeks=min(USUAL_WEEKS, longest),
        longest=longest,
        most_round=MOST_ROUND,
        faults=faults(error) if error else [],
    )


def _opened(request: Request, form: Form, *, alone: bool) -> Response:
    here = classroom(request)
    if not here.openings.allows(sender(request)):
        raise HTTPException(429)
    try:
        plan = _plan(request, form, alone=alone)
        room, token = here.open(plan)
    except InputError as error:
        return _asked(request, "room/seat.html" if alone else "room/new.html", form.pairs, error)
    if not alone:
        answer = RedirectResponse(f"/game/{room.code}/lead", 303)
    else:
        answer = RedirectResponse(f"/game/{room.code}/team", 303)
        keep(answer, TEAM, room, _seated(room))
    keep(answer, LEAD, room, token)
    return answer


def _seated(room: Room) -> str:
    token = room.join(room.state.game.seats[0], ALONE)
    room.start()
    return token


def _plan(request: Request, form: Form, *, alone: bool) -> Plan:
    # Only a scenario of the list is opened, so that no path comes from outside; its changes pass
    # the schema.
    set_up = set_up_of([("scenario", ""), *form.pairs])
    tree = tree_of(services(request).library.scenario(set_up))
    weeks, each = form.number("weeks"), form.number("each")
    if not 1 <= weeks <= MOST_WEEKS:
        raise InputError(f"a number from 1 to {MOST_WEEKS} is wanted", key="weeks")
    stated = form.text("replicate").strip()
    # Whoever plays should not know the luck beforehand; the curtain tells the number.
    replicate = form.number("replicate") if stated else secrets.randbelow(MOST_REPLICATES)
    return Plan(
        tree,
        tuple(form.all("seat")[:1] if alone else form.all("seat")),
        replicate=replicate,
        horizon=weeks * DAYS,
        weeks=each,
        breaks=form.text("breaks") == "yes",
        alone=alone,
    )
