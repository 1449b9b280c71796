"""What the pages of a class game show, as plain data for their templates.

The page of a team holds nothing that its seat may not know: all about the game comes from the view
and the menu of the seat, and of the other teams a team learns how many have decided, and who sits
where. The wall is for the projector and holds what everybody may know: no reasons, no beliefs, no
choices and no fire that only one side saw. The page of the facilitator, and the debrief when the
game is over, hold everything.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sim.game.codes import spaced
from sim.game.debrief import (
    actions_block,
    blocks,
    class_blocks,
    courses_block,
    debrief_of,
    fire_rows,
    overview_of,
)
from sim.game.decision import RULE
from sim.game.game import seat_sentence
from sim.game.levers import FRONT
from sim.game.outside import happenings_of
from sim.game.seat import DAYS
from sim.game.view import public_news
from sim.game.words import (
    agreement_texts,
    choice_lines,
    happened,
    news_lines,
    nobody_owes,
    owed,
    seat_title,
    stance,
    standing,
    your_names,
)
from sim.shared.wording import date_text, pair_text, plural, start_case

if TYPE_CHECKING:
    from sim.game.class_game import ClassGame, ClassState
    from sim.game.debrief import Block
    from sim.game.decision import Menu
    from sim.lab.classroom import Found

_MOST_ROUNDS = 60
# What is read from the last row fits on one screen.
_MOST_HEARD = 6

Shown = dict[str, Any]


# A team


def team_view(game: ClassGame, seat: str) -> Shown:
    """Put the page of a team together.

    Parameters
    ----------
    game : ClassGame
        The game.
    seat : str
        Its seat.

    Returns
    -------
    dict
        What the template ``game/team.html`` calls ``seat``.
    """
    with game.lock:
        state = game.state
        team = state.teams[seat]
        names = your_names(state.game.names, seat)
        view = state.view(seat)
        menu = state.game.menu(seat)
        chosen = state.choices(seat)
        decided = state.decided.get(seat)
        return {
            "seat": seat,
            "title": seat_title(names, seat),
            "called": names.title(seat),
            "team": team.name,
            "sentence": seat_sentence(state.game.scenario, seat),
            "code": spaced(team.code),
            "phase": state.phase,
            "week": state.week,
            "coming": _coming(state),
            "latest": weeks_view(state, seat, len(state.rounds) - 1),
            "rounds": len(state.rounds),
            "levers": [lever for lever in menu.levers if lever.head != FRONT],
            "chosen": _chosen(menu, chosen),
            "fronts": [
                (lever, *view.front(lever.key.partition(".")[2]))
                for lever in menu.levers
                if lever.head == FRONT
            ],
            "names": names,
            "decided": None
            if decided is None
            else choice_lines(menu, decided) or ["All is left to your party's own rule."],
            "texts": agreement_texts(view, names),
            "short": names.abbreviations(),
        }


def _chosen(menu: Menu, choices: dict[str, str | list[str]]) -> dict[str, list[str]]:
    """Options taken of each lever, as a list also where there is one."""
    taken = {lever.key: choices.get(lever.key, RULE) for lever in menu.levers}
    return {key: [one] if isinstance(one, str) else list(one) for key, one in taken.items()}


def weeks_view(state: ClassState, seat: str, index: int) -> Shown:
    """Tell what a seat saw in a round.

    Parameters
    ----------
    state : ClassState
        The game.
    seat : str
        The seat.
    index : int
        Number of the round from 0; -1 for the time before the first.

    Returns
    -------
    dict
        What the templates call ``weeks``.
    """
    names = your_names(state.game.names, seat)
    played = state.rounds[index] if index >= 0 else None
    view = state.view(seat, index) if played else state.game.view(seat, 0)
    mine, others = owed(view, names)
    nobody = nobody_owes(view, names)
    return {
        "number": index + 1,
        "heading": _weeks(state, played.first, played.last) if played else "Before the first week",
        "stood_in": played is not None and seat in played.absent,
        "standing": standing(view, names),
        "happened": happened(view, names),
        "owes": mine,
        "owed": [*others, *([nobody] if nobody else [])],
        "state": stance(view, names),
    }


def status_text(state: ClassState) -> str:
    """Say in a sentence what the game waits for."""
    teams, awaited = len(state.teams), len(state.awaited)
    if state.phase == "gathering":
        here = start_case(plural(teams, "team is", "teams are"))
        return f"{here} here. The game has not begun."
    if state.phase == "over":
        return "The game is over."
    paused = "A break. " if state.phase == "paused" else ""
    if not teams and not paused:
        return "No team sits in any seat."
    if teams == 1:
        return f"{paused}The team has {'not ' if awaited else ''}decided."
    # Figures on both sides: the sentence is read at a glance, and changes in place.
    return f"{paused}{teams - awaited} of {teams} teams have decided."


def _coming(state: ClassState) -> str:
    """Say which weeks are decided next; empty when the game is over."""
    if state.phase == "over":
        return ""
    last = min(state.week + state.opened.weeks, _weeks_of(state))
    return _weeks(state, state.week + 1, last)


def _weeks_of(state: ClassState) -> int:
    return -(-state.game.horizon // DAYS)


def _weeks(state: ClassState, first: int, last: int) -> str:
    """Say which weeks of how many, and when they are."""
    scenario = state.game.scenario
    begin = scenario.date((first - 1) * DAYS + 1)
    end = scenario.date(min(last * DAYS, state.game.horizon))
    when = " to ".join(pair_text(begin, end))
    return f"{_which(first, last)} of {_weeks_of(state)} · {when}"


def _which(first: int, last: int) -> str:
    return f"Week {first}" if first == last else f"Weeks {first} to {last}"


# The facilitator, and the wall


def _common(game: ClassGame) -> Shown:
    state = game.state
    return {
        "code": spaced(game.code),
        "title": state.game.scenario.scenario.title,
        "phase": state.phase,
        "coming": _coming(state),
        "status": status_text(state),
    }


def lead_view(game: ClassGame) -> Shown:
    """Put the page of the facilitator together: the teams, their choices, and what is true.

    Parameters
    ----------
    game : ClassGame
        The game.

    Returns
    -------
    dict
        What the template ``game/lead.html`` calls ``led``.
    """
    with game.lock:
        state = game.state
        inner = state.game
        overview = overview_of(inner, state.rounds[-1].first if state.rounds else 0)
        scenario = inner.scenario
        shocks = scenario.scenario.shocks.values()
        due = sorted((scenario.day(shock.on), shock.text) for shock in shocks if shock.active)
        return _common(game) | {
            "week": state.week,
            "weeks": _weeks_of(state),
            "days": min(DAYS, inner.horizon - inner.model.day),
            "each": state.opened.weeks,
            "breaks": state.opened.breaks,
            "teams": [_team(game, seat) for seat in inner.seats],
            "struck": state.struck,
            "events": [] if state.phase == "over" else happenings_of(inner),
            "due": [
                (date_text(scenario.date(day)), text) for day, text in due if day > inner.model.day
            ],
            "overview": overview,
            "fire": fire_rows(overview, inner.names),
            "party": lambda key: start_case(inner.names.party(key)),
            "past": [
                (
                    _which(played.first, played.last),
                    ", ".join(
                        seat_title(inner.names, s) for s in inner.seats if s in played.absent
                    ),
                )
                for played in state.rounds[-_MOST_ROUNDS:]
            ],
        }


def _team(game: ClassGame, seat: str) -> Shown:
    state = game.state
    team, chosen = state.teams.get(seat), state.decided.get(seat)
    lines: list[str] = []
    if chosen is not None:
        lines = choice_lines(state.game.menu(seat), chosen) or ["all by the rule"]
    return {
        "seat": seat,
        "title": seat_title(state.game.names, seat),
        "sentence": seat_sentence(state.game.scenario, seat),
        "team": team.name if team else "",
        "code": spaced(team.code) if team else "",
        "devices": len(team.tokens) if team else 0,
        "decided": chosen is not None,
        "chosen": lines,
    }


def wall_view(game: ClassGame) -> Shown:
    """Put the wall of a class together.

    Parameters
    ----------
    game : ClassGame
        The game.

    Returns
    -------
    dict
        What the template ``game/wall.html`` calls ``wall``.
    """
    with game.lock:
        state = game.state
        inner = state.game
        names = your_names(inner.names, "")
        latest, heard = "", []
        if state.rounds:
            played = state.rounds[-1]
            latest = _weeks(state, played.first, played.last)
            first = DAYS * (played.first - 1) + 1
            events = [event for event in inner.model.log if event.day >= first]
            heard = news_lines(public_news(events, inner.scenario), names, _MOST_HEARD)
        return _common(game) | {
            "latest": latest,
            "standing": standing(state.view(inner.seats[0]), names),
            "heard": heard,
            "seats": [
                (
                    seat_title(names, seat),
                    state.teams[seat].name if seat in state.teams else "",
                    seat in state.decided,
                )
                for seat in inner.seats
            ],
        }


# The debrief


def seat_debrief(game: ClassGame, seat: str, found: Found) -> Shown:
    """Hold the debrief of one seat.

    Parameters
    ----------
    game : ClassGame
        A game that is over.
    seat : str
        A seat of it.
    found : Found
        What is known of other choices so far.

    Returns
    -------
    dict
        What the templates call ``debrief``.
    """
    with game.lock:
        inner = game.state.game
        debrief = debrief_of(inner, seat)
        parts = blocks(debrief, your_names(inner.names, seat))
        # Whoever sat in no team's seat was the rule, so nothing else would have come of it.
        rule, ways = found.rule.get(seat), found.ways.get(seat)
        if rule is not None:
            parts.append(actions_block(debrief.course, rule))
        if ways is not None:
            parts.append(courses_block([debrief.course, *ways], found.many))
        return _debrief(game, seat, parts, found)


def class_debrief(game: ClassGame, found: Found) -> Shown:
    """Hold the debrief of all: how it ended, and how with the model in one seat or in all."""
    with game.lock:
        inner = game.state.game
        parts = class_blocks(inner, found.alone, found.rule, found.many)
        return _debrief(game, "", parts, found)


def _debrief(game: ClassGame, seat: str, parts: list[Block], found: Found) -> Shown:
    inner = game.state.game
    return {
        "seat": seat,
        "title": seat_title(inner.names, seat) if seat else "",
        "blocks": parts,
        "seats": [(s, seat_title(inner.names, s)) for s in inner.seats if s in game.state.teams],
        "again": f"scenario={inner.scenario.name} seed={inner.seed} replicate={inner.replicate}",
        "waiting": not found.done,
        "failed": found.failed,
    }
