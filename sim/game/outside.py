"""Events from outside that a facilitator may bring in.

Each is a dated shock of the scenario language: it changes one state variable of the model on one
day, by one of a few sizes, and every seat hears of it in words. None makes talks, charges,
offensives or an end; whether such things follow, the model and the players decide. They are listed
in `outside.yaml`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from sim.game.seat import DAYS
from sim.scenario.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable

    from sim.game.game import Game

_LONGEST_WORDS = 160
_KEYS = frozenset({"what", "subject", "size", "day", "words"})


@dataclass(frozen=True)
class Size:
    """How much: its name, in words, and the change that a shock states."""

    key: str
    label: str
    change: str
    value: float


@dataclass(frozen=True)
class Subject:
    """Whom or what it concerns.

    Parameters
    ----------
    key : str
        Its name in a request.
    label : str
        In words.
    subject, other : str
        Ids that the shock states; `other` is empty where one is enough.
    """

    key: str
    label: str
    subject: str
    other: str = ""


@dataclass(frozen=True)
class Happening:
    """One kind of event.

    Parameters
    ----------
    key, label : str
        Its name in a request, and in words.
    sentence : str
        What it changes in the model.
    news : str
        What every seat hears; ``{whom}`` is the subject.
    variable : str
        State variable of the shock.
    sizes : tuple of Size
        How much.
    subjects : callable
        Whom it may concern, in a game as it stands.
    """

    key: str
    label: str
    sentence: str
    news: str
    variable: str
    sizes: tuple[Size, ...]
    subjects: Callable[[Game], list[Subject]]


def _fighters(game: Game) -> list[Subject]:
    return [Subject(key, game.names.party(key), key) for key in game.model.fighters()]


def _tied(game: Game, between: str, *, by_air: bool) -> list[Subject]:
    party = game.names.party
    return [
        Subject(key, f"{party(sponsor)} {between} {party(client)}", key)
        for key, sponsor, client, has_air_power in game.model.tied()
        if has_air_power or not by_air
    ]


def _places(game: Game) -> list[Subject]:
    return [Subject(key, game.names.sector(key), key) for key in game.model.at_the_line()]


def _relations(game: Game) -> list[Subject]:
    party = game.names.party
    return [
        Subject(f"{one}:{other}", f"{party(one)} with {party(other)}", one, other)
        for one, other in game.model.relations()
    ]


def _stations(game: Game) -> list[Subject]:
    names = game.names
    return [
        Subject(f"{one}:{at}", f"{names.party(one)} at {names.sector(at)}", at, one)
        for one, at in game.model.stations()
    ]


_SUBJECTS: dict[str, Callable[[Game], list[Subject]]] = {
    "fighters": _fighters,
    "ties": lambda game: _tied(game, "over", by_air=False),
    "ties_with_air_power": lambda game: _tied(game, "for", by_air=True),
    "places": _places,
    "relations": _relations,
    "stations": _stations,
}


def _stated(key: str, text: dict[str, Any]) -> Happening:
    sizes = tuple(Size(name, *how) for name, how in text.pop("sizes").items())
    subjects = _SUBJECTS[text.pop("concerns")]
    return Happening(key=key, sizes=sizes, subjects=subjects, **text)


_STATED = yaml.safe_load(Path(__file__).with_suffix(".yaml").read_text(encoding="utf-8"))
HAPPENINGS = tuple(_stated(key, text) for key, text in _STATED.items())


def happenings_of(game: Game) -> list[tuple[Happening, list[Subject]]]:
    """Say what may be brought in, and whom it may concern.

    Parameters
    ----------
    game : Game
        A game between two weeks.

    Returns
    -------
    list of tuple
        Kinds of events that concern somebody, each with its subjects.
    """
    found = ((kind, kind.subjects(game)) for kind in HAPPENINGS)
    return [(kind, subjects) for kind, subjects in found if subjects]


def shock_of(game: Game, request: object) -> dict[str, Any]:
    """Make a shock of a request from whomever.

    Parameters
    ----------
    game : Game
        A game between two weeks.
    request : object
        A map with ``what``, ``subject`` and ``size``; ``day`` of the coming week from 1, by
        default the first; and ``words``, what every seat hears in place of the usual sentence.

    Returns
    -------
    dict
        The shock as a scenario file states it.

    Raises
    ------
    InputError
        If anything in it is not on the list, or the day is past the last of the game.
    """
    if not isinstance(request, Mapping) or not set(request) <= _KEYS:
        raise InputError("an event has what, subject, size, day and words", key="event")
    kind, subjects = _known(
        [(pair[0].key, pair) for pair in happenings_of(game)], request.get("what"), "what"
    )
    subject = _known([(each.key, each) for each in subjects], request.get("subject"), "subject")
    size = _known([(each.key, each) for each in kind.sizes], request.get("size"), "size")
    days = min(DAYS, game.horizon - game.model.day)
    day = request.get("day", 1)
    if isinstance(day, bool) or not isinstance(day, int) or not 1 <= day <= days:
        raise InputError(f"a day of the coming week from 1 to {days} is wanted", key="day")
    words = _words(request.get("words") or "")
    shock: dict[str, Any] = {
        "on": game.model.day + day,
        "variable": kind.variable,
        "subject": subject.subject,
        "change": size.change,
        "value": size.value,
        "text": words or kind.news.format(whom=subject.label),
        "source": "assumed",
    }
    return shock | ({"other": subject.other} if subject.other else {})


def _known(pairs: list[tuple[str, Any]], key: object, about: str) -> Any:  # noqa: ANN401
    found = next((thing for name, thing in pairs if name == key), None)
    if found is None:
        raise InputError("this is not on the list", key=about, mend="Choose what is offered")
    return found


def _words(text: object) -> str:
    words = " ".join(text.split()) if isinstance(text, str) else "\0"
    if len(words) > _LONGEST_WORDS or not words.isprintable():
        raise InputError(
            f"at most {_LONGEST_WORDS} letters are told to the seats", key="words", mend="Say less"
        )
    return words
