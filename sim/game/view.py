"""What a seat learns and sees at the end of a week, and nothing else.

This is the one gate between the log, which knows everything, and whoever sits in a seat: `HEARD`
says for each kind of event who learns of it and what of it. A kind that is missing there is news to
nobody. A view is plain data without ids of events, without draws and without anything that only
the log knows; it is made of the week's news and of what the party holds itself.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING

from sim.day.events import Event
from sim.game.seat import DutySeen, State

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from sim.game.seat import SeatedModel
    from sim.scenario.scenario import Scenario

PUBLIC = "public"
# No party has this id.
NOBODY = "-"


@dataclass(frozen=True)
class News:
    """One thing that a seat learnt.

    Parameters
    ----------
    day : int
        Day of the run on which it learnt it.
    kind : str
        Kind of event; ``sighting`` for fire that its side saw.
    form : str
        Form of the event, where it is known; what an accusation is worth is not.
    actor, target : str
        Ids; for a sighting, the actor is whom its side blames.
    sector, obligation, agreement : str
        Ids, empty where there is none.
    size : float
        Size in the unit of the kind, 0 where it is not known.
    outcome : str
        How it came out, where it is known.
    """

    day: int
    kind: str
    form: str
    actor: str = ""
    target: str = ""
    sector: str = ""
    obligation: str = ""
    agreement: str = ""
    size: float = 0.0
    outcome: str = ""

    def event(self) -> Event:
        """Write it as an event, for those who put events into words."""
        stated = {part.name: getattr(self, part.name) for part in fields(self)}
        stated["severity"] = stated.pop("size")
        if self.kind == "sighting":
            stated["kind"] = "attack"
        return Event(id=0, **stated)


@dataclass(frozen=True)
class Ears:
    """Through whom a seat learns things.

    Parameters
    ----------
    seat : str
        Id of the party.
    camp : frozenset of str
        Parties of its camp, itself among them.
    clients : frozenset of str
        Parties that it holds.
    keeps : frozenset of str
        Obligations that ask for something to be kept up.
    """

    seat: str
    camp: frozenset[str]
    clients: frozenset[str]
    keeps: frozenset[str]

    def saw(self, event: Event) -> bool:
        """Whether an event was seen by the seat."""
        return self.seat in event.seen_by

    def partakes(self, event: Event) -> bool:
        """Whether it is between the seat and another."""
        return self.seat in (event.actor, event.target)


_Hears = tuple["Callable[[Event, Ears], bool]", tuple[str, ...]]
_ALL = ("actor", "target", "sector", "obligation", "agreement", "size")


def _always(_: Event, __: Ears) -> bool:
    return True


_OPEN: tuple[_Hears, ...] = ((_always, _ALL),)
# For each kind of event: who learns of it, and what; the first that holds. `end` is missing on
# purpose: it is measured, partly by what no party sees, and acts on nobody.
HEARD: dict[str, tuple[_Hears, ...]] = {
    "entry": _OPEN,
    # Fire by one's own units. That by others is never learnt from the log, but from sightings.
    "attack": ((lambda e, me: e.true_author == me.seat, ("actor", "target", "sector", "size")),),
    # Something that was to be kept up and is not, which nothing else says.
    "breach": (
        (
            lambda e, me: e.form == "omission" and e.obligation in me.keeps,
            ("actor", "obligation", "agreement"),
        ),
    ),
    # A report by monitors, with the name that it names, right or wrong.
    "finding": ((lambda e, me: PUBLIC in e.seen_by or me.saw(e), ("actor", "target", "sector")),),
    "deadline": _OPEN,
    "delivery": _OPEN,
    "patrol": _OPEN,
    "publication": _OPEN,
    # A charge is public; what it is worth is not, nor what it rests on.
    "accusation": ((_always, ("actor", "target", "obligation", "agreement")),),
    "denial": _OPEN,
    # What is said is public; an order to fire back is not.
    "response": (
        (
            lambda e, me: e.form not in ("answer", "escalate") or e.actor == me.seat,
            ("actor", "target", "obligation"),
        ),
    ),
    "restraint": ((lambda e, me: e.actor == me.seat, _ALL),),
    "supply": (
        (lambda e, me: me.partakes(e), _ALL),
        (lambda e, me: me.saw(e), ("actor", "target")),
    ),
    # Troops that one sends or sees, and those that arrive on one's own side.
    "deployment": (
        (lambda e, me: e.actor == me.seat or (e.form == "arrived" and e.actor in me.camp), _ALL),
        (lambda e, me: me.saw(e), ("actor", "sector")),
    ),
    # What a sponsor says to its client is between the two.
    "consent": ((lambda e, me: me.partakes(e), ("actor", "target", "sector", "outcome")),),
    # Plans are known to the attacker and those it asks; an attack to all.
    "offensive": (
        (
            lambda e, me: (
                e.form not in ("prepared", "vetoed") or e.actor == me.seat or e.actor in me.clients
            ),
            ("actor", "target", "sector"),
        ),
    ),
    "sector": _OPEN,
    # People who flee on one's own side, and own troops that were hit; by whom is another matter.
    "displacement": ((lambda e, me: e.target in me.camp, ("target", "sector", "size")),),
    "loss": ((lambda e, me: e.target == me.seat, ("target", "sector", "size")),),
    # Talks are public with their result, not the chance that they had.
    "talks": ((_always, ("actor", "target", "agreement", "outcome")),),
    "reading": _OPEN,
    # News from outside, without its size in the model's units.
    "shock": ((_always, ("target", "sector", "outcome")),),
    "declaration": _OPEN,
    "renewal": _OPEN,
}
# What is heard in place of the form, where that would tell what only the log knows.
FORMS = {"accusation": "made", "finding": "right"}


def ears_of(model: SeatedModel, seat: str, scenario: Scenario) -> Ears:
    """Say through whom a seat learns things."""
    return Ears(seat, model.camp_of(seat), frozenset(model.clients_of(seat)), _kept_up(scenario))


def _kept_up(scenario: Scenario) -> frozenset[str]:
    duties = scenario.scenario.obligations
    return frozenset(name for name, duty in duties.items() if duty.kind == "keep")


def news_of(event: Event, ears: Ears) -> News | None:
    """Say what an event is to a seat.

    Parameters
    ----------
    event : Event
        An event of the log.
    ears : Ears
        Through whom the seat learns things.

    Returns
    -------
    News or None
        None if it learns nothing of it. Fire by others is never learnt from the log, but from
        sightings: see `news_of_sighting`.
    """
    for hears, parts in HEARD.get(event.kind, ()):
        if hears(event, ears):
            known = {part: getattr(event, "severity" if part == "size" else part) for part in parts}
            return News(event.day, event.kind, FORMS.get(event.kind, event.form), **known)
    return None


def public_news(events: Iterable[Event], scenario: Scenario) -> tuple[News, ...]:
    """Give what everybody learns, whoever they are.

    Parameters
    ----------
    events : iterable of Event
        Events of the log.
    scenario : Scenario
        Their scenario.

    Returns
    -------
    tuple of News
        By day.
    """
    nobody = Ears(NOBODY, frozenset(), frozenset(), _kept_up(scenario))
    found = [news for event in events if (news := news_of(event, nobody)) is not None]
    return tuple(sorted(found, key=lambda item: item.day))


def news_of_sighting(day: int, blamed: str, victim: str, sector: str, size: float) -> News:
    """Fire as somebody of the own side saw it; a false alarm reads like any other."""
    return News(day, "sighting", "strategic", blamed, victim, sector, size=size)


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
class Own(State):
    """What the seat knows of itself.

    Parameters
    ----------
    preparing, attacking : bool
        Whether an offensive of its own is prepared, or under way.
    hit : int
        Times that its troops were hit in the week.
    fled : float
        People who fled on its side in the week.
    """

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

    def front(self, sector: str) -> tuple[str, float, float]:
        """Opponent at a front, the fire seen there, and one's own."""
        for front in self.fronts:
            if front.sector == sector:
                return front.opponent, sum(size for _, size in front.blamed), front.own_fire
        return "", 0.0, 0.0


