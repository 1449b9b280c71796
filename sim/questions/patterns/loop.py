"""The loop at the heart of the model, as it can be found in one event log.

A guarantor does not deliver; the other says so in public; its hold on its own
client slackens; the client fires; the first guarantor accuses in turn; they talk.
A step counts only if an edge of the log, or a chain of edges, ties it to the steps
before it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sim.record.events import Event, EventLog
    from sim.scenario.scenario import Scenario

STEPS = (
    "undelivered duty",
    "charge",
    "restraint slackened",
    "fire by the client",
    "counter-charge",
    "talks",
)


def loop_steps(log: EventLog, scenario: Scenario) -> int:
    """Count how many steps of the loop a run shows, in order and tied together.

    Parameters
    ----------
    log : EventLog
        The log of a run.
    scenario : Scenario
        What was run.

    Returns
    -------
    int
        0 to 6; the best over all ordered pairs of opposed guarantors.
    """
    parties = scenario.scenario.parties
    ties = [tie for tie in scenario.scenario.ties.values() if tie.active]
    sponsors = sorted({tie.sponsor for tie in ties})
    best = 0
    for one in sponsors:
        for other in sponsors:
            if parties[one].camp != parties[other].camp:
                clients = {tie.client for tie in ties if tie.sponsor == one}
                best = max(best, _steps(log, scenario, one, other, clients))
    return best


def _steps(log: EventLog, scenario: Scenario, accuser: str, debtor: str, clients: set[str]) -> int:
    undelivered = {
        event.id
        for event in log.of("deadline")
        if event.form == "missed" and _owes(scenario, event, accuser, debtor)
    }
    charges = {
        event.id
        for event in log.of("accusation")
        if event.actor == accuser and event.target == debtor and undelivered & {*event.causes}
    }
    slackened = {
        event.id
        for event in log.of("restraint")
        if event.form == "slackened"
        and event.actor == accuser
        and (undelivered | charges) & {*event.causes}
        and any(charge < event.id for charge in charges)
    }
    fire = {
        event.id
        for event in log.of("attack")
        if event.actor in clients and _reaches(log, event, slackened)
    }
    counter = {
        event.id
        for event in log.of("accusation")
        if event.actor == debtor
        and event.target in {accuser, *clients}
        and any(first < event.id for first in fire)
        and any(log[cause].actor in clients for cause in event.causes)
    }
    talks = {
        event.id
        for event in log.of("talks")
        if {event.actor, event.target} == {accuser, debtor}
        and (counter | charges) & {*event.causes}
        and any(charge < event.id for charge in counter)
    }
    return _unbroken((undelivered, charges, slackened, fire, counter, talks))


def _owes(scenario: Scenario, event: Event, reader: str, debtor: str) -> bool:
    duty = scenario.scenario.obligations[event.obligation]
    return debtor in duty.readings.get(reader, duty.owed_by)


def _reaches(log: EventLog, event: Event, earlier: set[int]) -> bool:
    """Whether an event, or one it is because of, is caused by one of `earlier`."""
    if not earlier:
        return False
    return any(cause in earlier or earlier & {*log[cause].causes} for cause in event.causes)


def _unbroken(steps: Iterable[set[int]]) -> int:
    count = 0
    for found in steps:
        if not found:
            break
        count += 1
    return count
