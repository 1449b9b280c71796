"""Why it ended: the telling path in sentences, what the end is by definition, other datings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.questions.run.chain import telling_path
from sim.shared.phrases import because_of, dated_day, phrase_of, sentence
from sim.shared.wording import count_text, date_text, listed, number, plural, share_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.record import Event, EventLog, Outcome
    from sim.scenario.measurement import OffensiveRule
    from sim.shared.names import Names


def why_it_ended(names: Names, log: EventLog, outcome: Outcome) -> list[str]:
    """Tell the steps that led to the end, or what an agreement that held came through.

    Parameters
    ----------
    names : Names
        Names of the scenario.
    log : EventLog
        What happened.
    outcome : Outcome
        How the first agreement fared.

    Returns
    -------
    list of str
        A sentence or two for each step, the first cause first; each later step is linked to
        the one before it by an edge of the log.
    """
    path = path_to_end(log, outcome)
    if not path:
        return []
    if not outcome.ended:
        return came_through(names, log, path[-1])
    steps = [_step(names, log, path, place) for place in range(len(path))]
    steps[-1] = f"{steps[-1]} {definition(names, path[-1].form)}".strip()
    return steps


def path_to_end(log: EventLog, outcome: Outcome) -> list[Event]:
    """Find the steps that are told of how the first agreement ended, the end last.

    Parameters
    ----------
    log : EventLog
        What happened.
    outcome : Outcome
        How the first agreement fared.

    Returns
    -------
    list of Event
        Empty where the log holds no end.
    """
    end = next((event for event in log.of("end") if event.agreement == outcome.agreement), None)
    if end is None:
        return []
    return [event for event in telling_path(log, end) if not _is_assault(event)]


def definition(names: Names, form: str) -> str:
    """Say by what definition an agreement has ended so.

    Parameters
    ----------
    names : Names
        Names of the scenario.
    form : str
        Form of the end.

    Returns
    -------
    str
        A sentence; empty where the end speaks for itself.
    """
    law = names.scenario.measurement
    if form == "offensive":
        rule = rule_text(law.offensive)
        return f"By definition an offensive means {rule}, dated to the first of them."
    if form == "erosion":
        days = plural(law.erosion_window_days, "day")
        share = share_text(number(law.erosion_share))
        return (
            f"By definition an agreement has eroded when the attacks of {days} reach {share} of"
            " their level before it."
        )
    return ""


def came_through(names: Names, log: EventLog, end: Event) -> list[str]:
    """Say what an agreement that held came through.

    Parameters
    ----------
    names : Names
        Names of the scenario.
    log : EventLog
        What happened.
    end : Event
        The last day, entered as ``held``.

    Returns
    -------
    list of str
        One sentence or two.
    """
    missed = sum(event.form == "missed" and event.day >= 1 for event in log.of("deadline"))
    charges = sum(1 for _ in log.of("accusation"))
    begun = sum(event.form == "begun" for event in log.of("offensive"))
    vetoed = sum(event.form == "vetoed" for event in log.of("offensive"))
    counts = {
        "deadline": (missed, "passed with a duty undone"),
        "public charge": (charges, "been made"),
        "offensive": (begun, "begun and not lasted"),
        "planned offensive": (vetoed, "been held back by a sponsor"),
    }
    parts = [f"{plural(count, noun)} had {what}" for noun, (count, what) in counts.items() if count]
    when = date_text(names.scenario.date(end.day))
    found = [sentence(f"on {when}, the last day, {phrase_of([end], names).main()}")]
    faced = listed(parts)
    return [*found, sentence(f"by then {faced}")] if faced else found


def _is_assault(event: Event) -> bool:
    return event.kind == "attack" and event.form == "assault"


def _step(names: Names, log: EventLog, path: Sequence[Event], place: int) -> str:
    event = path[place]
    linked = because_of(path[place - 1], event, log) if place else ""
    day = dated_day(event)
    main = phrase_of([event], names).main()
    gloss, clause = names.gloss(event.obligation), names.clause(event.obligation)
    if gloss and clause in main:
        main = main.replace(clause, f"{clause} ({gloss})", 1)
    text = f"**{date_text(names.scenario.date(day))}**: {linked}{main}."
    weighed = reckoning(event)
    return f"{text} {weighed}".strip()


TERMS = {
    "gains": "land",
    "momentum": "the pull of what it had begun",
    "distrust": "distrust",
    "undelivered": "duties not delivered",
    "fear": "fear",
    "hurt": "its own losses",
    "agreement": "the worth of the text",
    "worth": "the worth of the text",
    "deterrence": "troops in the way",
    "weariness": "weariness",
    "threshold": "what an offensive costs",
    "cost": "what it costs to say so",
}
AGAINST = {"agreement", "worth", "deterrence", "weariness", "threshold", "cost"}


def reckoning(event: Event) -> str:
    """Say what weighed in a decision to attack or to cancel, from the terms in the log.

    Parameters
    ----------
    event : Event
        Any event.

    Returns
    -------
    str
        A sentence; empty where the event is no such decision.
    """
    if (event.kind, event.form) != ("offensive", "begun") and event.kind != "declaration":
        return ""
    told = {key: value for key, value in event.terms.items() if key in TERMS and value >= 0.05}  # noqa: PLR2004
    pulls = [f"{TERMS[k]} ({v:.1f})" for k, v in told.items() if k not in AGAINST]
    brakes = [f"{TERMS[k]} ({v:.1f})" for k, v in told.items() if k in AGAINST]
    if not pulls:
        return ""
    against = f"; against it {listed(brakes)}" if brakes else ""
    sums = [sum(v for k, v in told.items() if (k in AGAINST) == side) for side in (False, True)]
    odds = ", so on any one day it was an unlikely choice" if sums[0] < sums[1] else ""
    return sentence(f"in the model's units, {listed(pulls)} weighed for it{against}{odds}")


def rule_text(rule: OffensiveRule) -> str:
    """Say in words what counts as an offensive under a rule."""
    what = "assaults" if rule.counts == "assaults" else "captures"
    if rule.days == rule.sectors == 1:
        return f"the first {what.removesuffix('s')}"
    days = "one day" if rule.days == 1 else f"at least {count_text(rule.days)} days"
    where = "one sector" if rule.sectors == 1 else f"at least {count_text(rule.sectors)} sectors"
    return f"{what} on {days} and in {where} within {count_text(rule.window_days)} days"


def datings(names: Names, outcome: Outcome) -> str:
    """Say when it ended by the other definitions of an offensive.

    Parameters
    ----------
    names : Names
        Names of the scenario.
    outcome : Outcome
        How the first agreement fared.

    Returns
    -------
    str
        One sentence.
    """
    groups: dict[str, list[str]] = {}
    for name, (day, kind) in outcome.alternatives.items():
        when = f"ended on {date_text(names.scenario.date(day))}, day {day}"
        if kind == "held":
            when = "did not end"
        elif outcome.ended and day == outcome.end_day:
            when = "ended on the same day"
        rule = rule_text(names.scenario.measurement.alternatives[name])
        groups.setdefault(when, []).append(f"by {rule}")
    parts = [f"dated {' or '.join(rules)}, it {when}" for when, rules in groups.items()]
    return sentence("; ".join(parts))
