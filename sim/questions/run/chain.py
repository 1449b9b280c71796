"""Why it ended: the shortest telling path of causes back from an end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sim.record import Event, EventLog

MOST_STEPS = 6

# How much a step adds to an explanation; each step also costs one. Routine fire explains little
# and stands in a path only where it joins what tells more.
WORTH = {
    "restraint": 3.5,
    "declaration": 3.0,
    "offensive": 3.0,
    "shock": 3.0,
    "consent": 2.2,
    "supply": 2.2,
    "deployment": 2.2,
    "loss": 2.0,
    "talks": 1.6,
    "renewal": 1.6,
    "displacement": 1.4,
    "response": 1.2,
    "sector": 1.2,
    "patrol": 1.2,
    "finding": 1.1,
    "false_alarm": 1.1,
    "breach": 1.1,
    "attack": 0.9,
}
BY_FORM = {
    ("deadline", "missed"): 3.6,
    ("deadline", "moved"): 1.4,
    ("accusation", "pretext"): 1.2,
    ("accusation", "true"): 2.8,
    ("accusation", "contested"): 3.0,
    ("accusation", "false"): 2.8,
    ("consent", "refused"): 0.4,
    ("attack", "spoiling"): 1.3,
}
COST = 1.0
# A second step of one kind by one hand tells little that the first did not.
AGAIN = 2.0


def telling_path(log: EventLog, end: Event) -> list[Event]:
    """Find the path of causes that tells most about an end in few steps.

    Parameters
    ----------
    log : EventLog
        What happened.
    end : Event
        Where to start; usually of kind ``end``.

    Returns
    -------
    list of Event
        From the first cause to `end`, each a cause of the next; at most `MOST_STEPS`,
        where the assaults by which an offensive is measured do not count.
    """
    return path_from(log, values_of(log, end), end.id, MOST_STEPS)[::-1]


# For each event and each number of steps: value of the best path from that event back in at most
# so many steps, and the cause that it takes next.
Values = Mapping[int, Sequence[tuple[float, int | None]]]


def values_of(log: EventLog, end: Event) -> Values:
    """Value every event of the chain behind an end by what can be told from it back.

    Parameters
    ----------
    log : EventLog
        What happened.
    end : Event
        Where the chain ends.

    Returns
    -------
    mapping
        Values for `value_of` and `path_from`.
    """
    best: dict[int, list[tuple[float, int | None]]] = {}
    for event in log.chain(end.id):
        rows: list[tuple[float, int | None]] = []
        for steps in range(MOST_STEPS + 1):
            value, chosen = 0.0, None
            left = steps if _passes(event) else steps - 1
            for cause in _reasons(event) if left > 0 else ():
                gain = best[cause][left][0] - (AGAIN if _alike(event, log[cause]) else 0.0)
                if gain > value + 1e-9:
                    value, chosen = gain, cause
            rows.append((value + _worth(event), chosen))
        best[event.id] = rows
    return best


def value_of(values: Values, event: int, steps: int) -> float:
    """Value of the best path from an event back in at most so many steps.

    Parameters
    ----------
    values : mapping
        As given by `values_of`.
    event : int
        Id of an event of the chain.
    steps : int
        At least 1; more than `MOST_STEPS` count as so many.

    Returns
    -------
    float
        The sum of what its events tell, each less its cost.
    """
    return values[event][min(steps, MOST_STEPS)][0]


def path_from(log: EventLog, values: Values, event: int, steps: int) -> list[Event]:
    """Follow the best path from an event back.

    Parameters
    ----------
    log : EventLog
        What happened.
    values : mapping
        As given by `values_of`.
    event : int
        Id of an event of the chain.
    steps : int
        Steps at most.

    Returns
    -------
    list of Event
        From that event to its first cause, each caused by the next.
    """
    path = [log[event]]
    steps = min(steps, MOST_STEPS)
    while True:
        chosen = values[path[-1].id][steps][1]
        if chosen is None:
            return path
        steps -= 0 if _passes(path[-1]) else 1
        path.append(log[chosen])


def _passes(event: Event) -> bool:
    """Whether a step only joins others and is told together with them."""
    return event.kind == "attack" and event.form == "assault"


def _reasons(event: Event) -> tuple[int, ...]:
    """Causes that explain: that a deadline was moved is no reason for its passing again."""
    return () if (event.kind, event.form) == ("deadline", "missed") else event.causes


def _alike(event: Event, cause: Event) -> bool:
    return (event.kind, event.actor) == (cause.kind, cause.actor)


def _worth(event: Event) -> float:
    if _passes(event):
        return 0.0
    plain = WORTH.get(event.kind, 1.0)
    return BY_FORM.get((event.kind, event.form), plain) - COST
