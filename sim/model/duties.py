"""Duties from day to day: delivery, deadlines, patrols, posts (phase 2 of the day)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.law import draws, guarantee

if TYPE_CHECKING:
    from sim.model.ceasefire import CeasefireModel
    from sim.model.pact import Duty


def attend_to(model: CeasefireModel, duty: Duty) -> None:
    """Let one duty move by a day."""
    kind = duty.terms.kind
    if kind == "deliver":
        _deliver(model, duty)
    elif kind == "repeat":
        _repeat(model, duty)
    elif kind == "keep":
        _keep(model, duty)


def _deliver(model: CeasefireModel, duty: Duty) -> None:
    if duty.met:
        return
    if not duty.terms.settled_by_talks:
        _work_on(model, duty)
    if duty.progress >= 1.0:
        complete(model, duty, ())
        return
    if duty.due is not None and model.day >= duty.due:
        if model.day == duty.due:
            duty.gap = 1.0 - duty.progress
            duty.deadline_event = model.note(
                "deadline",
                "missed",
                obligation=duty.name,
                agreement=duty.pact.label,
                target=_debtor(duty),
                severity=duty.gap,
                causes=(duty.deadline_event,),
                terms={"progress": duty.progress},
            ).id
            duty.breaches += 1
            for debtor in duty.terms.owed_by:
                model.note(
                    "breach",
                    "omission",
                    actor=debtor,
                    obligation=duty.name,
                    agreement=duty.pact.label,
                    severity=duty.gap,
                    true_author=debtor,
                    causes=(duty.deadline_event,),
                ).seen_by.extend(p.name for p in model.parties if p.name != debtor)
        if model.day > duty.due:
            duty.gap = 1.0 - duty.progress


def _debtor(duty: Duty) -> str:
    return duty.terms.owed_by[0] if duty.terms.owed_by else ""


def _work_on(model: CeasefireModel, duty: Duty) -> None:
    weakest: float | None = None
    for party in model.parties:
        if party.name in duty.debtors(party.name):
            contribution = party.contribution(duty)
            if weakest is None or contribution < weakest:
                weakest = contribution
    if weakest is None or duty.first_due is None:
        return
    span = max(1, duty.first_due - duty.pact.start)
    duty.progress = guarantee.delivered(
        duty.progress, 1.0 / span, weakest, 1.0, duty.terms.difficulty
    )


def complete(model: CeasefireModel, duty: Duty, causes: tuple[int | None, ...]) -> None:
    """Mark a duty as delivered."""
    duty.met = True
    duty.progress = 1.0
    duty.gap = 0.0
    on_time = duty.due is None or model.day <= duty.due
    model.note(
        "delivery",
        "done",
        obligation=duty.name,
        agreement=duty.pact.label,
        target=_debtor(duty),
        causes=causes,
    )
    if on_time:
        model.note(
            "deadline",
            "met",
            obligation=duty.name,
            agreement=duty.pact.label,
            target=_debtor(duty),
            causes=causes,
        )


def _repeat(model: CeasefireModel, duty: Duty) -> None:
    if model.day < duty.begins or (model.day - duty.begins) % duty.terms.every_days != 0:
        return
    absent: list[str] = []
    cut_short = False
    for party in model.parties:
        if party.name not in duty.terms.owed_by:
            continue
        luck = model.luck.block(model.day, draws.PATROL, party.key, 0, duty.key)
        if luck[0] < duty.terms.difficulty * (1.0 - party.effort_on()):
            absent.append(party.name)
        if luck[1] < duty.terms.difficulty * (1.0 - party.ability(duty)):
            cut_short = True
    if absent:
        duty.gap = 1.0
        duty.breaches += 1
        event = model.note(
            "patrol",
            "missed",
            actor=absent[0],
            obligation=duty.name,
            agreement=duty.pact.label,
        )
        duty.deadline_event = event.id
        for name in absent:
            model.note(
                "breach",
                "omission",
                actor=name,
                obligation=duty.name,
                agreement=duty.pact.label,
                severity=1.0,
                true_author=name,
                causes=(event.id,),
            ).seen_by.extend(p.name for p in model.parties if p.name != name)
        return
    duty.gap = 0.0
    duty.last_done = model.day
    model.note(
        "patrol",
        "cut_short" if cut_short else "done",
        actor=_debtor(duty),
        obligation=duty.name,
        agreement=duty.pact.label,
    )


def _keep(model: CeasefireModel, duty: Duty) -> None:
    places = [
        sector
        for sector in model.sectors
        if duty.covers(sector.name)
        and any(sector.posts.get(name, 0.0) > 0.0 for name in duty.terms.owed_by)
    ]
    if not places:
        duty.gap = 1.0
        return
    if duty.terms.about is None:
        duty.gap = 0.0
        return
    mingled = sum(sector.holder.name == duty.terms.about for sector in places)
    duty.gap = mingled / len(places)
