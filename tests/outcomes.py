"""The outcome of a run, derived from its log alone: a second way, to hold the first against."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.day.measures import COUNTED
from sim.day.outcome import Outcome

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sim.day.events import Event, EventLog
    from sim.scenario.measurement import OffensiveRule
    from sim.scenario.scenario import Scenario


def first_day(acts: Iterable[tuple[int, str]], rule: OffensiveRule) -> int | None:
    """Day to which an offensive is dated under a rule.

    The rule is met on the first day whose window, that day being its last, holds
    acts on at least `rule.days` days in at least `rule.sectors` sectors. The
    offensive is dated to the first act in that window.

    Parameters
    ----------
    acts : iterable of (int, str)
        Day and sector of each assault or capture, in order of days.
    rule : OffensiveRule
        The definition.

    Returns
    -------
    int or None
        The day; None where the rule is never met.
    """
    window: list[tuple[int, str]] = []
    for day, sector in acts:
        window.append((day, sector))
        window = [act for act in window if act[0] > day - rule.window_days]
        days = {act[0] for act in window}
        sectors = {act[1] for act in window}
        if len(days) >= rule.days and len(sectors) >= rule.sectors:
            return window[0][0]
    return None


def acts_of(log: EventLog, rule: OffensiveRule) -> list[tuple[int, str]]:
    """Day and sector of the events that an offensive rule counts, from day 1."""
    if rule.counts == "captures":
        return [
            (event.day, event.sector)
            for event in log.of("sector")
            if event.form == "captured" and event.day >= 1
        ]
    return [
        (event.day, event.sector)
        for event in log.of("attack")
        if event.form == "assault" and event.day >= 1
    ]


def outcome_of(log: EventLog, scenario: Scenario, last: int) -> Outcome:
    """Derive the outcome of the first agreement from the log.

    Parameters
    ----------
    log : EventLog
        The log of a finished run.
    scenario : Scenario
        What was run.
    last : int
        Last day of the run.

    Returns
    -------
    Outcome
        The end and the figures up to it.

    Raises
    ------
    ValueError
        If the log holds no end: the run is not finished.
    """
    end = next((event for event in log.of("end")), None)
    if end is None:
        message = "the log holds no end: the run is not finished"
        raise ValueError(message)
    ended = end.form != "held"
    day = int(end.terms["dated"])
    return Outcome(
        agreement=end.agreement,
        end_kind=end.form,
        end_also=tuple(end.outcome.split()),
        end_day=day,
        ended=ended,
        alternatives=_alternatives(log, scenario, end, day, last),
        figures=_figures(log, scenario, day, end.terms.get("trust_mean", 0.0)),
    )


def _alternatives(
    log: EventLog, scenario: Scenario, end: Event, day: int, last: int
) -> dict[str, tuple[int, str]]:
    """Date the end anew under each alternative definition of an offensive.

    What the main definition takes for an offensive may be none under another. The agreement
    then stands until it loses its force, or as far as the run goes.
    """
    found: dict[str, tuple[int, str]] = {}
    legal = end.form not in ("held", "offensive")
    others = [(day, end.form)] if legal else _closings(log, scenario, end.agreement, last)
    ranking = scenario.measurement.precedence
    for name, rule in scenario.measurement.alternatives.items():
        first = first_day(acts_of(log, rule), rule)
        candidates = others if first is None else [*others, (first, "offensive")]
        found[name] = min(
            candidates, key=lambda one: (one[0], ranking.index(one[1])), default=(last, "held")
        )
    return found


def _closings(
    log: EventLog, scenario: Scenario, agreement: str, last: int
) -> list[tuple[int, str]]:
    """When the first agreement was declared over, replaced or run out, and which it was."""
    found = [
        (event.day, "superseded" if event.kind == "renewal" else event.form)
        for event in log.of("declaration", "renewal")
        if event.kind == "renewal" or event.agreement == agreement
    ]
    term = scenario.scenario.agreements[scenario.scenario.main].term_days
    if term is not None and 1 + term <= last:
        found.append((1 + int(term), "expired"))
    return found


def _figures(log: EventLog, scenario: Scenario, last: int, trust: float) -> dict[str, float]:
    figures: dict[str, float] = dict.fromkeys(COUNTED, 0)
    figures["trust_mean_end"] = trust
    for name, party in scenario.scenario.parties.items():
        if party.publishes_counts:
            figures[f"published_{name}"] = 0
    for event in log:
        if 1 <= event.day <= last:
            for name, amount in _counts(event):
                figures[name] += amount
    return figures


def _counts(  # noqa: PLR0911 - a table, one line per kind
    event: Event,
) -> tuple[tuple[str, int], ...]:
    """Which figures an event adds to, and by how much."""
    match event.kind:
        case "attack":
            return (("attacks", 1),)
        case "breach":
            return (("breaches", 1), ("breaches_seen", int(bool(event.seen_by))))
        case "accusation":
            return (("accusations", 1), (f"accusations_{event.form}", 1))
        case "talks":
            return (("talks", int(event.form != "commission")),)
        case "patrol":
            return (("patrols_done", int(event.form != "missed")),)
        case "displacement":
            return (("displaced", int(event.severity)),)
        case "sector":
            return (("sectors_changed", int(event.form == "captured")),)
        case "publication":
            return ((f"published_{event.actor}", int(event.severity)),)
        case _:
            return ()
