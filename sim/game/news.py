"""What an event of the log is to one seat: news, without what the seat did not learn.

This is the one gate between the log, which knows everything, and whoever sits in a seat. A
kind of event that has no rule here is not news to anybody.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.record.events import Event

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from sim.game.player import Player
    from sim.model.party_state import Sighting
    from sim.scenario.scenario import Scenario

PUBLIC = "public"
SAID = "made"
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
        return Event(
            id=0,
            day=self.day,
            kind="attack" if self.kind == "sighting" else self.kind,
            form=self.form,
            actor=self.actor,
            target=self.target,
            sector=self.sector,
            obligation=self.obligation,
            agreement=self.agreement,
            severity=self.size,
            outcome=self.outcome,
        )


@dataclass(frozen=True)
class Ears:
    """Through whom a seat learns things.

    Parameters
    ----------
    seat : str
        Id of the party.
    camp : frozenset of str
        Parties of its camp, itself among them.
    clients, sponsors : frozenset of str
        Parties that it holds, and that hold it.
    keeps : frozenset of str
        Obligations that ask for something to be kept up.
    """

    seat: str
    camp: frozenset[str]
    clients: frozenset[str]
    sponsors: frozenset[str]
    keeps: frozenset[str]


def ears_of(player: Player, scenario: Scenario) -> Ears:
    """Say through whom a player learns things."""
    camp = {
        party.name
        for party in player.model.parties
        if party is player or (player.camp is not None and party.camp == player.camp)
    }
    return Ears(
        seat=player.name,
        camp=frozenset(camp),
        clients=frozenset(tie.client.name for tie in player.clients),
        sponsors=frozenset(tie.sponsor.name for tie in player.sponsors),
        keeps=frozenset(
            name for name, duty in scenario.scenario.obligations.items() if duty.kind == "keep"
        ),
    )


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
    rule = RULES.get(event.kind)
    return rule(event, ears) if rule else None


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
    duties = scenario.scenario.obligations
    keeps = frozenset(name for name, duty in duties.items() if duty.kind == "keep")
    nobody = Ears(NOBODY, frozenset(), frozenset(), frozenset(), keeps)
    found = [news for event in events if (news := news_of(event, nobody)) is not None]
    return tuple(sorted(found, key=lambda item: item.day))


def news_of_sighting(day: int, sighting: Sighting, size: float) -> News:
    """Fire as somebody of the own side saw it; a false alarm reads like any other."""
    return News(
        day,
        "sighting",
        "strategic",
        actor=sighting.blamed,
        target=sighting.victim,
        sector=sighting.sector,
        size=size,
    )


def _open(event: Event, _: Ears) -> News:
    """Of what everybody learns all."""
    return News(
        event.day,
        event.kind,
        event.form,
        event.actor,
        event.target,
        event.sector,
        event.obligation,
        event.agreement,
        event.severity,
    )


def _charge(event: Event, _: Ears) -> News:
    """A charge is public; what it is worth is not, nor what it rests on."""
    return News(
        event.day,
        event.kind,
        SAID,
        event.actor,
        event.target,
        obligation=event.obligation,
        agreement=event.agreement,
    )


def _response(event: Event, ears: Ears) -> News | None:
    """What is said is public; an order to fire back is not."""
    if event.form in ("answer", "escalate") and event.actor != ears.seat:
        return None
    return News(
        event.day,
        event.kind,
        event.form,
        event.actor,
        event.target,
        obligation=event.obligation,
    )


def _talks(event: Event, _: Ears) -> News:
    """Talks are public with their result, not the chance that they had."""
    return News(
        event.day,
        event.kind,
        event.form,
        event.actor,
        event.target,
        agreement=event.agreement,
        outcome=event.outcome,
    )


def _own_fire(event: Event, ears: Ears) -> News | None:
    """Fire by one's own units, with or without an order."""
    if event.true_author != ears.seat:
        return None
    return News(
        event.day,
        event.kind,
        event.form,
        event.actor,
        event.target,
        event.sector,
        size=event.severity,
    )


