"""Why it ended: which events tell most, the path of causes back from an end, and its sentences."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from sim.shared.phrases import because_of, dated_day, phrase_of, sentence
from sim.shared.wording import count_text, date_text, listed, number, plural, share_text

if TYPE_CHECKING:
    from sim.day.events import Event, EventLog
    from sim.day.outcome import Outcome
    from sim.scenario.measurement import OffensiveRule
    from sim.shared.names import Names


class Sort(StrEnum):
    """What sort of thing happened."""

    DUE = "due, done or not"
    SAID = "said or agreed"
    SPONSOR = "decided by a sponsor"
    FORCE = "force"
    SEEN = "seen or thought seen"
    OUTSIDE = "from outside"
    END = "the end"


class Telling(NamedTuple):
    """How an event of one kind and form is told.

    Parameters
    ----------
    sort : Sort
        What sort of thing it is, for a picture.
    worth : float
        How much it adds to an explanation; each step of a path costs `COST`.
    weight : float
        How much it weighs among the turns of a story; 0 where it is told with others.
    seasonal : bool
        Whether it is told once a season for each pair of parties.
    """

    sort: Sort
    worth: float = 1.0
    weight: float = 0.0
    seasonal: bool = False


# By kind and form; no form stands for every other form of a kind. Routine fire explains little and
# stands in a path only where it joins what tells more.
TELLING: dict[tuple[str, str], Telling] = {
    ("entry", "in_force"): Telling(Sort.DUE, 1.0, 60.0),
    ("attack", ""): Telling(Sort.FORCE, 0.9),
    ("attack", "spoiling"): Telling(Sort.FORCE, 1.3),
    ("breach", ""): Telling(Sort.FORCE, 1.1),
    ("false_alarm", "sighting"): Telling(Sort.SEEN, 1.1),
    ("finding", ""): Telling(Sort.SEEN, 1.1),
    ("deadline", "met"): Telling(Sort.DUE, 1.0, 60.0),
    ("deadline", "missed"): Telling(Sort.DUE, 3.6, 80.0),
    ("deadline", "moved"): Telling(Sort.DUE, 1.4, 62.0),
    ("delivery", "done"): Telling(Sort.DUE, 1.0, 58.0),
    ("patrol", ""): Telling(Sort.DUE, 1.2, 50.0),
    ("publication", "daily"): Telling(Sort.SAID),
    ("accusation", "true"): Telling(Sort.SAID, 2.8, 72.0),
    ("accusation", "false"): Telling(Sort.SAID, 2.8, 72.0),
    ("accusation", "contested"): Telling(Sort.SAID, 3.0, 76.0),
    ("accusation", "pretext"): Telling(Sort.SAID, 1.2, 70.0),
    ("denial", "denied"): Telling(Sort.SAID),
    ("response", ""): Telling(Sort.SAID, 1.2),
    ("response", "protest"): Telling(Sort.SAID, 1.2, 12.0, seasonal=True),
    ("response", "answer"): Telling(Sort.SAID, 1.2, 20.0, seasonal=True),
    ("response", "escalate"): Telling(Sort.SAID, 1.2, 40.0, seasonal=True),
    ("restraint", ""): Telling(Sort.SPONSOR, 3.5, 70.0),
    ("supply", "arms"): Telling(Sort.SPONSOR, 2.2, 46.0, seasonal=True),
    ("deployment", "ordered"): Telling(Sort.SPONSOR, 2.2, 58.0, seasonal=True),
    ("deployment", "arrived"): Telling(Sort.SPONSOR, 2.2),
    ("consent", ""): Telling(Sort.SPONSOR, 2.2),
    ("consent", "refused"): Telling(Sort.SPONSOR, 0.4),
    ("offensive", ""): Telling(Sort.FORCE, 3.0),
    ("offensive", "begun"): Telling(Sort.FORCE, 3.0, 90.0),
    ("offensive", "vetoed"): Telling(Sort.FORCE, 3.0, 48.0, seasonal=True),
    ("sector", "captured"): Telling(Sort.FORCE, 1.2, 62.0, seasonal=True),
    ("sector", "takeover"): Telling(Sort.FORCE, 1.2, 52.0, seasonal=True),
    ("displacement", "fled"): Telling(Sort.FORCE, 1.4),
    ("loss", "hit"): Telling(Sort.FORCE, 2.0, 60.0, seasonal=True),
    ("talks", "commission"): Telling(Sort.SAID, 1.6),
    ("talks", "delegation"): Telling(Sort.SAID, 1.6, 34.0, seasonal=True),
    ("talks", "summit"): Telling(Sort.SAID, 1.6, 38.0, seasonal=True),
    ("reading", "agreed"): Telling(Sort.DUE, 1.0, 70.0),
    ("shock", "dated"): Telling(Sort.OUTSIDE, 3.0, 75.0),
    ("end", ""): Telling(Sort.END, 1.0, 100.0),
    ("declaration", ""): Telling(Sort.SAID, 3.0, 92.0),
    ("renewal", "signed"): Telling(Sort.DUE, 1.6, 95.0),
}
COST = 1.0
# A second step of one kind by one hand tells little that the first did not.
AGAIN = 2.0
MOST_STEPS = 6

# For each event and each number of steps: value of the best path from that event back in at most
# so many steps, and the cause that it takes next.
Values = Mapping[int, Sequence[tuple[float, int | None]]]


def telling_of(kind: str, form: str) -> Telling:
    """Say how events of a kind and form are told. See `TELLING`."""
    return TELLING.get((kind, form)) or TELLING[kind, ""]


def telling_path(log: EventLog, end: Event) -> list[Event]:
    """Find the path of causes that tells most about an end in few steps.

    Parameters
    ----------
    log : EventLog
        What happened.
    end : Event
        Where to start; usually of kind ``end``.

    Returns
    -------
    list of Event
        From the first cause to `end`, each a cause of the next; at most `MOST_STEPS`,
        where the assaults by which an offensive is measured do not count.
    """
    return path_from(log, values_of(log, end), end.id, MOST_STEPS)[::-1]


def values_of(log: EventLog, end: Event) -> Values:
    """Value every event of the chain behind an end by what can be told from it back.

    Parameters
    ----------
    log : EventLog
        What happened.
    end : Event
        Where the chain ends.

    Returns
    -------
    mapping
        By event a sequence by number of steps, up to `MOST_STEPS`: the value of the best path
        (the sum of what its events tell, each less its cost), and its next cause.
    """
    best: dict[int, list[tuple[float, int | None]]] = {}
    for event in log.chain(end.id):
        # That a deadline was moved is no reason for its passing again.
        missed = (event.kind, event.form) == ("deadline", "missed")
        own = 0.0 if is_assault(event) else telling_of(event.kind, event.form).worth - COST
        rows: list[tuple[float, int | None]] = []
        for steps in range(MOST_STEPS + 1):
            value, chosen = 0.0, None
            left = steps if is_assault(event) else steps - 1
            for cause in event.causes if left > 0 and not missed else ():
                gain = best[cause][left][0] - (AGAIN if is_same_hand(event, log[cause]) else 0.0)
                if gain > value + 1e-9:
                    value, chosen = gain, cause
            rows.append((value + own, chosen))
        best[event.id] = rows
    return best


def path_from(log: EventLog, values: Values, event: int, steps: int) -> list[Event]:
    """Follow the best path from an event back.

    Parameters
    ----------
    log : EventLog
        What happened.
    values : mapping
        As given by `values_of`.
    event : int
        Id of an event of the chain.
    steps : int
        Steps at most.

    Returns
    -------
    list of Event
        From that event to its first cause, each caused by the next.
    """
    path = [log[event]]
    steps = min(steps, MOST_STEPS)
    while (chosen := values[path[-1].id][steps][1]) is not None:
        steps -= 0 if is_assault(path[-1]) else 1
        path.append(log[chosen])
    return path


def is_assault(event: Event) -> bool:
    """Whether a step only joins others and is told together with them."""
    return event.kind == "attack" and event.form == "assault"


def is_same_hand(event: Event, cause: Event) -> bool:
    """Whether two events are of one kind and by one hand."""
    return (event.kind, event.actor) == (cause.kind, cause.actor)


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
    return [event for event in telling_path(log, end) if not is_assault(event)] if end else []


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
    offensives = [event.form for event in log.of("offensive")]
    counts = {
        "deadline had passed with a duty undone": sum(
            event.form == "missed" and event.day >= 1 for event in log.of("deadline")
        ),
        "public charge had been made": sum(1 for _ in log.of("accusation")),
        "offensive had begun and not lasted": offensives.count("begun"),
        "planned offensive had been held back by a sponsor": offensives.count("vetoed"),
    }
    parts = []
    for text, count in counts.items():
        noun, _, what = text.partition(" had ")
        if count:
            parts.append(f"{plural(count, noun)} had {what}")
    when = date_text(names.scenario.date(end.day))
    found = [sentence(f"on {when}, the last day, {phrase_of([end], names).main()}")]
    return [*found, sentence(f"by then {listed(parts)}")] if parts else found


def glossed(events: Sequence[Event], names: Names) -> tuple[str, bool]:
    """Say what happened as a main clause, and what the provision in question is about.

    Parameters
    ----------
    events : sequence of Event
        One event, or several told together.
    names : Names
        Names of the scenario.

    Returns
    -------
    tuple of (str, bool)
        The clause, and whether a gloss was added to it.
    """
    main, key = phrase_of(events, names).main(), events[0].obligation
    gloss, clause = names.gloss(key), names.clause(key)
    if not gloss or clause not in main:
        return main, False
    return main.replace(clause, f"{clause} ({gloss})", 1), True


def _step(names: Names, log: EventLog, path: Sequence[Event], place: int) -> str:
    event = path[place]
    linked = because_of(path[place - 1], event, log) if place else ""
    main, _ = glossed([event], names)
    text = f"**{date_text(names.scenario.date(dated_day(event)))}**: {linked}{main}."
    return f"{text} {reckoning(event)}".strip()


_PULLS = {
    "gains": "land",
    "momentum": "the pull of what it had begun",
    "distrust": "distrust",
    "undelivered": "duties not delivered",
    "fear": "fear",
    "hurt": "its own losses",
}
_BRAKES = {
    "agreement": "the worth of the text",
    "worth": "the worth of the text",
    "deterrence": "troops in the way",
    "weariness": "weariness",
    "threshold": "what an offensive costs",
    "cost": "what it costs to say so",
}
_LEAST_TERM = 0.05


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
    terms = {key: value for key, value in event.terms.items() if value >= _LEAST_TERM}
    pulls, brakes = ([key for key in terms if key in side] for side in (_PULLS, _BRAKES))
    if not pulls:
        return ""
    words = _PULLS | _BRAKES
    texts = [listed([f"{words[k]} ({terms[k]:.1f})" for k in side]) for side in (pulls, brakes)]
    against = f"; against it {texts[1]}" if brakes else ""
    unlikely = sum(terms[key] for key in pulls) < sum(terms[key] for key in brakes)
    odds = ", so on any one day it was an unlikely choice" if unlikely else ""
    return sentence(f"in the model's units, {texts[0]} weighed for it{against}{odds}")


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
