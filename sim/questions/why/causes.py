"""The causes of an end as a graph that can be read: events of the log, and edges of the log.

The whole chain behind an end may hold a hundred events, most of them routine fire. The graph keeps
those that tell most. It adds no edge: two events are joined if the log joins them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.questions.run.path import AGAIN, MOST_STEPS, Values, path_from, telling_path, values_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.record.events import Event, EventLog

MOST_NODES = 14
# A further event of a kind that already stands in the graph, by the same hand, tells less.
ALIKE = 0.5
LEAST_GAIN = 0.05


@dataclass(frozen=True)
class Node:
    """One event, or the assaults of one offensive by which an end was measured.

    Parameters
    ----------
    events : tuple of Event
        At least one, in order.
    """

    events: tuple[Event, ...]

    @property
    def first(self) -> Event:
        """The event that gives the node its place in time."""
        return self.events[0]

    @property
    def ids(self) -> frozenset[int]:
        """Ids of its events."""
        return frozenset(event.id for event in self.events)


@dataclass(frozen=True)
class Link:
    """An arrow from a cause to its effect.

    Parameters
    ----------
    cause, effect : int
        Places of the two among the nodes.
    edges : tuple of tuple of int
        Edges of the log behind it: id of the effect, id of the cause.
    """

    cause: int
    effect: int
    edges: tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Graph:
    """What led to an end.

    Parameters
    ----------
    nodes : tuple of Node
        In order of time; the end is the last.
    links : tuple of Link
        In order of their effects, then of their causes.
    whole : int
        Events in the whole chain behind the end, the end among them.
    """

    nodes: tuple[Node, ...]
    links: tuple[Link, ...]
    whole: int

    def causes_of(self, place: int) -> list[int]:
        """Places of the causes of a node, in order of time."""
        return [link.cause for link in self.links if link.effect == place]


def causes_of_end(log: EventLog, end: Event, most: int = MOST_NODES) -> Graph:
    """Keep of the chain behind an end what tells most.

    Parameters
    ----------
    log : EventLog
        What happened.
    end : Event
        The end, of kind ``end``.
    most : int
        Nodes at most.

    Returns
    -------
    Graph
        Connected: each node leads to the end along edges of the log. Its backbone is the path
        that `ceasefire run` tells; to it are added, one after the other, the causes of causes
        that tell most.
    """
    chain = log.chain(end.id)
    assaults = _assaults(log, end)
    values = values_of(log, end)
    kept: dict[int, Event] = {event.id: event for event in telling_path(log, end)}
    kept |= {event.id: event for group in assaults for event in group}
    for group in assaults:
        kept |= {cause: log[cause] for event in group for cause in event.causes}
    if end.form == "held":
        # It has no other cause than that the text came into force.
        kept |= {cause: log[cause] for cause in end.causes}
    while (room := most - _size(kept, assaults)) > 0:
        best = _best_branch(log, kept, values, room)
        if best is None:
            break
        kept |= {event.id: event for event in best}
    return _graph(kept, assaults, len(chain))


def _assaults(log: EventLog, end: Event) -> list[list[Event]]:
    """Assaults by which an end was measured, offensive by offensive."""
    groups: dict[tuple[object, ...], list[Event]] = {}
    for cause in sorted(end.causes):
        event = log[cause]
        if event.kind == "attack" and event.form == "assault":
            groups.setdefault((event.actor, *event.causes), []).append(event)
    return list(groups.values())


def _size(kept: dict[int, Event], assaults: Sequence[Sequence[Event]]) -> int:
    return len(kept) - sum(len(group) - 1 for group in assaults)


def _best_branch(
    log: EventLog, kept: dict[int, Event], values: Values, room: int
) -> list[Event] | None:
    """Find the path of new events into the graph that tells most; None where none tells enough."""
    best: tuple[float, int, int] | None = None
    for event in kept.values():
        for cause in event.causes:
            if cause in kept or _decided(log[cause]):
                continue
            alike = sum(
                one.kind == log[cause].kind and one.actor == log[cause].actor
                for one in kept.values()
            )
            gain = values[cause][min(room, MOST_STEPS)][0] - ALIKE * alike
            gain -= AGAIN if _same(event, log[cause]) else 0.0
            if gain > LEAST_GAIN and (best is None or (gain, -cause) > (best[0], -best[1])):
                best = (gain, cause, event.id)
    if best is None:
        return None
    branch: list[Event] = []
    for event in path_from(log, values, best[1], room):
        if event.id in kept:
            break
        branch.append(event)
    return branch


def _same(event: Event, cause: Event) -> bool:
    return (event.kind, event.actor) == (cause.kind, cause.actor)


def _decided(event: Event) -> bool:
    """Whether it only says that something was decided, whose reasons stand beside it."""
    return (event.kind, event.form) == ("offensive", "prepared")


def _graph(kept: dict[int, Event], assaults: Sequence[Sequence[Event]], whole: int) -> Graph:
    joined = {event.id for group in assaults for event in group}
    single = [(event,) for event in kept.values() if event.id not in joined]
    nodes = sorted(
        (Node(tuple(group)) for group in (*assaults, *single)),
        key=lambda node: (node.first.day, node.first.id),
    )
    place = {key: number for number, node in enumerate(nodes) for key in node.ids}
    edges: dict[tuple[int, int], list[tuple[int, int]]] = {}
    for node in nodes:
        for event in node.events:
            for cause in event.causes:
                if cause in place and place[cause] != place[event.id]:
                    pair = (place[event.id], place[cause])
                    edges.setdefault(pair, []).append((event.id, cause))
    links = tuple(
        Link(cause, effect, tuple(found)) for (effect, cause), found in sorted(edges.items())
    )
    return Graph(tuple(nodes), links, whole)
