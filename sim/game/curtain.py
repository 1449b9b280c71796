"""When the game is over: what was true, and what the others believed.

Nothing here may be asked for before the last day. It reads the log, which knows everything.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from sim.game.courses import AS_PLAYED, course_of
from sim.game.player import Player
from sim.scenario.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sim.game.courses import Course
    from sim.game.game import Game
    from sim.record.events import Event


@dataclass(frozen=True)
class Seeing:
    """Fire by one hostile party, and what one's side made of it.

    Parameters
    ----------
    author : str
        Who really fired.
    attacks : int
        Its attacks from day 1.
    right : int
        Those that one's side saw and laid at its door.
    wrong : tuple of (str, int)
        Those that one's side saw and laid at the door of another.
    missed : int
        Those that nobody of one's side saw.
    """

    author: str
    attacks: int
    right: int
    wrong: tuple[tuple[str, int], ...]
    missed: int


@dataclass(frozen=True)
class ChargeTold:
    """A public charge, and what it was worth.

    Parameters
    ----------
    day : int
        Day of the run.
    accuser, accused, obligation : str
        Ids.
    standing : str
        ``true``, ``false``, ``contested`` (owed only in the accuser's reading), ``pretext``.
    """

    day: int
    accuser: str
    accused: str
    obligation: str
    standing: str


@dataclass(frozen=True)
class ClientTold:
    """What a client of the seat really did from day 1.

    Parameters
    ----------
    client : str
        Id.
    by_sponsor, on_its_own, against_orders, answering, other : int
        Attacks that followed the will of a sponsor, the client's own choice, no order at all,
        fire by the other side, or came by accident, as assaults or to wreck the agreement.
    """

    client: str
    by_sponsor: int
    on_its_own: int
    against_orders: int
    answering: int
    other: int


@dataclass(frozen=True)
class ReadingTold:
    """A clause that another party read otherwise than the seat.

    Parameters
    ----------
    obligation : str
        Id.
    yours : tuple of str
        Who owed it in the seat's reading.
    theirs : tuple of (str, tuple of str)
        Who owed it in the reading of each party that differed.
    """

    obligation: str
    yours: tuple[str, ...]
    theirs: tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True)
class Curtain:
    """What is told when the game is over.

    Parameters
    ----------
    seat : str
        For whom.
    scenario : str
        Name of the scenario.
    seed, replicate : int
        Key of the luck, with which the same can be run again.
    course : Course
        How the game went.
    end_date : str
        Date of the end as ISO text.
    seeing : tuple of Seeing
        By hostile party, those that fired most first.
    imagined : tuple of (str, int)
        Fire that one's side saw where there was none, by whom it blamed.
    reports : mapping
        Monitors' findings that reached the seat: ``right``, ``wrong``, ``false_alarm``.
    brought, received : tuple of ChargeTold
        Charges by the seat, and against it or its clients.
    clients : tuple of ClientTold
        What its clients did.
    readings : tuple of ReadingTold
        Clauses read otherwise by others, as they read them on the last day.
    opinions : tuple of mapping
        Belief of each hostile party in the seat, at the beginning and after each week.
    """

    seat: str
    scenario: str
    seed: int
    replicate: int
    course: Course
    end_date: str
    seeing: tuple[Seeing, ...]
    imagined: tuple[tuple[str, int], ...]
    reports: Mapping[str, int]
    brought: tuple[ChargeTold, ...]
    received: tuple[ChargeTold, ...]
    clients: tuple[ClientTold, ...]
    readings: tuple[ReadingTold, ...]
    opinions: tuple[Mapping[str, float], ...]

    def to_dict(self) -> dict[str, Any]:
        """Write it as plain data."""
        return asdict(self)


def curtain_of(game: Game, seat: str) -> Curtain:
    """Raise the curtain for one seat.

    Parameters
    ----------
    game : Game
        A game that is over.
    seat : str
        A seat of it.

    Returns
    -------
    Curtain
        What was true.

    Raises
    ------
    InputError
        If the game goes on, or nobody plays that party.
    """
    if not game.over:
        raise InputError("the curtain rises when the game is over", key="week")
    game.view(seat)
    player = game.model.party(seat)
    if not isinstance(player, Player):
        raise TypeError(seat)
    course = course_of(game, seat, AS_PLAYED)
    own = {seat, *(tie.client.name for tie in player.clients)}
    charges = [_told(event) for event in game.model.log.of("accusation")]
    return Curtain(
        seat=seat,
        scenario=game.scenario.name,
        seed=game.seed,
        replicate=game.replicate,
        course=course,
        end_date=game.scenario.date(course.days).isoformat(),
        seeing=_seeing(game, player),
        imagined=tuple(
            Counter(blamed for day, blamed in player.imagined if day >= 1).most_common()
        ),
        reports=_reports(game, seat),
        brought=tuple(charge for charge in charges if charge.accuser == seat),
        received=tuple(charge for charge in charges if charge.accused in own),
        clients=tuple(
            _client(game, tie.client.name)
            for tie in sorted(player.clients, key=lambda tie: tie.client.name)
        ),
        readings=_readings(game, seat),
        opinions=tuple(dict(week[seat]) for week in game.opinions),
    )


def _told(event: Event) -> ChargeTold:
    return ChargeTold(event.day, event.actor, event.target, event.obligation, event.form)


def _seeing(game: Game, player: Player) -> tuple[Seeing, ...]:
    made: dict[str, list[Event]] = {}
    for event in game.model.log.of("attack"):
        if event.day >= 1 and event.true_author in player.foes:
            made.setdefault(event.true_author, []).append(event)
    found = []
    for author, events in made.items():
        blamed = Counter(
            player.blamed_for[event.id] for event in events if event.id in player.blamed_for
        )
        right = blamed.pop(author, 0)
        found.append(
            Seeing(
                author=author,
                attacks=len(events),
                right=right,
                wrong=tuple(blamed.most_common()),
                missed=len(events) - right - blamed.total(),
            )
        )
    return tuple(sorted(found, key=lambda seen: (-seen.attacks, seen.author)))


def _reports(game: Game, seat: str) -> dict[str, int]:
    counted = {"right": 0, "wrong": 0, "false_alarm": 0}
    for event in game.model.log.of("finding"):
        if "public" in event.seen_by or seat in event.seen_by:
            counted[event.form] += 1
    return counted


def _client(game: Game, client: str) -> ClientTold:
    counted: Counter[str] = Counter()
    for event in game.model.log.of("attack"):
        if event.day < 1 or event.true_author != client:
            continue
        if event.form == "strategic":
            # Only an order that was a sponsor's carries the sponsor's effort.
            counted["sponsor" if "sponsor_effort" in event.terms else "own"] += 1
        else:
            counted[event.form] += 1
    return ClientTold(
        client=client,
        by_sponsor=counted["sponsor"],
        on_its_own=counted["own"],
        against_orders=counted["localized"],
        answering=counted["retaliatory"],
        other=counted["accident"] + counted["assault"] + counted["spoiling"],
    )


def _readings(game: Game, seat: str) -> tuple[ReadingTold, ...]:
    found = []
    told: set[str] = set()
    parties = game.scenario.scenario.parties
    committed = sorted(n for n in game.model.committed if parties[n].kind != "observer")
    for pact in game.model.pacts:
        for duty in pact.duties:
            yours = duty.debtors(seat)
            theirs = tuple(
                (name, duty.debtors(name))
                for name in committed
                if name != seat and set(duty.debtors(name)) != set(yours)
            )
            if theirs and duty.name not in told:
                told.add(duty.name)
                found.append(ReadingTold(duty.name, yours, theirs))
    return tuple(found)
