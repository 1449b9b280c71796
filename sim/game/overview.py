"""What was true in a round, and what each party believes: for the facilitator alone.

This reads the log, which knows everything. Nothing of it may reach a team before the game is over.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from sim.game.player import DAYS
from sim.game.words import your_names
from sim.shared.phrases import WEIGHTS, event_text
from sim.shared.wording import listed, plural, short_date, start_case

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sim.game.decision import Choice, Menu
    from sim.game.room_state import ClassGame
    from sim.record.events import Event

MOST_TOLD = 16
BEFORE_ALL = -1_000_000
# What is counted in the table of fire, or goes without saying beside it.
SUMMED = frozenset(
    {
        "attack",
        "breach",
        "false_alarm",
        "finding",
        "publication",
        "displacement",
        "loss",
        "delivery",
    }
)


@dataclass(frozen=True)
class Fire:
    """Fire by one party in a round, and whom its victims blame.

    Parameters
    ----------
    party : str
        Who really fired, in words.
    attacks, right, wrong, unseen : int
        All its attacks; those for which the victims blame it, another, nobody.
    others : str
        Who is blamed in its place, in words.
    """

    party: str
    attacks: int
    right: int
    wrong: int
    unseen: int
    others: str


@dataclass(frozen=True)
class Standing:
    """How a party stands at the end of a round.

    Parameters
    ----------
    party : str
        Its name.
    seat : str
        Its id.
    strength, weariness, effort, pressure : float
        Its state, in the model's units.
    places : int
        Places that it holds.
    trust : tuple of (str, float)
        Its belief in each hostile party, by name, in [0, 1].
    """

    party: str
    seat: str
    strength: float
    weariness: float
    effort: float
    pressure: float
    places: int
    trust: tuple[tuple[str, float], ...]


@dataclass(frozen=True)
class Overview:
    """A round as it was.

    Parameters
    ----------
    told : tuple of str
        What happened, with the reasons that the log gives.
    fire : tuple of Fire
        By party, those that fired most first.
    false_alarms : int
        Times that a party saw fire where there was none.
    standing : tuple of Standing
        Of all parties that decide anything.
    """

    told: tuple[str, ...]
    fire: tuple[Fire, ...]
    false_alarms: int
    standing: tuple[Standing, ...]


def overview_of(state: ClassGame, *, whole: bool = False) -> Overview:
    """Say what was true in the last round, or in the whole game.

    Parameters
    ----------
    state : ClassGame
        A game after any number of rounds; before the first, the days before day 1 are told.
    whole : bool
        Whether all from day 1 is told.

    Returns
    -------
    Overview
        In words and figures.
    """
    game = state.game
    first = BEFORE_ALL
    if state.rounds:
        first = 1 if whole else DAYS * (state.rounds[-1].first - 1) + 1
    events = [event for event in game.model.log if event.day >= first]
    return Overview(
        told=tuple(_told(state, events)),
        fire=_fire(state, events),
        false_alarms=sum(event.kind == "false_alarm" for event in events),
        standing=_standing(state),
    )


def _told(state: ClassGame, events: Iterable[Event]) -> list[str]:
    groups: dict[tuple[object, ...], list[Event]] = {}
    for event in events:
        if event.kind in SUMMED or event.form == "held":
            continue
        key = (event.kind, event.form, event.actor, event.target, event.obligation, event.outcome)
        groups.setdefault(key, []).append(event)
    weighty = sorted(groups.values(), key=lambda g: (-WEIGHTS.get(g[0].kind, 1.0), g[0].id))
    chosen = sorted(islice(weighty, MOST_TOLD), key=lambda group: group[0].id)
    lines = [_line(state, group) for group in chosen]
    left = len(groups) - len(chosen)
    return [*lines, *([f"And {plural(left, 'smaller thing')} more."] if left else [])]


def _line(state: ClassGame, group: list[Event]) -> str:
    game = state.game
    first = group[0]
    text = event_text(group, game.model.log, game.names, with_gloss=True)
    if first.kind == "accusation":
        worth = dict.fromkeys(event.form for event in group)
        text += f" ({listed(list(worth))})"
    when = short_date(game.scenario.date(first.day))
    since = "From " if group[-1].day > first.day else ""
    return f"{since}{when}: {start_case(text)}."


def _fire(state: ClassGame, events: Iterable[Event]) -> tuple[Fire, ...]:
    names = state.game.names
    made: dict[str, list[Event]] = {}
    for event in events:
        if event.kind == "attack":
            made.setdefault(event.true_author, []).append(event)
    found = []
    for author, shots in sorted(made.items(), key=lambda pair: -len(pair[1])):
        blamed = [event.blamed for event in shots]
        others = dict.fromkeys(name for name in blamed if name not in ("", author))
        found.append(
            Fire(
                party=start_case(names.party(author)),
                attacks=len(shots),
                right=blamed.count(author),
                wrong=sum(name not in ("", author) for name in blamed),
                unseen=blamed.count(""),
                others=names.parties(list(others)),
            )
        )
    return tuple(found)


def _standing(state: ClassGame) -> tuple[Standing, ...]:
    game = state.game
    found = []
    for seat in game.seats:
        party = game.model.party(seat)
        found.append(
            Standing(
                party=start_case(game.names.party(seat)),
                seat=seat,
                strength=party.strength,
                weariness=party.weariness,
                effort=party.effort,
                pressure=party.pressure,
                places=sum(sector.holder is party for sector in game.model.sectors),
                trust=tuple(
                    (start_case(game.names.party(other.name)), party.belief_in(other.name))
                    for other in sorted(game.model.parties, key=lambda each: each.name)
                    if party.hostile_to(other) and other.terms.kind != "observer"
                ),
            )
        )
    return tuple(found)


def choices_told(menu: Menu, choices: Mapping[str, Choice | list[str]]) -> list[str]:
    """Write what a seat has chosen in words, a line for each choice.

    Parameters
    ----------
    menu : Menu
        What is open to it.
    choices : mapping
        Option by lever, or options.

    Returns
    -------
    list of str
        Such as "Hold on your clients: firm".
    """
    lines = []
    for key, choice in choices.items():
        lever = menu.lever(key)
        if lever is None:
            continue
        picked = [choice] if isinstance(choice, str) else list(choice)
        labels = [option.label for option in lever.options if option.key in picked]
        lines.append(f"{lever.label}: {'; '.join(labels)}")
    return lines


def seat_title(state: ClassGame, seat: str) -> str:
    """Name of a seat, as a heading."""
    return start_case(your_names(state.game.names, seat).title(seat))
