"""What a team sees on its page, in words, and nothing that its seat may not know.

Everything about the game comes from the view and the menu of the seat. Of the other teams a team
learns how many have decided, and who sits where.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.game.codes import spaced
from sim.game.decision import RULE
from sim.game.overview import choices_told, seat_title
from sim.game.player import DAYS
from sim.game.seats import seat_sentence
from sim.game.words import (
    agreement_texts,
    happened,
    nobody_owes,
    owed,
    stance,
    standing,
    your_names,
)
from sim.shared.wording import pair_text, plural, start_case

if TYPE_CHECKING:
    from sim.game.decision import Lever, Menu
    from sim.game.room import Room
    from sim.game.room_state import ClassGame
    from sim.game.view import View
    from sim.game.words import YourNames

FRONT = "front"
BEFORE = "Before the first week"


@dataclass(frozen=True)
class OptionShown:
    """An option of a choice, and whether it is taken."""

    key: str
    label: str
    sentence: str
    once: bool
    taken: bool


@dataclass(frozen=True)
class LeverShown:
    """A choice: options of which one is taken, and those of which several may be."""

    key: str
    label: str
    sentence: str
    options: tuple[OptionShown, ...]
    several: tuple[OptionShown, ...]
    ticked: bool


@dataclass(frozen=True)
class FrontShown:
    """A front with its orders, and the fire seen there."""

    lever: LeverShown
    against: str
    seen: str
    own: str


@dataclass(frozen=True)
class Weeks:
    """What a seat saw in a round.

    Parameters
    ----------
    number : int
        Number of the round from 1; 0 before the first.
    heading : str
        Which weeks, and when.
    stood_in : bool
        Whether the model decided for the team.
    standing : str
        Which agreements were in force.
    happened, owes, owed, state : list of str
        Sentences.
    """

    number: int
    heading: str
    stood_in: bool
    standing: str
    happened: list[str]
    owes: list[str]
    owed: list[str]
    state: list[str]


@dataclass(frozen=True)
class SeatShown:
    """The page of a team.

    Parameters
    ----------
    seat, title, called, team : str
        Id of the party, its name as a heading and in a sentence, and what the team calls itself.
    sentence : str
        What it is to sit there.
    code : str
        With which another device joins the team.
    phase : str
        Of the game.
    week : int
        Weeks played.
    coming : str
        What the team decides for; empty when the game is over.
    latest : Weeks
        What it saw last.
    rounds : int
        Rounds played.
    levers : list of LeverShown
        Its choices but for single fronts.
    fronts : list of FrontShown
        Orders at single fronts.
    decided : list of str or None
        What it has decided, in words; None where it has not.
    texts : list of (str, list of str)
        The agreements in force, clause by clause.
    short : str
        Abbreviations, explained.
    """

    seat: str
    title: str
    called: str
    team: str
    sentence: str
    code: str
    phase: str
    week: int
    coming: str
    latest: Weeks
    rounds: int
    levers: list[LeverShown]
    fronts: list[FrontShown]
    decided: list[str] | None
    texts: list[tuple[str, list[str]]]
    short: str


def seat_shown(room: Room, seat: str) -> SeatShown:
    """Put the page of a team together.

    Parameters
    ----------
    room : Room
        Its room.
    seat : str
        Its seat.

    Returns
    -------
    SeatShown
        In words.
    """
    with room.lock:
        state = room.state
        team = state.teams[seat]
        names = your_names(state.game.names, seat)
        view = state.view(seat)
        menu = state.game.menu(seat)
        chosen = state.choices(seat)
        levers = [lever for lever in menu.levers if lever.head != FRONT]
        decided = state.decided.get(seat)
        return SeatShown(
            seat=seat,
            title=seat_title(state, seat),
            called=names.title(seat),
            team=team.name,
            sentence=seat_sentence(state.game.scenario, seat),
            code=spaced(team.code),
            phase=state.phase,
            week=state.week,
            coming=coming_text(state),
            latest=weeks_shown(state, seat, len(state.rounds) - 1),
            rounds=len(state.rounds),
            levers=[_lever(lever, chosen.get(lever.key, RULE)) for lever in levers],
            fronts=_fronts(menu, view, names, chosen),
            decided=None if decided is None else _told(menu, decided),
            texts=agreement_texts(view, names),
            short=names.abbreviations(),
        )


def weeks_shown(state: ClassGame, seat: str, index: int) -> Weeks:
    """Tell what a seat saw in a round.

    Parameters
    ----------
    state : ClassGame
        The game.
    seat : str
        The seat.
    index : int
        Number of the round from 0; -1 for the time before the first.

    Returns
    -------
    Weeks
        In words.
    """
    names = your_names(state.game.names, seat)
    played = state.rounds[index] if index >= 0 else None
    view = state.view(seat, index) if played else state.game.view(seat, 0)
    mine, others = owed(view, names)
    nobody = nobody_owes(view, names)
    return Weeks(
        number=index + 1,
        heading=weeks_text(state, played.first, played.last) if played else BEFORE,
        stood_in=played is not None and seat in played.absent,
        standing=standing(view, names),
        happened=happened(view, names),
        owes=mine,
        owed=[*others, *([nobody] if nobody else [])],
        state=stance(view, names),
    )


def coming_text(state: ClassGame) -> str:
    """Say which weeks are decided next; empty when the game is over."""
    if state.phase == "over":
        return ""
    first = state.week + 1
    last = min(state.week + state.opened.weeks, weeks_of(state))
    return weeks_text(state, first, last)


def weeks_of(state: ClassGame) -> int:
    """Weeks of the whole game."""
    return -(-state.game.horizon // DAYS)


def status_text(state: ClassGame) -> str:
    """Say in a sentence what the game waits for."""
    teams, awaited = len(state.teams), len(state.awaited)
    match state.phase:
        case "gathering":
            here = start_case(plural(teams, "team is", "teams are"))
            return f"{here} here. The game has not begun."
        case "paused":
            return f"A break. {_decided(teams, awaited)}"
        case "over":
            return "The game is over."
    if not teams:
        return "No team sits in any seat."
    return _decided(teams, awaited)


def _decided(teams: int, awaited: int) -> str:
    # Figures on both sides: the sentence is read at a glance, and changes in place.
    if teams == 1:
        return "The team has not decided." if awaited else "The team has decided."
    return f"{teams - awaited} of {teams} teams have decided."


def weeks_text(state: ClassGame, first: int, last: int) -> str:
    """Say which weeks of how many, and when they are."""
    scenario = state.game.scenario
    begin = scenario.date((first - 1) * DAYS + 1)
    end = scenario.date(min(last * DAYS, state.game.horizon))
    when = " to ".join(pair_text(begin, end))
    which = f"Week {first}" if first == last else f"Weeks {first} to {last}"
    return f"{which} of {weeks_of(state)} · {when}"


def _told(menu: Menu, chosen: dict[str, str | list[str]]) -> list[str]:
    return choices_told(menu, chosen) or ["All is left to your party's own rule."]


def _lever(lever: Lever, chosen: str | list[str]) -> LeverShown:
    taken = [chosen] if isinstance(chosen, str) else chosen
    shown = [
        OptionShown(each.key, each.label, each.sentence, each.once, each.key in taken)
        for each in lever.options
    ]
    several = tuple(option for option in shown if option.key in lever.together)
    return LeverShown(
        lever.key,
        lever.label,
        lever.sentence,
        tuple(option for option in shown if option.key not in lever.together),
        several,
        any(option.taken for option in several),
    )


def _fronts(
    menu: Menu, view: View, names: YourNames, chosen: dict[str, str | list[str]]
) -> list[FrontShown]:
    seen = {front.sector: front for front in view.fronts}
    found = []
    for lever in menu.levers:
        if lever.head != FRONT:
            continue
        front = seen.get(lever.key.partition(".")[2])
        fire = sum(size for _, size in front.blamed) if front else 0.0
        found.append(
            FrontShown(
                _lever(lever, chosen.get(lever.key, RULE)),
                names.party(front.opponent) if front and front.opponent else "",
                f"{fire:.0f}",
                f"{front.own_fire:.0f}" if front else "0",
            )
        )
    return found
