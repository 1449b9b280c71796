"""Talks: commission, delegations, summits (phase 10 of the day)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.law import draws, talks, trust
from sim.model import duties
from sim.model.build import sign
from sim.scenario.scenario import in_order, key_of

if TYPE_CHECKING:
    from sim.model.ceasefire import CeasefireModel
    from sim.model.pact import Duty, Pact
    from sim.model.party import PartyAgent
    from sim.record.events import Event

SUMMIT_AFTER = 3
SURPRISE = 0.25


def negotiators(model: CeasefireModel) -> list[tuple[PartyAgent, PartyAgent]]:
    """Pairs that talk: for each camp its guarantors, or its armed parties without any."""
    guarded = {party.camp for party in model.guarantors}
    sides = [
        party
        for party in model.parties
        if party.name in model.committed
        and (party.clients if party.camp in guarded else party.fights)
    ]
    return [
        (one, other)
        for place, one in enumerate(sides)
        for other in sides[place + 1 :]
        if one.hostile_to(other)
    ]


def hold_talks(model: CeasefireModel) -> None:
    """Let the commission sit and let guarantors meet."""
    if model.day < 1 or not model.behaviour.talks.active:
        return
    _commission(model)
    for one, other in negotiators(model):
        _consider_meeting(model, one, other)


def _commission(model: CeasefireModel) -> None:
    law = model.behaviour.talks
    for pact in model.in_force:
        for name, provision in pact.provisions.items():
            if provision not in pact.provision("commission", model.day):
                continue
            since = model.day - pact.start
            if since < 1 or since % provision.every_days != 0:
                continue
            claims = tuple(event for _, event in model.docket)
            disputed = [duty for duty in pact.duties if _disputed(model, duty)]
            if not claims and not disputed:
                continue
            event = model.note(
                "talks",
                "commission",
                actor=_first(pact),
                agreement=pact.label,
                outcome="sat",
                severity=float(len(claims)),
                causes=claims[-3:],
            )
            model.docket.clear()
            for duty in disputed:
                luck = model.luck.block(
                    model.day, draws.COMMISSION, key_of(name, provision), pact.key, duty.key
                )
                if luck[0] < law.clarify * min(1.0, provision.strength):
                    _agree_reading(model, duty, event, luck[1])


def _first(pact: Pact) -> str:
    return pact.text.signatories[0] if pact.text.signatories else ""


def _disputed(model: CeasefireModel, duty: Duty) -> bool:
    readings = {duty.debtors(party.name) for party in model.parties if party.clients}
    return len(readings) > 1


def _agree_reading(model: CeasefireModel, duty: Duty, talks_event: Event, luck: float) -> None:
    readers = [party.name for party in model.parties if party.clients]
    chosen = duty.debtors(readers[int(luck * len(readers))])
    duty.readings = {party.name: chosen for party in model.parties}
    model.note(
        "reading",
        "agreed",
        obligation=duty.name,
        agreement=duty.pact.label,
        target=chosen[0] if chosen else "",
        causes=(talks_event.id,),
    )


def _consider_meeting(model: CeasefireModel, one: PartyAgent, other: PartyAgent) -> None:
    law = model.behaviour.talks
    truce = model.truce_holds()
    to_settle = truce and any(_to_settle(duty) for duty in model.duties)
    pause = law.pause_days if truce else law.urgent_pause_days
    if to_settle:
        # A text that leaves something to be settled calls its own meetings.
        pause = min(pause, 1.0)
    since = model.day - model.last_talks.get((one.name, other.name), 0)
    chances = [
        talks.call_chance(law.rate, _matter(model, party, truce=truce), since, pause)
        for party in (one, other)
    ]
    if max(chances) <= 0.0:
        return
    luck = model.luck.block(model.day, draws.TALKS, one.key, other.key)
    calls = (
        one.decide("call", luck[0] < chances[0], other.name),
        other.decide("call", luck[1] < chances[1], one.name),
    )
    if not any(calls):
        return
    caller, called = (one, other) if calls[0] else (other, one)
    model.last_talks[(one.name, other.name)] = model.day
    willing = [
        one.decide("agree", _willing(model, one, other), other.name),
        other.decide("agree", _willing(model, other, one), one.name),
    ]
    result = talks.success_chance(willing[0], willing[1])
    urgent = not truce and (
        max(one.pressure, other.pressure) >= model.behaviour.deployment.threshold
        or model.failed_rounds >= SUMMIT_AFTER
    )
    agreed = luck[2] < result
    form = _form(model, luck[3], result) if agreed and not truce else None
    event = model.note(
        "talks",
        "summit" if urgent else "delegation",
        actor=caller.name,
        target=called.name,
        outcome="failure" if not agreed or (not truce and form is None) else "success",
        severity=result,
        causes=_grounds(caller, called),
        terms={
            "willing_caller": willing[0 if caller is one else 1],
            "willing_called": willing[1 if caller is one else 0],
        },
    )
    if event.outcome == "failure":
        model.failed_rounds += 1
        return
    model.failed_rounds = 0
    model.last_success = event.id
    credit = model.behaviour.belief.talks_credit
    for reader, partner in ((one, other), (other, one)):
        state = reader.beliefs[partner.name]
        state.kept = trust.remembered(state.kept, 1.0, credit)
    if form is None:
        _settle(model, event)
    else:
        _renew(model, form, event)


def _to_settle(duty: Duty) -> bool:
    return duty.terms.settled_by_talks and not duty.met


def _matter(model: CeasefireModel, party: PartyAgent, *, truce: bool) -> float:
    law = model.behaviour.talks
    matter = talks.concern(party.confidence, party.overdue_share(), law.overdue)
    matter += law.pressure * party.pressure
    if truce and any(_to_settle(duty) for duty in model.duties):
        matter += law.agenda
    return matter if truce else matter + law.urgency


def _willing(model: CeasefireModel, party: PartyAgent, other: PartyAgent) -> float:
    law = model.behaviour.talks
    fighters = [tie.client for tie in party.clients] or [party]
    weariness = 0.0
    pull = 0.0
    for fighter in fighters:
        weariness = max(weariness, fighter.weariness_cost(1.0))
        pull = max(pull, fighter.momentum())
    relations = party.relations.get(other.name, 0.0)
    mediation = 0.0
    for pact in model.pacts:
        for provision in pact.provision("mediation", model.day):
            mediation += provision.strength
    return talks.willingness(
        law.base,
        law.confidence * (1.0 + relations) * party.confidence,
        law.stalemate * model.stalemate() + law.weariness * weariness,
        law.hurt * party.pressure + mediation,
        law.fighting * pull,
    )


def _grounds(caller: PartyAgent, called: PartyAgent) -> tuple[int | None, ...]:
    charges = [
        event
        for party in (caller, called)
        for (accused, _), event in party.charged_event.items()
        if accused in (caller.name, called.name)
    ]
    latest = max(charges) if charges else None
    return (latest, caller.loss_event, caller.displacement_event, caller.latest_evidence())


def _form(model: CeasefireModel, luck: float, result: float) -> str | None:
    """Pick the most demanding text that the result of the talks can carry."""
    terms = model.setup.scenario
    forms = [name for name, text in in_order(terms.agreements) if text.starts is None]
    best: str | None = None
    for name in forms or [terms.main]:
        text = terms.agreements[name]
        if not text.active or text.demand > result + SURPRISE * luck:
            continue
        if best is None or text.demand > terms.agreements[best].demand:
            best = name
    return best


def _settle(model: CeasefireModel, event: Event) -> None:
    law = model.behaviour.talks
    for duty in model.duties:
        if duty.terms.kind != "deliver" or duty.met:
            continue
        if duty.terms.settled_by_talks:
            duties.complete(model, duty, (event.id,))
            continue
        if duty.due is None or model.day <= duty.due:
            continue
        if duty.progress - duty.verified < law.extension_progress:
            continue
        days = talks.extension_days(
            law.extension_days,
            law.extension_shrink,
            duty.extensions,
            max(0.0, duty.progress - duty.verified),
        )
        duty.verified = duty.progress
        if days > 0:
            duty.due = model.day + days
            duty.extensions += 1
            duty.gap = 0.0
            duty.deadline_event = model.note(
                "deadline",
                "moved",
                obligation=duty.name,
                agreement=duty.pact.label,
                severity=float(days),
                causes=(event.id, duty.deadline_event),
            ).id


def _renew(model: CeasefireModel, name: str, event: Event) -> None:
    old = model.measured_pact()
    if old is not None and old.live(model.day):
        model.close(old, "superseded", event.id)
    model.failures += 1
    pact = sign(model, name, model.day + 1, framework=False)
    model.pacts.append(pact)
    note = model.note(
        "renewal",
        "signed",
        agreement=pact.label,
        actor=event.actor,
        target=event.target,
        causes=(event.id,),
    )
    pact.entry_event = note.id
    for party in model.parties:
        party.stop_offensive("agreement", note.id)
        party.pressure = 0.5 * party.pressure
