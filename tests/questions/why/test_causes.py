"""The graph of causes: it is made of edges of the log, and goes with them."""

from dataclasses import replace
from functools import cache

import pytest

from sim.day.events import Event, EventLog
from sim.day.trace import Trace, trace
from sim.questions.why.causes import MOST_NODES, Graph, causes_of_end, steps_of
from sim.scenario.load import load_scenario
from sim.scenario.tree import tree_of
from sim.shared.names import Names

# What the tests share is then made once.
pytestmark = pytest.mark.xdist_group("causes")

# Runs that end, in several ways: by an offensive after much talk, at once, by a declaration.
RUNS = [
    ("idlib/sochi_2018", 1),
    ("idlib/sochi_2018", 2),
    ("idlib/moscow_2020", 0),
    ("idlib/moscow_2020", 1),
    ("textbook/standard", 0),
    ("idlib/pause_may_2019", 0),
]


class Cut(EventLog):
    """A log without some edges."""

    def __init__(self, log: EventLog, edges: set[tuple[int, int]]) -> None:
        super().__init__()
        self._events = list(log)
        for effect in {effect for effect, _ in edges}:
            causes = tuple(c for c in log[effect].causes if (effect, c) not in edges)
            self._events[effect] = replace(log[effect], causes=causes)


@cache
def told(name: str, replicate: int) -> Trace:
    return trace(tree_of(load_scenario(name)), 1, replicate)


def end_of(log: EventLog) -> Event:
    return next(log.of("end"))


def graph_of(log: EventLog) -> Graph:
    return causes_of_end(log, end_of(log))


@pytest.mark.usefixtures("compiled")
@pytest.mark.parametrize(("name", "replicate"), RUNS)
def test_arrows_are_the_edges_of_the_log_between_what_is_shown(name: str, replicate: int) -> None:
    log = told(name, replicate).log
    graph = graph_of(log)
    assert 3 < len(graph.nodes) <= MOST_NODES
    place = {key: number for number, node in enumerate(graph.nodes) for key in node.ids}
    edges = {
        (event.id, cause)
        for node in graph.nodes
        for event in node.events
        for cause in event.causes
        if cause in place
    }
    assert {edge for link in graph.links for edge in link.edges} == edges
    for link in graph.links:
        assert {(place[e], place[c]) for e, c in link.edges} == {(link.effect, link.cause)}


@pytest.mark.usefixtures("compiled")
@pytest.mark.parametrize(("name", "replicate"), RUNS)
def test_everything_shown_leads_to_the_end(name: str, replicate: int) -> None:
    graph = graph_of(told(name, replicate).log)
    last = len(graph.nodes) - 1
    reached, waiting = {last}, [last]
    while waiting:
        for cause in graph.causes_of(waiting.pop()):
            if cause not in reached:
                reached.add(cause)
                waiting.append(cause)
    assert reached == set(range(len(graph.nodes)))
    days = [node.first.day for node in graph.nodes]
    assert days == sorted(days)


@pytest.mark.usefixtures("compiled")
@pytest.mark.parametrize(("name", "replicate"), RUNS)
def test_deleting_an_edge_deletes_its_clause(name: str, replicate: int) -> None:
    run = told(name, replicate)
    names = Names(run.scenario)
    cut = 0
    for step in steps_of(graph_of(run.log), names):
        told_of = [(clause, group) for clause, group in step.reasons]
        told_of += [("to which it had been moved", step.moved)] if step.moved else []
        for clause, group in told_of:
            assert clause in step.text(names)
            ids = {event.id for event in group}
            edges = {(event.id, c) for event in step.node.events for c in event.causes if c in ids}
            assert edges, "a reason that is no edge of the log"
            without = steps_of(graph_of(Cut(run.log, edges)), names)
            same = [one for one in without if one.node.ids & step.node.ids]
            assert not [one for one in same if clause in one.text(names)]
            cut += 1
    assert cut > 2


@pytest.mark.usefixtures("compiled")
@pytest.mark.parametrize(("name", "replicate"), RUNS[:1])
def test_without_edges_there_is_no_because(name: str, replicate: int) -> None:
    run = told(name, replicate)
    bare = Cut(run.log, {(event.id, c) for event in run.log for c in event.causes})
    texts = [
        step.text(Names(run.scenario)) for step in steps_of(graph_of(bare), Names(run.scenario))
    ]
    assert len(texts) == 1
    assert "because" not in texts[0]


@pytest.mark.usefixtures("compiled")
def test_what_held_has_no_cause_but_its_entry_into_force() -> None:
    graph = graph_of(told("textbook/standard", 1).log)
    assert [node.first.kind for node in graph.nodes] == ["entry", "end"]
