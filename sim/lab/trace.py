"""One run for a page: frames of the map by day, the narrative beside it, and why it ended."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Any

from sim.questions.run.path import path_to_end
from sim.questions.run.places import garrisons, holders
from sim.questions.run.story import tell
from sim.shared.names import Names
from sim.shared.phrases import dated_day
from sim.shared.wording import date_text, start_case

if TYPE_CHECKING:
    from sim.day.events import Event, EventLog
    from sim.day.trace import Trace
    from sim.questions.run.turns import Turn

_SAID = ("accusation", "talks", "declaration", "renewal")
_OF_TALKS = {"delegation": "Delegations", "summit": "Leaders"}
_BOLD = re.compile(r"\*\*(.+?)\*\*:? ?")


def trace_of(run: Trace) -> dict[str, Any]:
    """Lay out a run in the parts that a page shows in step.

    Parameters
    ----------
    run : Trace
        The run.

    Returns
    -------
    dict
        Plain data: ``start``, the date of day 1; ``opening`` and ``went``, what was agreed and
        how it went; ``beats``, turns of the run with their days; ``why``, the steps that led to
        its end; ``end``, day and kind; and ``frames``.
    """
    scenario, log, daily, outcome = run.scenario, run.log, run.daily, run.outcome
    names = Names(scenario)
    parts = tell(scenario, log, daily, outcome)
    opening, _, went = parts.opening.partition(" In this run ")
    path = path_to_end(log, outcome)
    texts = [_turn(turn, names) for turn in parts.turns]
    # Long names are written in full once, in the order in which the page is read.
    short = names.shortened("\n".join([*(text for text, _ in texts), *parts.why])).split("\n")
    beats = [
        {"day": beat.day, "until": beat.until, "date": when, "text": text}
        for beat, text, (_, when) in zip(parts.turns, short, texts, strict=False)
    ]
    days = [dated_day(event) for event in path]
    return {
        "start": scenario.scenario.start.isoformat(),
        "opening": opening,
        "went": f"In this run {went}",
        "beats": beats,
        "why": [
            {"day": day, "text": _BOLD.sub("", step), "date": date_text(scenario.date(max(1, day)))}
            for day, step in zip(
                days if len(days) == len(parts.why) else [outcome.end_day] * len(parts.why),
                short[len(beats) :],
                strict=True,
            )
        ],
        "datings": parts.datings,
        "end": {"day": outcome.end_day, "kind": outcome.end_kind, "ended": outcome.ended},
        "frames": _frames(run),
    }


def _turn(turn: Turn, names: Names) -> tuple[str, str]:
    text = f"{turn.sentence(names)} {turn.tail}".strip()
    return text, date_text(names.scenario.date(turn.day))


def _frames(run: Trace) -> dict[str, Any]:
    """Lay a run out by days, for a script that plays it.

    Parameters
    ----------
    run : Trace
        The run.

    Returns
    -------
    dict
        Plain data. ``sectors`` and ``parties``, their ids; ``holders`` and ``troops`` of the
        first day; then lists of changes, each with its day first: ``captures`` (day, sector,
        party), ``moves`` of troops (day, sector, party, strength now), ``fire`` (day, place
        of the sector and of the party in those lists, attacks), ``offensives`` (day, party,
        sectors; none when it stops), ``said`` (day, text); and ``attacks`` and ``fled``, a
        number for each day from 1.
    """
    scenario, log = run.scenario, run.log
    sectors = {key: place for place, key in enumerate(scenario.scenario.sectors)}
    parties = {key: place for place, key in enumerate(scenario.scenario.parties)}
    start, _ = holders(scenario, log)
    troops, _ = garrisons(scenario, log)
    last = max(int(day) for day in run.daily["day"])
    fire: Counter[tuple[int, int, int]] = Counter()
    attacks, fled = [0] * last, [0.0] * last
    for event in log.of("attack"):
        if event.day >= 1:
            author = event.true_author or event.actor
            fire[event.day, sectors[event.sector], parties[author]] += 1
            attacks[event.day - 1] += 1
    for event in log.of("displacement"):
        if event.day >= 1:
            fled[event.day - 1] += event.severity
    return {
        "last": last,
        "sectors": list(sectors),
        "parties": list(parties),
        "holders": start,
        "troops": {key: forces for key, forces in troops.items() if forces},
        "captures": [[e.day, e.sector, e.actor] for e in log.of("sector") if e.day >= 1],
        "moves": _moves(run, troops),
        "fire": sorted([*key, count] for key, count in fire.items()),
        "offensives": _offensives(log),
        "said": [[e.day, text] for e in log.of(*_SAID) if e.day >= 1 and (text := _said(run, e))],
        "attacks": attacks,
        "fled": [round(number) for number in fled],
    }


def _moves(run: Trace, troops: dict[str, dict[str, float]]) -> list[list[Any]]:
    """Say after each arrival and capture which troops stand there."""
    now = {key: dict(forces) for key, forces in troops.items()}
    parties = run.scenario.scenario.parties
    found: list[list[Any]] = []
    for event in run.log.of("deployment", "sector"):
        here = now.setdefault(event.sector, {})
        if event.kind == "deployment" and event.form == "arrived":
            here[event.actor] = here.get(event.actor, 0.0) + event.severity
            found.append([event.day, event.sector, event.actor, here[event.actor]])
        elif event.kind == "sector" and event.form == "captured":
            camp = parties[event.actor].camp if event.actor in parties else None
            for who in [who for who in here if who in parties]:
                if None not in (camp, parties[who].camp) and parties[who].camp != camp:
                    del here[who]
                    found.append([event.day, event.sector, who, 0.0])
    return [move for move in found if move[0] >= 1]


def _offensives(log: EventLog) -> list[list[Any]]:
    """List when offensives begin and stop; the sectors are those assaulted while they last."""
    found: list[list[Any]] = []
    running: dict[str, list[Any]] = {}
    for event in log.of("offensive", "attack"):
        if event.kind == "attack":
            if event.form == "assault" and event.actor in running:
                sectors = running[event.actor][2]
                if event.sector not in sectors:
                    sectors.append(event.sector)
        elif event.form == "begun":
            running[event.actor] = [max(1, event.day), event.actor, [event.sector]]
            found.append(running[event.actor])
        elif event.form == "stopped":
            running.pop(event.actor, None)
            found.append([max(1, event.day), event.actor, []])
    return found


def _said(run: Trace, event: Event) -> str:
    """Say in a line what was said in public."""
    names = Names(run.scenario)
    who = start_case(names.spoken(event.actor))
    if event.kind == "accusation":
        accuses = "accuse" if names.is_plural(event.actor) else "accuses"
        return f"{who} {accuses} {names.spoken(event.target)} of {names.charge(event.obligation)}."
    if event.kind == "talks":
        if event.form not in _OF_TALKS:
            return ""
        result = "They agree." if event.outcome == "success" else "They do not agree."
        both = f"{names.spoken(event.actor)} and {names.spoken(event.target)}"
        return f"{_OF_TALKS[event.form]} of {both} meet. {result}"
    if event.kind == "renewal":
        return f"{start_case(names.agreement(event.agreement))} is signed."
    verb = "cancels" if event.form == "cancelled" else "disowns"
    return f"{who} {verb} {names.agreement(event.agreement)}."
