"""Duties from day to day: delivery, deadlines, patrols, posts (phase 2 of the day)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.law import draws, guarantee, trust

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
            duty.miss(model.day)
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
            _omit(model, duty, duty.gap, duty.deadline_event)
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
    duty.done = model.day
    duty.progress = 1.0
    duty.gap = 0.0
    _give_credit(model, duty)
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


def _give_credit(model: CeasefireModel, duty: Duty) -> None:
    """Let a duty that was done speak for those who owe it, in the eyes of the other camps."""
    credit = trust.duty_credit(
        model.behaviour.belief.duty_credit, duty.terms.visibility, duty.terms.importance
    )
    for reader in model.parties:
        for name in duty.debtors(reader.name):
            debtor = model.party(name)
            if debtor is not reader and debtor.camp != reader.camp:
                state = reader.beliefs[name]
                state.kept = trust.remembered(state.kept, 1.0, credit)


def _repeat(model: CeasefireModel, duty: Duty) -> None:
    if model.day < duty.begins or (model.day - duty.begins) % duty.terms.every_days != 0:
        return
    absent: list[str] = []
    cut_short = False
    for party in model.parties:
        if party.name not in duty.terms.owed_by:
            continue
        luck = model.luck.block(model.day, draws.PATROL, party.key, 0, duty.key)
        stays_away = luck[0] < duty.terms.difficulty * (1.0 - party.effort_on())
        if party.decide("stay_away", stays_away, duty.name):
            absent.append(party.name)
        if luck[1] < duty.terms.difficulty * (1.0 - party.ability(duty)):
            cut_short = True
    if absent:
        duty.gap = 1.0
        event = model.note(
            "patrol",
            "missed",
            actor=absent[0],
            obligation=duty.name,
            agreement=duty.pact.label,
        )
        duty.deadline_event = event.id
        _omit(model, duty, 1.0, event.id, absent)
        return
    duty.gap = 0.0
    duty.last_done = model.day
    if not cut_short:
        _give_credit(model, duty)
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
    before = duty.gap
    if not places:
        duty.gap = 1.0
    elif duty.terms.about is None:
        duty.gap = 0.0
    else:
        duty.gap = sum(sector.holder.name == duty.terms.about for sector in places) / len(places)
    if before <= 0.0 < duty.gap:
        _omit(model, duty, duty.gap, None)


def _omit(
    model: CeasefireModel,
    duty: Duty,
    gap: float,
    cause: int | None,
    who: list[str] | None = None,
) -> None:
    """Enter the breach by omission of each party that owes a duty in fact."""
    debtors = (
        who
        if who is not None
        else [party.name for party in model.parties if duty.owed_in_fact(party.name)]
    )
    for debtor in debtors:
        duty.breach(model.day)
        event = model.note(
            "breach",
            "omission",
            actor=debtor,
            obligation=duty.name,
            agreement=duty.pact.label,
            severity=gap,
            true_author=debtor,
            causes=(cause,),
        )
        event.seen_by.extend(party.name for party in model.parties if party.name != debtor)
        duty.deadline_event = duty.deadline_event if cause is not None else event.id
