"""The causes of an end in sentences. Every reason is an arrow of the graph, and so of the log."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.questions.run.path import definition, reckoning
from sim.shared.phrases import ago, dated_day, phrase_of, reasons_of, sentence
from sim.shared.wording import date_text, listed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.questions.why.causes import Graph, Node
    from sim.record.events import Event
    from sim.shared.names import Names

# A graph is small, so that all its arrows can be told.
MOST_REASONS = 6


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
            main += f", to which it had been moved {self._moved_on(names)}"
        if self.reasons:
            main += f", because {listed([clause for clause, _ in self.reasons], MOST_REASONS)}"
        return f"{sentence(main)} {self.tail}".strip()

    def _moved_on(self, names: Names) -> str:
        today = dated_day(self.node.first)
        return listed([ago(event.day, today, names) for event in self.moved])


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
    glossed: set[str] = set()
    return [_step(graph, place, names, glossed) for place in range(len(graph.nodes))]


def _step(graph: Graph, place: int, names: Names, glossed: set[str]) -> Step:
    node = graph.nodes[place]
    causes = [event for cause in graph.causes_of(place) for event in graph.nodes[cause].events]
    moved = [event for event in causes if _is_moving(event, node.first)]
    others = [event for event in causes if event not in moved]
    reasons = reasons_of(node.events, others, names, MOST_REASONS)
    tail = reckoning(node.first)
    if node.first.kind == "end":
        tail = definition(names, node.first.form)
    return Step(
        node,
        date_text(names.scenario.date(dated_day(node.first))),
        _glossed(node.events, names, glossed),
        tuple((clause, tuple(group)) for clause, group in reasons),
        tuple(moved),
        tail,
    )


def _is_moving(cause: Event, effect: Event) -> bool:
    """Whether a cause only moved the deadline that passed: no reason for its passing undone."""
    kinds = (cause.kind, cause.form, effect.kind, effect.form)
    return kinds == ("deadline", "moved", "deadline", "missed")


def _glossed(events: Sequence[Event], names: Names, seen: set[str]) -> str:
    """Say what happened, and what a clause is about where it is named for the first time."""
    main = phrase_of(events, names).main()
    key = events[0].obligation
    gloss, clause = names.gloss(key), names.clause(key)
    if gloss and key not in seen and clause in main:
        seen.add(key)
        main = main.replace(clause, f"{clause} ({gloss})", 1)
    return main
