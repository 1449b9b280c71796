"""What the facilitator sees: the teams, what each has chosen, and what is true."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.game.codes import spaced
from sim.game.outside import happenings_of
from sim.game.overview import Overview, choices_told, overview_of, seat_title
from sim.game.player import DAYS
from sim.game.seats import seat_sentence
from sim.lab.room.shown import coming_text, status_text, weeks_of
from sim.shared.wording import date_text

if TYPE_CHECKING:
    from sim.game.outside import Happening, Subject
    from sim.game.room import Room

MOST_ROUNDS = 60


@dataclass(frozen=True)
class TeamShown:
    """A seat in the list of the facilitator.

    Parameters
    ----------
    seat, title : str
        Id and name of the party.
    sentence : str
        What it is to sit there.
    team, code : str
        Name and code of the team; empty where none sits there.
    devices : int
        Devices that decide for it.
    decided : bool
        Whether it has decided for the coming round.
    chosen : list of str
        What it has decided, in words.
    """

    seat: str
    title: str
    sentence: str
    team: str
    code: str
    devices: int
    decided: bool
    chosen: list[str]


@dataclass(frozen=True)
class Led:
    """The page of the facilitator.

    Parameters
    ----------
    code : str
        What teams type.
    title : str
        Of the scenario.
    phase : str
        Of the game.
    week, weeks, days : int
        Weeks played, weeks of the whole game, and days of the coming week.
    each : int
        Weeks for which a decision holds.
    breaks : bool
        Whether the game pauses after each round.
    coming, status : str
        What is decided next, and what the game waits for.
    teams : list of TeamShown
        All seats.
    struck : int
        Events brought in so far.
    events : list of (Happening, list of Subject)
        Events that may be brought in.
    due : list of (str, str)
        Date and words of events that are still to come.
    overview : Overview
        What was true in the last round.
    past : list of (str, str)
        For each round its weeks, and for whom the model decided.
    """

    code: str
    title: str
    phase: str
    week: int
    weeks: int
    days: int
    each: int
    breaks: bool
    coming: str
    status: str
    teams: list[TeamShown]
    struck: int
    events: list[tuple[Happening, list[Subject]]]
    due: list[tuple[str, str]]
    overview: Overview
    past: list[tuple[str, str]]


def led(room: Room) -> Led:
    """Put the page of the facilitator together.

    Parameters
    ----------
    room : Room
        The room.

    Returns
    -------
    Led
        In words and figures.
    """
    with room.lock:
        state = room.state
        game = state.game
        over = state.phase == "over"
        return Led(
            code=spaced(room.code),
            title=game.scenario.scenario.title,
            phase=state.phase,
            week=state.week,
            weeks=weeks_of(state),
            days=min(DAYS, game.horizon - game.model.day),
            each=state.opened.weeks,
            breaks=state.opened.breaks,
            coming=coming_text(state),
            status=status_text(state),
            teams=[_team(room, seat) for seat in game.seats],
            struck=state.struck,
            events=[] if over else happenings_of(game),
            due=_due(room),
            overview=overview_of(state),
            past=_past(room),
        )


def _team(room: Room, seat: str) -> TeamShown:
    state = room.state
    team = state.teams.get(seat)
    chosen = state.decided.get(seat)
    told: list[str] = []
    if chosen is not None:
        told = choices_told(state.game.menu(seat), chosen) or ["all by the rule"]
    return TeamShown(
        seat=seat,
        title=seat_title(state, seat),
        sentence=seat_sentence(state.game.scenario, seat),
        team=team.name if team else "",
        code=spaced(team.code) if team else "",
        devices=len(team.tokens) if team else 0,
        decided=chosen is not None,
        chosen=told,
    )


def _due(room: Room) -> list[tuple[str, str]]:
    game = room.state.game
    shocks = game.scenario.scenario.shocks.values()
    dated = [(game.scenario.day(shock.on), shock.text) for shock in shocks if shock.active]
    return [
        (date_text(game.scenario.date(day)), text)
        for day, text in sorted(dated)
        if day > game.model.day
    ]


def _past(room: Room) -> list[tuple[str, str]]:
    state = room.state
    found = []
    for played in state.rounds[-MOST_ROUNDS:]:
        which = (
            f"Week {played.first}"
            if played.first == played.last
            else f"Weeks {played.first} to {played.last}"
        )
        absent = [seat_title(state, seat) for seat in state.game.seats if seat in played.absent]
        found.append((which, ", ".join(absent)))
    return found
