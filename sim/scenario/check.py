"""Checks that hold between the parts of a scenario, beyond what the schema says of each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from pydantic import BaseModel

from sim.scenario.agreements import Agreement, Obligation
from sim.scenario.errors import Problem
from sim.scenario.geography import map_problems
from sim.scenario.quantity import FIRST_DAY, Distribution, TimePath
from sim.scenario.references import reference_problems
from sim.scenario.scenario import Description, Scenario, key_of

MOST_SPONSORS = 2
LUCKY = ("parties", "ties", "sectors", "monitors", "spoilers", "obligations", "rivalries")
# Sums such as 0.7 + 0.3 may miss 1 by rounding.
ROUNDING = 1e-9


def problems(scenario: Scenario) -> list[Problem]:
    """Find what does not fit between the parts of a scenario.

    Parameters
    ----------
    scenario : Scenario
        A scenario that fits the schema.

    Returns
    -------
    list of Problem
        The faults; empty if the scenario is sound. Unknown ids come alone, because
        the other checks need ids that exist.
    """
    found = list(reference_problems(scenario))
    if found:
        return found
    what = scenario.scenario
    found += map_problems(what)
    found += _parties(what)
    found += _sponsors(what)
    found += _leverages(scenario)
    found += _agreements(what)
    for name, obligation in what.obligations.items():
        found += _obligation(f"scenario.obligations.{name}", obligation, what)
    found += _luck(what)
    found += _measurement(scenario)
    found += _tables(scenario)
    return found


def _parties(what: Description) -> Iterator[Problem]:
    for name, party in what.parties.items():
        if party.kind == "observer" and party.fights:
            key = f"scenario.parties.{name}.fights"
            yield Problem(key, "an observer does not fight", "Write fights: false")
    armed = [party for party in what.parties.values() if party.fights]
    camps = {party.camp for party in armed if party.camp is not None}
    if len(camps) < 2:  # noqa: PLR2004 - it takes two
        yield Problem(
            "scenario.parties",
            "no two parties that fight are hostile",
            "Give them different camps; parties of one camp, or without one, are not hostile",
        )
    for name, sector in what.sectors.items():
        if not what.parties[sector.holder].fights:
            key = f"scenario.sectors.{name}.holder"
            mend = "Name a party that fights, or write fights: true for this one"
            yield Problem(key, f"{sector.holder} holds it and does not fight", mend)
    for name, rivalry in what.rivalries.items():
        first, second = what.parties[rivalry.first], what.parties[rivalry.second]
        if rivalry.first == rivalry.second or first.camp is None or first.camp != second.camp:
            key = f"scenario.rivalries.{name}"
            yield Problem(key, "rivals are two groups of one camp", "Name two of one camp")
    for name, operation in what.operations.items():
        if operation.running and operation.days_stopped:
            key = f"scenario.operations.{name}.days_stopped"
            yield Problem(key, "an operation that runs has not stopped", "Write 0")


def _sponsors(what: Description) -> Iterator[Problem]:
    clients: dict[str, list[str]] = {}
    for name, tie in what.ties.items():
        if tie.sponsor == tie.client:
            key = f"scenario.ties.{name}.sponsor"
            yield Problem(key, f"{tie.sponsor} cannot sponsor itself", "Name another party")
        elif tie.active:
            clients.setdefault(tie.sponsor, []).append(tie.client)
    for client in what.parties:
        sponsors = [tie for tie in what.ties.values() if tie.active and tie.client == client]
        if len(sponsors) > MOST_SPONSORS:
            names = ", ".join(tie.sponsor for tie in sponsors)
            mend = f"Leave {MOST_SPONSORS} of these ties active"
            yield Problem("scenario.ties", f"{client} has too many sponsors: {names}", mend)
    for party in what.parties:
        if _leads_back(party, clients):
            mend = "A client cannot sponsor its sponsor; make one tie of the ring inactive"
            yield Problem("scenario.ties", f"the sponsors of {party} lead back to it", mend)
            return


def _leads_back(party: str, following: dict[str, list[str]]) -> bool:
    reached: set[str] = set()
    open_ends = list(following.get(party, ()))
    while open_ends:
        name = open_ends.pop()
        if name not in reached:
            reached.add(name)
            open_ends.extend(following.get(name, ()))
    return party in reached


def _leverages(scenario: Scenario) -> Iterator[Problem]:
    what = scenario.scenario
    for client in what.parties:
        ties = {n: t for n, t in what.ties.items() if t.active and t.client == client}
        paths = [tie.leverage for tie in ties.values()]
        # Uncertain leverages are judged when they have been drawn.
        if len(paths) < 2 or not all(_is_fixed(path) for path in paths):  # noqa: PLR2004
            continue
        days = {scenario.day(step.begins) for path in paths for step in path.steps}
        for day in sorted(days | {FIRST_DAY}):
            total = sum(path.on(day, what.start) for path in paths)
            if total > 1 + ROUNDING:
                since = "" if day == FIRST_DAY else f" from {scenario.date(day)}"
                yield Problem(
                    f"scenario.ties.{max(ties)}.leverage",
                    f"the leverages of {' and '.join(sorted(ties))} over {client}"
                    f" add up to {total:g}{since}",
                    "They are shares of one party's decisions: at most 1 together",
                )
                break


def _is_fixed(path: TimePath) -> bool:
    return all(isinstance(step.value, int | float) for step in path.steps)


def _agreements(what: Description) -> Iterator[Problem]:
    main = what.agreements[what.main]
    key = f"scenario.agreements.{what.main}"
    if not main.active:
        yield Problem(f"{key}.active", "the main agreement is inactive", "Write active: true")
    if main.starts is None:
        mend = f"Write starts: {what.start}"
        yield Problem(f"{key}.starts", "the main agreement has no first day", mend)
    elif main.starts != what.start:
        mend = "Make starts of the main agreement and start of the scenario the same day"
        problem = f"it starts on {main.starts} and the scenario on {what.start}"
        yield Problem(f"{key}.starts", problem, mend)
    following = {n: [a.under] if a.under else [] for n, a in what.agreements.items()}
    for name, agreement in what.agreements.items():
        key = f"scenario.agreements.{name}"
        if _leads_back(name, following):
            yield Problem(f"{key}.under", "it lies under itself", "Name the wider agreement")
        if name != what.main and agreement.starts is not None and agreement.starts > what.start:
            mend = "Leave starts out; talks decide when a form is signed"
            yield Problem(f"{key}.starts", "it lies after the start of the scenario", mend)
        for party in sorted(set(agreement.signatories) & set(agreement.announced_for)):
            mend = "Leave it in one of signatories and announced_for"
            yield Problem(f"{key}.announced_for", f"{party} has signed it", mend)


def _obligation(key: str, obligation: Obligation, what: Description) -> Iterator[Problem]:
    nobody = not obligation.owed_by and not any(obligation.readings.values())
    match obligation.kind:
        case "deliver" if obligation.due is None:
            yield Problem(f"{key}.due", "a delivery without deadline", "State a date, or days")
        case "repeat" if obligation.begins is None:
            yield Problem(f"{key}.begins", "no first occasion", "State a date, or days")
        case "keep" if not obligation.owed_by:
            yield Problem(f"{key}.owed_by", "nobody owes it", "Name who keeps the posts")
        case "refrain" if nobody:
            mend = "Name who has to refrain, in owed_by or in readings"
            yield Problem(f"{key}.owed_by", "nobody owes it", mend)
    agreement = what.agreements[obligation.agreement]
    for field in ("begins", "due"):
        moment = getattr(obligation, field)
        if not isinstance(moment, date):
            continue
        if agreement.starts is None:
            mend = "Write days after entry into force, as a whole number"
            problem = f"a date in {obligation.agreement}, which talks may sign on any day"
            yield Problem(f"{key}.{field}", problem, mend)
        elif moment < agreement.starts:
            problem = f"{moment} lies before the agreement starts, on {agreement.starts}"
            yield Problem(f"{key}.{field}", problem, "Correct one of the two")
    begins, due = _date_of(obligation.begins, agreement), _date_of(obligation.due, agreement)
    if begins is not None and due is not None and begins > due:
        yield Problem(f"{key}.begins", "it begins after it is due", "Correct one of the two")


def _date_of(moment: date | int | None, agreement: Agreement) -> date | None:
    if isinstance(moment, int):
        return (agreement.starts or date(2000, 1, 1)) + timedelta(days=moment)
    return moment


def _luck(what: Description) -> Iterator[Problem]:
    seen: dict[int, str] = {}
    for collection in LUCKY:
        for name, entity in getattr(what, collection).items():
            dotted = f"scenario.{collection}.{name}"
            first = seen.setdefault(key_of(name, entity), dotted)
            if first != dotted:
                mend = f"Rename one, or state a luck_key for one, such as {dotted}.luck_key"
                yield Problem(dotted, f"it would share its luck with {first}", mend)


def _measurement(scenario: Scenario) -> Iterator[Problem]:
    precedence = scenario.measurement.precedence
    causes = type(scenario.measurement)().precedence
    if sorted(precedence) != sorted(causes):
        key = "measurement.precedence"
        yield Problem(key, "it does not list each cause once", f"Order {', '.join(causes)}")


def _tables(scenario: Scenario) -> Iterator[Problem]:
    """Columns of one table of joint draws have as many rows."""
    seen: dict[str, tuple[str, int]] = {}
    for key, column in _columns(scenario, ""):
        rows = len(column.parameters)
        first, others = seen.setdefault(column.table, (key, rows))
        if rows != others:
            yield Problem(
                key,
                f"it has {rows:,} rows of the table {column.table}, and {first} has {others:,}",
                "A row is a joint draw; give each column a value for each row",
            )


def _columns(part: object, key: str) -> Iterator[tuple[str, Distribution]]:
    match part:
        case Distribution(family="joint"):
            yield key, part
        case TimePath():
            for step in part.steps:
                yield from _columns(step.value, f"{key}.{step.name}.value" if step.name else key)
        case BaseModel():
            for name in type(part).model_fields:
                yield from _columns(getattr(part, name), f"{key}.{name}" if key else name)
        case Mapping():
            for name, entry in part.items():
                yield from _columns(entry, f"{key}.{name}")
        case _:
            pass
