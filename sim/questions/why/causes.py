"""The causes of an end as a graph that can be read: events of the log, and edges of the log.

The whole chain behind an end may hold a hundred events, most of them routine fire. The graph keeps
those that tell most. It adds no edge: two events are joined if the log joins them. Trace in
sentences, every reason is an arrow of the graph, and so of the log.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import takewhile
from typing import TYPE_CHECKING

from sim.questions.run.path import (
    AGAIN,
    MOST_STEPS,
    Values,
    definition,
    glossed,
    is_assault,
    is_same_hand,
    path_from,
    reckoning,
    telling_path,
    values_of,
)
from sim.shared.phrases import ago, dated_day, phrase_of, reasons_of, sentence
from sim.shared.wording import date_text, listed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.day.events import Event, EventLog
    from sim.shared.names import Names

MOST_NODES = 14
# A further event of a kind that already stands in the graph, by the same hand, tells less.
_ALIKE = 0.5
_LEAST_GAIN = 0.05
# A graph is small, so that all its arrows can be told.
_MOST_REASONS = 6


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
    # Assaults of one offensive share a node.
    joined = sum(len(group) - 1 for group in assaults)
    while (room := most + joined - len(kept)) > 0:
        branch = _best_branch(log, kept, values, room)
        if not branch:
            break
        kept |= {event.id: event for event in branch}
    return _graph(kept, assaults, len(chain))


def _assaults(log: EventLog, end: Event) -> list[list[Event]]:
    """Assaults by which an end was measured, offensive by offensive."""
    groups: dict[tuple[object, ...], list[Event]] = {}
    for cause in sorted(end.causes):
        event = log[cause]
        if is_assault(event):
            groups.setdefault((event.actor, *event.causes), []).append(event)
    return list(groups.values())


def _best_branch(log: EventLog, kept: dict[int, Event], values: Values, room: int) -> list[Event]:
    """Find the path of new events into the graph that tells most; none where none tells enough."""
    best: tuple[float, int, int] | None = None
    for event in kept.values():
        for cause in event.causes:
            # That it was decided says little; its reasons stand beside it.
            decided = (log[cause].kind, log[cause].form) == ("offensive", "prepared")
            if cause in kept or decided:
                continue
            alike = sum(is_same_hand(one, log[cause]) for one in kept.values())
            gain = values[cause][min(room, MOST_STEPS)][0] - _ALIKE * alike
            gain -= AGAIN if is_same_hand(event, log[cause]) else 0.0
            if gain > _LEAST_GAIN and (best is None or (gain, -cause) > (best[0], -best[1])):
                best = (gain, cause, event.id)
    if best is None:
        return []
    path = path_from(log, values, best[1], room)
    return list(takewhile(lambda event: event.id not in kept, path))


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


@dataclass(frozen=True)
class Step:
    """One event of the chain, or the assaults of one offensive, in words.

    Parameters
    ----------
    node : Node
        The events.
    date : str
        Its date in full.
    main : str
        What happened, without the first capital.
    reasons : tuple of tuple
        Clauses, each with the events behind it: causes of the node in the log.
    moved : tuple of Event
        Causes that say that a deadline had been moved to this day.
    tail : str
        Further sentences, complete: what weighed, or what the end means.
    """

    node: Node
    date: str
    main: str
    reasons: tuple[tuple[str, tuple[Event, ...]], ...]
    moved: tuple[Event, ...] = ()
    tail: str = ""

    def text(self, names: Names) -> str:
        """Say it in one sentence or more, without the date."""
        main = self.main
        if self.moved:
            today = dated_day(self.node.first)
            when = listed([ago(event.day, today, names) for event in self.moved])
            main += f", to which it had been moved {when}"
        if self.reasons:
            main += f", because {listed([clause for clause, _ in self.reasons], _MOST_REASONS)}"
        return f"{sentence(main)} {self.tail}".strip()


def steps_of(graph: Graph, names: Names) -> list[Step]:
    """Tell a graph of causes, an event at a time.

    Parameters
    ----------
    graph : Graph
        What led to an end.
    names : Names
        Names of the scenario.

    Returns
    -------
    list of Step
        In order of time, the end last.
    """
    found: list[Step] = []
    seen: set[str] = set()
    for place, node in enumerate(graph.nodes):
        first = node.first
        causes = [event for cause in graph.causes_of(place) for event in graph.nodes[cause].events]
        # That a deadline was moved is no reason for its passing undone.
        missed = (first.kind, first.form) == ("deadline", "missed")
        moved = [e for e in causes if missed and (e.kind, e.form) == ("deadline", "moved")]
        others = [event for event in causes if event not in moved]
        reasons = reasons_of(node.events, others, names, _MOST_REASONS)
        # What a provision is about is said where it is named for the first time.
        main, key = phrase_of(node.events, names).main(), first.obligation
        if key not in seen:
            main, added = glossed(node.events, names)
            seen |= {key} if added else set()
        found.append(
            Step(
                node,
                date_text(names.scenario.date(dated_day(first))),
                main,
                tuple((clause, tuple(group)) for clause, group in reasons),
                tuple(moved),
                definition(names, first.form) if first.kind == "end" else reckoning(first),
            )
        )
    return found
