"""Events from outside that a facilitator may bring in.

Each is a dated shock of the scenario language: it changes one state variable of the model on one
day, by one of a few sizes, and every seat hears of it in words. None makes talks, charges,
offensives or an end; whether such things follow, the model and the players decide.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sim.game.player import DAYS
from sim.scenario.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from sim.game.game import Game
    from sim.model.sector import SectorAgent
    from sim.model.tie import TieState

LONGEST_WORDS = 160
KEYS = frozenset({"what", "subject", "size", "day", "words"})


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
    told : str
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
    told: str
    variable: str
    sizes: tuple[Size, ...]
    subjects: Callable[[Game], list[Subject]]


def _fighters(game: Game) -> list[Subject]:
    return [
        Subject(party.name, game.names.party(party.name), party.name)
        for party in game.model.parties
        if party.fights and party.terms.kind != "observer"
    ]


def _tied(game: Game, between: str, ties: Iterable[TieState]) -> list[Subject]:
    names = game.names
    return [
        Subject(
            tie.name,
            f"{names.party(tie.sponsor.name)} {between} {names.party(tie.client.name)}",
            tie.name,
        )
        for tie in ties
    ]


def _ties(game: Game) -> list[Subject]:
    return _tied(game, "over", game.model.ties)


def _air(game: Game) -> list[Subject]:
    return _tied(game, "for", (tie for tie in game.model.ties if tie.air_power > 0.0))


def _at_the_line(game: Game) -> list[SectorAgent]:
    return [sector for sector in game.model.sectors if sector in game.model.front_sectors]


def _places(game: Game) -> list[Subject]:
    return [
        Subject(sector.name, game.names.sector(sector.name), sector.name)
        for sector in _at_the_line(game)
    ]


def _pairs(game: Game) -> list[Subject]:
    """Guarantors with the parties whose good relations they have a use for."""
    return [
        Subject(
            f"{party.name}:{other}",
            f"{game.names.party(party.name)} with {game.names.party(other)}",
            party.name,
            other,
        )
        for party in game.model.guarantors
        for other, worth in sorted(party.relations.items())
        if worth > 0.0
    ]


def _posted(game: Game) -> list[Subject]:
    """Guarantors at places that their own side holds."""
    return [
        Subject(
            f"{party.name}:{sector.name}",
            f"{game.names.party(party.name)} at {game.names.sector(sector.name)}",
            sector.name,
            party.name,
        )
        for party in game.model.guarantors
        for sector in _at_the_line(game)
        if sector.holder.camp == party.camp
    ]


def _sizes(change: str, *stated: tuple[str, str, float]) -> tuple[Size, ...]:
    return tuple(Size(key, label, change, value) for key, label, value in stated)


HAPPENINGS = (
    Happening(
        "reinforced",
        "A party is reinforced",
        "Its fighting strength grows, for good.",
        "{whom} gets fighters and weapons from abroad",
        "strength",
        _sizes(
            "multiply",
            ("little", "by a tenth", 1.1),
            ("some", "by a quarter", 1.25),
            ("much", "by half", 1.5),
        ),
        _fighters,
    ),
    Happening(
        "weakened",
        "A party is weakened",
        "Its fighting strength falls, for good.",
        "{whom} loses fighters, who go home or are sent to another front",
        "strength",
        _sizes(
            "multiply",
            ("little", "by a tenth", 0.9),
            ("some", "by a quarter", 0.75),
            ("much", "by half", 0.5),
        ),
        _fighters,
    ),
    Happening(
        "weary",
        "A party grows tired of war",
        "Its weariness is set to this share. It heals on quiet days.",
        "in the places that {whom} holds, people demand an end to the war",
        "weariness",
        _sizes("set", ("some", "to 40 percent", 0.4), ("much", "to 80 percent", 0.8)),
        _fighters,
    ),
    Happening(
        "indiscipline",
        "Discipline slips",
        "A smaller share of its orders is obeyed, for good.",
        "commanders of {whom} no longer do as they are told",
        "control",
        _sizes(
            "multiply",
            ("little", "a tenth fewer orders are obeyed", 0.9),
            ("much", "a third fewer orders are obeyed", 0.67),
        ),
        _fighters,
    ),
    Happening(
        "grip_lost",
        "A sponsor loses hold of a client",
        "Its leverage falls, for good, so that the client decides more for itself.",
        "the hold of {whom} weakens after a quarrel over pay",
        "leverage",
        _sizes("multiply", ("some", "by a quarter", 0.75), ("much", "by half", 0.5)),
        _ties,
    ),
    Happening(
        "grip_gained",
        "A sponsor tightens its hold on a client",
        "Its leverage rises, for good, at most to 1.",
        "the hold of {whom} grows, as pay and supplies now pass through its hands alone",
        "leverage",
        _sizes("multiply", ("some", "by a quarter", 1.25), ("much", "by half", 1.5)),
        _ties,
    ),
    Happening(
        "no_air",
        "Air support is withdrawn",
        "The strength that a sponsor adds to offensives in which it joins falls, for good.",
        "aircraft of {whom} are moved elsewhere",
        "air_power",
        (
            Size("some", "by half", "multiply", 0.5),
            Size("all", "all of it", "set", 0.0),
        ),
        _air,
    ),
    Happening(
        "incident",
        "An incident at the line",
        "Tension rises at one place, and with it accidents. It fades by a tenth a day.",
        "a bus with civilians is hit near {whom}, and nobody knows by whom",
        "tension",
        _sizes("add", ("some", "tension rises by 1", 1.0), ("much", "tension rises by 3", 3.0)),
        _places,
    ),
    Happening(
        "rift",
        "Two governments fall out",
        "Good relations are worth less to the first, for good.",
        "a quarrel over another matter clouds the relations of {whom}",
        "relations",
        (
            Size("some", "by half", "multiply", 0.5),
            Size("all", "to nothing", "set", 0.0),
        ),
        _pairs,
    ),
    Happening(
        "closer",
        "Two governments grow closer",
        "Good relations are worth more to the first, for good.",
        "a trade agreement changes what relations are worth to {whom}",
        "relations",
        _sizes("multiply", ("some", "by half", 1.5), ("much", "twice as much", 2.0)),
        _pairs,
    ),
    Happening(
        "troops",
        "A guarantor's troops arrive",
        "Troops of its own stand at a place that its side holds. They deter, and can be hit.",
        "troops of {whom} take up positions",
        "forces",
        _sizes("add", ("few", "strength 0.2", 0.2), ("many", "strength 0.6", 0.6)),
        _posted,
    ),
)


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
    if not isinstance(request, Mapping) or not set(request) <= KEYS:
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
        "text": words or kind.told.format(whom=subject.label),
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
    if len(words) > LONGEST_WORDS or not words.isprintable():
        raise InputError(
            f"at most {LONGEST_WORDS} letters are told to the seats", key="words", mend="Say less"
        )
    return words
