"""What a seat sees at the end of a week, and nothing else.

A view is plain data without ids of events, without numbers of luck and without anything that
only the log knows. It is made of the week's news and of what the party holds itself.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from sim.game.player import DAYS
from sim.model.pact import live_duties

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sim.game.news import Ears, News
    from sim.game.player import Player
    from sim.model.pact import Duty

OVERDUE = "overdue"
DONE = "done"
OPEN = "open"
KEPT = "kept"


@dataclass(frozen=True)
class FrontSeen:
    """A front that one's side watches.

    Parameters
    ----------
    sector : str
        Id of the place.
    holder : str
        Who holds it.
    own : bool
        Whether the seat has units there itself.
    opponent : str
        The main hostile party there; empty where the seat has no units.
    blamed : tuple of (str, float)
        Severity of the fire seen there in the week, by whom one's side blames.
    own_fire : float
        Severity of the seat's own fire there in the week.
    """

    sector: str
    holder: str
    own: bool
    opponent: str
    blamed: tuple[tuple[str, float], ...]
    own_fire: float


@dataclass(frozen=True)
class DutySeen:
    """A duty in force in the coming week, as the seat reads the text.

    Parameters
    ----------
    obligation, agreement : str
        Ids.
    kind : str
        ``refrain``, ``deliver``, ``repeat`` or ``keep``.
    debtors : tuple of str
        Who owes it in the seat's reading.
    mine : bool
        Whether the seat is among them.
    due : int or None
        Day of the run on which it is due.
    state : str
        ``open``, ``done``, ``overdue``, or ``kept`` for what is never due.
    undone : float or None
        Share undone, where the seat knows it: of its own, and of what is overdue.
    """

    obligation: str
    agreement: str
    kind: str
    debtors: tuple[str, ...]
    mine: bool
    due: int | None
    state: str
    undone: float | None


@dataclass(frozen=True)
class TrustSeen:
    """The seat's own belief in another party, in [0, 1], now and a week before."""

    other: str
    level: float
    before: float


@dataclass(frozen=True)
class ClientSeen:
    """What a sponsor knows of a client's conduct in the week.

    Parameters
    ----------
    client : str
        Id.
    reported : int
        Findings by monitors, known to the seat, that name it.
    charged : int
        Public charges against it.
    asked : tuple of str
        What the seat said when it asked for an offensive.
    attacking : bool
        Whether an offensive of its is under way.
    """

    client: str
    reported: int
    charged: int
    asked: tuple[str, ...]
    attacking: bool


@dataclass(frozen=True)
class Own:
    """What the seat knows of itself.

    Parameters
    ----------
    strength, weariness, effort, pressure : float
        Its state, in the model's units; weariness and effort in [0, 1].
    sectors : int
        Sectors that it holds.
    preparing, attacking : bool
        Whether an offensive of its own is prepared, or under way.
    hit : int
        Times that its troops were hit in the week.
    fled : float
        People who fled on its side in the week.
    """

    strength: float
    weariness: float
    effort: float
    pressure: float
    sectors: int
    preparing: bool
    attacking: bool
    hit: int
    fled: float


@dataclass(frozen=True)
class View:
    """What a seat sees at the end of a week.

    Parameters
    ----------
    seat : str
        Id of the party.
    week : int
        Number of weeks played.
    first_day, last_day : int
        Days of the run that the news is from.
    dates : tuple of (str, str)
        The same as calendar dates, as ISO text.
    agreements : tuple of str
        Labels of the agreements in force tomorrow, the newest first.
    truce : bool
        Whether the newest measured agreement is among them and nobody is on the attack.
    news : tuple of News
        What was learnt, in the order of days.
    fronts, duties, trust, clients : tuple
        See the classes.
    own : Own
        The seat itself.
    """

    seat: str
    week: int
    first_day: int
    last_day: int
    dates: tuple[str, str]
    agreements: tuple[str, ...]
    truce: bool
    news: tuple[News, ...]
    fronts: tuple[FrontSeen, ...]
    duties: tuple[DutySeen, ...]
    trust: tuple[TrustSeen, ...]
    clients: tuple[ClientSeen, ...]
    own: Own

    def to_dict(self) -> dict[str, Any]:
        """Write it as plain data."""
        return asdict(self)


