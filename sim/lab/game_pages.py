"""The pages of games: taking a seat alone, and a class game with its teams and its facilitator.

A browser is known by a token in a cookie that scripts cannot read and that is sent to the pages of
one game only. What browsers send is read within bounds: nothing of it is trusted.
"""

from __future__ import annotations

import ipaddress
import json
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import QueryParams
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response, StreamingResponse
from starlette.routing import Route

from sim.game.class_game import Plan
from sim.game.codes import read_code, spaced
from sim.game.game import seat_lines, seat_sentence
from sim.game.journal import MOST_ROUND
from sim.game.saved import to_dict
from sim.game.seat import DAYS
from sim.game.words import seat_title
from sim.lab.game_views import (
    class_debrief,
    lead_view,
    seat_debrief,
    status_text,
    team_view,
    wall_view,
    weeks_view,
)
from sim.lab.page import Page, faults, rendered, services
from sim.lab.settings import addresses
from sim.lab.setup import json_text, set_up_of
from sim.scenario.errors import InputError
from sim.scenario.tree import tree_of

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Sequence

    from starlette.requests import Request

    from sim.game.class_game import ClassGame
    from sim.lab.classroom import Classroom

_TEAM = "ceasefire_team"
_LEAD = "ceasefire_lead"
_SECONDS_KEPT = 60 * 24 * 3600
_LARGEST_FORM = 64 * 1024
_MOST_FIELDS = 600
_MOST_DIGITS = 10
_ONE = "one:"
_SEVERAL = "several:"
# In the place of an option: those that are ticked beside it.
_TICKED = "ticked"
_USUAL_WEEKS = 10
_MOST_WEEKS = 104
_MOST_REPLICATES = 1_000_000
_ALONE = "You"
_TOO_MANY = "that was too much at once; wait a moment, nothing that was taken down is lost"

Form = QueryParams


def seat_page() -> Page:
    """Give the page on which somebody takes a seat alone."""
    return Page(
        "Take a seat",
        "/seat",
        [Route("/seat", _new_seat), Route("/seat", _posted(_open_seat), methods=["POST"])],
    )


def class_page() -> Page:
    """Give the pages of a class game."""
    game = "/game/{code}"
    return Page(
        "Class game",
        "/class",
        [
            Route("/class", _begin),
            Route("/class", _posted(_go_to), methods=["POST"]),
            Route("/class/new", _new_class),
            Route("/class/new", _posted(_open_class), methods=["POST"]),
            Route(game, _door),
            Route(game, _posted(_join), methods=["POST"]),
            Route(f"{game}/team", _team),
            Route(f"{game}/team", _posted(_decide), methods=["POST"]),
            Route(f"{game}/team/weeks/{{number:int}}", _earlier),
            Route(f"{game}/lead", _lead),
            Route(f"{game}/lead", _posted(_lead_on), methods=["POST"]),
            Route(f"{game}/lead/seat/{{seat}}", _seat_seen),
            Route(f"{game}/lead/seat/{{seat}}/weeks/{{number:int}}", _seat_seen),
            Route(f"{game}/wall", _wall),
            Route(f"{game}/game.json", _saved),
            Route(f"{game}/live", _live),
        ],
    )


# Who asks


@dataclass(frozen=True)
class _Access:
    """What a request may see and do: in which game, for which seat, and whether as facilitator.

    The token tells its browser apart from others.
    """

    game: ClassGame
    seat: str
    leads: bool
    token: str


def _classroom(request: Request) -> Classroom:
    return services(request).classroom


def _access(request: Request) -> _Access:
    """Say what a request may see and do in the game that its address names."""
    game = _found(request, request.path_params["code"])
    if game is None:
        raise HTTPException(404)
    team, lead = request.cookies.get(_TEAM, ""), request.cookies.get(_LEAD, "")
    return _Access(game, game.seat_of(team), game.leads(lead), team or lead or _sender(request))