def view_of(  # noqa: PLR0913 - a week has a seat, its news, and what was before
    model: SeatedModel,
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
    model : SeatedModel
        The model, at the end of the week.
    ears : Ears
        Whose view it is, and through whom it learns things.
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
    seat = ears.seat
    learnt = tuple(sorted(news, key=lambda item: item.day))
    in_force, attackers = model.in_force_tomorrow(), model.attackers()
    date = model.setup.date
    return View(
        seat=seat,
        week=week,
        first_day=first_day,
        last_day=model.day,
        dates=(date(first_day).isoformat(), date(max(first_day, model.day)).isoformat()),
        agreements=tuple(label for label, _ in in_force),
        truce=any(not framework for _, framework in in_force) and not attackers,
        news=learnt,
        fronts=_fronts(model, ears, learnt),
        duties=model.duties_seen(seat),
        trust=tuple(
            TrustSeen(other, level, trust_before.get(other, level))
            for other, level in model.beliefs_of(seat).items()
        ),
        clients=tuple(_client(seat, each, learnt, attackers) for each in sorted(ears.clients)),
        own=Own(
            **vars(model.own(seat)),
            preparing=model.preparing(seat),
            attacking=seat in attackers,
            hit=sum(item.kind == "loss" for item in learnt),
            fled=sum(item.size for item in learnt if item.kind == "displacement"),
        ),
    )


def _fronts(model: SeatedModel, ears: Ears, news: tuple[News, ...]) -> tuple[FrontSeen, ...]:
    own = model.fronts_of(ears.seat)
    watched = {place for party in ears.camp for place in model.fronts_of(party)}
    blamed: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    fired: dict[str, float] = defaultdict(float)
    for item in news:
        if item.kind == "sighting":
            blamed[item.sector][item.actor] += item.size
        elif item.kind == "attack":
            fired[item.sector] += item.size
    return tuple(
        FrontSeen(
            sector=place,
            holder=model.holder_of(place),
            own=place in own,
            opponent=own.get(place, ""),
            blamed=tuple(sorted(blamed.get(place, {}).items())),
            own_fire=fired.get(place, 0.0),
        )
        for place in sorted(watched | set(blamed) | set(fired))
    )


def _client(seat: str, client: str, news: tuple[News, ...], attackers: Sequence[str]) -> ClientSeen:
    return ClientSeen(
        client=client,
        reported=sum(item.kind == "finding" and item.target == client for item in news),
        charged=sum(item.kind == "accusation" and item.target == client for item in news),
        asked=tuple(
            item.outcome
            for item in news
            if (item.kind, item.actor, item.target) == ("consent", seat, client)
        ),
        attacking=client in attackers,
    )


# Several weeks as one


def span_of(views: Sequence[View]) -> View:
    """Take the views of weeks that follow each other together.

    Parameters
    ----------
    views : sequence of View
        Of one seat, in the order of weeks; at least one.

    Returns
    -------
    View
        The last of them, with the news of all, what is counted summed up, and trust set beside
        that before the first.
    """
    first, last = views[0], views[-1]
    if len(views) == 1:
        return last
    return replace(
        last,
        first_day=first.first_day,
        dates=(first.dates[0], last.dates[1]),
        news=tuple(item for view in views for item in view.news),
        fronts=_fronts_over(views),
        trust=_trust_over(first, last),
        clients=tuple(_client_over(client, views) for client in last.clients),
        own=replace(
            last.own,
            hit=sum(view.own.hit for view in views),
            fled=sum(view.own.fled for view in views),
        ),
    )


def _fronts_over(views: Sequence[View]) -> tuple[FrontSeen, ...]:
    # Ground changes hands: a front is told as it was when last seen.
    latest = {front.sector: front for view in views for front in view.fronts}
    found = []
    for place, front in sorted(latest.items()):
        blamed: Counter[str] = Counter()
        fired = 0.0
        for view in views:
            for seen in view.fronts:
                if seen.sector == place:
                    blamed.update(dict(seen.blamed))
                    fired += seen.own_fire
        found.append(replace(front, blamed=tuple(sorted(blamed.items())), own_fire=fired))
    return tuple(found)


def _trust_over(first: View, last: View) -> tuple[TrustSeen, ...]:
    before = {item.other: item.before for item in first.trust}
    return tuple(replace(item, before=before.get(item.other, item.before)) for item in last.trust)


def _client_over(client: ClientSeen, views: Sequence[View]) -> ClientSeen:
    weeks = [seen for view in views for seen in view.clients if seen.client == client.client]
    return replace(
        client,
        reported=sum(seen.reported for seen in weeks),
        charged=sum(seen.charged for seen in weeks),
        asked=tuple(answer for seen in weeks for answer in seen.asked),
    )
