"""Who owed what: the clauses of an agreement, and whose duty each side took them for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.shared.wording import (
    date_text,
    listed,
    number,
    possessive,
    start_case,
    word_count,
)

if TYPE_CHECKING:
    from sim.scenario.agreements import Obligation
    from sim.shared.names import Names

MOST_CLAUSES = 8
MOST_WORDS = 240


def who_owed_what(names: Names, *, short: bool = False) -> list[str]:
    """List the live clauses of the main agreement, a line of Markdown each.

    Where guarantors read a clause in another way than its letter, the line says so; where none
    of them does, the readings of the other parties stand there.

    Parameters
    ----------
    names : Names
        Names of the scenario.
    short : bool
        Whether to leave out what the clauses say.

    Returns
    -------
    list of str
        Lines; the clauses of least weight share the last one where the list grows long.
    """
    described = names.scenario.scenario
    duties = {
        key: duty
        for key, duty in described.obligations.items()
        if duty.active and duty.agreement == described.main
    }
    mark = "" if short else "- "
    lines = {
        key: f"{mark}{_clause_line(key, duty, names, short=short)}" for key, duty in duties.items()
    }
    told: set[str] = set()
    words = 0
    for key in sorted(duties, key=lambda key: -number(duties[key].importance))[:MOST_CLAUSES]:
        words += word_count(lines[key])
        if words <= MOST_WORDS or not told:
            told.add(key)
    rest = [f"{names.clause(key)} ({names.gloss(key)})" for key in duties if key not in told]
    found = [line for key, line in lines.items() if key in told]
    return [*found, f"{mark}Of less weight: {listed(rest, 12)}."] if rest else found


def _clause_line(key: str, duty: Obligation, names: Names, *, short: bool) -> str:
    if short:
        return f"{start_case(names.clause(key))} ({names.gloss(key)}): {_owners(duty, names)}."
    due = ""
    if duty.due:
        due = f", due {date_text(names.scenario.date(names.scenario.day(duty.due)))}"
    text = duty.text.strip().rstrip(".")
    return f"**{start_case(names.clause(key))}**{due}: {text}. {start_case(_owners(duty, names))}."


def _owners(duty: Obligation, names: Names) -> str:
    letter = f"{names.parties(duty.owed_by)} owed it" if duty.owed_by else "it names nobody"
    views = _views(duty, names.guarantors) or _views(duty, tuple(names.scenario.scenario.parties))
    if not views:
        return letter
    read = [_reading(who, owners, duty.owed_by, names) for owners, who in views.items()]
    return f"{'by the letter ' if duty.owed_by else ''}{letter}; {'; '.join(read)}"


def _views(duty: Obligation, readers: tuple[str, ...]) -> dict[tuple[str, ...], list[str]]:
    """Gather who reads a clause in another way than its letter, by whose duty they take it for."""
    views: dict[tuple[str, ...], list[str]] = {}
    for reader in readers:
        owners = tuple(sorted(duty.readings.get(reader, duty.owed_by)))
        if owners != tuple(sorted(duty.owed_by)):
            views.setdefault(owners, []).append(reader)
    return views


def _reading(who: list[str], owners: tuple[str, ...], letter: tuple[str, ...], names: Names) -> str:
    """Say how some read a clause, by what sets it apart from the letter."""
    readers = names.parties(who)
    if owners == tuple(who):
        return (
            f"{readers} took it for {'their' if names.is_plural(who[0]) else 'its'} own duty alone"
        )
    extra = [owner for owner in owners if owner not in letter]
    if letter and extra and set(letter) <= set(owners):
        return f"{readers} held {names.parties(extra)} to it as well"
    if owners and set(owners) < set(letter):
        return f"{readers} held only {names.parties(owners)} to it"
    return f"{readers} took it for {_duty_of(owners, names)}"


def _duty_of(owners: tuple[str, ...], names: Names) -> str:
    if not owners:
        return "nobody's duty"
    if len(owners) == 1:
        return f"{possessive(names.party(owners[0]))} duty"
    return f"a duty of {names.parties(owners)}"
