"""The text of a scenario for a page: its clauses, and who owes what in whose reading."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sim.lab.parameters import parameter_at
from sim.shared.names import Names
from sim.shared.wording import date_text, number, start_case

if TYPE_CHECKING:
    from sim.scenario.agreements import Obligation
    from sim.scenario.scenario import Scenario
    from sim.scenario.tree import Tree

_KINDS = {
    "refrain": "not to do",
    "deliver": "to be delivered",
    "repeat": "to be done again and again",
    "keep": "to be kept",
}


_STRENGTHS = {
    "commission": "Meets, and may settle a claim.",
    "guarantee": "Makes the guarantor try harder.",
    "escape_clause": "Makes it cheaper to cancel.",
    "mediation": "Makes parties more willing to agree at talks.",
}

Shown = dict[str, Any]


def texts_of(scenario: Scenario, base: Tree) -> list[Shown]:
    """Lay out the agreements that are in force on the first day, the main one first.

    Parameters
    ----------
    scenario : Scenario
        The scenario as it is set up.
    base : dict
        Completed tree of the scenario without changes.

    Returns
    -------
    list of dict
        Agreements with clauses: ``title``; ``facts``, when it entered into force, who signed, who
        is bound; ``abbreviations``; ``readers``, whose readings are told; and ``clauses``, each
        with its switch (``key``, ``active``, ``changed``), what it says, and for each reader who
        owes it.
    """
    described = scenario.scenario
    signed = [
        key
        for key, text in described.agreements.items()
        if text.starts is not None and text.active and key != described.main
    ]
    found = [_text(scenario, base, key) for key in [described.main, *signed]]
    return [text for text in found if text["clauses"]]


def _text(scenario: Scenario, base: Tree, agreement: str) -> Shown:
    names = Names(scenario)
    described = scenario.scenario
    duties = {k: d for k, d in described.obligations.items() if d.agreement == agreement}
    readers = [
        key
        for key in described.parties
        if key in names.guarantors or any(key in duty.readings for duty in duties.values())
    ]
    return {
        "title": start_case(names.agreement(agreement)),
        "facts": _facts(names, agreement),
        "abbreviations": names.abbreviations(),
        "readers": [names.label(key) for key in readers],
        "clauses": [_clause(names, base, key, duty, readers) for key, duty in duties.items()],
    }


def _facts(names: Names, agreement: str) -> str:
    text = names.scenario.scenario.agreements[agreement]
    parts = []
    if text.starts is not None:
        parts.append(f"In force from {date_text(text.starts)}.")
    if text.signatories:
        parts.append(f"Signed by {names.parties(text.signatories)}.")
    if bound := [key for key in text.bound if key not in text.signatories]:
        parts.append(f"Bound without signing: {names.parties(bound)}.")
    return " ".join(parts)


def _clause(names: Names, base: Tree, key: str, duty: Obligation, readers: list[str]) -> Shown:
    letter = tuple(duty.owed_by)
    read = {reader: tuple(duty.readings.get(reader, letter)) for reader in readers}
    return _switch(base, f"obligations.{key}", active=duty.active) | {
        "name": f"Clause {duty.clause}" if duty.clause[:1].isdigit() else "The only clause",
        "gloss": names.gloss(key),
        "text": duty.text.strip(),
        "kind": _KINDS.get(duty.kind, f"to {duty.kind}"),
        "due": date_text(names.scenario.date(names.scenario.day(duty.due))) if duty.due else "",
        "letter": [names.label(owner) for owner in letter],
        "cells": [
            {
                "reader": names.label(reader),
                "owners": [names.label(owner) for owner in owners],
                "differs": set(owners) != set(letter),
            }
            for reader, owners in read.items()
        ],
        "disputed": len(set(read.values())) > 1,
    }


def _switch(base: Tree, path: str, *, active: bool) -> Shown:
    """The switch of a part: its key, whether it is in force, and whether that is a change."""
    key = f"scenario.{path}.active"
    parameter = parameter_at(base, key)
    changed = parameter is None or parameter.value is not active
    return {"key": key, "active": active, "changed": changed}


def switches_of(scenario: Scenario, base: Tree) -> list[Shown]:
    """List what else can be left out: provisions, monitors, ties, spoilers.

    Parameters
    ----------
    scenario : Scenario
        The scenario as it is set up.
    base : dict
        Completed tree of the scenario without changes.

    Returns
    -------
    list of dict
        Each a switch with ``label`` and ``note``, in the order of the scenario.
    """
    names = Names(scenario)
    described = scenario.scenario
    found: list[tuple[str, str, str, bool]] = []
    for key, part in described.provisions.items():
        if part.agreement == described.main:
            kind = start_case(part.kind.replace("_", " "))
            of = f" of {names.party(part.holder)}" if part.holder else ""
            found.append((f"provisions.{key}", f"{kind}{of}", _STRENGTHS[part.kind], part.active))
    for key, monitor in described.monitors.items():
        seen = f"Sees {number(monitor.detection):.0%} of attacks"
        public = "reports in public" if monitor.public else "reports to those who run it"
        found.append((f"monitors.{key}", monitor.name, f"{seen}, {public}.", monitor.active))
    for key, spoiler in described.spoilers.items():
        who = start_case(names.party(spoiler.party))
        found.append(
            (f"spoilers.{key}", f"Sabotage by {who}", "Gains from failure.", spoiler.active)
        )
    for key, tie in described.ties.items():
        label = f"Tie of {names.party(tie.sponsor)} to {names.party(tie.client)}"
        found.append((f"ties.{key}", label, "Hold, arms and help.", tie.active))
    return [
        _switch(base, path, active=active) | {"label": start_case(label), "note": note}
        for path, label, note, active in found
    ]
