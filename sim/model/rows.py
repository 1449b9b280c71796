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
        Ordinal, agreement, obligation, clause, kind, start, end_day (0 while open),
        end_kind (open, met, breached or lapsed), progress, breaches, extensions.
    """
    first: dict[tuple[str, str], int] = {}
    for event in model.log.of("delivery", "breach"):
        first.setdefault((event.agreement, event.obligation), event.day)
    return [
        {
            "replicate": replicate,
            "ordinal": pact.ordinal,
            "agreement": pact.label,
            "obligation": duty.name,
            "clause": duty.terms.clause,
            "kind": duty.terms.kind,
            "start": duty.begins,
            "end_day": first.get((pact.label, duty.name), pact.closed or 0),
            "end_kind": _state(model, pact, duty),
            "progress": duty.progress,
            "breaches": duty.breaches,
            "extensions": duty.extensions,
        }
        for pact in model.pacts
        for duty in pact.duties
    ]


def _state(model: CeasefireModel, pact: Pact, duty: Duty) -> str:
    if duty.met:
        return "met"
    late = duty.terms.kind == "deliver" and duty.overdue(model.day)
    if duty.breaches > 0 or late:
        return "breached"
    return "open" if pact.live(model.day) else "lapsed"
