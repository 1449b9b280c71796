"""Who asks: for which room, for which seat, and whether as its facilitator.

A browser is known by a token in a cookie that scripts cannot read and that is sent to the pages of
one room only.
"""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from starlette.exceptions import HTTPException

from sim.lab.page import services

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from sim.game.room import Room
    from sim.lab.room.service import Classroom

TEAM = "ceasefire_team"
LEAD = "ceasefire_lead"
SECONDS_KEPT = 60 * 24 * 3600


@dataclass(frozen=True)
class Access:
    """What a request may see and do.

    Parameters
    ----------
    room : Room
        The room.
    seat : str
        Seat for which it decides; empty where there is none.
    leads : bool
        Whether it is from the facilitator.
    token : str
        By which it is told apart from others.
    """

    room: Room
    seat: str
    leads: bool
    token: str


def classroom(request: Request) -> Classroom:
    """Give the games of the lab."""
    return services(request).classroom


def access(request: Request) -> Access:
    """Say what a request may see and do in the room that its address names.

    Parameters
    ----------
    request : Request
        A request with a code in its path.

    Returns
    -------
    Access
        Also where it may do nothing.

    Raises
    ------
    HTTPException
        404 where there is no such room, 429 where too many were asked for that there are not.
    InputError
        If the room cannot be opened.
    """
    room = found(request, request.path_params["code"])
    if room is None:
        raise HTTPException(404)
    team, lead = request.cookies.get(TEAM, ""), request.cookies.get(LEAD, "")
    return Access(room, room.seat_of(team), room.leads(lead), team or lead or sender(request))


def found(request: Request, code: str) -> Room | None:
    """Find a room by what somebody typed, and count who types wrong codes.

    Raises
    ------
    HTTPException
        429 where somebody has typed too many wrong codes.
    """
    here = classroom(request)
    if here.misses.spent(sender(request)):
        raise HTTPException(429)
    room = here.room(code)
    if room is None:
        here.misses.allows(sender(request))
    return room


def sender(request: Request) -> str:
    """Address of whoever asks."""
    return request.client.host if request.client else ""


def may_open(request: Request) -> bool:
    """Whether a request may open a game for a class: where the lab runs, it may."""
    if services(request).settings.on_this_machine_only:
        return True
    try:
        return ipaddress.ip_address(sender(request)).is_loopback
    except ValueError:
        return False


def keep(answer: Response, name: str, room: Room, token: str) -> None:
    """Let a browser keep a token for the pages of one room."""
    answer.set_cookie(
        name,
        token,
        max_age=SECONDS_KEPT,
        path=f"/game/{room.code}",
        httponly=True,
        samesite="lax",
    )
