"""The outcome of one run: every figure is derived from the event log."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sim.record.measure import first_day

if TYPE_CHECKING:
    from sim.record.events import Event, EventLog
    from sim.scenario.measurement import OffensiveRule
    from sim.scenario.scenario import Scenario


@dataclass(frozen=True)
class Outcome:
    """How the first agreement of a run fared.

    Parameters
    ----------
    agreement : str
        Label of the agreement.
    end_kind : str
        One of the forms of the event kind ``end``; ``held`` where it was still
        standing on the last day.
    end_also : tuple of str
        Other kinds of end dated to the same day.
    end_day : int
        Day of the end, day 1 being the first day in force; the horizon where held.
    ended : bool
        False where held.
    alternatives : dict
        Day and kind of the end under each alternative definition of an offensive.
        ``held``, and the last day simulated, where there was none; a run that ended
        by the main definition stops some days later.
    figures : dict
        Counts from day 1 to the day of the end, by the names of ``runs.parquet``.
    """

    agreement: str
    end_kind: str
    end_also: tuple[str, ...]
    end_day: int
    ended: bool
    alternatives: dict[str, tuple[int, str]]
    figures: dict[str, float] = field(default_factory=dict)

    def row(self) -> dict[str, Any]:
        """Lay the outcome out as a row of ``runs.parquet``."""
        row: dict[str, Any] = {
            "end_kind": self.end_kind,
            "end_also": " ".join(self.end_also),
            "end_day": self.end_day,
            "ended": self.ended,
        }
        row.update(self.figures)
        for name, (day, kind) in self.alternatives.items():
            row[f"end_kind_{name}"] = kind
            row[f"end_day_{name}"] = day
            row[f"ended_{name}"] = kind != "held"
        return row


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


COUNTED = (
    "breaches",
    "breaches_seen",
    "attacks",
    "accusations",
    "accusations_true",
    "accusations_false",
    "accusations_contested",
    "accusations_pretext",
    "talks",
    "patrols_done",
    "displaced",
    "sectors_changed",
)


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
