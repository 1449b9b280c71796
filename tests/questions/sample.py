"""A hand-made run in the likeness of Sochi, to tell and to draw without running the model."""

from datetime import timedelta

from sim.day.events import Event, EventLog
from sim.day.outcome import Outcome
from sim.day.trace import Daily
from sim.scenario.scenario import Scenario
from tests.outcomes import outcome_of
from tests.questions.sample_log import sochi_log
from tests.questions.sample_scenarios import sochi, two_parties


def daily_of(log: EventLog, scenario: Scenario, last: int) -> Daily:
    """Lay out days from the log, with beliefs that slide from even to low."""
    rows = []
    run_in = scenario.measurement.run_in_days
    for day in range(1 - run_in, last + 1):
        events = [event for event in log if event.day == day]
        gone = max(0.0, day / last)
        row: dict[str, object] = {
            "day": day,
            "date": (scenario.scenario.start + timedelta(days=day - 1)).isoformat(),
            "agreement": scenario.scenario.main if day >= 1 else "",
            "attacks": sum(event.kind == "attack" for event in events),
            "breaches": sum(event.kind == "breach" for event in events),
            "tension": 0.2,
            "displaced": sum(e.severity for e in events if e.kind == "displacement"),
        }
        for of in scenario.scenario.parties:
            for held in scenario.scenario.parties:
                if of != held:
                    row[f"belief.{of}.{held}"] = 0.6 - 0.4 * gone - 0.02 * len(of)
                    row[f"overdue.{of}.{held}"] = 0.2 * gone
        for tie in scenario.scenario.ties:
            row[f"effort.{tie}"] = 0.8 if day < 70 or tie != "russia_government" else 0.45
        for key, party in scenario.scenario.parties.items():
            row[f"weariness.{key}"] = 0.3
            row[f"strength.{key}"] = 1.0
            row[f"pressure.{key}"] = 0.0
            row[f"held.{key}"] = 3
            if party.publishes_counts:
                row[f"published.{key}"] = sum(
                    e.severity for e in events if e.kind == "publication" and e.actor == key
                )
        rows.append(row)
    return {name: [row[name] for row in rows] for name in rows[0]}


def told(days: int = 230) -> tuple[Scenario, EventLog, Daily, Outcome]:
    """Give everything that a report takes."""
    scenario, log = sochi(), sochi_log(days)
    last = days + 18
    return scenario, log, daily_of(log, scenario, last), outcome_of(log, scenario, last)


def dyad() -> tuple[Scenario, EventLog, Daily, Outcome]:
    """Give a run of one day between two parties without guarantors, in which nothing happens."""
    scenario = two_parties()
    log = EventLog()
    log.add(Event(0, 1, "end", "held", agreement="truce", terms={"dated": 1.0, "trust_mean": 0.5}))
    daily = daily_of(log, scenario, 1)
    return scenario, log, daily, outcome_of(log, scenario, 1)