def view_of(  # noqa: PLR0913 - a week has a player, its news, and what was before
    player: Player,
    ears: Ears,
    news: Iterable[News],
    *,
    week: int,
    first_day: int,
    trust_before: Mapping[str, float],
) -> View:
    """Make the view of a seat.

    Parameters
    ----------
    player : Player
        The party, at the end of the week.
    ears : Ears
        Through whom it learns things.
    news : iterable of News
        What it learnt in the week.
    week : int
        Number of weeks played.
    first_day : int
        First day that the news is from.
    trust_before : mapping
        Belief in each other party at the end of the week before.

    Returns
    -------
    View
        Plain data.
    """
    model = player.model
    learnt = tuple(sorted(news, key=lambda item: item.day))
    tomorrow = model.day + 1
    in_force = sorted(
        (pact for pact in model.pacts if pact.live(tomorrow)), key=lambda pact: -pact.start
    )
    return View(
        seat=player.name,
        week=week,
        first_day=first_day,
        last_day=model.day,
        dates=(
            model.setup.date(first_day).isoformat(),
            model.setup.date(max(first_day, model.day)).isoformat(),
        ),
        agreements=tuple(pact.label for pact in in_force),
        truce=any(not pact.framework for pact in in_force) and not _attackers(player),
        news=learnt,
        fronts=_fronts(player, ears, learnt),
        duties=tuple(_duty(player, duty) for duty in live_duties(model.pacts, model.day + DAYS)),
        trust=tuple(
            TrustSeen(other, level, trust_before.get(other, level))
            for other, level in trust_of(player).items()
        ),
        clients=tuple(
            _client(player, tie.client.name, learnt)
            for tie in sorted(player.clients, key=lambda tie: tie.client.name)
        ),
        own=_own(player, learnt),
    )


def trust_of(player: Player) -> dict[str, float]:
    """Own belief in each hostile party that is more than an observer, by id."""
    return {
        party.name: player.belief_in(party.name)
        for party in sorted(player.model.parties, key=lambda party: party.name)
        if player.hostile_to(party) and party.terms.kind != "observer"
    }


def _attackers(player: Player) -> list[str]:
    """Parties that are on the attack, which is seen by all."""
    return [
        party.name
        for party in player.model.parties
        if party.operation is not None and party.operation.running
    ]


def _fronts(player: Player, ears: Ears, news: tuple[News, ...]) -> tuple[FrontSeen, ...]:
    model = player.model
    watched = {place for name in ears.camp for place in model.party(name).fronts} | set(
        player.fronts
    )
    blamed: dict[str, dict[str, float]] = {}
    fired: dict[str, float] = {}
    for item in news:
        if item.kind == "sighting":
            there = blamed.setdefault(item.sector, {})
            there[item.actor] = there.get(item.actor, 0.0) + item.size
        elif item.kind == "attack":
            fired[item.sector] = fired.get(item.sector, 0.0) + item.size
    return tuple(
        FrontSeen(
            sector=place,
            holder=model.sector(place).holder.name,
            own=place in player.fronts,
            opponent=player.fronts[place].opponent.name if place in player.fronts else "",
            blamed=tuple(sorted(blamed.get(place, {}).items())),
            own_fire=fired.get(place, 0.0),
        )
        for place in sorted(watched | set(blamed) | set(fired))
    )


def _duty(player: Player, duty: Duty) -> DutySeen:
    debtors = duty.debtors(player.name)
    mine = player.name in debtors
    overdue = duty.overdue(player.model.day)
    if duty.terms.kind == "refrain":
        state = KEPT
    elif overdue:
        state = OVERDUE
    elif duty.met:
        state = DONE
    else:
        state = OPEN if duty.terms.kind == "deliver" else KEPT
    undone: float | None = None
    if duty.terms.kind in ("deliver", "keep") and overdue:
        undone = duty.gap
    elif duty.terms.kind == "deliver" and mine and not duty.met:
        undone = 1.0 - duty.progress
    return DutySeen(
        obligation=duty.name,
        agreement=duty.pact.label,
        kind=duty.terms.kind,
        debtors=debtors,
        mine=mine,
        due=duty.due,
        state=state,
        undone=undone,
    )


def _client(player: Player, client: str, news: tuple[News, ...]) -> ClientSeen:
    return ClientSeen(
        client=client,
        reported=sum(item.kind == "finding" and item.target == client for item in news),
        charged=sum(item.kind == "accusation" and item.target == client for item in news),
        asked=tuple(
            item.outcome
            for item in news
            if item.kind == "consent" and item.actor == player.name and item.target == client
        ),
        attacking=client in _attackers(player),
    )


def _own(player: Player, news: tuple[News, ...]) -> Own:
    running = player.operation is not None and player.operation.running
    return Own(
        strength=player.strength,
        weariness=player.weariness,
        effort=player.effort,
        pressure=player.pressure,
        sectors=sum(sector.holder is player for sector in player.model.sectors),
        preparing=player.preparation is not None,
        attacking=running,
        hit=sum(item.kind == "loss" for item in news),
        fled=sum(item.size for item in news if item.kind == "displacement"),
    )
