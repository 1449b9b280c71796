"""Checks that all ids and sources that a scenario names exist in it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from pydantic import BaseModel

from sim.scenario.agreements import Shock
from sim.scenario.entities import Party, Sector, Tie
from sim.scenario.errors import Problem, did_you_mean
from sim.scenario.fields import places
from sim.scenario.quantity import Quantity, day_number
from sim.scenario.scenario import Description, Scenario

ASSUMED = "assumed"

# Collection, field, and the collection that the field points into. A map points with its keys.
POINTERS: tuple[tuple[str, str, str], ...] = (
    ("parties", "camp", "camps"),
    ("parties", "aims", "sectors"),
    ("parties", "relations", "parties"),
    ("parties", "beliefs", "parties"),
    ("ties", "sponsor", "parties"),
    ("ties", "client", "parties"),
    ("sectors", "holder", "parties"),
    ("sectors", "neighbours", "sectors"),
    ("sectors", "faces", "parties"),
    ("sectors", "posts", "parties"),
    ("sectors", "forces", "parties"),
    ("roads", "course", "sectors"),
    ("zones", "sectors", "sectors"),
    ("agreements", "under", "agreements"),
    ("agreements", "signatories", "parties"),
    ("agreements", "bound", "parties"),
    ("agreements", "announced_for", "parties"),
    ("provisions", "agreement", "agreements"),
    ("provisions", "holder", "parties"),
    ("obligations", "agreement", "agreements"),
    ("obligations", "owed_by", "parties"),
    ("obligations", "readings", "parties"),
    ("obligations", "zone", "zones"),
    ("obligations", "route", "sectors"),
    ("obligations", "about", "parties"),
    ("monitors", "operated_by", "parties"),
    ("monitors", "zone", "zones"),
    ("monitors", "rides_on", "obligations"),
    ("spoilers", "party", "parties"),
    ("spoilers", "host", "parties"),
    ("rivalries", "first", "parties"),
    ("rivalries", "second", "parties"),
    ("operations", "owner", "parties"),
    ("operations", "targets", "sectors"),
)

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

SINGULAR = {
    "parties": "party",
    "camps": "camp",
    "ties": "tie",
    "sectors": "sector",
    "zones": "zone",
    "agreements": "agreement",
    "obligations": "obligation",
}


def reference_problems(scenario: Scenario) -> Iterator[Problem]:
    """Find ids and source codes that nothing in the scenario bears.

    Parameters
    ----------
    scenario : Scenario
        A scenario that fits the schema.

    Yields
    ------
    Problem
        Each fault with the nearest ids that exist.
    """
    what = scenario.scenario
    yield from _unknown(what, "scenario.main", [what.main], "agreements")
    for collection, field, pool in POINTERS:
        for name, entity in getattr(what, collection).items():
            key = f"scenario.{collection}.{name}.{field}"
            yield from _unknown(what, key, _ids(getattr(entity, field)), pool)
    for name, obligation in what.obligations.items():
        for reader, owers in obligation.readings.items():
            key = f"scenario.obligations.{name}.readings.{reader}"
            yield from _unknown(what, key, owers, "parties")
    yield from _doctrines(what)
    for name, shock in what.shocks.items():
        yield from _shock(what, f"scenario.shocks.{name}", shock)
    for key, part in _parts(what, "scenario"):
        yield from _sources(key, part, what.sources)


def _ids(value: Any) -> Iterable[str]:  # noqa: ANN401 - an id, several, a map, or none
    if value is None:
        return ()
    return (value,) if isinstance(value, str) else value


def _unknown(what: Description, key: str, ids: Iterable[str], pool: str) -> Iterator[Problem]:
    known: Mapping[str, object] = getattr(what, pool)
    for name in ids:
        if name not in known:
            kind = SINGULAR[pool]
            yield Problem(key, f"there is no {kind} {name}", did_you_mean(name, known))


def _doctrines(what: Description) -> Iterator[Problem]:
    for name, party in what.parties.items():
        named = {f"doctrines.{key}": doctrine for key, doctrine in party.doctrines.items()}
        for where, doctrine in {"doctrine": party.doctrine, **named}.items():
            key = f"scenario.parties.{name}.{where}"
            yield from _unknown(what, f"{key}.against", _ids(doctrine.against), "parties")
            yield from _unknown(what, f"{key}.sector", _ids(doctrine.sector), "sectors")


def _shock(what: Description, key: str, shock: Shock) -> Iterator[Problem]:
    pool, other_pool, model, field = SHOCKED[shock.variable]
    if day_number(shock.on, what.start) < 1:
        mend = "Date it to the first day or later, or state its result as the starting value"
        yield Problem(f"{key}.on", "it lies before the first day", mend)
    yield from _unknown(what, f"{key}.subject", [shock.subject], pool)
    if other_pool is None and shock.other is not None:
        yield Problem(f"{key}.other", f"{shock.variable} concerns one only", "Leave it out")
    elif other_pool is not None and shock.other is None:
        kind = SINGULAR[other_pool]
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