def _facilitator(request: Request) -> _Access:
    who = _access(request)
    if not who.leads:
        raise HTTPException(403)
    return who


def _of_a_seat(request: Request) -> _Access:
    who = _access(request)
    if not who.seat:
        raise HTTPException(403)
    return who


def _found(request: Request, code: str) -> ClassGame | None:
    """Find a game by what somebody typed, and count who types wrong codes."""
    here = _classroom(request)
    if here.misses.spent(_sender(request)):
        raise HTTPException(429)
    game = here.game(code)
    if game is None:
        here.misses.allows(_sender(request))
    return game


def _sender(request: Request) -> str:
    return request.client.host if request.client else ""


def may_open(request: Request) -> bool:
    """Whether a request may open a game for a class: where the lab runs, it may."""
    if services(request).settings.on_this_machine_only:
        return True
    try:
        return ipaddress.ip_address(_sender(request)).is_loopback
    except ValueError:
        return False


def _sent_to(game: ClassGame, page: str, **tokens: str) -> Response:
    """Lead a browser to a page of a game, and let it keep tokens for the pages of that game."""
    answer = RedirectResponse(f"/game/{game.code}/{page}", 303)
    for name, token in tokens.items():
        answer.set_cookie(
            name,
            token,
            max_age=_SECONDS_KEPT,
            path=f"/game/{game.code}",
            httponly=True,
            samesite="lax",
        )
    return answer


# What is sent


def _posted(
    handler: Callable[[Request, Form], Response],
) -> Callable[[Request], Coroutine[Any, Any, Response]]:
    """Read the form that a request carries, and answer it in another thread."""

    async def endpoint(request: Request) -> Response:
        kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        body = await request.body()
        if kind != "application/x-www-form-urlencoded" or len(body) > _LARGEST_FORM:
            raise InputError("this is no form of the lab, or it is too large")
        try:
            pairs = parse_qsl(
                body.decode("ascii"), keep_blank_values=True, max_num_fields=_MOST_FIELDS
            )
        except ValueError:
            raise InputError("this is no form of the lab") from None
        return await run_in_threadpool(handler, request, Form(pairs))

    return endpoint


def _number(form: Form, name: str) -> int:
    text = form.get(name, "")
    if not (text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS):
        raise InputError("a whole number is wanted", key=name)
    return int(text)


def _choices(form: Form) -> dict[str, str | list[str]]:
    """Find what a form chooses; the menu of the seat checks whether it may."""
    chosen: dict[str, str | list[str]] = {}
    for field, value in form.items():
        if not field.startswith(_ONE) or not value:
            continue
        name = field.removeprefix(_ONE)
        chosen[name] = value
        if value == _TICKED:
            chosen[name] = form.getlist(f"{_SEVERAL}{name}")
            if not chosen[name]:
                raise InputError("nothing is ticked", key=name, mend="Tick whom you accuse of what")
    return chosen


# Opening a game


def _new_class(request: Request) -> Response:
    if not may_open(request):
        raise HTTPException(403)
    return _asked(request, request.query_params.multi_items(), alone=False)


def _new_seat(request: Request) -> Response:
    return _asked(request, request.query_params.multi_items(), alone=True)


def _open_class(request: Request, form: Form) -> Response:
    if not may_open(request):
        raise HTTPException(403)
    return _opened(request, form, alone=False)


def _open_seat(request: Request, form: Form) -> Response:
    return _opened(request, form, alone=True)


