"""Checks that hold between the parts of a scenario, beyond what the schema says of each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from functools import cache
from itertools import pairwise
from typing import Any

from pydantic import BaseModel

from sim.scenario.agreements import Agreement, Obligation, Shock
from sim.scenario.entities import Party, Sector, Tie
from sim.scenario.errors import Problem, did_you_mean
from sim.scenario.fields import places
from sim.scenario.quantity import FIRST_DAY, Distribution, Quantity, TimePath, day_number
from sim.scenario.scenario import Description, Scenario, key_of

ASSUMED = "assumed"
_MOST_SPONSORS = 2
_LUCKY = ("parties", "ties", "sectors", "monitors", "spoilers", "obligations", "rivalries")
# Sums such as 0.7 + 0.3 may miss 1 by rounding.
_ROUNDING = 1e-9

# What a shock changes: collection of its subject, collection of its other, class and field.
SHOCKED: dict[str, tuple[str, str | None, type[BaseModel], str]] = {
    "strength": ("parties", None, Party, "strength"),
    "weariness": ("parties", None, Party, "weariness"),
    "worth_of_land": ("parties", None, Party, "worth_of_land"),
    "control": ("parties", None, Party, "control"),
    "relations": ("parties", "parties", Party, "relations"),
    "leverage": ("ties", None, Tie, "leverage"),
    "air_power": ("ties", None, Tie, "air_power"),
    "tension": ("sectors", None, Sector, "tension"),
    "people": ("sectors", None, Sector, "people"),
    "posts": ("sectors", "parties", Sector, "posts"),
    "forces": ("sectors", "parties", Sector, "forces"),
}

_SINGULAR = {
    "parties": "party",
    "camps": "camp",
    "ties": "tie",
    "sectors": "sector",
    "zones": "zone",
    "agreements": "agreement",
    "obligations": "obligation",
}

_Links = dict[str, set[str]]


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
    found = list(_reference_problems(scenario))
    if found:
        return found
    what = scenario.scenario
    found += _map_problems(what)
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
        if len(sponsors) > _MOST_SPONSORS:
            names = ", ".join(tie.sponsor for tie in sponsors)
            mend = f"Leave {_MOST_SPONSORS} of these ties active"
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
            if total > 1 + _ROUNDING:
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
    for collection in _LUCKY:
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


# Ids and sources


def _reference_problems(scenario: Scenario) -> Iterator[Problem]:
    """Find ids and source codes that nothing in the scenario bears, with the nearest that exist."""
    what = scenario.scenario
    for key, part in _parts(what, "scenario"):
        for field, pool, below in _pointers(type(part)):
            value = getattr(part, field)
            yield from _unknown(what, f"{key}.{field}", _ids(value), pool)
            for name, ids in value.items() if below else ():
                yield from _unknown(what, f"{key}.{field}.{name}", _ids(ids), below)
        yield from _sources(key, part, what.sources)
    for name, shock in what.shocks.items():
        yield from _shock(what, f"scenario.shocks.{name}", shock)


def pointers() -> list[tuple[str, str, str]]:
    """List what points at an entry of the scenario.

    Returns
    -------
    list of tuple
        Collection, field of its entries, and the collection that the field points into. A map
        points with its keys.
    """
    return [
        (collection, field, pool)
        for collection, place in places(Description)
        if place.entry is not None and place.entry.model is not None
        for field, pool, _ in _pointers(place.entry.model)
    ]


@cache
def _pointers(model: type) -> list[tuple[str, str, str]]:
    """List the fields that hold ids: name, collection of the ids, and of those below them."""
    found = [
        (name, place.pool, place.entry.pool if place.entry is not None else "")
        for name, place in places(model)
    ]
    return [one for one in found if one[1]]


def _ids(value: Any) -> Iterable[str]:  # noqa: ANN401 - an id, several, a map, or none
    if value is None:
        return ()
    return (value,) if isinstance(value, str) else value


def _unknown(what: Description, key: str, ids: Iterable[str], pool: str) -> Iterator[Problem]:
    known: Mapping[str, object] = getattr(what, pool)
    for name in ids:
        if name not in known:
            kind = _SINGULAR[pool]
            yield Problem(key, f"there is no {kind} {name}", did_you_mean(name, known))


def _shock(what: Description, key: str, shock: Shock) -> Iterator[Problem]:
    pool, other_pool, model, field = SHOCKED[shock.variable]
    if day_number(shock.on, what.start) < 1:
        mend = "Date it to the first day or later, or state its result as the starting value"
        yield Problem(f"{key}.on", "it lies before the first day", mend)
    yield from _unknown(what, f"{key}.subject", [shock.subject], pool)
    if other_pool is None and shock.other is not None:
        yield Problem(f"{key}.other", f"{shock.variable} concerns one only", "Leave it out")
    elif other_pool is not None and shock.other is None:
        kind = _SINGULAR[other_pool]
        yield Problem(f"{key}.other", "this key is missing", f"Name the {kind} it concerns")
    elif other_pool is not None:
        yield from _unknown(what, f"{key}.other", _ids(shock.other), other_pool)
    quantity = _quantity(model, field)
    fixed = isinstance(shock.value, int | float)
    if shock.change == "set" and fixed and not quantity.low <= shock.value <= quantity.high:
        yield Problem(
            f"{key}.value",
            f"{shock.value:g} is outside the range of {shock.variable},"
            f" [{quantity.low:g}, {quantity.high:g}]",
        )
    if shock.change == "multiply" and fixed and shock.value < 0:
        yield Problem(f"{key}.value", "a factor is not negative")


def _quantity(model: type[BaseModel], field: str) -> Quantity:
    place = dict(places(model))[field]
    quantity = place.quantity or (place.entry.quantity if place.entry else None)
    if quantity is None:
        message = f"{field} of {model.__name__} is not a number"
        raise TypeError(message)
    return quantity


def _parts(value: object, key: str) -> Iterator[tuple[str, BaseModel]]:
    """Go through a part and all parts within it, with dotted keys."""
    if isinstance(value, BaseModel):
        yield key, value
        for field in type(value).model_fields:
            yield from _parts(getattr(value, field), f"{key}.{field}")
    elif isinstance(value, dict):
        for name, item in value.items():
            yield from _parts(item, f"{key}.{name}")


def _sources(key: str, part: BaseModel, known: Mapping[str, str]) -> Iterator[Problem]:
    source = getattr(part, "source", None)
    if source is None:
        return
    by_field = source if isinstance(source, dict) else {"": source}
    for field, text in by_field.items():
        where = f"{key}.source.{field}" if field else f"{key}.source"
        fields = type(part).model_fields
        if field and field.partition(".")[0] not in fields:
            yield Problem(
                where, f"there is no key {field} to document", did_you_mean(field, fields)
            )
        codes = source_codes(text)
        if not codes:
            yield Problem(where, "no source is named", f"Write {ASSUMED}, or codes from sources")
        for code in codes:
            if code != ASSUMED and code not in known:
                mend = did_you_mean(code, known) or f"Write {ASSUMED}, or add it to sources"
                yield Problem(where, f"there is no source {code}", mend)


def source_codes(text: str) -> list[str]:
    """Read the codes of a source; free text may follow after a colon.

    Parameters
    ----------
    text : str
        Such as ``un_2018 sana: the second gives the date``.

    Returns
    -------
    list of str
        Codes of the scenario's `sources`, or ``assumed``.
    """
    return text.partition(":")[0].split()


# The map


def _links(what: Description) -> _Links:
    """Neighbours of each sector; a pair stated on one side counts for both."""
    found: _Links = {name: set() for name in what.sectors}
    for name, sector in what.sectors.items():
        for other in sector.neighbours:
            if other in found:
                found[name].add(other)
                found[other].add(name)
    return found


def _map_problems(what: Description) -> Iterator[Problem]:
    """Find faults of the map: pieces apart, broken courses, places on top of each other."""
    neighbours = _links(what)
    for name, sector in what.sectors.items():
        if name in sector.neighbours:
            key = f"scenario.sectors.{name}.neighbours"
            yield Problem(key, "a sector is not its own neighbour", "Leave it out")
    yield from _apart(neighbours)
    yield from _same_position(what)
    for name, road in what.roads.items():
        yield from _course(f"scenario.roads.{name}.course", road.course, neighbours)
    for name, obligation in what.obligations.items():
        key = f"scenario.obligations.{name}.route"
        if len(obligation.route) == 1:
            yield Problem(key, "a route needs two sectors or more", "Add where it goes")
        yield from _course(key, obligation.route, neighbours)


def _apart(neighbours: _Links) -> Iterator[Problem]:
    if not neighbours:
        yield Problem("scenario.sectors", "there is no sector", "State one")
        return
    first = min(neighbours)
    reached = {first}
    open_ends = [first]
    while open_ends:
        new = neighbours[open_ends.pop()] - reached
        reached |= new
        open_ends.extend(new)
    beyond = sorted(set(neighbours) - reached)
    if beyond:
        yield Problem(
            "scenario.sectors",
            f"no chain of neighbours leads from {first} to {', '.join(beyond)}",
            "Add neighbours until the map is in one piece",
        )


def _same_position(what: Description) -> Iterator[Problem]:
    seen: dict[object, str] = {}
    for name, sector in what.sectors.items():
        position = (sector.lat, sector.lon)
        if position in seen:
            yield Problem(
                f"scenario.sectors.{name}.lat",
                f"{name} lies exactly where {seen[position]} lies",
                "State lat and lon of both",
            )
        seen.setdefault(position, name)


def _course(key: str, course: Sequence[str], neighbours: _Links) -> Iterator[Problem]:
    for here, there in pairwise(course):
        if here in neighbours and there in neighbours and there not in neighbours[here]:
            yield Problem(
                key,
                f"{here} and {there} follow each other but are not neighbours",
                "Name the sectors between them, or make them neighbours",
            )
