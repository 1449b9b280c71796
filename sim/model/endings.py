"""How the end of an agreement is measured (phase 11). Nobody acts on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.law import ending
from sim.record.measure import first_day, undecided

if TYPE_CHECKING:
    from sim.model.ceasefire import CeasefireModel
    from sim.model.pact import Pact


def expire(model: CeasefireModel) -> None:
    """Close agreements whose term has run out."""
    for pact in model.in_force:
        term = pact.text.term_days
        if term is not None and model.day >= pact.start + term:
            model.close(pact, "expired", None)


def measure(model: CeasefireModel, pact: Pact, *, last: bool = False) -> None:
    """Enter the end of an agreement in the log once it can no longer change.

    Parameters
    ----------
    model : CeasefireModel
        The run.
    pact : Pact
        An agreement whose end is not yet entered.
    last : bool
        True on the last day of the run: what still stands was held.
    """
    candidates = _candidates(model, pact)
    if not candidates:
        if last:
            _enter(model, pact, model.day, "held", [])
        return
    first = min(candidates.values())
    rule = model.measurement.offensive
    if not last and undecided(_acts(model, pact), rule, first, model.day):
        return
    declared = pact.also if pact.closed == first else []
    kinds: list[str] = [
        kind
        for kind in model.measurement.precedence
        if candidates.get(kind) == first or kind in declared
    ]
    _enter(model, pact, first, kinds[0], kinds[1:])


def _acts(model: CeasefireModel, pact: Pact) -> list[tuple[int, str]]:
    acts = model.captures if model.measurement.offensive.counts == "captures" else model.assaults
    return [act for act in acts if act[0] >= pact.start]


def _candidates(model: CeasefireModel, pact: Pact) -> dict[str, int]:
    found: dict[str, int] = {}
    if pact.closed is not None:
        found[pact.closed_as] = pact.closed
    offensive = first_day(_acts(model, pact), model.measurement.offensive)
    if offensive is not None:
        found["offensive"] = offensive
    if pact.eroded is None and _eroded(model, pact):
        pact.eroded = model.day
    if pact.eroded is not None:
        found["erosion"] = pact.eroded
    return found


def _eroded(model: CeasefireModel, pact: Pact) -> bool:
    law = model.measurement
    days = law.erosion_window_days
    if not law.erosion or model.day < pact.start + days - 1:
        return False
    recent = 0.0
    for count in model.attack_counts[-days:]:
        recent += count
    return bool(ending.eroded(recent / days, model.baseline(), law.erosion_share))


def _enter(model: CeasefireModel, pact: Pact, day: int, kind: str, also: list[str]) -> None:
    causes: tuple[int | None, ...] = (pact.entry_event,)
    actor = ""
    if kind in ("cancelled", "disowned", "superseded") and pact.declaration is not None:
        causes = (pact.declaration,)
        actor = model.log[pact.declaration].actor
    elif kind == "offensive":
        begun = [
            event
            for event in model.log.of("attack")
            if event.form == "assault" and event.day >= day
        ][: model.measurement.offensive.days]
        causes = tuple(event.id for event in begun)
        actor = begun[0].actor if begun else ""
    elif kind == "erosion":
        causes = tuple(event.id for event in list(model.log.of("attack"))[-3:])
    pact.measured = True
    pact.end_day = day
    pact.end_kind = kind
    model.note(
        "end",
        kind,
        actor=actor,
        agreement=pact.label,
        outcome=" ".join(also),
        causes=causes,
        terms={"dated": float(day), "trust_mean": model.mean_trust()},
    )
    if pact is model.first:
        model.first_ended_on = model.day
