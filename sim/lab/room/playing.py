"""The pages of a game: joining, a team's page, the facilitator's, and the stream of changes."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response, StreamingResponse

from sim.game.codes import read_code, spaced
from sim.game.overview import seat_title
from sim.game.saved import to_dict
from sim.game.seats import seat_sentence
from sim.lab.addresses import addresses
from sim.lab.faults import faults
from sim.lab.page import rendered, services
from sim.lab.room.access import (
    LEAD,
    TEAM,
    Access,
    access,
    classroom,
    found,
    keep,
    may_open,
    sender,
)
from sim.lab.room.curtains import room_raised, seat_raised
from sim.lab.room.forms import Form, choices_in, form_of
from sim.lab.room.led import led
from sim.lab.room.shown import seat_shown, status_text, weeks_shown
from sim.lab.room.wall import wall_shown
from sim.scenario.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.requests import Request

    from sim.game.room import Room
    from sim.game.room_state import ClassGame

TOO_MANY = "that was too much at once; wait a moment, nothing that was taken down is lost"


# Joining


def begin(request: Request) -> Response:
    """Ask for the code of a game."""
    return rendered(request, "room/begin.html", may_open=may_open(request), faults=[], typed="")


async def go_to(request: Request) -> Response:
    """Lead whoever typed the code of a game to it."""
    form = await form_of(request)
    typed = form.text("code")
    room = await run_in_threadpool(found, request, typed)
    if room is not None:
        return RedirectResponse(f"/game/{room.code}", 303)
    return rendered(
        request,
        "room/begin.html",
        404,
        may_open=may_open(request),
        faults=["No game has that code. Look at it once more."],
        typed=read_code(typed),
    )


def door(request: Request) -> Response:
    """Lead a browser that is known to its page, and let others take a seat."""
    who = access(request)
    if who.seat:
        return RedirectResponse(f"/game/{who.room.code}/team", 303)
    if who.leads:
        return RedirectResponse(f"/game/{who.room.code}/lead", 303)
    return _door(request, who.room)


def _door(request: Request, room: Room, error: InputError | None = None) -> Response:
    with room.lock:
        state = room.state
        game = state.game
        free = [(s, seat_title(state, s), seat_sentence(game.scenario, s)) for s in state.free]
        taken = [(seat_title(state, s), team.name) for s, team in state.teams.items()]
        return rendered(
            request,
            "room/join.html",
            422 if error else 200,
            code=room.code,
            spaced=spaced(room.code),
            title=game.scenario.scenario.title,
            summary=" ".join(game.scenario.scenario.summary.split()),
            free=[] if state.opened.alone else free,
            taken=taken,
            over=state.phase == "over",
            alone=state.opened.alone,
            faults=faults(error) if error else [],
        )


async def join(request: Request) -> Response:
    """Take a seat, or join a team with its code."""
    who = await run_in_threadpool(access, request)
    form = await form_of(request)
    return await run_in_threadpool(_joined, request, who, form)


def _joined(request: Request, who: Access, form: Form) -> Response:
    here, room = classroom(request), who.room
    if here.misses.spent(sender(request)):
        raise HTTPException(429)
    if room.state.opened.alone:
        raise HTTPException(403)
    try:
        if form.text("do") == "lead":
            return _led_too(request, room, form)
        if form.text("do") == "device":
            token = room.join_team(read_code(form.text("code")))
        else:
            token = room.join(form.text("seat"), form.text("team"))
    except InputError as error:
        if form.text("do") in {"device", "lead"}:
            here.misses.allows(sender(request))
        return _door(request, room, error)
    answer = RedirectResponse(f"/game/{room.code}/team", 303)
    keep(answer, TEAM, room, token)
    return answer


def _led_too(request: Request, room: Room, form: Form) -> Response:
    """Let the facilitator go on in this browser, who has the pass from the other."""
    if not classroom(request).passes.used(room.code, form.text("code")):
        raise InputError("this is no pass, or it was used, or it is too old", key="code")
    answer = RedirectResponse(f"/game/{room.code}/lead", 303)
    keep(answer, LEAD, room, room.lead_too())
    return answer


# A team


def team(request: Request) -> Response:
    """Show a team its week and its choices; the curtain when the game is over."""
    who = access(request)
    if not who.seat:
        return RedirectResponse(f"/game/{who.room.code}", 303)
    return _team(request, who)


def _team(request: Request, who: Access, error: InputError | None = None) -> Response:
    room = who.room
    with room.lock:
        state = room.state
        if who.seat not in state.teams:
            return RedirectResponse(f"/game/{room.code}", 303)
        raised = None
        if state.phase == "over":
            raised = seat_raised(room, who.seat, classroom(request).afterwards.of(room))
        return rendered(
            request,
            "room/team.html",
            422 if error else 200,
            code=room.code,
            seat=seat_shown(room, who.seat),
            told=status_text(state),
            version=_team_version(request, who),
            alone=state.opened.alone,
            title=state.game.scenario.scenario.title,
            raised=raised,
            faults=faults(error) if error else [],
        )


def earlier(request: Request) -> Response:
    """Show a team what it saw in an earlier round."""
    who = access(request)
    if not who.seat:
        raise HTTPException(403)
    return _weeks(request, who.room, who.seat, f"/game/{who.room.code}/team")


def _weeks(request: Request, room: Room, seat: str, back: str) -> Response:
    number = request.path_params["number"]
    with room.lock:
        if not 0 <= number <= len(room.state.rounds):
            raise HTTPException(404)
        return rendered(
            request,
            "room/weeks.html",
            weeks=weeks_shown(room.state, seat, number - 1),
            rounds=len(room.state.rounds),
            title=seat_title(room.state, seat),
            back=back,
            here_is=request.url.path.rpartition("/")[0],
        )


async def decide(request: Request) -> Response:
    """Take down what a team decides."""
    who = await run_in_threadpool(access, request)
    if not who.seat:
        raise HTTPException(403)
    form = await form_of(request)

    def carry_out() -> None:
        who.room.decide(who.seat, form.number("week"), choices_in(form))

    return await run_in_threadpool(
        _done, request, who, carry_out, f"/game/{who.room.code}/team", _team
    )


def _done(
    request: Request,
    who: Access,
    carry_out: Callable[[], None],
    target: str,
    again: Callable[[Request, Access, InputError | None], Response],
) -> Response:
    """Do something, and lead the browser to a page; or show the page with what was wrong."""
    if not classroom(request).deeds.allows(who.token):
        return again(request, who, InputError(TOO_MANY))
    try:
        carry_out()
    except InputError as error:
        return again(request, who, error)
    return RedirectResponse(target, 303)


# The facilitator


def lead(request: Request) -> Response:
    """Show the facilitator the room; the curtain when the game is over."""
    return _lead(request, _facilitator(request))


def _facilitator(request: Request) -> Access:
    who = access(request)
    if not who.leads:
        raise HTTPException(403)
    return who


def _lead(request: Request, who: Access, error: InputError | None = None) -> Response:
    room = who.room
    shown = led(room)
    raised = None
    if shown.phase == "over":
        raised = room_raised(room, classroom(request).afterwards.of(room))
    return rendered(
        request,
        "room/lead.html",
        422 if error else 200,
        code=room.code,
        led=shown,
        passed=_pass_shown(request, room),
        version=_lead_version(request, room),
        address=addresses(services(request).settings)[1],
        raised=raised,
        faults=faults(error) if error else [],
    )


async def lead_on(request: Request) -> Response:
    """Do what the facilitator asks for."""
    who = await run_in_threadpool(_facilitator, request)
    form = await form_of(request)
    room = who.room
    deeds: dict[str, Callable[[], None]] = {
        "start": room.start,
        "pause": room.pause,
        "resume": room.resume,
        "move_on": lambda: room.move_on(form.number("week")),
        "end": room.end,
        "pass": lambda: _renew_pass(request, room),
        "release": lambda: room.release(form.text("seat")),
        "strike": lambda: room.strike(form.number("number"), _event(form)),
    }
    deed = deeds.get(form.text("do"))
    if deed is None:
        raise HTTPException(400)
    page, again = ("lead", _lead)
    if room.state.opened.alone:
        page, again = ("team", _team)
    return await run_in_threadpool(_done, request, who, deed, f"/game/{room.code}/{page}", again)


def _pass_shown(request: Request, room: Room) -> str:
    found = classroom(request).passes.shown(room.code)
    return spaced(found) if found else ""


def _renew_pass(request: Request, room: Room) -> None:
    classroom(request).passes.renew(room.code)


def _event(form: Form) -> dict[str, Any]:
    texts = {name: form.text(name) for name in ("what", "subject", "size", "words")}
    return texts | {"day": form.number("day")}


def wall(request: Request) -> Response:
    """Show on the projector what everybody may know; the curtain when the game is over."""
    room = _facilitator(request).room
    shown = wall_shown(room)
    raised = None
    if shown.phase == "over":
        raised = room_raised(room, classroom(request).afterwards.of(room))
    return rendered(
        request,
        "room/wall.html",
        code=room.code,
        wall=shown,
        version=_lead_version(request, room),
        address=addresses(services(request).settings)[1],
        raised=raised,
    )


def seat_seen(request: Request) -> Response:
    """Show the facilitator what a seat saw in a round, or its curtain when the game is over."""
    who = _facilitator(request)
    room, seat = who.room, request.path_params["seat"]
    if seat not in room.state.game.seats:
        raise HTTPException(404)
    if room.state.phase == "over" and "number" not in request.path_params:
        raised = seat_raised(room, seat, classroom(request).afterwards.of(room))
        return rendered(
            request,
            "room/raised.html",
            code=room.code,
            raised=raised,
            version=_lead_version(request, room),
        )
    request.path_params.setdefault("number", len(room.state.rounds))
    return _weeks(request, room, seat, f"/game/{room.code}/lead")


def saved(request: Request) -> Response:
    """Give the facilitator the game as `ceasefire play` reads it."""
    room = _facilitator(request).room
    with room.lock:
        data = to_dict(room.state.game)
    name = f"{room.code.lower()}.game.json"
    return Response(
        json.dumps(data, ensure_ascii=False) + "\n",
        media_type="application/json",
        headers={"content-disposition": f'attachment; filename="{name}"'},
    )


# Changes


def live(request: Request) -> Response:
    """Tell a browser of a room when there is something new on its page."""
    who = access(request)
    hub = classroom(request).hub
    if not who.seat and not who.leads:
        raise HTTPException(403)
    if hub.full(who.token):
        raise HTTPException(503)
    leads = request.query_params.get("as") == "lead" and who.leads

    def state() -> dict[str, Any] | None:
        room = who.room
        with room.lock:
            if leads:
                return {"version": _lead_version(request, room), "status": status_text(room.state)}
            # A seat may be freed while its team listens.
            if room.seat_of(request.cookies.get(TEAM, "")) != who.seat:
                return {"version": "gone", "status": ""}
            return {"version": _team_version(request, who), "status": status_text(room.state)}

    return StreamingResponse(
        hub.stream(who.room.code, who.token, state), media_type="text/event-stream"
    )


def _team_version(request: Request, who: Access) -> str:
    """Whatever changes the page of a team changes this."""
    state = who.room.state
    own = json.dumps(state.decided.get(who.seat), sort_keys=True)
    return f"{state.phase} {state.week} {own}{_more(request, state, who.room)}"


def _lead_version(request: Request, room: Room) -> str:
    return f"{room.changes}{_more(request, room.state, room)}"


def _more(request: Request, state: ClassGame, room: Room) -> str:
    if state.phase != "over":
        return ""
    return f" {classroom(request).afterwards.of(room).count}"
