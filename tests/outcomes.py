"""The outcome of a run, derived from nothing but its log."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from sim.day.measures import COUNTED
from sim.day.outcome import Outcome

if TYPE_CHECKING:
    from sim.day.events import Event, EventLog
    from sim.scenario.measurement import OffensiveRule
    from sim.scenario.scenario import Scenario


def outcome_of(log: EventLog, scenario: Scenario, last: int) -> Outcome:
    """Derive the outcome of a finished run, `last` being its last day."""
    end = next(iter(log.of("end")))
    day = int(end.terms["dated"])
    found: Counter[str] = Counter()
    for event in log:
        if 1 <= event.day <= day:
            found.update(counts(event))
    publishing = [name for name, one in scenario.scenario.parties.items() if one.publishes_counts]
    figures: dict[str, float] = {name: found[name] for name in COUNTED}
    figures["trust_mean_end"] = end.terms["trust_mean"]
    figures |= {f"published_{name}": found[f"published_{name}"] for name in publishing}
    return Outcome(
        agreement=end.agreement,
        end_kind=end.form,
        end_also=tuple(end.outcome.split()),
        end_day=day,
        ended=end.form != "held",
        alternatives={
            name: end_by(log, scenario, rule, last)
            for name, rule in scenario.measurement.alternatives.items()
        },
        figures=figures,
    )


def counts(event: Event) -> dict[str, int]:
    """Give the figures that an event adds to, and by how much."""
    form = event.form
    return {
        "attack": {"attacks": 1},
        "breach": {"breaches": 1, "breaches_seen": int(bool(event.seen_by))},
        "accusation": {"accusations": 1, f"accusations_{form}": 1},
        "talks": {"talks": int(form != "commission")},
        "patrol": {"patrols_done": int(form != "missed")},
        "displacement": {"displaced": int(event.severity)},
        "sector": {"sectors_changed": int(form == "captured")},
        "publication": {f"published_{event.actor}": int(event.severity)},
    }.get(event.kind, {})


def end_by(log: EventLog, scenario: Scenario, rule: OffensiveRule, last: int) -> tuple[int, str]:
    """Day and kind of the end of the first agreement, were an offensive what a rule says."""
    kind, form = ("sector", "captured") if rule.counts == "captures" else ("attack", "assault")
    acts = [(e.day, e.sector) for e in log.of(kind) if e.form == form and e.day >= 1]
    found = [(day, "offensive") for day in dated(acts, rule)]
    end = next(iter(log.of("end")))
    if end.form not in ("held", "offensive"):
        found.append((int(end.terms["dated"]), end.form))
    else:
        found += [(e.day, "superseded") for e in log.of("renewal")]
        found += [(e.day, e.form) for e in log.of("declaration") if e.agreement == end.agreement]
        term = scenario.scenario.agreements[scenario.scenario.main].term_days
        found += [] if term is None or 1 + term > last else [(1 + int(term), "expired")]
    ranking = scenario.measurement.precedence
    return min(found, key=lambda one: (one[0], ranking.index(one[1])), default=(last, "held"))


def dated(acts: list[tuple[int, str]], rule: OffensiveRule) -> list[int]:
    """Day of the first act of the window that first fulfils a rule, in a list; empty if none."""
    for newest, (day, _) in enumerate(acts):
        window = [one for one in acts[: newest + 1] if one[0] > day - rule.window_days]
        days, sectors = ({one[n] for one in window} for n in (0, 1))
        if len(days) >= rule.days and len(sectors) >= rule.sectors:
            return [window[0][0]]
    return []
