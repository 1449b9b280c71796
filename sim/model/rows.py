"""Rows of the tables of agreements and clauses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sim.model.ceasefire import CeasefireModel
    from sim.model.pact import Duty, Pact


def agreement_rows(model: CeasefireModel, replicate: int) -> list[dict[str, Any]]:
    """Give a row per agreement whose end is measured.

    Parameters
    ----------
    model : CeasefireModel
        A finished run.
    replicate : int
        Its number.

    Returns
    -------
    list of dict
        Ordinal, label, form (id of the text), class, start, end_day, end_kind and days.
    """
    measured = [pact for pact in model.pacts if not pact.framework and pact.end_day is not None]
    return [
        {
            "replicate": replicate,
            "ordinal": ordinal,
            "agreement": pact.label,
            "form": pact.name,
            "class": pact.text.form,
            "start": pact.start,
            "end_day": pact.end_day,
            "end_kind": pact.end_kind,
            "days": pact.end_day - pact.start + (pact.end_kind == "held"),
        }
        for ordinal, pact in enumerate(measured, start=1)
        if pact.end_day is not None
    ]


def clause_rows(model: CeasefireModel, replicate: int) -> list[dict[str, Any]]:
    """Give a row per duty of every agreement, as it stood when the run ended.

    Parameters
    ----------
    model : CeasefireModel
        A finished run.
    replicate : int
        Its number.

    Returns
    -------
    list of dict
        Ordinal, agreement, obligation, clause, kind, start, end_kind (open, met, breached or
        lapsed), end_day (the day of that; 0 while open), progress, breaches, first_breach (0
        without one), extensions.
    """
    return [
        {"replicate": replicate, **_clause(model, pact, duty)}
        for pact in model.pacts
        for duty in pact.duties
    ]


def _clause(model: CeasefireModel, pact: Pact, duty: Duty) -> dict[str, Any]:
    end_day, end_kind = _came_to(model, pact, duty)
    return {
        "ordinal": pact.ordinal,
        "agreement": pact.label,
        "obligation": duty.name,
        "clause": duty.terms.clause,
        "kind": duty.terms.kind,
        "start": duty.begins,
        "end_day": end_day,
        "end_kind": end_kind,
        "progress": duty.progress,
        "breaches": duty.breaches,
        "first_breach": duty.first_breach or 0,
        "extensions": duty.extensions,
    }


def _came_to(model: CeasefireModel, pact: Pact, duty: Duty) -> tuple[int, str]:
    """Say what a duty came to, and when."""
    if duty.met:
        return duty.done or 0, "met"
    against = [day for day in (duty.first_breach, duty.missed) if day is not None]
    if against:
        return min(against), "breached"
    return (0, "open") if pact.live(model.day) else (pact.closed or 0, "lapsed")