def _finding(event: Event, ears: Ears) -> News | None:
    """A report by monitors, with the name that it names, right or wrong."""
    if PUBLIC not in event.seen_by and ears.seat not in event.seen_by:
        return None
    return News(event.day, event.kind, "right", event.actor, event.target, event.sector)


def _neglect(event: Event, ears: Ears) -> News | None:
    """Something that was to be kept up and is not, which nothing else says."""
    if event.form != "omission" or event.obligation not in ears.keeps:
        return None
    return News(
        event.day,
        event.kind,
        event.form,
        event.actor,
        obligation=event.obligation,
        agreement=event.agreement,
    )


def _own(event: Event, ears: Ears) -> News | None:
    """What one does oneself."""
    return _open(event, ears) if event.actor == ears.seat else None


def _supply(event: Event, ears: Ears) -> News | None:
    """Arms that one sends, gets, or sees."""
    if ears.seat in (event.actor, event.target):
        return _open(event, ears)
    if ears.seat in event.seen_by:
        return News(event.day, event.kind, event.form, event.actor, event.target)
    return None


def _deployment(event: Event, ears: Ears) -> News | None:
    """Troops that one sends or sees, and those that arrive on one's own side."""
    arrived = event.form == "arrived" and event.actor in ears.camp
    if event.actor == ears.seat or arrived:
        return _open(event, ears)
    if ears.seat in event.seen_by:
        return News(event.day, event.kind, event.form, event.actor, sector=event.sector)
    return None


def _consent(event: Event, ears: Ears) -> News | None:
    """What a sponsor says to its client is between the two."""
    if ears.seat not in (event.actor, event.target):
        return None
    return News(
        event.day,
        event.kind,
        event.form,
        event.actor,
        event.target,
        event.sector,
        outcome=event.outcome,
    )


def _offensive(event: Event, ears: Ears) -> News | None:
    """Plans are known to the attacker and those it asks; an attack to all."""
    asked = event.actor == ears.seat or event.actor in ears.clients
    if event.form in ("prepared", "vetoed") and not asked:
        return None
    return News(event.day, event.kind, event.form, event.actor, event.target, event.sector)


def _flight(event: Event, ears: Ears) -> News | None:
    """People who flee on one's own side; whose fire it was is another matter."""
    if event.target not in ears.camp:
        return None
    return News(
        event.day,
        event.kind,
        event.form,
        target=event.target,
        sector=event.sector,
        size=event.severity,
    )


def _loss(event: Event, ears: Ears) -> News | None:
    """Own troops that were hit; by whom is another matter."""
    if event.target != ears.seat:
        return None
    return News(
        event.day,
        event.kind,
        event.form,
        target=event.target,
        sector=event.sector,
        size=event.severity,
    )


def _shock(event: Event, _: Ears) -> News:
    """News from outside, without its size in the model's units."""
    return News(
        event.day,
        event.kind,
        event.form,
        target=event.target,
        sector=event.sector,
        outcome=event.outcome,
    )


# `end` is missing on purpose: it is measured, partly by what no party sees, and acts on nobody.
RULES: dict[str, Callable[[Event, Ears], News | None]] = {
    "entry": _open,
    "attack": _own_fire,
    "breach": _neglect,
    "finding": _finding,
    "deadline": _open,
    "delivery": _open,
    "patrol": _open,
    "publication": _open,
    "accusation": _charge,
    "denial": _open,
    "response": _response,
    "restraint": _own,
    "supply": _supply,
    "deployment": _deployment,
    "consent": _consent,
    "offensive": _offensive,
    "sector": _open,
    "displacement": _flight,
    "loss": _loss,
    "talks": _talks,
    "reading": _open,
    "shock": _shock,
    "declaration": _open,
    "renewal": _open,
}