def _asked(
    request: Request,
    pairs: Sequence[tuple[str, str]],
    error: InputError | None = None,
    *,
    alone: bool,
) -> Response:
    """Ask what will be played: by a class, or by somebody alone."""
    library = services(request).library
    # Without a name nothing is chosen yet.
    set_up = set_up_of([("scenario", ""), *pairs])
    name = set_up.scenario
    seats: list[tuple[str, str]] = []
    title, longest = "", 0
    if name:
        scenario = library.scenario(set_up)
        seats = seat_lines(scenario)
        title = scenario.scenario.title
        longest = min(_MOST_WEEKS, -(-scenario.scenario.horizon // DAYS))
    return rendered(
        request,
        "game/seat.html" if alone else "game/new.html",
        422 if error else 200,
        cards=library.cards(),
        scenario=name,
        changes=[(key, json_text(value)) for key, value in set_up.changes],
        own=name not in library.names,
        title=title,
        seats=seats,
        weeks=min(_USUAL_WEEKS, longest),
        longest=longest,
        most_round=MOST_ROUND,
        faults=faults(error),
    )


def _opened(request: Request, form: Form, *, alone: bool) -> Response:
    here = _classroom(request)
    if not here.openings.allows(_sender(request)):
        raise HTTPException(429)
    try:
        game, token = here.open(_plan(request, form, alone=alone))
    except InputError as error:
        return _asked(request, form.multi_items(), error, alone=alone)
    if not alone:
        return _sent_to(game, "lead", **{_LEAD: token})
    seat = game.join(game.state.game.seats[0], _ALONE)
    game.start()
    return _sent_to(game, "team", **{_TEAM: seat, _LEAD: token})


def _plan(request: Request, form: Form, *, alone: bool) -> Plan:
    # Only a scenario of the list is opened, so that no path comes from outside; its changes pass
    # the schema.
    set_up = set_up_of([("scenario", ""), *form.multi_items()])
    tree = tree_of(services(request).library.scenario(set_up))
    weeks, each = _number(form, "weeks"), _number(form, "each")
    if not 1 <= weeks <= _MOST_WEEKS:
        raise InputError(f"a number from 1 to {_MOST_WEEKS} is wanted", key="weeks")
    stated = form.get("replicate", "").strip()
    # Whoever plays should not know the random stream beforehand; the debrief tells the number.
    replicate = _number(form, "replicate") if stated else secrets.randbelow(_MOST_REPLICATES)
    seats = form.getlist("seat")
    return Plan(
        tree,
        tuple(seats[:1] if alone else seats),
        replicate=replicate,
        horizon=weeks * DAYS,
        weeks=each,
        breaks=form.get("breaks") == "yes",
        alone=alone,
    )


# Joining


def _begin(request: Request) -> Response:
    return rendered(request, "game/begin.html", may_open=may_open(request), faults=[], typed="")


def _go_to(request: Request, form: Form) -> Response:
    """Lead whoever typed the code of a game to it."""
    typed = form.get("code", "")
    game = _found(request, typed)
    if game is not None:
        return RedirectResponse(f"/game/{game.code}", 303)
    return rendered(
        request,
        "game/begin.html",
        404,
        may_open=may_open(request),
        faults=["No game has that code. Look at it once more."],
        typed=read_code(typed),
    )


def _door(request: Request) -> Response:
    """Lead a browser that is known to its page, and let others take a seat."""
    who = _access(request)
    if who.seat or who.leads:
        return _sent_to(who.game, "team" if who.seat else "lead")
    return _door_of(request, who.game)


def _door_of(request: Request, game: ClassGame, error: InputError | None = None) -> Response:
    with game.lock:
        state, inner = game.state, game.state.game
        described, alone = inner.scenario.scenario, state.opened.alone
        free = [
            (seat, seat_title(inner.names, seat), seat_sentence(inner.scenario, seat))
            for seat in state.free
        ]
        taken = [(seat_title(inner.names, seat), team.name) for seat, team in state.teams.items()]
        return rendered(
            request,
            "game/join.html",
            422 if error else 200,
            code=game.code,
            spaced=spaced(game.code),
            title=described.title,
            summary=" ".join(described.summary.split()),
            free=[] if alone else free,
            taken=taken,
            over=state.phase == "over",
            alone=alone,
            faults=faults(error),
        )


def _join(request: Request, form: Form) -> Response:
    """Take a seat, join a team with its code, or lead the game from here too, with a pass."""
    game, here = _access(request).game, _classroom(request)
    if here.misses.spent(_sender(request)):
        raise HTTPException(429)
    if game.state.opened.alone:
        raise HTTPException(403)
    how = form.get("do", "")
    try:
        if how == "lead":
            _check_pass(here, game, form.get("code", ""))
            return _sent_to(game, "lead", **{_LEAD: game.lead_too()})
        if how == "device":
            token = game.join_team(read_code(form.get("code", "")))
        else:
            token = game.join(form.get("seat", ""), form.get("team", ""))
    except InputError as error:
        if how in {"device", "lead"}:
            here.misses.allows(_sender(request))
        return _door_of(request, game, error)
    return _sent_to(game, "team", **{_TEAM: token})


def _check_pass(here: Classroom, game: ClassGame, typed: str) -> None:
    if not here.passes.used(game.code, typed):
        raise InputError("this is no pass, or it was used, or it is too old", key="code")


# A team


def _team(request: Request) -> Response:
    """Show a team its week and its choices; the debrief when the game is over."""
    return _team_page(request, _access(request))


def _team_page(request: Request, who: _Access, error: InputError | None = None) -> Response:
    game, seat = who.game, who.seat
    with game.lock:
        state = game.state
        if seat not in state.teams:
            return RedirectResponse(f"/game/{game.code}", 303)
        over = state.phase == "over"
        return rendered(
            request,
            "game/team.html",
            422 if error else 200,
            code=game.code,
            seat=team_view(game, seat),
            waits_for=status_text(state),
            version=_team_version(request, who),
            alone=state.opened.alone,
            title=state.game.scenario.scenario.title,
            debrief=seat_debrief(game, seat, _afterwards(request, game)) if over else None,
            faults=faults(error),
        )


def _afterwards(request: Request, game: ClassGame) -> Any:  # noqa: ANN401 - handed on as it is
    return _classroom(request).afterwards.of(game)


def _earlier(request: Request) -> Response:
    """Show a team what it saw in an earlier round."""
    who = _of_a_seat(request)
    return _weeks(request, who.game, who.seat, request.path_params["number"], "team")


def _weeks(request: Request, game: ClassGame, seat: str, number: int, back: str) -> Response:
    with game.lock:
        state = game.state
        if not 0 <= number <= len(state.rounds):
            raise HTTPException(404)
        return rendered(
            request,
            "game/weeks.html",
            weeks=weeks_view(state, seat, number - 1),
            rounds=len(state.rounds),
            title=seat_title(state.game.names, seat),
            back=f"/game/{game.code}/{back}",
            here_is=request.url.path.rpartition("/")[0],
        )


def _decide(request: Request, form: Form) -> Response:
    who = _of_a_seat(request)

    def carry_out() -> None:
        who.game.decide(who.seat, _number(form, "week"), _choices(form))

    return _done(request, who, carry_out, "team")


def _done(request: Request, who: _Access, carry_out: Callable[[], object], page: str) -> Response:
    """Do something, and lead the browser to a page; or show the page with what was wrong."""
    again = _team_page if page == "team" else _lead_page
    if not _classroom(request).requests.allows(who.token):
        return again(request, who, InputError(_TOO_MANY))
    try:
        carry_out()
    except InputError as error:
        return again(request, who, error)
    return _sent_to(who.game, page)


# The facilitator


def _lead(request: Request) -> Response:
    """Show the facilitator the game; the debrief when it is over."""
    return _lead_page(request, _facilitator(request))


def _lead_page(request: Request, who: _Access, error: InputError | None = None) -> Response:
    game = who.game
    made = _classroom(request).passes.shown(game.code)
    return _for_all(
        request,
        "game/lead.html",
        game,
        422 if error else 200,
        led=lead_view(game),
        passed=spaced(made) if made else "",
        faults=faults(error),
    )


def _wall(request: Request) -> Response:
    """Show on the projector what everybody may know; the debrief when the game is over."""
    game = _facilitator(request).game
    return _for_all(request, "game/wall.html", game, wall=wall_view(game))


def _for_all(
    request: Request,
    template: str,
    game: ClassGame,
    status: int = 200,
    **shown: Any,  # noqa: ANN401 - whatever the template shows
) -> Response:
    over = game.state.phase == "over"
    return rendered(
        request,
        template,
        status,
        code=game.code,
        version=_lead_version(request, game),
        address=addresses(services(request).settings)[1],
        debrief=class_debrief(game, _afterwards(request, game)) if over else None,
        **shown,
    )


def _lead_on(request: Request, form: Form) -> Response:
    """Do what the facilitator asks for."""
    who = _facilitator(request)
    game = who.game

    def strike() -> None:
        event: dict[str, Any] = {
            name: form.get(name, "") for name in ("what", "subject", "size", "words")
        }
        game.strike(_number(form, "number"), event | {"day": _number(form, "day")})

    wanted: Callable[[], object] | None = {
        "start": game.start,
        "pause": game.pause,
        "resume": game.resume,
        "move_on": lambda: game.move_on(_number(form, "week")),
        "end": game.end,
        "pass": lambda: _classroom(request).passes.renew(game.code),
        "release": lambda: game.release(form.get("seat", "")),
        "strike": strike,
    }.get(form.get("do", ""))
    if wanted is None:
        raise HTTPException(400)
    return _done(request, who, wanted, "team" if game.state.opened.alone else "lead")


def _seat_seen(request: Request) -> Response:
    """Show the facilitator what a seat saw in a round, or its debrief when the game is over."""
    game, seat = _facilitator(request).game, request.path_params["seat"]
    if seat not in game.state.game.seats:
        raise HTTPException(404)
    number = request.path_params.get("number")
    if game.state.phase == "over" and number is None:
        return rendered(
            request,
            "game/debrief.html",
            code=game.code,
            debrief=seat_debrief(game, seat, _afterwards(request, game)),
            version=_lead_version(request, game),
        )
    number = len(game.state.rounds) if number is None else number
    return _weeks(request, game, seat, number, "lead")


def _saved(request: Request) -> Response:
    """Give the facilitator the game as `ceasefire play` reads it."""
    game = _facilitator(request).game
    with game.lock:
        data = to_dict(game.state.game)
    name = f"{game.code.lower()}.game.json"
    return Response(
        json.dumps(data, ensure_ascii=False) + "\n",
        media_type="application/json",
        headers={"content-disposition": f'attachment; filename="{name}"'},
    )


# Changes


def _live(request: Request) -> Response:
    """Tell a browser of a game when there is something new on its page."""
    who = _access(request)
    game, hub = who.game, _classroom(request).hub
    if not who.seat and not who.leads:
        raise HTTPException(403)
    if hub.full(who.token):
        raise HTTPException(503)
    leads = request.query_params.get("as") == "lead" and who.leads

    def state() -> dict[str, Any] | None:
        with game.lock:
            # A seat may be freed while its team listens.
            if not leads and game.seat_of(request.cookies.get(_TEAM, "")) != who.seat:
                return {"version": "gone", "status": ""}
            version = _lead_version(request, game) if leads else _team_version(request, who)
            return {"version": version, "status": status_text(game.state)}

    return StreamingResponse(
        hub.stream(game.code, who.token, state), media_type="text/event-stream"
    )


def _team_version(request: Request, who: _Access) -> str:
    """Whatever changes the page of a team changes this."""
    state = who.game.state
    own = json.dumps(state.decided.get(who.seat), sort_keys=True)
    return f"{state.phase} {state.week} {own}{_more(request, who.game)}"


def _lead_version(request: Request, game: ClassGame) -> str:
    return f"{game.changes}{_more(request, game)}"


def _more(request: Request, game: ClassGame) -> str:
    return f" {_afterwards(request, game).count}" if game.state.phase == "over" else ""
