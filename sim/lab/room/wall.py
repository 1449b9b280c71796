"""What the wall of a class room shows: what everybody may know, and the curtain when it is up.

It is for the projector, from the browser of the facilitator. It has no reasons, no beliefs, no
choices of teams and no fire that only one side saw: its news are those that every party learns.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.game.codes import spaced
from sim.game.news import public_news
from sim.game.overview import seat_title
from sim.game.player import DAYS
from sim.game.words import news_told, standing, your_names
from sim.lab.room.shown import coming_text, status_text, weeks_text

if TYPE_CHECKING:
    from sim.game.room import Room
    from sim.game.room_state import ClassGame

# What is read from the last row fits on one screen.
MOST_LINES = 6


@dataclass(frozen=True)
class WallShown:
    """The wall.

    Parameters
    ----------
    code, title, phase : str
        What teams type, of which scenario, and how far the game is.
    coming, status : str
        What is decided next, and what the game waits for.
    latest : str
        Weeks that were played last, and when; empty before the first.
    standing : str
        Which agreements are in force.
    heard : list of str
        What everybody heard in those weeks.
    seats : list of (str, str, bool)
        Seats, their teams (empty where the model plays), and whether they have decided.
    """

    code: str
    title: str
    phase: str
    coming: str
    status: str
    latest: str
    standing: str
    heard: list[str]
    seats: list[tuple[str, str, bool]]


def wall_shown(room: Room) -> WallShown:
    """Put the wall of a room together.

    Parameters
    ----------
    room : Room
        The room.

    Returns
    -------
    WallShown
        In words.
    """
    with room.lock:
        state = room.state
        game = state.game
        names = your_names(game.names, "")
        latest = state.rounds[-1] if state.rounds else None
        return WallShown(
            code=spaced(room.code),
            title=game.scenario.scenario.title,
            phase=state.phase,
            coming=coming_text(state),
            status=status_text(state),
            latest=weeks_text(state, latest.first, latest.last) if latest else "",
            standing=standing(state.view(game.seats[0]), names),
            heard=_heard(state),
            seats=[
                (
                    seat_title(state, seat),
                    state.teams[seat].name if seat in state.teams else "",
                    seat in state.decided,
                )
                for seat in game.seats
            ],
        )


def _heard(state: ClassGame) -> list[str]:
    if not state.rounds:
        return []
    first = DAYS * (state.rounds[-1].first - 1) + 1
    game = state.game
    events = [event for event in game.model.log if event.day >= first]
    news = public_news(events, game.scenario)
    return news_told(news, your_names(game.names, ""), MOST_LINES)
